//! Least squares, ridge, lasso.
