//! The parts that a function over months says its values are put together from are its values, and those of two
//! scenarios or two months differ by what `pace why` says.

use std::collections::BTreeSet;

use pace::analysis::{CauseKind, ExplainQuestion, SettledPlan, WhyQuestion, explain, open_text, why};
use pace::eval::{Projection, Trace};
use pace::library::{
    Body, Breakdown, Form, FunctionGroup, Landed, LandedShare, Part, PartKind, PartSource, functions,
};
use pace::model::{Formula, RowId};
use pace::value::{Cell, Number};
use proptest::prelude::*;
use rust_decimal::{Decimal, MathematicalOps};

use crate::support::decimal;

/// A plan that uses every function over months, of flows with zeros and with months that have no value.
fn text(flows: (&[u32], &[u32]), days: (u32, u32), share: u32) -> String {
    let list = |flow: &[u32]| flow.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
    let (x, other) = (list(flows.0), list(flows.1));
    let (t, u) = days;
    let more = share + 5;
    format!(
        "months 2026-01 .. 2026-08\nx = [{x}]/month from 2026-01\ngap = [{x}]/month from 2026-03\nt = {t} days\n\
         s = {share}%\ntotal_x = total(x)\ntotal_span = total(x, 2026-02 .. 2026-05)\ntotal_gap = total(gap)\n\
         cum_x = cum(x)\nmean_x = mean(x)\nmean_gap = mean(gap)\nhighest_x = highest(x)\nlowest_gap = lowest(gap)\n\
         trailing_x = trailing(x, 3)\ntrailing_gap = trailing(gap, 3)\nspread_x = spread(x, 3 months)\n\
         change_x = change(x)\ngrowth_x = growth(x)\nvolatility_x = volatility(x)\nvolatility_gap = volatility(gap)\n\
         days_x = delay(x, t)\nmonths_x = delay(x, 1.3 months, before 8/month)\ndays_before = delay(x, t, before x)\n\
         shares_x = delay(x, [20%, 30%, s * 50%])\nramp_x = ramp(x, [0%, s, 100%])\nfirst_x = first(7)\n\
         last_x = last(9)\nprev_x = prev(x, 5/month)\nprev_2 = prev(x, 5/month, 2)\nnext_x = next(x, 7/month)\nnext_3 = next(x, x[2026-08], 3)\n\
         ytd_x = ytd(x)\nqtd_x = qtd(x)\nytd_gap = 2 * ytd(gap)\nqtd_sum = qtd(x + t / 1 day / 1 month)\n\
         pipeline {{\n  leads = x\n  meetings = s of leads in t\n  won = 30% of meetings over [0%, 60%, 40%]\n  worth $500\n\
         opening 12 leads, 5 meetings\n}}\n\
         scenario other {{ x = [{other}]/month from 2026-01; t = {u} days; s = {more}% }}\n"
    )
}

fn plan(text: &str) -> SettledPlan {
    open_text("plan.pace", text).unwrap_or_else(|wrong| panic!("{:?}\n{text}", wrong.found))
}

fn number(cell: Cell) -> Option<Decimal> {
    cell.number().map(figure)
}

fn figure(number: Number) -> Decimal {
    decimal(&number.to_string())
}

/// What the parts come to, by another hand.
fn put_together(
    breakdown: &Breakdown,
    read: &dyn Fn(PartSource, usize) -> Option<Decimal>,
) -> Option<Decimal> {
    let part = |part: &Part| -> Option<Decimal> {
        let whole = read(part.source, part.month)?;
        let value = match &part.kind {
            PartKind::Month | PartKind::Carried => whole,
            PartKind::Landed(Landed { amount, share, .. }) => {
                let share = match share {
                    LandedShare::Argument(at) => read(PartSource::Argument(*at), part.month)?,
                    LandedShare::Timing { factors, .. } => {
                        factors.iter().fold(Decimal::ONE, |share, factor| match factor.divides {
                            true => share / figure(factor.number),
                            false => share * figure(factor.number),
                        })
                    }
                };
                let landed = figure((*amount)?);
                assert!(
                    (whole * share - landed).abs() < Decimal::new(1, 18),
                    "{whole} × {share}, not {landed}"
                );
                landed
            }
        };
        Some(if part.negative { -value } else { value })
    };
    let growth = |pair: &[Part]| Some(part(&pair[0])? / part(&pair[1])? - Decimal::ONE);
    let sum = || breakdown.parts.iter().try_fold(Decimal::ZERO, |sum, own| Some(sum + part(own)?));
    match breakdown.form {
        Form::Sum | Form::One => sum(),
        Form::Mean(count) => Some(sum()? / figure(count)),
        Form::Growth => growth(&breakdown.parts),
        Form::GrowthDeviation => {
            let growths: Vec<Decimal> = breakdown.parts.chunks(2).map(growth).collect::<Option<_>>()?;
            let count = Decimal::from(growths.len());
            let mean = growths.iter().sum::<Decimal>() / count;
            let squares: Decimal = growths.iter().map(|growth| (growth - mean) * (growth - mean)).sum();
            (squares / (count - Decimal::ONE)).sqrt()
        }
    }
}

/// Puts together every value of every function over months; gives the names of the functions.
fn parts_are_values(plan: &SettledPlan) -> BTreeSet<&'static str> {
    let model = plan.model();
    let mut met = BTreeSet::new();
    for scenario in model.scenario_names().filter_map(|name| model.scenario(name)) {
        let projection: Projection<Cell> = Projection::new(scenario, &model.calendar);
        let mut trace = Trace::new(scenario, &model.calendar, &projection);
        for (at, row) in scenario.table.rows.iter().enumerate() {
            let Formula::History { function, arguments, before, .. } = &row.formula else { continue };
            let id = RowId(at as u32);
            met.insert(function.name);
            let read = |source: PartSource, month: usize| {
                number(match source {
                    PartSource::Own => projection.row(id)[month],
                    PartSource::Argument(at) => projection.input(arguments[at], month),
                    PartSource::Before => projection.input((*before)?, month),
                })
            };
            for month in 0..model.calendar.len() {
                let value = projection.row(id)[month];
                let at = format!("{} in month {month} of {}", function.name, row.name);
                match trace.breakdown(id, month, None) {
                    Some(Ok(breakdown)) => {
                        let together = put_together(&breakdown, &read);
                        let near = match (together, number(value)) {
                            (Some(a), Some(b)) => {
                                (a - b).abs() <= Decimal::new(1, 18) * b.abs().max(Decimal::ONE)
                            }
                            (None, None) => true,
                            _ => false,
                        };
                        assert!(near, "{at}: {together:?}, not {value:?}\n{breakdown:?}");
                    }
                    Some(Err(reason)) => {
                        assert_eq!(value.gap().map(|gap| gap.reason), Some(reason), "{at}");
                    }
                    None => panic!("{at}: not taken apart"),
                }
            }
        }
    }
    met
}

/// Every row's change between the two scenarios, and between two months, is what its causes add up to.
fn causes_are_changes(plan: &SettledPlan) {
    let model = plan.model();
    let rows = &model.base().table.rows;
    for row in rows.iter().filter(|row| !row.hidden).map(|row| row.name.as_str()) {
        let months = [("base", "other", 0, 0), ("base", "other", 3, 3), ("other", "base", 7, 7)];
        let others = [("base", "base", 1, 2), ("base", "base", 6, 2), ("base", "other", 2, 5)];
        for (from, to, a, b) in months.into_iter().chain(others) {
            let (a, b) = (model.calendar.label(a), model.calendar.label(b));
            let question = WhyQuestion { row, from: (from, Some(&a)), to: (to, Some(&b)), depth: None };
            let Ok(change) = why(plan, &question) else { continue };
            let Some(whole) = change.change else { continue };
            let sum: Decimal = change.causes.iter().map(|cause| figure(cause.amount)).sum();
            let difference = (sum - figure(whole)).abs();
            assert!(difference < Decimal::new(1, 11), "{row} {from} {a} to {to} {b}: {sum}, not {whole}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn parts_put_together_are_the_value_and_their_changes_the_change(
        x in prop::collection::vec(prop_oneof![1 => Just(0u32), 5 => 1..60u32], 8),
        other in prop::collection::vec(prop_oneof![1 => Just(0u32), 5 => 1..60u32], 8),
        days in (0..100u32, 0..100u32),
        share in 0..95u32,
    ) {
        let plan = plan(&text((&x, &other), days, share));
        let met = parts_are_values(&plan);
        for function in functions().filter(|function| function.group == FunctionGroup::OverMonths) {
            // What the checker makes another step of is none of a row.
            let lowered = matches!(function.exact, Body::Shifted { .. });
            prop_assert!(lowered || met.contains(function.name), "`{}` is not in the plan", function.name);
        }
        causes_are_changes(&plan);
    }
}

/// How unsteady growth is has inputs as causes too, and not the formula as a whole.
#[test]
fn volatility_has_causes() {
    let plan =
        plan(&text((&[10, 20, 25, 30, 28, 40, 41, 50], &[12, 20, 25, 33, 28, 40, 44, 50]), (30, 30), 50));
    let at = Some("2026-08");
    let question = WhyQuestion { row: "volatility_x", from: ("base", at), to: ("other", at), depth: None };
    let change = why(&plan, &question).expect("an answer");
    let causes: Vec<_> = change.causes.iter().map(|cause| (cause.name.as_str(), cause.kind)).collect();
    assert_eq!(causes, [("x", CauseKind::Number)]);
}

/// A formula may be as long as a text may be: nothing walks it as deep as it is long.
#[test]
fn a_formula_of_many_terms_is_explained() {
    for (operator, term) in [("and", "a > 0"), ("or", "a < 0"), ("+", "a"), ("*", "a"), ("-", "a")] {
        let terms = vec![term; 9_000].join(&format!(" {operator} "));
        let result = if term.contains(' ') { format!("if({terms}, 1, 0)") } else { terms };
        let text = format!("months 2\na = 1\nx = {result}\nscenario b {{ a = -1 }}\n");
        let plan = plan(&text);
        let question = ExplainQuestion { scenario: "base", row: "x", month: Some("M1"), depth: None };
        let explanation = explain(&plan, &question).expect("an answer");
        let document = serde_json::to_string(&explanation).expect("JSON");
        assert!(document.len() > 9_000, "{operator}: {document}");
        let page = pace::report::explain(&explanation, plan.sources());
        assert!(!page.blocks.is_empty());
        let question =
            WhyQuestion { row: "x", from: ("base", Some("M1")), to: ("b", Some("M1")), depth: None };
        why(&plan, &question).expect("an answer");
    }
}
