//! Whole pages as they are read, and what holds for every width.

use proptest::prelude::*;

use super::*;
use crate::analysis::Results;
use crate::model::Origin;
use crate::report::samples::{acme, acme_sources, row};
use crate::report::{ProjectionOptions, projection};
use crate::value::{Rollup, Unit};

fn shown(results: &Results, width: usize, colour: bool) -> String {
    let sources = acme_sources();
    let report =
        projection(results, &ProjectionOptions { sources: Some(&sources), ..ProjectionOptions::default() });
    render(
        &report,
        &Screen { width, painter: Painter::new(colour), dialect: crate::diagnostic::Dialect::Shell },
    )
}

#[test]
fn a_year_at_80_columns() {
    insta::assert_snapshot!(shown(&acme(12), 80, false));
}

#[test]
fn a_year_at_120_columns() {
    insta::assert_snapshot!(shown(&acme(12), 120, false));
}

#[test]
fn a_year_at_200_columns() {
    insta::assert_snapshot!(shown(&acme(12), 200, false));
}

#[test]
fn two_years_have_years_above_their_months() {
    let mut results = acme(24);
    results.shown.truncate(3);
    results.goals.clear();
    results.checks.clear();
    results.warnings.clear();
    results.notes.clear();
    insta::assert_snapshot!(shown(&results, 100, false));
}

#[test]
fn colour_changes_no_character() {
    let plain = shown(&acme(12), 80, false);
    let mut text = shown(&acme(12), 80, true);
    while let Some(start) = text.find('\u{1b}') {
        let length = text[start..].find('m').unwrap_or_default();
        text.replace_range(start..=start + length, "");
    }
    assert_eq!(text, plain);
}

#[test]
fn a_plan_without_rows_says_so() {
    let mut results = acme(1);
    results.shown.clear();
    assert!(shown(&results, 80, false).contains("no rows to show"));
}

#[test]
fn names_never_steer_the_terminal() {
    let mut results = acme(1);
    let name = "a\u{1b}[31m\u{202e}";
    results.head.title = Some(name.into());
    results.rows.push(row(name, Origin::Pipeline(Some(name.into())), Unit::ONE, Rollup::Sum, &["1"], 1));
    results.shown = vec!["calls".into(), "emails".into(), name.into(), name.into()];
    results.goals[0].label = Some(name.into());
    results.checks[0].text = name.into();
    results.notes.push(name.into());
    let page = shown(&results, 80, false);
    assert!(page.lines().all(crate::output::is_clean), "{page}");
}

proptest! {
    #[test]
    fn every_width_and_length_renders_and_fits(months in 1usize..80, columns in 0usize..260, colour in any::<bool>()) {
        let page = shown(&acme(months), columns, colour);
        prop_assert!(page.ends_with('\n') && !page.ends_with("\n\n"));
        if !colour && columns >= 60 {
            for line in page.lines() {
                prop_assert!(width(line) <= columns, "{} of {columns}: {line}", width(line));
            }
        }
    }

    #[test]
    fn any_name_and_figures_render(
        name in "\\PC{1,40}",
        figures in proptest::collection::vec("-?[0-9]{1,20}(\\.[0-9]{1,8})?", 1..14),
        columns in 0usize..200,
    ) {
        let figures: Vec<&str> = figures.iter().map(String::as_str).collect();
        let mut results = acme(figures.len());
        results.rows = vec![row(&name, Origin::Stock, Unit::MONEY, Rollup::Last, &figures, figures.len())];
        results.shown = vec![name];
        let page = shown(&results, columns, false);
        prop_assert!(!page.contains("-$0 ") && !page.contains("-0 "));
    }
}
