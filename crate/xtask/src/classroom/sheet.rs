//! The table of marks, as CSV for a spreadsheet and as a page for the eye.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::grade::{Mark, Marked};

/// Writes `marks.csv` and `marks.html` into a folder.
pub fn write(folder: &Path, marked: &[Marked]) -> Result<()> {
    fs::create_dir_all(folder)
        .with_context(|| format!("the folder {} cannot be made", folder.display()))?;
    let mut csv = csv::Writer::from_path(folder.join("marks.csv"))?;
    csv.write_record(["student", "notebook", "exercise", "solved", "what went wrong"])?;
    for one in marked {
        for (exercise, mark) in &one.marks {
            let solved = if *mark == Mark::Solved { "1" } else { "0" };
            let why = guarded(&mark.to_string());
            csv.write_record([&guarded(&one.student), &one.chapter, exercise, solved, &why])?;
        }
        if let Some(refused) = &one.refused {
            csv.write_record([&guarded(&one.student), &one.chapter, "", "0", &guarded(refused)])?;
        }
    }
    csv.flush()?;
    fs::write(folder.join("marks.html"), page(marked))?;
    Ok(())
}

/// A text that no spreadsheet takes for a formula.
fn guarded(text: &str) -> String {
    match text.starts_with(['=', '+', '-', '@', '\t']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

fn page(marked: &[Marked]) -> String {
    let mut page = String::from(
        "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Marks</title>\n\
         <style>body{font:16px system-ui;margin:2em}table{border-collapse:collapse}\
         td,th{border:1px solid #999;padding:4px 8px;text-align:left;vertical-align:top}</style>\n\
         <table>\n<tr><th>student<th>notebook<th>solved<th>what went wrong</tr>\n",
    );
    for one in marked {
        let solved = one.marks.iter().filter(|(_, mark)| *mark == Mark::Solved).count();
        let wrong = one.marks.iter().filter(|(_, mark)| *mark != Mark::Solved);
        let lines = wrong.map(|(exercise, mark)| format!("{exercise}: {mark}"));
        let lines: Vec<String> = one.refused.iter().cloned().chain(lines).collect();
        let lines = lines.iter().map(|line| escaped(line)).collect::<Vec<_>>().join("<br>");
        page.push_str(&format!(
            "<tr><td>{}<td>{}<td>{solved} / {}<td>{lines}</tr>\n",
            escaped(&one.student),
            escaped(&one.chapter),
            one.marks.len()
        ));
    }
    page.push_str("</table></html>\n");
    page
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_students_text_becomes_neither_markup_nor_formula() {
        let folder = tempfile::tempdir().unwrap();
        let marks = vec![
            ("ex-1".to_owned(), Mark::Solved),
            ("ex-2".to_owned(), Mark::Wrong("<script>alert(1)</script>".into())),
        ];
        let one = Marked { student: "=cmd()".into(), chapter: "01-a".into(), marks, refused: None };
        write(folder.path(), &[one]).unwrap();
        let csv = fs::read_to_string(folder.path().join("marks.csv")).unwrap();
        assert!(csv.contains("'=cmd(),01-a,ex-1,1,"), "{csv}");
        let html = fs::read_to_string(folder.path().join("marks.html")).unwrap();
        assert!(html.contains("1 / 2") && !html.contains("<script>"), "{html}");
    }
}
