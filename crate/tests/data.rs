//! The data sets against what their sources say of them (`reference/data_sets.py`).

use aimath::data;
use aimath::prelude::*;
use serde_json::Value;
use std::sync::LazyLock;

static REFERENCE: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("reference/data_sets.json")).unwrap());

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn indices(value: &Value) -> Vec<usize> {
    numbers(value).into_iter().map(|x| x as usize).collect()
}

#[track_caller]
fn assert_close(actual: f64, expected: f64) {
    assert!((actual - expected).abs() <= 1e-12 * expected.abs().max(1.0), "{actual}, {expected}");
}

#[track_caller]
fn assert_facts(a: &Array2<f64>, facts: &Value) {
    assert_eq!(vec![a.nrows(), a.ncols()], indices(&facts["shape"]));
    assert_close(a.sum(), facts["sum"].as_f64().unwrap());
    let means = numbers(&facts["column means"]);
    let stds = numbers(&facts["column stds"]);
    for (j, column) in a.columns().into_iter().enumerate() {
        assert_close(column.mean().unwrap(), means[j]);
        assert_close(column.std(0.0), stds[j]);
    }
    let weighted: f64 = a.indexed_iter().map(|((i, j), x)| ((i + 1) * (j + 1)) as f64 * x).sum();
    assert_close(weighted, facts["sum weighted by (row + 1)(column + 1)"].as_f64().unwrap());
    assert_eq!(a.row(a.nrows() - 1).to_vec(), numbers(&facts["last row"]));
}

#[test]
fn digits_are_those_of_scikit_learn() {
    let digits = data::digits();
    assert_facts(&digits.images, &REFERENCE["digits"]);
    let mut counts = vec![0; 10];
    digits.labels.iter().for_each(|&label| counts[label] += 1);
    assert_eq!(counts, indices(&REFERENCE["digits, how many of each"]));
    let weighted: usize = digits.labels.iter().enumerate().map(|(i, label)| (i + 1) * label).sum();
    assert_eq!(weighted, REFERENCE["digits, labels weighted by position + 1"]);
}

#[test]
fn irises_are_those_of_scikit_learn() {
    let iris = data::iris();
    assert_facts(&iris.features, &REFERENCE["iris"]);
    assert_eq!(serde_json::json!(iris.species), REFERENCE["iris, species"]);
    assert_eq!(iris.labels, indices(&REFERENCE["iris, labels"]));
}

#[test]
fn patients_are_those_of_scikit_learn_in_their_own_units() {
    let diabetes = data::diabetes();
    assert_facts(&diabetes.features, &REFERENCE["diabetes"]);
    assert_eq!(serde_json::json!(diabetes.feature_names), REFERENCE["diabetes, names"]);
    let target = diabetes.target.clone().insert_axis(Axis(1));
    assert_facts(&target, &REFERENCE["diabetes, target"]);
}

/// The recipe that the documentation gives for scikit-learn's scaled columns.
#[test]
fn patients_can_be_scaled_as_scikit_learn_scales_them() {
    let features = data::diabetes().features;
    let expected = numbers(&REFERENCE["diabetes, scaled, first row"]);
    for (column, expected) in features.columns().into_iter().zip(expected) {
        let scale = column.std(0.0) * 442.0_f64.sqrt();
        assert_close((column[0] - column.mean().unwrap()) / scale, expected);
    }
}

/// Means of 4 × 4 blocks hardly depend on how a picture is made smaller, and the
/// stretch of its greys is linear, so a straight line has to join them.
#[test]
fn the_photograph_is_the_cat() {
    let cat = data::photograph();
    let expected = numbers(&REFERENCE["photograph, unstretched means of 4 × 4 blocks"]);
    let actual: Vec<f64> =
        cat.exact_chunks((32, 32)).into_iter().map(|b| b.mean().unwrap()).collect();
    let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
    let (mx, my) = (mean(&expected), mean(&actual));
    let sxy: f64 = expected.iter().zip(&actual).map(|(x, y)| (x - mx) * (y - my)).sum();
    let sxx: f64 = expected.iter().map(|x| (x - mx).powi(2)).sum();
    let slope = sxy / sxx;
    assert!((1.2..1.6).contains(&slope), "{slope}");
    for (x, y) in expected.iter().zip(&actual) {
        assert!((my + slope * (x - mx) - y).abs() < 0.005, "{x} became {y}");
    }
}

#[test]
fn cosines_are_those_of_the_model_in_double_precision() {
    let embeddings = data::embeddings();
    let pairs = REFERENCE["embeddings, cosines in double precision"].as_array().unwrap();
    assert_eq!(pairs.len(), 9);
    for pair in pairs {
        let vector = |k: usize| embeddings.vector(pair[k].as_str().unwrap()).unwrap();
        let cosine = vector(0).dot(&vector(1));
        assert!((cosine - pair[2].as_f64().unwrap()).abs() < 1e-5, "{cosine}: {pair}");
    }
}

/// What the notebooks say about these vectors.
#[test]
fn embeddings_show_what_they_were_chosen_to_show() {
    let embeddings = data::embeddings();
    let cosines = embeddings.vectors.dot(&embeddings.vectors.t());
    let topic =
        |name: &str| -> Vec<usize> { (0..44).filter(|&i| embeddings.topics[i] == name).collect() };

    // Words are on average closer to their own topic than to any other.
    let words = ["animals", "food", "weather", "cities", "machine learning"];
    let average = |left: &[usize], right: &[usize]| {
        let pairs = left.iter().flat_map(|&i| right.iter().map(move |&j| (i, j)));
        let values: Vec<f64> =
            pairs.filter(|(i, j)| i != j).map(|(i, j)| cosines[[i, j]]).collect();
        values.iter().sum::<f64>() / values.len() as f64
    };
    for own in words {
        for other in words.into_iter().filter(|&other| other != own) {
            let inside = average(&topic(own), &topic(own));
            let across = average(&topic(own), &topic(other));
            assert!(inside > across + 0.05, "{own} {inside}, {other} {across}");
        }
    }

    // Each paraphrase is the sentence nearest to its partner among the six.
    let six = topic("paraphrases");
    for (position, &i) in six.iter().enumerate() {
        let others = six.iter().filter(|&&j| j != i);
        let nearest = others.max_by(|&&a, &&b| cosines[[i, a]].total_cmp(&cosines[[i, b]]));
        assert_eq!(nearest, Some(&six[position ^ 1]), "{}", embeddings.texts[i]);
    }

    // Negation hardly moves a sentence: a lesson in what cosines do not measure.
    let negation = topic("negation");
    assert!(cosines[[negation[0], negation[1]]] > cosines[[negation[0], negation[2]]]);

    // king − man + woman: nearest to queen once the words of the sum are left out.
    let [king, man, woman] = ["king", "man", "woman"].map(|w| embeddings.vector(w).unwrap());
    let scores = embeddings.vectors.dot(&(king - man + woman));
    let best = (0..44)
        .filter(|&i| !["king", "man", "woman"].contains(&embeddings.texts[i].as_str()))
        .max_by(|&a, &b| scores[a].total_cmp(&scores[b]));
    assert_eq!(embeddings.texts[best.unwrap()], "queen");
}
