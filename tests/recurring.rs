//! Recurring money: which rows it is, what a goal on it has to say, and `goal total`.

use pace::diagnostic::Dialect;

use crate::support::Plan;
use crate::support::session::{Files, Play};

const HEAD: &str = "months 2026\nprice = $99/month\ncustomers = 120\nshare = 40%\nfee = $9k/month\n\
                    signups = 20/month\nstock users { opening 100; gains signups }\n\
                    stock base_mrr { opening $10k/month; gains added = signups * $50/month }\n\
                    pipeline { leads = 30/month; won = 50% of leads in 1 month; worth $500 }\n\
                    mrr: $/month last = $10k/month\n";

/// The codes of what is found in a plan, with the lines of their first labels.
fn found(plan: &str) -> Vec<String> {
    Plan::of_text(plan).found.iter().map(|found| found.code.name().to_string()).collect()
}

fn is_ambiguous(formula: &str) -> bool {
    let plan = format!("{HEAD}x = {formula}\ngoal x >= $30k by 2026-12\n");
    let found = found(&plan);
    assert!(found.is_empty() || found == ["ambiguous-goal"], "{formula}: {found:?}");
    !found.is_empty()
}

#[test]
fn so_much_a_month_for_a_number_of_things_is_recurring() {
    for formula in [
        "customers * price",
        "price * customers",
        "customers * $99/month",
        "users * price",
        "users.opening * price",
        "open * $20/month",
        "3 * customers * price / 2",
        "customers * (price + $1/month)",
        "customers * $1,200 / 12 months",
        // Sums, differences and choices in which one part is recurring.
        "customers * price + users * $5/month",
        "customers * price - fee",
        "fee + customers * price",
        "max(customers * price, fee)",
        "if(customers > 3, customers * price, fee)",
        "customers * price, $5k/month from 2026-06",
        "customers * price growing 2%/month",
        "customers * price rising to $90k/month by 2026-09",
        "prev(customers * price, $1k/month)",
        "ifna(customers * price, 0)",
        // Over and times a pure number.
        "share of (customers * price)",
        "customers * price * share",
        "customers * price / 2",
        "-(customers * price)",
        "round(customers * price, $100/month)",
        // A balance beside money that comes each month.
        "base_mrr + customers * price",
        "mrr + fee",
    ] {
        assert!(is_ambiguous(formula), "{formula}");
    }
}

#[test]
fn what_happens_and_what_is_no_number_of_things_adds_up() {
    for formula in [
        // Money per month that is made of nothing but such money.
        "price",
        "fee",
        "fee * 3",
        "share * fee",
        "fee + price",
        "$9k/month growing 2%/month",
        // Events: what is won, signed, paid once, arrives later.
        "won * $500",
        "signups * $99",
        "bookings",
        "directed",
        "bookings * share",
        "bookings + fee",
        "customers * price + bookings",
        "customers * price - signups * $5",
        "customers * $99 once in 2026-03",
        "delay(customers * price, 1 month)",
        "spread(customers * price, 3 months)",
        "customers * signups * $5",
    ] {
        assert!(!is_ambiguous(formula), "{formula}");
    }
}

#[test]
fn it_is_known_through_rows() {
    let rows = "a = customers * price\nb = a - fee\nc = b * share\n";
    for row in ["a", "b", "c"] {
        assert_eq!(found(&format!("{HEAD}{rows}goal {row} >= $1k")), ["ambiguous-goal"], "{row}");
    }
    // As what a stock gains it is paid, and the stock's money is no longer so much a month.
    let stock = "stock bank { gains income = customers * price; loses costs = fee }\n";
    for goal in ["income >= $100k", "costs <= $200k", "bank >= $30k"] {
        assert_eq!(found(&format!("{HEAD}{stock}goal {goal}")), [""; 0], "{goal}");
    }
}

#[test]
fn a_number_to_be_found_is_a_number_of_things_too() {
    let plan = |name: &str, goal: &str| {
        format!("months 12\n{name} = ?\nprice = $9/month\nMRR = customers * price\ngoal {goal}\n")
    };
    for name in ["customers", "customers: 1"] {
        assert_eq!(found(&plan(name, "MRR >= $5k")), ["ambiguous-goal"], "{name}");
        assert_eq!(found(&plan(name, "MRR >= $5k/month")), [""; 0], "{name}");
        assert_eq!(found(&plan(name, "total MRR >= $5k")), [""; 0], "{name}");
    }
}

#[test]
fn counts_add_up_as_everybody_means_it() {
    for row in ["customers * 15/month", "signups * 3", "users * 2/month"] {
        assert_eq!(found(&format!("{HEAD}x = {row}\ngoal x >= 100")), [""; 0], "{row}");
    }
}

#[test]
fn an_annotation_or_the_goal_says_which() {
    let rows = "x = customers * price\ny: $/month last = customers * price\nz: $/month sum = customers * price\n\
                w: $/month = customers * price\n";
    for (goal, want) in [
        ("x >= $30k", "ambiguous-goal"),
        ("w >= $30k", "ambiguous-goal"),
        ("x <= $30k in 2026-03 .. 2026-05", "ambiguous-goal"),
        ("x >= $30k/month by 2026-03, $40k", "ambiguous-goal"),
        ("x >= $30k/month", ""),
        ("x >= 0", ""),
        ("total x >= $30k", ""),
        ("\"A year\": total x >= $30k by 2026-06, $60k", ""),
        ("y >= $30k/month", ""),
        ("z >= $30k", ""),
        ("y >= $30k", "unit-mismatch"),
        ("total y >= $30k", "unit-mismatch"),
        ("total x >= $30k/month", "unit-mismatch"),
        ("total x >= 30", "unit-mismatch"),
        ("total x >= $30k from 2026-03", "unit-mismatch"),
        ("total customers >= 30", "unit-mismatch"),
        ("total velocity >= $30k", "unit-mismatch"),
        ("total users >= 30", "unit-mismatch"),
        ("total signups >= 30", ""),
        ("total bookings >= $30k", ""),
        ("total won >= 30", ""),
        ("total calendar.days >= 30", ""),
    ] {
        let want: Vec<&str> = Some(want).filter(|want| !want.is_empty()).into_iter().collect();
        assert_eq!(found(&format!("{HEAD}{rows}goal {goal}\n")), want, "goal {goal}");
    }
}

#[test]
fn both_ways_out_mean_what_they_say() {
    let plan = "months 12\nprice = $99/month\ncustomers = 120\nMRR = customers * price\n";
    let judged = |goal: &str| {
        let document = Plan::of_text(&format!("{plan}goal {goal}\n")).document("base");
        let goal = &document["goals"][0];
        let text = |field: &str| goal[field].as_str().unwrap_or("none").to_string();
        [text("status"), text("value"), text("unit"), text("text")]
    };
    // 120 × $99 = $11,880 a month, $142,560 in twelve.
    assert_eq!(judged("total MRR >= $30k by M12"), ["met", "142560", "USD", "total MRR >= $30k by M12"]);
    assert_eq!(
        judged("MRR >= $30k/month by M12"),
        ["missed", "11880", "USD/month", "MRR >= $30k/month by M12"]
    );
    // Three months: $35,640.
    assert_eq!(judged("total MRR >= $30k in M4 .. M6")[1], "35640");
    assert_eq!(judged("total MRR >= 0")[..3], ["met", "142560", "USD"]);
    assert_eq!(judged("\"x\": total MRR <= $30k by M2")[..2], ["met", "23760"]);
}

#[test]
fn the_message_has_both_ways_out_to_paste() {
    let plan = "months 12\nprice = $99/month\ncustomers = 120\nMRR = customers * price\n";
    for (goal, month, total) in [
        ("MRR >= $30k by M12", "goal MRR >= $30k/month by M12", "goal total MRR >= $30k by M12"),
        ("MRR>=2*$15k", "goal MRR >= (2 * $15k) / 1 month", "goal total MRR >= 2 * $15k"),
        ("MRR <= ($9k) in M3", "goal MRR <= ($9k) / 1 month in M3", "goal total MRR <= ($9k) in M3"),
    ] {
        let text = format!("{plan}goal {goal}\n");
        let mut read = Plan::of_text(&text);
        let finding = read.found.pop().expect("a finding");
        let help = finding.help_in(Dialect::Shell);
        assert!(help.contains(month) && help.contains(total), "{help}");
        assert!(help.contains("MRR: $/month last"), "{help}");
        for fix in &finding.fixes {
            let mut mended = text.clone();
            let mut edits = fix.edits.clone();
            edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
            for edit in edits {
                mended.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
            }
            assert_eq!(found(&mended), [""; 0], "{mended}");
        }
        assert_eq!(finding.fixes.len(), 2);
    }
}

#[test]
fn total_is_a_name_where_it_is_one() {
    let plan = "months 3\ntotal = 5/month\ngoal total >= 5\ngoal total total >= 5\ngoal \"x\":total total>=5\n\
                y = total * total(total) / 1 month\n";
    let document = Plan::of_text(plan).document("base");
    let texts: Vec<&str> = document["goals"]
        .as_array()
        .expect("goals")
        .iter()
        .filter_map(|goal| goal["text"].as_str())
        .collect();
    assert_eq!(texts, ["total >= 5", "total total >= 5", "total total >= 5"]);
    let formatted = pace::syntax::format("goal total  total>=5\ngoal \"x\":  total   total >= 5\n");
    assert_eq!(formatted.as_deref(), Ok("goal total total >= 5\ngoal \"x\": total total >= 5\n"));
    // The formatter leaves what is said, and says nothing of its own.
    let bare = "goal bookings >= $5k\ngoal total bookings >= $5k\n";
    assert_eq!(pace::syntax::format(bare).as_deref(), Ok(bare));
}

#[test]
fn in_a_session_both_goals_stand_side_by_side() {
    let files = Files::of(&[("plan.pace", "months 12\nMRR: $/month sum = 120 * $99/month\n")]);
    let mut play = Play::new(&files, Some("plan.pace"));
    for line in ["goal MRR >= $10k/month", "goal total MRR >= $100k", "goal total MRR >= $100k by M6"] {
        play.right(line);
    }
    let said = play.say(":diff");
    for line in ["goal MRR >= $10k/month", "goal total MRR >= $100k", "goal total MRR >= $100k by M6"] {
        assert!(said.contains(line), "{said}");
    }
}

#[test]
fn a_check_without_any_value_is_unknown_and_no_success() {
    let judged = |deals: &str, check: &str| {
        let plan = format!("months 3\ndeals = {deals}\nc = $500/month / deals * 1/month\ncheck {check}\n");
        let mut plan = Plan::of_text(&plan);
        let document = plan.document("base");
        let check = &document["checks"][0];
        let results = plan.projected("base");
        (check["status"].as_str().expect("a status").to_string(), check["month"].is_null(), results.passed())
    };
    assert_eq!(judged("0/month", "c <= $500/month"), ("unknown".into(), true, false));
    assert_eq!(judged("0/month", "c <= $500/month in M2"), ("unknown".into(), true, false));
    assert_eq!(judged("0/month", "c <= $500/month or deals >= 0"), ("held".into(), true, true));
    // One month with a value is enough to judge by.
    assert_eq!(judged("0/month, 1/month from M3", "c <= $500/month"), ("held".into(), true, true));
    assert_eq!(judged("0/month, 1/month from M3", "c <= $400/month"), ("failed".into(), false, false));
}

#[test]
fn a_total_over_months_that_the_plan_has_not_is_marked() {
    let head = "months 2026-04 .. 2027-08\nspend = $10/month\n";
    let warned = |line: &str| {
        let plan = Plan::of_text(&format!("{head}{line}\n"));
        let found = plan.found.iter().filter(|found| found.code.name() == "partial-span");
        found.map(|found| found.message.clone()).collect::<Vec<_>>()
    };
    for (line, missing) in [
        ("goal total spend <= $100 in 2026", "Jan to Mar 2026"),
        ("goal spend <= $100 in 2026", "Jan to Mar 2026"),
        ("goal spend >= $10 in 2027-Q3", "Sep 2027"),
        ("x = total(spend, 2026)", "Jan to Mar 2026"),
        ("x = total(spend, 2027-Q3) * 2", "Sep 2027"),
        // A season that the ends of the plan cut off.
        ("goal total spend <= $100 in Mar .. May", "Mar 2026"),
        ("x = total(spend, Jul .. Sep)", "Sep 2027"),
        ("x = total(spend, Feb .. Sep)", "Feb to Mar 2026 and Sep 2027"),
    ] {
        let found = warned(line);
        assert_eq!(found.len(), 1, "{line}: {found:?}");
        assert!(found[0].contains(&format!("{missing} is missing")), "{line}: {found:?}");
    }
    for line in [
        "goal total spend <= $1,000 in 2026-Q3",
        "goal total spend <= $1,000 in 2026-04 .. 2026-12",
        "goal total spend <= $1,000 by 2026-12",
        "goal total spend <= $1,000 in Oct .. Dec",
        "goal spend <= $10/month in 2026",
        "x = total(spend)",
        // Clauses are no totals.
        "x = 0, $99/month in 2026",
        "check spend <= $10/month in 2027",
    ] {
        assert_eq!(warned(line), [""; 0], "{line}");
    }
    // The months that it has, where they are a run.
    for (span, help) in [
        ("2026", "lengthen `months`, or name the months that the plan has: `2026-04 .. 2026-12`"),
        ("2027-Q3", "lengthen `months`, or name the months that the plan has: `2027-07 .. 2027-08`"),
        ("Feb .. Sep", "lengthen `months`"),
    ] {
        let plan = Plan::of_text(&format!("{head}x = total(spend, {span})\n"));
        let found = plan.found.iter().find(|found| found.code.name() == "partial-span").expect("a warning");
        assert_eq!(found.help_in(Dialect::Shell), help);
    }
    let document = Plan::of_text(&format!("{head}goal total spend <= $100 in 2026\n")).document("base");
    assert_eq!(document["goals"][0]["reading"], "in total, Apr to Dec 2026 †");
    // Nine months of $10.
    assert_eq!(document["goals"][0]["value"], "90");
}

#[test]
fn a_count_below_zero_draws_a_warning() {
    let warned = |plan: &str, scenario: &str| {
        let mut plan = Plan::of_text(plan);
        let results = plan.projected(scenario);
        let found = results.warnings.iter().filter(|found| found.code.name() == "below-zero");
        found.map(|found| found.message.clone()).collect::<Vec<_>>()
    };
    let reps = |loses: &str| format!("months 3\nstock reps {{\n opening 2\n loses leavers = {loses}\n}}\n");
    assert_eq!(warned(&reps("3/month"), "base"), ["`reps` falls below zero in M1: -1"]);
    assert_eq!(warned(&reps("1/month"), "base"), ["`reps` falls below zero in M3: -1"]);
    assert_eq!(warned(&reps("min(3/month, reps / 1 month)"), "base"), [""; 0]);
    assert_eq!(warned(&reps("1/month in M1 .. M2"), "base"), [""; 0]);
    // Money may be owed, a balance of money per month too; a duration may not.
    assert_eq!(warned("stock bank { opening $5; loses $10/month }", "base"), [""; 0]);
    // 3 days, less 5 in the month.
    let days = "months 1\nstock leave { opening 3 days; loses 5 days * 100% / 1 month }\n";
    assert_eq!(warned(days, "base"), ["`leave` falls below zero in M1: -2 days"]);
    // What the help says can be pasted.
    for (opening, loses, mended) in [
        ("2", "3/month", "min(3/month, x / 1 month)"),
        ("2%", "3%/month", "min(3%/month, x / 1 month)"),
        ("2 hours", "3 hours/month", "min(3 hours/month, x / 1 month)"),
    ] {
        let stock = |loses: &str| format!("stock x {{ opening {opening}; loses {loses} }}\n");
        let mut plan = Plan::of_text(&stock(loses));
        let results = plan.projected("base");
        let help = results.warnings[0].help_in(Dialect::Shell);
        assert!(help.contains(&format!("`loses {mended}`")), "{help}");
        assert_eq!(warned(&stock(mended), "base"), [""; 0]);
    }
    let scenario = format!("n = 1/month in M1, 0 from M2\n{}scenario more {{ n = 2/month }}\n", reps("n"));
    assert_eq!(warned(&scenario, "base"), [""; 0]);
    assert_eq!(warned(&scenario, "more"), ["`reps` falls below zero in M2: -2"]);
}

#[test]
fn a_balance_beside_a_flow_is_told_to_be_a_stock() {
    let help = |plan: &str| {
        let plan = Plan::of_text(plan);
        let found = plan.found.iter().find(|found| found.code.name() == "unit-mismatch").expect("a finding");
        (found.help_in(Dialect::Shell), found.fixes.len())
    };
    for (line, want) in [
        ("customers = prev(customers, 120) + won", "stock customers { opening 120; gains won }"),
        ("customers = won + prev(customers, 120)", "stock customers { opening 120; gains won }"),
        ("customers = prev(customers, 120) - won", "stock customers { opening 120; loses won }"),
    ] {
        let (help, fixes) = help(&format!("won = 3/month\n{line}\n"));
        assert!(help.contains(want) && !help.contains("total(") && fixes == 1, "{help}");
    }
    for line in
        ["gains min(c + won, 9/month)", "gains min(c, 9/month)", "loses won - c", "gains max(9/month, c)"]
    {
        let (help, fixes) = help(&format!("won = 3/month\nstock c {{\n opening 9\n {line}\n}}\n"));
        assert!(help.contains("`c / 1 month`") && fixes == 1, "{line}: {help}");
    }
}

#[test]
fn an_annual_rate_beside_an_amount_by_the_year_is_told() {
    let head = "months 2026\nMRR: $/month last = $10k/month\nfee = $10k/month\nterm = $360k/year\n\
                ARR = MRR * 12\nother = 12 * fee\nthird = fee * 3\nsaid: $/month = fee * 12\n\
                right = MRR * 12 months\n";
    let told = |line: &str| {
        let found = Plan::of_text(&format!("{head}{line}\n")).found;
        let found = found.into_iter().filter(|found| found.code.name() != "unused");
        found.map(|found| (found.code.name().to_string(), found.help_in(Dialect::Shell), found.fixes.len()))
    };
    let one = |line: &str| {
        let all: Vec<_> = told(line).collect();
        assert_eq!(all.len(), 1, "{line}: {all:?}");
        assert_eq!(all[0].0, "ambiguous-goal", "{line}");
        (all[0].1.clone(), all[0].2)
    };
    for line in [
        "goal ARR >= $360k/year",
        "goal ARR >= $360k/year from 2026-06",
        "check ARR >= $360k/year",
        "check $360k/year <= ARR and fee > 0",
        "check not (ARR < $360k/year)",
        "ok = if(ARR >= $360k/year, 1, 0)",
        "goal other >= $360k/year",
        "goal ARR >= term",
        "check other >= term",
    ] {
        let (help, fixes) = one(line);
        assert!(help.contains("`* 12 months`") && help.contains("`$360k`") && fixes == 1, "{line}: {help}");
    }
    let (help, fixes) = one("goal third >= $90k/quarter");
    assert!(help.contains("`* 3 months`") && fixes == 1, "{help}");
    // The annotation would be wrong of the amount.
    assert_eq!(one("check said >= $360k/year").1, 0);
    for line in ["goal MRR >= $360k/year", "check MRR >= $360k/year", "check MRR >= term"] {
        let (help, fixes) = one(line);
        assert!(help.contains("$30k/month") && fixes == 1, "{line}: {help}");
    }
    for line in [
        "goal ARR >= $30k/month",
        "check ARR >= $30k/month",
        "goal right >= $360k",
        "check right >= $360k",
        "check fee <= $120k/year",
        "check third >= fee",
        "check MRR >= 0",
    ] {
        assert_eq!(told(line).count(), 0, "{line}");
    }
}

const QUOTA: &str = "months 2027\nanna = $20k/month, $60k/month in 2027-06\nquota = $600k/year\nterm = $99k/quarter\n\
                     odd = $100k/year\nlevel: $/month last = anna\ncalls = 20/month\n\
                     raised = $600k/year growing 5%/year\nsteps = $600k/year, $720k/year from 2027-07\n\
                     alias = (raised)\nfurther = alias\nbusy = $600k/year, $9k/month in 2027-08\nself = self\n\
                     doubled = quota * 2\n";

/// The help of the warning that a goal draws, with the titles of its fixes.
fn long_target(goal: &str) -> Option<(String, Vec<String>)> {
    let plan = Plan::of_text(&format!("{QUOTA}goal {goal}\n"));
    let found = plan.found.iter().find(|found| found.code.name() == "ambiguous-goal")?;
    assert_eq!(found.severity(), pace::diagnostic::Severity::Warning, "{goal}");
    let help = found.help_in(Dialect::Shell);
    Some((help, found.fixes.iter().map(|fix| fix.title.clone()).collect()))
}

#[test]
fn a_target_by_the_year_is_told_to_be_one_months() {
    // A twelfth of $600k is $50k, a third of $99k is $33k; a twelfth of $100k has no end.
    for (goal, total, month) in [
        ("anna >= $600k/year", "goal total anna >= $600k", "goal anna >= $50k/month"),
        (
            "\"Quota\": anna >= ($600k/year) by 2027-12",
            "goal total anna >= $600k by 2027-12",
            "goal anna >= $50k/month by 2027-12",
        ),
        (
            "anna <= $99k/quarter in 2027-Q2",
            "goal total anna <= $99k in 2027-Q2",
            "goal anna <= $33k/month in 2027-Q2",
        ),
        (
            "anna >= $99k/quarter by 2027-05",
            "goal total anna >= $99k in 2027-03 .. 2027-05",
            "goal anna >= $33k/month by 2027-05",
        ),
        (
            "anna >= $99k/quarter by 2027-03",
            "goal total anna >= $99k by 2027-03",
            "goal anna >= $33k/month by 2027-03",
        ),
        ("anna >= $100k/year", "goal total anna >= $100k", "goal anna >= $100k / 12 months"),
        ("calls >= 240/year", "goal total calls >= 240", "goal calls >= 20/month"),
        // Through a row, whose total counts as many months as the goal does.
        ("anna >= quota", "goal total anna >= total(quota)", "quota = $50k/month"),
        (
            "anna >= quota by 2027-06",
            "goal total anna >= total(quota, 2027-01 .. 2027-06) by 2027-06",
            "quota = $50k/month",
        ),
        (
            "anna >= term in 2027-Q2",
            "goal total anna >= total(term, 2027-Q2) in 2027-Q2",
            "term = $33k/month",
        ),
        ("anna >= odd", "goal total anna >= total(odd)", "odd = $100k / 12 months"),
        // Through a row that grows, has clauses, or is another row.
        ("anna >= raised", "goal total anna >= total(raised)", "raised = $50k/month growing 5%/year"),
        ("anna >= steps", "goal total anna >= total(steps)", "steps = $50k/month, $60k/month from 2027-07"),
        ("anna >= busy", "goal total anna >= total(busy)", "busy = $50k/month, $9k/month in 2027-08"),
        ("anna >= (alias)", "goal total anna >= total(alias)", "raised = $50k/month growing 5%/year"),
        ("anna >= further", "goal total anna >= total(further)", "raised = $50k/month growing 5%/year"),
    ] {
        let (help, fixes) = long_target(goal).unwrap_or_else(|| panic!("{goal}"));
        assert_eq!(help, format!("for the sum of the months write `{total}`; for single months, `{month}`"));
        assert_eq!(fixes, [format!("write `{total}`"), format!("write `{month}`")], "{goal}");
    }
}

/// A quota by the quarter is one of every quarter: the fix is a goal for each, whose sums are those quarters'.
#[test]
fn a_target_by_the_quarter_is_a_total_of_each() {
    for (goal, first, last, month) in [
        ("anna >= $1M/quarter", "in 2027-Q1", "in 2027-Q4", "goal anna >= $1M / 3 months"),
        (
            "anna >= $1M/quarter by 2027-06",
            "in 2027-Q1",
            "in 2027-Q2",
            "goal anna >= $1M / 3 months by 2027-06",
        ),
        (
            "anna >= $1M/quarter by 2027-08",
            "in 2027-03 .. 2027-05",
            "in 2027-06 .. 2027-08",
            "goal anna >= $1M / 3 months by 2027-08",
        ),
    ] {
        let (help, fixes) = long_target(goal).unwrap_or_else(|| panic!("{goal}"));
        let line = |time: &str| format!("goal total anna >= $1M {time}");
        let said = format!("a line for each period, `{}` to `{}`", line(first), line(last));
        assert_eq!(help, format!("for the sum of the months write {said}; for single months, `{month}`"));
        assert_eq!(fixes, [format!("write {said}"), format!("write `{month}`")], "{goal}");
    }
    let text =
        "months 2027\nanna = $20k/month, $60k/month in 2027-06\ngoal anna >= $1M/quarter\n".to_string();
    let plan = Plan::of_text(&text);
    let found = plan.found.iter().find(|found| found.code.name() == "ambiguous-goal").expect("a warning");
    assert!(found.message.ends_with("the goal asks for about $333,333 in one month"), "{}", found.message);
    let mut mended = text.clone();
    for edit in found.fixes[0].edits.iter().rev() {
        mended.replace_range(edit.span.range(), &edit.text);
    }
    let quarters: Vec<String> = (1..=4).map(|at| format!("goal total anna >= $1M in 2027-Q{at}\n")).collect();
    assert!(mended.ends_with(&quarters.concat()), "{mended}");
    // $60,000 in three months, $100,000 with June's $60,000.
    let judged = Plan::of_text(&mended).projected("base").goals;
    let sums: Vec<_> = judged.iter().map(|goal| goal.value.map(|value| value.to_string())).collect();
    assert_eq!(sums.iter().flatten().collect::<Vec<_>>(), ["60000", "100000", "60000", "60000"]);
}

#[test]
fn of_months_that_are_no_whole_period_no_total_is_offered() {
    for (goal, month) in [
        ("anna >= $600k/year by 2027-06", "goal anna >= $50k/month by 2027-06"),
        ("anna >= $600k/year from 2027-03", "goal anna >= $50k/month from 2027-03"),
        ("anna >= $600k/year in 2027-03", "goal anna >= $50k/month in 2027-03"),
        // A word before the first target would speak of the second one too.
        ("anna >= $600k/year by 2027-06, $60k/month", "goal anna >= $50k/month by 2027-06"),
        ("anna >= quota from 2027-03", "quota = $50k/month"),
    ] {
        let (help, fixes) = long_target(goal).unwrap_or_else(|| panic!("{goal}"));
        assert_eq!(help, format!("if that is meant write `{month}`"), "{goal}");
        assert_eq!(fixes, [format!("write `{month}`")], "{goal}");
    }
}

#[test]
fn targets_by_the_month_and_totals_are_left_alone() {
    for goal in [
        "anna >= $50k/month",
        "anna >= $600k",
        "total anna >= $600k",
        "anna >= 0/year",
        "anna >= quota / 12",
        "anna >= self",
        "anna >= doubled",
        "level >= $50k/month",
        "level >= quota / 12",
        "total anna >= total(quota)",
    ] {
        assert_eq!(long_target(goal), None, "{goal}");
    }
}

#[test]
fn a_total_against_a_row_by_the_month_is_told_that_rows_total() {
    for (goal, written) in [
        ("quota", "total(quota)"),
        ("quota by 2027-12", "total(quota) by 2027-12"),
        ("anna by 2027-06", "total(anna, 2027-01 .. 2027-06) by 2027-06"),
        ("quota in 2027-Q2", "total(quota, 2027-Q2) in 2027-Q2"),
    ] {
        let plan = Plan::of_text(&format!("{QUOTA}goal total anna >= {goal}\n"));
        let titles: Vec<&str> =
            plan.found.iter().flat_map(|found| &found.fixes).map(|fix| &*fix.title).collect();
        assert_eq!(titles, [format!("write `goal total anna >= {written}`")], "{goal}");
    }
    // What does not add up, and what is no money, has no such total.
    for goal in ["level", "calls"] {
        let plan = Plan::of_text(&format!("{QUOTA}goal total anna >= {goal}\n"));
        let fixes: Vec<_> = plan.found.iter().flat_map(|found| &found.fixes).collect();
        assert!(fixes.is_empty(), "{goal}: {fixes:?}");
    }
}
