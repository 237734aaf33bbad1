//! Whether two runs of a cell showed the same.
//!
//! Processors differ in the last bits of a matrix product, so numbers are compared by
//! value, with a relative tolerance of 1e-9, and everything around them exactly. Pictures
//! are not compared: they follow from the figure's numbers.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Map, Value};
use similar::TextDiff;

use super::document::{Output, PLOTLY, PNG};

/// Two numbers this close, relative to the larger, are the same number.
pub const RELATIVE: f64 = 1e-9;
/// Numbers smaller than this are rounding noise around zero.
pub const ABSOLUTE: f64 = 1e-12;

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[-+\u{2212}]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
        .expect("the pattern is well formed")
});

/// What differs between the committed outputs of a cell and fresh ones; empty if nothing.
pub fn outputs(committed: &[Output], fresh: &[Output]) -> Vec<String> {
    if committed.len() != fresh.len() {
        let kinds = |outputs: &[Output]| match outputs {
            [] => "nothing".to_owned(),
            some => some.iter().map(kind).collect::<Vec<_>>().join(", "),
        };
        let mut message = format!("committed: {}; now: {}", kinds(committed), kinds(fresh));
        for output in fresh.iter().chain(committed).take(2) {
            if let Output::Stream { text, .. } = output {
                message.push_str(&format!("\n{}", indented(text.trim_end())));
            }
        }
        return vec![message];
    }
    committed.iter().zip(fresh).flat_map(|(old, new)| output(old, new)).collect()
}

fn kind(output: &Output) -> String {
    match output {
        Output::Stream { name, .. } => format!("text on {name}"),
        Output::Rich { data, .. } => {
            let mimes: Vec<_> = data.keys().map(String::as_str).filter(|m| *m != PNG).collect();
            format!("a value ({})", mimes.join(" + "))
        }
        Output::Error { .. } => "an error".into(),
    }
}

fn output(old: &Output, new: &Output) -> Vec<String> {
    match (old, new) {
        (Output::Stream { name: a, text: old }, Output::Stream { name: b, text: new })
            if a == b =>
        {
            text_difference(old, new).map(|d| format!("{a} changed:\n{d}")).into_iter().collect()
        }
        (Output::Rich { data: old, .. }, Output::Rich { data: new, .. }) => rich(old, new),
        (
            Output::Error { ename: a, evalue: old, traceback: old_lines },
            Output::Error { ename: b, evalue: new, traceback: new_lines },
        ) => {
            // The compiler's words change from version to version; its codes do not.
            let (was, is) = (error_code(old_lines), error_code(new_lines));
            let same = a == b && was == is && (was.is_some() || texts_agree(old, new));
            if same { vec![] } else { vec![format!("the error changed:\n{}", diff(old, new))] }
        }
        _ => vec![format!("committed: {}; now: {}", kind(old), kind(new))],
    }
}

fn rich(old: &Map<String, Value>, new: &Map<String, Value>) -> Vec<String> {
    let mut found = Vec::new();
    for mime in old.keys().chain(new.keys().filter(|m| !old.contains_key(*m))) {
        if mime == PNG && old.contains_key(PLOTLY) {
            continue;
        }
        match (old.get(mime), new.get(mime)) {
            (Some(Value::String(old)), Some(Value::String(new))) => {
                found.extend(text_difference(old, new).map(|d| format!("{mime} changed:\n{d}")));
            }
            (Some(old), Some(new)) => {
                found.extend(json_difference(old, new).map(|d| format!("{mime} changed {d}")));
            }
            (Some(_), None) => found.push(format!("{mime} is no longer shown")),
            (None, _) => found.push(format!("{mime} is shown and was not committed")),
        }
    }
    found
}

/// The code of a compile error, `E0308`.
pub fn error_code(traceback: &[String]) -> Option<String> {
    static CODE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\[(E[0-9]{4})\]").expect("the pattern is well formed"));
    let text = traceback.join("\n");
    CODE.captures(&text).map(|found| found[1].to_owned())
}

/// Whether two numbers are the same up to rounding.
pub fn numbers_agree(a: f64, b: f64, floor: f64) -> bool {
    a == b
        || (a.is_nan() && b.is_nan())
        || (a - b).abs() <= RELATIVE * a.abs().max(b.abs())
        || (a.abs() <= floor && b.abs() <= floor)
}

/// Whether two texts agree, their numbers by value.
pub fn texts_agree(old: &str, new: &str) -> bool {
    if old == new {
        return true;
    }
    let (mut old_rest, mut new_rest) = (0, 0);
    let mut old_numbers = NUMBER.find_iter(old);
    let mut new_numbers = NUMBER.find_iter(new);
    loop {
        match (old_numbers.next(), new_numbers.next()) {
            (Some(a), Some(b)) => {
                let between = (&old[old_rest..a.start()], &new[new_rest..b.start()]);
                if !words_agree(between.0, between.1) {
                    return false;
                }
                (old_rest, new_rest) = (a.end(), b.end());
                let agree = a.as_str() == b.as_str()
                    || matches!((value(a.as_str()), value(b.as_str())),
                        (Some(a), Some(b)) if numbers_agree(a, b, ABSOLUTE));
                if !agree {
                    return false;
                }
            }
            (None, None) => return words_agree(&old[old_rest..], &new[new_rest..]),
            _ => return false,
        }
    }
}

fn value(number: &str) -> Option<f64> {
    number.replace('\u{2212}', "-").parse().ok()
}

/// Words must be equal; how many blanks stand beside a number depends on its width.
fn words_agree(old: &str, new: &str) -> bool {
    let edges = |text: &str| {
        let core = text.trim_matches(' ');
        (text.starts_with(' '), text.ends_with(' '), core.to_owned())
    };
    old == new || {
        let ((_, _, a), (_, _, b)) = (edges(old), edges(new));
        a == b && (!a.is_empty() || (old.contains(' ') == new.contains(' ')))
    }
}

fn text_difference(old: &str, new: &str) -> Option<String> {
    (!texts_agree(old, new)).then(|| diff(old, new))
}

/// A line diff, long ones cut.
pub fn diff(old: &str, new: &str) -> String {
    let diff = TextDiff::from_lines(old, new);
    let text = diff.unified_diff().context_radius(1).to_string();
    let mut lines: Vec<String> = text
        .lines()
        .filter(|line| !line.starts_with("@@") && !line.starts_with("\\ "))
        .map(|line| shortened(line, 160))
        .collect();
    if lines.len() > 24 {
        let rest = lines.len() - 24;
        lines.truncate(24);
        lines.push(format!("… and {rest} more lines"));
    }
    indented(&lines.join("\n"))
}

/// Every line moved to the right.
pub fn indented(text: &str) -> String {
    text.lines().map(|line| format!("      {line}")).collect::<Vec<_>>().join("\n")
}

/// The text with its middle left out if it is long.
pub fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Where two JSON values first differ, and how.
pub fn json_difference(old: &Value, new: &Value) -> Option<String> {
    difference_at(&mut String::new(), old, new, ABSOLUTE)
}

fn difference_at(path: &mut String, old: &Value, new: &Value, floor: f64) -> Option<String> {
    let differs = |path: &str| {
        let (was, is) = (shortened(&old.to_string(), 80), shortened(&new.to_string(), 80));
        Some(format!("at {path}: committed {was}, now {is}"))
    };
    match (old, new) {
        (Value::Number(a), Value::Number(b)) => {
            let same = a == b
                || matches!((a.as_f64(), b.as_f64()),
                    (Some(a), Some(b)) if numbers_agree(a, b, floor));
            if same { None } else { differs(path) }
        }
        (Value::String(a), Value::String(b)) => {
            if texts_agree(a, b) {
                None
            } else {
                differs(path)
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            if a.len() != b.len() {
                return Some(format!("at {path}: {} entries became {}", a.len(), b.len()));
            }
            // In a list of coordinates, what is noise depends on how large the others are.
            let largest = a.iter().filter_map(Value::as_f64).fold(0.0, |m: f64, x| m.max(x.abs()));
            let floor = ABSOLUTE * largest.clamp(1.0, 1e6);
            a.iter().zip(b).enumerate().find_map(|(index, (a, b))| {
                within(path, &format!("[{index}]"), |path| difference_at(path, a, b, floor))
            })
        }
        (Value::Object(a), Value::Object(b)) => {
            if let Some(key) = a.keys().find(|key| !b.contains_key(*key)) {
                return Some(format!("at {path}: {key} is gone"));
            }
            if let Some(key) = b.keys().find(|key| !a.contains_key(*key)) {
                return Some(format!("at {path}: {key} is new"));
            }
            a.iter().find_map(|(key, value)| {
                within(path, &format!(".{key}"), |path| difference_at(path, value, &b[key], floor))
            })
        }
        _ if old == new => None,
        _ => differs(path),
    }
}

/// Where the outputs of a cell in two languages show other numbers, and which; `None` if
/// nowhere. Words may differ and stand in another order.
pub fn other_numbers(english: &[Output], other: &[Output]) -> Option<String> {
    if english.len() != other.len() {
        return Some(format!("{} outputs became {}", english.len(), other.len()));
    }
    english.iter().zip(other).find_map(|(a, b)| match (a, b) {
        (Output::Stream { text: a, .. }, Output::Stream { text: b, .. }) => texts_differ(a, b),
        (Output::Error { traceback: a, .. }, Output::Error { traceback: b, .. }) => {
            (error_code(a) != error_code(b)).then(|| "another error".to_owned())
        }
        (Output::Rich { data: a, .. }, Output::Rich { data: b, .. }) => {
            let kept = |data: &Map<String, Value>| {
                let data = data.iter().filter(|(mime, _)| *mime != PNG);
                Value::Object(data.map(|(mime, value)| (mime.clone(), value.clone())).collect())
            };
            values_differ(&mut String::new(), &kept(a), &kept(b))
        }
        _ => Some(format!("{} became {}", kind(a), kind(b))),
    })
}

/// Numbers of two texts that have no partner in the other one: every number of the English
/// must be in the translation, and what the translation adds can only be a word.
fn texts_differ(a: &str, b: &str) -> Option<String> {
    let numbers = |text: &str| {
        // The space between two rows of an aligned formula is no number of the cell's.
        let text = text.replace('\u{2212}', "-").replace("[4pt]", "");
        let mut found: Vec<f64> = NUMBER
            .find_iter(&text)
            // A sign right behind a word or a number joins; it does not negate.
            .map(|number| match text[..number.start()].ends_with(char::is_alphanumeric) {
                true => number.as_str().trim_start_matches(['-', '+']),
                false => number.as_str(),
            })
            .filter_map(|number| number.parse().ok())
            .collect();
        found.sort_by(f64::total_cmp);
        found
    };
    let (mine, its) = (numbers(a), numbers(b));
    let without = |some: &[f64], others: &[f64]| {
        let mut rest = others.to_vec();
        let mut left = some.to_vec();
        left.retain(|x| match rest.iter().position(|y| numbers_agree(*x, *y, ABSOLUTE)) {
            Some(place) => {
                rest.swap_remove(place);
                false
            }
            None => true,
        });
        left
    };
    let (gone, new) = (without(&mine, &its), without(&its, &mine));
    // Where English has a word ("zero", "one bit"), a translation may have a digit.
    let word = |x: &f64| x.fract() == 0.0 && (0.0..=100.0).contains(x);
    let same = gone.is_empty() && new.iter().all(word);
    (!same).then(|| format!("{gone:?} became {new:?} in {:?}", shortened(b.trim(), 80)))
}

fn values_differ(path: &mut String, a: &Value, b: &Value) -> Option<String> {
    match (a, b) {
        (Value::String(a), Value::String(b)) => {
            texts_differ(a, b).map(|what| format!("{what} at {path}"))
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().find_map(|(index, (a, b))| {
                within(path, &format!("[{index}]"), |path| values_differ(path, a, b))
            })
        }
        (Value::Object(a), Value::Object(b))
            if a.len() == b.len() && a.keys().all(|key| b.contains_key(key)) =>
        {
            a.iter().find_map(|(key, value)| {
                within(path, &format!(".{key}"), |path| values_differ(path, value, &b[key]))
            })
        }
        (a, b) => difference_at(path, a, b, ABSOLUTE),
    }
}

fn within<T>(path: &mut String, step: &str, act: impl FnOnce(&mut String) -> T) -> T {
    let length = path.len();
    path.push_str(step);
    let result = act(path);
    path.truncate(length);
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn rounding_is_forgiven_and_a_changed_number_is_not() {
        assert!(texts_agree("x = 1.0000000000001", "x = 1.0"));
        assert!(texts_agree("[ 1e-17, 2]", "[-3e-17, 2]"));
        assert!(texts_agree("a  -0.0 b", "a   0.0 b"));
        assert!(!texts_agree("x = 1.00000001", "x = 1.0"));
        assert!(!texts_agree("x = 3", "x = 4"));
        assert!(!texts_agree("1e300 0.5", "1e300 0.6"));
        assert!(!texts_agree("x = 3", "x = -3"));
        assert!(!texts_agree("x = 3", "x = NaN"));
    }

    #[test]
    fn words_around_numbers_count() {
        assert!(!texts_agree("x = 3 m", "x = 3 s"));
        assert!(!texts_agree("1 2", "12"));
        assert!(!texts_agree("1 2", "1 2 3"));
        assert!(!texts_agree("1, 2", "1; 2"));
    }

    #[test]
    fn a_figure_is_compared_number_by_number() {
        let figure = |y: f64| json!({"data": [{"y": [1e3, y], "name": "loss"}], "n": 1});
        assert_eq!(json_difference(&figure(0.0), &figure(3e-10)), None);
        assert_eq!(json_difference(&json!(1), &json!(1.0)), None);
        let found = json_difference(&figure(2.0), &figure(2.1)).unwrap();
        assert!(found.starts_with("at .data[0].y[1]: committed 2.0, now 2.1"), "{found}");
        assert!(json_difference(&json!({"a": 1}), &json!({"b": 1})).is_some());
    }

    #[test]
    fn languages_share_their_numbers_and_not_their_words() {
        let said = |text: &str| vec![Output::Stream { name: "stdout".into(), text: text.into() }];
        let differ = |a: &str, b: &str| other_numbers(&said(a), &said(b));
        assert_eq!(differ("3 of 5, loss −0.25", "5개 중 3개, 손실 −0.25"), None);
        assert_eq!(differ("x-3", "x–3"), None);
        assert!(differ("3 of 5", "5개 중 4개").unwrap().contains("[3.0] became [4.0]"));
        assert!(differ("3 of 5", "3개").is_some());
        assert!(differ("loss −1", "손실 1").is_some());
        let shown = |value: Value| {
            vec![
                Output::parse(&json!({"output_type": "execute_result", "data": {PLOTLY: value}}))
                    .unwrap(),
            ]
        };
        let figure =
            |title: &str, y: f64| shown(json!({"data": [{"y": [1.0, y]}], "title": title}));
        assert_eq!(other_numbers(&figure("rank 2", 3.0), &figure("랭크 2", 3.0)), None);
        assert!(other_numbers(&figure("rank 2", 3.0), &figure("랭크 3", 3.0)).is_some());
        assert!(other_numbers(&figure("a", 3.0), &figure("a", 4.0)).unwrap().contains(".y[1]"));
    }

    #[test]
    fn pictures_beside_figures_are_not_compared() {
        let shown = |picture: &str| {
            Output::parse(&json!({"output_type": "execute_result",
                "data": {PLOTLY: {"data": []}, PNG: picture}}))
            .unwrap()
        };
        assert_eq!(outputs(&[shown("a")], &[shown("b")]), Vec::<String>::new());
    }

    #[test]
    fn a_compile_error_is_known_by_its_code() {
        let error = |code: &str, words: &str| Output::Error {
            ename: "Error".into(),
            evalue: words.into(),
            traceback: vec![format!("\u{1b}[31m[{code}] Error:\u{1b}[0m {words}")],
        };
        let old = [error("E0308", "mismatched types")];
        assert!(outputs(&old, &[error("E0308", "types differ")]).is_empty());
        assert!(!outputs(&old, &[error("E0382", "mismatched types")]).is_empty());
    }
}
