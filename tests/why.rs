//! `pace why`: the parts are the change, and products split by logarithms that another hand has worked out.

use std::collections::BTreeMap;

use pace::analysis::{Change, WhyQuestion, why};
use rust_decimal::{Decimal, MathematicalOps};

use crate::support::{Plan, decimal, files, home, stem};

type Side<'s> = (&'s str, Option<&'s str>);

fn change(plan: &Plan, row: &str, from: Side, to: Side, depth: Option<usize>) -> Change {
    let settled = plan.settled.as_ref().expect("a plan");
    why(settled, &WhyQuestion { row, from, to, depth }).expect("an answer")
}

fn amounts(change: &Change) -> BTreeMap<String, Decimal> {
    change.causes.iter().map(|cause| (cause.name.clone(), decimal(&cause.amount.to_string()))).collect()
}

fn log_points(change: &Change) -> BTreeMap<String, Decimal> {
    let points = |cause: &pace::analysis::Cause| decimal(&cause.log_points.expect("log points").to_string());
    change.causes.iter().map(|cause| (cause.name.clone(), points(cause))).collect()
}

fn plan(text: &str) -> Plan {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.pace");
    std::fs::write(&path, text).expect("a file");
    Plan::read(&path)
}

#[track_caller]
fn assert_near(have: Decimal, want: Decimal) {
    assert!((have - want).abs() <= Decimal::new(2, 12), "{have}, want {want}");
}

/// 100 · ln(x), by halving: ln x = 2 · artanh((x - 1)/(x + 1)), as a series.
fn points(x: &str) -> Decimal {
    let x = decimal(x);
    let z = (x - Decimal::ONE) / (x + Decimal::ONE);
    let mut sum = Decimal::ZERO;
    for k in (0..60u64).rev() {
        sum += z.checked_powu(2 * k + 1).unwrap_or_default() / Decimal::from(2 * k + 1);
    }
    sum * Decimal::from(200)
}

/// With leads +10 %, win rate -10 % and cycle -10 %, velocity moves × 1.1.
#[test]
fn velocity_splits_into_log_points() {
    let plan = plan(
        "months 2\nleads = 40, 44 from M2\ndeal_size = $25,000\nwin_rate = 25%, 22.5% from M2\n\
         cycle = 90 days, 81 days from M2\nvelocity = leads * deal_size * win_rate / cycle\n",
    );
    let change = change(&plan, "velocity", ("base", Some("M1")), ("base", Some("M2")), None);
    let found = log_points(&change);
    assert_eq!(found.keys().collect::<Vec<_>>(), ["cycle", "leads", "win_rate"]);
    assert_near(found["leads"], points("1.1"));
    assert_near(found["win_rate"], points("0.9"));
    assert_near(found["cycle"], -points("0.9"));
    assert_eq!(found["leads"].round_dp(2), decimal("9.53"));
    assert_eq!(found["win_rate"].round_dp(2), decimal("-10.54"));
    assert_eq!(found["cycle"].round_dp(2), decimal("10.54"));
    assert_near(decimal(&change.log_points.expect("log points").to_string()), points("1.1"));
    // Amounts: the change times the part of the logarithm.
    let amounts = amounts(&change);
    let whole = decimal("25000") / decimal("3");
    let part = whole * points("0.9") / points("1.1");
    assert!((amounts["win_rate"] - part).abs() < decimal("0.000000001"), "{}", amounts["win_rate"]);
}

#[test]
fn sums_split_by_term_and_everything_else_both_ways_round() {
    let plan = plan(
        "months 2\na = 2, 5 from M2\nb = 3, 4 from M2\nc = 10, 1 from M2\ns = a + b - c\n\
         m = min(a, b) * 2\nz = (a - 2) * b\n",
    );
    let split = |row| amounts(&change(&plan, row, ("base", Some("M1")), ("base", Some("M2")), None));
    let is = |found: BTreeMap<String, Decimal>, want: &[(&str, &str)]| {
        let want = want.iter().map(|(name, amount)| (name.to_string(), decimal(amount))).collect();
        assert_eq!(found, want);
    };
    is(split("s"), &[("a", "3"), ("b", "1"), ("c", "9")]);
    // min(2, 3) to min(5, 4): a first gives 3 - 2 and then b 1; b first gives 0, and then a 2. The means: 1.5, 0.5.
    is(split("m"), &[("a", "3"), ("b", "1")]);
    // From 0 × 3 to 3 × 4: no logarithms of nothing; each factor at the mean of the other.
    is(split("z"), &[("a", "10.5"), ("b", "1.5")]);
}

#[test]
fn a_depth_stops_at_the_rows_of_that_level() {
    let plan = plan("months 2\na = 2, 4 from M2\nb = a * 3\nc = b + 1\n");
    let at = |depth| {
        let change = change(&plan, "c", ("base", Some("M1")), ("base", Some("M2")), depth);
        amounts(&change).into_keys().collect::<Vec<_>>()
    };
    assert_eq!(at(Some(0)), ["c"]);
    assert_eq!(at(Some(1)), ["b"]);
    assert_eq!(at(Some(2)), ["a"]);
    assert_eq!(at(None), ["a"]);
}

/// A stage's time, not its deals, and a stock's gains, not the stock.
#[test]
fn causes_are_inputs() {
    let plan = Plan::read(&home().join("examples/outbound.pace"));
    let found = |row| {
        let change = change(&plan, row, ("hustle", None), ("sharper", None), None);
        amounts(&change).into_keys().collect::<Vec<_>>()
    };
    assert_eq!(found("bookings"), ["book_rate", "won.rate", "won.time"]);
    assert_eq!(found("bank"), ["book_rate", "won.rate", "won.time"]);
}

/// A stock's change is what came and went in the months between, whichever way one looks.
#[test]
fn a_balance_changes_by_what_came_and_went_between() {
    let plan = plan(
        "months 6\nsales = [10, 20, 30, 40, 50, 60]/month from M1\nstock bank {\n  opening 100\n  gains sales\n  \
         gains 5/month\n  loses bank * 10%/month\n  loses rent = 7/month\n}\ntwice = bank * 2\nlast = prev(bank, 0)\n\
         running = cum(sales - rent)\nnet = 50 - bank\nscenario more { rent = 3/month }\n",
    );
    // The same by hand, month by month: what the bank holds at the end and what its tenth was.
    let balances = |rent: i64| {
        let mut bank = vec![Decimal::from(100)];
        let mut tenths = vec![Decimal::ZERO];
        for month in 1..=6 {
            let tenth = bank[month - 1] / Decimal::TEN;
            bank.push(bank[month - 1] + Decimal::from(10 * month as i64 + 5 - rent) - tenth);
            tenths.push(tenth);
        }
        (bank, tenths)
    };
    let (bank, tenths) = balances(7);
    let parts = |change: &Change| -> Vec<(String, &'static str, Decimal)> {
        let part = |cause: &pace::analysis::Cause| {
            (cause.name.clone(), cause.kind.word(), decimal(&cause.amount.to_string()))
        };
        let mut parts: Vec<_> = change.causes.iter().map(part).collect();
        parts.sort();
        parts
    };
    let want = |factor: i64| {
        let mut want = vec![
            ("bank".to_string(), "line", Decimal::from(10 * factor)),
            ("bank".to_string(), "line", -(tenths[4] + tenths[5]) * Decimal::from(factor)),
            ("rent".to_string(), "flow", Decimal::from(-14 * factor)),
            ("sales".to_string(), "flow", Decimal::from(90 * factor)),
        ];
        want.sort();
        want
    };
    let between = |row, from, to| change(&plan, row, ("base", Some(from)), ("base", Some(to)), None);
    let found = between("bank", "M3", "M5");
    assert_near(decimal(&found.change.expect("a change").to_string()), bank[5] - bank[3]);
    assert_eq!(parts(&found), want(1));
    assert_eq!(parts(&between("bank", "M5", "M3")), want(-1));
    // Of a product, a balance is one cause: what came and went would dwarf it.
    let twice = between("twice", "M3", "M5");
    assert_eq!(parts(&twice), [("bank".to_string(), "row", (bank[5] - bank[3]) * Decimal::from(2))]);
    assert_eq!(parts(&between("net", "M3", "M5")), want(-1));
    assert_eq!(parts(&between("last", "M4", "M6")), want(1));
    assert_eq!(parts(&between("bank.opening", "M4", "M6")), want(1));
    // To the opening itself, which no month came before.
    let since = parts(&between("bank.opening", "M1", "M3"));
    assert_eq!(since.iter().map(|(.., amount)| *amount).sum::<Decimal>(), bank[2] - bank[0]);
    assert!(since.contains(&("sales".to_string(), "flow", Decimal::from(30))), "{since:?}");
    // `last` starts with 0 where the bank has 100.
    let since = parts(&between("last", "M1", "M3"));
    assert!(since.contains(&("last".to_string(), "start", Decimal::from(100))), "{since:?}");
    let sums =
        [("rent".to_string(), "flow", Decimal::from(-14)), ("sales".to_string(), "flow", Decimal::from(90))];
    assert_eq!(parts(&between("running", "M3", "M5")), sums);
    // Of another scenario, its own flows, and what it made of the month that one comes from.
    let (more, _) = balances(3);
    let found = change(&plan, "bank", ("base", Some("M3")), ("more", Some("M5")), None);
    let found = parts(&found);
    assert!(found.contains(&("rent".to_string(), "flow", Decimal::from(-6))), "{found:?}");
    assert!(found.contains(&("rent".to_string(), "number", more[3] - bank[3])), "{found:?}");
    assert_eq!(found.iter().map(|(.., amount)| *amount).sum::<Decimal>(), more[5] - bank[3]);
    // Backward, and to the opening: still the flows of the scenario that the change leads to.
    for (row, to, end) in [("bank", "M3", bank[3]), ("bank.opening", "M1", bank[0])] {
        let found = change(&plan, row, ("more", Some("M5")), ("base", Some(to)), None);
        let late = if row == "bank" { 5 } else { 4 };
        let found = parts(&found);
        let months = late - if row == "bank" { 3 } else { 0 };
        assert!(found.contains(&("rent".to_string(), "flow", Decimal::from(7 * months))), "{found:?}");
        assert!(found.contains(&("rent".to_string(), "number", bank[late] - more[late])), "{found:?}");
        assert_eq!(found.iter().map(|(.., amount)| *amount).sum::<Decimal>(), end - more[late]);
    }
}

/// Of 4 who came in the first month, one counts in the second and all from the third; 6 come in the third.
#[test]
fn a_ramp_gains_what_its_flow_brings() {
    let plan = plan(
        "months 5\nhires = 4/month in M1, 6/month in M3, 0/month in M2, 0/month in M4 .. M5\n\
         productive = 4 + ramp(hires, [0%, 25%, 100%])\nsales = productive * 10\n",
    );
    let between = |row, from, to| {
        let change = change(&plan, row, ("base", Some(from)), ("base", Some(to)), None);
        change
            .causes
            .iter()
            .map(|cause| (cause.name.clone(), cause.kind, cause.amount.to_string()))
            .collect::<Vec<_>>()
    };
    let flow =
        |amount: &str| vec![("hires".to_string(), pace::analysis::CauseKind::Flow, amount.to_string())];
    assert_eq!(between("productive", "M2", "M3"), flow("3"));
    assert_eq!(between("productive", "M3", "M5"), flow("6"));
    assert_eq!(between("sales", "M3", "M5"), flow("60"));
}

/// What grows from its own month before has no flows to name: its steps, or what its formula made of it.
#[test]
fn other_rows_that_go_on_change_step_by_step() {
    let plan = plan(
        "months 6\nx = prev(x * 110%, 100)\nnet = start - churn\nstart = prev(net, 100) * 120%\nchurn = start * 5% + 1\n\
         z = prev(z, 0) + 5 * w\nw = [1, 2, 3, 4, 5, 6] from M1\na = prev(b, 1) + 1\nb = prev(a, 2) * 2\n",
    );
    let between = |row, from, to| change(&plan, row, ("base", Some(from)), ("base", Some(to)), None);
    let steps = between("x", "M2", "M4");
    let found: Vec<_> = steps
        .causes
        .iter()
        .map(|cause| (cause.kind.word(), cause.month.clone().expect("a month"), cause.amount.to_string()))
        .collect();
    // 110, 121, 133.1; a step of growth is no factor of its own.
    let step = |month: &str, amount: &str| ("step", month.to_string(), amount.to_string());
    assert_eq!(found, [step("M4", "12.1"), step("M3", "11")]);
    assert!(steps.log_points.is_none());
    let values = steps.causes[0].values.map(|(from, to)| (from.to_string(), to.to_string()));
    assert_eq!(values, Some(("121".to_string(), "133.1".to_string())));

    // net: 113, 127.82, 144.7148: a fifth more of what was there, less the churn of the month.
    let net = amounts(&between("net", "M1", "M3"));
    let fifths = (decimal("113") + decimal("127.82")) / Decimal::from(5);
    let churn = (decimal("113") + decimal("127.82")) * decimal("1.2") * decimal("0.05") + decimal("2");
    assert_near(net["start"], fifths);
    assert_near(net["churn"], -churn);
    assert_eq!(net.len(), 2);
    assert_eq!(amounts(&between("z", "M2", "M4"))["w"], decimal("35"));
    // a: 2, 5, 5, 11, 11, 23; b: 4, 4, 10, 10, 22: each from the other's month before.
    let turns = between("a", "M2", "M6");
    let found: Vec<_> =
        turns.causes.iter().map(|cause| (cause.month.as_deref(), cause.amount.to_string())).collect();
    assert_eq!(found, [(Some("M6"), "12".to_string()), (Some("M4"), "6".to_string())]);
}

/// With leads +10 %, win rate -10 % and cycle -10 % in every month, the whole is split as each month is.
#[test]
fn the_same_ratio_in_every_month_has_log_points_for_the_whole() {
    let text = "months 2026-01 .. 2026-12\nleads = 40, 50 from 2026-05\ndeal_size = $25,000\nwin_rate = 25%\n\
                cycle = 90 days\nvelocity = leads * deal_size * win_rate / cycle\nwon = leads * win_rate\n\
                scenario better { leads = base * 110%; win_rate = base * 90%; cycle = base * 90% }\n\
                scenario later { leads = 60 from 2026-07 }\n";
    let plan = plan(text);
    let whole = change(&plan, "velocity", ("base", None), ("better", None), None);
    let found = log_points(&whole);
    assert_near(found["leads"], points("1.1"));
    assert_near(found["win_rate"], points("0.9"));
    assert_near(found["cycle"], -points("0.9"));
    assert_near(decimal(&whole.log_points.expect("log points").to_string()), points("1.1"));
    let won = change(&plan, "won", ("base", None), ("better", None), None);
    assert_near(log_points(&won)["leads"], points("1.1"));
    // In half of the months only: no product of totals.
    let half = change(&plan, "velocity", ("base", None), ("later", None), None);
    assert!(half.log_points.is_none() && half.causes.iter().all(|cause| cause.log_points.is_none()));
}

/// A found number is good to twelve digits; what is left of it beyond them is no change.
#[test]
fn what_rounding_leaves_is_no_change() {
    let plan = plan(
        "months 12\nplan { ? calls/day }\npipeline {\n  leads = calls * 10%\n  won = 25% of leads in 45 days\n  \
         worth $8,000\n}\ngoal bookings >= $200,000 by M12\nscenario half { won.rate = 13% }\n",
    );
    let settled = plan.settled.as_ref().expect("a plan");
    let total = |scenario| change(&plan, "bookings", ("base", None), (scenario, None), None).to.value;
    assert_ne!(total("base"), total("half"), "the case rests on a difference in the last digits");
    for month in [None, Some("M12")] {
        let change = change(&plan, "bookings", ("base", month), ("half", month), None);
        assert_eq!(change.change.map(|change| change.to_string()).as_deref(), Some("0"));
        assert!(change.causes.iter().all(|cause| cause.share.is_none()));
        let amounts = amounts(&change);
        assert_eq!(amounts["calls"], -amounts["won.rate"]);
    }
    let compared = pace::analysis::compare(settled, &["base", "half"]).expect("a comparison");
    let bookings = compared.rows.iter().find(|row| row.name == "bookings").expect("bookings");
    assert_eq!(bookings.difference(1).map(|number| number.to_string()).as_deref(), Some("0"));
    assert_eq!(bookings.change(1).map(|number| number.to_string()).as_deref(), Some("0"));
}

/// Every scenario of every example against the base, in total and month by month, and every month against the
/// one before, at several depths. (That the parts agree before the last digits are levelled out is asserted
/// where they are added up.)
#[test]
fn the_parts_of_every_change_add_up() {
    let mut compared = 0;
    for path in files(&home().join("examples"), "pace") {
        let plan = Plan::read(&path);
        let settled = plan.settled.as_ref().expect("a plan");
        let model = settled.model();
        let months: Vec<String> =
            (0..model.calendar.len()).map(|month| model.calendar.label(month)).collect();
        let rows: Vec<String> =
            model.base().table.rows.iter().filter(|row| !row.hidden).map(|row| row.name.clone()).collect();
        for row in &rows {
            for depth in [None, Some(1)] {
                for scenario in model.scenario_names().filter(|name| *name != "base") {
                    let month = Some(months[months.len() / 2].as_str());
                    for month in [None, month] {
                        let change = change(&plan, row, ("base", month), (scenario, month), depth);
                        compared += adds_up(&change, &format!("{} {scenario} {row} {month:?}", stem(&path)));
                    }
                }
                for at in [1, 4, months.len() - 1] {
                    let (from, to) = (Some(months[at - 1].as_str()), Some(months[at].as_str()));
                    let change = change(&plan, row, ("base", from), ("base", to), depth);
                    compared += adds_up(&change, &format!("{} {row} {to:?}", stem(&path)));
                }
                let (first, last) = (Some(months[0].as_str()), months.last().map(String::as_str));
                for scenario in model.scenario_names().filter(|name| *name != "base") {
                    for (from, to) in
                        [(("base", first), (scenario, last)), ((scenario, last), ("base", first))]
                    {
                        let change = change(&plan, row, from, to, depth);
                        compared += adds_up(&change, &format!("{} {row} {from:?} to {to:?}", stem(&path)));
                    }
                }
                let change = change(&plan, row, ("base", first), ("base", last), depth);
                compared += adds_up(&change, &format!("{} {row} {first:?} to {last:?}", stem(&path)));
            }
        }
    }
    assert!(compared > 1000, "only {compared} changes");
}

/// The same between the months of every small plan that can be projected: loops, stocks, delays of every kind.
#[test]
fn the_parts_add_up_in_every_case() {
    let mut compared = 0;
    for path in files(&home().join("tests/cases"), "pace") {
        let plan = Plan::read(&path);
        let Some(settled) = plan.settled.as_ref().filter(|settled| settled.model().calendar.len() > 1) else {
            continue;
        };
        let model = settled.model();
        let count = model.calendar.len().min(24);
        let rows: Vec<String> =
            model.base().table.rows.iter().filter(|row| !row.hidden).map(|row| row.name.clone()).collect();
        for row in &rows {
            for (from, to) in [(0, count - 1), (count - 1, 0), (count / 2, count - 1), (count - 2, count - 1)]
            {
                let (a, b) = (model.calendar.label(from), model.calendar.label(to));
                let question =
                    WhyQuestion { row, from: ("base", Some(&a)), to: ("base", Some(&b)), depth: None };
                // A plan of which figures make no sense has no answer.
                let Ok(change) = why(settled, &question) else { continue };
                compared += adds_up(&change, &format!("{} {row} {a} to {b}", stem(&path)));
            }
        }
    }
    assert!(compared > 1000, "only {compared} changes");
}

fn adds_up(change: &Change, at: &str) -> usize {
    let Some(whole) = change.change else {
        assert!(change.causes.is_empty(), "{at}");
        return 0;
    };
    let sum: Decimal = change.causes.iter().map(|cause| decimal(&cause.amount.to_string())).sum();
    let whole = decimal(&whole.to_string());
    assert!((sum - whole).abs() <= decimal("0.000000000001"), "{at}: {sum}, not {whole}");
    assert!(!change.causes.is_empty() || whole.abs() < decimal("0.000000000001"), "{at}");
    if let Some(points) = change.log_points {
        let sum: Decimal = log_points(change).values().sum();
        let whole = decimal(&points.to_string());
        // Causes of one name are listed apart where they are of two kinds.
        if log_points(change).len() == change.causes.len() {
            assert!((sum - whole).abs() <= decimal("0.00000000001"), "{at}: {sum}, not {whole}");
        }
        let (old, new) = (change.from.value.expect("a value"), change.to.value.expect("a value"));
        let ratio = decimal(&new.to_string()) / decimal(&old.to_string());
        assert!((whole - ratio.ln() * Decimal::ONE_HUNDRED).abs() < decimal("0.00000001"), "{at}");
    }
    1
}
