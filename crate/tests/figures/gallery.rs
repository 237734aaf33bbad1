//! The figures that are looked at: between them they use every function of `plot`.

use aimath::data;
use aimath::plot::{self, Figure};
use aimath::prelude::*;

/// Points of a cloud that leans to the right, from a small congruential generator.
fn cloud(n: usize) -> Array2<f64> {
    let mut state = 42_u64;
    let mut uniform = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let mut bell = || (0..12).map(|_| uniform()).sum::<f64>() - 6.0;
    let mut x = Array2::zeros((n, 2));
    for mut row in x.rows_mut() {
        let (s, t) = (2.0 * bell(), 0.6 * bell());
        (row[0], row[1]) = (0.8 * s - 0.6 * t + 1.0, 0.6 * s + 0.8 * t - 0.5);
    }
    x
}

/// A smooth picture with edges.
fn photograph(n: usize) -> Array2<f64> {
    Array2::from_shape_fn((n, n), |(i, j)| {
        let (x, y) = (j as f64 / n as f64 - 0.5, i as f64 / n as f64 - 0.5);
        let disc = if x.hypot(y) < 0.3 { 0.45 } else { 0.0 };
        (0.3 + 0.3 * y + disc + 0.1 * (25.0 * x * y).sin()).clamp(0.0, 1.0)
    })
}

/// A short training of a small transformer.
fn lesson() -> Result<SequenceTraining, MathError> {
    let sizes = TransformerConfig { vocabulary: 6, width: 8, heads: 2, hidden: 8, blocks: 1 };
    let plan = SequencePlan {
        task: SequenceTask::Reverse,
        symbols: 5,
        length: 4,
        steps: 20,
        batch: 8,
        rate: 0.01,
        unseen: 20,
        looks: vec![0, 10],
        seconds: 30.0,
    };
    train_on_sequences(
        &mut Transformer::new(&sizes, &mut RandomState::new(42))?,
        &plan,
        &mut RandomState::new(1),
    )
}

/// A number of figures that between them use every function of `plot`.
pub fn gallery() -> Vec<(&'static str, Figure)> {
    match pictures() {
        Ok(list) => list,
        Err(error) => panic!("{error}"),
    }
}

fn pictures() -> Result<Vec<(&'static str, Figure)>, MathError> {
    let x = Array1::linspace(0.0, 6.0, 40);
    let sine = x.mapv(f64::sin);
    let wave = x.mapv(|v| (2.0 * v).cos());
    let t = Array1::linspace(-2.0, 2.0, 25);
    let bowl = Array2::from_shape_fn((25, 25), |(i, j)| t[j] * t[j] + 3.0 * t[i] * t[i]);
    let points = cloud(150);
    let (px, py) = (points.column(0).to_owned(), points.column(1).to_owned());
    let groups: Vec<usize> = (0..150).map(|i| i % 10).collect();
    let digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
    let (a, b) = (array![3.0, 4.0], array![1.0, 2.0]);
    let three = array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]];
    let eight = Array2::from_shape_fn((10, 64), |(k, p)| ((p * (k + 1)) % 17) as f64);
    let words = Array2::from_shape_fn((12, 5), |(i, j)| ((i * j + i) as f64).sin() + 0.3);
    let names: Vec<String> = (0..12).map(|i| format!("word {i}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let written = data::digits();
    let meaning = data::embeddings();
    let texts: Vec<&str> = meaning.texts.iter().map(String::as_str).collect();
    let bowl10 = QuadraticBowl::new(10.0, 2)?;
    let layers = [
        array![[1.0, 0.6], [-0.5, 1.1]],
        array![[0.9, -1.0], [0.8, 0.7]],
        array![[1.2, 0.4], [-0.3, 1.0]],
    ];
    let biases = [array![0.2, 0.1], array![0.1, -0.2], array![0.0, 0.2]];
    let tokens = ["the", "cat", "sat", "there"];
    let nothing = Array2::zeros((4, 2));
    let even = attention(&nothing, &nothing, &nothing, &Mask::All)?.weights;
    let causal = attention(&nothing, &nothing, &nothing, &Mask::Causal)?.weights;
    let written_examples = Examples::labelled(&(&written.images / 16.0), &written.labels)?;
    let (few, _) = written_examples.split(0.15, &mut RandomState::new(0))?;
    let mut reader =
        Network::fully_connected(&[64, 16, 10], Activation::Relu, &mut RandomState::new(0))?;
    let mut readers = vec![("0".to_string(), reader.clone())];
    let mut watch = |e: &Epoch, n: &Network| readers.push((e.number.to_string(), n.clone()));
    let (ce, settings) = (Loss::CrossEntropy, TrainSettings::new(32, 4));
    let rule = Adam::new(0.01);
    let read = train_watched(
        &mut reader,
        ce,
        &few,
        Some(&few),
        &rule,
        &settings,
        &mut RandomState::new(42),
        &mut watch,
    )?;
    let read_labels = reader.classify(&few.inputs)?;
    let sides: Vec<usize> = groups.iter().map(|g| g % 2).collect();
    let halves = Examples::labelled(&points, &sides)?;
    let mut splitters = Vec::new();
    for seed in 0..2 {
        let network =
            Network::fully_connected(&[2, 8, 2], Activation::Tanh, &mut RandomState::new(seed))?;
        splitters.push((seed.to_string(), network));
    }
    let patients = data::diabetes();
    let scaled = standardize_columns(&patients.features)?.x;
    let some: Vec<usize> = (0..40).collect();
    let two = scaled.select(Axis(0), &some).select(Axis(1), &[2, 8]);
    let score = patients.target.select(Axis(0), &some);
    let all = linear_regression(&scaled, &patients.target)?;
    let (bx, by) =
        (array![0.0, 1.0, 2.0, 3.0, 4.5, 5.0, 9.0], array![1.0, 2.5, 2.0, 4.0, 4.2, 6.0, 8.0]);
    let grid = penalty_grid(40.0, 1e-3, 20)?;
    let settings = CoordinateSettings::default();
    let compared = compare_least_squares(&array![[1.0], [2.0]], &array![1.0, 2.0], &array![1.0])?;
    Ok(vec![
        ("decision_boundary", plot::decision_boundary(&splitters, &halves)?),
        ("signal_depth", plot::signal_depth(60, 20, &[0.5, 1.0, 2.0], &mut RandomState::new(0))?),
        ("learning_curves", plot::learning_curves(&read)?),
        ("training_race", plot::training_race(&[("Adam", &read), ("again", &read)])?),
        ("misread", plot::misread(&few.inputs, (8, 8), few.labels().unwrap_or(&[]), &read_labels)?),
        ("hidden_embedding", plot::hidden_embedding(&readers, &few, &digits)?),
        (
            "lines",
            plot::lines(&x, &[("sin <i>x</i>", &sine), ("cos 2<i>x</i>", &wave)])?
                .title("Two waves"),
        ),
        (
            "curves",
            plot::curves(&[("ln <i>x</i>", &|v| v.ln()), ("√<i>x</i>", &|v| v.sqrt())], 0.1, 5.0)?,
        ),
        ("scatter", plot::scatter(&px, &py)?.title("A cloud")),
        ("scatter_groups", plot::scatter_groups(&px, &py, &groups, &digits)?.title("Ten groups")),
        (
            "bars",
            plot::bars(&["yes", "no", "maybe"], &array![0.5, 0.3, 0.2])?
                .x("answer")
                .y("probability"),
        ),
        (
            "grouped_bars",
            plot::grouped_bars(&["a", "b"], &[("P", &array![0.7, 0.3]), ("Q", &array![0.5, 0.5])])?,
        ),
        ("histogram", plot::histogram(&px, 20)?),
        ("heatmap", plot::heatmap(&three, &[], &[])?),
        (
            "contour",
            plot::contour(&t, &t, &bowl)?.with(&plot::scatter(&array![0.0], &array![0.0])?),
        ),
        ("surface", plot::surface(&t, &t, &bowl)?.title("A bowl").z("height")),
        ("vectors2d", plot::vectors2d(&[("<b>a</b>", &a), ("<b>b</b>", &b)])?),
        ("image", plot::image(&photograph(64), 0.0, 1.0)?),
        ("images", plot::images(&eight, (8, 8), &digits)?.title("Ten pictures")),
        (
            "side_by_side",
            plot::side_by_side(&[
                plot::scatter(&px, &py)?.equal_aspect().title("equal aspect"),
                plot::histogram(&px, 12)?.title("histogram"),
            ])?,
        ),
        ("attention_maps", plot::attention_maps(&[("all", &even), ("causal", &causal)], &tokens)?),
        ("attention_steps", plot::attention_steps(&causal, &tokens)?),
        ("attention_training", plot::attention_training(&lesson()?, &[])?),
        (
            "softmax_saturation",
            plot::softmax_saturation(&[1, 4, 16, 64, 256, 1024], &mut RandomState::new(4))?,
        ),
        ("positional_clocks", plot::positional_clocks(25, 8)?),
        ("positional_map", plot::positional_map(40, 32)?),
        ("dot_product", plot::dot_product(&a, &b)?),
        ("vector_sum", plot::vector_sum(&array![3.0, 1.0], &b)?),
        ("unit_balls", plot::unit_balls()),
        ("lp_balls", plot::lp_balls()?),
        ("cosine_heatmap_texts", plot::cosine_heatmap(&meaning.vectors, &texts)?),
        ("cosine_heatmap", plot::cosine_heatmap(&words, &names)?),
        ("linear_map", plot::linear_map(&array![[3.0, 1.0], [2.0, 4.0]])?),
        ("linear_map_flip", plot::linear_map(&array![[1.0, 2.0], [2.0, 1.0]])?),
        ("rank_one", plot::rank_one(&array![[1.0, 2.0], [0.5, 1.0]])?),
        ("matmul_steps", plot::matmul_steps(&three, &three.t().to_owned())?),
        ("eigen_directions", plot::eigen_directions(&array![[4.0, 2.0], [1.0, 3.0]])?),
        ("eigen_directions_symmetric", plot::eigen_directions(&array![[2.0, 1.0], [1.0, 2.0]])?),
        ("eigen_directions_none", plot::eigen_directions(&array![[0.0, -1.0], [1.0, 0.0]])?),
        ("svd_steps", plot::svd_steps(&array![[3.0, 1.0], [2.0, 4.0]])?),
        ("svd_steps_flip", plot::svd_steps(&array![[1.0, 2.0], [2.0, 1.0]])?),
        ("singular_values", plot::singular_values(&photograph(64))?),
        (
            "low_rank_image",
            plot::low_rank_image(&data::photograph(), &[1, 2, 4, 8, 12, 16, 24, 32, 48, 64])?,
        ),
        (
            "power_steps",
            plot::power_steps(&array![[4.0, 2.0], [1.0, 3.0]], &array![-1.0, 1.5], 12)?,
        ),
        ("pca_axes", plot::pca_axes(&points)?),
        ("pca_projection", plot::pca_projection(&points)?),
        ("pca_scatter", plot::pca_scatter(&written.images, &written.labels, &digits)?),
        ("pca_images", plot::pca_images(&pca(&written.images, 8)?, (8, 8), 8)?),
        ("stacked_layers", plot::stacked_layers(&layers, &biases)?),
        ("secant_to_tangent", plot::secant_to_tangent(&|x| x * x * x, 1.0)?),
        ("difference_error", plot::difference_error(&f64::sin, 1.0_f64.cos(), 1.0)?),
        ("taylor", plot::taylor(&Jet::sin, 0.0, &[1, 3, 5, 7, 9, 11, 13], (-7.0, 7.0))?),
        ("curvature", plot::curvature(&|x| x.powi(3) - 3.0 * x, (-2.0, 2.0))?),
        ("activation", plot::activation("tanh")?),
        ("activations", plot::activations()?),
        ("gradient_field", plot::gradient_field(&slope, (-3.0, 3.0), (-2.0, 2.0))?),
        ("tangent_plane", plot::tangent_plane(&slope, &array![1.0, 1.0])?),
        ("critical_points", plot::critical_points()?),
        ("zoom", plot::zoom(&f64::exp, 0.0)?),
        ("best_slope", plot::best_slope(&|x| x * x * x, 1.0)?),
        ("error_ratios", plot::error_ratios(&[("polar", &ratios(&polar, &array![2.0, 0.5])?)])?),
        ("jacobian_grid", plot::jacobian_grid(&polar, &array![1.5, 0.6])?),
        ("chain_of_maps", plot::chain_of_maps(&polar, &polar, &array![1.5, 0.6])?),
        ("directional_profile", plot::directional_profile(&slope, &array![1.0, 0.5], 1.0)?),
        ("directional_slopes", plot::directional_slopes(&slope, &array![1.5, 1.0])?),
        ("around_a_point", plot::around_a_point(&saddle, &array![0.0, 0.0], 1.0)?),
        ("computation_graph", plot::computation_graph(&neuron().graph())?),
        (
            "learning_rate",
            plot::learning_rate(
                &bowl10.function(),
                &bowl10.gradient_function(),
                &array![3.0, 1.0],
                &[0.005, 0.02, 0.05, 0.1, 0.15, 0.18, 0.195, 0.2, 0.205, 0.22],
            )?,
        ),
        (
            "optimizer_race",
            plot::optimizer_race(
                &rosenbrock,
                &rosenbrock_gradient,
                &array![-1.2, 1.0],
                &racers(),
                300,
            )?,
        ),
        (
            "convexity",
            plot::convexity(
                ("<i>x</i>²", &|x| x * x),
                ("<i>x</i>⁴ − 3<i>x</i>²", &|x| x.powi(4) - 3.0 * x * x),
                -1.5,
                2.0,
            )?,
        ),
        ("product_set", plot::product_set(&array![1.0, 2.0, 4.0], &array![1.0, 3.0])?),
        ("level_sets", plot::level_sets(&slope, (-2.0, 2.0), (-2.0, 2.0))?),
        ("inner_product_levels", plot::inner_product_levels(&array![1.0, 0.5])?),
        (
            "moved_plane",
            plot::moved_plane(
                &|p| array![p[0] + 0.4 * p[1].sin(), p[1]],
                (-2.0, 2.0),
                (-2.0, 2.0),
            )?,
        ),
        ("line_parabola", plot::line_parabola(&a, &b)?),
        ("cauchy_schwarz", plot::cauchy_schwarz(&a, &array![2.0, 1.0])?),
        ("triangle_inequality", plot::triangle_inequality(&a, &b)?),
        (
            "linearity",
            plot::linearity(&|p| array![p[0], p[1] * p[1]], &array![1.0, 0.5], &array![0.5, 1.0])?,
        ),
        ("columns", plot::columns(&array![[2.0, -1.0], [1.0, 1.0]], &array![2.0, 1.5])?),
        (
            "composition",
            plot::composition(&array![[0.0, -1.0], [1.0, 0.0]], &array![[2.0, 0.0], [0.0, 1.0]])?,
        ),
        ("transpose_steps", plot::transpose_steps(&three)?),
        ("bayes_areas", plot::bayes_areas(0.9, 0.91, &[0.001, 0.01, 0.05, 0.2, 0.5, 0.9])?),
        ("masses", plot::masses("λ", "Poisson", &poissons()?, 20)?),
        ("densities", plot::densities("σ", "Normal, μ = 0", &normals()?, (-6.0, 6.0))?),
        ("normal_within", plot::normal_within(&Normal::new(0.0, 1.0)?)?),
        ("binomial_poisson", plot::binomial_poisson(3.0, &[4, 6, 10, 20, 50, 100, 500])?),
        ("poisson_normal", plot::poisson_normal(&[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 80.0])?),
        (
            "central_limit",
            plot::central_limit(
                &Exponential::new(1.0)?,
                &[1, 2, 3, 5, 10, 30],
                2000,
                &mut RandomState::new(1),
            )?,
        ),
        ("bivariate_normal", plot::bivariate_normal(&[-0.95, -0.7, -0.4, 0.0, 0.4, 0.7, 0.95])?),
        (
            "bernoulli_likelihood",
            plot::bernoulli_likelihood(&array![1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 0.0, 1.0])?,
        ),
        (
            "likelihood_surface",
            plot::likelihood_surface(&array![4.1, 5.6, 4.8, 6.3, 5.2, 3.9, 5.0, 5.5])?,
        ),
        ("variance_bias", plot::variance_bias(&[2, 3, 5, 10, 30], 2000, &mut RandomState::new(1))?),
        ("coin_entropy", plot::coin_entropy()?),
        (
            "kl_directions",
            plot::kl_directions(
                &|v| (-2.0 * (v - 2.0).powi(2)).exp() + (-2.0 * (v + 2.0).powi(2)).exp(),
                (-5.0, 5.0),
                &Normal::new(0.5, 0.5)?,
            )?,
        ),
        ("confusion", plot::confusion(&confusion_matrix(&groups, &groups, 10)?, &digits)?),
        (
            "reliability_diagram",
            plot::reliability_diagram(&[(
                "model",
                &reliability(&[0, 1], &array![[0.9, 0.1], [0.7, 0.3]], 10)?,
            )])?,
        ),
        ("residual_squares", plot::residual_squares(&bx, &by)?),
        ("fitted_plane", plot::fitted_plane(&two, &score)?),
        (
            "column_space",
            plot::column_space(
                &array![[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]],
                &array![1.0, 0.0, 5.0],
            )?,
        ),
        ("polynomial_degrees", plot::polynomial_degrees((&bx, &by), (&(&bx + 0.3), &by), 6)?),
        ("regression_bands", plot::regression_bands(&bx, &by)?),
        (
            "coefficient_intervals",
            plot::coefficient_intervals(&all, &patients.feature_names, 0.95)?,
        ),
        ("leverage_pull", plot::leverage_pull(&bx, &by)?),
        ("residual_plots", plot::residual_plots(&all)?),
        (
            "ridge_paths",
            plot::ridge_paths(
                &ridge_path(&scaled, &patients.target, &grid)?,
                &patients.feature_names,
            )?,
        ),
        (
            "lasso_paths",
            plot::lasso_paths(
                &lasso_path(&scaled, &patients.target, &grid, &settings)?,
                &patients.feature_names,
            )?,
        ),
        ("ball_and_diamond", plot::ball_and_diamond(&two, &score)?),
        ("landing_places", plot::landing_places()?),
        ("soft_threshold", plot::soft_threshold(1.0)?),
        ("loss_gradient", plot::loss_gradient(&two, &score)?),
        (
            "cross_validation",
            plot::cross_validation(&ridge_cross_validation(
                &scaled,
                &patients.target,
                &grid,
                &k_folds(442, 5)?,
            )?)?,
        ),
        ("lost_digits", plot::lost_digits(&array![2.0], &[compared])?),
        ("float_bits", plot::float_bits(FloatFormat::F16, &[1.0, -6.5, 0.1, 70000.0, 6e-8])?),
        ("float_formats", plot::float_formats(&[1.0, 0.1, 70000.0])?),
        ("format_ranges", plot::format_ranges(&[1e-42, 1e-8, 1.0, 65000.0, 70000.0])?),
        ("number_line", plot::number_line(3, &[1, 2, 3, 4])?),
        ("number_zoom", plot::number_zoom(std::f64::consts::PI, &[1.0, 0.1, 1e-3, 1e-6])?),
        ("rounding", plot::rounding(1.0, 1.06)?),
        (
            "sum_errors",
            plot::sum_errors(&Array1::from_elem(100_000, 0.1), &[10, 100, 1000, 10_000, 100_000])?,
        ),
        ("stalled_sums", plot::stalled_sums(1.0, 3000)?),
        ("cancellation_zoom", plot::cancellation_zoom(&[1.0, 1e-3, 1e-6, 1e-7, 3e-8])?),
        ("quadratic_digits", plot::quadratic_digits()?),
        ("variance_digits", plot::variance_digits(&array![1.0, 2.0, 4.0, 8.0])?),
        ("condition_digits", plot::condition_digits(&array![1.0, 1e8], &array![16.0, 8.5])?),
        ("crossing_lines", plot::crossing_lines(&[90.0, 45.0, 10.0, 4.0])?),
        (
            "softmax_temperature",
            plot::softmax_temperature(
                &array![2.0, 1.0, 0.1],
                &["cat", "dog", "fox"],
                &[0.25, 1.0, 4.0],
            )?,
        ),
        ("softmax_overflow", plot::softmax_overflow(&array![1.0, 2.0, 3.0], &[1.0, 100.0, 300.0])?),
        ("loss_scaling", plot::loss_scaling(&array![1e-3, 1e-8, 3e-6, -1e-10], &[0, 10, 20])?),
        (
            "descent_precision",
            plot::descent_precision(
                &[(
                    "float16",
                    Precision { format: FloatFormat::F16, loss_scale: 1.0, master_copy: false },
                )],
                1e-3,
                0.1,
                100,
            )?,
        ),
    ])
}

/// Poisson distributions of several rates.
fn poissons() -> Result<Vec<(String, Box<dyn Distribution>)>, MathError> {
    let mut laws: Vec<(String, Box<dyn Distribution>)> = Vec::new();
    for rate in [0.5, 1.0, 2.0, 4.0, 8.0, 12.0] {
        laws.push((rate.to_string(), Box::new(Poisson::new(rate)?)));
    }
    Ok(laws)
}

/// Normal distributions of several widths.
fn normals() -> Result<Vec<(String, Box<dyn Distribution>)>, MathError> {
    let mut laws: Vec<(String, Box<dyn Distribution>)> = Vec::new();
    for sigma in [0.5, 0.75, 1.0, 1.5, 2.0, 3.0] {
        laws.push((sigma.to_string(), Box::new(Normal::new(0.0, sigma)?)));
    }
    Ok(laws)
}

/// One neuron: tanh(w₁x₁ + w₂x₂ + b), squared as a loss.
fn neuron() -> aimath::calculus::Value {
    let number = |v: f64, name: &str| aimath::calculus::Value::new(v).label(name);
    let (x1, w1) = (number(2.0, "x₁"), number(-0.3, "w₁"));
    let (x2, w2) = (number(0.5, "x₂"), number(1.2, "w₂"));
    let sum = (&x1 * &w1 + &x2 * &w2 + number(0.4, "b")).label("z");
    (sum.tanh().label("a") - 1.0).square().label("L")
}

/// Three walkers on the same slope.
fn racers() -> Vec<Box<dyn Optimizer>> {
    vec![
        Box::new(GradientDescent::new(0.001)),
        Box::new(Momentum::new(0.001, 0.9)),
        Box::new(Adam::new(0.05)),
    ]
}

/// A bowl that is twice as steep one way as the other.
fn slope(x: &Array1<f64>) -> f64 {
    x[0] * x[0] + 2.0 * x[1] * x[1]
}

/// From distance and angle to the plane.
fn polar(p: &Array1<f64>) -> Array1<f64> {
    array![p[0] * p[1].cos(), p[0] * p[1].sin()]
}

/// How the linear approximation's error compares with the distance.
fn ratios(
    f: &dyn Fn(&Array1<f64>) -> Array1<f64>,
    at: &Array1<f64>,
) -> Result<ApproximationErrors, MathError> {
    approximation_errors(f, &linear_approximation(f, at)?)
}
