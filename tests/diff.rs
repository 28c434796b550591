//! `pace diff` from outside: what was written otherwise, what it does, and versions that git keeps.

use std::fs;
use std::path::Path;
use std::str::FromStr;

use crate::support::process::{Ran, Shell};
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// 40 calls, a tenth of them a sale of $100: $400 a month, $1,200 in all.
const OLD: &str = "months 3
calls = 40/month
rate = 10%
price = $100
sales = calls * rate * price
";

fn with(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(OLD.to_string(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    })
}

/// The two versions in a folder.
fn versions(old: &str, new: &str) -> Shell {
    let shell = Shell::new();
    shell.write("old.pace", old).write("new.pace", new);
    shell
}

#[track_caller]
fn json_of(shell: &Shell, arguments: &[&str]) -> Value {
    let all = [&["diff"], arguments, &["--format", "json"]].concat();
    let ran = shell.pace(&all).exits(0).quietly();
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error} in {}", ran.out))
}

#[track_caller]
fn difference(old: &str, new: &str) -> Value {
    let found = json_of(&versions(old, new), &["old.pace", "new.pace"]);
    adds_up(&found);
    found
}

/// What a change does alone.
#[track_caller]
fn effect<'a>(found: &'a Value, name: &str) -> &'a Value {
    &change(found, name)["effect"]
}

#[track_caller]
fn change<'a>(found: &'a Value, name: &str) -> &'a Value {
    let changes = found["changes"].as_array().expect("changes");
    changes
        .iter()
        .find(|change| change["name"] == name)
        .unwrap_or_else(|| panic!("no change of {name} in {found:#}"))
}

fn number(value: &Value) -> Decimal {
    value.as_str().map_or(Decimal::ZERO, |text| Decimal::from_str(text).expect("a number"))
}

/// Every part together is the change, to the last digit.
#[track_caller]
fn adds_up(found: &Value) {
    let share = &found["share"];
    let alone = found["changes"].as_array().expect("changes").iter().map(|change| number(&change["effect"]));
    let parts = alone.sum::<Decimal>() + number(&share["interaction"]) + number(&share["rest"]);
    assert_eq!(parts, number(&share["change"]), "{found:#}");
    assert_eq!(number(&share["to"]) - number(&share["from"]), number(&share["change"]), "{found:#}");
}

// What each change does.

#[test]
fn each_input_is_tried_alone_and_the_remainder_is_interaction() {
    let found = difference(OLD, &with(&[("40/month", "50/month"), ("10%", "20%")]));
    // Alone: 50 · 0.1 · 100 · 3 is 1,500; 40 · 0.2 · 100 · 3 is 2,400. Together 3,000.
    assert_eq!(found["share"]["row"], "sales");
    assert_eq!(found["share"]["unit"], "USD");
    assert_eq!([&found["share"]["from"], &found["share"]["to"]], ["1200", "3000"]);
    assert_eq!([effect(&found, "calls"), effect(&found, "rate")], ["300", "1200"]);
    assert_eq!([&found["share"]["change"], &found["share"]["interaction"]], ["1800", "300"]);
    assert_eq!(found["share"]["rest"], Value::Null);
    // The strongest first, with what was written.
    let rate =
        json!({"name": "rate", "kind": "input", "from": "10%", "to": "20%", "effect": "1200", "unit": "USD"});
    assert_eq!(found["changes"][0], rate);
    let row = json!({"name": "sales", "unit": "USD/month", "rollup": "sum", "status": "moved", "from": "1200", "to": "3000", "change": "1800"});
    assert_eq!(found["rows"].as_array().expect("rows").last(), Some(&row));
}

#[test]
fn what_the_row_does_not_depend_on_does_nothing() {
    let aside = "side = 5\nother = side * 2\n";
    let new = with(&[("40/month", "50/month")])
        + &aside.replace('5', "6").replace("* 2", "* new_one")
        + "new_one = 3\n";
    let found =
        json_of(&versions(&(OLD.to_string() + aside), &new), &["old.pace", "new.pace", "--row", "sales"]);
    adds_up(&found);
    // `other` uses a row that was added, but is none of the row's business.
    assert_eq!([effect(&found, "calls"), effect(&found, "side"), effect(&found, "other")], ["300", "0", "0"]);
    assert_eq!([&found["share"]["interaction"], &found["share"]["rest"]], ["0", "0"]);
    assert_eq!(found["share"]["rest_of"], json!(["new_one"]));
}

#[test]
fn one_change_is_all_of_it() {
    // A third has no end: the part is the change all the same.
    let found = difference(OLD, &with(&[("10%", "1 of 3")]));
    assert_eq!(found["share"]["interaction"], "0");
    assert_eq!(effect(&found, "rate"), &found["share"]["change"]);
}

#[test]
fn formulas_stand_alone_where_the_old_plan_takes_them() {
    let found = difference(OLD, &with(&[("40/month", "50/month"), ("rate * price", "rate * price * 2")]));
    // 50 · 0.1 · 100 · 3 = 1,500; twice 1,200; twice 1,500.
    assert_eq!(change(&found, "sales")["kind"], "formula");
    assert_eq!([effect(&found, "calls"), effect(&found, "sales")], ["300", "1200"]);
    assert_eq!([&found["share"]["change"], &found["share"]["interaction"]], ["1800", "300"]);
}

#[test]
fn what_is_added_is_the_rest_and_named() {
    let new =
        with(&[("40/month", "50/month"), ("rate * price", "rate * price + bonus")]) + "bonus = $30/month\n";
    let found = difference(OLD, &new);
    assert_eq!(effect(&found, "calls"), "300");
    assert_eq!(effect(&found, "sales"), &Value::Null, "the old plan has no bonus");
    assert_eq!(
        change(&found, "bonus"),
        &json!({"name": "bonus", "kind": "added", "from": null, "to": "$30/month", "effect": null, "unit": "USD"})
    );
    // Three months of 30.
    assert_eq!([&found["share"]["interaction"], &found["share"]["rest"]], ["0", "90"]);
    assert_eq!(found["share"]["rest_of"], json!(["sales", "bonus"]));
    let rows = found["rows"].as_array().expect("rows");
    assert!(rows.iter().any(|row| row["name"] == "bonus" && row["status"] == "added"));
    // And back.
    let found = difference(&new, OLD);
    assert_eq!(change(&found, "bonus")["kind"], "removed");
    assert_eq!(found["share"]["change"], "-390");
}

#[test]
fn a_row_by_another_name_is_the_same_row() {
    let found = difference(OLD, &with(&[("price", "deal_size"), ("10%", "20%")]));
    assert_eq!(
        change(&found, "deal_size"),
        &json!({"name": "deal_size", "kind": "renamed", "from": "price", "to": "deal_size", "effect": null, "unit": "USD"})
    );
    assert_eq!(effect(&found, "rate"), "1200");
    assert_eq!([&found["share"]["interaction"], &found["share"]["rest"]], ["0", "0"]);
    assert_eq!(found["share"]["rest_of"], json!(["sales", "deal_size"]));
}

#[test]
fn an_action_that_starts_later_is_the_new_action_alone() {
    let old = "months 3\nplan { 2 calls/day }\nleads = calls * 50%\n";
    // 20 working days a month: 120 calls, and 0 + 80 + 80.
    let found = difference(old, &old.replace("2 calls/day", "4 calls/day from M2"));
    assert_eq!(change(&found, "calls")["from"], "2 calls/day");
    assert_eq!([effect(&found, "calls"), &found["share"]["change"]], ["20", "20"]);
}

#[test]
fn parts_of_a_stage_count_apart() {
    let old = "months 3\npipeline {\n  leads = 30/month\n  won = 20% of leads in 30 days\n  worth $100\n}\n";
    let new = old.replace("20% of leads in 30 days", "40% of leads in 60 days");
    // Months of 30 days: 6 won in the second and third month; 12 in each; 6 in the third; 12 in the third.
    let found = difference(old, &new);
    assert_eq!([effect(&found, "won.rate"), effect(&found, "won.time")], ["1200", "-600"]);
    assert_eq!([&found["share"]["change"], &found["share"]["interaction"]], ["0", "-600"]);
    // Another shape is the stage as a whole.
    let found = difference(old, &old.replace("in 30 days", "over [0%, 0%, 100%]"));
    assert_eq!(effect(&found, "won"), "-600");
    // What a pipeline says of its deals is no row, and an input.
    let found = difference(old, &old.replace("$100", "$150"));
    assert_eq!(
        change(&found, "worth"),
        &json!({"name": "worth", "kind": "input", "from": "$100", "to": "$150", "effect": "600", "unit": "USD"})
    );
}

#[test]
fn stocks_calendars_and_named_pipelines_have_their_names() {
    let old = "months 2026-01 .. 2026-02\nworkdays 20/month\nplan { 2 calls/day }\nstock bank {\n  opening $100\n  gains calls * $10\n  loses $50/month\n}\n\
               pipeline core {\n  leads = calls\n  won = 50% of leads in 0 days\n}\nshow bank\n";
    let new = old
        .replace("20/month", "10/month")
        .replace("$50/month", "$60/month")
        .replace("opening $100", "opening $200")
        .replace("50%", "60%");
    let found = difference(old, &new);
    // 100 + 2 · (400 − 50) = 800; with 10 days 100 + 2 · (200 − 50) = 400.
    assert_eq!(found["share"]["row"], "bank");
    assert_eq!(found["share"]["from"], "800");
    assert_eq!([effect(&found, "workdays"), effect(&found, "bank.loses")], ["-400", "-20"]);
    assert_eq!([effect(&found, "bank.opening"), effect(&found, "core.won.rate")], ["100", "0"]);
    assert_eq!(found["share"]["interaction"], "0");
}

#[test]
fn another_number_of_months_is_a_change_too() {
    let found = difference(OLD, &with(&[("months 3", "months 4")]));
    assert_eq!(
        change(&found, "months"),
        &json!({"name": "months", "kind": "input", "from": "3", "to": "4", "effect": "400", "unit": "USD"})
    );
}

#[test]
fn what_is_to_be_found_is_found_again_for_each_change() {
    // 2 months of 20 days: 100 calls are 2.5 a day, 120 are 3; of each call $10.
    let old = "months 2\nplan { ? calls/day }\nprice = $10\nsales = calls * price\ngoal calls >= 100 by M2\n";
    let new = old.replace("$10", "$20").replace("100", "120");
    let shell = versions(old, &new);
    let found = json_of(&shell, &["old.pace", "new.pace", "--row", "sales"]);
    adds_up(&found);
    assert_eq!(effect(&found, "price"), "1000");
    assert_eq!([&found["share"]["change"], &found["share"]["rest"]], ["1400", "400"]);
    assert_eq!(found["share"]["rest_of"], json!(["goals"]));
}

#[test]
fn where_a_goal_determines_a_number_the_number_is_what_moves() {
    // Of 100 calls 10 leads; at 12% and 30% it takes 83.333… and 33.333….
    let old = "months 2\nplan { ? calls/day }\nrate = 10%\nleads = calls * rate\ngoal leads >= 10 by M2\n";
    for (rate, change) in [("12%", "-16.666667"), ("30%", "-66.666667")] {
        let shell = versions(old, &old.replace("10%", rate));
        let found = json_of(&shell, &["old.pace", "new.pace"]);
        adds_up(&found);
        assert_eq!(found["share"]["row"], "calls");
        assert_eq!(number(effect(&found, "rate")).round_dp(6).to_string(), change);
        // What the search leaves in the last digits is no change of the goal's row.
        shell
            .pace(&["diff", "old.pace", "new.pace", "--row", "leads"])
            .exits(0)
            .says("`leads` stays at 10.\n");
    }
}

#[test]
fn words_that_mean_the_same_are_no_change() {
    let new = "# another order, other comments\nsales=calls*rate*price\nprice = $100 # each\ntitle \"T\"\nrate = 10%\n\n\ncalls  =  40/month\nmonths 3\n";
    let found = difference(OLD, new);
    assert_eq!(found["changes"], json!([]));
    assert_eq!(found["rows"], json!([]));
    versions(OLD, new).pace(&["diff", "old.pace", "new.pace"]).exits(0).says("Nothing differs but words");
    // Labels are words too, where a `?` makes goals count as well.
    let old =
        "months 2\nplan { ? calls/day }\ngoal calls >= 100 by M2\nscenario x { goal calls >= 120 by M2 }\n";
    let new = old
        .replace("goal calls >= 100", "goal \"Enough\": calls >= 100")
        .replace("scenario x", "scenario x \"X\"");
    let found = difference(old, &new);
    assert_eq!([&found["changes"], &found["share"]["rest_of"]], [&json!([]), &json!([])]);
}

#[test]
fn parts_of_every_example_add_up() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut seen = 0;
    for name in
        ["outbound", "hiring", "seasonal", "commission", "verbal_yes", "two_calls", "roadmap", "contingency"]
    {
        let old = fs::read_to_string(folder.join(name).with_extension("pace")).expect("a plan");
        // Every percentage and every amount of money in a definition becomes another one.
        let new: String = old
            .lines()
            .map(|line| match line.split_once(" = ") {
                // Shares sum to 100%, and go on doing so.
                _ if line.contains('[') => line.to_string(),
                Some((name, rest)) if !name.contains(' ') && rest.starts_with('$') => {
                    line.replace("000", "700")
                }
                _ => line.replace("40%", "37%").replace("25%", "24%").replace("20%", "19%"),
            })
            .map(|line| line + "\n")
            .collect();
        let shell = versions(&old, &new);
        let found = json_of(&shell, &["old.pace", "new.pace"]);
        adds_up(&found);
        seen += found["changes"].as_array().expect("changes").len();
    }
    assert!(seen > 10, "{seen}");
}

// What else moved.

#[test]
fn goals_checks_and_scenarios_are_there() {
    let judged = "goal sales >= $1,500 by M3\ncheck calls <= 45/month\nscenario more { rate = 30% }\nscenario less { price = $50 }\n";
    let old = OLD.to_string() + judged;
    let new = with(&[("40/month", "50/month")])
        + &judged.replace("scenario less { price = $50 }", "scenario fresh { rate = 5% }");
    let found = difference(&old, &new);
    // By month 3 it is 1,500: met there.
    assert_eq!([&found["goals"][0]["from"]["status"], &found["goals"][0]["to"]["status"]], ["missed", "met"]);
    assert_eq!(
        [&found["checks"][0]["from"]["status"], &found["checks"][0]["to"]["status"]],
        ["held", "failed"]
    );
    // 40 and 50 calls at 30%; half of 1,200; half of 1,500.
    assert_eq!(
        found["scenarios"],
        json!([
            {"name": "more", "unit": "USD", "from": "3600", "to": "4500", "change": "900"},
            {"name": "less", "unit": "USD", "from": "600", "to": null, "change": null},
            {"name": "fresh", "unit": "USD", "from": null, "to": "750", "change": null},
        ])
    );
    assert_eq!(change(&found, "scenario fresh")["kind"], "added");
    let ran = versions(&old, &new).pace(&["diff", "old.pace", "new.pace"]).exits(0).quietly();
    let ran = ran
        .says("`sales`: $1,200 to $1,500, +$300 (+25.0%).")
        .says("sales >= $1,500 by M3  in total  ✗ $1,200  ✓ $1,500 · reached M3");
    let ran = ran.says("calls   40/month  50/month").says("more      $3,600  $4,500   +$900");
    ran.says("Removed\n  · scenario less");
}

#[test]
fn lines_of_a_scenario_are_told_before_and_after() {
    let old = OLD.to_string() + "scenario hire { calls = 80/month; price = $50 from M2 }\n";
    let new = OLD.to_string() + "scenario hire { calls = 80/month; price = $50 from M3; rate = 30% }\n";
    let shell = versions(&old, &new);
    shell.pace(&["diff", "old.pace", "new.pace"]).exits(0).says(
        "Scenarios changed\n  · scenario hire\n    was price = $50 from M2\n    is price = $50 from M3; rate = 30%",
    );
    let found = json_of(&shell, &["old.pace", "new.pace"]);
    let changed = change(&found, "scenario hire");
    assert_eq!(changed["from"], "price = $50 from M2");
    assert_eq!(changed["to"], "price = $50 from M3; rate = 30%");
    let back = json_of(&shell, &["new.pace", "old.pace"]);
    assert_eq!(change(&back, "scenario hire")["to"], "price = $50 from M2");
}

#[test]
fn a_scenario_is_compared_with_itself() {
    let old = OLD.to_string() + "scenario more { calls = 80/month }\nscenario other { rate = 1% }\n";
    let new = with(&[("10%", "20%")]) + "scenario more { calls = 60/month }\nscenario other { rate = 2% }\n";
    let shell = versions(&old, &new);
    let found = json_of(&shell, &["old.pace", "new.pace", "--scenario", "more"]);
    adds_up(&found);
    // 80 · 0.1 · 100 · 3 = 2,400; 60 · 0.2 · 100 · 3 = 3,600; alone 4,800 and 1,800.
    assert_eq!([effect(&found, "rate"), effect(&found, "scenario more")], ["2400", "-600"]);
    assert_eq!([&found["share"]["change"], &found["share"]["interaction"]], ["1200", "-600"]);
    assert_eq!(effect(&found, "scenario other"), &Value::Null);
    shell
        .pace(&["diff", "old.pace", "new.pace", "--scenario", "mroe"])
        .exits(2)
        .complains("did you mean `more`?");
    shell
        .pace(&["diff", "old.pace", "new.pace", "--row", "sale"])
        .exits(2)
        .complains("did you mean `sales`?");
    shell.write("new.pace", with(&[("sales", "income")]));
    shell
        .pace(&["diff", "old.pace", "new.pace", "--row", "income"])
        .exits(2)
        .complains("the old plan has no row `income`");
}

#[test]
fn other_units_are_not_subtracted() {
    let found = difference(OLD, &with(&[("price = $100", "price = 100")]));
    assert_eq!(found["share"]["change"], Value::Null);
    let shell = versions(OLD, &with(&[("price = $100", "price = 100")]));
    shell.pace(&["diff", "old.pace", "new.pace"]).exits(0).says("counted in another unit now");
}

// Formats.

#[test]
fn markdown_is_a_comment_that_folds_what_is_long() {
    let old = OLD.to_string() + "show sales\n";
    let new = with(&[("40/month", "50/month"), ("10%", "20%")]) + "show sales\n";
    let ran = versions(&old, &new)
        .pace(&["diff", "old.pace", "new.pace", "--format", "markdown"])
        .exits(0)
        .quietly();
    let ran = ran
        .says("| change | was | is | sales alone | sales share |\n")
        .says("| rate | 10% | 20% | +$1,200 | 66.7% |\n");
    let ran =
        ran.says("| interaction | | | +$300 | 16.7% |\n").says("| **all of it** | | | +$1,800 | 100% |\n");
    let ran = ran.says("\n<details><summary>2 more rows moved</summary>\n\n| ");
    ran.says("\n\n</details>\n");
    // A terminal has no room for them.
    versions(&old, &new)
        .pace(&["diff", "old.pace", "new.pace"])
        .exits(0)
        .says("2 more rows moved: `--format csv` lists them.");
}

#[test]
fn csv_has_every_part_and_row_in_full() {
    let new = with(&[("40/month", "50/month"), ("10%", "20%")]);
    let ran = versions(OLD, &new).pace(&["diff", "old.pace", "new.pace", "--format", "csv"]).exits(0);
    assert_eq!(
        ran.out,
        "kind,name,unit,from,to,change\n\
         input,rate,USD,10%,20%,1200\n\
         input,calls,USD,40/month,50/month,300\n\
         interaction,sales,USD,,,300\n\
         all,sales,USD,1200,3000,1800\n\
         row,calls,1/month,120,150,30\n\
         row,rate,%,0.1,0.2,0.1\n\
         row,sales,USD/month,1200,3000,1800\n"
    );
}

#[test]
fn neither_version_is_written_over() {
    let shell = versions(OLD, OLD);
    for name in ["old.pace", "new.pace"] {
        shell.pace(&["diff", "old.pace", "new.pace", "-o", name]).exits(2).complains("is the plan itself");
        assert_eq!(shell.read(name), OLD);
    }
    shell.pace(&["diff", "old.pace", "new.pace", "-o", "out.txt"]).exits(0);
    assert!(shell.read("out.txt").contains("Both are the same text."));
}

#[test]
fn mistakes_are_told_with_their_version() {
    let shell = versions(OLD, "x = = 1\n");
    let ran = shell.pace(&["diff", "old.pace", "new.pace"]).exits(2).complains("new.pace:1:");
    assert!(!ran.err.contains("old.pace"), "{}", ran.err);
    shell.pace(&["diff", "new.pace", "old.pace"]).exits(2).complains("new.pace:1:");
    shell.write("late.pace", "r = 200%\npipeline { a = 1/month; won = r of a in 3 days }\n");
    shell.pace(&["diff", "old.pace", "late.pace"]).exits(2).complains("late.pace:").complains("bad-rate");
    shell.pace(&["diff", "old.pace", "nowhere.pace"]).exits(2).complains("`nowhere.pace` does not exist");
    shell.pace(&["diff", "-", "-"]).exits(2).complains("only once");
    shell
        .run_in(Path::new("."), "pace", &["diff", "old.pace", "-"], OLD.as_bytes())
        .exits(0)
        .says("old.pace to <stdin>");
}

// Git.

impl Shell {
    #[track_caller]
    fn git(&self, arguments: &[&str]) -> Ran {
        let who = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com", "-c", "commit.gpgsign=false"];
        self.program("git", &[&who, arguments].concat()).exits(0)
    }

    #[track_caller]
    fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", message]);
    }
}

/// A repository with a plan that uses a file beside it, in a folder; committed, and then changed in both files.
fn repository() -> Shell {
    let shell = Shell::new();
    shell.git(&["init", "--quiet", "--initial-branch", "main", "."]);
    let plan = OLD.replace("rate = 10%\n", "use \"parts/rate.pace\"\n");
    shell.write("plans/plan.pace", &plan).write("plans/parts/rate.pace", "rate = 10%\n");
    shell.commit("one");
    shell
        .write("plans/plan.pace", plan.replace("40/month", "50/month"))
        .write("plans/parts/rate.pace", "rate = 20%\n");
    shell
}

#[test]
fn a_revision_is_read_whole_with_what_it_uses() {
    let shell = repository();
    for (folder, arguments) in [
        (".", ["HEAD", "plans/plan.pace"]),
        (".", ["HEAD:plans/plan.pace", "plans/plan.pace"]),
        (".", ["main:./plans/plan.pace", "plans/plan.pace"]),
        ("plans", ["HEAD", "plan.pace"]),
        ("plans", ["HEAD:./plan.pace", "plan.pace"]),
        ("plans/parts", ["HEAD:plans/plan.pace", "../plan.pace"]),
    ] {
        let all = ["diff", arguments[0], arguments[1], "--format", "json"];
        let ran = shell.run_in(Path::new(folder), "pace", &all, b"").exits(0).quietly();
        let found: Value = serde_json::from_str(&ran.out).expect("JSON");
        adds_up(&found);
        assert_eq!([effect(&found, "calls"), effect(&found, "rate")], ["300", "1200"], "{arguments:?}");
        assert!(found["old"].as_str().is_some_and(|name| name.ends_with(":plans/plan.pace")), "{found:#}");
    }
    shell.commit("two");
    shell.git(&["tag", "v2"]);
    shell.pace(&["diff", "HEAD~1:plans/plan.pace", "v2:plans/plan.pace"]).exits(0).says("+$1,800 (+150.0%)");
    shell.pace(&["diff", "HEAD~1", "v2:plans/plan.pace"]).exits(0).says("HEAD~1:plans/plan.pace to v2:plans");
    shell.pace(&["diff", "HEAD", "plans/plan.pace"]).exits(0).says("Both are the same text");
    // A file alone is held against the last commit.
    let alone = shell.pace(&["diff", "plans/plan.pace"]).exits(0).says("Both are the same text");
    assert_eq!(alone.out, shell.pace(&["diff", "HEAD", "plans/plan.pace"]).out);
    shell.pace(&["diff", "plans/nowhere.pace"]).exits(2).complains("has no file");
    shell.pace(&["diff"]).exits(2).complains("<OLD>");
    // From anywhere, where the file says which repository.
    let path = shell.path("plans/plan.pace");
    let elsewhere = Shell::new();
    elsewhere.pace(&["diff", "HEAD~1", path.to_str().expect("UTF-8")]).exits(0).says("+$1,800");
}

#[test]
fn what_git_does_not_have_is_said_with_a_fix() {
    let shell = repository();
    let told = |arguments: &[&str], says: &str| {
        let all = [&["diff"], arguments].concat();
        shell.pace(&all).exits(2).complains(says).complains("help: ");
    };
    told(&["nope", "plans/plan.pace"], "the repository has no revision `nope`");
    told(&["nope:plans/plan.pace", "plans/plan.pace"], "the repository has no revision `nope`");
    told(&["HEAD:plan.pace", "plans/plan.pace"], "revision `HEAD` has no file `plan.pace`");
    told(&[":plans/plan.pace", "plans/plan.pace"], "`` is no revision");
    told(&["HEAD:../plan.pace", "plans/plan.pace"], "revision `HEAD` has no file");
    shell.pace(&["diff", "HEAD:plans", "plans/plan.pace"]).exits(2).complains("`HEAD:plans` is a folder");
    let ran =
        shell.run_in(Path::new("plans"), "pace", &["diff", "HEAD:plan.pace", "plan.pace"], b"").exits(2);
    ran.complains("from this folder write `HEAD:./plan.pace`");
    let shallow = Shell::new();
    let from = format!("file://{}", shell.path(".").display());
    shell.write("plans/plan.pace", OLD).commit("more");
    shallow.git(&["clone", "--quiet", "--depth", "1", &from, "."]);
    shallow.pace(&["diff", "HEAD~1", "plans/plan.pace"]).exits(2).complains("git fetch --unshallow");
    let bare = versions(OLD, OLD);
    bare.pace(&["diff", "HEAD", "new.pace"])
        .exits(2)
        .complains("the current folder is in no git repository")
        .complains("help: ");
    let empty = Shell::new();
    empty.git(&["init", "--quiet", "."]);
    empty
        .write("plan.pace", OLD)
        .pace(&["diff", "HEAD", "plan.pace"])
        .exits(2)
        .complains("no revision `HEAD`");
    let without = repository().with("PATH", "/nowhere");
    let ran = without.program(env!("CARGO_BIN_EXE_pace"), &["diff", "HEAD", "plans/plan.pace"]).exits(2);
    ran.complains("the program `git` is not installed, or not on the path");
}

#[test]
fn a_hook_s_variables_and_another_owner_are_no_riddle() {
    let shell = repository().with("GIT_DIR", ".git");
    shell.pace(&["diff", "HEAD", "plans/plan.pace"]).exits(0).says("+$1,800");
    shell.pace(&["diff", "HEAD:plans/plan.pace", "plans/plan.pace"]).exits(0).says("+$1,800");
    let foreign = repository().with("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1");
    let ran = foreign
        .pace(&["diff", "HEAD", "plans/plan.pace"])
        .exits(2)
        .complains("git does not read the repository");
    ran.complains("dubious ownership");
}

#[test]
fn a_revision_never_becomes_an_option_of_git() {
    let shell = repository();
    for revision in ["--output=owned", "-oowned", "--upload-pack=touch owned"] {
        shell.pace(&["diff", "--", revision, "plans/plan.pace"]).exits(2).complains("is no revision");
        let path = format!("{revision}:plans/plan.pace");
        shell.pace(&["diff", "--", &path, "plans/plan.pace"]).exits(2).complains("is no revision");
    }
    shell.pace(&["diff", "HEAD:--output=owned", "plans/plan.pace"]).exits(2).complains("has no file");
    shell.pace(&["diff", "HEAD:*.pace", "plans/plan.pace"]).exits(2).complains("has no file");
    assert_eq!(shell.names(), [".git", "plans"]);
}

#[cfg(unix)]
#[test]
fn a_revision_stays_inside_the_plans_folder() {
    use std::os::unix::fs::symlink;
    let shell = repository();
    shell.write("secret.pace", "rate = 1%\n").write("plans/up.pace", "use \"../secret.pace\"\n");
    symlink("../secret.pace", shell.path("plans/link.pace")).expect("a link");
    shell.write("plans/linked.pace", "use \"link.pace\"\n");
    shell.commit("more");
    shell.pace(&["diff", "HEAD", "plans/up.pace"]).exits(2).complains("this path leaves it");
    shell
        .pace(&["diff", "HEAD:plans/linked.pace", "secret.pace"])
        .exits(2)
        .complains("`HEAD:plans/link.pace` cannot be read: it is a link");
}

/// A loop over all plans goes on where one of them is new; one that there never was is a mistake.
#[test]
fn a_plan_that_is_newer_than_the_revision_is_new() {
    let shell = repository();
    shell.write("plans/new.pace", OLD);
    shell.pace(&["diff", "HEAD", "plans/new.pace"]).exits(0).says("The plan is new");
    shell.pace(&["diff", "HEAD", "plans/nowhere.pace"]).exits(2).complains("has no file");
}

#[test]
fn a_file_wins_over_a_revision_of_its_name() {
    let shell = repository();
    shell.write("main", OLD).write("odd:name.pace", OLD);
    shell.pace(&["diff", "main", "main"]).exits(0).says("main to main").says("Both are the same text");
    shell.pace(&["diff", "odd:name.pace", "main"]).exits(0).says("Both are the same text");
    shell.pace(&["diff", "/dev/null", "main"]).exits(0).says("The plan is new");
    shell.pace(&["diff", "main", "/dev/null"]).exits(0).says("The plan is gone");
}

/// The configuration that docs/snapshots.md shows for `key`.
fn documented(key: &str) -> String {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/snapshots.md"))
        .expect("the page");
    let start = format!("git config {key} ");
    let line =
        text.lines().find_map(|line| line.strip_prefix(&start)).unwrap_or_else(|| panic!("no `{start}`"));
    line.strip_prefix('\'').and_then(|line| line.strip_suffix('\'')).expect("quotes").to_string()
}

#[test]
fn git_diff_shows_figures_through_a_textconv() {
    let shell = repository();
    shell.write("alone.pace", OLD).write(".gitattributes", "*.pace diff=pace\n");
    shell.commit("alone");
    shell.git(&["config", "diff.pace.textconv", &documented("diff.pace.textconv")]);
    shell.write("alone.pace", with(&[("40/month", "50/month")]));
    let ran = shell.git(&["diff", "--", "alone.pace"]).quietly();
    let ran =
        ran.says("\n-  calls 1/month sum 120 | 40 40 40\n").says("\n+  calls 1/month sum 150 | 50 50 50\n");
    let ran = ran
        .says("\n-  sales USD/month sum 1200 | 400 400 400\n")
        .says("\n+  sales USD/month sum 1500 | 500 500 500\n");
    assert!(!ran.out.contains("40/month"), "{}", ran.out);
    // A stretch is headed by its scenario.
    assert!(ran.out.contains("@@ scenario base\n"), "{}", ran.out);
    // A copy of a plan that uses other files does not stand alone: it is shown as text, and git goes on.
    shell.git(&["diff", "HEAD~1", "--", "plans/plan.pace"]);
    shell.commit("both");
    shell.write("plans/plan.pace", shell.read("plans/plan.pace").replace("50/month", "60/month"));
    let ran = shell.git(&["diff", "--", "plans/plan.pace"]).quietly();
    let ran = ran.says("-calls = 50/month").says("+calls = 60/month");
    assert!(!ran.out.contains("pace snapshot"), "{}", ran.out);
    // What a snapshot is compared with in a pull request is text as it is.
    shell.pace(&["snap", "alone.pace"]).exits(10);
    shell.commit("snapshot");
    shell.write("alone.pace", OLD).pace(&["snap", "accept", "alone.pace"]).exits(0);
    shell
        .git(&["diff", "--", "alone.pace.snap"])
        .says("@@ scenario base\n")
        .says("\n+  calls 1/month sum 120 | 40 40 40\n");
}

#[test]
fn a_merge_that_git_could_not_finish_is_one_mistake() {
    let shell = repository();
    shell.write("plan.pace", OLD).commit("plan");
    shell.git(&["checkout", "--quiet", "-b", "other"]);
    shell.write("plan.pace", with(&[("40/month", "50/month")])).commit("other");
    shell.git(&["checkout", "--quiet", "main"]);
    shell.write("plan.pace", with(&[("40/month", "60/month")])).commit("one");
    let who = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com"];
    shell.program("git", &[&who[..], &["merge", "other"]].concat()).exits(1);
    let ran = shell.pace(&["check", "plan.pace"]).exits(2).says("1 error");
    ran.complains("the plan holds the marks of a merge that was not finished")
        .complains("help: between `<<<<<<<`");
    shell.write("plan.pace", OLD.replace('\n', "\r\n")).pace(&["diff", "main", "plan.pace"]).exits(0);
}

#[test]
fn git_difftool_runs_pace_diff() {
    let shell = repository();
    shell.git(&["config", "diff.tool", "pace"]);
    shell.git(&["config", "difftool.pace.cmd", &documented("difftool.pace.cmd")]);
    let ran = shell.git(&["difftool", "--no-prompt", "--", "plans/plan.pace"]);
    // What it uses is taken from the folder as it is now, on both sides.
    let ran = ran.says("plans/plan.pace (old) to plans/plan.pace · USD");
    let ran = ran.says("`sales`: $2,400 to $3,000, +$600 (+25.0%).").says("calls   40/month  50/month");
    assert!(!ran.out.contains("rate"), "{}", ran.out);
    let below = shell.run_in(Path::new("plans"), "git", &["difftool", "--no-prompt", "--", "plan.pace"], b"");
    below.exits(0).says("`sales`: $2,400 to $3,000");
    shell.write("new.pace", OLD);
    shell.git(&["add", "new.pace"]);
    shell.git(&["difftool", "--no-prompt", "--cached", "--", "new.pace"]).says("The plan is new");
}
