use super::*;
use crate::calculus::Activation;
use crate::nn::{BatchNorm, Dense, Examples, Initialization, Layer, Network, Parameters, accuracy};
use crate::optimize::{Adam, GradientDescent};
use ndarray::Array2;

/// Two rings, one inside the other.
fn rings(n: usize, seed: u32) -> Examples {
    let mut random = RandomState::new(seed);
    let labels: Vec<usize> = (0..n).map(|i| i % 2).collect();
    let noise = random.randn2(n, 2) * 0.1;
    let turn = random.rand(n) * std::f64::consts::TAU;
    let x = Array2::from_shape_fn((n, 2), |(i, j)| {
        let angle = if j == 0 { turn[i].cos() } else { turn[i].sin() };
        (1.0 + labels[i] as f64) * angle + noise[[i, j]]
    });
    Examples::labelled(&x, &labels).unwrap()
}

fn net() -> Network {
    Network::fully_connected(&[2, 16, 16, 2], Activation::Relu, &mut RandomState::new(3)).unwrap()
}

#[test]
fn a_seed_repeats_a_training_to_the_last_bit() {
    let (all, unseen) = rings(200, 0).split(0.8, &mut RandomState::new(1)).unwrap();
    let settings = TrainSettings { weight_decay: 1e-4, ..TrainSettings::new(16, 20) };
    let run = || {
        let mut network = net().with(Layer::Dropout(0.0));
        let run = train(
            &mut network,
            Loss::CrossEntropy,
            &all,
            Some(&unseen),
            &Adam::new(0.01),
            &settings,
            &mut RandomState::new(42),
        )
        .unwrap();
        (network, run.history, run.best_epoch)
    };
    let (network, history, best) = run();
    assert_eq!(run(), (network.clone(), history.clone(), best));
    assert_eq!(history.len(), 20);
    let right = accuracy(unseen.labels().unwrap(), &network.predict(&unseen.inputs).unwrap());
    assert!(right.unwrap() > 0.95);
    // The network handed back is the one of the best epoch.
    let value = network.exam(&unseen, Loss::CrossEntropy).unwrap().loss;
    let least = history.iter().filter_map(|e| e.validation_loss).fold(f64::INFINITY, f64::min);
    assert_eq!(value, least);
    assert_eq!(history[best - 1].validation_loss, Some(least));
}

#[test]
fn one_step_on_everything_is_gradient_descent() {
    let examples = rings(20, 2);
    let start = net();
    let pass = start.forward(&examples.inputs).unwrap();
    let judged = Loss::CrossEntropy.evaluate(&examples.targets, pass.output()).unwrap();
    let slope = start.backward(&pass, &judged.gradient).unwrap().flatten();
    let expected = start.parameters() - 0.1 * slope;
    let mut after = start.clone();
    train_watched(
        &mut start.clone(),
        Loss::CrossEntropy,
        &examples,
        None,
        &GradientDescent::new(0.1),
        &TrainSettings::new(20, 1),
        &mut RandomState::new(42),
        &mut |_, network| after = network.clone(),
    )
    .unwrap();
    assert!((after.parameters() - expected).iter().all(|d| d.abs() < 1e-12));
}

#[test]
fn decay_shrinks_weights_and_leaves_the_bias() {
    let zeros = Examples::valued(&Array2::zeros((4, 1)), &Array2::ones((4, 1))).unwrap();
    let dense = Dense { weights: ndarray::array![[2.0]], bias: ndarray::array![1.0] };
    let mut network = Network::new().with(Layer::Dense(dense));
    let mut seen = Vec::new();
    let settings = TrainSettings { weight_decay: 0.5, ..TrainSettings::new(4, 1) };
    let rule = GradientDescent::new(0.1);
    let mut watch = |_: &Epoch, n: &Network| seen = n.parameters().to_vec();
    train_watched(
        &mut network,
        Loss::MeanSquared,
        &zeros,
        None,
        &rule,
        &settings,
        &mut RandomState::new(42),
        &mut watch,
    )
    .unwrap();
    assert_eq!(seen, [1.9, 1.0]); // 2 − 0.1·0.5·2, and a bias that fits already
}

#[test]
fn a_rate_too_large_ends_with_the_best_weights() {
    let examples = rings(60, 3);
    let mut network = net();
    let rule = GradientDescent::new(1e12);
    let settings = TrainSettings::new(10, 50);
    let run = train(
        &mut network,
        Loss::CrossEntropy,
        &examples,
        None,
        &rule,
        &settings,
        &mut RandomState::new(42),
    );
    assert!(matches!(run.unwrap().end, TrainingEnd::Diverged { .. }));
    assert!(network.parameters().iter().all(|p| p.is_finite()));
}

#[test]
fn the_last_weights_are_kept_where_that_is_asked_for() {
    // With f = w + b and L = f², a step of 0.6 makes −1.4·f of f: further off each time.
    let one = Examples::valued(&Array2::ones((1, 1)), &Array2::zeros((1, 1))).unwrap();
    let dense = Dense { weights: ndarray::array![[1.0]], bias: ndarray::array![0.0] };
    let start = Network::new().with(Layer::Dense(dense));
    let run = |keep| {
        let mut network = start.clone();
        let settings = TrainSettings { keep, ..TrainSettings::new(1, 5) };
        let (loss, rule) = (Loss::MeanSquared, GradientDescent::new(0.6));
        let run =
            train(&mut network, loss, &one, None, &rule, &settings, &mut RandomState::new(42))
                .unwrap();
        (network.parameters().sum(), run.best_epoch)
    };
    let (best, last) = (run(Keep::Best), run(Keep::Last));
    assert_eq!((best.1, last.1), (1, 1));
    assert!((best.0 + 1.4).abs() < 1e-12 && (last.0 + 1.4_f64.powi(5)).abs() < 1e-12);
}

#[test]
fn no_array_stays_untrained_because_of_its_memory_order() {
    let examples = rings(40, 8);
    let turn = |network: &Network| {
        let mut turned = network.clone();
        for layer in &mut turned.layers {
            if let Layer::Dense(dense) = layer {
                let turned = dense.weights.t().as_standard_layout().into_owned();
                dense.weights = turned.reversed_axes();
                assert!(dense.weights.as_slice().is_none());
            }
        }
        turned
    };
    let run = |mut network: Network| {
        let (loss, settings) = (Loss::CrossEntropy, TrainSettings::new(8, 5));
        train(
            &mut network,
            loss,
            &examples,
            None,
            &Adam::new(0.01),
            &settings,
            &mut RandomState::new(42),
        )
        .unwrap();
        network
    };
    let (plain, turned) = (run(net()), run(turn(&net())));
    for (after, before) in turned.arrays().iter().zip(net().arrays()) {
        assert!(after.values != before.values, "{} has not moved", after.name);
    }
    let gap = plain.parameters() - turned.parameters();
    assert!(gap.iter().all(|d| d.abs() < 1e-10));
}

#[test]
fn patience_and_time_end_a_training() {
    let (all, unseen) = rings(200, 4).split(0.5, &mut RandomState::new(0)).unwrap();
    let go = |settings: &TrainSettings| {
        let rule = Adam::new(0.05);
        train(
            &mut net(),
            Loss::CrossEntropy,
            &all,
            Some(&unseen),
            &rule,
            settings,
            &mut RandomState::new(42),
        )
        .unwrap()
    };
    let run = go(&TrainSettings { patience: Some(3), ..TrainSettings::new(10, 10_000) });
    assert_eq!(run.end, TrainingEnd::Patience);
    assert_eq!(run.history.len(), run.best_epoch + 3);
    let run = go(&TrainSettings { seconds: 0.05, ..TrainSettings::new(10, 1_000_000) });
    assert_eq!(run.end, TrainingEnd::OutOfTime);
    assert!(run.seconds < 5.0 && run.best_epoch > 0);
}

#[test]
fn batch_normalisation_survives_a_last_batch_of_one() {
    let examples = rings(21, 5);
    let random = &mut RandomState::new(0);
    let mut network = Network::new()
        .with(Layer::Dense(Dense::new(2, 8, Initialization::He, random).unwrap()))
        .with(Layer::BatchNorm(BatchNorm::new(8)))
        .with(Layer::Activation(Activation::Relu))
        .with(Layer::Dropout(0.1))
        .with(Layer::Dense(Dense::new(8, 2, Initialization::He, random).unwrap()));
    let rule = Adam::new(0.01);
    let settings = TrainSettings::new(5, 40);
    let run = train(
        &mut network,
        Loss::CrossEntropy,
        &examples,
        None,
        &rule,
        &settings,
        &mut RandomState::new(42),
    )
    .unwrap();
    assert!(run.losses()[39] < run.losses()[0]);
    assert_eq!(run.steps, 160);
}

#[test]
fn bad_arguments_are_errors() {
    let examples = rings(10, 6);
    let good = TrainSettings::new(5, 1);
    let fails = |settings: &TrainSettings, network: &mut Network, loss| {
        train(network, loss, &examples, None, &Adam::new(0.01), settings, &mut RandomState::new(42))
            .is_err()
    };
    let ce = Loss::CrossEntropy;
    assert!(fails(&TrainSettings { batch_size: 0, ..good.clone() }, &mut net(), ce));
    assert!(fails(&TrainSettings { weight_decay: -1.0, ..good.clone() }, &mut net(), ce));
    assert!(fails(&TrainSettings { seconds: f64::NAN, ..good.clone() }, &mut net(), ce));
    assert!(fails(&good, &mut net(), Loss::MeanSquared));
    assert!(fails(&good, &mut Network::new(), ce));
    let mut narrow =
        Network::fully_connected(&[3, 2], Activation::Relu, &mut RandomState::new(0)).unwrap();
    assert!(fails(&good, &mut narrow, ce));
    assert!(
        train(&mut net(), ce, &examples, None, &Adam::new(-1.0), &good, &mut RandomState::new(42))
            .is_err()
    );
}
