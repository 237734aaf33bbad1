//! The checks behind the exercises.
