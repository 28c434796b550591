//! Laws that hold of every plan: each is tried on plans that proptest makes up.

use std::collections::BTreeMap;

use crate::generated::calendar::{self, Dated};
use crate::generated::float::Float;
use crate::generated::pipeline::{self, Pipeline};
use crate::generated::table::{self, Rows};
use pace::check::check;
use pace::eval::Projection;
use pace::loader::load_text;
use pace::model::{Formula, Model, RowId, Scenario, ScheduleBlock};
use pace::value::{Cell, Number, Reason, Scalar, Unit};
use proptest::prelude::*;
use rust_decimal::Decimal;

/// The checked plan of a text that is right.
fn model(text: &str) -> Model {
    let checked = check(&load_text("plan.pace", text));
    let told = format!("{:?}\n{text}", checked.diagnostics);
    checked.sound().expect(&told)
}

fn project(scenario: &Scenario, model: &Model) -> Projection<Cell> {
    Projection::new(scenario, &model.calendar)
}

/// A value as people compare it: its digits and whether they were rounded, or why there is none.
type NumberStyle = Result<(String, bool), Option<Reason>>;

/// Every row that has a name, month by month.
fn rows(model: &Model, scenario: &str) -> BTreeMap<String, Vec<NumberStyle>> {
    let scenario = model.scenario(scenario).expect("the scenario exists");
    let projection = project(scenario, model);
    let named = scenario.table.rows.iter().enumerate().filter(|(_, row)| !row.hidden);
    let values = |at: usize| projection.row(RowId(at as u32)).iter().map(shown).collect();
    named.map(|(at, row)| (row.name.clone(), values(at))).collect()
}

fn shown(cell: &Cell) -> NumberStyle {
    let number = cell.number().ok_or(cell.gap().map(|gap| gap.reason))?;
    Ok((number.to_string(), cell.is_rounded()))
}

/// The values of one row of the base.
fn row(model: &Model, name: &str) -> Vec<Cell> {
    let row = model.base().table.find(name).unwrap_or_else(|| panic!("no row {name}"));
    project(model.base(), model).row(row).to_vec()
}

fn decimal(cell: &Cell) -> Decimal {
    Decimal::from_str_exact(&cell.number().expect("a number").to_string()).expect("a decimal")
}

fn float(cell: &Cell) -> f64 {
    cell.number().expect("a number").to_f64()
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
}

fn units() -> impl Strategy<Value = Unit> {
    prop_oneof![
        Just(Unit::ONE),
        Just(Unit::MONEY),
        Just(Unit::PER_MONTH),
        Just(Unit::MONEY_PER_MONTH),
        Just(Unit::DAYS),
        Just(Unit::MONTHS),
        Just(Unit::HOURS),
        Just(Unit::HOURS_PER_MONTH),
    ]
}

/// A number in the digits of a plan: up to 28 of them.
fn digits() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[1-9][0-9]{0,5}(\\.[0-9]{1,4})?",
        2 => "[1-9][0-9]{0,13}\\.[0-9]{1,14}",
        1 => "0\\.[0-9]{1,28}",
        1 => "[1-9][0-9]{0,27}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn units_form_a_group(a in units(), b in units(), c in units()) {
        let times = |a: Unit, b: Unit| a.times(b).expect("small exponents");
        prop_assert_eq!(times(a, b), times(b, a));
        prop_assert_eq!(times(a, a.inverse()), Unit::ONE);
        prop_assert_eq!(times(times(a, b), c), times(a, times(b, c)));
        // Days have become months in a product: whether a duration stays in days is the checker's to say.
        let in_months = Unit { in_days: false, ..a };
        prop_assert_eq!(times(a, Unit::ONE), in_months);
        prop_assert_eq!(times(a, a).root(), Ok(in_months));
    }

    #[test]
    fn units_of_rows_multiply_and_never_add(a in 0..5usize, b in 0..5usize) {
        let literals = ["3", "$3", "3/month", "$3/month", "3 hours"];
        let head = format!("a = {}\nb = {}\n", literals[a], literals[b]);
        let product = model(&format!("{head}x = a * b\ny = x / b\n"));
        let unit = |name: &str| {
            let table = &product.base().table;
            table.row(table.find(name).expect("the row")).unit
        };
        prop_assert_eq!(unit("x"), unit("a").times(unit("b")).expect("small exponents"));
        prop_assert_eq!(unit("y"), unit("a"));
        let sum = check(&load_text("plan.pace", &format!("{head}x = a + b\n")));
        prop_assert_eq!(sum.sound().is_some(), a == b);
    }

    #[test]
    fn the_months_of_a_calendar_add_up_to_its_days(dated in calendar::dated(), rate in 1..50u32) {
        let text = format!("{}daily = {rate}/day\nworked = {rate}/workday\n", dated.head());
        let model = model(&text);
        let sum = |name: &str| row(&model, name).iter().map(decimal).sum::<Decimal>();
        let (days, workdays) = (Decimal::from(dated.days()), Decimal::from(dated.workdays()));
        prop_assert_eq!(sum("calendar.days"), days);
        prop_assert_eq!(sum("calendar.workdays"), workdays);
        prop_assert_eq!(sum("daily"), days * Decimal::from(rate));
        prop_assert_eq!(sum("worked"), workdays * Decimal::from(rate));
    }

    #[test]
    fn pipelines_keep_their_deals(dated in calendar::dated(), pipeline in pipeline::pipelines()) {
        let model = model(&format!("{}{}", dated.head(), pipeline.text()));
        agrees_with_the_count(&model, &dated, &pipeline)?;
        let opening = Decimal::from(pipeline.opening_deals());
        let (entered, won, lost, open) =
            (row(&model, "entered"), row(&model, "won"), row(&model, "lost"), row(&model, "open"));
        let mut balance = opening;
        for month in 0..entered.len() {
            balance += decimal(&entered[month]) - decimal(&won[month]) - decimal(&lost[month]);
            let difference = (balance - decimal(&open[month])).abs();
            prop_assert!(difference <= Decimal::new(1, 18), "month {month}: {difference} deals appear or vanish");
        }
        keeps_its_deals(&model, model.base()).map_err(TestCaseError::fail)?;
    }

    /// A stage with the name of a function, and stages whose deals are lost by waiting at a rate that is a row.
    #[test]
    fn pipelines_keep_their_deals_whatever_they_lose_and_are_called(
        dated in calendar::dated(),
        pipeline in pipeline::pipelines(),
        decay in (0..=100u32, 0..=100u32),
        name in prop_oneof![Just("delay"), Just("ramp"), Just("cum"), Just("min")],
    ) {
        let text = pipeline.text().replace("stage_1", name);
        let losing = |line: &str| match line.contains("% of ") && !line.contains("halving") && !line.contains("over [") {
            true => format!("{line}, losing rot\n"),
            false => format!("{line}\n"),
        };
        let text: String = text.lines().map(losing).collect();
        let (first, later) = decay;
        let model = model(&format!("{}rot = {first}%/month, max({later}%/month, prev(rot, 0)) when calendar.elapsed > 2\n{text}", dated.head()));
        keeps_its_deals(&model, model.base()).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn the_order_of_statements_is_irrelevant(
        (rows_made, shuffled) in table::rows(8).prop_flat_map(|rows| {
            let statements = Just(rows.statements()).prop_shuffle();
            (Just(rows), statements)
        }),
    ) {
        let before = model(&format!("months 8\n{}", rows_made.statements().join("\n")));
        let after = model(&format!("{}\nmonths 8\n", shuffled.join("\n")));
        prop_assert_eq!(rows(&before, "base"), rows(&after, "base"));
    }

    #[test]
    fn a_scenario_that_changes_nothing_is_the_base(
        made in table::rows(8),
        pipeline in pipeline::pipelines(),
    ) {
        let plan = format!("months 8\n{}\n{}", made.statements().join("\n"), pipeline.text());
        let alone = model(&plan);
        let text = format!(
            "{plan}input = 3\nscenario nothing {{ }}\nscenario itself {{ input = base }}\n\
             scenario heir extends itself {{ }}\n\
             scenario back extends other {{ input = base - 1 }}\nscenario other {{ input = base + 1 }}\n",
        );
        let model = model(&text);
        let base = rows(&model, "base");
        for scenario in ["nothing", "heir"] {
            prop_assert_eq!(&rows(&model, scenario), &base, "{}", scenario);
        }
        prop_assert_eq!(&rows(&model, "itself"), &base);
        prop_assert_eq!(&rows(&model, "back"), &base);
        // And the base is what it is without scenarios.
        for (name, values) in rows(&alone, "base") {
            prop_assert_eq!(&base[&name], &values);
        }
    }

    #[test]
    fn the_first_months_do_not_know_how_many_follow(
        made in table::rows(8),
        pipeline in pipeline::pipelines(),
        months in 5..=12usize,
    ) {
        let plan = format!("{}\n{}", made.statements().join("\n"), pipeline.text());
        let short = rows(&model(&format!("months {months}\n{plan}")), "base");
        let long = rows(&model(&format!("months 24\n{plan}")), "base");
        for (name, values) in &short {
            prop_assert_eq!(&values[..], &long[name][..months], "{}", name);
        }
    }

    #[test]
    fn month_by_month_is_a_whole_row_at_a_time(made in table::rows(10), pipeline in pipeline::pipelines()) {
        let model = model(&format!("months 10\n{}\n{}", made.statements().join("\n"), pipeline.text()));
        let scenario = model.base();
        let mut in_one_loop = scenario.clone();
        in_one_loop.schedule.blocks = vec![ScheduleBlock::Feedback(in_order(scenario))];
        let (whole, monthly) = (project(scenario, &model), project(&in_one_loop, &model));
        for at in 0..scenario.table.len() {
            let row = RowId(at as u32);
            prop_assert_eq!(whole.row(row), monthly.row(row), "{}", scenario.table.row(row).name);
        }
    }

    #[test]
    fn floats_agree_with_decimals(made in table::rows(10)) {
        let model = model(&format!("months 10\n{}", made.statements().join("\n")));
        let scenario = model.base();
        let exact = project(scenario, &model);
        let floats: Projection<Float> = Projection::new(scenario, &model.calendar);
        for at in 0..scenario.table.len() {
            let row = RowId(at as u32);
            for (month, (cell, float)) in exact.row(row).iter().zip(floats.row(row)).enumerate() {
                let name = &scenario.table.row(row).name;
                prop_assert_eq!(cell.gap().map(|gap| gap.reason), float.gap().map(|gap| gap.reason), "{}", name);
                if let Some(number) = cell.number() {
                    let number = number.to_f64();
                    prop_assert!(close(number, float.value()), "{name}, month {month}: {number}, {float:?}");
                }
            }
        }
    }

    #[test]
    fn sums_and_products_are_exact_or_marked(a in digits(), b in digits(), negative in any::<bool>()) {
        let (Some(a), Some(b)) = (Number::parse(&a), Number::parse(&b)) else { return Ok(()) };
        let b = if negative { b.negated() } else { b };
        for (operation, result) in [('+', a.plus(b)), ('-', a.minus(b)), ('*', a.times(b))] {
            let Ok((result, rounded)) = result else { continue };
            let exact = Whole::of(a).combine(operation, Whole::of(b)).is(Whole::of(result));
            prop_assert!(exact || rounded || result.is_long(), "{a:?} {operation} {b:?} = {result:?} is not exact, and not marked");
            let (x, y) = (a.to_f64(), b.to_f64());
            let about = match operation { '+' => x + y, '-' => x - y, _ => x * y };
            prop_assert!((result.to_f64() - about).abs() <= 1e-12 * (x.abs() + y.abs() + about.abs()));
        }
    }
}

/// The laws of a scenario's pipelines: no stage holds, passes on or loses less than nothing; no more is lost than came
/// in; and what arrives is what a second computation finds, which follows the deals of each month by themselves.
fn keeps_its_deals(model: &Model, scenario: &Scenario) -> Result<(), String> {
    let projection = project(scenario, model);
    let values = |row: RowId| projection.row(row);
    let tiny = 1e-9;
    for pipeline in &scenario.pipelines {
        let (mut came, mut lost) = (0.0, 0.0);
        let openings = pipeline.stages.iter().filter_map(|stage| stage.opening);
        came += openings.filter_map(|row| values(row)[0].number()).map(Number::to_f64).sum::<f64>();
        for month in 0..model.calendar.len() {
            let known = |row: RowId| values(row)[month].number().map_or(0.0, Number::to_f64);
            came += known(pipeline.entry);
            lost += known(pipeline.lost);
            if lost < -tiny || lost > came + tiny * came.max(1.0) {
                return Err(format!("{month}: {lost} lost of {came}"));
            }
        }
        for (at, stage) in pipeline.stages.iter().enumerate() {
            for row in [stage.open, stage.lost, stage.flow] {
                if let Some(month) = values(row)
                    .iter()
                    .position(|cell| cell.number().is_some_and(|deals| deals.to_f64() < -tiny))
                {
                    return Err(format!("{} in {month}: {:?}", scenario.table.row(row).name, values(row)));
                }
            }
            balances(scenario, &projection, pipeline, at)?;
            let Some(counted) = survivors(model, scenario, pipeline, at) else { continue };
            for (month, expected) in counted.iter().enumerate() {
                let Some(value) = values(stage.flow)[month].number() else { continue };
                if !close(value.to_f64(), *expected) {
                    return Err(format!("{} in {month}: {value}, counted {expected}", stage.name));
                }
            }
        }
    }
    Ok(())
}

/// What came into a stage has gone on, was lost or is open, in every month up to the first without a value.
fn balances(
    scenario: &Scenario,
    projection: &Projection<Cell>,
    pipeline: &pace::model::Pipeline,
    at: usize,
) -> Result<(), String> {
    let stage = &pipeline.stages[at];
    let number = |row: RowId, month: usize| projection.row(row)[month].number().map(Number::to_f64);
    let mut came = match stage.opening {
        None => 0.0,
        Some(row) => number(row, 0).unwrap_or_default(),
    };
    let (mut gone, mut lost) = (0.0, 0.0);
    let Some(entering) = pipeline.entering(at) else { return Err(format!("nothing enters {}", stage.name)) };
    for month in 0..projection.row(stage.flow).len() {
        let values = [entering, stage.flow, stage.lost, stage.open].map(|row| number(row, month));
        let [Some(entered), Some(flow), Some(fell), Some(open)] = values else { return Ok(()) };
        came += entered;
        gone += flow;
        lost += fell;
        let kept = close(came, gone + lost + open) && lost <= came + 1e-9 * came.max(1.0);
        if !kept {
            let name = &scenario.table.row(stage.flow).name;
            return Err(format!("{name} in {month}: of {came}, {gone} went on, {lost} lost, {open} open"));
        }
    }
    Ok(())
}

/// What arrives at a stage in each month, counted from what enters it: the deals of a day of a month leave so many days
/// later, those of a month so many months later, and go on by the rate of the month in which they came. None where
/// a list of shares says when they leave, where some waited before the plan, or where a figure is missing.
fn survivors(
    model: &Model,
    scenario: &Scenario,
    pipeline: &pace::model::Pipeline,
    at: usize,
) -> Option<Vec<f64>> {
    let projection = project(scenario, model);
    let stage = &pipeline.stages[at];
    let time = scenario.table.row(stage.time);
    if stage.opening.is_some() || !time.input {
        return None;
    }
    let numbers = |row: RowId| -> Option<Vec<f64>> {
        projection.row(row).iter().map(|cell| cell.number().map(Number::to_f64)).collect()
    };
    let (entered, kept, waits) =
        (numbers(pipeline.entering(at)?)?, numbers(stage.kept)?, numbers(stage.time)?);
    let months = entered.len();
    let starts: Vec<f64> = (0..=months)
        .map(|month| match time.unit.in_days {
            true => (0..month).map(|month| model.calendar.days(month).to_f64()).sum(),
            false => month as f64,
        })
        .collect();
    let mut arrived = vec![0.0; months];
    for (entry, deals) in entered.iter().enumerate() {
        let (from, to) = (starts[entry] + waits[entry], starts[entry + 1] + waits[entry]);
        for (month, arriving) in arrived.iter_mut().enumerate() {
            let inside = (to.min(starts[month + 1]) - from.max(starts[month])).max(0.0);
            *arriving += deals * kept[entry] * inside / (to - from);
        }
    }
    Some(arrived)
}

#[test]
fn every_example_keeps_its_deals() {
    let mut pipelines = 0;
    for path in crate::support::files(&crate::support::home().join("examples"), "pace") {
        let plan = crate::support::Plan::read(&path).right();
        let model = plan.model();
        for scenario in &model.scenarios {
            pipelines += scenario.pipelines.len();
            let kept = keeps_its_deals(model, scenario);
            assert!(kept.is_ok(), "{} {}: {kept:?}", path.display(), scenario.name);
        }
    }
    assert!(pipelines > 10, "only {pipelines} pipelines");
}

/// Every row, each after those it needs; without feedback that is the order of the schedule.
fn in_order(scenario: &Scenario) -> Vec<RowId> {
    let whole_rows =
        scenario.table.rows.iter().any(
            |row| matches!(&row.formula, Formula::History { function, .. } if function.reads_all_months()),
        );
    assert!(!whole_rows, "what reads all months cannot be computed month by month");
    let rows = scenario.schedule.blocks.iter().flat_map(|block| match block {
        ScheduleBlock::Row(row) => vec![*row],
        ScheduleBlock::Feedback(rows) => rows.clone(),
    });
    rows.collect()
}

/// A pipeline's rows against deals that are followed day by day.
fn agrees_with_the_count(model: &Model, dated: &Dated, pipeline: &Pipeline) -> Result<(), TestCaseError> {
    for (at, counted) in pipeline.count(&dated.month_days()).iter().enumerate() {
        let name = pipeline.name(at + 1);
        for (member, expected) in [("", &counted.arrived), (".lost", &counted.lost), (".open", &counted.open)]
        {
            let name = format!("{name}{member}");
            for (month, (cell, expected)) in row(model, &name).iter().zip(expected).enumerate() {
                let value = float(cell);
                prop_assert!(close(value, *expected), "{name}, month {month}: {value}, counted {expected}");
            }
        }
    }
    Ok(())
}

/// A decimal as whole numbers, known by its remainders: enough to tell two apart for certain in practice, and
/// to multiply without an end.
#[derive(Clone, Copy)]
struct Whole {
    /// The digits as a whole number, by each prime.
    remainders: [i128; 3],
    decimals: u32,
}

const PRIMES: [i128; 3] = [(1 << 61) - 1, (1 << 31) - 1, 1_000_000_007];

impl Whole {
    fn of(number: Number) -> Whole {
        let text = number.to_string();
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let digits: i128 = format!("{whole}{fraction}").parse().expect("digits");
        let digits = if text.starts_with('-') { -digits.abs() } else { digits };
        Whole { remainders: PRIMES.map(|prime| digits.rem_euclid(prime)), decimals: fraction.len() as u32 }
    }

    /// The same number with that many decimals.
    fn with(self, decimals: u32) -> Whole {
        let mut remainders = self.remainders;
        for _ in self.decimals..decimals {
            for (remainder, prime) in remainders.iter_mut().zip(PRIMES) {
                *remainder = *remainder * 10 % prime;
            }
        }
        Whole { remainders, decimals }
    }

    fn combine(self, operation: char, other: Whole) -> Whole {
        let decimals = self.decimals.max(other.decimals);
        let (a, b) = match operation {
            '*' => (self, other),
            _ => (self.with(decimals), other.with(decimals)),
        };
        let mut remainders = [0; 3];
        for (at, prime) in PRIMES.into_iter().enumerate() {
            let (a, b) = (a.remainders[at], b.remainders[at]);
            let result = match operation {
                '+' => a + b,
                '-' => a - b,
                _ => a * b,
            };
            remainders[at] = result.rem_euclid(prime);
        }
        let decimals = if operation == '*' { self.decimals + other.decimals } else { decimals };
        Whole { remainders, decimals }
    }

    fn is(self, other: Whole) -> bool {
        let decimals = self.decimals.max(other.decimals);
        self.with(decimals).remainders == other.with(decimals).remainders
    }
}

/// The generated plans use every kind of row that they are meant to.
#[test]
fn generated_plans_are_plans() {
    let text = Rows::example().statements().join("\n");
    assert!(rows(&model(&format!("months 6\n{text}")), "base").len() > 3);
}

/// 2^-n is a half n times, to 28 decimals; from 2^-96 (1.26e-29) on it is 0, and never too large.
#[test]
fn negative_powers_go_down_to_nothing() {
    let two = Number::from(2u32);
    let mut halves = Decimal::ONE;
    for exponent in 1..400 {
        halves /= Decimal::TWO;
        let (power, _) = two.whole_power(-exponent).expect("no large number");
        let power: Decimal = power.to_string().parse().expect("a number");
        let off = (power - halves).abs();
        assert!(off <= Decimal::new(1, 28), "2^-{exponent}: {power}, not {halves}");
        let half_more = Number::from(exponent).negated().minus(Number::from_parts(5, 1)).expect("a number").0;
        let (power, _) = two.power(half_more).expect("no large number");
        assert!(exponent < 96 || power.is_zero(), "2^{half_more}: {power}");
    }
    assert!(two.whole_power(96).is_err());
    // A tenth to the minus 29th is 1e29.
    assert!(Number::from_parts(1, 1).whole_power(-29).is_err());
}
