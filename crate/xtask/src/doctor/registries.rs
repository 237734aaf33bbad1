//! Whether the package registries that are configured can be reached.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::machine::{SHORT, answer};

/// How long a registry may take.
const NETWORK: Duration = Duration::from_secs(30);

/// Ask the registry that cargo is configured for about one small crate.
pub fn ask_cargo(cargo: &Path) -> Option<String> {
    let folder = Scratch::new("cargo").ok()?;
    let manifest = "[package]\nname = \"question\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\
        [dependencies]\ncfg-if = \"1\"\n[workspace]\n";
    fs::create_dir_all(folder.path.join("src")).ok()?;
    fs::write(folder.path.join("Cargo.toml"), manifest).ok()?;
    fs::write(folder.path.join("src/lib.rs"), "").ok()?;
    let mut command = Command::new(cargo);
    command
        .args(["generate-lockfile", "--quiet"])
        .current_dir(&folder.path)
        .env("CARGO_NET_RETRY", "0")
        .env("CARGO_HTTP_TIMEOUT", "10");
    answer(&mut command, NETWORK).err()
}

/// Ask the index that pip is configured for about one small package.
pub fn ask_pip(python: &Path) -> Option<String> {
    // A Python without pip gets one with its first virtual environment.
    answer(Command::new(python).args(["-m", "pip", "--version"]), SHORT).ok()?;
    let folder = Scratch::new("pip").ok()?;
    let mut command = Command::new(python);
    command
        .args(["-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir", "--retries", "0"])
        .args(["--timeout", "10", "--disable-pip-version-check", "--dest"])
        .arg(&folder.path)
        .arg("six");
    answer(&mut command, NETWORK).err()
}

/// A folder for a question, removed afterwards.
struct Scratch {
    path: PathBuf,
}

impl Scratch {
    fn new(name: &str) -> std::io::Result<Self> {
        let path = env::temp_dir().join(format!("aimath-doctor-{name}-{}", std::process::id()));
        fs::create_dir_all(&path)?;
        Ok(Self { path })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed stays in the temporary folder, which is cleaned anyway.
        let _ = fs::remove_dir_all(&self.path);
    }
}
