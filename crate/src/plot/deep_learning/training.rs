//! Training made visible (Guide §6.1).

use crate::calculus::Activation;
use crate::check;
use crate::error::MathError;
use crate::floating::softmax_axis;
use crate::linalg::pca;
use crate::nn::{Examples, Initialization, Loss, Network, Targets, Training, signal_sizes};
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::curve::short;
use crate::plot::canvas::draw::{self, Point, number};
use crate::plot::canvas::figure::{Figure, side_by_side};
use crate::plot::canvas::style::{self, AMBER, BLUE, RED};
use crate::plot::canvas::wire;
use crate::plot::charts::pictures::{base64, images};
use crate::plot::charts::series::scatter_groups;
use crate::random::RandomState;
use ndarray::{Array2, ArrayRef2, Axis};
use plotly::HeatMap;
use serde_json::json;

/// The two colours of two classes, which are also those of the plane behind them.
const CLASSES: [&str; 2] = [RED, BLUE];

/// The probability of class 1 over the plane, as training forms it; one scene for
/// each network, with its label on the slider.
///
/// # Formula
///
/// p(1 | x) = softmax(z(x))₁; the boundary is where it is ½.
///
/// # Errors
///
/// [`MathError::Empty`] without scenes; [`MathError::InvalidArgument`] unless the
/// examples have two columns and the classes 0 and 1; those of [`Network::predict`].
///
/// # Source
///
/// Guide §6.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let xor = array![[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
/// let examples = Examples::labelled(&xor, &[0, 1, 1, 0])?;
/// let scene = |seed: u32| Ok::<_, MathError>((
///     seed.to_string(),
///     Network::fully_connected(&[2, 4, 2], Activation::Tanh, &mut RandomState::new(seed))?,
/// ));
/// let figure = plot::decision_boundary(&[scene(0)?, scene(1)?], &examples)?;
/// assert_eq!(figure.frame_count(), 2);
/// # Ok::<(), MathError>(())
/// ```
pub fn decision_boundary(
    scenes: &[(String, Network)],
    examples: &Examples,
) -> Result<Figure, MathError> {
    const SIDE: usize = 45;
    let wrong = |reason: &str| MathError::InvalidArgument {
        operation: "decision_boundary",
        argument: "examples",
        reason: reason.to_string(),
    };
    let Some(labels) = examples.labels() else { return Err(wrong("needs a class for each row")) };
    if examples.inputs.ncols() != 2 || labels.iter().any(|&l| l > 1) {
        return Err(wrong("needs two columns and the classes 0 and 1"));
    }
    let half = 1.15 * examples.inputs.fold(0.0_f64, |m, v| m.max(v.abs())).max(1e-9);
    let step = 2.0 * half / (SIDE - 1) as f64;
    let plane = Array2::from_shape_fn((SIDE * SIDE, 2), |(k, axis)| {
        step * (if axis == 0 { k % SIDE } else { k / SIDE }) as f64 - half
    });
    let mut moments = Vec::new();
    for (label, network) in scenes {
        let p = softmax_axis(&network.predict(&plane)?, Axis(1))?;
        if p.ncols() != 2 {
            return Err(wrong("needs networks with two outputs"));
        }
        // One byte for each point keeps a moment to three kilobytes.
        let bytes: Vec<u8> = p.column(1).iter().map(|p| (255.0 * p).round() as u8).collect();
        let map = HeatMap::new_z(vec![vec![0.0]])
            .color_scale(style::diverging())
            .color_bar(style::colour_bar("<i>p</i>(1)"))
            .zmin(0.0)
            .zmax(255.0);
        let mut map = wire::trace(map);
        map["z"] =
            json!({"dtype": "u1", "bdata": base64(&bytes), "shape": format!("{SIDE}, {SIDE}")});
        for (start, delta) in [("x0", "dx"), ("y0", "dy")] {
            map[start] = json!(-half);
            map[delta] = json!(step);
        }
        map["hoverinfo"] = json!("skip");
        map["colorbar"]["tickvals"] = json!([0, 127.5, 255]);
        map["colorbar"]["ticktext"] = json!(["0", "½", "1"]);
        let right = crate::nn::accuracy(labels, &network.predict(&examples.inputs)?)?;
        let mut figure = Figure::new().add(map);
        for (class, colour) in CLASSES.into_iter().enumerate() {
            let rows = examples.inputs.rows().into_iter().zip(labels);
            let points: Vec<Point> =
                rows.filter(|(_, l)| **l == class).map(|(r, _)| [r[0], r[1]]).collect();
            let mut dots = draw::dots(&tr!("class {class}", class), &points, colour, 7);
            dots["marker"]["line"] = json!({"color": "white", "width": 1});
            figure = figure.add(dots);
        }
        let figure = figure
            .title(tr!("A boundary forms"))
            .note(&tr!("right: <b>{right} %</b>", right = draw::decimals(100.0 * right, 1)))
            .x("<i>x</i>₁")
            .y("<i>x</i>₂")
            .x_range(-half, half)
            .y_range(-half, half)
            .equal_aspect()
            .size(style::WIDTH, 500);
        moments.push((label.clone(), figure));
    }
    let last = moments.len().saturating_sub(1);
    animate_from(tr!("epoch"), &moments, last, 400)
}

/// The most layers that the figure of signals draws.
const DEEPEST: usize = 1000;

/// Sizes of activations and gradients through `depth` layers of `width` units, for
/// weights of several sizes; the slider is the factor by which σ differs from He's.
///
/// # Formula
///
/// σ = factor·√(2/n); ReLU keeps the size of the signal at factor 1 and multiplies it
/// by the factor in every layer otherwise.
///
/// # Errors
///
/// [`MathError::Empty`] without factors; [`MathError::OutOfRange`] for a width or depth
/// of 0, for more layers or units than can be drawn, or a factor that is no deviation.
///
/// # Source
///
/// Guide §6.1; He et al. (2015).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::signal_depth(50, 10, &[0.5, 1.0, 2.0], &mut RandomState::new(42))?;
/// assert_eq!(figure.frame_count(), 3);
/// # Ok::<(), MathError>(())
/// ```
pub fn signal_depth(
    width: usize,
    depth: usize,
    factors: &[f64],
    random: &mut RandomState,
) -> Result<Figure, MathError> {
    const NAME: &str = "signal_depth";
    if depth > DEEPEST {
        return Err(MathError::OutOfRange {
            operation: NAME,
            argument: "depth",
            value: depth as f64,
            expected: "at most 1000 layers, which a figure still tells apart",
        });
    }
    check::table_memory(NAME, "width", width, width.max(64).saturating_mul(depth + 1))?;
    // Every factor meets the same draws, so that it alone makes the difference.
    let start = random.clone();
    let x = random.randn2(64, width.max(1));
    let targets = Targets::Labels((0..64).map(|i| i % 10).collect());
    let mut sizes = vec![width; depth + 1];
    sizes.push(10);
    let mut scenes = Vec::new();
    for &factor in factors {
        let deviation = factor * Initialization::He.standard_deviation(width, width);
        let rule = Initialization::Normal(deviation);
        random.clone_from(&start);
        let network = Network::initialized(&sizes, Activation::Relu, rule, random)?;
        let signal = signal_sizes(&network, &x, Loss::CrossEntropy, &targets)?;
        let panel = |values: &ndarray::Array1<f64>, reference: f64, colour, heading: &str| {
            // A logarithmic axis ends where numbers become indistinguishable from zero.
            let point = |(k, v): (usize, &f64)| [k as f64, (v / reference).clamp(1e-9, 1e9)];
            let points: Vec<Point> = values.iter().enumerate().map(point).collect();
            Figure::new()
                .add(draw::line("", &[[0.0, 1.0], [depth as f64, 1.0]], style::INK, 1.0))
                .add(draw::line("", &points, colour, 2.5))
                .add(draw::dots(heading, &points, colour, 6))
                .x(tr!("layer"))
                .y(tr!("size"))
                .log_y()
                .x_range(-0.5, depth as f64 + 0.5)
                .y_range(-9.5, 9.5)
                .title(heading)
        };
        let end = signal.backward.len() - 1;
        let last = signal.backward[end].max(f64::MIN_POSITIVE);
        let left = panel(&signal.forward, signal.forward[0], BLUE, tr!("activations →")).note(&tr!("σ = {factor} · √(2/<i>n</i>): after {depth} layers the signal is {forward} times as large", factor = number(factor), depth, forward = short(signal.forward[signal.forward.len() - 1] / signal.forward[0])));
        let right = panel(&signal.backward, last, RED, tr!("← gradients"));
        let whole = side_by_side(&[left, right])?
            .title(tr!("Only one size of weights lasts"))
            .set("margin.t", json!(90));
        scenes.push((number(factor), whole));
    }
    animate_from("σ / σ<sub>He</sub>", &scenes, 0, 500)
}

/// Training and validation loss over the epochs, with the best epoch marked.
///
/// # Errors
///
/// [`MathError::Empty`] for a training without epochs.
///
/// # Source
///
/// Guide §6.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let line = Examples::valued(&array![[0.0], [1.0]], &array![[1.0], [3.0]])?;
/// let mut random = RandomState::new(0);
/// let mut network = Network::fully_connected(&[1, 1], Activation::Identity, &mut random)?;
/// let rule = GradientDescent::new(0.1);
/// let settings = TrainSettings::new(2, 20);
/// let loss = Loss::MeanSquared;
/// let run = train(&mut network, loss, &line, None, &rule, &settings, &mut random)?;
/// assert_eq!(plot::learning_curves(&run)?.trace_count(), 3);
/// # Ok::<(), MathError>(())
/// ```
pub fn learning_curves(run: &Training) -> Result<Figure, MathError> {
    let curve = |values: Vec<(usize, f64)>| -> Vec<Point> {
        values.into_iter().map(|(n, v)| [n as f64, v.max(1e-12)]).collect()
    };
    let losses = curve(run.history.iter().map(|e| (e.number, e.loss)).collect());
    let unseen = run.history.iter().filter_map(|e| e.validation_loss.map(|v| (e.number, v)));
    let unseen = curve(unseen.collect());
    if losses.is_empty() {
        return Err(MathError::Empty { operation: "learning_curves", argument: "run.history" });
    }
    let judged = if unseen.is_empty() { &losses } else { &unseen };
    let best: Vec<Point> =
        judged.iter().filter(|p| p[0] == run.best_epoch as f64).copied().collect();
    Ok(Figure::new()
        .add(draw::line(tr!("training"), &losses, BLUE, 2.5))
        .add(draw::line(tr!("validation"), &unseen, RED, 2.5))
        .add(draw::dots(tr!("best: these weights are kept"), &best, AMBER, 11))
        .legend(true)
        .title(tr!("What is learnt, and what carries over"))
        .x(tr!("epoch"))
        .y(tr!("loss"))
        .log_y())
}

/// The training losses of several runs over each other: optimisers, rates, networks.
///
/// # Errors
///
/// [`MathError::Empty`] without runs.
///
/// # Source
///
/// Guide §2.3, §6.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let line = Examples::valued(&array![[0.0], [1.0]], &array![[1.0], [3.0]])?;
/// let mut random = RandomState::new(0);
/// let start = Network::fully_connected(&[1, 1], Activation::Identity, &mut random)?;
/// let settings = TrainSettings::new(2, 20);
/// let run = |rule: &dyn Optimizer| {
///     let (mut network, loss) = (start.clone(), Loss::MeanSquared);
///     train(&mut network, loss, &line, None, rule, &settings, &mut RandomState::new(42))
/// };
/// let (one, two) = (run(&GradientDescent::new(0.1))?, run(&Adam::new(0.1))?);
/// assert_eq!(plot::training_race(&[("SGD", &one), ("Adam", &two)])?.trace_count(), 2);
/// # Ok::<(), MathError>(())
/// ```
pub fn training_race(runs: &[(&str, &Training)]) -> Result<Figure, MathError> {
    if runs.is_empty() {
        return Err(MathError::Empty { operation: "training_race", argument: "runs" });
    }
    let mut figure = Figure::new().legend(true);
    for (k, (name, run)) in runs.iter().enumerate() {
        let points: Vec<Point> =
            run.history.iter().map(|e| [e.number as f64, e.loss.max(1e-12)]).collect();
        figure = figure.add(draw::line(name, &points, style::colour(k), 2.5));
    }
    Ok(figure
        .title(tr!("The same network, other optimisers"))
        .x(tr!("epoch"))
        .y(tr!("training loss"))
        .log_y())
}

/// The pictures a network got wrong, at most twenty, each captioned truth → answer.
///
/// # Errors
///
/// - [`MathError::ShapeMismatch`] when pictures, labels and answers do not match, or the
///   pictures have not `shape`,
/// - [`MathError::Empty`] when nothing is wrong,
/// - [`MathError::NotFinite`] for NaN or infinite pixels.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let two = array![[0.0, 1.0, 1.0, 0.0], [1.0, 0.0, 0.0, 1.0]];
/// let figure = plot::misread(&two, (2, 2), &[0, 1], &[0, 0])?;
/// assert_eq!(figure.trace_count(), 2); // one picture and its caption
/// # Ok::<(), MathError>(())
/// ```
pub fn misread(
    pictures: &ArrayRef2<f64>,
    shape: (usize, usize),
    labels: &[usize],
    predicted: &[usize],
) -> Result<Figure, MathError> {
    if labels.len() != pictures.nrows() || predicted.len() != labels.len() {
        return Err(MathError::ShapeMismatch {
            operation: "misread",
            left: pictures.shape().to_vec(),
            right: vec![labels.len(), predicted.len()],
            rule: "every picture needs one label and one answer",
        });
    }
    let wrong: Vec<usize> =
        (0..labels.len()).filter(|&i| labels[i] != predicted[i]).take(20).collect();
    let captions: Vec<String> =
        wrong.iter().map(|&i| format!("{} → {}", labels[i], predicted[i])).collect();
    let captions: Vec<&str> = captions.iter().map(String::as_str).collect();
    Ok(images(&pictures.select(Axis(0), &wrong), shape, &captions)?
        .title(tr!("What it got wrong: the truth → its answer")))
}

/// What the last hidden layer makes of the examples while a network learns: the two
/// principal components of the trained network's last hidden layer, one scene for each
/// network.
///
/// # Formula
///
/// (h − mean)·(v₁, v₂), with mean and v of the last scene, so that the axes keep still.
///
/// # Errors
///
/// [`MathError::Empty`] without scenes; [`MathError::InvalidArgument`] for examples
/// without classes or a network of fewer than two layers; those of
/// [`pca`](crate::linalg::pca()).
///
/// # Source
///
/// Guide §1.3, §6.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let xor = array![[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
/// let examples = Examples::labelled(&xor, &[0, 1, 1, 0])?;
/// let scene = |seed: u32| Ok::<_, MathError>((
///     seed.to_string(),
///     Network::fully_connected(&[2, 4, 2], Activation::Tanh, &mut RandomState::new(seed))?,
/// ));
/// let figure = plot::hidden_embedding(&[scene(0)?, scene(1)?], &examples, &["0", "1"])?;
/// assert_eq!((figure.frame_count(), figure.trace_count()), (2, 2));
/// # Ok::<(), MathError>(())
/// ```
pub fn hidden_embedding(
    scenes: &[(String, Network)],
    examples: &Examples,
    names: &[&str],
) -> Result<Figure, MathError> {
    const NAME: &str = "hidden_embedding";
    let wrong = |argument, reason: &str| MathError::InvalidArgument {
        operation: NAME,
        argument,
        reason: reason.to_string(),
    };
    let Some((_, trained)) = scenes.last() else {
        return Err(MathError::Empty { operation: NAME, argument: "scenes" });
    };
    let labels =
        examples.labels().ok_or_else(|| wrong("examples", "needs a class for each row"))?;
    let hidden = |network: &Network| -> Result<Array2<f64>, MathError> {
        let mut values = network.forward(&examples.inputs)?.values;
        values.pop();
        values
            .pop()
            .filter(|_| network.layers.len() > 1)
            .ok_or_else(|| wrong("scenes", "needs networks with a hidden layer"))
    };
    let fitted = pca(&hidden(trained)?, 2)?;
    let mut placed = Vec::new();
    for (label, network) in scenes {
        let z = fitted.transform(&hidden(network)?)?;
        // Two decimals are finer than a dot, and keep the figure small.
        placed.push((label, network, z.mapv(|v| (100.0 * v).round() / 100.0)));
    }
    let reach = |k: usize| {
        let values = || placed.iter().flat_map(move |(_, _, z)| z.column(k).to_vec());
        let (low, high) =
            (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
        let air = 0.06 * (high - low).max(1e-9);
        (low - air, high + air)
    };
    let (across, up) = (reach(0), reach(1));
    let mut moments = Vec::new();
    for (label, network, z) in &placed {
        let (x, y) = (z.column(0).to_owned(), z.column(1).to_owned());
        let right = crate::nn::accuracy(labels, &network.predict(&examples.inputs)?)?;
        let figure = scatter_groups(&x, &y, labels, names)?
            .title(tr!("The last hidden layer sorts the examples"))
            .note(&tr!("right: <b>{right} %</b>", right = draw::decimals(100.0 * right, 1)))
            .x(tr!("PC 1 of the hidden layer"))
            .y(tr!("PC 2 of the hidden layer"))
            .x_range(across.0, across.1)
            .y_range(up.0, up.1)
            .size(style::WIDTH, 480);
        moments.push((label.to_string(), figure));
    }
    animate_from(tr!("epoch"), &moments, moments.len() - 1, 500)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn wrong_input_is_an_error_and_never_a_panic() {
        assert!(signal_depth(4, usize::MAX, &[1.0], &mut RandomState::new(0)).is_err());
        let three = Examples::labelled(&array![[1.0, 2.0, 3.0]], &[0]).unwrap();
        let two = Examples::labelled(&array![[1.0, 2.0]], &[0]).unwrap();
        let values = Examples::valued(&array![[1.0, 2.0]], &array![[0.0]]).unwrap();
        let one_layer = vec![(
            "0".to_string(),
            Network::fully_connected(&[2, 2], Activation::Relu, &mut RandomState::new(0)).unwrap(),
        )];
        assert!(decision_boundary(&one_layer, &three).is_err());
        assert!(decision_boundary(&one_layer, &values).is_err());
        assert!(decision_boundary(&[], &two).is_err());
        assert!(hidden_embedding(&one_layer, &two, &["0"]).is_err());
        assert!(hidden_embedding(&[], &two, &["0"]).is_err());
        assert!(signal_depth(0, 3, &[1.0], &mut RandomState::new(0)).is_err());
        assert!(signal_depth(5, 3, &[], &mut RandomState::new(0)).is_err());
        assert!(training_race(&[]).is_err());
        assert!(misread(&array![[1.0]], (1, 1), &[0], &[0]).is_err());
        assert!(misread(&array![[1.0]], (1, 1), &[0, 1], &[0]).is_err());
    }
}
