//! How formulas of rows roll up: what rows with one roll-up keep, and where the unit decides.

use crate::support::Plan;

/// The roll-up and the total of a row, as results have them.
#[track_caller]
fn totals<'a>(plan: &str, rows: impl IntoIterator<Item = &'a str>) -> Vec<(String, String)> {
    let document = Plan::of_text(plan).document("base");
    let of = |name: &str| {
        let rows = document["rows"].as_array().expect("rows");
        let row = rows.iter().find(|row| row["name"] == name).unwrap_or_else(|| panic!("no row {name}"));
        let text = |field: &str| row[field].as_str().unwrap_or("n/a").to_string();
        (text("rollup"), text("total"))
    };
    rows.into_iter().map(of).collect()
}

/// That each row, defined so after `head`, has this roll-up and this total.
#[track_caller]
fn come_to(head: &str, rows: &[(&str, &str, &str)]) {
    for (formula, rollup, total) in rows {
        let plan = format!("{head}\nx = {formula}\n");
        let have = totals(&plan, ["x"]).remove(0);
        assert_eq!((have.0.as_str(), have.1.as_str()), (*rollup, *total), "{formula}");
    }
}

const BALANCES: &str = "months 4\na: $/month last = $100/month, $150/month from M3\nb: $/month last = $50/month\n\
                        price = $30/month\nchurn = 2%/month\nseason = 2\nshare = 50%\n\
                        stock team { opening 3; gains 1/month }\nquiet: $/month mean = $10/month\n";

#[test]
fn sums_and_choices_of_balances_are_balances() {
    // In M4: a 150, b 50.
    come_to(
        BALANCES,
        &[
            ("a + b", "last", "200"),
            ("b + a", "last", "200"),
            ("a - b", "last", "100"),
            ("a + $5/month", "last", "155"),
            ("$5/month + a", "last", "155"),
            ("max(a, b)", "last", "150"),
            ("min(b, a)", "last", "50"),
            ("clamp(a, b, $120/month)", "last", "120"),
            ("if(a > b, a, b)", "last", "150"),
            ("ifna(a, b)", "last", "150"),
            ("prev(a, b)", "last", "150"),
            ("prev(a, $90/month)", "last", "150"),
            ("a, b from M4", "last", "50"),
            ("a, $7/month in M4", "last", "7"),
            ("-a", "last", "-150"),
            ("round(a, $100/month)", "last", "200"),
        ],
    );
}

#[test]
fn a_level_or_a_number_leaves_the_roll_up_of_what_it_multiplies() {
    come_to(
        BALANCES,
        &[
            ("a * 12", "last", "1800"),
            ("12 * a", "last", "1800"),
            ("a * 50%", "last", "75"),
            ("50% of a", "last", "75"),
            ("a * season", "last", "300"),
            ("season * a", "last", "300"),
            ("a / season", "last", "75"),
            ("(a + b) * season / 4", "last", "100"),
            ("price * season", "sum", "240"),
            ("season * price * 50%", "sum", "120"),
            ("quiet * 3", "level", "30"),
            ("quiet * season", "level", "20"),
            ("quiet + quiet", "level", "20"),
            // A balance at an average price is so much at the end.
            ("team * quiet", "last", "70"),
            ("quiet * team", "last", "70"),
            // What one of the team brings at the end: 7 of them.
            ("a * 7 / team", "last", "150"),
            ("a / b", "last", "3"),
            ("calendar.days * 2", "sum", "240"),
            ("calendar.days - calendar.workdays", "sum", "40"),
            ("calendar.days + 5", "sum", "140"),
            ("sqrt(calendar.days + 6)", "level", "6"),
            ("price / calendar.days", "level", "1"),
            ("price / a", "level", "0.25"),
            ("price * 2 / a", "level", "0.5"),
            ("price / (a + b - b)", "level", "0.25"),
        ],
    );
}

#[test]
fn where_roll_ups_differ_the_unit_decides() {
    // a: 100, 100, 150, 150. price adds up to 120.
    come_to(
        BALANCES,
        &[
            ("a + price", "sum", "620"),
            ("price + a", "sum", "620"),
            ("max(a, price)", "sum", "500"),
            ("team * price", "sum", "660"),
            ("team * $30/month", "sum", "660"),
            ("a + quiet", "sum", "540"),
            // What leaves of 400 is a flow, 400 times a percentage is one.
            ("churn of 400", "sum", "32"),
            ("400 * churn", "level", "8"),
            // A function that is a level makes only itself one.
            ("mean(price) * 2", "sum", "240"),
            ("price - price[M1]", "sum", "0"),
        ],
    );
}

#[test]
fn a_stated_roll_up_is_kept_whatever_the_unit_and_an_annotation_wins() {
    let head = "months 4\nvisits: 1 sum = 5\ncalls: 1 sum = 3\nmrr: $/month last = $10/month";
    come_to(head, &[("visits + calls", "sum", "32"), ("visits * 2", "sum", "40")]);
    let plan = format!("{head}\nsaid: $/month sum = mrr * 2\nmeant: $/month mean = mrr + mrr\n");
    let want = [("sum", "80"), ("level", "20")].map(|(a, b)| (a.to_string(), b.to_string()));
    assert_eq!(totals(&plan, ["said", "meant"]), want);
}

#[test]
fn rows_that_need_each_other_keep_it_too() {
    let plan = "months 3\nmrr: $/month last = prev(all, $10/month) + $5/month\nall = mrr * 2\n\
                next = prev(next, $1/month) + mrr\n";
    // mrr: 15, 35, 75; all: 30, 70, 150; next: 16, 51, 126.
    let want =
        [("last", "75"), ("last", "150"), ("last", "126")].map(|(a, b)| (a.to_string(), b.to_string()));
    assert_eq!(totals(plan, ["mrr", "all", "next"]), want);
}

#[test]
fn a_scenario_keeps_the_roll_up() {
    let plan = "months 3\nmrr: $/month last = $10/month\narr = mrr * 12\nscenario more { mrr = $20/month from M2 }\n";
    let document = Plan::of_text(plan).document("more");
    let rows = document["rows"].as_array().expect("rows");
    let arr = rows.iter().find(|row| row["name"] == "arr").expect("arr");
    assert_eq!((arr["rollup"].as_str(), arr["total"].as_str()), (Some("last"), Some("240")));
}

#[test]
fn what_a_stock_gains_adds_up_where_it_is_so_much_a_month() {
    let head = "months 2026-01 .. 2026-06\nwon = 10/month\nchurn = 2%/month\n";
    let stock = "stock mrr {\n opening $10k/month\n gains new_mrr\n loses churned = mrr * churn\n}\n";
    // In its line, in a row of its own, through another row, in both orders.
    for rows in [
        "stock mrr {\n opening $10k/month\n gains new_mrr = won * $500/month\n loses churned = mrr * churn\n}\n"
            .to_string(),
        format!("{stock}new_mrr = won * $500/month\n"),
        format!("new_mrr = won * $500/month\n{stock}"),
        format!("small = won * $300/month\n{stock}new_mrr = small + won * $200/month\n"),
    ] {
        let mut plan = Plan::of_text(&format!("{head}{rows}"));
        assert!(plan.found.is_empty(), "{rows}: {:?}", plan.found);
        let document = plan.document("base");
        let row = |name: &str| {
            let rows = document["rows"].as_array().expect("rows");
            rows.iter().find(|row| row["name"] == name).expect("the row").clone()
        };
        // Six months of 10 × $500.
        assert_eq!(
            [&row("new_mrr")["rollup"], &row("new_mrr")["total"], &row("new_mrr")["unit"]],
            ["sum", "30000", "USD/month^2"],
            "{rows}"
        );
        assert_eq!(row("churned")["rollup"], "sum");
        // mrr in M2: (10,000 × 0.98 + 5,000) × 0.98 + 5,000.
        assert_eq!(row("mrr")["values"][1], "19504");
        let quarters = plan.results("base", pace::analysis::Granularity::Quarter).expect("results");
        let records = serde_json::to_value(quarters.with_sources(&plan.sources)).expect("JSON");
        let new_mrr = records["rows"].as_array().expect("rows").iter().find(|row| row["name"] == "new_mrr");
        let new_mrr = new_mrr.expect("new_mrr");
        assert_eq!((&new_mrr["values"][0], &new_mrr["unit"]), (&"15000".into(), &"USD/month".into()));
    }
    // A scenario that changes what is gained keeps it; so does an annotation elsewhere; the slip is told as ever.
    let changed = format!(
        "{head}new_mrr = won * $500/month\n{stock}scenario more {{ replace new_mrr = won * $600/month }}\n"
    );
    let mut plan = Plan::of_text(&changed);
    assert!(plan.found.is_empty(), "{:?}", plan.found);
    let document = plan.document("more");
    let rows = document["rows"].as_array().expect("rows");
    let new_mrr = rows.iter().find(|row| row["name"] == "new_mrr").expect("new_mrr");
    assert_eq!((&new_mrr["rollup"], &new_mrr["total"]), (&"sum".into(), &"36000".into()));
    let slip =
        Plan::of_text(&format!("{head}{stock}new_mrr = won * $500/month\nslip = won * $500 / 45 days\n"));
    assert_eq!(slip.found.len(), 1, "{:?}", slip.found);
    assert_eq!(slip.found[0].code.name(), "flow-over-time");
}

#[test]
fn formulas_of_what_a_stock_gains_add_up_as_it_does() {
    let head = "months 4\nwon = 10/month\nstock mrr {\n opening $10k/month\n gains new_mrr = won * $500/month\n \
                loses lost_mrr = $1k/month / 1 month\n}\n";
    for (formula, rollup, total) in [
        // $5,000 gained and $1,000 lost in each of four months.
        ("new_mrr - lost_mrr", "sum", "16000"),
        ("new_mrr * 2", "sum", "40000"),
        ("total(new_mrr)", "level", "20000"),
        ("total(new_mrr, M1 .. M2) * 2", "level", "20000"),
        ("cum(new_mrr)", "last", "20000"),
        ("cum(new_mrr) * 2", "last", "40000"),
        ("delay(new_mrr, 1 month)", "sum", "15000"),
        // Half of it in M1, and all of it in three months.
        ("spread(new_mrr, 2 months)", "sum", "17500"),
    ] {
        let plan = Plan::of_text(&format!("{head}x = {formula}\n"));
        assert!(plan.found.is_empty(), "{formula}: {:?}", plan.found);
        let have = totals(&format!("{head}x = {formula}\n"), ["x"]).remove(0);
        assert_eq!((have.0.as_str(), have.1.as_str()), (rollup, total), "{formula}");
    }
    // The slip itself is told, and only where it is made.
    let slip = Plan::of_text("won = 10/month\nx = won * $500/month\ny = x * 2\n");
    let found: Vec<&str> = slip.found.iter().map(|found| found.code.name()).collect();
    assert_eq!(found, ["flow-over-time"]);
}
