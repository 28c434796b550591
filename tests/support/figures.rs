//! The months of a row against fractions that a test works out by hand.

use pace::value::Number;
use rust_decimal::Decimal;

use super::Plan;

/// A number as a decimal.
pub fn digits(number: Number) -> Decimal {
    Decimal::from_str_exact(&number.to_string()).expect("a decimal")
}

/// The months of a row, none where it has no value.
#[track_caller]
pub fn months(text: &str, scenario: &str, row: &str) -> Vec<Option<Decimal>> {
    let results = Plan::of_text(text).projected(scenario);
    let row = results.rows.iter().find(|result| result.name == row);
    let row = row.unwrap_or_else(|| panic!("no row of that name:\n{text}"));
    row.values.iter().map(|value| value.map(digits)).collect()
}

/// Whether two months are the same but for what rounding leaves.
pub fn close(have: Option<Decimal>, want: Option<Decimal>) -> bool {
    match (have, want) {
        (Some(have), Some(want)) => (have - want).abs() <= Decimal::new(1, 15) * want.abs().max(Decimal::ONE),
        (have, want) => have == want,
    }
}

/// Compares the months of a row of the base with fractions: `3100*17/31`, or `-` for no value.
#[track_caller]
pub fn same(text: &str, row: &str, wanted: &str) {
    same_in(text, "base", row, wanted);
}

/// The same of a scenario.
#[track_caller]
pub fn same_in(text: &str, scenario: &str, row: &str, wanted: &str) {
    let have = months(text, scenario, row);
    let want: Vec<Option<Decimal>> = wanted.split_whitespace().map(fraction).collect();
    assert_eq!(have.len(), want.len(), "{text}\n{row}: {have:?}");
    for (month, (have, want)) in have.iter().zip(&want).enumerate() {
        assert!(close(*have, *want), "{text}\n{row}, month {}: {have:?}, not {want:?}", month + 1);
    }
}

fn fraction(text: &str) -> Option<Decimal> {
    let number = |text: &str| Decimal::from_str_exact(text).expect("a number");
    let product = |text: &str| text.split('*').map(number).fold(Decimal::ONE, |all, next| all * next);
    (text != "-").then(|| match text.split_once('/') {
        Some((above, below)) => product(above) / product(below),
        None => product(text),
    })
}
