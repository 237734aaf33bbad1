//! The command line of `cargo book`.

use crate::book::Book;
use crate::lab;
use anyhow::Result;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// The mathematics of machine learning as a book that runs.
#[derive(Parser)]
#[command(name = "cargo book", bin_name = "cargo book", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Set up what is missing and open JupyterLab on the book
    Lab(lab::Options),
}

/// Reads the command line and does what it says.
pub fn run() -> Result<ExitCode> {
    let cli = Cli::parse();
    let book = Book::find()?;
    match cli.command {
        Command::Lab(options) => lab::open(&book, &options)?,
    }
    Ok(ExitCode::SUCCESS)
}
