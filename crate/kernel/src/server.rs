//! The kernel's five sockets and who answers on which.

use crate::jupyter::{ConnectionFile, Link, Message};
use crate::runtime;
use crate::session::{self, Order, Question, Stopper, Voices};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot};
use zeromq::{PubSocket, RepSocket, RouterSocket};

/// How long a stopped cell's followers may take to arrive: what JupyterLab has sent already
/// when Stop is pressed is not run either.
const FOLLOWERS: Duration = Duration::from_millis(50);
/// How long the session may take to end when the kernel is shut down.
const FAREWELL: Duration = Duration::from_millis(1500);

/// Serves until Jupyter asks for the end.
pub fn serve(connection: &ConnectionFile) -> Result<()> {
    runtime::ignore_interrupts();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("no threads for the kernel")?;
    runtime.block_on(listen(connection))?;
    // Tasks still wait for messages; none of them has anything left to do.
    runtime.shutdown_background();
    Ok(())
}

async fn listen(connection: &ConnectionFile) -> Result<()> {
    let key = connection.key()?;
    let mut heartbeat: Link<RepSocket> =
        Link::bind(&connection.address("hb")?, key.clone()).await?;
    let shell = Link::bind(&connection.address("shell")?, key.clone()).await?;
    let mut control: Link<RouterSocket> =
        Link::bind(&connection.address("control")?, key.clone()).await?;
    let stdin = Link::bind(&connection.address("stdin")?, key.clone()).await?;
    let mut iopub: Link<PubSocket> = Link::bind(&connection.address("iopub")?, key).await?;

    tokio::spawn(async move {
        while let Ok(beat) = heartbeat.receive_raw().await {
            if heartbeat.send_raw(beat).await.is_err() {
                return;
            }
        }
    });
    let (publisher, mut published) = mpsc::unbounded_channel::<Message>();
    tokio::spawn(async move {
        while let Some(message) = published.recv().await {
            iopub.send(&message).await;
        }
    });
    let (questions, asked) = mpsc::unbounded_channel();
    tokio::spawn(ask(stdin, asked));

    // The shell answers while the session still loads the library: a page that waits for the
    // kernel is ready sooner, and the first cell waits for what is left.
    let (orders, ordered) = mpsc::unbounded_channel();
    let stopper = Stopper::default();
    let voices = Voices { publisher: publisher.clone(), questions };
    let for_session = (voices, stopper.clone());
    let (ended, end) = oneshot::channel::<()>();
    std::thread::Builder::new()
        .name("session".to_owned())
        .stack_size(64 << 20)
        .spawn(move || {
            session::run(ordered, for_session.0, for_session.1);
            drop(ended);
        })
        .context("no thread for the session")?;
    let shell = tokio::spawn(answer_shell(shell, publisher.clone(), orders));

    loop {
        let message = control.receive().await?;
        // Nobody listens any more when the kernel is ending.
        let _ = publisher.send(message.status("busy"));
        let content = match message.kind() {
            "interrupt_request" => {
                stopper.stop(message.date().unwrap_or_else(chrono::Utc::now));
                json!({ "status": "ok" })
            }
            "shutdown_request" => json!({
                "status": "ok", "restart": message.switch("restart", false),
            }),
            "kernel_info_request" => kernel_info(),
            _ => json!({ "status": "error", "ename": "Unknown", "evalue": message.kind() }),
        };
        let is_last = message.kind() == "shutdown_request";
        if is_last {
            // Ends the cell that runs, then the session, which ends the processes below it.
            stopper.stop(chrono::Utc::now());
            shell.abort();
            let _ = tokio::time::timeout(FAREWELL, end).await;
            control.send(&message.reply(content)).await;
            let _ = publisher.send(message.status("idle"));
            // The sockets send in the background.
            tokio::time::sleep(Duration::from_millis(20)).await;
            return Ok(());
        }
        control.send(&message.reply(content)).await;
        let _ = publisher.send(message.status("idle"));
    }
}

/// Asks the reader for lines, one after another.
async fn ask(mut stdin: Link<RouterSocket>, mut asked: mpsc::UnboundedReceiver<Question>) {
    while let Some(Question { message, mut answer }) = asked.recv().await {
        stdin.send(&message).await;
        tokio::select! {
            reply = stdin.receive() => match reply {
                Ok(reply) => {
                    // The cell may have been stopped meanwhile.
                    let _ = answer.send(reply.text("value").to_owned());
                }
                Err(error) => {
                    eprintln!("aimath: the stdin socket failed: {error:#}");
                    return;
                }
            },
            () = answer.closed() => {}
        }
    }
}

/// Answers requests in the order in which they come.
async fn answer_shell(
    mut shell: Link<RouterSocket>,
    publisher: mpsc::UnboundedSender<Message>,
    orders: mpsc::UnboundedSender<Order>,
) {
    // When the last cell was stopped, while followers may still arrive.
    let mut stopped = None;
    loop {
        let received = if stopped.is_some() {
            match tokio::time::timeout(FOLLOWERS, shell.receive()).await {
                Ok(received) => received,
                Err(_) => {
                    stopped = None;
                    continue;
                }
            }
        } else {
            shell.receive().await
        };
        let request = match received {
            Ok(request) => request,
            Err(error) => {
                eprintln!("aimath: the shell socket failed: {error:#}");
                return;
            }
        };
        let _ = publisher.send(request.status("busy"));
        let follows = stopped.is_some_and(|time| request.sent_before(time))
            && request.switch("stop_on_error", true);
        let content = match request.kind() {
            "execute_request" if follows => Some(json!({ "status": "aborted" })),
            "execute_request" | "complete_request" | "inspect_request" => {
                Some(order(&orders, &request).await)
            }
            "kernel_info_request" => Some(kernel_info()),
            "is_complete_request" => Some(is_complete(request.text("code"))),
            "history_request" => Some(json!({ "status": "ok", "history": [] })),
            "comm_info_request" => Some(json!({ "status": "ok", "comms": {} })),
            "comm_open" => {
                let content = json!({ "comm_id": request.content["comm_id"], "data": {} });
                let _ = publisher.send(request.child("comm_close", content));
                None
            }
            _ => None,
        };
        if let Some(content) = content {
            if content["ename"] == "Stopped" {
                stopped = Some(chrono::Utc::now());
            }
            shell.send(&request.reply(content)).await;
        }
        let _ = publisher.send(request.status("idle"));
    }
}

async fn order(orders: &mpsc::UnboundedSender<Order>, request: &Message) -> Value {
    let (reply, replied) = oneshot::channel();
    let order = Order { request: request.clone(), arrived: Instant::now(), reply };
    if orders.send(order).is_ok()
        && let Ok(content) = replied.await
    {
        return content;
    }
    let text = "The session has ended; restart the kernel.";
    json!({ "status": "error", "ename": "Error", "evalue": text, "traceback": [text] })
}

/// Whether a console should run the code or wait for another line.
fn is_complete(code: &str) -> Value {
    let depth = code.chars().fold(0_i32, |depth, letter| match letter {
        '(' | '[' | '{' => depth + 1,
        ')' | ']' | '}' => depth - 1,
        _ => depth,
    });
    match depth {
        1.. => json!({ "status": "incomplete", "indent": "    " }),
        _ => json!({ "status": "complete" }),
    }
}

fn kernel_info() -> Value {
    json!({
        "status": "ok",
        "protocol_version": "5.3",
        "implementation": env!("CARGO_PKG_NAME"),
        "implementation_version": env!("CARGO_PKG_VERSION"),
        "language_info": {
            "name": "Rust",
            "version": "",
            "mimetype": "text/rust",
            "file_extension": ".rs",
            "pygments_lexer": "rust",
            "codemirror_mode": "rust",
        },
        "banner": "aimath: Rust over evcxr 0.22.0",
        "help_links": [
            { "text": "Rust's standard library", "url": "https://doc.rust-lang.org/stable/std/" },
        ],
    })
}
