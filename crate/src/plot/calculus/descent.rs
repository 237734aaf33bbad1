//! Walks downhill: learning rates and optimisers on the same landscape (Guide §2.3).

use crate::error::MathError;
use crate::optimize::{
    Descent, DescentSettings, End, GradientDescent, Optimizer, evaluate_grid, minimize,
};
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::curve::short;
use crate::plot::canvas::draw::{self, Point};
use crate::plot::canvas::figure::{Figure, side_by_side};
use crate::plot::canvas::legend::legend_above;
use crate::plot::canvas::style::{self, AMBER, BLUE, GREEN, INK, RED};
use crate::plot::canvas::view::plane_vector;
use crate::plot::canvas::wire;
use ndarray::{Array1, ArrayRef1};
use plotly::Contour;
use plotly::contour::{Coloring, Contours};
use serde_json::json;

/// How many steps each learning rate gets.
const STEPS: usize = 40;

/// A square part of the plane.
#[derive(Clone, Copy)]
struct Window {
    centre: Point,
    half: f64,
}

impl Window {
    /// Holds all the points, with air around them.
    fn around(points: &[Point]) -> Self {
        let end = |k: usize, start: f64, f: fn(f64, f64) -> f64| {
            points.iter().map(|p| p[k]).fold(start, f)
        };
        let low = [0, 1].map(|k| end(k, f64::INFINITY, f64::min));
        let high = [0, 1].map(|k| end(k, f64::NEG_INFINITY, f64::max));
        let half = 0.5 * (high[0] - low[0]).max(high[1] - low[1]);
        let half = if half > 0.0 { 1.2 * half } else { 1.0 };
        Self { centre: [0, 1].map(|k| (low[k] + high[k]) / 2.0), half }
    }

    /// The start, the goal at the centre, and as much room beyond it.
    fn behind(start: Point, goal: Point) -> Self {
        let half = (start[0] - goal[0]).abs().max((start[1] - goal[1]).abs());
        Self { centre: goal, half: if half > 0.0 { 1.25 * half } else { 1.0 } }
    }

    fn axis(&self, k: usize) -> (f64, f64) {
        (self.centre[k] - self.half, self.centre[k] + self.half)
    }

    /// The path, from the start to the first point far outside. Steps too small to
    /// be seen are passed over, and no coordinate is finer than the page.
    fn trace(&self, path: &[Point]) -> Vec<Point> {
        let fine = self.half / 1000.0;
        let round = |p: &Point| p.map(|v| (v / fine).round() * fine);
        let mut kept: Vec<Point> = Vec::new();
        for (k, p) in path.iter().enumerate() {
            let last = k + 1 == path.len();
            let far = kept
                .last()
                .is_none_or(|q| (p[0] - q[0]).hypot(p[1] - q[1]) > 8.0 * fine || (last && p != q));
            if far {
                // A point at the end of the world is enough to show the way there.
                kept.push(round(&[0, 1].map(|k| {
                    p[k].clamp(self.centre[k] - 20.0 * self.half, self.centre[k] + 20.0 * self.half)
                })));
            }
            if (0..2).any(|k| (p[k] - self.centre[k]).abs() > 20.0 * self.half) {
                break;
            }
        }
        kept
    }

    /// The landscape from above: the denser the grey, the higher the ground.
    fn landscape(&self, f: &dyn Fn(&Array1<f64>) -> f64) -> Result<Figure, MathError> {
        let axis = |k: usize| {
            let (from, to) = self.axis(k);
            Array1::linspace(from, to, 45)
        };
        let (x, y) = (axis(0), axis(1));
        let mut z = evaluate_grid(f, &x, &y)?;
        // Where f has no value the ground is as high as anywhere.
        let finite = || z.iter().copied().filter(|v| v.is_finite());
        let (low, high) =
            (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
        let mut sorted: Vec<f64> = finite().collect();
        sorted.sort_by(f64::total_cmp);
        let middle = sorted.get(sorted.len() / 2).copied().unwrap_or(0.0);
        let spread = high - low;
        // Steep walls would take all the level lines: count the heights by ratios then.
        let steep = spread > 8.0 * (middle - low);
        let floor = 1e-3 * spread;
        // A level line shows no more than four digits.
        let digit = if steep { 1e-3 } else { 1e-4 * spread };
        z.mapv_inplace(|v| {
            let v = if v.is_finite() { v } else { high };
            let v = if steep { ((v - low + floor) / (spread + floor)).ln() } else { v - low };
            if digit > 0.0 { (v / digit).round() * digit } else { v }
        });
        let rows: Vec<Vec<f64>> = z.rows().into_iter().map(|r| r.to_vec()).collect();
        let trace = Contour::new(x.to_vec(), y.to_vec(), rows)
            .n_contours(16)
            .contours(Contours::new().coloring(Coloring::Fill))
            .show_scale(false);
        let mut trace = wire::trace(trace);
        trace["colorscale"] = json!([[0, style::faint(INK, 0.0)], [1, style::faint(INK, 0.55)]]);
        trace["line"] = json!({"color": style::faint(INK, 0.55), "width": 0.8});
        trace["hoverinfo"] = json!("skip");
        let (across, up) = (self.axis(0), self.axis(1));
        Ok(Figure::new()
            .add(trace)
            .x_range(across.0, across.1)
            .y_range(up.0, up.1)
            .equal_aspect()
            .x("<i>x</i>₁")
            .y("<i>x</i>₂"))
    }
}

/// The points of a walk.
fn points(run: &Descent) -> Vec<Point> {
    run.path.rows().into_iter().map(|p| [p[0], p[1]]).collect()
}

/// The losses as points that a logarithmic axis can show.
fn losses(run: &Descent, floor: f64, ceiling: f64) -> Vec<Point> {
    let mut list = Vec::new();
    for (k, value) in run.values.iter().enumerate() {
        list.push([k as f64, value.clamp(floor, ceiling)]);
        if *value > ceiling {
            break;
        }
    }
    list
}

/// Refuses to start where nothing can be computed, before any walk does.
fn plane_start(
    operation: &'static str,
    start: &ArrayRef1<f64>,
) -> Result<(Point, Array1<f64>), MathError> {
    let point = plane_vector(operation, "start", start)?;
    Ok((point, Array1::from_vec(point.to_vec())))
}

/// Gradient descent at one learning rate after the other; the slider is the rate α.
///
/// On the left forty steps on the landscape (the denser the grey, the higher), on the
/// right the loss after each step, with the other rates in the background.
///
/// # Formula
///
/// xₜ₊₁ = xₜ − α ∇f(xₜ).
///
/// # Errors
///
/// - [`MathError::Empty`] without a rate,
/// - [`MathError::OutOfRange`] for one that is not positive,
/// - [`MathError::ShapeMismatch`] unless `start` and the gradient have two entries,
/// - [`MathError::NotFinite`] for a start that is NaN or infinite,
/// - [`MathError::InvalidArgument`] where f or its gradient is not finite at the start.
///
/// # Source
///
/// Guide §2.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let bowl = QuadraticBowl::new(10.0, 2)?; // the largest rate is 2/10
/// let (f, gradient) = (bowl.function(), bowl.gradient_function());
/// let rates = [0.01, 0.1, 0.19, 0.21];
/// let figure = plot::learning_rate(&f, &gradient, &array![3.0, 1.0], &rates)?;
/// assert_eq!(figure.frame_count(), 4);
/// assert!(figure.to_json().contains("diverges"));
/// # Ok::<(), MathError>(())
/// ```
pub fn learning_rate(
    f: &dyn Fn(&Array1<f64>) -> f64,
    gradient: &dyn Fn(&Array1<f64>) -> Array1<f64>,
    start: &ArrayRef1<f64>,
    rates: &[f64],
) -> Result<Figure, MathError> {
    const NAME: &str = "learning_rate";
    if rates.is_empty() {
        return Err(MathError::Empty { operation: NAME, argument: "rates" });
    }
    let (from, start) = plane_start(NAME, start)?;
    let mut runs = Vec::new();
    for &rate in rates {
        let mut rule = GradientDescent::new(rate);
        runs.push(minimize(f, gradient, &start, &mut rule, &DescentSettings::steps(STEPS))?);
    }
    let first = runs[0].values[0];
    // The lowest place that any of them found.
    let (mut best, mut goal) = (first, from);
    for run in &runs {
        for (value, p) in run.values.iter().zip(points(run)) {
            if *value < best {
                (best, goal) = (*value, p);
            }
        }
    }
    let window = Window::behind(from, goal);
    let ground = window.landscape(f)?;
    let drop = first - best;
    let (log, floor, ceiling) = scale(&runs, first, best);
    let others: Vec<Vec<Point>> = runs.iter().map(|r| losses(r, floor, ceiling)).collect();
    let mut scenes = Vec::new();
    // The picture that stands still shows the rate that came lowest.
    let lowest = |k: &usize| runs[*k].values[runs[*k].values.len() - 1];
    let winner = (0..runs.len()).min_by(|a, b| lowest(a).total_cmp(&lowest(b))).unwrap_or(0);
    for (k, (run, rate)) in runs.iter().zip(rates).enumerate() {
        let last = run.values[run.values.len() - 1];
        let path = points(run);
        let (colour, verdict) = verdict(run, &path, (first, last, best, drop));
        let left = ground
            .clone()
            .add(draw::line("", &window.trace(&path), colour, 2.0))
            .add(draw::dots("", &window.trace(&path), colour, 6))
            .add(draw::dots("", &[from], INK, 11))
            .note(&tr!(
                "α = {rate}: <b>{verdict}</b>; after {steps} steps <i>f</i> = {last}",
                rate,
                verdict,
                steps = run.steps,
                last = short(last)
            ));
        let mut right = Figure::new();
        for list in &others {
            right = right.add(draw::line("", list, style::faint(INK, 0.4).as_str(), 1.2));
        }
        right = right
            .add(draw::line("", &others[k], colour, 3.0))
            .x_range(0.0, STEPS as f64)
            .x(tr!("step"))
            .y("<i>f</i>");
        if log {
            right = right.log_y();
        }
        let whole = side_by_side(&[left, right])?.title(tr!("The learning rate decides"));
        scenes.push((rate.to_string(), whole));
    }
    animate_from("α", &scenes, winner, 900)
}

/// Whether heights are best counted in powers of ten, and the least and greatest shown.
fn scale(runs: &[Descent], first: f64, best: f64) -> (bool, f64, f64) {
    let positive = runs.iter().all(|r| r.values.iter().all(|v| *v >= 0.0)) && first > 0.0;
    let drop = first - best;
    match positive {
        // Far below whatever forty steps reach, so that no curve runs along a floor of ours.
        true => (true, 1e-30 * first, 1e4 * first),
        false => (false, best, first + 2.0 * drop.max(1e-9)),
    }
}

/// How a walk went, in a word, and the colour for it.
fn verdict(
    run: &Descent,
    path: &[Point],
    (first, last, best, drop): (f64, f64, f64, f64),
) -> (&'static str, &'static str) {
    if matches!(run.end, End::Diverged { .. }) || last > first {
        return (RED, tr!("diverges"));
    }
    let steps: Vec<Point> =
        path.windows(2).map(|w| [w[1][0] - w[0][0], w[1][1] - w[0][1]]).collect();
    let back = steps.windows(2).filter(|w| w[0][0] * w[1][0] + w[0][1] * w[1][1] < 0.0).count();
    let zigzag = 2 * back > steps.len();
    match last - best > 0.02 * drop {
        true if zigzag => (AMBER, tr!("jumps from side to side")),
        true => (AMBER, tr!("crawls")),
        false if zigzag => (GREEN, tr!("converges in a zigzag")),
        false => (GREEN, tr!("converges")),
    }
}

/// Optimisers that start at the same place, step by step; the slider is the step.
///
/// On the left their paths on the landscape (the denser the grey, the higher), on the
/// right the loss of each. They are used with their own settings and an empty memory.
///
/// # Formula
///
/// That of each optimiser, with the full gradient ∇f.
///
/// # Errors
///
/// - [`MathError::Empty`] without an optimiser,
/// - [`MathError::OutOfRange`] for settings that make no sense, or unless 1 ≤ `steps` ≤
///   2000,
/// - [`MathError::ShapeMismatch`] unless `start` and the gradient have two entries,
/// - [`MathError::NotFinite`] for a start that is NaN or infinite,
/// - [`MathError::InvalidArgument`] where f or its gradient is not finite at the start.
///
/// # Source
///
/// Guide §2.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let rules: Vec<Box<dyn Optimizer>> = vec![
///     Box::new(GradientDescent::new(0.002)),
///     Box::new(Momentum::new(0.002, 0.9)),
///     Box::new(Adam::new(0.1)),
/// ];
/// let start = array![1.0, 1.5];
/// let figure = plot::optimizer_race(&beale, &beale_gradient, &start, &rules, 100)?;
/// assert!(figure.frame_count() > 20);
/// # Ok::<(), MathError>(())
/// ```
pub fn optimizer_race(
    f: &dyn Fn(&Array1<f64>) -> f64,
    gradient: &dyn Fn(&Array1<f64>) -> Array1<f64>,
    start: &ArrayRef1<f64>,
    optimizers: &[Box<dyn Optimizer>],
    steps: usize,
) -> Result<Figure, MathError> {
    const NAME: &str = "optimizer_race";
    if optimizers.is_empty() {
        return Err(MathError::Empty { operation: NAME, argument: "optimizers" });
    }
    if !(1..=2000).contains(&steps) {
        return Err(MathError::OutOfRange {
            operation: NAME,
            argument: "steps",
            value: steps as f64,
            expected: "a whole number from 1 to 2000",
        });
    }
    let (from, start) = plane_start(NAME, start)?;
    let settings = DescentSettings { gradient_tolerance: 0.0, ..DescentSettings::steps(steps) };
    let mut runs = Vec::new();
    for rule in optimizers {
        runs.push(minimize(f, gradient, &start, rule.fresh().as_mut(), &settings)?);
    }
    let first = runs[0].values[0];
    let best = runs.iter().flat_map(|r| r.values.iter()).fold(first, |m, v| m.min(*v));
    let paths: Vec<Vec<Point>> = runs.iter().map(points).collect();
    // Whoever climbs far above the start has left the race and does not set the frame.
    let limit = first + (first - best);
    let mut seen = vec![from];
    for (run, path) in runs.iter().zip(&paths) {
        seen.extend(run.values.iter().zip(path).filter(|(v, _)| **v <= limit).map(|(_, p)| *p));
    }
    let window = Window::around(&seen);
    let ground = window.landscape(f)?;
    let (log, floor, ceiling) = scale(&runs, first, best);
    let curves: Vec<Vec<Point>> = runs.iter().map(|r| thin(losses(r, floor, ceiling))).collect();
    // About twenty-four moments, closer together at the start where most happens.
    let mut moments: Vec<usize> = (0..=24)
        .map(|k| (steps as f64 * (f64::from(k) / 24.0).powf(1.6)).round() as usize)
        .collect();
    moments.dedup();
    let colours = [RED, BLUE, GREEN];
    let colour = |i: usize| {
        colours.get(i).copied().unwrap_or_else(|| style::PALETTE[i % style::PALETTE.len()])
    };
    let mut scenes = Vec::new();
    for k in moments {
        let (mut left, mut right) = (ground.clone(), Figure::new());
        let mut standing = Vec::new();
        for (i, (run, path)) in runs.iter().zip(&paths).enumerate() {
            let now = k.min(path.len() - 1);
            let way = window.trace(&path[..=now]);
            let head = way.last().copied().unwrap_or(from);
            left = left.add(draw::line(run.method, &way, colour(i), 2.2)).add(draw::dots(
                "",
                &[head],
                colour(i),
                11,
            ));
            let value = run.values[now].clamp(floor, ceiling);
            right = right.add(draw::line("", &curves[i], colour(i), 1.6)).add(draw::dots(
                "",
                &[[now as f64, value]],
                colour(i),
                10,
            ));
            let lost = matches!(run.end, End::Diverged { .. }) && now + 1 == path.len();
            standing.push(if lost {
                tr!("{method}: diverged", method = run.method)
            } else {
                format!("{}: {}", run.method, short(run.values[now]))
            });
        }
        let left = left.add(draw::dots("", &[from], INK, 9)).legend(true).note(&tr!(
            "<i>f</i> after {k} steps: {list}",
            k,
            list = standing.join(", ")
        ));
        let mut right = right.x_range(0.0, steps as f64).x(tr!("step")).y("<i>f</i>");
        if log {
            right = right.log_y();
        }
        let whole = side_by_side(&[left, right])?.title(tr!("The same slope, different walkers"));
        scenes.push((k.to_string(), legend_above(whole)));
    }
    animate_from(tr!("step"), &scenes, scenes.len() - 1, 250)
}

/// At most about a hundred of the points, the first and the last among them.
fn thin(points: Vec<Point>) -> Vec<Point> {
    let stride = points.len().div_ceil(100).max(1);
    let last = points.len().saturating_sub(1);
    let keep = |k: usize| k.is_multiple_of(stride) || k == last;
    points.into_iter().enumerate().filter(|(k, _)| keep(*k)).map(|(_, p)| p).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optimize::{Adam, QuadraticBowl, saddle, saddle_gradient};
    use ndarray::array;

    #[test]
    fn the_verdicts_change_where_the_theory_says() {
        let bowl = QuadraticBowl::new(10.0, 2).unwrap();
        let (f, gradient) = (bowl.function(), bowl.gradient_function());
        let rates = [0.002, 0.15, 0.18, 0.199, 0.21];
        let figure = learning_rate(&f, &gradient, &array![3.0, 3.0], &rates).unwrap();
        let words =
            ["crawls", "converges", "converges in a zigzag", "jumps from side to side", "diverges"];
        for (frame, word) in figure.frames.iter().zip(words) {
            assert!(frame["layout"].to_string().contains(word), "{word}: {}", frame["layout"]);
        }
    }

    #[test]
    fn a_path_keeps_its_ends_and_leaves_out_what_cannot_be_seen() {
        let window = Window { centre: [0.0, 0.0], half: 1.0 };
        let slow: Vec<Point> = (0..=1000).map(|k| [f64::from(k) / 1000.0, 0.0]).collect();
        let kept = window.trace(&slow);
        assert!(kept.len() < 130, "{}", kept.len());
        assert_eq!((kept[0], kept[kept.len() - 1]), ([0.0, 0.0], [1.0, 0.0]));
        let lost = window.trace(&[[0.0, 0.0], [1e300, 0.0], [0.0, 1.0]]);
        assert_eq!(lost.len(), 2);
    }

    #[test]
    fn a_landscape_without_a_floor_can_be_raced_on() {
        let rules: Vec<Box<dyn Optimizer>> =
            vec![Box::new(GradientDescent::new(0.1)), Box::new(Adam::new(0.1))];
        let start = array![1.0, 1e-3];
        let figure = optimizer_race(&saddle, &saddle_gradient, &start, &rules, 60).unwrap();
        assert!(figure.to_json().contains("Adam"));
        // One that leaves the world does not take the picture with it.
        let wild: Vec<Box<dyn Optimizer>> = vec![Box::new(GradientDescent::new(50.0))];
        let figure = optimizer_race(&saddle, &saddle_gradient, &start, &wild, 400).unwrap();
        assert!(figure.to_json().contains("diverged"));
    }

    #[test]
    fn wrong_input_is_an_error_and_never_a_panic() {
        let start = array![1.0, 1.0];
        let go = |start: &Array1<f64>, rates: &[f64]| {
            learning_rate(&saddle, &saddle_gradient, start, rates)
        };
        assert!(go(&start, &[]).is_err());
        assert!(go(&start, &[-1.0]).is_err());
        assert!(go(&array![1.0], &[0.1]).is_err());
        assert!(go(&array![f64::NAN, 1.0], &[0.1]).is_err());
        let rules: Vec<Box<dyn Optimizer>> = vec![Box::new(Adam::new(0.1))];
        assert!(optimizer_race(&saddle, &saddle_gradient, &start, &[], 10).is_err());
        assert!(optimizer_race(&saddle, &saddle_gradient, &start, &rules, 0).is_err());
        assert!(optimizer_race(&saddle, &|_| array![1.0], &start, &rules, 9).is_err());
    }
}
