//! `cargo book site`: the book as a web site, in every language, from the executed notebooks.
//!
//! * [`chapter`] takes a notebook apart into pages, one per section, and turns its links;
//! * [`figure`] writes a figure's files and its place in the page, [`describe`] its words;
//! * [`find`] lists what the search finds, [`typed`] writes its formulas in a line;
//! * [`tools`] installs Sphinx, a Node and the packages that the pages carry.
//!
//! Sphinx with furo and myst-nb makes the pages (`crate/xtask/python/site`); formulas are
//! typeset while it builds. Nothing on the site asks another host for anything.

pub mod chapter;
pub mod describe;
pub mod figure;
pub mod find;
pub mod tools;
pub mod typed;

use crate::book::Book;
use crate::fast::run::write_whole;
use crate::notebook::chapters::{self, ENGLISH};
use crate::notebook::document::{Kind, Notebook};
use crate::setup::Python;
use crate::test::program;
use aimath_words::Language;
use anyhow::{Context, Result, bail};
use chapter::{Chapter, Places};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tools::Tools;

/// What marks a folder as a site that may be written over.
const MARK: &str = ".aimath-site";

/// What `cargo book site` was asked for.
#[derive(Debug, Default, clap::Args)]
pub struct Options {
    #[arg(help = msg!("The folder of the site; by default .book/site/html"))]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[arg(help = msg!("Only this language (its tag, such as ko)"))]
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,
    #[arg(help = msg!("Where the book is on GitHub, for the links to Binder; by default as Git's \
        origin says"))]
    #[arg(long, value_name = "OWNER/NAME")]
    repository: Option<String>,
}

/// What was built.
#[derive(Debug, Default)]
pub struct Done {
    /// The folder of the site.
    pub out: PathBuf,
    /// Pages in all languages.
    pub pages: usize,
    /// Figures in all languages.
    pub figures: usize,
    /// The repository that the pages link to, if one is known.
    pub repository: Option<String>,
}

/// Builds the site.
pub fn build(book: &Book, options: &Options) -> Result<Done> {
    let languages = languages(book, options.lang.as_deref())?;
    let tools = tools::ensure(book)?;
    let out = match &options.out {
        Some(out) => std::path::absolute(out)?,
        None => tools::home(book).join("html"),
    };
    claim(&out)?;
    let repository = options.repository.clone().or_else(|| repository(book));
    let site = Site { book, tools: &tools, out: &out, repository: repository.as_deref() };
    let mut done = Done { out: out.clone(), repository: repository.clone(), ..Done::default() };
    // One processor types the pages of a language while another reads the library.
    std::thread::scope(|scope| -> Result<()> {
        let library = scope.spawn(|| documentation(book, &out));
        let each: Vec<_> = languages
            .iter()
            .map(|&language| {
                let (site, languages) = (&site, &languages);
                scope.spawn(move || language.with(|| site.language(language, languages)))
            })
            .collect();
        for one in each {
            let (pages, figures) = one.join().expect("the build does not panic")?;
            done.pages += pages;
            done.figures += figures;
        }
        library.join().expect("the build does not panic")
    })?;
    // myst-nb's copies of what it read.
    fs::remove_dir_all(out.join("jupyter_execute"))?;
    carry(&tools, &out)?;
    write_whole(&out.join("index.html"), entrance(&languages).as_bytes())?;
    Ok(done)
}

/// Builds the site into a folder of its own, follows every link, asks the search for every term
/// and opens every page in a browser; when `thorough`, each is looked at closely.
pub(crate) fn prove(book: &Book, chromium: &Path, thorough: bool) -> Result<String> {
    let options = Options {
        out: Some(tools::home(book).join("proof")),
        repository: Some("owner/name".to_owned()),
        ..Options::default()
    };
    let done = build(book, &options)?;
    let tools = tools::ensure(book)?;
    let units = tools.sources.join("test_pages.py");
    let mut command = Command::new(&tools.python);
    program(command.arg(units).arg(&tools.node).arg(&tools.modules))?;
    let mut command = Command::new(Python::of_browser_test(book)?);
    command.arg(tools.sources.join("site_test.py")).arg(&book.root).arg(&done.out).arg(chromium);
    command.arg(tools.modules.join("axe-core/axe.min.js"));
    if thorough {
        command.arg("--thorough");
    }
    program(&mut command)?;
    Ok(format!("{} pages, {} figures", done.pages, done.figures))
}

/// The languages that have notebooks, English first; or the one asked for.
fn languages(book: &Book, asked: Option<&str>) -> Result<Vec<Language>> {
    let mut tags = vec![ENGLISH.to_owned()];
    for tag in chapters::translations(book)? {
        if book.notebooks(&tag).is_dir() {
            tags.push(tag);
        }
    }
    if let Some(asked) = asked {
        if !tags.iter().any(|tag| tag == asked) {
            let tags = tags.join(", ");
            bail!(tr!("there are notebooks in {tags}, and none in {asked}", tags, asked));
        }
        tags.retain(|tag| tag == asked);
    }
    tags.iter()
        .map(|tag| Language::of(tag).with_context(|| format!("{tag} has no catalogue")))
        .collect()
}

/// Makes the folder empty, if it is ours to empty.
fn claim(out: &Path) -> Result<()> {
    let full = fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_some());
    if full && !out.join(MARK).is_file() {
        let out = out.display();
        bail!(tr!("{out} holds something else; name a new folder or an empty one", out));
    }
    if full {
        fs::remove_dir_all(out).with_context(|| format!("{} is in use", out.display()))?;
    }
    write_whole(&out.join(MARK), b"made by `cargo book site`, which writes over it\n")?;
    // Without it GitHub Pages leaves out the folders whose names begin with a line.
    write_whole(&out.join(".nojekyll"), b"")
}

/// `owner/name` as the runner of a workflow or Git's origin says it.
fn repository(book: &Book) -> Option<String> {
    if let Ok(name) = std::env::var("GITHUB_REPOSITORY") {
        return Some(name).filter(|name| !name.is_empty());
    }
    let mut git = Command::new("git");
    let output = git.args(["remote", "get-url", "origin"]).current_dir(&book.root).output().ok()?;
    on_github(std::str::from_utf8(&output.stdout).ok()?)
}

/// `owner/name` of an address on GitHub.
fn on_github(address: &str) -> Option<String> {
    let (_, path) = address.trim().split_once("github.com")?;
    let name = path.trim_start_matches([':', '/']).trim_end_matches('/');
    let name = name.strip_suffix(".git").unwrap_or(name);
    (name.split('/').count() == 2).then(|| name.to_owned())
}

/// The documentation of the library and its neighbours, in the folder `api`: as the tests build
/// it, so that nothing is compiled twice.
fn documentation(book: &Book, out: &Path) -> Result<()> {
    crate::test::documentation(book)?;
    let asked = ["metadata", "--no-deps", "--offline", "--format-version", "1"];
    let output = Command::new("cargo").args(asked).current_dir(&book.root).output()?;
    let said: Value = serde_json::from_slice(&output.stdout)
        .context("cargo metadata does not say where the documentation is")?;
    let target = said["target_directory"].as_str().context("there is no target folder")?;
    copy_all(&Path::new(target).join("doc"), &out.join("api"))
}

/// The scripts, styles and fonts that the pages of all languages share.
fn carry(tools: &Tools, out: &Path) -> Result<()> {
    let (from, to) = (&tools.modules, out.join("lib"));
    for (file, name) in [
        ("plotly.js-dist-min/plotly.min.js", "plotly.min.js"),
        ("minisearch/dist/umd/index.js", "minisearch.js"),
        ("katex/dist/katex.min.css", "katex.min.css"),
    ] {
        fs::create_dir_all(&to)?;
        fs::copy(from.join(file), to.join(name)).with_context(|| format!("npm has no {file}"))?;
    }
    copy_all(&from.join("katex/dist/fonts"), &to.join("fonts"))?;
    for file in ["book.css", "book.js", "figure.js", "search.js", "icon.svg"] {
        fs::copy(tools.sources.join(file), to.join(file)).with_context(|| format!("no {file}"))?;
    }
    Ok(())
}

/// The page at the root: the reader's language if the book speaks it.
fn entrance(languages: &[Language]) -> String {
    let named = |language: &Language| (language.tag(), tr!(in *language; "English"));
    let links: Vec<String> = languages
        .iter()
        .map(named)
        .map(|(tag, name)| {
            format!(
                "<p><a href=\"{tag}/index.html\" lang=\"{tag}\" hreflang=\"{tag}\">{name}</a></p>"
            )
        })
        .collect();
    let tags: Vec<&str> = languages.iter().map(|language| language.tag()).collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>aimath</title>\n<link rel=\"icon\" href=\"lib/icon.svg\">\n<script>\nconst spoken = {};\n\
         const own = (navigator.languages || []).map(tag => tag.split('-')[0]);\n\
         location.replace((own.find(tag => spoken.includes(tag)) || spoken[0]) + '/index.html');\n\
         </script>\n</head>\n<body>\n<main>\n<h1>aimath</h1>\n{}\n</main>\n</body>\n</html>\n",
        json!(tags),
        links.join("\n")
    )
}

/// The site under construction.
struct Site<'b> {
    book: &'b Book,
    tools: &'b Tools,
    out: &'b Path,
    repository: Option<&'b str>,
}

impl Site<'_> {
    /// The pages of one language; how many pages and figures.
    fn language(&self, language: Language, all: &[Language]) -> Result<(usize, usize)> {
        let tag = language.tag();
        let source = tools::home(self.book).join("source").join(tag);
        if source.exists() {
            fs::remove_dir_all(&source)?;
        }
        let mut read = Vec::new();
        for path in chapters::list(self.book, ENGLISH)? {
            let english = Notebook::load(&path)?;
            let own = self.book.notebooks(tag).join(path.file_name().unwrap_or_default());
            let notebook = if tag == ENGLISH { english.clone() } else { Notebook::load(&own)? };
            let kept = self.out.join("notebooks").join(tag);
            fs::create_dir_all(&kept)?;
            fs::copy(&own, kept.join(own.file_name().unwrap_or_default()))?;
            read.push(Chapter::of(&notebook, &english)?);
        }
        let documents = find::documents(&read);
        let script = format!("aimath.documents({});\n", Value::Array(documents));
        write_whole(&self.out.join(tag).join("documents.js"), script.as_bytes())?;
        let places = Places::of(&read);
        let (mut pages, mut figures) = (1, 0);
        for chapter in &mut read {
            figures += self.chapter(chapter, &places, &source, tag)?;
            pages += chapter.pages.len();
        }
        let glossary = self.book.notebooks(tag).join("glossary.md");
        if glossary.is_file() {
            fs::copy(&glossary, source.join("glossary.md"))?;
            pages += 1;
        }
        write_whole(&source.join("index.md"), index(&read, glossary.is_file()).as_bytes())?;
        let settings = json!({
            "language": tag,
            "languages": all.iter().map(|one| json!({
                "tag": one.tag(), "name": tr!(in *one; "English"),
            })).collect::<Vec<_>>(),
            "repository": self.repository,
            "words": words(),
            "theme": words_of_the_theme(),
        });
        write_whole(&source.join("settings.json"), settings.to_string().as_bytes())?;
        self.sphinx(&source, tag)?;
        Ok((pages, figures))
    }

    /// The pages of one chapter as notebooks of their own; how many figures.
    fn chapter(
        &self,
        chapter: &mut Chapter,
        places: &Places,
        source: &Path,
        tag: &str,
    ) -> Result<usize> {
        let folder = source.join(&chapter.name);
        fs::create_dir_all(&folder)?;
        let drawn = self.out.join("figures").join(tag);
        let slugs: Vec<String> = chapter.pages.iter().skip(1).map(|p| p.slug.clone()).collect();
        let mut figures = 0;
        for (number, page) in chapter.pages.iter().enumerate() {
            let mut cells = page.cells.clone();
            for cell in &mut cells {
                match cell.kind {
                    Kind::Markdown => {
                        cell.source =
                            places.prose(&chapter.name, page, cell, usize::from(number > 0))?;
                    }
                    _ => figures += figure::lay_out(cell, &chapter.name, &drawn)?,
                }
            }
            if number == 0 {
                let toc = format!("```{{toctree}}\n:maxdepth: 2\n\n{}\n```", slugs.join("\n"));
                let mut last = cells[0].clone();
                "contents".clone_into(&mut last.id);
                last.source = toc;
                cells.push(last);
            }
            let path = folder.join(format!("{}.ipynb", page.slug));
            Notebook { path, metadata: serde_json::Map::new(), cells }.save()?;
        }
        Ok(figures)
    }

    fn sphinx(&self, source: &Path, tag: &str) -> Result<()> {
        let mut sphinx = Command::new(&self.tools.python);
        sphinx
            .args(["-m", "sphinx", "-b", "html", "-q", "-W", "--keep-going", "-E", "-c"])
            .arg(&self.tools.sources)
            .arg("-d")
            .arg(tools::home(self.book).join("doctrees").join(tag))
            .arg(source)
            .arg(self.out.join(tag))
            .env("AIMATH_SITE_SETTINGS", source.join("settings.json"))
            .env("AIMATH_SITE_NODE", &self.tools.node)
            .env("AIMATH_SITE_MODULES", &self.tools.modules)
            .env("PYTHONDONTWRITEBYTECODE", "1");
        let status = sphinx.status().context("Sphinx did not start")?;
        if !status.success() {
            bail!("Sphinx ended with {status} at the language {tag}");
        }
        Ok(())
    }
}

/// The first page of a language.
fn index(chapters: &[Chapter], glossary: bool) -> String {
    let title = tr!("The mathematics of machine learning as a book that runs");
    let words = tr!("Every formula is Rust code to read, run and change, and every figure moves. \
         These pages show the executed notebooks; to run them yourself, open a chapter's \
         notebook in Jupyter, or on Binder.");
    let mut names: Vec<String> =
        chapters.iter().map(|chapter| format!("{}/index", chapter.name)).collect();
    if glossary {
        names.push("glossary".to_owned());
    }
    format!("# {title}\n\n{words}\n\n```{{toctree}}\n:maxdepth: 2\n\n{}\n```\n", names.join("\n"))
}

/// What the pages themselves say.
fn words() -> Value {
    json!({
        "notebook": tr!("This chapter as a notebook"),
        "binder": tr!("Run it on Binder"),
        "library": tr!("The library's documentation"),
        "languages": tr!("Languages"),
        "links": tr!("To run and to look up"),
        "search": tr!("Search"),
        "search_title": tr!("Search the book"),
        "search_hint": tr!("Words, names of functions, parts of words"),
        "found": tr!("Places found"),
        "nothing": tr!("Nothing found. Try fewer or shorter words."),
        "no_script": tr!("The search needs JavaScript."),
        "play": tr!("Play"),
        "pause": tr!("Pause"),
        "turn": tr!("Turn the view"),
        "trace": tr!("Trace"),
        "navigation": tr!("Show or hide the chapters"),
        "contents": tr!("Show or hide the contents of this page"),
        "theme": tr!("Light, dark, or as the system has it"),
        "skip": tr!("Skip to content"),
        "more_rows": tr!("The file has all rows; here are the first"),
        "save": tr!("Save the data as CSV"),
        "formula": tr!("Formula"),
        "code": tr!("Code"),
        "output": tr!("Output"),
        "table": tr!("Table"),
    })
}

/// What the theme says in English, for which Sphinx's own catalogues have no other words.
fn words_of_the_theme() -> Value {
    json!({
        "Back to top": tr!("Back to top"),
        "Home": tr!("Home"),
        "Made with ": tr!("Made with "),
        "Next": tr!("Next"),
        "On this page": tr!("On this page"),
        "Previous": tr!("Previous"),
    })
}

/// Copies a folder with all that is in it.
fn copy_all(from: &Path, to: &Path) -> Result<()> {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry?;
        let place = to.join(entry.path().strip_prefix(from)?);
        if entry.file_type().is_dir() {
            fs::create_dir_all(&place)?;
        } else if entry.file_name() != ".lock" {
            fs::copy(entry.path(), &place)
                .with_context(|| format!("{} cannot be copied", entry.path().display()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_on_github_is_owner_and_name() {
        for address in [
            "https://github.com/ada/book.git\n",
            "git@github.com:ada/book.git",
            "https://github.com/ada/book/",
        ] {
            assert_eq!(on_github(address).as_deref(), Some("ada/book"), "{address}");
        }
        for address in ["/srv/git/book.git", "https://example.org/ada/book", ""] {
            assert_eq!(on_github(address), None, "{address}");
        }
    }

    #[test]
    fn a_folder_with_other_things_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("thesis.tex"), "years").unwrap();
        let problem = claim(folder.path()).unwrap_err().to_string();
        assert!(problem.contains("something else"), "{problem}");
        assert!(folder.path().join("thesis.tex").is_file());
    }

    #[test]
    fn a_site_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        claim(folder.path()).unwrap();
        fs::write(folder.path().join("old.html"), "").unwrap();
        claim(folder.path()).unwrap();
        assert!(!folder.path().join("old.html").exists() && folder.path().join(MARK).is_file());
    }

    #[test]
    fn the_entrance_leads_to_every_language() {
        let page = entrance(&Language::all().collect::<Vec<_>>());
        for language in Language::all() {
            assert!(page.contains(&format!("href=\"{}/index.html\"", language.tag())), "{page}");
        }
    }
}
