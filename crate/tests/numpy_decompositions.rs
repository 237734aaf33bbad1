//! The guide's examples of §1.3 against the numbers NumPy gives for them.
#![allow(clippy::approx_constant)] // NumPy's digits are the point, 0.7071… among them

use aimath::prelude::*;

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-14 * b.abs().max(1.0)
}

/// Equal up to a common sign.
fn same_direction<'a>(
    a: impl IntoIterator<Item = &'a f64>,
    b: impl IntoIterator<Item = &'a f64>,
) -> bool {
    let pairs: Vec<(f64, f64)> = a.into_iter().copied().zip(b.into_iter().copied()).collect();
    pairs.iter().all(|&(a, b)| close(a, b)) || pairs.iter().all(|&(a, b)| close(a, -b))
}

fn guide_matrix() -> Array2<f64> {
    array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
}

#[test]
fn eigenvalues_and_eigenvectors_of_the_guide() {
    let found = eig(&array![[4.0, 2.0], [1.0, 3.0]]).unwrap();
    let (values, vectors) = (found.real_values().unwrap(), found.real_vectors().unwrap());
    assert!(close(values[0], 5.0) && close(values[1], 2.0));
    let numpy =
        array![[0.8944271909999159, -0.7071067811865475], [0.4472135954999579, 0.7071067811865476]];
    for i in 0..2 {
        assert!(same_direction(vectors.column(i), numpy.column(i)));
    }
}

#[test]
fn svd_of_the_guide() {
    let Svd { u, s, vt } = svd(&guide_matrix()).unwrap();
    let numpy_u = array![
        [-0.38631770311861147, -0.9223657800770585],
        [-0.9223657800770585, 0.38631770311861147]
    ];
    let numpy_vt = array![
        [-0.4286671335486262, -0.5663069188480352, -0.7039467041474442],
        [0.8059639085892978, 0.11238241409659352, -0.5811990803961099]
    ];
    assert!(close(s[0], 9.508032000695724) && close(s[1], 0.7728696356734844));
    for i in 0..2 {
        assert!(same_direction(u.column(i), numpy_u.column(i)));
        assert!(same_direction(vt.row(i), numpy_vt.row(i)));
    }
}

#[test]
fn rank_1_approximation_of_the_guide() {
    let best = low_rank(&guide_matrix(), 1).unwrap();
    let numpy = array![
        [1.5745462861211417, 2.080113883458557, 2.585681480795972],
        [3.759360758623218, 4.966445620474954, 6.17353048232669]
    ];
    assert!(best.approximation.iter().zip(&numpy).all(|(&a, &b)| close(a, b)));
    assert!(close(best.error_spectral, 0.7728696356734844));
}

#[test]
fn rank_of_the_guide() {
    let a = array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]];
    assert_eq!(rank(&a).unwrap(), 2);
    assert_eq!(null_space(&a).unwrap().dim(), (3, 1));
    assert_eq!(condition_number(&a).unwrap(), f64::INFINITY);
}

/// The covariance that NumPy computes for the seed-42 cloud, and the values
/// that follow from it: the direction and the share of the first component.
#[test]
fn first_principal_component_of_the_guide() {
    let covariance =
        array![[0.7332723150909713, 0.5921470934158185], [0.5921470934158185, 0.5180498044970643]];
    let found = eig(&covariance).unwrap();
    let (values, vectors) = (found.real_values().unwrap(), found.real_vectors().unwrap());
    let first = array![0.7677245725508941, 0.6407799783869242];
    assert!(same_direction(vectors.column(0), &first));
    assert!(close(values[0] / values.sum(), 0.9809679193430678));
    let symmetric = eigh(&covariance).unwrap();
    assert!(same_direction(symmetric.vectors.column(1), &first));
}

/// The cloud itself, from NumPy's generator, through the SVD of the centred data.
#[test]
fn pca_of_the_seed_42_cloud_of_the_guide() {
    let mut data = aimath::random::RandomState::new(42).randn2(100, 2);
    for mut sample in data.rows_mut() {
        sample[1] = sample[0] * 0.8 + sample[1] * 0.2;
    }
    let found = pca(&data, 2).unwrap();
    assert!(close(found.components[[0, 0]], 0.7677245725508941));
    assert!(close(found.components[[0, 1]], 0.6407799783869242));
    assert!(close(found.explained_variance_ratio[0], 0.9809679193430678));
    assert!(close(found.explained_variance.sum(), 0.7332723150909713 + 0.5180498044970643));
}

/// scikit-learn 1.9: PCA(2, svd_solver="full") on the same six samples.
#[test]
fn pca_agrees_with_scikit_learn() {
    let x = array![
        [2.0, 0.5, 1.0],
        [1.0, 1.5, -1.0],
        [0.0, -2.0, 3.0],
        [4.0, 1.0, 0.5],
        [-1.0, 0.0, 2.5],
        [3.0, 3.0, -2.0]
    ];
    let found = pca(&x, 2).unwrap();
    let components = array![
        [-0.533896907385185, -0.5451081074772923, 0.6463832017055055],
        [0.845282281057261, -0.3633036746277662, 0.39180135953387935]
    ];
    let variance = array![8.224482822878986, 1.617291531616912];
    let ratio = array![0.8197158959680049, 0.16119184700500777];
    let singular = array![6.412676049388034, 2.843669751937549];
    for (ours, theirs) in [
        (found.explained_variance.view(), variance),
        (found.explained_variance_ratio.view(), ratio),
        (found.singular_values.view(), singular),
    ] {
        assert!(ours.iter().zip(&theirs).all(|(&a, &b)| close(a, b)));
    }
    // Signs too: both make the largest entry of a component positive.
    assert!(found.components.iter().zip(&components).all(|(&a, &b)| close(a, b)));
    let z = found.transform(&x).unwrap();
    assert!(z.mean_axis(Axis(0)).unwrap().iter().all(|m| m.abs() < 1e-15));
    for (k, variance) in found.explained_variance.iter().enumerate() {
        assert!(close(z.column(k).dot(&z.column(k)) / 5.0, *variance));
    }
    let all = pca(&x, 3).unwrap();
    let back = all.inverse_transform(&all.transform(&x).unwrap()).unwrap();
    assert!(back.iter().zip(&x).all(|(&a, &b)| close(a, b)));
}

/// numpy.linalg.lstsq and pinv on a matrix whose third column is the sum of
/// the first two: of all answers, the shortest.
#[test]
fn least_squares_of_minimum_norm_agrees_with_numpy() {
    let a = array![[1.0, 2.0, 3.0], [2.0, -1.0, 1.0], [0.0, 1.0, 1.0], [3.0, 1.0, 4.0]];
    let b = array![1.0, 2.0, 3.0, 4.0];
    let fit = lstsq(&a, &b).unwrap();
    assert_eq!(fit.rank, 2);
    let x = array![0.5580524344569292, -0.014981273408239737, 0.5430711610486892];
    let values = array![6.448131189053689, 2.534088429544845, 2.7997752503319583e-16];
    assert!(fit.x.iter().zip(&x).all(|(&a, &b)| close(a, b)));
    assert!(fit.singular_values.iter().zip(&values).all(|(&a, &b)| close(a, b)));
    assert!(close(fit.residual_sum, 7.584269662921349));
    let pseudo = array![
        [-0.08614232209737825, 0.20224719101123598, -0.0749063670411985, 0.11610486891385774],
        [0.18352059925093628, -0.2134831460674157, 0.11610486891385767, -0.029962546816479425],
        [0.09737827715355808, -0.011235955056179808, 0.04119850187265921, 0.08614232209737828]
    ];
    assert!(pinv(&a).unwrap().iter().zip(&pseudo).all(|(&a, &b)| close(a, b)));
}

#[test]
fn bad_input_is_refused_with_a_sentence_that_names_it() {
    let nan = array![[1.0, f64::NAN], [0.0, 1.0]];
    let infinite = array![[1.0, 0.0], [f64::INFINITY, 1.0]];
    for bad in [nan, infinite] {
        let b = array![1.0, 1.0];
        let refusals = [
            qr(&bad).err(),
            qr_full(&bad).err(),
            eigh(&bad).err(),
            eig(&bad).err(),
            eigenvalues(&bad).err(),
            svd(&bad).err(),
            svd_full(&bad).err(),
            singular_values(&bad).err(),
            rank(&bad).err(),
            null_space(&bad).err(),
            condition_number(&bad).err(),
            norm_spectral(&bad).err(),
            pinv(&bad).err(),
            lstsq(&bad, &b).err(),
            low_rank(&bad, 1).err(),
            power_iteration(&bad, 1e-9, 10).err(),
            pca(&bad, 1).err(),
        ];
        for refusal in refusals {
            let error = refusal.expect("a matrix that is not finite is refused");
            assert!(matches!(error, MathError::NotFinite { .. }), "{error}");
        }
    }
    let wide = guide_matrix();
    for refusal in [eigh(&wide).err(), eig(&wide).err(), eigenvalues(&wide).err()] {
        assert!(matches!(refusal, Some(MathError::NotSquare { shape: (2, 3), .. })));
    }
    let lopsided = array![[1.0, 2.0], [0.0, 1.0]];
    assert!(matches!(eigh(&lopsided), Err(MathError::NotSymmetric { .. })));
    assert!(matches!(lstsq(&wide, &array![1.0]), Err(MathError::ShapeMismatch { .. })));
    assert!(matches!(low_rank(&wide, 3), Err(MathError::InvalidArgument { argument: "k", .. })));
    assert!(matches!(pca(&wide, 0), Err(MathError::InvalidArgument { argument: "k", .. })));
    assert!(matches!(pca(&array![[1.0, 2.0]], 1), Err(MathError::InvalidArgument { .. })));
    assert!(matches!(power_iteration(&lopsided, 0.0, 9), Err(MathError::OutOfRange { .. })));
    let turn = eig(&array![[0.0, -1.0], [1.0, 0.0]]).unwrap();
    assert!(turn.real_values().is_err() && turn.real_vectors().is_err());
    assert!(matches!(
        svd(&(Array2::ones((20, 20)) * 1e308)),
        Err(MathError::Overflow { operation: "svd" })
    ));
}

#[test]
fn empty_matrices_have_empty_factors() {
    for (m, n) in [(0, 0), (0, 3), (3, 0)] {
        let a = Array2::<f64>::zeros((m, n));
        let Qr { q, r } = qr(&a).unwrap();
        assert_eq!((q.dim(), r.dim()), ((m, 0), (0, n)));
        let Qr { q, r } = qr_full(&a).unwrap();
        assert_eq!((q, r.dim()), (Array2::eye(m), (m, n)));
        let Svd { u, s, vt } = svd(&a).unwrap();
        assert_eq!((u.dim(), s.len(), vt.dim()), ((m, 0), 0, (0, n)));
        let Svd { u, vt, .. } = svd_full(&a).unwrap();
        assert_eq!((u, vt), (Array2::eye(m), Array2::eye(n)));
        assert_eq!(rank(&a).unwrap(), 0);
        assert_eq!(norm_spectral(&a).unwrap(), 0.0);
        assert_eq!(pinv(&a).unwrap().dim(), (n, m));
        assert_eq!(null_space(&a).unwrap(), Array2::<f64>::eye(n));
        assert_eq!(lstsq(&a, &Array1::zeros(m)).unwrap().x, Array1::<f64>::zeros(n));
        assert_eq!(low_rank(&a, 0).unwrap().approximation.dim(), (m, n));
        assert!(matches!(condition_number(&a), Err(MathError::Empty { .. })));
        assert!(pca(&a, 1).is_err());
    }
    let none = Array2::<f64>::zeros((0, 0));
    assert_eq!(eigh(&none).unwrap().values.len(), 0);
    assert_eq!(eig(&none).unwrap().values.len(), 0);
    assert!(matches!(power_iteration(&none, 1e-9, 9), Err(MathError::Empty { .. })));
}
