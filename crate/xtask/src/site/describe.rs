//! A figure in words, made from its data, for a reader who does not see it.
//!
//! What is drawn, the axes with their ranges, the numbers that matter, and what the slider
//! does, in the language of the moment.

use super::figure::{Axis, Trace, number, plain};
use serde_json::Value;

/// How many traces are told one by one.
const TOLD: usize = 6;
/// How many written words, bars or points are told one by one.
const LISTED: usize = 12;

/// The description of a plotly figure.
pub fn describe(figure: &Value) -> String {
    let layout = &figure["layout"];
    let all: Vec<Trace> = figure["data"].as_array().into_iter().flatten().map(Trace).collect();
    // Guides and grids carry neither a name nor an answer to the pointer.
    let counts = |trace: &&Trace| !trace.is_text() && (trace.name().is_some() || !trace.is_mute());
    let mut drawn: Vec<&Trace> = all.iter().filter(counts).collect();
    if drawn.is_empty() {
        drawn = all.iter().filter(|trace| !trace.is_text()).collect();
    }
    let mut sentences = Vec::new();
    let title = plain(&layout["title"]["text"]);
    if !title.is_empty() {
        sentences.push(stopped(&title));
    }
    sentences.push(tr!("Drawn: {what}.", what = kinds(&drawn)));
    sentences.extend(axes(layout));
    sentences.extend(numbers(&drawn));
    let written = written(layout, &all);
    if !written.is_empty() {
        sentences.push(tr!("Written in it: {words}.", words = written.join("; ")));
    }
    sentences.extend(slider(figure));
    sentences.join(" ")
}

/// A sentence with its full stop.
fn stopped(text: &str) -> String {
    match text.ends_with(['.', '?', '!', '…']) {
        true => text.to_owned(),
        false => format!("{text}."),
    }
}

/// How many of each kind there are, with their names.
fn kinds(drawn: &[&Trace]) -> String {
    let mut groups: Vec<(Kind, Vec<String>, usize)> = Vec::new();
    for trace in drawn {
        let kind = Kind::of(trace);
        let at = groups.iter().position(|group| group.0 == kind).unwrap_or_else(|| {
            groups.push((kind, Vec::new(), 0));
            groups.len() - 1
        });
        groups[at].2 += 1;
        if let Some(name) = trace.name()
            && !groups[at].1.contains(&name)
        {
            groups[at].1.push(name);
        }
    }
    let told = groups.into_iter().map(|(kind, names, count)| {
        let counted = kind.counted(count);
        match names.len() {
            0 => counted,
            1..=LISTED => tr!("{counted} ({names})", counted, names = names.join(", ")),
            more => {
                let names = format!("{}, …, {}", names[0], names[more - 1]);
                tr!("{counted} ({names})", counted, names)
            }
        }
    });
    told.collect::<Vec<_>>().join(", ")
}

/// What a trace looks like.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Line,
    Points,
    Area,
    Bars,
    Grid,
    Contour,
    Surface,
    SpaceLine,
    SpacePoints,
}

impl Kind {
    fn of(trace: &Trace) -> Kind {
        match trace.kind() {
            "bar" => Kind::Bars,
            "heatmap" => Kind::Grid,
            "contour" => Kind::Contour,
            "surface" => Kind::Surface,
            "scatter3d" if trace.has_lines() => Kind::SpaceLine,
            "scatter3d" => Kind::SpacePoints,
            _ if trace.is_filled() => Kind::Area,
            _ if trace.has_lines() => Kind::Line,
            _ => Kind::Points,
        }
    }

    fn counted(self, n: usize) -> String {
        match (self, n) {
            (Kind::Line, 1) => tr!("1 line").to_owned(),
            (Kind::Line, _) => tr!("{n} lines", n),
            (Kind::Points, 1) => tr!("1 set of points").to_owned(),
            (Kind::Points, _) => tr!("{n} sets of points", n),
            (Kind::Area, 1) => tr!("1 filled shape").to_owned(),
            (Kind::Area, _) => tr!("{n} filled shapes", n),
            (Kind::Bars, 1) => tr!("1 set of bars").to_owned(),
            (Kind::Bars, _) => tr!("{n} sets of bars", n),
            (Kind::Grid, 1) => tr!("1 grid of colours").to_owned(),
            (Kind::Grid, _) => tr!("{n} grids of colours", n),
            (Kind::Contour, 1) => tr!("1 map of level lines").to_owned(),
            (Kind::Contour, _) => tr!("{n} maps of level lines", n),
            (Kind::Surface, 1) => tr!("1 surface in space").to_owned(),
            (Kind::Surface, _) => tr!("{n} surfaces in space", n),
            (Kind::SpaceLine, 1) => tr!("1 line in space").to_owned(),
            (Kind::SpaceLine, _) => tr!("{n} lines in space", n),
            (Kind::SpacePoints, 1) => tr!("1 set of points in space").to_owned(),
            (Kind::SpacePoints, _) => tr!("{n} sets of points in space", n),
        }
    }
}

/// A sentence for each panel that has visible axes.
fn axes(layout: &Value) -> Vec<String> {
    let mut told = Vec::new();
    for scene in ["scene", "scene2"] {
        let scene = &layout[scene];
        let named = ["xaxis", "yaxis", "zaxis"].map(|name| Axis(&scene[name]).told());
        let named: Vec<String> = named.into_iter().flatten().collect();
        if !named.is_empty() {
            told.push(tr!("Axes in space: {axes}.", axes = named.join("; ")));
        }
    }
    let panels: Vec<String> = ["", "2", "3", "4"]
        .iter()
        .filter_map(|number| {
            let across = Axis(&layout[format!("xaxis{number}")]).told();
            let up = Axis(&layout[format!("yaxis{number}")]).told();
            match (across, up) {
                (Some(across), Some(up)) => {
                    Some(tr!("across: {across}; upwards: {up}", across, up))
                }
                (Some(across), None) => Some(tr!("across: {across}", across)),
                (None, Some(up)) => Some(tr!("upwards: {up}", up)),
                (None, None) => None,
            }
        })
        .collect();
    match panels.as_slice() {
        [] => {}
        [one] => told.push(tr!("Axes, {axes}.", axes = one)),
        many => told.extend(
            many.iter().enumerate().map(|(i, axes)| tr!("Panel {i}, {axes}.", i = i + 1, axes)),
        ),
    }
    told
}

/// The numbers of the traces that matter.
fn numbers(drawn: &[&Trace]) -> Vec<String> {
    let named: Vec<&&Trace> = drawn.iter().filter(|trace| trace.name().is_some()).collect();
    let mut subject = if named.is_empty() { drawn.iter().collect() } else { named };
    let values = |trace: &&&Trace| trace.has_values();
    if subject.iter().any(values) {
        subject.retain(values);
    } else {
        subject.extend(drawn.iter().filter(|trace| trace.name().is_none() && trace.has_values()));
    }
    // Many pictures alike are one statement.
    if subject.len() > 2 && subject.iter().all(|trace| trace.kind() == "heatmap") {
        let shapes: Vec<_> = subject.iter().map(|trace| trace.shape()).collect();
        if shapes.iter().all(|shape| *shape == shapes[0]) {
            let (rows, columns) = shapes[0];
            let each = subject.iter().filter_map(|trace| trace.extent("z"));
            let (low, high) = each.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), z| {
                (low.min(z.0), high.max(z.1))
            });
            return vec![tr!(
                "Each grid has {rows} × {columns} values; all lie between {low} and {high}.",
                rows,
                columns,
                low = number(low),
                high = number(high)
            )];
        }
    }
    let mut told: Vec<String> =
        subject.iter().take(TOLD).filter_map(|trace| of_trace(trace)).collect();
    if subject.len() > TOLD {
        told.push(tr!("The table has {n} more.", n = subject.len() - TOLD));
    }
    told
}

/// The numbers of one trace.
fn of_trace(trace: &Trace) -> Option<String> {
    let said = match Kind::of(trace) {
        Kind::Bars => bars(trace)?,
        Kind::Grid | Kind::Contour | Kind::Surface => grid(trace)?,
        Kind::Line => line(trace)?,
        Kind::Points => points(trace)?,
        Kind::Area | Kind::SpaceLine | Kind::SpacePoints => box_of(trace)?,
    };
    let named = trace.name().unwrap_or_else(|| Kind::of(trace).counted(1));
    Some(format!("{named}: {said}."))
}

/// Every bar, or where the extremes are.
fn bars(trace: &Trace) -> Option<String> {
    let (labels, heights) = (trace.words("x"), trace.numbers("y"));
    if heights.is_empty() {
        return None;
    }
    if heights.len() <= LISTED {
        let each = labels.iter().zip(&heights).map(|(at, y)| format!("{at} → {}", number(*y)));
        return Some(each.collect::<Vec<_>>().join(", "));
    }
    let best = (0..heights.len()).max_by(|&i, &j| heights[i].total_cmp(&heights[j]))?;
    Some(tr!(
        "{n} bars, the highest {y} at {x}",
        n = heights.len(),
        y = number(heights[best]),
        x = labels.get(best).map_or("?", String::as_str)
    ))
}

/// The size of a grid and its extremes.
fn grid(trace: &Trace) -> Option<String> {
    let (rows, columns) = trace.shape();
    let (low, high) = trace.extent("z")?;
    Some(tr!(
        "{rows} × {columns} values from {low} to {high}",
        rows,
        columns,
        low = number(low),
        high = number(high)
    ))
}

/// Both ends of a line and its extremes between them; a closed curve by its box.
fn line(trace: &Trace) -> Option<String> {
    let (x, y) = (trace.numbers("x"), trace.numbers("y"));
    if x.len() != y.len() || !x.is_sorted_by(|a, b| a <= b) {
        return box_of(trace);
    }
    let (first, last) = (0, x.len().checked_sub(1)?);
    let mut said = tr!(
        "from ({x0}, {y0}) to ({x1}, {y1})",
        x0 = number(x[first]),
        y0 = number(y[first]),
        x1 = number(x[last]),
        y1 = number(y[last])
    );
    let by = |i: &usize, j: &usize| y[*i].total_cmp(&y[*j]);
    let (low, high) = ((0..y.len()).min_by(by)?, (0..y.len()).max_by(by)?);
    let inside = |i: usize| y[i] != y[first] && y[i] != y[last];
    if inside(low) {
        said += &tr!(", lowest at ({x}, {y})", x = number(x[low]), y = number(y[low]));
    }
    if inside(high) {
        said += &tr!(", highest at ({x}, {y})", x = number(x[high]), y = number(y[high]));
    }
    Some(said)
}

/// A few points one by one, many by their box.
fn points(trace: &Trace) -> Option<String> {
    let (x, y) = (trace.words("x"), trace.words("y"));
    if x.is_empty() {
        return None;
    }
    if x.len() <= 4 && x.len() == y.len() {
        let each = x.iter().zip(&y).map(|(x, y)| format!("({x}, {y})"));
        return Some(each.collect::<Vec<_>>().join(", "));
    }
    let within = box_of(trace)?;
    Some(tr!("{n} points, {within}", n = x.len(), within))
}

/// The box that a trace fills.
fn box_of(trace: &Trace) -> Option<String> {
    let sides: Vec<String> = ["x", "y", "z"]
        .iter()
        .filter_map(|side| {
            let (low, high) = trace.extent(side)?;
            Some(tr!("{side} from {low} to {high}", side, low = number(low), high = number(high)))
        })
        .collect();
    (!sides.is_empty()).then(|| sides.join(", "))
}

/// Labels and notes.
fn written(layout: &Value, all: &[Trace]) -> Vec<String> {
    let notes = notes(layout);
    let labels = all.iter().filter(|trace| trace.is_text()).flat_map(|trace| trace.words("text"));
    let mut words: Vec<String> = Vec::new();
    for word in notes.into_iter().chain(labels.map(|word| plain(&Value::String(word)))) {
        if !word.is_empty() && !words.contains(&word) {
            words.push(word);
        }
    }
    if words.len() > LISTED {
        words.truncate(LISTED);
        words.push("…".to_owned());
    }
    words
}

fn notes(layout: &Value) -> Vec<String> {
    let all = layout["annotations"].as_array().into_iter().flatten();
    all.map(|note| plain(&note["text"])).filter(|text| !text.is_empty()).collect()
}

/// What the slider sets, where it stands, and what is written at its ends.
fn slider(figure: &Value) -> Option<String> {
    let slider = &figure["layout"]["sliders"][0];
    let labels: Vec<String> =
        slider["steps"].as_array()?.iter().map(|step| plain(&step["label"])).collect();
    let (first, last) = (labels.first()?, labels.last()?);
    let prefix = plain(&slider["currentvalue"]["prefix"]);
    let what = prefix.trim_end_matches([' ', '=', ':']);
    let active = slider["active"].as_u64().unwrap_or(0) as usize;
    let mut said = tr!(
        "A slider sets {what} from {first} to {last} in {n} positions; it stands at {now}.",
        what,
        first,
        last,
        n = labels.len(),
        now = labels.get(active)?
    );
    let frames = figure["frames"].as_array()?;
    for (frame, label) in [(frames.first()?, first), (frames.last()?, last)] {
        let mut notes = notes(&frame["layout"]);
        let title = plain(&frame["layout"]["title"]["text"]);
        if !title.is_empty() {
            notes.insert(0, title);
        }
        if !notes.is_empty() {
            said += " ";
            said += &tr!("At {label}: {notes}.", label, notes = notes.join("; "));
        }
    }
    let moved = frames.first()?["traces"].as_array()?;
    let mut names: Vec<String> = Vec::new();
    for index in moved.iter().filter_map(Value::as_u64) {
        let name = Trace(&figure["data"][index as usize]).name();
        names.extend(name.filter(|name| !names.contains(name)));
    }
    if !names.is_empty() && names.len() <= TOLD {
        said += " ";
        said += &tr!("It moves: {names}.", names = names.join(", "));
    }
    Some(said)
}

#[cfg(test)]
mod tests {
    use super::*;
    use aimath_words::Language;
    use serde_json::json;

    fn parabola() -> Value {
        json!({
            "data": [
                {"type": "scatter", "mode": "lines", "name": "<i>f</i>", "x": [-1, 0, 2], "y": [1, 0, 4]},
                {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "x": [0, 1], "y": [0, 1]},
                {"type": "scatter", "mode": "text", "text": ["vertex"], "x": [0], "y": [0]},
            ],
            "layout": {
                "title": {"text": "A <b>parabola</b>"},
                "xaxis": {"title": {"text": "<i>x</i>"}, "range": [-1, 2]},
                "yaxis": {"type": "log", "range": [0, 2]},
                "sliders": [{"active": 1, "currentvalue": {"prefix": "<i>c</i> = "},
                    "steps": [{"label": "0"}, {"label": "1"}]}],
            },
            "frames": [
                {"traces": [0], "layout": {"annotations": [{"text": "no root"}]}},
                {"traces": [0], "layout": {"annotations": [{"text": "two roots"}]}},
            ],
        })
    }

    #[test]
    fn a_figure_is_told_from_its_data() {
        assert_eq!(
            Language::ENGLISH.with(|| describe(&parabola())),
            "A parabola. Drawn: 1 line (f). Axes, across: x from −1 to 2; upwards: from 1 to 100 \
             (logarithmic). f: from (−1, 1) to (2, 4), lowest at (0, 0). Written in it: vertex. \
             A slider sets c from 0 to 1 in 2 positions; it stands at 1. At 0: no root. At 1: two \
             roots. It moves: f."
        );
    }

    #[test]
    fn the_description_follows_the_data() {
        let mut figure = parabola();
        figure["data"][0]["y"] = json!([1, -7, 4]);
        assert!(Language::ENGLISH.with(|| describe(&figure)).contains("lowest at (0, −7)"));
    }

    #[test]
    fn a_translation_is_the_same_figure() {
        for language in Language::all().filter(|&language| language != Language::ENGLISH) {
            let said = language.with(|| describe(&parabola()));
            assert!(
                !said.contains("slider") && said.contains("−1") && said.contains("100"),
                "{said}"
            );
        }
    }

    #[test]
    fn bars_grids_and_points_give_their_numbers() {
        let told = |trace: Value| {
            Language::ENGLISH.with(|| describe(&json!({"data": [trace], "layout": {}})))
        };
        assert_eq!(
            told(json!({"type": "bar", "x": ["a", "b"], "y": [0.25, 2]})),
            "Drawn: 1 set of bars. 1 set of bars: a → 0.25, b → 2."
        );
        assert_eq!(
            told(json!({"type": "heatmap", "z": [[1, 2, null], [-3, 4, 5]]})),
            "Drawn: 1 grid of colours. 1 grid of colours: 2 × 3 values from −3 to 5."
        );
        let many: Vec<f64> = (0..100).map(f64::from).collect();
        assert_eq!(
            told(json!({"type": "scatter", "mode": "markers", "x": many, "y": many})),
            "Drawn: 1 set of points. 1 set of points: 100 points, x from 0 to 99, y from 0 to 99."
        );
    }
}
