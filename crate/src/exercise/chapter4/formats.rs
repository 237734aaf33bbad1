//! Exercises for §4.1, floating-point representation.

use super::super::Report;
use super::super::answer::Answer;
use super::super::run::{Exercise, check, given, mistake};
use crate::floating::{FloatFormat, round_to};
use ndarray::{Array1, array};

/// The three fields of a half-precision number: sign, exponent, fraction.
type Fields = (u32, u32, u32);

/// (−1)ˢ (lead + F/1024) 2^power
fn assemble(sign: u32, lead: f64, fraction: u32, power: i32) -> Answer {
    let sign = if sign == 1 { -1.0 } else { 1.0 };
    (sign * (lead + f64::from(fraction) / 1024.0) * 2.0_f64.powi(power)).into()
}

/// 4.1: the value of a half-precision number from its three fields.
pub fn decode_f16(yours: fn(u32, u32, u32) -> f64) -> Report {
    check(&decoding(), move |&(sign, exponent, fraction)| yours(sign, exponent, fraction).into())
}

fn decoding() -> Exercise<Fields> {
    Exercise {
        number: "4.1",
        cases: vec![(0, 15, 0), (1, 17, 640), (0, 16, 512), (0, 30, 1023), (0, 0, 1), (1, 0, 512)],
        describe: |&(s, e, f)| {
            given([
                ("sign", f64::from(s).into()),
                ("E", f64::from(e).into()),
                ("F", f64::from(f).into()),
            ])
        },
        correct: |&(s, e, f)| match e {
            0 => assemble(s, 0.0, f, -14),
            e => assemble(s, 1.0, f, e as i32 - 15),
        },
        mistakes: vec![
            mistake(
                |&(s, e, f)| assemble(s, 1.0, f, e as i32 - 15),
                msg!(
                    "Right for normal numbers. With E = 0 there is no leading 1 and the power is −14: these are the subnormal numbers."
                ),
            ),
            mistake(
                |&(s, e, f)| match e {
                    0 => assemble(s, 0.0, f, -15),
                    e => assemble(s, 1.0, f, e as i32 - 15),
                },
                msg!(
                    "Subnormal numbers have the power of the smallest normal ones, −14, not −15: so the spacing goes on without a gap."
                ),
            ),
            mistake(
                |&(s, e, f)| assemble(s, 0.0, f, e.max(1) as i32 - 15),
                msg!(
                    "The leading 1 is missing. It is not stored, but it counts: the significand is 1 + F/1024."
                ),
            ),
            mistake(
                |&(s, e, f)| match e {
                    0 => assemble(s, 0.0, f, -126),
                    e => assemble(s, 1.0, f, e as i32 - 127),
                },
                msg!(
                    "127 is the bias of single precision. With five bits of exponent the bias is 2⁴ − 1 = 15."
                ),
            ),
            mistake(
                |&(_, e, f)| match e {
                    0 => assemble(0, 0.0, f, -14),
                    e => assemble(0, 1.0, f, e as i32 - 15),
                },
                msg!("The sign is never used: a sign bit of 1 makes the number negative."),
            ),
        ],
    }
}

/// The rounding of a format as a plain function.
fn rounding(format: FloatFormat) -> fn(f64) -> f64 {
    match format {
        FloatFormat::F16 => |x| round_to(FloatFormat::F16, x),
        FloatFormat::Bf16 => |x| round_to(FloatFormat::Bf16, x),
        FloatFormat::F32 => |x| round_to(FloatFormat::F32, x),
        FloatFormat::F64 => |x| x,
    }
}

fn step_at_one(format: FloatFormat) -> f64 {
    2.0_f64.powi(-(format.fraction_bits() as i32))
}

/// 4.2: the machine epsilon of a format, found by trying.
pub fn epsilon(yours: fn(fn(f64) -> f64) -> f64) -> Report {
    check(&machine_epsilon(), move |&format| yours(rounding(format)).into())
}

fn machine_epsilon() -> Exercise<FloatFormat> {
    Exercise {
        number: "4.2",
        cases: FloatFormat::ALL.to_vec(),
        describe: |format| format!("round = {format}"),
        correct: |&format| step_at_one(format).into(),
        mistakes: vec![
            mistake(
                |&format| (step_at_one(format) / 2.0).into(),
                msg!(
                    "One halving too many. This is half a step, the unit roundoff: 1 plus this falls back to 1. Stop one earlier."
                ),
            ),
            mistake(
                |&format| (step_at_one(format) * 2.0).into(),
                msg!("One halving too few: half of this still changes 1."),
            ),
            mistake(
                |_| f64::EPSILON.into(),
                msg!(
                    "This is ε of double precision for every format. Put `round(…)` around the sum."
                ),
            ),
        ],
    }
}

/// 4.3: the distance from x to the next number with so many bits of fraction.
pub fn spacing(yours: fn(f64, i32) -> f64) -> Report {
    check(&steps(), move |&(x, bits)| yours(x, bits).into())
}

fn steps() -> Exercise<(f64, i32)> {
    Exercise {
        number: "4.3",
        cases: vec![(1.0, 10), (5000.0, 10), (-6.5, 7), (0.1, 23), (256.0, 7), (1e16, 52)],
        describe: |&(x, bits)| given([("x", x.into()), ("f", f64::from(bits).into())]),
        correct: |&(x, bits)| 2.0_f64.powi(x.abs().log2().floor() as i32 - bits).into(),
        mistakes: vec![
            mistake(
                |&(_, bits)| 2.0_f64.powi(-bits).into(),
                msg!(
                    "That is the spacing at 1, for every x. Find the power of two below |x| and multiply."
                ),
            ),
            mistake(
                |&(x, bits)| (x.abs() * 2.0_f64.powi(-bits)).into(),
                msg!(
                    "The spacing does not grow steadily with x: it stays the same up to the next power of two. Round log₂|x| down."
                ),
            ),
            mistake(
                |&(x, bits)| 2.0_f64.powi(x.abs().log2().ceil() as i32 - bits).into(),
                msg!(
                    "Round log₂|x| down, not up: the spacing belongs to the power of two at or below |x|."
                ),
            ),
            mistake(
                |&(x, bits)| (2.0_f64.powi(x.abs().log2().floor() as i32 - bits) / 2.0).into(),
                msg!(
                    "This is half a step, the largest rounding error. The spacing is the whole step."
                ),
            ),
        ],
    }
}

/// (round, gradients, S) ↦ what the optimiser sees.
type Scaled = fn(fn(f64) -> f64, &Array1<f64>, f64) -> Array1<f64>;

/// 4.4: gradients through a small format with a loss scale, round(S·g)/S.
pub fn scaled_gradients(yours: Scaled) -> Report {
    check(&scaling(), move |(format, g, s)| yours(rounding(*format), g, *s).into())
}

fn scaling() -> Exercise<(FloatFormat, Array1<f64>, f64)> {
    Exercise {
        number: "4.4",
        cases: vec![
            (FloatFormat::F16, array![1e-8, -3e-6, 0.25], 1024.0),
            (FloatFormat::F16, array![1e-8, 1e-3], 1.0),
            (FloatFormat::F16, array![2.0, 1e-3], 65536.0),
            (FloatFormat::Bf16, array![1e-8, 0.3], 8.0),
        ],
        describe: |(format, g, s)| {
            format!("round = {format}, {}", given([("g", g.clone().into()), ("S", (*s).into())]))
        },
        correct: |(format, g, s)| g.mapv(|g| round_to(*format, g * s) / s).into(),
        mistakes: vec![
            mistake(
                |(format, g, _)| g.mapv(|g| round_to(*format, g)).into(),
                msg!(
                    "The scale is missing, or it came too late: what rounding has set to 0 no multiplication brings back. Multiply by S before rounding."
                ),
            ),
            mistake(
                |(format, g, s)| g.mapv(|g| round_to(*format, g * s)).into(),
                msg!("Divide by S in the end: otherwise every step is S times too long."),
            ),
            mistake(
                |(format, g, s)| g.mapv(|g| round_to(*format, round_to(*format, g * s) / s)).into(),
                msg!(
                    "The division happens in the small format too, and the small gradients vanish again. Divide after leaving it."
                ),
            ),
            mistake(|(_, g, _)| g.clone().into(), msg!("Nothing was rounded: use `round`.")),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;

    #[test]
    fn stubs_fail_solutions_pass_and_mistakes_are_named() {
        sound(&decoding());
        sound(&machine_epsilon());
        sound(&steps());
        sound(&scaling());
    }
}
