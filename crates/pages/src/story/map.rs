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
    pub(super) name: String,
    pub(super) title: String,
}

/// The map of the resolved places that are finer than a country; `None` when there are none.
pub(super) fn of(reports: &[&AnnotatedReport]) -> Option<Map> {
    let mut dots: Vec<Dot> = Vec::new();
    for place in reports.iter().flat_map(|report| &report.places) {
        let fine = matches!(place.precision, Some(Precision::Point | Precision::City | Precision::Region));
        let (Some(lat), Some(lon), true) = (place.lat, place.lon, fine) else { continue };
        let (x, y) = (lon, -lat);
        if !dots.iter().any(|dot| dot.name == place.name && (dot.x - x).abs() + (dot.y - y).abs() < 0.01) {
            let where_in = [place.admin1.as_deref(), place.country.as_deref()]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(", ");
            let title = format!("{} ({where_in}; {lat:.3}, {lon:.3}; {} candidates)", place.name, place.candidates);
            dots.push(Dot { x, y, name: place.name.clone(), title });
        }
    }
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
    Some(Map { view, countries, radius: width / 220.0, letters: width / 60.0, dots })
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
