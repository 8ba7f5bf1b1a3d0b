//! What the reports of a story are called on its page: by their outlet, else by as much of their id as tells them apart.

use std::collections::BTreeMap;
use variorum_record::AnnotatedReport;

/// Longer ids are shortened where a part of them is enough.
const LONG: usize = 18;

/// The names under which reports are shown.
pub(super) struct Names {
    by_id: BTreeMap<String, String>,
}

impl Names {
    pub(super) fn new(reports: &[&AnnotatedReport]) -> Self {
        Self::of_outlets(reports.iter().map(|report| (report.report.id.as_str(), report.report.outlet.as_deref())))
    }

    /// The same from ids and outlets.
    pub(super) fn of_outlets<'r>(reports: impl Iterator<Item = (&'r str, Option<&'r str>)> + Clone) -> Self {
        let mut outlets: BTreeMap<&str, usize> = BTreeMap::new();
        let mut beginnings: BTreeMap<&str, usize> = BTreeMap::new();
        for (id, outlet) in reports.clone() {
            *outlets.entry(outlet.unwrap_or_default()).or_default() += 1;
            for beginning in beginnings_of(id) {
                *beginnings.entry(beginning).or_default() += 1;
            }
        }
        let alone = |beginning: &&str| beginnings.get(beginning) == Some(&1);
        let name = |id: &str, outlet: Option<&str>| match outlet {
            Some(outlet) if outlets.get(outlet) == Some(&1) => outlet.to_string(),
            Some(outlet) => format!("{outlet} ({})", beginnings_of(id).find(alone).unwrap_or(id)),
            None if id.chars().count() <= LONG => id.to_string(),
            None => {
                let some = beginnings_of(id).filter(alone);
                let short = some.clone().filter(|beginning| beginning.chars().count() <= LONG).last();
                short.or_else(|| some.clone().next()).unwrap_or(id).to_string()
            }
        };
        Names { by_id: reports.map(|(id, outlet)| (id.to_string(), name(id, outlet))).collect() }
    }

    /// The name of a report; its id when it is none of the story's.
    pub(super) fn of(&self, id: &str) -> String {
        self.by_id.get(id).cloned().unwrap_or_else(|| id.to_string())
    }

    pub(super) fn list<'i>(&self, ids: impl Iterator<Item = &'i str>) -> String {
        ids.map(|id| self.of(id)).collect::<Vec<_>>().join(", ")
    }
}

/// "16", "16_skarsund", "16_skarsund_correction": what an id begins with, up to each of its separators, and the id.
fn beginnings_of(id: &str) -> impl Iterator<Item = &str> + Clone {
    let ends = id.char_indices().filter(|(at, c)| *at > 0 && !c.is_alphanumeric()).map(|(at, _)| at);
    ends.chain(std::iter::once(id.len())).map(|end| &id[..end])
}

/// Ids that are safe as HTML anchors: anything else than letters and digits becomes its code point.
pub(super) fn anchor(id: &str) -> String {
    let safe =
        |c: char| if c.is_ascii_alphanumeric() || c == '-' { c.to_string() } else { format!("_{:x}_", c as u32) };
    format!("report-{}", id.chars().map(safe).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_much_of_an_id_as_tells_reports_apart() {
        let reports = [
            ("001_c7d99ef00ca964a6", None),
            ("002_666de918b7cbd441", None),
            ("12_herald_slide", Some("Herald")),
            ("16_herald_correction", Some("Herald")),
            ("17", Some("Civic Daily")),
            ("wire", None),
            ("a-very-long-name-indeed-1", None),
            ("a-very-long-name-indeed-2", None),
        ];
        let names = Names::of_outlets(reports.into_iter());
        let shown: Vec<_> = reports.iter().map(|(id, _)| names.of(id)).collect();
        assert_eq!(
            shown,
            [
                "001",
                "002",
                "Herald (12)",
                "Herald (16)",
                "Civic Daily",
                "wire",
                "a-very-long-name-indeed-1",
                "a-very-long-name-indeed-2"
            ]
        );
        assert_eq!(names.of("elsewhere"), "elsewhere");
    }
}
