//! Lists of words that rules ask for: `data/lexicon/word-lists.tsv`, read once.

use std::collections::HashSet;
use std::sync::LazyLock;

const TABLE: &str = include_str!("../../../data/lexicon/word-lists.tsv");

/// A list by its name; empty where the table has none of it.
fn list(name: &str) -> HashSet<&'static str> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
    lines.filter(|(known, _)| *known == name).flat_map(|(_, words)| words_of(words)).collect()
}

fn words_of(words: &'static str) -> impl Iterator<Item = &'static str> {
    words.split(if words.contains(';') { ';' } else { ' ' }).map(str::trim)
}

/// Names each list, and checks in a test that the table has it.
macro_rules! lists {
    ($($(#[$doc:meta])* $list:ident = $name:literal;)*) => {
        $($(#[$doc])* pub(crate) static $list: LazyLock<HashSet<&str>> = LazyLock::new(|| list($name));)*

        #[test]
        fn every_list_is_in_the_table() {
            $(assert!(!$list.is_empty(), "no list {}", $name);)*
        }
    };
}

lists! {
    /// Abbreviations whose full stop ends no sentence.
    ABBREVIATIONS = "abbreviations";
    /// Ideas and decisions: what is done to them hurts nobody.
    ABSTRACTS = "abstracts";
    /// Words with an infinitive that lies ahead: "plans to", "an agreement to".
    AHEAD = "ahead";
    /// What is named after a place and is elsewhere now: "Vell fever".
    AILMENTS = "ailments";
    /// Verbs of what a protest is for.
    AIMS = "aims";
    /// What stands between two names of one person.
    ALIASES = "aliases";
    /// Verbs that answer what somebody else has said.
    ANSWERING = "answering";
    /// Nouns that may mean any of the people told before.
    ANYBODY = "anybody";
    /// What takes place on an appointed day: "Tuesday's election" may lie ahead.
    APPOINTED = "appointed";
    /// Verbs that appoint a time for what is to come.
    APPOINTING = "appointing";
    /// Armed groups that belong to somebody: "FMLN units", "army patrol".
    ARMED = "armed";
    /// Nouns for whoever is taken to have done it.
    ATTACKERS = "attackers";
    /// What somebody is attacked for with words.
    ATTITUDES = "attitudes";
    /// Verbs of what is held of people: "believed to have died".
    BELIEFS = "beliefs";
    /// What is called after a place and need not be there.
    BELONGINGS = "belongings";
    /// What tells the bodies of one owner apart.
    BODY_MODIFIERS = "body-modifiers";
    /// Parts of the body that are wounded.
    BODY_PARTS = "body-parts";
    /// Nouns for buildings and other structures; a road or a neighbourhood is where it happened.
    BUILDINGS = "buildings";
    /// Parts of a building, with "of" or a possessor before it.
    BUILDING_PARTS = "building-parts";
    /// Days, months and marks of time: no part of a name.
    CALENDAR = "calendar";
    /// Words that open a sentence or stand in a headline, and are no name that a number belongs to.
    CAPITALISED = "capitalised";
    /// Words of harm behind a number.
    CASUALTY = "casualty";
    /// Verbs and adverbs of a number that changes: "up from", "revised from".
    CHANGES = "changes";
    /// Nouns for several people, and for parents: the number behind "of" is not their age.
    COLLECTIVE = "collectives";
    /// Verbs of making people do something.
    COMMANDS = "commands";
    /// What people are counted in: what becomes of "a family of six" becomes of the six.
    COUNTED_GROUPS = "counted-groups";
    /// Who is about a game and does not play: their violence is none of the game's.
    CROWDS = "crowds";
    /// Verbs that put an end off: "extended it until Friday".
    DEFERRING = "deferring";
    /// What the part of an outlet is called that a report came from.
    DESKS = "desks";
    /// Verbs of fearing, preventing and asking.
    DOUBTING = "doubting";
    /// Bodies that bear a place's name as often for a saint or a founder.
    ENSEMBLES = "ensembles";
    /// Verbs under which a noun of stance is somebody's: "expressed doubts about", "reiterated his refusal".
    EXPRESSING = "expressing";
    /// Words for women and girls.
    FEMALE = "female";
    /// Words that a careful writer leaves small in a name or a heading.
    FUNCTION_WORDS = "function-words";
    /// Words that make a sentence about a game grave.
    GRAVE = "grave";
    /// Nouns for groups that act.
    GROUPS = "groups";
    /// Verbs of harm and capture that a headline leaves without "was".
    HARM = "harm";
    /// Verbs whose form in "-s" is more often a noun in a headline.
    HEADLINE_NOUNS = "headline-nouns";
    /// What is emptied when people are moved out: counted in itself, beside the people.
    HOUSED = "housed";
    /// Verbs that say nothing of an issue where they are refused: "declined to comment".
    IDLE_REFUSALS = "idle-refusals";
    /// Small words that join names in a credit.
    JOINING = "joining";
    /// Verbs of judging with words.
    JUDGING = "judging";
    /// Nouns for relatives and friends.
    KIN = "kin";
    /// What makes fire gunfire.
    KINDS_OF_FIRE = "kinds-of-fire";
    /// What somebody who leads a country is called.
    LEADERS = "leaders";
    /// Verbs that only carry an event noun: "launched an attack", "held talks".
    LIGHT = "light";
    /// Verbs of making or preventing an event: what they take is not taken for granted.
    MAKING = "making";
    /// Words for men and boys.
    MALE = "male";
    /// What the marks of a monitoring service say of a text.
    MONITOR_MARKS = "monitor-marks";
    /// What is told from others of its kind by a number behind it: "channel 6".
    NUMBERED = "numbered";
    /// Nouns for police and soldiers.
    OFFICERS = "officers";
    /// Offices and parties as they are written behind a place that is theirs: "Velland Governor".
    OFFICES_BEHIND = "offices-behind";
    /// Nouns of what may or may not come.
    OPEN = "open";
    /// Heads of the names of organisations in shouted text.
    ORGANISATION_HEADS = "organisation-heads";
    /// Labels of a page before a colon, in capitals, that name no speaker.
    PAGE_LABELS = "page-labels";
    /// Small words inside names of persons.
    PARTICLES = "particles";
    /// Heads whose "of" phrase belongs to the description: "members of the front", "thousands of students".
    PARTITIVES = "partitives";
    /// Past tenses that end like a name, of what people did whose name stands before them.
    PAST_TENSES = "told-past";
    /// What stands before the colon of a picture credit.
    PICTURE_LABELS = "picture-labels";
    /// Words that say what kind of place a name is.
    PLACE_TYPES = "place-types";
    /// Verbs of wanting and arranging.
    PLANNING = "planning";
    /// Words of violence that games are told in.
    PLAYS = "plays";
    /// Who is sent to a country.
    POSTS = "posts";
    /// Words for telling: where they happen is not where the event was.
    REPORTS = "reports";
    /// Nouns for whoever drives or rides: whom they hit is in an accident.
    ROAD_USERS = "road-users";
    /// Offices whose holder leads a country, and is called its leader.
    RULERS = "rulers";
    /// Words for a saint before the name.
    SAINTS = "saints";
    /// Houses and choirs that have their name from a saint.
    SAINTS_HOUSES = "saints-houses";
    /// Verbs of how somebody was found: "pronounced dead".
    SAYING = "finding";
    /// Streets and areas: where something happens, not what is attacked.
    SCENES = "scenes";
    /// Verbs whose present tense tells what is to come.
    SCHEDULED = "scheduled";
    /// Where people live: "a city of 61,000".
    SETTLEMENTS = "settlements";
    /// Abbreviated ranks and forms of address, without their full stop.
    SHORT_RANKS = "short-ranks";
    /// Words for being shot.
    SHOTS = "shots";
    /// Words of a headline that carry no meaning.
    SMALL = "small";
    /// Soldiers, guerrillas and their positions.
    SOLDIERS = "soldiers";
    /// Verbs by which somebody speaks.
    SPEECH = "speech";
    /// What is said or written: who is attacked in it is attacked with words.
    SPOKEN = "spoken";
    /// Words of sport, each of which few other reports hold.
    SPORTS = "sports";
    /// What a line is written with that only says when something was published.
    STAMP = "stamp";
    /// Words that stand for an event told before.
    STAND_INS = "stand-ins";
    /// Words for streets, behind a name.
    STREETS = "streets";
    /// Nouns for whoever is captured of whom little is known.
    SUSPECTS = "suspects";
    /// Verbs of bringing somebody somewhere.
    TAKING = "taking";
    /// Verbs that give a number.
    TELLING = "telling";
    /// Nouns of time that stand where a participant may: "at the same time".
    TIMES = "times";
    /// Units of time.
    TIME_UNITS = "time-units";
    /// Verbs whose subject and object do the same thing together.
    TOGETHER = "together";
    /// Words behind the name of a part of a city.
    TOWN_PARTS = "town-parts";
    /// What one has in somebody: "confidence in NAME" says no place.
    TRUSTED = "trusted";
    /// Words over a stance that is not taken.
    UNDONE = "undone";
    /// Verbs by which somebody else is to do something.
    URGING = "urging";
    /// Verbs that say too little of what somebody is ready or promises to do: "ready to go to work".
    VAGUE_ACTS = "vague-acts";
    /// What people ride in: it is damaged, not hurt.
    VEHICLES = "vehicles";
    /// Verbs and nouns under which something is only intended or supposed.
    WISHED = "wished";
    /// What money is paid or asked for: pounds of it are no weight.
    WORTH = "worth";
    /// Nouns for what a wound is.
    WOUNDS = "wounds";
    /// What is written and left for others to read.
    WRITTEN = "written";
}
