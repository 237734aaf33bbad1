//! Exercises for §4.1, floating-point representation.

use super::super::Report;
use super::super::answer::Answer;
use super::super::run::{Exercise, check, given, mistake};
use crate::floating::{FloatFormat, round_to};
use ndarray::{Array1, array};

/// The three fields of a number, sign, exponent and fraction, and the bits of the last two.
type Fields = (u32, u32, u32, u32, u32);

/// (−1)ˢ (lead + F/2ᶠ) 2^power
fn assemble((sign, _, fraction, _, bits): Fields, lead: f64, power: i32) -> Answer {
    let sign = if sign == 1 { -1.0 } else { 1.0 };
    (sign * (lead + f64::from(fraction) / 2.0_f64.powi(bits as i32)) * 2.0_f64.powi(power)).into()
}

/// The value with a bias, and with the power that subnormal numbers get from it.
fn decoded(fields: Fields, bias: i32, subnormal: fn(i32) -> i32) -> Answer {
    match fields.1 {
        0 => assemble(fields, 0.0, subnormal(bias)),
        e => assemble(fields, 1.0, e as i32 - bias),
    }
}

/// 4.1: the value of a number from its three fields, in a format of any size.
pub fn decode_fields(yours: fn(u32, u32, u32, u32, u32) -> f64) -> Report {
    check(&decoding(), move |&(s, e, f, e_bits, f_bits)| yours(s, e, f, e_bits, f_bits).into())
}

fn decoding() -> Exercise<Fields> {
    fn bias(fields: Fields) -> i32 {
        (1 << (fields.3 - 1)) - 1
    }
    Exercise {
        number: "4.1",
        cases: vec![
            (0, 15, 0, 5, 10),
            (1, 17, 640, 5, 10),
            (0, 30, 1023, 5, 10),
            (1, 0, 512, 5, 10),
            (0, 130, 64, 8, 7),
            (1, 9, 3, 4, 3),
            (0, 0, 1, 4, 3),
            (0, 30, 3, 5, 2),
        ],
        describe: |&(s, e, f, e_bits, f_bits)| {
            given([
                ("sign", f64::from(s).into()),
                ("E", f64::from(e).into()),
                ("F", f64::from(f).into()),
                (tr!("bits of E"), f64::from(e_bits).into()),
                (tr!("bits of F"), f64::from(f_bits).into()),
            ])
        },
        correct: |&fields| decoded(fields, bias(fields), |bias| 1 - bias),
        mistakes: vec![
            mistake(
                |&fields| decoded(fields, 15, |bias| 1 - bias),
                msg!(
                    "15 is the bias of five bits of exponent, as half precision has them. It stands in the middle of the exponents: where is that with four bits, or with eight?"
                ),
            ),
            mistake(
                |&fields| {
                    decoded((fields.0, fields.1, fields.2, fields.3, 10), bias(fields), |bias| {
                        1 - bias
                    })
                },
                msg!(
                    "Right for ten bits of fraction. F counts in steps of 1/2ᶠ; how large is one with three bits?"
                ),
            ),
            mistake(
                |&fields| assemble(fields, 1.0, fields.1 as i32 - bias(fields)),
                msg!(
                    "Right for normal numbers. With E = 0 there is no leading 1 and the power is 1 − bias: these are the subnormal numbers."
                ),
            ),
            mistake(
                |&fields| decoded(fields, bias(fields), |bias| -bias),
                msg!(
                    "Subnormal numbers have the power of the smallest normal ones, 1 − bias, not −bias: so the spacing goes on without a gap."
                ),
            ),
            mistake(
                |&fields| assemble(fields, 0.0, fields.1.max(1) as i32 - bias(fields)),
                msg!(
                    "The leading 1 is missing. It is not stored, but it counts: the significand is 1 + F/2ᶠ."
                ),
            ),
            mistake(
                |&fields| decoded(fields, 1 << (fields.3 - 1), |bias| 1 - bias),
                msg!(
                    "Every power is one too small. With e bits the bias is 2ᵉ⁻¹ − 1, so that 1 has the exponent field 0 and then only ones."
                ),
            ),
            mistake(
                |&(_, e, f, e_bits, f_bits)| {
                    let fields = (0, e, f, e_bits, f_bits);
                    decoded(fields, bias(fields), |bias| 1 - bias)
                },
                msg!("The sign is never used: a sign bit of 1 makes the number negative."),
            ),
        ],
        lesson: msg!(
            "The FP8 of today's accelerators is E5M2, as here, and E4M3, which uses its exponent of all ones for numbers, too: its largest is 448, where your rule would stop at 240. Read E and F as one whole number and count on by 1: each time you meet the next larger float, from the subnormals on."
        ),
    }
}

/// 4.2: the distance from x to the next number with so many bits of fraction.
pub fn spacing(yours: fn(f64, i32) -> f64) -> Report {
    check(&steps(), move |&(x, bits)| yours(x, bits).into())
}

/// ⌊log₂|x|⌋ from the bits, which no rounding of a logarithm can spoil.
fn power_below(x: f64) -> i32 {
    (x.abs().to_bits() >> 52) as i32 - 1023
}

fn steps() -> Exercise<(f64, i32)> {
    Exercise {
        number: "4.2",
        cases: vec![
            (1.0, 10),
            (5000.0, 10),
            (-6.5, 7),
            (0.1, 23),
            (1e16, 52),
            (8.0_f64.next_down(), 52),
            (-(1024.0_f64.next_down()), 52),
        ],
        describe: |&(x, bits)| format!("x = {x:?}, {}", given([("f", f64::from(bits).into())])),
        correct: |&(x, bits)| 2.0_f64.powi(power_below(x) - bits).into(),
        mistakes: vec![
            mistake(
                |&(x, bits)| 2.0_f64.powi(x.abs().log2().floor() as i32 - bits).into(),
                msg!(
                    "Still twice too large just below a power of two, where log₂|x| itself is rounded up to a whole number. Which comparison of 2ᵏ with |x| would notice it?"
                ),
            ),
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
                |&(x, bits)| (2.0_f64.powi(power_below(x) - bits) / 2.0).into(),
                msg!(
                    "This is half a step, the largest rounding error. The spacing is the whole step."
                ),
            ),
        ],
        lesson: msg!(
            "§4.2 counts errors in these steps, in ulps. And why does the formula fail just below 8 but not just below 4? One step below 2ᵏ the logarithm is k − 1.6·10⁻¹⁶, whatever k is. Just below 3 the doubles are 4.4·10⁻¹⁶ apart, so there it rounds to 3; just below 2 they are half as far apart."
        ),
    }
}

/// Two numbers, a relative and an absolute tolerance.
type Pair = (f64, f64, f64, f64);

/// 4.3: whether two numbers agree, by a relative and an absolute tolerance.
pub fn close(yours: fn(f64, f64, f64, f64) -> bool) -> Report {
    check(&closeness(), move |&(a, b, relative, absolute)| yours(a, b, relative, absolute).into())
}

fn closeness() -> Exercise<Pair> {
    fn by_both((a, b, relative, absolute): Pair) -> bool {
        (a - b).abs() <= (relative * a.abs().max(b.abs())).max(absolute)
    }
    Exercise {
        number: "4.3",
        cases: vec![
            (0.1 + 0.2, 0.3, 1e-12, 0.0),
            (1.0 - 0.9 - 0.1, 0.0, 1e-12, 1e-15),
            (1e-20, 3e-20, 1e-9, 1e-30),
            (1e17, 1e17 + 16.0, 1e-12, 1e-9),
            (1000.0, 940.0, 0.062, 0.0),
            (940.0, 1000.0, 0.062, 0.0),
            (f64::INFINITY, f64::INFINITY, 1e-9, 0.0),
            (f64::INFINITY, 1.0, 1e-9, 0.0),
        ],
        describe: |&(a, b, relative, absolute)| {
            format!(
                "a = {a:?}, b = {b:?}, {}",
                given([("r", relative.into()), ("t", absolute.into())])
            )
        },
        correct: |&pair| {
            let (a, b, ..) = pair;
            (a == b || (a.is_finite() && b.is_finite() && by_both(pair))).into()
        },
        mistakes: vec![
            mistake(
                |&(a, b, ..)| (a == b).into(),
                msg!(
                    "Equality of bits: it already fails for 0.1 + 0.2 and 0.3. Where do the tolerances come in?"
                ),
            ),
            mistake(
                |&pair| by_both(pair).into(),
                msg!(
                    "Right for finite numbers. But ∞ − ∞ is NaN, and r·∞ is a tolerance that lets everything pass: what should ∞ agree with?"
                ),
            ),
            mistake(
                |&pair| (pair.0 == pair.1 || by_both(pair)).into(),
                msg!(
                    "∞ and 1 are called close: a relative tolerance of ∞ lets everything pass. Ask first whether both are finite."
                ),
            ),
            mistake(
                |&(a, b, relative, _)| {
                    let near = (a - b).abs() <= relative * a.abs().max(b.abs());
                    (a == b || (a.is_finite() && b.is_finite() && near)).into()
                },
                msg!(
                    "The absolute tolerance is never used. What remains of 1 − 0.9 − 0.1 is 100 % away from 0: near 0 no relative tolerance is wide enough."
                ),
            ),
            mistake(
                |&(a, b, _, absolute)| {
                    let near = (a - b).abs() <= absolute;
                    (a == b || (a.is_finite() && b.is_finite() && near)).into()
                },
                msg!(
                    "The relative tolerance is never used. Near 10¹⁷ neighbouring numbers are already 16 apart."
                ),
            ),
            mistake(
                |&(a, b, relative, absolute)| {
                    let near = (a - b).abs() <= (relative * b.abs()).max(absolute);
                    (a == b || (a.is_finite() && b.is_finite() && near)).into()
                },
                msg!(
                    "Measured against b alone: then a may be close to b while b is not close to a. Take the larger of the two sizes."
                ),
            ),
        ],
        lesson: msg!(
            "Python's `math.isclose` follows this rule. NumPy's `np.isclose(a, b)` measures against b alone: with r = 0.062, t = 0 it calls 940 close to 1000, but not 1000 close to 940. And closeness does not pass on: with r = 0, t = 1 the number 0 is close to 1 and 1 to 2, but 0 not to 2."
        ),
    }
}

/// 4.4: six sums in half precision, foretold.
pub fn foretold_sums(yours: fn() -> Array1<f64>) -> Report {
    check(&foretold(), move |_| one_by_one(&yours()))
}

/// The summands of 4.4.
const SUMMANDS: [(f64, f64); 6] = [
    (2048.0, 1.0),
    (2048.0, 3.0),
    (65504.0, 15.0),
    (65504.0, 16.0),
    (1.0, 1.0 / 2048.0),
    (1.0 / 33554432.0, 0.0),
];

/// Several answers, each judged by its own size: in a vector the largest would hide the others.
fn one_by_one(sums: &Array1<f64>) -> Answer {
    Answer::Several(sums.iter().map(|sum| (*sum).into()).collect())
}

fn foretold() -> Exercise<()> {
    Exercise {
        number: "4.4",
        cases: vec![()],
        describe: |_| tr!("six sums in float16").to_string(),
        correct: |_| {
            let rounded = SUMMANDS.map(|(a, b)| round_to(FloatFormat::F16, a + b));
            one_by_one(&Array1::from_iter(rounded))
        },
        mistakes: vec![
            mistake(
                |_| one_by_one(&Array1::from_iter(SUMMANDS.map(|(a, b)| a + b))),
                msg!(
                    "These are the exact sums. Which of them have a pattern of bits, and where do the others go?"
                ),
            ),
            mistake(
                |_| one_by_one(&array![2048.0, 2050.0, 65504.0, f64::INFINITY, 1.0, 0.0]),
                msg!(
                    "2051 lies halfway between 2050 and 2052, and the tie goes to the even fraction: 2050 is 1025 steps of 2, and 1025 is odd."
                ),
            ),
            mistake(
                |_| one_by_one(&array![2048.0, 2052.0, 65504.0, 65504.0, 1.0, 0.0]),
                msg!(
                    "65520 is halfway to 65536, the number that would come next. That one is even and has no pattern: ∞."
                ),
            ),
            mistake(
                |_| {
                    one_by_one(&array![
                        2048.0,
                        2052.0,
                        65504.0,
                        f64::INFINITY,
                        1.0,
                        1.0 / 16777216.0
                    ])
                },
                msg!(
                    "2⁻²⁵ is halfway between 0 and 2⁻²⁴, the smallest number of all. A tie goes to the even fraction, and 0 is even."
                ),
            ),
        ],
        lesson: msg!(
            "The fifth sum is the reason for the master copy of the weights: a step of 2⁻¹¹ does not move a weight of 1. The order counts as well: adding 1 to 2048 three times leaves 2048, adding 3 at once gives 2052. With this §4.2 begins."
        ),
    }
}

/// 4.5: a loss scale with room for gradients eight times as large.
pub fn roomy_scale(yours: fn(&Array1<f64>) -> f64) -> Report {
    check(&roomy(), move |g| yours(g).into())
}

/// The largest power of two S with room·S·m ≤ 65504, m > 0.
fn scale_for(m: f64, room: f64) -> f64 {
    let scale = by_logarithm(m, room);
    if room * scale * m > 65504.0 { scale / 2.0 } else { scale }
}

/// The same, twice as large where the logarithm is rounded up to a whole number.
fn by_logarithm(m: f64, room: f64) -> f64 {
    2.0_f64.powi((65504.0 / (room * m)).log2().floor() as i32)
}

fn largest(g: &Array1<f64>) -> f64 {
    g.iter().fold(0.0, |m, v| m.max(v.abs()))
}

fn roomy() -> Exercise<Array1<f64>> {
    Exercise {
        number: "4.5",
        cases: vec![
            array![1.0, 1e-9],
            array![3e-6, -2e-5, 1e-12],
            array![-4e4, 7.0],
            // 8188/4096 and one more unit in the last place.
            array![1.9990234375 * (1.0 + f64::EPSILON)],
            array![0.0, 0.0],
        ],
        describe: |g| given([("g", g.clone().into())]),
        correct: |g| match largest(g) {
            0.0 => 1.0.into(),
            m => scale_for(m, 8.0).into(),
        },
        mistakes: vec![
            mistake(
                |g| match largest(g) {
                    0.0 => 1.0.into(),
                    m => scale_for(m, 1.0).into(),
                },
                msg!(
                    "The largest gradient just fits, with no room left: the next batch may bring one that is a little larger. Leave the factor 8."
                ),
            ),
            mistake(
                |g| match g.iter().copied().fold(0.0, f64::max) {
                    0.0 => 1.0.into(),
                    m => scale_for(m, 8.0).into(),
                },
                msg!("A negative gradient overflows too: look at sizes, |g|."),
            ),
            mistake(
                |g| match largest(g) {
                    0.0 => 1.0.into(),
                    m => by_logarithm(m, 8.0).into(),
                },
                msg!(
                    "The quotient lies just below a power of two and its logarithm is rounded up to a whole number. Check the S you found against 65,504 and halve it where it is too large."
                ),
            ),
            mistake(
                |g| match largest(g) {
                    0.0 => 1.0.into(),
                    m => (65504.0 / (8.0 * m)).into(),
                },
                msg!(
                    "This S is no power of two, so multiplying by it rounds every gradient once more. Go down to the next power of two."
                ),
            ),
            mistake(
                |g| match largest(g) {
                    0.0 => 1.0.into(),
                    m => scale_for(m, 8.0).max(1.0).into(),
                },
                msg!(
                    "With gradients of 40,000 even S = 1 leaves no room: a scale may also be smaller than 1."
                ),
            ),
            mistake(
                |g| match largest(g) {
                    0.0 => f64::INFINITY.into(),
                    m => scale_for(m, 8.0).into(),
                },
                msg!(
                    "When all gradients are 0 any scale fits, and a division by 0 chooses ∞. Return 1."
                ),
            ),
        ],
        lesson: msg!(
            "PyTorch's `GradScaler` finds S by trial: it begins at 65,536, halves it after an overflow and doubles it after 2,000 good steps. It looks for ∞ and NaN itself, and you would have to, too: for an ∞ in g no S is small enough, and a maximum taken with `f64::max` passes over a NaN."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;

    #[test]
    fn stubs_fail_solutions_pass_and_mistakes_are_named() {
        sound(&decoding());
        sound(&steps());
        sound(&closeness());
        sound(&foretold());
        sound(&roomy());
    }
}
