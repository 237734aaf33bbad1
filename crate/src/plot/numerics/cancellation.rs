//! Digits that cancel, and digits that a problem never had (Guide §4.2).

use crate::check;
use crate::error::MathError;
use crate::floating::{
    correct_digits, one_minus_cos, one_minus_cos_naive, quadratic_roots, quadratic_roots_naive,
    variance_textbook, variance_two_pass, variance_welford,
};
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::draw::{self, Point};
use crate::plot::canvas::figure::Figure;
use crate::plot::canvas::legend::legend_above;
use crate::plot::canvas::powers::{decades, label, raised};
use crate::plot::canvas::style::{self, BLUE, GREEN, INK, PURPLE, RED};
use ndarray::ArrayRef1;

/// (1 − cos x)/x² by two formulas, closer and closer to 0, where it is ½.
///
/// # Formula
///
/// 1 − cos x subtracts what is nearly equal; 2 sin²(x/2) is the same without a
/// subtraction.
///
/// # Errors
///
/// [`MathError::OutOfRange`] for a half width that is not between 1e-12 and 10;
/// [`MathError::Empty`] without one.
///
/// # Source
///
/// Guide §4.2; Higham, Accuracy and Stability of Numerical Algorithms, §1.7.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(plot::cancellation_zoom(&[1.0, 1e-4, 1e-8])?.frame_count(), 3);
/// # Ok::<(), MathError>(())
/// ```
pub fn cancellation_zoom(half_widths: &[f64]) -> Result<Figure, MathError> {
    let mut scenes = Vec::new();
    for &half in half_widths {
        if !(1e-12..=10.0).contains(&half) {
            return Err(MathError::OutOfRange {
                operation: "cancellation_zoom",
                argument: "half_widths",
                value: half,
                expected: "a number from 1e-12 to 10",
            });
        }
        // An even number of places leaves out 0 itself.
        let places: Vec<f64> = (0..200).map(|k| (f64::from(k) - 99.5) / 99.5).collect();
        let graph = |f: fn(f64) -> f64| -> Vec<Point> {
            places.iter().map(|t| [*t, f(t * half) / (t * half).powi(2)]).collect()
        };
        let figure = Figure::new()
            .add(draw::line("1 − cos <i>x</i>", &graph(one_minus_cos_naive), RED, 2.0))
            .add(draw::line("2 sin²(<i>x</i>/2)", &graph(one_minus_cos), BLUE, 3.0))
            .title(tr!("Two formulas for one function"))
            .x(tr!("<i>x</i>, in half windows"))
            .y(tr!("value / <i>x</i>²"))
            .x_range(-1.0, 1.0)
            .y_range(-0.05, 1.15);
        scenes.push((format!("10{}", raised(half.log10().round() as i32)), legend_above(figure)));
    }
    animate_from(tr!("half window"), &scenes, scenes.len().saturating_sub(2), 900)
}

/// The right digits of the smaller root of x² − bx + 1 = 0 as b grows.
///
/// # Errors
///
/// Those of [`quadratic_roots`], none of which its coefficients meet.
///
/// # Source
///
/// Guide §4.2; Higham, Accuracy and Stability of Numerical Algorithms, §1.8.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(plot::quadratic_digits()?.trace_count(), 2);
/// # Ok::<(), MathError>(())
/// ```
pub fn quadratic_digits() -> Result<Figure, MathError> {
    let (mut school, mut repaired) = (Vec::new(), Vec::new());
    for k in 2..=36 {
        let power = f64::from(k) / 4.0;
        let b = 10.0_f64.powf(power);
        // 1/b + 1/b³ + 2/b⁵ + 5/b⁷ + 14/b⁹ + …: the Catalan numbers.
        let y = 1.0 / (b * b);
        let exact = if b > 30.0 {
            (1.0 + y * (1.0 + y * (2.0 + y * (5.0 + y * (14.0 + 42.0 * y))))) / b
        } else {
            quadratic_roots(1.0, -b, 1.0)?.smaller
        };
        let digits = |root: f64| correct_digits(root, exact).min(16.0);
        school.push([power, digits(quadratic_roots_naive(1.0, -b, 1.0)?.smaller)]);
        repaired.push([power, digits(quadratic_roots(1.0, -b, 1.0)?.smaller)]);
    }
    let figure = Figure::new()
        .add(draw::line(tr!("school formula"), &school, RED, 2.5))
        .add(draw::line(tr!("by way of the product of the roots"), &repaired, BLUE, 2.5))
        .title(tr!("The smaller root of <i>x</i>² − <i>bx</i> + 1 = 0"))
        .x("<i>b</i>")
        .y(tr!("right decimal digits"))
        .y_range(-0.5, 17.0);
    Ok(legend_above(decades(figure, "xaxis", 0, 9, 1)))
}

/// The right digits of a variance as the data move away from 0; three formulas.
///
/// # Errors
///
/// Those of [`variance_two_pass`]; [`MathError::InvalidArgument`] for data without spread.
///
/// # Source
///
/// Guide §4.2; Chan, Golub and LeVeque (1983).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(plot::variance_digits(&array![1.0, 2.0, 3.0])?.trace_count(), 3);
/// # Ok::<(), MathError>(())
/// ```
pub fn variance_digits(x: &ArrayRef1<f64>) -> Result<Figure, MathError> {
    if variance_two_pass(x)? == 0.0 {
        return Err(MathError::InvalidArgument {
            operation: "variance_digits",
            argument: "x",
            reason: "has no spread, so there are no digits to lose; give different numbers".into(),
        });
    }
    let mut paths: [Vec<Point>; 3] = Default::default();
    for k in 0..=36 {
        let power = f64::from(k) / 4.0;
        let shift = 10.0_f64.powf(power).round();
        let moved = x + shift;
        // Moving rounds the data themselves; the exact answer is that of what is left.
        let exact = variance_two_pass(&(&moved - shift))?;
        let found =
            [variance_textbook(&moved)?, variance_two_pass(&moved)?, variance_welford(&moved)?];
        for (path, value) in paths.iter_mut().zip(found) {
            path.push([power, correct_digits(value, exact).min(16.0)]);
        }
    }
    let names =
        [tr!("mean of squares − square of mean"), tr!("two passes"), tr!("Welford, one pass")];
    let mut figure = Figure::new();
    for ((path, name), colour) in paths.iter().zip(names).zip([RED, BLUE, GREEN]) {
        figure = figure.add(draw::line(name, path, colour, 2.5));
    }
    let figure = figure
        .title(tr!("The variance of data far from 0"))
        .x(tr!("distance of the data from 0"))
        .y(tr!("right decimal digits"))
        .y_range(-0.5, 17.0);
    Ok(legend_above(decades(figure, "xaxis", 0, 9, 1)))
}

/// Condition numbers against the right digits that were left, and the rule 16 − log₁₀κ.
///
/// # Formula
///
/// digits ≈ 16 − log₁₀ κ
///
/// # Errors
///
/// - [`MathError::Empty`] without problems,
/// - [`MathError::NotFinite`] for digits that are NaN or infinite,
/// - [`MathError::ShapeMismatch`] unless every problem has its digits,
/// - [`MathError::OutOfRange`] for a condition number below 1.
///
/// # Source
///
/// Guide §4.2; Trefethen and Bau, Numerical Linear Algebra, lecture 12.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::condition_digits(&array![1.0, 1e8], &array![16.0, 8.5])?;
/// assert_eq!(figure.trace_count(), 2);
/// # Ok::<(), MathError>(())
/// ```
pub fn condition_digits(
    condition: &ArrayRef1<f64>,
    digits: &ArrayRef1<f64>,
) -> Result<Figure, MathError> {
    check::not_empty("condition_digits", "condition", condition)?;
    check::finite("condition_digits", "digits", digits)?;
    check::same_length("condition_digits", condition, digits)?;
    let mut points = Vec::new();
    for (&kappa, &d) in condition.iter().zip(digits) {
        if kappa.is_nan() || kappa < 1.0 {
            return Err(MathError::OutOfRange {
                operation: "condition_digits",
                argument: "condition",
                value: kappa,
                expected: "condition numbers, which are at least 1",
            });
        }
        points.push([kappa.log10().min(20.0), d.min(16.5)]);
    }
    let rule = [[0.0, 16.0], [16.0, 0.0], [20.0, 0.0]];
    let figure = Figure::new()
        .add(draw::dashed("16 − log₁₀ κ", &rule, INK))
        .add(draw::dots(tr!("computed"), &points, PURPLE, 9))
        .title(tr!("Each power of ten in κ costs a digit"))
        .x(tr!("condition number κ"))
        .y(tr!("right decimal digits"))
        .y_range(-0.5, 17.0);
    Ok(legend_above(decades(figure, "xaxis", 0, 20, 2)))
}

/// Two lines, each known up to a small width, and the region in which they may cross.
///
/// The slider turns one line towards the other; the note gives the condition number of
/// the two equations.
///
/// # Errors
///
/// [`MathError::OutOfRange`] for an angle that is not above 0° and at most 90°;
/// [`MathError::Empty`] without one.
///
/// # Source
///
/// Guide §4.2; Trefethen and Bau, Numerical Linear Algebra, lecture 12.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(plot::crossing_lines(&[90.0, 30.0, 5.0])?.frame_count(), 3);
/// # Ok::<(), MathError>(())
/// ```
pub fn crossing_lines(angles: &[f64]) -> Result<Figure, MathError> {
    let width = 0.08;
    let mut scenes = Vec::new();
    for &angle in angles {
        if !(angle > 0.0 && angle <= 90.0) {
            return Err(MathError::OutOfRange {
                operation: "crossing_lines",
                argument: "angles",
                value: angle,
                expected: "an angle in degrees, above 0 and at most 90",
            });
        }
        let (sin, cos) = angle.to_radians().sin_cos();
        // |y| ≤ w and |x sin − y cos| ≤ w.
        let corner = |a: f64, b: f64| [(b * width + cos * a * width) / sin, a * width];
        let region = [
            corner(1.0, 1.0),
            corner(1.0, -1.0),
            corner(-1.0, -1.0),
            corner(-1.0, 1.0),
            corner(1.0, 1.0),
        ];
        // Two unit normals at an angle θ: σ² = 1 ± cos θ.
        let condition = ((1.0 + cos) / (1.0 - cos)).sqrt();
        let far = 4.0;
        let figure = Figure::new()
            .add(draw::line("", &[[-far, 0.0], [far, 0.0]], BLUE, 2.5))
            .add(draw::line("", &[[-far * cos, -far * sin], [far * cos, far * sin]], GREEN, 2.5))
            .add(draw::area("", &region, RED, 0.35))
            .title(tr!("Where do the lines cross?"))
            .note(&tr!(
                "κ = <b>{condition:.1}</b>: the orange region is all that the data allow",
                condition
            ))
            .x("<i>x</i>₁")
            .y("<i>x</i>₂")
            .x_range(-3.2, 3.2)
            .y_range(-1.6, 1.6)
            .equal_aspect()
            .size(style::WIDTH, style::HEIGHT);
        scenes.push((format!("{}°", label(angle)), figure));
    }
    animate_from(tr!("angle"), &scenes, scenes.len() / 2, 500)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_school_formula_loses_and_the_other_keeps_its_digits() {
        let figure = quadratic_digits().unwrap();
        let last = |t: usize| figure.data[t]["y"].as_array().unwrap().last().unwrap().as_f64();
        assert!(last(0).unwrap() < 1.0 && last(1).unwrap() > 15.0);
        let figure = variance_digits(&array![1.0, 2.0, 4.0]).unwrap();
        let last = |t: usize| figure.data[t]["y"].as_array().unwrap().last().unwrap().as_f64();
        assert!(last(0).unwrap() < 1.0 && last(1).unwrap() > 14.0);
    }

    #[test]
    fn wrong_input_is_an_error_and_never_a_panic() {
        assert!(cancellation_zoom(&[0.0]).is_err() && cancellation_zoom(&[]).is_err());
        assert!(variance_digits(&array![2.0, 2.0]).is_err());
        assert!(condition_digits(&array![0.5], &array![1.0]).is_err());
        assert!(condition_digits(&array![2.0], &array![1.0, 2.0]).is_err());
        assert!(crossing_lines(&[0.0]).is_err() && crossing_lines(&[f64::NAN]).is_err());
    }
}
