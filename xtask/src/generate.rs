//! `cargo xtask generate N`: N invented reports as JSON Lines on standard output, for measuring speed and memory.
//!
//! A mix like a news stream, some 300 reports a day in the order of their dates: three of five events are told by one
//! report, the others by two to seven outlets within days, of which some copy another's text with light edits. Events are
//! of many kinds, each with words of its own; what is told beside them is noise that every kind shares. Reports of
//! several events come between each other. The first N reports are the same whatever N is.

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
/// A kind of event: who speaks of it, its headline, its lead, and what else reports of it say. `TOWN`, `N`, `M` and
/// `WHERE` are filled in.
struct Kind {
    roles: &'static [&'static str],
    headline: &'static str,
    lead: &'static str,
    wheres: &'static [&'static str],
    more: &'static [&'static str],
}

const KINDS: &[Kind] = &[
    Kind {
        roles: &["Police chief", "Interior Minister", "Mayor", "Governor"],
        headline: "N killed in explosion in TOWN",
        lead: "N people were killed and M others injured when a car bomb hit WHERE in TOWN on Tuesday, officials said.",
        wheres: &["the market", "a bus station", "a police post", "a wedding hall", "the courthouse"],
        more: &["No group has claimed responsibility.", "Residents lined up to give blood outside the main hospital."],
    },
    Kind {
        roles: &["Governor", "Defence Minister", "Military spokesman", "Mayor"],
        headline: "N killed in drone attack on TOWN",
        lead: "N people were killed and M wounded in a drone attack on WHERE in TOWN on Tuesday, the army said.",
        wheres: &["a fuel depot", "an apartment block", "a power station", "a warehouse", "the railway yard"],
        more: &["Air defences were active until dawn.", "The army closed the road to the coast until further notice."],
    },
    Kind {
        roles: &["Fire chief", "Rescue leader", "Mayor", "Housing Minister"],
        headline: "Fire at TOWN kills N",
        lead: "N people died and M were treated for smoke when flames went through WHERE in TOWN on Tuesday, the fire service said.",
        wheres: &["a furniture factory", "a hostel", "a nursing home", "a block of flats", "a night club"],
        more: &["The cause of the blaze is not known.", "Inspectors had found blocked exits in the spring."],
    },
    Kind {
        roles: &["Rail spokeswoman", "Transport Minister", "Station master", "Union leader"],
        headline: "N dead as trains collide near TOWN",
        lead: "N passengers were killed and M injured when WHERE left the rails outside TOWN on Tuesday, the railway said.",
        wheres: &["a night express", "a goods train", "a crowded commuter train", "a school charter"],
        more: &["The signal had been out of order for a week.", "Cranes lifted the last carriage in the evening."],
    },
    Kind {
        roles: &["River engineer", "Water Minister", "Mayor", "Rescue leader"],
        headline: "Floods in TOWN drive M from their homes",
        lead: "The river broke its banks at WHERE in TOWN on Tuesday; N people drowned and M families left their homes, the district said.",
        wheres: &["the old weir", "the lower bridge", "the mill", "the allotments", "the harbour wall"],
        more: &["More rain is forecast for the weekend.", "Cattle were led up to the ridge during the night."],
    },
    Kind {
        roles: &["Judge", "Prosecutor", "Defence lawyer", "Court clerk"],
        headline: "TOWN treasurer sentenced to N years",
        lead: "A court in TOWN sentenced a former treasurer of WHERE to N years in prison on Tuesday for taking M million crowns.",
        wheres: &["the water board", "the savings bank", "the port authority", "the hospital trust"],
        more: &["The defence announced an appeal.", "Two clerks had testified behind a screen."],
    },
    Kind {
        roles: &["Union leader", "Works director", "Labour Minister", "Shop steward"],
        headline: "M workers walk out in TOWN",
        lead: "M workers of WHERE in TOWN walked out on Tuesday to demand N percent more pay, their union said.",
        wheres: &["the shipyard", "the paper mill", "the tram company", "the cannery", "the steelworks"],
        more: &["Talks broke up after an hour.", "The company called the demand unaffordable."],
    },
    Kind {
        roles: &["Chief executive", "Works director", "Analyst", "Economy Minister"],
        headline: "TOWN firm cuts M jobs",
        lead: "The TOWN maker of WHERE will close N of its plants and cut M jobs, it announced on Tuesday.",
        wheres: &["turbines", "bicycles", "glass", "tractors", "batteries", "pianos"],
        more: &["Its shares fell in early trading.", "Orders from abroad have been shrinking for two years."],
    },
    Kind {
        roles: &["Election officer", "Candidate", "Party leader", "Mayor"],
        headline: "Recount in TOWN after vote split by N ballots",
        lead: "The election for WHERE of TOWN will be recounted after N ballots separated the first two of M candidates, officials said on Tuesday.",
        wheres: &["mayor", "the council", "the school board", "the seat in parliament"],
        more: &["Observers had complained of missing lists.", "Turnout was the lowest since the war."],
    },
    Kind {
        roles: &["Health Minister", "Chief physician", "Epidemiologist", "Laboratory head"],
        headline: "N die of fever in TOWN",
        lead: "Doctors in TOWN have counted M cases of a fever and N deaths since WHERE, the health office said on Tuesday.",
        wheres: &["the autumn fair", "a pilgrimage", "the floods", "the beginning of the month"],
        more: &["Vaccines are to arrive by boat.", "Wells in two quarters were sealed."],
    },
    Kind {
        roles: &["Archaeologist", "Museum director", "Historian", "Culture Minister"],
        headline: "Diggers find N graves at TOWN",
        lead: "Archaeologists have uncovered N graves and M coins below WHERE in TOWN, the museum said on Tuesday.",
        wheres: &["the cathedral", "a car park", "the old brewery", "the ring road"],
        more: &["The finds go on display in May.", "Nothing like it was known north of the river."],
    },
    Kind {
        roles: &["Foreign Minister", "Ambassador", "Trade envoy", "Governor"],
        headline: "Pact on WHERE signed in TOWN",
        lead: "Envoys of N countries signed a pact on WHERE worth M million crowns in TOWN on Tuesday.",
        wheres: &["fishing", "timber", "river water", "rail freight", "gas"],
        more: &["The parliaments must still agree.", "A rival treaty failed in the winter."],
    },
];
/// What people say and what else is told, by slots, so that few events share a run of words; `TOWN` and `K` (a number)
/// are filled in.
const SUBJECTS: &[&str] = &[
    "The people of TOWN",
    "My brother",
    "Nobody at the ministry",
    "Every family here",
    "The engineers",
    "Our neighbours",
    "The council",
    "Whoever was on duty",
    "The old harbour guild",
    "My deputy",
    "Half of TOWN",
    "The night shift",
    "An uncle of mine",
    "The parish",
    "Each of K witnesses",
    "Our lawyers",
];
const DEEDS: &[&str] = &[
    "asked for K more beds",
    "counted K lorries on the north road",
    "slept in the school hall",
    "warned us K weeks ago",
    "mended the bridge twice",
    "wrote K letters to the capital",
    "saw a white van",
    "lost a shop and a garden",
    "will bring this before a court",
    "heard a sound like thunder",
    "carried water for K hours",
    "kept quiet for years",
    "rang the bell until dawn",
    "sold K tickets that evening",
    "never opened the file",
    "paid K crowns for nothing",
    "measured every crack in the wall",
    "has been rebuilding since the war",
    "trusted a map that was wrong",
    "found K boxes in the cellar",
];
const CIRCUMSTANCES: &[&str] = &[
    "before Easter",
    "in the rain",
    "without any help",
    "while the mayor was abroad",
    "against all advice",
    "for the second time",
    "by candlelight",
    "as everybody in TOWN can tell you",
    "between two meetings",
    "with K volunteers",
    "on the eve of the fair",
    "under the eyes of K policemen",
];
const CONSEQUENCES: &[&str] = &[
    "and that is all that I can say tonight",
    "so we need patience and quiet",
    "but nobody picks up the telephone",
    "and then there was only dust",
    "and we were told to wait for spring",
    "which is why K of us are still here",
    "and I would do it again",
    "but the papers are missing",
    "and the inquiry has not finished",
    "so the gates stay shut",
    "and nobody can be proud of that",
    "which cost us K days",
    "and it will not be the last time",
    "but hope is cheap",
    "so let others judge",
    "and the children ask about it",
];
const FILLERS: &[&str] = &[
    "Schools in the district stayed closed and trains were diverted.",
    "The opposition demanded an inquiry into the warnings.",
    "Shops reopened in the afternoon.",
    "Neighbouring provinces offered help.",
    "The government rejected the accusation as baseless.",
    "Subscribe to our morning letter for more of this.",
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
    kind: &'static Kind,
    place: &'static str,
    /// `N` and `M`.
    numbers: (usize, usize),
    speaker: String,
    role: &'static str,
    sayings: [String; 2],
    details: [String; 6],
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
            let left = if dice.below(5) < 3 { 1 } else { 2 + dice.below(6) };
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

fn headline(happening: &Happening) -> String {
    happening.fill(happening.kind.headline, "")
}

fn happening(dice: &mut Dice) -> Happening {
    let town = format!("{}{}{}", dice.pick(HEADS), dice.pick(MIDDLES), dice.pick(TAILS));
    let mut told = |slots: &[&[&str]]| {
        let words: Vec<&str> = slots.iter().map(|slot| dice.pick(slot)).collect();
        let filled = words.join(" ").replace("TOWN", &town);
        filled
            .split(' ')
            .map(|word| if word == "K" { (2 + dice.below(90)).to_string() } else { word.into() })
            .collect::<Vec<_>>()
            .join(" ")
    };
    let sayings = [(); 2].map(|()| told(&[SUBJECTS, DEEDS, CIRCUMSTANCES, CONSEQUENCES]));
    let details = [(); 6].map(|()| told(&[SUBJECTS, DEEDS, CIRCUMSTANCES]) + ".");
    let kind = &KINDS[dice.below(KINDS.len())];
    Happening {
        town,
        kind,
        place: dice.pick(kind.wheres),
        numbers: (2 + dice.below(40), 41 + dice.below(400)),
        speaker: format!("{} {}{}", dice.pick(FIRST), dice.pick(LAST), dice.pick(ENDINGS)),
        role: dice.pick(kind.roles),
        sayings,
        details,
    }
}

impl Happening {
    /// A sentence of its kind with what is this happening's own; `loose` is how its first number is hedged.
    fn fill(&self, sentence: &str, loose: &str) -> String {
        let words = sentence.split_inclusive(' ').map(|word| {
            let (word, space) = word.strip_suffix(' ').map_or((word, ""), |word| (word, " "));
            let filled = match word {
                "N" => format!("{loose}{}", self.numbers.0),
                "M" => self.numbers.1.to_string(),
                _ => word.replace("TOWN", &self.town).replace("WHERE", self.place),
            };
            filled + space
        });
        words.collect()
    }
}

fn tell(happening: &Happening, dice: &mut Dice) -> String {
    let Happening { kind, speaker, role, sayings, details, .. } = happening;
    let surname = speaker.rsplit(' ').next().unwrap_or(speaker);
    let at_start = kind.lead.starts_with("N ");
    let loose = [if at_start { "At least " } else { "at least " }, "", if at_start { "More than " } else { "some " }];
    let mut paragraphs = vec![
        happening.fill(kind.lead, dice.pick(&loose)),
        format!("“{},” {role} {speaker} said.", sayings[0]),
        format!("{surname} told {} that it had come without warning.", dice.pick(OUTLETS)),
        format!("“{}. {},” he added.", sayings[1], sayings[0]),
    ];
    for _ in 0..2 + dice.below(4) {
        let at = 1 + dice.below(paragraphs.len());
        paragraphs.insert(at, details[dice.below(details.len())].clone());
    }
    for (noise, of) in [(kind.more, 2), (FILLERS, 4)] {
        if dice.below(of) == 0 {
            paragraphs.push(dice.pick(noise).to_string());
        }
    }
    paragraphs.join("\n\n")
}
