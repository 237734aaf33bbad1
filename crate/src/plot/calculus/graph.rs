//! The computation graph, with the gradients that flow back through it (Guide §2.2).

use crate::calculus::Graph;
use crate::error::MathError;
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::curve::short;
use crate::plot::canvas::draw::{self, Point};
use crate::plot::canvas::figure::Figure;
use crate::plot::canvas::style::{self, BLUE, GREEN, INK, RED};
use serde_json::{Value, json};

/// Half the width and half the height of a node's box.
const BOX: Point = [0.4, 0.36];

/// More nodes than this cannot be read on one page.
const MOST: usize = 40;

/// Where everything stands: each node, and each arrow as a line with bends.
struct Layout {
    nodes: Vec<Point>,
    arrows: Vec<Vec<Point>>,
    columns: f64,
    low: f64,
    high: f64,
}

/// What stands in a column: a node, or an arrow that passes on its way further.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Node(usize),
    Arrow(usize),
}

/// Sets results right of their operands and near the middle of those they lead to.
fn arrange(graph: &Graph) -> Layout {
    let mut column: Vec<usize> = graph.nodes.iter().map(|n| n.layer).collect();
    // An input stands just left of its first use, so that arrows stay short.
    for (i, place) in column.iter_mut().enumerate() {
        if graph.edges.iter().any(|e| e.to == i) {
            continue;
        }
        let uses = graph.edges.iter().filter(|e| e.from == i);
        *place = uses.map(|e| graph.nodes[e.to].layer).min().unwrap_or(1).saturating_sub(1);
    }
    let last = column.iter().copied().max().unwrap_or(0);
    let mut heights = vec![0.0; graph.nodes.len()];
    let mut bends: Vec<Vec<Point>> = vec![Vec::new(); graph.edges.len()];
    for k in (0..=last).rev() {
        let mut here: Vec<(Place, f64)> = Vec::new();
        for (i, _) in column.iter().enumerate().filter(|(_, c)| **c == k) {
            // The middle of the places that this node's arrows lead to.
            let next: Vec<f64> = (0..graph.edges.len())
                .filter(|e| graph.edges[*e].from == i)
                .map(|e| bends[e].last().map_or(heights[graph.edges[e].to], |p| p[1]))
                .collect();
            let middle = next.iter().sum::<f64>() / next.len().max(1) as f64;
            here.push((Place::Node(i), middle));
        }
        for (e, edge) in graph.edges.iter().enumerate() {
            if column[edge.from] < k && k < column[edge.to] {
                let next = bends[e].last().map_or(heights[edge.to], |p| p[1]);
                here.push((Place::Arrow(e), next));
            }
        }
        here.sort_by(|a, b| a.1.total_cmp(&b.1));
        // One below the other with room between, then back around where they belong.
        let mut placed: Vec<f64> = Vec::new();
        for (_, wish) in &here {
            placed.push(placed.last().map_or(*wish, |below| wish.max(below + 1.0)));
        }
        let count = here.len().max(1) as f64;
        let shift = here.iter().zip(&placed).map(|((_, w), p)| w - p).sum::<f64>() / count;
        for ((place, _), height) in here.iter().zip(&placed) {
            match place {
                Place::Node(i) => heights[*i] = height + shift,
                Place::Arrow(e) => bends[*e].push([k as f64, height + shift]),
            }
        }
    }
    let nodes: Vec<Point> = column.iter().zip(&heights).map(|(c, y)| [*c as f64, *y]).collect();
    let arrows = graph
        .edges
        .iter()
        .zip(bends)
        .map(|(edge, bends)| {
            let (from, to) = (nodes[edge.from], nodes[edge.to]);
            let mut line = vec![[from[0] + BOX[0], from[1]]];
            // Past a column the arrow runs level, where nothing else stands.
            line.extend(
                bends.iter().rev().flat_map(|p| [[p[0] - BOX[0], p[1]], [p[0] + BOX[0], p[1]]]),
            );
            line.push([to[0] - BOX[0], to[1] + entry(graph, edge.to, from[1])]);
            line
        })
        .collect::<Vec<_>>();
    let arrows = apart(graph, arrows);
    let every = || arrows.iter().flatten().chain(&nodes).map(|p| p[1]);
    Layout {
        columns: last as f64 + 1.0,
        low: every().fold(f64::INFINITY, f64::min),
        high: every().fold(f64::NEG_INFINITY, f64::max),
        nodes,
        arrows,
    }
}

/// Arrows between the same two boxes, each on a way of its own.
fn apart(graph: &Graph, mut arrows: Vec<Vec<Point>>) -> Vec<Vec<Point>> {
    for (k, edge) in graph.edges.iter().enumerate() {
        let same = |e: &&crate::calculus::GraphEdge| (e.from, e.to) == (edge.from, edge.to);
        let (before, all) =
            (graph.edges[..k].iter().filter(same).count(), graph.edges.iter().filter(same).count());
        if all < 2 {
            continue;
        }
        let shift = 0.4 * (before as f64 / (all - 1) as f64 - 0.5);
        let line = &mut arrows[k];
        let (first, last) = (line[0], line[line.len() - 1]);
        // Level at both ends and wider between them, so that two arrows are seen.
        let end = last[1] - entry(graph, edge.to, first[1]);
        for point in line.iter_mut() {
            point[1] += shift;
        }
        if let Some(tip) = line.last_mut() {
            tip[1] = end + shift;
        }
        line.insert(1, [0.5 * (first[0] + last[0]), 0.5 * (first[1] + end) + 1.5 * shift]);
    }
    arrows
}

/// How far from the middle an arrow from this height meets the box of its result.
fn entry(graph: &Graph, to: usize, from: f64) -> f64 {
    if graph.edges.iter().filter(|e| e.to == to).count() < 2 { 0.0 } else { 0.12 * from.signum() }
}

/// A line with a head at its end.
fn arrow(points: &[Point], colour: &'static str, width: f64) -> Value {
    let mut trace = draw::line("", points, colour, width);
    let mut sizes = vec![0; points.len()];
    if let Some(last) = sizes.last_mut() {
        *last = 11;
    }
    trace["mode"] = json!("lines+markers");
    trace["marker"] = json!({
        "color": colour, "size": sizes, "symbol": "arrow", "angleref": "previous",
        "opacity": 1, "line": {"width": 0},
    });
    trace
}

fn rectangle(centre: Point, colour: &'static str, alpha: f64) -> Value {
    let [x, y] = centre;
    let corners = [[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0], [-1.0, -1.0]];
    let corners = corners.map(|[u, v]| [x + u * BOX[0], y + v * BOX[1]]);
    draw::area("", &corners, colour, alpha)
}

/// The name of a node: its own, its operation, or both.
fn name(graph: &Graph, i: usize) -> String {
    let node = &graph.nodes[i];
    match (node.label.as_str(), node.operation.as_str()) {
        ("", "") => tr!("number").to_string(),
        ("", operation) => format!("<b>{operation}</b>"),
        (label, "") => format!("<b>{label}</b>"),
        (label, operation) => format!("<b>{label}</b>: {operation}"),
    }
}

/// A computation and its derivatives: the slider lets the gradient flow back step by step.
///
/// Each box holds a number's name or operation, its value, and (in orange, from the moment
/// it arrives) its gradient. The orange arrows show one step: what a result's gradient,
/// times the local derivative, adds to its operands. The gradients are computed here
/// from the arrows; whether `backward` has been called does not matter.
///
/// # Formula
///
/// ∂L/∂in += ∂L/∂out · ∂out/∂in, for every arrow, from the last to the first.
///
/// # Errors
///
/// [`MathError::Empty`] for a graph without nodes; [`MathError::InvalidArgument`] for more
/// than 40 of them, or for arrows that do not lead forwards.
///
/// # Source
///
/// Guide §2.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let x = Value::new(3.0).label("x");
/// let y = (&x * &x + 1.0).label("y");
/// let figure = plot::computation_graph(&y.graph())?;
/// assert_eq!(figure.frame_count(), 4); // values, the seed, and one per operation
/// # Ok::<(), MathError>(())
/// ```
pub fn computation_graph(graph: &Graph) -> Result<Figure, MathError> {
    const NAME: &str = "computation_graph";
    let n = graph.nodes.len();
    if n == 0 {
        return Err(MathError::Empty { operation: NAME, argument: "graph" });
    }
    let refuse = |reason: String| {
        Err(MathError::InvalidArgument { operation: NAME, argument: "graph", reason })
    };
    if n > MOST {
        return refuse(format!("has {n} nodes; at most {MOST} can be read, so draw a part of it"));
    }
    let forwards = |from: usize, to: usize| {
        from < to && to < n && graph.nodes[from].layer < graph.nodes[to].layer
    };
    if let Some(e) = graph.edges.iter().find(|e| !forwards(e.from, e.to)) {
        return refuse(format!("has an arrow from node {} to node {}", e.from, e.to));
    }
    let layout = arrange(graph);
    let size = (84.0 / layout.columns).clamp(8.0, 13.0) as usize;
    let mut base = Figure::new();
    for line in &layout.arrows {
        base = base.add(arrow(line, INK, 1.4));
    }
    let inner = |i: usize| graph.edges.iter().any(|e| e.to == i);
    for (i, centre) in layout.nodes.iter().enumerate() {
        let colour = match i {
            i if i == n - 1 => GREEN,
            i if inner(i) => INK,
            _ => BLUE,
        };
        base = base.add(rectangle(*centre, colour, 0.12));
    }
    // The most operands that any result has: so many orange arrows are kept ready.
    let widest = (0..n).map(|i| graph.edges.iter().filter(|e| e.to == i).count()).max();
    let widest = widest.unwrap_or(0);
    let scene = |active: Option<usize>, gradients: &[Option<f64>], note: String| {
        let mut figure = base.clone();
        let used: Vec<usize> = match active {
            Some(i) => (0..graph.edges.len()).filter(|e| graph.edges[*e].to == i).collect(),
            None => Vec::new(),
        };
        for k in 0..widest {
            let line: Vec<Point> = match used.get(k).or(used.first()) {
                Some(e) => layout.arrows[*e].iter().rev().copied().collect(),
                // Nothing flows: the arrow waits out of sight, as a point in a box.
                None => vec![layout.nodes[n - 1]; 2],
            };
            let mut trace = arrow(&line, RED, 3.0);
            trace["opacity"] = json!(if used.is_empty() { 0 } else { 1 });
            figure = figure.add(trace);
        }
        let mut ring = rectangle(layout.nodes[active.unwrap_or(n - 1)], RED, 0.16);
        ring["opacity"] = json!(if active.is_some() { 1 } else { 0 });
        ring["fillcolor"] = json!(style::faint(RED, if active.is_some() { 0.16 } else { 0.0 }));
        let lines: Vec<String> = (0..n)
            .map(|i| {
                let back = match gradients[i] {
                    Some(g) => format!("<span style=\"color:{RED}\"><b>{}</b></span>", short(g)),
                    None => " ".to_string(),
                };
                format!("{}<br>{}<br>{back}", name(graph, i), short(graph.nodes[i].value))
            })
            .collect();
        let texts: Vec<(&str, Point, &'static str)> =
            lines.iter().zip(&layout.nodes).map(|(t, p)| (t.as_str(), *p, INK)).collect();
        let mut texts = draw::words(&texts);
        texts["textfont"] = json!({"size": size, "color": INK});
        let rows = layout.high - layout.low + 1.0;
        figure
            .add(ring)
            .add(texts)
            .x_range(-0.55, layout.columns - 0.45)
            .y_range(layout.low - 0.5, layout.high + 0.5)
            .set("xaxis.visible", json!(false))
            .set("yaxis.visible", json!(false))
            .set("margin", json!({"l": 12, "r": 12, "t": 74, "b": 8}))
            .size(style::WIDTH, (82.0 + 96.0 * rows).clamp(220.0, 700.0) as usize)
            .title(tr!("Values flow forwards, gradients flow back"))
            .note(&note)
    };
    let mut gradients = vec![None; n];
    let mut scenes = vec![(
        tr!("values").to_string(),
        scene(None, &gradients, tr!("forward: every box computes its value").to_string()),
    )];
    gradients[n - 1] = Some(1.0);
    scenes.push((
        tr!("seed").to_string(),
        scene(None, &gradients, tr!("backward starts with ∂L/∂L = 1 at the result").to_string()),
    ));
    let mut step = 0;
    for i in (0..n).rev().filter(|i| inner(*i)) {
        let arrived = gradients[i].unwrap_or(0.0);
        let mut sums = Vec::new();
        for edge in graph.edges.iter().filter(|e| e.to == i) {
            let part = arrived * edge.derivative;
            gradients[edge.from] = Some(gradients[edge.from].unwrap_or(0.0) + part);
            let from = &graph.nodes[edge.from];
            let who = if from.label.is_empty() { &from.operation } else { &from.label };
            let who = if who.is_empty() { short(from.value) } else { who.clone() };
            sums.push(format!("{who} += {} · {}", short(arrived), short(edge.derivative)));
        }
        step += 1;
        let note = tr!("gradient × local derivative: {list}", list = sums.join(";  "));
        scenes.push((step.to_string(), scene(Some(i), &gradients, note)));
    }
    let mut figure = animate_from(tr!("step"), &scenes, scenes.len() - 1, 1300)?;
    // The note stands at the edge of a drawing that has no axis labels left of it.
    for part in std::iter::once(&mut figure.layout["annotations"])
        .chain(figure.frames.iter_mut().map(|f| &mut f["layout"]["annotations"]))
    {
        if let Some(list) = part.as_array_mut() {
            list.iter_mut().for_each(|note| note["xshift"] = json!(4));
        }
    }
    Ok(figure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calculus::Value as Number;

    fn example() -> Graph {
        let (a, b) = (Number::new(2.0).label("a"), Number::new(5.0).label("b"));
        let c = (&a * &b + a.tanh()).label("c");
        c.backward();
        c.graph()
    }

    #[test]
    fn what_flows_back_in_the_drawing_is_what_backward_computes() {
        let graph = example();
        let figure = computation_graph(&graph).unwrap();
        let last = figure.frames.last().unwrap()["data"].to_string();
        for node in &graph.nodes {
            assert!(last.contains(&format!("<b>{}</b></span>", short(node.gradient))), "{last}");
        }
    }

    #[test]
    fn a_number_that_goes_in_twice_has_two_arrows_to_be_seen() {
        let e = Number::new(7.0);
        let layout = arrange(&(&e * &e).graph());
        let [one, other] = &layout.arrows[..] else { panic!("{}", layout.arrows.len()) };
        for (p, q) in one.iter().zip(other) {
            assert!((p[1] - q[1]).abs() > 0.2, "{p:?} {q:?}");
        }
    }

    #[test]
    fn boxes_never_cover_each_other() {
        let x: Vec<Number> = (0..5).map(|k| Number::new(f64::from(k))).collect();
        let y = x.iter().map(|v| v.tanh() * &x[0]).sum::<Number>();
        let layout = arrange(&y.graph());
        for (i, p) in layout.nodes.iter().enumerate() {
            for q in &layout.nodes[..i] {
                let apart =
                    (p[0] - q[0]).abs() > 2.0 * BOX[0] || (p[1] - q[1]).abs() > 2.0 * BOX[1];
                assert!(apart, "{p:?} {q:?}");
            }
        }
    }

    #[test]
    fn graphs_that_cannot_be_drawn_are_refused() {
        assert!(computation_graph(&Graph { nodes: Vec::new(), edges: Vec::new() }).is_err());
        let long = (0..50).fold(Number::new(1.0), |y, _| y + 1.0);
        assert!(computation_graph(&long.graph()).unwrap_err().to_string().contains("at most 40"));
        let mut wrong = example();
        (wrong.edges[0].from, wrong.edges[0].to) = (wrong.edges[0].to, wrong.edges[0].from);
        assert!(computation_graph(&wrong).is_err());
        // A single number is a graph too.
        assert!(computation_graph(&Number::new(1.0).graph()).is_ok());
    }
}
