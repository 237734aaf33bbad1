//! Distributions: their shapes under a slider, and what they become (Guide §3.2).

use super::animation::animate_from;
use super::derivatives::range;
use super::draw::{self, Point, decimals, number};
use super::figure::{Figure, side_by_side};
use super::style::{self, BLUE, GREEN, INK, RED};
use super::wire;
use crate::check;
use crate::error::MathError;
use crate::probability::{Binomial, Distribution, Normal, Poisson};
use crate::random::RandomState;
use plotly::Bar;
use plotly::common::Marker;
use serde_json::{Value, json};

/// Bars that stand on a number line.
fn columns(name: &str, points: &[Point], width: f64, colour: &'static str) -> Value {
    let split = |k: usize| points.iter().map(|p| p[k]).collect::<Vec<f64>>();
    let bar = Bar::new(split(0), split(1)).name(name).marker(Marker::new().color(colour));
    let mut bar = wire::trace(bar);
    bar["width"] = json!(width);
    bar["opacity"] = json!(0.8);
    bar["showlegend"] = json!(!name.is_empty());
    bar
}

/// A line that is filled down to the horizontal axis.
fn hill(name: &str, points: &[Point], colour: &'static str) -> Value {
    let mut trace = draw::line(name, points, colour, 2.5);
    trace["fill"] = json!("tozeroy");
    trace["fillcolor"] = json!(style::faint(colour, 0.25));
    trace
}

/// Mean and standard deviation, written above a distribution.
fn in_numbers(law: &dyn Distribution) -> String {
    let write = |v: f64| if v.is_finite() { number(v) } else { "none".to_string() };
    format!("mean <b>{}</b>, standard deviation <b>{}</b>", write(law.mean()), write(law.std_dev()))
}

/// The still moments of a family of distributions, put in motion.
fn family(
    parameter: &str,
    title: &str,
    scenes: Vec<(String, [Figure; 2])>,
    top: f64,
) -> Result<Figure, MathError> {
    let mut whole = Vec::new();
    for (label, [shape, below]) in scenes {
        let shape = shape.y_range(0.0, 1.12 * top);
        let below = below.y_range(-0.03, 1.05).title("<i>F</i>(<i>x</i>) = P(<i>X</i> ≤ <i>x</i>)");
        let figure = side_by_side(&[shape, below])?.title(title).set("margin.t", json!(92));
        whole.push((label, figure));
    }
    let start = whole.len() / 2;
    animate_from(parameter, &whole, start, 300)
}

/// Discrete distributions under a slider: the masses as bars, and their running sum.
///
/// Each law comes with the label of its parameter's value; the bars run from 0 to `to`.
/// The orange mark is the mean.
///
/// # Formula
///
/// P(X = k) on the left, F(x) = Σ P(X = k) over k ≤ x on the right.
///
/// # Errors
///
/// [`MathError::Empty`] without a law.
///
/// # Source
///
/// Guide §3.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let mut laws: Vec<(String, Box<dyn Distribution>)> = Vec::new();
/// for tenths in 1..=9 {
///     let p = f64::from(tenths) / 10.0;
///     laws.push((format!("{p}"), Box::new(Binomial::new(10, p)?)));
/// }
/// let figure = plot::masses("p", "Binomial, n = 10", &laws, 10)?;
/// assert_eq!(figure.frame_count(), 9);
/// # Ok::<(), MathError>(())
/// ```
pub fn masses(
    parameter: &str,
    title: &str,
    laws: &[(String, Box<dyn Distribution>)],
    to: u16,
) -> Result<Figure, MathError> {
    let ks = || (0..=to).map(f64::from);
    let mut top = 0.0_f64;
    let mut scenes = Vec::new();
    for (label, law) in laws {
        let bars: Vec<Point> = ks().map(|k| [k, law.pdf(k)]).collect();
        top = bars.iter().fold(top, |m, p| m.max(p[1]));
        let mut steps: Vec<Point> = vec![[-1.0, 0.0]];
        steps.extend(ks().map(|k| [k, law.cdf(k)]));
        steps.push([f64::from(to) + 1.0, law.cdf(f64::from(to) + 0.5)]);
        let mut stairs = draw::line("", &steps, BLUE, 2.5);
        stairs["line"]["shape"] = json!("hv");
        let window = (-0.8, f64::from(to) + 0.8);
        let shape = Figure::new()
            .add(columns("", &bars, 0.8, BLUE))
            .add(mark(law.mean()))
            .x_range(window.0, window.1)
            .x("<i>k</i>")
            .y("probability")
            .note(&in_numbers(law.as_ref()))
            .title("P(<i>X</i> = <i>k</i>)");
        let below =
            Figure::new().add(stairs).x_range(window.0, window.1).x("<i>x</i>").y("probability");
        scenes.push((label.clone(), [shape, below]));
    }
    family(parameter, title, scenes, top)
}

/// A triangle that holds up a distribution at its mean.
fn mark(mean: f64) -> Value {
    // A law without a mean has none to mark; the mark then waits outside of the axes.
    let at = if mean.is_finite() { mean } else { -1e9 };
    let mut trace = draw::dots("", &[[at, 0.0]], RED, 15);
    trace["marker"]["symbol"] = json!("triangle-up");
    trace["cliponaxis"] = json!(false);
    if !mean.is_finite() {
        trace["cliponaxis"] = json!(true);
    }
    trace
}

/// Continuous distributions under a slider: the density, and the area to the left of x.
///
/// Each law comes with the label of its parameter's value. The orange mark is the mean.
///
/// # Formula
///
/// f(x) on the left, F(x) = ∫ f(t) dt over t ≤ x on the right.
///
/// # Errors
///
/// [`MathError::Empty`] without a law; [`MathError::InvalidArgument`] unless the range
/// grows; [`MathError::NotFinite`] where a density is infinite (begin a little beside it).
///
/// # Source
///
/// Guide §3.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let mut laws: Vec<(String, Box<dyn Distribution>)> = Vec::new();
/// for sigma in [0.5, 1.0, 2.0] {
///     laws.push((format!("{sigma}"), Box::new(Normal::new(0.0, sigma)?)));
/// }
/// let figure = plot::densities("σ", "Normal, μ = 0", &laws, (-5.0, 5.0))?;
/// assert_eq!(figure.frame_count(), 3);
/// # Ok::<(), MathError>(())
/// ```
pub fn densities(
    parameter: &str,
    title: &str,
    laws: &[(String, Box<dyn Distribution>)],
    (from, to): (f64, f64),
) -> Result<Figure, MathError> {
    const NAME: &str = "densities";
    const STEPS: u32 = 100;
    range(NAME, "range", (from, to))?;
    let xs = || (0..=STEPS).map(|k| from + (to - from) * f64::from(k) / f64::from(STEPS));
    let mut top = 0.0_f64;
    let mut scenes = Vec::new();
    for (label, law) in laws {
        let mut curve: Vec<Point> = Vec::new();
        for x in xs() {
            let height = law.pdf(x);
            check::finite_number(NAME, "a density in the range", height)?;
            top = top.max(height);
            // Four decimals are more than a screen can show.
            curve.push([x, (1e4 * height).round() / 1e4]);
        }
        let area: Vec<Point> = xs().map(|x| [x, (1e4 * law.cdf(x)).round() / 1e4]).collect();
        let shape = Figure::new()
            .add(hill("", &curve, BLUE))
            .add(mark(law.mean()))
            .x_range(from, to)
            .y("density")
            .note(&in_numbers(law.as_ref()))
            .title("<i>f</i>(<i>x</i>)");
        let below =
            Figure::new().add(draw::line("", &area, BLUE, 2.5)).x_range(from, to).y("probability");
        scenes.push((label.clone(), [shape, below]));
    }
    family(parameter, title, scenes, top)
}

/// From the binomial distribution to Poisson's, and from Poisson's to the normal.
///
/// At each stop of the slider, `trials[i]` tries of mean `rate` in all stand beside the
/// Poisson distribution of that rate (left), and a Poisson distribution of rate `rates[i]`,
/// in units of its own standard deviation, beside the normal one (right).
///
/// # Formula
///
/// Binomial(n, λ/n) → Poisson(λ) as n → ∞;  (Poisson(λ) − λ)/√λ → N(0, 1) as λ → ∞.
///
/// # Errors
///
/// [`MathError::Empty`] without a stop; [`MathError::InvalidArgument`] unless there are as
/// many trials as rates; those of [`Binomial::new`] (fewer trials than `rate`) and
/// [`Poisson::new`].
///
/// # Source
///
/// Guide §3.2; S. Poisson, *Recherches sur la probabilité des jugements* (1837).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::binomial_poisson_normal(3.0, &[4, 10, 100], &[1.0, 5.0, 50.0])?;
/// assert_eq!(figure.frame_count(), 3);
/// # Ok::<(), MathError>(())
/// ```
pub fn binomial_poisson_normal(
    rate: f64,
    trials: &[u64],
    rates: &[f64],
) -> Result<Figure, MathError> {
    const NAME: &str = "binomial_poisson_normal";
    if trials.len() != rates.len() {
        return Err(MathError::InvalidArgument {
            operation: NAME,
            argument: "rates",
            reason: format!(
                "has {} entries beside {} numbers of trials; each stop needs one of both",
                rates.len(),
                trials.len()
            ),
        });
    }
    let poisson = Poisson::new(rate)?;
    let last = (rate + 4.0 * rate.sqrt()).ceil().min(60.0) as u64 + 1;
    let dots: Vec<Point> = (0..=last).map(|k| [k as f64, poisson.pmf(k)]).collect();
    let bell = Normal::new(0.0, 1.0)?;
    let curve: Vec<Point> =
        (-40..=40).map(|k| f64::from(k) / 10.0).map(|x| [x, bell.pdf(x)]).collect();
    let mut scenes = Vec::new();
    for (&n, &big) in trials.iter().zip(rates) {
        let binomial = Binomial::new(n, rate / n.max(1) as f64)?;
        let bars: Vec<Point> = (0..=last).map(|k| [k as f64, binomial.pmf(k)]).collect();
        let gap = bars.iter().zip(&dots).fold(0.0_f64, |m, (a, b)| m.max((a[1] - b[1]).abs()));
        let law = Poisson::new(big)?;
        let spread = big.sqrt();
        let reach = (big - 4.0 * spread).max(0.0).floor() as u64;
        let scaled: Vec<Point> = (reach..=(big + 4.0 * spread).ceil() as u64)
            .map(|k| [(k as f64 - big) / spread, spread * law.pmf(k)])
            .collect();
        let left = Figure::new()
            .add(columns("", &bars, 0.8, BLUE))
            .add(draw::dots("", &dots, RED, 9))
            .x_range(-0.8, last as f64 + 0.8)
            .y_range(0.0, 0.46)
            .x("<i>k</i>")
            .y("probability")
            .title(&format!(
                "<span style='color:{BLUE}'>■</span> Binomial({n}, {}/{n}), \
                 <span style='color:{RED}'>●</span> Poisson({})",
                super::derivatives::short(rate),
                super::derivatives::short(rate)
            ))
            .note(&format!("largest gap on the left: <b>{}</b>", decimals(gap, 4)));
        let right = Figure::new()
            .add(columns("", &scaled, 0.92 / spread, GREEN))
            .add(draw::line("", &curve, RED, 2.5))
            .x_range(-4.0, 4.0)
            .y_range(0.0, 0.46)
            .x("(<i>k</i> − λ)/√λ")
            .y("√λ · probability")
            .title(&format!(
                "<span style='color:{GREEN}'>■</span> Poisson({}), \
                 <span style='color:{RED}'>—</span> normal",
                super::derivatives::short(big)
            ));
        let whole = side_by_side(&[left, right])?
            .title("Binomial → Poisson → normal")
            .set("margin.t", json!(92));
        scenes.push((format!("{n}, λ = {}", super::derivatives::short(big)), whole));
    }
    animate_from("<i>n</i>", &scenes, 0, 700)
}

/// The central limit theorem at work; the slider is how many draws are averaged.
///
/// On the left single draws of a distribution, on the right means of n draws, in units
/// of their standard deviation, beside the normal density. Every bar counts
/// `repetitions` experiments of a generator that starts from `seed`.
///
/// # Formula
///
/// (X̄ₙ − μ)/(σ/√n) → N(0, 1) for independent draws of variance σ² < ∞.
///
/// # Errors
///
/// [`MathError::Empty`] without sizes; [`MathError::OutOfRange`] for a size of 0, or fewer
/// than 10 repetitions; [`MathError::NotFinite`] for a law without a variance.
///
/// # Source
///
/// Guide §3.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::central_limit(&Exponential::new(1.0)?, &[1, 2, 10], 2000, 1)?;
/// assert_eq!(figure.frame_count(), 3);
/// # Ok::<(), MathError>(())
/// ```
pub fn central_limit(
    law: &dyn Distribution,
    sizes: &[usize],
    repetitions: usize,
    seed: u32,
) -> Result<Figure, MathError> {
    const NAME: &str = "central_limit";
    check::finite_number(NAME, "the mean of `law`", law.mean())?;
    check::finite_number(NAME, "the variance of `law`", law.variance())?;
    for (argument, value, least) in
        [("sizes", sizes.iter().copied().min().unwrap_or(1), 1), ("repetitions", repetitions, 10)]
    {
        if value < least {
            return Err(MathError::OutOfRange {
                operation: NAME,
                argument,
                value: value as f64,
                expected: "at least 1 draw in a mean, and at least 10 repetitions",
            });
        }
    }
    let mut rng = RandomState::new(seed);
    let single = law.sample(repetitions, &mut rng);
    let (low, high) = (law.mean() - 3.0 * law.std_dev(), law.mean() + 4.0 * law.std_dev());
    let bell = Normal::new(0.0, 1.0)?;
    let curve: Vec<Point> =
        (-40..=40).map(|k| f64::from(k) / 10.0).map(|x| [x, bell.pdf(x)]).collect();
    let draws = shares(single.iter().copied(), low, high, 42);
    let left = Figure::new()
        .add(columns("", &draws, (high - low) / 42.0, BLUE))
        .x_range(low, high)
        .y("density")
        .title("one draw");
    let mut scenes = Vec::new();
    for &n in sizes {
        let scale = law.std_dev() / (n as f64).sqrt();
        let means = (0..repetitions).map(|_| law.sample(n, &mut rng).sum() / n as f64);
        let bars = shares(means.map(|m| (m - law.mean()) / scale), -4.0, 4.0, 32);
        let right = Figure::new()
            .add(columns("", &bars, 0.25, GREEN))
            .add(draw::line("", &curve, RED, 2.5))
            .x_range(-4.0, 4.0)
            .y_range(0.0, 0.9)
            .x("(mean − μ)/(σ/√<i>n</i>)")
            .y("density")
            .title("means of <i>n</i> draws, and the normal curve");
        let note = format!("<i>n</i> = <b>{n}</b>, {repetitions} experiments");
        let whole = side_by_side(&[left.clone().note(&note), right])?
            .title("The central limit theorem at work")
            .set("margin.t", json!(92));
        scenes.push((n.to_string(), whole));
    }
    animate_from("<i>n</i>", &scenes, 0, 600)
}

/// Heights of a histogram of area 1: middle and density of each of `bins` intervals.
pub(super) fn shares(
    values: impl Iterator<Item = f64>,
    low: f64,
    high: f64,
    bins: usize,
) -> Vec<Point> {
    let width = (high - low) / bins as f64;
    let mut counts = vec![0.0; bins];
    let mut total = 0.0;
    for v in values {
        total += 1.0;
        if (low..high).contains(&v) {
            counts[(((v - low) / width) as usize).min(bins - 1)] += 1.0;
        }
    }
    let middle = |k: usize| low + (k as f64 + 0.5) * width;
    counts.iter().enumerate().map(|(k, c)| [middle(k), c / (total * width)]).collect()
}

/// The 68–95–99.7 rule: the area within k standard deviations; the slider is k.
///
/// # Formula
///
/// P(|X − μ| ≤ kσ) = Φ(k) − Φ(−k)
///
/// # Source
///
/// Guide §3.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::normal_within(&Normal::new(0.0, 1.0)?)?;
/// assert_eq!(figure.frame_count(), 14);
/// # Ok::<(), MathError>(())
/// ```
pub fn normal_within(law: &Normal) -> Result<Figure, MathError> {
    let (mean, std) = (law.mean(), law.std_dev());
    let curve = |low: f64, high: f64| -> Vec<Point> {
        let at = |k: u32| mean + std * (low + (high - low) * f64::from(k) / 80.0);
        (0..=80).map(at).map(|x| [x, law.pdf(x)]).collect()
    };
    let bell = curve(-4.0, 4.0);
    let top = law.pdf(mean);
    let mut scenes = Vec::new();
    for quarter in 1..=14 {
        let k = f64::from(quarter) / 4.0;
        let inside = law.between(mean - k * std, mean + k * std);
        let mut figure = Figure::new()
            .add(hill("", &curve(-k, k), GREEN))
            .add(draw::line("", &bell, BLUE, 2.5))
            .x_range(mean - 4.0 * std, mean + 4.0 * std)
            .y_range(0.0, 1.1 * top)
            .y("density")
            .title("How much lies within <i>k</i> standard deviations")
            .note(&format!(
                "P(|<i>X</i> − μ| ≤ {} σ) = <b>{} %</b>",
                number(k),
                decimals(100.0 * inside, 2)
            ));
        for sigmas in [-3.0, -2.0, -1.0, 1.0, 2.0, 3.0] {
            let x = mean + sigmas * std;
            figure = figure.add(draw::line("", &[[x, 0.0], [x, law.pdf(x)]], INK, 1.0));
        }
        scenes.push((number(k), figure));
    }
    animate_from("<i>k</i>", &scenes, 3, 350)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probability::{Exponential, Gamma, StudentT};

    fn boxed(law: impl Distribution + 'static) -> Vec<(String, Box<dyn Distribution>)> {
        vec![("1".to_string(), Box::new(law))]
    }

    #[test]
    fn the_bars_are_the_masses() {
        let figure = masses("p", "two coins", &boxed(Binomial::new(2, 0.5).unwrap()), 2).unwrap();
        let heights: Vec<f64> =
            figure.data[0]["y"].as_array().unwrap().iter().filter_map(Value::as_f64).collect();
        assert!(heights.iter().zip([0.25, 0.5, 0.25]).all(|(a, b)| (a - b).abs() < 1e-12));
    }

    #[test]
    fn a_histogram_of_densities_has_area_one() {
        let bars = shares([0.1, 0.2, 0.7, 5.0].into_iter(), 0.0, 1.0, 2);
        assert_eq!(bars, vec![[0.25, 1.0], [0.75, 0.5]]);
    }

    #[test]
    fn the_note_within_one_sigma_is_the_famous_number() {
        let figure = normal_within(&Normal::new(100.0, 15.0).unwrap()).unwrap();
        assert!(figure.frames[3]["layout"].to_string().contains("68.27 %"));
        assert!(figure.frames[7]["layout"].to_string().contains("95.45 %"));
        assert!(figure.frames[11]["layout"].to_string().contains("99.73 %"));
    }

    #[test]
    fn more_trials_come_closer_to_poisson() {
        let figure = binomial_poisson_normal(3.0, &[5, 500], &[1.0, 40.0]).unwrap();
        let gap = |k: usize| {
            let text = figure.frames[k]["layout"].to_string();
            let from = text.find("left: <b>").unwrap() + 9;
            text[from..from + 6].parse::<f64>().unwrap()
        };
        assert!(gap(1) < 0.002 && gap(0) > 0.05, "{} {}", gap(0), gap(1));
    }

    #[test]
    fn wrong_input_is_an_error_and_never_a_panic() {
        let normal = || boxed(Normal::new(0.0, 1.0).unwrap());
        assert!(masses("p", "none", &[], 3).is_err());
        assert!(densities("p", "backwards", &normal(), (1.0, -1.0)).is_err());
        let spike = boxed(Gamma::new(0.5, 1.0).unwrap());
        assert!(densities("k", "infinite at 0", &spike, (0.0, 2.0)).is_err());
        let wild = boxed(StudentT::new(1.0).unwrap());
        assert!(densities("ν", "no mean", &wild, (-3.0, 3.0)).is_ok());
        let law = Exponential::new(1.0).unwrap();
        assert!(central_limit(&law, &[], 100, 1).is_err());
        assert!(central_limit(&law, &[0], 100, 1).is_err());
        assert!(central_limit(&law, &[1], 1, 1).is_err());
        assert!(central_limit(&StudentT::new(2.0).unwrap(), &[1], 100, 1).is_err());
        assert!(binomial_poisson_normal(3.0, &[2], &[1.0]).is_err());
        assert!(binomial_poisson_normal(3.0, &[4, 5], &[1.0]).is_err());
        assert!(binomial_poisson_normal(3.0, &[0], &[1.0]).is_err());
    }
}
