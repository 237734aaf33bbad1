//! Descent methods and scalar minimisation.
