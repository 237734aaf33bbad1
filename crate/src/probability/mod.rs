//! Events, distributions, moments, estimation.
