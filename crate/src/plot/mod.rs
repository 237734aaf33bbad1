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
//! | Figures of regression | |
//! | --- | --- |
//! | the fit | [`residual_squares`], [`fitted_plane`], [`column_space`], [`polynomial_degrees`] |
//! | how sure it is | [`regression_bands`], [`coefficient_intervals`], [`leverage_pull`], [`residual_plots`] |
//! | penalties | [`ridge_paths`], [`lasso_paths`], [`ball_and_diamond`], [`landing_places`], [`soft_threshold()`] |
//! | contours | [`loss_gradient`] |
//! | choosing, and digits | [`cross_validation()`], [`lost_digits`] |
//!
//! The figures of a chapter live in a file named after their subject, and take
//! what the chapter is about: a vector, a matrix, a table of data.

mod activations;
mod animation;
mod charts;
mod components;
mod convexity;
mod derivatives;
mod descent;
mod draw;
mod figure;
mod gradients;
mod graph;
mod inference;
mod layers;
mod loss_contours;
mod matrices;
mod projection;
mod regression;
mod regularisation;
mod spectral;
mod style;
mod validation;
mod vectors;
mod wire;

pub use activations::{activation, activations};
pub use animation::animate;
pub use charts::*;
pub use components::{pca_axes, pca_images, pca_projection, pca_scatter};
pub use convexity::convexity;
pub use derivatives::{curvature, difference_error, secant_to_tangent, taylor};
pub use descent::{learning_rate, optimizer_race};
pub use figure::{Figure, side_by_side};
pub use gradients::{critical_points, gradient_field, tangent_plane};
pub use graph::computation_graph;
pub use inference::{coefficient_intervals, leverage_pull, regression_bands, residual_plots};
pub use layers::stacked_layers;
pub use loss_contours::loss_gradient;
pub use matrices::{linear_map, matmul_steps, rank_one};
pub use projection::column_space;
pub use regression::{fitted_plane, polynomial_degrees, residual_squares};
pub use regularisation::{
    ball_and_diamond, landing_places, lasso_paths, ridge_paths, soft_threshold,
};
pub use spectral::{eigen_directions, low_rank_image, power_steps, singular_values, svd_steps};
pub use validation::{cross_validation, lost_digits};
pub use vectors::{cosine_heatmap, dot_product, lp_balls, unit_balls, vector_sum};
