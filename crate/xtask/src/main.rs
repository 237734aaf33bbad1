//! The one program behind `cargo book`.
//!
//! Copies of it under the names `aimath-kernel`, `cargo` and `rustup` inside
//! `.book` start the notebook kernel and stand in for those two tools; see
//! [`xtask::fast`].

use std::process::ExitCode;

fn main() -> ExitCode {
    let result = match xtask::fast::role() {
        Some(role) => xtask::fast::play(role),
        None => xtask::cli::run(),
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
