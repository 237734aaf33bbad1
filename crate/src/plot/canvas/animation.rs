//! Motion: the same scene drawn at successive values of one parameter.
//!
//! A moving figure is a list of still ones. The first is what a reader sees
//! before touching anything; of the others only what differs is kept, which
//! makes them small. A play button runs through them and a slider names the
//! value of the parameter.

use super::figure::Figure;
use super::{style, wire};
use crate::error::MathError;
use plotly::Layout;
use plotly::common::{Anchor, Pad};
use plotly::layout::update_menu::{ButtonBuilder, UpdateMenu, UpdateMenuDirection, UpdateMenuType};
use plotly::layout::{
    Animation, AnimationMode, AnimationOptions, FrameSettings, Slider, SliderCurrentValue,
    SliderCurrentValueXAnchor, SliderStep, SliderStepBuilder, TransitionSettings,
};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Sets still figures in motion: one frame each, with a play button and a slider.
///
/// `parameter` is what the slider moves ("θ"); each scene comes with the label of
/// its value ("30°"). All scenes draw the same traces in the same order, and axes
/// without a fixed range get one that fits every frame.
///
/// # Errors
///
/// [`MathError::Empty`] without a scene; [`MathError::InvalidArgument`] when the scenes
/// have different numbers of traces or move already.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let x = Array1::linspace(0.0, 6.0, 50);
/// let mut scenes = Vec::new();
/// for k in 1..=4 {
///     let wave = x.mapv(|v| (k as f64 * v).sin());
///     scenes.push((format!("{k}"), plot::lines(&x, &[("sin <i>kx</i>", &wave)])?));
/// }
/// let figure = plot::animate("<i>k</i>", &scenes)?;
/// assert_eq!(figure.frame_count(), 4);
/// # Ok::<(), MathError>(())
/// ```
pub fn animate(parameter: &str, scenes: &[(String, Figure)]) -> Result<Figure, MathError> {
    animate_from(parameter, scenes, 0, 120)
}

/// [`animate`] that shows scene `start` at first: the one that carries the idea where a
/// figure stands still, on paper or on GitHub. Each scene stays for so many milliseconds.
///
/// # Errors
///
/// Those of [`animate`]; [`MathError::Empty`] also when there is no scene `start`.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let x = Array1::linspace(0.0, 6.0, 50);
/// let mut scenes = Vec::new();
/// for k in 1..=4 {
///     let wave = x.mapv(|v| (k as f64 * v).sin());
///     scenes.push((format!("{k}"), plot::lines(&x, &[("sin <i>kx</i>", &wave)])?));
/// }
/// assert_eq!(plot::animate_from("<i>k</i>", &scenes, 2, 200)?.frame_count(), 4);
/// assert!(plot::animate_from("<i>k</i>", &scenes, 4, 200).is_err());
/// # Ok::<(), MathError>(())
/// ```
pub fn animate_from(
    parameter: &str,
    scenes: &[(String, Figure)],
    start: usize,
    milliseconds: usize,
) -> Result<Figure, MathError> {
    let Some((_, first)) = scenes.get(start) else {
        return Err(MathError::Empty { operation: "animate", argument: "scenes" });
    };
    let same = |f: &Figure| f.data.len() == first.data.len() && f.frames.is_empty();
    if let Some(k) = scenes.iter().position(|(_, f)| !same(f)) {
        return Err(MathError::InvalidArgument {
            operation: "animate",
            argument: "scenes",
            reason: format!(
                "needs scenes that stand still and draw the same number of traces; scene {k} \
                 draws {} and scene {start} draws {}",
                scenes[k].1.data.len(),
                first.data.len()
            ),
        });
    }
    let mut figure = first.clone();
    fix_ranges(&mut figure, scenes);
    let moving: Vec<BTreeSet<String>> =
        (0..first.data.len()).map(|t| changing(scenes.iter().map(|(_, f)| &f.data[t]))).collect();
    let moving_layout = changing_layout(scenes);
    figure.frames = scenes
        .iter()
        .enumerate()
        .map(|(k, (_, scene))| frame(k, scene, &moving, &moving_layout))
        .collect();
    Ok(controls(figure, parameter, scenes, start, milliseconds))
}

/// The keys on which a trace's moments do not all agree.
fn changing<'a>(mut moments: impl Iterator<Item = &'a Value>) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    let Some(first) = moments.next() else { return keys };
    let empty = Map::new();
    let first = first.as_object().unwrap_or(&empty);
    for moment in moments {
        let moment = moment.as_object().unwrap_or(&empty);
        for key in first.keys().chain(moment.keys()) {
            if first.get(key) != moment.get(key) {
                keys.insert(key.clone());
            }
        }
    }
    keys
}

/// The keys on which the layouts differ and that can move.
fn changing_layout(scenes: &[(String, Figure)]) -> Vec<&'static str> {
    let first = &scenes[0].1.layout;
    ["annotations", "title"]
        .into_iter()
        .filter(|key| scenes.iter().any(|(_, f)| f.layout.get(*key) != first.get(*key)))
        .collect()
}

fn frame(k: usize, scene: &Figure, moving: &[BTreeSet<String>], layout: &[&str]) -> Value {
    let mut data = Vec::new();
    let mut traces = Vec::new();
    for (t, keys) in moving.iter().enumerate().filter(|(_, keys)| !keys.is_empty()) {
        let mut part = Map::new();
        part.insert("type".to_string(), scene.data[t]["type"].clone());
        for key in keys {
            part.insert(key.clone(), scene.data[t][key].clone());
        }
        data.push(Value::Object(part));
        traces.push(t);
    }
    let mut frame = json!({"name": k.to_string(), "data": data, "traces": traces});
    for key in layout {
        frame["layout"][key] = scene.layout.get(*key).cloned().unwrap_or(json!([]));
    }
    frame
}

/// Gives each axis without a range one that holds every frame.
fn fix_ranges(figure: &mut Figure, scenes: &[(String, Figure)]) {
    let axes: Vec<String> = figure
        .layout
        .keys()
        .filter(|k| k.starts_with("xaxis") || k.starts_with("yaxis"))
        .cloned()
        .collect();
    for axis in axes {
        let (letter, suffix) = (&axis[..1], &axis[5..]);
        let log = figure.layout[&axis].get("type") == Some(&json!("log"));
        if figure.layout[&axis].get("range").is_some() {
            continue;
        }
        let mut numbers = Vec::new();
        for trace in scenes.iter().flat_map(|(_, f)| &f.data) {
            let on = trace.get(format!("{letter}axis")).and_then(Value::as_str);
            if on.unwrap_or(letter) != format!("{letter}{suffix}") {
                continue;
            }
            // Heatmaps and the like know their extent, and categories are not numbers.
            let kind = trace["type"].as_str().unwrap_or("scatter");
            let list = trace.get(letter).and_then(Value::as_array);
            let list = list.filter(|_| ["scatter", "bar"].contains(&kind));
            let Some(list) = list.filter(|l| !l.iter().any(Value::is_string)) else {
                numbers.clear();
                break;
            };
            numbers.extend(list.iter().filter_map(Value::as_f64).filter(|v| !log || *v > 0.0));
            if kind == "bar" && letter == "y" {
                numbers.push(0.0);
            }
        }
        if log {
            numbers.iter_mut().for_each(|v| *v = v.log10());
        }
        let low = numbers.iter().copied().fold(f64::INFINITY, f64::min);
        let high = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if low <= high {
            let pad = if high > low { 0.06 * (high - low) } else { 1.0 };
            figure.layout[&axis]["range"] = json!([low - pad, high + pad]);
        }
    }
}

/// The play button and the slider, below the horizontal axis' title.
fn controls(
    mut figure: Figure,
    parameter: &str,
    scenes: &[(String, Figure)],
    start: usize,
    milliseconds: usize,
) -> Figure {
    let options = |duration: usize| {
        AnimationOptions::new()
            .mode(AnimationMode::Immediate)
            .frame(FrameSettings::new().duration(duration).redraw(true))
            .transition(TransitionSettings::new().duration(0))
    };
    let steps: Vec<SliderStep> = scenes
        .iter()
        .enumerate()
        .filter_map(|(k, (label, _))| {
            let step = SliderStepBuilder::new()
                .label(label)
                .value(label.as_str())
                .animation(Animation::frames(vec![k.to_string()]).options(options(0)))
                .build();
            step.ok()
        })
        .collect();
    let below = |t: usize| Pad::new(t, 0, 0);
    // The buttons have their size whatever the width, so the slider keeps a distance in pixels:
    // a part of the width would let its handle run under them where a legend takes the room.
    const BUTTONS: usize = 98;
    let slider = Slider::new()
        .active(start as i32)
        .x(0.0)
        .length(1.0)
        .y(0.0)
        .x_anchor(Anchor::Left)
        .y_anchor(Anchor::Top)
        .pad(Pad::new(44, 0, BUTTONS))
        .current_value(
            SliderCurrentValue::new()
                .prefix(format!("{parameter} = "))
                .font(style::font(15))
                .offset(6)
                .x_anchor(SliderCurrentValueXAnchor::Left),
        )
        .font(style::font(10))
        .background_color(style::faint(style::BLUE, 0.6))
        .active_background_color(style::BLUE)
        .border_color(style::GRID)
        .border_width(1)
        .tick_color(style::ZERO)
        .tick_length(4)
        .minor_tick_length(2)
        .steps(steps);
    let button = |label: &str, animation: Animation| {
        ButtonBuilder::new().label(label).animation(animation).build().ok()
    };
    let mut play = options(milliseconds);
    play = play.fromcurrent(true);
    let buttons: Vec<_> =
        [button("▶", Animation::all_frames().options(play)), button("❚❚", Animation::pause())]
            .into_iter()
            .flatten()
            .collect();
    let menu = UpdateMenu::new()
        .ty(UpdateMenuType::Buttons)
        .direction(UpdateMenuDirection::Left)
        .show_active(false)
        .x(0.0)
        .y(0.0)
        .x_anchor(Anchor::Left)
        .y_anchor(Anchor::Top)
        .pad(below(62))
        .font(style::font(12))
        .background_color("rgba(128,128,128,0.12)")
        .border_color(style::ZERO)
        .border_width(1)
        .buttons(buttons);
    let mut parts = wire::layout(Layout::new().sliders(vec![slider]).update_menus(vec![menu]));
    let height = figure.layout["height"].as_u64().unwrap_or(style::HEIGHT as u64);
    let bottom = figure.layout["margin"]["b"].as_u64().unwrap_or(58);
    let controls = style::CONTROLS as u64;
    figure = figure
        .set("height", json!(height + controls))
        .set("margin.b", json!(bottom + controls))
        .set("sliders", parts["sliders"].take())
        .set("updatemenus", parts["updatemenus"].take());
    // Hovering would redraw the labels of a moving picture for nothing.
    figure.set("hovermode", json!("closest"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::lines;
    use ndarray::array;

    fn scenes() -> Vec<(String, Figure)> {
        let x = array![0.0, 1.0, 2.0];
        (1..=3)
            .map(|k| {
                let y = x.mapv(|v| v * k as f64);
                (k.to_string(), lines(&x, &[("line", &y)]).unwrap())
            })
            .collect()
    }

    #[test]
    fn a_frame_holds_what_moves_and_nothing_else() {
        let figure = animate("k", &scenes()).unwrap();
        let frame = &figure.frames[2];
        assert_eq!(frame["traces"], json!([0]));
        assert_eq!(frame["data"][0], json!({"type": "scatter", "y": [0.0, 3.0, 6.0]}));
        assert!(frame.get("layout").is_none());
    }

    #[test]
    fn the_axes_fit_the_largest_frame() {
        let figure = animate("k", &scenes()).unwrap();
        let high = figure.layout["yaxis"]["range"][1].as_f64().unwrap();
        assert!((6.0..7.0).contains(&high), "{high}");
    }

    #[test]
    fn scenes_that_do_not_match_are_refused() {
        let mut list = scenes();
        list[1].1 = list[1].1.clone().with(&list[0].1.clone());
        assert!(animate("k", &list).unwrap_err().to_string().contains("scene 1 draws 2"));
        assert!(animate("k", &[]).is_err());
    }
}
