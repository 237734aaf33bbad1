//! Tests of properties, with the same cases at every run.
//!
//! [`properties!`] is `proptest!` with this project's rules: the cases come from
//! a fixed seed, so that a test that passed passes again, and nothing is written
//! into the source tree. `cargo book fuzz` runs the same properties on fresh
//! seeds with many more cases; it sets the two variables below, and repeats a
//! failure when it is called with the seed that it printed.
//!
//! ```ignore
//! properties! {
//!     #[test]
//!     fn squares_are_not_negative(x in -1e3..1e3_f64) {
//!         prop_assert!(x * x >= 0.0);
//!     }
//! }
//! ```
//!
//! `cases = 48;` in front asks for another number of cases than the usual 256.

use proptest::test_runner::{Config, RngSeed};

/// The seed of every property where `cargo book fuzz` names no other.
const SEED: u64 = 2024;

/// The seed of this run.
pub const SEED_VARIABLE: &str = "AIMATH_FUZZ_SEED";

/// How many times the usual number of cases this run tries.
pub const TIMES_VARIABLE: &str = "AIMATH_FUZZ_TIMES";

/// The configuration of a block of properties with `usual` cases.
pub fn config(usual: u32) -> Config {
    let times = number(TIMES_VARIABLE).unwrap_or(1).try_into().unwrap_or(u32::MAX);
    let cases = usual.saturating_mul(times);
    Config {
        cases,
        // Assumptions turn away a share of the cases, so the limit grows with them.
        max_global_rejects: cases.saturating_mul(4),
        rng_seed: RngSeed::Fixed(number(SEED_VARIABLE).unwrap_or(SEED)),
        failure_persistence: None,
        ..Config::default()
    }
}

/// The number in a variable of the environment, if it is set.
fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} is `{text}` and not a whole number")))
}

/// A module `properties` of tests that hold for every input drawn.
macro_rules! properties {
    (cases = $cases:expr; $($property:tt)*) => {
        mod properties {
            use super::*;
            proptest::proptest! {
                #![proptest_config($crate::seeded::config($cases))]
                $($property)*
            }
        }
    };
    ($($property:tt)*) => {
        properties! { cases = 256; $($property)* }
    };
}
