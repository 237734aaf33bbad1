//! Activation functions, each beside its derivative (Guide §2.1).

use crate::calculus::Activation;
use crate::error::MathError;
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::curve::{graph, short};
use crate::plot::canvas::draw::{self, Point};
use crate::plot::canvas::figure::Figure;
use crate::plot::canvas::legend::legend_above;
use crate::plot::canvas::style::{BLUE, RED};

/// The window of all of them: wide enough to see the tails go flat.
const REACH: f64 = 5.0;

/// The function and its derivative in one pair of axes.
fn picture(activation: Activation) -> Figure {
    let window = (-REACH, REACH);
    let value = graph(&|x| activation.value(x), window, 120);
    // At a corner the derivative jumps: two points stand close to it on either side.
    let mut slope = graph(&|x| activation.derivative(x), window, 120);
    slope.extend([-1e-9, 1e-9].map(|x| [x, activation.derivative(x)]));
    slope.sort_by(|a, b| a[0].total_cmp(&b[0]));
    let mut steep = slope[0];
    for p in &slope {
        if p[1] > steep[1] + 1e-12 {
            steep = *p;
        }
    }
    let dead: Vec<&Point> = slope.iter().filter(|p| p[1].abs() < 0.01).collect();
    let flat = 100.0 * dead.len() as f64 / slope.len() as f64;
    Figure::new()
        .add(draw::line("<i>f</i>(<i>x</i>)", &value, BLUE, 3.0))
        .add(draw::line("<i>f</i> ′(<i>x</i>)", &slope, RED, 3.0))
        .x_range(-REACH, REACH)
        .y_range(-1.25, 2.6)
        .y(tr!("value, slope"))
        .title(&tr!("{activation} and its derivative", activation = activation.name()))
        .note(&tr!(
            "largest slope {slope}; the slope is below 0.01 on {flat:.0} % of this range",
            slope = short((1e3 * steep[1]).round() / 1e3),
            flat
        ))
}

/// One activation function beside its derivative.
///
/// `name` is that of [`Activation::name`], in capitals or not: "sigmoid", "tanh",
/// "ReLU", "leaky ReLU", "GELU", "softplus" or "identity".
///
/// # Errors
///
/// [`MathError::InvalidArgument`] for another name.
///
/// # Source
///
/// Guide §2.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::activation("sigmoid")?;
/// assert!(figure.to_json().contains("largest slope 0.25"));
/// # Ok::<(), MathError>(())
/// ```
pub fn activation(name: &str) -> Result<Figure, MathError> {
    let wanted = |a: &Activation| a.name().to_lowercase() == name.trim().to_lowercase();
    let mut known = Activation::ALL.into_iter().chain([Activation::Identity]);
    match known.find(wanted) {
        Some(activation) => Ok(legend_above(picture(activation))),
        None => Err(MathError::InvalidArgument {
            operation: "activation",
            argument: "name",
            reason: format!(
                "is {name:?}; the names are sigmoid, tanh, ReLU, leaky ReLU, GELU, softplus \
                 and identity"
            ),
        }),
    }
}

/// All activation functions beside their derivatives; the slider chooses one.
///
/// # Errors
///
/// Those of [`animate`](crate::plot::animate), none of which these scenes meet.
///
/// # Source
///
/// Guide §2.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(plot::activations()?.frame_count(), 6);
/// # Ok::<(), MathError>(())
/// ```
pub fn activations() -> Result<Figure, MathError> {
    let scenes: Vec<(String, Figure)> = Activation::ALL
        .into_iter()
        .map(|a| (a.name().to_string(), legend_above(picture(a))))
        .collect();
    animate_from("<i>f</i>", &scenes, 0, 1400)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rectifier_sleeps_on_half_the_line() {
        let json = activation("relu").unwrap().to_json();
        assert!(json.contains("largest slope 1;") && json.contains("on 50 %"), "{json}");
    }

    #[test]
    fn an_unknown_name_is_answered_with_the_known_ones() {
        assert!(activation("swish").unwrap_err().to_string().contains("GELU"));
    }
}
