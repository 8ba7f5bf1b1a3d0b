//! `cargo xtask generate N`: N invented reports as JSON Lines on standard output, for measuring speed and memory.
//!
//! A mix like a news stream, some 300 reports a day in the order of their dates: about a third of the events are told by
//! one report, the others by two to six outlets within days, of which some copy another's text with light edits. Reports
//! of several events come between each other. The first N reports are the same whatever N is.

use serde_json::json;

const OUTLETS: &[&str] = &[
    "Coastal Courier",
    "Meridian Wire",
    "The Norrland Post",
    "Civic Daily",
    "Globetide",
    "The Evening Beacon",
    "Skarsund Echo",
    "Channel 6",
    "Harbour Gazette",
    "The Upland Register",
    "Today Sorvia",
    "The Quay",
];
const FIRST: &[&str] = &[
    "Mara", "Ivo", "Pavla", "Tomas", "Elin", "Sven", "Lotte", "Karin", "Henrik", "Ana", "Rui", "Celeste", "Birgit",
    "Oskar", "Jana", "Milo", "Petra", "Anders", "Ines", "Viktor",
];
const LAST: &[&str] = &[
    "Olin",
    "Tarn",
    "Dorn",
    "Brandt",
    "Maar",
    "Torvald",
    "Ekman",
    "Aldous",
    "Sollander",
    "Vestergaard",
    "Macedo",
    "Aroni",
    "Naess",
    "Lindqvist",
    "Hallam",
    "Okoro",
    "Sato",
    "Weir",
    "Pell",
    "Quist",
    "Rask",
    "Sund",
    "Thorne",
    "Ulven",
    "Vance-Lee",
    "Wold",
];
const HEADS: &[&str] = &[
    "Tessel", "Bracken", "Corm", "Hather", "Lund", "Ostrel", "Pask", "Quill", "Rand", "Stor", "Tarn", "Under", "Varn",
    "West", "Yar", "Zel", "Ember", "Fal", "Gild", "Hurst", "Ivel", "Jarn", "Kord", "Lorn", "Moss", "Nether", "Orm",
    "Prim", "Halm", "Pen", "Kells", "Sable", "Grim", "Ald", "Marr", "Oster", "Wick", "Thorn", "Vel", "Dun",
];
const TAILS: &[&str] =
    &[" Ford", "fall", "strand", "marrow", "moor", " Hills", "stead", "bury", "haven", "gate", "mouth", "wick", "dale"];
/// Between head and tail of a town's name, and after a family name: a record of many reports has many names.
const MIDDLES: &[&str] = &["", "en", "er", "is", "ol", "um", "an", "el", "in", "ar", "os", "ie"];
const ENDINGS: &[&str] = &["", "sen", "ova", "berg", "sson", "ides", "mann", "ini", "ic", "escu", "enko", "ley"];
const ROLES: &[&str] =
    &["Mayor", "Police chief", "Governor", "Interior Minister", "Harbour master", "Fire chief", "Health Minister"];
/// What struck, the verb's noun, what it struck.
const EVENTS: &[(&str, &str, &str)] = &[
    ("a car bomb", "explosion", "the market"),
    ("a drone attack", "attack", "a fuel depot"),
    ("a rocket attack", "attack", "an apartment block"),
    ("a suicide bombing", "bombing", "a bus station"),
    ("gunmen", "shooting", "a police post"),
    ("an air strike", "strike", "a warehouse"),
];
/// Beginnings and ends of what people say; `TOWN` and `N` are filled in, so that few events share a sentence.
const BEGINNINGS: &[&str] = &[
    "We will find those who did this to TOWN",
    "There were N children in that building",
    "I have not slept for N hours",
    "Nobody in TOWN should draw conclusions yet",
    "The hospital has N beds and all of them are taken",
    "It was the loudest sound TOWN has ever heard",
    "We asked for protection N weeks ago",
    "TOWN has been rebuilt twice",
    "I counted N ambulances before the road was closed",
    "My brother opened his shop in TOWN N years ago",
];
const ENDS: &[&str] = &[
    "and we will bring them before a court",
    "and nobody warned them",
    "and I do not expect to sleep until everyone is found",
    "before the inquiry has finished its work",
    "so we need blood, volunteers and quiet",
    "and then there was only dust",
    "and we were told to wait for the spring",
    "and it will be rebuilt again",
    "but nobody at the ministry picks up the telephone",
    "and that is all that anyone can say tonight",
];
const FILLERS: &[&str] = &[
    "Schools in the district stayed closed and trains were diverted.",
    "Residents lined up to give blood outside the main hospital.",
    "The army closed the road to the coast until further notice.",
    "No group has claimed responsibility.",
    "The opposition demanded an inquiry into the warnings.",
    "Shops reopened in the afternoon under heavy guard.",
    "Neighbouring provinces offered ambulances and tents.",
    "The government rejected the accusation as baseless.",
];

/// A small generator of numbers (Steele, Lea and Flood's SplitMix64), so that nothing depends on the machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.roll() % n as u64) as usize
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

/// What happened, once; every outlet tells it.
struct Happening {
    town: String,
    what: (&'static str, &'static str, &'static str),
    killed: usize,
    injured: usize,
    speaker: String,
    role: &'static str,
    sayings: [String; 2],
}

/// Writes the reports.
pub(crate) fn reports(count: usize, out: &mut impl std::io::Write) -> anyhow::Result<()> {
    /// Events that are being told at any time, and reports a day.
    const OPEN: usize = 60;
    const A_DAY: usize = 300;
    let mut dice = Dice(20_261_122);
    let mut open: Vec<Told> = Vec::new();
    for written in 0..count {
        while open.len() < OPEN {
            let left = if dice.below(3) == 0 { 1 } else { 2 + dice.below(5) };
            open.push(Told { happening: happening(&mut dice), wire: None, left });
        }
        let at = dice.below(open.len());
        let outlet = dice.pick(OUTLETS);
        let told = &mut open[at];
        let text = match &told.wire {
            Some(text) if dice.below(3) == 0 => text.replacen("said", "told reporters", 1),
            _ => tell(&told.happening, &mut dice),
        };
        told.wire.get_or_insert_with(|| text.clone());
        let title = headline(&told.happening);
        told.left -= 1;
        if told.left == 0 {
            open.swap_remove(at);
        }
        let line = json!({"id": format!("g{written:06}"), "title": title, "outlet": outlet,
                          "published": published(written / A_DAY, 6 + written % A_DAY / 20), "text": text});
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// An event that outlets are telling.
struct Told {
    happening: Happening,
    wire: Option<String>,
    left: usize,
}

/// A date, in months of 28 days.
fn published(day: usize, hour: usize) -> String {
    let (year, day) = (2031 + day / 336, day % 336);
    format!("{year}-{:02}-{:02}T{hour:02}:00:00Z", 1 + day / 28, 1 + day % 28)
}

fn headline(Happening { killed, what, town, .. }: &Happening) -> String {
    format!("{killed} killed in {} in {town}", what.1)
}

fn happening(dice: &mut Dice) -> Happening {
    let town = format!("{}{}{}", dice.pick(HEADS), dice.pick(MIDDLES), dice.pick(TAILS));
    let mut saying = || {
        let words = format!("{} {}", dice.pick(BEGINNINGS), dice.pick(ENDS));
        words.replace("TOWN", &town).replace(" N ", &format!(" {} ", 2 + dice.below(90)))
    };
    let sayings = [saying(), saying()];
    Happening {
        town,
        what: EVENTS[dice.below(EVENTS.len())],
        killed: 2 + dice.below(40),
        injured: 3 + dice.below(120),
        speaker: format!("{} {}{}", dice.pick(FIRST), dice.pick(LAST), dice.pick(ENDINGS)),
        role: dice.pick(ROLES),
        sayings,
    }
}

fn tell(happening: &Happening, dice: &mut Dice) -> String {
    let Happening { town, what: (cause, noun, target), killed, injured, speaker, role, sayings, .. } = happening;
    let surname = speaker.rsplit(' ').next().unwrap_or(speaker);
    let loose = ["At least ", "", "More than "][dice.below(3)];
    let mut paragraphs = vec![
        format!(
            "{loose}{killed} people were killed and {injured} others injured when {cause} hit {target} in {town} on Tuesday, officials said."
        ),
        format!("“{},” {role} {speaker} said.", sayings[0]),
        format!("{surname} told {} that the {noun} had come without warning.", dice.pick(OUTLETS)),
        format!("“{}. {},” he added.", sayings[1], sayings[0]),
    ];
    for _ in 0..1 + dice.below(5) {
        let at = 1 + dice.below(paragraphs.len());
        paragraphs.insert(at, dice.pick(FILLERS).to_string());
    }
    paragraphs.join("\n\n")
}
