//! Opening JupyterLab on the book.

use crate::book::Book;
use crate::setup::{self, Until};
use aimath_words::Language;
use anyhow::{Context, Result, bail};
use std::os::unix::process::CommandExt;
use std::process::Command;

/// What `cargo book lab` was asked for.
#[derive(Debug, clap::Args)]
pub struct Options {
    #[arg(help = msg!("Language of the book; by default that of your locale"))]
    #[arg(long, value_parser = tag)]
    lang: Option<String>,
    #[arg(help = msg!("Do not open a browser"))]
    #[arg(long)]
    no_browser: bool,
    #[arg(help = msg!("Port for the server; by default 8888 or the next free one"))]
    #[arg(long)]
    port: Option<u16>,
    #[arg(help = msg!("Stop after set-up"))]
    #[arg(long)]
    setup_only: bool,
}

/// Sets up what is missing and becomes JupyterLab.
pub fn open(book: &Book, options: &Options) -> Result<()> {
    let python = setup::ensure(book, Until::Prepared)?;
    if options.setup_only {
        return Ok(());
    }
    let language = options.lang.clone().unwrap_or_else(|| Language::of_system().tag().to_owned());
    if let Some(port) = options.port
        && std::net::TcpListener::bind(("127.0.0.1", port)).is_err()
    {
        bail!(tr!(
            "port {port} is taken; stop the program that uses it or choose another --port",
            port
        ));
    }
    let page = format!("/lab/tree/notebooks/{language}/00-start-here.ipynb");
    let own = book.home().join("jupyter");
    let mut lab = Command::new(&python.executable);
    lab.args(["-m", "jupyter", "lab"])
        .arg(format!("--ServerApp.root_dir={}", book.root.display()))
        .arg(format!("--LabApp.default_url={page}"))
        .arg(format!("--MultiKernelManager.default_kernel_name={}", setup::KERNEL_NAME));
    if options.no_browser {
        lab.arg("--no-browser");
    }
    if let Some(port) = options.port {
        lab.arg(format!("--ServerApp.port={port}")).arg("--ServerApp.port_retries=0");
    }
    // Jupyter in a container often runs as root and would refuse.
    if is_root() {
        lab.arg("--allow-root");
    }
    for (name, folder) in [
        ("JUPYTER_CONFIG_DIR", "config"),
        ("JUPYTER_DATA_DIR", "data"),
        ("JUPYTER_RUNTIME_DIR", "runtime"),
        ("JUPYTERLAB_SETTINGS_DIR", "settings"),
        ("JUPYTERLAB_WORKSPACES_DIR", "workspaces"),
        ("IPYTHONDIR", "ipython"),
    ] {
        lab.env(name, own.join(folder));
    }
    let error = lab.current_dir(&book.root).exec();
    Err(error).context(tr!("JupyterLab did not start"))
}

/// A language that the book speaks, by its tag.
pub(crate) fn tag(name: &str) -> Result<String, String> {
    let tags: Vec<&str> = Language::all().map(Language::tag).collect();
    match tags.contains(&name) {
        true => Ok(name.to_owned()),
        false => Err(tr!("the book speaks {tags}", tags = tags.join(", "))),
    }
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
