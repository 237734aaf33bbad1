//! Exercises: whatever a reader's function answers, the check says what is wrong, and a
//! function that answers the same to everything never passes.

use super::{Call, May};
use crate::hand::Hand;
use aimath::exercise::Report;
use aimath::show::Language;
use ndarray::{Array1, Array2};
use std::sync::Mutex;

/// What a reader's function can answer with.
trait Reply {
    fn reply(g: &mut Hand) -> Self;
}

impl Reply for f64 {
    fn reply(g: &mut Hand) -> Self {
        g.number()
    }
}

impl Reply for usize {
    fn reply(g: &mut Hand) -> Self {
        g.size()
    }
}

impl Reply for Vec<usize> {
    fn reply(g: &mut Hand) -> Self {
        g.labels()
    }
}

impl Reply for bool {
    fn reply(g: &mut Hand) -> Self {
        g.yes()
    }
}

impl Reply for Array1<f64> {
    fn reply(g: &mut Hand) -> Self {
        g.vector()
    }
}

impl Reply for Array2<f64> {
    fn reply(g: &mut Hand) -> Self {
        g.matrix()
    }
}

impl<T: Reply> Reply for Option<T> {
    fn reply(g: &mut Hand) -> Self {
        if g.chance(50) { Some(T::reply(g)) } else { None }
    }
}

impl<A: Reply, B: Reply> Reply for (A, B) {
    fn reply(g: &mut Hand) -> Self {
        (A::reply(g), B::reply(g))
    }
}

impl<A: Reply, B: Reply, C: Reply> Reply for (A, B, C) {
    fn reply(g: &mut Hand) -> Self {
        (A::reply(g), B::reply(g), C::reply(g))
    }
}

impl<A: Reply, B: Reply, C: Reply, D: Reply> Reply for (A, B, C, D) {
    fn reply(g: &mut Hand) -> Self {
        (A::reply(g), B::reply(g), C::reply(g), D::reply(g))
    }
}

/// The seed of the answers. An exercise takes a plain function, which can carry none.
static SEED: Mutex<u64> = Mutex::new(0);

/// The answer of a reader's function: the same in every case, or a panic.
fn answer<T: Reply>() -> T {
    let seed = SEED.lock().map_or(0, |seed| *seed);
    let mut hand = Hand::new(seed);
    assert!(!hand.chance(10), "a reader's mistake");
    T::reply(&mut hand)
}

/// What a reader answered stands in the report, NaN and infinities included.
const AS_ANSWERED: &[May] = &[May::BeNan, May::BeInfinite, May::IgnoreNan];

/// A check with its report looked at: nothing here solves an exercise. Where an exercise asks
/// for any of many things and a chance answer can be one of them, it says after `unless`, by
/// other means than the check itself, whether it is.
macro_rules! exercises {
    ($($($name:ident)::+ ($yours:expr) $(unless $solves:expr)?;)*) => {
        mod checks {
            use super::answer;

            $crate::rooms::net! { g; $(
                $($name)::+() = {
                    g.choose();
                    let report = aimath::$($name)::+($yours);
                    let by_chance = false $(|| report.passed() && $solves(answer()))?;
                    assert!(
                        !report.passed() || by_chance,
                        "passed with the same answer to every case"
                    );
                    report
                };
            )* }
        }
    };
}

/// Whether the vectors are what exercise 1.2 asks for: of the plane, the first longer by L1 and
/// shorter by L2.
fn are_two_rulers((a, b): (Array1<f64>, Array1<f64>)) -> bool {
    use aimath::linalg::{norm_l1, norm_l2};
    let plane = a.len() == 2 && b.len() == 2;
    plane && norm_l1(&a) > norm_l1(&b) && norm_l2(&a) < norm_l2(&b)
}

/// Whether the matrices are what exercise 1.11 asks for: symmetric up to rounding, as their product
/// is not.
fn is_a_symmetric_pair((a, b): (Array2<f64>, Array2<f64>)) -> bool {
    let largest = |m: &Array2<f64>| m.iter().fold(0.0_f64, |most, v| most.max(v.abs()));
    let skew = |m: &Array2<f64>| largest(&(m - &m.t())) / largest(m);
    let fits = a.is_square() && a.dim() == b.dim();
    // A hair of room for rounding at the edge.
    fits && skew(&a) < 1.1e-9 && skew(&b) < 1.1e-9 && skew(&a.dot(&b)) > 0.9e-9
}

/// The places of some points, and their heights.
type Group = (Array1<f64>, Array1<f64>);

/// Whether the groups are what exercise 3.11 asks for: each rises, and together they fall. The
/// mean of the products of standard scores is the correlation.
fn is_a_reversal((first, second): (Group, Group)) -> bool {
    let scores = |v: &Array1<f64>| {
        let v = v / v.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
        let mean = v.sum() / v.len() as f64;
        let off = v - mean;
        let deviation = off.iter().map(|d| d * d / off.len() as f64).sum::<f64>().sqrt();
        off / deviation
    };
    let rho = |(x, y): &Group| {
        let fits = x.len() > 2 && x.len() == y.len();
        if fits { scores(x).dot(&scores(y)) / x.len() as f64 } else { f64::NAN }
    };
    let joined = |a: &Array1<f64>, b: &Array1<f64>| a.iter().chain(b).copied().collect();
    let all = (joined(&first.0, &second.0), joined(&first.1, &second.1));
    // A hair of room for rounding at the edge.
    rho(&first) > 0.9 - 1e-9 && rho(&second) > 0.9 - 1e-9 && rho(&all) < -0.5 + 1e-9
}

/// Whether the columns are what exercise 5.4 asks for: the factors of inflation are the diagonal
/// of the inverse of their correlations.
fn is_a_hidden_tie(x: Array2<f64>) -> bool {
    let Ok(correlations) = aimath::probability::correlation_matrix(&x) else { return false };
    let loose = correlations.indexed_iter().all(|((i, j), r)| i == j || r.abs() < 0.6);
    let factors = aimath::linalg::inverse(&correlations);
    loose && factors.is_ok_and(|inverse| inverse.diag().iter().any(|&factor| factor > 100.0))
}

exercises! {
    exercise::chapter0::double(|_| answer());
    exercise::chapter0::sum_of_squares(|_| answer());
    exercise::chapter1::is_eigenpair(|_, _, _| answer());
    exercise::chapter1::steps_to_catch_up(|_, _, _| answer());
    exercise::chapter1::low_rank(|_, _, _, _| answer());
    exercise::chapter1::covariance(|_, _| answer());
    exercise::chapter1::explained_ratio(|_| answer());
    exercise::chapter1::larger_of_two(answer);
    exercise::chapter1::missing_ratings(|_| answer());
    exercise::chapter1::matmul_counted(|_, _| answer());
    exercise::chapter1::symmetric_pair(answer) unless super::is_a_symmetric_pair;
    exercise::chapter1::triangle_area(|_, _, _| answer());
    exercise::chapter1::own_inverse(|_, _| answer());
    exercise::chapter1::rank_one_factors(|_| answer());
    exercise::chapter1::sparse_dot(|_, _, _, _| answer());
    exercise::chapter1::two_rulers(answer) unless super::are_two_rulers;
    exercise::chapter1::unit_vector(|_| answer());
    exercise::chapter1::extreme_ratios(|_| answer());
    exercise::chapter1::nearly_infinity(|_, _| answer());
    exercise::chapter1::cosine_from_lengths(|_, _, _| answer());
    exercise::chapter1::rest(|_, _| answer());
    exercise::chapter1::right_angled(|_, _, _| answer());
    exercise::chapter1::on_one_line(|_, _, _| answer());
    exercise::chapter2::chain_rule(|_| answer());
    exercise::chapter2::neuron(|_, _, _, _| answer());
    exercise::chapter2::dense_backward(|_, _, _| answer());
    exercise::chapter2::two_layers(|_, _, _, _| answer());
    exercise::chapter2::one_sided_difference(|_, _, _| answer());
    exercise::chapter2::product_rule(|_| answer());
    exercise::chapter2::swish_derivative(|_| answer());
    exercise::chapter2::is_convex_between(|_, _, _| answer());
    exercise::chapter2::steps_needed(|_, _, _, _| answer::<Option<f64>>().map(|n| n as usize));
    exercise::chapter2::steps_to_gain(|_, _, _| answer::<Option<f64>>().map(|n| n as usize));
    exercise::chapter2::momentum_step(|_, _, _, _, _| answer());
    exercise::chapter2::adam_step(|_, _, _, _, _, _| answer());
    exercise::chapter2::log_sum_exp_gradient(|_| answer());
    exercise::chapter2::forward_gradient(|_, _, _| answer());
    exercise::chapter2::unit_jacobian(|_| answer());
    exercise::chapter2::escape(|_| answer());
    exercise::chapter3::conditional(|_| answer());
    exercise::chapter3::true_share(|_, _| answer());
    exercise::chapter3::bayes(|_, _| answer());
    exercise::chapter3::hidden_dependence(answer);
    exercise::chapter3::naive_bayes(|_, _, _| answer());
    exercise::chapter3::binomial(|_, _, _| answer());
    exercise::chapter3::ln_normal(|_, _, _| answer());
    exercise::chapter3::mahalanobis(|_, _, _, _| answer());
    exercise::chapter3::ln_likelihood(|_, _, _| answer());
    exercise::chapter3::wilson(|_, _| answer());
    exercise::chapter3::map_rate(|_, _, _, _| answer());
    exercise::chapter3::entropy_bits(|_| answer());
    exercise::chapter3::no_distance(answer);
    exercise::chapter3::mutual_information(|_| answer());
    exercise::chapter3::mean_and_variance(|_, _| answer());
    exercise::chapter3::reversal(answer) unless super::is_a_reversal;
    exercise::chapter3::pictures_needed(|_, _| answer());
    exercise::chapter4::decode_fields(|_, _, _, _, _| answer());
    exercise::chapter4::spacing(|_, _| answer());
    exercise::chapter4::close(|_, _, _, _| answer());
    exercise::chapter4::foretold_sums(answer);
    exercise::chapter4::roomy_scale(|_| answer());
    exercise::chapter4::order_matters(|_| answer());
    exercise::chapter4::kahan(|_, _| answer());
    exercise::chapter4::quadratic(|_, _, _| answer());
    exercise::chapter4::merged(|_, _| answer());
    exercise::chapter4::log_one_minus_exp(|_| answer());
    exercise::chapter4::softmax(|_| answer());
    exercise::chapter4::digits_left(answer);
    exercise::chapter4::masked_loss(|_, _, _| answer());
    exercise::chapter5::line(|_, _, _, _, _| answer());
    exercise::chapter5::column_by_column(|_, _| answer());
    exercise::chapter5::hidden_tie(answer) unless super::is_a_hidden_tie;
    exercise::chapter5::steps_to_one_percent(|_| answer());
    exercise::chapter5::hidden_outlier(answer);
    exercise::chapter5::bias_and_variance(|_, _| answer());
    exercise::chapter5::ridge_towards(|_, _, _, _| answer());
    exercise::chapter5::coordinate_step(|_, _, _, _| answer());
    exercise::chapter5::without_leak(|_, _, _, _| answer());
    exercise::chapter5::proximal_walk(|_, _, _, _, _| answer());
    exercise::chapter6::causal_attention(|_, _, _, _| answer());
    exercise::chapter6::heads(|_, _, _, _| answer());
    exercise::chapter6::largest_rank(|_, _| answer());
    exercise::chapter6::masked_softmax(|_, _| answer());
    exercise::chapter6::merge(|_, _| answer());
    exercise::chapter6::softmax_backward(|_, _| answer());
    exercise::chapter6::temperature(|_, _| answer());
    exercise::chapter6::dropout(|_, _, _| answer());
    exercise::chapter6::layer_norm(|_, _, _| answer());
    exercise::chapter6::leaky_deviation(|_, _| answer());
    exercise::chapter6::output_delta(|_, _, _| answer());
    exercise::chapter6::two_layers(|_, _, _, _| answer());
    exercise::chapter6::project_forward(|_, _| answer());
    exercise::chapter6::project_gradients(|_, _, _| answer());
    exercise::chapter6::project_reader(|_, _, _| answer());
    exercise::foundations1::closest_on_level(|_, _, _| answer());
    exercise::foundations1::two_preimages(|_, _| answer());
    exercise::foundations1::inner_product_from_lengths(|_, _, _| answer());
    exercise::foundations1::product_set(|_, _| answer());
    exercise::foundations1::closed_under_multiples_only(|_| answer());
    exercise::foundations1::parallel_factor(|_, _| answer());
    exercise::foundations1::distance_from_products(|_, _, _| answer());
    exercise::foundations1::with_cosine(|_, _| answer());
    exercise::foundations1::at_distance(|_, _, _| answer());
    exercise::foundations1::on_the_way(|_, _, _| answer());
    exercise::foundations1::angle_degrees(|_, _| answer());
    exercise::foundations2::slopes(|_, _| answer());
    exercise::foundations2::respects_multiples_only(|_| answer());
    exercise::foundations2::matrix_of(|_, _| answer());
    exercise::foundations2::from_another_basis(|_, _| answer());
    exercise::foundations2::differentiation(|_| answer());
    exercise::foundations2::costs(|_, _, _| answer());
    exercise::foundations2::composition(|_, _| answer());
    exercise::foundations2::commuting_partner(|_| answer());
    exercise::foundations2::quadratic_form(|_, _, _| answer());
    exercise::foundations2::adjoint(|_, _, _| answer());
    exercise::foundations2::convolution_back(|_, _| answer());
    exercise::foundations3::tangent(|_, _, _, _| answer());
    exercise::foundations3::bowl_delta(|_| answer());
    exercise::foundations3::delta(|_, _| answer());
    exercise::foundations3::quadratic_gradient(|_, _| answer());
    exercise::foundations3::slope_without_gradient(|_| answer());
    exercise::foundations3::way_back_jacobian(|_, _| answer());
    exercise::foundations3::along_a_circle(|_, _| answer());
    exercise::foundations3::worse_than_peano(|_, _| answer());
    exercise::foundations3::directional(|_, _| answer());
    exercise::foundations3::steepest_in_a_box(|_| answer());
}

mod reports {
    use aimath::show::Show;

    super::super::net! { g;
        exercise::Report::passed(&g.report());
        exercise::Report::text(&g.report(), g.language());
        exercise::Report::shown(&g.report());
        exercise::Report::evcxr_display() = { g.report().shown() };
    }
}

pub fn calls() -> Vec<Call> {
    let calls = checks::calls().into_iter().chain(reports::calls());
    calls.map(|call| Call { may: AS_ANSWERED, ..call }).collect()
}

impl Hand {
    /// Chooses the answers of the reader's function.
    pub fn choose(&mut self) {
        let seed = self.next();
        if let Ok(mut chosen) = SEED.lock() {
            *chosen = self.throw(seed);
        }
    }

    pub fn report(&mut self) -> Report {
        self.choose();
        aimath::exercise::chapter0::double(|_| answer())
    }

    pub fn language(&mut self) -> Language {
        let languages: Vec<Language> = Language::all().collect();
        self.one_of(&languages)
    }
}
