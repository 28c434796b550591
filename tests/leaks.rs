//! `pace leaks`, against figures worked out by hand.

use pace::analysis::leaks;
use pace::value::Number;

use crate::support::{Plan, decimal, home, near};

/// custom: 10 leads a month, half of them scoped after a month, a fifth of these won a month later, at $30,000.
/// product: 40 leads, 30% demos after half a month, 25% won 45 days later, at $10,000. Twelve months of 30 days.
#[test]
fn lost_deals_are_worth_the_chances_of_the_stages_to_come() {
    let plan = Plan::read(&home().join("examples/roadmap.pace"));
    let found = leaks(plan.settled.as_ref().expect("a plan"), "base").expect("an answer");
    let number = |figure: Option<Number>| figure.map(|figure| figure.to_string()).unwrap_or_default();
    let stages: Vec<_> = found
        .stages
        .iter()
        .map(|leak| (leak.stage.as_str(), number(leak.lost), number(leak.deals), leak.worth))
        .collect();
    let worth = |stage: usize| stages[stage].3.map(|worth| worth.to_string()).unwrap_or_default();
    // custom.scoped loses 5 deals a month from the second on: 55, of which 20% would have been won.
    assert_eq!(
        (stages[3].0, &*stages[3].1, &*stages[3].2, &*worth(3)),
        ("custom.scoped", "55", "11", "330000")
    );
    // custom.won loses 4 a month from the third on, and nothing comes after it.
    assert_eq!(
        (stages[0].0, &*stages[0].1, &*stages[0].2, &*worth(0)),
        ("custom.won", "40", "40", "1200000")
    );
    // product.demos loses 28 a month after half a month: 11.5 months of it, and a quarter would have been won.
    assert_eq!(
        (stages[2].0, &*stages[2].1, &*stages[2].2, &*worth(2)),
        ("product.demos", "322", "80.5", "805000")
    );
    // product.won loses 9 a month two months after entry.
    assert_eq!(
        (stages[1].0, &*stages[1].1, &*stages[1].2, &*worth(1)),
        ("product.won", "90", "90", "900000")
    );
    assert_eq!(found.total.worth.map(|worth| worth.to_string()).as_deref(), Some("3235000"));
    let shares: rust_decimal::Decimal =
        found.stages.iter().filter_map(|leak| leak.share).map(|share| decimal(&share.to_string())).sum();
    assert!(near(&serde_json::json!(shares.to_string()), &serde_json::json!("1")), "{shares}");
}
