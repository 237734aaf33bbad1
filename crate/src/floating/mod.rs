//! Number formats and stable evaluation.
