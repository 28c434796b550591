//! What a session advises is typed in a session, and what users call their things passes as it is.

use std::collections::BTreeSet;
use std::fs;

use pace::diagnostic::{Code, Dialect};
use pace::output::Painter;
use pace::output::diagnostics::{self, FindingStyle};
use pace::output::text::{self, Screen};
use pace::session::{Outcome, Session};

use crate::support::session::{Files, Play};
use crate::support::{files, home};

/// What a session says, on a screen so wide that no line breaks.
fn said(outcomes: &[Outcome]) -> String {
    let screen = Screen { width: 4000, painter: Painter::new(false), dialect: Dialect::Session };
    let mut page = String::new();
    for outcome in outcomes {
        if let Some(report) = &outcome.report {
            page.push_str(&text::render(report, &screen));
        }
        if let Some(findings) = &outcome.findings {
            let bytes =
                diagnostics::render(&[(&findings.found, &findings.sources)], FindingStyle::Short, &screen);
            page.push_str(&String::from_utf8(bytes).expect("UTF-8"));
        }
    }
    page
}

/// Lines for every command: its examples, wrong words, the help on it.
fn command_lines() -> Vec<String> {
    let session = Session::new(std::rc::Rc::new(Files::default()), None);
    let mut lines = Vec::new();
    for command in session.vocabulary().commands.iter().filter(|command| command.name != ":quit") {
        let name = &command.name;
        lines.push(name.clone());
        lines.extend(
            ["zzz", "zzz 2026-01", "bookings", "bookings 2026-03", "price", "calls"]
                .map(|word| format!("{name} {word}")),
        );
        lines.push(format!(":help {name}"));
    }
    for line in [
        ":help",
        ":help functions",
        ":help limits",
        ":levers --by 10",
        ":levers --by -3%",
        ":levers --by 200%",
        ":levers --row bookings",
        ":grid --row bookings --vary calls",
        ":grid --row bookings --vary calls=1..2",
        ":grid --row bookings --vary calls=1/day..3/day",
        ":grid --row bookings --vary price=5..x",
        ":grid --row bookings --vary won.rate=-10%..20%",
        ":grid --row bookings --vary calls=1/day...3/day",
        ":grid --row bookings",
        ":why bookings --vs 2026-01",
        ":why bookings 2026-03",
        ":why bookings 2026-06 --vs 2026-05",
        ":why bookings --vs-scenario hustle",
        ":explain bookings 2026-09 --depth 1",
        ":table --by quarter",
        ":table nothing",
        ":solve calls --goal 1",
        ":solve calls --goal 9",
        ":solve demos.rate",
        "bookings(3)",
        "foo(bookings)",
        "x = price + 3 days",
        "x = ?",
        "bookings = ?",
        "? * 3",
        "use \"plan.pace.snap\"",
        "price = ? / month",
        "4 zzz/day",
        "clamp(1)",
        "scenario hustle { }",
        "goal bookings >= 5",
        "calls = 5%",
        "months 5",
        "won.rate = 130%",
        "bookings = 5",
    ] {
        lines.push(line.to_string());
    }
    lines.extend(Code::ALL.iter().map(|code| format!(":help {}", code.name())));
    lines
}

/// Options that a command of a session has.
fn known_options() -> BTreeSet<String> {
    let session = Session::new(std::rc::Rc::new(Files::default()), None);
    let usages: Vec<String> =
        session.vocabulary().commands.into_iter().map(|command| command.usage).collect();
    options(&usages.join(" "))
}

/// The words of a text that are options: `--vs`.
fn options(text: &str) -> BTreeSet<String> {
    let rest = text.match_indices("--").map(|(at, _)| &text[at..]);
    let word = |text: &str| {
        let end =
            text[2..].find(|letter: char| !letter.is_ascii_lowercase() && letter != '-').map(|at| at + 2);
        text[..end.unwrap_or(text.len())].to_string()
    };
    rest.map(word).filter(|word| word.len() > 2).collect()
}

/// Whether a line says `pace` and a command after it, in back-quotes or without.
fn names_a_shell_command(line: &str) -> bool {
    let commands = [
        "run",
        "solve",
        "when",
        "eval",
        "compare",
        "today",
        "grid",
        "levers",
        "explain",
        "why",
        "leaks",
        "check",
        "repl",
        "snap",
        "diff",
        "fmt",
        "functions",
        "error",
        "limits",
        "completions",
        "man",
        "help",
    ];
    let after = line.match_indices("pace ").map(|(at, word)| &line[at + word.len()..]);
    let first = |rest: &str| {
        rest.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default().to_string()
    };
    line.contains("`pace ") || after.map(first).any(|word| commands.contains(&word.as_str()))
}

/// What is not to be typed in a session, among what it says; what was typed is its user's.
fn foreign(page: &str, typed: &str, known: &BTreeSet<String>) -> Vec<String> {
    let own = options(typed);
    let mut found: Vec<String> =
        options(page).into_iter().filter(|word| !known.contains(word) && !own.contains(word)).collect();
    for line in page.lines().filter(|line| names_a_shell_command(line)) {
        found.push(line.to_string());
    }
    found
}

#[test]
fn a_session_advises_what_is_typed_in_it() {
    let known = known_options();
    let mut wrong = Vec::new();
    for path in files(&home().join("tests/sessions"), "session") {
        let transcript = fs::read_to_string(&path).expect("a transcript");
        let (plan, typed) = transcript.split_once("\n---\n").unwrap_or(("", &transcript));
        let files = Files::of(&[("plan.pace", plan), ("plan.pace.snap", "pace snapshot 1\n")]);
        let typed = typed.lines().filter_map(|line| line.strip_prefix("> ").or(Some(line)));
        let lines = typed.map(str::to_string).chain(command_lines());
        for line in lines {
            // A session of its own for each, so that one line's changes do not hide another's answer.
            let mut play = Play::new(&files, Some("plan.pace"));
            let page = said(&play.outcomes(&line));
            let bad = foreign(&page, &line, &known);
            if !bad.is_empty() {
                wrong.push(format!("{line}: {bad:?}"));
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A plan whose author writes like a shell. The letters of each label are replaced by `letter`, if any.
fn plan(letter: Option<char>) -> String {
    let label = |text: &str| -> String {
        let other = |from: char| letter.filter(|_| from.is_alphabetic()).unwrap_or(from);
        text.chars().map(other).collect()
    };
    format!(
        "title \"{}\"\nmonths 2026-01 .. 2026-06\n## {}\nprice = $600\n## {}\nplan {{ 6 calls/day taking 5 minutes }}\n\
         pipeline core \"{}\" {{\n leads = calls * 10%\n won = 25% of leads in 30 days\n worth price\n}}\n\
         goal \"{}\": bookings >= $100,000 by 2026-06\ngoal \"{}\": leads >= 1/month\n\
         scenario more \"{}\" {{\n plan 9 calls/day\n}}\n",
        label("pace why plan.pace --set 'price = $5'"),
        label("`pace run FILE --format csv` lists every row, members and constants too"),
        label("`pace solve FILE INPUT` or a scenario: `--scenario more`"),
        label("--set 'x'"),
        label("`--format csv` lists every row, members and constants too"),
        label("`pace why plan.pace` or a scenario: `--scenario "),
        label("or a scenario: `--scenario more`"),
    )
}

#[test]
fn labels_pass_unchanged() {
    let (own, plain) = (plan(None), plan(Some('q')));
    // Both plans are the same but for the letters of their labels.
    let pairs: Vec<(&str, &str)> =
        own.lines().zip(plain.lines()).filter(|(own, plain)| own != plain).collect();
    assert_eq!(pairs.len(), 7);
    let labels: Vec<(String, String)> = pairs
        .iter()
        .map(|(own, plain)| {
            let cut = |line: &str| -> String {
                match line.strip_prefix("## ") {
                    Some(doc) => doc.to_string(),
                    None => line.split('"').nth(1).expect("a label").to_string(),
                }
            };
            (cut(own), cut(plain))
        })
        .collect();
    let typed = command_lines().into_iter().chain(
        ["calls", "price = $500", "plan 7 calls/day", ":scenario more", ":compare more", "goal leads >= 90"]
            .map(str::to_string),
    );
    let (own, plain) = (Files::of(&[("plan.pace", &own)]), Files::of(&[("plan.pace", &plain)]));
    let mut wrong = Vec::new();
    for line in typed {
        let page = |files: &Files| said(&Play::new(files, Some("plan.pace")).outcomes(&line));
        let (mut own, plain) = (page(&own), page(&plain));
        for (label, letters) in &labels {
            own = own.replace(label, letters);
        }
        if own != plain {
            let differs = own.lines().zip(plain.lines()).find(|(own, plain)| own != plain);
            wrong.push(format!("{line}: {differs:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
