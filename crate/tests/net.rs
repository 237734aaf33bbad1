//! A net under every public function of the crate.
//!
//! Each function is called with hostile arguments: NaN and infinities, the largest and the smallest
//! numbers, arrays that are empty, that do not fit or that lie backwards in memory, sizes beyond
//! any machine, functions that answer NaN. A call has to come back in time, without a panic, with
//! an error or with an answer that the function's documentation allows; from finite arguments no
//! NaN and no infinity may come. `net/rooms/` holds a line for every function, and a public
//! function without a line makes the test fail, so that a new one joins the net with its first
//! commit.
//!
//! `cargo book fuzz` makes fresh calls, a million and more a round. A failure prints the arguments
//! and the command that repeats it.

#[path = "net/api.rs"]
mod api;
#[path = "net/functions.rs"]
mod functions;
#[path = "net/hand.rs"]
mod hand;
#[path = "net/judge.rs"]
mod judge;
#[path = "net/rooms/mod.rs"]
mod rooms;
#[path = "net/run.rs"]
mod run;

use std::collections::BTreeSet;

#[test]
fn every_public_function_has_a_line() {
    let public = api::public_functions();
    let covered: BTreeSet<String> = rooms::calls().iter().map(|call| call.path()).collect();
    let missing: Vec<_> = public.keys().filter(|path| !covered.contains(*path)).collect();
    let unknown: Vec<_> = covered.iter().filter(|path| !public.contains_key(*path)).collect();
    println!("{} public functions, {} with a line", public.len(), public.len() - missing.len());
    assert!(
        missing.is_empty() && unknown.is_empty(),
        "give every public function a line in crate/tests/net/rooms/\nwithout a line: {missing:#?}\nnot in the sources: {unknown:#?}"
    );
}

#[test]
fn no_call_panics_hangs_or_lies() {
    run::all();
}

/// The part of the calls that a process of its own makes; started by the test above.
#[test]
#[ignore = "a part of the test above"]
fn part() {
    run::part();
}
