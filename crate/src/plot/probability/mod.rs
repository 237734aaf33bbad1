//! Figures of chapter 3.

pub(crate) mod bayes;
pub(crate) mod bivariate;
pub(crate) mod classification;
pub(crate) mod families;
pub(crate) mod information;
pub(crate) mod likelihood;
pub(crate) mod limits;

#[cfg(test)]
mod limits_tests;
