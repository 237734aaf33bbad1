//! Distributions: their shapes under a slider, and what they become (Guide §3.2).

use crate::check;
use crate::error::MathError;
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::curve::range;
use crate::plot::canvas::draw::{self, Point, decimals, number};
use crate::plot::canvas::figure::{Figure, side_by_side};
use crate::plot::canvas::style::{self, BLUE, GREEN, INK, RED};
use crate::plot::canvas::wire;
use crate::probability::{Distribution, Normal};
use plotly::Bar;
use plotly::common::Marker;
use serde_json::{Value, json};

/// Bars that stand on a number line.
pub(crate) fn columns(name: &str, points: &[Point], width: f64, colour: &'static str) -> Value {
    let split = |k: usize| points.iter().map(|p| p[k]).collect::<Vec<f64>>();
    let bar = Bar::new(split(0), split(1)).name(name).marker(Marker::new().color(colour));
    let mut bar = wire::trace(bar);
    bar["width"] = json!(width);
    bar["opacity"] = json!(0.8);
    bar["showlegend"] = json!(!name.is_empty());
    bar
}

/// A line that is filled down to the horizontal axis.
pub(crate) fn hill(name: &str, points: &[Point], colour: &'static str) -> Value {
    let mut trace = draw::line(name, points, colour, 2.5);
    trace["fill"] = json!("tozeroy");
    trace["fillcolor"] = json!(style::faint(colour, 0.25));
    trace
}

/// Mean and standard deviation, written above a distribution.
pub(crate) fn in_numbers(law: &dyn Distribution) -> String {
    let write = |v: f64| if v.is_finite() { number(v) } else { tr!("none").to_string() };
    tr!(
        "mean <b>{mean}</b>, standard deviation <b>{std_dev}</b>",
        mean = write(law.mean()),
        std_dev = write(law.std_dev())
    )
}

/// The still moments of a family of distributions, put in motion.
pub(crate) fn family(
    parameter: &str,
    title: &str,
    scenes: Vec<(String, [Figure; 2])>,
    top: f64,
) -> Result<Figure, MathError> {
    let mut whole = Vec::new();
    for (label, [shape, below]) in scenes {
        let shape = shape.y_range(0.0, 1.12 * top);
        let below = below.y_range(-0.03, 1.05).title("<i>F</i>(<i>x</i>) = P(<i>X</i> ≤ <i>x</i>)");
        let figure = side_by_side(&[shape, below])?.title(title).set("margin.t", json!(92));
        whole.push((label, figure));
    }
    let start = whole.len() / 2;
    animate_from(parameter, &whole, start, 300)
}

/// Discrete distributions under a slider: the masses as bars, and their running sum.
///
/// Each law comes with the label of its parameter's value; the bars run from 0 to `to`.
/// The orange mark is the mean.
///
/// # Formula
///
/// P(X = k) on the left, F(x) = Σ P(X = k) over k ≤ x on the right.
///
/// # Errors
///
/// [`MathError::Empty`] without a law.
///
/// # Source
///
/// Guide §3.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let mut laws: Vec<(String, Box<dyn Distribution>)> = Vec::new();
/// for tenths in 1..=9 {
///     let p = f64::from(tenths) / 10.0;
///     laws.push((format!("{p}"), Box::new(Binomial::new(10, p)?)));
/// }
/// let figure = plot::masses("p", "Binomial, n = 10", &laws, 10)?;
/// assert_eq!(figure.frame_count(), 9);
/// # Ok::<(), MathError>(())
/// ```
pub fn masses(
    parameter: &str,
    title: &str,
    laws: &[(String, Box<dyn Distribution>)],
    to: u16,
) -> Result<Figure, MathError> {
    let ks = || (0..=to).map(f64::from);
    let mut top = 0.0_f64;
    let mut scenes = Vec::new();
    for (label, law) in laws {
        let bars: Vec<Point> = ks().map(|k| [k, law.pdf(k)]).collect();
        top = bars.iter().fold(top, |m, p| m.max(p[1]));
        let mut steps: Vec<Point> = vec![[-1.0, 0.0]];
        steps.extend(ks().map(|k| [k, law.cdf(k)]));
        steps.push([f64::from(to) + 1.0, law.cdf(f64::from(to) + 0.5)]);
        let mut stairs = draw::line("", &steps, BLUE, 2.5);
        stairs["line"]["shape"] = json!("hv");
        let window = (-0.8, f64::from(to) + 0.8);
        let shape = Figure::new()
            .add(columns("", &bars, 0.8, BLUE))
            .add(mark(law.mean()))
            .x_range(window.0, window.1)
            .x("<i>k</i>")
            .y(tr!("probability"))
            .note(&in_numbers(law.as_ref()))
            .title("P(<i>X</i> = <i>k</i>)");
        let below = Figure::new()
            .add(stairs)
            .x_range(window.0, window.1)
            .x("<i>x</i>")
            .y(tr!("probability"));
        scenes.push((label.clone(), [shape, below]));
    }
    family(parameter, title, scenes, top)
}

/// A triangle that holds up a distribution at its mean.
pub(crate) fn mark(mean: f64) -> Value {
    // A law without a mean has none to mark; the mark then waits outside of the axes.
    let at = if mean.is_finite() { mean } else { -1e9 };
    let mut trace = draw::dots("", &[[at, 0.0]], RED, 15);
    trace["marker"]["symbol"] = json!("triangle-up");
    trace["cliponaxis"] = json!(false);
    if !mean.is_finite() {
        trace["cliponaxis"] = json!(true);
    }
    trace
}

/// Continuous distributions under a slider: the density, and the area to the left of x.
///
/// Each law comes with the label of its parameter's value. The orange mark is the mean.
///
/// # Formula
///
/// f(x) on the left, F(x) = ∫ f(t) dt over t ≤ x on the right.
///
/// # Errors
///
/// [`MathError::Empty`] without a law; [`MathError::InvalidArgument`] unless the range
/// grows; [`MathError::NotFinite`] where a density is infinite (begin a little beside it).
///
/// # Source
///
/// Guide §3.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let mut laws: Vec<(String, Box<dyn Distribution>)> = Vec::new();
/// for sigma in [0.5, 1.0, 2.0] {
///     laws.push((format!("{sigma}"), Box::new(Normal::new(0.0, sigma)?)));
/// }
/// let figure = plot::densities("σ", "Normal, μ = 0", &laws, (-5.0, 5.0))?;
/// assert_eq!(figure.frame_count(), 3);
/// # Ok::<(), MathError>(())
/// ```
pub fn densities(
    parameter: &str,
    title: &str,
    laws: &[(String, Box<dyn Distribution>)],
    (from, to): (f64, f64),
) -> Result<Figure, MathError> {
    const NAME: &str = "densities";
    const STEPS: u32 = 100;
    range(NAME, "range", (from, to))?;
    let xs = || (0..=STEPS).map(|k| from + (to - from) * f64::from(k) / f64::from(STEPS));
    let mut top = 0.0_f64;
    let mut scenes = Vec::new();
    for (label, law) in laws {
        let mut curve: Vec<Point> = Vec::new();
        for x in xs() {
            let height = law.pdf(x);
            check::finite_number(NAME, msg!("a density in the range"), height)?;
            top = top.max(height);
            // Four decimals are more than a screen can show.
            curve.push([x, (1e4 * height).round() / 1e4]);
        }
        let area: Vec<Point> = xs().map(|x| [x, (1e4 * law.cdf(x)).round() / 1e4]).collect();
        let shape = Figure::new()
            .add(hill("", &curve, BLUE))
            .add(mark(law.mean()))
            .x_range(from, to)
            .y(tr!("density"))
            .note(&in_numbers(law.as_ref()))
            .title("<i>f</i>(<i>x</i>)");
        let below = Figure::new()
            .add(draw::line("", &area, BLUE, 2.5))
            .x_range(from, to)
            .y(tr!("probability"));
        scenes.push((label.clone(), [shape, below]));
    }
    family(parameter, title, scenes, top)
}

/// The 68–95–99.7 rule: the area within k standard deviations; the slider is k.
///
/// # Formula
///
/// P(|X − μ| ≤ kσ) = Φ(k) − Φ(−k)
///
/// # Errors
///
/// Those of [`animate`](crate::plot::animate), none of which these scenes meet.
///
/// # Source
///
/// Guide §3.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::normal_within(&Normal::new(0.0, 1.0)?)?;
/// assert_eq!(figure.frame_count(), 14);
/// # Ok::<(), MathError>(())
/// ```
pub fn normal_within(law: &Normal) -> Result<Figure, MathError> {
    let (mean, std) = (law.mean(), law.std_dev());
    let curve = |low: f64, high: f64| -> Vec<Point> {
        let at = |k: u32| mean + std * (low + (high - low) * f64::from(k) / 80.0);
        (0..=80).map(at).map(|x| [x, law.pdf(x)]).collect()
    };
    let bell = curve(-4.0, 4.0);
    let top = law.pdf(mean);
    let mut scenes = Vec::new();
    for quarter in 1..=14 {
        let k = f64::from(quarter) / 4.0;
        let inside = law.between(mean - k * std, mean + k * std);
        let mut figure = Figure::new()
            .add(hill("", &curve(-k, k), GREEN))
            .add(draw::line("", &bell, BLUE, 2.5))
            .x_range(mean - 4.0 * std, mean + 4.0 * std)
            .y_range(0.0, 1.1 * top)
            .y(tr!("density"))
            .title(tr!("How much lies within <i>k</i> standard deviations"))
            .note(&format!(
                "P(|<i>X</i> − μ| ≤ {} σ) = <b>{} %</b>",
                number(k),
                decimals(100.0 * inside, 2)
            ));
        for sigmas in [-3.0, -2.0, -1.0, 1.0, 2.0, 3.0] {
            let x = mean + sigmas * std;
            figure = figure.add(draw::line("", &[[x, 0.0], [x, law.pdf(x)]], INK, 1.0));
        }
        scenes.push((number(k), figure));
    }
    animate_from("<i>k</i>", &scenes, 3, 350)
}
