//! Trains the network of chapter 6 on the handwritten digits, for several
//! seeds, and prints one line of JSON for each: accuracy on the test images and
//! seconds. `sklearn_digits.py` sets scikit-learn's network beside it, on the
//! same images.

use aimath::prelude::*;
use std::time::Instant;

fn main() -> Result<(), MathError> {
    let digits = data::digits();
    let all = Examples::labelled(&(&digits.images / 16.0), &digits.labels)?;
    let (known, test) = all.split(0.8, 42)?;
    let labels = test.labels().unwrap_or_default();
    for seed in 0..5 {
        let start = Instant::now();
        let mut network = Network::fully_connected(&[64, 128, 64, 10], Activation::Relu, seed)?;
        let settings = TrainSettings { seed, weight_decay: 1e-4, ..TrainSettings::new(32, 40) };
        let (train_part, validation) = known.split(0.9, seed)?;
        let run = train(
            &mut network,
            Loss::CrossEntropy,
            &train_part,
            Some(&validation),
            &Adam::new(0.001),
            &settings,
        )?;
        let seconds = start.elapsed().as_secs_f64();
        let right = accuracy(&network.predict(&test.inputs)?, labels)?;
        println!(
            "{{\"seed\": {seed}, \"accuracy\": {right}, \"seconds\": {seconds}, \"epochs\": {}}}",
            run.history.len()
        );
    }
    Ok(())
}
