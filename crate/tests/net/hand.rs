//! What the net throws: numbers, arrays, sizes and functions, ordinary and hostile.
//!
//! A hand is drawn from a seed, so the same seed throws the same arguments again. It first decides
//! on three sizes, and most arrays keep to them: shapes that never fit would only test the first
//! question of every function.

use ndarray::{Array1, Array2, ArrayBase, Axis, Data, Dimension, Slice};
use std::cell::Cell;
use std::rc::Rc;

/// The arguments of one call.
pub struct Hand {
    state: u64,
    /// The sizes that the arrays of this call mostly have.
    pub n: usize,
    pub m: usize,
    /// Whether every number thrown so far is finite.
    finite: bool,
    /// Whether a NaN has been thrown.
    nan: bool,
    /// Whether a function that was thrown has answered with NaN or an infinity.
    pub spilt: Rc<Cell<bool>>,
    /// What was thrown, in words, for the report of a failure.
    pub thrown: Option<Vec<String>>,
    pub aloud: bool,
}

/// Numbers at which formulas break.
const EDGES: [f64; 30] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    5e-324,
    -5e-324,
    1e-310,
    f64::MIN_POSITIVE,
    1e-300,
    -1e-300,
    1e-160,
    1e-154,
    -1e-20,
    1e-9,
    f64::EPSILON,
    1.0 + f64::EPSILON,
    1.0 - f64::EPSILON / 2.0,
    0.1,
    37.0,
    710.0,
    -745.2,
    1e8,
    9007199254740993.0,
    1e20,
    1e154,
    -1e160,
    1e300,
    -1e300,
    f64::MAX,
    f64::MIN,
];

const EVERY_SECOND: Slice = Slice { start: 0, end: None, step: 2 };

impl Hand {
    pub fn new(seed: u64) -> Self {
        let mut hand = Self {
            state: seed,
            n: 0,
            m: 0,
            finite: true,
            nan: false,
            spilt: Rc::default(),
            thrown: None,
            aloud: false,
        };
        hand.n = hand.length();
        hand.m = hand.length();
        hand
    }

    /// SplitMix64 (Steele, Lea and Flood 2014).
    pub fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A whole number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    /// True in `percent` of a hundred throws.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn one_of<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())].clone()
    }

    /// Whether all that was thrown is finite, answers of functions included.
    pub fn is_finite(&self) -> bool {
        self.finite && !self.spilt.get()
    }

    /// Whether a NaN was among the arguments.
    pub fn has_nan(&self) -> bool {
        self.nan
    }

    /// Keeps an argument for the report, and looks at it.
    pub fn throw<T: std::fmt::Debug>(&mut self, value: T) -> T {
        if self.thrown.is_some() {
            let words = format!("{value:?}").replace('\n', "");
            // What follows is the layout in memory, which the strides alone say.
            let words = words.split(", layout=").next().unwrap_or_default().to_owned();
            if self.aloud {
                println!("net:   {words}");
            }
            self.thrown.iter_mut().for_each(|thrown| thrown.push(words.clone()));
        }
        value
    }

    fn look<S: Data<Elem = f64>, D: Dimension>(&mut self, a: &ArrayBase<S, D>) {
        self.finite &= a.iter().all(|x| x.is_finite());
        self.nan |= a.iter().any(|x| x.is_nan());
    }

    fn length(&mut self) -> usize {
        self.one_of(&[0, 1, 1, 2, 2, 2, 3, 3, 3, 4, 5, 8, 17])
    }

    /// A number in (−3, 3), often a round one.
    fn plain(&mut self) -> f64 {
        match self.below(4) {
            0 => self.below(7) as f64 - 3.0,
            1 => (self.below(25) as f64 - 12.0) / 4.0,
            _ => (self.next() >> 11) as f64 / (1_u64 << 53) as f64 * 6.0 - 3.0,
        }
    }

    fn edge(&mut self) -> f64 {
        self.one_of(&EDGES)
    }

    fn broken(&mut self) -> f64 {
        self.one_of(&[f64::NAN, f64::NAN, f64::INFINITY, f64::NEG_INFINITY])
    }

    /// Any number.
    pub fn number(&mut self) -> f64 {
        let x = match self.below(20) {
            0 | 1 => self.broken(),
            2..=9 => self.edge(),
            _ => self.plain(),
        };
        self.finite &= x.is_finite();
        self.nan |= x.is_nan();
        self.throw(x)
    }

    /// A number that is most often in (0, 1), for probabilities, levels and tolerances.
    pub fn share(&mut self) -> f64 {
        if self.chance(35) {
            return self.number();
        }
        let edges = [0.0, 1.0, 0.5, 1e-300, 5e-324, 1e-17, 1.0 - 1e-16, 0.95, 1e-3];
        let x = if self.chance(60) { self.one_of(&edges) } else { self.plain().abs() / 3.0 };
        self.throw(x)
    }

    /// A number that is most often positive, for scales and rates.
    pub fn positive(&mut self) -> f64 {
        if self.chance(30) {
            return self.number();
        }
        let x = if self.chance(50) { self.edge().abs() } else { self.plain().abs() + 0.1 };
        self.throw(x)
    }

    /// Entries of one kind, now and then with a broken one among them.
    fn entries(&mut self, count: usize) -> Vec<f64> {
        let kind = self.below(20);
        let constant = if self.chance(50) { self.plain() } else { self.edge() };
        let scale = self.edge().abs();
        let mut entries: Vec<f64> = (0..count)
            .map(|_| match kind {
                0 => constant,
                1 => 0.0,
                2..=4 => self.edge(),
                5 => self.plain() * scale,
                6 => 1e8 + self.plain(),
                7 => self.plain() * 1e300,
                8 => self.plain() * 1e-300,
                9 => self.plain() * 5e-324,
                _ => self.plain(),
            })
            .map(|x| if x.is_finite() { x } else { f64::MAX })
            .collect();
        if count > 0 && self.chance(12) {
            let at = self.below(count);
            entries[at] = self.broken();
        }
        entries
    }

    /// A length that mostly is `usual`.
    pub fn about(&mut self, usual: usize) -> usize {
        if self.chance(6) { self.length() } else { usual }
    }

    /// A vector of about `n` entries.
    pub fn vector(&mut self) -> Array1<f64> {
        let length = self.n;
        self.vector_of(length)
    }

    /// A vector of about `m` entries.
    pub fn vector_m(&mut self) -> Array1<f64> {
        let length = self.m;
        self.vector_of(length)
    }

    pub fn vector_of(&mut self, length: usize) -> Array1<f64> {
        let length = self.about(length);
        let entries = Array1::from_vec(self.entries(length));
        let laid = self.laid_out(entries);
        self.look(&laid);
        self.throw(laid)
    }

    /// The same entries with another stride: reversed, or every second cell of a longer array.
    fn laid_out(&mut self, mut entries: Array1<f64>) -> Array1<f64> {
        match self.below(6) {
            0 => {
                entries.invert_axis(Axis(0));
                entries
            }
            1 => {
                let mut wide = Array1::from_elem(2 * entries.len(), f64::NAN);
                wide.slice_axis_inplace(Axis(0), EVERY_SECOND);
                wide.assign(&entries);
                wide
            }
            _ => entries,
        }
    }

    /// A matrix of about n × m entries.
    pub fn matrix(&mut self) -> Array2<f64> {
        let (rows, columns) = (self.n, self.m);
        self.matrix_of(rows, columns)
    }

    /// A matrix of about n × n entries.
    pub fn square(&mut self) -> Array2<f64> {
        let n = self.n;
        self.matrix_of(n, n)
    }

    /// A matrix of about m × n entries, as the right factor of `matrix`.
    pub fn matrix_across(&mut self) -> Array2<f64> {
        let (rows, columns) = (self.m, self.n);
        self.matrix_of(rows, columns)
    }

    pub fn matrix_of(&mut self, rows: usize, columns: usize) -> Array2<f64> {
        let (rows, columns) = (self.about(rows), self.about(columns));
        let mut a = Array2::from_shape_vec((rows, columns), self.entries(rows * columns))
            .expect("as many entries as cells");
        if rows > 1 && self.chance(12) {
            let first = a.row(0).to_owned();
            a.row_mut(rows - 1).assign(&first);
        }
        let laid = self.matrix_laid_out(a);
        self.look(&laid);
        self.throw(laid)
    }

    fn matrix_laid_out(&mut self, mut a: Array2<f64>) -> Array2<f64> {
        match self.below(6) {
            0 => a.t().to_owned().reversed_axes(),
            1 => {
                a.invert_axis(Axis(0));
                a.invert_axis(Axis(1));
                a
            }
            2 => {
                let mut wide = Array2::from_elem((2 * a.nrows(), a.ncols()), f64::NAN);
                wide.slice_axis_inplace(Axis(0), EVERY_SECOND);
                wide.assign(&a);
                wide
            }
            _ => a,
        }
    }

    /// A symmetric matrix, most often positive definite.
    pub fn symmetric(&mut self) -> Array2<f64> {
        if self.chance(15) {
            return self.square();
        }
        let n = self.n;
        let a = Array2::from_shape_vec((n, n), self.entries(n * n)).expect("n² entries");
        let mut b = if self.chance(70) { a.dot(&a.t()) } else { &a * 0.5 + &a.t() * 0.5 };
        if self.chance(50) {
            b.diag_mut().mapv_inplace(|x| x + 1.0);
        }
        self.look(&b);
        self.throw(b)
    }

    /// Weights that sum to 1, or nearly, or not at all.
    pub fn weights(&mut self) -> Array1<f64> {
        let n = self.n;
        self.weights_of(n)
    }

    fn weights_of(&mut self, length: usize) -> Array1<f64> {
        if self.chance(12) {
            return self.vector_of(length);
        }
        let mut p: Array1<f64> = (0..length)
            .map(|_| {
                let edge = self.one_of(&[0.0, 5e-324, 1e-300, 1e-20, 1.0]);
                if self.chance(30) { edge } else { self.plain().abs() }
            })
            .collect();
        let sum = p.sum();
        if sum > 0.0 && !self.chance(5) {
            p /= sum;
        }
        self.look(&p);
        self.throw(p)
    }

    /// A table of n × m weights that sum to 1, or nearly, or not at all.
    pub fn joint(&mut self) -> Array2<f64> {
        let (n, m) = (self.n, self.m);
        let p = self.weights_of(n * m);
        Array2::from_shape_vec((n, m), p.to_vec()).unwrap_or_else(|_| self.matrix())
    }

    /// n rows of m weights that sum to 1, or nearly, or not at all.
    pub fn weight_rows(&mut self) -> Array2<f64> {
        let (n, m) = (self.n, self.m);
        let mut rows = Array2::zeros((n, m));
        for i in 0..n {
            let p = self.weights_of(m);
            if p.len() == m {
                rows.row_mut(i).assign(&p);
            }
        }
        rows
    }

    /// A number of things to make: few, none, or more than any machine holds.
    pub fn size(&mut self) -> usize {
        let small = self.below(12);
        let huge = self.one_of(&[usize::MAX, usize::MAX / 2, 1 << 61, 1 << 40, 1 << 36]);
        let n = self.n;
        let size = match self.below(10) {
            0 => huge,
            1..=3 => n,
            _ => small,
        };
        self.throw(size)
    }

    /// A number of things to make, where the function has no way to refuse.
    pub fn few(&mut self) -> usize {
        let few = self.below(40);
        self.throw(few)
    }

    /// A number of steps to take.
    pub fn steps(&mut self) -> usize {
        let steps = self.one_of(&[0, 1, 1, 2, 3, 5, 10, 30]);
        self.throw(steps)
    }

    /// An index, mostly below n.
    pub fn index(&mut self) -> usize {
        let near = self.below(self.n + 2);
        let index = if self.chance(8) { usize::MAX } else { near };
        self.throw(index)
    }

    /// About n class labels below about m.
    pub fn labels(&mut self) -> Vec<usize> {
        let (length, classes) = (self.about(self.n), self.m.max(1));
        let mut labels: Vec<usize> = (0..length).map(|_| self.below(classes)).collect();
        if length > 0 && self.chance(8) {
            labels[0] = self.one_of(&[classes, usize::MAX, 1 << 40]);
        }
        self.throw(labels)
    }

    /// A power.
    pub fn power(&mut self) -> i32 {
        let power = self.one_of(&[0, 1, 2, 3, -1, -2, 7, 300, -300, i32::MAX, i32::MIN]);
        self.throw(power)
    }

    pub fn seed(&mut self) -> u32 {
        let seed = self.one_of(&[0, 1, 42, u32::MAX]);
        self.throw(seed)
    }

    pub fn axis(&mut self) -> Axis {
        let axis = self.one_of(&[0, 0, 0, 1, 1, 1, 2, usize::MAX]);
        self.throw(Axis(axis))
    }

    pub fn yes(&mut self) -> bool {
        let yes = self.chance(50);
        self.throw(yes)
    }

    /// A table of yes and no.
    pub fn truths(&mut self, rows: usize, columns: usize) -> Array2<bool> {
        let truths = Array2::from_shape_simple_fn((rows, columns), || self.chance(50));
        self.throw(truths)
    }

    pub fn text(&mut self) -> String {
        let text = self.one_of(&["", "a", "NaN", "<b>&amp;\\\"$x_1$", "값 ∑", "{", "\u{0}"]);
        self.throw(text).to_owned()
    }

    /// About n names, now and then one twice.
    pub fn names(&mut self) -> Vec<&'static str> {
        const NAMES: [&str; 17] = [
            "a", "b", "c", "d", "e", "f", "g", "h", "i", "<j>", "", "$k$", "ㅏ", "m", "n", "o", "p",
        ];
        let length = self.about(self.n);
        let mut names: Vec<_> = NAMES.into_iter().cycle().take(length).collect();
        if length > 1 && self.chance(6) {
            names[0] = names[1];
        }
        self.throw(names)
    }
}
