//! Entropy of a coin, and the two directions of the KL divergence (Guide §3.5).

use crate::calculus::gradient;
use crate::error::MathError;
use crate::information::entropy_bits;
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::curve::range;
use crate::plot::canvas::draw::{self, Point, number};
use crate::plot::canvas::figure::{Figure, side_by_side};
use crate::plot::canvas::style::{self, BLUE, GREEN, INK, RED};
use crate::plot::canvas::wire;
use crate::probability::{Distribution, Normal};
use ndarray::{Array1, array};
use plotly::Bar;
use plotly::common::Marker;
use serde_json::json;

/// The entropy of a coin; the slider is its probability of heads.
///
/// # Formula
///
/// H(p) = −p log₂ p − (1 − p) log₂(1 − p), with 0 log 0 = 0
///
/// # Errors
///
/// Those of [`animate`](crate::plot::animate), none of which these scenes meet.
///
/// # Source
///
/// Guide §3.5.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(plot::coin_entropy()?.frame_count(), 21);
/// # Ok::<(), MathError>(())
/// ```
pub fn coin_entropy() -> Result<Figure, MathError> {
    let bits = |p: f64| entropy_bits(&array![p, 1.0 - p]);
    let mut curve: Vec<Point> = Vec::new();
    for k in 0..=120 {
        let p = f64::from(k) / 120.0;
        curve.push([p, bits(p)?]);
    }
    let mut scenes = Vec::new();
    for k in 0..=20 {
        let p = f64::from(k) / 20.0;
        let h = bits(p)?;
        let marker = Marker::new().color(BLUE);
        let mut bars = wire::trace(Bar::new(vec![0.0, 1.0], vec![p, 1.0 - p]).marker(marker));
        bars["x"] = json!([tr!("heads"), tr!("tails")]);
        let left = Figure::new()
            .add(bars)
            .set("xaxis.type", json!("category"))
            .x_range(-0.6, 1.6)
            .y_range(0.0, 1.05)
            .x(tr!("outcome"))
            .y(tr!("probability"))
            .title(tr!("the coin"))
            .note(&tr!("entropy <b>{value}</b> bit", value = number(h)));
        let right = Figure::new()
            .add(draw::line("", &curve, INK, 2.0))
            .add(draw::dashed("", &[[p, 0.0], [p, h]], RED))
            .add(draw::dots("", &[[p, h]], RED, 12))
            .x_range(-0.03, 1.03)
            .y_range(0.0, 1.1)
            .x(tr!("<i>p</i> = P(heads)"))
            .y(tr!("bits"))
            .title(tr!("its entropy <i>H</i>(<i>p</i>)"));
        let whole = side_by_side(&[left, right])?
            .title(tr!("How uncertain is a coin?"))
            .set("margin.t", json!(92));
        scenes.push((number(p), whole));
    }
    animate_from("<i>p</i>", &scenes, 2, 250)
}

/// A density on evenly spaced points, and one normal distribution to be fitted to it.
struct Fit {
    x: Array1<f64>,
    p: Array1<f64>,
    step: f64,
}

impl Fit {
    /// D(P‖Q), or D(Q‖P) if `reversed`, for Q = N(θ₀, e^{2θ₁}).
    fn divergence(&self, theta: &Array1<f64>, reversed: bool) -> f64 {
        let std = theta[1].exp();
        let ln_scale = (std * (2.0 * std::f64::consts::PI).sqrt()).ln();
        let terms = self.x.iter().zip(&self.p).map(|(x, p)| {
            let ln_q = -0.5 * ((x - theta[0]) / std).powi(2) - ln_scale;
            if reversed { ln_q.exp() * (ln_q - p.ln()) } else { p * (p.ln() - ln_q) }
        });
        self.step * terms.sum::<f64>()
    }
}

/// The two directions of the KL divergence, each minimised over normal distributions Q.
///
/// The slider is the number of descent steps. On the left D(P‖Q) is made small: Q must
/// reach wherever P does, and covers it. On the right D(Q‖P): Q must not be where P is
/// not, and seeks one of P's hills. `target` need not be normalised.
///
/// # Formula
///
/// D(P‖Q) = ∫ p ln(p/q) dx against D(Q‖P) = ∫ q ln(q/p) dx, by gradient descent on the
/// mean and ln σ of Q.
///
/// # Errors
///
/// [`MathError::InvalidArgument`] unless the range grows, or where `target` is not positive
/// and finite within it.
///
/// # Source
///
/// Guide §3.5; C. Bishop, *Pattern Recognition and Machine Learning*, §10.1.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let two_hills = |x: f64| (-2.0 * (x - 2.0).powi(2)).exp() + (-2.0 * (x + 2.0).powi(2)).exp();
/// let figure = plot::kl_directions(&two_hills, (-5.0, 5.0), &Normal::new(0.5, 0.5)?)?;
/// assert_eq!(figure.frame_count(), 16);
/// # Ok::<(), MathError>(())
/// ```
pub fn kl_directions(
    target: &dyn Fn(f64) -> f64,
    (from, to): (f64, f64),
    start: &Normal,
) -> Result<Figure, MathError> {
    const NAME: &str = "kl_directions";
    range(NAME, "range", (from, to))?;
    let x = Array1::linspace(from, to, 161);
    let step = (to - from) / 160.0;
    let raw = x.mapv(target);
    if let Some(&value) = raw.iter().find(|p| !(p.is_finite() && **p > 0.0)) {
        return Err(MathError::InvalidArgument {
            operation: NAME,
            argument: "target",
            reason: format!("takes the value {value}; it must be positive and finite on the range"),
        });
    }
    let p = &raw / (raw.sum() * step);
    let fit = Fit { x, p, step };
    let ways = [false, true];
    let mut thetas = [0, 1].map(|_| array![start.mean(), start.std_dev().ln()]);
    let top = fit.p.iter().copied().fold(0.0_f64, f64::max);
    let shape: Vec<Point> =
        fit.x.iter().zip(&fit.p).map(|(&x, &p)| [x, (1e4 * p).round() / 1e4]).collect();
    let mut hill = draw::line("", &shape, INK, 2.0);
    hill["fill"] = json!("tozeroy");
    hill["fillcolor"] = json!(style::faint(INK, 0.25));
    let mut scenes = Vec::new();
    // Nearly everything happens in the first steps; the last scene is the one to look at.
    const STOPS: [usize; 16] = [0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192];
    for (frame, &stop) in STOPS.iter().enumerate() {
        let next = STOPS.get(frame + 1).copied().unwrap_or(stop);
        let mut panels = Vec::new();
        let mut notes = Vec::new();
        for ((&reversed, theta), (colour, name, heading)) in ways.iter().zip(&thetas).zip([
            (BLUE, "D(<i>P</i>‖<i>Q</i>)", tr!("D(<i>P</i>‖<i>Q</i>) small: cover")),
            (GREEN, "D(<i>Q</i>‖<i>P</i>)", tr!("D(<i>Q</i>‖<i>P</i>) small: seek")),
        ]) {
            let q = Normal::new(theta[0], theta[1].exp())?;
            let bell: Vec<Point> =
                fit.x.iter().map(|&x| [x, (1e4 * q.pdf(x)).round() / 1e4]).collect();
            let panel = Figure::new()
                .add(hill.clone())
                .add(draw::line("", &bell, colour, 3.0))
                .x_range(from, to)
                .y_range(0.0, 2.1 * top)
                .y(tr!("density"))
                .title(heading);
            panels.push(panel);
            let value = fit.divergence(theta, reversed);
            notes.push(format!(
                "{name} = <span style='color:{colour}'><b>{}</b></span>",
                number(value)
            ));
        }
        let first = panels.remove(0).note(&tr!(
            "grey: <i>P</i>;   left {notes},   right {notes2}",
            notes = notes[0],
            notes2 = notes[1]
        ));
        let whole = side_by_side(&[first, panels.remove(0)])?
            .title(tr!("One normal distribution for two hills"))
            .set("margin.t", json!(92));
        scenes.push((stop.to_string(), whole));
        for (&reversed, theta) in ways.iter().zip(&mut thetas) {
            for _ in stop..next {
                let slope = gradient(&|t: &Array1<f64>| fit.divergence(t, reversed), theta)?;
                // A bounded step: far from its goal the divergence is steep.
                let length = slope.dot(&slope).sqrt();
                let rate = 0.2 / length.max(1.0);
                *theta = &*theta - rate * &slope;
            }
        }
    }
    animate_from(tr!("steps"), &scenes, STOPS.len() - 1, 350)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hills(x: f64) -> f64 {
        (-2.0 * (x - 2.0).powi(2)).exp() + (-2.0 * (x + 2.0).powi(2)).exp()
    }

    #[test]
    fn a_fair_coin_has_one_bit_and_a_certain_one_none() {
        let figure = coin_entropy().unwrap();
        let note = |k: usize| figure.frames[k]["layout"].to_string();
        assert!(note(0).contains("<b>0.00</b> bit") && note(20).contains("<b>0.00</b> bit"));
        assert!(note(10).contains("<b>1.00</b> bit"));
    }

    #[test]
    fn one_direction_covers_and_the_other_seeks() {
        let start = Normal::new(0.5, 0.5).unwrap();
        let figure = kl_directions(&hills, (-5.0, 5.0), &start).unwrap();
        let peak = |trace: usize| {
            let frame = &figure.frames[15];
            let at = frame["traces"].as_array().unwrap().iter().position(|t| *t == trace).unwrap();
            let y = frame["data"][at]["y"].as_array().unwrap();
            y.iter().filter_map(|v| v.as_f64()).fold(0.0_f64, f64::max)
        };
        // σ = √(4 + ¼) gives the height 0.19; a hill of σ = ½ has 0.80.
        assert!((peak(1) - 0.1935).abs() < 0.01, "{}", peak(1));
        assert!((peak(3) - 0.798).abs() < 0.02, "{}", peak(3));
    }

    #[test]
    fn wrong_input_is_an_error_and_never_a_panic() {
        let start = Normal::new(0.0, 1.0).unwrap();
        assert!(kl_directions(&hills, (5.0, -5.0), &start).is_err());
        assert!(kl_directions(&|_| 0.0, (-1.0, 1.0), &start).is_err());
        assert!(kl_directions(&|x| x, (-1.0, 1.0), &start).is_err());
    }
}
