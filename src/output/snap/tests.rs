use super::*;
use crate::analysis::{
    CheckStatus, GoalStatus, KeptCheck, KeptGoal, KeptRow, KeptScenario, Snapshot, Tolerance, changes,
};
use crate::source::FileId;
use crate::value::{Denomination, Number, Rollup};
use proptest::prelude::*;

const AGAIN: &str = "pace snap accept plan.pace";

fn again(text: &str) -> Result<Snapshot, SnapshotError> {
    read(FileId(0), text, AGAIN)
}

fn message(text: &str) -> String {
    match again(text) {
        Ok(_) => "it was read".to_string(),
        Err(refused) => {
            let broken = matches!(refused, SnapshotError::Broken(_));
            let finding = refused.finding();
            let at = finding.span().map(|span| text[..span.start as usize].matches('\n').count() + 1);
            format!("{broken} {}: {}", at.unwrap_or_default(), finding.message)
        }
    }
}

const SMALL: &str = "pace snapshot 1
months M1 M2

scenario base
  solved: calls 2.375
  bookings USD/month sum 120.5* | n/a 120.5
  calls 1/month sum -80 | -40 -40
  goal: a >= 1 | 2 by M2 | missed: n/a of 1
  goal: calls >= 100 | met in M2: 120 of 100
  check: cum(cash) >= 0 | failed in M1
  check: cum(cash) >= 1 | held
  warning: unused 2

scenario hustle
  calls 1/month sum 100 | 50 50
";

#[test]
fn a_text_is_written_as_it_was_read() {
    let read = again(SMALL).unwrap_or_default();
    assert_eq!(write(&read), SMALL);
    assert_eq!(read.scenarios[0].goals[0].text, "a >= 1 | 2 by M2");
    assert!(read.scenarios[0].rows[0].partial);
    assert_eq!(read.scenarios[0].rows[0].values[0], None);
}

#[test]
fn what_git_and_editors_do_is_no_difference() {
    let windows = format!("\u{feff}{}", SMALL.replace('\n', "\r\n"));
    assert_eq!(again(&windows), again(SMALL));
    let swapped = SMALL.replace("  check: cum(cash) >= 0 | failed in M1\n", "")
        + "\nscenario also\n  check: cum(cash) >= 0 | failed in M1\n";
    assert_eq!(again(&swapped).map(|read| read.scenarios[1].name.clone()), Ok("also".to_string()));
}

#[test]
fn what_is_no_snapshot_is_said_with_its_line() {
    let conflict = SMALL.replace("  warning", "<<<<<<< HEAD\n  warning: unused 1\n=======\n  warning");
    let with = |from: &str, to: &str| message(&SMALL.replace(from, to));
    assert!(
        message(&conflict).starts_with("true 12: the snapshot holds the marks of a merge"),
        "{}",
        message(&conflict)
    );
    assert!(with("snapshot 1", "snapshot 2").starts_with("false 1: a later pace wrote this snapshot"));
    assert!(with("snapshot 1", "snapshot x").starts_with("true 1: "));
    assert!(message("---\nsource: tests\n").starts_with("false 1: this file is no snapshot of pace"));
    assert!(message("").starts_with("false 1: "));
    assert!(message("pace snapshot 1\n").starts_with("true 2: "));
    assert!(
        with("sum -80 | -40 -40", "sum -80 | -40")
            .contains("7: the snapshot cannot be read: `calls` has 1 values")
    );
    assert!(with("calls 1/month sum -80", "calls 1/week sum -80").contains("`1/week` is no unit"));
    assert!(with("-40 -40", "-40 forty").contains("`forty` is no number"));
    assert!(with(" sum -80", " mean -80").contains("a roll-up is"));
    assert!(with("  calls", "calls").contains("is indented"));
    assert!(with("scenario hustle", "scenario base").contains("scenario `base` stands here twice"));
    assert!(with("bookings", "calls").contains("row `calls` stands here twice"));
    assert!(with("| held", "| fine").contains("a check ends in"));
    assert!(with("met in M2", "nearly in M2").contains("a goal ends in"));
    assert!(with("unused 2", "unused").contains("a warning is a code"));
    assert!(with("calls 2.375", "calls n/a").contains("what `?` came to is a number"));
}

fn a_number() -> impl Strategy<Value = Number> {
    (any::<u32>(), 0u32..=10, any::<bool>()).prop_map(|(mantissa, decimals, minus)| {
        let number = Number::scaled(mantissa, decimals);
        if minus { number.negated() } else { number }
    })
}

fn a_value() -> impl Strategy<Value = Option<Number>> {
    proptest::option::weighted(0.8, a_number())
}

fn a_name() -> impl Strategy<Value = String> {
    "[a-zé_][a-z0-9_]{0,5}(\\.[a-z]{1,5})?"
}

fn a_text() -> impl Strategy<Value = String> {
    "[a-z(|:>=]{1,6}( [a-z0-9$,%|:]{1,5}){0,4}"
}

fn a_unit() -> impl Strategy<Value = Denomination> {
    let unit = prop_oneof![Just("1"), Just("%"), Just("%/month"), Just("USD/month"), Just("USD^2*months")];
    unit.prop_map(|unit| Denomination::from_symbol(unit).unwrap_or_default())
}

fn a_row(months: usize) -> impl Strategy<Value = KeptRow> {
    let rollup = prop_oneof![Just(Rollup::Sum), Just(Rollup::Last), Just(Rollup::Level)];
    let values = proptest::collection::vec(a_value(), months..=months);
    (a_name(), a_unit(), rollup, a_value(), any::<bool>(), values).prop_map(
        |(name, unit, rollup, total, partial, values)| KeptRow { name, unit, rollup, total, partial, values },
    )
}

fn a_goal() -> impl Strategy<Value = KeptGoal> {
    let status = prop_oneof![Just(GoalStatus::Met), Just(GoalStatus::Missed)];
    (a_text(), status, proptest::option::of("M[1-9]"), a_value(), a_value(), a_unit()).prop_map(
        |(text, status, month, value, target, unit)| {
            // Nobody could tell a percentage from two missing figures.
            let known = value.is_some() || target.is_some() || unit.symbol() != "%";
            KeptGoal {
                text,
                status,
                month,
                value,
                target,
                unit: if known { unit } else { Denomination::default() },
            }
        },
    )
}

fn a_check() -> impl Strategy<Value = KeptCheck> {
    let status = prop_oneof![Just(CheckStatus::Held), Just(CheckStatus::Failed), Just(CheckStatus::Unknown)];
    (a_text(), status, proptest::option::of("M[1-9]")).prop_map(|(text, status, month)| KeptCheck {
        text,
        status,
        month,
    })
}

fn a_scenario(months: usize) -> impl Strategy<Value = KeptScenario> {
    let rows = proptest::collection::vec(a_row(months), 0..4).prop_map(|mut rows| {
        rows.sort_by(|a, b| a.name.cmp(&b.name));
        rows.dedup_by(|a, b| a.name == b.name);
        rows
    });
    (
        a_name(),
        proptest::option::of((a_name(), a_number())),
        rows,
        proptest::collection::vec(a_goal(), 0..3),
        proptest::collection::vec(a_check(), 0..3),
        proptest::collection::vec(("[a-z-]{1,8}", 1usize..9), 0..3),
    )
        .prop_map(|(name, solved, rows, goals, checks, warnings)| KeptScenario {
            name,
            solved,
            rows,
            goals,
            checks,
            warnings,
        })
}

fn a_snapshot() -> impl Strategy<Value = Snapshot> {
    (1usize..4).prop_flat_map(|months| {
        proptest::collection::vec(a_scenario(months), 1..4).prop_map(move |mut scenarios| {
            scenarios[0].name = "base".into();
            let mut names = std::collections::BTreeSet::new();
            scenarios.retain(|scenario| names.insert(scenario.name.clone()));
            let months = (1..=months).map(|month| format!("M{month}")).collect();
            let mut snapshot = Snapshot { months, scenarios };
            snapshot.sort();
            snapshot
        })
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_as_it_was(snapshot in a_snapshot()) {
        let text = write(&snapshot);
        prop_assert_eq!(again(&text), Ok(snapshot.clone()), "{}", text);
        let text = text.replace('\n', "\r\n");
        prop_assert_eq!(again(&text), Ok(snapshot));
    }

    #[test]
    fn only_what_differs_is_a_change(old in a_snapshot(), new in a_snapshot()) {
        let exact = Tolerance::default();
        prop_assert!(changes(&old, &old, exact).is_nothing());
        prop_assert_eq!(changes(&old, &new, exact).is_nothing(), old == new);
    }

    #[test]
    fn no_text_is_too_strange_to_be_refused(text in "(pace snapshot 1\n|months M1\n|scenario b\n|  [a-z:| .0-9*]{0,20}\n|\\PC{0,20}\n){0,8}") {
        if let Err(refused) = again(&text) {
            let span = refused.finding().span().map(|span| span.range());
            prop_assert!(span.is_some_and(|span| text.get(span).is_some()));
        }
    }
}
