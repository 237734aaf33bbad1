//! The library's functions with their signatures and an example, read from its source.

use crate::python::pattern;
use std::collections::BTreeMap;
use std::path::Path;

pattern!(FUNCTION, r"(?ms)^pub fn (\w+)\s*(?:<[^>]*>)?\((.*?)\)\s*(->.*?)?\s*(?:where.*?)?\{");

/// A function of the library.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Function {
    /// Name, arguments and result, in one line.
    pub(crate) signature: String,
    /// A call of it from its own documentation.
    pub(crate) example: Option<String>,
}

/// What the library has.
#[derive(Clone, Debug, Default)]
pub struct Library {
    functions: BTreeMap<String, Function>,
    rooms: Vec<String>,
}

impl Library {
    /// Reads the library's source, the folder `crate/src`. What cannot be read is not known.
    pub fn read(source: &Path) -> Library {
        let mut library = Library::default();
        library.visit(source, 0);
        library
    }

    fn visit(&mut self, folder: &Path, depth: usize) {
        let Ok(entries) = std::fs::read_dir(folder) else { return };
        for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                if depth == 0 {
                    self.rooms.push(name);
                }
                self.visit(&path, depth + 1);
            } else if path.extension().is_some_and(|end| end == "rs")
                && let Ok(text) = std::fs::read_to_string(&path)
            {
                self.add(&text);
            }
        }
    }

    /// Adds the functions of one file.
    fn add(&mut self, text: &str) {
        for found in FUNCTION.captures_iter(text) {
            let name = &found[1];
            let flat = |part: &str| part.split_whitespace().collect::<Vec<_>>().join(" ");
            let arguments = flat(&found[2]).trim_end_matches(',').to_owned();
            let result = found.get(3).map_or(String::new(), |r| format!(" {}", flat(r.as_str())));
            let head = &text[..found.get(0).map_or(0, |whole| whole.start())];
            self.functions.insert(
                name.to_owned(),
                Function {
                    signature: format!("{name}({arguments}){result}"),
                    example: example(head, name),
                },
            );
        }
    }

    /// Whether the library has a function of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.functions.contains_key(name)
    }

    /// Whether the name is one of the library's rooms, such as `plot`.
    pub(crate) fn is_room(&self, name: &str) -> bool {
        self.rooms.iter().any(|room| room == name)
    }

    /// The function of this name.
    pub(crate) fn function(&self, name: &str) -> Option<&Function> {
        self.functions.get(name)
    }

    /// All names.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.functions.keys().map(String::as_str)
    }
}

/// The first line of the function's own documentation that calls it.
fn example(head: &str, name: &str) -> Option<String> {
    let docs: Vec<&str> = head
        .lines()
        .rev()
        .take_while(|line| line.starts_with("///") || line.starts_with("#["))
        .collect();
    let call = format!("{name}(");
    let line = docs
        .into_iter()
        .rev()
        .filter_map(|line| line.strip_prefix("/// "))
        .filter(|line| !line.starts_with('#') && !line.starts_with('|'))
        .find(|line| line.contains(&call) && line.trim_end().ends_with(';'))?;
    let start = line.find(&call)?;
    // From the name to the bracket that closes the call, and a question mark behind it.
    let mut depth = 0_usize;
    let mut end = line.len();
    for (place, letter) in line[start..].char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    end = start + place + 1;
                    break;
                }
            }
            _ => {}
        }
    }
    let question = line[end..].starts_with('?');
    Some(format!("{}{}", &line[start..end], if question { "?" } else { "" }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_its_signature_and_a_call() {
        let mut library = Library::default();
        library.add(
            "/// The sum of products.\n///\n/// ```\n/// assert_eq!(dot(&a, &array![1.0, 2.0])?, 11.0);\n/// ```\n\
             pub fn dot(\n    a: &ArrayRef1<f64>,\n    b: &ArrayRef1<f64>,\n) -> Result<f64, MathError> {\n",
        );
        let dot = library.function("dot").unwrap();
        assert_eq!(
            dot.signature,
            "dot(a: &ArrayRef1<f64>, b: &ArrayRef1<f64>) -> Result<f64, MathError>"
        );
        assert_eq!(dot.example.as_deref(), Some("dot(&a, &array![1.0, 2.0])?"));
    }

    #[test]
    fn the_library_itself_is_read() {
        let library = Library::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../src"));
        for name in ["dot", "norm_l2", "svd", "gradient"] {
            assert!(library.function(name).is_some_and(|f| f.example.is_some()), "{name}");
        }
        assert!(library.is_room("plot") && !library.has("plot"));
    }
}
