//! Is the crate still what set-up compiled?
//!
//! Two stamps answer that. The full one reads every file that the compiled
//! crate depends on, so equal stamps mean equal code whatever the clock says.
//! The quick one looks at names, sizes and modification times only; it is
//! taken before each cell and compared with the one taken when the kernel
//! started, so that an edit during a session is noticed as `cargo` would.

use super::run::digest;
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// Every file that the compiled crate depends on, in a fixed order.
fn inputs(root: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = [
        "Cargo.toml",
        "Cargo.lock",
        "crate/Cargo.toml",
        "crate/build.rs",
        "crate/words/Cargo.toml",
        "crate/words/build.rs",
    ]
    .iter()
    .map(|name| root.join(name))
    .filter(|path| path.is_file())
    .collect();
    for folder in ["crate/src", "crate/words/src", "crate/words/locales", "crate/data"] {
        let walk = walkdir::WalkDir::new(root.join(folder)).sort_by_file_name();
        files.extend(
            walk.into_iter()
                .filter_map(std::result::Result::ok)
                .filter(|entry| entry.file_type().is_file())
                .map(walkdir::DirEntry::into_path),
        );
    }
    files
}

/// The stamp of the files' content.
pub fn full(root: &Path) -> Result<String> {
    let mut parts = Vec::new();
    for path in inputs(root) {
        parts.push(path.strip_prefix(root)?.to_string_lossy().into_owned().into_bytes());
        parts.push(std::fs::read(&path)?);
    }
    Ok(digest(&parts.iter().map(Vec::as_slice).collect::<Vec<_>>()))
}

/// The stamp of the files' names, sizes and times.
pub fn quick(root: &Path) -> Result<String> {
    let mut text = String::new();
    for path in inputs(root) {
        let about = path.metadata()?;
        let time = about.modified()?.duration_since(UNIX_EPOCH)?.as_nanos();
        text.push_str(&format!("{} {} {time}\n", path.display(), about.len()));
    }
    Ok(digest(&[text.as_bytes()]))
}
