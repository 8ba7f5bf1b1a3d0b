//! Lines of invented reports and what they are.

use super::*;

/// The kinds of the parts of a text, one letter each: Title, Heading, Dek, body (b), Caption, bYline, cRedit, boilerplate (x).
fn kinds(text: &str) -> String {
    let report = Report { text: text.into(), ..Report::default() };
    let parts = find(&report);
    for pair in parts.windows(2) {
        assert!(pair[0].span.end <= pair[1].span.start, "{pair:?}");
    }
    parts
        .iter()
        .map(|part| match part.kind {
            PartKind::Title => 'T',
            PartKind::Heading => 'H',
            PartKind::Dek => 'D',
            PartKind::Body => 'b',
            PartKind::Caption => 'C',
            PartKind::Byline => 'Y',
            PartKind::Credit => 'R',
            PartKind::Boilerplate => 'x',
        })
        .collect()
}

const BODY: &str =
    "The bridge at Kell was closed on Monday after the river rose again. Officials said it would stay shut.";

#[test]
fn whole_reports() {
    for (text, expected) in [
        (format!("Kell bridge closed as river rises\n\n{BODY}\n"), "Tb"),
        (format!("Kell Bridge Closed as River Rises\nKell Bridge Closed\n\n{BODY}"), "Tbb"),
        (format!("Mayor of Kell Closes Bridge as River Rises\nMayor Closes Bridge as River Rises\n\n{BODY}"), "Txb"),
        (format!("{BODY}\n\nCouncil split over repair\n\n{BODY} It met twice.\n"), "bHb"),
        (format!("KELL (Meridian Wire) — {BODY}"), "Rb"),
        (format!("KELL, May 3 (Meridian Wire) - {BODY}"), "Rb"),
        (format!("By Ada Kern, Meridian Wire\n\n{BODY}"), "Yb"),
        (format!("{BODY}\n\nEdited by Ada Kern\nMeridian Times – Monitoring.\n"), "bRR"),
        (format!("{BODY}\n© 2025 Meridian Times. All rights reserved."), "bR"),
        (format!("{BODY}\nWith files from Meridian Wire"), "bR"),
        (format!("{BODY} Read More"), "bx"),
        (format!("Kell Bridge Closed as River Rises جسر كل\n\n{BODY}"), "Txb"),
        (
            format!("{BODY}\n\nMost read\nMayor resigns over bridge\nTen photos of the flood\n\n{BODY} So it went."),
            "bxxxb",
        ),
        (
            format!(
                "The river rose overnight in Kell. The bridge is shut.\nKell Bridge Closed as River Rises\n\nKell Bridge Closed as River Rises\nAda Kern says the river has not stood so high for a generation.\n{BODY}"
            ),
            "xTxDb",
        ),
        (String::new(), ""),
        (" \n\n".into(), ""),
    ] {
        assert_eq!(kinds(&text), expected, "{text}");
    }
}

#[test]
fn furniture_in_many_wordings() {
    for line in [
        "- Advertisement -",
        "ADVERTISEMENT",
        "Story continues below advertisement",
        "Article continues after ad",
        "Scroll to continue",
        "Scroll down for video",
        "Skip past newsletter promotion",
        "Sign up to Morning Post",
        "Free daily newsletter",
        "Privacy Notice: Newsletters may contain advertisements.",
        "Share or comment on this article: Ferry strikes pier in Oster",
        "Free article usually reserved for subscribers",
        "Share this article",
        "Share on Facebook",
        "Share Tweet Print",
        "Facebook Twitter WhatsApp Email",
        "Follow us on X and Instagram for more",
        "Like us on Facebook",
        "Read more: Mayor resigns over bridge",
        "READ MORE | Mayor resigns over bridge",
        "Also read: “We saw nothing”, say neighbours",
        "Related: Ten photos of the flood",
        "Sign up for our free daily newsletter",
        "Subscribe to our newsletter and never miss a story",
        "Get the day's top headlines delivered straight to your inbox",
        "Enter your email address",
        "By clicking Sign up you agree to our terms of use and privacy policy.",
        "Download our app for iOS and Android",
        "Please enable JavaScript to watch this video",
        "Click here to join our WhatsApp channel",
        "Join our Telegram channel for breaking news",
        "3 min read",
        "12 Comments",
        "Leave a comment",
        "Your email address will not be published. Required fields are marked *",
        "Skip to main content",
        "banner",
        "Accept all cookies",
        "Accept Reject All Manage Preferences",
        "We use cookies to give you the best experience on our website. By continuing to browse you accept our use of cookies.",
        "This site uses cookies to analyse traffic and show you personalised ads. You can opt out at any time.",
        "We and our partners store information on your device, such as cookies, and process personal data. You may withdraw your consent at any time.",
        "This website uses cookies to improve your experience. We'll assume you're ok with this, but you can opt-out if you wish. Accept Read More",
    ] {
        let text = format!("{BODY}\n\n{line}\n\n{BODY} It met twice.");
        let kinds = kinds(&text);
        assert!(kinds.starts_with("bx") && kinds.ends_with("xb"), "{line}: {kinds}");
    }
}

#[test]
fn reports_are_not_furniture() {
    for line in [
        "Regulators said websites must ask for consent before they set cookies, and that users may opt out.",
        "“We use cookies on this website to improve your experience,” the company's lawyer told the court.",
        "The company said it uses cookies to personalise advertising and shares personal data with partners.",
        "Read by millions, the paper closed in May.",
        "Share prices fell by a tenth.",
        "Sign of the times: the mayor resigned by text message.",
        "Follow-up talks are planned for Tuesday, the ministry said.",
        "By signing the treaty, the two sides agree to withdraw their troops by May.",
        "By midnight the river had reached the houses.",
        "More than forty people were hurt.",
        "More on Tuesday's strike was expected from the ministry, which had not commented.",
        "Related charges were dropped in May, the court heard.",
        "Subscribers left the paper in droves after the mayor's column appeared.",
        "For the latest round of talks she will visit Oster on Monday.",
        "Get out, the crowd shouted at the minister as he left.",
        "Join the army or leave, the recruits were told.",
        "Post offices were shut, and print works stood idle.",
        "This advertisement is misleading, the regulator said.",
        "Copyright law will be changed, the minister said.",
        "Photographs of the victims lay on the bridge.",
        "From Monday, trains will run again.",
        "“Advertisement is theft,” he said.",
        "Published figures show that 12 people died.",
        "Updated estimates put the toll at 14.",
        "Watch groups counted 40 violations.",
        "Listen to us, the villagers said.",
        "Comments by the mayor angered the council.",
        "He said no. Nobody answered.",
        "The mayor -- who resigned in May -- was not there.",
        "“No,” she said.",
        "She replied: “Read more.”",
    ] {
        let text = format!("{BODY}\n\n{line}\n\n{BODY} It met twice.");
        assert_eq!(kinds(&text), "bbb", "{line}");
    }
}

#[test]
fn what_the_text_states() {
    let text = format!(
        "Kell Bridge Closed as River Rises\n\nBy Ada Kern for Meridian Wire\nPublished 24 April 2025\n\n{BODY}"
    );
    let meta = stated(&Report { text, ..Report::default() });
    assert_eq!(meta.title.as_deref(), Some("Kell Bridge Closed as River Rises"));
    assert_eq!(meta.byline.as_deref(), Some("Ada Kern"));
    assert_eq!(meta.outlet.as_deref(), Some("Meridian Wire"));
    assert_eq!(meta.published.as_deref(), Some("2025-04-24"));
    let text = format!("{BODY}\n\nEdited By Ada Kern\nMeridian Times – Monitoring.\n");
    let meta = stated(&Report { text, ..Report::default() });
    assert_eq!(
        (meta.title, meta.byline.as_deref(), meta.outlet.as_deref()),
        (None, Some("Ada Kern"), Some("Meridian Times"))
    );
    let meta = stated(&Report { text: BODY.into(), ..Report::default() });
    assert_eq!(meta, ReportMeta::default());
}

#[test]
fn a_masthead_above_the_date_names_the_outlet() {
    let text = "Ferry strikes pier\nJana Tarn in Geneva\nCoastal Courier\n6 November 2025\n\nA ferry struck the pier on Monday.";
    let report = Report { text: text.into(), ..Report::default() };
    let meta = stated(&report);
    assert_eq!(meta.outlet.as_deref(), Some("Coastal Courier"));
    assert_eq!(meta.byline.as_deref(), Some("Jana Tarn"));
    assert_eq!(meta.published.as_deref(), Some("2025-11-06"));
    let text =
        "Ferry strikes pier\n\nA ferry struck the pier.\n\nCompiled by Jana Tarn from local reports\nGlobe and Quay";
    let meta = stated(&Report { text: text.into(), ..Report::default() });
    assert_eq!((meta.byline.as_deref(), meta.outlet.as_deref()), (Some("Jana Tarn"), Some("Globe and Quay")));
}

#[test]
fn wrapped_text_is_unwrapped() {
    let text = "The bridge at Kell was closed on Monday after the river rose\nagain and the council met twice to talk about what could be\ndone with the old stone piers, which had stood for a hundred\nyears and more, before anyone asked who should pay for them,\na question that nobody answered.\n\nA second paragraph stands here, and it is as long as the one\nabove it was when it began, or nearly so.\n";
    assert_eq!(kinds(text), "bb");
}

#[test]
fn when_it_was_published() {
    for (lines, day, by) in [
        ("Published: Apr. 2, 2026 at 8:15 AM CDT", Some("2026-04-02"), None),
        ("Updated: April 2, 2026 at 4:05 PM MST", Some("2026-04-02"), None),
        ("Updated 7:30 PM EDT, Thu April 2, 2026", Some("2026-04-02"), None),
        ("Published: April 1, 2026\nUpdated: April 2, 2026", Some("2026-04-01"), None),
        ("Updated: April 2, 2026\nPublished: April 1, 2026", Some("2026-04-01"), None),
        ("By Nina Vale · Apr 2, 2026 · 4 min read", Some("2026-04-02"), Some("Nina Vale")),
        ("By Nina Vale | 2 April 2026", Some("2026-04-02"), Some("Nina Vale")),
        ("02.04.2026, 09:15", Some("2026-04-02"), None),
        ("2026-04-02 09:15", Some("2026-04-02"), None),
        ("Nina Vale in Oster\nThu 2 Apr 2026 15.20 BST", Some("2026-04-02"), Some("Nina Vale")),
        ("Version 2.4.2026 of the code, 31.4 of them", None, None),
        ("3 hours ago", None, None),
    ] {
        let text = format!("Ferry Strikes Pier in Oster\n\n{lines}\n\n{BODY}");
        let meta = stated(&Report { text, ..Report::default() });
        assert_eq!(meta.published.as_deref(), day, "{lines}");
        assert_eq!(meta.byline.as_deref(), by, "{lines}");
        assert_eq!(meta.outlet, None, "{lines}");
    }
    for (line, marked) in [
        ("TULA, April 2. /NTA/. The river rose by two metres.", true),
        ("MILFORD, Ohio (NP) — The river rose by two metres.", true),
        ("He met Mr. Olin (NP) — the river rose.", false),
        ("TULA and/or April/May are words.", false),
    ] {
        assert_eq!(super::credits::dateline(line).is_some(), marked, "{line}");
    }
}
