//! What is missing on this machine, each in one sentence with its remedy.
