//! The order in which the steps of a computation were made.
//!
//! Going back through a computation needs every operand before its result. A
//! counter gives that order, as long as there is one counter; but a notebook's
//! kernel may link the crate into every cell anew, and then each cell counts
//! from zero. So a step also looks at its operands: its number is larger than
//! all of theirs, wherever they were made. Two steps may then share a number,
//! which does not matter to the order; who is who is told by the address.

use std::sync::atomic::{AtomicUsize, Ordering};

static STEPS: AtomicUsize = AtomicUsize::new(0);

/// The number of a new step whose operands have these numbers.
#[inline]
pub(super) fn after(operands: impl Iterator<Item = usize>) -> usize {
    let least = operands.max().map_or(0, |last| last + 1);
    STEPS.fetch_add(1, Ordering::Relaxed).max(least)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_comes_after_operands_from_another_count() {
        let far = after(std::iter::empty()) + 1_000_000;
        assert_eq!(after([3, far].into_iter()), far + 1);
        assert!(after(std::iter::empty()) < far);
    }
}
