//! Pictures made of characters: bars, columns over time, cells of a heat map. Each carries its figure, so that it reads
//! without colour, and both sets of characters have their own shades.

use super::{Paint, show, text};
use crate::domain::value::number;
use ratatui::{layout::Rect, style::Style};

/// A figure in few columns: whole from a hundred on.
#[must_use]
pub fn figure(n: f64) -> String {
    #[allow(clippy::cast_possible_truncation)]
    if n.abs() >= 100.0 { show::count(n.round() as i64) } else { number((n * 10.0).round() / 10.0) }
}

/// One cell of a heat map: a shade for `share` of the most, 0 to 1, and the figure at its right.
pub fn cell(paint: &mut Paint, (x, y): (u16, u16), width: u16, share: f64, figure: &str, style: Style) {
    let shades = paint.glyphs.shade;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
    let step = (share.clamp(0.0, 1.0) * (shades.len() - 1) as f64).round() as usize;
    let wide = u16::try_from(text::width(figure)).unwrap_or(u16::MAX).min(width);
    for n in 0..width - wide {
        paint.put(x + n, y, 1, shades[step], style);
    }
    paint.put(x + width - wide, y, wide, figure, style);
}

/// Columns over time: figures above, labels below; a line across at `pace`, where there is one.
///
/// A missing figure leaves its place empty. Draws as many of the last columns as there is room for.
pub fn columns(paint: &mut Paint, area: Rect, figures: &[(String, Option<f64>)], pace: Option<f64>) {
    if area.height < 3 || area.width < 6 || figures.is_empty() {
        return;
    }
    let label = figures.iter().map(|(label, _)| text::width(label)).max().unwrap_or(1);
    let number = figures.iter().filter_map(|(_, n)| n.map(|n| text::width(&figure(n)))).max().unwrap_or(1);
    let width = u16::try_from(label.max(number)).unwrap_or(8).max(3);
    let fits = usize::from(area.width / (width + 1)).max(1);
    let shown = &figures[figures.len().saturating_sub(fits)..];
    let most = shown.iter().filter_map(|(_, n)| *n).chain(pace).fold(0.0, f64::max);
    let rows = area.height - 2;
    let level = |n: f64| -> u16 {
        let share = if most > 0.0 { n / most } else { 0.0 };
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let rows = (share.clamp(0.0, 1.0) * f64::from(rows)).round() as u16;
        if n > 0.0 { rows.max(1) } else { 0 }
    };
    let (plain, quiet) = (paint.theme.plain(), paint.theme.quiet());
    let base = area.y + rows + 1;
    if let Some(pace) = pace {
        paint.line(area.x, base - level(pace), area.width, quiet);
    }
    for (n, (label, figure_here)) in (0..).zip(shown) {
        let x = area.x + n * (width + 1);
        paint.fill(x, base, width, label, quiet);
        let Some(value) = figure_here else { continue };
        let high = level(*value);
        for step in 0..high {
            for across in 0..width {
                paint.put(x + across, base - 1 - step, 1, paint.glyphs.bar[0], plain);
            }
        }
        paint.fill(x, base - 1 - high, width, &figure(*value), plain);
    }
}
