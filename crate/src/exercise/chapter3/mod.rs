//! Probability, statistics and information: the exercises of chapter 3, section by section.

mod bayes;
mod distributions;
mod estimation;
mod information;
mod moments;

pub use bayes::{bayes, conditional, independent, naive_bayes, total_probability};
pub use distributions::{binomial, ln_normal, mahalanobis};
pub use estimation::{ln_likelihood, map_rate, wilson};
pub use information::{entropy_bits, kl_divergence, mutual_information};
pub use moments::{correlation, mean_and_variance, pictures_needed};
