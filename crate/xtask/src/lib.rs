//! `cargo book`: everything around the notebooks, in one program.
//!
//! | module | what it does |
//! | --- | --- |
//! | [`cli`] | the command line |
//! | [`help`] | what the command line says of itself, in the reader's language |
//! | [`book`] | where things live: the repository and its `.book` folder |
//! | [`setup`] | what a reader's machine needs, step by step |
//! | [`fast`] | the kernel's launcher and the stand-ins that make it quick |
//! | [`lab`] | opens JupyterLab |
//! | [`notebook`] | runs, tests, translates and checks the notebooks |
//! | [`words`] | the catalogues of what the book says, one per language |
//! | [`rust`] | tells the words in Rust source from its code |
//! | [`sections`] | the form of the library's documentation |
//! | [`classroom`] | copies for students, and what comes back |
//! | [`site`] | the book as a web site |
//! | [`slides`] | a chapter as reveal.js slides, in a folder of its own |
//! | [`print`](mod@print) | the book as PDF and EPUB |
//! | [`timetable`] | a course out of the sections' minutes |
//! | [`new`] | lays down an exercise, a figure, a chapter |
//! | [`fuzz`] | the properties on fresh cases, for as long as wanted |
//! | [`test`](mod@test) | everything that must hold, in one command |
//! | [`bench`](mod@bench) | the figures that the README shows |
//! | [`doctor`] | names what is missing on this machine |
//! | [`machine`] | what is on this machine, for set-up and the doctor |
//! | [`duration`] | how a time is told |
//!
//! It runs on Linux and macOS; on Windows `main.rs` says how to get there.
#![cfg(unix)]

#[macro_use]
extern crate aimath_words;

pub mod bench;
pub mod book;
pub mod classroom;
pub mod cli;
pub mod doctor;
pub mod duration;
pub mod fast;
pub mod fuzz;
pub mod help;
pub mod lab;
pub mod machine;
pub mod new;
pub mod notebook;
pub mod print;
mod quick;
pub mod rust;
pub mod sections;
pub mod setup;
pub mod site;
pub mod slides;
pub mod test;
pub mod timetable;
pub mod words;
