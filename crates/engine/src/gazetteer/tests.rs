use super::{Gazetteer, How, Kind, Source, encode, kilometres};

fn invented() -> Vec<Source> {
    let place = |name: &str, kind, parent, lat: f64, lon: f64, population| Source {
        id: 7,
        name: name.into(),
        kind,
        parent,
        lat,
        lon,
        population,
        ..Source::default()
    };
    let mut country = place("Velland", Kind::Country, None, 10.0, 20.0, 5_000_000);
    country.code = "VV".into();
    country.names = vec![("Vellish".into(), How::Demonym), ("Kingdom of Velland".into(), How::Alternate)];
    let mut sources = vec![country, place("North Province", Kind::Region, Some(0), 11.0, 21.0, 700_000)];
    sources.extend((0..40).map(|i| place(&format!("Sankt Örn {i}"), Kind::City, Some(1), -11.5, 170.25, 1000 + i)));
    sources
}

#[test]
fn rows_come_back() {
    let gazetteer = Gazetteer::from_bytes(encode(&invented())).unwrap();
    assert_eq!(gazetteer.len(), 42);
    let (town, how) = gazetteer.lookup("sankt orn 33")[0];
    assert_eq!((gazetteer.name(&town).as_str(), how, town.kind), ("Sankt Örn 33", How::Name, Kind::City));
    assert!(kilometres((town.lat, town.lon), (-11.5, 170.25)) < 0.01);
    assert_eq!((town.population, town.geonames), (1033, Some(7)));
    assert_eq!(gazetteer.country(&town), Some("VV"));
    assert_eq!(gazetteer.region(&town).map(|region| gazetteer.name(&region)), Some("North Province".into()));
    assert_eq!(gazetteer.demonym("Vellish").map(|row| row.index), Some(0));
    assert!(
        gazetteer.lookup("Sankt").is_empty() && gazetteer.lookup("").is_empty() && gazetteer.lookup("zzz").is_empty()
    );
    assert!(gazetteer.knows("kingdom of velland") && !gazetteer.knows("Vellish"));
}

#[test]
fn damaged_packs_do_not_panic() {
    let whole = encode(&invented());
    for end in 0..whole.len() {
        assert!(Gazetteer::from_bytes(&whole[..end]).is_err());
    }
    for at in 8..whole.len() {
        for value in [0, 1, 0x7f, 0xff] {
            let mut bytes = whole.clone();
            bytes[at] = value;
            let Ok(gazetteer) = Gazetteer::from_bytes(bytes) else { continue };
            for name in ["Velland", "sankt orn 9", "vellish", "a", "zz"] {
                for (row, _) in gazetteer.lookup(name) {
                    let _ = (gazetteer.name(&row), gazetteer.country(&row).is_some(), gazetteer.region(&row));
                }
            }
        }
    }
}

#[test]
fn the_built_in_table_is_whole() {
    let gazetteer = Gazetteer::built_in();
    assert!(gazetteer.len() > 150_000);
    let towns =
        |name: &str| gazetteer.lookup(name).into_iter().map(|(row, _)| row).filter(|row| row.kind == Kind::City);
    let most = |name: &str| towns(name).max_by_key(|row| row.population).unwrap();
    for (old, new) in [("Kiev", "Kyiv"), ("Odessa", "Odesa"), ("Kharkov", "Kharkiv"), ("Bombay", "Mumbai")] {
        assert_eq!(most(old).index, most(new).index, "{old}");
    }
    let region = gazetteer.lookup("Dnipropetrovsk").into_iter().find(|(row, _)| row.kind == Kind::Region).unwrap().0;
    let town = gazetteer.lookup("Pavlohrad")[0].0;
    assert_eq!(gazetteer.region(&town), Some(region));
    assert_eq!(gazetteer.country(&town), Some("UA"));
    assert_eq!(gazetteer.country(&gazetteer.demonym("Georgians").unwrap()), Some("GE"));
    assert!(gazetteer.lookup("W.Va.").iter().any(|(row, how)| row.kind == Kind::Region && *how == How::Abbreviation));
    assert!(towns("Kyiv").any(|row| row.capital) && !towns("Odesa").any(|row| row.capital));
    for name in ["Black Sea", "Middle East", "Donbas", "Chernobyl", "Gaza Strip", "Danube", "Europe", "Crimea"] {
        assert!(gazetteer.knows(name), "{name}");
    }
}
