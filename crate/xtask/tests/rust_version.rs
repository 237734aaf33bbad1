//! The oldest Rust that is promised is the oldest that the locked dependencies allow.

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use xtask::setup::KERNEL_RUST;

/// The manifest of the workspace, and with it of the library.
const LIBRARY: &str = "Cargo.toml";
/// The manifest of the kernel, which has a lock file of its own.
const KERNEL: &str = "crate/kernel/Cargo.toml";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|problem| panic!("{path}: {problem}"))
}

/// "1.89.0" as (1, 89).
fn version(text: &str) -> (u32, u32) {
    let mut numbers = text.split('.').map(|number| number.parse().expect("a version"));
    (numbers.next().expect("a major number"), numbers.next().expect("a minor number"))
}

/// What a manifest says.
fn promised(manifest: &str) -> (u32, u32) {
    let manifest = read(manifest);
    let line = manifest.lines().find_map(|line| line.strip_prefix("rust-version = "));
    version(line.expect("the manifest names its oldest Rust").trim_matches('"'))
}

/// Every package below this manifest that is built on Linux or macOS: its name and the Rust
/// that it asks for.
fn packages(manifest: &str) -> Vec<(String, (u32, u32))> {
    let mut command = Command::new(env!("CARGO"));
    command.args(["metadata", "--format-version", "1", "--locked", "--manifest-path", manifest]);
    command.current_dir(root());
    for target in ["x86_64-unknown-linux-gnu", "aarch64-apple-darwin"] {
        command.args(["--filter-platform", target]);
    }
    let output = command.output().expect("cargo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
    let used = metadata["resolve"]["nodes"].as_array().expect("a graph");
    let used: Vec<&str> = used.iter().filter_map(|node| node["id"].as_str()).collect();
    let packages = metadata["packages"].as_array().expect("packages").iter();
    packages
        .filter(|package| package["id"].as_str().is_some_and(|id| used.contains(&id)))
        // Our own packages repeat the promise.
        .filter(|package| package["source"].is_string())
        .filter_map(|package| {
            let asks = version(package["rust_version"].as_str()?);
            Some((format!("{} {}", package["name"], package["version"]), asks))
        })
        .collect()
}

#[test]
fn the_manifests_promise_what_the_dependencies_need() {
    for manifest in [LIBRARY, KERNEL] {
        let packages = packages(manifest);
        assert!(packages.len() > 50, "{packages:?}");
        let (name, needed) = packages.iter().max_by_key(|(_, asks)| *asks).expect("a package");
        assert_eq!(promised(manifest), *needed, "{manifest}: {name} decides");
    }
    assert_eq!(promised(KERNEL), version(KERNEL_RUST));
}

#[test]
fn readme_and_conda_environment_repeat_the_promise() {
    let (library, whole) = (promised(LIBRARY), version(KERNEL_RUST));
    let said = |(major, minor)| format!("{major}.{minor}");
    let readme = read("README.md");
    for sentence in [
        format!("{} or newer (the library alone: {})", said(whole), said(library)),
        format!("{} 이상(라이브러리만 쓴다면 {} 이상)", said(whole), said(library)),
    ] {
        assert!(readme.contains(&sentence), "README.md does not say: {sentence}");
    }
    assert!(read("environment.yml").contains(&format!("- rust>={}\n", said(library))));
}

#[test]
fn the_workflow_builds_on_exactly_these_on_linux_and_macos() {
    let workflow = read(".github/workflows/ci.yml");
    let (major, minor) = promised(LIBRARY);
    for os in ["ubuntu-latest", "macos-latest"] {
        let library = format!("- {{ os: {os}, rust: \"{major}.{minor}\" }}");
        assert!(workflow.contains(&library), "the workflow has no {library}");
        let line = workflow.lines().find(|line| {
            line.contains(&format!("os: {os}, python:"))
                && line.contains(&format!("rust: \"{}\"", KERNEL_RUST))
        });
        assert!(line.is_some(), "the workflow proves no whole book on {os} with the oldest Rust");
    }
}
