//! The library's half of `cargo book bench`. `crate/benches/beside` holds the clock's other
//! half: it starts this program, gives both sides the same arrays and lets them run in turn.
//!
//! It reads a line and answers with a line:
//!
//! ```text
//! take NAME FILE    makes the operation from the arrays in FILE; answers with a number that
//!                   its result comes down to, for the rival's to be compared with
//! run TIMES         runs it; answers with the processor's nanoseconds for all runs together
//! ```
//!
//! To time one more operation, add a line to a table below and one, under the same name, to a
//! table of `crate/benches/beside/rows`.

mod decompositions;
mod distributions;
mod learning;
mod matrices;
mod statistics;

use aimath::ndarray::{Array1, Array2};
use cpu_time::ThreadTime;
use std::error::Error;
use std::hint::black_box;
use std::io::{BufRead, Write};
use std::time::Duration;

/// The arrays of an operation; a vector is a matrix of one row.
pub struct Input(Vec<Array2<f64>>);

impl Input {
    /// Array i as it came.
    pub fn matrix(&self, i: usize) -> Array2<f64> {
        self.0[i].clone()
    }

    /// Array i as a vector.
    pub fn vector(&self, i: usize) -> Array1<f64> {
        self.0[i].iter().copied().collect()
    }

    /// Array i as whole numbers.
    pub fn labels(&self, i: usize) -> Vec<usize> {
        self.0[i].iter().map(|&label| label as usize).collect()
    }

    /// How many columns array i has.
    pub fn columns(&self, i: usize) -> usize {
        self.0[i].ncols()
    }
}

/// An operation on its arrays, ready to run.
pub struct Case {
    run: Box<dyn FnMut(u32) -> Duration>,
    answer: f64,
}

impl Case {
    /// `call` is timed; `digest` brings what it gives down to one number.
    pub fn of<T: 'static>(
        mut call: impl FnMut() -> T + 'static,
        digest: impl FnOnce(T) -> f64,
    ) -> Self {
        let answer = digest(call());
        let run = move |times| {
            let start = ThreadTime::now();
            for _ in 0..times {
                black_box(call());
            }
            start.elapsed()
        };
        Self { run: Box::new(run), answer }
    }
}

/// A name and what makes the case out of the arrays.
pub type Operation = (&'static str, fn(&Input) -> Case);

const TABLES: [&[Operation]; 5] = [
    matrices::OPERATIONS,
    decompositions::OPERATIONS,
    statistics::OPERATIONS,
    distributions::OPERATIONS,
    learning::OPERATIONS,
];

/// Arrays one after the other: rows and columns as u64, then the entries row by row, all
/// with the lowest byte first.
fn read(path: &str) -> Result<Input, Box<dyn Error>> {
    let bytes = std::fs::read(path)?;
    let mut words = bytes.chunks_exact(8).map(|word| word.try_into().map(u64::from_le_bytes));
    let mut arrays = Vec::new();
    while let Some(rows) = words.next() {
        let rows = rows? as usize;
        let columns = words.next().ok_or("a shape is cut off")?? as usize;
        let entries = words.by_ref().take(rows * columns);
        let entries = entries.map(|word| word.map(f64::from_bits)).collect::<Result<_, _>>()?;
        arrays.push(Array2::from_shape_vec((rows, columns), entries)?);
    }
    Ok(Input(arrays))
}

fn take(name: &str, path: &str) -> Result<Case, Box<dyn Error>> {
    let found = TABLES.iter().copied().flatten().find(|(known, _)| *known == name);
    let (_, make) = found.ok_or_else(|| format!("no operation has the name {name:?}"))?;
    Ok(make(&read(path)?))
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut case: Option<Case> = None;
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let answer = match line.split('\t').collect::<Vec<_>>()[..] {
            ["take", name, path] => {
                let taken = take(name, path)?;
                let answer = format!("{:e}", taken.answer);
                case = Some(taken);
                answer
            }
            ["run", times] => {
                let case = case.as_mut().ok_or("nothing has been taken yet")?;
                (case.run)(times.parse()?).as_nanos().to_string()
            }
            _ => return Err(format!("cannot read {line:?}").into()),
        };
        println!("{answer}");
        std::io::stdout().flush()?;
    }
    Ok(())
}
