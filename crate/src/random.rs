//! NumPy's RandomState.
