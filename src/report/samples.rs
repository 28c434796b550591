//! Results made by hand, for tests of what shows them.
//!
//! They are typed in, not computed: a test of a table must not fail because a plan is projected otherwise.

use crate::analysis::{
    AnswerHead, CheckPart, CheckResult, CheckStatus, GoalResult, GoalStatus, Granularity, Results, RowResult,
};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{EFFORT, Origin, PipelinePart, Role, RowId};
use crate::source::{FileId, Source, Sources, Span};
use crate::value::{Denomination, Month, Number, Rollup, Unit};

/// Reads a number with an optional minus.
pub fn number(text: &str) -> Number {
    match text.strip_prefix('-') {
        Some(size) => Number::parse(size).unwrap_or_default().negated(),
        None => Number::parse(text).unwrap_or_default(),
    }
}

/// A row of values as text, `-` where there is none; they are repeated over `months` columns.
pub fn row(
    name: &str,
    group: Origin,
    unit: Unit,
    rollup: Rollup,
    values: &[&str],
    months: usize,
) -> RowResult {
    let values: Vec<Option<Number>> = (0..months)
        .map(|at| values[at % values.len()])
        .map(|text| (text != "-").then(|| number(text)))
        .collect();
    let present: Vec<Number> = values.iter().flatten().copied().collect();
    let sum = Number::sum(present.iter().copied()).unwrap_or_default();
    let total = match rollup {
        Rollup::Sum => Some(sum),
        Rollup::Last => present.last().copied(),
        Rollup::Level => sum.over(Number::from(present.len().max(1))).ok().map(|(mean, _)| mean),
    };
    RowResult {
        name: name.to_string(),
        doc: None,
        group,
        unit: Denomination::COUNT.with_unit(unit),
        rollup,
        quotient: false,
        gaps: values.iter().map(|value| value.is_none().then(|| "no clause covers it".to_string())).collect(),
        partial: vec![false; values.len()],
        total_partial: rollup != Rollup::Last && values.iter().any(Option::is_none),
        total: total.filter(|_| !present.is_empty()),
        values,
        rounded: false,
        constant: false,
        role: Role::Variable,
        id: RowId(0),
        family: None,
    }
}

/// A plan's results with rows of every kind, goals met and missed, a failed check, a warning, a note.
pub fn acme(months: usize) -> Results {
    let first = Month::new(2026, 1);
    let column = |at: usize| first.map(|month| month.plus(at as i32));
    let rows = acme_rows(months);
    let shown = rows.iter().filter(|row| !row.role.is_member()).map(|row| row.name.clone()).collect();
    Results {
        head: AnswerHead {
            title: Some("Acme outbound 2026".into()),
            scenario: "base".into(),
            months: (0..months).filter_map(column).map(|month| month.to_string()).collect(),
            ..AnswerHead::default()
        },
        part_of: None,
        by: Granularity::Month,
        month_words: (0..months).filter_map(column).map(Month::words).collect(),
        months_of: vec![1; months],
        rows,
        shown,
        goals: acme_goals(),
        checks: acme_checks(),
        warnings: vec![
            Diagnostic::new(
                Code::UncoveredMonths,
                "`promo` has no value in Jan 2026, Feb 2026 and 6 more months, and `cash` adds them up",
                Span::new(FileId(0), 29, 34),
                "covers only some months",
            )
            .help("start with a value for all months: `promo = 0, $250/month in Mar`"),
        ],
        solved: None,
        notes: vec!["`calls` from Jul 2026 fired in Jul and Aug 2026".into()],
        day_one: Vec::new(),
        assumed_workdays: None,
        axis: Default::default(),
        lines: None,
        left_out: None,
    }
}

/// Rows of every group, unit and roll-up, with gaps and losses among them.
fn acme_rows(months: usize) -> Vec<RowResult> {
    let pipeline = Origin::Pipeline(None);
    let (sum, last, level) = (Rollup::Sum, Rollup::Last, Rollup::Level);
    let percent = |row: RowResult| RowResult { unit: Denomination::PERCENT, ..row };
    let member =
        |row: RowResult| RowResult { role: Role::StockOpening { stock: RowId(0) }, constant: true, ..row };
    let flow = Unit::PER_MONTH;
    let money = Unit::MONEY_PER_MONTH;
    let growing = |start: f64, step: f64| -> Vec<String> {
        (0..months)
            .map(|at| format!("{:.4}", start + step * at as f64 * (1.0 + 0.1 * ((at % 3) as f64))))
            .collect()
    };
    let of = |name: &str, group: &Origin, unit, rollup, values: &[String]| {
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        row(name, group.clone(), unit, rollup, &values, months)
    };
    let mut rows = vec![
        row("calls", Origin::Plan, flow, sum, &["40"], months),
        row("emails", Origin::Plan, flow, sum, &["5"], months),
        row("follow_ups", Origin::Plan, flow, sum, &["4"], months),
        of(EFFORT, &Origin::Plan, Unit::HOURS_PER_MONTH, sum, &growing(10.0, 0.25)),
        percent(member(row("call_to_lead", Origin::Variable, Unit::ONE, level, &["0.1"], months))),
        of("leads", &pipeline, flow, sum, &growing(4.0, 0.0)),
        of("meetings", &pipeline, flow, sum, &growing(1.3, 0.13)),
        of("proposals", &pipeline, flow, sum, &growing(0.4, 0.06)),
        of(PipelinePart::Won.name(), &pipeline, flow, sum, &growing(0.1, 0.05)),
        of(PipelinePart::Open.name(), &pipeline, Unit::ONE, last, &growing(12.0, 0.4)),
        percent(row(
            PipelinePart::WinRate.name(),
            pipeline.clone(),
            Unit::ONE,
            level,
            &["0.125", "0.131", "0.12"],
            months,
        )),
        of(PipelinePart::Cycle.name(), &pipeline, Unit::DAYS, level, &growing(45.0, 0.0)),
        of(PipelinePart::Velocity.name(), &pipeline, money, level, &growing(2810.0, 310.0)),
        of(PipelinePart::Bookings.name(), &pipeline, money, sum, &growing(1400.5, 512.25)),
        row(
            PipelinePart::SalesGrowth.name(),
            pipeline.clone(),
            Unit::ONE,
            level,
            &["-", "0.365", "-0.012"],
            months,
        ),
        of("contacts", &Origin::Stock, Unit::ONE, last, &growing(125.0, 25.0)),
        row("cash", Origin::Variable, money, sum, &["-", "700.25", "-1650", "2400.75"], months),
        row("promo", Origin::Variable, money, sum, &["-", "-", "250"], months),
    ];
    rows[14].unit = Denomination::PERCENT;
    rows[10].quotient = true;
    rows[16].doc = Some("Half is paid next month,\nhalf the month after.".into());
    rows
}

/// A goal that is met, one with a label that is missed, and one that is missed by a month.
fn acme_goals() -> Vec<GoalResult> {
    let goal = |label: Option<&str>, text: &str, reading: &str| GoalResult {
        label: label.map(str::to_string),
        text: text.to_string(),
        reading: reading.to_string(),
        reading_short: reading.split(" by ").take(1).collect(),
        status: GoalStatus::Met,
        month: None,
        month_words: None,
        value: None,
        at: None,
        at_words: None,
        target: None,
        unit: Denomination::COUNT,
        at_least: true,
        is_total: false,
        worst: None,
        note: None,
        row: String::new(),
        levels: Vec::new(),
        members: None,
        of: None,
    };
    vec![
        GoalResult {
            month: Some("2026-05".into()),
            month_words: Some("May 2026".into()),
            value: Some(number("4500")),
            at: Some("2026-08".into()),
            at_words: Some("Aug 2026".into()),
            target: Some(number("4000")),
            unit: Denomination::COUNT.with_unit(Unit::MONEY_PER_MONTH),
            ..goal(None, "velocity >= $4,000/month by 2026-09", "in one month by Sep 2026")
        },
        GoalResult {
            status: GoalStatus::Missed,
            value: Some(number("480")),
            target: Some(number("500")),
            is_total: true,
            at: Some("2026-12".into()),
            at_words: Some("Dec 2026".into()),
            ..goal(Some("A year of calls"), "calls >= 500 by 2026-12", "in total, Jan to Dec 2026")
        },
        GoalResult {
            status: GoalStatus::Missed,
            month: Some("2026-03".into()),
            month_words: Some("Mar 2026".into()),
            value: Some(number("0.12")),
            at: Some("2026-03".into()),
            at_words: Some("Mar 2026".into()),
            target: Some(number("0.13")),
            unit: Denomination::PERCENT,
            note: Some("Jan 2026 has no value and was left out".into()),
            ..goal(None, "win_rate >= 13% from 2026-02", "in every month, Feb to Jun 2026")
        },
    ]
}

/// A check that fails, with both of its sides, and one that holds.
fn acme_checks() -> Vec<CheckResult> {
    vec![
        CheckResult {
            text: "cum(cash) >= 0".into(),
            status: CheckStatus::Failed,
            month: Some("2026-03".into()),
            month_words: Some("Mar 2026".into()),
            parts: vec![
                CheckPart {
                    text: "cum(cash)".into(),
                    value: Denomination::COUNT.with_unit(Unit::MONEY).of(Some(number("-949.75"))),
                },
                CheckPart {
                    text: "0".into(),
                    value: Denomination::COUNT.with_unit(Unit::MONEY).of(Some(Number::ZERO)),
                },
            ],
            worst: None,
            worst_words: None,
            worst_parts: Vec::new(),
            note: None,
            members: None,
            of: None,
        },
        CheckResult {
            text: "open >= 0".into(),
            status: CheckStatus::Held,
            month: None,
            month_words: None,
            parts: Vec::new(),
            worst: None,
            worst_words: None,
            worst_parts: Vec::new(),
            note: None,
            members: None,
            of: None,
        },
    ]
}

/// The text that the warning of [`acme`] points into.
pub fn acme_sources() -> Sources {
    let mut sources = Sources::default();
    sources.add(Source::new("acme.pace", "title \"Acme outbound 2026\"\n\n\npromo = $250/month in Mar\n"));
    sources
}
