//! No input, of any bytes, ends in a panic, an abort or a stack overflow, or takes longer than its size allows.
//!
//! Each runs in a thread with 2 MiB of stack, as a library's user may have; the stack of a main thread is
//! four times that. An overflow ends the test process, which nobody can overlook.

use std::fmt::Write as _;

use pace::analysis::{Granularity, prepare, results};
use pace::check::{Checked, check};
use pace::diagnostic::Code;
use pace::limits;
use pace::loader::{Loaded, Unreadable, World, load};
use pace::output::Painter;
use pace::output::diagnostics::{self, FindingStyle};
use pace::output::text::{self, Screen};
use pace::report::{self, ProjectionOptions};

/// Runs something where there is little stack.
fn on_a_small_stack<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(work).unwrap();
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Above this a text goes through every stage, but not through every format at every width.
const LONG: usize = 10_000;

/// The codes that a text draws, after everything that can be done with it was done.
fn codes(text: impl Into<Vec<u8>>) -> Vec<Code> {
    let bytes = text.into();
    on_a_small_stack(move || {
        if bytes.len() > LONG {
            return of_a_long_text(&bytes);
        }
        crate::support::targets::tree(&bytes);
        crate::support::targets::rendered(&bytes);
        crate::support::targets::formatted(&bytes);
        let found = checked(&bytes).1.diagnostics;
        found.into_iter().map(|finding| finding.code).collect()
    })
}

fn of_a_long_text(bytes: &[u8]) -> Vec<Code> {
    let (loaded, checked) = checked(bytes);
    let screen =
        Screen { width: 80, painter: Painter::new(false), dialect: pace::diagnostic::Dialect::Shell };
    for style in [FindingStyle::Fancy, FindingStyle::Short, FindingStyle::Json] {
        diagnostics::render(&[(&checked.diagnostics, &loaded.sources)], style, &screen);
    }
    if let Some(Ok(results)) = prepare(loaded).ok().map(|plan| results(&plan, "base", Granularity::Month)) {
        text::render(&report::projection(&results, &ProjectionOptions::default()), &screen);
    }
    checked.diagnostics.into_iter().map(|finding| finding.code).collect()
}

fn checked(bytes: &[u8]) -> (Loaded, Checked) {
    struct OneFile<'a>(&'a [u8]);
    impl World for OneFile<'_> {
        fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
            if path == "plan.pace" { Ok(self.0.to_vec()) } else { Err(Unreadable::Missing) }
        }
    }
    let loaded = load(&OneFile(bytes), "plan.pace");
    let checked = check(&loaded);
    (loaded, checked)
}

/// The messages that a text draws.
fn messages(text: &str) -> String {
    let found = checked(text.as_bytes()).1.diagnostics;
    let told = found.iter().map(|found| {
        let labels: Vec<&str> = found.labels.iter().map(|label| label.text.as_str()).collect();
        format!("{}: {}\n", found.message, labels.join(", "))
    });
    told.collect()
}

const DEPTHS: [usize; 4] = [16, 64, 100, 10_000];

#[test]
fn brackets_of_every_kind_in_one_another() {
    let kinds: [(&str, &str, &str); 12] = [
        ("(", "1", ")"),
        ("[", "1", "]"),
        ("max(", "1", ", 2)"),
        ("max(1, ", "1", ")"),
        ("if(1 < 2, ", "1", ", 3)"),
        ("-", "1", ""),
        ("not ", "1 < 2", ""),
        ("2 ^ ", "1", ""),
        ("(1 to ", "2", ")"),
        ("delay(1, [", "1", "])"),
        ("50% of (", "1", ")"),
        ("x[", "M1", "]"),
    ];
    for (open, middle, close) in kinds {
        for depth in DEPTHS {
            let formula = format!("{}{middle}{}", open.repeat(depth), close.repeat(depth));
            let found = codes(format!("x = {formula}\n"));
            assert!(depth <= limits::NESTING || !found.is_empty(), "{depth} of {open:?} pass without a word");
            for text in [
                format!("x = {}{middle}\n", open.repeat(depth)),
                format!("x = {middle}{}\n", close.repeat(depth)),
                format!("plan {{ {formula} calls/day }}\n"),
                format!("pipeline {{\n leads = {formula}\n won = {formula} of leads in {formula}\n}}\n"),
                format!("goal x >= {formula}\n"),
            ] {
                codes(text);
            }
        }
    }
}

#[test]
fn braces_in_one_another() {
    for depth in DEPTHS {
        for head in
            ["plan {", "pipeline {", "stock s {", "scenario s {", "{", "plan { 2 calls/day\n pipeline {"]
        {
            codes(format!("{}{}", head.repeat(depth), "}".repeat(depth)));
            codes(head.repeat(depth));
            codes("}".repeat(depth));
        }
    }
}

#[test]
fn a_formula_as_long_as_a_file() {
    for term in ["1+", "1*", "1-", "1 and ", "x+", "1/3+", "1<2 or ", "2%*"] {
        let formula = format!("months 2\nx = 1\ny = {}1\n", term.repeat(100_000));
        codes(formula);
    }
    codes(format!("x = max({}1)", "1, ".repeat(100_000)));
    codes(format!("x = [{}1] from M1", "1, ".repeat(100_000)));
    codes(format!("x = 1{}", ", 2 from M2".repeat(50_000)));
}

#[test]
fn rows_that_need_each_other_in_a_long_chain() {
    let chain = |rows: usize, last: &str| {
        let mut text = String::from("months 3\n");
        for row in 0..rows {
            let _ = writeln!(text, "r{row} = r{} + 1", row + 1);
        }
        let _ = writeln!(text, "r{rows} = {last}");
        text
    };
    // Forwards, so that nothing is known when it is first needed; and closed to a loop, through the past and
    // within the month.
    assert_eq!(codes(chain(limits::ROWS - 1, "1")), []);
    assert_eq!(codes(chain(5_000, "prev(r0, 1)")), []);
    assert_eq!(codes(chain(5_000, "r0")), [Code::Cycle]);
    let delays: String = (0..2_000).map(|row| format!("d{row} = delay(d{}, 1 month)\n", row + 1)).collect();
    assert_eq!(codes(format!("months 3\n{delays}d2000 = 1/month\n")), []);
}

#[test]
fn files_that_use_files_in_a_long_chain() {
    struct Endless;
    impl World for Endless {
        fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
            let number: usize = path.trim_matches(|c: char| !c.is_ascii_digit()).parse().unwrap_or(0);
            Ok(format!("use \"f{}.pace\"\nr{number} = 1\n", number + 1).into_bytes())
        }
    }
    on_a_small_stack(|| {
        let found = load(&Endless, "f0.pace").diagnostics;
        let codes: Vec<Code> = found.iter().map(|found| found.code).collect();
        assert_eq!(codes, [Code::TooLarge], "{found:?}");
    });
}

#[test]
fn limits_have_their_own_errors() {
    let name = "n".repeat(limits::NAME_BYTES + 1);
    let digits = "1".repeat(limits::LITERAL_CHARACTERS + 1);
    let rows: String = (0..=limits::ROWS).map(|row| format!("r{row} = 1\n")).collect();
    let some: String = (0..=limits::ROW_MONTHS / 600).map(|row| format!("r{row} = 1\n")).collect();
    let members: Vec<String> = (0..limits::MEMBERS).map(|at| format!("m{at}")).collect();
    let members = members.join(", ");
    let lines: String = (0..60).map(|at| format!("x{at} = {at}%; ")).collect();
    let scenarios: String =
        (0..=limits::SCENARIOS).map(|at| format!("scenario s{at} {{ x = {at} }}\n")).collect();
    let long = "# ".to_string() + &"x".repeat(limits::FILE_BYTES);
    for (text, code, says) in [
        (format!("{name} = 1"), Code::Syntax, "128"),
        (format!("x = {digits}"), Code::TooLarge, "64"),
        (rows, Code::TooLarge, "100000 rows"),
        (format!("months 600\n{some}"), Code::TooLarge, "20000 rows of 600 months"),
        (format!("segment rep: {members}\nfor rep {{ {lines} }}"), Code::TooLarge, "2,000 reps × 60 rows"),
        ("months 601".into(), Code::TooLarge, "600"),
        (format!("x = 1\n{scenarios}"), Code::TooLarge, "256"),
        (format!("x = {}1{}", "(".repeat(101), ")".repeat(101)), Code::NestingTooDeep, "100"),
        (long, Code::Unreadable, "4 MiB"),
    ] {
        let start: String = text.chars().take(40).collect();
        assert!(codes(text.clone()).contains(&code), "no {code:?} for {start}…");
        assert!(messages(&text).contains(says), "{start}… says {}", messages(&text));
    }
}

#[test]
fn plans_as_large_as_they_may_be() {
    let scenarios: String =
        (1..limits::SCENARIOS).map(|at| format!("scenario s{at} {{ x = {at} }}\n")).collect();
    let text = format!("months 600\nx = 1\ny = x + prev(y, 0)\n{scenarios}");
    assert_eq!(codes(text.clone()), []);
    let plan = prepare(checked(text.as_bytes()).0).unwrap();
    assert!(results(&plan, "s255", Granularity::Month).is_ok());
    // Each scenario extends the one before.
    let ladder: String = (1..limits::SCENARIOS)
        .map(|at| format!("scenario s{at} extends s{} {{ x = base + 1 }}\n", at - 1))
        .collect();
    let ladder =
        format!("x = 1\nscenario s0 {{ x = 1 }}\n{}", ladder.replacen("s255 extends", "t extends", 1));
    codes(ladder);
}

#[test]
fn long_names_numbers_and_texts() {
    let long = "a".repeat(1_000_000);
    for text in [
        format!("{long} = 1"),
        format!("x = {long}"),
        format!("x = {}", "9".repeat(1_000_000)),
        format!("x = 0.{}", "9".repeat(1_000_000)),
        format!("title \"{long}\""),
        format!("title \"{long}"),
        format!("# {long}\nx = 1"),
        format!("## {long}\nx = 1"),
        format!("use \"{long}\""),
        format!("scenario {long} {{ x = 1 }}"),
        format!("x = {}", "é".repeat(500_000)),
        "\u{FEFF}".repeat(1000),
        ".".repeat(100_000),
        "x = ".repeat(100_000),
        "x = 1\n".repeat(50_000),
        "goal x >= 1\n".repeat(50_000),
        ", ".repeat(100_000),
        "\"".repeat(100_000),
        "\\\"".repeat(100_000),
        "2026-".repeat(100_000),
        "$".repeat(100_000),
        "1 to ".repeat(50_000),
        "23 of ".repeat(50_000),
        "\n".repeat(1_000_000),
        "\r".repeat(100_000),
        ";".repeat(100_000),
    ] {
        codes(text);
    }
}

#[test]
fn numbers_at_the_edge() {
    let largest = "79228162514264337593543950335";
    for formula in [
        format!("{largest} + 1"),
        format!("{largest} * {largest}"),
        format!("0 - {largest} * 2"),
        format!("{largest} ^ {largest}"),
        format!("2 ^ -{largest}"),
        format!("0.0000000000000000000000000001 ^ {largest}"),
        format!("0.5 ^ {largest}.5"),
        "0 ^ -1".into(),
        "(-1) ^ 0.5".into(),
        "sqrt(0 - 1)".into(),
        format!("sqrt({largest})"),
        format!("round({largest}, 0.0000000000000000000000000001)"),
        format!("floor({largest}, {largest})"),
        "1 / 0.0000000000000000000000000001".into(),
        format!("delay(1/month, {largest} days)"),
        format!("delay(1/month, {largest} months, before 3/month)"),
        format!("delay(1/month, {largest} days, before 3/month)"),
        "delay(1/month, 0.0000000000000000000000000001 days, before 3/month)".into(),
        format!("spread(1/month, {largest} months)"),
        format!("trailing(1, {largest})"),
        "trailing(1, 0)".into(),
        "lognormal(0.0000000000000000000000000001, 79228162514264337593543950335)".into(),
        format!("normal({largest}, {largest})"),
        format!("{largest} growing {largest}%/month"),
        "1 growing -200%/year".into(),
        format!("1 rising to {largest} by M12"),
        format!("{largest} of {largest}"),
        "x[M12] + prev(x, 0)".into(),
        "9999-12".into(),
    ] {
        for months in ["", "months 600\n", "months 0001-01 .. 0001-12\n", "months 9999-01 .. 9999-12\n"] {
            codes(format!("{months}x = {formula}\nscenario s {{ x = {formula} }}\ngoal x >= 1\n"));
        }
    }
    for head in [
        "months 0",
        "months 99999999999999999999",
        "months 2026-13",
        "months 9999-12 .. 0001-01",
        "months 10000",
        "days 0/month",
        "days 79228162514264337593543950335/month",
        "workdays 0/month",
        "workdays 1000/month",
        "workdays sun..sun except 2026-02-30",
        "workdays mon..fri except 2026-01-01 .. 9999-12-31",
        "months 2026\nworkdays mon..fri except 2000-01-01 .. 2099-12-31",
        "currency XXX",
        "currency usd",
        "title \"\"",
    ] {
        codes(format!(
            "{head}\nx = 2/day + 3/workday\nplan {{ 2 calls/day taking 15 minutes\n capacity 2 hours/day }}\n"
        ));
    }
}

#[test]
fn bytes_that_are_no_text() {
    for bytes in [
        b"\xff\xfe\x00x".to_vec(),
        vec![0; 10_000],
        (0..=255).collect(),
        b"x = 1\n\xc3".to_vec(),
        b"x = \xe2\x80\xae1\n".to_vec(),
        b"title \"\x1b[2J\"\n".to_vec(),
        "title \"\u{202E}\u{2066}\"\nx = 1 # \u{202E}\n".into(),
        "x\u{301} = 1\nx\u{0301} = 2\n\u{1d4e} = 3\n".into(),
    ] {
        codes(bytes);
    }
}
