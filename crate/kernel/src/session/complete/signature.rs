//! What a function's signature says about an argument.

/// Kinds of values that a reader would tell apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sort {
    /// A number with a fraction.
    Number,
    /// A whole number.
    Integer,
    /// True or false.
    Bool,
    /// A text.
    Text,
    /// An array with one axis, a slice or a list of numbers.
    Vector,
    /// An array with two axes.
    Matrix,
    /// A function.
    Function,
    /// Anything else, by its type's name.
    Other(String),
}

/// The type of an argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Its kind.
    pub sort: Sort,
    /// Whether it is borrowed.
    pub is_borrowed: bool,
}

impl Sort {
    /// The kind of a type as rust-analyzer or the compiler writes it.
    pub fn of(name: &str) -> Sort {
        let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
        let bare = name.trim().trim_start_matches('&').trim_start_matches("mut ").trim();
        if has(&["Fn(", "fn(", "FnMut(", "fn item"]) {
            Sort::Function
        } else if has(&["Array2", "ArrayRef2", "ArrayView2", "Ix2", "[usize; 2]"]) {
            Sort::Matrix
        } else if has(&["Array1", "ArrayRef1", "ArrayView1", "Ix1", "[usize; 1]"])
            || ["[f64]", "Vec<f64>"].contains(&bare)
        {
            Sort::Vector
        } else {
            match bare {
                "f64" | "f32" => Sort::Number,
                "usize" | "u8" | "u16" | "u32" | "u64" | "i8" | "i16" | "i32" | "i64" | "isize" => {
                    Sort::Integer
                }
                "bool" => Sort::Bool,
                "str" | "String" | "'static str" | "'_ str" => Sort::Text,
                _ => {
                    let path = bare.split('<').next().unwrap_or(bare);
                    Sort::Other(path.rsplit("::").next().unwrap_or(path).trim().to_owned())
                }
            }
        }
    }
}

/// The type of the argument number `index` in what rust-analyzer shows about a function.
pub fn argument(shown: &str, index: usize) -> Option<Wanted> {
    let signature = &shown[shown.find("fn ")?..];
    let start = signature.find('(')? + 1;
    let mut depth = 1;
    let mut parameters = vec![String::new()];
    let mut previous = ' ';
    for letter in signature[start..].chars() {
        match letter {
            '(' | '[' | '<' | '{' => depth += 1,
            '>' if previous == '-' => {}
            ')' | ']' | '>' | '}' => depth -= 1,
            ',' if depth == 1 => {
                parameters.push(String::new());
                previous = letter;
                continue;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
        parameters.last_mut()?.push(letter);
        previous = letter;
    }
    let types: Vec<&str> = parameters
        .iter()
        .filter_map(|parameter| Some(parameter.split_once(':')?.1.trim()))
        .collect();
    let kind = *types.get(index)?;
    // A type parameter says what it is in the bounds.
    let is_parameter = kind.len() <= 2 && kind.chars().all(|letter| letter.is_ascii_uppercase());
    let bound = format!("{kind}:");
    let kind = match signature.find(&bound) {
        Some(at) if is_parameter => {
            signature[at + bound.len()..].split(['\n', '+']).next().unwrap_or(kind)
        }
        _ => kind,
    };
    Some(Wanted { sort: Sort::of(kind), is_borrowed: kind.starts_with('&') })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_argument_of_a_function_is_found() {
        let shown = "aimath::linalg\n\npub fn svd(a: &ArrayRef2<f64>) -> Result<Svd, MathError>";
        let wanted = argument(shown, 0).unwrap();
        assert_eq!(wanted, Wanted { sort: Sort::Matrix, is_borrowed: true });
        assert_eq!(argument(shown, 1), None);
    }

    #[test]
    fn parameters_may_hold_commas_and_bounds() {
        let shown = "pub fn gradient<F>(f: F, at: &ArrayRef<f64, Dim<[usize; 1]>>, h: f64) -> V\n\
            where\n    F: Fn(&Array1<f64>) -> f64,";
        assert_eq!(argument(shown, 0).unwrap().sort, Sort::Function);
        assert_eq!(argument(shown, 1).unwrap().sort, Sort::Vector);
        assert_eq!(argument(shown, 2).unwrap().sort, Sort::Number);
        let method = "pub fn dot(&self, rhs: &Rhs) -> f64";
        assert_eq!(argument(method, 0).unwrap().sort, Sort::Other("Rhs".into()));
    }

    #[test]
    fn a_variable_and_a_parameter_of_one_kind_agree() {
        assert_eq!(Sort::of("ArrayBase<OwnedRepr<f64>, Dim<[usize; 2]>>"), Sort::Matrix);
        assert_eq!(Sort::of("ArrayBase<OwnedRepr<f64>, Ix1, f64>"), Sort::Vector);
        assert_eq!(Sort::of("aimath::linalg::Svd"), Sort::of("&Svd"));
    }
}
