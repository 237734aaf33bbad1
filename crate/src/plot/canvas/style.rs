//! The house style: every colour, size and margin of every figure.
//!
//! A figure is read on a white page and on JupyterLab's dark one (#111), and
//! the same committed output serves both. So backgrounds are transparent, and
//! every ink has a contrast of at least 3 : 1 against both pages, the ratio that
//! the accessibility guidelines ask of graphics. The six colours keep apart
//! under the two common forms of colour-blindness; they are Okabe and Ito's
//! choice, moved towards the middle of the lightness scale.

use super::wire;
use plotly::common::{ColorBar, ColorScale, ColorScaleElement, Font, Title};
use plotly::layout::{Axis, Legend, Margin, ModeBar};
use serde_json::{Map, Value, json};

/// Text, tick labels and frames.
pub(crate) const INK: &str = "#797979";

/// Lines that only guide the eye.
pub(crate) const GRID: &str = "rgba(128,128,128,0.22)";

/// The axes themselves.
pub(crate) const ZERO: &str = "rgba(128,128,128,0.75)";

/// Grid lines in space, where plotly does not blend transparent ones with the page.
pub(crate) const GRID_3D: &str = "#8C8C8C";

/// Nothing at all, so that the page shows through.
pub(crate) const CLEAR: &str = "rgba(0,0,0,0)";

pub(crate) const BLUE: &str = "#1B6FC9";

pub(crate) const RED: &str = "#D2520A";

pub(crate) const GREEN: &str = "#009E73";

pub(crate) const PURPLE: &str = "#CC5FA8";

pub(crate) const AMBER: &str = "#B68D00";

pub(crate) const SKY: &str = "#4598D0";

/// The colours of successive series.
pub(crate) const PALETTE: [&str; 6] = [BLUE, RED, GREEN, PURPLE, AMBER, SKY];

/// Width of a figure's static picture; on a page it follows the column.
pub(crate) const WIDTH: usize = 680;

/// Height of a figure that stands still.
pub(crate) const HEIGHT: usize = 430;

/// Room below the axes for the play button and the slider.
pub(crate) const CONTROLS: usize = 78;

/// Buttons of the tool bar that a figure does without: all but the picture to keep and the way
/// back to the view that the figure had at first.
const LEFT_OUT: [&str; 10] = [
    "zoom",
    "pan",
    "select",
    "lasso",
    "zoomin",
    "zoomout",
    "autoscale",
    "orbitRotation",
    "tableRotation",
    "resetCameraDefault",
];

/// What plotly is asked for beyond the drawing: a tool bar without its mark and without the
/// button that would send a reader's figure to another host.
pub(crate) fn config() -> Value {
    json!({"displaylogo": false, "showSendToCloud": false})
}

/// The colour of series `i`, starting over after the last.
pub(crate) fn colour(i: usize) -> &'static str {
    PALETTE[i % PALETTE.len()]
}

/// The same colour, partly transparent: `faint("#1B6FC9", 0.2)`.
pub(crate) fn faint(hex: &str, alpha: f64) -> String {
    let channel = |k: usize| u8::from_str_radix(&hex[k..k + 2], 16).unwrap_or(128);
    format!("rgba({},{},{},{alpha})", channel(1), channel(3), channel(5))
}

/// Dark blue to yellow, even in lightness and safe for colour-blind readers.
pub(crate) fn sequential() -> ColorScale {
    scale(&[
        "#00224E", "#123570", "#3B496C", "#575D6D", "#707173", "#8A8678", "#A59C74", "#C3B369",
        "#E1CC55", "#FEE838",
    ])
}

/// Orange for negative, near-white for zero, blue for positive.
pub(crate) fn diverging() -> ColorScale {
    scale(&["#B3450A", "#E08A4E", "#F3CDB0", "#F4F4F2", "#B4D0EA", "#5B9BD5", "#155CA8"])
}

/// Blue over green and amber to red, in colours that also read as thin lines.
pub(crate) fn levels() -> ColorScale {
    scale(&[BLUE, "#1A8CA6", GREEN, "#6F9440", AMBER, RED])
}

/// Black to white, for photographs.
pub(crate) fn greys() -> ColorScale {
    scale(&["#000000", "#FFFFFF"])
}

fn scale(colours: &[&str]) -> ColorScale {
    let last = (colours.len() - 1) as f64;
    ColorScale::Vector(
        colours
            .iter()
            .enumerate()
            .map(|(i, c)| ColorScaleElement(i as f64 / last, c.to_string()))
            .collect(),
    )
}

/// The bar that explains a colour scale.
///
/// Its title keeps an empty line below it: without one, the number at the upper end of the bar
/// runs into the title's last letter.
pub(crate) fn colour_bar(title: &str) -> ColorBar {
    let lifted = if title.is_empty() { String::new() } else { format!("{title}<br> ") };
    ColorBar::new()
        .title(Title::with_text(lifted))
        .thickness(14)
        .outline_width(0)
        .tick_font(font(12))
}

/// The one font, in the one ink.
pub(crate) fn font(size: usize) -> Font {
    Font::new().size(size).color(INK)
}

/// An axis in house style, with its title.
pub(crate) fn axis(title: &str) -> Axis {
    Axis::new()
        .title(Title::with_text(title).font(font(14)))
        .tick_font(font(12))
        .grid_color(GRID)
        .zero_line(true)
        .zero_line_color(ZERO)
        .zero_line_width(1)
        .line_color(GRID)
        .show_line(true)
        .auto_margin(true)
}

/// What every layout starts from.
pub(crate) fn layout() -> Map<String, Value> {
    let layout = plotly::Layout::new()
        .width(WIDTH)
        .height(HEIGHT)
        .font(font(13))
        .paper_background_color(CLEAR)
        .plot_background_color(CLEAR)
        .margin(Margin::new().left(64).right(24).top(64).bottom(58))
        .legend(Legend::new().background_color(CLEAR).font(font(13)))
        .show_legend(false)
        .mode_bar(ModeBar::new().background_color(CLEAR).color(INK).active_color(BLUE))
        .x_axis(axis("<i>x</i>"))
        .y_axis(axis("<i>y</i>"));
    let mut layout = wire::layout(layout);
    // Upright at the edge, where it covers no title, and so short that it ends above the axes: a
    // list of series or a scale of colours begins there. A drag across the axes zooms and a
    // double click comes back, so its buttons for that are left out.
    layout["modebar"]["orientation"] = json!("v");
    layout["modebar"]["remove"] = json!(LEFT_OUT);
    for axis in ["xaxis", "yaxis"] {
        // The title keeps clear of the tick labels, however long they are.
        layout[axis]["title"]["standoff"] = json!(10);
    }
    match layout {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tool_bar_ends_above_the_axes_where_a_list_of_series_begins() {
        // In plotly's style sheet a button is 22 pixels high, a group of them, empty or not, is
        // followed by 8, and the bar begins 2 below the edge. What is left: the way back, the
        // group of the drags, now empty, and the picture to keep.
        let bar = 2 + (22 + 8) + 8 + 22;
        let layout = layout();
        assert!(layout["margin"]["t"].as_u64().unwrap() >= bar);
        assert_eq!(layout["modebar"]["orientation"], "v");
        for button in ["zoom", "pan", "select", "lasso", "zoomin", "zoomout", "autoscale"] {
            assert!(LEFT_OUT.contains(&button), "{button}");
        }
        assert_eq!(config()["displaylogo"], false);
    }

    fn luminance(hex: &str) -> f64 {
        let linear = |k: usize| {
            let c = f64::from(u8::from_str_radix(&hex[k..k + 2], 16).unwrap()) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(1) + 0.7152 * linear(3) + 0.0722 * linear(5)
    }

    #[test]
    fn every_ink_reads_on_the_light_and_on_the_dark_page() {
        for hex in PALETTE.iter().chain([&INK]) {
            let l = luminance(hex);
            let on_white = 1.05 / (l + 0.05);
            let on_dark = (l + 0.05) / (luminance("#111111") + 0.05);
            assert!(on_white >= 3.0, "{hex} on white: {on_white:.2}");
            assert!(on_dark >= 3.0, "{hex} on the dark page: {on_dark:.2}");
        }
    }
}
