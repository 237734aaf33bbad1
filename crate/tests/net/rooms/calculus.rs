//! Differences, approximation, activations.

use crate::hand::Hand;
use aimath::calculus::*;
use aimath::show::Show;

super::net! { g;
    calculus::sigmoid(g.number());
    calculus::sigmoid_derivative(g.number());
    calculus::tanh_derivative(g.number());
    calculus::relu(g.number());
    calculus::relu_derivative(g.number());
    calculus::leaky_relu(g.number(), g.number())
        may IgnoreNan | BeInfinite: "a slope that x > 0 does not use; a product beyond the largest f64";
    calculus::leaky_relu_derivative(g.number(), g.number())
        may IgnoreNan: "a slope that x > 0 does not use";
    calculus::gelu(g.number());
    calculus::gelu_derivative(g.number());
    calculus::softplus(g.number());
    calculus::softplus_derivative(g.number());
    calculus::Activation::name(g.activation());
    calculus::Activation::value(g.activation(), g.number())
        may IgnoreNan | BeInfinite: "a slope that x > 0 does not use; a product beyond the largest f64";
    calculus::Activation::derivative(g.activation(), g.number())
        may IgnoreNan: "a slope that x > 0 does not use";
    calculus::Activation::second_derivative(g.activation(), g.number())
        may IgnoreNan: "a slope that the activation does not have";
    calculus::Activation::apply(g.activation(), &g.vector())
        may IgnoreNan | BeInfinite: "a slope that x > 0 does not use; a product beyond the largest f64";
    calculus::Activation::apply_derivative(g.activation(), &g.vector())
        may IgnoreNan: "a slope that x > 0 does not use";
    calculus::TangentLine::evaluate(&g.tangent_line_of(), g.number())
        may BeInfinite | BeNan: "computes as f64 does";
    calculus::tangent_line(&*g.function(), g.number());
    calculus::TangentPlane::evaluate(&g.tangent_plane_of()?, &g.vector())
        may BeInfinite | BeNan: "computes as f64 does";
    calculus::tangent_plane(&*g.scalar_field(), &g.vector());
    calculus::TaylorPolynomial::evaluate(&g.taylor_polynomial()?, g.number())
        may BeInfinite | BeNan | IgnoreNan: "computes as f64 does";
    calculus::TaylorPolynomial::derivative(&g.taylor_polynomial()?, g.size())
        may BeInfinite | BeNan | IgnoreNan: "a coefficient times k!, beyond the largest f64";
    calculus::taylor(&g.jet_function(), g.number(), g.size());
    calculus::SimpleNet::new(&mut g.random());
    calculus::SimpleNet::forward(&g.simple_net(), &g.vector());
    calculus::SimpleNet::backward(&g.simple_net(), &g.simple_net_pass()?, &g.vector());
    calculus::SimpleNet::parameters(&g.simple_net());
    calculus::SimpleNet::with_parameters(&g.simple_net(), &g.vector())
        may IgnoreNan: "the parameters that are replaced, which are all";
    calculus::SimpleNetGradients::flatten(&g.simple_net_gradients()?);
    calculus::GradientCheck::passes(&g.gradient_check_of()?);
    calculus::gradient_check(&*g.scalar_field(), &g.vector(), &g.vector());
    calculus::JacobianChain::gap(&g.jacobian_chain_of()?);
    calculus::jacobian_chain(&[&*g.vector_field(), &*g.vector_field()], &g.vector());
    calculus::classify_hessian(&g.symmetric());
    calculus::critical_point(&*g.scalar_field(), &g.vector());
    calculus::newton_step(&*g.scalar_field(), &g.vector());
    calculus::forward_difference(&*g.function(), g.number(), g.positive());
    calculus::central_difference(&*g.function(), g.number(), g.positive());
    calculus::second_difference(&*g.function(), g.number(), g.positive());
    calculus::derivative(&*g.function(), g.number());
    calculus::richardson(&*g.function(), g.number());
    calculus::numerical_gradient(&*g.scalar_field(), &g.vector(), g.positive());
    calculus::gradient(&*g.scalar_field(), &g.vector());
    calculus::gradient_with_error(&*g.scalar_field(), &g.vector());
    calculus::directional_derivative(&*g.scalar_field(), &g.vector(), &g.vector());
    calculus::jacobian(&*g.vector_field(), &g.vector());
    calculus::hessian(&*g.scalar_field(), &g.vector());
    calculus::laplacian(&*g.scalar_field(), &g.vector());
    calculus::step_errors(&*g.function(), g.number(), g.number(), &g.vector());
    calculus::forward_step(g.number());
    calculus::central_step(g.number());
    calculus::differentiability_probe(&*g.vector_field(), &g.vector());
    calculus::continuity_probe(&*g.vector_field(), &g.vector());
    calculus::SidedSlopes::derivative(&g.sided_slopes_of()?);
    calculus::sided_slopes(&*g.scalar_field(), &g.vector(), &g.vector());
    calculus::steepest_directions(&*g.scalar_field(), &g.vector());
    calculus::dual_derivative(&g.dual_function(), g.number());
    calculus::dual_directional_derivative(&g.dual_field(), &g.vector(), &g.vector());
    calculus::dual_gradient(&g.dual_field(), &g.vector());
    calculus::dual_jacobian(&|x| x.iter().map(|&x| x * x).collect(), &g.vector());
    calculus::extremum_probe(&*g.scalar_field(), &g.vector(), g.positive());
    calculus::dual_second_derivative(&|x| x.sin() * x, g.number());
    calculus::dual_hessian(&|x| x.iter().map(|&x| x * x * x).sum(), &g.vector());
    calculus::LinearApproximation::evaluate(&g.linear_approximation_of()?, &g.vector());
    calculus::LinearApproximation::offset(&g.linear_approximation_of()?)
        may BeNan | BeInfinite: "NaN for fields that do not fit; beyond the largest f64";
    calculus::linear_approximation(&*g.vector_field(), &g.vector());
    calculus::approximation_errors(&*g.vector_field(), &g.linear_approximation_of()?);
    calculus::RuleCheck::gap(&g.rule_check()?);
    calculus::RuleCheck::holds(&g.rule_check()?);
    calculus::power_rule(g.power(), g.number());
    calculus::sum_rule(&*g.function(), &*g.function(), g.number());
    calculus::product_rule(&*g.function(), &*g.function(), g.number());
    calculus::quotient_rule(&*g.function(), &*g.function(), g.number());
    calculus::chain_rule(&*g.function(), &*g.function(), g.number());
    calculus::Activation::shown(&g.activation());
    calculus::ApproximationErrors::shown(&g.approximation_errors_of()?);
    calculus::ContinuityProbe::shown(&g.continuity_probe_of()?);
    calculus::CriticalKind::shown(&g.critical_point_of()?.kind);
    calculus::DifferentiabilityProbe::shown(&g.differentiability_probe_of()?);
    calculus::ExtremumProbe::shown(&g.extremum_probe_of()?);
    calculus::Graph::shown(&g.value().graph());
    calculus::JacobianChain::shown(&g.jacobian_chain_of()?);
    calculus::LinearApproximation::shown(&g.linear_approximation_of()?);
    calculus::SidedSlopes::shown(&g.sided_slopes_of()?);
    calculus::SteepestDirections::shown(&g.steepest_directions_of()?);
}

impl Hand {
    pub fn activation(&mut self) -> Activation {
        if self.chance(20) {
            return Activation::LeakyRelu(self.number());
        }
        let activation = self.one_of(&[
            Activation::Identity,
            Activation::Sigmoid,
            Activation::Tanh,
            Activation::Relu,
            Activation::Gelu,
            Activation::Softplus,
        ]);
        self.throw(activation)
    }

    pub fn jet_function(&mut self) -> fn(Jet) -> Jet {
        self.one_of::<fn(Jet) -> Jet>(&[
            |x| x.sin(),
            |x| x.ln(),
            |x| x.exp() * 1e300,
            |_| Jet::constant(1.0),
        ])
    }

    pub fn dual_function(&mut self) -> fn(Dual) -> Dual {
        self.one_of::<fn(Dual) -> Dual>(&[|x| x.sin(), |x| x.ln(), |x| x * x, |x| x.sqrt()])
    }

    pub fn dual_field(&mut self) -> fn(&[Dual]) -> Dual {
        self.one_of::<fn(&[Dual]) -> Dual>(&[
            |x| x.iter().map(|&x| x * x).sum(),
            |x| x.iter().map(|&x| x.ln()).sum(),
            |_| Dual::constant(1.0),
        ])
    }

    pub fn tangent_line_of(&mut self) -> TangentLine {
        TangentLine { at: self.number(), value: self.number(), slope: self.number() }
    }

    pub fn tangent_plane_of(&mut self) -> Option<TangentPlane> {
        if self.chance(50) {
            let (at, gradient) = (self.vector(), self.vector());
            return Some(TangentPlane { at, value: self.number(), gradient });
        }
        tangent_plane(&*self.scalar_field(), &self.vector()).ok()
    }

    pub fn taylor_polynomial(&mut self) -> Option<TaylorPolynomial> {
        if self.chance(30) {
            return Some(TaylorPolynomial { centre: self.number(), coefficients: self.vector() });
        }
        taylor(&self.jet_function(), self.number(), self.n).ok()
    }

    pub fn simple_net(&mut self) -> SimpleNet {
        if self.chance(50) {
            return SimpleNet::new(&mut self.random());
        }
        SimpleNet {
            w1: self.matrix(),
            b1: self.vector(),
            w2: self.matrix_across(),
            b2: self.vector_m(),
        }
    }

    pub fn simple_net_pass(&mut self) -> Option<SimpleNetPass> {
        if self.chance(50) {
            let (x, z1) = (self.vector(), self.vector());
            return Some(SimpleNetPass { x, z1, h: self.vector(), z2: self.vector() });
        }
        self.simple_net().forward(&self.vector()).ok()
    }

    pub fn simple_net_gradients(&mut self) -> Option<SimpleNetGradients> {
        let (net, pass) = (self.simple_net(), self.simple_net_pass()?);
        net.backward(&pass, &self.vector()).ok()
    }

    pub fn gradient_check_of(&mut self) -> Option<GradientCheck> {
        gradient_check(&*self.scalar_field(), &self.vector(), &self.vector()).ok()
    }

    pub fn jacobian_chain_of(&mut self) -> Option<JacobianChain> {
        jacobian_chain(&[&*self.vector_field(), &*self.vector_field()], &self.vector()).ok()
    }

    pub fn critical_point_of(&mut self) -> Option<CriticalPoint> {
        critical_point(&*self.scalar_field(), &self.vector()).ok()
    }

    pub fn differentiability_probe_of(&mut self) -> Option<DifferentiabilityProbe> {
        differentiability_probe(&*self.vector_field(), &self.vector()).ok()
    }

    pub fn continuity_probe_of(&mut self) -> Option<ContinuityProbe> {
        continuity_probe(&*self.vector_field(), &self.vector()).ok()
    }

    pub fn sided_slopes_of(&mut self) -> Option<SidedSlopes> {
        sided_slopes(&*self.scalar_field(), &self.vector(), &self.vector()).ok()
    }

    pub fn steepest_directions_of(&mut self) -> Option<SteepestDirections> {
        steepest_directions(&*self.scalar_field(), &self.vector()).ok()
    }

    pub fn extremum_probe_of(&mut self) -> Option<ExtremumProbe> {
        extremum_probe(&*self.scalar_field(), &self.vector(), self.positive()).ok()
    }

    pub fn linear_approximation_of(&mut self) -> Option<LinearApproximation> {
        if self.chance(50) {
            let (at, value) = (self.vector(), self.vector());
            return Some(LinearApproximation { at, value, matrix: self.matrix() });
        }
        linear_approximation(&*self.vector_field(), &self.vector()).ok()
    }

    pub fn approximation_errors_of(&mut self) -> Option<ApproximationErrors> {
        let approximation = self.linear_approximation_of()?;
        approximation_errors(&*self.vector_field(), &approximation).ok()
    }

    pub fn rule_check(&mut self) -> Option<RuleCheck> {
        product_rule(&*self.function(), &*self.function(), self.number()).ok()
    }
}
