//! The results of calculus and optimisation, their parts named as in the
//! formulas.

use super::factorisation::show_parts;
use super::number;
use super::{Show, Shown, show, table};
use crate::calculus::{
    Activation, CriticalKind, CriticalPoint, Dual, Estimate, Formula, GradientCheck,
    GradientEstimate, Graph, HyperDual, Jet, RuleCheck, SimpleNet, SimpleNetGradients,
    SimpleNetPass, TangentLine, TangentPlane, TaylorPolynomial, Value, Var,
};
use crate::optimize::{
    BatchDescent, BoundedMinimum, ConvexityViolation, Descent, End, HessianConvexity, LineStep,
    QuadraticBowl, SegmentConvexity,
};

show_parts! {
    Estimate: "value" value, "error" error;
    GradientEstimate: "value" value, "error" error;
    HyperDual: "value" value, "ε₁" first, "ε₂" second, "ε₁ε₂" mixed;
    Jet: "coefficients" coefficients;
    TangentLine: "a" at, "f(a)" value, "f′(a)" slope;
    TangentPlane: "a" at, "f(a)" value, "∇f(a)" gradient;
    TaylorPolynomial: "a" centre, "coefficients" coefficients;
    RuleCheck: "rule" rule, "x" x, "left side" left, "right side" right;
    SimpleNet: "W₁" w1, "b₁" b1, "W₂" w2, "b₂" b2;
    SimpleNetPass: "x" x, "z₁" z1, "h" h, "z₂" z2;
    SimpleNetGradients: "∂L/∂W₁" w1, "∂L/∂b₁" b1, "∂L/∂W₂" w2, "∂L/∂b₂" b2;
    GradientCheck: "analytic" analytic, "numerical" numerical, "relative error" relative_error;
    CriticalPoint: "x" x, "f" value, "∇f" gradient, "H" hessian, "λ" eigenvalues, "kind" kind;
    BoundedMinimum: "x" x, "f(x)" value, "iterations" iterations;
    ConvexityViolation: "x" x, "y" y, "λ" lambda, "gap" gap;
    HessianConvexity: "smallest eigenvalues" smallest, "convex" convex, "strictly" strictly;
    LineStep: "step" step, "x" x, "f(x)" value, "evaluations" evaluations;
    QuadraticBowl: "curvatures" curvatures;
    SegmentConvexity: "worst" worst, "holds" holds;
    Descent: "method" method, "x" x, "steps" steps, "end" end;
    BatchDescent: "method" method, "x" x, "loss per epoch" epoch_losses, "steps" steps, "end" end;
}

/// 15 + 8 ε.
impl Show for Dual {
    fn shown(&self) -> Shown {
        let (a, b) = (number::scalar(self.value), number::scalar(self.derivative));
        let sign = if b.is_negative() { "-" } else { "+" };
        let size = b.unsigned();
        Shown::scalar(
            format!("{} {sign} {} ε", a.plain(), size.plain()),
            format!(r"{} {sign} {}\,\varepsilon", a.latex(), size.latex()),
        )
    }
}

impl Show for Formula {
    fn shown(&self) -> Shown {
        let plain = self.to_string();
        match self.tex() {
            Some(latex) => Shown::scalar(plain, latex),
            None => Shown::word(&plain),
        }
    }
}

impl Show for Value {
    fn shown(&self) -> Shown {
        Shown::group(vec![
            show(tr!("value"), &self.value()),
            show(tr!("gradient"), &self.gradient()),
        ])
    }
}

/// The value, and the gradient once there is one.
impl Show for Var {
    fn shown(&self) -> Shown {
        let mut parts = vec![show(tr!("value"), &self.value())];
        if let Ok(gradient) = self.gradient() {
            parts.push(show(tr!("gradient"), &gradient));
        }
        Shown::group(parts)
    }
}

impl Show for Graph {
    fn shown(&self) -> Shown {
        let rows = self
            .nodes
            .iter()
            .map(|node| (node.label.as_str(), node.operation.as_str(), node.value, node.gradient));
        table(&[tr!("name"), tr!("operation"), tr!("value"), tr!("gradient")], rows)
    }
}

impl Show for CriticalKind {
    fn shown(&self) -> Shown {
        Shown::word(&self.to_string())
    }
}

impl Show for End {
    fn shown(&self) -> Shown {
        Shown::word(&self.to_string())
    }
}

impl Show for Activation {
    fn shown(&self) -> Shown {
        Shown::word(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::*;

    #[test]
    fn every_result_shows_its_parts_by_name() -> Result<(), MathError> {
        let bowl = |p: &Array1<f64>| p[0] * p[0] + 4.0 * p[1] * p[1];
        let slope = |p: &Array1<f64>| array![2.0 * p[0], 8.0 * p[1]];
        let at = array![1.0, 0.5];
        let net = SimpleNet::new(&mut RandomState::new(42));
        let pass = net.forward(&array![1.0, 2.0, 3.0])?;
        let walk = gradient_descent(&slope, &at, 0.1, 3)?;
        for (shown, names) in [
            (richardson(&f64::sin, 1.0)?.shown(), "value error"),
            (gradient_with_error(&bowl, &at)?.shown(), "value error"),
            (tangent_line(&f64::sin, 1.0)?.shown(), "a f(a) f′(a)"),
            (tangent_plane(&bowl, &at)?.shown(), "a f(a) ∇f(a)"),
            (taylor(&Jet::sin, 0.0, 3)?.shown(), "a coefficients"),
            (net.backward(&pass, &array![1.0, -1.0])?.shown(), "∂L/∂W₁ ∂L/∂b₁ ∂L/∂W₂ ∂L/∂b₂"),
            (pass.shown(), "x z₁ h z₂"),
            (net.shown(), "W₁ b₁ W₂ b₂"),
            (critical_point(&bowl, &array![0.0, 0.0])?.shown(), "x f ∇f H λ kind"),
            (minimize_bounded(&f64::cos, 2.0, 4.0)?.shown(), "x f(x) iterations"),
            (walk.shown(), "method x steps end"),
        ] {
            let plain = shown.plain();
            for name in names.split(' ') {
                assert!(plain.contains(&format!("{name} = ")), "{name} is missing in\n{plain}");
            }
            assert!(shown.latex().is_some());
        }
        Ok(())
    }

    #[test]
    fn numbers_with_derivatives_are_written_as_sums() {
        assert_eq!(Dual::new(15.0, 8.0).shown().plain(), "15 + 8 ε");
        assert_eq!(Dual::new(-1.5, -2.0).shown().latex().unwrap(), r"-1.5 - 2\,\varepsilon");
        assert_eq!(Formula::x().powi(2).shown().latex().unwrap(), "x^{2}");
        let x = Value::new(3.0).label("x");
        let y = (&x * &x).label("y");
        y.backward();
        assert_eq!(x.shown().plain(), "value = 3\ngradient = 6");
        let graph = y.graph().shown().plain();
        assert!(graph.contains("operation") && graph.contains('y'), "{graph}");
    }

    #[test]
    fn words_stay_words() {
        assert_eq!(End::Diverged { step: 7 }.shown().plain(), "diverged at step 7");
        assert_eq!(CriticalKind::Saddle.shown().plain(), "saddle");
        assert_eq!(Activation::Relu.shown().plain(), Activation::Relu.name());
        let tape = Var::parameter(array![[2.0]]);
        assert_eq!(tape.shown().plain(), "value = [ 2 ]");
    }
}
