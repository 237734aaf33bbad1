//! Likelihood as a landscape, and the bias of an estimator (Guide §3.3 and §3.4).

use super::limits::shares;
use crate::check;
use crate::error::MathError;
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::draw::{self, Point, number};
use crate::plot::canvas::figure::{Figure, side_by_side};
use crate::plot::canvas::style::{self, BLUE, GREEN, INK, RED};
use crate::plot::canvas::wire;
use crate::plot::charts::heights::surface;
use crate::probability::{
    Distribution, Normal, bernoulli_ln_likelihood, fit_normal, normal_ln_likelihood, variance,
};
use crate::random::RandomState;
use ndarray::{Array1, ArrayRef1};
use plotly::Bar;
use plotly::common::Marker;
use serde_json::json;

/// The likelihood of a coin as the tosses come in; the slider is how many were seen.
///
/// Every curve is divided by its highest value, so that only the shape counts: the peak
/// stands at k/n and gets narrower with every toss. On the right its logarithm.
///
/// # Formula
///
/// L(p) = pᵏ (1 − p)ⁿ⁻ᵏ,  ln L(p) = k ln p + (n − k) ln(1 − p)
///
/// # Errors
///
/// [`MathError::Empty`] without data; [`MathError::OutOfRange`] for entries other than 0
/// and 1.
///
/// # Source
///
/// Guide §3.4.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::bernoulli_likelihood(&array![1.0, 0.0, 1.0])?;
/// assert_eq!(figure.frame_count(), 3);
/// # Ok::<(), MathError>(())
/// ```
pub fn bernoulli_likelihood(data: &ArrayRef1<f64>) -> Result<Figure, MathError> {
    const NAME: &str = "bernoulli_likelihood";
    check::not_empty(NAME, "data", data)?;
    if let Some(&value) = data.iter().find(|&&x| x != 0.0 && x != 1.0) {
        return Err(MathError::OutOfRange {
            operation: NAME,
            argument: "data",
            value,
            expected: "0 or 1 in every entry",
        });
    }
    let grid = Array1::linspace(0.0, 1.0, 121);
    let mut scenes = Vec::new();
    let mut ones = 0_u64;
    for (i, &x) in data.iter().enumerate() {
        ones += u64::from(x == 1.0);
        let n = i as u64 + 1;
        let best = ones as f64 / n as f64;
        let top = bernoulli_ln_likelihood(ones, n, &array_of(best))?[0];
        let ln = bernoulli_ln_likelihood(ones, n, &grid)? - top;
        let curve: Vec<Point> =
            grid.iter().zip(&ln).map(|(&p, &l)| [p, (1e4 * l.exp()).round() / 1e4]).collect();
        // The logarithm falls without end at 0 and 1; the axis ends at −6.
        let log: Vec<Point> =
            grid.iter().zip(&ln).map(|(&p, &l)| [p, (1e3 * l.max(-9.0)).round() / 1e3]).collect();
        let panel = |curve: &[Point], low: f64, high: f64, name: &str| {
            Figure::new()
                .add(draw::line("", curve, BLUE, 2.5))
                .add(draw::dashed("", &[[best, low], [best, high]], RED))
                .x_range(0.0, 1.0)
                .y_range(low, high)
                .x("<i>p</i>")
                .title(name)
        };
        let left = panel(&curve, 0.0, 1.1, tr!("<i>L</i>(<i>p</i>), highest value set to 1"))
            .y(tr!("relative likelihood"))
            .note(&tr!(
                "ones: {ones} of {n}; the most likely <i>p</i> is <b>{best}</b>",
                ones,
                n,
                best = number(best)
            ));
        let right = panel(&log, -6.0, 0.6, tr!("ln <i>L</i>(<i>p</i>), highest value set to 0"))
            .y(tr!("log-likelihood"));
        let whole = side_by_side(&[left, right])?
            .title(tr!("What the tosses say about the coin"))
            .set("margin.t", json!(92));
        scenes.push((n.to_string(), whole));
    }
    let last = scenes.len() - 1;
    animate_from(tr!("tosses"), &scenes, last, 500)
}

fn array_of(value: f64) -> Array1<f64> {
    Array1::from_elem(1, value)
}

/// The log-likelihood of a normal distribution over mean and standard deviation, with the
/// point of its maximum.
///
/// What lies more than 12 below the top is cut off, or the slopes would hide it.
///
/// # Formula
///
/// ln L(μ, σ) = Σ ln f(xᵢ; μ, σ), highest at μ̂ = x̄, σ̂² = Σ(xᵢ − x̄)²/n
///
/// # Errors
///
/// Those of [`fit_normal`], as for fewer than two different values.
///
/// # Source
///
/// Guide §3.4.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::likelihood_surface(&array![4.0, 5.0, 5.5, 7.0])?;
/// assert_eq!(figure.trace_count(), 2);
/// # Ok::<(), MathError>(())
/// ```
pub fn likelihood_surface(data: &ArrayRef1<f64>) -> Result<Figure, MathError> {
    let best = fit_normal(data)?;
    let (mean, std) = (best.mean(), best.std_dev());
    let error = std / (data.len() as f64).sqrt();
    let means = Array1::linspace(mean - 4.0 * error, mean + 4.0 * error, 33);
    let stds = Array1::linspace(0.5 * std, 2.2 * std, 33);
    let top = normal_ln_likelihood(data, &array_of(mean), &array_of(std))?[[0, 0]];
    let heights = normal_ln_likelihood(data, &means, &stds)?.mapv(|l| l.max(top - 12.0));
    let peak = json!({
        "type": "scatter3d", "mode": "markers+text",
        "x": [mean], "y": [std], "z": [top + 0.3], "text": [tr!("highest point")],
        "textposition": "top center", "textfont": {"color": RED, "size": 14},
        "marker": {"color": RED, "size": 6}, "hoverinfo": "skip", "showlegend": false,
    });
    Ok(surface(&means, &stds, &heights)?
        .add(peak)
        .x("μ")
        .y("σ")
        .z("ln <i>L</i>")
        .title(tr!("The log-likelihood of a normal distribution"))
        .set("height", json!(500)))
}

/// Two estimators of a variance over many experiments; the slider is the sample's size.
///
/// The dashed line is the true σ² = 1, the solid one the average of all estimates. Dividing
/// by n falls short by the factor (n − 1)/n; dividing by n − 1 does not.
///
/// # Formula
///
/// E\[Σ(xᵢ − x̄)²/n\] = σ² (n − 1)/n,  E\[Σ(xᵢ − x̄)²/(n − 1)\] = σ²
///
/// # Errors
///
/// [`MathError::Empty`] without sizes; [`MathError::OutOfRange`] for a size below 2, fewer than
/// 10 repetitions, or more draws than memory holds.
///
/// # Source
///
/// Guide §3.3 and §3.4.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::variance_bias(&[2, 5, 20], 2000, &mut RandomState::new(1))?;
/// assert_eq!(figure.frame_count(), 3);
/// # Ok::<(), MathError>(())
/// ```
pub fn variance_bias(
    sizes: &[usize],
    repetitions: usize,
    random: &mut RandomState,
) -> Result<Figure, MathError> {
    const NAME: &str = "variance_bias";
    let smallest = sizes.iter().copied().min().unwrap_or(2);
    if smallest < 2 || repetitions < 10 {
        let (argument, value) = if smallest < 2 {
            ("sizes", smallest as f64)
        } else {
            ("repetitions", repetitions as f64)
        };
        return Err(MathError::OutOfRange {
            operation: NAME,
            argument,
            value,
            expected: "samples of at least 2, and at least 10 repetitions",
        });
    }
    for &n in sizes {
        check::memory(NAME, "sizes", n)?;
    }
    let law = Normal::new(0.0, 1.0)?;
    let mut samples = Vec::new();
    let mut top = 1.0_f64;
    for &n in sizes {
        let mut estimates = Array1::zeros(repetitions);
        for e in &mut estimates {
            *e = variance(&law.sample(n, random), 0)?;
        }
        // One height for all frames, with room for the tallest bar.
        for factor in [1.0, n as f64 / (n as f64 - 1.0)] {
            let bars = shares(estimates.iter().map(|e| factor * e), 0.0, 4.0, 40);
            top = bars.iter().fold(top, |m, bar| m.max(1.05 * bar[1]));
        }
        samples.push((n, estimates));
    }
    let mut scenes = Vec::new();
    for (n, estimates) in samples {
        let mut panels = Vec::new();
        let mut averages = Vec::new();
        let parts =
            [(1.0, RED, tr!("divided by <i>n</i>")), (0.0, GREEN, tr!("divided by <i>n</i> − 1"))];
        for (biased, colour, name) in parts {
            let factor = if biased == 1.0 { 1.0 } else { n as f64 / (n as f64 - 1.0) };
            let bars = shares(estimates.iter().map(|e| factor * e), 0.0, 4.0, 40);
            let average = factor * estimates.sum() / repetitions as f64;
            let split = |k: usize| bars.iter().map(|p: &Point| p[k]).collect::<Vec<f64>>();
            let marker = Marker::new().color(style::faint(BLUE, 0.6));
            let mut trace = wire::trace(Bar::new(split(0), split(1)).marker(marker));
            trace["width"] = json!(0.1);
            let panel = Figure::new()
                .add(trace)
                .add(draw::dashed("", &[[1.0, 0.0], [1.0, top]], INK))
                .add(draw::line("", &[[average, 0.0], [average, top]], colour, 3.0))
                .x_range(0.0, 4.0)
                .y_range(0.0, top)
                .x(tr!("estimate of σ²"))
                .y(tr!("density"))
                .title(name);
            panels.push(panel);
            averages
                .push(format!("<span style='color:{colour}'><b>{}</b></span>", number(average)));
        }
        let first = panels.remove(0).note(&tr!(
            "average of {repetitions} estimates: {averages} and {averages2}; the truth is 1",
            repetitions,
            averages = averages[0],
            averages2 = averages[1]
        ));
        let whole = side_by_side(&[first, panels.remove(0)])?
            .title(tr!("Which divisor is right on average?"))
            .set("margin.t", json!(92));
        scenes.push((n.to_string(), whole));
    }
    animate_from("<i>n</i>", &scenes, 0, 600)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_peak_of_the_coin_stands_at_the_share_of_ones() {
        let figure = bernoulli_likelihood(&array![1.0, 1.0, 0.0, 1.0]).unwrap();
        assert!(figure.frames[3]["layout"].to_string().contains("<b>0.75</b>"));
        assert_eq!(figure.data[1]["x"][0].as_f64(), Some(0.75));
        assert!(bernoulli_likelihood(&array![0.5]).is_err());
        assert!(bernoulli_likelihood(&Array1::zeros(0)).is_err());
    }

    #[test]
    fn no_place_of_the_surface_is_higher_than_the_mark() {
        let figure = likelihood_surface(&array![1.0, 2.0, 4.0]).unwrap();
        let peak = figure.data[1]["z"][0].as_f64().unwrap();
        let rows = figure.data[0]["z"].as_array().unwrap();
        let all = rows.iter().flat_map(|r| r.as_array().unwrap()).filter_map(|v| v.as_f64());
        assert!(all.into_iter().all(|z| z <= peak));
        assert!(likelihood_surface(&array![1.0, 1.0]).is_err());
    }

    #[test]
    fn dividing_by_n_falls_short_by_half_for_two() {
        let figure = variance_bias(&[2, 40], 4000, &mut RandomState::new(3)).unwrap();
        let mean = |frame: usize, trace: usize| {
            let parts = figure.frames[frame]["traces"].as_array().unwrap();
            let at = parts.iter().position(|t| t == trace).unwrap();
            figure.frames[frame]["data"][at]["x"][0].as_f64().unwrap()
        };
        // Four standard errors of the averages: 4 √(2/4000) ≈ 0.09.
        assert!((mean(0, 2) - 0.5).abs() < 0.05, "{}", mean(0, 2));
        assert!((mean(0, 5) - 1.0).abs() < 0.09, "{}", mean(0, 5));
        assert!(variance_bias(&[1], 100, &mut RandomState::new(1)).is_err());
        assert!(variance_bias(&[2], 1, &mut RandomState::new(1)).is_err());
        assert!(variance_bias(&[], 100, &mut RandomState::new(1)).is_err());
    }
}
