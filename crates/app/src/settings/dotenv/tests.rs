use super::*;

#[derive(serde::Deserialize)]
struct Row {
    input: String,
    values: BTreeMap<String, String>,
}

#[test]
fn every_text_means_what_the_npm_package_makes_of_it() {
    let rows: Vec<Row> = serde_json::from_str(include_str!("table.json")).unwrap();
    assert!(rows.len() > 150);
    for row in rows {
        let read: BTreeMap<_, _> = parse(&row.input)
            .entries
            .into_iter()
            .map(|(name, entry)| (name, entry.value))
            .collect();
        assert_eq!(read, row.values, "{:?}", row.input);
    }
}

#[test]
fn a_name_keeps_the_line_it_stands_on() {
    let parsed = parse("# first\r\nA=1\r\n\r\nexport B=\"x\ny\" # c\n  C='3'\n\nD: 4");
    let lines: Vec<_> = parsed.entries.iter().map(|(name, e)| (name.as_str(), e.line)).collect();
    assert_eq!(lines, [("A", 2), ("B", 4), ("C", 6), ("D", 8)]);
    assert_eq!(parsed.doubts, []);
}

#[test]
fn what_the_package_drops_silently_is_reported() {
    let parsed = parse("junk\nA=1\n  A B=2\n# fine\n\nC:3\n=4\nD=5");
    let lines: Vec<_> = parsed.doubts.iter().map(|doubt| doubt.line).collect();
    assert_eq!(lines, [1, 3, 6, 7]);
    assert!(parsed.doubts.iter().all(|doubt| doubt.kind == DoubtKind::Unreadable));
}

#[test]
fn quotes_that_became_part_of_a_value_are_reported() {
    let parsed = parse("A='b' c\nB=\"open\nC='fine' # yes\nD=it's\nE='a' b 'c'");
    let named: Vec<_> = parsed.doubts.iter().map(|doubt| (doubt.line, &doubt.kind)).collect();
    let quotes = |name: &str| DoubtKind::Quotes(name.to_owned());
    assert_eq!(named, [(1, &quotes("A")), (2, &quotes("B")), (5, &quotes("E"))]);
}

#[test]
fn a_name_given_twice_is_reported_unless_the_values_agree() {
    let parsed = parse("A=1\nB=2\nA=1\nB=3");
    assert_eq!(parsed.doubts, [Doubt { line: 4, kind: DoubtKind::Repeated("B".to_owned(), 2) }]);
    assert_eq!(parsed.entries["B"], Entry { value: "3".to_owned(), line: 4 });
}
