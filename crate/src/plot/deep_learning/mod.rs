//! Figures of chapter 6.

pub(crate) mod attention;
pub(crate) mod loss_contours;
pub(crate) mod training;
