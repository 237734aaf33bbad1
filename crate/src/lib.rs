//! The mathematics of machine learning as a book that runs.
//!
//! This crate holds every formula of the book as code that is meant to be read:
//! a file opens with the derivation, the public function follows, and its
//! example is a number that can be checked by hand. The notebooks in
//! `notebooks/` tell the story, call the crate and draw the results.
//!
//! ```
//! use aimath::prelude::*;
//!
//! let a = array![[4.0, 2.0], [1.0, 3.0]];
//! let eigen = eig(&a)?;
//! assert!((eigen.real_values()?[0] - 5.0).abs() < 1e-12);
//! # Ok::<(), MathError>(())
//! ```
//!
//! # The rooms
//!
//! | room | what it holds | chapter |
//! | --- | --- | --- |
//! | [`linalg`] | vectors, norms, matrices, linear maps, LU, QR, Cholesky, eigenvalues, SVD, PCA | 1 |
//! | [`calculus`] | differences, formulas, dual numbers, the tape, approximation, critical points | 2 |
//! | [`optimize`] | gradient descent and its relatives, line search, convexity | 2 |
//! | [`probability`] | events, distributions, moments, estimation | 3 |
//! | [`information`] | entropy, cross-entropy, divergences, mutual information | 3 |
//! | [`floating`] | number formats, lost digits, stable softmax | 4 |
//! | [`regression`] | least squares, ridge, lasso, validation | 5 |
//! | [`nn`] | networks, their training, attention | 6 |
//! | [`random`] | NumPy's `RandomState`, bit for bit | all |
//! | [`data`] | the data sets of the notebooks | all |
//! | [`show`](mod@show), [`plot`], [`source`](mod@source), [`exercise`] | what a notebook needs: typeset values, figures, the code itself, checks | all |
//!
//! Arrows point downwards only: the last row stands on the mathematics, never
//! the other way round.
//!
//! A source such as *Guide §1.3* is the section of that number in the book: its chapters
//! follow, heading by heading, a guide to the mathematics of machine learning.
//!
//! # From NumPy to aimath
//!
//! `use aimath::prelude::*;` brings all of the right-hand side. Functions that
//! can refuse their input answer with a `Result`; in a notebook cell a `?`
//! takes the value out, or shows the [`MathError`] as a sentence.
//!
//! | NumPy, SciPy, scikit-learn | aimath |
//! | --- | --- |
//! | `np.array([1.0, 2.0])` | `array![1.0, 2.0]` |
//! | `a + b`, `2 * a` | `&a + &b`, `2.0 * &a` |
//! | `np.dot(a, b)`, `A @ B`, `A @ x` | `dot(&a, &b)?`, `matmul(&a, &b)?`, `matvec(&a, &x)?` |
//! | `np.linalg.norm(v, ord=1)`, `norm(v)`, `norm(v, np.inf)` | `norm_l1(&v)`, `norm_l2(&v)`, `norm_linf(&v)` |
//! | `A.T`, `np.trace(A)`, `np.outer(a, b)` | `transpose(&a)`, `trace(&a)?`, `outer(&a, &b)` |
//! | `np.linalg.det(A)`, `slogdet(A)` | `det(&a)?`, `slogdet(&a)?` |
//! | `np.linalg.inv(A)`, `solve(A, b)` | `inverse(&a)?`, `solve(&a, &b)?` |
//! | `np.linalg.matrix_rank(A)`, `cond(A)` | `rank(&a)?`, `condition_number(&a)?` |
//! | `np.linalg.eig(A)`, `eigh(A)` | `eig(&a)?`, `eigh(&a)?` |
//! | `np.linalg.svd(A, full_matrices=False)` | `svd(&a)?` |
//! | `np.linalg.qr(A)`, `cholesky(A)` | `qr(&a)?`, `cholesky(&a)?` |
//! | `np.linalg.lstsq(A, b)`, `pinv(A)` | `lstsq(&a, &b)?`, `pinv(&a)?` |
//! | `np.cov(X.T)` | `covariance_matrix(&x)?` |
//! | `PCA(k).fit(X)` | `pca(&x, k)?` |
//! | `np.mean(x)`, `np.var(x)`, `np.std(x, ddof=1)`, `np.quantile(x, q)` | `mean(&x)?`, `variance(&x, 0)?`, `standard_deviation(&x, 1)?`, `quantile(&x, q)?` |
//! | `np.corrcoef(X.T)`, `stats.spearmanr(x, y)` | `correlation_matrix(&x)?`, `spearman(&x, &y)?` |
//! | `stats.norm(m, s).pdf(x)`, `.cdf`, `.sf`, `.logsf`, `.ppf` | `Normal::new(m, s)?.pdf(x)`, `.cdf`, `.survival`, `.ln_survival`, `.quantile` |
//! | `stats.multivariate_normal(m, C).logpdf(x)` | `MultivariateNormal::new(&m, &c)?.ln_pdf(&x)?` |
//! | `stats.entropy(p)`, `stats.entropy(p, q)` | `entropy(&p)?`, `kl_divergence(&p, &q)?` |
//! | `GaussianNB().fit(X, y).predict_proba(Z)` | `GaussianNaiveBayes::fit(&x, &y)?.predict_proba(&z)?` |
//! | `np.float16(x)`, `np.finfo(np.float16)`, `np.spacing(x)` | `F16::from_f64(x)`, `finfo(FloatFormat::F16)`, `ulp(FloatFormat::F64, x)?` |
//! | `math.fsum(v)` | `sum_exact(&v)` |
//! | `scipy.special.softmax(x)`, `log_softmax(x)`, `logsumexp(x)` | `softmax(&x)?`, `log_softmax(&x)?`, `log_sum_exp(&x)?` |
//! | `softmax(X, axis=1)` | `softmax_axis(&x, Axis(1))?` |
//! | `F.scaled_dot_product_attention(q, k, v, is_causal=True)` | `attention(&q, &k, &v, &Mask::Causal)?` |
//! | `nn.MultiheadAttention(d, heads, bias=False)` | `MultiHead::new(d, heads, &mut random)?` |
//! | `LinearRegression().fit(X, y)` | `linear_regression(&x, &y)?` |
//! | `Ridge(alpha=1.0).fit(X, y)` | `ridge(&x, &y, 1.0)?` |
//! | `Lasso(alpha=0.1).fit(X, y)` | `lasso(&x, &y, 0.1)?` |
//! | `KFold(5, shuffle=True, random_state=42)` | `k_folds_shuffled(n, 5, &mut RandomState::new(42))?` |
//! | `MLPClassifier((128, 64)).fit(X, y)` | `Network::fully_connected(&[64, 128, 64, 10], Activation::Relu, &mut random)?`, `train(&mut network, …)?` |
//! | `safetensors.numpy.load_file(path)` | `SafeTensors::read(path)?` |
//! | `np.random.seed(42); np.random.randn(100, 2)` | `RandomState::new(42).randn2(100, 2)` |

#[macro_use]
extern crate aimath_words;
#[cfg(test)]
#[macro_use]
mod seeded;

pub mod calculus;
mod check;
pub mod data;
pub mod error;
pub mod exercise;
pub mod floating;
pub mod information;
mod largest;
pub mod linalg;
pub mod nn;
pub mod optimize;
pub mod plot;
pub mod probability;
pub mod random;
pub mod regression;
pub mod show;
pub mod source;

pub use error::MathError;
/// The arrays; the kernel names the types of variables by way of this path.
pub use ndarray;

pub mod prelude {
    //! Everything a notebook cell wants at hand.
    pub use crate::calculus::*;
    pub use crate::data;
    pub use crate::error::MathError;
    pub use crate::exercise;
    pub use crate::floating::*;
    pub use crate::information::*;
    pub use crate::linalg::*;
    pub use crate::nn::*;
    pub use crate::optimize::*;
    pub use crate::plot;
    pub use crate::probability::*;
    pub use crate::random::RandomState;
    pub use crate::regression::*;
    pub use crate::show::{Show, show, table};
    pub use crate::source::source;
    pub use ndarray::{Array, Array1, Array2, ArrayRef1, ArrayRef2, Axis, array, s};
}
