//! Exercises for §5.1, ordinary least squares.

use super::super::Report;
use super::super::answer::Answer;
use super::super::run::{Exercise, check, given, mistake};
use crate::linalg::rank;
use crate::probability::correlation_matrix;
use crate::regression::linear_regression;
use ndarray::{Array1, Array2, array};

type Data = (Array2<f64>, Array1<f64>);

fn centred(v: &Array1<f64>) -> Array1<f64> {
    v - v.sum() / v.len() as f64
}

/// Σ(x − x̄)(y − ȳ) / Σ(x − x̄)²
fn slope(x: &Array1<f64>, y: &Array1<f64>) -> f64 {
    let (x, y) = (centred(x), centred(y));
    x.dot(&y) / x.dot(&x)
}

fn describe_data((x, y): &Data) -> String {
    given([("X", x.clone().into()), ("y", y.clone().into())])
}

/// n, Σx, Σy, Σx² and Σxy of some points.
type Sums = [f64; 5];

/// 5.1: slope and intercept of the least-squares line, from five sums.
pub fn line(yours: fn(f64, f64, f64, f64, f64) -> (f64, f64)) -> Report {
    check(&straight(), move |&[n, sx, sy, sxx, sxy]| yours(n, sx, sy, sxx, sxy).into())
}

/// (nΣxy − ΣxΣy)/(nΣx² − (Σx)²)
fn summed_slope(&[n, sx, sy, sxx, sxy]: &Sums) -> f64 {
    (n * sxy - sx * sy) / (n * sxx - sx * sx)
}

fn straight() -> Exercise<Sums> {
    Exercise {
        number: "5.1",
        cases: vec![
            // (0, 1, 2, 3), (1, 3, 6, 7)
            [4.0, 6.0, 17.0, 14.0, 36.0],
            // (1, 2, 4), (2, 1, −3)
            [3.0, 7.0, 0.0, 21.0, -8.0],
            // (−1, 0.5, 2, 3, 7), (4, 2, 0, 1, 5)
            [5.0, 11.5, 12.0, 63.25, 35.0],
        ],
        describe: |&[n, sx, sy, sxx, sxy]| {
            given([
                ("n", n.into()),
                ("Σx", sx.into()),
                ("Σy", sy.into()),
                ("Σx²", sxx.into()),
                ("Σxy", sxy.into()),
            ])
        },
        correct: |sums| {
            let w = summed_slope(sums);
            let [n, sx, sy, ..] = sums;
            (w, (sy - w * sx) / n).into()
        },
        mistakes: vec![
            mistake(
                |&[n, sx, sy, sxx, sxy]| {
                    let w = sxy / sxx;
                    (w, (sy - w * sx) / n).into()
                },
                msg!(
                    "The means are not taken off before multiplying: this slope belongs to a line through the origin."
                ),
            ),
            mistake(
                |&[n, sx, sy, sxx, sxy]| {
                    let w = (sxy - sx * sy / (n * n)) / (sxx - sx * sx / (n * n));
                    (w, (sy - w * sx) / n).into()
                },
                msg!(
                    "The product of the means is taken off once. Multiply Σ(x − x̄)(y − ȳ) out: how often does x̄ȳ remain?"
                ),
            ),
            mistake(
                |&[n, sx, sy, sxx, sxy]| {
                    let w = (sxy - sx * sy) / (sxx - sx * sx);
                    (w, (sy - w * sx) / n).into()
                },
                msg!(
                    "ΣxΣy is n² times the product of the means. How much of it has to be taken off Σxy?"
                ),
            ),
            mistake(
                |sums| {
                    let w = summed_slope(sums);
                    ((sums[2] - w * sums[1]) / sums[0], w).into()
                },
                msg!("Both numbers are right, but their order is not: return (slope, intercept)."),
            ),
            mistake(
                |sums| (summed_slope(sums), sums[2] / sums[0]).into(),
                msg!("The line has to pass through (x̄, ȳ): b = ȳ − w x̄."),
            ),
            mistake(
                |sums| {
                    let w = summed_slope(sums);
                    (w, sums[2] - w * sums[1]).into()
                },
                msg!("The intercept is n times too large: the line passes through the *means*."),
            ),
        ],
        lesson: msg!(
            "With a column of ones these sums are XᵀX and Xᵀy, all that the normal equations need. Call your function with x and y exchanged (Σy² = 95): the slope is 0.4615 and not 1/2.1 ≈ 0.4762, because now the residuals are measured along x. The product of the two slopes is R²."
        ),
    }
}

/// 5.2: the sum of the squared residuals after no column, one column, two, ….
pub fn column_by_column(yours: fn(&Array2<f64>, &Array1<f64>) -> Array1<f64>) -> Report {
    check(&taken_away(), move |(x, y)| yours(x, y).into())
}

fn taken_away() -> Exercise<Data> {
    /// What y has left after each column; `upright` makes each perpendicular to those before
    /// it, and one of which no more than the share `lost` is left then is passed over.
    fn left((x, y): &Data, upright: bool, lost: f64) -> Array1<f64> {
        let (mut basis, mut rest) = (Vec::<Array1<f64>>::new(), y.dot(y));
        let mut sums = vec![rest];
        for column in x.columns() {
            let mut unit = column.to_owned();
            if upright {
                for q in &basis {
                    let part = q.dot(&unit);
                    unit.scaled_add(-part, q);
                }
            }
            let length = unit.dot(&unit).sqrt();
            if length > lost * column.dot(&column).sqrt() {
                unit /= length;
                rest -= unit.dot(y).powi(2);
                basis.push(unit);
            }
            sums.push(rest);
        }
        sums.into()
    }
    Exercise {
        number: "5.2",
        cases: vec![
            (array![[1.0, 0.0], [1.0, 1.0], [1.0, 2.0], [1.0, 3.0]], array![1.0, 3.0, 6.0, 7.0]),
            (array![[1.0, 2.0], [3.0, -1.0], [0.0, 4.0], [2.0, 2.0]], array![1.0, 0.0, -2.0, 5.0]),
            (
                array![
                    [1.0, 0.0, 0.0],
                    [1.0, 1.0, 1.0],
                    [1.0, 2.0, 4.0],
                    [1.0, 3.0, 9.0],
                    [1.0, 4.0, 16.0]
                ],
                array![2.0, 0.0, 1.0, 3.0, 9.0],
            ),
            // The second column says what the first has said.
            (
                array![[1.0, 2.0, 0.0], [1.0, 2.0, 1.0], [1.0, 2.0, 2.0], [1.0, 2.0, 3.0]],
                array![1.0, 3.0, 6.0, 7.0],
            ),
            // The third is 0.1 of the first and 0.7 of the second, but for rounding.
            (
                array![[1.0, 0.0, 0.1], [1.0, 1.0, 0.8], [1.0, 2.0, 1.5], [1.0, 3.0, 2.2]],
                array![1.0, 3.0, 6.0, 7.0],
            ),
        ],
        describe: describe_data,
        correct: |case| left(case, true, 1e-9).into(),
        mistakes: vec![
            mistake(
                |case| left(case, true, -1.0).into(),
                msg!(
                    "Right while every column brings something new. What is left of one that the earlier columns can make up, and what does dividing it by its length do?"
                ),
            ),
            mistake(
                |case| left(case, true, 0.0).into(),
                msg!(
                    "Where nothing should be left of a column, rounding leaves about 10⁻¹⁶ of it, and a direction out of noise. How small may a rest be, beside the length of its column, to count as nothing?"
                ),
            ),
            mistake(
                |case| left(case, false, 1e-9).into(),
                msg!(
                    "Each column takes away (xⱼ·y)²/‖xⱼ‖² as if it stood perpendicular to the others. What part of it have the earlier columns explained already?"
                ),
            ),
            mistake(
                |case| {
                    let sums = left(case, true, 1e-9);
                    (1..sums.len()).map(|k| sums[k - 1] - sums[k]).collect::<Array1<f64>>().into()
                },
                msg!(
                    "These are the amounts that the columns take away. What is left before the first column, and after each?"
                ),
            ),
            mistake(
                |case| left(case, true, 1e-9).mapv(|v| v.max(0.0).sqrt()).into(),
                msg!("These are lengths of residuals. The sums of their squares are asked for."),
            ),
        ],
        lesson: msg!(
            "R's `anova` prints how much each column takes away, so its table depends on their order. Try y = Xw without noise: the last number should be 0 and comes out as a tiny one, often below 0, if you subtract squares. Take the part (q·y)q off y itself and add up what is left: that cannot become negative."
        ),
    }
}

/// 5.4: columns that are tied together although no two of them are.
pub fn hidden_tie(yours: fn() -> Array2<f64>) -> Report {
    check(&tie(), move |&()| tied(&yours()).into())
}

/// Whether no two columns correlate by 0.6 or more, and whether one is inflated beyond 100.
fn tied(x: &Array2<f64>) -> (bool, bool) {
    let d = x.ncols();
    let loose = correlation_matrix(x)
        .is_ok_and(|r| r.indexed_iter().all(|((i, j), rho)| i == j || rho.abs() < 0.6));
    // A column that is exactly a combination has no inflation: R² is 1, and what the rounding of
    // 1 − R² leaves says nothing.
    let inflated =
        independent(x) && (0..d).any(|j| inflation(x, j).is_some_and(|factor| factor > 100.0));
    (d > 1 && loose, inflated)
}

/// Whether no column is a combination of the others and a constant, up to rounding. With as many
/// columns as rows one always is, also where the rounding of large entries hides it.
fn independent(x: &Array2<f64>) -> bool {
    if x.ncols() >= x.nrows() {
        return false;
    }
    let mut directions = x.clone();
    for mut column in directions.columns_mut() {
        let about_mean = centred(&column.to_owned());
        column.assign(&(&about_mean / about_mean.dot(&about_mean).sqrt()));
    }
    rank(&directions).is_ok_and(|rank| rank == x.ncols())
}

/// 1/(1 − R²) of column j from the others, where it can be computed.
fn inflation(x: &Array2<f64>, j: usize) -> Option<f64> {
    let others: Vec<usize> = (0..x.ncols()).filter(|k| *k != j).collect();
    let fit = linear_regression(&x.select(ndarray::Axis(1), &others), &x.column(j)).ok()?;
    Some(1.0 / (1.0 - fit.r_squared))
}

fn tie() -> Exercise<()> {
    Exercise {
        number: "5.4",
        cases: vec![()],
        describe: |()| tr!("(every |ρ| < 0.6, some inflation > 100)").to_string(),
        correct: |()| (true, true).into(),
        mistakes: vec![
            mistake(
                |()| (true, false).into(),
                msg!(
                    "No two columns are tied, and none to the others together either (a column that is *exactly* a combination does not count: then no fit exists). How could one column be nearly the sum of several that have nothing to do with each other?"
                ),
            ),
            mistake(
                |()| (false, true).into(),
                msg!(
                    "The inflation is there, but a pair shows it: some |ρ| is 0.6 or more. What is the correlation of a + b with a, if a and b are perpendicular and equally long? And of a + b + c?"
                ),
            ),
            mistake(
                |()| (false, false).into(),
                msg!(
                    "Begin with columns of ±1 that are perpendicular to each other, then add one that is nearly their sum."
                ),
            ),
        ],
        lesson: msg!(
            "The columns `s1` to `s5` of the patients are tied like this (§5.1). What is blurred are the weights, not the fit: the variances of the predictions at the given rows add up to kσ², whatever the k independent columns are. And the factors are at hand: they are the diagonal of the inverse of the correlation matrix."
        ),
    }
}

/// 5.5: how many steps of descent until 1 % of the distance is left.
pub fn steps_to_one_percent(yours: fn(&Array1<f64>) -> f64) -> Report {
    check(&walk(), move |s| yours(s).into())
}

fn walk() -> Exercise<Array1<f64>> {
    fn steps(per_step: f64) -> f64 {
        (0.01_f64.ln() / per_step.ln()).ceil().max(1.0)
    }
    fn kappa(s: &Array1<f64>) -> f64 {
        s[0] / s[s.len() - 1]
    }
    Exercise {
        number: "5.5",
        cases: vec![array![3.0, 2.0, 1.0], array![10.0, 0.7], array![2.5, 2.5]],
        describe: |s| given([("σ", s.clone().into())]),
        correct: |s| {
            let k = kappa(s).powi(2);
            steps((k - 1.0) / (k + 1.0)).into()
        },
        mistakes: vec![
            mistake(
                |s| {
                    let k = kappa(s);
                    steps((k - 1.0) / (k + 1.0)).into()
                },
                msg!(
                    "This takes the condition number of X. The walk goes by the eigenvalues of XᵀX: what happens to κ there?"
                ),
            ),
            mistake(
                |s| {
                    let k = kappa(s).powi(2);
                    steps(1.0 - 1.0 / k).into()
                },
                msg!(
                    "This is the step 1/μ_max, which finishes the steepest direction at once and lets the flattest wait. The best step lies between the two."
                ),
            ),
            mistake(
                |s| {
                    let k = kappa(s).powi(2);
                    (0.01_f64.ln() / ((k - 1.0) / (k + 1.0)).ln()).into()
                },
                msg!("Steps are whole: round up, and mind the case in which one step is enough."),
            ),
        ],
        lesson: msg!(
            "Momentum (§2.3) puts √κ in the place of κ: the factor for 3, 2, 1 becomes 0.5, and about 7 steps do. A penalty makes the way shorter as well: ridge with λ = 1 adds 1 to every σ². Call your function with √10, √5, √2: 12 steps in place of 21, to another minimum, though."
        ),
    }
}

/// 5.3: points of which one hides behind a small residual.
pub fn hidden_outlier(yours: fn() -> (Array1<f64>, Array1<f64>)) -> Report {
    check(&hiding(), move |&()| {
        let (x, y) = yours();
        seen(&x, &y).map_or(Answer::Stopped, Answer::from)
    })
}

/// The largest Cook's distance sits at the smallest residual; without it the slope turns.
fn seen(x: &Array1<f64>, y: &Array1<f64>) -> Option<(bool, bool)> {
    if x.len() < 6 {
        return Some((false, false));
    }
    let fit = linear_regression(&x.view().insert_axis(ndarray::Axis(1)), y).ok()?;
    let cook = fit.cooks_distance().ok()?;
    let largest = (0..x.len()).max_by(|a, b| cook[*a].total_cmp(&cook[*b]))?;
    let smallest =
        (0..x.len()).min_by(|a, b| fit.residuals[*a].abs().total_cmp(&fit.residuals[*b].abs()))?;
    let without = |v: &Array1<f64>| -> Array1<f64> {
        v.iter().enumerate().filter(|(i, _)| *i != largest).map(|(_, v)| *v).collect()
    };
    let turned = slope(&without(x), &without(y)) * fit.weights[0] < 0.0;
    Some((largest == smallest, turned))
}

fn hiding() -> Exercise<()> {
    Exercise {
        number: "5.3",
        cases: vec![()],
        describe: |()| {
            tr!("(largest Cook's distance at the smallest residual, slope turns without it)")
                .to_string()
        },
        correct: |()| (true, true).into(),
        mistakes: vec![
            mistake(
                |()| (false, true).into(),
                msg!(
                    "Without that point the slope turns, but its residual is not the smallest yet. What makes a residual e = (1 − h)·(the error if the point is left out) small?"
                ),
            ),
            mistake(
                |()| (true, false).into(),
                msg!(
                    "The point hides, but the others agree with it: without it the slope keeps its sign. Which way should the others run?"
                ),
            ),
            mistake(
                |()| (false, false).into(),
                msg!(
                    "No point hides yet. Take five points that fall, and a sixth far to the right that pulls the line up."
                ),
            ),
        ],
        lesson: msg!(
            "That is why §5.1 drew Cook's distance for the 442 patients. Now put a second point on top of your hidden one: whichever of the two is left out, the other holds the line. In the solution Cook's distance falls from 231 to 0.007. Outliers in a group can hide even from this measure."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;

    #[test]
    fn every_exercise_is_sound() {
        sound(&straight());
        sound(&taken_away());
        sound(&tie());
        sound(&walk());
        sound(&hiding());
    }

    #[test]
    fn the_librarys_own_factors_and_fits_do_not_pass() {
        fn by_qr(x: &Array2<f64>, y: &Array1<f64>) -> Array1<f64> {
            let parts = crate::linalg::qr(x).unwrap().q.t().dot(y);
            let mut sums = vec![y.dot(y)];
            for part in parts {
                sums.push(sums[sums.len() - 1] - part * part);
            }
            sums.into()
        }
        fn fit_by_fit(x: &Array2<f64>, y: &Array1<f64>) -> Array1<f64> {
            let rest = |k: usize| {
                let columns: Vec<usize> = (0..k).collect();
                let part = x.select(ndarray::Axis(1), &columns);
                let e = y - &part.dot(&crate::regression::least_squares_qr(&part, y).unwrap());
                e.dot(&e)
            };
            std::iter::once(y.dot(y)).chain((1..=x.ncols()).map(rest)).collect()
        }
        assert!(!column_by_column(by_qr).passed());
        assert!(!column_by_column(fit_by_fit).passed());
    }

    #[test]
    fn an_outlier_can_hide() {
        let x = array![0.0, 1.0, 2.0, 3.0, 4.0, 40.0];
        assert_eq!(seen(&x, &array![9.0, 7.0, -1.0, -1.0, 0.0, 25.0]), Some((true, true)));
        assert_eq!(seen(&x, &array![0.0, 1.1, 1.9, 3.1, 3.9, 60.0]).map(|s| s.1), Some(false));
        assert_eq!(seen(&array![1.0, 1.0], &array![1.0, 2.0]), Some((false, false)));
        assert_eq!(seen(&x, &array![1.0, 2.0]), None);
    }

    #[test]
    fn columns_can_be_tied_although_no_two_are() {
        let signs = |k: usize, bit: usize| if (k >> bit) & 1 == 1 { 1.0 } else { -1.0 };
        let table = |last: fn(f64, f64, f64) -> f64| {
            Array2::from_shape_fn((8, 4), |(k, j)| match j {
                3 => last(signs(k, 0), signs(k, 1), signs(k, 2)),
                _ => signs(k, j),
            })
        };
        assert_eq!(tied(&table(|a, b, c| a + b + c + 0.1 * a * b * c)), (true, true));
        assert_eq!(tied(&table(|a, b, c| a * b * c)), (true, false));
        assert_eq!(tied(&table(|a, b, c| a + b + 0.1 * a * b * c)), (false, true));
        assert_eq!(tied(&array![[1.0], [2.0]]), (false, false));
        // Three arrows of a plane at 120°, nearly: inflated. Exactly: no fit exists.
        let plane = |rest: f64| {
            let (h, r) = (0.75_f64.sqrt(), rest);
            array![
                [1.0, -0.5, -0.5],
                [0.0, h, -h],
                [0.0, 0.0, r],
                [-1.0, 0.5, 0.5],
                [0.0, -h, h],
                [0.0, 0.0, -r]
            ]
        };
        assert_eq!(tied(&plane(0.05)), (true, true));
        assert_eq!(tied(&plane(0.0)), (true, false));
        // As many columns as rows: each is a combination of the others, whatever the numbers.
        assert!(!tied(&array![[1.0, 0.0, 0.5], [0.0, 1.0, 0.3], [0.2, 0.1, 0.9]]).1);
    }
}
