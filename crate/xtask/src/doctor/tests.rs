use super::*;
use std::os::unix::fs::PermissionsExt;

/// A machine on which everything is in order.
fn healthy() -> Facts {
    Facts {
        python: Some(Python { path: "/usr/bin/python3".into(), version: (3, 12), venv: true }),
        linker: true,
        cargo: true,
        rust: Some((1, 95)),
        rust_src: true,
        cargo_registry: None,
        python_registry: None,
        port: (8888, true),
        room: Some(50_000),
        jupyter: true,
        kernel_built: true,
        kernel_registered: true,
        browser: true,
        sandbox: true,
    }
}

/// A machine on which nothing is set up yet.
fn fresh() -> Facts {
    Facts { jupyter: false, kernel_built: false, kernel_registered: false, ..healthy() }
}

#[track_caller]
fn expect(facts: &Facts, weight: Weight, problem: &str, remedy: &str) {
    let findings = judge(facts);
    let found = findings.iter().find(|finding| finding.sentence.contains(problem));
    let found = found.unwrap_or_else(|| panic!("{findings:?}"));
    assert_eq!(found.weight, weight, "{found}");
    assert!(found.sentence.contains(remedy), "{found}");
    assert!(!found.sentence.contains('\n') && found.sentence.ends_with('.'), "{found}");
}

#[test]
fn a_healthy_machine_has_no_findings() {
    assert_eq!(judge(&healthy()), []);
}

#[test]
fn every_lack_is_named_with_its_remedy() {
    use Weight::{Needed, Optional};
    let old = Python { path: "/usr/bin/python3".into(), version: (3, 8), venv: true };
    let bare = Python { venv: false, version: (3, 11), ..old.clone() };
    expect(&Facts { python: None, ..fresh() }, Needed, "no python3", "apt install python3");
    expect(&Facts { python: Some(old), ..fresh() }, Needed, "is Python 3.8", "3.10 or newer");
    expect(&Facts { python: Some(bare), ..fresh() }, Needed, "virtual env", "python3-venv");
    expect(&Facts { cargo: false, ..healthy() }, Needed, "cargo does not", "rustup.rs");
    let older = Some((1, 90));
    expect(&Facts { rust: older, ..fresh() }, Needed, "Rust is 1.90", "rustup update");
    assert_eq!(judge(&Facts { rust: older, ..healthy() }), [], "the kernel is built already");
    expect(&Facts { linker: false, ..healthy() }, Needed, "C compiler", "build-essential");
    expect(
        &Facts { rust_src: false, ..healthy() },
        Needed,
        "source is missing",
        "rustup component add rust-src",
    );
    let dns = Some("could not resolve host".to_owned());
    expect(&Facts { cargo_registry: dns.clone(), ..fresh() }, Needed, "could not resolve", "proxy");
    expect(
        &Facts { python_registry: dns.clone(), ..fresh() },
        Needed,
        "pip's package index",
        "proxy",
    );
    expect(&Facts { cargo_registry: dns, ..healthy() }, Optional, "out of reach", "connection");
    expect(&Facts { port: (8888, false), ..healthy() }, Needed, "8888 is taken", "--port 8889");
    expect(&Facts { room: Some(900), ..fresh() }, Needed, "900 MB left", "make room");
    expect(&Facts { room: Some(90), ..healthy() }, Needed, "disk is full", "make room");
    expect(&fresh(), Needed, "JupyterLab is not set up", "cargo book lab");
    expect(&fresh(), Needed, "kernel is not built", "cargo book lab");
    expect(
        &Facts { kernel_registered: false, ..healthy() },
        Needed,
        "does not know it",
        "cargo book lab",
    );
    expect(&Facts { browser: false, ..healthy() }, Optional, "no Chromium", "BROWSER_PATH");
    expect(&Facts { sandbox: false, ..healthy() }, Optional, "grade", "install bubblewrap");
}

#[test]
fn what_is_set_up_needs_no_python_to_set_it_up() {
    expect(&Facts { python: None, ..healthy() }, Weight::Optional, "no python3", "install");
}

fn options(folder: &Path) -> Options {
    Options {
        root: folder.to_owned(),
        venv_python: folder.join("venv/bin/python"),
        kernel: folder.join("kernel"),
        kernelspec: folder.join("kernel.json"),
        port: 0,
        path: Some(folder.as_os_str().to_owned()),
        network: false,
    }
}

fn program(folder: &Path, name: &str, script: &str) {
    let path = folder.join(name);
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_path_without_programs_is_seen_as_such() {
    let folder = tempfile::tempdir().unwrap();
    let facts = look(&options(folder.path()));
    assert_eq!(facts.python, None);
    assert!(!facts.linker && !facts.cargo && !facts.jupyter && !facts.kernel_built);
    assert!(facts.room.is_some_and(|room| room > 0));
    let problem = doctor(&options(folder.path())).unwrap_err().to_string();
    for words in ["no python3", "C compiler", "cargo does not", "kernel is not built"] {
        assert!(problem.contains(words), "{problem}");
    }
}

#[test]
fn an_old_python_and_one_without_venv_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    program(folder.path(), "python3", "echo 3 8 True");
    assert_eq!(look(&options(folder.path())).python.unwrap().version, (3, 8));
    program(folder.path(), "python3", "echo 3 11 False");
    let python = look(&options(folder.path())).python.unwrap();
    assert!(!python.venv && python.version == (3, 11));
}

#[test]
fn a_compiler_that_only_fails_is_none() {
    let folder = tempfile::tempdir().unwrap();
    program(folder.path(), "cc", "echo 'xcrun: error: invalid active developer path' >&2; exit 1");
    assert!(!look(&options(folder.path())).linker);
    program(folder.path(), "cc", "echo cc 12");
    assert!(look(&options(folder.path())).linker);
}

#[test]
fn a_taken_port_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = other.local_addr().unwrap().port();
    let taken = look(&Options { port, ..options(folder.path()) }).port;
    assert_eq!(taken, (port, false));
}

#[test]
fn a_kernelspec_counts_only_if_its_kernel_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("kernel.json");
    fs::write(&spec, r#"{"argv": ["/nowhere/kernel"]}"#).unwrap();
    assert!(!registered(&spec));
    program(folder.path(), "kernel", "");
    let argv = folder.path().join("kernel");
    fs::write(&spec, serde_json::json!({ "argv": [argv] }).to_string()).unwrap();
    assert!(registered(&spec));
}

#[test]
fn a_registry_out_of_reach_is_told_in_its_own_words() {
    let folder = tempfile::tempdir().unwrap();
    program(
        folder.path(),
        "cargo",
        "echo 'error: failed to get `cfg-if`' >&2; echo '  Could not resolve host' >&2; exit 101",
    );
    program(
        folder.path(),
        "python3",
        "case \"$*\" in *download*) echo 'ERROR: no route' >&2; exit 1;; *--version) echo pip;; *) echo 3 11 True;; esac",
    );
    let facts = look(&Options { network: true, ..options(folder.path()) });
    assert_eq!(facts.cargo_registry.as_deref(), Some("Could not resolve host"));
    assert_eq!(facts.python_registry.as_deref(), Some("ERROR: no route"));
}
