//! What a derivative is: slopes, the error of differences, bends, Taylor (Guide §2.1).

use crate::calculus::{
    JET_ORDER, Jet, central_difference, central_step, forward_difference, second_difference,
    tangent_line, taylor as taylor_polynomial,
};
use crate::check;
use crate::error::MathError;
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::curve::{graph, heights, range, short};
use crate::plot::canvas::draw::{self, Point, number};
use crate::plot::canvas::figure::{Figure, side_by_side};
use crate::plot::canvas::legend::{legend_above, legend_below};
use crate::plot::canvas::style::{self, BLUE, GREEN, INK, RED};
use crate::plot::charts::series::steps;
use serde_json::json;

/// A secant that becomes the tangent; the slider is the distance h of its two points.
///
/// The dashed triangle is the rise over the run.
///
/// # Formula
///
/// f′(x₀) = lim (f(x₀ + h) − f(x₀))/h as h → 0.
///
/// # Errors
///
/// [`MathError::NotFinite`] for an `x0` that is NaN or infinite, or where f is not finite
/// beside it; [`MathError::InvalidArgument`] where f has no finite value or slope.
///
/// # Source
///
/// Guide §2.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// fn square(x: f64) -> f64 {
///     x * x
/// }
/// let figure = plot::secant_to_tangent(&square, 1.0)?;
/// assert!(figure.to_json().contains("slope = <b>3.50</b>")); // 2·1 + h at h = 1.5
/// # Ok::<(), MathError>(())
/// ```
pub fn secant_to_tangent(f: &dyn Fn(f64) -> f64, x0: f64) -> Result<Figure, MathError> {
    const NAME: &str = "secant_to_tangent";
    check::finite_number(NAME, "x0", x0)?;
    let tangent = tangent_line(f, x0)?;
    let (from, to) = (x0 - 1.2, x0 + 1.9);
    let curve = graph(f, (from, to), 120);
    let (low, high) = heights(&curve, 0.12);
    let straight = |slope: f64| [from, to].map(|x| [x, tangent.value + slope * (x - x0)]);
    let mut scenes = Vec::new();
    for h in [1.5, 1.25, 1.0, 0.8, 0.6, 0.45, 0.3, 0.2, 0.1, 0.05, 0.01, 0.0] {
        let end = [x0 + h, f(x0 + h)];
        check::finite_number(NAME, "f(x0 + h)", end[1])?;
        let slope = if h > 0.0 { (end[1] - tangent.value) / h } else { tangent.slope };
        let corner = [end[0], tangent.value];
        let (label, quotient) = if h > 0.0 {
            (h.to_string(), tr!("secant's slope = <b>{slope}</b>", slope = number(slope)))
        } else {
            ("→ 0".to_string(), tr!("tangent's slope = <b>{slope}</b>", slope = number(slope)))
        };
        let figure = Figure::new()
            .add(draw::dashed(tr!("tangent"), &straight(tangent.slope), GREEN))
            .add(draw::line("<i>f</i>", &curve, BLUE, 2.5))
            .add(draw::dashed("", &[[x0, tangent.value], corner, end], INK))
            .add(draw::line(tr!("secant"), &straight(slope), RED, 2.5))
            .add(draw::dots("", &[[x0, tangent.value], end], RED, 10))
            .x_range(from, to)
            .y_range(low, high)
            .y("<i>f</i>(<i>x</i>)")
            .title(tr!("A secant becomes the tangent"))
            .note(&format!("{quotient}; <i>f</i> ′({}) = {}", short(x0), number(tangent.slope)));
        scenes.push((label, legend_above(figure)));
    }
    animate_from("<i>h</i>", &scenes, 0, 500)
}

/// How wrong differences are at each step: too large a step bends, too small a one rounds.
///
/// Both axes count powers of ten. An error of exactly 0 has no place on such an axis
/// and is left out.
///
/// # Formula
///
/// forward (f(x+h) − f(x))/h: error ~ h; central D(h) = (f(x+h) − f(x−h))/2h: error ~ h²;
/// Richardson (4 D(h/2) − D(h))/3: error ~ h⁴; rounding adds about ε|f(x)|/h to each.
///
/// # Errors
///
/// [`MathError::NotFinite`] for an `x0` or a derivative that is NaN or infinite;
/// [`MathError::InvalidArgument`] where f is not finite near `x0`; [`MathError::Overflow`]
/// for a quotient beyond the largest number.
///
/// # Source
///
/// Guide §2.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::difference_error(&f64::sin, 1.0_f64.cos(), 1.0)?;
/// assert_eq!(figure.trace_count(), 4); // three V's and the rounding
/// # Ok::<(), MathError>(())
/// ```
pub fn difference_error(
    f: &dyn Fn(f64) -> f64,
    exact_derivative: f64,
    x0: f64,
) -> Result<Figure, MathError> {
    const NAME: &str = "difference_error";
    check::finite_number(NAME, "x0", x0)?;
    check::finite_number(NAME, "exact_derivative", exact_derivative)?;
    central_difference(f, x0, central_step(x0))?;
    let scale = x0.abs().max(1.0);
    let central = |h: f64| central_difference(f, x0, h);
    let mut errors: [Vec<Point>; 3] = Default::default();
    let mut rounding = Vec::new();
    for k in 2..=29 {
        let h = scale * 10.0_f64.powf(-f64::from(k) / 2.0);
        let estimates = [
            forward_difference(f, x0, h),
            central(h),
            central(h).and_then(|d| Ok((4.0 * central(h / 2.0)? - d) / 3.0)),
        ];
        for (list, estimate) in errors.iter_mut().zip(estimates) {
            let Ok(estimate) = estimate else { continue };
            let error = (estimate - exact_derivative).abs();
            if error > 0.0 {
                list.push([h, error]);
            }
        }
        rounding.push([h, f64::EPSILON * f(x0).abs().max(f64::MIN_POSITIVE) / h]);
    }
    let [forward, central, extrapolated] = &errors;
    let mut figure = Figure::new();
    for (name, points, colour) in [
        (tr!("forward"), forward, RED),
        (tr!("central"), central, BLUE),
        (tr!("Richardson"), extrapolated, GREEN),
    ] {
        figure = figure.add(steps(name, points, colour));
    }
    let best = |list: &[Point]| {
        let lowest = list.iter().min_by(|a, b| a[1].total_cmp(&b[1]));
        lowest.map_or("—".to_string(), |p| power(p[0]))
    };
    // The axis covers the errors; the guide line may run out of it.
    let all: Vec<Point> = errors.iter().flatten().map(|p| [p[0], p[1].log10()]).collect();
    let (low, high) = heights(&all, 0.06);
    let figure = figure
        .add(draw::dashed(tr!("rounding, <i>ε</i> |<i>f</i>(<i>x</i>)|/<i>h</i>"), &rounding, INK))
        .log_x()
        .log_y()
        .x_range(scale.log10() - 14.8, scale.log10() - 0.7)
        .y_range(low, high)
        .set("xaxis.dtick", json!(2))
        .set("yaxis.dtick", json!(2))
        .x(tr!("step <i>h</i>"))
        .y(tr!("error of the slope"))
        .title(tr!("Differences: two errors make a V"))
        .note(&tr!("smallest error near <i>h</i> = {forward} (forward), {central} (central), {extrapolated} (Richardson)", forward = best(forward), central = best(central), extrapolated = best(extrapolated)));
    Ok(legend_below(figure))
}

/// The nearest power of ten, written as one.
fn power(v: f64) -> String {
    format!("10<sup>{}</sup>", draw::decimals(v.log10(), 0))
}

/// Taylor's polynomial of growing order; the slider is the order.
///
/// The band over the curve is where the polynomial is within 1 % of the height of
/// the picture.
///
/// # Formula
///
/// f(x) ≈ Σₖ₌₀ⁿ f⁽ᵏ⁾(x₀)/k!·(x − x₀)ᵏ.
///
/// # Errors
///
/// - [`MathError::Empty`] without an order,
/// - [`MathError::OutOfRange`] for one above 20,
/// - [`MathError::NotFinite`] for an `x0` or an end of the range that is NaN or infinite,
/// - [`MathError::InvalidArgument`] for an empty range, or where a derivative at `x0` is
///   not finite.
///
/// # Source
///
/// Guide §2.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::taylor(&Jet::sin, 0.0, &[1, 3, 5, 7], (-7.0, 7.0))?;
/// assert_eq!(figure.frame_count(), 4);
/// # Ok::<(), MathError>(())
/// ```
pub fn taylor(
    f: &dyn Fn(Jet) -> Jet,
    x0: f64,
    orders: &[usize],
    x_range: (f64, f64),
) -> Result<Figure, MathError> {
    const NAME: &str = "taylor";
    range(NAME, "x_range", x_range)?;
    if orders.is_empty() {
        return Err(MathError::Empty { operation: NAME, argument: "orders" });
    }
    let value = |x: f64| f(Jet::constant(x)).value();
    let curve = graph(&value, x_range, 140);
    let (low, high) = heights(&curve, 0.35);
    let tolerance = 0.01 * (high - low);
    let all = taylor_polynomial(f, x0, (*orders.iter().max().unwrap_or(&0)).min(JET_ORDER))?;
    let mut scenes = Vec::new();
    for &order in orders {
        let polynomial = taylor_polynomial(f, x0, order)?;
        // Far outside the window nothing is seen, and the numbers would be long.
        let far = 2.0 * (high - low);
        let guess: Vec<Point> = graph(&|x| polynomial.evaluate(x), x_range, 140)
            .iter()
            .map(|p| [p[0], p[1].clamp(low - far, high + far)])
            .collect();
        let close = |x: f64| (polynomial.evaluate(x) - value(x)).abs() <= tolerance;
        let reach = |end: f64| {
            let points = (0..=200).map(|k| x0 + (end - x0) * f64::from(k) / 200.0);
            points.take_while(|x| close(*x)).last().unwrap_or(x0)
        };
        let (left, right) = (reach(x_range.0.min(x0)), reach(x_range.1.max(x0)));
        let band = graph(&value, (left, right), 60);
        let figure = Figure::new()
            .add(draw::line(tr!("within 1 %"), &band, style::faint(GREEN, 0.35).as_str(), 12.0))
            .add(draw::line("<i>f</i>", &curve, BLUE, 2.5))
            .add(draw::line(tr!("polynomial"), &guess, RED, 2.5))
            .add(draw::dots("", &[[x0, all.coefficients[0]]], INK, 9))
            .x_range(x_range.0, x_range.1)
            .y_range(low, high)
            .title(tr!("Taylor's polynomial takes hold of more and more of the curve"))
            .note(&tr!(
                "order {order}: close to <i>f</i> for {left} ≤ <i>x</i> ≤ {right}",
                order,
                left = number(left),
                right = number(right)
            ));
        scenes.push((order.to_string(), legend_above(figure)));
    }
    animate_from(tr!("order"), &scenes, scenes.len() / 2, 700)
}

/// The bend of a graph: the parabola that fits it best at a point which the slider moves.
///
/// On the left the function and that parabola, on the right the second derivative.
///
/// # Formula
///
/// f(x + d) ≈ f(x) + f′(x) d + ½ f″(x) d²; f″ > 0 bends upwards, f″ < 0 downwards.
///
/// # Errors
///
/// [`MathError::NotFinite`] for an end of the range that is NaN or infinite;
/// [`MathError::InvalidArgument`] for an empty range, or where f or one of its two
/// derivatives is not finite.
///
/// # Source
///
/// Guide §2.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::curvature(&f64::sin, (0.0, 6.0))?;
/// assert_eq!(figure.frame_count(), 25);
/// # Ok::<(), MathError>(())
/// ```
pub fn curvature(f: &dyn Fn(f64) -> f64, x_range: (f64, f64)) -> Result<Figure, MathError> {
    const NAME: &str = "curvature";
    range(NAME, "x_range", x_range)?;
    let (from, to) = x_range;
    let curve = graph(f, x_range, 120);
    let (low, high) = heights(&curve, 0.25);
    let second = |x: f64| second_difference(f, x, 1e-4 * x.abs().max(1.0));
    let mut bends = Vec::new();
    for k in 0..=24 {
        let x = from + (to - from) * f64::from(k) / 24.0;
        bends.push([x, second(x)?]);
    }
    let largest = bends.iter().fold(0.0_f64, |m, p| m.max(p[1].abs()));
    let smooth: Vec<Point> =
        graph(&|x| second(x).unwrap_or(f64::NAN), x_range, 120).into_iter().collect();
    let mut scenes = Vec::new();
    for [x, bend] in bends {
        let tangent = tangent_line(f, x)?;
        let half = 0.16 * (to - from);
        let parabola: Vec<Point> = graph(
            &|t| tangent.evaluate(t) + 0.5 * bend * (t - x).powi(2),
            (x - half, x + half),
            30,
        );
        let (colour, way) = match bend {
            b if b > 0.005 * largest => (GREEN, tr!("bends upwards")),
            b if b < -0.005 * largest => (RED, tr!("bends downwards")),
            _ => (INK, tr!("straight for a moment")),
        };
        let left = Figure::new()
            .add(draw::line("<i>f</i>", &curve, BLUE, 2.5))
            .add(draw::line(tr!("parabola"), &parabola, colour, 4.0))
            .add(draw::dots("", &[[x, tangent.value]], colour, 11))
            .x_range(from, to)
            .y_range(low, high)
            .y("<i>f</i>(<i>x</i>)")
            .note(&format!("<i>f</i> ″({}) = <b>{}</b>: {way}", number(x), number(bend)));
        let right = Figure::new()
            .add(draw::line("<i>f</i> ″", &smooth, INK, 2.0))
            .add(draw::dots("", &[[x, bend]], colour, 11))
            .x_range(from, to)
            .y("<i>f</i> ″(<i>x</i>)");
        scenes.push((
            number(x),
            side_by_side(&[left, right])?.title(tr!("The second derivative is the bend")),
        ));
    }
    animate_from("<i>x</i>", &scenes, 4, 250)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_secant_is_the_tangent() {
        let figure = secant_to_tangent(&|x| x * x * x, 1.0).unwrap();
        let last = figure.frames.last().unwrap().to_string();
        assert!(last.contains("tangent's slope = <b>3.00</b>"), "{last}");
    }

    #[test]
    fn the_v_of_the_central_difference_lies_below_the_forward_one() {
        let figure = difference_error(&f64::exp, 1.0, 0.0).unwrap();
        let lowest = |t: usize| {
            let y = figure.data[t]["y"].as_array().unwrap();
            y.iter().filter_map(serde_json::Value::as_f64).fold(f64::INFINITY, f64::min)
        };
        assert!(lowest(1) < lowest(0) && lowest(2) < lowest(0));
    }

    #[test]
    fn a_higher_order_holds_on_longer() {
        let figure = taylor(&Jet::sin, 0.0, &[1, 9], (-7.0, 7.0)).unwrap();
        // The band's right end, in each frame.
        let end = |k: usize| {
            let band = figure.frames[k]["data"][0]["x"].as_array().unwrap();
            band.last().and_then(serde_json::Value::as_f64).unwrap()
        };
        assert!(end(0) < 1.0 && end(1) > 3.0, "{} {}", end(0), end(1));
    }

    #[test]
    fn numbers_for_labels_are_short() {
        assert_eq!(short(1.0), "1");
        assert_eq!(short(-0.25), "−0.25");
        assert_eq!(short(0.0), "0");
    }

    #[test]
    fn wrong_input_is_an_error_and_never_a_panic() {
        assert!(secant_to_tangent(&f64::ln, -1.0).is_err());
        assert!(secant_to_tangent(&f64::sin, f64::NAN).is_err());
        assert!(difference_error(&f64::ln, 1.0, -1.0).is_err());
        assert!(difference_error(&f64::sin, f64::NAN, 1.0).is_err());
        assert!(taylor(&Jet::sin, 0.0, &[], (-1.0, 1.0)).is_err());
        assert!(taylor(&Jet::sin, 0.0, &[21], (-1.0, 1.0)).is_err());
        assert!(taylor(&Jet::ln, 0.0, &[2], (-1.0, 1.0)).is_err());
        assert!(curvature(&f64::sin, (1.0, 1.0)).is_err());
        assert!(curvature(&f64::ln, (-1.0, 1.0)).is_err());
        // A straight line has no bend and no heights to speak of.
        assert!(curvature(&|_| 2.0, (0.0, 1.0)).is_ok());
    }
}
