//! Attention: where each token looks, how softmax saturates, positions as clocks.

use crate::check;
use crate::error::MathError;
use crate::nn::{SequenceTraining, attention_scores, positional_encoding, positional_frequencies};
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::draw::{self, Point, decimals};
use crate::plot::canvas::figure::{Figure, side_by_side};
use crate::plot::canvas::style::{self, AMBER, BLUE, GREEN, INK, RED};
use crate::plot::charts::heatmap::cells;
use crate::random::RandomState;
use ndarray::{Array2, ArrayRef2, Axis};
use serde_json::{Value, json};
use std::f64::consts::TAU;

/// Attention weights as heatmaps side by side: rows look, columns are looked at.
///
/// All maps share one scale from 0 to 1. `tokens` names rows and columns; without
/// them they are numbered.
///
/// # Errors
///
/// [`MathError::Empty`] without a map; [`MathError::ShapeMismatch`] when a map is not
/// square with one row for each token; [`MathError::NotFinite`] for NaN or infinite
/// weights.
///
/// # Source
///
/// Guide §6.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let zero = Array2::zeros((3, 2));
/// let whole = attention(&zero, &zero, &zero, &Mask::All)?.weights;
/// let causal = attention(&zero, &zero, &zero, &Mask::Causal)?.weights;
/// let figure = plot::attention_maps(&[("all", &whole), ("causal", &causal)], &["I", "am", "here"])?;
/// assert_eq!(figure.trace_count(), 2);
/// # Ok::<(), MathError>(())
/// ```
pub fn attention_maps(
    maps: &[(&str, &ArrayRef2<f64>)],
    tokens: &[&str],
) -> Result<Figure, MathError> {
    const NAME: &str = "attention_maps";
    let Some((_, first)) = maps.first() else {
        return Err(MathError::Empty { operation: NAME, argument: "maps" });
    };
    let names = names(NAME, first.nrows(), tokens)?;
    let mut panels = Vec::new();
    for (k, (title, map)) in maps.iter().enumerate() {
        square(NAME, map, names.len())?;
        let panel = map_panel(map, &names, k + 1 == maps.len()).title(title);
        panels.push(panel.y(tr!("the token that looks")));
    }
    let height = if maps.len() == 1 { 470 } else { 400 };
    Ok(side_by_side(&panels)?.size(style::WIDTH, height).title(tr!("Attention weights")))
}

/// One map with square cells; numbers where they have room.
fn map_panel(map: &ArrayRef2<f64>, names: &[String], with_bar: bool) -> Figure {
    let rounded = map.mapv(|v| (1e3 * v).round() / 1e3);
    let mut panel = cells(&rounded, names, names, (0.0, 1.0), tr!("weight")).equal_aspect();
    panel.data[0]["showscale"] = json!(with_bar);
    if names.len() > 5
        && let Some(trace) = panel.data[0].as_object_mut()
    {
        trace.remove("texttemplate");
        trace.remove("textfont");
    }
    panel.x(tr!("the token looked at"))
}

fn names(operation: &'static str, count: usize, tokens: &[&str]) -> Result<Vec<String>, MathError> {
    if tokens.is_empty() {
        return Ok((0..count).map(|i| i.to_string()).collect());
    }
    if tokens.len() != count {
        return Err(MathError::ShapeMismatch {
            operation,
            left: vec![tokens.len()],
            right: vec![count, count],
            rule: "every row of the map needs one token",
        });
    }
    Ok(tokens.iter().map(|t| t.to_string()).collect())
}

fn square(operation: &'static str, map: &ArrayRef2<f64>, count: usize) -> Result<(), MathError> {
    check::not_empty(operation, "maps", map)?;
    check::finite(operation, "maps", map)?;
    if map.dim() == (count, count) {
        return Ok(());
    }
    Err(MathError::ShapeMismatch {
        operation,
        left: map.shape().to_vec(),
        right: vec![count, count],
        rule: "every map needs one row and one column for each token",
    })
}

/// Token by token: whom the slider's token looks at, as bars, and its row in the map.
///
/// # Errors
///
/// Those of [`attention_maps`].
///
/// # Source
///
/// Guide §6.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let zero = Array2::zeros((3, 2));
/// let causal = attention(&zero, &zero, &zero, &Mask::Causal)?.weights;
/// assert_eq!(plot::attention_steps(&causal, &["I", "am", "here"])?.frame_count(), 3);
/// # Ok::<(), MathError>(())
/// ```
pub fn attention_steps(weights: &ArrayRef2<f64>, tokens: &[&str]) -> Result<Figure, MathError> {
    const NAME: &str = "attention_steps";
    let names = names(NAME, weights.nrows(), tokens)?;
    square(NAME, weights, names.len())?;
    let n = names.len() as f64;
    let mut scenes = Vec::new();
    for (i, row) in weights.rows().into_iter().enumerate() {
        let at = i as f64;
        let ring = [[-0.5, at - 0.5], [n - 0.5, at - 0.5], [n - 0.5, at + 0.5], [-0.5, at + 0.5]];
        let ring = [&ring[..], &ring[..1]].concat();
        let map = map_panel(weights, &names, false)
            .add(draw::line("", &ring, RED, 3.0))
            .y(tr!("the token that looks"))
            .note(&tr!(
                "“{names}” looks at {row} of {n} tokens",
                names = names[i],
                row = seen(row.iter()),
                n
            ));
        let bars = Figure::new()
            .add(bar_trace(&names, row.iter(), BLUE))
            .y_range(0.0, 1.05)
            .x_range(-0.6, n - 0.4)
            .set("xaxis.tickvals", json!((0..names.len()).collect::<Vec<_>>()))
            .set("xaxis.ticktext", json!(names))
            .x(tr!("the token looked at"))
            .y(tr!("weight"));
        let whole = side_by_side(&[map, bars])?.title(tr!("Each row of the map is one mean"));
        scenes.push((names[i].clone(), whole.set("margin.t", json!(90))));
    }
    animate_from(tr!("token"), &scenes, scenes.len() - 1, 700)
}

fn seen<'a>(weights: impl Iterator<Item = &'a f64>) -> usize {
    weights.filter(|&&w| w > 0.0).count()
}

fn bar_trace<'a>(names: &[String], heights: impl Iterator<Item = &'a f64>, colour: &str) -> Value {
    let heights: Vec<f64> = heights.copied().collect();
    let at: Vec<usize> = (0..names.len()).collect();
    json!({"type": "bar", "x": at, "text": names, "textposition": "none", "y": heights, "marker": {"color": colour},
           "hovertemplate": "%{text}: %{y:.3f}<extra></extra>"})
}

/// The attention maps of every head while a transformer learns.
///
/// The slider runs through the moments at which the training was looked at.
///
/// # Errors
///
/// [`MathError::Empty`] when the training was never looked at; those of [`attention_maps`].
///
/// # Source
///
/// Guide §6.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let map = Array2::from_elem((2, 2), 0.5);
/// let look = SequenceLook { step: 0, exact: 0.0, maps: vec![map] };
/// let run = Training {
///     history: vec![], best_epoch: 0, end: TrainingEnd::AllEpochs, steps: 0, seconds: 0.0,
/// };
/// let training = SequenceTraining { run, looks: vec![look], unseen: vec![], example: vec![0, 1] };
/// assert_eq!(plot::attention_training(&training, &["3", "|"])?.frame_count(), 1);
/// # Ok::<(), MathError>(())
/// ```
pub fn attention_training(
    training: &SequenceTraining,
    tokens: &[&str],
) -> Result<Figure, MathError> {
    let mut scenes = Vec::new();
    for look in &training.looks {
        let titles: Vec<String> = (1..=look.maps.len()).map(|k| tr!("head {k}", k)).collect();
        let maps: Vec<(&str, &ArrayRef2<f64>)> =
            titles.iter().zip(&look.maps).map(|(t, m)| (t.as_str(), &**m)).collect();
        let note = tr!(
            "after {step} steps: <b>{exact} %</b> of unseen sequences exactly right",
            step = look.step,
            exact = decimals(100.0 * look.exact, 1)
        );
        let scene = attention_maps(&maps, tokens)?
            .title(tr!("Heads learning where to look"))
            .note(&note)
            .set("margin.t", json!(100))
            .size(style::WIDTH, 440);
        scenes.push((look.step.to_string(), raised(scene)));
    }
    animate_from(tr!("step"), &scenes, scenes.len().saturating_sub(1), 600)
}

/// The note above the panels' headings.
fn raised(mut figure: Figure) -> Figure {
    if let Some(words) = figure.layout.get_mut("annotations").and_then(Value::as_array_mut) {
        for word in words.iter_mut().filter(|word| word["name"] == "note") {
            word["yshift"] = json!(26);
        }
    }
    figure
}

/// One query and eight keys of random entries: the softmax weights of their dot
/// products without and with the factor 1/√d; the slider is d.
///
/// # Formula
///
/// Var(q·k) = d for independent entries of variance 1, so q·k/√d has variance 1.
///
/// # Errors
///
/// [`MathError::InvalidArgument`] without widths or with a width of 0 or above 65,536.
///
/// # Source
///
/// Guide §6.2; Vaswani et al. (2017), footnote 4.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::softmax_saturation(&[1, 16, 256], &mut RandomState::new(42))?;
/// assert_eq!(figure.frame_count(), 3);
/// # Ok::<(), MathError>(())
/// ```
pub fn softmax_saturation(widths: &[usize], random: &mut RandomState) -> Result<Figure, MathError> {
    const NAME: &str = "softmax_saturation";
    if widths.is_empty() || widths.iter().any(|d| !(1..=65_536).contains(d)) {
        return Err(MathError::InvalidArgument {
            operation: NAME,
            argument: "widths",
            reason: "needs at least one width, each between 1 and 65536".into(),
        });
    }
    let names: Vec<String> = (1..=8).map(|k| k.to_string()).collect();
    let start = random.clone();
    let mut scenes = Vec::new();
    for &width in widths {
        // Every width begins with the same numbers.
        random.clone_from(&start);
        let (query, keys) = (random.randn2(1, width), random.randn2(8, width));
        let scaled = attention_scores(&query, &keys)?;
        let raw = &scaled * (width as f64).sqrt();
        let mut panels = Vec::new();
        let mut words = Vec::new();
        for (scores, title, colour) in
            [(raw, "softmax(q·k)", RED), (scaled, "softmax(q·k / √d)", GREEN)]
        {
            let p = crate::floating::softmax_axis(&scores, Axis(1))?;
            let top = p.iter().copied().fold(0.0, f64::max);
            // The Jacobian of softmax is diag(p) − ppᵀ; its trace is what can be learned from.
            let slope: f64 = p.iter().map(|p| p * (1.0 - p)).sum();
            words.push(tr!(
                "largest <b>{top}</b>, slope {slope}",
                top = decimals(top, 3),
                slope = decimals(slope, 3)
            ));
            panels.push(
                Figure::new()
                    .add(bar_trace(&names, p.iter(), colour))
                    .y_range(0.0, 1.05)
                    .x_range(-0.6, 7.6)
                    .set("xaxis.tickvals", json!((0..8).collect::<Vec<_>>()))
                    .set("xaxis.ticktext", json!(names))
                    .x(tr!("key"))
                    .y(tr!("weight"))
                    .title(title),
            );
        }
        let first = panels.remove(0).note(&tr!(
            "d = {width}: without scaling {words}; with {words2}",
            width,
            words = words[0],
            words2 = words[1]
        ));
        let whole = side_by_side(&[first, panels.remove(0)])?
            .title(tr!("Why attention divides by √d"))
            .set("margin.t", json!(90));
        scenes.push((width.to_string(), whole));
    }
    let start = scenes.len() / 2;
    animate_from("d", &scenes, start, 600)
}

/// A position as clocks: each pair of entries of the sinusoidal encoding is a hand.
///
/// The slider moves the position; the first clock is the fastest.
///
/// # Formula
///
/// hand k = (sin ω_k p, cos ω_k p), ω_k = 10000^{−2k/d}
///
/// # Errors
///
/// [`MathError::InvalidArgument`] when the width is odd, 0 or above 12, or the length 0
/// or above 100.
///
/// # Source
///
/// Vaswani et al. (2017), §3.5.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(plot::positional_clocks(20, 8)?.frame_count(), 20);
/// # Ok::<(), MathError>(())
/// ```
pub fn positional_clocks(length: usize, width: usize) -> Result<Figure, MathError> {
    const NAME: &str = "positional_clocks";
    if !(1..=100).contains(&length) || width > 12 {
        return Err(MathError::InvalidArgument {
            operation: NAME,
            argument: "length",
            reason: format!(
                "is {length} with a width of {width}; draw 1 to 100 positions of a width up to 12"
            ),
        });
    }
    let speeds = positional_frequencies(width)?;
    let places = positional_encoding(length, width)?;
    let colours = [BLUE, RED, GREEN, AMBER];
    let circle = |x: f64| -> Vec<Point> {
        (0..=48).map(|k| TAU * f64::from(k) / 48.0).map(|t| [x + t.sin(), t.cos()]).collect()
    };
    let mut scenes = Vec::new();
    for (p, row) in places.rows().into_iter().enumerate() {
        let mut figure = Figure::new();
        let mut words = Vec::new();
        for (k, speed) in speeds.iter().enumerate() {
            let x = 2.6 * k as f64;
            let tip = [x + row[2 * k], row[2 * k + 1]];
            figure = figure.add(draw::line("", &circle(x), INK, 1.5)).add(draw::arrow(
                "",
                [x, 0.0],
                tip,
                colours[k % 4],
                0.22,
            ));
            words.push((tr!("a turn in {speed}", speed = decimals(TAU / speed, 0)), [x, -1.35]));
        }
        let labels: Vec<(&str, Point, &'static str)> =
            words.iter().map(|(text, at)| (text.as_str(), *at, INK)).collect();
        let mut labels = draw::words(&labels);
        labels["textfont"]["size"] = json!(13);
        let right = 2.6 * (speeds.len() as f64 - 1.0) + 1.3;
        let figure = figure
            .add(labels)
            .x_range(-1.3, right)
            .y_range(-1.7, 1.3)
            .equal_aspect()
            .set("xaxis.visible", json!(false))
            .set("yaxis.visible", json!(false))
            .size(style::WIDTH, 330)
            .title(tr!("A position is the time on a row of clocks"))
            .note(&tr!("position {p}", p))
            .set("margin.t", json!(90));
        scenes.push((p.to_string(), figure));
    }
    animate_from(tr!("position"), &scenes, (length - 1).min(3), 250)
}

/// The sinusoidal encoding as a map: rows are positions, columns entries.
///
/// # Errors
///
/// Those of [`positional_encoding`](crate::nn::positional_encoding); [`MathError::Empty`]
/// for a length of 0.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(plot::positional_map(40, 32)?.trace_count(), 1);
/// # Ok::<(), MathError>(())
/// ```
pub fn positional_map(length: usize, width: usize) -> Result<Figure, MathError> {
    let places: Array2<f64> = positional_encoding(length, width)?.mapv(|v| (1e3 * v).round() / 1e3);
    if length == 0 {
        return Err(MathError::Empty { operation: "positional_map", argument: "length" });
    }
    let every = |n: usize| (0..n).step_by(n.div_ceil(10)).collect::<Vec<_>>();
    let name = |n: usize| (0..n).map(|i| i.to_string()).collect::<Vec<_>>();
    let mut figure = cells(&places, &name(length), &name(width), (-1.0, 1.0), tr!("entry"));
    if let Some(trace) = figure.data[0].as_object_mut() {
        for key in ["texttemplate", "textfont", "xgap", "ygap"] {
            trace.remove(key);
        }
    }
    Ok(figure
        .set("xaxis.tickvals", json!(every(width)))
        .set("xaxis.ticktext", json!(every(width)))
        .set("yaxis.tickvals", json!(every(length)))
        .set("yaxis.ticktext", json!(every(length)))
        .size(style::WIDTH, 430)
        .x(tr!("entry of the vector"))
        .y(tr!("position"))
        .title(tr!("Sinusoidal encoding: fast clocks left, slow ones right")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_scaling_the_largest_weight_takes_all_at_great_width() {
        let figure = softmax_saturation(&[1024], &mut RandomState::new(4)).unwrap();
        let tops: Vec<f64> = (0..2)
            .map(|t| {
                let y = figure.data[t]["y"].as_array().unwrap();
                y.iter().filter_map(Value::as_f64).fold(0.0, f64::max)
            })
            .collect();
        assert!(tops[0] > 0.99 && tops[1] < 0.8, "{tops:?}");
    }

    #[test]
    fn wrong_input_is_an_error_and_never_a_panic() {
        let map = Array2::from_elem((2, 2), 0.5);
        assert!(attention_maps(&[], &[]).is_err());
        assert!(attention_maps(&[("a", &map)], &["one"]).is_err());
        assert!(attention_maps(&[("a", &Array2::zeros((2, 3)))], &[]).is_err());
        assert!(attention_steps(&Array2::zeros((0, 0)), &[]).is_err());
        assert!(softmax_saturation(&[], &mut RandomState::new(1)).is_err());
        assert!(softmax_saturation(&[0], &mut RandomState::new(1)).is_err());
        assert!(positional_clocks(0, 8).is_err());
        assert!(positional_clocks(5, 7).is_err());
        assert!(positional_map(0, 8).is_err());
    }
}
