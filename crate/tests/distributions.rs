//! Every distribution against SciPy, far into both tails.
//!
//! `reference/distributions.json` is made by the script beside it. Where SciPy
//! 1.17.1 itself is not accurate to 2e-13 the table holds 60-digit values of
//! mpmath instead and lists them under "not_scipy".

use aimath::prelude::*;
use serde_json::Value;

/// The distribution that one row of the table describes.
fn law(row: &Value) -> Box<dyn Distribution> {
    let p: Vec<f64> = numbers(&row["parameters"]);
    match row["distribution"].as_str().unwrap() {
        "bernoulli" => Box::new(Bernoulli::new(p[0]).unwrap()),
        "binomial" => Box::new(Binomial::new(p[0] as u64, p[1]).unwrap()),
        "poisson" => Box::new(Poisson::new(p[0]).unwrap()),
        "uniform" => Box::new(Uniform::new(p[0], p[1]).unwrap()),
        "normal" => Box::new(Normal::new(p[0], p[1]).unwrap()),
        "exponential" => Box::new(Exponential::new(p[0]).unwrap()),
        "gamma" => Box::new(Gamma::new(p[0], p[1]).unwrap()),
        "beta" => Box::new(Beta::new(p[0], p[1]).unwrap()),
        "student_t" => Box::new(StudentT::new(p[0]).unwrap()),
        other => panic!("{other}"),
    }
}

fn numbers(list: &Value) -> Vec<f64> {
    list.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn table() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference/distributions.json");
    let text = std::fs::read_to_string(path).expect("the reference is committed");
    serde_json::from_str(&text).expect("the reference is JSON")
}

/// Collects everything that is further off than 1e-12 of its size.
///
/// Two things no f64 can do better are allowed for: a number below 2⁻¹⁰²² has
/// fewer digits, and a logarithm near zero is that of a number near one, whose
/// last digit is 1e-16.
struct Verdict {
    wrong: Vec<String>,
    compared: usize,
}

impl Verdict {
    fn compare(&mut self, what: impl Fn() -> String, found: f64, expected: f64, floor: f64) {
        self.compared += 1;
        let allowed = 1e-12 * expected.abs().max(floor) + 5e-324;
        let equal = found == expected || (found - expected).abs() <= allowed;
        if !equal {
            let error = (found - expected).abs() / expected.abs();
            self.wrong.push(format!("{}: {found:e} for {expected:e} ({error:.1e})", what()));
        }
    }
}

#[test]
fn every_value_of_the_table_is_reproduced_to_1e_12() {
    let table = table();
    let mut verdict = Verdict { wrong: Vec::new(), compared: 0 };
    for row in table["distributions"].as_array().unwrap() {
        let law = law(row);
        let name = format!("{}{}", row["distribution"], row["parameters"]);
        for (key, found) in
            [("mean", law.mean()), ("variance", law.variance()), ("entropy", law.entropy())]
        {
            if let Some(expected) = row[key].as_f64() {
                verdict.compare(|| format!("{name} {key}"), found, expected, 1e-3);
            }
        }
        for point in row["points"].as_array().unwrap() {
            let x = point["x"].as_f64().unwrap();
            for (key, found, floor) in [
                ("ln_pdf", law.ln_pdf(x), 1e-2),
                ("pdf", law.pdf(x), 0.0),
                ("cdf", law.cdf(x), 0.0),
                ("survival", law.survival(x), 0.0),
                ("ln_cdf", law.ln_cdf(x), 0.0),
                ("ln_survival", law.ln_survival(x), 0.0),
            ] {
                if let Some(expected) = point[key].as_f64() {
                    verdict.compare(|| format!("{name} {key} at {x:e}"), found, expected, floor);
                }
            }
        }
        for pair in row["quantiles"].as_array().unwrap() {
            let pair = numbers(pair);
            let found = law.quantile(pair[0]).unwrap();
            // Near the centre of a shifted distribution the shift decides the digits.
            verdict.compare(|| format!("{name} quantile of {:e}", pair[0]), found, pair[1], 0.0);
        }
    }
    assert!(verdict.compared > 2500, "{}", verdict.compared);
    let wrong = &verdict.wrong;
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), verdict.compared, wrong.join("\n"));
}

/// Every kind of distribution, with parameters on both sides of where its sampler
/// changes its method.
fn laws_to_sample() -> Vec<Box<dyn Distribution>> {
    vec![
        Box::new(Bernoulli::new(0.3).unwrap()),
        Box::new(Binomial::new(12, 0.4).unwrap()),
        Box::new(Binomial::new(500, 0.3).unwrap()),
        Box::new(Binomial::new(500, 0.99).unwrap()),
        Box::new(Poisson::new(0.5).unwrap()),
        Box::new(Poisson::new(40.0).unwrap()),
        Box::new(Categorical::new(&array![0.1, 0.0, 0.4, 0.3, 0.2]).unwrap()),
        Box::new(Uniform::new(-2.0, 5.0).unwrap()),
        Box::new(Normal::new(3.0, 0.5).unwrap()),
        Box::new(Exponential::new(2.0).unwrap()),
        Box::new(Gamma::new(0.3, 2.0).unwrap()),
        Box::new(Gamma::new(4.5, 0.1).unwrap()),
        Box::new(Beta::new(0.4, 0.7).unwrap()),
        Box::new(Beta::new(3.0, 8.0).unwrap()),
        Box::new(StudentT::new(1.0).unwrap()),
        Box::new(StudentT::new(6.0).unwrap()),
    ]
}

/// The largest gap between the empirical and the true cdf (Kolmogorov–Smirnov).
fn largest_gap(law: &dyn Distribution, sample: &Array1<f64>) -> f64 {
    let mut sorted = sample.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    sorted.iter().enumerate().fold(0.0, |gap: f64, (i, &x)| {
        let u = law.cdf(x);
        gap.max(u - i as f64 / n).max((i + 1) as f64 / n - u)
    })
}

/// Probability of a larger χ² statistic than that of the counts, with the values whose
/// expected count is below 10 put together.
fn chi_square_p_value(law: &dyn Distribution, sample: &Array1<f64>) -> f64 {
    let n = sample.len() as f64;
    let last = sample.iter().fold(0.0_f64, |m, &x| m.max(x)) as usize;
    let mut observed = vec![0.0; last + 1];
    sample.iter().for_each(|&x| observed[x as usize] += 1.0);
    let (mut statistic, mut cells) = (0.0, 0.0);
    let (mut rare_seen, mut rare_expected) = (0.0, n * law.survival(last as f64));
    let mut add = |seen: f64, expected: f64| {
        statistic += (seen - expected).powi(2) / expected;
        cells += 1.0;
    };
    for (k, &seen) in observed.iter().enumerate() {
        let expected = n * law.pdf(k as f64);
        if expected < 10.0 {
            rare_seen += seen;
            rare_expected += expected;
        } else {
            add(seen, expected);
        }
    }
    if rare_expected >= 5.0 {
        add(rare_seen, rare_expected);
    }
    Gamma::new(0.5 * (cells - 1.0), 0.5).unwrap().survival(statistic)
}

#[test]
fn samples_follow_their_distributions() {
    let n = 20_000;
    for (i, law) in laws_to_sample().iter().enumerate() {
        let sample = law.sample(n, &mut RandomState::new(1000 + i as u32));
        assert_eq!(sample, law.sample(n, &mut RandomState::new(1000 + i as u32)));
        assert!(sample.iter().all(|x| law.pdf(*x) > 0.0), "law {i}: an impossible value");
        if sample.iter().all(|x| x.fract() == 0.0) {
            let p = chi_square_p_value(law.as_ref(), &sample);
            assert!(p > 0.001, "law {i}: χ² has p = {p}");
        } else {
            // √n · gap exceeds 1.95 once in a thousand times.
            let gap = largest_gap(law.as_ref(), &sample) * (n as f64).sqrt();
            assert!(gap < 1.95, "law {i}: √n · gap = {gap}");
        }
        if law.variance().is_finite() {
            let error = law.std_dev() / (n as f64).sqrt();
            assert!((sample.mean().unwrap() - law.mean()).abs() < 4.0 * error, "law {i}: mean");
        }
    }
}

#[test]
fn arrays_are_filled_through_ndarray_rand() {
    use aimath::random::RandomExt;
    let law = Normal::new(10.0, 2.0).unwrap();
    let filled = Array2::random_using((3, 4), law, &mut RandomState::new(1));
    let drawn = law.sample(12, &mut RandomState::new(1));
    assert_eq!(filled.flatten().to_vec(), drawn.to_vec());
}

#[test]
fn tails_add_up_and_the_quantile_undoes_the_cdf() {
    for (i, law) in laws_to_sample().iter().enumerate() {
        let lattice = i < 7;
        let mut before = f64::NEG_INFINITY;
        for step in 1..200 {
            let p = f64::from(step) / 200.0;
            let x = law.quantile(p).unwrap();
            assert!(x >= before, "law {i}");
            before = x;
            assert!((law.cdf(x) + law.survival(x) - 1.0).abs() < 1e-14, "law {i}");
            assert!((law.ln_cdf(x).exp() - law.cdf(x)).abs() < 1e-14, "law {i}");
            assert!((law.ln_survival(x).exp() - law.survival(x)).abs() < 1e-14, "law {i}");
            if lattice {
                assert!(law.cdf(x) >= p - 1e-15 && law.cdf(x - 1.0) < p + 1e-15, "law {i} {p}");
            } else {
                assert!((law.cdf(x) - p).abs() < 1e-13, "law {i} at {p}");
            }
        }
        assert!(law.quantile(-0.1).is_err() && law.quantile(f64::NAN).is_err());
        let ends = (law.quantile(0.0).unwrap(), law.quantile(1.0).unwrap());
        assert!(ends.0 <= before && before <= ends.1, "law {i}");
        for bad in [f64::INFINITY, f64::NEG_INFINITY] {
            let at_infinity = if bad > 0.0 { 1.0 } else { 0.0 };
            assert_eq!((law.cdf(bad), law.pdf(bad)), (at_infinity, 0.0), "law {i}");
            assert_eq!(law.survival(bad), 1.0 - at_infinity, "law {i}");
        }
        assert!(law.pdf(f64::NAN).is_nan() && law.cdf(f64::NAN).is_nan(), "law {i}");
        assert!(law.survival(f64::NAN).is_nan() && law.ln_pdf(f64::NAN).is_nan(), "law {i}");
    }
}

/// Parameters at the edges of what is allowed end in an answer, soon and without NaN.
#[test]
fn extreme_parameters_are_answered() {
    let extremes = [1e-300, 1e-10, 1e-3, 1.0, 1e3, 1e10, 1e15, 1e300];
    let mut laws: Vec<Box<dyn Distribution>> = Vec::new();
    for a in extremes {
        laws.push(Box::new(StudentT::new(a).unwrap()));
        laws.push(Box::new(Poisson::new(a).unwrap()));
        laws.push(Box::new(Exponential::new(a).unwrap()));
        laws.push(Box::new(Normal::new(0.0, a).unwrap()));
        for b in extremes {
            laws.push(Box::new(Gamma::new(a, b).unwrap()));
            laws.push(Box::new(Beta::new(a, b).unwrap()));
        }
        for n in [0, 1, 1000, 1 << 53] {
            laws.push(Box::new(Binomial::new(n, a.min(1.0)).unwrap()));
        }
    }
    let mut rng = RandomState::new(5);
    for (i, law) in laws.iter().enumerate() {
        for x in [0.0, 1e-300, 1e-8, 0.5, 1.0, 7.0, 1e8, 1e300] {
            let values =
                [law.cdf(x), law.survival(x), law.ln_pdf(x), law.ln_cdf(x), law.ln_survival(x)];
            assert!(values.iter().all(|v| !v.is_nan()), "law {i} at {x}: {values:?}");
            assert!((0.0..=1.0).contains(&values[0]) && (0.0..=1.0).contains(&values[1]));
        }
        for p in [0.0, 1e-12, 0.3, 0.9, 1.0] {
            assert!(!law.quantile(p).unwrap().is_nan(), "law {i} at {p}");
        }
        assert!(!law.draw(&mut rng).is_nan(), "law {i}");
        assert!(!law.entropy().is_nan(), "law {i}");
    }
}

#[test]
fn invalid_parameters_are_refused() {
    for bad in [f64::NAN, f64::INFINITY, -1.0] {
        assert!(Bernoulli::new(bad).is_err() && Binomial::new(3, bad).is_err());
        assert!(Poisson::new(bad).is_err() && Exponential::new(bad).is_err());
        assert!(Gamma::new(bad, 1.0).is_err() && Gamma::new(1.0, bad).is_err());
        assert!(Beta::new(bad, 1.0).is_err() && Beta::new(1.0, bad).is_err());
        assert!(StudentT::new(bad).is_err() && Normal::new(0.0, bad).is_err());
        assert!(Categorical::new(&array![bad, 1.0]).is_err());
    }
    assert!(Normal::new(f64::NAN, 1.0).is_err() && Normal::new(0.0, 0.0).is_err());
    assert!(Uniform::new(1.0, 1.0).is_err() && Uniform::new(0.0, f64::INFINITY).is_err());
    assert!(Uniform::new(-1e308, 1e308).is_err() && Poisson::new(0.0).is_err());
    assert!(Binomial::new(u64::MAX, 0.5).is_err() && Categorical::new(&array![0.5]).is_err());
}
