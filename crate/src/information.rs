//! Entropy and its relatives.
