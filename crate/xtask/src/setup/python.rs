//! The Python that runs Jupyter: a virtual environment inside the repository,
//! or the conda environment that the reader has activated.

use super::steps::Steps;
use crate::book::Book;
use crate::fast::run::digest;
use crate::machine::{self, OLDEST_PYTHON};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What is installed, with exact versions.
pub const REQUIREMENTS: &str = "crate/xtask/python/requirements.txt";

/// What the browser test needs on top; readers do without it.
const BROWSER_REQUIREMENTS: &str = "crate/xtask/python/requirements-browser.txt";

/// What builds the web site.
const SITE_REQUIREMENTS: &str = "crate/xtask/python/requirements-site.txt";

/// What the benchmark beside scikit-learn needs; it measures nothing that Jupyter uses.
const BENCH_REQUIREMENTS: &str = "crate/xtask/python/requirements-bench.txt";

/// A Python with Jupyter, or the place where it will be.
#[derive(Clone, Debug)]
pub struct Python {
    /// The interpreter to start Jupyter with.
    pub executable: PathBuf,
    /// The folder that holds `share/jupyter`.
    pub prefix: PathBuf,
    /// The kernel that came with a conda environment.
    pub conda_kernel: Option<PathBuf>,
}

impl Python {
    /// The active conda environment if it brings the kernel, else our own.
    pub fn choose(book: &Book) -> Result<Python> {
        if let Some(prefix) = std::env::var_os("CONDA_PREFIX").map(PathBuf::from) {
            let kernel = prefix.join("bin/evcxr_jupyter");
            let executable = prefix.join("bin/python");
            if kernel.is_file() && executable.is_file() {
                return Ok(Python { executable, prefix, conda_kernel: Some(kernel) });
            }
        }
        let prefix = book.venv();
        Ok(Python { executable: prefix.join("bin/python"), prefix, conda_kernel: None })
    }

    /// Makes the virtual environment and fills it.
    pub fn install(&self, book: &Book, steps: &Steps) -> Result<()> {
        if self.conda_kernel.is_some() {
            return Ok(());
        }
        let title = tr!("JupyterLab in a virtual environment");
        environment(book, steps, &self.prefix, "python", title, REQUIREMENTS)
    }

    /// The Python of the browser test, in an environment of its own.
    pub fn of_browser_test(book: &Book) -> Result<PathBuf> {
        let prefix = book.home().join("browser");
        let title = "What the browser test needs";
        environment(book, &Steps::new(book), &prefix, "browser", title, BROWSER_REQUIREMENTS)?;
        Ok(prefix.join("bin/python"))
    }

    /// The Python that builds the web site, in an environment of its own.
    pub fn of_site(book: &Book) -> Result<PathBuf> {
        let prefix = book.home().join("site/venv");
        let title = "What builds the site";
        environment(book, &Steps::new(book), &prefix, "site", title, SITE_REQUIREMENTS)?;
        Ok(prefix.join("bin/python"))
    }

    /// The Python of the benchmark beside scikit-learn, in an environment of its own.
    pub fn of_benchmark(book: &Book) -> Result<PathBuf> {
        let prefix = book.home().join("bench");
        let title = "What the benchmark needs";
        environment(book, &Steps::new(book), &prefix, "bench", title, BENCH_REQUIREMENTS)?;
        Ok(prefix.join("bin/python"))
    }
}

/// Makes the virtual environment at `prefix` and fills it with pinned packages.
fn environment(
    book: &Book,
    steps: &Steps,
    prefix: &Path,
    name: &str,
    title: &str,
    requirements: &str,
) -> Result<()> {
    let requirements = book.root.join(requirements);
    let pins = std::fs::read(&requirements)
        .with_context(|| format!("cannot read {}", requirements.display()))?;
    let executable = prefix.join("bin/python");
    if !runs(&executable) {
        steps.forget(name);
    }
    let key = digest(&[&pins, prefix.to_string_lossy().as_bytes()]);
    steps.once(name, title, &key, |progress| {
        let python = find_python()?;
        progress.run(Command::new(python).args(["-m", "venv", "--clear"]).arg(prefix)).context(
            "python3 cannot make virtual environments; \
             on Debian and Ubuntu install the package python3-venv",
        )?;
        progress.run(
            Command::new(&executable)
                .args(["-m", "pip", "install", "--disable-pip-version-check", "-r"])
                .arg(&requirements),
        )
    })
}

fn runs(python: &Path) -> bool {
    Command::new(python)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The Python that makes the environments: the first in the path that is new enough.
pub fn find_python() -> Result<PathBuf> {
    let (major, minor) = OLDEST_PYTHON;
    match machine::python(&machine::path()) {
        Some(python) if python.version >= OLDEST_PYTHON => Ok(python.path),
        Some(machine::Python { path, version: (its, own), .. }) => {
            bail!("{} is {its}.{own}; install Python {major}.{minor} or newer", path.display())
        }
        None => bail!("there is no python3 on the PATH; install Python {major}.{minor} or newer"),
    }
}
