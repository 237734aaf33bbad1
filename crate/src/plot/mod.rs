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
//! | a parameter that moves | [`animate`], [`animate_from`] |
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
//! | Figures of probability | |
//! | --- | --- |
//! | Bayes' theorem | [`bayes_areas`] |
//! | distributions | [`masses`], [`densities`], [`normal_within`], [`bivariate_normal`] |
//! | limits | [`binomial_poisson`], [`poisson_normal`], [`central_limit`] |
//! | estimation | [`bernoulli_likelihood`], [`likelihood_surface`], [`variance_bias`] |
//! | information | [`coin_entropy`], [`kl_directions`] |
//! | classifiers | [`confusion`], [`reliability_diagram`] |
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
//! | what was learnt | [`misread`], [`hidden_embedding`] |
//!
//! | Figures of the foundations | |
//! | --- | --- |
//! | products of sets, functions | [`product_set`], [`level_sets`], [`inner_product_levels`], [`moved_plane`] |
//! | inequalities | [`line_parabola`], [`cauchy_schwarz`], [`triangle_inequality`] |
//! | linear maps | [`linearity()`], [`columns`], [`composition`], [`transpose_steps`] |
//!
//! The figures are grouped as the book is: a folder for each chapter, a file for each subject.
//! What all of them are made of lives in `canvas`, and the charts that fit any chapter in `charts`.

mod calculus;
mod canvas;
mod charts;
mod deep_learning;
mod foundations;
mod linear_algebra;
mod numerics;
mod probability;
mod regression;

pub use calculus::activations::{activation, activations};
pub use calculus::convexity::convexity;
pub use calculus::derivatives::{curvature, difference_error, secant_to_tangent, taylor};
pub use calculus::descent::{learning_rate, optimizer_race};
pub use calculus::gradients::{critical_points, gradient_field, tangent_plane};
pub use calculus::graph::computation_graph;
pub use canvas::animation::{animate, animate_from};
pub use canvas::figure::{Figure, side_by_side};
pub use charts::arrows::vectors2d;
pub use charts::bars::{bars, grouped_bars, histogram};
pub use charts::heatmap::heatmap;
pub use charts::heights::{contour, surface};
pub use charts::pictures::{image, images};
pub use charts::series::{curves, lines, scatter, scatter_groups};
pub use deep_learning::attention::{
    attention_maps, attention_steps, attention_training, positional_clocks, positional_map,
    softmax_saturation,
};
pub use deep_learning::loss_contours::loss_gradient;
pub use deep_learning::training::{
    decision_boundary, hidden_embedding, learning_curves, misread, signal_depth, training_race,
};
pub use foundations::best_linear::{best_slope, error_ratios, zoom};
pub use foundations::directions::{around_a_point, directional_profile, directional_slopes};
pub use foundations::functions::{inner_product_levels, level_sets, moved_plane, product_set};
pub use foundations::inequalities::{cauchy_schwarz, line_parabola, triangle_inequality};
pub use foundations::jacobian::{chain_of_maps, jacobian_grid};
pub use foundations::linear_maps::{columns, composition, linearity, transpose_steps};
pub use linear_algebra::components::{pca_axes, pca_images, pca_projection, pca_scatter};
pub use linear_algebra::layers::stacked_layers;
pub use linear_algebra::matrices::{linear_map, matmul_steps, rank_one};
pub use linear_algebra::spectral::{
    eigen_directions, low_rank_image, power_steps, singular_values, svd_steps,
};
pub use linear_algebra::vectors::{cosine_heatmap, dot_product, lp_balls, unit_balls, vector_sum};
pub use numerics::bits::{float_bits, float_formats};
pub use numerics::cancellation::{
    cancellation_zoom, condition_digits, crossing_lines, quadratic_digits, variance_digits,
};
pub use numerics::mixed_precision::{descent_precision, loss_scaling};
pub use numerics::number_line::{number_line, number_zoom};
pub use numerics::ranges::format_ranges;
pub use numerics::rounding::rounding;
pub use numerics::softmax::{softmax_overflow, softmax_temperature};
pub use numerics::sums::{stalled_sums, sum_errors};
pub use probability::bayes::bayes_areas;
pub use probability::bivariate::bivariate_normal;
pub use probability::classification::{confusion, reliability_diagram};
pub use probability::families::{densities, masses, normal_within};
pub use probability::information::{coin_entropy, kl_directions};
pub use probability::likelihood::{bernoulli_likelihood, likelihood_surface, variance_bias};
pub use probability::limits::{binomial_poisson, central_limit, poisson_normal};
pub use regression::fits::{fitted_plane, polynomial_degrees, residual_squares};
pub use regression::inference::{
    coefficient_intervals, leverage_pull, regression_bands, residual_plots,
};
pub use regression::projection::column_space;
pub use regression::regularisation::{
    ball_and_diamond, landing_places, lasso_paths, ridge_paths, soft_threshold,
};
pub use regression::validation::{cross_validation, lost_digits};
