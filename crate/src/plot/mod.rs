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
//! | the best linear map | [`zoom`], [`best_slope`], [`error_ratios`], [`jacobian_grid`], [`chain_of_maps`] |
//! | direction by direction | [`directional_profile`], [`directional_slopes`], [`around_a_point`] |
//! | optimisation | [`learning_rate`], [`optimizer_race`], [`convexity`] |
//!
//! | Figures of attention | |
//! | --- | --- |
//! | who looks at whom | [`attention_maps`], [`attention_steps`], [`attention_training`] |
//! | why the root | [`softmax_saturation`] |
//! | positions | [`positional_clocks`], [`positional_map`] |
//!
//! | Figures of regression | |
//! | --- | --- |
//! | the fit | [`residual_squares`], [`fitted_plane`], [`column_space`], [`polynomial_degrees`] |
//! | how sure it is | [`regression_bands`], [`coefficient_intervals`], [`leverage_pull`], [`residual_plots`] |
//! | penalties | [`ridge_paths`], [`lasso_paths`], [`ball_and_diamond`], [`landing_places`], [`soft_threshold()`] |
//! | contours | [`loss_gradient`] |
//! | choosing, and digits | [`cross_validation()`], [`lost_digits`] |
//!
//! | Figures of numerical methods | |
//! | --- | --- |
//! | formats | [`float_bits`], [`float_formats`], [`format_ranges`] |
//! | which numbers exist | [`number_line`], [`number_zoom`], [`rounding`] |
//! | sums | [`sum_errors`], [`stalled_sums`] |
//! | lost digits | [`cancellation_zoom`], [`quadratic_digits`], [`variance_digits`] |
//! | condition | [`condition_digits`], [`crossing_lines`] |
//! | softmax | [`softmax_temperature`], [`softmax_overflow`] |
//! | training in 16 bits | [`loss_scaling`], [`descent_precision`] |
//!
//! | Figures of deep learning | |
//! | --- | --- |
//! | training | [`decision_boundary`], [`signal_depth`], [`learning_curves`], [`training_race`] |
//! | what was learnt | [`confusion`], [`misread`], [`hidden_embedding`] |
//!
//! | Figures of the foundations | |
//! | --- | --- |
//! | products of sets, functions | [`product_set`], [`level_sets`], [`inner_product_levels`], [`moved_plane`] |
//! | inequalities | [`line_parabola`], [`cauchy_schwarz`], [`triangle_inequality`] |
//! | linear maps | [`linearity()`], [`columns`], [`composition`], [`transpose_steps`] |
//!
//! The figures of a chapter live in a file named after their subject, and take
//! what the chapter is about: a vector, a matrix, a table of data.

mod activations;
mod animation;
mod attention;
mod bits;
mod cancellation;
mod charts;
mod components;
mod convexity;
mod derivatives;
mod descent;
mod directions;
mod draw;
mod figure;
mod functions;
mod gradients;
mod graph;
mod inequalities;
mod inference;
mod layers;
mod linear_maps;
mod linearity;
mod loss_contours;
mod matrices;
mod mixed_precision;
mod number_line;
mod projection;
mod ranges;
mod regression;
mod regularisation;
mod rounding;
mod softmax;
mod spectral;
mod style;
mod sums;
mod training;
mod validation;
mod vectors;
mod wire;

pub use activations::{activation, activations};
pub use animation::animate;
pub use attention::{
    attention_maps, attention_steps, attention_training, positional_clocks, positional_map,
    softmax_saturation,
};
pub use bits::{float_bits, float_formats};
pub use cancellation::{
    cancellation_zoom, condition_digits, crossing_lines, quadratic_digits, variance_digits,
};
pub use charts::*;
pub use components::{pca_axes, pca_images, pca_projection, pca_scatter};
pub use convexity::convexity;
pub use derivatives::{curvature, difference_error, secant_to_tangent, taylor};
pub use descent::{learning_rate, optimizer_race};
pub use directions::{around_a_point, directional_profile, directional_slopes};
pub use figure::{Figure, side_by_side};
pub use functions::{inner_product_levels, level_sets, moved_plane, product_set};
pub use gradients::{critical_points, gradient_field, tangent_plane};
pub use graph::computation_graph;
pub use inequalities::{cauchy_schwarz, line_parabola, triangle_inequality};
pub use inference::{coefficient_intervals, leverage_pull, regression_bands, residual_plots};
pub use layers::stacked_layers;
pub use linear_maps::{columns, composition, linearity, transpose_steps};
pub use linearity::{best_slope, chain_of_maps, error_ratios, jacobian_grid, zoom};
pub use loss_contours::loss_gradient;
pub use matrices::{linear_map, matmul_steps, rank_one};
pub use mixed_precision::{descent_precision, loss_scaling};
pub use number_line::{number_line, number_zoom};
pub use projection::column_space;
pub use ranges::format_ranges;
pub use regression::{fitted_plane, polynomial_degrees, residual_squares};
pub use regularisation::{
    ball_and_diamond, landing_places, lasso_paths, ridge_paths, soft_threshold,
};
pub use rounding::rounding;
pub use softmax::{softmax_overflow, softmax_temperature};
pub use spectral::{eigen_directions, low_rank_image, power_steps, singular_values, svd_steps};
pub use sums::{stalled_sums, sum_errors};
pub use training::{
    confusion, decision_boundary, hidden_embedding, learning_curves, misread, signal_depth,
    training_race,
};
pub use validation::{cross_validation, lost_digits};
pub use vectors::{cosine_heatmap, dot_product, lp_balls, unit_balls, vector_sum};
