//! What every figure is made of: the figure itself, its style, lines, words, windows, motion.

pub(crate) mod animation;
pub(crate) mod curve;
pub(crate) mod draw;
pub(crate) mod figure;
pub(crate) mod legend;
pub(crate) mod level;
pub(crate) mod lists;
pub(crate) mod powers;
pub(crate) mod rounding;
pub(crate) mod space;
pub(crate) mod square;
pub(crate) mod style;
pub(crate) mod view;
pub(crate) mod wire;
