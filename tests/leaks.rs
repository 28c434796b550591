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
    // If no stage lost any, each of them would be won: 55 and 40 at $30,000, 322 and 90 at $10,000.
    assert_eq!(found.total.worth.map(|worth| worth.to_string()).as_deref(), Some("6970000"));
    assert_eq!((number(found.total.lost), number(found.total.deals)), ("507".into(), "507".into()));
    // The parts are of that: of $6,970,000 what scoped alone would bring is $330,000.
    let share = found.stages[3].share.map(|share| share.to_string()).unwrap_or_default();
    let want = decimal("330000") / decimal("6970000");
    assert!(near(&serde_json::json!(share), &serde_json::json!(want.to_string())), "{share}");
}

/// 600 enter, 40% and then a quarter of them go on, and nothing takes time: 60 are won, 540 would be in addition.
#[test]
fn the_last_line_is_what_no_leak_at_all_would_bring() {
    let pipeline = |name: &str, worth: &str| {
        format!(
            "pipeline {name} {{ leads = 100/month\n first = 40% of leads in 0 days\n \
             won = 25% of first in 0 days\n {worth} }}\n"
        )
    };
    let total = |text: &str| {
        let plan = Plan::of_text(text);
        let found = leaks(plan.settled.as_ref().expect("a plan"), "base").expect("an answer");
        let figure = |figure: Option<Number>| figure.map_or("none".into(), |figure| figure.to_string());
        let total = found.total;
        let deals = (figure(total.lost), figure(total.deals), figure(total.worth));
        (deals.0, deals.1, deals.2, total.without_worth)
    };
    let of = |lost: &str, worth: &str, without: &[&str]| {
        let without: Vec<String> = without.iter().map(|name| name.to_string()).collect();
        (lost.to_string(), lost.to_string(), worth.to_string(), without)
    };
    assert_eq!(total(&format!("months 6\n{}", pipeline("", "worth $100"))), of("540", "54000", &[]));
    assert_eq!(total(&format!("months 6\n{}", pipeline("", ""))), of("540", "none", &[]));
    // Of two pipelines, one without worth: what the other would bring, and that it is said.
    let (core, free) = (pipeline("core", "worth $100"), pipeline("free", ""));
    assert_eq!(total(&format!("months 6\n{core}{free}")), of("1080", "54000", &["free"]));
    assert_eq!(total(&format!("months 6\n{free}{core}")), of("1080", "54000", &["free"]));
}

/// 100 enter each month, and half of those who would go on are lost in the half-life that they wait: 40 would, 20 do, of 80
/// lost a month waiting loses 20, which is a quarter. A later stage wins half of them, at $1,000.
#[test]
fn what_waiting_costs_is_told_apart() {
    let plan = |decay: &str| {
        format!(
            "months 6\npipeline {{ leads = 100/month\n met = 40% of leads in 1 month{decay}\n \
             won = 50% of met in 0 days\n worth $1,000 }}\n"
        )
    };
    let found = |text: &str| leaks(&Plan::of_text(text).right(), "base").expect("an answer");
    let halved = found(&plan(", halving every 1 month"));
    let met = halved.stages.iter().find(|leak| leak.stage == "met").expect("a stage");
    let waiting = met.waiting.as_ref().expect("a cost");
    // Five months have arrivals: 5 · 80 are lost, 5 · 20 of them by waiting, 5 · 10 of these would have been won.
    let figures = [met.lost, waiting.lost, waiting.deals, waiting.worth, waiting.left];
    let figures = figures.map(|figure| figure.map(|figure| figure.round(9).to_string()).unwrap_or_default());
    assert_eq!(figures, ["400", "100", "50", "50000", "0.5"]);
    // Of a loss of 10% a month as much: 36 of 40 go on, and 4 of the 64 lost are lost by waiting.
    let losing = found(&plan(", losing 10%/month"));
    let met = losing.stages.iter().find(|leak| leak.stage == "met").expect("a stage");
    let lost = met.waiting.as_ref().and_then(|waiting| waiting.lost);
    assert_eq!(lost.map(|lost| lost.round(9).to_string()).as_deref(), Some("20"));
    // Where waiting costs nothing there is nothing to tell.
    for decay in ["", ", losing 0%/month"] {
        assert!(found(&plan(decay)).stages.iter().all(|leak| leak.waiting.is_none()), "{decay}");
    }
    assert!(halved.stages.iter().filter(|leak| leak.stage != "met").all(|leak| leak.waiting.is_none()));
}

#[test]
fn a_sum_of_bookings_says_which_pipelines_it_leaves_out() {
    let pipeline = |name: &str, worth: &str| {
        format!("pipeline {name} {{\n  leads = 10/month\n  won = 20% of leads in 1 month\n{worth}}}\n")
    };
    let notes = |worths: [&str; 2]| {
        let text = format!("months 3\n{}{}", pipeline("a", worths[0]), pipeline("b", worths[1]));
        let results = Plan::of_text(&text).results("base", pace::analysis::Granularity::Month);
        results.expect("results").notes
    };
    let worth = "  worth $5\n";
    assert_eq!(notes(["", worth]), ["`bookings` leaves out `a`, which does not say what a deal is worth"]);
    assert_eq!(notes([worth, ""]), ["`bookings` leaves out `b`, which does not say what a deal is worth"]);
    assert!(notes([worth, worth]).is_empty() && notes(["", ""]).is_empty());
}
