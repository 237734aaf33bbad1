//! Where things live: the repository and, inside it, the `.book` folder that
//! holds all that set-up makes (Git ignores it; deleting it is always safe, and forgets which exercises
//! were solved).

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};

/// The repository with its `.book` folder.
#[derive(Clone, Debug)]
pub struct Book {
    /// The folder that holds the workspace's `Cargo.toml`.
    pub root: PathBuf,
    /// This program's file. Asked for at the start, because a `cargo` that is called later may
    /// put another file in its place, and the system then no longer knows where it stood.
    pub program: PathBuf,
}

impl Book {
    /// The book in the folder `root`.
    pub fn at(root: &Path) -> Result<Book> {
        let program = std::env::current_exe().context("this program cannot find its own file")?;
        Ok(Book { root: root.to_owned(), program })
    }

    /// The book around the current folder, or around this program's source.
    pub fn find() -> Result<Book> {
        let here = std::env::current_dir().context("the current folder is not readable")?;
        let compiled = Path::new(env!("CARGO_MANIFEST_DIR"));
        for start in [here.as_path(), compiled] {
            for folder in start.ancestors() {
                if folder.join("crate/xtask").is_dir() && folder.join("notebooks").is_dir() {
                    return Book::at(&folder.canonicalize()?);
                }
            }
        }
        bail!(tr!("no aimath repository here: run `cargo book` inside a clone of it"))
    }

    /// What set-up makes.
    pub fn home(&self) -> PathBuf {
        self.root.join(".book")
    }

    /// The virtual environment with JupyterLab.
    pub fn venv(&self) -> PathBuf {
        self.home().join("venv")
    }

    /// The kernel, its launcher and the stand-ins.
    pub fn kernel(&self) -> PathBuf {
        self.home().join("kernel")
    }

    /// The real kernel: ours, or the one that conda brought.
    pub fn evcxr(&self) -> PathBuf {
        self.kernel().join("bin/aimath-evcxr")
    }

    /// The program that a kernelspec starts.
    pub fn launcher(&self) -> PathBuf {
        self.kernel().join("bin/aimath-kernel")
    }

    /// The standard library's source, cut to what type inference needs.
    pub fn std_source(&self) -> PathBuf {
        self.home().join("std")
    }

    /// Build folders made ahead, one per state of the crate.
    pub fn ready(&self) -> PathBuf {
        self.home().join("ready")
    }

    /// The exercises that the reader has solved.
    pub fn progress(&self) -> PathBuf {
        self.home().join("progress")
    }

    /// One folder per running kernel.
    pub fn runs(&self) -> PathBuf {
        self.home().join("run")
    }

    /// The notebooks of one language.
    pub fn notebooks(&self, language: &str) -> PathBuf {
        self.root.join("notebooks").join(language)
    }
}
