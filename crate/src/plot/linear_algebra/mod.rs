//! Figures of chapter 1.

pub(crate) mod components;
pub(crate) mod layers;
pub(crate) mod matrices;
pub(crate) mod spectral;
pub(crate) mod vectors;
