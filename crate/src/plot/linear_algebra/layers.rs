//! Layers of a network as movements of the plane (Guide §1.4 and §6).

use crate::check;
use crate::error::MathError;
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::draw::{self, Point, number};
use crate::plot::canvas::figure::{Figure, side_by_side};
use crate::plot::canvas::square::{Square, apply, grid, two_by_two};
use crate::plot::canvas::style::{self, AMBER, BLUE, RED};
use crate::plot::canvas::view::plane_vector;
use ndarray::{Array1, Array2};

/// A dense layer of the plane.
struct Layer {
    weights: Square,
    bias: Point,
}

impl Layer {
    /// The layer a part `t` of the way from doing nothing, applied to a point.
    fn part(&self, p: Point, t: f64) -> Point {
        let q = apply(&self.weights, p);
        [0, 1].map(|k| (1.0 - t) * p[k] + t * (q[k] + self.bias[k]))
    }
}

/// The ReLU a part `t` of the way: what is negative shrinks to zero.
fn relu(p: Point, t: f64) -> Point {
    p.map(|v| if v < 0.0 { (1.0 - t) * v } else { v })
}

/// The same layers without and with ReLU between them; the slider runs through them.
///
/// Without it (left) the grid stays a grid of straight parallel lines, and one matrix
/// does the work of all; with it (right) the plane is folded.
///
/// # Formula
///
/// Left: W₃(W₂(W₁x + b₁) + b₂) + b₃ = Wx + b with W = W₃W₂W₁. Right: ReLU(v) =
/// max(v, 0) between one layer and the next.
///
/// # Errors
///
/// [`MathError::Empty`] without layers; [`MathError::ShapeMismatch`] unless there are as
/// many biases as weights, each 2 × 2 with two entries; [`MathError::NotFinite`] for NaN or
/// infinite entries.
///
/// # Source
///
/// Guide §1.4.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let w = [array![[1.0, 0.5], [-0.5, 1.0]], array![[1.0, -1.0], [0.5, 1.0]]];
/// let b = [array![0.2, 0.0], array![0.0, 0.3]];
/// let figure = plot::stacked_layers(&w, &b)?;
/// assert!(figure.frame_count() > 4);
/// # Ok::<(), MathError>(())
/// ```
pub fn stacked_layers(
    weights: &[Array2<f64>],
    biases: &[Array1<f64>],
) -> Result<Figure, MathError> {
    const NAME: &str = "stacked_layers";
    if weights.is_empty() {
        return Err(MathError::Empty { operation: NAME, argument: "weights" });
    }
    if weights.len() != biases.len() {
        return Err(MathError::ShapeMismatch {
            operation: NAME,
            left: vec![weights.len()],
            right: vec![biases.len()],
            rule: "every layer needs one matrix of weights and one bias",
        });
    }
    let mut layers = Vec::new();
    for (w, b) in weights.iter().zip(biases) {
        let weights = two_by_two(NAME, "weights", w)?;
        check::finite(NAME, "biases", b)?;
        layers.push(Layer { weights, bias: plane_vector(NAME, "biases", b)? });
    }
    // A straight grid needs only its ends; a fold bends lines in between.
    let net = |pieces: i32| grid(3, pieces).iter().map(|p| p.map(|v| v / 3.0)).collect::<Vec<_>>();
    let nets = [net(1), net(12)];
    let circle: Vec<Point> = (0..=40)
        .map(|k| f64::from(k) * std::f64::consts::PI / 20.0)
        .map(|t| [0.7 * t.cos(), 0.7 * t.sin()])
        .collect();
    let moments = moments(layers.len());
    let at = |m: &Moment, p: Point, folded: bool| {
        let mut p = p;
        for (k, layer) in layers.iter().enumerate() {
            p = layer.part(p, (m.layers - k as f64).clamp(0.0, 1.0));
            // No ReLU after the last layer, whose output is the answer.
            if folded && k + 1 < layers.len() {
                p = relu(p, (m.folds - k as f64).clamp(0.0, 1.0));
            }
        }
        p
    };
    let ranges = [false, true].map(|folded| {
        let mut box_ = [[f64::INFINITY, f64::NEG_INFINITY]; 2];
        for m in &moments {
            for p in &nets[usize::from(folded)] {
                let q = at(m, *p, folded);
                for k in 0..2 {
                    box_[k] = [box_[k][0].min(q[k]), box_[k][1].max(q[k])];
                }
            }
        }
        let half = 0.54 * (box_[0][1] - box_[0][0]).max(box_[1][1] - box_[1][0]).max(1.0);
        (box_.map(|[low, high]| (low + high) / 2.0), half)
    });
    let product = weights.iter().skip(1).fold(weights[0].clone(), |w, next| next.dot(&w));
    let mut scenes = Vec::new();
    for m in &moments {
        let panel = |folded: bool, heading: &str| {
            let moved = |list: &[Point]| list.iter().map(|p| at(m, *p, folded)).collect::<Vec<_>>();
            let (centre, half) = ranges[usize::from(folded)];
            Figure::new()
                .add(draw::line(
                    "",
                    &moved(&nets[usize::from(folded)]),
                    style::faint(BLUE, 0.75).as_str(),
                    1.2,
                ))
                .add(draw::line(tr!("circle"), &moved(&circle), RED, 2.5))
                .add(draw::dots(tr!("image of <b>0</b>"), &[at(m, [0.0; 2], folded)], AMBER, 9))
                .x_range(centre[0] - half, centre[0] + half)
                .y_range(centre[1] - half, centre[1] + half)
                .equal_aspect()
                .x(tr!("unit 1"))
                .y(tr!("unit 2"))
                .title(heading)
        };
        let left = panel(false, tr!("layers alone")).note(&tr!(
            "all layers at once: <i>W</i> = [{product}, {product2}; {product3}, {product4}]",
            product = number(product[[0, 0]]),
            product2 = number(product[[0, 1]]),
            product3 = number(product[[1, 0]]),
            product4 = number(product[[1, 1]])
        ));
        let whole = side_by_side(&[left, panel(true, tr!("with ReLU between them"))])?
            .title(tr!("Layers collapse into one until ReLU stands between"))
            .set("margin.t", serde_json::json!(88));
        scenes.push((m.label.clone(), whole));
    }
    animate_from(tr!("stage"), &scenes, scenes.len() - 1, 200)
}

/// How far the data have come: layers passed, folds passed, and what to call it.
struct Moment {
    layers: f64,
    folds: f64,
    label: String,
}

fn moments(count: usize) -> Vec<Moment> {
    // Few moments keep the figure small: three per layer and two per fold.
    let mut list = vec![Moment { layers: 0.0, folds: 0.0, label: tr!("input").to_string() }];
    for k in 0..count {
        for step in 1..=3 {
            let layers = k as f64 + f64::from(step) / 3.0;
            let label =
                tr!("layer {k}{step}", k = k + 1, step = [" ⅓", " ⅔", ""][step as usize - 1]);
            list.push(Moment { layers, folds: k as f64, label });
        }
        if k + 1 < count {
            for step in 1..=2 {
                let folds = k as f64 + f64::from(step) / 2.0;
                let label = tr!("ReLU {k}{step}", k = k + 1, step = [" ½", ""][step as usize - 1]);
                list.push(Moment { layers: k as f64 + 1.0, folds, label });
            }
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn a_layer_that_is_passed_has_done_its_whole_work() {
        let layer = Layer { weights: [[1.0, 2.0], [3.0, 4.0]], bias: [10.0, 20.0] };
        assert_eq!(layer.part([1.0, 1.0], 1.0), [13.0, 27.0]);
        assert_eq!(layer.part([1.0, 1.0], 0.0), [1.0, 1.0]);
        assert_eq!(relu([-2.0, 3.0], 1.0), [0.0, 3.0]);
    }

    #[test]
    fn layers_that_do_not_belong_together_are_refused() {
        let w = array![[1.0, 0.0], [0.0, 1.0]];
        assert!(stacked_layers(&[], &[]).is_err());
        assert!(stacked_layers(std::slice::from_ref(&w), &[]).is_err());
        assert!(stacked_layers(&[w], &[array![1.0]]).is_err());
    }
}
