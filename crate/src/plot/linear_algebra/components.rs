//! Principal components of data, as pictures (Guide §1.3).

use crate::error::MathError;
use crate::linalg::{Pca, pca};
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::draw::{self, Point, decimals, number};
use crate::plot::canvas::figure::{Figure, side_by_side};
use crate::plot::canvas::legend::legend_below;
use crate::plot::canvas::style::{self, AMBER, BLUE, GREEN, INK, RED};
use crate::plot::charts::pictures::images;
use crate::plot::charts::series::scatter_groups;
use ndarray::{Array2, ArrayRef2};
use serde_json::json;

/// Checks that the data are points of the plane, and fits both components.
fn plane(operation: &'static str, x: &ArrayRef2<f64>) -> Result<(Vec<Point>, Pca), MathError> {
    if x.ncols() != 2 {
        return Err(MathError::ShapeMismatch {
            operation,
            left: x.shape().to_vec(),
            right: vec![x.nrows(), 2],
            rule: "a cloud drawn in the plane needs two columns",
        });
    }
    let fitted = pca(x, 2)?;
    Ok((x.rows().into_iter().map(|r| [r[0], r[1]]).collect(), fitted))
}

/// A square window around the middle of the cloud that holds all of it.
fn window(figure: Figure, centre: Point, points: &[Point]) -> (Figure, f64) {
    let half = 1.12
        * points
            .iter()
            .fold(0.0_f64, |m, p| m.max((p[0] - centre[0]).abs()).max((p[1] - centre[1]).abs()));
    let half = if half > 0.0 { half } else { 1.0 };
    let figure = figure
        .x_range(centre[0] - half, centre[0] + half)
        .y_range(centre[1] - half, centre[1] + half)
        .equal_aspect()
        .x("<i>x</i>₁")
        .y("<i>x</i>₂");
    (figure, half)
}

/// A cloud of points with its principal axes, each as long as the deviation along it.
///
/// # Formula
///
/// From the mean, ± √λᵢ vᵢ, where λᵢ is the variance along the unit vector vᵢ.
///
/// # Errors
///
/// [`MathError::ShapeMismatch`] unless `x` has two columns; those of
/// [`pca`](crate::linalg::pca()).
///
/// # Source
///
/// Guide §1.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let x = array![[0.0, 0.0], [2.0, 1.0], [4.0, 2.5], [-2.0, -1.5]];
/// assert_eq!(plot::pca_axes(&x)?.trace_count(), 3);
/// # Ok::<(), MathError>(())
/// ```
pub fn pca_axes(x: &ArrayRef2<f64>) -> Result<Figure, MathError> {
    let (points, fitted) = plane("pca_axes", x)?;
    let centre = [fitted.mean[0], fitted.mean[1]];
    let (mut figure, half) = window(Figure::new(), centre, &points);
    let mut cloud = draw::dots(tr!("data"), &points, BLUE, 6);
    cloud["marker"]["opacity"] = json!(0.55);
    figure = figure.add(cloud);
    for (k, colour) in [RED, GREEN].into_iter().enumerate() {
        let length = fitted.explained_variance[k].sqrt();
        let v = fitted.components.row(k);
        let tip = [centre[0] + length * v[0], centre[1] + length * v[1]];
        let name = tr!(
            "PC {k}: √variance = {length} ({k2} %)",
            k = k + 1,
            length = number(length),
            k2 = decimals(100.0 * fitted.explained_variance_ratio[k], 1)
        );
        figure = figure.add(draw::arrow(&name, centre, tip, colour, 0.07 * half));
    }
    Ok(legend_below(figure.title(tr!("Principal axes of a cloud"))))
}

/// The variance of a cloud seen along a direction that turns; the slider is its angle.
///
/// On the left the points and their shadows on the line; on the right the variance of
/// the shadows over the angle, largest at the first principal component.
///
/// # Formula
///
/// Var(Xw) = wᵀ S w for the unit vector w = (cos φ, sin φ) and the covariance matrix S.
///
/// # Errors
///
/// Those of [`pca_axes`].
///
/// # Source
///
/// Guide §1.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let x = array![[0.0, 0.0], [2.0, 1.0], [4.0, 2.5], [-2.0, -1.5]];
/// assert!(plot::pca_projection(&x)?.frame_count() >= 19);
/// # Ok::<(), MathError>(())
/// ```
pub fn pca_projection(x: &ArrayRef2<f64>) -> Result<Figure, MathError> {
    let (all, fitted) = plane("pca_projection", x)?;
    let centre = [fitted.mean[0], fitted.mean[1]];
    // More shadows than this would hide each other.
    let stride = all.len().div_ceil(120);
    let points: Vec<Point> = all.iter().copied().step_by(stride).collect();
    let (frame, half) = window(Figure::new(), centre, &points);
    let axis = |k: usize| (fitted.components[[k, 0]], fitted.components[[k, 1]]);
    let variance = |degrees: f64| {
        let (sin, cos) = degrees.to_radians().sin_cos();
        (0..2)
            .map(|k| fitted.explained_variance[k] * (axis(k).0 * cos + axis(k).1 * sin).powi(2))
            .sum::<f64>()
    };
    let total = fitted.explained_variance.sum();
    let curve: Vec<Point> = (0..=60).map(|k| f64::from(3 * k)).map(|d| [d, variance(d)]).collect();
    let best = axis(0).1.atan2(axis(0).0).to_degrees().rem_euclid(180.0);
    let mut angles: Vec<f64> = (0..=18).map(|k| f64::from(10 * k)).collect();
    angles.retain(|d| (d - best).abs() > 2.0);
    angles.push(best);
    angles.sort_by(f64::total_cmp);
    let mut scenes = Vec::new();
    for degrees in angles {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let shadows: Vec<Point> = points
            .iter()
            .map(|p| (p[0] - centre[0]) * cos + (p[1] - centre[1]) * sin)
            .map(|t| [centre[0] + t * cos, centre[1] + t * sin])
            .collect();
        let line = [-2.0 * half, 2.0 * half].map(|t| [centre[0] + t * cos, centre[1] + t * sin]);
        let mut cloud = draw::dots(tr!("data"), &points, BLUE, 5);
        cloud["marker"]["opacity"] = json!(0.45);
        let now = variance(degrees);
        let left = frame.clone().add(cloud).add(draw::line("", &line, INK, 1.5)).add(draw::dots(
            tr!("shadows"),
            &shadows,
            RED,
            5,
        ));
        let word = if degrees == best { tr!(": <b>the first principal component</b>") } else { "" };
        let left = left.note(&tr!(
            "variance of the shadows = {now} of {total} ({total2} %){word}",
            now = number(now),
            total = number(total),
            total2 = decimals(if total > 0.0 { 100.0 * now / total } else { 0.0 }, 1),
            word
        ));
        let peak = fitted.explained_variance[0];
        let right = Figure::new()
            .add(draw::line(tr!("variance"), &curve, INK, 2.0))
            .add(draw::dots(tr!("largest"), &[[best, peak]], AMBER, 9))
            .add(draw::dots(tr!("now"), &[[degrees, now]], RED, 12))
            .x(tr!("angle φ (degrees)"))
            .y(tr!("variance"))
            .x_range(-6.0, 186.0)
            .y_range(0.0, if peak > 0.0 { 1.12 * peak } else { 1.0 })
            .set("xaxis.dtick", json!(45));
        scenes.push((
            draw::degrees(degrees),
            side_by_side(&[left, right])?
                .title(tr!("PCA looks for the direction of largest variance")),
        ));
    }
    animate_from("φ", &scenes, scenes.len() / 9, 250)
}

/// Samples along the first two principal components, coloured by class.
///
/// `classes[i]` is the index into `names` of the class of row `i` of `x`.
///
/// # Errors
///
/// Those of [`pca`](crate::linalg::pca()) for two components and of
/// [`scatter_groups`].
///
/// # Source
///
/// Guide §1.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let x = array![[0.0, 0.0, 1.0], [1.0, 0.0, 1.5], [4.0, 2.0, 0.0], [5.0, 2.0, 0.5]];
/// let figure = plot::pca_scatter(&x, &[0, 0, 1, 1], &["low", "high"])?;
/// assert_eq!(figure.trace_count(), 2);
/// # Ok::<(), MathError>(())
/// ```
pub fn pca_scatter(
    x: &ArrayRef2<f64>,
    classes: &[usize],
    names: &[&str],
) -> Result<Figure, MathError> {
    let fitted = pca(x, 2)?;
    let z = fitted.transform(x)?;
    let share = |k: usize| {
        let percent = decimals(100.0 * fitted.explained_variance_ratio[k], 1);
        tr!("PC {k} ({percent} % of the variance)", k = k + 1, percent)
    };
    let first = z.column(0).to_owned();
    let second = z.column(1).to_owned();
    Ok(scatter_groups(&first, &second, classes, names)?
        .title(tr!("The data along their first two principal components"))
        .size(style::WIDTH, 480)
        .x(&share(0))
        .y(&share(1)))
}

/// The mean and the first components of a set of pictures, as pictures.
///
/// In the components mid-grey is zero: light pixels count up, dark ones count down.
///
/// # Errors
///
/// [`MathError::InvalidArgument`] for more components than were fitted;
/// [`MathError::ShapeMismatch`] when the pictures do not have `shape`.
///
/// # Source
///
/// Guide §1.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let x = array![[0.0, 1.0, 1.0, 0.0], [1.0, 0.0, 0.0, 1.0], [1.0, 1.0, 0.0, 0.0]];
/// let fitted = pca(&x, 2)?;
/// let figure = plot::pca_images(&fitted, (2, 2), 2)?;
/// assert_eq!(figure.trace_count(), 4); // the mean, two components, their captions
/// # Ok::<(), MathError>(())
/// ```
pub fn pca_images(
    fitted: &Pca,
    shape: (usize, usize),
    components: usize,
) -> Result<Figure, MathError> {
    let (available, pixels) = fitted.components.dim();
    if components > available {
        return Err(MathError::InvalidArgument {
            operation: "pca_images",
            argument: "components",
            reason: format!("is {components}, but {available} were fitted; fit more or show fewer"),
        });
    }
    let mut rows = Array2::zeros((components + 1, pixels));
    // The mean from black to white, each component with grey at zero.
    let low = fitted.mean.iter().copied().fold(f64::INFINITY, f64::min);
    let high = fitted.mean.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let width = if high > low { high - low } else { 1.0 };
    rows.row_mut(0).assign(&fitted.mean.mapv(|v| 2.0 * (v - low) / width - 1.0));
    for k in 0..components {
        let v = fitted.components.row(k);
        let largest = v.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
        let scale = if largest > 0.0 { 1.0 / largest } else { 1.0 };
        rows.row_mut(k + 1).assign(&v.mapv(|x| x * scale));
    }
    let captions: Vec<String> = (0..=components)
        .map(|k| match k {
            0 => tr!("mean").to_string(),
            k => format!(
                "PC {k} ({} %)",
                decimals(100.0 * fitted.explained_variance_ratio[k - 1], 1)
            ),
        })
        .collect();
    let captions: Vec<&str> = captions.iter().map(String::as_str).collect();
    Ok(images(&rows, shape, &captions)?.title(tr!("The mean and the principal components")))
}
