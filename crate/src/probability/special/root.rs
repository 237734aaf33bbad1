//! The root of an increasing function on the nonnegative numbers.

/// The x in [low, high] where `f` changes sign, for f(x) = (value, slope) and
/// 0 ≤ low < high.
///
/// Newton's steps are taken alternately in x and in ln x, because the logarithm
/// of a tail is nearly linear in one of the two. A step that leaves the bracket,
/// and every third that did not at least halve the value until the bracket is narrow,
/// is a bisection of the bits: nonnegative floating-point numbers are ordered like the
/// integers that store them, so at most 64 halvings separate the ends of any bracket.
pub fn increasing(f: impl Fn(f64) -> (f64, f64), low: f64, high: f64, start: f64) -> f64 {
    let (mut low, mut high) = (low, high);
    let mut x = if start > low && start < high { start } else { between(low, high) };
    let mut before = f64::INFINITY;
    for step in 0..250 {
        let (value, slope) = f(x);
        if value == 0.0 {
            return x;
        }
        if value < 0.0 {
            low = x;
        } else {
            high = x;
        }
        let change = value / slope;
        let next = if step % 2 == 0 { x * (-change / x).exp() } else { x - change };
        let inside = next > low && next < high;
        // Both kinds of step agree once they are this small. (Far from the root of a very
        // narrow distribution the slope is only rounding, and may be huge.)
        if value.abs() < 1.0 && change.abs() <= 4.0 * f64::EPSILON * x {
            return if inside { next } else { x };
        }
        // An error of v in the logarithm is one of about v² after the step.
        if inside && value.abs() < 1.0 && (value * change).abs() <= f64::EPSILON / 16.0 * x {
            return next;
        }
        let narrow = high - low <= 1e-3 * high && value.abs() < 1.0;
        let good = narrow || value.abs() <= 0.5 * before || step % 3 != 2;
        before = value.abs();
        x = if inside && good { next } else { between(low, high) };
        if x <= low || x >= high {
            return high; // neighbours: the first at which the function is not negative
        }
    }
    x
}

/// The number half-way between two in the order of all f64.
fn between(low: f64, high: f64) -> f64 {
    f64::from_bits(low.to_bits() + (high.to_bits() - low.to_bits()) / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_of_any_size_are_found_from_any_start() {
        for root in [1e-300_f64, 1e-20, 0.3, 1.0, 7.5e8, 1e300] {
            for start in [0.0, 1e-250, 1.0, 1e40] {
                let found =
                    increasing(|x: f64| (x.ln() - root.ln(), 1.0 / x), 0.0, f64::MAX, start);
                assert!((found / root - 1.0).abs() < 1e-12, "{root} from {start}: {found}");
            }
        }
    }

    #[test]
    fn a_useless_slope_still_ends_in_the_root() {
        let found = increasing(|x| (x - 2.0, f64::NAN), 0.0, 1e9, 5.0);
        assert!((found - 2.0).abs() < 1e-15);
        // An infinite slope far away is no sign of having arrived.
        let steep = |x: f64| (1e20 * (x - 2.0), if x == 2.0 { 1e20 } else { f64::INFINITY });
        assert_eq!(increasing(steep, 0.0, 1e9, 5.0), 2.0);
    }
}
