//! The figures, by subject.
//!
//! A cell ends with a call such as `plot::unit_balls()` and the picture appears
//! below it. [`Figure`] is what every function answers with: it can be given
//! another title, other axes or another size before it shows itself.
//!
//! | To draw | call |
//! | --- | --- |
//! | numbers over numbers | [`lines`], [`curves`], [`scatter`], [`scatter_groups`] |
//! | numbers by name | [`bars`], [`grouped_bars`] |
//! | how often values occur | [`histogram`] |
//! | a table of numbers | [`heatmap`] |
//! | a function of two variables | [`contour`], [`surface`] |
//! | arrows in the plane | [`vectors2d`] |
//! | small pictures | [`images`], [`image`] |
//! | several figures at once | [`side_by_side`], [`Figure::with`] |
//! | a parameter that moves | [`animate`] |
//!
//! | Figures of linear algebra | |
//! | --- | --- |
//! | vectors | [`vector_sum`], [`dot_product`], [`unit_balls`], [`lp_balls`], [`cosine_heatmap`] |
//! | matrices | [`linear_map`], [`rank_one`], [`matmul_steps`], [`stacked_layers`] |
//! | eigenvectors | [`eigen_directions`], [`power_steps`] |
//! | singular values | [`svd_steps`], [`singular_values()`], [`low_rank_image`] |
//! | components | [`pca_axes`], [`pca_projection`], [`pca_scatter`], [`pca_images`] |
//!
//! | Figures of calculus | |
//! | --- | --- |
//! | derivatives | [`secant_to_tangent`], [`difference_error`], [`curvature`], [`taylor`] |
//! | activation functions | [`activation`], [`activations`] |
//! | two variables | [`gradient_field`], [`tangent_plane`], [`critical_points`] |
//! | backpropagation | [`computation_graph`] |
//! | optimisation | [`learning_rate`], [`optimizer_race`], [`convexity`] |
//!
//! | Figures of probability | |
//! | --- | --- |
//! | Bayes' theorem | [`bayes_areas`] |
//! | distributions | [`masses`], [`densities`], [`normal_within`], [`bivariate_normal`] |
//! | limits | [`binomial_poisson_normal`], [`central_limit`] |
//! | estimation | [`bernoulli_likelihood`], [`likelihood_surface`], [`variance_bias`] |
//! | information | [`coin_entropy`], [`kl_directions`] |
//! | classifiers | [`confusion`], [`reliability_diagram`] |
//!
//! The figures of a chapter live in a file named after their subject, and take
//! what the chapter is about: a vector, a matrix, a table of data.

mod activations;
mod animation;
mod bayes;
mod bivariate;
mod charts;
mod classification;
mod components;
mod convexity;
mod derivatives;
mod descent;
mod distributions;
mod draw;
mod figure;
mod gradients;
mod graph;
mod information;
mod layers;
mod likelihood;
mod matrices;
mod spectral;
mod style;
mod vectors;
mod wire;

pub use activations::{activation, activations};
pub use animation::animate;
pub use bayes::bayes_areas;
pub use bivariate::bivariate_normal;
pub use charts::*;
pub use classification::{confusion, reliability_diagram};
pub use components::{pca_axes, pca_images, pca_projection, pca_scatter};
pub use convexity::convexity;
pub use derivatives::{curvature, difference_error, secant_to_tangent, taylor};
pub use descent::{learning_rate, optimizer_race};
pub use distributions::{binomial_poisson_normal, central_limit, densities, masses, normal_within};
pub use figure::{Figure, side_by_side};
pub use gradients::{critical_points, gradient_field, tangent_plane};
pub use graph::computation_graph;
pub use information::{coin_entropy, kl_directions};
pub use layers::stacked_layers;
pub use likelihood::{bernoulli_likelihood, likelihood_surface, variance_bias};
pub use matrices::{linear_map, matmul_steps, rank_one};
pub use spectral::{eigen_directions, low_rank_image, power_steps, singular_values, svd_steps};
pub use vectors::{cosine_heatmap, dot_product, lp_balls, unit_balls, vector_sum};
