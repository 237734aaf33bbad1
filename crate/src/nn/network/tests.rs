use super::*;
use crate::calculus::gradient;
use crate::nn::{BatchNorm, LayerNorm, Targets};
use ndarray::array;

/// One of everything.
fn motley(seed: u32) -> Network {
    let random = &mut RandomState::new(seed);
    let mut dense = |n, m| Layer::Dense(Dense::new(n, m, Initialization::He, random).unwrap());
    Network::new()
        .with(dense(3, 6))
        .with(Layer::BatchNorm(BatchNorm::new(6)))
        .with(Layer::Activation(Activation::Gelu))
        .with(Layer::Dropout(0.3))
        .with(dense(6, 5))
        .with(Layer::LayerNorm(LayerNorm::new(5)))
        .with(Layer::Activation(Activation::Tanh))
        .with(dense(5, 4))
}

#[test]
fn gradients_of_any_depth_agree_with_differences() {
    let x = RandomState::new(1).randn2(7, 3);
    let targets = Targets::Labels(vec![0, 1, 2, 3, 0, 1, 2]);
    for activation in Activation::ALL {
        for sizes in [vec![3, 4], vec![3, 5, 4], vec![3, 4, 5, 4, 4]] {
            let network =
                Network::fully_connected(&sizes, activation, &mut RandomState::new(2)).unwrap();
            let loss = |p: &Array1<f64>| {
                let output = network.with_parameters(p).unwrap().predict(&x).unwrap();
                Loss::CrossEntropy.evaluate(&targets, &output).unwrap().value
            };
            let pass = network.forward(&x).unwrap();
            let delta = Loss::CrossEntropy.evaluate(&targets, pass.output()).unwrap().gradient;
            let ours = network.backward(&pass, &delta).unwrap().flatten();
            let slope = gradient(&loss, &network.parameters()).unwrap();
            assert!((ours - slope).iter().all(|d| d.abs() < 1e-7), "{activation:?} {sizes:?}");
        }
    }
}

#[test]
fn the_gradient_by_the_input_agrees_with_differences() {
    let network = motley(3);
    let x = RandomState::new(8).randn(3);
    let f = |x: &Array1<f64>| {
        network.predict(&x.clone().insert_axis(ndarray::Axis(0))).unwrap()[[0, 2]]
    };
    let pass = network.forward(&x.clone().insert_axis(ndarray::Axis(0))).unwrap();
    let g = network.backward(&pass, &array![[0.0, 0.0, 1.0, 0.0]]).unwrap();
    let slope = gradient(&f, &x).unwrap();
    assert!(g.values[0].row(0).iter().zip(&slope).all(|(a, b)| (a - b).abs() < 1e-8));
}

#[test]
fn a_training_pass_drops_units_and_use_does_not() {
    let mut network = motley(4);
    let x = RandomState::new(1).randn2(8, 3);
    assert_eq!(network.predict(&x).unwrap(), *network.forward(&x).unwrap().output());
    let pass = network.forward_training(&x, &mut RandomState::new(0)).unwrap();
    assert!(pass.values[4].iter().any(|&h| h == 0.0));
    assert!(network.forward_training(&Array2::ones((1, 3)), &mut RandomState::new(0)).is_err());
}

#[test]
fn parameters_come_and_go_in_one_order() {
    let network = motley(5);
    let numbers = Array1::from_iter((0..network.parameter_count()).map(|i| i as f64));
    assert_eq!(network.with_parameters(&numbers).unwrap().parameters(), numbers);
    assert!(network.with_parameters(&array![1.0]).is_err());
}

#[test]
fn bad_arguments_are_errors() {
    let network =
        Network::fully_connected(&[3, 4], Activation::Relu, &mut RandomState::new(0)).unwrap();
    assert!(Network::fully_connected(&[3], Activation::Relu, &mut RandomState::new(0)).is_err());
    assert!(
        Network::fully_connected(&[3, 0, 2], Activation::Relu, &mut RandomState::new(0)).is_err()
    );
    assert!(network.predict(&Array2::zeros((2, 5))).is_err());
    assert!(network.predict(&Array2::zeros((0, 3))).is_err());
    assert!(network.predict(&array![[f64::NAN, 0.0, 0.0]]).is_err());
    let pass = network.forward(&Array2::ones((2, 3))).unwrap();
    assert!(network.backward(&pass, &Array2::ones((2, 3))).is_err());
    assert!(Network::new().backward(&pass, &Array2::ones((2, 4))).is_err());
    assert!(Network::new().with(Layer::Dropout(1.5)).predict(&array![[1.0]]).is_err());
}
