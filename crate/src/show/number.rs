//! Numbers as a reader wants them: short, aligned, the same on every machine.
//!
//! Two computers that add the same numbers in a different order end up a few
//! units in the last place apart: 10 here, 10.000000000000002 there. What is
//! printed must not depend on that. So every number is first rounded to twelve
//! significant digits, measured against the largest number beside it, and only
//! then cut to the few digits that are shown, ties going away from zero. Last
//! bits vanish in the first step, and a decimal tie such as 0.00005 is decided
//! the same way everywhere in the second.
//!
//! What the digits say:
//! - a whole number is printed as one: `5`, never `5.0000`;
//! - trailing zeros appear only where something was cut off: `0.5` is one half,
//!   `0.5000` is a number that rounds to it;
//! - zero has no sign;
//! - a power of ten appears only below 0.001 or from a million on.

/// Significant digits that survive the first rounding.
const KEPT: i32 = 12;

/// How the numbers of one array are written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Style {
    /// Decimal exponent of the largest number.
    scale: i32,
    form: Form,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    Whole,
    /// So many digits after the point.
    Fixed(usize),
    /// One digit before the point and so many after it, times a power of ten.
    Scientific(usize),
}

/// A number that has been turned into characters.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Number {
    negative: bool,
    /// The digits before the point, or a word such as `NaN`.
    whole: String,
    /// The digits after it; empty when there are none.
    fraction: String,
    exponent: Option<i32>,
}

impl Style {
    /// One style for all numbers of an array: four decimals as a rule.
    pub(crate) fn of_array(values: impl Iterator<Item = f64> + Clone) -> Style {
        Style::choose(values, |exponent| match exponent {
            -1..=2 => 4,
            _ if exponent < 0 => (3 - exponent) as usize,
            _ => (6 - exponent).max(1) as usize,
        })
    }

    /// The style of a number that stands alone: six significant digits.
    pub(crate) fn of_scalar(value: f64) -> Style {
        Style::choose(std::iter::once(value), |exponent| (5 - exponent).max(1) as usize)
    }

    fn choose(values: impl Iterator<Item = f64> + Clone, decimals: impl Fn(i32) -> usize) -> Style {
        let largest = values.clone().filter(|v| v.is_finite()).fold(0.0_f64, |m, v| m.max(v.abs()));
        if largest == 0.0 {
            return Style { scale: 0, form: Form::Whole };
        }
        let (_, scale) = scientific(largest, KEPT - 1);
        let unit = 10_u128.pow((KEPT - 1 - scale).clamp(0, KEPT + 20) as u32);
        let whole = scale < KEPT
            && values.filter(|v| v.is_finite()).all(|v| snapped(v, scale).is_multiple_of(unit));
        let form = if whole && scale >= 0 {
            Form::Whole
        } else if (-3..6).contains(&scale) {
            Form::Fixed(decimals(scale))
        } else {
            Form::Scientific(if decimals(0) > 4 { 5 } else { 4 })
        };
        Style { scale, form }
    }

    /// The characters of `value` in this style.
    pub(crate) fn write(self, value: f64) -> Number {
        if !value.is_finite() {
            let whole = if value.is_nan() { "NaN" } else { "∞" };
            return Number { negative: value < 0.0, whole: whole.into(), ..Number::default() };
        }
        let units = snapped(value, self.scale);
        if units == 0 {
            return Number { whole: "0".into(), ..Number::default() };
        }
        // value = units · 10^(scale − KEPT + 1), from here on exactly.
        let power = self.scale - KEPT + 1;
        let negative = value < 0.0;
        match self.form {
            Form::Whole => fixed(units, power, 0, negative),
            Form::Fixed(decimals) => {
                let number = fixed(units, power, decimals, negative);
                // Too small for these decimals, too large to be called zero.
                if number.is_zero() { power_of_ten(units, power, 1, negative) } else { number }
            }
            Form::Scientific(decimals) => power_of_ten(units, power, decimals, negative),
        }
    }
}

/// A number on its own, in six significant digits at most.
pub(crate) fn scalar(value: f64) -> Number {
    Style::of_scalar(value).write(value)
}

/// |value| in units of 10^(scale − KEPT + 1), rounded.
fn snapped(value: f64, scale: i32) -> u128 {
    if value == 0.0 {
        return 0;
    }
    let (_, own) = scientific(value, 17);
    let decimals = KEPT - 1 - (scale - own);
    if decimals < 0 {
        return 0;
    }
    let (digits, exponent) = scientific(value, decimals);
    // Rounding may have carried 9.99… to 10, one decimal place further up.
    digits * 10_u128.pow((exponent - own).max(0) as u32)
}

/// Digits and exponent of |value| rounded to `decimals` digits after the first.
fn scientific(value: f64, decimals: i32) -> (u128, i32) {
    let text = format!("{:.*e}", decimals as usize, value.abs());
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let digits = mantissa.bytes().filter(u8::is_ascii_digit);
    let digits = digits.fold(0_u128, |sum, digit| sum * 10 + u128::from(digit - b'0'));
    (digits, exponent.parse().unwrap_or(0))
}

/// units · 10^power with `decimals` digits after the point.
fn fixed(units: u128, power: i32, decimals: usize, negative: bool) -> Number {
    let (rounded, exact) = rescaled(units, power + decimals as i32);
    let one = 10_u128.pow(decimals as u32);
    let mut fraction =
        if decimals == 0 { String::new() } else { format!("{:0decimals$}", rounded % one) };
    if exact {
        fraction.truncate(fraction.trim_end_matches('0').len());
    }
    let whole = (rounded / one).to_string();
    Number { negative: negative && rounded > 0, whole, fraction, exponent: None }
}

/// units · 10^power as d.ddd × 10^e.
fn power_of_ten(units: u128, power: i32, decimals: usize, negative: bool) -> Number {
    let length = units.to_string().len() as i32;
    let mut exponent = power + length - 1;
    let number = fixed(units, 1 - length, decimals, negative);
    if number.whole == "10" {
        exponent += 1;
        let fraction = number.fraction.clone();
        return Number { negative, whole: "1".into(), fraction, exponent: Some(exponent) };
    }
    Number { exponent: Some(exponent), ..number }
}

/// units · 10^shift as a whole number (ties away from zero), and whether that was exact.
fn rescaled(units: u128, shift: i32) -> (u128, bool) {
    if shift >= 0 {
        return (units * 10_u128.pow(shift as u32), true);
    }
    if shift < -30 {
        return (0, units == 0);
    }
    let unit = 10_u128.pow(shift.unsigned_abs());
    ((units + unit / 2) / unit, units.is_multiple_of(unit))
}

impl Number {
    /// Whether all its digits are zeros.
    pub(crate) fn is_zero(&self) -> bool {
        self.whole == "0" && self.fraction.bytes().all(|digit| digit == b'0')
    }

    /// Whether a minus sign stands in front.
    pub(crate) fn is_negative(&self) -> bool {
        self.negative
    }

    /// The same number without its sign.
    pub(crate) fn unsigned(mut self) -> Number {
        self.negative = false;
        self
    }

    /// What stands before the point, sign included.
    pub(crate) fn before_point(&self) -> String {
        format!("{}{}", if self.negative { "-" } else { "" }, self.whole)
    }

    /// What stands from the point on, in plain text: `.25`, `.5e-7` or nothing.
    pub(crate) fn after_whole(&self) -> String {
        let exponent = self.exponent.map_or(String::new(), |e| format!("e{e}"));
        format!("{}{exponent}", self.point_and_fraction())
    }

    /// In plain text: `-0.25`, `1.5e-7`.
    pub(crate) fn plain(&self) -> String {
        self.before_point() + &self.after_whole()
    }

    /// In TeX's mathematics: `-0.25`, `1.5 \times 10^{-7}`.
    pub(crate) fn latex(&self) -> String {
        let whole = match self.whole.as_str() {
            "NaN" => r"\text{NaN}",
            "∞" => r"\infty",
            digits => digits,
        };
        let power = self.exponent.map_or(String::new(), |e| format!(r" \times 10^{{{e}}}"));
        let sign = if self.negative { "-" } else { "" };
        format!("{sign}{whole}{}{power}", self.point_and_fraction())
    }

    /// In a page: `−0.25`, `1.5 × 10⁻⁷`.
    pub(crate) fn html(&self) -> String {
        let power =
            self.exponent.map_or(String::new(), |e| format!(" × 10<sup>{}</sup>", minus(e)));
        let sign = if self.negative { "−" } else { "" };
        format!("{sign}{}{}{power}", self.whole, self.point_and_fraction())
    }

    /// Digits after the point.
    pub(crate) fn decimals(&self) -> usize {
        self.fraction.len()
    }

    /// Whether a power of ten follows.
    pub(crate) fn has_exponent(&self) -> bool {
        self.exponent.is_some()
    }

    fn point_and_fraction(&self) -> String {
        if self.fraction.is_empty() { String::new() } else { format!(".{}", self.fraction) }
    }
}

fn minus(exponent: i32) -> String {
    exponent.to_string().replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alone(value: f64) -> String {
        scalar(value).plain()
    }

    fn row(values: &[f64]) -> Vec<String> {
        let style = Style::of_array(values.iter().copied());
        values.iter().map(|&v| style.write(v).plain()).collect()
    }

    #[test]
    fn a_number_alone_has_six_significant_digits_and_no_needless_zeros() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (5.0, "5"),
            (-4.0, "-4"),
            (0.5, "0.5"),
            (std::f64::consts::PI, "3.14159"),
            (1.0 / 3.0, "0.333333"),
            (100.0 / 3.0, "33.3333"),
            (123_456.789, "123456.8"),
            (1_797.0, "1797"),
            (1e9, "1000000000"),
            (1_234_567.8, "1.23457e6"),
            (1e300, "1e300"),
            (0.001, "0.001"),
            (0.000_123_456_78, "1.23457e-4"),
            (1e-300, "1e-300"),
            (f64::MIN_POSITIVE / 4.0, "5.56268e-309"),
            (f64::MAX, "1.79769e308"),
            (9.999_999e-4, "1.00000e-3"),
            (0.999_999_9, "1.000000"),
            (f64::INFINITY, "∞"),
            (f64::NEG_INFINITY, "-∞"),
            (f64::NAN, "NaN"),
        ] {
            assert_eq!(alone(value), text, "{value:e}");
        }
    }

    #[test]
    fn last_bits_do_not_show() {
        for (clean, text) in [(10.0, "10"), (0.3, "0.3"), (2.5e-7, "2.5e-7"), (1e15, "1e15")] {
            for steps in -8_i64..=8 {
                let value = f64::from_bits((f64::to_bits(clean) as i64 + steps) as u64);
                assert_eq!(alone(value), text, "{value:?}");
            }
        }
        assert_eq!(alone(10.000_000_000_000_002), "10");
        assert_eq!(alone(0.1 + 0.2), "0.3");
    }

    #[test]
    fn ties_are_decided_in_decimal_and_not_by_the_last_bit() {
        // Just below, on and just above 2.00005, which no f64 represents.
        for steps in -4_i64..=4 {
            let value = f64::from_bits((2.000_05_f64.to_bits() as i64 + steps) as u64);
            assert_eq!(row(&[value, 1.0]), ["2.0001", "1"]);
        }
    }

    #[test]
    fn an_array_shares_its_decimals_and_rounding_noise_is_zero() {
        assert_eq!(row(&[1.0, 1.0 / 3.0]), ["1", "0.3333"]);
        assert_eq!(row(&[0.4, -0.1, -0.2, 0.3]), ["0.4", "-0.1", "-0.2", "0.3"]);
        assert_eq!(row(&[1.0, 2.2e-16, -3.3e-17]), ["1", "0", "0"]);
        assert_eq!(row(&[30.0, 24.0, 18.0]), ["30", "24", "18"]);
        assert_eq!(row(&[9.508_032, 0.772_869_6]), ["9.5080", "0.7729"]);
        assert_eq!(row(&[1_234.567_89, 0.5]), ["1234.568", "0.5"]);
        assert_eq!(row(&[0.012_345_6, 0.5e-2]), ["0.01235", "0.005"]);
        assert_eq!(row(&[1.0, 2.34e-6]), ["1", "2.3e-6"]);
        assert_eq!(row(&[1.5e8, 0.5]), ["1.5e8", "5e-1"]);
        assert_eq!(row(&[]), [""; 0]);
    }

    #[test]
    fn a_page_and_tex_write_powers_of_ten_as_powers() {
        let number = scalar(-1.5e-7);
        assert_eq!(number.latex(), r"-1.5 \times 10^{-7}");
        assert_eq!(number.html(), "−1.5 × 10<sup>−7</sup>");
    }
}
