//! Probability, statistics and information: the exercises of chapter 3, section by section.

mod bayes;
mod distributions;
mod estimation;
mod information;
mod moments;

pub use bayes::{bayes, conditional, independent, naive_bayes, total_probability};
pub use distributions::{binomial, ln_normal, mahalanobis};
pub use estimation::{binary_cross_entropy, ln_likelihood, normal_mle};
pub use information::{entropy_bits, kl_divergence, mutual_information};
pub use moments::{correlation, mean_and_variance, variance};

/// The exercises of this chapter.
pub(super) const NUMBERS: [&str; 17] = [
    "3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13",
    "3.14", "3.15", "3.16", "3.17",
];
