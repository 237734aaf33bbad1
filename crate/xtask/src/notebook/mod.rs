//! The notebooks: run, test, translate, check.
//!
//! * [`run`](run::run) executes chapters and writes their outputs and pictures;
//! * [`test`](test::test) executes them again and compares with what is committed;
//! * [`sync`](sync::sync) brings the twins in step, [`check`](check::check) names
//!   what drifted and which house rule is broken;
//! * [`prove_runner`](prove::prove_runner) shows that a broken notebook cannot pass.
//!
//! Python starts the kernel and speaks its protocol (`crate/xtask/python`); all judgement
//! is here.

pub mod chapters;
pub mod check;
pub mod compare;
pub mod document;
pub mod execute;
pub mod exercise;
pub mod glosses;
pub mod judge;
pub mod pictures;
pub mod progress;
pub mod prove;
pub mod run;
pub mod shadow;
pub mod spoken;
pub mod sync;
pub mod terms;
pub mod test;
pub mod twins;
pub mod worker;

pub use worker::Kernel;
