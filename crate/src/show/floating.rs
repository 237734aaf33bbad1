//! The results of floating-point arithmetic, as tables of their parts.

use super::{Show, Shown, show, table};
use crate::floating::{
    Anatomy, Bf16, Cancellation, CastGradients, DoubleDouble, F16, FloatFormat, FloatInfo,
    Neighbours, QuadraticRoots, SumComparison,
};

impl Show for Anatomy {
    fn shown(&self) -> Shown {
        let power = self.power.map_or("—".into(), |p| format!("2^{p}"));
        let significand = self.significand.map_or("—".into(), |s| s.to_string());
        table(
            &[tr!("field"), tr!("bits"), tr!("stands for")],
            [
                [tr!("sign"), &self.sign, if self.sign == "1" { "−" } else { "+" }],
                [tr!("exponent"), &self.exponent, &power],
                [tr!("fraction"), &self.fraction, &significand],
                [tr!("value"), "", &self.exact],
            ],
        )
    }
}

/// All digits that tell the numbers apart, and the distance from the exact sum.
impl Show for SumComparison {
    fn shown(&self) -> Shown {
        let row = |name: &str, sum: f64| {
            let error = sum - self.exact;
            let error = if error == 0.0 { "0".to_string() } else { format!("{error:.1e}") };
            (name.to_string(), format!("{sum:?}"), error)
        };
        table(
            &[tr!("method"), tr!("sum"), tr!("error")],
            [
                row(tr!("naive"), self.naive),
                row(tr!("pairwise"), self.pairwise),
                row(tr!("Kahan"), self.kahan),
                row(tr!("Neumaier"), self.neumaier),
                row(tr!("exact"), self.exact),
            ],
        )
    }
}

/// The parts of a result with their labels, in the order given.
macro_rules! show_parts {
    ($($type:ty: $($label:literal $field:ident),+;)*) => {$(
        impl Show for $type {
            fn shown(&self) -> Shown {
                Shown::group(vec![$(show(tr!($label), &self.$field)),+])
            }
        }
    )*};
}

show_parts! {
    Neighbours: "below" below, "value" value, "above" above, "error" rounding_error;
    Cancellation: "a - b" difference, "amplification" amplification, "bits lost" bits_lost,
        "digits left" digits_left;
    QuadraticRoots: "x₁" smaller, "x₂" larger;
    CastGradients: "g" values, "vanished" vanished, "overflowed" overflowed,
        "worst relative error" worst_relative_error;
    FloatInfo: "format" name, "max" max, "smallest normal" smallest_normal,
        "smallest" smallest_subnormal, "ε" epsilon, "digits" decimal_digits;
    DoubleDouble: "hi" hi, "lo" lo;
}

macro_rules! show_as_text {
    ($($type:ty)*) => {$(
        impl Show for $type {
            fn shown(&self) -> Shown {
                self.to_string().shown()
            }
        }
    )*};
}
show_as_text!(F16 Bf16 FloatFormat);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::*;

    #[test]
    fn every_result_shows_its_parts_by_name() -> Result<(), MathError> {
        let plain = |shown: Shown| shown.plain();
        let bits = plain(anatomy(FloatFormat::F16, -6.5).shown());
        assert!(bits.contains("10001") && bits.contains("1.625") && bits.contains("-6.5"));
        let sums = plain(compare_sums(&Array1::from_elem(10, 0.1)).shown());
        assert!(sums.contains("0.9999999999999999") && sums.contains("-1.1e-16"), "{sums}");
        let near = plain(neighbours(FloatFormat::Bf16, 3.145)?.shown());
        assert!(near.contains("below = 3.125"), "{near}");
        assert!(plain(quadratic_roots(1.0, -3.0, 2.0)?.shown()).contains("x₂ = 2"));
        assert!(plain(finfo(FloatFormat::F16).shown()).contains("max = 65504"));
        assert!(plain(cancellation(2.0, 1.0)?.shown()).contains("a - b = 1"));
        let cast = cast_gradients(FloatFormat::F16, &array![1e-9, 1.0], 1.0)?;
        assert!(plain(cast.shown()).contains("vanished = 1"));
        assert_eq!(plain(F16::from_f64(0.1).shown()), "0.1");
        Ok(())
    }
}
