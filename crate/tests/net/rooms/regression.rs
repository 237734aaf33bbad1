//! Least squares and its relatives.

use crate::hand::Hand;
use aimath::regression::*;
use aimath::show::Show;

super::net! { g;
    regression::soft_threshold(g.number(), g.number());
    regression::penalty_grid(g.number(), g.number(), g.steps());
    regression::largest_alpha(&g.matrix(), &g.vector(), g.number())
        may BeInfinite: "beyond the largest f64";
    regression::SparseRegression::predict(&g.sparse_regression()?, &g.matrix());
    regression::k_folds(g.size(), g.size());
    regression::k_folds_shuffled(g.size(), g.size(), &mut g.random());
    regression::repeated_k_folds(g.size(), g.size(), g.size(), &mut g.random());
    regression::shared_data_standard_error(&g.vector(), g.size(), g.size());
    regression::leave_one_out(g.size());
    regression::ridge_cross_validation(&g.matrix(), &g.vector(), &g.vector(), &g.folds());
    regression::lasso_cross_validation(&g.matrix(), &g.vector(), &g.vector(), &g.folds(), &g.coordinate_settings());
    regression::elastic_net_cross_validation(&g.matrix(), &g.vector(), &g.vector(), g.number(), &g.folds(), &g.coordinate_settings());
    regression::elastic_net(&g.matrix(), &g.vector(), g.positive(), g.number(), &g.coordinate_settings());
    regression::elastic_net_path(&g.matrix(), &g.vector(), &g.vector(), g.number(), &g.coordinate_settings());
    regression::loss_contour(&g.matrix(), &g.vector(), g.number(), g.steps());
    regression::ridge_in_ball(&g.matrix(), &g.vector(), g.number());
    regression::lasso_in_diamond(&g.matrix(), &g.vector(), g.number());
    regression::LinearRegression::inference(&g.linear_regression_of()?)
        may BeInfinite: "t and F of a perfect fit";
    regression::LinearRegression::confidence_intervals(&g.linear_regression_of()?, g.share());
    regression::lasso(&g.matrix(), &g.vector(), g.positive());
    regression::lasso_with(&g.matrix(), &g.vector(), g.positive(), &g.coordinate_settings());
    regression::lasso_path(&g.matrix(), &g.vector(), &g.vector(), &g.coordinate_settings());
    regression::least_squares_loss(&g.matrix(), &g.vector(), &g.vector_m());
    regression::least_squares_gradient(&g.matrix(), &g.vector(), &g.vector_m());
    regression::least_squares_step_limit(&g.matrix())
        may BeInfinite: "a matrix of zeros, or of nearly zeros, sets no limit";
    regression::least_squares_descent(&g.matrix(), &g.vector(), &g.vector_m(), g.positive(), g.steps())
        may BeInfinite: "a matrix of zeros, or of nearly zeros, sets no limit to the steps";
    regression::least_squares_qr(&g.matrix(), &g.vector());
    regression::least_squares_svd(&g.matrix(), &g.vector());
    regression::compare_least_squares(&g.matrix(), &g.vector(), &g.vector_m())
        may BeNan | BeInfinite | IgnoreNan: "every method says its own error";
    regression::linear_regression(&g.matrix(), &g.vector())
        may BeInfinite: "the condition of columns that depend on one another, F of subnormal ones";
    regression::linear_regression_through_origin(&g.matrix(), &g.vector())
        may BeInfinite: "the condition of columns that depend on one another, F of subnormal ones";
    regression::LinearRegression::predict(&g.linear_regression_of()?, &g.matrix());
    regression::normal_equations(&g.matrix(), &g.vector());
    regression::polynomial_features(&g.vector(), g.size());
    regression::polynomial_regression(&g.vector(), &g.vector(), g.size());
    regression::PolynomialRegression::predict(&g.polynomial_regression_of()?, &g.vector());
    regression::LinearRegression::confidence_band(&g.linear_regression_of()?, &g.matrix(), g.share());
    regression::LinearRegression::prediction_band(&g.linear_regression_of()?, &g.matrix(), g.share());
    regression::LinearRegression::standardized_residuals(&g.linear_regression_of()?);
    regression::LinearRegression::cooks_distance(&g.linear_regression_of()?);
    regression::least_squares_refined(&g.matrix(), &g.vector());
    regression::ridge(&g.matrix(), &g.vector(), g.positive());
    regression::ridge_path(&g.matrix(), &g.vector(), &g.vector());
    regression::ridge_normal_equation(&g.matrix(), &g.vector(), g.positive());
    regression::ridge_leave_one_out(&g.matrix(), &g.vector(), &g.vector());
    regression::Ridge::predict(&g.ridge_of()?, &g.matrix());
    regression::standardize_columns(&g.matrix());
    regression::Standardized::transform(&g.standardized_of()?, &g.matrix());
    regression::Standardized::original_weights(&g.standardized_of()?, g.number(), &g.vector_m())
        may BeInfinite: "a weight beyond the largest f64";
    regression::CrossValidation::shown(&g.cross_validation()?);
    regression::Inference::shown(&g.linear_regression_of()?.inference().ok()?);
    regression::LeastSquaresDescent::shown(&g.least_squares_descent_of()?);
    regression::LinearRegression::shown(&g.linear_regression_of()?);
    regression::MethodDigits::shown(&g.method_digits()?);
    regression::PolynomialRegression::shown(&g.polynomial_regression_of()?);
    regression::PredictionBand::shown(&g.prediction_band()?);
    regression::RefinedLeastSquares::shown(&g.refined_least_squares()?);
    regression::Ridge::shown(&g.ridge_of()?);
    regression::RidgePath::shown(&g.ridge_path_of()?);
    regression::SparsePath::shown(&g.sparse_path()?);
    regression::SparseRegression::shown(&g.sparse_regression()?);
    regression::Standardized::shown(&g.standardized_of()?);
}

impl Hand {
    pub fn linear_regression_of(&mut self) -> Option<LinearRegression> {
        linear_regression(&self.matrix(), &self.vector()).ok()
    }

    pub fn ridge_of(&mut self) -> Option<Ridge> {
        ridge(&self.matrix(), &self.vector(), self.positive()).ok()
    }

    pub fn ridge_path_of(&mut self) -> Option<RidgePath> {
        ridge_path(&self.matrix(), &self.vector(), &self.vector()).ok()
    }

    pub fn coordinate_settings(&mut self) -> CoordinateSettings {
        if self.chance(50) {
            return CoordinateSettings::default();
        }
        CoordinateSettings { tolerance: self.share(), max_iterations: self.steps() }
    }

    pub fn sparse_regression(&mut self) -> Option<SparseRegression> {
        lasso(&self.matrix(), &self.vector(), self.positive()).ok()
    }

    pub fn sparse_path(&mut self) -> Option<SparsePath> {
        let settings = self.coordinate_settings();
        lasso_path(&self.matrix(), &self.vector(), &self.vector(), &settings).ok()
    }

    pub fn folds(&mut self) -> Vec<Fold> {
        if self.chance(20) {
            return vec![Fold { train: self.labels(), test: self.labels() }];
        }
        k_folds(self.n, 2).unwrap_or_default()
    }

    pub fn cross_validation(&mut self) -> Option<CrossValidation> {
        let folds = self.folds();
        ridge_cross_validation(&self.matrix(), &self.vector(), &self.vector(), &folds).ok()
    }

    pub fn least_squares_descent_of(&mut self) -> Option<LeastSquaresDescent> {
        let (x, y, start) = (self.matrix(), self.vector(), self.vector_m());
        least_squares_descent(&x, &y, &start, self.positive(), 20).ok()
    }

    pub fn method_digits(&mut self) -> Option<MethodDigits> {
        let all = compare_least_squares(&self.matrix(), &self.vector(), &self.vector_m()).ok()?;
        all.into_iter().next()
    }

    pub fn polynomial_regression_of(&mut self) -> Option<PolynomialRegression> {
        polynomial_regression(&self.vector(), &self.vector(), self.below(4)).ok()
    }

    pub fn prediction_band(&mut self) -> Option<PredictionBand> {
        let fit = self.linear_regression_of()?;
        fit.confidence_band(&self.matrix(), 0.95).ok()
    }

    pub fn refined_least_squares(&mut self) -> Option<RefinedLeastSquares> {
        least_squares_refined(&self.matrix(), &self.vector()).ok()
    }

    pub fn standardized_of(&mut self) -> Option<Standardized> {
        standardize_columns(&self.matrix()).ok()
    }
}
