//! The contours of a loss and the gradient that crosses them (Guide §5.3).

use crate::error::MathError;
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::draw::{self, Point};
use crate::plot::canvas::figure::Figure;
use crate::plot::canvas::legend::legend_above;
use crate::plot::canvas::style::{self, GREEN, INK, PURPLE, RED};
use crate::regression::{linear_regression, loss_contour};
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2, Axis};
use serde_json::json;

/// A point that runs along an ellipse of equal loss, with the downhill direction there.
///
/// The downhill direction −∇L is at right angles to the ellipse everywhere, and yet it
/// points at the minimum only from the ends of the axes.
///
/// # Formula
///
/// ∇L(w) = −2/n Xᵀ(y − Xw − b) with the best b; ∇L · t = 0 along the contour.
///
/// # Errors
///
/// Those of [`loss_contour`](crate::regression::loss_contour);
/// [`MathError::InvalidArgument`] if the columns explain nothing of y.
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
/// let x = array![[1.0, 0.0], [-1.0, 0.0], [0.0, 2.0], [0.0, -2.0]];
/// let figure = plot::loss_gradient(&x, &array![1.0, -1.0, 3.0, -3.0])?;
/// assert!(figure.to_json().contains("90°"));
/// # Ok::<(), MathError>(())
/// ```
pub fn loss_gradient(x: &ArrayRef2<f64>, y: &ArrayRef1<f64>) -> Result<Figure, MathError> {
    const NAME: &str = "loss_gradient";
    const STEPS: usize = 24;
    let best = linear_regression(x, y)?;
    let n = y.len() as f64;
    let lowest = best.residual_sum / n;
    loss_contour(x, y, lowest, 3)?;
    let explained = best.total_sum / n - lowest;
    if explained <= 1e-12 * best.total_sum / n {
        return Err(MathError::InvalidArgument {
            operation: NAME,
            argument: "y",
            reason: "is not explained by x at all, so no contour has a size".to_string(),
        });
    }
    let columns = &x.view() - &x.mean_axis(Axis(0)).unwrap_or_else(|| Array1::zeros(2));
    let target = &y.view() - y.sum() / n;
    let downhill = |w: &Point| {
        let w = Array1::from(w.to_vec());
        let slope = columns.t().dot(&(&target - &columns.dot(&w))) * (2.0 / n);
        [slope[0], slope[1]]
    };
    let points = |curve: Array2<f64>| -> Vec<Point> {
        curve.rows().into_iter().map(|p| [p[0], p[1]]).collect()
    };
    let mut rings = Vec::new();
    for share in [0.06, 0.25, 0.56, 1.0] {
        rings.push(points(loss_contour(x, y, lowest + share * explained, 97)?));
    }
    let walk = &rings[3];
    let centre = [best.weights[0], best.weights[1]];
    let half = walk
        .iter()
        .map(|p| (p[0] - centre[0]).abs().max((p[1] - centre[1]).abs()))
        .fold(0.0, f64::max)
        * 1.45;
    let mut scenes = Vec::new();
    for k in 0..STEPS {
        let i = 4 * k;
        let here = walk[i];
        // The chord between the two neighbours of an ellipse's point is parallel to its
        // tangent, whatever the gradient may be.
        let (before, after) = (walk[(i + 95) % 96], walk[(i + 1) % 96]);
        let along = unit([after[0] - before[0], after[1] - before[1]]);
        let down = unit(downhill(&here));
        let home = unit([centre[0] - here[0], centre[1] - here[1]]);
        let angle = |a: Point, b: Point| (a[0] * b[0] + a[1] * b[1]).clamp(-1.0, 1.0).acos();
        let at = |v: Point, s: f64| [here[0] + s * half * v[0], here[1] + s * half * v[1]];
        let mut figure = Figure::new();
        for ring in &rings {
            figure = figure.add(draw::line("", ring, style::faint(INK, 0.7).as_str(), 1.5));
        }
        figure = figure
            .add(draw::dashed(tr!("contour's direction"), &[at(along, -0.3), at(along, 0.3)], PURPLE))
            .add(draw::line(tr!("straight to the minimum"), &[here, centre], GREEN, 2.0))
            .add(draw::arrow(tr!("downhill, −∇<i>L</i>"), here, at(down, 0.36), RED, 0.07 * half))
            .add(draw::dots("", &[centre], GREEN, 10))
            .add(draw::dots("", &[here], INK, 10))
            .x_range(centre[0] - half, centre[0] + half)
            .y_range(centre[1] - half, centre[1] + half)
            .equal_aspect()
            .x("<i>w</i>₁")
            .y("<i>w</i>₂")
            .title(tr!("Downhill is at right angles to the contour"))
            .note(&tr!("−∇<i>L</i> and the contour: <b>{downhill}°</b>; −∇<i>L</i> and the way to the minimum: {home}°", downhill = draw::decimals(angle(along, down).to_degrees(), 0), home = draw::decimals(angle(home, down).to_degrees(), 0)));
        let turn = 360.0 * k as f64 / STEPS as f64;
        let framed = legend_above(figure).set("height", json!(560));
        scenes.push((draw::degrees(turn), framed));
    }
    animate_from(tr!("place on the contour"), &scenes, 3, 250)
}

fn unit(v: Point) -> Point {
    let length = v[0].hypot(v[1]);
    if length > 0.0 { v.map(|a| a / length) } else { [0.0; 2] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_gradient_is_at_right_angles_everywhere() {
        let x = array![[1.0, 0.5], [-1.0, 0.3], [0.2, 2.0], [0.1, -2.0], [0.4, 0.7]];
        let figure = loss_gradient(&x, &array![1.0, -1.0, 3.0, -3.0, 2.0]).unwrap();
        for frame in &figure.frames {
            let note = frame["layout"]["annotations"].to_string();
            assert!(note.contains("<b>90°</b>"), "{note}");
        }
    }

    #[test]
    fn wrong_input_is_an_error_and_never_a_panic() {
        let four = array![[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]];
        assert!(loss_gradient(&four, &array![1.0, 1.0, 1.0, 1.0]).is_err());
        assert!(loss_gradient(&array![[1.0], [2.0]], &array![1.0, 2.0]).is_err());
    }
}
