//! Questions with their answers: what a network learns from and is judged by.

use super::Targets;
use crate::check;
use crate::error::MathError;
use crate::random::RandomState;
use ndarray::{Array2, ArrayRef2, Axis};

/// Inputs and what the network should answer to each.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let all = Examples::labelled(&Array2::zeros((10, 3)), &[0, 1, 0, 1, 0, 1, 0, 1, 0, 1])?;
/// let (most, rest) = all.split(0.8, &mut RandomState::new(42))?;
/// assert_eq!((most.len(), rest.len()), (8, 2));
/// # Ok::<(), MathError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Examples {
    /// One example a row.
    pub inputs: Array2<f64>,
    /// One answer for each row.
    pub targets: Targets,
}

impl Examples {
    /// Inputs with a class each.
    ///
    /// # Errors
    /// [`MathError::Empty`] without entries; [`MathError::NotFinite`] for entries that are
    /// not finite; [`MathError::ShapeMismatch`] when there is not one target for each row.
    pub fn labelled(inputs: &ArrayRef2<f64>, labels: &[usize]) -> Result<Self, MathError> {
        Self::checked(inputs, Targets::Labels(labels.to_vec()))
    }

    /// Inputs with values (examples × outputs).
    ///
    /// # Errors
    /// Those of [`Examples::labelled`].
    pub fn valued(inputs: &ArrayRef2<f64>, values: &ArrayRef2<f64>) -> Result<Self, MathError> {
        check::finite("Examples", "values", values)?;
        Self::checked(inputs, Targets::Values(values.to_owned()))
    }

    fn checked(inputs: &ArrayRef2<f64>, targets: Targets) -> Result<Self, MathError> {
        check::not_empty("Examples", "inputs", inputs)?;
        check::finite("Examples", "inputs", inputs)?;
        if inputs.nrows() != targets.len() {
            return Err(not_one_each(inputs, &targets));
        }
        Ok(Self { inputs: inputs.to_owned(), targets })
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.inputs.nrows()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The classes, if these examples have classes.
    pub fn labels(&self) -> Option<&[usize]> {
        match &self.targets {
            Targets::Labels(labels) => Some(labels),
            Targets::Values(_) => None,
        }
    }

    /// The examples with these numbers, counted from 0.
    ///
    /// # Errors
    /// - [`MathError::ShapeMismatch`] when the targets were replaced by others of
    ///   another number,
    /// - [`MathError::OutOfRange`] for a number beyond the last.
    pub fn select(&self, rows: &[usize]) -> Result<Self, MathError> {
        if self.targets.len() != self.len() {
            return Err(not_one_each(&self.inputs, &self.targets));
        }
        if let Some(&row) = rows.iter().find(|&&row| row >= self.len()) {
            return Err(MathError::OutOfRange {
                operation: "Examples::select",
                argument: "rows",
                value: row as f64,
                expected: "below the number of examples, counted from 0",
            });
        }
        let targets = match &self.targets {
            Targets::Labels(labels) => Targets::Labels(rows.iter().map(|&i| labels[i]).collect()),
            Targets::Values(values) => Targets::Values(values.select(Axis(0), rows)),
        };
        Ok(Self { inputs: self.inputs.select(Axis(0), rows), targets })
    }

    /// A random share of the examples, and the rest. The generator decides which.
    ///
    /// # Errors
    /// [`MathError::OutOfRange`] unless 0 < share < 1 and both parts get at least one
    /// example.
    pub fn split(&self, share: f64, random: &mut RandomState) -> Result<(Self, Self), MathError> {
        let first = (share * self.len() as f64).round();
        if !(first >= 1.0 && first < self.len() as f64) {
            return Err(MathError::OutOfRange {
                operation: "Examples::split",
                argument: "share",
                value: share,
                expected: "between 0 and 1, so that both parts get an example",
            });
        }
        let order = random.permutation(self.len());
        let (a, b) = order.split_at(first as usize);
        Ok((self.select(a)?, self.select(b)?))
    }
}

fn not_one_each(inputs: &ArrayRef2<f64>, targets: &Targets) -> MathError {
    MathError::ShapeMismatch {
        operation: "Examples",
        left: inputs.shape().to_vec(),
        right: vec![targets.len()],
        rule: "every row of the inputs needs one target",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Batches;

    #[test]
    fn shares_and_rows_that_do_not_exist_are_refused() {
        let examples = Examples::labelled(&Array2::zeros((10, 2)), &[0; 10]).unwrap();
        let split = |share| examples.split(share, &mut RandomState::new(0));
        assert!(split(1.0).is_err() && split(f64::NAN).is_err());
        assert!(examples.select(&[10]).is_err());
        assert!(Examples::labelled(&Array2::zeros((2, 2)), &[0]).is_err());
        let torn = Examples { targets: Targets::Labels(vec![0]), ..examples };
        assert!(torn.select(&[5]).is_err() && torn.split(0.5, &mut RandomState::new(0)).is_err());
    }

    #[test]
    fn an_epoch_takes_every_example_once_and_leaves_none_alone() {
        let column = Array2::from_shape_fn((21, 1), |(i, _)| i as f64);
        let examples = Examples::labelled(&column, &(0..21).collect::<Vec<_>>()).unwrap();
        for (size, lengths) in [(5, vec![5, 5, 5, 6]), (8, vec![8, 8, 5]), (1, vec![1; 21])] {
            let batches = examples.epoch(size, &mut RandomState::new(3)).unwrap();
            assert_eq!(batches.iter().map(Examples::len).collect::<Vec<_>>(), lengths);
            let mut seen: Vec<usize> =
                batches.iter().flat_map(|b| b.labels().unwrap().to_vec()).collect();
            seen.sort_unstable();
            assert_eq!(seen, (0..21).collect::<Vec<_>>());
        }
    }
}
