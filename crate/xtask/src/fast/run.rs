//! One kernel's session as the stand-ins see it: handed from the launcher to
//! them through the environment.

use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// The variable that carries the session, as JSON.
pub const SESSION: &str = "AIMATH_SESSION";

/// Everything a stand-in needs to know.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Session {
    /// The repository.
    pub root: PathBuf,
    /// This kernel's own folder; the kernel builds in `crate` below it.
    pub run: PathBuf,
    /// The prepared folder that fits the crate as it is now, if there is one.
    pub ready: Option<PathBuf>,
    /// A prepared folder to start a real build from, fitting or not.
    pub base: Option<PathBuf>,
    /// The library as it is now, compiled before there was a kernel.
    pub ahead: Option<PathBuf>,
    /// The crate's quick stamp when the kernel started.
    pub quick: String,
    /// Whether answers and builds are noted down for later kernels.
    pub recording: bool,
    /// The real `cargo`.
    pub cargo: PathBuf,
    /// The real `rustc`.
    pub rustc: PathBuf,
    /// `CARGO_HOME` as it was before the launcher, if it was set.
    pub cargo_home: Option<String>,
    /// `PATH` as it was before the launcher.
    pub path: String,
}

impl Session {
    /// The session of the kernel that called this stand-in, if any.
    pub fn from_environment() -> Result<Option<Session>> {
        match std::env::var(SESSION) {
            Err(_) => Ok(None),
            Ok(text) => Ok(Some(
                serde_json::from_str(&text).with_context(|| format!("{SESSION} is damaged"))?,
            )),
        }
    }

    /// Where the kernel writes the cell and builds it.
    pub fn crate_folder(&self) -> PathBuf {
        self.run.join("crate")
    }

    /// The real `cargo`, in the environment that the reader's shell had.
    pub fn real_cargo(&self) -> std::process::Command {
        let mut command = std::process::Command::new(&self.cargo);
        command.env("PATH", &self.path).env_remove(SESSION);
        match &self.cargo_home {
            Some(home) => command.env("CARGO_HOME", home),
            None => command.env_remove("CARGO_HOME"),
        };
        command
    }

    /// Replaces this run's folder by a mark that means the same in every run.
    pub fn portable(&self, text: &str) -> String {
        text.replace(&*self.run.to_string_lossy(), MARK)
    }
}

/// Stands for a run's folder in what is kept for other runs.
pub const MARK: &str = "@RUN@";

/// Writes a file so that nobody ever sees half of it.
pub fn write_whole(path: &Path, content: &[u8]) -> Result<()> {
    let folder = path.parent().context("a file needs a folder")?;
    std::fs::create_dir_all(folder)?;
    let draft = folder.join(format!(".draft-{}", std::process::id()));
    std::fs::write(&draft, content).with_context(|| format!("cannot write {}", draft.display()))?;
    std::fs::rename(&draft, path).with_context(|| format!("cannot write {}", path.display()))
}

/// A short name for some content.
pub fn digest(parts: &[&[u8]]) -> String {
    use sha2::{Digest, Sha256};
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}
