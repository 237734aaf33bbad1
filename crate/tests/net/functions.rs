//! Functions that the net throws: smooth, kinked, huge, and some that answer NaN.

use crate::hand::Hand;
use ndarray::Array1;
use std::rc::Rc;

impl Hand {
    /// A function of one number.
    pub fn function(&mut self) -> Box<dyn Fn(f64) -> f64> {
        const FUNCTIONS: [(&str, fn(f64) -> f64); 18] = [
            ("sin", f64::sin),
            ("exp", f64::exp),
            ("ln", f64::ln),
            ("sqrt", f64::sqrt),
            ("x²", |x| x * x),
            ("(x − 1)²", |x| (x - 1.0) * (x - 1.0)),
            ("1/x", |x| 1.0 / x),
            ("|x|", f64::abs),
            ("0", |_| 0.0),
            ("NaN", |_| f64::NAN),
            ("∞", |_| f64::INFINITY),
            ("sign", f64::signum),
            ("1e300·x", |x| 1e300 * x),
            ("1e-300·x", |x| 1e-300 * x),
            ("NaN above 1", |x| if x > 1.0 { f64::NAN } else { x }),
            ("exp(−x²/2)", |x| (-0.5 * x * x).exp()),
            ("sin(1/x)", |x| (1.0 / x).sin()),
            ("x³ − x", |x| x * x * x - x),
        ];
        let (name, f) = self.one_of(&FUNCTIONS);
        self.throw(name);
        let spilt = Rc::clone(&self.spilt);
        Box::new(move |x| {
            let y = f(x);
            spilt.set(spilt.get() || !y.is_finite());
            y
        })
    }

    /// A function of a vector.
    pub fn scalar_field(&mut self) -> Box<dyn Fn(&Array1<f64>) -> f64> {
        const FIELDS: [(&str, fn(&Array1<f64>) -> f64); 12] = [
            ("|x|²", |x| x.dot(x)),
            ("|x|² + product", |x| x.dot(x) + x.product()),
            ("Σ sin", |x| x.mapv(f64::sin).sum()),
            ("product", |x| x.product()),
            ("Σ |x|", |x| x.mapv(f64::abs).sum()),
            ("Σ ln", |x| x.mapv(f64::ln).sum()),
            ("0", |_| 0.0),
            ("NaN", |_| f64::NAN),
            ("1e300·Σ", |x| 1e300 * x.sum()),
            ("exp Σ", |x| x.sum().exp()),
            ("−|x|²", |x| -x.dot(x)),
            ("Σ √", |x| x.mapv(f64::sqrt).sum()),
        ];
        let (name, f) = self.one_of(&FIELDS);
        self.throw(name);
        let spilt = Rc::clone(&self.spilt);
        Box::new(move |x| {
            let y = f(x);
            spilt.set(spilt.get() || !y.is_finite());
            y
        })
    }

    /// A function from vectors to vectors.
    pub fn vector_field(&mut self) -> Box<dyn Fn(&Array1<f64>) -> Array1<f64>> {
        const MAPS: [(&str, fn(&Array1<f64>) -> Array1<f64>); 10] = [
            ("2x", |x| x * 2.0),
            ("x + 1", |x| x + 1.0),
            ("sin", |x| x.mapv(f64::sin)),
            ("x²", |x| x * x),
            ("its first entry", |x| x.iter().take(1).copied().collect()),
            ("nothing", |_| Array1::zeros(0)),
            ("a longer one", |x| x.iter().chain(x).copied().collect()),
            ("another length each time", |x| Array1::zeros((x.sum().to_bits() % 3) as usize)),
            ("NaN", |x| x * f64::NAN),
            ("1e300·x", |x| x * 1e300),
        ];
        let (name, f) = self.one_of(&MAPS);
        self.throw(name);
        let spilt = Rc::clone(&self.spilt);
        Box::new(move |x| {
            let y = f(x);
            spilt.set(spilt.get() || y.iter().any(|y| !y.is_finite()));
            y
        })
    }
}
