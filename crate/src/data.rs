//! The data sets the notebooks use.
