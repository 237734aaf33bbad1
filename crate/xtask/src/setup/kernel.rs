//! The kernel: built from `crate/kernel`, with our launcher in front.

use super::python::Python;
use super::steps::Steps;
use crate::book::Book;
use crate::fast::run::{digest, write_whole};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The version of evcxr, in our kernel and in conda's.
pub const EVCXR: &str = "0.22.0";

/// The oldest Rust that builds that version: its locked dependencies (rust-analyzer's
/// crates) ask for it. The library by itself makes do with an older one.
pub const KERNEL_RUST: &str = "1.95";

/// The kernelspec's name, which the notebooks carry.
pub const KERNEL_NAME: &str = "rust";

/// Builds the kernel, or takes the one that conda brought.
pub fn build(book: &Book, steps: &Steps, python: &Python) -> Result<()> {
    if let Some(kernel) = &python.conda_kernel {
        fs::create_dir_all(book.kernel().join("bin"))?;
        return link(kernel, &book.evcxr());
    }
    if !book.evcxr().is_file() {
        steps.forget("kernel");
    }
    let source = book.root.join("crate/kernel");
    if !source.is_dir() {
        let source = source.display();
        bail!(tr!("{source} is missing: the repository is not whole", source));
    }
    // The sentences that the kernel speaks and explains errors with are compiled into it.
    let key = format!(
        "aimath-kernel {} {} {} {}",
        source_stamp(&source)?,
        source_stamp(&book.root.join("crate/explain"))?,
        source_stamp(&book.root.join("crate/words/src"))?,
        words_stamp(&book.root.join("crate/words/locales"))?,
    );
    steps.once("kernel", tr!("The Rust kernel (a few minutes, once)"), &key, |progress| {
        let kept = std::env::var_os(KEPT_BUILD).map(PathBuf::from);
        let target = kept.clone().unwrap_or_else(|| book.home().join("build/kernel"));
        progress.run(
            Command::new("cargo")
                .args(["install", "--locked", "--force", "--no-track", "--path"])
                .arg(&source)
                .arg("--root")
                .arg(book.kernel())
                .env("CARGO_TARGET_DIR", &target),
        )?;
        match kept {
            Some(_) => Ok(()),
            // Half a gigabyte that a reader does not need again.
            None => {
                fs::remove_dir_all(&target).context("the kernel's build folder cannot be removed")
            }
        }
    })
}

/// Names a folder in which the kernel's build is kept, for those who work on the kernel.
const KEPT_BUILD: &str = "AIMATH_KERNEL_BUILD";

/// What the kernel is built from.
fn source_stamp(source: &Path) -> Result<String> {
    let mut parts = Vec::new();
    for entry in walkdir::WalkDir::new(source).sort_by_file_name() {
        let entry = entry?;
        let path = entry.path();
        let name = path.strip_prefix(source)?;
        if entry.file_type().is_file() && !name.starts_with("target") {
            parts.push(name.to_string_lossy().into_owned().into_bytes());
            parts.push(fs::read(path).with_context(|| format!("cannot read {}", path.display()))?);
        }
    }
    Ok(digest(&parts.iter().map(Vec::as_slice).collect::<Vec<_>>()))
}

/// What the catalogues hold for the kernel. Most of their sentences are the library's, and a new
/// one of those is no reason to build the kernel again.
fn words_stamp(folder: &Path) -> Result<String> {
    let mut parts = Vec::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() {
            let text = fs::read_to_string(entry.path())?;
            parts.extend(words_of_the_kernel(&text).map(|part| part.as_bytes().to_vec()));
        }
    }
    Ok(digest(&parts.iter().map(Vec::as_slice).collect::<Vec<_>>()))
}

/// The entries of a catalogue that say where they come from, when that is the kernel.
fn words_of_the_kernel(catalogue: &str) -> impl Iterator<Item = &str> {
    catalogue.split("\n\n").filter(|entry| {
        let mut places = entry.lines().filter(|line| line.starts_with("#:"));
        places.any(|line| line.contains("crate/kernel/") || line.contains("crate/explain/"))
    })
}

/// Puts this program in place as the launcher and the stand-ins.
pub fn place(book: &Book) -> Result<()> {
    let program = fs::read(&book.program)
        .with_context(|| format!("cannot read {}", book.program.display()))?;
    let launcher = book.launcher();
    if fs::read(&launcher).is_ok_and(|there| there == program) {
        return Ok(());
    }
    write_whole(&launcher, &program)?;
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(&launcher, mode)?;
    let kernel = book.kernel();
    // Relative, so that they survive a move of the repository.
    link(Path::new("../bin/aimath-kernel"), &kernel.join("tools/cargo"))?;
    link(Path::new("../bin/aimath-kernel"), &kernel.join("tools/rustup"))?;
    link(Path::new("../../bin/aimath-kernel"), &kernel.join("home/bin/cargo"))?;
    write_whole(&book.runs().join(".cargo/config.toml"), PROFILE.as_bytes())
}

fn link(to: &Path, at: &Path) -> Result<()> {
    fs::create_dir_all(at.parent().context("a link needs a folder")?)?;
    if fs::symlink_metadata(at).is_ok() {
        fs::remove_file(at)?;
    }
    std::os::unix::fs::symlink(to, at).with_context(|| format!("cannot link {}", at.display()))
}

/// Cells are compiled for a quick start, the libraries under them for speed.
pub(super) const PROFILE: &str = r#"# Read by cargo when a kernel builds below this folder.
[profile.dev.package.aimath]
opt-level = 3
debug-assertions = false
overflow-checks = false
[profile.dev.package.ndarray]
opt-level = 3
debug-assertions = false
[profile.dev.package.matrixmultiply]
opt-level = 3
debug-assertions = false
[profile.dev.package.num-complex]
opt-level = 3
[profile.dev.package.num-traits]
opt-level = 3
[profile.dev.package.libm]
opt-level = 3
[profile.dev.package.statrs]
opt-level = 3
[profile.dev.package.rand]
opt-level = 3
[profile.dev.package.rand_core]
opt-level = 3
[profile.dev.package.rand_distr]
opt-level = 3
[profile.dev.package.rand_mt]
opt-level = 3
[profile.dev.package.serde]
opt-level = 1
[profile.dev.package.serde_core]
opt-level = 1
[profile.dev.package.serde_json]
opt-level = 1
[profile.dev.package.erased-serde]
opt-level = 1
[profile.dev.package.plotly]
opt-level = 1
"#;

/// Where rustup and cargo keep their things for whoever sets the book up: a learner's own
/// home, on a machine for many, has neither.
fn rust_of_everybody() -> serde_json::Map<String, serde_json::Value> {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    [("RUSTUP_HOME", ".rustup"), ("CARGO_HOME", ".cargo")]
        .into_iter()
        .filter_map(|(name, below)| {
            let given = std::env::var_os(name).map(PathBuf::from);
            let place = given.or_else(|| Some(home.as_ref()?.join(below)))?;
            let there = place.is_dir().then(|| place.display().to_string())?;
            Some((name.to_owned(), there.into()))
        })
        .collect()
}

/// Tells Jupyter about the kernel.
pub fn register(book: &Book, python: &Python) -> Result<()> {
    let spec = serde_json::json!({
        "argv": [book.launcher(), "{connection_file}"],
        "display_name": "Rust",
        "language": "rust",
        "interrupt_mode": "message",
        "env": rust_of_everybody(),
    });
    let place = python.prefix.join("share/jupyter/kernels").join(KERNEL_NAME).join("kernel.json");
    let text = format!("{spec:#}\n");
    if !fs::read_to_string(&place).is_ok_and(|there| there == text) {
        write_whole(&place, text.as_bytes())?;
    }
    if python.conda_kernel.is_some() {
        return Ok(());
    }
    let settings = python.prefix.join("share/jupyter/lab/settings/overrides.json");
    if settings.exists() {
        return Ok(());
    }
    write_whole(&settings, OVERRIDES.as_bytes())
}

/// JupyterLab asks about news before anything else; a book should not. And it gives up a
/// completion after one second, in silence, while a busy machine's compiler still thinks.
const OVERRIDES: &str = r#"{
  "@jupyterlab/apputils-extension:notification": {
    "checkForUpdates": false,
    "fetchNews": "false"
  },
  "@jupyterlab/completer-extension:manager": {
    "providerTimeout": 10000
  }
}
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jupyterlab_can_read_its_settings() {
        let settings: serde_json::Value = serde_json::from_str(OVERRIDES).unwrap();
        assert!(settings.as_object().unwrap().keys().all(|key| key.contains(":")));
    }

    #[test]
    fn only_the_sentences_of_the_kernel_make_it_new() {
        let catalogue = "msgid \"\"\nmsgstr \"\"\n\n\
            #: crate/src/a.rs\nmsgid \"one\"\nmsgstr \"하나\"\n\n\
            #: crate/kernel/src/b.rs\nmsgid \"two\"\nmsgstr \"둘\"\n\n\
            #: crate/explain/src/c.rs\nmsgid \"three\"\nmsgstr \"셋\"\n";
        let found: Vec<_> = words_of_the_kernel(catalogue).collect();
        assert_eq!(found.len(), 2);
        assert!(found[0].contains("two") && found[1].contains("three"));
    }
}
