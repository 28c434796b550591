//! What `pace explain`, `why`, `when`, `today` and `leaks` print: each command below is a snapshot, at 80 columns.

use std::process::Command;

use crate::support::home;

/// The name of the snapshot, and the command.
const PRINTED: &[(&str, &[&str])] = &[
    ("explain_a_month", &["explain", "examples/outbound.pace", "bookings", "2026-04"]),
    ("explain_a_total", &["explain", "examples/velocity.pace", "velocity"]),
    ("explain_a_condition", &["explain", "examples/contingency.pace", "ads", "2026-08"]),
    ("explain_a_stock", &["explain", "examples/seasonal.pace", "customers", "2026-02"]),
    ("explain_shares", &["explain", "examples/commission.pace", "cash", "2026-02"]),
    ("explain_a_ramp", &["explain", "examples/hiring.pace", "productive", "2026-07"]),
    ("explain_tiers", &["explain", "examples/commission.pace", "commission", "2026-06", "--depth", "1"]),
    (
        "why_tiers",
        &["why", "examples/commission.pace", "commission", "2026-06", "--vs", "2026-05", "--depth", "1"],
    ),
    ("explain_a_ratio", &["explain", "examples/commission.pace", "attainment"]),
    ("explain_no_value", &["explain", "examples/commission.pace", "sales_growth", "2026-01"]),
    ("explain_two_levels", &["explain", "examples/outbound.pace", "won", "2026-03", "--depth", "2"]),
    ("explain_no_level", &["explain", "examples/outbound.pace", "won", "2026-03", "--depth", "0"]),
    ("explain_a_total_of_deals", &["explain", "examples/us_2026.pace", "bookings", "--depth", "0"]),
    ("explain_a_try", &["explain", "examples/us_2026.pace", "calls", "2026-04", "--set", "3 calls/day"]),
    (
        "explain_markdown",
        &["explain", "examples/us_2026.pace", "bookings", "2026-04", "--format", "markdown"],
    ),
    ("explain_csv", &["explain", "examples/us_2026.pace", "won", "2026-02", "--format", "csv"]),
    ("explain_json", &["explain", "examples/us_2026.pace", "won", "2026-02", "--format", "json"]),
    ("why_two_months", &["why", "examples/outbound.pace", "bookings", "2026-06", "--vs", "2026-03"]),
    ("why_two_scenarios", &["why", "examples/outbound.pace", "bookings", "--scenario", "sharper"]),
    ("why_first_and_last", &["why", "examples/outbound.pace", "won"]),
    (
        "why_factors",
        &[
            "why",
            "examples/velocity.pace",
            "velocity",
            "M3",
            "--scenario",
            "all_four",
            "--vs-scenario",
            "base",
        ],
    ),
    ("why_a_try", &["why", "examples/us_2026.pace", "cash", "--set", "won.rate = 3%"]),
    ("why_a_stock", &["why", "examples/outbound.pace", "bank", "2026-08", "--vs", "2026-06"]),
    (
        "why_two_months_of_two_scenarios",
        &[
            "why",
            "examples/outbound.pace",
            "bank",
            "2026-08",
            "--vs",
            "2026-06",
            "--scenario",
            "hustle",
            "--vs-scenario",
            "base",
        ],
    ),
    ("why_no_value", &["why", "examples/commission.pace", "sales_growth", "2026-03", "--vs", "2026-01"]),
    ("why_nothing", &["why", "examples/us_2026.pace", "won.rate", "2026-03", "--vs", "2026-01"]),
    (
        "why_json",
        &["why", "examples/velocity.pace", "velocity", "--scenario", "all_four", "--format", "json"],
    ),
    ("why_csv", &["why", "examples/outbound.pace", "bank", "--scenario", "hustle", "--format", "csv"]),
    ("when_parts", &["when", "examples/hiring.pace", "bank >= $300k and reps > 20"]),
    ("today_csv", &["today", "examples/outbound.pace", "--format", "csv"]),
    ("leaks_one", &["leaks", "examples/outbound.pace"]),
    ("leaks_several", &["leaks", "examples/roadmap.pace", "--scenario", "say_no"]),
    ("leaks_json", &["leaks", "examples/roadmap.pace", "--format", "json"]),
    ("leaks_csv", &["leaks", "examples/verbal_yes.pace", "--format", "csv"]),
];

/// Mistakes: what is said, and exit code 2.
const REFUSED: &[(&[&str], &[&str])] = &[
    (&["explain", "examples/outbound.pace", "booking"], &["no row `booking`", "did you mean `bookings`?"]),
    (&["explain", "examples/outbound.pace", "bookings", "2026-13"], &["no month `2026-13`", "`2026-1"]),
    (&["explain", "examples/outbound.pace", "lead", "Foo"], &["no row `lead`", "no month `Foo`"]),
    (&["explain", "examples/outbound.pace", "won", "--scenario", "sharp"], &["did you mean `sharper`?"]),
    (&["why", "examples/outbound.pace", "wonn", "2026-03", "--vs", "2026-02"], &["did you mean `won`?"]),
    (&["why", "examples/outbound.pace", "won", "2026-03", "--vs", "2025-02"], &["no month `2025-02`"]),
    (&["why", "examples/outbound.pace", "won", "--vs", "2026-02"], &["missing", "won 2026-12 --vs 2026-02`"]),
    (&["why", "examples/outbound.pace", "won", "--vs-scenario", "hustel"], &["did you mean `hustle`?"]),
    (&["leaks", "examples/velocity.pace"], &["no pipeline"]),
    (&["leaks", "examples/outbound.pace", "--set", "win_rat = 3%"], &["error["]),
];

fn pace(arguments: &[&str]) -> std::process::Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pace"));
    command.args(arguments).current_dir(home()).env_remove("NO_COLOR");
    command.output().expect("pace runs")
}

fn quoted(arguments: &[&str]) -> String {
    let quote = |word: &&str| if word.contains(' ') { format!("'{word}'") } else { word.to_string() };
    arguments.iter().map(quote).collect::<Vec<_>>().join(" ")
}

#[test]
fn answers_look_like_this() {
    for (name, arguments) in PRINTED {
        let output = pace(arguments);
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(0), "{name}: {err}");
        let text = format!("$ pace {}\n{out}{err}", quoted(arguments));
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "snapshots/answers" }, {
            insta::assert_snapshot!(*name, text);
        });
    }
}

#[cfg(target_os = "linux")]
#[test]
fn answers_fit_the_width() {
    for (name, arguments) in PRINTED.iter().filter(|(_, arguments)| !arguments.contains(&"--format")) {
        for columns in [60, 80, 120] {
            let text = crate::support::process::shown_at(columns, home(), arguments);
            assert!(!text.trim().is_empty(), "{name}");
            let widest = text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
            assert!(widest <= columns, "{name}: {widest} columns of {columns}\n{text}");
        }
    }
}

#[test]
fn mistakes_are_told_with_a_suggestion() {
    for (arguments, says) in REFUSED {
        let output = pace(arguments);
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {err}");
        for text in *says {
            assert!(err.contains(text), "{arguments:?} does not say {text:?}:\n{err}");
        }
    }
}
