//! Densities, distribution functions and quantiles, entry by entry of an array.

use crate::{Case, Input, Operation};
use aimath::prelude::*;

/// Array 0 holds the places, or the probabilities of a quantile.
fn each(input: &Input, f: impl Fn(f64) -> f64 + 'static) -> Case {
    let places = input.vector(0);
    Case::of(move || places.mapv(&f), |values| values.sum())
}

fn pdf(input: &Input, law: impl Distribution + 'static) -> Case {
    each(input, move |x| law.pdf(x))
}

fn cdf(input: &Input, law: impl Distribution + 'static) -> Case {
    each(input, move |x| law.cdf(x))
}

fn quantile(input: &Input, law: impl Distribution + 'static) -> Case {
    each(input, move |p| law.quantile(p).unwrap())
}

pub const OPERATIONS: &[Operation] = &[
    ("normal pdf", |x| pdf(x, Normal::new(0.5, 2.0).unwrap())),
    ("normal cdf", |x| cdf(x, Normal::new(0.5, 2.0).unwrap())),
    ("normal quantile", |x| quantile(x, Normal::new(0.5, 2.0).unwrap())),
    ("t pdf", |x| pdf(x, StudentT::new(5.0).unwrap())),
    ("t cdf", |x| cdf(x, StudentT::new(5.0).unwrap())),
    ("t quantile", |x| quantile(x, StudentT::new(5.0).unwrap())),
    ("gamma pdf", |x| pdf(x, Gamma::new(2.5, 1.5).unwrap())),
    ("gamma cdf", |x| cdf(x, Gamma::new(2.5, 1.5).unwrap())),
    ("gamma quantile", |x| quantile(x, Gamma::new(2.5, 1.5).unwrap())),
    ("beta pdf", |x| pdf(x, Beta::new(2.5, 1.5).unwrap())),
    ("beta cdf", |x| cdf(x, Beta::new(2.5, 1.5).unwrap())),
    ("beta quantile", |x| quantile(x, Beta::new(2.5, 1.5).unwrap())),
    ("binomial pmf", |x| pdf(x, Binomial::new(100, 0.3).unwrap())),
    ("binomial cdf", |x| cdf(x, Binomial::new(100, 0.3).unwrap())),
    ("binomial quantile", |x| quantile(x, Binomial::new(100, 0.3).unwrap())),
];
