//! How the error of a sum grows (Guide §4.2).

use crate::check;
use crate::error::MathError;
use crate::floating::{FloatFormat, compare_sums, round_to};
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::draw::{self, Point};
use crate::plot::canvas::figure::Figure;
use crate::plot::canvas::legend::legend_above;
use crate::plot::canvas::powers::{decades, label};
use crate::plot::canvas::style::{self, AMBER, BLUE, GREEN, INK, PURPLE, RED};
use ndarray::{ArrayRef1, Axis, Slice};
use serde_json::json;

/// The relative error of four sums of the first n entries; the slider adds entries.
///
/// A sum without error is drawn at 10⁻¹⁸, below everything a double can show.
///
/// # Errors
///
/// [`MathError::Empty`] without numbers; [`MathError::NotFinite`] for NaN or infinite ones;
/// [`MathError::OutOfRange`] for a count that is 0 or larger than the list.
///
/// # Source
///
/// Guide §4.2; Higham, Accuracy and Stability of Numerical Algorithms, ch. 4.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::sum_errors(&Array1::from_elem(1000, 0.1), &[10, 100, 1000])?;
/// assert_eq!(figure.frame_count(), 3);
/// # Ok::<(), MathError>(())
/// ```
pub fn sum_errors(x: &ArrayRef1<f64>, counts: &[usize]) -> Result<Figure, MathError> {
    check::not_empty("sum_errors", "x", x)?;
    check::finite("sum_errors", "x", x)?;
    let names = [tr!("one by one"), tr!("pairwise"), tr!("Kahan"), tr!("Neumaier")];
    let colours = [RED, BLUE, GREEN, PURPLE];
    let mut paths: [Vec<Point>; 4] = Default::default();
    let mut moments = Vec::new();
    for &n in counts {
        if n == 0 || n > x.len() {
            return Err(MathError::OutOfRange {
                operation: "sum_errors",
                argument: "counts",
                value: n as f64,
                expected: "from 1 to the length of the list",
            });
        }
        let sums = compare_sums(&x.slice_axis(Axis(0), Slice::from(..n)));
        let found = [sums.naive, sums.pairwise, sums.kahan, sums.neumaier];
        for (path, sum) in paths.iter_mut().zip(found) {
            let error = ((sum - sums.exact) / sums.exact).abs();
            let height = if error > 0.0 { error.log10().clamp(-18.0, 0.0) } else { -18.0 };
            path.push([(n as f64).log10(), height]);
        }
        moments.push((n, sums));
    }
    let last = counts.last().map_or(1.0, |&n| (n as f64).log10()).ceil() as i32;
    let mut scenes = Vec::new();
    for (k, (n, sums)) in moments.iter().enumerate() {
        let mut figure = Figure::new();
        for ((path, name), (i, colour)) in paths.iter().zip(names).zip(colours.iter().enumerate()) {
            let mut trace = draw::line(name, &path[..=k], colour, 2.5);
            // The quiet ones lie on each other: the later the thinner.
            trace["line"]["dash"] = json!(["solid", "solid", "dash", "dot"][i]);
            trace["mode"] = json!("lines+markers");
            trace["marker"] = json!({"color": colour, "size": 9 - 2 * i});
            figure = figure.add(trace);
        }
        let figure = figure
            .title(tr!("The error of a sum grows with its length"))
            .note(&tr!(
                "one by one: <b>{naive}</b> · exact: <b>{exact}</b>",
                naive = sums.naive,
                exact = sums.exact
            ))
            .x(tr!("summands <i>n</i>"))
            .y(tr!("relative error"));
        let figure = decades(figure, "xaxis", 0, last, 1);
        let figure = decades(figure, "yaxis", -18, -8, 2).set("yaxis.range", json!([-18.4, -8.0]));
        scenes.push((label(*n as f64), legend_above(figure)));
    }
    animate_from("<i>n</i>", &scenes, scenes.len().saturating_sub(1), 300)
}

/// The running sum of equal summands in three formats: where it stops growing.
///
/// # Formula
///
/// s ← round(s + a) stops as soon as a is less than half a step of s.
///
/// # Errors
///
/// [`MathError::NotFinite`] for a summand that is NaN or infinite;
/// [`MathError::OutOfRange`] unless there are 10 to 1,000,000 summands.
///
/// # Source
///
/// Guide §4.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(plot::stalled_sums(1.0, 3000)?.trace_count(), 3);
/// # Ok::<(), MathError>(())
/// ```
pub fn stalled_sums(summand: f64, count: usize) -> Result<Figure, MathError> {
    check::finite_number("stalled_sums", "summand", summand)?;
    if !(10..=1_000_000).contains(&count) {
        return Err(MathError::OutOfRange {
            operation: "stalled_sums",
            argument: "count",
            value: count as f64,
            expected: "from 10 to 1,000,000 summands",
        });
    }
    let mut figure = Figure::new();
    let series = [(FloatFormat::F32, BLUE), (FloatFormat::F16, AMBER), (FloatFormat::Bf16, RED)];
    for (format, colour) in series {
        let rounded = round_to(format, summand);
        let (mut sum, mut path) = (0.0, vec![[0.0, 0.0]]);
        for k in 1..=count {
            sum = round_to(format, sum + rounded);
            if k % (count / 100).max(1) == 0 || k == count {
                path.push([k as f64, sum]);
            }
        }
        let name = tr!("{format}: ends at {sum}", format = format.name(), sum);
        figure = figure.add(draw::line(&name, &path, colour, 2.5));
    }
    let figure = figure
        .title(tr!("A sum that stops growing"))
        .x(&tr!("how many times {summand} was added", summand))
        .y(tr!("sum so far"));
    Ok(legend_above(figure).set("font.color", json!(INK)).size(style::WIDTH, style::HEIGHT))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array1;

    #[test]
    fn sums_stall_where_the_step_is_twice_the_summand() {
        let figure = stalled_sums(1.0, 5000).unwrap();
        assert!(figure.data[1]["name"].as_str().unwrap().ends_with("ends at 2048"));
        assert!(figure.data[2]["name"].as_str().unwrap().ends_with("ends at 256"));
        assert!(stalled_sums(f64::NAN, 100).is_err() && stalled_sums(1.0, 1).is_err());
    }

    #[test]
    fn a_count_beyond_the_list_is_refused() {
        let tenths = Array1::from_elem(10, 0.1);
        assert!(sum_errors(&tenths, &[11]).is_err() && sum_errors(&tenths, &[0]).is_err());
        assert_eq!(sum_errors(&tenths, &[5, 10]).unwrap().frame_count(), 2);
    }
}
