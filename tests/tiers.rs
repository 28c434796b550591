//! Tiers: figures against arithmetic by hand, and laws over made-up amounts.

use pace::analysis::{Granularity, solve};
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::support::Plan;
use crate::support::figures::{close, digits, months, same, same_in};

fn plan(formula: &str) -> String {
    plan_of("[80000, 120000, 150000, 200000]", formula)
}

/// Four months from January, and the row y.
fn plan_of(amounts: &str, formula: &str) -> String {
    format!(
        "months 2026-01 .. 2026-04\ncurrency USD\namounts = {amounts} from 2026-01\nx = amounts * $1/month\ny = {formula}\n"
    )
}

#[test]
fn each_slice_earns_its_own_rate() {
    let text = plan("tiers(x, 10% to $100k/month, 15% to $150k/month, 20%)");
    // 8,000; 10,000 + 3,000; 10,000 + 7,500; 17,500 + 10,000.
    same(&text, "y", "8000 13000 17500 27500");
    let text = plan("tiers(x, 0% to $100k/month, 15%)");
    same(&text, "y", "0 3000 7500 15000");
    // What lies below zero earns the first rate.
    let text = plan_of("[-10000, 0, 100000, 100001]", "tiers(x, 10% to $100k/month, 15%)");
    same(&text, "y", "-1000 0 10000 10000.15");
}

#[test]
fn a_quarters_total_is_held_against_the_bounds() {
    let text = "months 2026-01 .. 2026-06\nx = $150k/month\ny = tiers(x, 10% to $300k, 15%, each quarter)\n";
    same(text, "y", "15000 15000 22500 15000 15000 22500");
    let year = "months 2026-01 .. 2027-02\nx = $150k/month\ny = tiers(x, 10% to $300k, 15%, each year)\n";
    same(year, "y", "15000 15000 22500 22500 22500 22500 22500 22500 22500 22500 22500 22500 15000 15000");
    // In an undated plan quarters are counted from M1.
    let undated = "months 4\nx = $150k/month\ny = tiers(x, 10% to $300k, 15%, each quarter)\n";
    same(undated, "y", "15000 15000 22500 15000");
    // A quarter that began before the plan: what lies before is not counted.
    let late = "months 2026-02 .. 2026-05\nx = $200k/month\ny = tiers(x, 10% to $300k, 15%, each quarter)\n";
    same(late, "y", "20000 25000 20000 25000");
}

#[test]
fn one_rate_on_everything() {
    // A bound belongs to the tier that it ends.
    let text = plan_of("[80000, 100000, 100001, 200000]", "tiers(x, whole, 10% to $100k/month, 15%)");
    same(&text, "y", "8000 10000 15000.15 30000");
    // 10% of 300,000 by February; in March 15% of 450,000 less the 30,000.
    let text =
        "months 2026-01 .. 2026-04\nx = $150k/month\ny = tiers(x, whole, 10% to $300k, 15%, each quarter)\n";
    same(text, "y", "15000 15000 37500 15000");
}

#[test]
fn rates_and_bounds_are_rows_of_their_own_month() {
    let text = "months 2026-01 .. 2026-04\nx = $150k/month\nrate = 10%, 12% from 2026-03\nquota = $100k/month, $120k/month from 2026-02\n\
                y = tiers(x, rate to quota, rate + 5 points to 1.2 * quota, 20%)\n";
    // Jan: 10,000 + 15% of 20,000 + 20% of 30,000. Feb: 12,000 + 15% of 24,000 + 20% of 6,000. Mar: 14,400 + 17% of
    // 24,000 + 1,200.
    same(text, "y", "19000 16800 19680 19680");
    let scenario = format!("{text}scenario hard {{ quota = $150k/month }}\n");
    same_in(&scenario, "hard", "y", "15000 15000 18000 18000");
    // A rate of this month counts for what the month earns more.
    let text = "months 2026-01 .. 2026-03\nx = $100k/month\nrate = 10%, 20% from 2026-02\ny = tiers(x, rate to $250k, 50%, each quarter)\n";
    same(text, "y", "10000 20000 35000");
}

#[test]
fn volume_prices_and_levels_have_tiers() {
    let text = "months 3\ndeals = [3, 8, 20]/month from M1\nopen = [3, 8, 20] from M1\n\
                y = tiers(deals, $100 to 5/month, $80 to 10/month, $50)\nz = tiers(open, whole, $100 to 5, $80)\n\
                w = tiers(deals, 0 to 5/month, $50)\n";
    same(text, "y", "300 740 1400");
    same(text, "z", "300 640 1600");
    same(text, "w", "0 150 750");
}

#[test]
fn what_has_no_value_makes_none() {
    let text = plan("tiers(x * growth(x) / growth(x), 10% to $100k/month, 15%)");
    same(&text, "y", "- 13000 17500 25000");
    // A total with a gap is none until the next quarter.
    let text = plan("tiers(x * growth(x) / growth(x), 10% to $100k, 15%, each quarter)");
    same(&text, "y", "- - - 25000");
    let text = plan("tiers(ifna(x * growth(x) / growth(x), 0), 10% to $100k, 15%, each quarter)");
    same(&text, "y", "0 13000 22500 25000");
}

#[test]
fn tiers_within_a_loop_are_worked_out_month_by_month() {
    let text = "months 2026-01 .. 2026-04\npaid = prev(y, $0/month)\nx = $150k/month - paid\n\
                y = tiers(x, 10% to $200k, 20%, each quarter)\n";
    // Jan: 15,000. Feb: 135,000 of which 65,000... the total is 285,000: 5,000 + 17,000.
    // Mar: 150,000 - 22,000 = 128,000 at 20%. Apr: a new quarter, 150,000 - 25,600.
    same(text, "y", "15000 22000 25600 12440");
}

#[test]
fn a_row_may_be_called_whole() {
    let text = "months 2\nwhole = $100/month\neach = 10%\ny = tiers(whole, each to $50/month, 20%)\nz = tiers(whole, whole / $1k/month)\n";
    same(text, "y", "15 15");
    same(text, "z", "10 10");
}

/// The codes that a plan draws.
fn codes(text: &str) -> Vec<&'static str> {
    let mut plan = Plan::of_text(text);
    let _ = plan.results("base", Granularity::Month);
    plan.found.iter().map(|found| found.code.name()).collect()
}

#[test]
fn bounds_rise() {
    assert_eq!(codes(&plan("tiers(x, 10% to $150k/month, 15% to $100k/month, 20%)")), ["bad-range"]);
    assert_eq!(codes(&plan("tiers(x, 10% to $100k/month, 15% to $100k/month, 20%)")), ["bad-range"]);
    assert_eq!(codes(&plan("tiers(x, 10% to -$100k/month, 20%)")), ["bad-range"]);
    let rows = |quota: &str| {
        codes(&format!("{}quota = {quota}\n", plan("tiers(x, 10% to $100k/month, 15% to quota, 20%)")))
    };
    assert_eq!(rows("$150k/month"), [""; 0]);
    assert_eq!(rows("$150k/month, $90k/month from 2026-03"), ["bad-range"]);
    assert_eq!(rows("-$1/month"), ["bad-range"]);
    // A month without a quota: both bounds are 0, and all is beyond them.
    let none = "months 2\nx = $100/month\nquota = $0/month, $50/month from M2\ny = tiers(x, 10% to quota, 15% to 1.2 * quota, 20%)\n";
    assert_eq!(codes(none), [""; 0]);
    same(none, "y", "20 14.5");
}

#[test]
fn what_is_needed_is_found_where_the_rate_changes() {
    let plan = |input: &str| {
        let text = "months 2026-01 .. 2026-12\nbookings = $80k/month, $120k/month from 2026-04\nquota = $300k\nrate = 10%\nfast = 15%\n\
                    y = tiers(bookings, rate to quota, fast, each quarter)\ngoal total y >= $150k by 2026-12\n";
        let settled = Plan::of_text(text).right();
        let row = settled.model().base().table.find(input).expect("an input");
        solve(&settled, settled.model().base(), row, &[0])
            .found
            .answer
            .needed
            .map(|needed| needed.to_string())
    };
    // 24,000 and three times 30,000 + 15% of 60,000 are 141,000. The rest comes of 180,000 beyond the quota, or of
    // 24,000 + 3 * (24,000 + 18,000) at a quota of 240,000.
    assert_eq!(plan("fast").as_deref(), Some("0.2"));
    assert_eq!(plan("quota").as_deref(), Some("240000"));
    let whole = "months 3\nx = $90k/month\ny = tiers(x, whole, 10% to $100k/month, 15%)\ngoal y >= $15k/month from M1\n";
    let settled = Plan::of_text(whole).right();
    let row = settled.model().base().table.find("x").expect("x");
    let needed = solve(&settled, settled.model().base(), row, &[0]).found.answer.needed.expect("a value");
    // 15% of everything just beyond the bound, where 10% was 10,000 at it.
    assert!(
        close(Some(digits(needed)), Some(Decimal::from(100_000))) || digits(needed) > Decimal::from(100_000),
        "{needed}"
    );
    assert!(digits(needed) < Decimal::from(100_010), "{needed}");
}

#[test]
fn tiers_are_written_one_way() {
    let text = "y=tiers( x,whole ,10%   to $1k/month,r+5 points to 2*q,15% ,each   quarter )\n";
    let wanted = "y = tiers(x, whole, 10% to $1k/month, r + 5 points to 2 * q, 15%, each quarter)\n";
    assert_eq!(pace::syntax::format(text).as_deref(), Ok(wanted));
    assert_eq!(pace::syntax::format(wanted).as_deref(), Ok(wanted));
}

#[test]
fn years_and_quarters_are_fiscal_where_the_plan_says_so() {
    let text = "months 2026-01 .. 2026-06\nfiscal year 2027 from 2026-02\nx = $150k/month\n\
                y = tiers(x, 10% to $300k, 15%, each quarter)\nz = tiers(x, 10% to $300k, 15%, each year)\n";
    same(text, "y", "15000 15000 15000 22500 15000 15000");
    same(text, "z", "15000 15000 15000 22500 22500 22500");
}

#[test]
fn a_row_of_tiers_rolls_up_as_a_product_does() {
    let mut plan = Plan::of_text(
        "months 3\nx = $150k/month\nopen = 20\ny = tiers(x, 10% to $300k, 15%, each quarter)\nz = tiers(open, $5 to 10, $4)\nproduct = open * $5\n",
    );
    let document = plan.document("base");
    let rows = document["rows"].as_array().expect("rows");
    let of = |name: &str| {
        let row = rows.iter().find(|row| row["name"] == name).expect("a row");
        (row["rollup"].as_str(), row["total"].as_str(), row["unit"].as_str())
    };
    assert_eq!(of("y"), (Some("sum"), Some("52500"), Some("USD/month")));
    assert_eq!(of("z"), (of("product").0, Some("90"), Some("USD")));
}

#[test]
fn ranges_in_tiers_keep_the_names_of_their_draws() {
    let text =
        "months 2\nx = $150k/month\ny = tiers(x, (8% to 12%) to $100k/month, 15%) + (1 to 3) * $1/month\n";
    // 10% of 100,000, 15% of 50,000, and 2.
    same(text, "y", "17502 17502");
}

/// Anything in the place of tiers ends in a message or a figure, never otherwise.
#[test]
fn hostile_tiers_are_refused() {
    let odd = [
        "tiers()",
        "tiers(,)",
        "tiers(x)",
        "tiers(x, whole)",
        "tiers(x, each quarter)",
        "tiers(x, whole, each quarter)",
        "tiers(x, each quarter, each year)",
        "tiers(x, 10% to, 5%)",
        "tiers(x, to 5, 5%)",
        "tiers(x, 10% to $1/month to)",
        "tiers(x, (10% to 5%), 3%)",
        "tiers(tiers(x, 10%), 10% to $1/month, 5%)",
        "tiers(x, x > $1/month to $5/month, 5%)",
        "tiers(x, 10% to x > $1/month, 5%)",
        "tiers(x > $1/month, 10% to 1, 5%)",
        "tiers(x, [], [])",
        "tiers(x, 2026-01, 5%)",
        "tiers(y, 10% to $1/month, 5%)",
        "tiers(x, 10% to y, 5%)",
        "tiers(x, y to $5/month, 5%)",
        "tiers(x, ?, 5%)",
        "tiers(x, 10% to $1/month, 5%) each month",
        "tiers(x, 10% to $1/month, 5%, before 3)",
        "each quarter",
        "tiers",
        "min(x, each quarter)",
        "total(x, each year)",
        "tiers(x, 5% to 9e99, 3%)",
        "tiers(x, ((((5%)))) to $1/month, 3%)",
    ];
    for formula in odd {
        let _ = codes(&format!("months 3\nx = $5/month\ny = {formula}\n"));
    }
    let many: Vec<String> = (1..2000).map(|at| format!("1% to ${at}/month")).collect();
    let text = format!("months 12\nx = $5,000/month\ny = tiers(x, {}, 2%)\n", many.join(", "));
    assert_eq!(codes(&text), [""; 0]);
}

fn figures(text: &str) -> Vec<Decimal> {
    months(text, "base", "y").into_iter().map(|month| month.expect("a value")).collect()
}

fn amount() -> impl Strategy<Value = i64> {
    -20_000i64..400_000
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn one_tier_is_a_product(amounts in prop::collection::vec(amount(), 4), rate in 0u32..60) {
        let list = format!("{amounts:?}");
        for form in ["", "whole, "] {
            for each in ["", ", each quarter", ", each year"] {
                let one = plan_of(&list, &format!("tiers(x, {form}{rate}%{each})"));
                let product = plan_of(&list, &format!("x * {rate}%"));
                prop_assert_eq!(figures(&one), figures(&product));
            }
        }
    }

    #[test]
    fn a_years_tiers_add_up_to_those_of_its_total(
        amounts in prop::collection::vec(0i64..400_000, 12), whole in any::<bool>(),
    ) {
        let head = format!("months 2026-01 .. 2026-12\ncurrency USD\namounts = {amounts:?} from 2026-01\nx = amounts * $1/month\n");
        let form = if whole { "whole, " } else { "" };
        let each = format!("{head}y = tiers(x, {form}10% to $500k, 15% to $1.5M, 20%, each year)\n");
        let once = format!("{head}y = tiers(total(x), {form}10% to $500k, 15% to $1.5M, 20%)\n");
        let sum: Decimal = figures(&each).into_iter().sum();
        prop_assert!(close(Some(sum), figures(&once).first().copied()));
    }

    #[test]
    fn more_never_earns_less_at_rising_rates(a in amount(), b in amount()) {
        let of = |amount: i64| {
            let list = format!("[{amount}, 0, 0, 0]");
            figures(&plan_of(&list, "tiers(x, 5% to $50k/month, 10% to $200k/month, 12%)"))[0]
        };
        prop_assert_eq!(a.cmp(&b), of(a).cmp(&of(b)));
    }

    #[test]
    fn slices_are_what_min_and_max_cut(amounts in prop::collection::vec(amount(), 4)) {
        let list = format!("{amounts:?}");
        let tiers = plan_of(&list, "tiers(x, 10% to $100k/month, 15% to $150k/month, 20%)");
        let by_hand = plan_of(
            &list,
            "10% * min(x, $100k/month) + 15% * max(min(x, $150k/month) - $100k/month, 0) + 20% * max(x - $150k/month, 0)",
        );
        prop_assert_eq!(figures(&tiers), figures(&by_hand));
    }

    #[test]
    fn a_quarters_tiers_are_those_of_its_running_total(amounts in prop::collection::vec(amount(), 4)) {
        let list = format!("{amounts:?}");
        for form in ["", "whole, "] {
            let each = figures(&plan_of(&list, &format!("tiers(x, {form}10% to $200k, 20%, each quarter)")));
            let total = figures(&plan_of(&list, &format!("tiers(cum(x), {form}10% to $200k, 20%)")));
            let mut before = Decimal::ZERO;
            for month in 0..3 {
                prop_assert!(close(Some(each[month]), Some(total[month] - before)), "{month}");
                before = total[month];
            }
        }
    }
}
