//! The same versions everywhere: requirements, conda environment, Binder, set-up.
#![cfg(unix)]

use std::fs;
use std::path::Path;

fn read(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    fs::read_to_string(root.join(path)).unwrap_or_else(|problem| panic!("{path}: {problem}"))
}

/// The lines of the requirements that name a package.
fn requirements() -> Vec<String> {
    pins("requirements.txt")
}

fn pins(name: &str) -> Vec<String> {
    let text = read(&format!("crate/xtask/python/{name}"));
    let lines = text.lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(String::from).collect()
}

/// The entries of the conda environment, and those of its pip part.
fn environment() -> (Vec<String>, Vec<String>) {
    let text = read("environment.yml");
    let entries = |indent: &str| -> Vec<String> {
        let lines = text.lines().filter_map(|line| line.strip_prefix(indent)?.strip_prefix("- "));
        lines.map(|entry| entry.trim_matches('"').to_owned()).collect()
    };
    (entries("  "), entries("      "))
}

#[test]
fn every_requirement_is_pinned_to_one_version_and_names_no_registry() {
    let parts = ["", "-browser", "-bench", "-slides", "-print", "-site"];
    let files = parts.map(|part| format!("requirements{part}.txt"));
    let hub = ["hub/requirements.txt"];
    for line in files.iter().map(String::as_str).chain(hub).flat_map(pins) {
        // A hash stands on a line of its own below its package.
        if let Some(hash) = line.strip_prefix("--hash=sha256:") {
            let hash = hash.trim_end_matches(" \\");
            assert!(hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit()), "{line}");
            continue;
        }
        let line = line.trim_end_matches(" \\").to_owned();
        let (pin, _marker) = line.split_once(" ; ").unwrap_or((&line, ""));
        let (name, version) = pin.split_once("==").unwrap_or_else(|| panic!("no pin: {line}"));
        let is_name = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        assert!(name.chars().all(is_name), "{line}");
        assert!(version.chars().all(|c| c.is_ascii_alphanumeric() || c == '.'), "{line}");
        assert!(!line.contains("://") && !line.contains('@'), "{line}");
    }
}

#[test]
fn what_the_programs_import_is_required() {
    let names: Vec<String> = requirements()
        .iter()
        .filter_map(|line| Some(line.split_once("==")?.0.to_owned()))
        .collect();
    for needed in [
        "jupyterlab",
        "jupyter-client",
        "nbclient",
        "nbformat",
        "nbconvert",
        "beautifulsoup4",
        "pygments",
        "plotly",
        "kaleido",
        "pillow",
        "psutil",
    ] {
        assert!(names.iter().any(|name| name == needed), "{needed}");
    }
}

#[test]
fn the_conda_environment_repeats_the_requirements() {
    assert_eq!(environment().1, requirements());
}

#[test]
fn binder_uses_the_same_environment() {
    assert_eq!(read(".binder/environment.yml"), read("environment.yml"));
}

#[test]
fn conda_brings_the_kernel_and_compiler_that_set_up_expects() {
    let (conda, _) = environment();
    let has = |entry: &str| conda.iter().any(|found| found == entry);
    assert!(has(&format!("evcxr={}", xtask::setup::EVCXR)), "{conda:?}");
    assert!(has("rust-src"), "{conda:?}");
    let workspace = read("Cargo.toml");
    let oldest = workspace
        .lines()
        .find_map(|line| line.strip_prefix("rust-version = "))
        .expect("the workspace names the oldest Rust");
    assert!(has(&format!("rust>={}", oldest.trim_matches('"'))), "{conda:?}");
    let python = conda.iter().find_map(|entry| entry.strip_prefix("python=3.")).unwrap();
    assert!((10..=13).contains(&python.parse::<u32>().unwrap()), "Python 3.{python}");
}
