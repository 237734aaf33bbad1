//! The figures, by subject.
