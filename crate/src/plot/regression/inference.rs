//! What a fit says about itself: intervals, bands, leverage (Guide §5.1).

use super::fits::one_column;
use crate::error::MathError;
use crate::linalg::argmax;
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::curve::{ends, short};
use crate::plot::canvas::draw::{self, Point, number};
use crate::plot::canvas::figure::{Figure, side_by_side};
use crate::plot::canvas::legend::legend_above;
use crate::plot::canvas::style::{self, AMBER, BLUE, GREEN, INK, RED};
use crate::regression::LinearRegression;
use ndarray::{Array1, ArrayRef1, Axis};
use serde_json::json;

/// The line with the band where it may be and the band where new points will lie.
///
/// The slider is the confidence.
///
/// # Formula
///
/// ŷ ± q s √(aᵀ(AᵀA)⁻¹a) and ŷ ± q s √(1 + aᵀ(AᵀA)⁻¹a), a = (1, x).
///
/// # Errors
///
/// Those of [`LinearRegression::prediction_band`]; [`MathError::InvalidArgument`] if all x
/// are the same.
///
/// # Source
///
/// Guide §5.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let x = array![0.0, 1.0, 2.0, 3.0];
/// let figure = plot::regression_bands(&x, &array![1.0, 3.0, 6.0, 7.0])?;
/// assert!(figure.to_json().contains("95 %"));
/// # Ok::<(), MathError>(())
/// ```
pub fn regression_bands(x: &ArrayRef1<f64>, y: &ArrayRef1<f64>) -> Result<Figure, MathError> {
    let (fit, points) = one_column("regression_bands", x, y)?;
    let across = ends(&points, 0, 0.25);
    let grid = Array1::linspace(across.0, across.1, 41);
    let column = grid.clone().insert_axis(Axis(1));
    let own = x.to_owned().insert_axis(Axis(1));
    let ring = |lower: &Array1<f64>, upper: &Array1<f64>| {
        let mut ring: Vec<Point> = grid.iter().zip(upper).map(|(x, y)| [*x, *y]).collect();
        ring.extend(grid.iter().zip(lower).rev().map(|(x, y)| [*x, *y]));
        ring
    };
    let mut scenes = Vec::new();
    for level in [0.5, 0.8, 0.9, 0.95, 0.99] {
        let (plane, new) =
            (fit.confidence_band(&column, level)?, fit.prediction_band(&column, level)?);
        let here = fit.prediction_band(&own, level)?;
        let inside =
            (0..y.len()).filter(|&i| here.lower[i] <= y[i] && y[i] <= here.upper[i]).count();
        let line: Vec<Point> = grid.iter().zip(&plane.fit).map(|(x, y)| [*x, *y]).collect();
        let label = format!("{} %", draw::decimals(100.0 * level, 0));
        let figure = Figure::new()
            .add(draw::area(tr!("new points"), &ring(&new.lower, &new.upper), AMBER, 0.14))
            .add(draw::area(tr!("the line"), &ring(&plane.lower, &plane.upper), BLUE, 0.25))
            .add(draw::line(tr!("fit"), &line, BLUE, 3.0))
            .add(draw::dots(tr!("data"), &points, INK, 6))
            .x_range(across.0, across.1)
            .title(tr!("Where the line may be, and where new points will lie"))
            .note(&tr!(
                "{label}: the outer band holds {inside} of the {y} points, {y2} %",
                label,
                inside,
                y = y.len(),
                y2 = draw::decimals(100.0 * inside as f64 / y.len() as f64, 0)
            ));
        scenes.push((label, legend_above(figure)));
    }
    animate_from(tr!("confidence"), &scenes, 3, 800)
}

/// Every weight with its interval; those whose interval holds 0 are grey.
///
/// # Formula
///
/// wⱼ ± q·seⱼ, q the (1 + level)/2 quantile of Student's t.
///
/// # Errors
///
/// Those of [`LinearRegression::confidence_intervals`]; [`MathError::ShapeMismatch`] unless
/// there is one name for each weight.
///
/// # Source
///
/// Guide §5.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let x = array![[0.0], [1.0], [2.0], [3.0]];
/// let fit = linear_regression(&x, &array![1.0, 3.0, 6.0, 7.0])?;
/// let figure = plot::coefficient_intervals(&fit, &["slope"], 0.95)?;
/// assert!(figure.to_json().contains("1 of 1"));
/// # Ok::<(), MathError>(())
/// ```
pub fn coefficient_intervals(
    fit: &LinearRegression,
    names: &[&str],
    level: f64,
) -> Result<Figure, MathError> {
    let limits = fit.confidence_intervals(level)?;
    let p = fit.weights.len();
    if names.len() != p {
        return Err(MathError::ShapeMismatch {
            operation: "coefficient_intervals",
            left: vec![names.len()],
            right: vec![p],
            rule: "every weight needs one name",
        });
    }
    let first = usize::from(fit.has_intercept);
    let mut figure = Figure::new();
    let mut clear = 0;
    for j in 0..p {
        let (low, high) = (limits[[first + j, 0]], limits[[first + j, 1]]);
        let away = low > 0.0 || high < 0.0;
        clear += usize::from(away);
        let (height, colour) = ((p - j) as f64, if away { BLUE } else { INK });
        figure = figure
            .add(draw::line("", &[[low, height], [high, height]], colour, 4.0))
            .add(draw::dots("", &[[fit.weights[j], height]], colour, 10));
    }
    let reach: Vec<Point> =
        limits.rows().into_iter().skip(first).flat_map(|r| [[r[0], 0.0], [r[1], 0.0]]).collect();
    let (from, to) = ends(&reach, 0, 0.04);
    let places: Vec<usize> = (1..=p).rev().collect();
    Ok(figure
        .set("yaxis.tickvals", json!(places))
        .set("yaxis.ticktext", json!(names))
        .set("yaxis.zeroline", json!(false))
        .x_range(from, to)
        .y_range(0.4, p as f64 + 0.6)
        .x(tr!("weight"))
        .y(tr!("column"))
        .size(style::WIDTH, (150 + 30 * p).clamp(220, 600))
        .title(tr!("How sure is each weight?"))
        .note(&tr!(
            "{level} % intervals: {clear} of {p} stay clear of 0",
            level = draw::decimals(100.0 * level, 0),
            clear,
            p
        )))
}

/// The same pull at two points: one in the middle, one at the edge of the data.
///
/// The slider moves the target of one example up and down. Its own prediction follows by
/// the share h, the leverage: little in the middle, much at the edge.
///
/// # Formula
///
/// ∂ŷᵢ/∂yᵢ = hᵢ, and with one column hᵢ = 1/n + (xᵢ − x̄)²/Σ(xⱼ − x̄)².
///
/// # Errors
///
/// Those of [`linear_regression`](fn@crate::regression::linear_regression);
/// [`MathError::InvalidArgument`] if all x are the same.
///
/// # Source
///
/// Guide §5.1; Hoaglin and Welsch, "The hat matrix in regression and ANOVA" (1978).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // x̄ = 3: the leverage is 1/5 at 3 and 1/5 + 9/14 at 6.
/// let x = array![1.0, 2.0, 3.0, 3.0, 6.0];
/// let figure = plot::leverage_pull(&x, &array![1.0, 2.0, 3.0, 3.5, 6.0])?;
/// assert!(figure.to_json().contains("0.20") && figure.to_json().contains("0.84"));
/// # Ok::<(), MathError>(())
/// ```
pub fn leverage_pull(x: &ArrayRef1<f64>, y: &ArrayRef1<f64>) -> Result<Figure, MathError> {
    const NAME: &str = "leverage_pull";
    let (fit, points) = one_column(NAME, x, y)?;
    let by = |sign: f64| argmax(fit.leverage.iter().map(|h| sign * h));
    let chosen = [by(-1.0), by(1.0)];
    let span = ends(&points, 1, 0.0);
    let reach = 0.9 * (span.1 - span.0);
    let (across, up) = (ends(&points, 0, 0.08), (span.0 - reach * 1.1, span.1 + reach * 1.1));
    let line = |b: f64, w: f64| [across.0, across.1].map(|x| [x, b + w * x]);
    let mut scenes = Vec::new();
    for k in 0..=16 {
        let shift = reach * (f64::from(k) / 8.0 - 1.0);
        let mut panels = Vec::new();
        let mut said = Vec::new();
        for &i in &chosen {
            let mut pulled = y.to_owned();
            pulled[i] += shift;
            let (moved, _) = one_column(NAME, x, &pulled)?;
            let others: Vec<Point> =
                (0..points.len()).filter(|j| *j != i).map(|j| points[j]).collect();
            let (at, own) = ([x[i], pulled[i]], [x[i], moved.fitted[i]]);
            let panel = Figure::new()
                .add(draw::dots("", &others, INK, 7))
                .add(draw::line("", &line(fit.intercept, fit.weights[0]), INK, 1.2))
                .add(draw::line("", &line(moved.intercept, moved.weights[0]), BLUE, 3.0))
                .add(draw::line("", &[at, own], RED, 2.0))
                .add(draw::dots("", &[at], RED, 12))
                .add(draw::dots("", &[own], BLUE, 9))
                .x_range(across.0, across.1)
                .y_range(up.0, up.1)
                .title(&tr!("leverage <i>h</i> = {leverage}", leverage = number(fit.leverage[i])));
            panels.push(panel);
            said.push(number(moved.fitted[i] - fit.fitted[i]));
        }
        let first = panels.remove(0).note(&tr!("target moved by {shift}: its prediction follows by <b>{said}</b> (left), <b>{said2}</b> (right)", shift = number(shift), said = said[0], said2 = said[1]));
        let whole = side_by_side(&[first, panels.remove(0)])?
            .title(tr!("The same pull, another lever"))
            .set("margin.t", json!(92));
        scenes.push((number(shift), whole));
    }
    animate_from(tr!("pull"), &scenes, 14, 250)
}

/// The residuals over the fitted values, and beside them over the leverage.
///
/// On the right the dashed curves are Cook's distances 4/n (beyond it a closer look is
/// usual) and ½ (leaving the example out changes the fit).
///
/// # Formula
///
/// rᵢ = eᵢ/(s√(1 − hᵢ)), Dᵢ = rᵢ²/k · hᵢ/(1 − hᵢ).
///
/// # Errors
///
/// Those of [`LinearRegression::standardized_residuals`].
///
/// # Source
///
/// Guide §5.1; Cook (1977).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let x = array![[0.0], [1.0], [2.0], [3.0]];
/// let fit = linear_regression(&x, &array![1.0, 3.0, 6.0, 7.0])?;
/// assert!(plot::residual_plots(&fit)?.to_json().contains("leverage"));
/// # Ok::<(), MathError>(())
/// ```
pub fn residual_plots(fit: &LinearRegression) -> Result<Figure, MathError> {
    let scaled = fit.standardized_residuals()?;
    let cook = fit.cooks_distance()?;
    let over: Vec<Point> = fit.fitted.iter().zip(&fit.residuals).map(|(a, b)| [*a, *b]).collect();
    let levers: Vec<Point> = fit.leverage.iter().zip(&scaled).map(|(a, b)| [*a, *b]).collect();
    let size = if over.len() > 100 { 4 } else { 7 };
    let across = ends(&over, 0, 0.05);
    let (_, right) = ends(&levers, 0, 0.12);
    let tall = 1.15 * levers.iter().fold(2.0_f64, |m, p| m.max(p[1].abs()));
    let left = Figure::new()
        .add(draw::line("", &[[across.0, 0.0], [across.1, 0.0]], INK, 1.5))
        .add(draw::dots(tr!("residual"), &over, BLUE, size))
        .x_range(across.0, across.1)
        .x(tr!("fitted value <i>ŷ</i>"))
        .y(tr!("residual <i>y</i> − <i>ŷ</i>"));
    let mut panel = Figure::new().add(draw::dots("", &levers, BLUE, size));
    for (distance, colour) in [(4.0 / over.len() as f64, GREEN), (0.5, RED)] {
        for sign in [1.0, -1.0] {
            let curve: Vec<Point> = (1..=60)
                .map(|k| right * f64::from(k) / 60.0)
                .filter(|h| *h < 1.0)
                .map(|h| [h, sign * (distance * fit.rank as f64 * (1.0 - h) / h).sqrt()])
                .filter(|p| p[1].abs() <= tall)
                .collect();
            panel = panel.add(draw::dashed("", &curve, colour));
        }
    }
    let most = argmax(cook.iter().copied());
    let panel = panel
        .x_range(0.0, right)
        .y_range(-tall, tall)
        .x(tr!("leverage <i>h</i>"))
        .y(tr!("standardised residual <i>r</i>"));
    Ok(side_by_side(&[
        left.note(&tr!(
            "residual spread <i>s</i> = {spread}; largest Cook's distance {most} (row {most2})",
            spread = fit.residual_std.map_or("—".to_string(), short),
            most = number(cook[most]),
            most2 = most
        )),
        panel,
    ])?
    .title(tr!("What the residuals say")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::regression::linear_regression;
    use ndarray::array;

    #[test]
    fn a_wider_band_holds_more_points() {
        let x = Array1::linspace(0.0, 1.0, 30);
        let y = x.mapv(|x: f64| x + 0.3 * (40.0 * x).sin());
        let figure = regression_bands(&x, &y).unwrap();
        let held = |k: usize| {
            let note = figure.frames[k]["layout"]["annotations"][0]["text"].to_string();
            let text = note.split("holds ").nth(1).unwrap().split(' ').next().unwrap();
            text.parse::<usize>().unwrap()
        };
        assert!(held(0) < held(2) && held(2) <= held(4), "{} {} {}", held(0), held(2), held(4));
    }

    #[test]
    fn wrong_input_is_an_error_and_never_a_panic() {
        let y = array![1.0, 2.0, 4.0];
        assert!(regression_bands(&array![1.0, 1.0, 1.0], &y).is_err());
        assert!(regression_bands(&array![1.0, 2.0], &array![1.0, 2.0]).is_err()); // no freedom
        assert!(leverage_pull(&array![1.0, f64::NAN, 1.0], &y).is_err());
        let exact = linear_regression(&array![[1.0], [2.0]], &array![1.0, 2.0]).unwrap();
        assert!(residual_plots(&exact).is_err());
        let fit = linear_regression(&array![[1.0], [2.0], [3.0]], &y).unwrap();
        assert!(coefficient_intervals(&fit, &["a", "b"], 0.95).is_err());
        assert!(coefficient_intervals(&fit, &["a"], 1.0).is_err());
        assert!(residual_plots(&fit).is_ok());
    }
}
