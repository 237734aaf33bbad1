//! Vectors, matrices, decompositions.

use crate::hand::Hand;
use aimath::linalg::*;
use aimath::show::Show;

super::net! { g;
    linalg::parallel_factors(&g.vector(), &g.vector(), g.share());
    linalg::DistanceParabola::evaluate(&g.distance_parabola()?, g.number())
        may BeInfinite | BeNan: "beyond the largest f64";
    linalg::distance_parabola(&g.vector(), &g.vector());
    linalg::cauchy_schwarz_gap(&g.vector(), &g.vector());
    linalg::triangle_gap(&g.vector(), &g.vector());
    linalg::cholesky(&g.symmetric());
    linalg::cholesky_solve(&g.symmetric(), &g.vector());
    linalg::ln_det(&g.symmetric());
    linalg::Cholesky::solve(&g.cholesky()?, &g.vector());
    linalg::Cholesky::ln_det(&g.cholesky()?);
    linalg::Cholesky::det(&g.cholesky()?);
    linalg::Cholesky::inverse(&g.cholesky()?);
    linalg::Cholesky::reconstruct(&g.cholesky()?);
    linalg::Cholesky::solve_matrix(&g.cholesky()?, &g.matrix());
    linalg::LeastSquares::advice(&g.least_squares()?);
    linalg::Lu::det(&g.lu()?);
    linalg::Lu::inverse(&g.lu()?);
    linalg::Lu::reconstruct(&g.lu()?);
    linalg::Lu::slogdet(&g.lu()?)
        may BeInfinite: "ln 0 = −∞ of a singular matrix";
    linalg::Lu::solve(&g.lu()?, &g.vector());
    linalg::Lu::solve_matrix(&g.lu()?, &g.matrix());
    linalg::Qr::det(&g.qr()?);
    linalg::Qr::inverse(&g.qr()?);
    linalg::Qr::slogdet(&g.qr()?)
        may BeInfinite: "ln 0 = −∞ of a singular matrix";
    linalg::Qr::solve(&g.qr()?, &g.vector());
    linalg::Qr::solve_matrix(&g.qr()?, &g.matrix());
    linalg::Svd::det(&g.svd()?);
    linalg::Svd::inverse(&g.svd()?);
    linalg::Svd::slogdet(&g.svd()?)
        may BeInfinite: "ln 0 = −∞ of a singular matrix";
    linalg::Svd::solve_matrix(&g.svd()?, &g.matrix());
    linalg::SymmetricEigen::solve_matrix(&g.symmetric_eigen()?, &g.matrix());
    linalg::Svd::rank(&g.svd()?);
    linalg::Svd::solve(&g.svd()?, &g.vector());
    linalg::SymmetricEigen::det(&g.symmetric_eigen()?);
    linalg::SymmetricEigen::inverse(&g.symmetric_eigen()?);
    linalg::SymmetricEigen::slogdet(&g.symmetric_eigen()?)
        may BeInfinite: "ln 0 = −∞ of a singular matrix";
    linalg::SymmetricEigen::solve(&g.symmetric_eigen()?, &g.vector());
    linalg::Eigen::is_real(&g.eigen()?);
    linalg::Eigen::real_values(&g.eigen()?);
    linalg::Eigen::real_vectors(&g.eigen()?);
    linalg::eig(&g.square());
    linalg::eigenvalues(&g.square());
    linalg::SymmetricEigen::reconstruct(&g.symmetric_eigen()?);
    linalg::eigh(&g.symmetric());
    linalg::dense(&g.matrix(), &g.vector(), &g.vector_m());
    linalg::dense_batch(&g.matrix(), &g.vector(), &g.matrix_across());
    linalg::rank(&g.matrix());
    linalg::null_space(&g.matrix());
    linalg::condition_number(&g.matrix())
        may BeInfinite: "a singular matrix";
    linalg::norm_spectral(&g.matrix());
    linalg::pinv(&g.matrix());
    linalg::lstsq(&g.matrix(), &g.vector())
        may BeInfinite: "the condition of a matrix of zeros";
    linalg::Linearity::is_refuted(&g.linearity()?);
    linalg::test_linearity(&*g.vector_field(), g.size());
    linalg::matrix_of(&*g.vector_field(), g.size());
    linalg::AffineMap::apply(&g.affine_map()?, &g.vector());
    linalg::AffineMap::after(&g.affine_map()?, &g.affine_map()?);
    linalg::AffineMap::is_linear(&g.affine_map()?, g.share());
    linalg::affine_map_of(&*g.vector_field(), g.size());
    linalg::AffineFunction::evaluate(&g.affine_function()?, &g.vector());
    linalg::affine_function_of(&*g.scalar_field(), g.size());
    linalg::compose(&g.matrix(), &g.matrix_across());
    linalg::commutator(&g.square(), &g.square());
    linalg::low_rank(&g.matrix(), g.size());
    linalg::Svd::low_rank(&g.svd()?, g.size());
    linalg::lu(&g.square());
    linalg::solve(&g.square(), &g.vector());
    linalg::solve_matrix(&g.square(), &g.matrix());
    linalg::inverse(&g.square());
    linalg::det(&g.square());
    linalg::slogdet(&g.square())
        may BeInfinite: "ln 0 = −∞ of a singular matrix";
    linalg::matmul(&g.matrix(), &g.matrix_across());
    linalg::matvec(&g.matrix(), &g.vector_m());
    linalg::transpose(&g.matrix());
    linalg::trace(&g.square())
        may IgnoreNan: "entries off the diagonal";
    linalg::outer(&g.vector(), &g.vector())
        may BeInfinite: "beyond the largest f64";
    linalg::identity(g.few());
    linalg::diagonal(&g.vector());
    linalg::norm_frobenius(&g.matrix())
        may BeInfinite: "beyond the largest f64";
    linalg::norm_one(&g.matrix())
        may BeInfinite: "beyond the largest f64";
    linalg::norm_inf(&g.matrix())
        may BeInfinite: "beyond the largest f64";
    linalg::is_symmetric(&g.symmetric(), g.share());
    linalg::covariance_matrix(&g.matrix());
    linalg::pca(&g.matrix(), g.size());
    linalg::Pca::transform(&g.pca()?, &g.matrix());
    linalg::Pca::inverse_transform(&g.pca()?, &g.matrix());
    linalg::power_iteration(&g.square(), g.share(), g.steps());
    linalg::power_iteration_from(&g.square(), &g.vector(), g.share(), g.steps());
    linalg::Qr::reconstruct(&g.qr()?);
    linalg::qr(&g.matrix());
    linalg::qr_full(&g.matrix());
    linalg::Svd::reconstruct(&g.svd()?);
    linalg::svd(&g.matrix());
    linalg::svd_full(&g.matrix());
    linalg::singular_values(&g.matrix());
    linalg::add(&g.vector(), &g.vector());
    linalg::sub(&g.vector(), &g.vector());
    linalg::scale(g.number(), &g.vector())
        may BeInfinite: "beyond the largest f64";
    linalg::dot(&g.vector(), &g.vector());
    linalg::norm_l1(&g.vector())
        may BeInfinite: "beyond the largest f64";
    linalg::norm_l2(&g.vector())
        may BeInfinite: "beyond the largest f64";
    linalg::norm_linf(&g.vector());
    linalg::norm_lp(&g.vector(), g.share());
    linalg::normalize(&g.vector());
    linalg::distance(&g.vector(), &g.vector());
    linalg::angle(&g.vector(), &g.vector());
    linalg::cosine_similarity(&g.vector(), &g.vector());
    linalg::cosine_similarity_matrix(&g.matrix());
    linalg::project(&g.vector(), &g.vector());
    linalg::are_parallel(&g.vector(), &g.vector(), g.share());
    linalg::are_orthogonal(&g.vector(), &g.vector(), g.share());
    linalg::Linearity::shown(&g.linearity()?);
}

impl Hand {
    pub fn distance_parabola(&mut self) -> Option<DistanceParabola> {
        distance_parabola(&self.vector(), &self.vector()).ok()
    }

    pub fn cholesky(&mut self) -> Option<Cholesky> {
        cholesky(&self.symmetric()).ok()
    }

    pub fn eigen(&mut self) -> Option<Eigen> {
        eig(&self.square()).ok()
    }

    pub fn symmetric_eigen(&mut self) -> Option<SymmetricEigen> {
        eigh(&self.symmetric()).ok()
    }

    pub fn linearity(&mut self) -> Option<Linearity> {
        test_linearity(&*self.vector_field(), self.n).ok()
    }

    pub fn affine_map(&mut self) -> Option<AffineMap> {
        if self.chance(50) {
            return Some(AffineMap { matrix: self.matrix(), shift: self.vector() });
        }
        affine_map_of(&*self.vector_field(), self.n).ok()
    }

    pub fn affine_function(&mut self) -> Option<AffineFunction> {
        affine_function_of(&*self.scalar_field(), self.n).ok()
    }

    pub fn lu(&mut self) -> Option<Lu> {
        lu(&self.square()).ok()
    }

    pub fn least_squares(&mut self) -> Option<LeastSquares> {
        lstsq(&self.matrix(), &self.vector()).ok()
    }

    pub fn svd(&mut self) -> Option<Svd> {
        svd(&self.matrix()).ok()
    }

    pub fn pca(&mut self) -> Option<Pca> {
        pca(&self.matrix(), self.m.min(2)).ok()
    }

    pub fn qr(&mut self) -> Option<Qr> {
        qr(&self.matrix()).ok()
    }
}
