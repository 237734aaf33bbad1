//! The source of the library and of the arrays, cut to what type inference needs.
//!
//! rust-analyzer reads the crates that it sees from their sources, the library's tests, its
//! figures' code and all that stands in folders beside it included. It needs signatures and
//! documentation, so `cargo`'s answer, as it is kept for later kernels, names outlines that
//! stand in the prepared folder. A kernel for which the library has changed asks `cargo` anew
//! and reads the sources themselves.

use super::outline;
use anyhow::{Context, Result};
use serde_json::Value;
use std::path::Path;

/// The folder of the outlines in a prepared folder.
pub const FOLDER: &str = "sources";

/// The answer of `cargo metadata` with outlines, written below `to`, for sources: of every
/// library that it lists but the one that was asked about, which is the cell.
pub fn outlined(answer: &str, to: &Path) -> Result<String> {
    let mut all: Value = serde_json::from_str(answer)?;
    let asked = all["resolve"]["root"].clone();
    for package in all["packages"].as_array_mut().into_iter().flatten() {
        if package["id"] != asked {
            outline_package(package, to)?;
        }
    }
    Ok(all.to_string())
}

/// A package that is not laid out as usual stays as it is.
fn outline_package(package: &mut Value, to: &Path) -> Result<()> {
    let place = |value: &Value| value.as_str().map(|text| Path::new(text).to_owned());
    let is_library = |target: &Value| target["kind"] == serde_json::json!(["lib"]);
    let Some(from) = place(&package["manifest_path"]) else { return Ok(()) };
    let Some(from) = from.parent() else { return Ok(()) };
    let mut libraries = package["targets"].as_array().cloned().unwrap_or_default();
    libraries.retain(is_library);
    let usual = from.join("src/lib.rs");
    if libraries.len() != 1 || place(&libraries[0]["src_path"]).as_ref() != Some(&usual) {
        return Ok(());
    }
    let name = package["name"].as_str().context("a package without a name")?;
    let version = package["version"].as_str().context("a package without a version")?;
    let to = to.join(format!("{name}-{version}"));
    outline::copy(&from.join("src"), &to.join("src"), |file| {
        file.extension().is_some_and(|end| end == "rs")
    })?;
    libraries[0]["src_path"] = to.join("src/lib.rs").display().to_string().into();
    package["targets"] = libraries.into();
    package["manifest_path"] = to.join("Cargo.toml").display().to_string().into();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::fs;

    #[test]
    fn a_library_is_read_from_its_outline_and_the_cell_from_itself() {
        let folder = tempfile::tempdir().unwrap();
        let package = |name: &str| {
            let home = folder.path().join(name);
            fs::create_dir_all(home.join("src")).unwrap();
            fs::write(home.join("src/lib.rs"), "pub fn one() -> u8 { 1 }\n").unwrap();
            fs::write(home.join("src/notes.md"), "").unwrap();
            let target =
                |kind: &str, file: &str| json!({ "kind": [kind], "src_path": home.join(file) });
            json!({
                "id": name, "name": name, "version": "1.0.0",
                "manifest_path": home.join("Cargo.toml"),
                "targets": [target("lib", "src/lib.rs"), target("test", "tests/all.rs")],
            })
        };
        let cell = package("ctx");
        let answer = json!({
            "packages": [cell, package("arrays")], "resolve": { "root": "ctx" },
        });
        let to = folder.path().join("outlines");
        let all: Value =
            serde_json::from_str(&outlined(&answer.to_string(), &to).unwrap()).unwrap();
        assert_eq!(all["packages"][0], cell);
        let arrays = &all["packages"][1];
        let source = to.join("arrays-1.0.0/src/lib.rs");
        assert_eq!(arrays["targets"], json!([{ "kind": ["lib"], "src_path": source }]));
        assert_eq!(arrays["manifest_path"], json!(to.join("arrays-1.0.0/Cargo.toml")));
        assert_eq!(fs::read_to_string(&source).unwrap(), "pub fn one() -> u8 { loop {} }\n");
        assert!(!source.with_file_name("notes.md").exists());
    }
}
