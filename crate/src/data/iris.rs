//! Measurements of irises.

use super::table;
use ndarray::Array2;
use std::fmt;

/// 150 irises of three species; see [`iris`].
#[derive(Clone, PartialEq)]
pub struct Iris {
    /// One flower a row; the columns are [`feature_names`](Self::feature_names), all in centimetres.
    pub features: Array2<f64>,
    /// What the columns of `features` are.
    pub feature_names: [&'static str; 4],
    /// The species of each flower, as a position in [`species`](Self::species).
    pub labels: Vec<usize>,
    /// The names of the three species.
    pub species: [&'static str; 3],
}

/// Says what is there rather than printing it all.
impl fmt::Debug for Iris {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Iris {{ features: {} × {} in cm ({}), labels: {} ({}) }}",
            self.features.nrows(),
            self.features.ncols(),
            self.feature_names.join(", "),
            self.labels.len(),
            self.species.join(", ")
        )
    }
}

/// Irises: length and width of sepal and petal of 150 flowers, 50 of each species.
///
/// *Iris setosa* stands apart from the other two species, which overlap.
///
/// # Source
///
/// E. Anderson collected the flowers; R. A. Fisher published them, "The use of
/// multiple measurements in taxonomic problems", Annals of Eugenics 7 (1936).
/// UCI Machine Learning Repository, licence CC BY 4.0, with Fisher's own values
/// in the two rows where the repository's differ, as `sklearn.datasets.load_iris()`
/// gives it.
///
/// # Examples
///
/// ```
/// use aimath::data::iris;
///
/// let iris = iris();
/// assert_eq!(iris.features.row(0).to_vec(), [5.1, 3.5, 1.4, 0.2]); // cm
/// assert_eq!(iris.species[iris.labels[0]], "setosa");
/// ```
#[must_use]
pub fn iris() -> Iris {
    const COUNT: usize = 150;
    let species = ["setosa", "versicolor", "virginica"];
    let mut labels = Vec::with_capacity(COUNT);
    let mut values = Vec::with_capacity(COUNT * 4);
    for mut fields in table::rows(include_str!("../../data/iris.csv")) {
        let name: String = table::next(&mut fields);
        let label = species.iter().position(|species| *species == name);
        labels.push(label.expect("the file of irises holds three species"));
        values.extend(fields.map(table::number::<f64>));
    }
    let features = Array2::from_shape_vec((COUNT, 4), values)
        .expect("the file of irises has 150 lines of 4 measurements");
    let feature_names = ["sepal length", "sepal width", "petal length", "petal width"];
    Iris { features, feature_names, labels, species }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_fifty_flowers_of_each_species() {
        let iris = iris();
        for label in 0..3 {
            assert_eq!(iris.labels.iter().filter(|&&l| l == label).count(), 50);
        }
    }
}
