//! Number types that carry derivatives. They compute as f64 does, NaN and infinities included.

use crate::hand::Hand;
use aimath::calculus::*;
use aimath::show::Show;

super::net! { g;
    calculus::Dual::new(g.number(), g.number());
    calculus::Dual::constant(g.number());
    calculus::Dual::variable(g.number());
    calculus::Dual::max(g.dual(), g.dual());
    calculus::Dual::min(g.dual(), g.dual());
    calculus::Formula::variable(g.index());
    calculus::Formula::constant(g.number());
    calculus::Formula::size(&g.formula());
    calculus::Formula::derivative(&g.formula(), g.index());
    calculus::Formula::evaluate(&g.formula(), &g.vector().to_vec());
    calculus::Formula::powf(&g.formula(), g.share());
    calculus::Formula::powi(&g.formula(), g.power());
    calculus::Formula::sqrt(&g.formula());
    calculus::Formula::exp(&g.formula());
    calculus::Formula::ln(&g.formula());
    calculus::Formula::sin(&g.formula());
    calculus::Formula::cos(&g.formula());
    calculus::Formula::sech_squared(&g.formula());
    calculus::Formula::tanh(&g.formula());
    calculus::Value::graph(&g.value());
    calculus::HyperDual::constant(g.number());
    calculus::HyperDual::variable(g.number());
    calculus::Jet::constant(g.number());
    calculus::Jet::variable(g.number());
    calculus::Jet::value(&g.jet());
    calculus::Jet::exp(g.jet());
    calculus::Jet::ln(g.jet());
    calculus::Jet::ln_1p(g.jet());
    calculus::Jet::sin_cos(g.jet());
    calculus::Jet::sin(g.jet());
    calculus::Jet::cos(g.jet());
    calculus::Jet::tan(g.jet());
    calculus::Jet::atan(g.jet());
    calculus::Jet::sinh(g.jet());
    calculus::Jet::cosh(g.jet());
    calculus::Jet::tanh(g.jet());
    calculus::Jet::sigmoid(g.jet());
    calculus::Jet::sqrt(g.jet());
    calculus::Jet::powf(g.jet(), g.share());
    calculus::Jet::powi(g.jet(), g.power());
    calculus::Value::new(g.number());
    calculus::Value::value(&g.value());
    calculus::Value::gradient(&g.value());
    calculus::Value::label(g.value(), &g.text());
    calculus::Value::backward() = { let value = g.value(); value.backward(); value.gradient() };
    calculus::Value::powi(&g.value(), g.power());
    calculus::Value::powf(&g.value(), g.share());
    calculus::Dual::abs(g.dual());
    calculus::Dual::acos(g.dual());
    calculus::Dual::acosh(g.dual());
    calculus::Dual::asin(g.dual());
    calculus::Dual::asinh(g.dual());
    calculus::Dual::atan(g.dual());
    calculus::Dual::atanh(g.dual());
    calculus::Dual::cbrt(g.dual());
    calculus::Dual::cos(g.dual());
    calculus::Dual::cosh(g.dual());
    calculus::Dual::erf(g.dual());
    calculus::Dual::exp(g.dual());
    calculus::Dual::exp2(g.dual());
    calculus::Dual::exp_m1(g.dual());
    calculus::Dual::gelu(g.dual());
    calculus::Dual::leaky_relu(g.dual(), g.number());
    calculus::Dual::ln(g.dual());
    calculus::Dual::ln_1p(g.dual());
    calculus::Dual::log10(g.dual());
    calculus::Dual::log2(g.dual());
    calculus::Dual::pow(g.dual(), g.dual());
    calculus::Dual::powf(g.dual(), g.number());
    calculus::Dual::powi(g.dual(), g.power());
    calculus::Dual::recip(g.dual());
    calculus::Dual::relu(g.dual());
    calculus::Dual::shown(&g.dual());
    calculus::Dual::sigmoid(g.dual());
    calculus::Dual::sin(g.dual());
    calculus::Dual::sinh(g.dual());
    calculus::Dual::softplus(g.dual());
    calculus::Dual::sqrt(g.dual());
    calculus::Dual::square(g.dual());
    calculus::Dual::tan(g.dual());
    calculus::Dual::tanh(g.dual());
    calculus::Formula::shown(&g.formula());
    calculus::HyperDual::abs(g.hyper_dual());
    calculus::HyperDual::acos(g.hyper_dual());
    calculus::HyperDual::acosh(g.hyper_dual());
    calculus::HyperDual::asin(g.hyper_dual());
    calculus::HyperDual::asinh(g.hyper_dual());
    calculus::HyperDual::atan(g.hyper_dual());
    calculus::HyperDual::atanh(g.hyper_dual());
    calculus::HyperDual::cbrt(g.hyper_dual());
    calculus::HyperDual::cos(g.hyper_dual());
    calculus::HyperDual::cosh(g.hyper_dual());
    calculus::HyperDual::erf(g.hyper_dual());
    calculus::HyperDual::exp(g.hyper_dual());
    calculus::HyperDual::exp2(g.hyper_dual());
    calculus::HyperDual::exp_m1(g.hyper_dual());
    calculus::HyperDual::gelu(g.hyper_dual());
    calculus::HyperDual::leaky_relu(g.hyper_dual(), g.number());
    calculus::HyperDual::ln(g.hyper_dual());
    calculus::HyperDual::ln_1p(g.hyper_dual());
    calculus::HyperDual::log10(g.hyper_dual());
    calculus::HyperDual::log2(g.hyper_dual());
    calculus::HyperDual::pow(g.hyper_dual(), g.hyper_dual());
    calculus::HyperDual::powf(g.hyper_dual(), g.number());
    calculus::HyperDual::powi(g.hyper_dual(), g.power());
    calculus::HyperDual::recip(g.hyper_dual());
    calculus::HyperDual::relu(g.hyper_dual());
    calculus::HyperDual::sigmoid(g.hyper_dual());
    calculus::HyperDual::sin(g.hyper_dual());
    calculus::HyperDual::sinh(g.hyper_dual());
    calculus::HyperDual::softplus(g.hyper_dual());
    calculus::HyperDual::sqrt(g.hyper_dual());
    calculus::HyperDual::square(g.hyper_dual());
    calculus::HyperDual::tan(g.hyper_dual());
    calculus::HyperDual::tanh(g.hyper_dual());
    calculus::Value::abs(&g.value());
    calculus::Value::atan(&g.value());
    calculus::Value::cos(&g.value());
    calculus::Value::cosh(&g.value());
    calculus::Value::exp(&g.value());
    calculus::Value::gelu(&g.value());
    calculus::Value::ln(&g.value());
    calculus::Value::ln_1p(&g.value());
    calculus::Value::recip(&g.value());
    calculus::Value::relu(&g.value());
    calculus::Value::shown(&g.value());
    calculus::Value::sigmoid(&g.value());
    calculus::Value::sin(&g.value());
    calculus::Value::sinh(&g.value());
    calculus::Value::softplus(&g.value());
    calculus::Value::sqrt(&g.value());
    calculus::Value::square(&g.value());
    calculus::Value::tan(&g.value());
    calculus::Value::tanh(&g.value());
}

impl Hand {
    pub fn dual(&mut self) -> Dual {
        Dual::new(self.number(), self.number())
    }

    pub fn hyper_dual(&mut self) -> HyperDual {
        let (value, first, second, mixed) =
            (self.number(), self.number(), self.number(), self.number());
        HyperDual { value, first, second, mixed }
    }

    /// The jet of a number, or one that a few functions have been through.
    pub fn jet(&mut self) -> Jet {
        let constant = Jet::constant(self.number());
        if self.chance(50) { constant } else { Jet::variable(self.number()) * constant + 1.0 }
    }

    pub fn formula(&mut self) -> Formula {
        let x = Formula::variable(self.below(3));
        let c = Formula::constant(self.number());
        match self.below(5) {
            0 => x,
            1 => c,
            2 => x.sin() * &c + x.powi(3),
            3 => (&x * &c).exp() / (x + 1.0),
            _ => x.ln() * x.sqrt() - c,
        }
    }

    pub fn value(&mut self) -> Value {
        let x = Value::new(self.number());
        let y = Value::new(self.number());
        match self.below(3) {
            0 => x,
            1 => &x * &y + x.sin(),
            _ => (&x / &y).tanh() - 1.0,
        }
    }
}
