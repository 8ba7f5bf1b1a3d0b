//! `cargo xtask map FILE`: country outlines for the map of a story page.
//!
//! FILE is `countries-110m.json` of the npm package `world-atlas` 2.0.2 (`npm pack world-atlas@2.0.2`), a TopoJSON of
//! Natural Earth's 1:110m countries (public domain). Written to `data/map/countries.txt`: one ring a line, `x,y` pairs
//! in degrees (x east, y south), in the order of the file.

use anyhow::Context;
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;

/// Reads the TopoJSON and writes the outlines.
pub(crate) fn make(file: &Path) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let topology = serde_json::from_str(&text).with_context(|| format!("{} is no JSON", file.display()))?;
    let rings = rings(&topology).with_context(|| format!("{} is no TopoJSON of countries", file.display()))?;
    std::fs::write("data/map/countries.txt", rings).context("cannot write data/map/countries.txt")
}

/// The rings of all countries as text, one a line.
fn rings(topology: &Value) -> Option<String> {
    let axis = |name: &str, i: usize| topology["transform"][name][i].as_f64();
    let (scale, shift) = ((axis("scale", 0)?, axis("scale", 1)?), (axis("translate", 0)?, axis("translate", 1)?));
    let arcs: Vec<Vec<(f64, f64)>> = topology["arcs"]
        .as_array()?
        .iter()
        .map(|arc| {
            let (mut x, mut y) = (0.0, 0.0);
            let steps = arc.as_array().into_iter().flatten();
            steps
                .map(|step| {
                    x += step[0].as_f64().unwrap_or_default();
                    y += step[1].as_f64().unwrap_or_default();
                    (x * scale.0 + shift.0, -(y * scale.1 + shift.1))
                })
                .collect()
        })
        .collect();
    let mut text = String::new();
    for country in topology["objects"]["countries"]["geometries"].as_array()? {
        let polygons = match country["type"].as_str() {
            Some("Polygon") => vec![&country["arcs"]],
            Some("MultiPolygon") => country["arcs"].as_array()?.iter().collect(),
            _ => continue,
        };
        for ring in polygons.into_iter().filter_map(Value::as_array).flatten() {
            let mut points: Vec<(f64, f64)> = Vec::new();
            for index in ring.as_array()?.iter().filter_map(Value::as_i64) {
                // A negative index is the one's complement of an arc to be walked backwards.
                let arc = arcs.get(if index < 0 { !index } else { index } as usize)?;
                let walked: Vec<_> = if index < 0 { arc.iter().rev().copied().collect() } else { arc.clone() };
                points.extend(walked.into_iter().skip(usize::from(!points.is_empty())));
            }
            let pairs: Vec<_> = points.iter().map(|(x, y)| format!("{:.1},{:.1}", x, y)).collect();
            let _ = writeln!(text, "{}", pairs.join(" "));
        }
    }
    Some(text)
}
