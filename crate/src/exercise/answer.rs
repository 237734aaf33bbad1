//! What a reader's function may answer, and when two answers agree.

use crate::show::number;
use ndarray::{Array1, Array2};

/// An answer, whatever its type.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Answer {
    Number(f64),
    Truth(bool),
    Vector(Array1<f64>),
    Matrix(Array2<f64>),
    /// Several answers at once.
    Several(Vec<Answer>),
    /// `None`.
    Nothing,
    /// The function stopped with a panic: no answer.
    Stopped,
}

impl From<f64> for Answer {
    fn from(value: f64) -> Answer {
        Answer::Number(value)
    }
}

impl From<bool> for Answer {
    fn from(value: bool) -> Answer {
        Answer::Truth(value)
    }
}

impl From<Array1<f64>> for Answer {
    fn from(value: Array1<f64>) -> Answer {
        Answer::Vector(value)
    }
}

impl From<Array2<f64>> for Answer {
    fn from(value: Array2<f64>) -> Answer {
        Answer::Matrix(value)
    }
}

impl<T: Into<Answer>> From<Option<T>> for Answer {
    fn from(value: Option<T>) -> Answer {
        value.map_or(Answer::Nothing, Into::into)
    }
}

impl<A: Into<Answer>, B: Into<Answer>> From<(A, B)> for Answer {
    fn from((a, b): (A, B)) -> Answer {
        Answer::Several(vec![a.into(), b.into()])
    }
}

impl<A: Into<Answer>, B: Into<Answer>, C: Into<Answer>> From<(A, B, C)> for Answer {
    fn from((a, b, c): (A, B, C)) -> Answer {
        Answer::Several(vec![a.into(), b.into(), c.into()])
    }
}

impl Answer {
    /// Whether two answers are the same but for rounding: every number within
    /// 10⁻⁹ of the other, relative to the largest beside it.
    pub(super) fn agrees(&self, other: &Answer) -> bool {
        match (self, other) {
            (Answer::Number(a), Answer::Number(b)) => close(&[*a], &[*b]),
            (Answer::Vector(a), Answer::Vector(b)) => {
                a.len() == b.len() && close(&a.to_vec(), &b.to_vec())
            }
            (Answer::Matrix(a), Answer::Matrix(b)) => {
                let list = |m: &Array2<f64>| m.iter().copied().collect::<Vec<_>>();
                a.dim() == b.dim() && close(&list(a), &list(b))
            }
            (Answer::Several(a), Answer::Several(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.agrees(b))
            }
            (a, b) => a == b,
        }
    }

    /// On one line: `(3, -4)`, `[[1, 2], [3, 4]]`.
    pub(super) fn line(&self, digits: Digits) -> String {
        match self {
            Answer::Number(value) => digits.write(*value),
            Answer::Truth(value) => value.to_string(),
            Answer::Vector(v) => format!("({})", join(v.iter().map(|x| digits.write(*x)))),
            Answer::Matrix(m) if m.is_empty() => format!("[] ({} × {})", m.nrows(), m.ncols()),
            Answer::Matrix(m) => {
                let row = |row: ndarray::ArrayView1<f64>| {
                    format!("[{}]", join(row.iter().map(|x| digits.write(*x))))
                };
                format!("[{}]", join(m.rows().into_iter().map(row)))
            }
            Answer::Several(parts) => {
                format!("({})", join(parts.iter().map(|part| part.line(digits))))
            }
            Answer::Nothing => "None".into(),
            Answer::Stopped => "—".into(),
        }
    }

    /// The size, for answers that have one: `2 × 3`.
    pub(super) fn size(&self) -> Option<String> {
        match self {
            Answer::Vector(v) => Some(v.len().to_string()),
            Answer::Matrix(m) => Some(format!("{} × {}", m.nrows(), m.ncols())),
            _ => None,
        }
    }
}

/// How many digits are written.
#[derive(Clone, Copy, Debug)]
pub(super) enum Digits {
    Six,
    All,
}

impl Digits {
    fn write(self, value: f64) -> String {
        match self {
            Digits::Six => number::scalar(value).plain(),
            Digits::All => format!("{value:?}"),
        }
    }
}

fn join(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

fn close(a: &[f64], b: &[f64]) -> bool {
    let size = |values: &[f64]| {
        values.iter().filter(|v| v.is_finite()).fold(0.0_f64, |m, v| m.max(v.abs()))
    };
    let scale = size(a).max(size(b));
    a.iter()
        .zip(b)
        .all(|(x, y)| x == y || (x.is_nan() && y.is_nan()) || (x - y).abs() <= 1e-9 * scale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn answers_agree_up_to_rounding_and_not_further() {
        let agree = |a: Answer, b: Answer| a.agrees(&b);
        assert!(agree(0.3.into(), (0.1 + 0.2).into()));
        assert!(!agree(0.3.into(), 0.300_001.into()));
        assert!(!agree(0.0.into(), 1e-12.into()));
        assert!(agree(array![1.0, 1e-17].into(), array![1.0, 0.0].into()));
        assert!(!agree(array![1.0].into(), array![1.0, 0.0].into()));
        assert!(!agree(array![[1.0, 0.0]].into(), array![[1.0], [0.0]].into()));
        assert!(agree(f64::NAN.into(), f64::NAN.into()));
        assert!(agree(f64::INFINITY.into(), f64::INFINITY.into()));
        assert!(!agree(f64::INFINITY.into(), 1.0.into()));
        assert!(!agree(1.0.into(), true.into()));
        assert!(agree(None::<f64>.into(), Answer::Nothing));
    }
}
