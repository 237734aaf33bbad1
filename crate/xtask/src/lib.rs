//! The workshop behind `cargo book`: what the commands do, without their parsing.

pub mod doctor;
pub mod notebook;
