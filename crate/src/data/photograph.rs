//! A photograph as a matrix.

use super::table;
use ndarray::Array2;

/// A photograph of 128 × 128 pixels: the face of Chelsea the cat.
///
/// Every entry is the brightness of a pixel, a multiple of 1/255 from 0 (black)
/// to 1 (white), with row 0 at the top. Fur and whiskers are detail of a high
/// rank; eyes and nose are there at rank 10 already.
///
/// # Source
///
/// Stefan van der Walt, "Chelsea the cat", CC0 (no rights reserved), as
/// `skimage.data.chelsea()` gives it; cut to the face, turned grey and made
/// smaller.
///
/// # Examples
///
/// ```
/// use aimath::data::photograph;
///
/// let cat = photograph();
/// assert_eq!(cat.dim(), (128, 128));
/// assert!(cat.iter().all(|brightness| (0.0..=1.0).contains(brightness)));
/// ```
#[must_use]
pub fn photograph() -> Array2<f64> {
    const SIZE: usize = 128;
    // A plain PGM: "P2", a comment, the size, the largest value, then the pixels.
    let file = include_str!("../../data/photograph.pgm");
    let pixels = file
        .lines()
        .skip(4)
        .flat_map(|line| line.split(' '))
        .map(|pixel| f64::from(table::number::<u8>(pixel)) / 255.0)
        .collect();
    Array2::from_shape_vec((SIZE, SIZE), pixels).expect("the photograph has 128 × 128 pixels")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_the_one_that_is_skipped() {
        let file = include_str!("../../data/photograph.pgm");
        let header: Vec<&str> = file.lines().take(4).collect();
        assert_eq!((header[0], header[2], header[3]), ("P2", "128 128", "255"));
        assert!(header[1].starts_with('#'));
    }

    #[test]
    fn the_greys_use_the_whole_range() {
        let cat = photograph();
        assert!(cat.iter().any(|&grey| grey == 0.0) && cat.iter().any(|&grey| grey == 1.0));
    }
}
