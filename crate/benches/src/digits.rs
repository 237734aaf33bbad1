//! Trains the network of chapter 6 on the handwritten digits, for several
//! seeds, and prints one line of JSON for each: accuracy on the test images and
//! seconds. `sklearn_digits.py` sets scikit-learn's network beside it, on the
//! same images.

use aimath::prelude::*;
use std::time::Instant;

fn main() -> Result<(), MathError> {
    let digits = data::digits();
    let all = Examples::labelled(&(&digits.images / 16.0), &digits.labels)?;
    let (known, test) = all.split(0.8, &mut RandomState::new(42))?;
    let labels = test.labels().unwrap_or_default();
    for seed in [42, 0, 1, 2, 3] {
        let start = Instant::now();
        let (part, validation) = known.split(0.9, &mut RandomState::new(seed))?;
        let mut network = Network::fully_connected(
            &[64, 128, 64, 10],
            Activation::Relu,
            &mut RandomState::new(seed),
        )?;
        let settings = TrainSettings {
            weight_decay: 1e-4,
            schedule: Schedule::Cosine { steps: 40 * part.len().div_ceil(32), floor: 0.01 },
            ..TrainSettings::new(32, 40)
        };
        let (loss, adam) = (Loss::CrossEntropy, Adam::new(0.002));
        train(
            &mut network,
            loss,
            &part,
            Some(&validation),
            &adam,
            &settings,
            &mut RandomState::new(seed),
        )?;
        let seconds = start.elapsed().as_secs_f64();
        let right = accuracy(labels, &network.predict(&test.inputs)?)?;
        println!("{{\"seed\": {seed}, \"accuracy\": {right}, \"seconds\": {seconds}}}");
    }
    Ok(())
}
