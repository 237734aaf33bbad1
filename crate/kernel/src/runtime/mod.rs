//! The processes that run the cells.
//!
//! evcxr starts a process, gives it lines (`LOAD_AND_RUN file function`) and reads what comes
//! back until `EVCXR_EXECUTION_COMPLETE`. Here that process is a [`supervisor`] that never
//! runs a cell itself. A [`worker`], forked from it, does; and before each cell the worker
//! forks a *snapshot* of itself, which shares its memory and waits. When the cell ends well
//! the snapshot is thrown away. When the worker dies, or the cell is stopped, panics or
//! returns an error, the supervisor ends the worker and wakes the snapshot, which goes on as
//! the worker from the state before the cell.

mod supervisor;
mod sys;
mod worker;

/// evcxr sets this variable for the process that is to run the cells.
pub const IS_RUNTIME: &str = "EVCXR_IS_RUNTIME";

/// How many runs a new process tells nothing about: evcxr runs a cell before anybody can hear
/// of it, and waits until all that it said has been heard.
pub const UNHEARD: &str = "AIMATH_UNHEARD_RUNS";

/// Names a program and its arguments, a JSON list, through which the process that runs the cells
/// is started: a sandbox for the cells alone, outside of which the kernel and the compiler stay.
pub const THROUGH: &str = "AIMATH_CELLS_THROUGH";

/// Begins a line on standard output that is for the kernel's front, followed by JSON.
pub const EVENT: &str = "\u{1}aimath-event ";
/// Ends what a cell wrote to standard error, followed by the number of the run.
pub const END_OF_ERRORS: &str = "\u{1}aimath-end ";

pub use supervisor::main;
pub use sys::{Pid, end_threads, ignore_interrupts, interrupt, kill, processes};
