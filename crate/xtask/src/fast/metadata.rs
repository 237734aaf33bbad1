//! Which crates rust-analyzer gets to see.
//!
//! Inside the kernel, rust-analyzer loads every crate that `cargo metadata`
//! lists, and most of the waiting and of the memory is that list: a plotting
//! crate alone brings sixty more. Only the crates whose types appear in cells
//! are needed to name the type of a `let`: the crates that the reader asked
//! for with `:dep`, and of aimath's own dependencies the arrays. The others are
//! taken out of the answer; the build never sees this answer.

use serde_json::Value;
use std::collections::BTreeSet;

/// The crates below aimath whose types a cell can hold.
const VISIBLE: [&str; 3] = ["ndarray", "num-complex", "num-traits"];

/// The answer of `cargo metadata` without the crates that no cell names.
///
/// An answer of another form comes back as it was.
pub fn trim(text: &str) -> String {
    let Ok(mut all) = serde_json::from_str::<Value>(text) else { return text.to_owned() };
    let Some(shown) = visible(&all) else { return text.to_owned() };
    let is_shown = |id: &Value| id.as_str().is_some_and(|id| shown.contains(id));
    if let Some(packages) = all["packages"].as_array_mut() {
        packages.retain(|package| is_shown(&package["id"]));
    }
    if let Some(nodes) = all["resolve"]["nodes"].as_array_mut() {
        nodes.retain(|node| is_shown(&node["id"]));
        for node in nodes {
            if let Some(ids) = node["dependencies"].as_array_mut() {
                ids.retain(&is_shown);
            }
            if let Some(edges) = node["deps"].as_array_mut() {
                edges.retain(|edge| is_shown(&edge["pkg"]));
            }
        }
    }
    all.to_string()
}

/// The ids of the packages to keep, or `None` without a resolved graph.
fn visible(all: &Value) -> Option<BTreeSet<String>> {
    let root = all["resolve"]["root"].as_str()?;
    let packages = all["packages"].as_array()?;
    let nodes = all["resolve"]["nodes"].as_array()?;
    let name = |id: &str| {
        packages.iter().find(|package| package["id"] == id).and_then(|p| p["name"].as_str())
    };
    let mut shown = BTreeSet::new();
    let mut waiting = vec![root];
    while let Some(id) = waiting.pop() {
        if !shown.insert(id.to_owned()) {
            continue;
        }
        let here = name(id);
        let edges = nodes.iter().find(|node| node["id"] == id).and_then(|n| n["deps"].as_array());
        for next in edges.into_iter().flatten().filter_map(|edge| edge["pkg"].as_str()) {
            let ours = here == Some("aimath") || here.is_some_and(|h| VISIBLE.contains(&h));
            if !ours || name(next).is_some_and(|n| VISIBLE.contains(&n)) {
                waiting.push(next);
            }
        }
    }
    Some(shown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn graph() -> Value {
        let edge = |id: &str| json!({ "pkg": id });
        json!({
            "packages": [
                { "id": "ctx 1", "name": "ctx" }, { "id": "a 1", "name": "aimath" },
                { "id": "nd 1", "name": "ndarray" }, { "id": "pl 1", "name": "plotly" },
                { "id": "se 1", "name": "serde" }, { "id": "re 1", "name": "regex" },
                { "id": "me 1", "name": "memchr" },
            ],
            "resolve": { "root": "ctx 1", "nodes": [
                { "id": "ctx 1", "dependencies": ["a 1", "re 1"], "deps": [edge("a 1"), edge("re 1")] },
                { "id": "a 1", "dependencies": ["nd 1", "pl 1"], "deps": [edge("nd 1"), edge("pl 1")] },
                { "id": "nd 1", "dependencies": [], "deps": [] },
                { "id": "pl 1", "dependencies": ["se 1"], "deps": [edge("se 1")] },
                { "id": "se 1", "dependencies": [], "deps": [] },
                { "id": "re 1", "dependencies": ["me 1"], "deps": [edge("me 1")] },
                { "id": "me 1", "dependencies": [], "deps": [] },
            ] },
        })
    }

    #[test]
    fn keeps_the_readers_own_dependencies_whole_and_of_ours_only_the_arrays() {
        let trimmed: Value = serde_json::from_str(&trim(&graph().to_string())).unwrap();
        let names: Vec<_> = trimmed["packages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|package| package["name"].as_str().unwrap())
            .collect();
        assert_eq!(names, ["ctx", "aimath", "ndarray", "regex", "memchr"]);
        assert_eq!(trimmed["resolve"]["nodes"][1]["dependencies"], json!(["nd 1"]));
    }

    #[test]
    fn leaves_an_answer_without_a_graph_alone() {
        let text = r#"{"packages":[{"id":"x","name":"x"}],"resolve":null}"#;
        assert_eq!(trim(text), text);
        assert_eq!(trim("not json"), "not json");
    }
}
