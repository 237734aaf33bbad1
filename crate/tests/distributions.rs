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
