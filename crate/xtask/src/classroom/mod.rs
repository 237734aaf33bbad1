//! The book in a classroom: [`handout`] writes copies without solutions, outputs and teachers'
//! notes, and brings a newer edition into a copy that a student has worked in.

pub mod handout;
