//! Figures. A gap in a curve is NaN on purpose, so what is drawn is not judged here, only that
//! it is drawn or refused.

use crate::hand::Hand;
use aimath::calculus::Graph;
use aimath::plot::{self, Figure};

super::net! { g;
    plot::attention_maps(&[("a", &g.square()), ("b", &g.square())], &g.names());
    plot::attention_steps(&g.square(), &g.names());
    plot::softmax_saturation(&g.labels(), &mut g.random());
    plot::positional_clocks(g.size(), g.size());
    plot::positional_map(g.size(), g.size());
    plot::loss_gradient(&g.matrix(), &g.vector());
    plot::signal_depth(g.size(), g.size(), &g.vector().to_vec(), &mut g.random());
    plot::misread(&g.matrix(), (g.steps(), g.size()), &g.labels(), &g.labels());
    plot::bayes_areas(g.share(), g.share(), &g.vector().to_vec());
    plot::bivariate_normal(&g.vector().to_vec());
    plot::confusion(&g.square(), &g.names());
    plot::reliability_diagram(&[("a", &g.reliability_of()?), ("", &g.reliability_of()?)]);
    plot::masses(&g.text(), &g.text(), &[("a".to_owned(), g.law()?), (String::new(), g.law()?)], g.below(300) as u16);
    plot::densities(&g.text(), &g.text(), &[("a".to_owned(), g.law()?), (String::new(), g.law()?)], (g.number(), g.number()));
    plot::normal_within(&g.normal()?);
    plot::kl_directions(&*g.function(), (g.number(), g.number()), &g.normal()?);
    plot::bernoulli_likelihood(&g.vector());
    plot::likelihood_surface(&g.vector());
    plot::variance_bias(&g.labels(), g.steps(), &mut g.random());
    plot::binomial_poisson(g.positive(), &[g.size() as u64, g.below(50) as u64]);
    plot::poisson_normal(&[g.size() as f64, g.below(500) as f64]);
    plot::central_limit(&*g.law()?, &g.labels(), g.steps(), &mut g.random());
    plot::float_bits(g.format(), &g.vector().to_vec());
    plot::float_formats(&g.vector().to_vec());
    plot::cancellation_zoom(&g.vector().to_vec());
    plot::variance_digits(&g.vector());
    plot::condition_digits(&g.vector(), &g.vector());
    plot::crossing_lines(&g.vector().to_vec());
    plot::loss_scaling(&g.vector(), &[g.power(), g.power()]);
    plot::descent_precision(&[("a", g.precision()), ("", g.precision())], g.number(), g.positive(), g.steps());
    plot::number_line(g.seed(), &[g.below(8) as u32, g.seed()]);
    plot::number_zoom(g.number(), &g.vector().to_vec());
    plot::format_ranges(&g.vector().to_vec());
    plot::rounding(g.number(), g.number());
    plot::softmax_temperature(&g.vector(), &g.names(), &g.vector().to_vec());
    plot::softmax_overflow(&g.vector(), &g.vector().to_vec());
    plot::sum_errors(&g.vector(), &g.labels());
    plot::stalled_sums(g.number(), g.steps());
    plot::residual_squares(&g.vector(), &g.vector());
    plot::fitted_plane(&g.matrix(), &g.vector());
    plot::polynomial_degrees((&g.vector(), &g.vector()), (&g.vector(), &g.vector()), g.size());
    plot::regression_bands(&g.vector(), &g.vector());
    plot::coefficient_intervals(&g.linear_regression_of()?, &g.names(), g.share());
    plot::leverage_pull(&g.vector(), &g.vector());
    plot::residual_plots(&g.linear_regression_of()?);
    plot::column_space(&g.matrix(), &g.vector());
    plot::ridge_paths(&g.ridge_path_of()?, &g.names());
    plot::lasso_paths(&g.sparse_path()?, &g.names());
    plot::ball_and_diamond(&g.matrix(), &g.vector());
    plot::soft_threshold(g.positive());
    plot::cross_validation(&g.cross_validation()?);
    plot::lost_digits(&g.vector(), &[vec![g.method_digits()?]]);
    plot::animate(&g.text(), &g.scenes());
    plot::animate_from(&g.text(), &g.scenes(), g.below(3), g.below(500));
    plot::Figure::title(g.figure(), &g.text());
    plot::Figure::x(g.figure(), &g.text());
    plot::Figure::y(g.figure(), &g.text());
    plot::Figure::z(g.figure(), &g.text());
    plot::Figure::x_range(g.figure(), g.number(), g.number());
    plot::Figure::y_range(g.figure(), g.number(), g.number());
    plot::Figure::log_x(g.figure());
    plot::Figure::log_y(g.figure());
    plot::Figure::equal_aspect(g.figure());
    plot::Figure::size(g.figure(), g.size(), g.size());
    plot::Figure::legend(g.figure(), g.yes());
    plot::Figure::note(g.figure(), &g.text());
    plot::Figure::text_at(g.figure(), &g.text(), g.number(), g.number());
    plot::Figure::with(g.figure(), &g.figure());
    plot::Figure::trace_count(&g.figure());
    plot::Figure::frame_count(&g.figure());
    plot::Figure::to_json(&g.figure());
    plot::Figure::evcxr_display() = { g.figure().to_json() };
    plot::side_by_side(&[g.figure(), g.figure()]);
    plot::activation(&g.text());
    plot::convexity(("a", &*g.function()), ("", &*g.function()), g.number(), g.number());
    plot::secant_to_tangent(&*g.function(), g.number());
    plot::difference_error(&*g.function(), g.number(), g.number());
    plot::taylor(&g.jet_function(), g.number(), &g.labels(), (g.number(), g.number()));
    plot::curvature(&*g.function(), (g.number(), g.number()));
    plot::learning_rate(&*g.scalar_field(), &*g.vector_field(), &g.vector_of(2), &g.vector().to_vec());
    plot::optimizer_race(&*g.scalar_field(), &*g.vector_field(), &g.vector_of(2), &[g.optimizer(), g.optimizer()], g.steps());
    plot::gradient_field(&*g.scalar_field(), (g.number(), g.number()), (g.number(), g.number()));
    plot::tangent_plane(&*g.scalar_field(), &g.vector_of(2));
    plot::computation_graph(&g.graph_of());
    plot::zoom(&*g.function(), g.number());
    plot::best_slope(&*g.function(), g.number());
    plot::error_ratios(&[("a", &g.approximation_errors_of()?)]);
    plot::directional_profile(&*g.scalar_field(), &g.vector_of(2), g.positive());
    plot::directional_slopes(&*g.scalar_field(), &g.vector_of(2));
    plot::around_a_point(&*g.scalar_field(), &g.vector_of(2), g.positive());
    plot::product_set(&g.vector(), &g.vector());
    plot::level_sets(&*g.scalar_field(), (g.number(), g.number()), (g.number(), g.number()));
    plot::inner_product_levels(&g.vector_of(2));
    plot::moved_plane(&*g.vector_field(), (g.number(), g.number()), (g.number(), g.number()));
    plot::line_parabola(&g.vector_of(2), &g.vector_of(2));
    plot::cauchy_schwarz(&g.vector_of(2), &g.vector_of(2));
    plot::triangle_inequality(&g.vector_of(2), &g.vector_of(2));
    plot::jacobian_grid(&*g.vector_field(), &g.vector_of(2));
    plot::chain_of_maps(&*g.vector_field(), &*g.vector_field(), &g.vector_of(2));
    plot::linearity(&*g.vector_field(), &g.vector_of(2), &g.vector_of(2));
    plot::columns(&g.matrix_of(2, 2), &g.vector_of(2));
    plot::composition(&g.matrix_of(2, 2), &g.matrix_of(2, 2));
    plot::transpose_steps(&g.matrix());
    plot::pca_axes(&g.matrix());
    plot::pca_projection(&g.matrix());
    plot::pca_scatter(&g.matrix(), &g.labels(), &g.names());
    plot::pca_images(&g.pca()?, (g.size(), g.size()), g.size());
    plot::stacked_layers(&[g.matrix(), g.matrix_across()], &[g.vector(), g.vector_m()]);
    plot::linear_map(&g.matrix_of(2, 2));
    plot::rank_one(&g.matrix());
    plot::matmul_steps(&g.matrix(), &g.matrix_across());
    plot::eigen_directions(&g.matrix_of(2, 2));
    plot::svd_steps(&g.matrix_of(2, 2));
    plot::singular_values(&g.matrix());
    plot::low_rank_image(&g.matrix(), &g.labels());
    plot::power_steps(&g.matrix_of(2, 2), &g.vector_of(2), g.steps());
    plot::dot_product(&g.vector_of(2), &g.vector_of(2));
    plot::vector_sum(&g.vector_of(2), &g.vector_of(2));
    plot::cosine_heatmap(&g.matrix(), &g.names());
    plot::vectors2d(&[("a", &g.vector_of(2)), ("", &g.vector_of(2))]);
    plot::bars(&g.names(), &g.vector());
    plot::grouped_bars(&g.names(), &[("a", &g.vector()), ("", &g.vector())]);
    plot::histogram(&g.vector(), g.steps());
    plot::heatmap(&g.matrix(), &g.names(), &g.names());
    plot::contour(&g.vector_m(), &g.vector(), &g.matrix());
    plot::surface(&g.vector_m(), &g.vector(), &g.matrix());
    plot::image(&g.matrix(), g.number(), g.number());
    plot::images(&g.matrix(), (g.size(), g.size()), &g.names());
    plot::lines(&g.vector(), &[("a", &g.vector()), ("", &g.vector())]);
    plot::curves(&[("a", &*g.function()), ("", &*g.function())], g.number(), g.number());
    plot::scatter(&g.vector(), &g.vector());
    plot::scatter_groups(&g.vector(), &g.vector(), &g.labels(), &g.names());
}

impl Hand {
    pub fn figure(&mut self) -> Figure {
        let (x, y) = (self.vector(), self.vector());
        plot::scatter(&x, &y).unwrap_or_else(|_| plot::unit_balls())
    }

    pub fn scenes(&mut self) -> Vec<(String, Figure)> {
        let count = self.below(3);
        (0..count).map(|_| (self.text(), self.figure())).collect()
    }

    /// A graph of a computation, at times one whose edges lead nowhere.
    pub fn graph_of(&mut self) -> Graph {
        let mut graph = self.value().graph();
        if self.chance(20) && !graph.nodes.is_empty() {
            graph.nodes.pop();
        }
        if self.chance(20) && !graph.nodes.is_empty() {
            graph.nodes[0].layer = self.size();
        }
        graph
    }
}
