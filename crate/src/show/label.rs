//! From a label such as `Aᵀ`, `x_1` or `cosine` to TeX.

/// Superscripts and subscripts that Unicode has as characters of their own.
const RAISED: [(char, char); 17] = [
    ('⁰', '0'),
    ('¹', '1'),
    ('²', '2'),
    ('³', '3'),
    ('⁴', '4'),
    ('⁵', '5'),
    ('⁶', '6'),
    ('⁷', '7'),
    ('⁸', '8'),
    ('⁹', '9'),
    ('⁺', '+'),
    ('⁻', '-'),
    ('ᵀ', 'T'),
    ('ⁿ', 'n'),
    ('ᵏ', 'k'),
    ('ᵖ', 'p'),
    ('ⁱ', 'i'),
];
const LOWERED: [(char, char); 19] = [
    ('₀', '0'),
    ('₁', '1'),
    ('₂', '2'),
    ('₃', '3'),
    ('₄', '4'),
    ('₅', '5'),
    ('₆', '6'),
    ('₇', '7'),
    ('₈', '8'),
    ('₉', '9'),
    ('₊', '+'),
    ('₋', '-'),
    ('ᵢ', 'i'),
    ('ⱼ', 'j'),
    ('ₖ', 'k'),
    ('ₙ', 'n'),
    ('ₘ', 'm'),
    ('ₚ', 'p'),
    ('ₓ', 'x'),
];

/// The label in TeX's mathematics.
///
/// A label between dollar signs is TeX already. Otherwise single letters are
/// variables, longer words stand upright, and Unicode's raised and lowered
/// characters become exponents and indices.
pub(crate) fn latex(label: &str) -> String {
    if let Some(tex) = dollars(label) {
        return tex.to_string();
    }
    let characters: Vec<char> = label.chars().collect();
    let mut tex = String::new();
    let mut at = 0;
    while at < characters.len() {
        let from = at;
        if let Some(text) = run(&characters, &mut at, |c| small(&RAISED, c)) {
            tex += &format!("^{{{}}}", text.replace('T', r"\mathsf{T}"));
        } else if let Some(text) = run(&characters, &mut at, |c| small(&LOWERED, c)) {
            tex += &format!("_{{{text}}}");
        } else if let Some(text) = run(&characters, &mut at, |c| word(c).then_some(c)) {
            tex += &name(&text);
        } else {
            tex += &symbol(characters[from]);
            at += 1;
        }
    }
    tex
}

/// The label in plain text.
pub(crate) fn plain(label: &str) -> &str {
    dollars(label).unwrap_or(label)
}

fn dollars(label: &str) -> Option<&str> {
    label.strip_prefix('$')?.strip_suffix('$')
}

fn small(table: &[(char, char)], c: char) -> Option<char> {
    table.iter().find(|(small, _)| *small == c).map(|(_, full)| *full)
}

fn word(c: char) -> bool {
    (c.is_alphanumeric() || c == '_') && small(&RAISED, c).is_none() && small(&LOWERED, c).is_none()
}

/// The longest run of characters that `keep` accepts, moved past.
fn run(characters: &[char], at: &mut usize, keep: impl Fn(char) -> Option<char>) -> Option<String> {
    let text: String = characters[*at..].iter().map_while(|&c| keep(c)).collect();
    *at += text.chars().count();
    if text.is_empty() { None } else { Some(text) }
}

/// One word: a number, a variable (with its index), or a word proper.
fn name(text: &str) -> String {
    if text.chars().all(|c| c.is_ascii_digit()) {
        return text.to_string();
    }
    let (head, tail) = text.split_once('_').unwrap_or((text, ""));
    let short = |part: &str| part.chars().count() == 1 && !hangul(part);
    if short(head) && !tail.contains('_') {
        let digits = tail.chars().all(|c| c.is_ascii_digit());
        return match tail {
            "" if !text.ends_with('_') => head.to_string(),
            tail if digits || short(tail) => format!("{head}_{{{tail}}}"),
            tail => format!(r"{head}_{{\text{{{tail}}}}}"),
        };
    }
    format!(r"\text{{{}}}", text.replace('_', r"\_"))
}

fn hangul(text: &str) -> bool {
    text.chars().any(|c| ('\u{1100}'..='\u{D7A3}').contains(&c))
}

fn symbol(c: char) -> String {
    match c {
        ' ' => r"\ ".into(),
        '·' => r" \cdot ".into(),
        '×' => r" \times ".into(),
        '‖' => r"\|".into(),
        '∞' => r"\infty ".into(),
        '≈' => r" \approx ".into(),
        '→' => r" \to ".into(),
        '∇' => r"\nabla ".into(),
        '√' => r"\surd ".into(),
        '\\' => r"\backslash ".into(),
        '^' => r"\hat{\ }".into(),
        '{' | '}' | '$' | '&' | '#' | '%' => format!(r"\{c}"),
        c => c.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::latex;

    #[test]
    fn labels_become_mathematics() {
        for (label, tex) in [
            ("A", "A"),
            ("Aᵀ", r"A^{\mathsf{T}}"),
            ("A⁻¹", "A^{-1}"),
            ("x_1", "x_{1}"),
            ("W_out", r"W_{\text{out}}"),
            ("λ₁", "λ_{1}"),
            ("‖a‖₂", r"\|a\|_{2}"),
            ("a·b", r"a \cdot b"),
            ("cos θ", r"\text{cos}\ θ"),
            ("A_inv_2", r"\text{A\_inv\_2}"),
            ("내적", r"\text{내적}"),
            ("50%", r"50\%"),
            (r"$\hat y$", r"\hat y"),
            ("", ""),
        ] {
            assert_eq!(latex(label), tex, "{label}");
        }
    }
}
