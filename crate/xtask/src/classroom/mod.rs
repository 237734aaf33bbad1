//! The book in a classroom: [`handout`] writes copies without solutions, outputs and teachers'
//! notes, and brings a newer edition into a copy that a student has worked in; [`grade`] runs
//! what comes back against the book's own checks, in a [`sandbox`]; [`hub`] measures what many
//! learners on one machine cost.

pub mod grade;
pub mod handout;
pub mod hub;
pub mod mark;
pub mod sandbox;
mod sheet;
mod submission;
