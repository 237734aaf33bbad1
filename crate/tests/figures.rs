//! What must hold of every figure of the book, whatever it shows.
//!
//! Each figure is also written to the target folder (`target/tmp/figures`), so that
//! it can be opened and looked at outside a notebook.

use aimath::show::Language;
use serde_json::Value;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[path = "figures/gallery.rs"]
mod gallery;

use gallery::gallery;

fn each(check: impl Fn(&str, &Value, &str)) {
    for (name, figure) in gallery() {
        let text = figure.to_json();
        let json: Value = serde_json::from_str(&text).expect(name);
        check(name, &json, &text);
    }
}

/// Every value below a JSON value, with the key that leads to it.
fn walk<'a>(value: &'a Value, key: &'a str, visit: &mut impl FnMut(&'a str, &'a Value)) {
    visit(key, value);
    match value {
        Value::Object(map) => map.iter().for_each(|(k, v)| walk(v, k, visit)),
        Value::Array(list) => list.iter().for_each(|v| walk(v, key, visit)),
        _ => {}
    }
}

#[test]
fn every_figure_is_written_for_a_look() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("figures");
    fs::create_dir_all(&folder).unwrap();
    each(|name, _, text| fs::write(folder.join(format!("{name}.json")), text).unwrap());
}

#[test]
fn every_axis_that_shows_has_a_title() {
    each(|name, json, _| {
        let mut axes = 0;
        walk(&json["layout"], "layout", &mut |key, value| {
            let letters = ["xaxis", "yaxis", "zaxis"];
            if value.is_object() && letters.iter().any(|l| key.starts_with(l)) {
                axes += 1;
                let title = value["title"]["text"].as_str().unwrap_or("");
                assert!(value["visible"] == false || !title.is_empty(), "{name}: {key}");
            }
        });
        assert!(axes >= 2, "{name}");
    });
}

#[test]
fn every_trace_carries_its_own_colour() {
    each(|name, json, _| {
        for trace in json["data"].as_array().unwrap() {
            let coloured = match trace["type"].as_str().unwrap() {
                "scatter" | "scatter3d" => {
                    ["line", "marker", "textfont"].iter().any(|k| !trace[k]["color"].is_null())
                }
                "bar" => !trace["marker"]["color"].is_null(),
                _ => trace["colorscale"].is_array(),
            };
            assert!(coloured, "{name}: {trace}");
        }
    });
}

#[test]
fn no_label_has_a_dollar_sign_and_no_list_has_a_hole() {
    each(|name, json, text| {
        assert!(!text.contains('$'), "{name}");
        for part in ["data", "frames"] {
            walk(&json[part], part, &mut |key, value| {
                let data = ["z", "text", "color"].contains(&key);
                assert!(!(data && value.is_null()), "{name}: {key} is null");
                // A line lifts its pen where x and y are both missing.
                let lifts = |of: &str| -> Vec<bool> {
                    let list = value[of].as_array().map(Vec::as_slice).unwrap_or_default();
                    list.iter().map(Value::is_null).collect()
                };
                let (x, y) = (lifts("x"), lifts("y"));
                let lines = value["mode"] == "lines" || value["mode"].is_null();
                let lifted = lines && (x == y || x.is_empty() || y.is_empty());
                assert!(lifted || !x.contains(&true) && !y.contains(&true), "{name}: a hole");
            });
        }
    });
}

#[test]
fn every_frame_has_its_step_on_the_slider() {
    each(|name, json, _| {
        let Some(frames) = json["frames"].as_array() else { return };
        let slider = &json["layout"]["sliders"][0];
        let steps = slider["steps"].as_array().unwrap();
        assert_eq!(frames.len(), steps.len(), "{name}");
        for (frame, step) in frames.iter().zip(steps) {
            assert_eq!(step["args"][0][0], frame["name"], "{name}");
            assert_eq!(step["args"][1]["frame"]["redraw"], true, "{name}");
            assert_eq!(
                frame["data"].as_array().unwrap().len(),
                frame["traces"].as_array().unwrap().len(),
                "{name}"
            );
        }
        // What a reader sees first is the frame on which the slider stands.
        let shown = &frames[slider["active"].as_u64().unwrap() as usize];
        for (part, t) in
            shown["data"].as_array().unwrap().iter().zip(shown["traces"].as_array().unwrap())
        {
            let trace = &json["data"][t.as_u64().unwrap() as usize];
            for (key, value) in part.as_object().unwrap() {
                assert_eq!(&trace[key], value, "{name}: {key}");
            }
        }
        assert!(!frames.windows(2).all(|w| w[0]["data"] == w[1]["data"]), "{name} does not move");
    });
}

#[test]
fn moving_axes_keep_still() {
    each(|name, json, _| {
        if json["frames"].is_null() {
            return;
        }
        for (key, axis) in json["layout"].as_object().unwrap() {
            if key.starts_with("xaxis") || key.starts_with("yaxis") {
                assert!(axis["range"].is_array(), "{name}: {key}");
            }
        }
    });
}

#[test]
fn figures_fit_a_page_and_a_committed_notebook() {
    each(|name, json, text| {
        let size = |key: &str| json["layout"][key].as_u64().unwrap();
        assert_eq!(json["layout"]["autosize"], true, "{name} does not follow its column");
        assert!((180..=720).contains(&size("height")), "{name}: {} high", size("height"));
        let limit = if name == "low_rank_image" { 320_000 } else { 130_000 };
        assert!(text.len() < limit, "{name}: {} bytes", text.len());
    });
}

#[test]
fn drawings_of_the_plane_keep_true_angles() {
    let planes = [
        "vectors2d",
        "dot_product",
        "vector_sum",
        "unit_balls",
        "lp_balls",
        "linear_map",
        "linear_map_flip",
        "rank_one",
        "matmul_steps",
        "images",
        "image",
        "gradient_field",
        "bayes_areas",
        "bivariate_normal",
        "ball_and_diamond",
        "landing_places",
        "loss_gradient",
        "jacobian_grid",
        "chain_of_maps",
        "directional_profile",
    ];
    each(|name, json, _| {
        if planes.contains(&name) {
            assert_eq!(json["layout"]["yaxis"]["scaleanchor"], "x", "{name}");
            assert_eq!(json["layout"]["yaxis"]["scaleratio"], 1, "{name}");
        }
    });
}

/// Names that stay as they are in every language.
const NAMES: [&str; 20] = [
    "ReLU",
    "GELU",
    "tanh",
    "Adam",
    "AdamW",
    "RMSProp",
    "Nesterov",
    "softmax",
    "float",
    "bfloat",
    "Poisson",
    "Binomial",
    "Normal",
    "Beta",
    "Gamma",
    "Bernoulli",
    "leaky",
    "round",
    "sigmoid",
    "softplus",
];

/// The words of a text without its tags: four ASCII letters or more, and not a name.
fn words(text: &str) -> Vec<String> {
    let (mut plain, mut inside) = (String::new(), false);
    for letter in text.chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => plain.push(letter),
            _ => {}
        }
    }
    let words = plain.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() >= 4);
    words.filter(|word| !NAMES.contains(word)).map(String::from).collect()
}

#[test]
fn every_word_in_a_figure_follows_the_language_of_the_notebook() {
    // What the gallery itself hands to a figure stays as it was given: words in these files,
    // and the English texts whose embeddings are compared.
    let given = [include_str!("figures.rs"), include_str!("figures/gallery.rs")].concat();
    let shown = ["text", "name", "label", "prefix", "ticktext", "hovertemplate", "texttemplate"];
    for language in Language::all().filter(|language| *language != Language::ENGLISH) {
        let found = RefCell::new(BTreeSet::new());
        language.with(|| {
            each(|figure, json, _| {
                if figure == "cosine_heatmap_texts" {
                    return;
                }
                walk(json, "", &mut |key, value| {
                    let text = value.as_str().filter(|_| shown.contains(&key)).unwrap_or("");
                    let english = words(text).into_iter().find(|word| !given.contains(word));
                    if let Some(word) = english {
                        found.borrow_mut().insert(format!("{figure}, {key}: {word} in {text:?}"));
                    }
                });
            });
        });
        let english: Vec<String> = found.into_inner().into_iter().collect();
        assert!(english.is_empty(), "{}\n{}", language.tag(), english.join("\n"));
    }
}
