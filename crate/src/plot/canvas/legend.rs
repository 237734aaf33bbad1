//! Where the list of series stands.

use super::figure::Figure;
use super::style;
use serde_json::json;

/// Puts the list of series under the axes, where it takes no width.
pub(crate) fn legend_below(figure: Figure) -> Figure {
    figure
        .legend(true)
        .set("legend.orientation", json!("h"))
        .set("legend.y", json!(-0.17))
        .set("legend.yanchor", json!("top"))
        .set("legend.x", json!(0))
        .set("margin.b", json!(104))
        .set("height", json!(style::HEIGHT + 40))
}

/// Puts the list of series in a line above the axes, below the note.
pub(crate) fn legend_above(mut figure: Figure) -> Figure {
    if let Some(words) = figure.layout.get_mut("annotations").and_then(|a| a.as_array_mut()) {
        for note in words.iter_mut().filter(|w| w["name"] == "note") {
            note["yshift"] = json!(29);
        }
    }
    figure
        .legend(true)
        .set("legend.orientation", json!("h"))
        .set("legend.x", json!(0))
        .set("legend.xanchor", json!("left"))
        .set("legend.y", json!(1.01))
        .set("legend.yanchor", json!("bottom"))
        .set("margin.t", json!(90))
        .set("height", json!(style::HEIGHT + 26))
}
