//! `pace explain`: the printed terms, put together by another hand, are the printed figure.

use pace::analysis::{ExplainQuestion, explain};
use rust_decimal::{Decimal, MathematicalOps};
use serde_json::Value;

use crate::support::{Plan, decimal, files, home, stem};

/// What the terms of a term come to, worked out from its JSON alone.
fn combined(term: &Value) -> Option<Decimal> {
    let terms = term["terms"].as_array().map(Vec::as_slice).unwrap_or_default();
    let values: Vec<Decimal> = terms.iter().map(figure).collect::<Option<_>>()?;
    let joined = terms.iter().map(|term| term["joined"].as_str().expect("a sign"));
    let pairs = || joined.clone().zip(&values);
    let truth = |holds: bool| Some(if holds { Decimal::ONE } else { Decimal::ZERO });
    match (term["operator"].as_str().expect("an operator"), values.as_slice()) {
        // The last of no months.
        ("same", []) => None,
        ("same", [only]) => Some(*only),
        ("sum", _) => pairs().try_fold(Decimal::ZERO, |sum, (sign, value)| match sign {
            "+" => Some(sum + value),
            "-" => Some(sum - value),
            other => panic!("{other} in a sum"),
        }),
        ("product", _) => pairs().try_fold(Decimal::ONE, |product, (sign, value)| match sign {
            "*" => Some(product * value),
            "/" => product.checked_div(*value),
            other => panic!("{other} in a product"),
        }),
        ("power", [base, exponent]) if exponent.fract().is_zero() => {
            base.checked_powi(i64::try_from(*exponent).ok()?)
        }
        ("power", [base, exponent]) => base.checked_powd(*exponent),
        ("min", values) => values.iter().min().copied(),
        ("max", values) => values.iter().max().copied(),
        ("abs", [x]) => Some(x.abs()),
        ("sqrt", [x]) => x.sqrt(),
        ("clamp", [x, low, high]) => Some(*x.max(low).min(high)),
        ("floor", [x]) => Some(x.floor()),
        ("ceil", [x]) => Some(x.ceil()),
        // 7.5 thirds are a half: as a result, whatever the last digits are.
        ("round", [x]) => {
            let away = rust_decimal::RoundingStrategy::MidpointAwayFromZero;
            Some(x.round_dp(18).round_dp_with_strategy(0, away))
        }
        ("floor", [x, step]) => Some(x.checked_div(*step)?.floor() * step),
        ("ceil", [x, step]) => Some(x.checked_div(*step)?.ceil() * step),
        ("round", [x, step]) => {
            let away = rust_decimal::RoundingStrategy::MidpointAwayFromZero;
            Some(x.checked_div(*step)?.round_dp_with_strategy(0, away) * step)
        }
        ("evidence", [k, n]) => k.checked_div(*n),
        ("range" | "uniform", [low, high]) => Some((low + high) / Decimal::TWO),
        ("range", [low, high, likely]) => Some((low + high + likely) / Decimal::from(3)),
        ("normal", [mean, _]) => Some(*mean),
        ("deviation", values) => {
            let count = Decimal::from(values.len());
            let mean = values.iter().sum::<Decimal>() / count;
            let squares: Decimal = values.iter().map(|value| (value - mean) * (value - mean)).sum();
            (squares / (count - Decimal::ONE)).sqrt()
        }
        ("<", [a, b]) => truth(a < b),
        ("<=", [a, b]) => truth(a <= b),
        ("==", [a, b]) => truth(a == b),
        ("!=", [a, b]) => truth(a != b),
        (">=", [a, b]) => truth(a >= b),
        (">", [a, b]) => truth(a > b),
        ("and", values) => truth(values.iter().all(|value| !value.is_zero())),
        ("or", values) => truth(values.iter().any(|value| !value.is_zero())),
        ("not", [a]) => truth(a.is_zero()),
        ("number", []) => figure(term),
        ("first slice", [x, bound]) => Some(*x.min(bound)),
        ("next slice", [x, low, high, _]) => Some((*x.min(high) - low).max(Decimal::ZERO)),
        ("last slice", [x, bound]) => Some((x - bound).max(Decimal::ZERO)),
        // Of a running total: what it is now, less what it was.
        ("first slice", [now, bound, before, _]) => Some(*now.min(bound) - *before.min(bound)),
        ("next slice", [now, low, high, _, before, _]) => {
            let slice = |x: &Decimal| (*x.min(high) - low).max(Decimal::ZERO);
            Some(slice(now) - slice(before))
        }
        ("last slice", [now, bound, before, _]) => {
            Some((now - bound).max(Decimal::ZERO) - (before - bound).max(Decimal::ZERO))
        }
        ("earlier", [total]) => Some(*total),
        // Not worth a second implementation.
        ("lognormal", _) => figure(term),
        (other, values) => panic!("{other} of {values:?}"),
    }
}

fn figure(term: &Value) -> Option<Decimal> {
    term["value"].as_str().map(decimal)
}

/// Notes every term whose own terms do not come to it, and counts those that do.
fn check(term: &Value, at: &str, wrong: &mut Vec<String>) -> usize {
    let terms = term["terms"].as_array().map(Vec::as_slice).unwrap_or_default();
    let name = term["row"].as_str().unwrap_or("a part");
    let at = format!("{at} > {name}");
    let followed = term["row"].is_null() || term["followed"] == "here";
    let mut checked = 0;
    if followed {
        // Roots and powers that are no whole numbers are good to 1e-15.
        let close = Decimal::new(1, 15) * figure(term).unwrap_or_default().abs().max(Decimal::ONE);
        match (combined(term), figure(term)) {
            (Some(combined), Some(figure)) if (combined - figure).abs() <= close => checked = 1,
            (None, None) => {}
            (combined, figure) => wrong.push(format!("{at}: {combined:?} instead of {figure:?}")),
        }
    }
    let more: usize = terms.iter().map(|term| check(term, &at, wrong)).sum();
    checked + more
}

fn wrong_in(name: &str, plan: &mut Plan, depth: Option<usize>) -> (usize, Vec<String>) {
    // What a `?` stands for is found first, as for every command.
    let settled = plan.settled.as_ref().expect("a plan");
    let model = settled.model();
    let (mut checked, mut wrong) = (0, Vec::new());
    for scenario in model.scenario_names() {
        let Ok(results) = pace::analysis::results(settled, scenario, pace::analysis::Granularity::Month)
        else {
            continue;
        };
        for row in &results.rows {
            for month in std::iter::once(None).chain(results.head.months.iter().map(Some)) {
                let month = month.map(String::as_str);
                let question = ExplainQuestion { scenario, row: &row.name, month, depth };
                let explanation = explain(settled, &question).expect("an explanation");
                let document = serde_json::to_value(&explanation).expect("JSON");
                for explained in document["figures"].as_array().expect("figures") {
                    let at = format!("{name} {scenario} {} {}", row.name, explained["month"]);
                    let column = explained["month"].as_str().map(|month| {
                        results.head.months.iter().position(|label| label == month).expect("a month")
                    });
                    let want = column.map_or(row.total, |column| row.values[column]);
                    let want = want.map(|number| number.to_string());
                    if explained["value"].as_str() != want.as_deref() {
                        wrong.push(format!("{at}: {} instead of {want:?}", explained["value"]));
                    }
                    checked += check(&explained["term"], &at, &mut wrong);
                    entries(explained, &at, &mut wrong);
                }
            }
        }
    }
    (checked, wrong)
}

/// The deals of all months of entry are the figure.
fn entries(explained: &Value, at: &str, wrong: &mut Vec<String>) {
    let entries = explained["entries"].as_array().expect("entries");
    if entries.is_empty() {
        return;
    }
    let sum: Decimal =
        entries.iter().map(|entry| decimal(entry["amount"].as_str().expect("an amount"))).sum();
    let whole = decimal(explained["value"].as_str().expect("a value"));
    if (sum - whole).abs() > Decimal::new(1, 18) * whole.abs().max(Decimal::ONE) {
        wrong.push(format!("{at}: entries add up to {sum}, not to {whole}"));
    }
}

#[test]
fn the_terms_of_every_figure_give_it() {
    let mut wrong = Vec::new();
    let mut checked = 0;
    for path in files(&home().join("examples"), "pace") {
        let (count, bad) = wrong_in(stem(&path), &mut Plan::read(&path), Some(1));
        checked += count;
        wrong.extend(bad);
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
    assert!(checked > 10_000, "only {checked} checked");
}

/// Small plans that use every function and statement.
#[test]
fn the_terms_of_every_case_give_it() {
    let mut wrong = Vec::new();
    for path in files(&home().join("tests/cases"), "pace") {
        let mut plan = Plan::read(&path);
        if plan.settled.is_some() {
            wrong.extend(wrong_in(stem(&path), &mut plan, Some(1)).1);
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
}

/// What goes over members: totals, and functions that look at who is there.
#[test]
fn the_terms_of_what_goes_over_members_give_it() {
    let mut over = Plan::of_text(
        "months 2026-01 .. 2026-04\nsegment region: north, south\n\
         segment rep { a in north; b in north from 2026-02; c in south until 2026-03; d in south }\n\
         for rep {\n  leads = [a: 10/month, b: 20/month, c: 30/month, d: 40/month]\n  \
         close = [a: 10%, b: 20%, c: 30%, d: (25% in Jan, 35% from 2026-03)]\n  \
         part = split(pool, leads)\n  even = split(pool)\n  won = leads * 10%\n  rate: % = won / (leads + 1/month)\n}\n\
         pool = 90/month\nbest = highest(close over rep)\nworst = lowest(close over rep)\n\
         average = mean(close over rep)\nweighted = mean(ifna(close, 0%) over rep, leads)\n\
         good = count(close >= 20% over rep) + count(rep)\nall_of = sum(min(leads, 25/month) over rep) * 2\n\
         for region { own = highest(close over rep); most = sum(leads over rep) }\n",
    );
    let mut found = wrong_in("over members", &mut over, None);
    let (count, wrong) = wrong_in("a team", &mut Plan::of_text(crate::families::TEAM), None);
    found.1.extend(wrong);
    assert!(found.1.is_empty(), "{} wrong:\n{}", found.1.len(), found.1[..found.1.len().min(20)].join("\n"));
    assert!(found.0 + count > 2_000, "only {} checked", found.0 + count);
}

/// Nor on how long a sum, a product or a chain of rows is.
#[test]
fn long_sums_and_chains_of_rows_are_explained() {
    let parts = |sign: &str| vec!["x"; 9_000].join(sign);
    let mut text = format!("months 2\nx = 1\nsum = {}\nproduct = {}\nr0 = 1\n", parts(" + "), parts(" * "));
    for row in 1..2_000 {
        text += &format!("r{row} = r{} + 1\n", row - 1);
    }
    let plan = Plan::of_text(&text);
    let settled = plan.settled.as_ref().expect("a plan without errors");
    for (row, depth, value) in [("sum", None, "9000"), ("product", None, "1"), ("r1999", Some(2_000), "2000")]
    {
        let question = ExplainQuestion { scenario: "base", row, month: Some("M1"), depth };
        let explained = explain(settled, &question).expect("an explanation");
        let document = serde_json::to_value(&explained).expect("JSON");
        assert_eq!(document["figures"][0]["value"], value, "{row}");
    }
}

/// Nothing of an explanation depends on how long a chain of conditions is: a stack would end at some thousands.
#[test]
fn a_condition_of_nine_thousand_parts_is_explained() {
    let parts = |word: &str, part: &str| vec![part; 9_000].join(&format!(" {word} "));
    let text = format!(
        "x = 1\ny = if({}, 1, 0)\nz = if({}, 1, 0)\ncheck {}\n",
        parts("and", "x > 0"),
        parts("or", "x > 5"),
        parts("and", "x > 0")
    );
    let plan = Plan::of_text(&text);
    let settled = plan.settled.as_ref().expect("a plan without errors");
    for (row, value) in [("y", "1"), ("z", "0")] {
        let question = ExplainQuestion { scenario: "base", row, month: Some("M1"), depth: None };
        let explained = explain(settled, &question).expect("an explanation");
        let document = serde_json::to_value(&explained).expect("JSON");
        assert_eq!(document["figures"][0]["value"], value, "{row}");
    }
}
