//! Running a tool while showing what it is doing.

use anyhow::{Context, Result, bail};
use std::collections::VecDeque;
use std::io::{BufRead, BufReader, IsTerminal, Read};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// One line on the terminal that says what is going on.
pub struct Progress {
    bars: indicatif::MultiProgress,
    bar: indicatif::ProgressBar,
}

impl Progress {
    /// A line under `title`; on a terminal it moves, in a log it stands once.
    pub fn new(bars: &indicatif::MultiProgress, title: &str) -> Progress {
        let style = indicatif::ProgressStyle::with_template("{spinner} {prefix} {elapsed} {msg}")
            .expect("the template is fixed");
        let bar = bars.add(indicatif::ProgressBar::new_spinner().with_style(style));
        bar.set_prefix(title.to_owned());
        bar.enable_steady_tick(Duration::from_millis(120));
        if !std::io::stderr().is_terminal() {
            eprintln!("… {title}");
        }
        Progress { bars: bars.clone(), bar }
    }

    /// Shows what is being done now.
    pub fn say(&self, text: &str) {
        self.bar.set_message(text.chars().take(60).collect::<String>());
    }

    /// Ends the line with `text`.
    pub fn finish(&self, text: &str) {
        self.bar.finish_and_clear();
        self.bars.remove(&self.bar);
        if std::io::stderr().is_terminal() {
            let _ = self.bars.println(text);
        } else {
            eprintln!("{text}");
        }
    }

    /// Runs a tool to its end, showing its last line; when it fails, the error
    /// holds the end of what it printed.
    pub fn run(&self, command: &mut Command) -> Result<()> {
        let name = command.get_program().to_string_lossy().into_owned();
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| tr!("{name} did not start", name))?;
        let (send, lines) = mpsc::channel();
        let pipes: [Option<Box<dyn Read + Send>>; 2] = [
            child.stdout.take().map(|pipe| Box::new(pipe) as Box<dyn Read + Send>),
            child.stderr.take().map(|pipe| Box::new(pipe) as Box<dyn Read + Send>),
        ];
        for pipe in pipes.into_iter().flatten() {
            let send = send.clone();
            std::thread::spawn(move || {
                for line in BufReader::new(pipe).lines().map_while(std::result::Result::ok) {
                    let _ = send.send(line);
                }
            });
        }
        drop(send);
        let mut last = VecDeque::new();
        for line in lines {
            self.say(line.trim());
            if last.len() == 25 {
                last.pop_front();
            }
            last.push_back(line);
        }
        let status = child.wait()?;
        if !status.success() {
            let said = last.into_iter().collect::<Vec<_>>().join("\n");
            bail!(tr!("{name} ended with {status}; its last words:\n{said}", name, status, said));
        }
        Ok(())
    }
}
