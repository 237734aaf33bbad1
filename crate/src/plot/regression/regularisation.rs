//! What a penalty does to weights: paths, budgets, corners (Guide §5.2, §5.3).

use crate::check;
use crate::error::MathError;
use crate::linalg::norm_l1;
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::curve::{ends, short};
use crate::plot::canvas::draw::{self, Point, number};
use crate::plot::canvas::figure::{Figure, side_by_side};
use crate::plot::canvas::legend::legend_above;
use crate::plot::canvas::style::{self, BLUE, GREEN, INK, RED};
use crate::regression::{
    RidgePath, SparsePath, lasso_in_diamond, linear_regression, loss_contour, ridge_in_ball,
    soft_threshold as shrunk,
};
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2};
use serde_json::json;
use std::f64::consts::TAU;

/// The weights of ridge over λ; the slider is λ.
///
/// The vector of the weights becomes shorter as λ grows; a single weight may grow for a while,
/// and change its sign.
///
/// # Formula
///
/// w(λ) = (XᵀX + λI)⁻¹Xᵀy
///
/// # Errors
///
/// [`MathError::Empty`] without weights; [`MathError::ShapeMismatch`] unless there is one
/// name for each; [`MathError::OutOfRange`] for a λ of 0, which a logarithmic axis cannot
/// show.
///
/// # Source
///
/// Guide §5.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let (x, y) = (array![[0.0], [2.0]], array![1.0, 5.0]); // w = 4/(2 + λ)
/// let path = ridge_path(&x, &y, &array![2.0, 6.0])?;
/// let figure = plot::ridge_paths(&path, &["w"])?;
/// assert_eq!(figure.frame_count(), 2);
/// assert!(figure.to_json().contains("0.50 of 1")); // σ² = 2: 2/(2 + 2)
/// # Ok::<(), MathError>(())
/// ```
pub fn ridge_paths(path: &RidgePath, names: &[&str]) -> Result<Figure, MathError> {
    let said = |i: usize| {
        tr!(
            "effective degrees of freedom: {effective_degrees} of {names}",
            effective_degrees = number(path.effective_degrees[i]),
            names = names.len()
        )
    };
    paths("ridge_paths", "λ", &path.lambdas, &path.weights, names, &said)
        .map(|f| f.title(tr!("Ridge: the vector of the weights becomes shorter as λ grows")))
}

/// The weights of the lasso over α; the slider is α.
///
/// A weight may leave zero, come back to it and leave it again on the other side.
///
/// # Formula
///
/// w(α) minimises 1/(2n)‖y − Xw‖² + α‖w‖₁.
///
/// # Errors
///
/// Those of [`ridge_paths`].
///
/// # Source
///
/// Guide §5.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let (x, y) = (array![[0.0], [2.0]], array![1.0, 5.0]); // w = 2 − α, then 0
/// let path = lasso_path(&x, &y, &array![3.0, 1.0], &CoordinateSettings::default())?;
/// let figure = plot::lasso_paths(&path, &["w"])?;
/// assert!(figure.to_json().contains("<b>0</b> of 1"));
/// # Ok::<(), MathError>(())
/// ```
pub fn lasso_paths(path: &SparsePath, names: &[&str]) -> Result<Figure, MathError> {
    let said = |i: usize| {
        let kept = path.weights.row(i).iter().filter(|w| **w != 0.0).count();
        tr!("<b>{kept}</b> of {names} weights are not zero", kept, names = names.len())
    };
    paths("lasso_paths", "α", &path.alphas, &path.weights, names, &said)
        .map(|f| f.title(tr!("Lasso: a large α leaves few weights in")))
}

fn paths(
    operation: &'static str,
    penalty: &str,
    penalties: &Array1<f64>,
    weights: &Array2<f64>,
    names: &[&str],
    said: &dyn Fn(usize) -> String,
) -> Result<Figure, MathError> {
    check::not_empty(operation, "weights", weights)?;
    if names.len() != weights.ncols() {
        return Err(MathError::ShapeMismatch {
            operation,
            left: vec![names.len()],
            right: vec![weights.ncols()],
            rule: "every weight needs one name",
        });
    }
    if let Some(&value) = penalties.iter().find(|l| **l <= 0.0) {
        return Err(MathError::OutOfRange {
            operation,
            argument: "penalties",
            value,
            expected: "positive numbers, because the axis is logarithmic",
        });
    }
    let curves: Vec<Vec<Point>> = weights
        .columns()
        .into_iter()
        .map(|column| penalties.iter().zip(column).map(|(l, w)| [*l, *w]).collect())
        .collect();
    let (low, high) = ends(&curves.concat(), 1, 0.06);
    // From the left of the axis to the right, about thirty stops.
    let mut order: Vec<usize> = (0..penalties.len()).collect();
    order.sort_by(|a, b| penalties[*a].total_cmp(&penalties[*b]));
    let stride = order.len().div_ceil(32);
    let mut scenes = Vec::new();
    for &i in order.iter().step_by(stride) {
        let mut figure = Figure::new();
        for (j, (name, curve)) in names.iter().zip(&curves).enumerate() {
            let mut trace = draw::line(name, curve, style::colour(j), 2.2);
            let dash = ["solid", "dash", "dot"][(j / style::PALETTE.len()) % 3];
            trace["line"]["dash"] = json!(dash);
            figure = figure.add(trace);
        }
        let here: Vec<Point> = weights.row(i).iter().map(|w| [penalties[i], *w]).collect();
        let colours = (0..names.len()).map(style::colour).collect();
        figure = figure
            .add(draw::line("", &[[penalties[i], low], [penalties[i], high]], INK, 1.5))
            .add(draw::coloured_dots(&here, colours, 9))
            .y_range(low, high)
            .log_x()
            .legend(true)
            .x(&tr!("penalty {penalty}", penalty))
            .y(tr!("weight"))
            .note(&format!("{penalty} = {}: {}", short(penalties[i]), said(i)));
        scenes.push((short(penalties[i]), figure));
    }
    let start = scenes.len() * 3 / 5;
    animate_from(penalty, &scenes, start, 250)
}

/// The ellipse of equal loss meets the ball and the diamond; the slider is the budget t.
///
/// On the left the best w with ‖w‖₂ ≤ t (ridge), on the right with ‖w‖₁ ≤ t (lasso), and
/// the way both have come.
///
/// # Formula
///
/// min ‖y − Xw − b‖² subject to ‖w‖₂ ≤ t, or to ‖w‖₁ ≤ t.
///
/// # Errors
///
/// [`MathError::InvalidArgument`] unless X has two independent columns that explain a part
/// of y; those of [`linear_regression`](fn@crate::regression::linear_regression).
///
/// # Source
///
/// Guide §5.3; Tibshirani, "Regression shrinkage and selection via the lasso" (1996).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let x = array![[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]];
/// let figure = plot::ball_and_diamond(&x, &array![1.0, -1.0, 3.0, -3.0])?;
/// assert!(figure.to_json().contains("one zero"));
/// # Ok::<(), MathError>(())
/// ```
pub fn ball_and_diamond(x: &ArrayRef2<f64>, y: &ArrayRef1<f64>) -> Result<Figure, MathError> {
    const NAME: &str = "ball_and_diamond";
    let best = linear_regression(x, y)?;
    let lowest = best.residual_sum / y.len() as f64;
    // Asks for two independent columns before anything is drawn.
    loss_contour(x, y, lowest, 3)?;
    let free = [best.weights[0], best.weights[1]];
    let longest = norm_l1(&best.weights);
    if longest == 0.0 {
        return Err(MathError::InvalidArgument {
            operation: NAME,
            argument: "y",
            reason: "is not explained by x at all, so there is no way to go".to_string(),
        });
    }
    let x_means = x.mean_axis(ndarray::Axis(0)).unwrap_or_else(|| Array1::zeros(2));
    let y_mean = y.sum() / y.len() as f64;
    let loss = |w: &Array1<f64>| {
        let e = &y.view() - &x.dot(w) - (y_mean - x_means.dot(w));
        (e.dot(&e) / y.len() as f64).max(lowest)
    };
    let ellipse = |loss: f64| -> Result<Vec<Point>, MathError> {
        let curve = loss_contour(x, y, loss, 41)?;
        Ok(curve.rows().into_iter().map(|p| [p[0], p[1]]).collect())
    };
    let at_zero = loss(&Array1::zeros(2));
    let mut levels = Vec::new();
    for share in [0.15, 0.5, 1.0] {
        levels.push(ellipse(lowest + share * (at_zero - lowest))?);
    }
    let window = 1.3 * longest;
    let middle = free.map(|w| 0.25 * w);
    let unit: Vec<Point> =
        (0..=48).map(|k| TAU * f64::from(k) / 48.0).map(|a| [a.cos(), a.sin()]).collect();
    let diamond = [[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0], [1.0, 0.0]];
    let (mut ways, mut scenes) = ([vec![[0.0; 2]], vec![[0.0; 2]]], Vec::new());
    for k in 1..=12 {
        let t = longest * f64::from(k) / 12.0;
        let answers = [ridge_in_ball(x, y, t)?.weights, lasso_in_diamond(x, y, t)?.weights];
        let mut panels = Vec::new();
        for (side, w) in answers.iter().enumerate() {
            let (shape, title): (&[Point], _) = match side {
                0 => (&unit, tr!("‖<b>w</b>‖₂ ≤ <i>t</i>: ridge")),
                _ => (&diamond, tr!("‖<b>w</b>‖₁ ≤ <i>t</i>: lasso")),
            };
            let here = [w[0], w[1]];
            ways[side].push(here);
            let grown: Vec<Point> = shape.iter().map(|p| p.map(|v| t * v)).collect();
            let mut panel = Figure::new();
            for level in &levels {
                panel = panel.add(draw::line("", level, style::faint(INK, 0.5).as_str(), 1.2));
            }
            panel = panel
                .add(draw::area("", &grown, BLUE, 0.2))
                .add(draw::line("", &ellipse(loss(w))?, RED, 2.5))
                .add(draw::line("", &ways[side], GREEN, 3.0))
                .add(draw::dots("", &[free], INK, 9))
                .add(draw::dots("", &[here], GREEN, 12))
                .x_range(middle[0] - window, middle[0] + window)
                .y_range(middle[1] - window, middle[1] + window)
                .equal_aspect()
                .x("<i>w</i>₁")
                .y("<i>w</i>₂")
                .title(title);
            panels.push(panel);
        }
        let zeros = answers[1].iter().filter(|w| **w == 0.0).count();
        let pair = |w: &Array1<f64>| format!("({}, {})", number(w[0]), number(w[1]));
        let first = panels.remove(0).note(&tr!(
            "<i>t</i> = {t}: ball {answers}, diamond <b>{answers2}</b>{zero}",
            t = number(t),
            answers = pair(&answers[0]),
            answers2 = pair(&answers[1]),
            zero = if zeros == 1 { tr!(", one zero") } else { "" }
        ));
        let whole = side_by_side(&[first, panels.remove(0)])?
            .title(tr!("Where the ellipse touches the budget"))
            .set("margin.t", json!(92));
        scenes.push((number(t), whole));
    }
    animate_from("<i>t</i>", &scenes, 4, 350)
}

/// One weight under both penalties; the slider is the answer ρ without a penalty.
///
/// On the left what is minimised, on the right the place of the minimum for every ρ.
///
/// # Formula
///
/// ½(w − ρ)² + l|w| is least at sign(ρ)·max(|ρ| − l, 0), ½(w − ρ)² + ½l w² at ρ/(1 + l).
///
/// # Errors
///
/// [`MathError::OutOfRange`] unless l is positive and finite.
///
/// # Source
///
/// Guide §5.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::soft_threshold(1.0)?;
/// assert!(figure.to_json().contains("exactly 0"));
/// # Ok::<(), MathError>(())
/// ```
pub fn soft_threshold(l: f64) -> Result<Figure, MathError> {
    check::positive("soft_threshold", "l", l)?;
    let half = 3.0 * l;
    let grid: Vec<f64> = (0..=48).map(|k| half * (f64::from(k) / 24.0 - 1.0)).collect();
    let curve = |f: &dyn Fn(f64) -> f64| grid.iter().map(|v| [*v, f(*v)]).collect::<Vec<Point>>();
    let damped = |rho: f64| rho / (1.0 + l);
    let cut = |rho: f64| shrunk(rho, l);
    let mut scenes = Vec::new();
    for k in 0..=12 {
        let rho = half * (f64::from(k) / 6.0 - 1.0);
        let kinked = |w: f64| 0.5 * (w - rho).powi(2) + l * w.abs();
        let round = |w: f64| 0.5 * (w - rho).powi(2) + 0.5 * l * w * w;
        let (a, b) = (cut(rho), damped(rho));
        let left = Figure::new()
            .add(draw::line(tr!("penalty <i>l</i>|<i>w</i>|"), &curve(&kinked), BLUE, 2.5))
            .add(draw::line(tr!("penalty ½<i>l</i><i>w</i>²"), &curve(&round), RED, 2.5))
            .add(draw::dots("", &[[a, kinked(a)]], BLUE, 12))
            .add(draw::dots("", &[[b, round(b)]], RED, 12))
            .x_range(-half, half)
            .y_range(-0.05 * half * half, 1.1 * half * half)
            .x("<i>w</i>")
            .y(tr!("to be minimised"))
            .note(&tr!(
                "ρ = {rho}: with |<i>w</i>| <b>{a}</b>, with <i>w</i>² <b>{b}</b>",
                rho = number(rho),
                a = if a == 0.0 { tr!("exactly 0").to_string() } else { number(a) },
                b = number(b)
            ));
        let right = Figure::new()
            .add(draw::dashed("", &[[-half, -half], [half, half]], INK))
            .add(draw::line("", &curve(&cut), BLUE, 2.5))
            .add(draw::line("", &curve(&damped), RED, 2.5))
            .add(draw::dots("", &[[rho, a]], BLUE, 12))
            .add(draw::dots("", &[[rho, b]], RED, 12))
            .x_range(-half, half)
            .y_range(-half, half)
            .x(tr!("ρ, the answer without a penalty"))
            .y(tr!("the answer with it"));
        let whole = side_by_side(&[left, right])?.title(tr!("A corner holds the weight at zero"));
        scenes.push((number(rho), legend_above(whole)));
    }
    animate_from("ρ", &scenes, 7, 250)
}

/// Where answers from all around land on the ball and on the diamond.
///
/// Every point of the ring is a least-squares answer ŵ of a problem with round contours;
/// the line leads to the nearest point of the budget, in green if that has a zero. The
/// slider is the budget t.
///
/// # Formula
///
/// the w nearest to ŵ with ‖w‖₂ ≤ t: ŵ·t/‖ŵ‖₂; with ‖w‖₁ ≤ t: sign(ŵ)·max(|ŵ| − l, 0) for
/// the l that spends t.
///
/// # Errors
///
/// Those of [`animate`](crate::plot::animate), none of which these scenes meet.
///
/// # Source
///
/// Guide §5.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::landing_places()?;
/// assert!(figure.to_json().contains("0 of 48")); // the ball has no corners
/// # Ok::<(), MathError>(())
/// ```
pub fn landing_places() -> Result<Figure, MathError> {
    const RADIUS: f64 = 2.0;
    const COUNT: usize = 48;
    // Half a step aside, so that no answer has a zero to begin with.
    let ring: Vec<Point> = (0..COUNT)
        .map(|k| TAU * (k as f64 + 0.5) / COUNT as f64)
        .map(|a| [RADIUS * a.cos(), RADIUS * a.sin()])
        .collect();
    let unit: Vec<Point> =
        (0..=60).map(|k| TAU * f64::from(k) / 60.0).map(|a| [a.cos(), a.sin()]).collect();
    let diamond = [[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0], [1.0, 0.0]];
    let mut scenes = Vec::new();
    for k in 1..=5 {
        let t = 0.4 * f64::from(k);
        let mut panels = Vec::new();
        let mut corners = Vec::new();
        for side in 0..2 {
            let landed: Vec<Point> = ring
                .iter()
                .map(|p| if side == 0 { p.map(|v| v * t / RADIUS) } else { in_diamond(*p, t) })
                .collect();
            // There and back: one line for the whole star, its rim the ring itself.
            let mut star = Vec::new();
            for (p, q) in ring.iter().zip(&landed) {
                star.extend([*p, *q, *p]);
            }
            star.push(ring[0]);
            let zero = |p: &Point| p.contains(&0.0);
            corners.push(landed.iter().filter(|p| zero(p)).count());
            let colours = landed.iter().map(|p| if zero(p) { GREEN } else { RED }).collect();
            let (shape, title): (&[Point], _) = match side {
                0 => (&unit, tr!("ball")),
                _ => (&diamond, tr!("diamond")),
            };
            let grown: Vec<Point> = shape.iter().map(|p| p.map(|v| t * v)).collect();
            panels.push(
                Figure::new()
                    .add(draw::line("", &star, style::faint(INK, 0.45).as_str(), 1.0))
                    .add(draw::area("", &grown, BLUE, 0.2))
                    .add(draw::coloured_dots(&landed, colours, 7))
                    .x_range(-2.2, 2.2)
                    .y_range(-2.2, 2.2)
                    .equal_aspect()
                    .x("<i>w</i>₁")
                    .y("<i>w</i>₂")
                    .title(title),
            );
        }
        let first = panels.remove(0).note(&tr!("<i>t</i> = {t}: answers with a zero: ball {corners} of {COUNT}, diamond <b>{corners2} of {COUNT}</b>", t = draw::decimals(t, 1), corners = corners[0], COUNT, corners2 = corners[1]));
        let whole = side_by_side(&[first, panels.remove(0)])?
            .title(tr!("Corners collect"))
            .set("margin.t", json!(92));
        scenes.push((draw::decimals(t, 1), whole));
    }
    animate_from("<i>t</i>", &scenes, 1, 500)
}

/// The point with |p₁| + |p₂| ≤ t nearest to a point outside.
fn in_diamond(p: Point, t: f64) -> Point {
    let [a, b] = p.map(f64::abs);
    if a + b <= t {
        return p;
    }
    // Both lose the same; if that is more than the smaller has, it ends at zero.
    let both = (a + b - t) / 2.0;
    let lost = if both > a.min(b) { a.max(b) - t } else { both };
    p.map(|v| shrunk(v, lost))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::regression::ridge_path;
    use ndarray::array;

    #[test]
    fn the_diamond_collects_and_the_ball_does_not() {
        assert_eq!(in_diamond([3.0, 0.5], 1.0), [1.0, 0.0]);
        assert_eq!(in_diamond([2.0, 2.0], 2.0), [1.0, 1.0]);
        assert_eq!(in_diamond([0.2, -0.3], 1.0), [0.2, -0.3]);
        let figure = landing_places().unwrap();
        let note = |k: usize| figure.frames[k]["layout"]["annotations"].to_string();
        assert!(note(0).contains("ball 0 of 48"));
        assert!(note(4).contains("<b>0 of 48</b>") || !note(0).contains("<b>0 of 48</b>"));
    }

    #[test]
    fn the_budget_of_the_free_answer_changes_nothing() {
        let x = array![[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]];
        let figure = ball_and_diamond(&x, &array![1.0, -1.0, 3.0, -3.0]).unwrap();
        let note = figure.frames[11]["layout"]["annotations"].to_string();
        assert!(note.contains("ball (1.00, 3.00), diamond <b>(1.00, 3.00)</b>"), "{note}");
    }

    #[test]
    fn wrong_input_is_an_error_and_never_a_panic() {
        let (x, y) = (array![[0.0], [2.0]], array![1.0, 5.0]);
        let path = ridge_path(&x, &y, &array![0.0, 1.0]).unwrap();
        assert!(ridge_paths(&path, &["w"]).is_err());
        let path = ridge_path(&x, &y, &array![1.0]).unwrap();
        assert!(ridge_paths(&path, &["v", "w"]).is_err());
        assert!(ball_and_diamond(&x, &y).is_err());
        let four = array![[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]];
        assert!(ball_and_diamond(&four, &array![1.0, 1.0, 1.0, 1.0]).is_err());
        assert!(soft_threshold(0.0).is_err() && soft_threshold(f64::NAN).is_err());
    }
}
