//! Matrices as movements of the plane, and their products entry by entry (Guide §1.2).

use crate::check;
use crate::error::MathError;
use crate::linalg::matmul;
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::draw::{self, Point, number};
use crate::plot::canvas::figure::Figure;
use crate::plot::canvas::legend::legend_above;
use crate::plot::canvas::square::{Square, apply, determinant, grid, inline, two_by_two};
use crate::plot::canvas::style::{self, BLUE, GREEN, INK, PALETTE, PURPLE, RED};
use crate::plot::canvas::view::View;
use crate::plot::canvas::wire;
use ndarray::{Array2, ArrayRef2};
use plotly::HeatMap;
use plotly::common::{ColorScale, ColorScaleElement};
use serde_json::{Value, json};

const ORIGIN: Point = [0.0, 0.0];

/// The matrix a part `t` of the way from the identity to `a`.
fn part_way(a: &Square, t: f64) -> Square {
    [[1.0 - t + t * a[0][0], t * a[0][1]], [t * a[1][0], 1.0 - t + t * a[1][1]]]
}

/// The plane while a matrix moves it: the slider goes from the identity to `a`.
///
/// The grid, the two unit vectors and the unit square move along. The square's area
/// is |det|; its colour turns from blue to orange when the plane has been flipped.
///
/// # Formula
///
/// A(t) = (1 − t) I + t A, and the signed area of the image of the unit square is
/// det A(t) = ad − bc.
///
/// # Errors
///
/// [`MathError::ShapeMismatch`] unless `a` is 2 × 2; [`MathError::NotFinite`] for NaN or
/// infinite entries.
///
/// # Source
///
/// Guide §1.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::linear_map(&array![[3.0, 1.0], [2.0, 4.0]])?;
/// assert!(figure.to_json().contains("det = 10.00"));
/// # Ok::<(), MathError>(())
/// ```
pub fn linear_map(a: &ArrayRef2<f64>) -> Result<Figure, MathError> {
    let a = two_by_two("linear_map", "a", a)?;
    let corners = [[1.0, 0.0], [1.0, 1.0], [0.0, 1.0]];
    let ends: Vec<Point> = corners.iter().flat_map(|c| [*c, apply(&a, *c)]).collect();
    let view = View::around(&ends);
    let n = (view.reach().ceil() as i32).clamp(3, 9);
    let lines = grid(n, 1);
    let mut scenes = Vec::new();
    for k in 0..=20 {
        let t = f64::from(k) / 20.0;
        let now = part_way(&a, t);
        let det = determinant(&now);
        let moved: Vec<Point> = lines.iter().map(|p| apply(&now, *p)).collect();
        let square: Vec<Point> =
            [ORIGIN, corners[0], corners[1], corners[2], ORIGIN].map(|p| apply(&now, p)).to_vec();
        let (e1, e2) = (apply(&now, [1.0, 0.0]), apply(&now, [0.0, 1.0]));
        let head = view.head();
        let [at_e1, at_e2] = draw::apart([e1, e2], 1.3 * head);
        let figure = Figure::new()
            .add(draw::line("", &moved, "rgba(69,152,208,0.45)", 1.0))
            .add(draw::area(
                tr!("image of the unit square"),
                &square,
                if det < 0.0 { RED } else { BLUE },
                0.3,
            ))
            .add(draw::arrow("<i>A</i><b>e</b>₁", ORIGIN, e1, GREEN, head))
            .add(draw::arrow("<i>A</i><b>e</b>₂", ORIGIN, e2, PURPLE, head))
            .add(draw::words(&[
                ("<i>A</i><b>e</b>₁", at_e1, GREEN),
                ("<i>A</i><b>e</b>₂", at_e2, PURPLE),
            ]));
        let figure = view
            .frame(figure)
            .title(tr!("A matrix moves the plane; the determinant is the area"))
            .note(&format!("<i>A</i> = {},  det = {}", inline(&now), number(det)));
        scenes.push((format!("{t:.2}"), figure));
    }
    animate_from("<i>t</i>", &scenes, 20, 120)
}

/// What a matrix of rank 1 does: the slider squeezes the plane onto a line.
///
/// Points on a common dashed line (parallel to the null space) have a common colour,
/// and end up in a single point.
///
/// # Formula
///
/// A(t) = (1 − t) I + t A with A = u vᵀ; Ax depends on vᵀx only.
///
/// # Errors
///
/// [`MathError::ShapeMismatch`] unless `a` is 2 × 2; [`MathError::NotFinite`] for NaN or
/// infinite entries; [`MathError::InvalidArgument`] unless its rank is 1.
///
/// # Source
///
/// Guide §1.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::rank_one(&array![[1.0, 2.0], [0.5, 1.0]])?;
/// assert_eq!(figure.frame_count(), 21);
/// assert!(plot::rank_one(&array![[1.0, 0.0], [0.0, 1.0]]).is_err());
/// # Ok::<(), MathError>(())
/// ```
pub fn rank_one(a: &ArrayRef2<f64>) -> Result<Figure, MathError> {
    let a = two_by_two("rank_one", "a", a)?;
    let scale = a.as_flattened().iter().fold(0.0_f64, |m, v| m.max(v.abs()));
    if scale == 0.0 || determinant(&a).abs() > 1e-12 * scale * scale {
        return Err(MathError::InvalidArgument {
            operation: "rank_one",
            argument: "a",
            reason: format!(
                "has determinant {} and entries up to {scale}, so its rank is not 1; take one \
                 with proportional rows, such as [[1, 2], [0.5, 1]]",
                determinant(&a)
            ),
        });
    }
    let longer = |p: Point, q: Point| if p[0].hypot(p[1]) >= q[0].hypot(q[1]) { p } else { q };
    let row = longer(a[0], a[1]);
    let column = longer([a[0][0], a[1][0]], [a[0][1], a[1][1]]);
    let length = row[0].hypot(row[1]);
    let (across, null) = ([row[0] / length, row[1] / length], [-row[1] / length, row[0] / length]);
    // Points in lines along the null space; each line has a colour.
    let mut points = Vec::new();
    let mut colours = Vec::new();
    for i in -3..=3_i32 {
        for j in -3..=3_i32 {
            let (s, r) = (0.65 * f64::from(i), 0.65 * f64::from(j));
            points.push([s * across[0] + r * null[0], s * across[1] + r * null[1]]);
            let line = (i + 3 - i32::from(i > 0)) as usize % PALETTE.len();
            colours.push(if i == 0 { INK } else { PALETTE[line] });
        }
    }
    let images: Vec<Point> = points.iter().map(|p| apply(&a, *p)).collect();
    let all: Vec<Point> = points.iter().chain(&images).copied().collect();
    let view = View::centred(
        1.15 * all.iter().fold(0.0_f64, |m, p| m.max(p[1].abs()).max(p[0].abs() / 1.8)),
    );
    let through = |d: Point| {
        let reach = view.reach() / d[0].hypot(d[1]);
        [-reach, reach].map(|t| [t * d[0], t * d[1]])
    };
    let mut scenes = Vec::new();
    for k in 0..=20 {
        let t = f64::from(k) / 20.0;
        let now = part_way(&a, t);
        let moved: Vec<Point> = points.iter().map(|p| apply(&now, *p)).collect();
        let figure = Figure::new()
            .add(draw::dashed(tr!("null space: goes to <b>0</b>"), &through(null), RED))
            .add(draw::line(tr!("column space: where all images lie"), &through(column), INK, 2.0))
            .add(draw::coloured_dots(&moved, colours.clone(), 9));
        let rank = if k == 20 { 1 } else { 2 };
        let figure = view
            .frame(figure)
            .title(tr!("Rank 1: the plane collapses onto a line"))
            .note(&tr!("det = {now}, rank {rank}", now = number(determinant(&now)), rank));
        scenes.push((format!("{t:.2}"), legend_above(figure)));
    }
    animate_from("<i>t</i>", &scenes, 20, 120)
}

/// A matrix product entry by entry: each step lets one row meet one column.
///
/// # Formula
///
/// Cᵢⱼ = Σₚ Aᵢₚ Bₚⱼ.
///
/// # Errors
///
/// - [`MathError::Empty`] without entries,
/// - [`MathError::NotFinite`] for NaN or infinite ones,
/// - [`MathError::ShapeMismatch`] when `a` has not as many columns as `b` has rows,
/// - [`MathError::InvalidArgument`] for more than six rows or columns, which no page holds,
/// - [`MathError::Overflow`] for a product beyond the largest f64.
///
/// # Source
///
/// Guide §1.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let a = array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]];
/// let b = array![[9.0, 8.0, 7.0], [6.0, 5.0, 4.0], [3.0, 2.0, 1.0]];
/// let figure = plot::matmul_steps(&a, &b)?;
/// assert_eq!(figure.frame_count(), 9);
/// assert!(figure.to_json().contains("1·9 + 2·6 + 3·3 = <b>30</b>"));
/// # Ok::<(), MathError>(())
/// ```
pub fn matmul_steps(a: &ArrayRef2<f64>, b: &ArrayRef2<f64>) -> Result<Figure, MathError> {
    for (argument, m) in [("a", a), ("b", b)] {
        check::not_empty("matmul_steps", argument, m)?;
        check::finite("matmul_steps", argument, m)?;
        if m.nrows().max(m.ncols()) > 6 {
            return Err(MathError::InvalidArgument {
                operation: "matmul_steps",
                argument,
                reason: "has more than six rows or columns; take a smaller example".to_string(),
            });
        }
    }
    let c = matmul(a, b)?;
    let (m, inner, n) = (a.nrows(), a.ncols(), b.ncols());
    // B stands above C, and A to the left of it, so that row and column cross in C.
    let (left, low) = (inner as f64 + 0.7, inner as f64 + 0.7);
    let mut scenes = Vec::new();
    for i in 0..m {
        for j in 0..n {
            let done = |r: usize, s: usize| r * n + s <= i * n + j;
            let here = |on: bool| if on { 1.0 } else { 0.0 };
            let block_a = block(a, 0.0, low, |r, _| here(r == i), |_, _| true);
            let block_b = block(b, left, 0.0, |_, s| here(s == j), |_, _| true);
            let block_c =
                block(&c, left, low, |r, s| if (r, s) == (i, j) { 2.0 } else { 0.0 }, done);
            let middle = |k: usize| (k as f64 - 1.0) / 2.0;
            let sum: Vec<String> =
                (0..inner).map(|p| format!("{}·{}", short(a[[i, p]]), short(b[[p, j]]))).collect();
            let figure = Figure::new()
                .add(block_a)
                .add(block_b)
                .add(block_c)
                .add(draw::words(&[
                    ("<i>A</i>", [middle(inner), low - 0.85], BLUE),
                    ("<i>B</i>", [left - 0.85, middle(inner)], BLUE),
                    ("<i>C</i> = <i>AB</i>", [left + middle(n), low + m as f64 - 0.15], RED),
                ]))
                .title(tr!("The product of two matrices, entry by entry"))
                .note(&format!(
                    "<i>C</i><sub>{}{}</sub> = {} = <b>{}</b>",
                    i + 1,
                    j + 1,
                    sum.join(" + "),
                    short(c[[i, j]])
                ))
                .equal_aspect()
                .x_range(-0.7, left + n as f64 - 0.3)
                .y_range(low + m as f64 + 0.1, -0.7)
                .set("xaxis.visible", json!(false))
                .set("yaxis.visible", json!(false))
                .set("margin.b", json!(24));
            scenes.push((format!("({}, {})", i + 1, j + 1), figure));
        }
    }
    animate_from(tr!("entry"), &scenes, 0, 900)
}

/// A number without decimals where it needs none.
fn short(v: f64) -> String {
    draw::decimals(v, if v.fract() == 0.0 { 0 } else { 2 })
}

/// A matrix as a block of cells with its top left cell at (`x`, `y`).
fn block(
    m: &ArrayRef2<f64>,
    x: f64,
    y: f64,
    tint: impl Fn(usize, usize) -> f64,
    shown: impl Fn(usize, usize) -> bool,
) -> Value {
    let tints = Array2::from_shape_fn(m.dim(), |(r, s)| tint(r, s));
    let z: Vec<Vec<f64>> = tints.rows().into_iter().map(|r| r.to_vec()).collect();
    let text: Vec<Vec<String>> = (0..m.nrows())
        .map(|r| {
            (0..m.ncols())
                .map(|s| if shown(r, s) { short(m[[r, s]]) } else { "·".to_string() })
                .collect()
        })
        .collect();
    let tint = |at: f64, colour: String| ColorScaleElement(at, colour);
    let trace = HeatMap::new_z(z)
        .color_scale(ColorScale::Vector(vec![
            tint(0.0, "rgba(128,128,128,0.12)".to_string()),
            tint(0.5, style::faint(BLUE, 0.24)),
            tint(1.0, style::faint(RED, 0.30)),
        ]))
        .zmin(0.0)
        .zmax(2.0)
        .show_scale(false);
    let mut trace = wire::trace(trace);
    trace["x0"] = json!(x);
    trace["y0"] = json!(y);
    trace["dx"] = json!(1);
    trace["dy"] = json!(1);
    trace["xgap"] = json!(2);
    trace["ygap"] = json!(2);
    trace["text"] = json!(text);
    trace["texttemplate"] = json!("%{text}");
    trace["textfont"] = json!({"size": 16, "color": INK});
    trace["hoverinfo"] = json!("skip");
    trace
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_pen_of_the_grid_never_leaves_its_lines() {
        let whole = |v: f64| v.fract() == 0.0;
        for n in 1..=4 {
            let points = grid(n, 1);
            assert_eq!(points.len(), 4 * (2 * n as usize + 1));
            for pair in points.windows(2) {
                let ([x, y], [u, v]) = (pair[0], pair[1]);
                assert!((x == u && whole(x)) || (y == v && whole(y)), "{pair:?}");
            }
        }
    }

    #[test]
    fn pictures_of_the_plane_refuse_other_matrices() {
        assert!(linear_map(&array![[1.0]]).is_err());
        assert!(linear_map(&array![[1.0, f64::NAN], [0.0, 1.0]]).is_err());
        assert!(rank_one(&array![[0.0, 0.0], [0.0, 0.0]]).is_err());
        assert!(matmul_steps(&array![[1.0, 2.0]], &array![[1.0, 2.0]]).is_err());
        assert!(matmul_steps(&Array2::zeros((7, 1)), &Array2::zeros((1, 1))).is_err());
    }
}
