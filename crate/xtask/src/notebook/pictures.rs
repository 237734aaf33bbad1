//! The static picture beside each figure, for readers on GitHub, in PDF or offline.

use std::env;
use std::path::{Path, PathBuf};
use std::time::Duration;

use aimath_words::Language;
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::document::{Notebook, Output, PNG};
use super::progress::Progress;
use super::worker::{Kernel, Process};

/// Chromium under the names it has in a `PATH`.
const NAMES: [&str; 5] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
/// Where macOS keeps it.
const APPLICATIONS: [&str; 2] = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
/// How to get it.
pub const REMEDY: &str = msg!(
    "static pictures need Chromium or Chrome: install it (`sudo apt install chromium fonts-noto-cjk`, `brew install --cask chromium`), or name it in BROWSER_PATH, or use --no-pictures"
);

/// The browser on this machine that draws the pictures.
pub fn browser() -> Result<PathBuf> {
    find_browser(
        env::var_os("BROWSER_PATH").map(PathBuf::from),
        &env::var_os("PATH").unwrap_or_default(),
    )
    .context(Language::current().say(REMEDY))
}

/// The browser, given the two variables that name it.
pub fn find_browser(named: Option<PathBuf>, path: &std::ffi::OsStr) -> Option<PathBuf> {
    if let Some(named) = named {
        return named.is_file().then_some(named);
    }
    env::split_paths(path)
        .flat_map(|folder| NAMES.map(|name| folder.join(name)))
        .chain(APPLICATIONS.map(PathBuf::from))
        .find(|candidate| candidate.is_file())
}

/// Draw what is missing; tells how many pictures were drawn.
pub fn draw(
    kernel: &Kernel,
    browser: &Path,
    notebooks: &mut [Notebook],
    progress: &Progress,
) -> Result<usize> {
    let mut missing: Vec<(String, Value, &mut Output)> = notebooks
        .iter_mut()
        .flat_map(|notebook| {
            let name = notebook.name();
            notebook.cells.iter_mut().map(move |cell| (name.clone(), cell))
        })
        .flat_map(|(name, cell)| {
            let place = format!("{name}, cell {}", cell.id);
            cell.outputs.iter_mut().map(move |output| (place.clone(), output))
        })
        .filter(|(_, output)| output.text(PNG).is_none())
        .filter_map(|(place, output)| Some((place, output.figure()?.clone(), output)))
        .collect();
    if missing.is_empty() {
        return Ok(0);
    }
    let line = progress.line("pictures", missing.len());
    let mut process = Process::start(kernel, "draw_pictures.py", &json!({ "browser": browser }))?;
    let total = missing.len();
    for (index, (place, figure, output)) in missing.iter_mut().enumerate() {
        line.at(index, place);
        process.send(figure)?;
        let Some(event) = process.next(Duration::from_secs(180))? else {
            bail!("the program that draws pictures ended early:\n{}", process.complaint());
        };
        match (event["png"].as_str(), output) {
            (Some(png), Output::Rich { data, .. }) => {
                data.insert(PNG.into(), png.into());
            }
            _ => bail!(
                "no picture of the figure in {place}: {}",
                event["message"].as_str().unwrap_or_default()
            ),
        }
    }
    line.end(&format!("{total} drawn"));
    Ok(total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::OsStr;

    #[test]
    fn a_browser_named_but_absent_is_not_replaced_by_another() {
        assert_eq!(find_browser(Some("/nowhere/chrome".into()), OsStr::new("/usr/bin")), None);
    }

    #[test]
    fn a_browser_is_found_in_the_path() {
        let folder = tempfile::tempdir().unwrap();
        let browser = folder.path().join("chromium");
        std::fs::write(&browser, "").unwrap();
        assert_eq!(find_browser(None, folder.path().as_os_str()), Some(browser));
    }
}
