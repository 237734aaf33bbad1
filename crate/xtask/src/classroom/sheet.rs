//! The table of marks, as CSV for a spreadsheet and as a page for the eye.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use aimath_words::Language;
use anyhow::{Context, Result};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::grade::Marked;
use super::mark::Mark;

/// Begins a CSV so that spreadsheets read it as UTF-8.
const UTF8: &str = "\u{feff}";

/// Writes `marks.csv` and `marks.html` into a folder; tells where they are.
pub fn write(folder: &Path, language: Language, marked: &[Marked]) -> Result<[PathBuf; 2]> {
    fs::create_dir_all(folder)
        .with_context(|| tr!("the folder {folder} cannot be made", folder = folder.display()))?;
    let written = [folder.join("marks.csv"), folder.join("marks.html")];
    fs::write(&written[0], table(marked)?)?;
    fs::write(&written[1], page(language, marked).into_string())?;
    Ok(written)
}

fn table(marked: &[Marked]) -> Result<Vec<u8>> {
    let mut csv = csv::Writer::from_writer(UTF8.as_bytes().to_vec());
    csv.write_record([
        tr!("student"),
        tr!("notebook"),
        tr!("exercise"),
        tr!("solved"),
        tr!("what went wrong"),
    ])?;
    for one in marked {
        let whose = [guarded(&one.student), guarded(&one.chapter)];
        let mut row = |exercise: &str, solved: &str, why: &str| {
            csv.write_record([&whose[0], &whose[1], exercise, solved, &guarded(why)])
        };
        for (exercise, mark) in &one.marks {
            match mark {
                Mark::Solved => row(&number(exercise), "1", "")?,
                other => row(&number(exercise), "0", &other.sentence())?,
            }
        }
        if let Some(refused) = &one.refused {
            row("", "0", refused)?;
        }
    }
    Ok(csv.into_inner()?)
}

/// A text that no spreadsheet takes for a formula.
fn guarded(text: &str) -> String {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

/// The exercise's number, `1.3` for the cell `ex-1-3`.
fn number(cell: &str) -> String {
    cell.strip_prefix("ex-").map_or_else(|| cell.to_owned(), |rest| rest.replacen('-', ".", 1))
}

fn sign(mark: &Mark) -> &'static str {
    match mark {
        Mark::Solved => "✓",
        Mark::Open | Mark::Missing => "–",
        _ => "✗",
    }
}

/// Whether there is more to say about a mark than its sign does.
fn is_explained(mark: &Mark) -> bool {
    !matches!(mark, Mark::Solved | Mark::Open)
}

const STYLE: &str = ":root{color-scheme:light dark}\
body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:80rem;padding:0 1rem}\
.wide{overflow-x:auto}table{border-collapse:collapse;margin:.5rem 0}\
th,td{border:1px solid #8888;padding:.25rem .4rem;text-align:center;white-space:nowrap}\
th:first-child{text-align:left}a{color:inherit;text-decoration:none}a:hover{text-decoration:underline}\
dt{font-weight:600;margin-top:.75rem}dd{margin:0}pre{font-size:.9em;margin:.25rem 0;white-space:pre-wrap;\
overflow-wrap:anywhere;border-left:3px solid #8888;padding-left:.75rem}";

fn page(language: Language, marked: &[Marked]) -> Markup {
    let mut chapters: BTreeMap<&str, Vec<(usize, &Marked)>> = BTreeMap::new();
    for (place, one) in marked.iter().enumerate().filter(|(_, one)| one.refused.is_none()) {
        chapters.entry(&one.chapter).or_default().push((place, one));
    }
    let refused: Vec<&Marked> = marked.iter().filter(|one| one.refused.is_some()).collect();
    html! {
        (DOCTYPE)
        html lang=(language.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width,initial-scale=1";
                title { (tr!("Marks")) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { (tr!("Marks")) }
                p { "✓ " (tr!("solved")) " · ✗ " (tr!("not solved")) " · – " (tr!("not begun")) }
                @for (chapter, rows) in &chapters {
                    h2 { (chapter) }
                    (overview(rows))
                    @for (place, one) in rows { (reasons(*place, one)) }
                }
                @if !refused.is_empty() {
                    h2 { (tr!("Files that were not graded")) }
                    dl {
                        @for one in refused {
                            dt { (one.student) " " (one.chapter) }
                            dd { (one.refused.as_deref().unwrap_or_default()) }
                        }
                    }
                }
            }
        }
    }
}

/// The students of a chapter by its exercises.
fn overview(rows: &[(usize, &Marked)]) -> Markup {
    let exercises = rows.first().map(|(_, one)| one.marks.as_slice()).unwrap_or_default();
    html! {
        div.wide tabindex="0" {
            table {
                thead {
                    tr {
                        th scope="col" { (tr!("student")) }
                        th scope="col" { (tr!("solved")) }
                        @for (exercise, _) in exercises { th scope="col" { (number(exercise)) } }
                    }
                }
                tbody {
                    @for (place, one) in rows {
                        tr {
                            th scope="row" { (one.student) }
                            td { (one.solved()) " / " (one.marks.len()) }
                            @for (exercise, mark) in &one.marks {
                                td {
                                    @if !is_explained(mark) { (sign(mark)) }
                                    @else {
                                        a href=(format!("#{}", anchor(*place, exercise)))
                                            title=(mark.sentence()) { (sign(mark)) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn anchor(place: usize, exercise: &str) -> String {
    format!("s{place}-{exercise}")
}

/// What went wrong for one student.
fn reasons(place: usize, one: &Marked) -> Markup {
    let wrong: Vec<_> = one.marks.iter().filter(|(_, mark)| is_explained(mark)).collect();
    html! {
        @if !wrong.is_empty() {
            h3 { (one.student) }
            dl {
                @for (exercise, mark) in wrong {
                    dt id=(anchor(place, exercise)) { (sign(mark)) " " (number(exercise)) }
                    dd { pre { (mark.sentence()) } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_students_text_becomes_neither_markup_nor_formula() {
        let folder = tempfile::tempdir().unwrap();
        let marks = vec![
            ("ex-1-1".to_owned(), Mark::Solved),
            ("ex-1-2".to_owned(), Mark::Wrong("<script>alert(1)</script>\n\"two\", lines".into())),
        ];
        let one = Marked { student: "=cmd()".into(), chapter: "01-a".into(), marks, refused: None };
        let [csv, page] = write(folder.path(), Language::ENGLISH, &[one]).unwrap();
        let mut rows = csv::Reader::from_path(csv).unwrap();
        let rows: Vec<csv::StringRecord> = rows.records().collect::<Result<_, _>>().unwrap();
        assert_eq!(rows[0], vec!["'=cmd()", "01-a", "1.1", "1", ""]);
        assert_eq!(&rows[1][4], "<script>alert(1)</script>\n\"two\", lines");
        let page = fs::read_to_string(page).unwrap();
        assert!(page.contains("1 / 2") && !page.contains("<script>"), "{page}");
    }
}
