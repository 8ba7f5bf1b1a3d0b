//! Words finer than the closed lists of the wire format: the listed word stands where it always stood, the finer one
//! beside it as `finer`. What was written before there was a `finer` still reads.

/// What a figure measures.
pub(crate) mod measures {
    use crate::Measure;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Deserialize, Serialize)]
    struct Words {
        measures: Measure,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        finer: Option<Measure>,
    }

    pub(crate) fn serialize<S: Serializer>(measure: &Measure, serializer: S) -> Result<S::Ok, S::Error> {
        let measures = measure.listed();
        Words { measures, finer: (measures != *measure).then_some(*measure) }.serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Measure, D::Error> {
        Words::deserialize(deserializer).map(|words| words.finer.unwrap_or(words.measures))
    }
}

/// In what way two readings differ.
pub(crate) mod kind {
    use crate::DifferenceKind;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Deserialize, Serialize)]
    struct Words {
        kind: DifferenceKind,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        finer: Option<DifferenceKind>,
    }

    pub(crate) fn serialize<S: Serializer>(kind: &DifferenceKind, serializer: S) -> Result<S::Ok, S::Error> {
        let listed = kind.listed();
        Words { kind: listed, finer: (listed != *kind).then_some(*kind) }.serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DifferenceKind, D::Error> {
        Words::deserialize(deserializer).map(|words| words.finer.unwrap_or(words.kind))
    }
}

#[cfg(test)]
mod tests {
    use crate::{Difference, DifferenceKind, Figure, Measure};

    #[test]
    fn the_listed_word_stands_where_it_stood() {
        let line = r#"{"id":"f1","start":0,"end":2,"low":3,"high":3,"qualifier":null,"unit":"day","of":null,"measures":"duration","event":null,"source":null}"#;
        let figure: Figure = serde_json::from_str(line).unwrap();
        assert_eq!(figure.measures, Measure::Duration);
        let written = serde_json::to_value(&figure).unwrap();
        assert_eq!((written["measures"].as_str(), written["finer"].as_str()), (Some("other"), Some("duration")));
        assert_eq!(serde_json::from_value::<Figure>(written).unwrap(), figure);
        let killed = serde_json::to_value(Figure { measures: Measure::Killed, ..figure }).unwrap();
        assert_eq!((killed["measures"].as_str(), killed.get("finer")), (Some("killed"), None));
        let kind = DifferenceKind::Strength;
        let difference = Difference { a: "a".into(), b: "b".into(), kind, a_span: None, b_span: None };
        let written = serde_json::to_value(&difference).unwrap();
        assert_eq!((written["kind"].as_str(), written["finer"].as_str()), (Some("qualifier"), Some("strength")));
        assert_eq!(serde_json::from_value::<Difference>(written).unwrap(), difference);
    }
}
