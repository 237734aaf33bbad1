//! Laws that become other laws: binomial to Poisson and normal, sums to the normal.

use super::families::columns;
use crate::check;
use crate::error::MathError;
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::curve::short;
use crate::plot::canvas::draw::{self, Point, decimals};
use crate::plot::canvas::figure::{Figure, side_by_side};
use crate::plot::canvas::style::{BLUE, GREEN, RED};
use crate::probability::{Binomial, Distribution, Normal, Poisson};
use crate::random::RandomState;
use serde_json::json;

/// From the binomial distribution to Poisson's; the slider is the number of trials n.
///
/// At each stop `trials[i]` tries of mean `rate` in all stand beside the Poisson
/// distribution of that rate.
///
/// # Formula
///
/// Binomial(n, λ/n) → Poisson(λ) as n → ∞
///
/// # Errors
///
/// [`MathError::Empty`] without a stop; those of [`Binomial::new`], as for fewer trials
/// than `rate`; those of [`Poisson::new`].
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
/// let figure = plot::binomial_poisson(3.0, &[4, 10, 100])?;
/// assert_eq!(figure.frame_count(), 3);
/// # Ok::<(), MathError>(())
/// ```
pub fn binomial_poisson(rate: f64, trials: &[u64]) -> Result<Figure, MathError> {
    let poisson = Poisson::new(rate)?;
    let last = (rate + 4.0 * rate.sqrt()).ceil().min(60.0) as u64 + 1;
    let dots: Vec<Point> = (0..=last).map(|k| [k as f64, poisson.pmf(k)]).collect();
    let mut scenes = Vec::new();
    for &n in trials {
        let binomial = Binomial::new(n, rate / n.max(1) as f64)?;
        let bars: Vec<Point> = (0..=last).map(|k| [k as f64, binomial.pmf(k)]).collect();
        let gap = bars.iter().zip(&dots).fold(0.0_f64, |m, (a, b)| m.max((a[1] - b[1]).abs()));
        let figure = Figure::new()
            .add(columns("", &bars, 0.8, BLUE))
            .add(draw::dots("", &dots, RED, 9))
            .x_range(-0.8, last as f64 + 0.8)
            .y_range(0.0, 0.46)
            .x("<i>k</i>")
            .y(tr!("probability"))
            .title(tr!("Many trials, a small chance each: binomial → Poisson"))
            .note(&tr!(
                "<span style='color:{BLUE}'>■</span> Binomial({n}, {rate}/{n}), \
                 <span style='color:{RED}'>●</span> Poisson({rate2}); largest gap <b>{gap}</b>",
                BLUE,
                n,
                rate = short(rate),
                RED,
                rate2 = short(rate),
                gap = decimals(gap, 4)
            ));
        scenes.push((n.to_string(), figure));
    }
    animate_from("<i>n</i>", &scenes, scenes.len() / 2, 700)
}

/// From Poisson's distribution to the normal; the slider is the rate λ.
///
/// The bars are Poisson distributions in units of their own standard deviation.
///
/// # Formula
///
/// (Poisson(λ) − λ)/√λ → N(0, 1) as λ → ∞
///
/// # Errors
///
/// [`MathError::Empty`] without a stop; those of [`Poisson::new`].
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
/// assert_eq!(plot::poisson_normal(&[1.0, 5.0, 50.0])?.frame_count(), 3);
/// # Ok::<(), MathError>(())
/// ```
pub fn poisson_normal(rates: &[f64]) -> Result<Figure, MathError> {
    let bell = Normal::new(0.0, 1.0)?;
    let curve: Vec<Point> =
        (-40..=40).map(|k| f64::from(k) / 10.0).map(|x| [x, bell.pdf(x)]).collect();
    let mut scenes = Vec::new();
    for &rate in rates {
        let law = Poisson::new(rate)?;
        let spread = rate.sqrt();
        let first = (rate - 4.0 * spread).max(0.0).floor() as u64;
        // Beyond some thousand bars nobody sees one.
        let step = ((8.0 * spread / 2000.0).ceil() as usize).max(1);
        let scaled: Vec<Point> = (first..=(rate + 4.0 * spread).ceil() as u64)
            .step_by(step)
            .map(|k| [(k as f64 - rate) / spread, spread * law.pmf(k)])
            .collect();
        let figure = Figure::new()
            .add(columns("", &scaled, 0.92 * step as f64 / spread, GREEN))
            .add(draw::line("", &curve, RED, 2.5))
            .x_range(-4.0, 4.0)
            .y_range(0.0, 0.46)
            .x("(<i>k</i> − λ)/√λ")
            .y(tr!("√λ · probability"))
            .title(tr!("A large rate: Poisson → normal"))
            .note(&tr!(
                "<span style='color:{GREEN}'>■</span> Poisson({big}), \
                 <span style='color:{RED}'>—</span> normal",
                GREEN,
                big = short(rate),
                RED
            ));
        scenes.push((short(rate), figure));
    }
    animate_from("λ", &scenes, scenes.len() / 2, 700)
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
/// [`MathError::Empty`] without sizes; [`MathError::OutOfRange`] for a size of 0, fewer than
/// 10 repetitions, or more draws than memory holds; [`MathError::NotFinite`] for a law without
/// a variance.
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
/// let (law, mut random) = (Exponential::new(1.0)?, RandomState::new(1));
/// let figure = plot::central_limit(&law, &[1, 2, 10], 2000, &mut random)?;
/// assert_eq!(figure.frame_count(), 3);
/// # Ok::<(), MathError>(())
/// ```
pub fn central_limit(
    law: &dyn Distribution,
    sizes: &[usize],
    repetitions: usize,
    random: &mut RandomState,
) -> Result<Figure, MathError> {
    const NAME: &str = "central_limit";
    check::finite_number(NAME, msg!("the mean of law"), law.mean())?;
    check::finite_number(NAME, msg!("the variance of law"), law.variance())?;
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
    for &n in sizes {
        check::memory(NAME, "sizes", n)?;
    }
    check::memory(NAME, "repetitions", repetitions)?;
    let single = law.sample(repetitions, random);
    let (low, high) = (law.mean() - 3.0 * law.std_dev(), law.mean() + 4.0 * law.std_dev());
    let bell = Normal::new(0.0, 1.0)?;
    let curve: Vec<Point> =
        (-40..=40).map(|k| f64::from(k) / 10.0).map(|x| [x, bell.pdf(x)]).collect();
    let draws = shares(single.iter().copied(), low, high, 42);
    let left = Figure::new()
        .add(columns("", &draws, (high - low) / 42.0, BLUE))
        .x_range(low, high)
        .y(tr!("density"))
        .title(tr!("one draw"));
    let mut scenes = Vec::new();
    for &n in sizes {
        let scale = law.std_dev() / (n as f64).sqrt();
        let means = (0..repetitions).map(|_| law.sample(n, random).sum() / n as f64);
        let bars = shares(means.map(|m| (m - law.mean()) / scale), -4.0, 4.0, 32);
        let right = Figure::new()
            .add(columns("", &bars, 0.25, GREEN))
            .add(draw::line("", &curve, RED, 2.5))
            .x_range(-4.0, 4.0)
            .y_range(0.0, 0.9)
            .x(tr!("(mean − μ)/(σ/√<i>n</i>)"))
            .y(tr!("density"))
            .title(tr!("means of <i>n</i> draws, and the normal curve"));
        let note = tr!("<i>n</i> = <b>{n}</b>, {repetitions} experiments", n, repetitions);
        let whole = side_by_side(&[left.clone().note(&note), right])?
            .title(tr!("The central limit theorem at work"))
            .set("margin.t", json!(92));
        scenes.push((n.to_string(), whole));
    }
    animate_from("<i>n</i>", &scenes, scenes.len() / 2, 600)
}

/// Heights of a histogram of area 1: middle and density of each of `bins` intervals.
pub(crate) fn shares(
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
