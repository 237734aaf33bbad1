//! Softmax under temperature, and softmax without protection (Guide §4.2).

use crate::check;
use crate::error::MathError;
use crate::floating::{log_softmax, softmax, softmax_naive, softmax_with_temperature};
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::draw::decimals;
use crate::plot::canvas::figure::{Figure, side_by_side};
use crate::plot::canvas::powers::label;
use crate::plot::canvas::style::{BLUE, RED};
use crate::plot::charts::bars::bars;
use ndarray::{Array1, ArrayRef1};
use serde_json::json;

/// Probabilities of named choices; the slider is the temperature.
///
/// # Formula
///
/// pᵢ ∝ e^{xᵢ/T}; the entropy in the note is −Σ pᵢ log₂ pᵢ.
///
/// # Errors
///
/// Those of [`softmax_with_temperature`]; [`MathError::ShapeMismatch`] unless every score
/// has a name; [`MathError::Empty`] without a temperature.
///
/// # Source
///
/// Guide §4.2; Hinton, Vinyals and Dean (2015).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure =
///     plot::softmax_temperature(&array![2.0, 1.0, 0.1], &["a", "b", "c"], &[0.5, 1.0, 2.0])?;
/// assert_eq!(figure.frame_count(), 3);
/// # Ok::<(), MathError>(())
/// ```
pub fn softmax_temperature(
    scores: &ArrayRef1<f64>,
    names: &[&str],
    temperatures: &[f64],
) -> Result<Figure, MathError> {
    let mut scenes = Vec::new();
    for &t in temperatures {
        let p = softmax_with_temperature(scores, t)?;
        let logs = log_softmax(&scores.mapv(|x| x / t))?;
        let nats: f64 = p.iter().zip(&logs).map(|(p, l)| if *p > 0.0 { -p * l } else { 0.0 }).sum();
        let figure = bars(names, &p)?
            .title(tr!("Softmax under temperature"))
            .note(&tr!("entropy <b>{bits}</b> bits", bits = decimals(nats / 2.0_f64.ln(), 2)))
            .x(tr!("choice"))
            .y(tr!("probability"))
            .x_range(-0.6, names.len() as f64 - 0.4)
            .y_range(0.0, 1.05);
        scenes.push((label(t), figure));
    }
    let start = temperatures.iter().position(|&t| t == 1.0).unwrap_or(0);
    animate_from(tr!("temperature <i>T</i>"), &scenes, start, 500)
}

/// The formula as it is written beside the one with the maximum taken out, for scores
/// that grow by a factor.
///
/// A bar that is NaN has no height: the left panel goes empty and says so.
///
/// # Errors
///
/// Those of [`softmax`](fn@softmax); [`MathError::NotFinite`] for NaN or infinite scores;
/// [`MathError::Empty`] without a factor.
///
/// # Source
///
/// Guide §4.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::softmax_overflow(&array![1.0, 2.0, 3.0], &[1.0, 1000.0])?;
/// assert_eq!(figure.frame_count(), 2);
/// # Ok::<(), MathError>(())
/// ```
pub fn softmax_overflow(scores: &ArrayRef1<f64>, factors: &[f64]) -> Result<Figure, MathError> {
    check::finite("softmax_overflow", "scores", scores)?;
    let mut scenes = Vec::new();
    for &factor in factors {
        let scaled: Array1<f64> = scores.mapv(|x| x * factor);
        let (naive, stable) = (softmax_naive(&scaled), softmax(&scaled)?);
        let names: Vec<String> = scaled.iter().map(|x| label(*x)).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let broken = naive.iter().any(|p| p.is_nan());
        // The names change from moment to moment, so the bars stand at numbered places.
        let panel = |p: &Array1<f64>, colour: &str| {
            bars(&names, p).map(|figure| {
                let mut figure = figure;
                figure.data[0]["marker"]["color"] = json!(colour);
                figure.data[0]["x"] = json!((1..=p.len()).collect::<Vec<_>>());
                figure
                    .set("xaxis.type", json!("linear"))
                    .set("xaxis.dtick", json!(1))
                    .set("xaxis.range", json!([0.4, p.len() as f64 + 0.6]))
                    .x(tr!("entry"))
                    .y(tr!("probability"))
                    .y_range(0.0, 1.08)
            })
        };
        let drawn = naive.mapv(|p| if p.is_nan() { 0.0 } else { p });
        let verdict =
            if broken { tr!("<b>NaN</b>: e to the largest is ∞") } else { tr!("both agree") };
        let left = panel(&drawn, if broken { RED } else { BLUE })?
            .title(if broken { tr!("as written: NaN") } else { tr!("as written") })
            .note(&tr!("scores {list} · {verdict}", list = names.join(", "), verdict));
        let right = panel(&stable, BLUE)?.title(tr!("maximum taken out"));
        let whole = side_by_side(&[left, right])?
            .title(tr!("Softmax of growing scores"))
            .set("margin.t", json!(96));
        scenes.push((label(factor), whole));
    }
    animate_from(tr!("factor"), &scenes, 0, 700)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_naive_panel_says_when_it_is_nan() {
        let figure = softmax_overflow(&array![1.0, 2.0, 3.0], &[1.0, 200.0, 300.0]).unwrap();
        let said: Vec<bool> = figure.frames.iter().map(|f| f.to_string().contains("NaN")).collect();
        assert_eq!(said, [false, false, true]);
        assert!(softmax_overflow(&array![f64::NAN], &[1.0]).is_err());
        assert!(softmax_temperature(&array![1.0], &["a", "b"], &[1.0]).is_err());
        assert!(softmax_temperature(&array![1.0], &["a"], &[0.0]).is_err());
    }
}
