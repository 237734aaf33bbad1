//! Numbers, texts and what is made of several values: lists, tuples, results.

use super::{Body, Show, Shown, array, number};
use crate::error::MathError;
use std::fmt;

impl Show for () {
    fn shown(&self) -> Shown {
        Shown::from(Body::Nothing)
    }
}

impl Show for f64 {
    fn shown(&self) -> Shown {
        let number = number::scalar(*self);
        Shown::scalar(number.plain(), number.latex())
    }
}

impl Show for f32 {
    fn shown(&self) -> Shown {
        // An f32 holds seven digits; the rest of its f64 form would be noise.
        let shortest: f64 = self.to_string().parse().unwrap_or(f64::from(*self));
        shortest.shown()
    }
}

macro_rules! show_whole_numbers {
    ($($type:ty)*) => {$(
        impl Show for $type {
            fn shown(&self) -> Shown {
                Shown::scalar(self.to_string(), self.to_string())
            }
        }
    )*};
}
show_whole_numbers!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize);

impl Show for bool {
    fn shown(&self) -> Shown {
        Shown::word(if *self { "true" } else { "false" })
    }
}

impl Show for char {
    fn shown(&self) -> Shown {
        Shown::word(&self.to_string())
    }
}

impl Show for str {
    fn shown(&self) -> Shown {
        Shown::word(self)
    }
}

impl Show for String {
    fn shown(&self) -> Shown {
        Shown::word(self)
    }
}

impl<T: Show + ?Sized> Show for &T {
    fn shown(&self) -> Shown {
        T::shown(self)
    }
}

impl<T: Show + ?Sized> Show for Box<T> {
    fn shown(&self) -> Shown {
        T::shown(self)
    }
}

impl Show for MathError {
    fn shown(&self) -> Shown {
        Shown::word(&self.to_string())
    }
}

/// The value, or the error's sentence.
impl<T: Show, E: fmt::Display> Show for Result<T, E> {
    fn shown(&self) -> Shown {
        match self {
            Ok(value) => value.shown(),
            Err(error) => Shown::word(&error.to_string()),
        }
    }
}

/// The value, or `None`.
impl<T: Show> Show for Option<T> {
    fn shown(&self) -> Shown {
        match self {
            Some(value) => value.shown(),
            None => Shown::word("None"),
        }
    }
}

/// A list of scalars is one row in square brackets; other lists go piece by piece.
fn list(parts: Vec<Shown>) -> Shown {
    let scalars: Option<Vec<(String, String)>> = parts
        .iter()
        .map(|part| match &part.body {
            Body::Scalar { plain, latex } if part.label.is_empty() => {
                Some((plain.clone(), format!("{{{latex}}}")))
            }
            _ => None,
        })
        .collect();
    let Some(scalars) = scalars else { return Shown::group(parts) };
    let kept = array::kept(scalars.len(), 12);
    let row = |pick: fn(&(String, String)) -> &str, gap: &str, dots: &str| {
        let entries: Vec<&str> =
            kept.iter().map(|index| index.map_or(dots, |i| pick(&scalars[i]))).collect();
        entries.join(gap)
    };
    let plain = row(|both| both.0.as_str(), ", ", "…");
    let latex = row(|both| both.1.as_str(), r",\ ", r"\ldots");
    let (size, tex_size) = if kept.contains(&None) {
        (format!("  (n = {})", scalars.len()), format!(r"\quad (n = {})", scalars.len()))
    } else {
        Default::default()
    };
    Shown::formula(format!("[{plain}]{size}"), format!(r"\left[{latex}\right]{tex_size}"))
}

impl<T: Show> Show for [T] {
    fn shown(&self) -> Shown {
        list(self.iter().map(Show::shown).collect())
    }
}

impl<T: Show> Show for Vec<T> {
    fn shown(&self) -> Shown {
        self.as_slice().shown()
    }
}

impl<T: Show, const N: usize> Show for [T; N] {
    fn shown(&self) -> Shown {
        self.as_slice().shown()
    }
}

macro_rules! show_tuples {
    ($(($($name:ident)*))*) => {$(
        impl<$($name: Show),*> Show for ($($name,)*) {
            fn shown(&self) -> Shown {
                #[allow(non_snake_case)] // the type parameters name the values too
                let ($($name,)*) = self;
                Shown::group(vec![$($name.shown()),*])
            }
        }
    )*};
}
show_tuples!((A B)(A B C)(A B C D)(A B C D E)(A B C D E F));
