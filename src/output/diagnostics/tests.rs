//! What every renderer of findings must keep: no panic, no raw control character, nothing lost.

use proptest::prelude::*;

use super::*;
use crate::diagnostic::{Code, Edit, Fix};
use crate::output::{Painter, is_clean};
use crate::source::{FileId, Source, Span};

fn screen(width: usize, colour: bool) -> Screen {
    Screen { width, painter: Painter::new(colour), dialect: crate::diagnostic::Dialect::Shell }
}

fn sources(texts: &[&str]) -> Sources {
    let mut sources = Sources::default();
    for (at, text) in texts.iter().enumerate() {
        sources.add(Source::new(format!("plan{at}.pace"), *text));
    }
    sources
}

fn shown(found: &[Diagnostic], sources: &Sources, style: FindingStyle, width: usize) -> String {
    String::from_utf8(render(&[(found, sources)], style, &screen(width, false))).unwrap_or_default()
}

fn at(file: u32, start: usize, end: usize) -> Span {
    Span::new(FileId(file), start, end)
}

#[test]
fn both_operands_are_labelled() {
    let sources = sources(&["deal = $800\nwait = 45 days\nsum = deal + wait\n"]);
    let found =
        Diagnostic::new(Code::UnitMismatch, "dollars and days cannot be added", at(0, 33, 37), "dollars")
            .also(at(0, 40, 44), "days")
            .also(at(0, 19, 26), "`wait` is in days because of this")
            .help("divide by a duration for money per month: `deal / wait`");
    insta::assert_snapshot!(shown(std::slice::from_ref(&found), &sources, FindingStyle::Fancy, 80));
    insta::assert_snapshot!(shown(&[found], &sources, FindingStyle::Short, 80));
}

#[test]
fn a_second_file_is_a_second_picture() {
    let sources = sources(&["use \"b.pace\"\ncalls = 4\n", "# other\n\ncalls = 5\n"]);
    let found = Diagnostic::new(Code::DuplicateName, "`calls` is defined twice", at(0, 13, 18), "here again")
        .also(at(1, 9, 14), "first here");
    let short = shown(std::slice::from_ref(&found), &sources, FindingStyle::Short, 80);
    let said = "plan0.pace:2:1: error[duplicate-name]: `calls` is defined twice (first at plan1.pace:3)\n";
    assert_eq!(short, said);
    insta::assert_snapshot!(shown(&[found], &sources, FindingStyle::Fancy, 80));
}

#[test]
fn long_lines_are_clipped_around_the_label() {
    let text = format!("a = {}bad + {}\n", "1 + ".repeat(30_000), "2 + ".repeat(30_000));
    let sources = sources(&[&text]);
    let start = text.find("bad").unwrap_or_default();
    let found =
        Diagnostic::new(Code::UnknownName, "there is no row `bad`", at(0, start, start + 3), "not known");
    let page = shown(&[found], &sources, FindingStyle::Fancy, 60);
    assert!(page.lines().all(|line| crate::output::text::width(line) <= 62), "{page}");
    insta::assert_snapshot!(page);
}

#[test]
fn control_characters_are_made_visible() {
    let sources = sources(&["a = \u{1b}[31m\u{202e} 1\n\tb"]);
    let found =
        Diagnostic::new(Code::Syntax, "unexpected \u{1b}[2J", at(0, 4, 5), "\u{9b}here").help("a\nb\u{7}");
    for style in [FindingStyle::Fancy, FindingStyle::Short, FindingStyle::Json] {
        let page = shown(std::slice::from_ref(&found), &sources, style, 80);
        assert!(page.lines().all(is_clean), "{page}");
    }
}

#[test]
fn the_first_twenty_are_shown_errors_first() {
    let sources = sources(&["x\n"]);
    let finding = |code| Diagnostic::new(code, "m", at(0, 0, 1), "");
    let mut found: Vec<Diagnostic> = (0..25).map(|_| finding(Code::Unused)).collect();
    found.push(finding(Code::Cycle));
    let page = shown(&found, &sources, FindingStyle::Short, 80);
    assert_eq!(page.matches("warning[unused]").count(), 19);
    assert_eq!(page.matches("error[cycle]").count(), 1);
    assert!(page.ends_with("pace: and 6 more\n"), "{page}");
    assert_eq!(count(&found), "1 error and 25 warnings");
}

#[test]
fn json_says_where_in_characters() {
    let sources = sources(&["é = 1\nß = 2 +\n"]);
    let start = sources.iter().next().and_then(|(_, source)| source.text().find('2')).unwrap_or_default();
    let found = Diagnostic::new(Code::Syntax, "a value is missing", at(0, start, start + 3), "after this");
    let page = shown(&[found], &sources, FindingStyle::Json, 80);
    let document: serde_json::Value = serde_json::from_str(&page).unwrap_or_default();
    let label = &document[0]["labels"][0];
    assert_eq!((&label["line"], &label["column"]), (&2.into(), &5.into()));
    assert_eq!((&label["end_line"], &label["end_column"]), (&2.into(), &8.into()));
    assert_eq!(document[0]["severity"], "error");
    assert_eq!(document[0]["help"], serde_json::Value::Null);
}

#[test]
fn json_has_fixes_as_edits() {
    let sources = sources(&["é = leeds\n"]);
    let found = Diagnostic::new(Code::UnknownName, "there is no row `leeds`", at(0, 5, 10), "not a row")
        .fix("did you mean `leads`?", at(0, 5, 10), "leads")
        .offer(Fix::new("end with 0", Edit::after(at(0, 5, 10), " + 0")));
    let page = shown(&[found], &sources, FindingStyle::Json, 80);
    let document: serde_json::Value = serde_json::from_str(&page).unwrap_or_default();
    let edit = |column: u32, text: &str| serde_json::json!({ "file": "plan0.pace", "line": 1, "column": column, "end_line": 1, "end_column": 10, "text": text });
    let fixes = serde_json::json!([
        { "title": "did you mean `leads`?", "edits": [edit(5, "leads")] },
        { "title": "end with 0", "edits": [edit(10, " + 0")] },
    ]);
    assert_eq!(document[0]["fixes"], fixes);
}

#[test]
fn nothing_found_is_an_empty_array() {
    assert_eq!(shown(&[], &Sources::default(), FindingStyle::Json, 80), "[]\n");
    assert_eq!(shown(&[], &Sources::default(), FindingStyle::Fancy, 80), "");
}

/// The place on a line where miette's own formatting overflows.
#[test]
fn labels_far_to_the_right_are_drawn() {
    let text = " ".repeat(70_000);
    let sources = sources(&[&text]);
    for start in [65_534, 65_535, 65_536, 70_000] {
        let found = Diagnostic::new(Code::Syntax, "m", at(0, start, start), "here");
        assert!(shown(&[found], &sources, FindingStyle::Fancy, 80).contains("here"));
    }
}

/// A label of a file: where it starts and ends, in any order, and its words.
type Place = (u32, usize, usize, String);

/// A finding with these labels in two texts is drawn in every style: clean, whole, no word lost.
fn renders(text: &str, second: &str, spans: Vec<Place>, width: usize, colour: bool) {
    let sources = sources(&[text, second]);
    let length = |file: u32| if file == 0 { text.len() } else { second.len() };
    let mut labels = spans.into_iter().map(|(file, a, b, words)| {
        let (start, end) = (a.min(b).min(length(file)), a.max(b).min(length(file)));
        (at(file, start, end), words)
    });
    let Some((span, words)) = labels.next() else { return };
    let mut found = Diagnostic::new(Code::Syntax, "message", span, words).help("help");
    for (span, words) in labels {
        found = found.also(span, words);
    }
    let words: Vec<String> = found.labels.iter().map(|label| label.text.clone()).collect();
    let found = [found];
    for style in [FindingStyle::Fancy, FindingStyle::Short, FindingStyle::Json] {
        let page = String::from_utf8(render(&[(&found, &sources)], style, &screen(width, colour)));
        assert!(page.is_ok());
        let (Ok(page), false) = (page, colour) else { continue };
        assert!(page.lines().all(is_clean), "{page}");
        assert!(page.contains("message"));
        if style == FindingStyle::Fancy {
            // Lines break at spaces; a non-breaking one keeps its two sides one word.
            for word in words.iter().flat_map(|words| words.split(' ')).filter(|word| word.is_ascii()) {
                assert!(word.len() > 24 || page.contains(word), "{word:?} is lost in\n{page}");
            }
        }
    }
}

#[test]
fn a_word_that_no_space_ends_is_drawn() {
    let label = "!ଓ￼¡aA𑤕¡0🉐a𑩜0!0𝕀!𐂀!A®\u{a0}00";
    renders("", "વ𝐀𑌪 𑤘", vec![(1, 16, 16, label.to_string())], 0, false);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_source_span_and_width_renders(
        text in "(\\PC|[\\x00-\\x1f]|\r\n|\n|é|日|\u{202e}|\u{301}){0,60}",
        second in "\\PC{0,20}",
        spans in proptest::collection::vec((0u32..2, 0usize..90, 0usize..90, "\\PC{0,60}"), 1..5),
        width in 0usize..250,
        colour in any::<bool>(),
    ) {
        renders(&text, &second, spans, width, colour);
    }
}
