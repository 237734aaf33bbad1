//! Handwritten digits.

use super::table;
use crate::error::MathError;
use ndarray::Array2;
use std::fmt;

/// 1,797 handwritten digits; see [`digits`].
#[derive(Clone, PartialEq)]
pub struct Digits {
    /// One picture a row: 8 × 8 pixels, read row by row, so 64 columns. A pixel
    /// is a whole number from 0 (no ink) to 16 (all ink).
    pub images: Array2<f64>,
    /// The digit, 0 to 9, that each row shows.
    pub labels: Vec<usize>,
}

impl Digits {
    /// Row `i` as a picture of 8 × 8 pixels.
    ///
    /// # Errors
    ///
    /// [`MathError::InvalidArgument`] unless there is a row `i`, and it has 64 pixels.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::data::digits;
    ///
    /// let zero = digits().picture(0)?;
    /// assert_eq!(zero.dim(), (8, 8));
    /// assert_eq!(zero.row(0).to_vec(), [0.0, 0.0, 5.0, 13.0, 9.0, 1.0, 0.0, 0.0]);
    /// # Ok::<(), aimath::MathError>(())
    /// ```
    pub fn picture(&self, i: usize) -> Result<Array2<f64>, MathError> {
        if i >= self.images.nrows() {
            return Err(MathError::InvalidArgument {
                operation: "Digits::picture",
                argument: "i",
                reason: format!(
                    "is {i}, but there are {} pictures, counted from 0",
                    self.images.nrows()
                ),
            });
        }
        if self.images.ncols() != 64 {
            return Err(MathError::InvalidArgument {
                operation: "Digits::picture",
                argument: "images",
                reason: format!(
                    "has {} columns, but a picture of 8 × 8 pixels has 64",
                    self.images.ncols()
                ),
            });
        }
        Ok(Array2::from_shape_fn((8, 8), |(row, column)| self.images[[i, 8 * row + column]]))
    }
}

/// Says what is there rather than printing 115,008 pixels.
impl fmt::Debug for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Digits {{ images: {} × {} pixels from 0 to 16, labels: {} digits from 0 to 9 }}",
            self.images.nrows(),
            self.images.ncols(),
            self.labels.len()
        )
    }
}

/// Handwritten digits: 1,797 pictures of 8 × 8 pixels with the digit each shows.
///
/// Thirteen people filled in forms. Their writing was scanned to 32 × 32 black
/// and white points, and each pixel here counts the black ones in a block of
/// 4 × 4, hence the range from 0 to 16.
///
/// # Source
///
/// E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI
/// Machine Learning Repository (1998), licence CC BY 4.0; the test part of it,
/// as `sklearn.datasets.load_digits()` gives it.
///
/// # Examples
///
/// ```
/// use aimath::data::digits;
///
/// let digits = digits();
/// assert_eq!(digits.images.dim(), (1797, 64));
/// assert_eq!(digits.labels[..5], [0, 1, 2, 3, 4]);
/// ```
#[must_use]
pub fn digits() -> Digits {
    const COUNT: usize = 1797;
    let mut labels = Vec::with_capacity(COUNT);
    let mut pixels = Vec::with_capacity(COUNT * 64);
    for mut fields in table::rows(include_str!("../../data/digits.csv")) {
        labels.push(table::next(&mut fields));
        pixels.extend(fields.map(|field| f64::from(table::number::<u8>(field))));
    }
    let images = Array2::from_shape_vec((COUNT, 64), pixels)
        .expect("the file of digits has 1,797 lines of 64 pixels");
    Digits { images, labels }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_digit_has_its_picture_and_a_label_in_range() {
        let digits = digits();
        assert_eq!(digits.labels.len(), digits.images.nrows());
        assert!(digits.labels.iter().all(|&label| label < 10));
        assert!(digits.images.iter().all(|pixel| (0.0..=16.0).contains(pixel)));
    }

    #[test]
    fn images_that_are_no_pictures_are_refused() {
        let digits = Digits { images: Array2::zeros((2, 2)), labels: vec![0, 1] };
        let error = digits.picture(1).unwrap_err().to_string();
        assert!(error.starts_with("Digits::picture: `images` has 2 columns"), "{error}");
    }

    #[test]
    fn a_picture_beyond_the_last_is_refused() {
        let error = digits().picture(1797).unwrap_err().to_string();
        assert!(error.contains("`i` is 1797, but there are 1797 pictures"), "{error}");
    }

    #[test]
    fn debug_is_one_short_line() {
        assert!(format!("{:?}", digits()).len() < 100);
    }
}
