//! Gradients in sixteen bits, and what a loss scale does (Guide §4.1).

use crate::check;
use crate::error::MathError;
use crate::floating::{FloatFormat, Precision, cast_gradients, descend_in};
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::draw::{self, Point};
use crate::plot::canvas::figure::Figure;
use crate::plot::canvas::legend::legend_above;
use crate::plot::canvas::powers::{label, raised};
use crate::plot::canvas::style::{self, AMBER, BLUE, GREEN, INK, PALETTE, RED};
use ndarray::ArrayRef1;
use serde_json::json;

/// How large the gradients are, and the window that half precision can hold; the slider
/// is the exponent of the loss scale S = 2ᵏ.
///
/// Bars are gradients by the power of two of S·|g|: orange vanish or overflow, amber are
/// subnormal, blue are held in full.
///
/// # Errors
///
/// Those of [`cast_gradients`]; [`MathError::InvalidArgument`] if all gradients are 0;
/// [`MathError::Empty`] without an exponent.
///
/// # Source
///
/// Guide §4.1; Micikevicius et al., "Mixed precision training" (2018).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::loss_scaling(&array![1e-3, 1e-8], &[0, 10])?;
/// assert_eq!(figure.frame_count(), 2);
/// # Ok::<(), MathError>(())
/// ```
pub fn loss_scaling(gradients: &ArrayRef1<f64>, exponents: &[i32]) -> Result<Figure, MathError> {
    check::finite("loss_scaling", "gradients", gradients)?;
    let logs: Vec<f64> = gradients.iter().filter(|g| **g != 0.0).map(|g| g.abs().log2()).collect();
    if logs.is_empty() {
        return Err(MathError::InvalidArgument {
            operation: "loss_scaling",
            argument: "gradients",
            reason: "are all 0, so there is nothing to draw; take a network that still errs".into(),
        });
    }
    let (first, last) = (-60, 20);
    let places: Vec<i32> = (first..=last).collect();
    let mut scenes = Vec::new();
    for &k in exponents {
        let scale = 2.0_f64.powi(k.clamp(-100, 100));
        let mut counts = vec![0.0; places.len()];
        for log in &logs {
            let bin = (log + f64::from(k)).floor().clamp(f64::from(first), f64::from(last));
            counts[(bin as i32 - first) as usize] += 1.0;
        }
        let top = 25.0;
        let shares: Vec<f64> = counts.iter().map(|c| 100.0 * c / logs.len() as f64).collect();
        let colours: Vec<&str> = places
            .iter()
            .map(|&p| match p {
                ..-25 | 16.. => RED,
                -25..-14 => AMBER,
                _ => BLUE,
            })
            .collect();
        let bars = json!({
            "type": "bar",
            "x": places.iter().map(|p| f64::from(*p) + 0.5).collect::<Vec<_>>(),
            "y": shares,
            "width": 0.9,
            "marker": {"color": colours},
            "showlegend": false,
            "name": tr!("share"),
        });
        let cast = cast_gradients(FloatFormat::F16, gradients, scale)?;
        // Below 2⁻¹⁴ a half-precision number has no leading 1 and fewer digits.
        let subnormal = (gradients.iter().zip(&cast.values))
            .filter(|(g, kept)| **kept != 0.0 && (*g * scale).abs() < 2.0_f64.powi(-14))
            .count();
        let share = |n: usize| 100.0 * n as f64 / logs.len() as f64;
        let wall = |x: f64| draw::dashed("", &[[x, 0.0], [x, top]], INK);
        let figure = Figure::new()
            .add(bars)
            .add(wall(-25.0))
            .add(wall(-14.0))
            .add(wall(16.0))
            .add(draw::words(&[
                (tr!("lost"), [-42.0, 0.93 * top], RED),
                (tr!("subnormal"), [-19.5, 0.93 * top], AMBER),
                (tr!("held in full"), [1.0, 0.93 * top], BLUE),
                ("∞", [18.2, 0.93 * top], RED),
            ]))
            .title(tr!("Gradients in half precision, under a loss scale"))
            .note(&tr!("<i>S</i> = {scale}: <b>{vanished:.1} %</b> vanish, {subnormal:.1} % subnormal, <b>{overflowed:.1} %</b> overflow", scale = label(scale), vanished = share(cast.vanished), subnormal = share(subnormal), overflowed = share(cast.overflowed)))
            .x(tr!("log₂ of <i>S</i>·|<i>g</i>|"))
            .y(tr!("share of the gradients, %"))
            .x_range(f64::from(first), f64::from(last) + 1.0)
            .y_range(0.0, top);
        scenes.push((format!("2{}", raised(k)), figure));
    }
    animate_from("<i>S</i>", &scenes, 0, 700)
}

/// The weight of [`descend_in`], step by step, under several precisions.
///
/// # Errors
///
/// Those of [`descend_in`]; [`MathError::Empty`] without a precision.
///
/// # Source
///
/// Guide §4.1; Micikevicius et al., "Mixed precision training" (2018).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let half = Precision { format: FloatFormat::F16, loss_scale: 1.0, master_copy: false };
/// let figure = plot::descent_precision(&[("float16", half)], 1e-3, 0.1, 100)?;
/// assert_eq!(figure.trace_count(), 1);
/// # Ok::<(), MathError>(())
/// ```
pub fn descent_precision(
    precisions: &[(&str, Precision)],
    curvature: f64,
    learning_rate: f64,
    steps: usize,
) -> Result<Figure, MathError> {
    if precisions.is_empty() {
        return Err(MathError::Empty { operation: "descent_precision", argument: "precisions" });
    }
    let mut figure = Figure::new();
    for (i, (name, precision)) in precisions.iter().enumerate() {
        let path = descend_in(precision, curvature, 0.0, 1.0, learning_rate, steps)?;
        let every = (steps / 100).max(1);
        let points: Vec<Point> =
            path.iter().enumerate().step_by(every).map(|(k, w)| [k as f64, *w]).collect();
        let colour = [RED, AMBER, GREEN, BLUE].get(i).copied().unwrap_or(PALETTE[i % 6]);
        let mut trace = draw::line(name, &points, colour, 3.0);
        // Paths may lie on each other.
        trace["line"]["dash"] = json!(["solid", "dash", "solid", "dot"][i % 4]);
        figure = figure.add(trace);
    }
    let figure = figure
        .title(tr!("One weight on its way to 0"))
        .x(tr!("step"))
        .y(tr!("weight <i>w</i>"))
        .y_range(-0.05, 1.08);
    Ok(legend_above(figure).size(style::WIDTH, style::HEIGHT))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_note_counts_what_vanishes_and_what_overflows() {
        let figure = loss_scaling(&array![1.0, 1e-9], &[0, 10, 17]).unwrap();
        let note = |k: usize| figure.frames[k]["layout"].to_string();
        assert!(note(0).contains("50.0 %</b> vanish"));
        assert!(
            note(1).contains("<b>0.0 %</b> vanish, 50.0 % subnormal")
                && note(1).contains("<b>0.0 %</b> over")
        );
        assert!(note(2).contains("50.0 %</b> overflow"));
        assert!(loss_scaling(&array![0.0], &[0]).is_err());
        assert!(loss_scaling(&array![1.0], &[]).is_err());
        assert!(descent_precision(&[], 1.0, 1.0, 1).is_err());
    }
}
