//! The line, the plane and the polynomial that are nearest to the points (Guide §5.1).

use crate::error::MathError;
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::curve::{ends, short};
use crate::plot::canvas::draw::{self, Point, number};
use crate::plot::canvas::figure::{Figure, side_by_side};
use crate::plot::canvas::legend::legend_above;
use crate::plot::canvas::space::{dots3d, line3d};
use crate::plot::canvas::style::{self, BLUE, INK, RED};
use crate::plot::charts::heights::surface;
use crate::regression::{linear_regression, polynomial_regression};
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2, Axis};
use serde_json::json;

/// The squares that least squares adds up; the slider tilts the line.
///
/// Each line has the intercept that suits its slope best. On the right the mean of the
/// squares for every slope: a parabola, and its lowest point is the answer.
///
/// # Formula
///
/// L(w) = 1/n Σᵢ (yᵢ − b − w xᵢ)² with b = ȳ − w x̄.
///
/// # Errors
///
/// Those of [`linear_regression`](fn@crate::regression::linear_regression);
/// [`MathError::InvalidArgument`] if all x are the same.
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
/// let figure = plot::residual_squares(&x, &array![1.0, 3.0, 6.0, 7.0])?;
/// assert!(figure.to_json().contains("1.1 + 2.1")); // the line of the least squares
/// # Ok::<(), MathError>(())
/// ```
pub fn residual_squares(x: &ArrayRef1<f64>, y: &ArrayRef1<f64>) -> Result<Figure, MathError> {
    let (fit, points) = one_column("residual_squares", x, y)?;
    let best = fit.weights[0];
    let n = points.len() as f64;
    let middle = [points.iter().map(|p| p[0]).sum::<f64>() / n, y.sum() / n];
    let spread: f64 = points.iter().map(|p| (p[0] - middle[0]).powi(2)).sum::<f64>() / n;
    let tilt = 1.4 * ((fit.total_sum / n / spread).sqrt()).max(1e-9);
    let loss = |w: f64| (fit.residual_sum / n) + (w - best).powi(2) * spread;
    let across = ends(&points, 0, 0.14);
    let up = ends(&points, 1, 0.3);
    // The two panels are about 260 by 310 pixels: that makes the squares look square.
    let shape = (across.1 - across.0) / (up.1 - up.0) * 310.0 / 260.0;
    let parabola: Vec<Point> =
        (0..=40).map(|k| best + tilt * (f64::from(k) / 20.0 - 1.0)).map(|w| [w, loss(w)]).collect();
    let mut scenes = Vec::new();
    for k in 0..=20 {
        let w = best + tilt * (f64::from(k) / 10.0 - 1.0);
        let b = middle[1] - w * middle[0];
        let mut left = Figure::new();
        for p in &points {
            let (e, side) = (p[1] - b - w * p[0], (p[1] - b - w * p[0]) * shape);
            // To the right of a point above the line, to the left of one below.
            let square = [
                [p[0], p[1]],
                [p[0] + side, p[1]],
                [p[0] + side, p[1] - e],
                [p[0], p[1] - e],
                [p[0], p[1]],
            ];
            left = left.add(draw::area("", &square, RED, 0.15));
        }
        let line = [across.0, across.1].map(|x| [x, b + w * x]);
        left = left
            .add(draw::line("", &line, BLUE, 3.0))
            .add(draw::dots("", &points, INK, 8))
            .x_range(across.0, across.1)
            .y_range(up.0, up.1)
            .note(&tr!(
                "<i>ŷ</i> = {b} {value} {value2} <i>x</i>: mean square <b>{loss}</b>{least}",
                b = trimmed(b),
                value = if w < 0.0 { "−" } else { "+" },
                value2 = trimmed(w.abs()),
                loss = draw::decimals(loss(w), 3),
                least = if k == 10 { tr!(", the least") } else { "" }
            ));
        let right = Figure::new()
            .add(draw::line("", &parabola, style::faint(INK, 0.7).as_str(), 2.0))
            .add(draw::dots("", &[[w, loss(w)]], RED, 12))
            .x(tr!("slope <i>w</i>"))
            .y(tr!("mean square"));
        let whole =
            side_by_side(&[left, right])?.title(tr!("The sum of these squares is to be least"));
        scenes.push((number(w), whole));
    }
    animate_from("<i>w</i>", &scenes, 10, 250)
}

/// The plane nearest to points in space; the slider turns it up from a flat one.
///
/// At 0 the plane is the mean of y, at 1 it is the least-squares plane, beyond that it is
/// too steep. The sticks are the residuals.
///
/// # Formula
///
/// ŷ = ȳ + c ŵ·(x − x̄); then R²(c) = R²·(2c − c²), greatest at c = 1.
///
/// # Errors
///
/// Those of [`linear_regression`](fn@crate::regression::linear_regression);
/// [`MathError::ShapeMismatch`] unless X has two columns.
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
/// let x = array![[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]];
/// let figure = plot::fitted_plane(&x, &array![0.0, 1.0, 2.0, 3.0])?;
/// assert!(figure.to_json().contains("<i>R</i>² = 1.00")); // y = x₁ + 2x₂
/// # Ok::<(), MathError>(())
/// ```
pub fn fitted_plane(x: &ArrayRef2<f64>, y: &ArrayRef1<f64>) -> Result<Figure, MathError> {
    const NAME: &str = "fitted_plane";
    let fit = linear_regression(x, y)?;
    if x.ncols() != 2 {
        return Err(MathError::ShapeMismatch {
            operation: NAME,
            left: x.shape().to_vec(),
            right: vec![x.nrows(), 2],
            rule: "a plane is drawn over two columns",
        });
    }
    let points: Vec<[f64; 3]> =
        x.rows().into_iter().zip(y).map(|(row, &y)| [row[0], row[1], y]).collect();
    let mean = |k: usize| points.iter().map(|p| p[k]).sum::<f64>() / points.len() as f64;
    let middle = [mean(0), mean(1), mean(2)];
    let axis = |k: usize| {
        let ends = ends(&points, k, 0.08);
        Array1::linspace(ends.0, ends.1, 2)
    };
    let (u, v) = (axis(0), axis(1));
    let tall = ends(&points, 2, 0.12);
    let mut scenes = Vec::new();
    for k in 0..=14 {
        let share = f64::from(k) / 10.0;
        let height = |a: f64, b: f64| {
            let slopes = fit.weights[0] * (a - middle[0]) + fit.weights[1] * (b - middle[1]);
            middle[2] + share * slopes
        };
        let z = Array2::from_shape_fn((2, 2), |(i, j)| height(u[j], v[i]));
        let mut figure = surface(&u, &v, &z)?;
        figure.data[0]["showscale"] = json!(false);
        figure.data[0]["opacity"] = json!(0.6);
        figure.data[0]["colorscale"] = json!([[0, BLUE], [1, BLUE]]);
        figure.data[0]["hoverinfo"] = json!("skip");
        for p in &points {
            let stick = [*p, [p[0], p[1], height(p[0], p[1])]];
            figure = figure.add(line3d(&stick, RED, 3.0));
        }
        let mut dots = dots3d(&points, INK);
        dots["marker"]["size"] = json!(3.5);
        let explained = fit.r_squared * share * (2.0 - share);
        let mut figure = figure
            .add(dots)
            .x("<i>x</i>₁")
            .y("<i>x</i>₂")
            .z("<i>y</i>")
            .size(style::WIDTH, 500)
            .set("margin", json!({"l": 64, "r": 10, "t": 70, "b": 10}))
            .title(tr!("The plane nearest to the points"))
            .note(&tr!(
                "<i>c</i> = {share}: explained share of the scatter <i>R</i>² = {explained}",
                share = draw::decimals(share, 1),
                explained = number(explained)
            ));
        let ranges = [("xaxis", (u[0], u[1])), ("yaxis", (v[0], v[1])), ("zaxis", tall)];
        for (axis, (from, to)) in ranges {
            figure = figure.set(&format!("scene.{axis}.range"), json!([from, to]));
        }
        // A reader who has turned the scene keeps the view while it moves.
        scenes.push((draw::decimals(share, 1), figure.set("scene.uirevision", json!("kept"))));
    }
    animate_from("<i>c</i>", &scenes, 10, 250)
}

/// Polynomials of growing degree through the same points, and their errors on new ones.
///
/// # Formula
///
/// mean square of y − ŷ, once on the points of the fit and once on points held back.
///
/// # Errors
///
/// Those of [`polynomial_regression`](crate::regression::polynomial_regression), for the
/// largest degree and for both sets of data.
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
/// let x = array![0.0, 1.0, 2.0, 3.0, 4.0];
/// let y = x.mapv(|x| x * x);
/// let (fresh, truth) = (array![0.5, 2.5], array![0.25, 6.25]);
/// let figure = plot::polynomial_degrees((&x, &y), (&fresh, &truth), 3)?;
/// assert_eq!(figure.frame_count(), 3); // degrees 1, 2 and 3
/// # Ok::<(), MathError>(())
/// ```
pub fn polynomial_degrees(
    (x, y): (&ArrayRef1<f64>, &ArrayRef1<f64>),
    (new_x, new_y): (&ArrayRef1<f64>, &ArrayRef1<f64>),
    largest: usize,
) -> Result<Figure, MathError> {
    const NAME: &str = "polynomial_degrees";
    let (_, points) = one_column(NAME, x, y)?;
    let (_, fresh) = one_column(NAME, new_x, new_y)?;
    let all: Vec<Point> = points.iter().chain(&fresh).copied().collect();
    let (across, up) = (ends(&all, 0, 0.03), ends(&all, 1, 0.25));
    let grid = Array1::linspace(across.0, across.1, 121);
    let mean_square = |gaps: Array1<f64>| gaps.dot(&gaps) / gaps.len() as f64;
    let (mut curves, mut own, mut held) = (Vec::new(), Vec::new(), Vec::new());
    for degree in 1..=largest.max(1) {
        let fit = polynomial_regression(x, y, degree)?;
        let far = up.1 - up.0;
        curves.push(
            grid.iter()
                .zip(&fit.predict(&grid)?)
                .map(|(x, y)| [*x, y.clamp(up.0 - far, up.1 + far)])
                .collect::<Vec<Point>>(),
        );
        // A fit that meets every point would fall off a logarithmic axis.
        own.push([degree as f64, mean_square(fit.residuals.clone()).max(1e-6 * far * far)]);
        held.push([degree as f64, mean_square(&new_y.view() - &fit.predict(new_x)?)]);
    }
    let lowest = (0..held.len()).fold(0, |b, k| if held[k][1] < held[b][1] { k } else { b });
    let mut scenes = Vec::new();
    for (k, curve) in curves.iter().enumerate() {
        let left = Figure::new()
            .add(draw::dots(tr!("points of the fit"), &points, BLUE, 8))
            .add(draw::dots(tr!("held back"), &fresh, RED, 6))
            .add(draw::line("", curve, INK, 2.5))
            .x_range(across.0, across.1)
            .y_range(up.0, up.1)
            .note(&tr!("degree {k}: error on the points of the fit {k2}, on those held back <b>{k3}</b>{least}", k = k + 1, k2 = short(own[k][1]), k3 = short(held[k][1]), least = if k == lowest { tr!(", the least") } else { "" }));
        let right = Figure::new()
            .add(draw::line("", &own, BLUE, 2.0))
            .add(draw::line("", &held, RED, 2.0))
            .add(draw::dots("", &[own[k]], BLUE, 11))
            .add(draw::dots("", &[held[k]], RED, 11))
            .x(tr!("degree"))
            .y(tr!("mean square"))
            .log_y();
        let whole =
            side_by_side(&[left, right])?.title(tr!("More freedom fits better, up to a point"));
        scenes.push(((k + 1).to_string(), legend_above(whole)));
    }
    animate_from(tr!("degree"), &scenes, lowest, 500)
}

/// A fit with one column, and its points.
pub(crate) fn one_column(
    operation: &'static str,
    x: &ArrayRef1<f64>,
    y: &ArrayRef1<f64>,
) -> Result<(crate::regression::LinearRegression, Vec<Point>), MathError> {
    let fit = linear_regression(&x.view().insert_axis(Axis(1)), y)?;
    if fit.inverse_factor.is_none() {
        return Err(MathError::InvalidArgument {
            operation,
            argument: "x",
            reason: "holds one value only, and a slope needs two that differ".to_string(),
        });
    }
    Ok((fit, x.iter().zip(y).map(|(&x, &y)| [x, y]).collect()))
}

/// Two decimals at most, without zeros at the end.
fn trimmed(v: f64) -> String {
    let text = number(v);
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_least_square_is_in_the_middle() {
        let x = array![0.0, 1.0, 2.0, 3.0];
        let figure = residual_squares(&x, &array![1.0, 3.0, 6.0, 7.0]).unwrap();
        let note = |k: usize| figure.frames[k]["layout"]["annotations"].to_string();
        assert!(note(10).contains("<b>0.175</b>, the least"), "{}", note(10)); // 0.7/4
        assert!(!note(9).contains("the least"));
    }

    #[test]
    fn too_steep_a_plane_explains_less() {
        let x = array![[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]];
        let figure = fitted_plane(&x, &array![0.0, 1.0, 2.0, 3.0]).unwrap();
        let note = |k: usize| figure.frames[k]["layout"]["annotations"].to_string();
        assert!(note(0).contains("0.00") && note(12).contains("0.96")); // 1.2·0.8
    }

    #[test]
    fn wrong_input_is_an_error_and_never_a_panic() {
        let (x, y) = (array![1.0, 2.0, 3.0], array![1.0, 2.0, 4.0]);
        assert!(residual_squares(&array![1.0, 1.0, 1.0], &y).is_err());
        assert!(residual_squares(&x, &array![1.0]).is_err());
        assert!(residual_squares(&array![f64::NAN, 1.0, 2.0], &y).is_err());
        assert!(fitted_plane(&array![[1.0], [2.0], [3.0]], &y).is_err());
        assert!(polynomial_degrees((&x, &y), (&x, &y), 9).is_err());
        assert!(polynomial_degrees((&x, &y), (&x, &y), 0).is_ok());
    }
}
