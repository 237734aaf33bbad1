//! The book in a classroom: copies for students, and what comes back.
//!
//! * [`handout`] writes copies without solutions, outputs and teachers' notes, and brings a
//!   newer edition into a copy that a student has worked in;
//! * [`grade`] runs answers against the book's own checks, each submission in a
//!   [`sandbox`] of its own, and writes a table.

pub mod grade;
pub mod handout;
pub(crate) mod sandbox;
mod sheet;
