//! The one program behind `cargo book`.
//!
//! Copies of it under the names `aimath-kernel`, `cargo` and `rustup` inside
//! `.book` start the notebook kernel and stand in for those two tools; see
//! [`xtask::fast`].

use std::process::ExitCode;

/// The kernel and JupyterLab need a Unix system, and Windows brings one.
#[cfg(not(unix))]
fn main() -> ExitCode {
    eprintln!(
        "On Windows the book runs in WSL: run `wsl --install` in PowerShell and restart, open \
         Ubuntu from the Start menu, install Rust there (https://rustup.rs) with \
         `sudo apt install build-essential git python3-venv`, clone the repository there and \
         run `cargo book lab` in it."
    );
    ExitCode::FAILURE
}

#[cfg(unix)]
fn main() -> ExitCode {
    let result = match xtask::fast::role() {
        Some(role) => xtask::fast::play(role),
        None => xtask::cli::run(),
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            let error = format!("{error:#}");
            eprintln!("{}", aimath_words::tr!("error: {error}", error));
            ExitCode::FAILURE
        }
    }
}
