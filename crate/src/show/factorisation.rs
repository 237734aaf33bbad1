//! The results of linear algebra: their factors, named as in the formulas.
