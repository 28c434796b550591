//! Questions to plans with segments: totals and members in answers, by hand arithmetic.

use pace::analysis::{Change, ExplainQuestion, WhyQuestion, explain, why_by};
use pace::model::SegmentName;
use serde_json::Value;

use crate::support::process::Shell;
use crate::support::{Plan, decimal};

/// Six reps in three regions: one leaves at the end of June, two come in March and June.
pub const TEAM: &str = "\
months 2026
segment region: west, east, north
segment rep {
  rep1 in west:               quota = $60k/month, new_leads = 24/month
  rep2 in west until 2026-06: quota = $60k/month, new_leads = 20/month
  rep3 in east:               quota = $50k/month, new_leads = 24/month
  rep4 in east from 2026-03:  quota = $40k/month, new_leads = 20/month
  rep5 in north:              quota = $40k/month, new_leads = 20/month
  rep6 in north from 2026-06: quota = $40k/month, new_leads = 20/month
}
for region {
  close       = [west: 25%, east: 20%, north: 15%]
  deal_size   = [north: $10,000, else: $12,000]
  attained: % = bookings / quota
}
for rep {
  ramped = 100%, [25%, 50%, 75%] from start
  salary = $5,000/month
  pipeline { leads = new_leads * ramped; won = close of leads in 2 months; worth deal_size }
  attainment: % = bookings / quota
  goal bookings >= total(quota)
}
cost_of_sale: % = salary / bookings
goal bookings >= $1.5M
scenario push { west.close = 30% }
";

/// Two hundred reps in four regions over five years.
pub fn crowd() -> String {
    let mut text =
        String::from("months 2026-01 .. 2030-12\nsegment region: west, east, north, south\nsegment rep {\n");
    for rep in 1..=200 {
        let region = ["west", "east", "north", "south"][rep % 4];
        let from = if rep % 3 == 0 {
            format!(" from 202{}-{:02}", 6 + rep % 4, 1 + rep % 12)
        } else {
            String::new()
        };
        let until =
            if rep % 7 == 0 { format!(" until 203{}-{:02}", rep % 2, 1 + rep % 12) } else { String::new() };
        text += &format!(
            "  rep{rep} in {region}{from}{until}: quota = ${}k/month, new_leads = {}/month\n",
            20 + rep % 5 * 10,
            10 + rep % 9
        );
    }
    text + "}\n\
        for region {\n  close = [west: 25%, east: 20%, north: 15%, south: 22%]\n  \
        deal_size = [north: $10,000, else: $12,000]\n}\n\
        for rep {\n  ramped = 100%, [25%, 50%, 75%] from start\n  salary = $5,000/month\n  \
        pipeline {\n    leads = new_leads * ramped\n    meetings = 50% of leads in 20 days\n    \
        won = close of meetings in 2 months\n    worth deal_size\n  }\n  \
        attainment: % = bookings / quota\n  goal bookings >= total(quota)\n}\n\
        cost_of_sale: % = salary / bookings\ngoal bookings >= $1.5M\n\
        scenario push { west.close = 30% }\n\
        scenario more { for rep { salary = base * 110% } }\n"
}

fn explained(text: &str, row: &str, month: Option<&str>) -> Value {
    let plan = Plan::of_text(text);
    let settled = plan.settled.as_ref().expect("a plan");
    let question = ExplainQuestion { scenario: "base", row, month, depth: None };
    serde_json::to_value(explain(settled, &question).expect("an explanation")).expect("JSON")
}

fn shell(text: &str) -> Shell {
    let shell = Shell::new();
    shell.write("plan.pace", text);
    shell
}

fn lines_of(shell: &Shell, words: &[&str]) -> String {
    let ran = shell.pace(words);
    assert_eq!(ran.err, "", "{words:?}");
    ran.out
}

/// June: 24 leads of April at 25% and $12,000 are $72,000, and so on; the largest first, and only that is followed.
#[test]
fn a_total_lists_its_addends_and_follows_the_largest() {
    let document = explained(TEAM, "bookings", Some("2026-06"));
    let terms = document["figures"][0]["term"]["terms"].as_array().expect("terms");
    let told: Vec<(&str, &str, &str)> = terms
        .iter()
        .map(|term| {
            let text = |field: &str| term[field].as_str().expect("a text");
            (text("row"), text("value"), text("followed"))
        })
        .collect();
    let want = [
        ("rep1.bookings", "72000", "here"),
        ("rep2.bookings", "60000", "alike"),
        ("rep3.bookings", "57600", "alike"),
        ("rep5.bookings", "30000", "alike"),
        ("rep4.bookings", "24000", "alike"),
        ("rep6.bookings", "0", "alike"),
    ];
    assert_eq!(told, want);
    let document = explained(TEAM, "bookings", None);
    let members = document["figures"][0]["members"].as_array().expect("members");
    let told: Vec<(&str, &str)> = members
        .iter()
        .map(|one| (one["row"].as_str().expect("a row"), one["value"].as_str().expect("a value")))
        .collect();
    let want = [
        ("rep1.bookings", "720000"),
        ("rep3.bookings", "576000"),
        ("rep2.bookings", "360000"),
        ("rep4.bookings", "312000"),
        ("rep5.bookings", "300000"),
        ("rep6.bookings", "105000"),
    ];
    assert_eq!(told, want);
}

/// A subtotal is a total, and the total that is a quotient reads as one total over the other.
#[test]
fn quotients_of_totals_and_subtotals_are_read_as_such() {
    let shell = shell(TEAM);
    let out = lines_of(&shell, &["explain", "plan.pace", "attainment", "2026-12"]);
    assert!(out.contains("= bookings ÷ quota\n"), "{out}");
    assert!(out.contains("= $237,600/month ÷ $230,000/month"), "{out}");
    let out = lines_of(&shell, &["explain", "plan.pace", "north.bookings", "2026-12"]);
    assert!(out.contains("= rep5.bookings: $30,000/month\n  + rep6.bookings: $30,000/month"), "{out}");
    assert!(!out.contains("rep6.won"), "only one is followed: {out}");
}

/// With a member that has no value the total has none, and that one is followed.
#[test]
fn the_member_without_a_value_is_followed() {
    let text = "months 2026-01 .. 2026-03\nsegment region: west, east\n\
                for region { rent = [west: $5k/month, east: ($3k/month in Jan, $4k/month from 2026-03)] }\n\
                total_rent = rent\n";
    let document = explained(text, "rent", Some("2026-02"));
    let terms = document["figures"][0]["term"]["terms"].as_array().expect("terms");
    assert_eq!(terms[0]["row"], "east.rent");
    assert_eq!(terms[0]["value"], Value::Null);
    assert_eq!(terms[1]["row"], "west.rent");
    assert_eq!(terms[1]["followed"], "alike");
}

#[test]
fn who_is_not_there_is_said_in_words() {
    let shell = shell(TEAM);
    for (row, month, words) in [
        ("rep4.quota", "2026-01", "rep4 comes in 2026-03"),
        ("rep6.new_leads", "2026-05", "rep6 comes in 2026-06"),
        ("rep2.quota", "2026-07", "rep2 is there until 2026-06"),
    ] {
        let out = lines_of(&shell, &["explain", "plan.pace", row, month]);
        assert!(out.contains(words), "{out}");
    }
    for (row, month) in [("rep4.quota", "2026-03"), ("rep2.quota", "2026-06"), ("rep1.quota", "2026-01")] {
        let out = lines_of(&shell, &["explain", "plan.pace", row, month]);
        assert!(!out.contains("comes in") && !out.contains("until 2026-06\n  ·"), "{out}");
    }
}

/// The leads of beta and gamma lie below what they can take, those of alpha above: 30 + 40 + 20 = 90 per month. Outside
/// of the block it is the lesser of 110 and 100.
const OVER: &str = "\
months 2026-01 .. 2026-02
segment team: alpha, beta, gamma
for team {
  leads    = [alpha: 50/month, beta: 40/month, gamma: 20/month]
  capacity = [alpha: 30/month, beta: 45/month, gamma: 25/month]
  close    = [alpha: 20%, beta: 30%, gamma: 10%]
}
inside = sum(min(leads, capacity) over team)
outside = min(leads, capacity)
best = highest(close over team)
worst = lowest(close over team)
average = mean(close over team)
weighted = mean(close over team, leads)
good = count(close >= 20% over team)
doubled = sum(min(leads, capacity) over team) * 2 + 5/month
";

#[test]
fn functions_over_members_are_read_as_written() {
    let shell = shell(OVER);
    let says = |row: &str, words: &[&str]| {
        let out = lines_of(&shell, &["explain", "plan.pace", row, "2026-01"]);
        for words in words {
            assert!(out.contains(words), "{row}: `{words}` in\n{out}");
        }
    };
    says(
        "inside",
        &[
            "inside in Jan 2026  90/month",
            "= sum(min(leads, capacity) over team)\n",
            "min(beta.leads, beta.capacity) = min(40/month, 45/month) = 40/month\n    \
             min(alpha.leads, alpha.capacity) = min(50/month, 30/month) = 30/month\n",
        ],
    );
    says(
        "outside",
        &["outside in Jan 2026  100/month", "= min(leads, capacity)\n  = min(110/month, 100/month)"],
    );
    says(
        "best",
        &["= highest(close over team)\n    beta.close: 30%\n    alpha.close: 20%\n    gamma.close: 10%"],
    );
    says(
        "worst",
        &["= lowest(close over team)\n    gamma.close: 10%\n    alpha.close: 20%\n    beta.close: 30%"],
    );
    says("average", &["average in Jan 2026  20%", "= mean(close over team)\n", "    ÷ 3\n"]);
    // (50 × 20% + 40 × 30% + 20 × 10%) / 110 = 24/110
    says(
        "weighted",
        &[
            "21.81818%",
            "beta.close × beta.leads = 30% × 40/month = 12/month",
            "÷ sum(leads over team): 110/month",
        ],
    );
    says(
        "good",
        &[
            "good in Jan 2026  2",
            "alpha.close >= 20% holds: 20% >= 20%",
            "gamma.close >= 20% does not hold: 10% >= 20%",
        ],
    );
    says(
        "doubled",
        &[
            "doubled in Jan 2026  185/month",
            "= sum(min(leads, capacity) over team) × 2\n    90/month × 2 = 180/month\n  + 5/month\n",
        ],
    );
}

/// Mean, highest, lowest and count look at who is there; a mean weighted with nothing looks at nobody.
#[test]
fn functions_over_members_count_who_is_there() {
    let text = "months 2026-01 .. 2026-02\nsegment team { alpha; beta from 2026-02; gamma }\n\
                for team { close = [alpha: 20%, beta: 30%, gamma: 10%] }\naverage = mean(close over team)\n\
                good = count(close >= 20% over team)\n";
    let document = explained(text, "average", Some("2026-01"));
    let term = &document["figures"][0]["term"];
    let sum = term["terms"][0]["terms"].as_array().expect("terms");
    assert_eq!(
        sum.iter().map(|one| one["row"].as_str()).collect::<Vec<_>>(),
        [Some("alpha.close"), Some("gamma.close")]
    );
    assert_eq!((&term["terms"][0]["value"], &term["terms"][1]["value"]), (&"0.3".into(), &"2".into()));
    let document = explained(text, "good", Some("2026-01"));
    assert_eq!(document["figures"][0]["value"], "1");
}

#[test]
fn explanations_of_two_hundred_reps_are_short() {
    let shell = shell(&crowd());
    for row in ["bookings", "cost_of_sale", "attainment", "salary", "west.bookings"] {
        let out = lines_of(&shell, &["explain", "plan.pace", row]);
        assert!(out.lines().count() <= 80, "{row}: {} lines\n{out}", out.lines().count());
        if row == "bookings" {
            assert!(out.contains("+ 195 more: $"), "{out}");
        }
    }
    let document = explained(&crowd(), "bookings", Some("2030-12"));
    let figure = &document["figures"][0];
    let terms = figure["term"]["terms"].as_array().expect("terms");
    assert_eq!(terms.len(), 200);
    let sum: rust_decimal::Decimal =
        terms.iter().map(|term| decimal(term["value"].as_str().expect("a value"))).sum();
    let whole = decimal(figure["value"].as_str().expect("a value"));
    assert!((sum - whole).abs() < rust_decimal::Decimal::new(1, 15));
    assert_eq!(terms.iter().filter(|term| term["followed"] == "here").count(), 1);
}

/// A scenario, and a month of it.
type SideAsked<'a> = (&'a str, Option<&'a str>);

fn changed(text: &str, row: &str, (from, to): (SideAsked<'_>, SideAsked<'_>), by: Option<&str>) -> Change {
    let plan = Plan::of_text(text);
    let settled = plan.settled.as_ref().expect("a plan");
    let by = by.map(|by| match settled.model().segments.find(by) {
        Some(SegmentName::Segment(segment)) => segment,
        _ => panic!("{by}"),
    });
    why_by(settled, &WhyQuestion { row, from, to, depth: None }, by).expect("an answer")
}

fn causes(change: &Change) -> Vec<(String, String)> {
    change.causes.iter().map(|cause| (cause.name.clone(), cause.amount.to_string())).collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, amount)| (name.to_string(), amount.to_string())).collect()
}

/// From May to August rep4 goes from 25% to 100% of 20 leads at 20% and $12,000, $36,000 more; rep6 comes with 25% of
/// 20 leads at 15% and $10,000: $7,500, which splits into $18,750 for coming (at the mean of 100% and 25%) and -$11,250.
#[test]
fn what_members_share_is_one_cause() {
    let months = (("base", Some("2026-05")), ("base", Some("2026-08")));
    let change = changed(TEAM, "bookings", months, None);
    assert_eq!(causes(&change), pairs(&[("ramped", "24750"), ("came and went", "18750")]));
    assert!(change.causes.iter().all(|cause| cause.causes.is_empty()));
    let change = changed(TEAM, "bookings", months, Some("rep"));
    let ramped = &change.causes[0];
    let inner: Vec<(String, String)> =
        ramped.causes.iter().map(|cause| (cause.name.clone(), cause.amount.to_string())).collect();
    assert_eq!(inner, pairs(&[("rep4.ramped", "36000"), ("rep6.ramped", "-11250")]));
    assert_eq!(change.causes[1].causes[0].name, "rep6");
    let change = changed(TEAM, "bookings", months, Some("region"));
    let inner: Vec<&str> = change.causes[0].causes.iter().map(|cause| cause.name.as_str()).collect();
    assert_eq!(inner, ["east.ramped", "north.ramped"]);
}

/// rep2's $60,000 of quota end, the $40,000 of rep4 and of rep6 begin.
#[test]
fn who_comes_and_goes_is_a_cause() {
    let months = (("base", Some("2026-02")), ("base", Some("2026-07")));
    let change = changed(TEAM, "quota", months, None);
    assert_eq!(causes(&change), pairs(&[("came and went", "20000")]));
    let change = changed(TEAM, "bookings", (("base", None), ("push", None)), None);
    assert_eq!(causes(&change), pairs(&[("close", "216000")]));
}

/// North wins a quarter of 80 leads, south 15% of 20; then each a point more, of 40 and of 60. The log mean of 0.2 and
/// 0.104 times ln(26/25) is 0.00575782, that of 0.03 and 0.096 times ln(16/15) 0.00366207.
const MIX: &str = "\
months 2026-01 .. 2026-02
segment region: north, south
for region {
  leads = [north: 80/month, south: 20/month], [north: 40/month, south: 60/month] from 2026-02
  rate = [north: 25%, south: 15%], [north: 26%, south: 16%] from 2026-02
  won = leads * rate
  close_rate: % = won / leads
}
outside: % = won / leads
scenario better { for region { rate = base + 1 points } }
scenario twice { for region { leads = base * 2; rate = base + 1 points } }
";

#[test]
fn rates_and_mix_of_a_quotient_stand_apart() {
    let months = (("base", Some("2026-01")), ("base", Some("2026-02")));
    for row in ["close_rate", "outside"] {
        let change = changed(MIX, row, months, None);
        let told: Vec<(&str, &str, String)> = change
            .causes
            .iter()
            .map(|cause| (cause.name.as_str(), cause.kind.word(), cause.amount.round(12).to_string()))
            .collect();
        assert_eq!(
            told,
            [(row, "mix", "-0.039419888613".to_string()), (row, "rates", "0.009419888613".to_string())]
        );
        assert_eq!(change.causes[1].causes[0].name, "rate");
        assert_eq!(change.causes[1].causes[0].amount, change.causes[1].amount);
    }
    let shell = shell(MIX);
    let out =
        lines_of(&shell, &["why", "plan.pace", "close_rate", "2026-02", "--vs", "2026-01", "--by", "region"]);
    for words in [
        "From 23% to 20%",
        "mix         -3.94 pts",
        "rates       +0.94 pts",
        "  north     +0.58 pts",
        "  south     +0.37 pts",
    ] {
        assert!(out.contains(words), "{words} in\n{out}");
    }
}

/// Where nobody's share moves there is no mix, also where everything doubles.
#[test]
fn without_other_shares_there_is_no_mix() {
    for scenario in ["better", "twice"] {
        let change =
            changed(MIX, "close_rate", (("base", Some("2026-01")), (scenario, Some("2026-01"))), None);
        let kinds: Vec<&str> = change.causes.iter().map(|cause| cause.kind.word()).collect();
        assert!(!kinds.contains(&"mix"), "{kinds:?}");
        assert_eq!(change.change.map(|change| change.to_string()).as_deref(), Some("0.01"));
    }
}

/// The parts of every change are the change, by whatever segment, also of who has no quotient of his own.
#[test]
fn causes_of_totals_are_the_change() {
    let plan = Plan::of_text(TEAM);
    let settled = plan.settled.as_ref().expect("a plan");
    let segments = &settled.model().segments;
    let by: Vec<Option<pace::model::SegmentId>> =
        std::iter::once(None).chain(segments.iter().map(|(id, _)| Some(id))).collect();
    let tiny = rust_decimal::Decimal::new(1, 10);
    for row in ["bookings", "attainment", "attained", "west.attainment", "quota", "cost_of_sale", "velocity"]
    {
        for (a, b) in
            [("2026-05", "2026-08"), ("2026-12", "2026-03"), ("2026-06", "2026-07"), ("2026-03", "2026-06")]
        {
            for by in &by {
                let question =
                    WhyQuestion { row, from: ("base", Some(a)), to: ("base", Some(b)), depth: None };
                let change = why_by(settled, &question, *by).expect("an answer");
                let Some(whole) = change.change else { continue };
                let add = |causes: &[pace::analysis::Cause]| {
                    causes
                        .iter()
                        .map(|cause| decimal(&cause.amount.to_string()))
                        .sum::<rust_decimal::Decimal>()
                };
                let whole = decimal(&whole.to_string());
                assert!((add(&change.causes) - whole).abs() < tiny, "{row} {a} {b}");
                for cause in change.causes.iter().filter(|cause| !cause.causes.is_empty()) {
                    let own = decimal(&cause.amount.to_string());
                    assert!((add(&cause.causes) - own).abs() < tiny, "{row} {a} {b} {}", cause.name);
                }
            }
        }
    }
}

#[test]
fn causes_of_two_hundred_reps_are_few() {
    let shell = shell(&crowd());
    for words in [
        &["why", "plan.pace", "bookings", "2028-06", "--vs", "2027-05"][..],
        &["why", "plan.pace", "bookings", "2028-06", "--vs", "2027-05", "--by", "rep"],
        &["why", "plan.pace", "attainment", "2028-06", "--vs", "2027-05", "--by", "rep"],
        &["why", "plan.pace", "bookings", "--scenario", "push"],
        &["why", "plan.pace", "cost_of_sale", "--scenario", "more", "--by", "rep"],
    ] {
        let out = lines_of(&shell, words);
        assert!(out.lines().count() <= 40, "{words:?}: {} lines\n{out}", out.lines().count());
    }
}

#[test]
fn a_segment_to_tell_causes_by_must_be_one() {
    let shell = shell(TEAM);
    for (by, says) in [
        ("regoin", "did you mean `region`?"),
        ("region,rep", "two axes at once"),
        ("west", "`west` is a member of `region`"),
        ("quarter", "`quarter` is no segment of this plan"),
    ] {
        let ran = shell.pace(&["why", "plan.pace", "bookings", "2026-08", "--vs", "2026-05", "--by", by]);
        assert_eq!(ran.code, Some(2), "{by}");
        assert!(ran.err.contains(says), "{by}: {}", ran.err);
    }
}

/// West closes 30% instead of 25%: a fifth more of $1,080,000.
#[test]
fn scenarios_are_compared_by_totals_members_and_one_member() {
    let shell = shell(TEAM);
    let out = lines_of(&shell, &["compare", "plan.pace"]);
    assert!(
        out.contains("bookings      /month  total      $2,373,000  $2,589,000  +$216,000  +9.1%"),
        "{out}"
    );
    assert!(!out.contains("rep1") && !out.contains("west"), "{out}");
    assert!(out.contains("rows of") && out.contains("families: `--by region` shows them."), "{out}");
    assert!(
        out.contains("bookings >= total(quota) for each rep  in total                ✗ 2 of 6 met"),
        "{out}"
    );
    let out = lines_of(&shell, &["compare", "plan.pace", "--by", "region"]);
    assert!(out.contains("  west                of totals        100%        120%    +20 pts"), "{out}");
    assert!(out.contains("  east        /month  total        $888,000    $888,000          ="), "{out}");
    let out = lines_of(&shell, &["compare", "plan.pace", "--for", "rep1"]);
    assert!(out.contains("bookings    /month  total      $720,000  $864,000  +$144,000  +20.0%"), "{out}");
    assert!(!out.contains("cost_of_sale"), "{out}");
    let answer: Value =
        serde_json::from_str(&lines_of(&shell, &["compare", "plan.pace", "--format", "json"])).expect("JSON");
    let row = |name: &str| {
        let rows = answer["rows"].as_array().expect("rows");
        rows.iter().find(|row| row["name"] == name).unwrap_or_else(|| panic!("{name}")).clone()
    };
    assert_eq!(row("rep1.bookings")["totals"], serde_json::json!(["720000", "864000"]));
    assert_eq!(row("rep1.bookings")["members"], serde_json::json!({ "rep": "rep1", "region": "west" }));
    assert_eq!(row("bookings")["members"], serde_json::json!({}));
    assert_eq!(row("cost_of_sale")["family"], Value::Null);
    let goals = answer["goals"].as_array().expect("goals");
    assert_eq!(goals.len(), 7);
    assert_eq!(goals[1]["members"]["rep"], "rep2");
}

#[test]
fn comparisons_and_snapshots_of_two_hundred_reps_are_short() {
    let shell = shell(&crowd());
    let out = lines_of(&shell, &["compare", "plan.pace"]);
    assert!(out.lines().count() <= 40, "{} lines\n{out}", out.lines().count());
    let out = lines_of(&shell, &["compare", "plan.pace", "push", "--by", "rep"]);
    assert!(out.contains("190 more"), "{out}");
    shell.pace(&["snap", "plan.pace"]);
    shell.write("plan.pace", crowd().replace("west: 25%", "west: 30%"));
    let ran = shell.pace(&["snap", "check", "plan.pace"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.out.lines().count() <= 60, "{} lines\n{}", ran.out.lines().count(), ran.out);
    assert!(ran.out.contains("met, was missed: bookings >= total(quota) (5 members)"), "{}", ran.out);
    assert!(ran.out.contains("rows of") && ran.out.contains("families"), "{}", ran.out);
    assert!(shell.read("plan.pace.snap").contains("rep1.bookings"), "the file keeps all");
}

#[test]
fn a_row_of_every_family_is_what_a_plan_is_about() {
    let shell = shell(TEAM);
    shell.write("new.pace", TEAM.replace("west: 25%", "west: 30%"));
    let out = lines_of(&shell, &["diff", "plan.pace", "new.pace"]);
    assert!(out.contains("`bookings`: $2,373,000 to $2,589,000, +$216,000 (+9.1%)."), "{out}");
    assert!(out.contains("rows of") && !out.contains("rep1"), "{out}");
    let out = lines_of(&shell, &["diff", "plan.pace", "new.pace", "--by", "region"]);
    assert!(out.contains("  west                of totals        100%        120%    +20 pts"), "{out}");
    let out = lines_of(&shell, &["diff", "plan.pace", "new.pace", "--for", "rep1"]);
    assert!(
        out.contains("won               /month  total            60        72        +12  +20.0%"),
        "{out}"
    );
}

/// What the reps of a region lose are its losses: 270 of west's 360 leads that are settled, and so on; all of them what a
/// plan without segments would say.
#[test]
fn leaks_are_summed_by_name_and_told_apart_by_a_segment() {
    let shell = shell(TEAM);
    let answer = |words: &[&str]| -> Value {
        let mut all = vec!["leaks", "plan.pace", "--format", "json"];
        all.extend(words);
        serde_json::from_str(&lines_of(&shell, &all)).expect("JSON")
    };
    let told = |answer: &Value| -> Vec<(String, String, String)> {
        let stages = answer["stages"].as_array().expect("stages").iter();
        let text = |stage: &Value, field: &str| stage[field].as_str().expect("a text").to_string();
        stages.map(|stage| (text(stage, "stage"), text(stage, "lost"), text(stage, "worth"))).collect()
    };
    let want = |rows: &[(&str, &str, &str)]| -> Vec<(String, String, String)> {
        rows.iter().map(|(a, b, c)| (a.to_string(), b.to_string(), c.to_string())).collect()
    };
    // Won are 90, 74 and 40.5: at 25%, 20% and 15% three, four and 17/3 times as many are lost.
    assert_eq!(told(&answer(&[])), want(&[("won", "795.5", "9087000")]));
    let by_region = answer(&["--by", "region"]);
    let west = &by_region["stages"][1];
    assert_eq!(west["members"], serde_json::json!({ "region": "west" }));
    assert_eq!(
        told(&by_region),
        want(&[
            ("east.won", "296", "3552000"),
            ("west.won", "270", "3240000"),
            ("north.won", "229.5", "2295000")
        ])
    );
    assert_eq!(by_region["total"]["lost"], "795.5");
    let crowded = self::shell(&crowd());
    for words in [&["leaks", "plan.pace"][..], &["leaks", "plan.pace", "--by", "rep"]] {
        let out = lines_of(&crowded, words);
        assert!(out.lines().count() <= 40, "{} lines\n{out}", out.lines().count());
    }
}

/// Waiting halves what goes on; what goes on of what would is the quotient of the sums.
#[test]
fn what_waiting_costs_is_summed_over_members() {
    let shell = shell(
        "months 2026\nsegment region: west, east\n\
         for region { pipeline { leads = [west: 30/month, east: 10/month]; won = 50% of leads in 30 days, halving every 30 days; worth $1k } }\n",
    );
    let answer: Value =
        serde_json::from_str(&lines_of(&shell, &["leaks", "plan.pace", "--format", "json"])).expect("JSON");
    let waiting = &answer["stages"][0]["waiting"];
    assert_eq!(answer["stages"].as_array().expect("stages").len(), 1);
    assert_eq!(waiting["left"], "0.5");
}

const DAY: &str = "\
months 2026-01 .. 2026-03
segment rep { ann; bob from 2026-02; cy }
for rep {
  plan { 4 calls/day taking 15 minutes; 2 visits/week taking 1 hour; capacity 1 hour/day }
  won = calls * 10%
}
for ann { plan { 10 mails/day taking 3 minutes } }
goal won >= 30
";

/// In January two make 4 calls a day each, of 15 minutes; one more of each is two more of 10% for 60 working days.
#[test]
fn today_is_everybodys_day_or_one_persons() {
    let shell = shell(DAY);
    let answer = |words: &[&str]| -> Value {
        let mut all = vec!["today", "plan.pace", "--format", "json"];
        all.extend(words);
        serde_json::from_str(&lines_of(&shell, &all)).expect("JSON")
    };
    let calls = |answer: &Value| {
        let action = &answer["actions"][0];
        ["name", "number", "minutes_each", "minutes", "effect"]
            .map(|field| action[field].as_str().expect("a text").to_string())
    };
    let january = answer(&[]);
    assert_eq!(calls(&january), ["calls", "8", "15", "120", "12"]);
    assert_eq!(january["actions"].as_array().expect("actions").len(), 3);
    // 120 of calls, 48 of visits, 30 of mails; an hour for each of the two.
    assert_eq!((&january["minutes"], &january["capacity"]), (&"198".into(), &"120".into()));
    let february = answer(&["--month", "2026-02"]);
    assert_eq!(calls(&february), ["calls", "12", "15", "180", "12"]);
    assert_eq!(february["capacity"], "180");
    let ann = answer(&["--for", "ann"]);
    assert_eq!(calls(&ann), ["calls", "4", "15", "60", "6"]);
    assert_eq!((&ann["minutes"], &ann["capacity"]), (&"114".into(), &"60".into()));
    let out = lines_of(&shell, &["today", "plan.pace"]);
    assert!(out.contains("one more call every working day of each rep"), "{out}");
    let out = lines_of(&shell, &["today", "plan.pace", "--for", "bob"]);
    assert!(out.contains("bob is not there in Jan 2026"), "{out}");
    let ran = shell.pace(&["today", "plan.pace", "--for", "bpb"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("did you mean `bob`?"), "{}", ran.err);
    // 80 calls of 15 minutes, 8 visits and 200 mails of 3 minutes are 38 hours, of 20.
    let ran = shell.pace(&["check", "plan.pace"]);
    for words in [
        "of `ann` in Jan 2026, Feb 2026, Mar 2026 (38.0 of 20.0 hours in Jan 2026)",
        "of `bob` in Feb 2026, Mar 2026 (28.0",
    ] {
        assert!(ran.err.contains(words), "{}", ran.err);
    }
}

#[test]
fn two_hundred_people_are_one_line_and_three_names() {
    let members: Vec<String> = (1..=200).map(|rep| format!("rep{rep}")).collect();
    let shell = shell(&format!(
        "months 2026\nsegment rep: {}\nfor rep {{ plan {{ 5 calls/day taking 15 minutes; capacity 1 hour/day }} }}\n",
        members.join(", ")
    ));
    let out = lines_of(&shell, &["today", "plan.pace"]);
    assert!(out.contains("1,000  calls") && out.lines().count() < 12, "{out}");
    let ran = shell.pace(&["check", "plan.pace"]);
    assert!(
        ran.err.contains("`rep3`") && ran.err.contains("and of 197 more") && !ran.err.contains("rep4"),
        "{}",
        ran.err
    );
}

/// `count(attainment >= 80% over rep) >= 3` first holds in March: 120%, 100% and 115.2%.
#[test]
fn conditions_and_formulas_go_over_members() {
    let shell = shell(TEAM);
    let out = lines_of(&shell, &["when", "plan.pace", "count(attainment >= 80% over rep) >= 3"]);
    assert!(out.contains("Mar 2026"), "{out}");
    let out = lines_of(&shell, &["when", "plan.pace", "west.bookings >= $100k/month"]);
    assert!(out.contains("Mar 2026"), "{out}");
    let answer: Value = serde_json::from_str(&lines_of(
        &shell,
        &["eval", "plan.pace", "highest(attainment over rep)", "--format", "json"],
    ))
    .expect("JSON");
    // rep4 has 20 leads at 20% and $12,000 on a quota of $40,000: 120%, as rep1.
    assert_eq!(answer["rows"][0]["values"][7], "1.2");
    let answer: Value = serde_json::from_str(&lines_of(
        &shell,
        &["eval", "plan.pace", "sum(bookings over rep) - bookings", "--format", "json"],
    ))
    .expect("JSON");
    assert_eq!(answer["rows"][0]["total"], "0");
}

fn diffed(old: &str, new: &str) -> Value {
    let shell = shell(old);
    shell.write("new.pace", new);
    serde_json::from_str(&lines_of(&shell, &["diff", "plan.pace", "new.pace", "--format", "json"]))
        .expect("JSON")
}

fn told(answer: &Value) -> Vec<[String; 5]> {
    let changes = answer["changes"].as_array().expect("changes").iter();
    let text = |value: &Value| value.as_str().unwrap_or("-").to_string();
    changes.map(|change| ["name", "kind", "from", "to", "effect"].map(|field| text(&change[field]))).collect()
}

/// West's 5 points more are a fifth of its $1,080,000; rep2's three months more 15 deals of $12,000; each alone.
#[test]
fn entries_and_lines_of_members_are_changes_of_their_own() {
    let new = TEAM
        .replace("west: 25%", "west: 30%")
        .replace("until 2026-06", "until 2026-09")
        .replace("quota = $50k", "quota = $55k")
        .replace("$5,000", "$5,500");
    let want = [
        ["west.close", "input", "25%", "30%", "216000"],
        ["rep2", "input", "in west until 2026-06", "in west until 2026-09", "180000"],
        ["rep3.quota", "input", "$50k/month", "$55k/month", "0"],
        ["salary", "input", "$5,000/month", "$5,500/month", "0"],
    ];
    let answer = diffed(TEAM, &new);
    assert_eq!(told(&answer), want.map(|row| row.map(str::to_string)));
    // The fifth more of what rep2 brings in three months more.
    assert_eq!(answer["share"]["interaction"], "36000");
}

/// A new member is one change, with its entries in every list: 10 leads a month of ten months, of which 15% are won.
#[test]
fn a_new_member_is_one_change() {
    let line = "  rep6 in north from 2026-06: quota = $40k/month, new_leads = 20/month\n";
    let new =
        TEAM.replace(line, &format!("{line}  rep7 in north: quota = $40k/month, new_leads = 10/month\n"));
    let answer = diffed(TEAM, &new);
    let changes = told(&answer);
    assert_eq!(changes.len(), 1, "{changes:?}");
    assert_eq!(
        (&changes[0][0], &changes[0][1], &changes[0][4]),
        (&"rep7".into(), &"added".into(), &"150000".into())
    );
    let old = "months 2026\nsegment region: west, east\n\
               for region { leads = [west: 40/month, east: 30/month]; rate = [west: 25%, else: 20%]; won = leads * rate }\n";
    let new = old
        .replace("west, east", "west, east, north")
        .replace("east: 30/month", "east: 30/month, north: 20/month");
    let changes = told(&diffed(old, &new));
    // 20 a month at 20% for twelve months.
    assert_eq!(changes.len(), 1, "{changes:?}");
    assert_eq!((&changes[0][0], &changes[0][4]), (&"north".into(), &"48".into()));
}

/// A cell of a table is a change, and so is a line of it.
#[test]
fn a_cell_of_a_table_is_one_change() {
    let shell = Shell::new();
    let plan = "months 2026\nsegment rep from \"reps.csv\"\nfor rep { won = leads * 20% }\n";
    shell.write("old/plan.pace", plan).write("old/reps.csv", "rep,leads: /month\nann,40\nbob,30\n");
    shell.write("new/plan.pace", plan).write("new/reps.csv", "rep,leads: /month\nann,50\nbob,30\ncy,20\n");
    let out =
        lines_of(&shell, &["diff", "old/plan.pace", "new/plan.pace", "--row", "won", "--format", "json"]);
    let changes = told(&serde_json::from_str(&out).expect("JSON"));
    let effects: Vec<(&str, &str)> = changes.iter().map(|row| (row[0].as_str(), row[4].as_str())).collect();
    assert_eq!(effects, [("ann.leads", "24"), ("cy", "48")]);
}
