//! Quicker ways to call the compiler for a cell.
//!
//! `cargo` compiles for a crate that will be compiled again and again; a cell is compiled once.
//! So its calls leave out what only pays later (incremental compilation, many units), link
//! against one shared object of aimath in place of an archive that each cell would copy from,
//! and call the linker without the C compiler in front of it. What a machine lacks is left as
//! `cargo` had it: each way is tried once before it is used.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The library's crate, which is compiled as a shared object as well.
const LIBRARY: &str = "aimath";

/// The ways to call the compiler, the quickest first; the last is `cargo`'s own. `real` turns
/// a noted argument into one that names files.
pub fn ways(args: &[String], rustc: &Path, real: impl Fn(&str) -> String) -> Vec<Vec<String>> {
    let once = compiled_once(args);
    let shared = shared(&once, real);
    let direct = linker(args, rustc).map(|linker| direct(&shared, &linker));
    let mut ways: Vec<_> = direct.into_iter().chain([shared, once, args.to_vec()]).collect();
    ways.dedup();
    ways
}

/// The arguments for compiling the library as a shared object too, if this call compiles it.
pub fn with_shared_object(args: &[String]) -> Option<Vec<String>> {
    let says = |a: &str, b: &str| args.windows(2).any(|pair| pair[0] == a && pair[1] == b);
    let links = args.iter().any(|arg| arg.starts_with("--emit=") && arg.contains("link"));
    (says("--crate-name", LIBRARY) && says("--crate-type", "lib") && links).then(|| {
        let mut args = args.to_vec();
        args.extend(["--crate-type".to_owned(), "dylib".to_owned()]);
        args
    })
}

/// Without incremental compilation and in one unit.
fn compiled_once(args: &[String]) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for arg in args {
        if arg.starts_with("incremental=") && kept.last().is_some_and(|last| last == "-C") {
            kept.pop();
        } else if arg.starts_with("codegen-units=") {
            kept.push("codegen-units=1".to_owned());
        } else {
            kept.push(arg.clone());
        }
    }
    kept
}

/// Against the library's shared object, where there is one.
fn shared(args: &[String], real: impl Fn(&str) -> String) -> Vec<String> {
    let archive = format!("{LIBRARY}=");
    args.iter()
        .map(|arg| {
            let object = arg
                .strip_prefix(&archive)
                .and_then(|path| path.strip_suffix(".rlib"))
                .map(|stem| format!("{stem}{}", std::env::consts::DLL_SUFFIX));
            match object {
                Some(object) if Path::new(&real(&object)).exists() => format!("{archive}{object}"),
                _ => arg.clone(),
            }
        })
        .collect()
}

/// A linker that needs no C compiler, and where the system's libraries are.
struct Linker {
    program: PathBuf,
    folders: Vec<PathBuf>,
}

/// The linker that comes with the compiler, on Linux.
fn linker(args: &[String], rustc: &Path) -> Option<Linker> {
    let target = args.windows(2).find(|pair| pair[0] == "--target").map(|pair| &pair[1])?;
    if !target.contains("-linux-") {
        return None;
    }
    let sysroot = rustc.parent()?.parent()?;
    let program = sysroot.join("lib/rustlib").join(target).join("bin/rust-lld");
    if !program.is_file() {
        return None;
    }
    let answer =
        Command::new("cc").arg("-print-search-dirs").stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(answer.stdout).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("libraries: ="))?;
    let mut folders: Vec<PathBuf> = Vec::new();
    for folder in line.split(':').filter_map(|folder| Path::new(folder).canonicalize().ok()) {
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    Some(Linker { program, folders })
}

/// With the linker called by the compiler itself.
fn direct(args: &[String], linker: &Linker) -> Vec<String> {
    let mut args: Vec<_> =
        args.iter().filter(|arg| !arg.starts_with("-Clink-arg=-fuse-ld=")).cloned().collect();
    let mut option = |name: &str, value: String| args.extend([name.to_owned(), value]);
    option("-C", format!("linker={}", linker.program.display()));
    option("-C", "linker-flavor=ld.lld".to_owned());
    for folder in &linker.folders {
        option("-L", format!("native={}", folder.display()));
    }
    args
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn a_cell_is_compiled_once_and_in_one_piece() {
        let args = words("-C opt-level=0 -C incremental=/x -C codegen-units=16 -C rpath");
        assert_eq!(compiled_once(&args), words("-C opt-level=0 -C codegen-units=1 -C rpath"));
    }

    #[test]
    fn the_shared_object_is_used_where_it_exists() {
        let folder = tempfile::tempdir().unwrap();
        let here = folder.path().display().to_string();
        let real = |text: &str| text.replace("@", &here);
        let args = words("--extern aimath=@/libaimath-1.rlib --extern ndarray=@/libndarray-1.rlib");
        assert_eq!(shared(&args, real), args);
        let object = format!("libaimath-1{}", std::env::consts::DLL_SUFFIX);
        std::fs::write(folder.path().join(&object), "").unwrap();
        assert_eq!(shared(&args, real)[1], format!("aimath=@/{object}"));
        assert_eq!(shared(&args, real)[3], args[3]);
    }

    #[test]
    fn only_the_library_gets_a_shared_object() {
        let args = |name: &str, emit: &str| {
            words(&format!("--crate-name {name} --crate-type lib --emit=dep-info,{emit}"))
        };
        let with = with_shared_object(&args("aimath", "metadata,link")).unwrap();
        assert!(with.ends_with(&words("--crate-type dylib")));
        assert_eq!(with_shared_object(&args("aimath", "metadata")), None);
        assert_eq!(with_shared_object(&args("ndarray", "metadata,link")), None);
    }

    #[test]
    fn the_last_way_is_cargos_own() {
        let args = words("--target x86_64-unknown-linux-gnu -C incremental=/x");
        let ways = ways(&args, Path::new("/nowhere/bin/rustc"), |text| text.to_owned());
        assert_eq!(ways.last(), Some(&args));
    }
}
