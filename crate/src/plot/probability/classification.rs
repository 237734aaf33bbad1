//! How a classifier errs: the confusion matrix and the reliability of its confidence.

use crate::check;
use crate::error::MathError;
use crate::plot::canvas::draw::{self, Point, decimals};
use crate::plot::canvas::figure::Figure;
use crate::plot::canvas::style;
use crate::plot::charts::heatmap::cells;
use crate::probability::Reliability;
use ndarray::ArrayRef2;
use serde_json::json;

/// A confusion matrix: rows are the true classes, columns the predicted ones.
///
/// What stands on the diagonal is right; the note above tells its share. The colours
/// count the mistakes, which the diagonal would outshine.
///
/// # Errors
///
/// [`MathError::NotSquare`], [`MathError::Empty`] or [`MathError::NotFinite`] for the
/// matrix; [`MathError::ShapeMismatch`] unless every class has a name.
///
/// # Source
///
/// Guide §3.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let counts = confusion_matrix(&[0, 0, 1, 1], &[0, 1, 1, 1], 2)?;
/// assert_eq!(plot::confusion(&counts, &["cat", "dog"])?.trace_count(), 1);
/// # Ok::<(), MathError>(())
/// ```
pub fn confusion(counts: &ArrayRef2<f64>, names: &[&str]) -> Result<Figure, MathError> {
    const NAME: &str = "confusion";
    check::not_empty(NAME, "counts", counts)?;
    check::square(NAME, "counts", counts)?;
    check::finite(NAME, "counts", counts)?;
    if names.len() != counts.nrows() {
        return Err(MathError::ShapeMismatch {
            operation: NAME,
            left: vec![names.len()],
            right: counts.shape().to_vec(),
            rule: "every class needs one name",
        });
    }
    let labels: Vec<String> = names.iter().map(|name| name.to_string()).collect();
    let right = counts.diag().sum();
    let mut mistakes = counts.to_owned();
    mistakes.diag_mut().fill(0.0);
    let worst = mistakes.fold(1.0_f64, |m, v| m.max(*v));
    let all: Vec<Vec<f64>> = counts.rows().into_iter().map(|row| row.to_vec()).collect();
    let mut figure = cells(&mistakes, &labels, &labels, (0.0, worst), tr!("mistakes"));
    figure.data[0]["text"] = json!(all);
    figure.data[0]["texttemplate"] = json!("%{text}");
    figure.data[0]["hovertemplate"] = json!(tr!(
        "true {y}, predicted {x}: {count}<extra></extra>",
        y = "%{y}",
        x = "%{x}",
        count = "%{text}"
    ));
    Ok(figure.x(tr!("predicted")).y(tr!("true")).title(tr!("Confusion matrix")).note(&tr!(
        "right: {right} of {counts} = <b>{counts2} %</b>",
        right = decimals(right, 0),
        counts = decimals(counts.sum(), 0),
        counts2 = decimals(100.0 * right / counts.sum().max(1.0), 1)
    )))
}

/// Reliability diagrams: how often a classifier is right (upwards) when it is so sure
/// (sideways). A calibrated one follows the dashed diagonal. The area of a dot is the number
/// of examples in its bin, which stands beside it: a bin of one or six says little.
///
/// # Errors
///
/// [`MathError::Empty`] without a classifier.
///
/// # Source
///
/// Guide §3.1; C. Guo et al., "On calibration of modern neural networks", ICML (2017).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let p = array![[0.9, 0.1], [0.9, 0.1]];
/// let bins = reliability(&[0, 1], &p, 10)?;
/// assert_eq!(plot::reliability_diagram(&[("model", &bins)])?.trace_count(), 2);
/// # Ok::<(), MathError>(())
/// ```
pub fn reliability_diagram(models: &[(&str, &Reliability)]) -> Result<Figure, MathError> {
    if models.is_empty() {
        return Err(MathError::Empty { operation: "reliability_diagram", argument: "models" });
    }
    let mut figure = Figure::new()
        .add(draw::dashed("", &[[0.0, 0.0], [1.0, 1.0]], style::INK))
        .legend(true)
        .x_range(0.0, 1.14)
        .y_range(-0.05, 1.08)
        .equal_aspect()
        .x(tr!("how sure: mean probability of the answer"))
        .y(tr!("how often right"))
        .size(680, 470)
        .title(tr!("Does 90 % sure mean 90 % right?"))
        .note(tr!("beside each dot: how many pictures it stands for"));
    for (i, (name, bins)) in models.iter().enumerate() {
        let points: Vec<Point> =
            bins.confidence.iter().zip(&bins.accuracy).map(|(&c, &a)| [c, a]).collect();
        let most = bins.count.iter().copied().fold(1.0_f64, f64::max);
        let sizes: Vec<f64> = bins.count.iter().map(|n| 6.0 + 24.0 * (n / most).sqrt()).collect();
        let counts: Vec<String> = bins.count.iter().map(|n| decimals(*n, 0)).collect();
        let mut trace = draw::line(name, &points, style::colour(i), 1.0);
        trace["mode"] = json!("lines+markers+text");
        trace["marker"] = json!({"size": sizes, "color": style::colour(i), "opacity": 0.7});
        trace["text"] = json!(counts);
        // The first classifier's counts stand right of its dots, the second one's left of them.
        trace["textposition"] = json!(if i % 2 == 0 { "middle right" } else { "middle left" });
        trace["textfont"] = json!({"size": 11, "color": style::colour(i)});
        figure = figure.add(trace);
    }
    Ok(figure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, array};

    #[test]
    fn the_note_counts_the_diagonal() {
        let figure = confusion(&array![[3.0, 1.0], [0.0, 4.0]], &["a", "b"]).unwrap();
        let text = figure.to_json();
        assert!(text.contains("7 of 8") && text.contains("87.5 %"), "{text}");
    }

    #[test]
    fn mistakes_set_the_colours_and_every_cell_tells_its_count() {
        let figure = confusion(&array![[3.0, 0.0], [1.0, 0.0]], &["a", "b"]).unwrap();
        assert_eq!(figure.data[0]["text"], json!([[3.0, 0.0], [1.0, 0.0]]));
        assert_eq!(figure.data[0]["zmax"].as_f64(), Some(1.0));
    }

    #[test]
    fn wrong_input_is_an_error_and_never_a_panic() {
        assert!(confusion(&array![[1.0, 2.0]], &["a"]).is_err());
        assert!(confusion(&array![[1.0, 2.0], [3.0, 4.0]], &["a"]).is_err());
        assert!(confusion(&Array2::zeros((0, 0)), &[]).is_err());
        assert!(confusion(&Array2::zeros((2, 2)), &["a", "b"]).is_ok());
        assert!(reliability_diagram(&[]).is_err());
    }

    #[test]
    fn every_dot_of_the_reliability_diagram_tells_its_count() {
        let p = array![[0.9, 0.1], [0.9, 0.1], [0.6, 0.4]];
        let bins = crate::probability::reliability(&[0, 1, 0], &p, 10).unwrap();
        let figure = reliability_diagram(&[("model", &bins)]).unwrap();
        assert_eq!(figure.data[1]["text"], json!(["1", "2"]));
    }
}
