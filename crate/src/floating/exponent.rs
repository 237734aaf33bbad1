//! Powers of two: the unit in which no square overflows, and the way back from it.

use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2};

/// The least k with all |v| < 2ᵏ; 0 if all are zero.
pub(crate) fn exponent_above(values: &ArrayRef1<f64>) -> i32 {
    let largest = values.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
    exponent_of(largest)
}

/// [`exponent_above`] of every column, read row by row along memory.
pub(crate) fn column_exponents(a: &ArrayRef2<f64>) -> Vec<i32> {
    let mut largest = Array1::<f64>::zeros(a.ncols());
    for row in a.rows() {
        largest.zip_mut_with(&row, |m, v| *m = m.max(v.abs()));
    }
    largest.iter().map(|&size| exponent_of(size)).collect()
}

/// The k with 2ᵏ⁻¹ ≤ |v| < 2ᵏ; 0 for zero.
pub(crate) fn exponent_of(v: f64) -> i32 {
    const BITS: u32 = f64::MANTISSA_DIGITS - 1;
    const BIAS: i32 = 1022;
    if v == 0.0 {
        return 0;
    }
    let raw = |v: f64| ((v.abs().to_bits() >> BITS) & 0x7ff) as i32;
    if raw(v) > 0 { raw(v) - BIAS } else { raw(v * 2.0_f64.powi(64)) - BIAS - 64 }
}

/// v·2ᵏ, also where 2ᵏ alone is beyond the range; rounded once.
pub(crate) fn times_power_of_two(v: f64, k: i32) -> f64 {
    // Steps down are short enough that what becomes subnormal before the last of them
    // ends as zero, and so is not rounded twice.
    const DOWN: i32 = -969;
    let (mut v, mut k) = (v, k);
    for _ in 0..2 {
        if k > UP {
            v *= power_of_two(UP);
            k -= UP;
        } else if k < DOWN_ALONE {
            v *= power_of_two(DOWN);
            k -= DOWN;
        }
    }
    v * power_of_two(k.clamp(DOWN_ALONE, UP))
}

/// The column j of A times 2ᵏ with the j-th k, row by row along memory.
pub(crate) fn scale_columns(a: &mut Array2<f64>, exponents: &[i32]) {
    if exponents.iter().all(|&k| k == 0) {
        return;
    }
    if !exponents.iter().all(|k| (DOWN_ALONE..=UP).contains(k)) {
        for mut row in a.rows_mut() {
            row.iter_mut().zip(exponents).for_each(|(v, &k)| *v = times_power_of_two(*v, k));
        }
        return;
    }
    let factors: Array1<f64> = exponents.iter().map(|&k| power_of_two(k)).collect();
    *a *= &factors;
}

/// The largest and the smallest k for which 2ᵏ is an f64 with all its digits.
const UP: i32 = 1023;
const DOWN_ALONE: i32 = -1022;

/// 2ᵏ, made of its bits, for k from −1022 to 1023.
fn power_of_two(k: i32) -> f64 {
    f64::from_bits(((k + 1023) as u64) << (f64::MANTISSA_DIGITS - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_of_two_of_every_size() {
        for v in [1.0, 1.7, f64::MAX, f64::MIN_POSITIVE, 5e-324, 3e-310] {
            let k = exponent_of(v);
            let mantissa = times_power_of_two(v, -k);
            assert!((0.5..1.0).contains(&mantissa), "{v:e}: {mantissa}");
            assert_eq!(times_power_of_two(mantissa, k), v);
            assert_eq!(times_power_of_two(-v, 0), -v);
        }
        assert_eq!(times_power_of_two(1.0, -1074), 5e-324);
        assert_eq!(times_power_of_two(1.0, -1076), 0.0);
        assert_eq!(times_power_of_two(1.0, 1024), f64::INFINITY);
        assert_eq!(times_power_of_two(5e-324, 2097), 2.0_f64.powi(1023));
        // Rounded once: 1 + 2⁻⁵² over 2 of the smallest is 1 of them and a bit: up to 1.
        assert_eq!(times_power_of_two(1.0 + f64::EPSILON, -1075), 5e-324);
        assert_eq!(times_power_of_two(1.0, -1075), 0.0);
    }

    #[test]
    fn columns_are_scaled_as_their_entries_are() {
        let a = ndarray::array![[1.5, 5e-324, 0.0], [-0.1, 3e-300, f64::MAX]];
        for exponents in [[0, 0, 0], [3, -1022, -7], [-1022, 1023, -2000], [1, 2097, -1074]] {
            let mut scaled = a.clone();
            scale_columns(&mut scaled, &exponents);
            for ((i, j), &v) in scaled.indexed_iter() {
                assert_eq!(v, times_power_of_two(a[[i, j]], exponents[j]));
            }
        }
    }
}
