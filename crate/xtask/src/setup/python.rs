//! The Python that runs Jupyter: a virtual environment inside the repository,
//! or the conda environment that the reader has activated.

use super::steps::Steps;
use crate::book::Book;
use crate::fast::run::digest;
use crate::machine::{self, OLDEST_PYTHON};
use anyhow::{Context, Result, anyhow, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What is installed, with exact versions.
pub const REQUIREMENTS: &str = "crate/xtask/python/requirements.txt";

/// What the browser test needs on top; readers do without it.
const BROWSER_REQUIREMENTS: &str = "crate/xtask/python/requirements-browser.txt";

/// What builds the web site.
const SITE_REQUIREMENTS: &str = "crate/xtask/python/requirements-site.txt";

/// What a JupyterHub needs beside [`REQUIREMENTS`].
const HUB_REQUIREMENTS: &str = "crate/xtask/python/hub/requirements.txt";

/// What the benchmarks beside NumPy, SciPy and scikit-learn need; it measures nothing that Jupyter uses.
const BENCH_REQUIREMENTS: &str = "crate/xtask/python/requirements-bench.txt";

/// The scripts that travel with slides: packages that are unpacked and never imported, so what
/// they in turn require is left out.
const SLIDES_REQUIREMENTS: &str = "crate/xtask/python/requirements-slides.txt";

/// What typesets the book for print and reads the result back.
const PRINT_REQUIREMENTS: &str = "crate/xtask/python/requirements-print.txt";

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
        environment(book, steps, &self.prefix, "python", title, &["-r", REQUIREMENTS])
    }

    /// The Python of the browser test, in an environment of its own.
    pub fn of_browser_test(book: &Book) -> Result<PathBuf> {
        let prefix = book.home().join("browser");
        let (title, needed) = ("What the browser test needs", ["-r", BROWSER_REQUIREMENTS]);
        environment(book, &Steps::new(book), &prefix, "browser", title, &needed)?;
        Ok(prefix.join("bin/python"))
    }

    /// The Python that builds the web site, in an environment of its own.
    pub fn of_site(book: &Book) -> Result<PathBuf> {
        let prefix = book.home().join("site/venv");
        let (title, needed) = ("What builds the site", ["-r", SITE_REQUIREMENTS]);
        environment(book, &Steps::new(book), &prefix, "site", title, &needed)?;
        Ok(prefix.join("bin/python"))
    }

    /// The Python of a JupyterHub: Jupyter as learners have it, and the hub.
    pub fn of_hub(book: &Book) -> Result<PathBuf> {
        let prefix = book.home().join("hub/venv");
        let (title, needed) = (tr!("A JupyterHub"), ["-r", REQUIREMENTS, "-r", HUB_REQUIREMENTS]);
        environment(book, &Steps::new(book), &prefix, "hub", title, &needed)?;
        Ok(prefix.join("bin/python"))
    }

    /// The Python of the benchmarks beside other libraries, in an environment of its own.
    pub fn of_benchmark(book: &Book) -> Result<PathBuf> {
        let prefix = book.home().join("bench");
        let (title, needed) = ("What the benchmark needs", ["-r", BENCH_REQUIREMENTS]);
        environment(book, &Steps::new(book), &prefix, "bench", title, &needed)?;
        Ok(prefix.join("bin/python"))
    }

    /// The folder with the packages whose scripts travel with slides.
    pub fn libraries_of_slides(book: &Book) -> Result<PathBuf> {
        let prefix = book.home().join("slides-scripts");
        let title = tr!("The scripts that slides need");
        let needed = ["--no-deps", "-r", SLIDES_REQUIREMENTS];
        environment(book, &Steps::new(book), &prefix, "slides", title, &needed)?;
        packages(&prefix)
    }

    /// The folder with the packages that typeset the book.
    pub fn libraries_of_print(book: &Book) -> Result<PathBuf> {
        let prefix = book.home().join("print-tools");
        let (title, needed) = (tr!("What typesets the book"), ["-r", PRINT_REQUIREMENTS]);
        environment(book, &Steps::new(book), &prefix, "print", title, &needed)?;
        packages(&prefix)
    }
}

/// Makes the virtual environment at `prefix` and fills it with pinned packages.
fn environment(
    book: &Book,
    steps: &Steps,
    prefix: &Path,
    name: &str,
    title: &str,
    needed: &[&str],
) -> Result<()> {
    let mut pins = Vec::new();
    for file in needed.iter().filter(|word| !word.starts_with('-')) {
        let file = book.root.join(file);
        let text = std::fs::read(&file);
        pins.extend(text.with_context(|| format!("cannot read {}", file.display()))?);
    }
    let executable = prefix.join("bin/python");
    if !runs(&executable) {
        steps.forget(name);
    }
    let key = digest(&[&pins, prefix.to_string_lossy().as_bytes()]);
    steps.once(name, title, &key, |progress| {
        let python = find_python()?;
        progress
            .run(Command::new(python).args(["-m", "venv", "--clear"]).arg(prefix))
            .context(tr!("python3 cannot make virtual environments; \
             on Debian and Ubuntu install the package python3-venv"))?;
        progress.run(
            Command::new(&executable)
                .args(["-m", "pip", "install", "--disable-pip-version-check"])
                .args(needed)
                .current_dir(&book.root),
        )
    })
}

/// Where an environment keeps its packages.
fn packages(prefix: &Path) -> Result<PathBuf> {
    let question = "import sysconfig; print(sysconfig.get_path('purelib'))";
    let mut python = Command::new(prefix.join("bin/python"));
    let said = machine::answer(python.args(["-c", question]), machine::SHORT);
    let said =
        said.map_err(|problem| anyhow!("{} does not answer: {problem}", prefix.display()))?;
    Ok(PathBuf::from(said.trim()))
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
            let path = path.display();
            bail!(tr!(
                "{path} is {its}.{own}; install Python {major}.{minor} or newer",
                path,
                its,
                own,
                major,
                minor
            ))
        }
        None => bail!(tr!(
            "there is no python3 on the PATH; install Python {major}.{minor} or newer",
            major,
            minor
        )),
    }
}
