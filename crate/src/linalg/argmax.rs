//! Where the largest number stands: what a classifier decides by.

/// The place of the largest number, the first of equals; 0 where none stands out.
///
/// A NaN is larger than nothing and is passed over.
pub(crate) fn argmax(numbers: impl IntoIterator<Item = f64>) -> usize {
    let larger = |best: (usize, f64), (k, x)| if x > best.1 { (k, x) } else { best };
    numbers.into_iter().enumerate().fold((0, f64::NEG_INFINITY), larger).0
}

#[cfg(test)]
mod tests {
    use super::argmax;

    #[test]
    fn the_first_of_equals_wins_and_nan_never_does() {
        assert_eq!(argmax([1.0, 3.0, 3.0, -5.0]), 1);
        assert_eq!(argmax([f64::NAN, -1.0]), 1);
        assert_eq!((argmax([]), argmax([f64::NEG_INFINITY; 3])), (0, 0));
    }
}
