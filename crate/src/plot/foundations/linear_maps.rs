//! Linear maps: the rule under test, columns, composition, transpose (Foundations §2.2, §2.3).

use crate::check;
use crate::error::MathError;
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::draw::{self, Point, number};
use crate::plot::canvas::figure::{Figure, side_by_side};
use crate::plot::canvas::legend::legend_above;
use crate::plot::canvas::square::{Square, apply, inline, part_way, product, two_by_two};
use crate::plot::canvas::style::{self, AMBER, BLUE, GREEN, GRID, INK, PURPLE, RED};
use crate::plot::canvas::view::{View, plane_vector};
use ndarray::{Array1, ArrayRef1, ArrayRef2, array};
use serde_json::json;

const ORIGIN: Point = [0.0, 0.0];

fn plus(p: Point, c: f64, q: Point) -> Point {
    [p[0] + c * q[0], p[1] + c * q[1]]
}

/// The rule of linearity under test: the slider is c.
///
/// On the left x + cy runs along a line. On the right the orange path is what the map
/// makes of it, L(x + cy), and the green one what it should be, L(x) + cL(y). A linear map
/// lays them over each other.
///
/// # Formula
///
/// L(x + cy) = L(x) + cL(y)
///
/// # Errors
///
/// [`MathError::ShapeMismatch`] unless the vectors and the map's answers have two entries;
/// [`MathError::NotFinite`] for NaN or infinite ones.
///
/// # Source
///
/// Foundations §2.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let bend = |p: &Array1<f64>| array![p[0], p[1] * p[1]];
/// let figure = plot::linearity(&bend, &array![0.0, 1.0], &array![1.0, 1.0])?;
/// assert!(figure.to_json().contains("not linear"));
/// # Ok::<(), MathError>(())
/// ```
pub fn linearity(
    map: &dyn Fn(&Array1<f64>) -> Array1<f64>,
    x: &ArrayRef1<f64>,
    y: &ArrayRef1<f64>,
) -> Result<Figure, MathError> {
    const NAME: &str = "linearity";
    let (x, y) = (plane_vector(NAME, "x", x)?, plane_vector(NAME, "y", y)?);
    let image = |p: Point| plane_vector(NAME, "map", &map(&array![p[0], p[1]]));
    let (of_x, of_y) = (image(x)?, image(y)?);
    let steps: Vec<f64> = (-8..=8).map(|k| f64::from(k) / 4.0).collect();
    let fine: Vec<f64> = (-32..=32).map(|k| f64::from(k) / 16.0).collect();
    let mut path = Vec::new();
    for c in &fine {
        path.push(image(plus(x, *c, y))?);
    }
    let ends = [-2.0, 2.0];
    let line = ends.map(|c| plus(x, c, y));
    let expected = ends.map(|c| plus(of_x, c, of_y));
    let half =
        |points: &[Point]| 1.15 * points.iter().flatten().fold(0.5_f64, |m, v| m.max(v.abs()));
    let before = View::square(half(&[&line[..], &[x, y]].concat()));
    let after = View::square(half(&[&path[..], &expected[..], &[of_x, of_y]].concat()));
    let mut scenes = Vec::new();
    for c in steps {
        let together = image(plus(x, c, y))?;
        let apart = plus(of_x, c, of_y);
        let gap = (together[0] - apart[0]).hypot(together[1] - apart[1]);
        let straight = gap <= 1e-9 * (1.0 + together[0].hypot(together[1]));
        let verdict = if straight { tr!("equal here") } else { tr!("<b>not linear</b>") };
        let head = before.head();
        let left = Figure::new()
            .add(draw::line("", &line, GRID, 2.0))
            .add(draw::arrow("<b>x</b>", ORIGIN, x, BLUE, head))
            .add(draw::arrow("<b>y</b>", ORIGIN, y, PURPLE, head))
            .add(draw::dots("<b>x</b> + <i>c</i><b>y</b>", &[plus(x, c, y)], AMBER, 11))
            .add(draw::words(&[
                ("<b>x</b>", draw::beyond(ORIGIN, x, 1.6 * head), BLUE),
                ("<b>y</b>", draw::beyond(ORIGIN, y, 1.6 * head), PURPLE),
            ]));
        let left = unlisted(left);
        let head = after.head();
        let [at_x, at_y] = draw::apart([of_x, of_y], 1.6 * head);
        let labels = [("<i>L</i>(<b>x</b>)", at_x, BLUE), ("<i>L</i>(<b>y</b>)", at_y, PURPLE)];
        // The names of the two sides stand in the list of series.
        let right = Figure::new()
            .add(draw::line("", &expected, GREEN, 2.5))
            .add(draw::line("", &path, RED, 2.0))
            .add(draw::unlisted(draw::arrow("<i>L</i>(<b>x</b>)", ORIGIN, of_x, BLUE, head)))
            .add(draw::unlisted(draw::arrow("<i>L</i>(<b>y</b>)", ORIGIN, of_y, PURPLE, head)))
            .add(draw::line("", &[together, apart], INK, 2.0))
            .add(draw::dots("<i>L</i>(<b>x</b>) + <i>cL</i>(<b>y</b>)", &[apart], GREEN, 14))
            .add(draw::dots("<i>L</i>(<b>x</b> + <i>c</i><b>y</b>)", &[together], RED, 9))
            .add(draw::words(&labels));
        let left =
            before.frame(left).x(&format!("{}: <i>x</i>₁", tr!("before"))).y("<i>x</i>₂").note(
                &format!(
                    "<i>L</i>(<b>x</b> + <i>c</i><b>y</b>) = ({}, {}), <i>L</i>(<b>x</b>) + \
             <i>cL</i>(<b>y</b>) = ({}, {}): {verdict}",
                    number(together[0]),
                    number(together[1]),
                    number(apart[0]),
                    number(apart[1])
                ),
            );
        let whole = side_by_side(&[
            left,
            after.frame(right).x(&format!("{}: <i>x</i>₁", tr!("after"))).y("<i>x</i>₂"),
        ])?
        .title(tr!("Does the map respect combinations?"));
        scenes.push((number(c), legend_above(whole)));
    }
    animate_from("<i>c</i>", &scenes, 14, 250)
}

/// Keeps all strokes of a panel out of the list of series.
fn unlisted(mut figure: Figure) -> Figure {
    figure.data = figure.data.into_iter().map(draw::unlisted).collect();
    figure
}

/// A matrix times a vector as a walk along its columns; the slider walks.
///
/// On the left x is reached along the axes, x₁e₁ and then x₂e₂; on the right the same steps
/// along the images of the axes, x₁a₁ and then x₂a₂.
///
/// # Formula
///
/// Ax = x₁a₁ + x₂a₂ with aⱼ = Aeⱼ
///
/// # Errors
///
/// [`MathError::ShapeMismatch`] unless `a` is 2 × 2 and `x` has two entries;
/// [`MathError::NotFinite`] for NaN or infinite entries.
///
/// # Source
///
/// Foundations §2.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::columns(&array![[2.0, -1.0], [1.0, 1.0]], &array![2.0, 1.5])?;
/// assert_eq!(figure.frame_count(), 21);
/// # Ok::<(), MathError>(())
/// ```
pub fn columns(a: &ArrayRef2<f64>, x: &ArrayRef1<f64>) -> Result<Figure, MathError> {
    let a = two_by_two("columns", "a", a)?;
    let x = plane_vector("columns", "x", x)?;
    let identity: Square = [[1.0, 0.0], [0.0, 1.0]];
    let half = |m: &Square| {
        let marks = [[1.0, 0.0], [0.0, 1.0], [x[0], 0.0], x].map(|p| apply(m, p));
        1.3 * marks.iter().flatten().fold(0.5_f64, |m, v| m.max(v.abs()))
    };
    let mut scenes = Vec::new();
    for k in 0..=20 {
        let s = f64::from(k) / 10.0;
        let (first, second) = (s.min(1.0) * x[0], (s - 1.0).max(0.0) * x[1]);
        let panel = |m: &Square, names: [&str; 2]| {
            let view = View::square(half(m));
            let head = view.head();
            let (corner, end) = (apply(m, [first, 0.0]), apply(m, [first, second]));
            let (e1, e2) = (apply(m, [1.0, 0.0]), apply(m, [0.0, 1.0]));
            let figure = Figure::new()
                .add(draw::line("", &[ORIGIN, corner], style::faint(GREEN, 0.6).as_str(), 7.0))
                .add(draw::line("", &[corner, end], style::faint(PURPLE, 0.6).as_str(), 7.0))
                .add(draw::arrow(names[0], ORIGIN, e1, GREEN, head))
                .add(draw::arrow(names[1], ORIGIN, e2, PURPLE, head))
                .add(draw::dots("", &[end], AMBER, 12))
                .add(draw::words(&[
                    (names[0], draw::beyond(ORIGIN, e1, 1.8 * head), GREEN),
                    (names[1], draw::beyond(ORIGIN, e2, 1.8 * head), PURPLE),
                ]));
            (view.frame(figure), end)
        };
        let (left, _) = panel(&identity, ["<b>e</b>₁", "<b>e</b>₂"]);
        let (right, end) = panel(&a, ["<b>a</b>₁", "<b>a</b>₂"]);
        let left = left.title(tr!("the vector")).note(&format!(
            "<i>A</i> = {}: {}<b>a</b>₁ + {}<b>a</b>₂ = (<b>{}</b>, <b>{}</b>)",
            inline(&a),
            number(first),
            number(second),
            number(end[0]),
            number(end[1])
        ));
        let whole = side_by_side(&[left, right.title(tr!("its image"))])?
            .title(tr!("The same steps, along the columns"))
            .set("margin.t", json!(90));
        scenes.push((number(s), whole));
    }
    animate_from(tr!("step"), &scenes, 20, 180)
}

/// A letter that looks different however it is turned or flipped.
const LETTER: [Point; 11] = [
    [0.0, 0.0],
    [0.0, 1.5],
    [1.0, 1.5],
    [1.0, 1.2],
    [0.3, 1.2],
    [0.3, 0.9],
    [0.75, 0.9],
    [0.75, 0.6],
    [0.3, 0.6],
    [0.3, 0.0],
    [0.0, 0.0],
];

/// Two maps in both orders; the slider carries out one and then the other.
///
/// On the left AB, which is first B and then A; on the right BA. Each map is carried out as a
/// turn and a stretch at an even pace, so that a turn does not shrink the letter on the way.
///
/// # Formula
///
/// (L_A ∘ L_B)(x) = A(Bx) = (AB)x
///
/// # Errors
///
/// [`MathError::ShapeMismatch`] unless both matrices are 2 × 2; [`MathError::NotFinite`]
/// for NaN or infinite entries.
///
/// # Source
///
/// Foundations §2.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let (turn, stretch) = (array![[0.0, -1.0], [1.0, 0.0]], array![[2.0, 0.0], [0.0, 1.0]]);
/// assert_eq!(plot::composition(&turn, &stretch)?.frame_count(), 21);
/// # Ok::<(), MathError>(())
/// ```
pub fn composition(a: &ArrayRef2<f64>, b: &ArrayRef2<f64>) -> Result<Figure, MathError> {
    let a = two_by_two("composition", "a", a)?;
    let b = two_by_two("composition", "b", b)?;
    let stage = |first: &Square, then: &Square, p: Point, s: f64| {
        let after_first = apply(&part_way(first, s.min(1.0)), p);
        apply(&part_way(then, (s - 1.0).max(0.0)), after_first)
    };
    let steps: Vec<f64> = (0..=20).map(|k| f64::from(k) / 10.0).collect();
    let reach = steps.iter().fold(1.5_f64, |m, s| {
        LETTER.iter().fold(m, |m, p| {
            let (q, r) = (stage(&b, &a, *p, *s), stage(&a, &b, *p, *s));
            [q, r].iter().flatten().fold(m, |m, v| m.max(v.abs()))
        })
    });
    let view = View::square(1.15 * reach);
    let mut scenes = Vec::new();
    for s in steps {
        let panel = |first: &Square, then: &Square, names: [&str; 2], colour: &'static str| {
            let letter = LETTER.map(|p| stage(first, then, p, s));
            let now = match s {
                s if s <= 0.0 => tr!("nothing yet").to_string(),
                s if s <= 1.0 => tr!("first <i>{names}</i>", names = names[1]),
                _ => tr!(
                    "first <i>{names}</i>, then <i>{names2}</i>",
                    names = names[1],
                    names2 = names[0]
                ),
            };
            let figure = Figure::new()
                .add(draw::line(tr!("before"), &LETTER, INK, 1.2))
                .add(draw::area(tr!("now"), &letter, colour, 0.35))
                .add(draw::dots("", &[letter[2]], AMBER, 10));
            view.frame(figure).title(&format!("<i>{}{}</i>: {now}", names[0], names[1]))
        };
        let left = panel(&b, &a, ["A", "B"], BLUE).note(&format!(
            "<i>AB</i> = {},   <i>BA</i> = {}",
            inline(&product(&a, &b)),
            inline(&product(&b, &a))
        ));
        let right = panel(&a, &b, ["B", "A"], RED);
        let whole = side_by_side(&[left, right])?
            .title(tr!("The same two maps, in both orders"))
            .set("margin.t", json!(90));
        scenes.push((number(s), whole));
    }
    animate_from(tr!("step"), &scenes, 10, 180)
}

/// A transpose, entry by entry: every number travels to its mirror place.
///
/// # Formula
///
/// (Aᵀ)ⱼᵢ = Aᵢⱼ
///
/// # Errors
///
/// [`MathError::Empty`] without entries; [`MathError::NotFinite`] for NaN or infinite
/// entries; [`MathError::InvalidArgument`] for more than six rows or columns, which no page
/// holds.
///
/// # Source
///
/// Foundations §2.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::transpose_steps(&array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])?;
/// assert_eq!(figure.frame_count(), 13);
/// # Ok::<(), MathError>(())
/// ```
pub fn transpose_steps(a: &ArrayRef2<f64>) -> Result<Figure, MathError> {
    const NAME: &str = "transpose_steps";
    check::not_empty(NAME, "a", a)?;
    check::finite(NAME, "a", a)?;
    let (m, n) = a.dim();
    if m.max(n) > 6 {
        return Err(MathError::InvalidArgument {
            operation: NAME,
            argument: "a",
            reason: "has more than six rows or columns; take a smaller example".to_string(),
        });
    }
    let side = m.max(n) as f64;
    let names: Vec<String> = a
        .iter()
        .map(|v| {
            let text = draw::decimals(*v, if v.fract() == 0.0 { 0 } else { 2 });
            format!("<b>{text}</b>")
        })
        .collect();
    let mut scenes = Vec::new();
    for k in 0..=12 {
        let t = f64::from(k) / 12.0;
        let mut list = Vec::new();
        for ((i, j), name) in (0..m).flat_map(|i| (0..n).map(move |j| (i, j))).zip(&names) {
            let (row, column) = (i as f64, j as f64);
            // The two numbers of a pair pass each other on different sides.
            let aside = 0.45 * (std::f64::consts::PI * t).sin() * (column - row).signum();
            let aside = if i == j { 0.0 } else { aside };
            let p = [
                (1.0 - t) * column + t * row + aside * 0.7,
                (1.0 - t) * row + t * column + aside * 0.7,
            ];
            list.push((name.as_str(), p, style::colour(i)));
        }
        let (rows, columns) = if t < 1.0 { (m, n) } else { (n, m) };
        let word = if t < 1.0 { "<i>A</i>" } else { "<i>A</i><sup>T</sup>" };
        let mut figure = Figure::new()
            .add(draw::dashed("", &[[-0.5, -0.5], [side - 0.5, side - 0.5]], INK))
            .add(draw::words(&list))
            .title(tr!("The transpose mirrors a matrix at its diagonal"))
            .note(&tr!(
                "{word}, {rows} × {columns}; one colour for each row of <i>A</i>",
                word,
                rows,
                columns
            ))
            .equal_aspect()
            .x(tr!("column <i>j</i>"))
            .y(tr!("row <i>i</i>"))
            .x_range(-0.7, side - 0.3)
            .y_range(side - 0.3, -0.7);
        for axis in ["xaxis", "yaxis"] {
            let places: Vec<usize> = (0..m.max(n)).collect();
            let numbers: Vec<String> = places.iter().map(|p| (p + 1).to_string()).collect();
            figure = figure
                .set(&format!("{axis}.tickvals"), json!(places))
                .set(&format!("{axis}.ticktext"), json!(numbers))
                .set(&format!("{axis}.zeroline"), json!(false));
        }
        scenes.push((number(t), figure));
    }
    animate_from("<i>t</i>", &scenes, 0, 150)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_linear_map_is_never_called_otherwise() {
        let turn = |p: &Array1<f64>| array![-p[1], p[0]];
        let figure = linearity(&turn, &array![1.0, 0.5], &array![-1.0, 2.0]).unwrap();
        assert!(!figure.to_json().contains("not linear"));
    }

    #[test]
    fn the_letter_ends_where_the_product_says() {
        let (a, b) = (array![[0.0, -1.0], [1.0, 0.0]], array![[2.0, 0.0], [0.0, 1.0]]);
        let figure = composition(&a, &b).unwrap();
        let last = &figure.frames[20]["data"];
        let corner = a.dot(&b).dot(&array![1.0, 1.5]);
        let letter = &last[0];
        assert_eq!(letter["x"][2].as_f64(), Some(corner[0]));
        assert_eq!(letter["y"][2].as_f64(), Some(corner[1]));
    }

    #[test]
    fn wrong_input_is_an_error() {
        assert!(columns(&array![[1.0]], &array![1.0, 2.0]).is_err());
        assert!(composition(&array![[1.0, 0.0], [0.0, f64::NAN]], &array![[1.0]]).is_err());
        assert!(transpose_steps(&ndarray::Array2::zeros((7, 1))).is_err());
        assert!(linearity(&|_| array![1.0], &array![1.0, 0.0], &array![0.0, 1.0]).is_err());
    }
}
