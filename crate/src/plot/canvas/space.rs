//! Lines and marks in space.

use serde_json::{Value, json};

/// A line through space.
pub(crate) fn line3d(points: &[[f64; 3]], colour: &str, width: f64) -> Value {
    let entry = |k: usize| points.iter().map(|p| p[k]).collect::<Vec<f64>>();
    json!({
        "type": "scatter3d", "mode": "lines", "x": entry(0), "y": entry(1), "z": entry(2),
        "line": {"color": colour, "width": width}, "hoverinfo": "skip", "showlegend": false,
    })
}

/// Marks in space.
pub(crate) fn dots3d(points: &[[f64; 3]], colour: &str) -> Value {
    let mut trace = line3d(points, colour, 1.0);
    trace["mode"] = json!("markers");
    trace["marker"] = json!({"color": colour, "size": 5});
    trace
}
