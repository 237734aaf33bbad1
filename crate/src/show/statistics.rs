//! The results of probability and statistics, their parts named as in the formulas.

use super::factorisation::show_parts;
use super::{Show, Shown, show, table};
use crate::probability::{
    Accumulator, BayesianEstimate, Bernoulli, Beta, Binomial, Bootstrap, Categorical, Ellipse,
    Exponential, Gamma, Integral, Interval, MultivariateNormal, Normal, Poisson, Posterior,
    Reliability, SampleSpace, ScalarEstimate, StudentT, Temperature, TestResult, Uniform,
    VectorEstimate,
};

show_parts! {
    Bernoulli: "p" p;
    Binomial: "n" n, "p" p;
    Poisson: "λ" rate;
    Categorical: "p" p;
    Uniform: "low" low, "high" high;
    Normal: "μ" mean, "σ" std;
    Exponential: "rate" rate;
    Gamma: "shape" shape, "rate" rate;
    Beta: "a" a, "b" b;
    StudentT: "ν" freedom;
    MultivariateNormal: "μ" mean, "Σ" covariance;
    Ellipse: "centre" centre, "half axes" half_axes, "directions" directions;
    Posterior: "posterior" posterior, "ln P(E)" ln_evidence;
    TestResult: "P(condition | +)" positive_predictive,
        "P(no condition | -)" negative_predictive, "P(+)" alarm_rate,
        "likelihood ratio" likelihood_ratio;
    Interval: "low" low, "high" high;
    Bootstrap: "estimate" estimate, "standard error" standard_error, "bias" bias;
    Integral: "value" value, "error" error, "evaluations" evaluations;
    Accumulator: "count" count, "mean" mean, "sum of squares" squares, "smallest" smallest,
        "largest" largest;
    ScalarEstimate: "estimate" estimate, "standard error" standard_error,
        "ln L" ln_likelihood, "iterations" iterations;
    VectorEstimate: "estimate" estimate, "standard errors" standard_errors,
        "ln L" ln_likelihood, "iterations" iterations;
    Temperature: "temperature" temperature, "loss before" loss_before, "loss after" loss_after;
}

/// The posterior and the three ways to answer with one number.
impl<Law: Show> Show for BayesianEstimate<Law> {
    fn shown(&self) -> Shown {
        Shown::group(vec![
            show(tr!("posterior"), &self.posterior),
            show("MAP", &self.map),
            show(tr!("posterior mean"), &self.posterior_mean),
            show("MLE", &self.maximum_likelihood),
        ])
    }
}

/// One row for every bin that was used.
impl Show for Reliability {
    fn shown(&self) -> Shown {
        let bins = self.confidence.iter().zip(&self.accuracy).zip(&self.count);
        table(
            &[tr!("how sure"), tr!("how often right"), tr!("count")],
            bins.map(|((&confidence, &accuracy), &count)| (confidence, accuracy, count)),
        )
    }
}

/// One row for every outcome.
impl Show for SampleSpace {
    fn shown(&self) -> Shown {
        let rows = self.outcomes.iter().zip(&self.p).map(|(name, &p)| (name.as_str(), p));
        table(&[tr!("outcome"), "P"], rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::*;

    #[test]
    fn every_result_shows_its_parts_by_name() -> Result<(), MathError> {
        let data = array![1.0, 0.0, 1.0, 1.0];
        let fit = maximum_likelihood_scalar(&|p| 3.0 * p.ln() + (1.0 - p).ln(), 0.01, 0.99)?;
        for (shown, part) in [
            (Normal::new(1.0, 2.0)?.shown(), "σ = 2"),
            (Binomial::new(10, 0.5)?.shown(), "n = 10"),
            (bayes(&array![0.5, 0.5], &array![0.2, 0.6])?.shown(), "posterior = (0.25, 0.75)"),
            (diagnostic_test(0.5, 0.9, 0.9)?.shown(), "P(condition | +) = 0.9"),
            (fit.shown(), "estimate = 0.75"),
            (map_bernoulli(&Beta::new(2.0, 2.0)?, &data)?.shown(), "MLE = 0.75"),
            (Accumulator::of(&data)?.shown(), "mean = 0.75"),
        ] {
            assert!(shown.plain().contains(part), "{} in {}", part, shown.plain());
        }
        let coin = SampleSpace::equally_likely(&["heads", "tails"])?.shown();
        assert!(coin.html().is_some_and(|html| html.contains("tails")));
        let bins = reliability(&[0], &array![[0.75, 0.25]], 10)?.shown();
        assert!(bins.plain().contains("0.75"), "{}", bins.plain());
        Ok(())
    }
}
