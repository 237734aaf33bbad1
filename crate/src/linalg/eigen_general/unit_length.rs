//! One eigenvector of all those along its line.

use ndarray::ArrayViewMut1;
use num_complex::Complex64;

/// Length 1, and the largest entry real and positive.
pub(super) fn normalise(mut v: ArrayViewMut1<'_, Complex64>) {
    let largest = v.iter().fold(0.0_f64, |m, x| m.max(x.re.abs()).max(x.im.abs()));
    if largest == 0.0 {
        return;
    }
    v.mapv_inplace(|x| x / largest);
    let length = v.iter().map(Complex64::norm_sqr).sum::<f64>().sqrt();
    let modulus = v.iter().map(|x| x.norm()).fold(0.0, f64::max);
    let lead = v.iter().position(|x| x.norm() >= modulus * (1.0 - 1e-10)).unwrap_or(0);
    if v.iter().all(|x| x.im == 0.0) {
        let divisor = length.copysign(v[lead].re);
        v.mapv_inplace(|x| Complex64::new(x.re / divisor, 0.0));
    } else {
        let turn = v[lead].conj() / v[lead].norm() / length;
        v.mapv_inplace(|x| x * turn);
        v[lead].im = 0.0;
    }
}
