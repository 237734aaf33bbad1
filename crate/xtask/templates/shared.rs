//! What most cells would compile anew: code that is generic where it is written and is made for
//! a type where it is used. Made here once for the types that notebooks use most, it is found in
//! the shared object. Nothing here is ever called, nothing is public, and what is missing costs a
//! cell time and nothing else.

use aimath::data::{Digits, Embeddings};
use aimath::exercise::Report;
use aimath::prelude::*;
use std::any::Any;
use std::collections::HashMap;

type Variable = Box<dyn Any>;
type Variables = HashMap<String, Variable>;
type Failed<T> = Result<T, MathError>;

/// The kernel keeps a session's variables in such a map.
fn kept(variables: &mut Variables, name: &str, value: Variable) -> Option<Variable> {
    variables.insert(name.to_owned(), value);
    variables.get(name)?;
    variables.remove(name)
}

fn opened() -> *mut Variables {
    Box::into_raw(Box::new(HashMap::new()))
}

fn ended(variables: Variables, end: std::thread::Result<()>) -> std::thread::Result<()> {
    drop(variables);
    end
}

/// A variable goes into the map and comes out of it.
fn moved<T: Any>(value: T, out: Variable) -> Option<T> {
    if out.downcast_ref::<T>().is_none() {
        return None;
    }
    let _in: Variable = Box::new(value);
    Some(*out.downcast::<T>().ok()?)
}

/// What a cell's last line may be.
fn tried<T>(result: Failed<T>) -> Failed<T> {
    Ok(result?)
}

fn shown(x: &Array1<f64>, m: &Array2<f64>, z: f64, n: usize, yes: bool, v: &Vec<f64>, s: String) {
    x.evcxr_display();
    m.evcxr_display();
    z.evcxr_display();
    n.evcxr_display();
    yes.evcxr_display();
    v.evcxr_display();
    s.evcxr_display();
    (show("", x), show("", m)).evcxr_display();
    (show("", &z), show("", &n), show("", v)).evcxr_display();
    (show("", &yes), show("", &s), show("", &z), show("", &z)).evcxr_display();
}

/// The arithmetic of arrays.
macro_rules! reckoned {
    ($a:expr, $number:expr) => {{
        let (a, number) = ($a, $number);
        let by_number = a / number - a * number + (a + number) * (a - number);
        (a + a) - (a * a) + &(by_number / a) - number * a
    }};
}

fn vectors(x: &Array1<f64>, i: usize) -> f64 {
    let short = [array![1.0, 2.0], array![1.0, 2.0, 3.0], array![1.0, 2.0, 3.0, 4.0]];
    let others = [reckoned!(x, 2.0), -x, x.mapv(f64::sqrt), x.clone(), Array1::zeros(i), Array1::ones(i)];
    let more = [Array1::linspace(0.0, 1.0, i), Array1::from_vec(vec![1.0]), x.iter().copied().collect()];
    let sums = x.dot(&short[0]) + x.sum() + x[i] + x.len() as f64 + more[0].mean().unwrap_or(0.0);
    sums + others.iter().zip(x.iter()).map(|(a, b)| a[0] * b).sum::<f64>()
}

fn matrices(m: &Array2<f64>, x: &Array1<f64>, i: usize) -> f64 {
    let small = [array![[1.0, 2.0], [3.0, 4.0]], array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]];
    let others = [reckoned!(m, 2.0), m.mapv(f64::sqrt), m.clone(), m.t().to_owned(), m.dot(&small[0])];
    let parts = m.row(i).sum() + m.column(i).sum() + m[[i, i]] + m.sum() + m.nrows() as f64;
    let rows = m.rows().into_iter().map(|row| row.dot(x)).sum::<f64>();
    let sides = m.sum_axis(Axis(0))[0] + m.sum_axis(Axis(1))[0] + m.ncols() as f64;
    parts + rows + sides + m.dot(x)[i] + others[0].sum() + Array2::<f64>::eye(i)[[0, 0]]
}

/// What the functions below are made for.
struct Everything {
    variables: Variables,
    out: [Variable; 12],
    plain: (f64, usize, bool, String, Vec<f64>),
    arrays: (Array1<f64>, Array2<f64>),
    data: (Digits, Embeddings, RandomState),
    figure: plot::Figure,
    report: Report,
    end: std::thread::Result<()>,
}

fn all(mut every: Everything) -> Failed<()> {
    let [a, b, c, d, e, f, g, h, i, j, k, l] = every.out;
    let (z, n, yes, s, v) = every.plain;
    let (x, m) = every.arrays;
    kept(&mut every.variables, &s, l);
    let _ = (opened(), ended(every.variables, every.end));
    shown(&x, &m, z, n, yes, &v, s.clone());
    tried(Ok(vectors(&x, n) + matrices(&m, &x, n)))?;
    norm_l2(&x);
    let _ = (tried(Ok(x.clone()))?, tried(Ok(m.clone()))?, tried(Ok(every.figure.clone()))?);
    let _ = (moved(x, a), moved(m, b), moved(z, c), moved(n, d), moved(yes, e), moved(s, f), moved(v, g));
    let (digits, embeddings, random) = every.data;
    let _ = (moved(digits, h), moved(embeddings, i), moved(random, j));
    let _ = (moved(every.figure, k), tried(Ok(every.report))?);
    Ok(())
}

/// Keeps all that in the object.
#[used]
static SHARED: fn(Everything) -> Failed<()> = all;
