//! The table of promises: each measured against a baseline of the same moment, with its target beside.

use std::hint::black_box;
use std::time::{Duration, Instant};

use rust_decimal::Decimal;

use crate::chain::Chain;
use crate::edit;
use crate::grid;
use crate::levers;
use crate::plans::{self, Files};
use crate::process::{self, Programs};
use crate::scan::scan;

/// How many projections `levers` may take over 25 pipelines: some 125 inputs, each tried with several hundred values, of
/// which every one computes a hundredth of the plan.
const LEVERS_OVER_ONE: f64 = 1_000.0;

/// Measures everything and prints the table.
pub fn report() {
    let mut table = Table::default();
    start(&mut table);
    chains(&mut table);
    grids(&mut table);
    many_levers(&mut table);
    edits(&mut table);
    growth(&mut table);
    text(&mut table);
    table.print();
}

/// The least times of two things done in turn: noise of the machine only ever adds.
fn least<A, B>(
    rounds: usize,
    mut one: impl FnMut() -> A,
    mut other: impl FnMut() -> B,
) -> (Duration, Duration) {
    let mut best = (Duration::MAX, Duration::MAX);
    for _ in 0..rounds {
        best.0 = best.0.min(time(&mut one));
        best.1 = best.1.min(time(&mut other));
    }
    best
}

fn time<T>(work: &mut impl FnMut() -> T) -> Duration {
    let start = Instant::now();
    let result = black_box(work());
    let taken = start.elapsed();
    drop(result);
    taken
}

fn ratio((one, other): (Duration, Duration)) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}

fn start(table: &mut Table) {
    let programs = Programs::new();
    let times = least(200, || programs.pace(), || programs.hello());
    let ms = times.0.as_secs_f64() * 1e3;
    table.at_most("one-shot `pace run`, 20 rows x 12 months, over hello world", ratio(times), 3.0, "x");
    table.for_information("    that is", ms, "ms");
}

fn chains(table: &mut Table) {
    let chain = Chain::new(10_000, 120);
    let text = chain.text();
    let model = plans::checked(&text);
    agree(&chain, &model);
    let checking = least(15, || plans::checked(&text), || ()).0;
    table.at_most("load and check 10,000 rows x 120 months", checking.as_secs_f64() * 1e3, 120.0, "ms");
    let times = least(25, || plans::project(&model), || chain.by_hand());
    table.at_most("exact projection of them over a loop by hand", ratio(times), 1.4, "x");
    table.for_information("    the loop by hand takes", times.1.as_secs_f64() * 1e3, "ms");
    for (what, chain) in [
        ("    the same with numbers of few digits (min, max, if; + -)", Chain::of_short_numbers(10_000, 120)),
        ("    the same without feedback", Chain::without_feedback(10_000, 120)),
    ] {
        let model = plans::checked(&chain.text());
        agree(&chain, &model);
        let times = least(15, || plans::project(&model), || chain.by_hand());
        table.for_information(what, ratio(times), "x");
    }
    table.at_most("peak memory of load, check and projection", process::peak_of(&text), 80.0, "MB");
}

fn grids(table: &mut Table) {
    let plan = plans::settled(grid::PLAN);
    grid::agree(&plan);
    let times = least(15, || grid::by_pace(&plan), grid::by_hand);
    table.at_most("grid of 100 x 100 over 20 rows, over a loop by hand", ratio(times), 1.7, "x");
    table.for_information("    the loop by hand takes", times.1.as_secs_f64() * 1e3, "ms");
}

/// Levers with a goal, over one projection of the same plan: about a hundred thousand plans are tried, of which only what
/// an input reaches is computed.
fn many_levers(table: &mut Table) {
    let (few, many) = (plans::settled(&levers::plan(25)), plans::settled(&levers::plan(100)));
    let times = least(3, || levers::by_pace(&few), || plans::project(few.model()));
    table.at_most(
        "levers with a goal, 25 pipelines, over one projection",
        ratio(times),
        LEVERS_OVER_ONE,
        "x",
    );
    table.at_most("    that is", times.0.as_secs_f64(), 1.0, "s");
    let whole = least(2, || levers::by_pace(&many), || ()).0;
    table.at_most("    100 pipelines", whole.as_secs_f64(), 5.0, "s");
    let growth = ratio((whole, times.0)) / 4.0;
    table.at_most("    cost a pipeline of 100 over that of 25", growth, 1.5, "x");
}

/// A line of a session, from what was typed to what there is to read; and a formula, to its hint.
fn edits(table: &mut Table) {
    let mut typing = edit::Typing::new();
    let (mut edited, mut hinted) = (Duration::MAX, Duration::MAX);
    for _ in 0..200 {
        edited = edited.min(time(&mut || typing.edit()));
        hinted = hinted.min(time(&mut || typing.hint()));
    }
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    table.at_most("an edit that moves 1% of 10,000 rows x 120 months", ms(edited), 3.0, "ms");
    table.at_most("the hint of a formula over them", ms(hinted), 10.0, "ms");
}

/// The loop by hand is a baseline only if it computes the same. (Not to the last digit: to pace, results
/// that differ by less than 1e-18 are equal, so that `if(a > b, …)` may take the other branch.)
fn agree(chain: &Chain, model: &pace::model::Model) {
    let (ours, theirs) = (plans::project(model), chain.by_hand());
    for (at, values) in theirs.iter().enumerate() {
        let row = model.base().table.find(&format!("r{at}")).unwrap();
        for (cell, value) in ours.row(row).iter().zip(values) {
            let ours = Decimal::from_str_exact(&cell.number().unwrap().to_string()).unwrap();
            assert!((ours - *value).abs() < Decimal::new(1, 15), "row {at}: {ours} and {value}");
        }
    }
}

fn growth(table: &mut Table) {
    let few = Files::of_chain(1_000, 120);
    let many = Files::of_chain(100_000, 120);
    let (many, few) = least(5, || many.project(), || few.project());
    let growth = ratio((many, few)) / 100.0;
    table.at_most("cost a row at 100,000 rows over that at 1,000", growth, 1.5, "x");
}

fn text(table: &mut Table) {
    let text = plans::formulas(1_000_000);
    let quarter = plans::formulas(250_000);
    let parse = |text: &str| pace::syntax::parse(pace::source::FileId(0), text);
    assert_eq!(scan(&text).unmatched, 0, "the scanner reads a plan that is right");
    let scanned = least(20, || parse(&text), || scan(&text));
    table.at_most("text to tree, formula-heavy, over a scanner by hand", ratio(scanned), 9.0, "x");
    let speed = text.len() as f64 / scanned.0.as_secs_f64() / 1e6;
    table.for_information("    that is", speed, "MB/s");
    let (whole, part) = least(20, || parse(&text), || parse(&quarter));
    let growth = ratio((whole, part)) * quarter.len() as f64 / text.len() as f64;
    table.at_most("    cost a byte of 1 MB over that of 250 kB", growth, 1.3, "x");
}

#[derive(Default)]
struct Table {
    lines: Vec<String>,
}

impl Table {
    fn at_most(&mut self, what: &str, value: f64, target: f64, unit: &str) {
        self.line(what, value, unit, &format!("at most {target}"), value <= target);
    }

    fn for_information(&mut self, what: &str, value: f64, unit: &str) {
        self.lines.push(format!("{what:<62} {value:>8.2} {unit}"));
    }

    fn line(&mut self, what: &str, value: f64, unit: &str, target: &str, met: bool) {
        let verdict = if met { "met" } else { "MISSED" };
        self.lines.push(format!("{what:<62} {value:>8.2} {unit:<5} {target:<13} {verdict}"));
    }

    fn print(&self) {
        println!("\nPromises, least times of several rounds:");
        for line in &self.lines {
            println!("  {line}");
        }
    }
}
