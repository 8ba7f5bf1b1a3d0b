//! The places of a story on a map, drawn as SVG: equirectangular, cropped to the places, no tiles, no network.

use variorum_record::{AnnotatedReport, Precision};

/// Country outlines, one ring a line, in degrees (x east, y south). `data/map/README.md` says where they are from.
const COUNTRIES: &str = include_str!("../../../../data/map/countries.txt");

/// A map in degrees.
pub(super) struct Map {
    /// `viewBox` of the SVG.
    pub(super) view: String,
    /// The outlines that the view touches.
    pub(super) countries: Vec<&'static str>,
    /// Radius of a dot, in degrees.
    pub(super) radius: f64,
    /// Size of the letters, in degrees.
    pub(super) letters: f64,
    /// The places, each once.
    pub(super) dots: Vec<Dot>,
}

/// A place on the map.
pub(super) struct Dot {
    pub(super) x: f64,
    pub(super) y: f64,
    /// What is written beside it; empty where another name stands there already.
    pub(super) name: String,
    pub(super) title: String,
    /// How often the reports name it.
    mentions: usize,
}

/// The map of the resolved places that are finer than a country; `None` when there are none.
pub(super) fn of(reports: &[&AnnotatedReport]) -> Option<Map> {
    let mut dots: Vec<Dot> = Vec::new();
    for (text, place) in reports.iter().flat_map(|report| report.places.iter().map(|place| (&report.text, place))) {
        let fine = matches!(place.precision, Some(Precision::Point | Precision::City | Precision::Region));
        // A continent or a sea has no one place.
        let wide = place.country.is_none() && place.precision == Some(Precision::Region);
        let (Some(lat), Some(lon), true) = (place.lat, place.lon, fine && !wide) else { continue };
        let (x, y) = (lon, -lat);
        if let Some(known) = dots.iter_mut().find(|dot| (dot.x - x).abs() + (dot.y - y).abs() < 0.01) {
            known.mentions += 1;
            continue;
        }
        let where_in =
            [place.admin1.as_deref(), place.country.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(", ");
        let title = format!("{} ({where_in}; {lat:.3}, {lon:.3}; {} candidates)", place.name, place.candidates);
        // The reports' own word, unless they shout it.
        let word = place.span.of(text);
        let word = if word.chars().any(char::is_lowercase) { word } else { &place.name };
        dots.push(Dot { x, y, name: word.to_string(), title, mentions: 1 });
    }
    dots.sort_by_key(|dot| std::cmp::Reverse(dot.mentions));
    if dots.is_empty() {
        return None;
    }
    let bounds = |of: fn(&Dot) -> f64| {
        let (low, high) = dots.iter().map(of).fold((f64::MAX, f64::MIN), |(low, high), v| (low.min(v), high.max(v)));
        let margin = ((high - low) * 0.2).max(4.0);
        (low - margin, high - low + 2.0 * margin)
    };
    let ((x, mut width), (y, mut height)) = (bounds(|dot| dot.x), bounds(|dot| dot.y));
    width = width.max(height * 1.4);
    height = height.max(width / 2.2);
    let countries = COUNTRIES.lines().filter(|ring| touches(ring, (x, x + width), (y, y + height))).collect();
    let view = format!("{x:.2} {y:.2} {width:.2} {height:.2}");
    let letters = width / 60.0;
    thin_out(&mut dots, letters);
    Some(Map { view, countries, radius: width / 220.0, letters, dots })
}

/// Takes away the names that would be written over others; what is named most keeps its own.
fn thin_out(dots: &mut [Dot], letters: f64) {
    let mut written: Vec<(f64, f64, f64)> = Vec::new();
    for dot in dots {
        let (left, right) = (dot.x, dot.x + letters * (0.6 + 0.6 * dot.name.chars().count() as f64));
        let free = written.iter().all(|(start, end, y)| right < *start || *end < left || (dot.y - y).abs() >= letters);
        if free {
            written.push((left, right, dot.y));
        } else {
            dot.name.clear();
        }
    }
}

/// Whether the bounding box of a ring overlaps the view.
fn touches(ring: &str, x: (f64, f64), y: (f64, f64)) -> bool {
    let points = ring.split(' ').filter_map(|pair| pair.split_once(','));
    let points = points.filter_map(|(x, y)| Some((x.parse::<f64>().ok()?, y.parse::<f64>().ok()?)));
    let start = (f64::MAX, f64::MIN, f64::MAX, f64::MIN);
    let (left, right, top, bottom) =
        points.fold(start, |(left, right, top, bottom), (x, y)| (left.min(x), right.max(x), top.min(y), bottom.max(y)));
    left <= x.1 && x.0 <= right && top <= y.1 && y.0 <= bottom
}
