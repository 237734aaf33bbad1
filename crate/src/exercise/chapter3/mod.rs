//! Probability, statistics and information: the exercises of chapter 3, section by section.

mod bayes;
mod distributions;
mod estimation;
mod information;
mod moments;

pub use bayes::{bayes, conditional, hidden_dependence, naive_bayes, true_share};
pub use distributions::{binomial, ln_normal, mahalanobis};
pub use estimation::{ln_likelihood, map_rate, wilson};
pub use information::{entropy_bits, mutual_information, no_distance};
pub use moments::{mean_and_variance, pictures_needed, reversal};
