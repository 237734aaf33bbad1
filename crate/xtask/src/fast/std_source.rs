//! The standard library's source, cut to what type inference needs.
//!
//! rust-analyzer reads the standard library from its source. `core`, `alloc`
//! and `std` are enough to name the type of a variable; the tests, the
//! processor intrinsics and the manifests (which would send rust-analyzer to
//! `cargo` again) are not, and neither are comments and the bodies of functions. The copy
//! halves the kernel's memory.

use super::outline;
use anyhow::Result;
use std::fs;
use std::path::Path;

/// Copies the needed part of `library` (a toolchain's `rust/library`).
pub fn copy(library: &Path, to: &Path) -> Result<()> {
    let draft = to.with_extension("draft");
    if draft.exists() {
        fs::remove_dir_all(&draft)?;
    }
    for name in ["core", "alloc", "std"] {
        outline::copy(&library.join(name).join("src"), &draft.join(name).join("src"), is_needed)?;
    }
    if to.exists() {
        fs::remove_dir_all(to)?;
    }
    fs::rename(&draft, to)?;
    Ok(())
}

/// rust-analyzer looks for this file to accept a folder as a source; the rest
/// of a crate is named by its `lib.rs`.
fn is_needed(path: &Path) -> bool {
    let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
    let in_tests = path.components().any(|part| part.as_os_str() == "tests");
    name.ends_with(".rs") && name != "tests.rs" && name != "benches.rs" && !in_tests
}
