//! The crate's own source, shown in a cell.
