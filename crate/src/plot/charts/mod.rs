//! Charts for any chapter: plain data in, a figure out.

pub(crate) mod arrows;
pub(crate) mod bars;
pub(crate) mod heatmap;
pub(crate) mod heights;
pub(crate) mod pictures;
pub(crate) mod series;

#[cfg(test)]
mod tests;
