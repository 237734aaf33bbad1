//! `cargo book timetable`: a course out of the minutes that the chapters state for a class.
//!
//! The core path comes first; what a first reading may leave out and the foundations fill
//! the time that is left. What does not fit is named at the end.

pub mod minutes;
pub mod plan;

use std::fmt::Write as _;

use aimath_words::Language;
use anyhow::{Result, bail};

use self::minutes::{Part, Rank};
use self::plan::{Lesson, Plan};
use crate::book::Book;
use crate::notebook::chapters::{self, ENGLISH};
use crate::notebook::document::Notebook;
use crate::site::find::readable;

/// What the course has to fit into.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    #[arg(help = msg!("How many weeks the course lasts"))]
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=200))]
    weeks: u32,
    #[arg(help = msg!("Lessons a week"))]
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=40))]
    hours: u32,
    #[arg(help = msg!("Minutes of a lesson"))]
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(20..=300))]
    minutes: u32,
    #[arg(help = msg!("Language of the titles; by default that of your locale"))]
    #[arg(long, value_parser = crate::lab::tag)]
    lang: Option<String>,
}

/// The course as a text to print.
pub fn course(book: &Book, options: &Options) -> Result<String> {
    let language = options.lang.as_deref().and_then(Language::of);
    let language = language.unwrap_or_else(Language::of_system);
    let parts = parts(book, language.tag())?;
    let plan = plan::plan(&parts, (options.weeks * options.hours) as usize, options.minutes);
    Ok(language.with(|| told(&plan, options)))
}

/// What there is to teach, in the order of the book.
pub fn parts(book: &Book, language: &str) -> Result<Vec<Part>> {
    let mut parts = Vec::new();
    for path in chapters::list(book, ENGLISH)? {
        let english = Notebook::load(&path)?;
        let file = path.file_name().unwrap_or_default();
        let shown = Notebook::load(&book.notebooks(language).join(file))?;
        for section in minutes::sections(&english)? {
            parts.extend(minutes::parts(&english, &shown, &section));
        }
    }
    if parts.is_empty() {
        bail!("no chapter states its minutes");
    }
    Ok(parts)
}

fn told(plan: &Plan, options: &Options) -> String {
    let mut text = tr!(
        "{weeks} weeks, {hours} lessons a week of {minutes} minutes",
        weeks = options.weeks,
        hours = options.hours,
        minutes = options.minutes
    );
    text.push('\n');
    for (number, lesson) in plan.lessons.iter().enumerate() {
        let number = number as u32;
        if number.is_multiple_of(options.hours) {
            let week = tr!("Week {number}", number = number / options.hours + 1);
            let _ = writeln!(text, "\n{week}");
        }
        let heading = tr!("lesson {number}", number = number % options.hours + 1);
        let _ = writeln!(text, "  {heading}");
        text.push_str(&told_lesson(lesson, options.minutes));
    }
    if !plan.left_out.is_empty() {
        let minutes: u32 = plan.left_out.iter().map(|part| part.minutes).sum();
        let said = tr!("No time for, {minutes} minutes in all:", minutes);
        let _ = writeln!(text, "\n{said}");
        if plan.left_out.iter().any(|part| part.rank == Rank::Core) {
            let weeks = plan.core.div_ceil(options.hours as usize);
            let _ = writeln!(text, "  {}", tr!("(the core path alone takes {weeks} weeks)", weeks));
        }
        for part in &plan.left_out {
            let _ = writeln!(text, "  {:>4}  {}{}", part.minutes, name(part), mark(part));
        }
    }
    text
}

fn told_lesson(lesson: &Lesson, length: u32) -> String {
    let mut text = String::new();
    for item in &lesson.items {
        let goes_on = if item.goes_on { tr!(" (continued)") } else { "" };
        let _ = writeln!(
            text,
            "  {:>4}  {}{}{goes_on}",
            item.minutes,
            name(&item.part),
            mark(&item.part)
        );
    }
    let free = length - lesson.minutes();
    if free > 0 {
        let _ = writeln!(text, "  {free:>4}  {}", tr!("questions, exercises in class"));
    }
    let at_home: Vec<&str> = lesson
        .items
        .iter()
        .filter(|item| item.ends)
        .flat_map(|item| item.part.exercises.iter().map(String::as_str))
        .collect();
    if !at_home.is_empty() {
        let said = tr!("at home: exercises {numbers}", numbers = ranges(&at_home));
        let _ = writeln!(text, "        {said}");
    }
    text
}

/// Numbers of exercises, three and more in a row as "1.1–1.9".
fn ranges(numbers: &[&str]) -> String {
    let next = |number: &str| {
        let (chapter, place) = number.rsplit_once('.')?;
        Some(format!("{chapter}.{}", place.parse::<u32>().ok()? + 1))
    };
    let mut rows: Vec<Vec<&str>> = Vec::new();
    for &number in numbers {
        match rows.last_mut() {
            Some(row) if row.last().and_then(|last| next(last)).as_deref() == Some(number) => {
                row.push(number);
            }
            _ => rows.push(vec![number]),
        }
    }
    let told = rows.iter().map(|row| match row[..] {
        [first, _, .., last] => format!("{first}–{last}"),
        _ => row.join(", "),
    });
    told.collect::<Vec<_>>().join(", ")
}

fn name(part: &Part) -> String {
    let title = readable(&part.title);
    match part.section.is_empty() {
        true => title,
        false => format!("§{} {title}", part.section),
    }
}

fn mark(part: &Part) -> String {
    match part.rank {
        Rank::Core => String::new(),
        Rank::Second => tr!(" · second reading").to_owned(),
        Rank::Foundations => tr!(" · foundations").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book() -> Book {
        Book::find().unwrap()
    }

    #[test]
    fn every_numbered_section_of_the_book_states_its_minutes() {
        for path in chapters::list(&book(), ENGLISH).unwrap() {
            let english = Notebook::load(&path).unwrap();
            let stated: Vec<String> =
                minutes::sections(&english).unwrap().into_iter().map(|s| s.number).collect();
            let there: Vec<String> = minutes::headings(&english)
                .into_iter()
                .filter_map(|heading| heading.section_number())
                .collect();
            if there.is_empty() {
                assert_eq!(stated, [""], "{}", english.name());
            } else {
                assert_eq!(stated, there, "{}", english.name());
            }
        }
    }

    #[test]
    fn the_parts_of_a_section_add_up_to_its_minutes() {
        let (english, korean) = (parts(&book(), "en").unwrap(), parts(&book(), "ko").unwrap());
        let minutes = |parts: &[Part]| parts.iter().map(|part| part.minutes).collect::<Vec<_>>();
        assert_eq!(minutes(&english), minutes(&korean));
        let mut stated = 0;
        for path in chapters::list(&book(), ENGLISH).unwrap() {
            let sections = minutes::sections(&Notebook::load(&path).unwrap()).unwrap();
            stated += sections.iter().map(|section| section.minutes).sum::<u32>();
        }
        assert_eq!(minutes(&english).iter().sum::<u32>(), stated);
        assert!(english.iter().any(|part| part.rank == Rank::Second));
        assert!(english.iter().all(|part| !part.title.is_empty() && part.minutes > 0));
        assert!(korean.iter().any(|part| part.title.contains('벡')));
    }

    #[test]
    fn no_lesson_is_longer_than_an_hour_and_nothing_is_lost() {
        let all = parts(&book(), "en").unwrap();
        let total: u32 = all.iter().map(|part| part.minutes).sum();
        for (lessons, length) in [(3, 45), (20, 50), (60, 50), (90, 45)] {
            let plan = plan::plan(&all, lessons, length);
            assert!(plan.lessons.len() <= lessons);
            assert!(plan.lessons.iter().all(|lesson| lesson.minutes() <= length));
            let taught: u32 = plan.lessons.iter().map(Lesson::minutes).sum();
            let left_out: u32 = plan.left_out.iter().map(|part| part.minutes).sum();
            assert_eq!(taught + left_out, total, "{lessons} × {length}");
        }
        assert!(plan::plan(&all, 90, 45).left_out.is_empty());
    }

    #[test]
    fn a_course_reads_well_in_a_terminal() {
        assert_eq!(
            ranges(&["1.1", "1.2", "1.3", "1.5", "f1.9", "f1.10"]),
            "1.1–1.3, 1.5, f1.9, f1.10"
        );
        for part in parts(&book(), "ko").unwrap() {
            let name = name(&part);
            assert!(!name.contains(['$', '\\', '`']), "{name}");
        }
    }

    #[test]
    fn the_course_speaks_both_languages() {
        let options =
            |lang: &str| Options { weeks: 4, hours: 2, minutes: 50, lang: Some(lang.into()) };
        let english = course(&book(), &options("en")).unwrap();
        assert!(english.contains("Week 4") && !english.contains("Week 5"), "{english}");
        assert!(english.contains("§1.1") && english.contains("No time for"), "{english}");
        let korean = course(&book(), &options("ko")).unwrap();
        assert!(korean.contains("4주") && !korean.contains("Week"), "{korean}");
    }
}
