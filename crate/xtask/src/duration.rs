//! How a time is told, everywhere the same.

use std::fmt;
use std::time::Duration;

/// A time spent: `0.4 s`, `12 s`, `7 min 22 s`, `1 h 3 min`.
#[derive(Debug, Clone, Copy)]
pub struct Spent(pub Duration);

impl fmt::Display for Spent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Rounded before it is taken apart, so that no part rounds up to 60.
        let tenths = (self.0.as_secs_f64() * 10.0).round() as u64;
        let seconds = self.0.as_secs_f64().round() as u64;
        match seconds {
            _ if tenths < 100 => write!(f, "{}.{} s", tenths / 10, tenths % 10),
            0..60 => write!(f, "{seconds} s"),
            60..3600 => write!(f, "{} min {} s", seconds / 60, seconds % 60),
            _ => {
                let minutes = (seconds + 30) / 60;
                write!(f, "{} h {} min", minutes / 60, minutes % 60)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_part_is_ever_sixty() {
        for (seconds, told) in [
            (0.0, "0.0 s"),
            (0.04, "0.0 s"),
            (0.35, "0.4 s"),
            (9.94, "9.9 s"),
            (9.96, "10 s"),
            (59.4, "59 s"),
            (59.6, "1 min 0 s"),
            (119.7, "2 min 0 s"),
            (442.0, "7 min 22 s"),
            (3599.7, "1 h 0 min"),
            (3629.0, "1 h 0 min"),
            (7199.0, "2 h 0 min"),
        ] {
            assert_eq!(Spent(Duration::from_secs_f64(seconds)).to_string(), told, "{seconds}");
        }
    }
}
