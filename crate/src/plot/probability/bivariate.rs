//! Two normal variables at once, and how their correlation turns the cloud (Guide §3.2).

use crate::error::MathError;
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::draw::{self, Point, number};
use crate::plot::canvas::figure::{Figure, side_by_side};
use crate::plot::canvas::style::{self, BLUE, GREEN, INK, RED};
use crate::probability::{Distribution, MultivariateNormal, Normal};
use crate::random::RandomState;
use ndarray::array;
use serde_json::json;

/// Where the right panel cuts the cloud.
const CUT: f64 = 1.5;

/// The bivariate normal distribution with standard deviations 1; the slider is ρ.
///
/// On the left a sample with the ellipses that hold half and 95 % of it. On the right
/// what y looks like on its own (dashed), and once x = 1.5 is known (filled).
///
/// # Formula
///
/// Σ = \[\[1, ρ\], \[ρ, 1\]\];  y given x is N(ρx, 1 − ρ²).
///
/// # Errors
///
/// [`MathError::Empty`] without correlations; [`MathError::NotFinite`] for NaN or infinite
/// ones; [`MathError::NotPositiveDefinite`] for one that is not between −1 and 1.
///
/// # Source
///
/// Guide §3.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::bivariate_normal(&[-0.9, 0.0, 0.9])?;
/// assert_eq!(figure.frame_count(), 3);
/// # Ok::<(), MathError>(())
/// ```
pub fn bivariate_normal(correlations: &[f64]) -> Result<Figure, MathError> {
    let z = RandomState::new(7).randn2(160, 2);
    let centre = array![0.0, 0.0];
    let alone = Normal::new(0.0, 1.0)?;
    let heights = |law: &Normal| -> Vec<Point> {
        let ys = (-40..=40).map(|k| f64::from(k) / 10.0);
        ys.map(|y| [(1e4 * law.pdf(y)).round() / 1e4, y]).collect()
    };
    let mut scenes = Vec::new();
    for &rho in correlations {
        let law = MultivariateNormal::new(&centre, &array![[1.0, rho], [rho, 1.0]])?;
        // The same independent pairs at every stop: L z turns them.
        let cloud: Vec<Point> = z
            .rows()
            .into_iter()
            .map(|row| law.l.dot(&row))
            .map(|p| [(1e3 * p[0]).round() / 1e3, (1e3 * p[1]).round() / 1e3])
            .collect();
        let mut left = Figure::new().add(draw::dots("", &cloud, style::SKY, 4));
        for (share, width) in [(0.5, 2.0), (0.95, 2.5)] {
            let outline = law.ellipse(share, 48)?.outline;
            let ring: Vec<Point> = outline
                .rows()
                .into_iter()
                .map(|p| [(1e3 * p[0]).round() / 1e3, (1e3 * p[1]).round() / 1e3])
                .collect();
            left = left.add(draw::line("", &ring, BLUE, width));
        }
        let known = law.conditional(&[0], &array![CUT])?;
        let told = Normal::new(known.mean[0], known.covariance[[0, 0]].sqrt())?;
        let mut knows = draw::line("", &heights(&told), GREEN, 2.5);
        knows["fill"] = json!("tozerox");
        knows["fillcolor"] = json!(style::faint(GREEN, 0.25));
        let left = left
            .add(draw::dashed("", &[[CUT, -4.0], [CUT, 4.0]], RED))
            .x_range(-4.0, 4.0)
            .y_range(-4.0, 4.0)
            .equal_aspect()
            .title(tr!("a sample, its 50 % and 95 % ellipses"))
            .note(&tr!("<i>y</i> given <i>x</i> = {CUT}: mean <b>{mean}</b>, standard deviation <b>{std_dev}</b>", CUT, mean = number(told.mean()), std_dev = number(told.std_dev())));
        let right = Figure::new()
            .add(draw::dashed("", &heights(&alone), INK))
            .add(knows)
            .x_range(0.0, 1.45)
            .y_range(-4.0, 4.0)
            .x(tr!("density"))
            .title(tr!("<i>y</i> alone and <i>y</i> once <i>x</i> = 1.5 is known"));
        let whole = side_by_side(&[left, right])?
            .title(tr!("Two normal variables with correlation ρ"))
            .size(680, 440)
            .set("margin.t", json!(92));
        scenes.push((number(rho), whole));
    }
    let start = scenes.len() * 4 / 5;
    animate_from("ρ", &scenes, start, 250)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knowing_x_moves_and_narrows_y() {
        let figure = bivariate_normal(&[0.0, 0.6]).unwrap();
        let note = |k: usize| figure.frames[k]["layout"].to_string();
        assert!(note(0).contains("mean <b>0.00</b>, standard deviation <b>1.00</b>"));
        // 0.6 · 1.5 = 0.9 and √(1 − 0.36) = 0.8.
        assert!(note(1).contains("mean <b>0.90</b>, standard deviation <b>0.80</b>"));
    }

    #[test]
    fn a_correlation_of_one_is_refused() {
        assert!(bivariate_normal(&[1.0]).is_err());
        assert!(bivariate_normal(&[f64::NAN]).is_err());
        assert!(bivariate_normal(&[]).is_err());
    }
}
