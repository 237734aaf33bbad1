//! Tails beyond the places where t², a·b or one minus the other tail leave the range of
//! an f64, and the way back from a tail to its place.
//!
//! `reference/extreme_tails.json` holds values of 400-digit arithmetic; the script beside
//! it makes them.

use aimath::prelude::*;
use serde_json::Value;

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

#[test]
fn extreme_tails_agree_with_400_digits() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference/extreme_tails.json");
    let text = std::fs::read_to_string(path).expect("the reference is committed");
    let table: Value = serde_json::from_str(&text).expect("the reference is JSON");
    let mut wrong = Vec::new();
    for row in table.as_array().unwrap() {
        let p: Vec<f64> = row["parameters"].as_array().unwrap().iter().map(number).collect();
        let law: Box<dyn Distribution> = match row["law"].as_str().unwrap() {
            "student_t" => Box::new(StudentT::new(p[0]).unwrap()),
            "beta" => Box::new(Beta::new(p[0], p[1]).unwrap()),
            _ => Box::new(Binomial::new(p[0] as u64, p[1]).unwrap()),
        };
        let x = number(&row["x"]);
        let both = [
            ("cdf", law.cdf(x)),
            ("survival", law.survival(x)),
            ("ln_cdf", law.ln_cdf(x)),
            ("ln_survival", law.ln_survival(x)),
        ];
        for (what, found) in both {
            let expected = number(&row[what]);
            // A logarithm of 700 leaves 1e-13 of the number; x near 1 holds 1 − x to an
            // ulp of 1 only, which a tail beyond it repeats.
            if (found - expected).abs() > 1e-12 * expected.abs() + 5e-324 {
                wrong.push(format!(
                    "{}{p:?} {what} at {x:e}: {found:e} for {expected:e}",
                    row["law"]
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn places_are_found_from_their_tails() {
    // P(X > 15) = 1.39e-20 and P(X > 16) = 3.3e-22.
    let rare = Binomial::new(10_000, 4e-5).unwrap();
    assert_eq!(rare.inverse_survival(1e-20), Ok(16.0));
    assert_eq!(rare.inverse_ln_survival(1e-20_f64.ln()), Ok(16.0));
    let five = Gamma::new(5.0, 1.0).unwrap().inverse_survival(1e-17).unwrap();
    assert!((five - 51.836_94).abs() < 1e-5, "{five}");
    let z = Normal::new(0.0, 1.0).unwrap();
    assert!((z.inverse_survival(0.025).unwrap() - 1.959_963_984_540_054).abs() < 1e-15);
    assert_eq!(z.inverse_survival(0.5), Ok(0.0));
    let t = StudentT::new(1e300).unwrap();
    assert!((t.quantile(0.975).unwrap() - 1.959_963_984_540_054).abs() < 4e-15);
    assert_eq!(StudentT::new(1.0).unwrap().inverse_survival(0.5), Ok(0.0));
    assert_eq!(Beta::new(1e300, 1e300).unwrap().quantile(0.3), Ok(0.5));
    let wide = Gamma::new(1e200, 1.0).unwrap().quantile(0.3).unwrap();
    assert!((wide / 1e200 - 1.0).abs() < 1e-15, "{wide:e}");
    let half = Beta::new(1e-200, 3e-200).unwrap().ln_pdf(0.5);
    assert!((half / -459.418_406_310_141_03 - 1.0).abs() < 1e-15, "{half}");
}

#[test]
fn every_distribution_finds_its_way_back_from_a_tail() {
    let laws: Vec<Box<dyn Distribution>> = vec![
        Box::new(Uniform::new(-1.0, 3.0).unwrap()),
        Box::new(Normal::new(2.0, 0.1).unwrap()),
        Box::new(Exponential::new(7.0).unwrap()),
        Box::new(Gamma::new(0.02, 3.0).unwrap()),
        Box::new(Gamma::new(5.0, 3.0).unwrap()),
        Box::new(Gamma::new(2e6, 3.0).unwrap()),
        Box::new(Beta::new(0.3, 40.0).unwrap()),
        Box::new(Beta::new(3.0, 4.0).unwrap()),
        Box::new(StudentT::new(0.5).unwrap()),
        Box::new(StudentT::new(4.0).unwrap()),
        Box::new(StudentT::new(3e5).unwrap()),
    ];
    for (i, law) in laws.iter().enumerate() {
        for ln_q in [-1e-9, -0.01, -0.5, -0.69, -0.7, -2.0, -30.0, -600.0, -700.0, -5000.0] {
            let x = law.inverse_ln_survival(ln_q).unwrap();
            let back = law.ln_survival(x);
            // Where x cannot be told from its neighbours (beside an end of the support, or
            // far from zero on the scale of the spread) the tail steps over the target.
            let (below, above) = (law.ln_survival(x.next_down()), law.ln_survival(x.next_up()));
            let step = (below - above).abs();
            let close = (back - ln_q).abs() <= 1e-11 * ln_q.abs() + 2.0 * step;
            assert!(close || x.is_infinite(), "{i}: {ln_q} leads to {x}, that to {back}");
            if ln_q > -700.0 {
                let q = ln_q.exp();
                let same = law.inverse_survival(q).unwrap();
                let apart = (law.ln_survival(same) - q.ln()).abs();
                assert!(apart <= 1e-11 * q.ln().abs() + 2.0 * step, "{i}: {q} leads to {same}");
            }
        }
        assert!(law.inverse_survival(1.5).is_err() && law.inverse_ln_survival(0.5).is_err());
        assert!(law.inverse_survival(f64::NAN).is_err());
        assert!(law.inverse_ln_survival(f64::NAN).is_err());
        assert_eq!(law.inverse_survival(0.0), law.inverse_ln_survival(f64::NEG_INFINITY));
        assert_eq!(law.inverse_survival(1.0), law.inverse_ln_survival(0.0));
    }
}

#[test]
fn counts_find_the_first_place_with_a_small_enough_tail() {
    let laws: Vec<(Box<dyn Distribution>, f64)> = vec![
        (Box::new(Bernoulli::new(0.25).unwrap()), 1.0),
        (Box::new(Binomial::new(30, 0.2).unwrap()), 30.0),
        (Box::new(Poisson::new(6.5).unwrap()), 60.0),
        (Box::new(Categorical::new(&array![0.25, 0.0, 0.5, 0.25]).unwrap()), 3.0),
    ];
    for (law, last) in laws {
        for q in [0.0, 1e-12, 0.01, 0.25, 0.5, 0.75, 0.999, 1.0] {
            let first = (0..=last as u32).map(f64::from).find(|&k| law.survival(k) <= q);
            let found = law.inverse_survival(q).unwrap();
            let endless = q == 0.0 && last == 60.0;
            assert_eq!(found, if endless { f64::INFINITY } else { first.unwrap() }, "{q}");
            if q > 0.0 {
                assert_eq!(law.inverse_ln_survival(law.ln_survival(found)), Ok(found));
            }
        }
    }
}

#[test]
fn heavy_tails_are_drawn_with_their_share_beyond_the_largest_number() {
    for (freedom, share) in [(0.01, 8.025_281_5e-4), (0.001, 0.4897)] {
        let law = StudentT::new(freedom).unwrap();
        let draws = law.sample(20_000, &mut RandomState::new(7));
        let infinite = draws.iter().filter(|x| x.is_infinite()).count() as f64 / 2e4;
        // Four standard errors.
        let allowed = 4.0 * (share * (1.0 - share) / 2e4_f64).sqrt();
        assert!((infinite - share).abs() < allowed, "{freedom}: {infinite}, not {share}");
    }
}

#[test]
fn extreme_parameters_never_give_nan() {
    let shapes = [f64::MIN_POSITIVE, 1e-300, 1e-8, 0.7, 1e8, 1e20, 1e160, 1e307];
    let places = [0.0, 5e-324, 1e-300, 1e-9, 0.5, 1.0, 3.0, 1e9, 1e200, f64::MAX, f64::INFINITY];
    let mut laws: Vec<(String, Box<dyn Distribution>)> = Vec::new();
    for a in shapes {
        laws.push((format!("t({a:e})"), Box::new(StudentT::new(a).unwrap())));
        for b in shapes {
            laws.push((format!("beta({a:e}, {b:e})"), Box::new(Beta::new(a, b).unwrap())));
            laws.push((format!("gamma({a:e}, {b:e})"), Box::new(Gamma::new(a, b).unwrap())));
        }
    }
    let mut wrong = Vec::new();
    for (name, law) in &laws {
        for x in places.iter().flat_map(|&x| [x, -x]) {
            for (what, found) in [
                ("cdf", law.cdf(x)),
                ("survival", law.survival(x)),
                ("ln_cdf", law.ln_cdf(x)),
                ("ln_survival", law.ln_survival(x)),
                ("ln_pdf", law.ln_pdf(x)),
            ] {
                if found.is_nan() {
                    wrong.push(format!("{name} {what} at {x:e}"));
                }
            }
        }
        for p in [0.0, 5e-324, 1e-9, 0.3, 0.5, 0.9, 1.0] {
            let both = [law.quantile(p).unwrap(), law.inverse_survival(p).unwrap()];
            if both.iter().any(|x| x.is_nan()) {
                wrong.push(format!("{name} quantile of {p:e}"));
            }
        }
        if law.entropy().is_nan() {
            wrong.push(format!("{name} entropy"));
        }
    }
    assert!(wrong.is_empty(), "{} NaN:\n{}", wrong.len(), wrong[..wrong.len().min(40)].join("\n"));
    assert!(Gamma::new(5e-324, 1.0).is_err() && StudentT::new(5e-324).is_err());
    assert!(Beta::new(5e-324, 1.0).is_err() && Beta::new(1.0, 5e-324).is_err());
}
