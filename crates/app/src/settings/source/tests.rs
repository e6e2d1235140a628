use super::*;

const NOTHING: [(&str, &str); 0] = [];

fn codes(sources: &Sources) -> Vec<Code> {
    sources.complaints.iter().map(|complaint| complaint.code).collect()
}

/// A file of one test, removed at its end.
struct Scratch(PathBuf);

impl Scratch {
    fn with(name: &str, bytes: &[u8]) -> Self {
        let path = std::env::temp_dir().join(format!("doorward-{}-{name}", std::process::id()));
        std::fs::write(&path, bytes).unwrap();
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        std::fs::remove_file(&self.0).unwrap();
    }
}

#[test]
fn the_environment_wins_over_the_file_even_with_nothing() {
    let file = Scratch::with("both.env", b"A=file\nB=file\nC=file\n");
    let sources = Sources::gather(Some(&file.0), [("A", "environment"), ("B", "")]);
    assert_eq!(sources.get("A"), Some(("environment", Origin::Environment)));
    assert_eq!(sources.get("B"), None);
    let at = Origin::File { path: file.0.display().to_string(), line: 3 };
    assert_eq!(sources.get("C"), Some(("file", at)));
    assert_eq!(sources.names().map(|(name, _)| name).collect::<Vec<_>>(), ["C", "A"]);
    assert_eq!(codes(&sources), []);
}

#[test]
fn a_file_that_was_named_must_be_readable() {
    let missing = Sources::gather(Some(Path::new("/nowhere/at all/.env")), NOTHING);
    assert_eq!(codes(&missing), [Code::FILE_MISSING]);
    let folder = Sources::gather(Some(&std::env::temp_dir()), NOTHING);
    assert_eq!(codes(&folder), [Code::FILE_UNREADABLE]);
    let file = Scratch::with("huge.env", &vec![b'\n'; 1 + (1 << 20)]);
    assert_eq!(codes(&Sources::gather(Some(&file.0), NOTHING)), [Code::FILE_UNREADABLE]);
}

#[test]
fn bytes_that_are_not_utf_8_are_complained_of_by_line() {
    let file = Scratch::with("latin.env", b"A=1\nB=caf\xe9\nC=3\n");
    let sources = Sources::gather(Some(&file.0), NOTHING);
    assert_eq!(codes(&sources), [Code::FILE_ENCODING]);
    assert!(sources.complaints[0].source.as_ref().unwrap().to_string().ends_with(":2"));
    assert_eq!(sources.get("C").unwrap().0, "3");
    let file = Scratch::with("utf16.env", b"\xff\xfeA\0=\0b\0");
    assert_eq!(codes(&Sources::gather(Some(&file.0), NOTHING)), [Code::FILE_ENCODING]);
}

#[test]
fn odd_lines_become_warnings_with_their_place() {
    let sources = Sources::from_text("A=1\njunk\nB='x' y\nA=2\n");
    let seen: Vec<_> = sources
        .complaints
        .iter()
        .map(|c| (c.code, c.source.as_ref().unwrap().to_string()))
        .collect();
    let at = |line: usize| format!(".env:{line}");
    let expected =
        [(Code::LINE_UNREADABLE, at(2)), (Code::LINE_QUOTES, at(3)), (Code::LINE_REPEATED, at(4))];
    assert_eq!(seen, expected);
}
