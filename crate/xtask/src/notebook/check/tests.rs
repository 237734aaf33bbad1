use super::*;
use crate::notebook::sync::{self, Options};
use serde_json::json;

const KOREAN: &str = "ko";

/// A book of one chapter in both languages, in order.
fn book() -> (tempfile::TempDir, Book) {
    let folder = tempfile::tempdir().unwrap();
    let book = Book::at(folder.path()).unwrap();
    let figure = json!({"output_type": "execute_result", "execution_count": 1, "metadata": {},
        "data": {"application/vnd.plotly.v1+json": {"data": []}, "image/png": "aaaa"}});
    let root = json!({"cells": [
        {"cell_type": "markdown", "id": "intro", "metadata": {}, "source": "# One two\n[up](#One-two) [here](01-a.ipynb)"},
        {"cell_type": "code", "id": "draw", "metadata": {}, "source": "1", "execution_count": 1, "outputs": [figure]}],
        "metadata": {}, "nbformat": 4, "nbformat_minor": 5});
    fs::create_dir_all(book.notebooks(ENGLISH)).unwrap();
    fs::create_dir_all(book.root.join("crate/words/locales")).unwrap();
    let header = "msgid \"\"\nmsgstr \"Language: ko\\n\"\n";
    fs::write(book.root.join("crate/words/locales/ko.po"), header).unwrap();
    fs::write(book.notebooks(ENGLISH).join("01-a.ipynb"), root.to_string()).unwrap();
    sync::sync(&book, &Options::default()).unwrap();
    change(&book, KOREAN, |twin| twin.cells[0].source = "# 하나\n[위](#하나)".into());
    let all = Options { accept_all: true, ..Options::default() };
    sync::sync(&book, &all).unwrap();
    (folder, book)
}

fn change(book: &Book, language: &str, act: impl Fn(&mut Notebook)) {
    let mut notebook = Notebook::load(&book.notebooks(language).join("01-a.ipynb")).unwrap();
    act(&mut notebook);
    notebook.save().unwrap();
}

#[track_caller]
fn expect(book: &Book, cell: &str, words: &str) {
    let (_, problems) = examine(book).unwrap();
    assert!(
        problems.iter().any(|p| p.cell.as_deref() == Some(cell) && p.what.contains(words)),
        "{problems:?}"
    );
}

#[test]
fn a_book_in_order_passes() {
    let (_folder, book) = book();
    let (summary, problems) = examine(&book).unwrap();
    assert_eq!(problems, []);
    assert_eq!((summary.notebooks, summary.in_step, summary.figures), (2, 1, 2));
}

#[test]
fn what_drifted_is_named() {
    let (_folder, book) = book();
    change(&book, ENGLISH, |n| n.cells[0].source.push_str("\nmore"));
    expect(&book, "intro", "stale");
    change(&book, ENGLISH, |n| n.cells[1].source = "2".into());
    expect(&book, "draw", "other code");
    change(&book, KOREAN, |n| n.cells.swap(0, 1));
    expect(&book, "draw", "order");
    change(&book, KOREAN, |n| n.cells[0].id = "other".into());
    expect(&book, "other", "not in the English");
    expect(&book, "draw", "missing");
    fs::remove_file(book.notebooks(KOREAN).join("01-a.ipynb")).unwrap();
    assert!(examine(&book).unwrap().1.iter().any(|p| p.what.contains("no twin in `ko`")));
    sync::sync(&book, &Options::default()).unwrap();
    expect(&book, "intro", "not translated");
}

#[test]
fn code_may_differ_in_words_and_outputs_in_words_but_not_in_numbers() {
    let text = |words: &str| Output::Stream { name: "stdout".into(), text: words.into() };
    let (_folder, book) = book();
    change(&book, ENGLISH, |n| {
        n.cells[1].source = "show(\"mean\", 1)".into();
        n.cells[1].outputs = vec![text("mean 1.5 of 3")];
    });
    change(&book, KOREAN, |n| {
        n.cells[1].source = "show(\"평균\", 1)".into();
        n.cells[1].outputs = vec![text("3개의 평균 1.5")];
    });
    expect(&book, "draw", "does not say which English");
    let accept = Options { accept: vec!["draw".into()], ..Options::default() };
    sync::sync(&book, &accept).unwrap();
    assert_eq!(examine(&book).unwrap().1, []);
    change(&book, ENGLISH, |n| n.cells[1].source = "show(\"the mean\", 1)".into());
    expect(&book, "draw", "stale");
    change(&book, KOREAN, |n| n.cells[1].outputs = vec![text("3개의 평균 1.6")]);
    expect(&book, "draw", "other numbers");
}

#[test]
fn broken_house_rules_are_named() {
    type Change = fn(&mut Notebook);
    let cases: [(&str, &str, Change); 8] = [
        ("draw", "static picture", |n| {
            if let Output::Rich { data, .. } = &mut n.cells[1].outputs[0] {
                data.shift_remove(PNG);
            }
        }),
        ("draw", "`$`", |n| {
            if let Output::Rich { data, .. } = &mut n.cells[1].outputs[0] {
                data[super::super::document::PLOTLY] = json!({"layout": {"title": "$x$"}});
            }
        }),
        ("draw", "Debug form", |n| {
            if let Output::Rich { data, .. } = &mut n.cells[1].outputs[0] {
                data.clear();
                data.insert("text/plain".into(), json!("[figure] Two lines"));
            }
        }),
        ("draw", "not executed", |n| n.cells[1].execution_count = None),
        ("draw", "path of the machine", |n| {
            n.cells[1]
                .outputs
                .push(Output::Stream { name: "stdout".into(), text: "in /home/me/x".into() });
        }),
        ("draw", "shares its id", |n| n.cells[0].id = "draw".into()),
        ("0a1b2c3d", "no name", |n| n.cells[1].id = "0a1b2c3d".into()),
        ("intro", "does not exist", |n| n.cells[0].source.push_str(" [x](02-b.ipynb#y)")),
    ];
    for (cell, words, act) in cases {
        let (_folder, book) = book();
        change(&book, ENGLISH, act);
        expect(&book, cell, words);
    }
}

#[test]
fn names_are_told_from_random_ids() {
    for good in ["ex-1-3", "svd-rank-k", "facade", "title"] {
        assert!(readable(good), "{good}");
    }
    for bad in ["0a1b2c3d", "0a1b2c3d-1111-2222-3333-444455556666", "A b", "12", ""] {
        assert!(!readable(bad), "{bad}");
    }
}
