//! What a person sees: everything fits the screen, totals stand first, what says nothing is left out and counted.

use std::fs;

use crate::support::session::{Files, Play, shown_on};
use crate::support::{files, home};
use pace::output::text::width;

/// What a session answers over a plan, at 80 columns.
#[track_caller]
fn said(plan: &str, line: &str) -> String {
    Play::new(&Files::of(&[("plan.pace", plan)]), Some("plan.pace")).right(line)
}

/// What it answers to a line that is wrong.
#[track_caller]
fn refused(plan: &str, line: &str) -> String {
    Play::new(&Files::of(&[("plan.pace", plan)]), Some("plan.pace")).wrong(line)
}

/// A plan in which a scenario changes one of two rows.
const TWO: &str = "months 3\na = 5/month\nb = 7/month\nscenario s {\n  b = 8/month\n}\nshow a, b\n";

#[test]
fn everything_fits_its_screen() {
    for path in files(&home().join("examples"), "pace") {
        let text = fs::read_to_string(&path).expect("an example");
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
        // Plans that bring in others have files that this world does not.
        if text.contains("\nuse ") {
            continue;
        }
        for width_of_screen in [40, 60, 80, 120, 200] {
            let mut play = Play::new(&Files::of(&[(name, &text)]), Some(name));
            for line in [
                ":table",
                ":table --by quarter",
                ":compare",
                ":compare --months",
                ":today",
                ":goals",
                ":rows",
            ] {
                for outcome in play.outcomes(line) {
                    for shown in shown_on(&outcome, width_of_screen).lines() {
                        assert!(
                            width(shown) <= width_of_screen,
                            "{name}: {line} at {width_of_screen} columns:\n{shown}"
                        );
                    }
                }
            }
        }
    }
}

/// The lines up to the first blank one after the head.
fn first_band(page: &str) -> &str {
    page.split("\n\n").find(|part| part.contains("──")).unwrap_or_default()
}

#[test]
fn totals_stand_in_the_first_band() {
    let plan = "months 2026-01 .. 2028-12\nspend = $12,345/month\nhires = 1/month\n";
    for months in ["2026-01 .. 2026-12", "2026-01 .. 2028-12", "2026-02 .. 2026-09"] {
        let plan = plan.replace("2026-01 .. 2028-12", months);
        let mut play = Play::new(&Files::of(&[("plan.pace", &plan)]), Some("plan.pace"));
        for screen in [40, 60, 80, 100, 120, 300] {
            let page: String =
                play.outcomes(":table").iter().map(|outcome| shown_on(outcome, screen)).collect();
            assert!(first_band(&page).contains("total"), "{months} at {screen}:\n{page}");
        }
    }
}

#[test]
fn a_plan_without_show_tells_what_is_done_first() {
    let page = said(
        "months 3\nlate = calls * 2\nstock people { opening 5; gains 1/month }\npipeline {\n  leads = calls * 10%\n  won = \
         50% of leads in 1 month\n}\nplan { 2 calls/day }\n",
        ":table",
    );
    let place = |word: &str| page.find(word).unwrap_or_else(|| panic!("no {word} in\n{page}"));
    assert!(place("calls") < place("leads"), "{page}");
    assert!(place("leads") < place("people"), "{page}");
    assert!(place("people") < place("late"), "{page}");
}

#[test]
fn a_plan_with_actions_says_its_working_days() {
    const SAYS: &str = "20 working days a month";
    let plan = "months 2026-01 .. 2026-03\nplan { 2 calls/day }\n";
    assert!(said(plan, ":table").contains(SAYS));
    // Said already, nothing that counts on it, or no real month.
    for other in [
        "months 2026-01 .. 2026-03\nworkdays 20/month\nplan { 2 calls/day }\n",
        "months 2026-01 .. 2026-03\nworkdays mon..fri\nplan { 2 calls/day }\n",
        "months 2026-01 .. 2026-03\ncalls = 40/month\n",
        "months 3\nplan { 2 calls/day }\n",
    ] {
        assert!(!said(other, ":table").contains(SAYS), "{other}");
    }
}

#[test]
fn one_column_is_not_repeated_as_a_total() {
    for (plan, line) in [
        ("months 1\nx = 5/month\n", ":table"),
        ("months 2026-01 .. 2026-12\nx = 5/month\n", ":table --by year"),
        ("months 3\nx = 5/month\n", ":table --by quarter"),
    ] {
        let page = said(plan, line);
        assert!(!page.contains("total"), "{page}");
    }
    assert!(said("months 2\nx = 5/month\n", ":table").contains("10 total"));
}

#[test]
fn a_mean_has_the_digits_that_it_has() {
    for (values, mean) in [
        ("[0, 0, 0, 1, 0, 0] from M1", "0.17 mean"),
        ("[10, 11, 11, 11, 11, 11] from M1", "10.8 mean"),
        ("[$1, $2, $2, $2, $2, $2] from M1", "$1.83 mean"),
        ("[10%, 20%, 20%, 20%, 20%, 20%] from M1", "18.3% mean"),
        ("[2, 2, 2, 4, 4, 4] from M1", "3 mean"),
        ("[0.5, 0.5, 0.5, 1, 0.5, 0.5] from M1", "0.6 mean"),
    ] {
        let plan = format!("months 6\nx = {values}\n");
        assert!(said(&plan, ":table").contains(mean), "{values}:\n{}", said(&plan, ":table"));
        assert!(said(&plan, "x").contains(mean), "{values}:\n{}", said(&plan, "x"));
    }
    // The months themselves stay whole.
    assert!(said("months 6\nx = [0, 0, 0, 1, 0, 0] from M1\n", ":table").contains("0   0   0   1   0   0"));
}

#[test]
fn a_comparison_shows_what_differs() {
    let page = said(TWO, ":compare");
    assert!(!page.contains("\na "), "{page}");
    assert!(page.contains("1 row is the same everywhere: `--all` shows it."), "{page}");
    let all = said(TWO, ":compare --all");
    assert!(all.contains("\na ") && !all.contains("everywhere"), "{all}");
    let months = said(TWO, ":compare --months");
    assert!(!months.contains("\na\n") && months.contains("1 row"), "{months}");
    // Other months that come to the same total are a difference.
    let moved = "months 3\na = [1, 2, 3]/month from M1\nscenario s { a = [3, 2, 1]/month from M1 }\n";
    let page = said(moved, ":compare");
    assert!(page.contains("\na ") && !page.contains("everywhere"), "{page}");
    // A row that only one of them has is one, too.
    let new = "months 3\na = 1/month\nscenario s { new c = 2/month }\n";
    assert!(said(new, ":compare").contains("\nc "));
    // A plan alone has nothing to differ from.
    assert!(said("months 3\na = 1/month\n", ":compare").contains("\na "));
}

#[test]
fn a_scenario_stands_over_the_first_of_its_columns() {
    let page = said(TWO, ":compare");
    let lines: Vec<&str> = page.lines().collect();
    let above = lines.iter().position(|line| line.trim_end().ends_with(" s")).expect("the scenario's name");
    let (first, _) = lines[above + 1].match_indices("value").nth(1).expect("its first column");
    assert_eq!(lines[above].trim_end().len(), first + "value".len(), "{page}");
}

#[test]
fn a_day_of_a_month_is_asked_for_as_people_write_it() {
    let plan = "months 2026-01 .. 2026-12\nworkdays mon..fri except 2026-08-01 .. 2026-08-31\nplan { 2 calls/day }\n\
                goal calls >= 100 by 2026-12\n";
    for month in ["May", "may", "2026-05", "M5", "m5", "'May 2026'", "'may, 2026'"] {
        let page = said(plan, &format!(":today --month {month}"));
        assert!(page.contains("a working day in May 2026, one of 21"), "{month}:\n{page}");
    }
    for wrong in ["M13", "M0", "Mayday", "2027-05", "'May 2027'", "5"] {
        assert!(refused(plan, &format!(":today --month {wrong}")).contains("no month"), "{wrong}");
    }
    let two = "months 2026-01 .. 2027-12\nplan { 2 calls/day }\n";
    assert!(refused(two, ":today --month May").contains("write `2026-05` or `2027-05`"));
    assert!(said(two, ":today --month 'May 2027'").contains("May 2027"));
    let undated = "months 6\nplan { 2 calls/day }\n";
    assert!(said(undated, ":today --month M5").contains("M5"));
    assert!(refused(undated, ":today --month May").contains("no month"));
}

#[test]
fn a_month_without_working_days_has_nothing_to_do() {
    let plan = "months 2026-01 .. 2026-12\nworkdays mon..fri except 2026-08-01 .. 2026-08-31\nplan { 2 calls/day }\n\
                goal calls >= 100 by 2026-12\n";
    let page = said(plan, ":today --month 2026-08");
    assert!(page.contains("Aug 2026 has no working days"), "{page}");
    assert!(!page.contains("one more"), "{page}");
}
