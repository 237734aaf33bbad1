//! The help of `cargo book` and its subcommands in the reader's language.
#![cfg(unix)]

use std::process::{Command, Output};

/// The program under a locale, with these arguments.
fn book(locale: &str, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(arguments)
        .env_remove("AIMATH_LANG")
        .env_remove("LC_MESSAGES")
        .env("LC_ALL", locale)
        .output()
        .expect("the program starts")
}

fn printed(locale: &str, arguments: &[&str]) -> String {
    String::from_utf8(book(locale, arguments).stdout).expect("text")
}

fn is_hangul(letter: char) -> bool {
    ('가'..='힣').contains(&letter)
}

/// The subcommands that an English help lists.
fn subcommands(help: &str) -> Vec<String> {
    let listed = help.split("Commands:\n").nth(1).into_iter().flat_map(str::lines);
    let names = listed.take_while(|line| !line.is_empty());
    let names = names.filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

/// Asks for the help of a command and of all below it; tells how many there are.
fn walk(command: &[&str]) -> usize {
    let asked = [command, &["--help"]].concat();
    let (english, korean) = (printed("C", &asked), printed("ko_KR.UTF-8", &asked));
    assert!(english.contains("Usage: cargo book"), "{command:?}: {english}");
    assert!(!english.contains(is_hangul), "{command:?}: {english}");
    assert!(korean.contains("사용법: cargo book"), "{command:?}: {korean}");
    // A line that says something says it in Korean; names of options stand before it.
    let silent = |line: &&str| line.contains("  ") && !line.contains(is_hangul);
    let names = |line: &str| line.trim_start().starts_with(['-', '<', '[']);
    let left: Vec<&str> = korean
        .lines()
        .filter(silent)
        .filter(|line| !names(line) && !line.trim_start().starts_with("cargo book"))
        .collect();
    assert!(left.is_empty(), "{command:?}: {left:?}");
    for clap in ["Usage:", "Options:", "Arguments:", "Commands:", "[default", "[OPTIONS]"] {
        assert!(!korean.contains(clap), "{command:?}: {korean}");
    }
    let below = subcommands(&english);
    let below = below.iter().map(|name| walk(&[command, &[name.as_str()]].concat()));
    1 + below.sum::<usize>()
}

#[test]
fn every_help_follows_the_locale() {
    assert!(walk(&[]) > 20);
}

#[test]
fn the_language_named_goes_before_the_locale() {
    let korean = printed("ko_KR.UTF-8", &["lab", "--help"]);
    assert_eq!(printed("C", &["lab", "--lang", "ko", "--help"]), korean);
    assert_eq!(printed("C", &["lab", "--help", "--lang=ko"]), korean);
    assert_eq!(printed("C", &["--lang", "ko", "lab", "--help"]), korean);
    let english = printed("C", &["lab", "--help"]);
    assert_eq!(printed("ko_KR.UTF-8", &["lab", "--lang", "en", "--help"]), english);
}

#[test]
fn what_is_wrong_with_the_arguments_is_said_in_the_language() {
    for (arguments, korean) in [
        (&["labb"][..], "'labb': 없는 명령입니다"),
        (&["lab", "--prot", "3"], "비슷한 인자가 있습니다: '--port'"),
        (&["lab", "--port", "x"], "0 이상의 정수가 아닙니다"),
        (&["doctor", "--port", "99999"], "0..=65535"),
        (&["lab", "--lang", "xx"], "이 책의 언어: en, ko"),
        (&["new", "figure"], "꼭 필요한 인자가 빠졌습니다"),
        (&["fuzz", "--minutes", "a"], "`a`: 수가 아닙니다"),
    ] {
        let said = book("ko_KR.UTF-8", arguments);
        let words = String::from_utf8(said.stderr).expect("text");
        assert_eq!(said.status.code(), Some(2), "{arguments:?}");
        assert!(words.starts_with("오류: ") && words.contains(korean), "{arguments:?}: {words}");
        let english = ["error:", "Usage", "tip:", "invalid", "For more"];
        assert!(!english.iter().any(|word| words.contains(word)), "{arguments:?}: {words}");
        assert!(book("C", arguments).stderr.starts_with(b"error: "), "{arguments:?}");
    }
}
