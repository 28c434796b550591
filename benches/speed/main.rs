//! How fast pace is, as ratios to baselines of the same moment: `cargo bench`.
//!
//! The timings of the single steps come from divan; the table at the end sets each promise beside its
//! target. `cargo bench -- --skip-ratios` leaves the table out, `cargo bench -- NAME` times one step.

mod chain;
mod edit;
mod grid;
mod levers;
mod plans;
mod process;
mod ratios;
mod scan;

use chain::Chain;
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};

fn main() {
    if process::measured_memory() {
        return;
    }
    // Without `--bench` it is `cargo test` that asks, which wants each step to run once.
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    divan::main();
    if arguments == ["--bench"] {
        ratios::report();
    }
}

#[divan::bench]
fn start_hello(bencher: Bencher) {
    let programs = process::Programs::new();
    bencher.bench_local(|| programs.hello());
}

#[divan::bench]
fn start_pace(bencher: Bencher) {
    let programs = process::Programs::new();
    bencher.bench_local(|| programs.pace());
}

#[divan::bench]
fn text_to_tree(bencher: Bencher) {
    let text = plans::formulas(250_000);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench_local(|| pace::syntax::parse(pace::source::FileId(0), &text));
}

#[divan::bench]
fn text_to_tokens_by_hand(bencher: Bencher) {
    let text = plans::formulas(250_000);
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| scan::scan(&text));
}

const ROWS: usize = 1_000;
const MONTHS: usize = 120;

#[divan::bench]
fn load_and_check(bencher: Bencher) {
    let text = Chain::new(ROWS, MONTHS).text();
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| plans::checked(&text));
}

#[divan::bench]
fn project(bencher: Bencher) {
    let model = plans::checked(&Chain::new(ROWS, MONTHS).text());
    bencher.counter(ItemsCount::new(ROWS * MONTHS)).bench_local(|| plans::project(&model));
}

#[divan::bench]
fn project_by_hand(bencher: Bencher) {
    let chain = Chain::new(ROWS, MONTHS);
    bencher.counter(ItemsCount::new(ROWS * MONTHS)).bench_local(|| chain.by_hand());
}

#[divan::bench]
fn grid_of_100_by_100(bencher: Bencher) {
    let plan = plans::settled(grid::PLAN);
    bencher.counter(ItemsCount::new(grid::VALUES * grid::VALUES)).bench_local(|| grid::by_pace(&plan));
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn levers_of_25_pipelines(bencher: Bencher) {
    let plan = plans::settled(&levers::plan(25));
    bencher.bench_local(|| levers::by_pace(&plan));
}

#[divan::bench]
fn grid_by_hand(bencher: Bencher) {
    bencher.counter(ItemsCount::new(grid::VALUES * grid::VALUES)).bench_local(grid::by_hand);
}
