//! Figures of chapter 5.

pub(crate) mod fits;
pub(crate) mod inference;
pub(crate) mod projection;
pub(crate) mod regularisation;
pub(crate) mod validation;
