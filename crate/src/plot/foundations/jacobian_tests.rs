//! The best linear map in one and two dimensions.

use super::best_linear::*;
use super::jacobian::*;
use ndarray::{Array1, array};

#[test]
fn a_corner_keeps_its_ratio_under_the_glass() {
    let corner = zoom(&f64::abs, 0.0).unwrap();
    for frame in &corner.frames {
        assert!(frame.to_string().contains("distance = <b>1</b>"), "{frame}");
    }
    let smooth = zoom(&|x: f64| x.powi(2), 1.0).unwrap();
    assert!(smooth.frames[9].to_string().contains("distance = <b>0.001</b>"));
}

#[test]
fn the_grid_is_drawn_in_one_stroke_along_its_lines() {
    let path = snake();
    for pair in path.windows(2) {
        let (dx, dy) = ((pair[0][0] - pair[1][0]).abs(), (pair[0][1] - pair[1][1]).abs());
        assert!(dx < 1e-12 || dy < 1e-12, "{pair:?}");
        assert!(dx.max(dy) < 0.17, "{pair:?}");
    }
}

#[test]
fn a_linear_map_needs_no_zoom() {
    let shear = |p: &Array1<f64>| array![p[0] + p[1], p[1]];
    assert_eq!(jacobian_grid(&shear, &array![0.5, 0.5]).unwrap().frame_count(), 10);
    let chain = chain_of_maps(&shear, &shear, &array![0.0, 1.0]).unwrap();
    assert!(chain.frames[0].to_string().contains("differ by <b>0.00</b>"));
}

#[test]
fn wrong_input_is_an_error_and_never_a_panic() {
    assert!(zoom(&f64::ln, 0.5).is_err());
    assert!(zoom(&f64::sin, f64::NAN).is_err());
    assert!(best_slope(&f64::sqrt, 0.5).is_err());
    assert!(error_ratios(&[]).is_err());
    let three = |p: &Array1<f64>| array![p[0], p[1], 0.0];
    let plane = |p: &Array1<f64>| p.clone();
    assert!(jacobian_grid(&three, &array![0.0, 0.0]).is_err());
    assert!(jacobian_grid(&plane, &array![0.0]).is_err());
    assert!(chain_of_maps(&plane, &three, &array![0.0, 0.0]).is_err());
    assert!(jacobian_grid(&|p| p.mapv(f64::ln), &array![0.5, 0.5]).is_err());
}
