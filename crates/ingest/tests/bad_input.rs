//! Bad input: bounded time and memory, a clear message, everything else read.

use std::io::Write;
use std::path::{Path, PathBuf};
use variorum_ingest::{Item, Limits, page, read};

/// A folder of its own for a test, removed afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("variorum-ingest-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    /// What reading the folder yields: one line per item, paths without the folder.
    fn read(&self) -> Vec<String> {
        shown(std::slice::from_ref(&self.0), Limits::default(), &self.0)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn shown(paths: &[PathBuf], limits: Limits, root: &Path) -> Vec<String> {
    let root = format!("{}/", root.display());
    read(paths, limits)
        .map(|item| match item {
            Item::Report(report) => {
                let problems: Vec<&str> = report.problems.iter().map(|problem| problem.what.as_str()).collect();
                let text: String = report.text.chars().take(40).collect();
                format!("report {} [{text}] {}", report.meta.id, problems.join("; ")).trim_end().to_string()
            }
            Item::Refused(refusal) => format!("refused {}", refusal.to_string().replace(&root, "")),
            Item::Note(note) => format!("note {}", note.to_string().replace(&root, "")),
        })
        .collect()
}

#[test]
fn bytes_that_are_no_reports() {
    let folder = Folder::new("bytes");
    folder.write("a_empty.txt", "");
    folder.write("b_blank.txt", " \n\t\n");
    folder.write("c_picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    folder.write("d_binary.txt", (0u8..=255).cycle().take(5000).collect::<Vec<u8>>());
    folder.write("e_nul.txt", b"Kell\0 bridge");
    folder.write("f_invalid.txt", b"The bridge \xff at Kell\xc3\xa9".as_slice());
    folder.write("g_utf16.txt", "\u{feff}Kell".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
    folder.write("h_utf16_unmarked.txt", "Kell bridge".encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>());
    folder.write("i.html", "<html><body><nav>Home</nav></body></html>");
    folder.write("j.pdf", "%PDF-1.7");
    folder.write("k.txt", "Good.");
    folder.write(
        "l_feed.txt",
        "<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel><title>Bridge</title></channel></rss>",
    );
    assert_eq!(
        folder.read(),
        [
            "refused a_empty.txt: is empty (remove it, or save the report again)",
            "refused b_blank.txt: has no text in it, only white space (remove it, or save the report again)",
            "refused c_picture.txt: is not text: it looks like a PNG picture (save the report as plain text or HTML)",
            "refused d_binary.txt: is not text: it looks like binary data (save the report as plain text or HTML)",
            "report e_nul [Kell\0 bridge] 1 NUL character(s) in the text",
            "report f_invalid [The bridge \u{fffd} at Kellé] 1 character(s) could not be decoded as UTF-8 and are shown as U+FFFD",
            "report g_utf16 [Kell]",
            "report h_utf16_unmarked [Kell bridge]",
            "refused i.html: no article text was found in the page (save the article's own page, with its text in it)",
            "note j.pdf: skipped: its name does not end in .txt, .html, .htm or .jsonl (name the file itself to have it read)",
            "report k [Good.]",
            "refused l_feed.txt: is not text: it looks like a feed that only lists reports (save the report as plain text or HTML)",
        ]
    );
}

#[test]
fn json_lines() {
    let folder = Folder::new("lines");
    folder.write(
        "feed.jsonl",
        concat!(
            "\u{feff}{\"id\": \"a\", \"text\": \"One.\", \"published\": \"2025-04-24\", \"section\": \"News\"}\n",
            "\r\n",
            "{\"id\": \"a\", \"text\": \"Two.\"}\n",
            "{\"text\": \"Three.\"}\n",
            "{\"id\": {\"n\": 1}, \"text\": \"Four.\"}\n",
            "{\"id\": 5, \"text\": \"Five \\ud83d broken, \\ud83d\\ude00 whole.\"}\n",
            "not json\n",
            "[1, 2]\n",
            "{\"id\": \"x\", \"body\": \"text is missing\"}\n",
            "{\"id\": \"y\", \"text\": \"Cut o\n",
            "{\"id\": \"z\", \"text\": \"Last.\", \"published\": \"yesterday\"}",
        ),
    );
    assert_eq!(
        folder.read(),
        [
            "report a [One.]",
            "note feed.jsonl:3: the id a is taken; this report is called a#2",
            "report a#2 [Two.]",
            "note feed.jsonl:4: has no id; it is called feed:4",
            "report feed:4 [Three.]",
            "note feed.jsonl:5: has no id; it is called feed:5",
            "report feed:5 [Four.] the id is neither a string nor a number",
            "report 5 [Five \u{fffd} broken, \u{1f600} whole.] 1 half surrogate pair(s) in the JSON, shown as U+FFFD",
            "refused feed.jsonl:7: is not JSON: expected ident at column 2 (one JSON object per line, each complete on its line)",
            "refused feed.jsonl:8: is not a JSON object (write one object per line, with text or html in it)",
            "refused feed.jsonl:9: has neither text nor html, or they are no strings (write {\"text\": \"…\"} or {\"html\": \"…\"})",
            "refused feed.jsonl:10: is not JSON: EOF while parsing a string at column 26 (one JSON object per line, each complete on its line)",
            "report z [Last.] published is not a date: yesterday",
        ]
    );
    let first = read(std::slice::from_ref(&folder.0), Limits::default()).next();
    let Some(Item::Report(report)) = first else { panic!("{first:?}") };
    assert_eq!(report.meta.published.as_deref(), Some("2025-04-24"));
    assert_eq!(report.meta.extra["section"], "News");
    assert!(report.meta.source.is_some_and(|source| source.ends_with("feed.jsonl:1")));
}

#[test]
fn ids_and_repeated_bytes() {
    let folder = Folder::new("ids");
    folder.write("a/x.txt", "One.");
    folder.write("b/x.txt", "One.");
    folder.write("c.txt", "Three.");
    folder.write("c.html", "<p>The bridge at Kell was closed on Monday after the river rose again.</p>");
    assert_eq!(
        folder.read(),
        [
            "report a/x [One.]",
            "note b/x.txt: has the same bytes as a/x.txt; both are kept",
            "report b/x [One.]",
            "report c.html [The bridge at Kell was closed on Monday ]",
            "report c.txt [Three.]",
        ]
    );
}

#[cfg(unix)]
#[test]
fn links_and_permissions() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::new("links");
    folder.write("sub/good.txt", "Good.");
    symlink(folder.0.join("nowhere.txt"), folder.0.join("dangling.txt")).unwrap();
    symlink(&folder.0, folder.0.join("sub/loop")).unwrap();
    let locked = folder.write("locked.txt", "Secret.");
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o000)).unwrap();
    let privileged = std::fs::File::open(&locked).is_ok(); // the superuser may read anything
    let items = folder.read();
    assert_eq!(
        items[0],
        "refused dangling.txt: is a link to nowhere.txt, which does not exist (mend or remove the link)"
    );
    if !privileged {
        assert_eq!(
            items[1],
            "refused locked.txt: cannot be opened: permission denied (give yourself permission to read it)"
        );
    }
    assert_eq!(items[2], "report good [Good.]");
    assert!(items[3].starts_with("note sub/loop: skipped: a link that leads back to"), "{items:?}");
    assert_eq!(items.len(), 4);
    let missing = shown(&[folder.0.join("missing.txt")], Limits::default(), &folder.0);
    assert_eq!(
        missing,
        ["refused missing.txt: cannot be read: no such file or directory (check the spelling of the path)"]
    );
}

#[test]
fn sizes_are_bounded() {
    let folder = Folder::new("sizes");
    let limits = Limits { report_bytes: 1000, page_bytes: 1000 };
    folder.write("a.txt", "word ".repeat(300));
    folder.write("b.html", format!("<p>{}</p>", "word ".repeat(300)));
    folder.write(
        "c.jsonl",
        format!("{{\"text\": \"{}\"}}\n{{\"id\": \"d\", \"text\": \"Good.\"}}\n", "word ".repeat(300)),
    );
    assert_eq!(
        shown(std::slice::from_ref(&folder.0), limits, &folder.0),
        [
            "refused a.txt: is larger than the 1000 bytes that a report may have (split it)",
            "refused b.html: is larger than the 1000 bytes that a page may have (split it)",
            "refused c.jsonl:1: the line is larger than the 1000 bytes that a report may have (split it)",
            "report d [Good.]",
        ]
    );
}

#[test]
fn two_hundred_megabytes_are_refused_without_being_held() {
    let folder = Folder::new("huge");
    let path = folder.0.join("huge.txt");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path).unwrap());
    let line = "The bridge at Kell was closed on Monday after the river rose again.\n".repeat(1000);
    for _ in 0..(200_000_000 / line.len()) {
        file.write_all(line.as_bytes()).unwrap();
    }
    drop(file);
    let items = folder.read();
    assert_eq!(items, ["refused huge.txt: is larger than the 64 MB that a report may have (split it)"]);
}

#[test]
fn one_line_of_fifty_megabytes() {
    let folder = Folder::new("line");
    folder.write("line.txt", "word ".repeat(10 << 20));
    let items = folder.read();
    assert_eq!(items.len(), 1);
    assert!(items[0].starts_with("report line [word word"), "{}", items[0]);
}

#[test]
fn hostile_pages_take_bounded_time() {
    let article =
        "<p>The bridge at Kell was closed on Monday after the river rose again, and nobody knows for how long.</p>";
    let n = 100_000;
    for (what, html) in [
        ("deep", format!("{}{article}{}", "<div>".repeat(n), "</div>".repeat(n))),
        ("deep, never closed", format!("{}{article}", "<div>".repeat(n))),
        ("deep, distinct names", (0..n).map(|i| format!("<x-{i}>")).collect::<String>() + article),
        ("formatting", format!("{}{}", (0..n).map(|i| format!("<b id={i}>")).collect::<String>(), article.repeat(50))),
        ("times", format!("{article}<div>{}</div>", "<time></time>".repeat(n))),
        ("links", format!("{}</a>{article}", "<a href=x>".repeat(n))),
        ("lists", format!("{}{article}", "<ul><li>".repeat(n))),
        ("tables", format!("{}{article}", "<table><tr><td>".repeat(n))),
        ("drawings", format!("{}{article}", "<svg>".repeat(n))),
        ("comments", format!("{article}{}", "<!--".repeat(n))),
        ("selects", format!("{}{article}", "<select>".repeat(n))),
        ("attributes", format!("<div {}>{article}</div>", (0..n).map(|i| format!("class{i}=x ")).collect::<String>())),
        ("open tags", format!("{article}{}", "<a ".repeat(n))),
    ] {
        let start = std::time::Instant::now();
        let page = page(&html);
        let time = start.elapsed();
        // Generous: a busy machine and an unoptimised build. Quadratic behaviour would take minutes.
        assert!(time.as_secs() < 30, "{what}: {time:?}");
        assert!(page.text.contains("bridge at Kell"), "{what}: {:?}", page.text.chars().take(80).collect::<String>());
    }
}
