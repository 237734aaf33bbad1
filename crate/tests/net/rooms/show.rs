//! What a notebook shows: values, tables, source code, data.

use crate::hand::Hand;
use aimath::MathError;
use aimath::data::{self, Digits, Embeddings};
use aimath::linalg::Complex64;
use aimath::show::{Show, Shown};
use aimath::source::source;
use std::sync::LazyLock;

super::net! { g;
    MathError::shown(&g.error());
    data::Digits::picture(&g.digits(), g.index());
    data::Embeddings::vector(&g.embeddings(), &g.text());
    show::Shown::evcxr_display() = { g.any_shown().html() };
    show::Shown::group(vec![g.any_shown(), g.any_shown()]);
    show::Shown::html(&g.any_shown());
    show::Shown::latex(&g.any_shown());
    show::Shown::plain(&g.any_shown());
    show::Shown::shown(&g.any_shown());
    show::show(&g.text(), &g.matrix());
    show::table(&g.names(), vec![[g.number(); 2]; g.n]);
    source::Source::evcxr_display() = { source(&g.text()).shown() };
    source::Source::found(&source(&g.text()));
    source::Source::shown(&source(&g.text()));
    source::source(&g.text());
}

impl Hand {
    fn error(&mut self) -> MathError {
        let value = self.number();
        let index = self.labels();
        self.one_of(&[
            MathError::NotFinite { operation: "f", argument: "x", index, value },
            MathError::OutOfRange { operation: "f", argument: "x", value, expected: "else" },
            MathError::Overflow { operation: "f" },
        ])
    }

    /// Something shown: a number of any kind, an array, a table.
    pub fn any_shown(&mut self) -> Shown {
        match self.below(9) {
            0 => self.number().shown(),
            1 => (self.number() as f32).shown(),
            2 => Complex64::new(self.number(), self.number()).shown(),
            3 => self.vector().shown(),
            4 => self.matrix().shown(),
            5 => self.vector().mapv(|x| Complex64::new(x, -x)).shown(),
            6 => self.labels().shown(),
            7 => (self.number(), self.text(), Some(self.yes())).shown(),
            _ => self.matrix().mapv(|x| x as f32).shown(),
        }
    }

    /// The digits, whole or with a part missing.
    fn digits(&mut self) -> Digits {
        static DIGITS: LazyLock<Digits> = LazyLock::new(data::digits);
        let mut digits = DIGITS.clone();
        if self.chance(50) {
            digits.images = self.matrix();
        }
        digits
    }

    fn embeddings(&mut self) -> Embeddings {
        static EMBEDDINGS: LazyLock<Embeddings> = LazyLock::new(data::embeddings);
        let mut embeddings = EMBEDDINGS.clone();
        if self.chance(50) {
            embeddings.vectors = self.matrix();
        }
        embeddings
    }
}
