//! Who may look at whom.
//!
//! A mask says for every query i and key j whether i may attend to j. Hidden
//! scores count as −∞ before the softmax, so their weight is exactly 0 and the
//! weights of the others still sum to 1. (A large negative number such as −10⁹ in
//! place of −∞ is often seen; a row of nothing but −10⁹ then gives equal weights to
//! what was to be hidden.)

use crate::error::MathError;
use ndarray::Array2;

/// Which keys each query may attend to. Each boolean says `true` for "may look".
///
/// # Source
/// Guide §6.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let causal = Mask::Causal.matrix(3, 3)?;
/// assert_eq!(causal, array![[true, false, false], [true, true, false], [true, true, true]]);
/// # Ok::<(), MathError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mask {
    /// Everything is visible.
    All,
    /// Nobody looks into the future: j ≤ i. With fewer queries than keys the last
    /// query belongs to the last key, as when a text is continued: j ≤ i + m − n.
    Causal,
    /// Only the real tokens (`true`, one entry for each key) are visible, not the
    /// padding that fills a short sentence up to the length of its batch.
    Padding(Vec<bool>),
    /// Both at once.
    CausalPadding(Vec<bool>),
    /// Any table, one row for each query and one column for each key.
    Matrix(Array2<bool>),
}

impl Mask {
    /// Whether query `i` may attend to key `j`, among `(queries, keys)` of them.
    /// What lies outside is hidden.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// assert!(Mask::Causal.allows(1, 0, (3, 3)));
    /// assert!(!Mask::Causal.allows(0, 1, (3, 3)));
    /// assert!(Mask::Causal.allows(0, 2, (1, 3))); // one new token after two old ones
    /// ```
    pub fn allows(&self, i: usize, j: usize, (queries, keys): (usize, usize)) -> bool {
        // j + queries ≤ i + keys, without a sum that could be too large.
        let past = || queries - i <= keys - j;
        let real = |real: &[bool]| real.get(j).copied().unwrap_or(false);
        i < queries
            && j < keys
            && match self {
                Mask::All => true,
                Mask::Causal => past(),
                Mask::Padding(tokens) => real(tokens),
                Mask::CausalPadding(tokens) => past() && real(tokens),
                Mask::Matrix(table) => table.get((i, j)).copied().unwrap_or(false),
            }
    }

    /// The mask as a table, one row for each query and one column for each key.
    ///
    /// # Errors
    /// [`MathError::ShapeMismatch`] when the mask was made for other numbers of queries or
    /// keys; [`MathError::OutOfRange`] when memory does not hold the matrix.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let padding = Mask::Padding(vec![true, true, false]);
    /// assert_eq!(padding.matrix(1, 3)?, array![[true, true, false]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn matrix(&self, queries: usize, keys: usize) -> Result<Array2<bool>, MathError> {
        self.fits("Mask::matrix", queries, keys)?;
        crate::check::table_memory("Mask::matrix", "queries", queries, keys)?;
        let shape = (queries, keys);
        Ok(Array2::from_shape_fn(shape, |(i, j)| self.allows(i, j, shape)))
    }

    /// Refuses a mask that was made for other shapes.
    pub(super) fn fits(
        &self,
        operation: &'static str,
        queries: usize,
        keys: usize,
    ) -> Result<(), MathError> {
        let (left, rule) = match self {
            Mask::All | Mask::Causal => return Ok(()),
            Mask::Padding(tokens) | Mask::CausalPadding(tokens) if tokens.len() == keys => {
                return Ok(());
            }
            Mask::Matrix(table) if table.dim() == (queries, keys) => return Ok(()),
            Mask::Padding(tokens) | Mask::CausalPadding(tokens) => {
                (vec![tokens.len()], "a padding mask needs one entry for each key")
            }
            Mask::Matrix(table) => (
                table.shape().to_vec(),
                "the mask needs one row for each query and one column for each key",
            ),
        };
        Err(MathError::ShapeMismatch { operation, left, right: vec![queries, keys], rule })
    }

    /// From this key on, query `i` and all before it see nothing.
    pub(super) fn reach(&self, i: usize, (queries, keys): (usize, usize)) -> usize {
        match self {
            Mask::Causal | Mask::CausalPadding(_) => {
                keys.saturating_sub(queries.saturating_sub(i.saturating_add(1))).min(keys)
            }
            _ => keys,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_visible_beyond_the_reach() {
        for mask in [Mask::All, Mask::Causal, Mask::CausalPadding(vec![true; 5])] {
            for queries in 1..8 {
                let shape = (queries, 5);
                for i in 0..queries {
                    let reach = mask.reach(i, shape);
                    assert!((0..=i).all(|q| (reach..5).all(|j| !mask.allows(q, j, shape))));
                    assert!(reach == 0 || mask.allows(i, reach - 1, shape));
                }
            }
        }
    }

    #[test]
    fn masks_of_the_wrong_size_are_refused() {
        assert!(Mask::Padding(vec![true]).matrix(2, 2).is_err());
        assert!(Mask::Matrix(Array2::default((2, 3))).matrix(3, 2).is_err());
        assert!(!Mask::All.allows(2, 0, (2, 2)));
        assert!(!Mask::Causal.allows(0, 5, (usize::MAX, 10)));
        assert!(Mask::Causal.allows(0, 5, (10, usize::MAX)));
        assert_eq!(Mask::Causal.reach(0, (usize::MAX, 10)), 0);
    }
}
