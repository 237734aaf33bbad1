//! Derivatives: by differences, by dual numbers, by tape.
