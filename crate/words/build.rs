//! Turns every catalogue `crate/words/locales/<tag>.po` into a sorted table.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("locales");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut catalogues: Vec<PathBuf> = std::fs::read_dir(&folder)?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<Result<Vec<_>, _>>()?;
    catalogues.retain(|path| path.extension().is_some_and(|end| end == "po"));
    catalogues.sort();
    let mut code = String::from("&[\n");
    for path in catalogues {
        println!("cargo::rerun-if-changed={}", path.display());
        let tag = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        // Some editors begin a file with an empty comment, on which the parser stops.
        let text = std::fs::read_to_string(&path)?.replace("\n#\n", "\n");
        let text = text.trim_start_matches("#\n").as_bytes();
        let catalogue = polib::po_file::parse_from_reader(text)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        // Poedit marks an entry whose English changed as fuzzy: its translation is not used.
        let mut table = BTreeMap::new();
        for message in catalogue.messages().filter(|m| m.is_translated() && !m.is_fuzzy()) {
            table.insert(message.msgid().to_owned(), message.msgstr()?.to_owned());
        }
        writeln!(code, "    ({tag:?}, &[")?;
        for (english, translated) in table {
            writeln!(code, "        ({english:?}, {translated:?}),")?;
        }
        code.push_str("    ]),\n");
    }
    code.push_str("]\n");
    std::fs::write(Path::new(&std::env::var("OUT_DIR")?).join("catalogues.rs"), code)?;
    Ok(())
}
