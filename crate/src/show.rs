//! How values appear in a notebook.
