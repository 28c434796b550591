//! The syntax: what is read, what is refused and in which words, and the laws of the formatter.

use std::time::{Duration, Instant};

use pace::check::check;
use pace::diagnostic::{Code, Diagnostic, Dialect};
use pace::loader::{Unreadable, World, load};
use pace::source::{FileId, Source, Span};
use pace::syntax::tree::{NodeKind, StatementKind, Tree};
use pace::syntax::{canonical, format, parse};
use proptest::prelude::*;

const PLANS: [&str; 2] =
    [include_str!("syntax/plans/outbound.pace"), include_str!("syntax/plans/undated.pace")];

/// The codes that a text draws.
fn codes(text: &str) -> Vec<&'static str> {
    parse(FileId(0), text).1.iter().map(|found| found.code.name()).collect()
}

/// The diagnostics as a person would read them, for snapshots.
fn rendered(text: &str) -> String {
    let source = Source::new("plan.pace", text);
    let (_, diagnostics) = parse(FileId(0), text);
    diagnostics.iter().map(|found| render(&source, found)).collect::<Vec<_>>().join("\n")
}

fn render(source: &Source, found: &Diagnostic) -> String {
    let mut out = String::new();
    for (at, label) in found.labels.iter().enumerate() {
        let position = source.position(label.span.start as usize);
        let line = &source.text()[source.line_range(position.line)];
        let quoted = &source.text()[label.span.range()];
        let width = quoted.lines().next().unwrap_or_default().chars().count().max(1);
        if at == 0 {
            out += &format!("{}: {}\n", found.code.name(), found.message);
        }
        out += &format!(
            "{:4} | {line}\n     | {}{} {}\n",
            position.line,
            " ".repeat(position.column - 1),
            "^".repeat(width),
            label.text
        );
    }
    if found.help.is_some() {
        let help = found.help_in(Dialect::Shell);
        out += &format!("     = {help}\n");
    }
    out
}

/// A tree as text without white space, comments and places: two trees that read the same are the same.
fn skeleton(tree: &Tree, text: &str) -> String {
    let debug = format!("{:?}{:?}{:?}", tree.statements, tree.nodes, tree.lists);
    let mut out = String::new();
    let mut rest = debug.as_str();
    let marker = "Span { file: FileId(0), start: ";
    while let Some((before, after)) = rest.split_once(marker) {
        let (start, after) = after.split_once(", end: ").expect("a span");
        let (end, after) = after.split_once(" }").expect("a span");
        let range = start.parse::<usize>().expect("a number")..end.parse().expect("a number");
        out += before;
        out += &bare(&text[range]);
        rest = after;
    }
    out + rest
}

/// A text without white space, separators of statements and comments, but with its doc comments.
fn bare(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        if line.trim_start().starts_with("##") {
            out += line.trim();
            continue;
        }
        let mut quoted = false;
        for character in line.chars() {
            if character == '#' && !quoted {
                break;
            }
            quoted ^= character == '"';
            if quoted || !(character.is_whitespace() || character == ';') {
                out.push(character);
            }
        }
    }
    out
}

/// The laws of the formatter, for a text without errors.
fn obeys_the_laws(text: &str) -> Result<(), TestCaseError> {
    let Ok(once) = format(text) else { return Ok(()) };
    let again = format(&once);
    prop_assert_eq!(again.as_ref(), Ok(&once), "not idempotent: {:?}", text);
    let (before, _) = parse(FileId(0), text);
    let (after, diagnostics) = parse(FileId(0), &once);
    prop_assert!(diagnostics.is_empty());
    prop_assert_eq!(skeleton(&before, text), skeleton(&after, &once), "another tree: {:?}", text);
    let comments = |text: &str| {
        let lines = text
            .lines()
            .filter_map(|line| line.split_once('#'))
            .map(|(_, comment)| comment.trim_end().to_string());
        lines.collect::<Vec<_>>()
    };
    prop_assert_eq!(comments(text), comments(&once), "a comment went missing");
    prop_assert!(once.is_empty() || (once.ends_with('\n') && !once.ends_with("\n\n")));
    prop_assert!(!once.contains("\n\n\n") && !once.contains('\r') && !once.contains('\t'));
    Ok(())
}

/// Runs on a stack of 2 MiB, as a thread of a server or a test has.
fn on_a_small_stack(run: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(2 * 1024 * 1024).spawn(run).expect("a thread");
    thread.join().expect("no panic and no overflow");
}

#[test]
fn whole_plans_are_read() {
    for plan in PLANS {
        assert_eq!(rendered(plan), "");
        let (tree, _) = parse(FileId(0), plan);
        assert!(!tree.statements.iter().any(|statement| matches!(statement.kind, StatementKind::Bad(_))));
    }
}

#[test]
fn plans_are_formatted() {
    insta::assert_snapshot!("formatted_outbound", format(PLANS[0]).expect("a plan"));
    for plan in PLANS {
        obeys_the_laws(plan).expect("the laws");
        let windows = format!("\u{FEFF}{}", plan.replace('\n', "\r\n").replace("  ", "\t"));
        assert_eq!(format(&windows), format(plan), "line ends, BOM and tabs make no difference");
    }
}

/// What the formatter is told apart by the reader is told apart the same way: a year begins with 1 or 2.
#[test]
fn years_and_subtractions_stay_what_they_are() {
    for argument in
        ["4050 - 6", "5000 - 12", "3000 - 12 - 1", "950 - 6", "2026-06", "1999-Q4", "2026-Q2 .. 2026-Q3"]
    {
        obeys_the_laws(&format!("b = total(a, {argument})\nc = {argument}\n")).expect(argument);
    }
    // Without spaces it may be a range as well.
    assert_eq!(codes("b = total(a, 5000-12)\n"), ["ambiguous-number"]);
    assert_eq!(codes("b = 3 -5 + 4- 2\n"), Vec::<String>::new());
    assert_eq!(codes("b = total(a, 4050-Q2)\n"), ["syntax"]);
}

#[test]
fn mistakes_are_explained() {
    insta::assert_snapshot!("slips", rendered(include_str!("syntax/mistakes/slips.pace")));
    insta::assert_snapshot!("layout", rendered(include_str!("syntax/mistakes/layout.pace")));
}

/// Each line alone draws exactly this code, or none.
#[test]
fn lines_and_their_codes() {
    let cases = [
        ("a = 8,000", ""),
        ("a = 8_000 + 1,234,567.5", ""),
        ("a = .5 + 0.5 + $6.5k", ""),
        ("a = max($8,100, 2)", ""),
        ("a = max((8,100), 2)", ""),
        ("a = max(8,100)", "ambiguous-number"),
        ("a = [8,100] from M1", "ambiguous-number"),
        ("a = 1,00", "ambiguous-number"),
        ("a = 0,500", "ambiguous-number"),
        ("a = 1000,000", "ambiguous-number"),
        ("a = $10m", "ambiguous-number"),
        ("a = 007", "ambiguous-number"),
        ("a = 0", ""),
        ("a = 1__0", "syntax"),
        ("a = 1_", "syntax"),
        ("a = 1.", "syntax"),
        ("a = 1.2.3", "ambiguous-number"),
        ("a = 10days + 45 days + 5 workdays", ""),
        ("a = 8000 USD + 5k EUR", ""),
        ("a = $5 USD", "syntax"),
        ("a = 40/month + $500/month + 3%/month + 2 hours/day", ""),
        ("a = 1/2/month", "ambiguous-number"),
        ("a = b / 2/month", ""),
        ("a = 10/reps", ""),
        ("a = 12345678901234567890123456789012345678901234567890123456789012345", "too-large"),
        ("a = 99999999999999999999999999999999", "too-large"),
        ("a = 2026-06", "syntax"),
        ("a = 2026 - 06", "ambiguous-number"),
        ("a = total(x, 2026-13)", "bad-month"),
        ("a = 5 from 2026-6", "bad-month"),
        ("a = 5 from 2026", "bad-month"),
        ("a = 5 from Jan", "bad-month"),
        ("a = 5 in Jul .. 2026-08", "bad-month"),
        ("a = 5 in 2026-08 .. 2026-07", "bad-month"),
        ("a = 5 in Nov .. Feb", ""),
        ("a = 5 from M0", "bad-month"),
        ("a = 5 from M601", "bad-month"),
        ("workdays mon..fri except 2026-02-30", "bad-month"),
        ("workdays monday", "syntax"),
        ("workdays sat..mon, wed", ""),
        ("months 0", "bad-month"),
        ("months 601", "too-large"),
        ("months Jan .. Dec", "bad-month"),
        ("months 2026-Q2", ""),
        ("a = 3 to 5 likely 4 each month", ""),
        ("a = -5 to 5", ""),
        ("a = (1 + 2) to (3)", ""),
        ("a = 3 to 5 to 9", "bad-range"),
        ("a = 5 to 10 + 3", "bad-range"),
        ("a = x to 10", "bad-range"),
        ("a = (5 to 10) + 3", ""),
        ("a = b < c < d", "syntax"),
        ("a = (b < c) == d", ""),
        ("a = 1 + not b", "syntax"),
        ("a = not b < c and not not d", ""),
        ("a = 2^-1", ""),
        ("if = 3", "reserved-name"),
        ("actuals = 3", "reserved-name"),
        ("segment eu", "syntax"),
        ("segment = 3", "reserved-name"),
        ("segment eu: west, east", ""),
        ("segment eu: May, east", "reserved-name"),
        ("segment eu: else, east", "reserved-name"),
        ("segment eu { west; east from 2026-03 }", ""),
        (
            "segment eu { west in north until 2026-06: quota = $60k/month, $70k/month from 2026-03, x: $/month = 3 }",
            "",
        ),
        ("segment eu { west from 2026-03-15 }", "bad-month"),
        ("for eu { a = [west: 3, else: 4] }", ""),
        ("for eu a = $[west: (3, 4 from 2026-03), else: 4k]/month", ""),
        ("for eu { a = [west: (3, 4 from 2026-03), else: 4] from 2026-05 }", "syntax"),
        ("for eu { for product { a = 1 } }", "syntax"),
        ("a = 2 * [west: 1]", "syntax"),
        ("a = mean(b over eu, c)", ""),
        ("Q4 = 3", "reserved-name"),
        ("May = 3", "reserved-name"),
        ("M12x = 3", ""),
        ("days = 3", ""),
        ("delay = delay", ""),
        ("é_ñ1 = 3", ""),
        ("日本 = 3", ""),
        ("plan 2 days/week", "reserved-name"),
        ("plan 2 show_days/week", ""),
        ("plan ? calls/day", ""),
        ("plan 2 calls/day, 4 calls/day from M3", ""),
        ("plan 2 calls/day, 4 mails/day from M3", "syntax"),
        ("plan 2/day", "syntax"),
        ("plan 2 calls/fortnight", "syntax"),
        ("a = 5, 6", "syntax"),
        ("a = 5, 6 when b > 1", ""),
        ("a = 5 each", "syntax"),
        ("a = delay(x, d, before)", ""),
        ("a = delay(x, d, before 3)", ""),
        ("a = delay(x, d, before - 3)", ""),
        ("a = max(x y)", "syntax"),
        ("a = and(b, c)", "syntax"),
        ("a = not(b) and not(c, d)", "syntax"),
        ("a = 1 + not(b)", "syntax"),
        ("a = \"text\"", "syntax"),
        ("title \"a \\\" b \\\\\"", ""),
        ("title \"a \\n\"", "syntax"),
        ("new x = 5", "syntax"),
        ("scenario s { months 5 }", "syntax"),
        ("scenario s { scenario t { } }", "syntax"),
        ("goal x = 5", "syntax"),
        ("goal x >= 5 when y", "syntax"),
        ("check a >= 0 by M3", "syntax"),
        ("pipeline { won = 5% of x over [1], halving every 3 days }", "syntax"),
        ("pipeline { won = 5% of x in 2026-03 }", ""),
        ("pipeline { won = 5% * 2 in 3 days }", "syntax"),
        ("a = 1 # ok\u{1B}[31m", "syntax"),
        ("a = \u{202E}1", "syntax"),
        ("title \"\u{7}\"", "syntax"),
    ];
    for (text, code) in cases {
        let found = codes(text);
        let expected: Vec<&str> = if code.is_empty() { Vec::new() } else { vec![code] };
        assert_eq!(found, expected, "{text}\n{}", rendered(text));
    }
}

/// Each text draws exactly one finding, with this code and this help.
#[test]
fn lines_and_their_fixes() {
    let mut wrong = Vec::new();
    for line in include_str!("syntax/mistakes/fixes.txt").lines() {
        let Some((text, expected)) = line.split_once(" => ") else { continue };
        let text = text.replace("\\n", "\n");
        let (_, found) = parse(FileId(0), &text);
        let found: Vec<String> = found
            .iter()
            .map(|found| format!("{}: {}", found.code.name(), found.help_in(Dialect::Shell)))
            .collect();
        if found != [expected] {
            wrong.push(format!("{text}\n  drew {found:?}\n  not  {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A plan in memory.
struct Memory(String);

impl World for Memory {
    fn read(&self, _: &str) -> Result<Vec<u8>, Unreadable> {
        Ok(self.0.clone().into_bytes())
    }
}

/// Each plan, checked as a whole, draws exactly these findings: nothing follows from a mistake that is reported.
#[test]
fn plans_and_their_fixes() {
    let mut wrong = Vec::new();
    for line in include_str!("syntax/mistakes/checked.txt").lines() {
        let Some((text, expected)) = line.split_once(" => ") else { continue };
        let text = text.replace("\\n", "\n");
        let found = check(&load(&Memory(text.clone()), "plan.pace")).diagnostics;
        let found: Vec<String> = found
            .iter()
            .map(|found| format!("{}: {}", found.code.name(), found.help_in(Dialect::Shell)))
            .collect();
        if found.join(" | ") != expected {
            wrong.push(format!("{text}\n  drew {}\n  not  {expected}", found.join(" | ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Values that a comma without a space separates.
#[test]
fn commas_after_a_point_separate() {
    for (text, same) in [
        ("a = max(1.5,2)", "a = max(1.5, 2)"),
        ("a = [1.5,2] from M3", "a = [1.5, 2] from M3"),
        ("a = [.5,.25,2k,$1.5,$2] from M3", "a = [.5, .25, 2k, $1.5, $2] from M3"),
        ("a = if(c > 0.5,20%,3)", "a = if(c > 0.5, 20%, 3)"),
        ("a = max(8_000.50,2)", "a = max(8_000.50, 2)"),
    ] {
        let tree = |text: &str| {
            let (tree, found) = parse(FileId(0), text);
            assert!(found.is_empty(), "{}", rendered(text));
            skeleton(&tree, text)
        };
        assert_eq!(tree(text), tree(same), "{text}");
        obeys_the_laws(text).expect("the laws");
    }
}

#[test]
fn names_have_a_limit() {
    assert_eq!(codes(&format!("{} = 1", "a".repeat(128))), Vec::<&str>::new());
    assert_eq!(codes(&format!("{} = 1", "a".repeat(129))), ["syntax"]);
    assert_eq!(codes(&format!("x = {}", "a".repeat(129))), ["syntax"]);
}

#[test]
fn bad_statements_keep_their_names() {
    let text =
        "a = = 2\nplan { 2 calls / day }\nstock s x {\n  gains g = 1\n}\npipeline { won = = 3 }\nnew n = 1";
    let (tree, diagnostics) = parse(FileId(0), text);
    assert_eq!(diagnostics.len(), 5);
    let bad = format!("{:?}", tree.statements);
    for name in ["a", "calls", "s", "g", "won", "n"] {
        let at = text
            .match_indices(name)
            .map(|(at, _)| at)
            .find(|at| bad.contains(&format!("{:?}", Span::new(FileId(0), *at, at + name.len()))));
        assert!(at.is_some(), "{name} in {bad}");
    }
}

/// How an expression was read, in brackets.
fn grouped(expression: &str) -> String {
    let text = format!("x = {expression}");
    let (tree, diagnostics) = parse(FileId(0), &text);
    assert!(diagnostics.is_empty(), "{}", rendered(&text));
    let mut written: Vec<String> = Vec::new();
    for node in &tree.nodes {
        let quote = |span: Span| text[span.range()].to_string();
        written.push(match &node.kind {
            NodeKind::Unary { operand, operator } => format!("{operator:?}({})", written[operand.0 as usize]),
            NodeKind::Binary { operator, left, right, .. } => {
                format!("{operator:?}({} {})", written[left.0 as usize], written[right.0 as usize])
            }
            NodeKind::Parentheses(inner) => written[inner.0 as usize].clone(),
            _ => quote(node.span),
        });
    }
    written.pop().unwrap_or_default()
}

#[test]
fn precedence_is_that_of_the_language() {
    let cases = [
        ("-2^2", "Minus(Power(2 2))"),
        ("2^3^4", "Power(2 Power(3 4))"),
        ("2^-3^4", "Power(2 Minus(Power(3 4)))"),
        ("2 * -3 + 4", "Plus(Times(2 Minus(3)) 4)"),
        ("10% of a * 2", "Times(Of(10% a) 2)"),
        ("-a of b", "Of(Minus(a) b)"),
        ("1 - 2 - 3", "Minus(Minus(1 2) 3)"),
        ("8 / 4 / 2", "Over(Over(8 4) 2)"),
        ("not a < 1 + 2 and b or c", "Or(And(Not(Less(a Plus(1 2))) b) c)"),
        ("a or b and c", "Or(a And(b c))"),
        ("(a or b) and c", "And(Or(a b) c)"),
        ("not not a", "Not(Not(a))"),
        ("not(a) < b or c", "Or(Not(Less(a b)) c)"),
        ("- - a", "Minus(Minus(a))"),
        ("2 * 45 days / $5/month", "Over(Times(2 45 days) $5/month)"),
    ];
    for (expression, expected) in cases {
        assert_eq!(grouped(expression), expected, "{expression}");
    }
}

#[test]
fn children_come_before_their_parents() {
    for plan in PLANS {
        let (tree, _) = parse(FileId(0), plan);
        for (at, node) in tree.nodes.iter().enumerate() {
            let children = match &node.kind {
                NodeKind::Parentheses(child) | NodeKind::EachMonth(child) => vec![*child],
                NodeKind::Unary { operand, .. } => vec![*operand],
                NodeKind::Binary { left, right, .. } => vec![*left, *right],
                NodeKind::Call { arguments, before, .. } => {
                    tree.list(*arguments).iter().copied().chain(*before).collect()
                }
                NodeKind::List(items) => tree.list(*items).to_vec(),
                NodeKind::Range { low, high, likely } => [*low, *high].into_iter().chain(*likely).collect(),
                NodeKind::Index { row, .. } => vec![*row],
                NodeKind::Action { number, .. } => vec![*number],
                _ => Vec::new(),
            };
            assert!(children.iter().all(|child| (child.0 as usize) < at));
        }
    }
}

/// `open` a hundred times, `middle`, `close` a hundred times: read; once more: refused; in good time, on a small stack.
#[test]
fn nesting_is_bounded() {
    on_a_small_stack(|| {
        let cases = [
            ("(", ")", ""),
            ("max(", ")", ""),
            ("max(1, ", ")", ""),
            ("max(2, (1 + ", "))", "two"),
            ("ramp(x, [", "])", "two"),
            ("(1 or 1 and not 1 < 1 + 1 * 1 of -1 ^ (", "))", "many"),
            ("-", "", ""),
            ("not ", "", ""),
            ("+ ", "", ""),
            ("2 ^ ", "", ""),
            ("(3 to ", ")", ""),
        ];
        for (open, close, kind) in cases {
            let per_level = match kind {
                "" => 1,
                "two" => 2,
                _ => 5,
            };
            for levels in [16, 64, 100, 101, 5_000] {
                let levels = if levels == 101 || levels == 5_000 { levels } else { levels / per_level };
                let text = format!("x = {}1{}", open.repeat(levels), close.repeat(levels));
                // A parser that tried every level twice would never come back from 5,000 of them.
                let found = codes(&text);
                if levels * per_level <= 100 {
                    assert!(!found.contains(&"nesting-too-deep"), "{open} {levels}: {}", rendered(&text));
                    if !open.contains("to") && kind != "many" {
                        assert!(found.is_empty(), "{open} {levels}: {}", rendered(&text));
                    }
                    let _ = format(&text);
                } else {
                    assert_eq!(found, ["nesting-too-deep"], "{open} {levels}");
                }
            }
        }
        assert!(codes(&"scenario s { ".repeat(5_000)).contains(&"nesting-too-deep"));
        let _ = codes(&"(\n".repeat(100_000));
    });
}

/// Twice the text takes about twice the time: flat sums, long lists, many lines, and texts full of mistakes.
#[test]
fn time_is_linear() {
    let cases: [(&str, &str, &str); 7] = [
        ("x = 1", "+1", ""),
        ("x = max(1", ", 1", ")"),
        ("x = 1", ", 2 from M3", ""),
        ("", "a = 1\n", ""),
        ("", "a = (\n", ""),
        ("x = (", "\n1 +", ""),
        ("plan {", "a;", ""),
    ];
    on_a_small_stack(move || {
        for (before, part, after) in cases {
            let time = |count: usize| {
                let text = format!("{before}{}{after}", part.repeat(count));
                let started = Instant::now();
                let (_, diagnostics) = parse(FileId(0), &text);
                assert!(diagnostics.len() <= 1_000);
                started.elapsed()
            };
            // Ten times the text; a factor of a hundred would be quadratic. What else the machine does only adds
            // time, so the least of several rounds counts, and a round that shows it is enough.
            let (mut small, mut large) = (Duration::MAX, Duration::MAX);
            let linear = (0..20).any(|_| {
                (small, large) = (small.min(time(10_000)), large.min(time(100_000)));
                large < small * 40
            });
            assert!(linear, "{part:?}: {small:?}, then {large:?}");
        }
    });
}

#[test]
fn a_mistake_costs_one_line() {
    let text = "pipeline {\n  leads = = 3\n  won = 20% of leads in 3 days\n}\nx = 5\ny = (\nz = 3";
    let (tree, diagnostics) = parse(FileId(0), text);
    assert_eq!(diagnostics.iter().map(|found| found.code).collect::<Vec<_>>(), [Code::Syntax; 2]);
    assert_eq!(tree.statements.len(), 4);
    assert!(matches!(tree.statements[3].kind, StatementKind::Definition(_)));
    let StatementKind::Pipeline(pipeline) = &tree.statements[0].kind else { panic!("a pipeline") };
    assert_eq!(pipeline.lines.len(), 2);
}

#[test]
fn stretches_are_quoted_in_their_canonical_form() {
    let text = "goal x>=$4,000/month   by 2026-09\ncheck max(a,\n  b # why\n)<=0 and  not c\nplan 2  calls/day,4/day from M3";
    let quote = |part: &str| {
        let at = text.find(part).expect("a part");
        canonical(text, Span::new(FileId(0), at, at + part.len()))
    };
    assert_eq!(quote("$4,000/month   by 2026-09"), "$4,000/month by 2026-09");
    assert_eq!(quote("max(a,\n  b # why\n)<=0 and  not c"), "max(a, b) <= 0 and not c");
    assert_eq!(quote("2  calls/day,4/day from M3"), "2 calls/day, 4/day from M3");
    assert_eq!(quote("x>=$4,000/month   by 2026-09"), "x >= $4,000/month by 2026-09");
}

#[test]
fn doc_comments_belong_to_the_next_statement() {
    let text = "## one\n\n## two\n## three\n# plain\na = 1 ## no\nplan {\n  ## four\n  2 calls/day\n}";
    let (tree, _) = parse(FileId(0), text);
    let doc = |span: Option<Span>| span.map(|span| &text[span.range()]);
    assert_eq!(doc(tree.statements[0].doc), Some("## two\n## three"));
    let StatementKind::Plan(lines) = &tree.statements[1].kind else { panic!("a plan") };
    assert_eq!(doc(lines[0].doc), Some("## four"));
}

/// Words and signs that plans are made of, in any order: far more of them are nearly right than bytes are.
fn soup() -> impl Strategy<Value = String> {
    let token = prop::sample::select(vec![
        "a",
        "b.c",
        "calls",
        "leads",
        "won",
        "1",
        "20%",
        "$8,000",
        "45 days",
        "40/month",
        "2026-06",
        "M3",
        "Jul",
        "Q4",
        "2026",
        "+",
        "-",
        "*",
        "/",
        "^",
        "<",
        ">=",
        "=",
        "==",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ";",
        ":",
        "..",
        "?",
        "\n",
        "\n\n",
        "# note\n",
        "## doc\n",
        "\"text\"",
        "of",
        "in",
        "to",
        "from",
        "by",
        "likely",
        "and",
        "or",
        "not",
        "if",
        "base",
        "when",
        "growing",
        "rising",
        "once",
        "every",
        "year",
        "each",
        "month",
        "over",
        "taking",
        "halving",
        "losing",
        "before",
        "plan",
        "pipeline",
        "stock",
        "goal",
        "check",
        "scenario",
        "extends",
        "new",
        "replace",
        "opening",
        "gains",
        "worth",
        "title",
        "months",
        "days",
        "workdays",
        "mon..fri",
        "except",
        "currency",
        "USD",
        "show",
        "use",
        "2 calls/day",
        "a = 1\n",
        "x = (",
        "\t",
        "\r\n",
        "é",
        "\u{1B}",
        "\u{FEFF}",
        "“",
    ]);
    prop::collection::vec(token, 0..40).prop_map(|tokens| tokens.join(" "))
}

/// Plans without errors, written carelessly.
fn careless_plan() -> impl Strategy<Value = String> {
    let space = || prop::sample::select(vec![" ", "  ", "\t"]);
    let value = prop::sample::select(vec![
        "1",
        "-x",
        "a+b",
        "( 3 to 5 )",
        "max( a,b )",
        "max(a,\n# inside\nb)",
        "[1, 2,\n 3] from M2",
        "20%of b",
        "5,6 from M3 when a>b",
        "delay(x,[50%,50%],before 2/month)",
        "x[ M3 ]*2",
        "45   days",
        "not a and(b or c) or not(a)",
        "100 growing 2%/month in Jul..Aug",
        "-2^-2",
        "$[1,  2]/month   every  year",
        "23 of 46",
        "3 to 5 likely 4   each  month",
    ]);
    let line =
        (prop::sample::select(vec!["a", "b", "cash", "x:$/month last", "y : %"]), space(), space(), value)
            .prop_map(|(name, before, after, value)| format!("{name}{before}={after}{value}"));
    let block = prop::sample::select(vec![
        "plan{2 calls/day}",
        "plan {\n\n2   calls/day # c\n\n\n3/day\n}",
        "stock s{opening 1;gains x=2}",
        "pipeline core\"L\"{\nleads=5/month\n## d\nwon=5%of leads in 3 days,taking 1 hour}",
        "scenario s extends t{a=1;plan 3 calls/day}",
        "goal\"g\":a>=5 by M3,6 by M9",
        "check a>0 in 2026",
        "workdays mon .. fri,sun",
        "show a,\n b",
        "plan 3 to 5 calls/day*reps taking 5 minutes",
        "# remark",
        "## doc",
        "",
    ]);
    let item = prop_oneof![3 => line, 2 => block.prop_map(String::from)];
    let end = prop::sample::select(vec!["\n", "\n\n\n", "\r\n", "  # trailing\n", "\n# own line\n"]);
    prop::collection::vec((item, end), 0..12)
        .prop_map(|items| items.into_iter().map(|(item, end)| item + end).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let text = String::from_utf8_lossy(&bytes);
        let (tree, diagnostics) = parse(FileId(0), &text);
        for found in &diagnostics {
            let span = found.span().expect("a place");
            prop_assert!(text.get(span.range()).is_some(), "a span outside the text or inside a character");
        }
        prop_assert!(tree.nodes.iter().all(|node| text.get(node.span.range()).is_some()));
        obeys_the_laws(&text)?;
    }

    #[test]
    fn any_words_are_read_without_panic(text in soup()) {
        let (_, diagnostics) = parse(FileId(0), &text);
        for found in &diagnostics {
            let span = found.span().expect("a place");
            prop_assert!(text.get(span.range()).is_some(), "a span outside the text or inside a character");
        }
        obeys_the_laws(&text)?;
    }

    #[test]
    fn the_formatter_keeps_its_laws(text in careless_plan()) {
        obeys_the_laws(&text)?;
    }
}
