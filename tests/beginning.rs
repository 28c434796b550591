//! A first plan to start from, what `pace` alone says, and looking at a part of the months.

use crate::support::Plan;
use crate::support::process::Shell;

const KINDS: [&str; 5] = ["outbound", "saas", "agency", "team", "hiring"];

#[test]
fn every_starter_is_a_whole_plan_without_a_finding() {
    for kind in KINDS {
        let shell = Shell::new();
        let name = format!("{kind}.pace");
        shell.pace(&["new", &name, "--like", kind]).exits(0).says(&format!("pace run {name}"));
        let text = shell.read(&name);
        let lines = text.lines().count();
        assert!((20..=35).contains(&lines), "{kind} has {lines} lines");
        assert!(
            text.contains('#') && !text.contains("FILE"),
            "{kind}: comments that teach, with the file's name"
        );
        assert!(Plan::of_text(&text).found.is_empty(), "{kind}");
        for command in ["run", "compare", "levers", "explain"] {
            let row = if command == "explain" { &["bank"][..] } else { &[] };
            let rows = if kind == "outbound" || kind == "team" { &["bookings"][..] } else { row };
            let asked = if command == "explain" { rows } else { &[] };
            let ran = shell.pace(&[&[command, name.as_str()][..], asked].concat());
            ran.exits(0);
        }
        shell.pace(&["fmt", "--check", &name]).exits(0);
    }
}

#[test]
fn without_a_kind_it_is_the_plan_of_the_readme() {
    let shell = Shell::new();
    shell.pace(&["new"]).exits(0).says("Wrote plan.pace");
    let readme = std::fs::read_to_string(crate::support::home().join("README.md")).expect("the README");
    let (_, tour) = readme.split_once("```pace file=plan.pace\n").expect("the tour's plan");
    let (tour, _) = tour.split_once("```").expect("its end");
    assert_eq!(shell.read("plan.pace"), tour);
    assert!((20..=35).contains(&tour.lines().count()), "{} lines", tour.lines().count());
}

#[test]
fn no_file_is_written_over() {
    let shell = Shell::new();
    shell.write("plan.pace", "x = 1\n");
    shell.pace(&["new"]).exits(2).complains("pace new plan2.pace");
    shell.write("plan2.pace", "x = 1\n");
    shell.pace(&["new", "plan.pace"]).exits(2).complains("pace new plan3.pace");
    assert_eq!(shell.read("plan.pace"), "x = 1\n");
    // Without an ending it is a plan; a folder that is not there is said.
    shell.pace(&["new", "sales"]).exits(0).says("Wrote sales.pace");
    shell.pace(&["new", "sales"]).exits(2);
    shell.pace(&["new", "no/where.pace"]).exits(2).complains("folder `no`");
    shell.pace(&["new", "-", "--like", "saas"]).exits(0).says("title \"Subscriptions\"");
    shell
        .pace(&["new", "x.pace", "--like", "shop"])
        .exits(2)
        .complains("outbound, saas, agency, team, hiring");
}

#[test]
fn pace_alone_says_what_can_be_done() {
    let shell = Shell::new();
    shell.pace(&[]).exits(0).says("`pace new` writes a first one").says("pace run plan.pace");
    shell.pace(&["new", "year.pace"]).exits(0);
    let alone = shell.pace(&[]).exits(0);
    let alone = alone.says("year.pace: Our year · Jan 2026 – Dec 2026 · 1 goal, 1 check, 1 scenario");
    alone.says("pace solve year.pace calls").says("pace explain year.pace MRR");
    shell.write("two words.pace", "months 6\nx = 3\n");
    shell
        .pace(&[])
        .exits(0)
        .says("This folder has `two words.pace`, `year.pace`")
        .says("pace run 'two words.pace'");
    let shell = Shell::new();
    shell.write("a.pace", "x = \n");
    shell.pace(&[]).exits(0).says("a.pace has 1 error").says("pace check a.pace");
    // What a plan does not have is not offered.
    let shell = Shell::new();
    shell.write("a.pace", "months 6\nx = 3\ny = x * 2\n");
    let said = shell.pace(&[]).exits(0);
    for absent in ["compare", "today", "leaks"] {
        assert!(!said.out.contains(&format!("pace {absent}")), "{absent}");
    }
}

const PLAN: &str = "months 2026-01 .. 2026-12\nx = calendar.month * 1/month\nlevel = calendar.month\nscenario more { x = 100/month }\n";

#[test]
fn totals_are_of_the_months_that_are_shown() {
    let shell = Shell::new();
    shell.write("p.pace", PLAN);
    let csv = |arguments: &[&str]| {
        let all = [&["run", "p.pace", "--rows", "x", "--format", "csv"][..], arguments].concat();
        shell.pace(&all).exits(0).out.lines().nth(1).unwrap_or_default().to_string()
    };
    // 4 + 5 + 6 = 15.
    assert_eq!(csv(&["--from", "2026-04", "--to", "Jun"]), "x,variable,1/month,sum,4,5,6,15");
    assert_eq!(csv(&["--from", "Q4"]), "x,variable,1/month,sum,10,11,12,33");
    assert_eq!(csv(&["--to", "2026-02"]), "x,variable,1/month,sum,1,2,3");
    // A quarter of which only a part is shown has only that part: 2 + 3, then 4 + 5 + 6.
    assert_eq!(csv(&["--from", "Feb", "--to", "Q2", "--by", "quarter"]), "x,variable,1/quarter,sum,5,15,20");
    let ran = shell.pace(&["run", "p.pace", "--from", "Mar", "--to", "May"]).exits(0);
    ran.says("Mar – May 2026 · totals of these months, not of Jan – Dec 2026");
    let compared = shell.pace(&["compare", "p.pace", "--from", "Nov", "--format", "csv"]).exits(0);
    compared.says("x,1/month,sum,23,200,177");
    shell
        .pace(&["run", "p.pace", "--from", "Jul", "--to", "Feb"])
        .exits(2)
        .complains("--from 2026-02 --to 2026-07");
    shell
        .pace(&["run", "p.pace", "--from", "2027-01"])
        .exits(2)
        .complains("the plan's last month is `2026-12`");
    shell.pace(&["compare", "p.pace", "--to", "soon"]).exits(2).complains("no month `soon`");
}

#[test]
fn a_session_shows_a_part_too() {
    let files = crate::support::session::Files::of(&[("p.pace", PLAN)]);
    let mut play = crate::support::session::Play::new(&files, Some("p.pace"));
    let shown = play.right(":table x --from 2026-04 --to 2026-06");
    assert!(shown.contains("15 total"), "{shown}");
    let drawn = play.right(":plot x, x * 2 --from Oct");
    assert!(drawn.contains("Oct") && !drawn.contains("Jan"), "{drawn}");
    assert!(play.wrong(":plot x --until Oct").contains("--from MONTH"));
}
