//! From plotly's types to plain JSON.
//!
//! Everything goes through the two functions that plotly compiles for itself. To
//! serialise its types here once more, with another serialiser, would double the
//! time that this crate takes to build, and every reader's kernel builds it.

use plotly::{Layout, Plot, Trace};
use serde_json::{Value, json};

/// One trace.
pub(crate) fn trace(trace: Box<dyn Trace>) -> Value {
    parse(&trace.to_json())
}

/// A whole layout, or the parts of one that have been set.
pub(crate) fn layout(layout: Layout) -> Value {
    let mut plot = Plot::new();
    plot.set_layout(layout);
    parse(&plot.to_json())["layout"].take()
}

/// The first entry of a list of the layout, such as its only annotation.
pub(crate) fn first(part: Layout, list: &str) -> Value {
    layout(part)[list][0].take()
}

fn parse(text: &str) -> Value {
    // What plotly has just written is JSON; were it not, the figure would be empty.
    serde_json::from_str(text).unwrap_or(json!({}))
}
