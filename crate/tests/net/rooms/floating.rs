//! Number formats, sums, softmax.

use crate::hand::Hand;
use aimath::floating::*;
use aimath::show::Show;

super::net! { g;
    floating::anatomy(g.format(), g.number())
        may BeInfinite | IgnoreNan: "the value in the format, and its bits";
    floating::exact_decimal(g.number());
    floating::cancellation(g.number(), g.number())
        may BeInfinite: "the amplification where nothing remains, a difference beyond the largest f64";
    floating::is_absorbed(g.format(), g.number(), g.number());
    floating::absorption_threshold(g.format(), g.number());
    floating::one_minus_cos_naive(g.number());
    floating::one_minus_cos(g.number());
    floating::relative_condition(&*g.function(), &*g.function(), g.number())
        may BeInfinite | BeNan: "a problem without any continuity";
    floating::correct_digits(g.number(), g.number())
        may IgnoreNan: "NaN has no correct digit";
    floating::DoubleDouble::new(g.number(), g.number())
        may BeInfinite | BeNan: "computes as f64 does";
    floating::DoubleDouble::to_f64(g.double_double())
        may BeInfinite | BeNan: "computes as f64 does";
    floating::two_sum(g.number(), g.number())
        may BeInfinite | BeNan: "a sum beyond the largest f64";
    floating::two_product(g.number(), g.number())
        may BeInfinite | BeNan: "a product beyond the largest f64";
    floating::dot_doubled(&g.vector(), &g.vector());
    floating::finfo(g.format());
    floating::FloatFormat::name(g.format());
    floating::FloatFormat::bits(g.format());
    floating::FloatFormat::exponent_bits(g.format());
    floating::FloatFormat::fraction_bits(g.format());
    floating::FloatFormat::bias(g.format());
    floating::FloatFormat::smallest_exponent(g.format());
    floating::encode(g.format(), g.number())
        may IgnoreNan: "NaN has a pattern";
    floating::decode(g.format(), g.size() as u64)
        may BeNan | BeInfinite: "a pattern that stands for it";
    floating::round_to(g.format(), g.number())
        may BeInfinite: "beyond the largest number of the format";
    floating::round_array(g.format(), &*g.matrix())
        may BeInfinite: "beyond the largest number of the format";
    floating::log_sum_exp_naive(&g.vector())
        may BeInfinite | BeNan | IgnoreNan: "the naive formula is the lesson";
    floating::log_sum_exp(&g.vector());
    floating::log_sum_exp_axis(&g.matrix(), g.axis());
    floating::log_sigmoid(g.number());
    floating::binary_cross_entropy_from_logit(g.share(), g.number());
    floating::cross_entropy_from_logits(g.index(), &g.vector());
    floating::mean_cross_entropy_from_logits(&g.labels(), &g.matrix());
    floating::cross_entropy_gradient_from_logits(g.index(), &g.vector());
    floating::cast_gradients(g.format(), &g.vector(), g.positive())
        may BeInfinite: "gradients that overflow are the lesson";
    floating::largest_loss_scale(g.format(), &g.vector());
    floating::LossScaler::update(&mut g.loss_scaler(), &g.vector());
    floating::descend_in(&g.precision(), g.number(), g.share(), g.number(), g.positive(), g.steps())
        may BeInfinite | BeNan: "a training that diverges is the lesson";
    floating::quadratic_roots_naive(g.number(), g.number(), g.number())
        may BeNan | BeInfinite: "the naive formula is the lesson";
    floating::quadratic_roots(g.number(), g.number(), g.number());
    floating::softmax_naive(&g.vector())
        may BeNan | BeInfinite | IgnoreNan: "the naive formula is the lesson";
    floating::softmax(&g.vector());
    floating::softmax_axis(&g.matrix(), g.axis());
    floating::softmax_with_temperature(&g.vector(), g.positive());
    floating::log_softmax(&g.vector());
    floating::log_softmax_axis(&g.matrix(), g.axis());
    floating::ulp(g.format(), g.number());
    floating::neighbours(g.format(), g.number())
        may BeInfinite: "what stands beside the largest number of a format";
    floating::count_numbers(g.format(), g.number(), g.number());
    floating::numbers_between(g.format(), g.number(), g.number());
    floating::variance_textbook(&g.vector())
        may BeInfinite | BeNan: "the naive formula is the lesson";
    floating::variance_two_pass(&g.vector());
    floating::variance_welford(&g.vector());
    floating::sum_naive(&g.vector())
        may BeNan | BeInfinite: "the naive sum is the lesson";
    floating::sum_pairwise(&g.vector())
        may BeNan | BeInfinite: "partial sums beyond the largest f64";
    floating::sum_kahan(&g.vector())
        may BeNan | BeInfinite: "partial sums beyond the largest f64";
    floating::sum_neumaier(&g.vector())
        may BeNan | BeInfinite: "partial sums beyond the largest f64";
    floating::sum_exact(&g.vector())
        may BeInfinite: "beyond the largest f64";
    floating::compare_sums(&g.vector())
        may BeNan | BeInfinite: "the naive sums are the lesson";
    floating::sum_in(g.format(), &g.vector())
        may BeNan | BeInfinite: "beyond the largest number of the format";
    floating::Anatomy::shown(&g.anatomy_of());
    floating::Bf16::from_f64(g.number())
        may BeInfinite: "beyond the largest number of the format";
    floating::Bf16::to_f64(Bf16 { bits: g.index() as u16 })
        may BeNan | BeInfinite: "a pattern that stands for it";
    floating::F16::from_f64(g.number())
        may BeInfinite: "beyond the largest number of the format";
    floating::F16::to_f64(F16 { bits: g.index() as u16 })
        may BeNan | BeInfinite: "a pattern that stands for it";
    floating::SumComparison::shown(&g.sum_comparison_of());
}

impl Hand {
    pub fn format(&mut self) -> FloatFormat {
        self.one_of(&FloatFormat::ALL)
    }

    pub fn double_double(&mut self) -> DoubleDouble {
        DoubleDouble::new(self.number(), self.number())
    }

    pub fn anatomy_of(&mut self) -> Anatomy {
        anatomy(self.format(), self.number())
    }

    pub fn sum_comparison_of(&mut self) -> SumComparison {
        compare_sums(&self.vector())
    }

    pub fn loss_scaler(&mut self) -> LossScaler {
        let (scale, growth_interval) = (self.positive(), self.size());
        LossScaler { scale, growth_interval, good_steps: self.size() }
    }

    pub fn precision(&mut self) -> Precision {
        let (format, loss_scale) = (self.format(), self.positive());
        Precision { format, loss_scale, master_copy: self.yes() }
    }
}
