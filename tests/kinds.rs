//! Percentages and counts: what goes together, what does not, and what to write instead.

use std::path::Path;

use pace::check::check;
use pace::diagnostic::{Code, Diagnostic, Dialect, Severity};
use pace::loader::load_text;
use proptest::prelude::*;

use crate::support::Plan;
use crate::support::process::Shell;

/// Rows that the plans below use.
const ROWS: &str = "months 6
customers = 120
reps = 3
signups = 60/month
churn = 5%/month
rate = 30%
growth_rate = 5%
season = [1.2, 0.8, 1] from M1
on = 0, 1 from M3
share = signups / (90/month)
";

fn findings(text: &str) -> Vec<Diagnostic> {
    check(&load_text("plan.pace", text)).diagnostics
}

fn errors(text: &str) -> Vec<Diagnostic> {
    findings(text).into_iter().filter(|found| found.severity() == Severity::Error).collect()
}

/// A finding as its code and everything that it says.
fn said(found: &Diagnostic) -> String {
    format!("{found:?}")
}

/// The plan with the first edit list of a finding applied.
fn mended(text: &str, found: &Diagnostic, fix: usize) -> String {
    let mut edits = found.fixes[fix].edits.clone();
    edits.sort_by_key(|edit| edit.span.start);
    let mut text = text.to_string();
    for edit in edits.iter().rev() {
        text.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
    }
    text
}

/// The one error of a plan, which is about percentages, and says `words`.
fn refused(lines: &str, words: &str) -> (String, Diagnostic) {
    let text = format!("{ROWS}{lines}\n");
    let mut found = errors(&text);
    assert_eq!(found.len(), 1, "{lines}: {found:#?}");
    let found = found.remove(0);
    assert_eq!(found.code, Code::AmbiguousPercent, "{lines}: {found:#?}");
    assert!(said(&found).contains(words), "{lines}: no {words:?} in {found:#?}");
    (text, found)
}

#[test]
fn a_percentage_beside_a_count_is_refused_in_either_order() {
    let operators = ["+", "-", "<", "<=", ">", ">=", "==", "!="];
    let pairs = [
        ("customers", "growth_rate"),
        ("signups", "churn"),
        ("season", "rate"),
        ("reps", "share * rate * 1 - rate"),
    ];
    for (count, percent) in pairs {
        for operator in operators {
            for (left, right) in [(count, percent), (percent, count)] {
                let compared = operator.starts_with(['<', '>', '=', '!']);
                // An either takes the kind of what it meets: that case is no clash before the last minus.
                let line = match compared {
                    true => format!("check {left} {operator} ({right})"),
                    false => format!("x = ({left}) {operator} ({right})"),
                };
                let (_, found) = refused(&line, "a percentage");
                assert!(said(&found).contains("a count"), "{line}: {found:#?}");
            }
        }
        for call in
            ["min(A, B)", "max(A, B)", "if(reps > 2, A, B)", "ifna(A, B)", "prev(A, B)", "clamp(A, 0, B)"]
        {
            for (left, right) in [(count, percent), (percent, count)] {
                refused(&format!("x = {}", call.replace('A', left).replace('B', right)), "a percentage");
            }
        }
        for (left, right) in [(count, percent), (percent, count)] {
            refused(&format!("x = {left}, {right} from M3"), "a percentage");
            refused(&format!("x = {left}, {right} in M2 when reps > 2"), "a percentage");
            refused(&format!("x = [{left}, {right}] from M1"), "a percentage");
            refused(&format!("x = {left} rising to ({right}) by M4"), "a percentage");
            refused(&format!("x = ({left}) to ({right})"), "a percentage");
        }
    }
    refused("x = delay(signups, 1 month, before churn)", "a percentage");
    refused("x = signups growing (3/month)", "`3%/month`");
    refused("x = signups growing signups", "a count per month");
}

#[test]
fn rows_functions_and_members_hand_their_kind_on() {
    for percent in [
        "first(rate)",
        "mean(rate)",
        "trailing(rate, 2 months)",
        "prev(rate, 0)",
        "rate[M2]",
        "highest(rate)",
        "growth(signups)",
        "rate * 2",
        "rate / 2",
        "2 * rate * rate",
        "rate ^ 2",
        "-rate",
        "round(rate, 0.01)",
        "1 - rate",
        "if(reps > 2, rate, 0)",
        "max(rate - 1, 0)",
        "(5% to 10%)",
        "(23 of 46)",
        "churn * 3 months",
    ] {
        refused(&format!("through = {percent}\nx = customers + through"), "a percentage");
        refused(&format!("check ({percent}) > customers"), "a percentage");
    }
    for count in [
        "first(reps)",
        "reps * 2",
        "reps * reps",
        "season",
        "reps + 1",
        "-reps",
        "round(reps)",
        "calendar.days",
        "30% of reps",
        "cum(signups)",
        "signups * 2 months",
        "max(reps - 1, 0)",
    ] {
        refused(&format!("through = {count}\nx = rate + through"), "a count");
        refused(&format!("check rate > ({count})"), "a count");
    }
    let funnel = "plan { 2 calls/day }\npipeline {\n  leads = calls * 10%\n  won = 20% of leads in 10 days\n  worth $500\n}\n";
    for (line, says) in [
        ("check win_rate > 20", "`20%`"),
        ("goal won.rate >= 30", "`30%`"),
        ("x = won - churn", "a percentage"),
        ("x = calls + churn", "a percentage"),
        ("x = open * 1 + win_rate", "a percentage"),
        ("check sales_growth > 2.5", "`2.5%`"),
    ] {
        refused(&format!("{funnel}{line}"), says);
    }
}

#[test]
fn what_fits_both_fits() {
    for line in [
        "x = 1 - rate",
        "x = 100% - rate",
        "x = 1 + growth_rate",
        "x = customers * (1 + growth_rate)",
        "x = if(customers > 100, rate, 0)",
        "x = max(rate - 1, 0)",
        "x = max(rate, 1)",
        "x = clamp(rate, 0, 1)",
        "x = 0, rate from M2",
        "x = 1, rate from M2",
        "x = [0, 5%, 1, 100%] from M1",
        "x = [1.2, 100%, 0] from M1",
        "x = rate * on + growth_rate",
        "x = customers * on + reps",
        "x = if(on > 0, rate, 0)",
        "x = max(on, rate)",
        "x = on + customers",
        "x = customers * rate + reps",
        "x = customers * rate + growth_rate",
        "x = share + rate",
        "x = share + reps",
        "check share > 25%",
        "check share > reps",
        "goal share >= 25%",
        "x = share of customers",
        "x = rate + 5 points",
        "x = rate * season + growth_rate",
        "x = rate * season + reps",
        "x = churn of customers",
        "x = 0/month, churn from M2",
        "x = max(churn, 0)",
        "x = 1/month - churn",
        "y: % = customers / 400\nx = y + rate",
        "y: 1 = rate\nx = y + customers",
        "x = customers ^ 2 + reps",
        "x = signups * rate + signups",
        "x = signups - customers * churn",
        "check rate > 0",
        "goal rate >= 1",
        "x = round(rate, 0.01) + growth_rate",
        "x = rate, 0 in M2",
        "x = abs(rate - growth_rate)",
        "x = 20 months * churn + rate",
        "x = 1 / 20 months\ny = max(x, churn)",
        "x = 1 / 20 months\ny = max(x, signups)",
        "stock s { opening 10%; gains 2%/month }",
        "stock s { opening 0; gains 2%/month; loses s * churn }",
        "stock s { opening 100%; loses 5%/month }",
        "stock s { opening 100; loses s * churn; gains signups }",
        "stock s { opening 0; gains signups; loses churn of s }",
        "x = signups growing churn",
    ] {
        let found = errors(&format!("{ROWS}{line}\n"));
        assert!(found.is_empty(), "{line}: {found:#?}");
    }
}

#[test]
fn a_number_beside_a_percentage_is_offered_as_one() {
    for (line, written) in [
        ("goal rate >= 25", "goal rate >= 25%"),
        ("goal rate >= 0.25", "goal rate >= 25%"),
        ("goal rate <= 1.2", "goal rate <= 120%"),
        ("goal rate >= 2", "goal rate >= 200%"),
        ("goal rate >= 2.5", "goal rate >= 2.5%"),
        ("check rate > 20", "check rate > 20%"),
        ("check 20 < rate", "check 20% < rate"),
        ("check churn <= 3/month", "check churn <= 3%/month"),
        ("goal churn <= 3/month", "goal churn <= 3%/month"),
        ("x = max(5, 5%)", "x = max(5%, 5%)"),
        ("x = rate, 25 from M3", "x = rate, 25% from M3"),
        ("x = 0.25, rate from M3", "x = 25%, rate from M3"),
        ("x = [110%, 0.9, 100%] from M1", "x = [110%, 90%, 100%] from M1"),
        ("x = if(reps > 2, rate, 15)", "x = if(reps > 2, rate, 15%)"),
        ("x = min(rate, -5)", "x = min(rate, -5%)"),
        ("x = 3 - rate", "x = 3% - rate"),
        ("x = rate + 3", "x = rate + 3 points"),
        ("x = rate - 0.05", "x = rate - 5 points"),
        ("x = customers + growth_rate", "x = customers * (1 + growth_rate)"),
        ("x = customers - growth_rate", "x = customers * (1 - growth_rate)"),
        ("x = growth_rate + customers * 2", "x = (customers * 2) * (1 + growth_rate)"),
        ("x = 5% + customers", "x = customers * 105%"),
        ("x = max(customers, 5%)", "x = max(customers, 5% of customers)"),
        ("y: % = 25", "y: % = 25%"),
        ("stock s { opening 100; loses 5%/month }", "stock s { opening 100; loses 5%/month of s }"),
        ("stock s { opening 100; loses 5% }", "stock s { opening 100; loses 5%/month of s }"),
        ("stock s { opening 1; gains up = 10%/month }", "stock s { opening 1; gains up = 10%/month of s }"),
        ("stock s { opening 100; loses churn }", "stock s { opening 100; loses churn of s }"),
        (
            "stock s { opening 0; gains signups; loses churn }",
            "stock s { opening 0; gains signups; loses churn of s }",
        ),
        ("stock s { opening 100; loses churn * 2 }", "stock s { opening 100; loses s * (churn * 2) }"),
        ("scenario t { rate = 25 }", "scenario t { rate = 25% }"),
        ("scenario t { rate = 0.25 from M3 }", "scenario t { rate = 25% from M3 }"),
        ("scenario t { churn = 3/month }", "scenario t { churn = 3%/month }"),
        ("k = customers * 0 + rate * 1\nscenario t { replace k = 7 }", ""),
    ] {
        if written.is_empty() {
            continue;
        }
        let (text, found) = refused(line, "");
        assert!(!found.fixes.is_empty(), "{line}: {found:#?}");
        let mended = mended(&text, &found, 0);
        assert_eq!(mended.trim_end(), format!("{ROWS}{written}"), "{line}");
        let left = errors(&mended);
        assert!(left.is_empty(), "{line} becomes {written}: {left:#?}");
    }
    // The sentence names what the number means as it stands.
    refused("goal rate >= 25", "`25` means 2500%; did you mean `25%`?");
    refused("x = max(5, 5%)", "`5` means 500%");
    // Two rates a month: nobody can say of what.
    let (_, found) = refused("x = signups - churn", "");
    assert!(found.fixes.is_empty(), "{found:#?}");
    let (_, found) = refused("stock s { opening 100; gains 5/month }\nx = signups - churn", "s * churn");
    assert!(found.fixes.is_empty(), "{found:#?}");
}

#[test]
fn places_that_want_a_count_refuse_a_percentage() {
    refused("pipeline { leads = 10%/month; won = 50% of leads in 10 days }", "of what?");
    refused("pipeline { leads = churn; won = 50% of leads in 10 days }", "of what?");
    refused("plan { 2 calls/day\n20 mails/day * rate }\nx = mails + churn", "a percentage");
    refused("scenario t { customers = 50% }", "a count");
    refused("scenario t { signups = 50%/month from M2 }", "a count per month");
    refused("both = customers * 1\nscenario t { replace both = rate }", "a scenario keeps what a row is");
    refused("goal customers >= 50%", "a count");
    refused("goal signups >= 50%/month", "a count per month");
}

/// A row of 0 and 1 is what the plan's formulas take it for, once a scenario makes another number of it.
#[test]
fn a_row_that_fits_both_stays_what_it_is_used_as() {
    for (used, value, fits) in [
        ("x = customers + on", "5%", false),
        ("x = customers + on", "7", true),
        ("x = rate + on", "7", false),
        ("x = rate + on", "5%", true),
        ("same = on\nx = rate - same", "7", false),
        ("before = prev(on, 0)\nx = customers + before", "5%", false),
        ("x = rate * on", "7", true),
        ("x = rate * on", "5%", true),
        ("x = customers + on", "1", true),
        ("x = rate + on", "0", true),
    ] {
        for line in
            [format!("scenario t {{ on = {value} }}"), format!("scenario t {{ replace on = {value} }}")]
        {
            let found = errors(&format!("{ROWS}{used}\n{line}\n"));
            let refused = found.iter().any(|found| found.code == Code::AmbiguousPercent);
            assert_eq!(refused, !fits, "{used}; {line}: {found:#?}");
        }
    }
}

#[test]
fn a_percentage_per_month_is_a_level() {
    for (line, says) in [
        ("x = total(churn)", "mean(churn)"),
        ("x = total(churn, M1 .. M3)", "mean(churn)"),
        ("x = cum(churn)", "mean(churn)"),
        ("x = delay(churn, 1 month)", "prev(churn, "),
        ("x = spread(churn, 3)", "prev(churn, "),
        ("x = ramp(churn, [50%, 100%])", "prev(churn, "),
        ("double = churn * 2\nx = total(double)", "mean(double)"),
        ("goal churn <= 3%", "3%/month"),
        ("goal churn <= 3", "3%/month"),
        ("goal churn <= 0.03", "3%/month"),
        ("check churn <= 3%", "a percentage per month"),
        ("x: %/month sum = churn", "mean"),
    ] {
        let found = errors(&format!("{ROWS}{line}\n"));
        assert_eq!(found.len(), 1, "{line}: {found:#?}");
        assert_eq!(found[0].code, Code::UnitMismatch, "{line}: {found:#?}");
        assert!(said(&found[0]).contains(says), "{line}: {found:#?}");
    }
}

/// The one error of a plan, and the plan with its first fix, which no longer has it.
fn mended_error(lines: &str, code: Code, says: &str) -> String {
    let text = format!("{ROWS}{lines}\n");
    let found = errors(&text);
    assert_eq!(found.len(), 1, "{lines}: {found:#?}");
    assert_eq!(found[0].code, code, "{lines}: {found:#?}");
    assert!(said(&found[0]).contains(says), "{lines}: no {says:?} in {found:#?}");
    let mended = mended(&text, &found[0], 0);
    assert_eq!(errors(&mended), [], "{mended}");
    mended
}

/// A percentage of something with a unit, and what is left after one month, are written as products.
#[test]
fn a_percentage_off_money_is_a_factor() {
    for (line, written) in [
        ("price = $99; x = price - rate", "x = price * (1 - rate)"),
        ("price = $99; x = price * 12 - rate", "x = price * 12 * (1 - rate)"),
        ("price = $99; x = price + rate * 2", "x = price * (1 + rate * 2)"),
        ("price = $99; x = (price + $1) - (rate + 1 point)", "x = (price + $1) * (1 - (rate + 1 point))"),
        ("price = $99; x = 3 * 4 days - rate", "x = 3 * 4 days * (1 - rate)"),
        ("x = 1 - signups / customers", "x = 1 - signups * 1 month / customers"),
        ("x = 100% - (signups / customers)", "x = 100% - (signups * 1 month / customers)"),
    ] {
        let text = mended_error(&line.replace("; ", "\n"), Code::UnitMismatch, "write `");
        assert!(text.contains(written), "{line}: {text}");
    }
    // Money taken from a percentage has no such reading.
    let found = errors(&format!("{ROWS}price = $99\nx = rate - price\n"));
    assert!(found.len() == 1 && found[0].fixes.is_empty(), "{found:#?}");
}

/// What every help line for moving a rate per month says is itself taken, and not told the next one.
#[test]
fn a_rate_per_month_is_moved_by_a_named_step() {
    for (moved, step) in
        [("- 2%", "2"), ("+ 2%", "2"), ("- 2 points", "2"), ("+ (1 point)", "1"), ("- 3%/month", "3")]
    {
        for line in [format!("x = churn {moved}"), format!("scenario s {{ churn = base {moved} }}")] {
            let found = errors(&format!("{ROWS}{line}\n"));
            assert_eq!(found.len(), 1, "{line}: {found:#?}");
            let step = format!("step = {step}%/month");
            assert!(said(&found[0]).contains(&step), "{line}: {found:#?}");
            let sign = &moved[..1];
            let kept = line.replace(moved, &format!("{sign} step"));
            assert_eq!(errors(&format!("{ROWS}{step}\n{kept}\n")), [], "{kept}");
        }
    }
}

/// `100%` fits where `1` does, after a sign too; of a count nobody takes a percentage.
#[test]
fn the_whole_is_taken_from_a_percentage_and_added_to_it() {
    for line in [
        "x = rate - 100%",
        "x = max(rate - 100%, 0)",
        "x = rate + 100%",
        "x = signups / (90/month) - 100%",
        "x = share - (100%)",
        "x = growth_rate * 2 - 100%",
        "scenario t { rate = base - 100% }",
    ] {
        assert_eq!(errors(&format!("{ROWS}{line}\n")), [], "{line}");
    }
    refused("x = customers - 100%", "`- 100%` does not say of what");
    refused("x = customers + 100%", "`* 200%`");
    refused("x = rate - 99%", "99 points");
    refused("x = rate - 1%", "1 percentage point?");
    let (text, found) = refused("x = rate - 1%", "- 1 point`");
    let points =
        (0..found.fixes.len()).map(|fix| mended(&text, &found, fix)).find(|text| text.contains("point"));
    assert!(points.is_some_and(|text| text.ends_with("x = rate - 1 point\n")), "{found:#?}");
    // Points have no month, so they are not offered for a percentage per month.
    let found = errors(&format!("{ROWS}x = churn + 2%\n"));
    assert!(!said(&found[0]).contains("points"), "{found:#?}");
}

/// A percentage or a number beside a percentage per month is written as one; beside money and days a percentage is no
/// number that lacks its unit.
#[test]
fn what_lacks_its_period_is_written_with_it() {
    for (line, written) in [
        ("check churn <= 7%", "churn <= 7%/month"),
        ("check 7% >= churn", "check 7%/month >= churn"),
        ("check churn <= 7", "churn <= 7%/month"),
        ("x = if(churn > 7%, 1, 0)", "churn > 7%/month"),
        ("x = 4%/month, 3% from M2", "4%/month, 3%/month from M2"),
        ("x = 4%/month, 3 from M2", "4%/month, 3%/month from M2"),
        ("scenario t { churn = 3% }", "churn = 3%/month"),
        ("scenario t { churn = 3 }", "churn = 3%/month"),
        ("scenario t { churn = 0.03 }", "churn = 3%/month"),
    ] {
        let text = mended_error(line, Code::UnitMismatch, "");
        assert!(text.contains(written), "{line}: {text}");
    }
    for line in [
        "price = $5\ncheck price >= 50%",
        "wait = 5 days\ncheck 50% <= wait",
        "cost = $5/month\ncheck cost >= 50%",
    ] {
        let found = errors(&format!("{ROWS}{line}\n"));
        assert_eq!((found.len(), found[0].code), (1, Code::UnitMismatch), "{line}: {found:#?}");
        assert!(found[0].fixes.is_empty() && !said(&found[0]).contains("/month`"), "{line}: {found:#?}");
    }
}

/// What a stock opens with stays what the stock is, in a scenario too.
#[test]
fn a_scenario_opens_a_stock_with_what_it_is() {
    let people = "stock staff { opening 10; gains hires = 2/month }";
    let counted = "stock staff { gains hires = 2/month }";
    let market = "stock part { opening 0; gains won = 1%/month }";
    for (stock, line, code) in [
        (people, "opening 5%", Some(Code::AmbiguousPercent)),
        (people, "opening rate", Some(Code::AmbiguousPercent)),
        (people, "opening $5", Some(Code::UnitMismatch)),
        (people, "opening 5 days", Some(Code::UnitMismatch)),
        (people, "opening 5/month", Some(Code::UnitMismatch)),
        (people, "opening 7", None),
        (people, "opening 0", None),
        (people, "opening customers * rate", None),
        (counted, "opening 5%", Some(Code::AmbiguousPercent)),
        (counted, "opening 7", None),
        (market, "opening 7", Some(Code::AmbiguousPercent)),
        (market, "opening customers", Some(Code::AmbiguousPercent)),
        (market, "opening 7%", None),
        (market, "opening 1", None),
        (market, "opening share", None),
    ] {
        let name = if stock == market { "part" } else { "staff" };
        let text = format!("{ROWS}{stock}\nscenario t {{ stock {name} {{ {line} }} }}\n");
        let found: Vec<Code> = errors(&text).into_iter().map(|found| found.code).collect();
        assert_eq!(found, code.into_iter().collect::<Vec<_>>(), "{text}");
    }
    let text = mended_error(
        &format!("{market}\nscenario t {{ stock part {{ opening 7 }} }}"),
        Code::AmbiguousPercent,
        "7%",
    );
    assert!(text.contains("opening 7%"), "{text}");
}

/// A stock of money loses a share of itself.
#[test]
fn a_percentage_of_money_is_one_of_the_stock() {
    for opening in ["$10k", "$10k/month"] {
        for (line, written) in [
            ("loses 5%/month", "loses 5%/month of bank"),
            ("loses churn", "loses churn of bank"),
            ("gains interest = 1%/month", "interest = 1%/month of bank"),
        ] {
            let line = format!("stock bank {{ opening {opening}; {line} }}");
            let text = mended_error(&line, Code::UnitMismatch, "of bank");
            assert!(text.contains(written), "{line}: {text}");
        }
    }
}

/// What a stage keeps, loses by waiting, and how far it lies in the direction are percentages, through rows too.
#[test]
fn a_stage_wants_percentages() {
    let stage = |rows: &str, rate: &str, rest: &str| {
        format!("{rows}\npipeline {{ leads = 10/month; won = {rate} of leads in 10 days{rest} }}")
    };
    for (line, code, written) in [
        (stage("r = 0.5", "r", ""), Code::UnitMismatch, "r = 50%"),
        (stage("r = 50", "r", ""), Code::BadRate, "r = 50%"),
        (stage("", "30%", "; aligned 0.5"), Code::UnitMismatch, "aligned 50%"),
        (stage("r = 2%", "30%", ", losing r"), Code::UnitMismatch, "r = 2%/month"),
    ] {
        let text = mended_error(&line, code, "");
        assert!(text.contains(written), "{line}: {text}");
    }
    for (line, code) in [
        (stage("r = 0.5\nhalf = r * 1", "half", ""), Code::UnitMismatch),
        (stage("r = [0.5, 0.6] from M1", "r", ""), Code::UnitMismatch),
        (stage("", "reps", ""), Code::BadRate),
        (stage("", "30%", ", losing reps"), Code::UnitMismatch),
        (stage("r = 0.3/month", "30%", ", losing r"), Code::AmbiguousPercent),
        (stage("r = $5", "30%", ", losing r"), Code::UnitMismatch),
        (stage("r = 2 days", "30%", ", losing r"), Code::UnitMismatch),
        (stage("", "30%", ", losing rate"), Code::UnitMismatch),
        (stage("", "30%", ", losing 0.02/day"), Code::UnitMismatch),
        (stage("", "30%", ", losing 2%"), Code::UnitMismatch),
    ] {
        let found = errors(&format!("{ROWS}{line}\n"));
        assert_eq!((found.len(), found[0].code), (1, code), "{line}: {found:#?}");
    }
    for line in [
        stage("", "share", ""),
        stage("", "on", ""),
        stage("", "rate * 2", ""),
        stage("", "(1 - rate)", ""),
        stage("", "30%", ", losing churn"),
        stage("", "30%", ", losing 0"),
        stage("", "30%", ", losing 0%"),
        stage("", "30%", ", losing churn * 2"),
        stage("", "30%", ", losing min(signups / customers, 90%/month)"),
    ] {
        assert_eq!(errors(&format!("{ROWS}{line}\n")), [], "{line}");
    }
}

/// A row of 0 and 1 in a place that says what it is stays that, whatever a scenario makes of it.
#[test]
fn a_row_of_one_is_what_its_place_takes_it_for() {
    let rate = "one = 1\npipeline { leads = 10/month; won = one of leads in 10 days }";
    let share = "one = 1\npipeline { leads = 10/month; won = 30% of leads over [one, 1 - one] }";
    let entry = "one = 1/month\npipeline { leads = one; won = 30% of leads in 10 days }";
    let aligned =
        "one = 1\npipeline { leads = 10/month; won = 30% of leads in 9 days; worth $5; aligned one }";
    let opening = "one = 0\nstock people { opening one; gains 5/month }";
    let later = "one = 1\ntwo = one\nstock people { opening two; gains 5/month }";
    let free = "one = 1\ny = one * rate";
    for (plan, value, fits) in [
        (rate, "30%", true),
        (rate, "0.3", false),
        (rate, "30", false),
        (share, "30%", true),
        (share, "0.3", false),
        (aligned, "-30%", true),
        (aligned, "0.3", false),
        (entry, "3/month", true),
        (entry, "5%/month", false),
        (opening, "7", true),
        (opening, "5%", false),
        (later, "7", true),
        (later, "5%", false),
        (free, "7", true),
        (free, "5%", true),
    ] {
        let text = format!("{ROWS}{plan}\nscenario t {{\none = {value}\n}}\n");
        let found: Vec<Code> = errors(&text).into_iter().map(|found| found.code).collect();
        let wanted: &[Code] = if fits { &[] } else { &[Code::AmbiguousPercent] };
        assert_eq!(found, wanted, "{text}");
    }
}

/// Of a range, one unit and one period serve all ends, at whichever of them they stand.
#[test]
fn a_unit_and_a_period_serve_all_ends_of_a_range() {
    let mean = |range: &str| {
        let text = format!("months 1\nx = {range}\n");
        let mut plan = crate::support::Plan::of_text(&text);
        let row = plan.projected("base").row("x").cloned().expect("the row");
        (row.unit.unit.symbol(row.unit.shown, row.unit.currency), row.values[0].expect("a value").to_string())
    };
    for (range, unit, value) in [
        ("$5 to $10/month", "USD/month", "7.5"),
        ("$5/month to $10", "USD/month", "7.5"),
        ("5% to 10%/month", "%/month", "0.075"),
        ("5 to 10%/month", "%/month", "0.075"),
        ("1 hours to 3 hours/month", "hours/month", "2"),
        ("$3 to $12 likely $6/month", "USD/month", "7"),
        ("3 to 12/month likely 6", "1/month", "7"),
        ("20 to 60 days", "days", "40"),
    ] {
        assert_eq!(mean(range), (unit.to_string(), value.to_string()), "{range}");
    }
    for range in ["5/month to 10%", "$5 to 10/month", "5% to 10/month", "5 days to 10%", "5 to (10/month)"] {
        assert_ne!(errors(&format!("months 1\nx = {range}\n")), [], "{range}");
    }
}

/// A percentage per day that comes to a stage's `losing` by a scenario is refused as one in the plan is.
#[test]
fn no_scenario_loses_a_months_share_a_day() {
    let plan = "decay = 10%/month\ntwice = decay * 2\nother = 1%/month
pipeline { leads = 10/month; won = 50% of leads in 10 days, losing LOSS }";
    for (loss, line, refused) in [
        ("decay", "decay = 1%/day", true),
        ("decay", "decay = 1%/week", true),
        ("decay", "decay = 5%/month, 1%/day from M3", true),
        ("twice", "decay = 1%/day", true),
        ("twice", "replace twice = 1%/day", true),
        ("other", "decay = 1%/day", false),
        ("decay", "decay = 5%/month", false),
        ("1%/day", "decay = 1%/day", false),
        ("decay", "decay = 1%/day\npipeline { won = 50% of leads in 10 days, losing other }", false),
        ("other", "decay = 1%/day\npipeline { won = 50% of leads in 10 days, losing decay }", true),
    ] {
        let text = format!("{ROWS}{}\nscenario t {{\n{line}\n}}\n", plan.replace("LOSS", loss));
        let found: Vec<Code> = errors(&text).into_iter().map(|found| found.code).collect();
        let wanted: &[Code] = if refused { &[Code::BadRate] } else { &[] };
        assert_eq!(found, wanted, "{text}");
    }
    let plan = format!("{ROWS}{}\n", plan.replace("LOSS", "twice"));
    let (code, out) = pace(&["run", "plan.pace", "--set", "decay = 1%/day"], &plan, "");
    assert!(code == Some(2) && out.contains("bad-rate"), "{out}");
    let (_, out) = pace(&["repl", "plan.pace"], &plan, "decay = 1%/day\ndecay = 2%/month\n");
    assert!(out.contains("bad-rate") && out.contains("won"), "{out}");
}

/// Rates of a month and what they are: unit, roll-up and the total of six months by hand.
#[test]
fn roll_ups_of_rates() {
    let text = "months 6
workdays 20/month
calls = 60/month
churn = 4%/month, 2%/month from M4
stock customers { opening 100; loses quits = 10/month }
rate = quits / customers.opening
shown: %/month = quits / customers.opening
a_day = calls / calendar.workdays
free_days = calendar.workdays - 5
a_free_day = calls / free_days
twice = 2 * rate
again = rate * customers.opening
worst = max(churn, 3%/month)
left = customers * churn
conv = quits / calls
kept = customers / customers.opening
";
    let mut plan = crate::support::Plan::of_text(text);
    let document = plan.document("base");
    // 10 a month of 100, 90, … 50: the mean of the six shares is (1/10 + 1/9 + 1/8 + 1/7 + 1/6 + 1/5) / 6.
    let mean = "0.14093915343915343915343915344";
    let double = "0.28187830687830687830687830688";
    for (row, unit, rollup, total) in [
        ("churn", "%/month", "level", "0.03"),
        ("rate", "1/month", "level", mean),
        ("shown", "%/month", "level", mean),
        ("twice", "1/month", "level", double),
        ("a_day", "1/month", "level", "3"),
        ("a_free_day", "1/month", "level", "4"),
        ("again", "1/month", "sum", "60"),
        // 4, 4, 4, then 3%.
        ("worst", "%/month", "level", "0.035"),
        // 4% of 90, 80 and 70, 2% of 60, 50 and 40.
        ("left", "1/month", "sum", "12.6"),
        ("conv", "1", "level", "0.1666666666666666666666666667"),
        // 40 of 50 in the last month.
        ("kept", "1", "last", "0.8"),
    ] {
        let rows = document["rows"].as_array().expect("rows");
        let found = rows.iter().find(|found| found["name"] == row).unwrap_or_else(|| panic!("no {row}"));
        assert_eq!((found["unit"].as_str(), found["rollup"].as_str()), (Some(unit), Some(rollup)), "{row}");
        assert!(crate::support::near(&found["total"], &total.into()), "{row}: {}", found["total"]);
    }
}

/// The exit code of `pace`, and all that it wrote.
fn pace(arguments: &[&str], plan: &str, typed: &str) -> (Option<i32>, String) {
    let shell = Shell::new();
    shell.write("plan.pace", plan);
    let ran = shell.run_in(Path::new("."), env!("CARGO_BIN_EXE_pace"), arguments, typed.as_bytes());
    (ran.code, ran.out + &ran.err)
}

#[test]
fn options_and_sessions_are_checked_as_a_plan_is() {
    let plan = format!("{ROWS}x = customers * rate\ngoal x >= 10\n");
    for (arguments, says) in [
        (&["run", "plan.pace", "--set", "rate = 25"][..], "ambiguous-percent"),
        (&["run", "plan.pace", "--set", "customers = 5%"], "ambiguous-percent"),
        (&["run", "plan.pace", "--set", "churn = 3%"], "a percentage without a period"),
        (&["eval", "plan.pace", "customers + rate"], "ambiguous-percent"),
        (&["when", "plan.pace", "rate > 20"], "`20%`"),
        (&["grid", "plan.pace", "--row", "x", "--vary", "churn=2%..10%"], "churn=2%/month..10%/month"),
        (
            &["grid", "plan.pace", "--row", "x", "--vary", "churn=2%..10% step 2%"],
            "2%/month..10%/month step 2%/month",
        ),
        (
            &["grid", "plan.pace", "--row", "x", "--vary", "churn=2%/month..10%"],
            "a percentage without a period",
        ),
        (&["grid", "plan.pace", "--row", "x", "--vary", "customers=10%..50%"], "a percentage: of what?"),
        (&["grid", "plan.pace", "--row", "x", "--vary", "churn=2/month..10/month"], "`2%/month`"),
    ] {
        let (code, out) = pace(arguments, &plan, "");
        assert_eq!(code, Some(2), "{arguments:?}: {out}");
        assert!(out.contains(says), "{arguments:?}: {out}");
        assert!(!out.contains("20/month"), "{arguments:?}: {out}");
    }
    let (_, out) =
        pace(&["repl", "plan.pace"], &plan, "rate = 25\nx + rate\ncustomers + rate\nchurn = 2%/month\n");
    assert!(out.contains("`25%`") && out.contains("ambiguous-percent"), "{out}");
    let (code, out) = pace(&["run", "plan.pace", "--rows", "churn"], &plan, "");
    assert_eq!(code, Some(0), "{out}");
    assert!(out.contains("5%") && !out.contains("0.05") && !out.contains("30%"), "{out}");
    let (_, out) = pace(&["run", "plan.pace", "--rows", "churn", "--format", "csv"], &plan, "");
    assert!(out.contains("churn,variable,%/month,level,0.05"), "{out}");
}

/// What a number may be: a percentage, a count, or both; and whether it is a factor that leaves the other what it is.
#[derive(Clone, Copy, Debug, PartialEq)]
struct May {
    percent: bool,
    count: bool,
    literal: bool,
}

/// A formula with what it may be; none where a percentage met a count in it.
#[derive(Clone, Debug)]
struct Formula {
    text: String,
    may: Option<May>,
}

impl Formula {
    fn beside(&self, other: &Formula, text: String) -> Formula {
        let may = self.may.zip(other.may).and_then(|(a, b)| {
            let may = May {
                percent: a.percent && b.percent,
                count: a.count && b.count,
                literal: a.literal && b.literal,
            };
            (may.percent || may.count).then_some(may)
        });
        Formula { text, may }
    }

    fn times(&self, other: &Formula, over: bool, text: String) -> Formula {
        let both = May { percent: true, count: true, literal: false };
        let may = self.may.zip(other.may).map(|(a, b)| match (a.literal, b.literal) {
            (true, true) => May { percent: a.percent && b.percent, ..a },
            (_, true) => a,
            (true, false) if !over => b,
            _ if over => both,
            _ if (a.percent, a.count) == (b.percent, b.count) => May { literal: false, ..a },
            _ => both,
        });
        Formula { text, may }
    }
}

fn formulas() -> impl Strategy<Value = Formula> {
    let leaf = |text: &str, percent, count, literal| {
        Just(Formula { text: text.into(), may: Some(May { percent, count, literal }) })
    };
    let leaves = prop_oneof![
        3 => leaf("rate", true, false, false),
        2 => leaf("growth_rate", true, false, false),
        3 => leaf("reps", false, true, false),
        2 => leaf("season", false, true, false),
        1 => leaf("calendar.days", false, true, false),
        1 => leaf("share", true, true, false),
        1 => leaf("7", false, true, true),
        1 => leaf("1.5", false, true, true),
        // A row of 0 and 1 is a factor like a literal, and fits both.
        1 => leaf("on", true, true, true),
    ];
    leaves.prop_recursive(4, 24, 2, |inner| {
        (inner.clone(), inner, 0..8usize).prop_map(|(a, b, how)| {
            let (x, y) = (&a.text, &b.text);
            match how {
                0 => a.beside(&b, format!("({x} + {y})")),
                1 => a.beside(&b, format!("({x} - {y})")),
                2 => a.beside(&b, format!("min({x}, {y})")),
                3 => a.beside(&b, format!("max({x}, {y})")),
                4 => a.beside(&b, format!("if(reps > 2, {x}, {y})")),
                5 => a.times(&b, false, format!("({x} * {y})")),
                6 => a.times(&b, true, format!("({x} / {y})")),
                _ => a.beside(&b, format!("prev({x}, {y})")),
            }
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// A percentage never meets a count by `+`, `−`, `min`, `max`, `if`, `prev` or a clause, and nothing else is refused.
    #[test]
    fn percentages_never_meet_counts(a in formulas(), b in formulas(), clauses in any::<bool>()) {
        let (text, whole) = match clauses {
            true => (format!("x = {}, {} from M3", a.text, b.text), a.beside(&b, String::new())),
            false => (format!("y = {}\nx = max(y, {})", a.text, b.text), {
                // With a name a literal is a quantity.
                let named = a.may.map(|may| May { literal: may.literal && may.percent, ..may });
                Formula { may: named, ..a.clone() }.beside(&b, String::new())
            }),
        };
        let clash = whole.may.is_none();
        let found = errors(&format!("{ROWS}{text}\n"));
        let refused = found.iter().any(|found| found.code == Code::AmbiguousPercent);
        prop_assert!(found.iter().all(|found| found.code == Code::AmbiguousPercent), "{text}: {found:#?}");
        prop_assert_eq!(refused, clash, "{}: {:#?}", text, found);
    }
}

/// A list of shares in plain numbers is told its signs, whoever takes the list; up to 1 a plain number is a share.
#[test]
fn plain_numbers_are_no_shares_of_a_hundred() {
    let first = |value: &str| {
        let text = format!("months 6\nhires = 2/month\nx = {value}\n");
        let plan = Plan::of_text(&text);
        plan.found.iter().find(|found| found.code == Code::BadShare).map(|found| {
            assert_eq!(found.fixes.len(), 1, "{value}");
            found.help.as_ref().map(|help| help.say(Dialect::Shell)).unwrap_or_default()
        })
    };
    for (value, fixed) in [
        ("ramp(hires, [25, 50, 75, 100])", "[25%, 50%, 75%, 100%]"),
        ("ramp(hires, [0, 50, 1, 100])", "[0%, 50%, 1%, 100%]"),
        ("ramp(hires, [25, 50%, 1])", "[25%, 50%, 1]"),
        ("delay(hires, [50, 50])", "[50%, 50%]"),
        ("delay(hires, [0, 100], before 2/month)", "[0%, 100%]"),
        ("2 * ramp(hires, [1.5])", "[1.5%]"),
    ] {
        assert_eq!(first(value), Some(format!("write percentages: `{fixed}`")), "{value}");
    }
    for value in ["ramp(hires, [0, 0.5, 1])", "ramp(hires, [0%, 120%])", "delay(hires, [0.25, 0.75])"] {
        assert_eq!(first(value), None, "{value}");
    }
}
