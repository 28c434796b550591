//! pace: sales plans in plain text, worked out month by month.
//!
//! ```
//! use pace::analysis::{GoalStatus, Granularity};
//! use pace::{open_text, project};
//!
//! let text = "
//!     months 2026-01 .. 2026-12
//!     plan { 6 calls/day }
//!     pipeline {
//!       leads = calls * 10%
//!       won   = 10% of leads in 30 days
//!       worth $6,000
//!     }
//!     goal bookings >= $60,000 by 2026-12
//!     scenario hustle { plan 9 calls/day }
//! ";
//!
//! // Text to trees, trees to a checked plan, every `?` of it found. What is wrong is collected on the way, as data.
//! let plan = open_text("plan.pace", text).expect("a plan without errors");
//! assert!(plan.warnings().is_empty());
//!
//! // A plan and a scenario's name to figures.
//! let base = project(&plan, "base", Granularity::Month).expect("no mistake that only figures show");
//! let calls = base.row("calls").expect("an action is a row");
//! assert_eq!(calls.total.map(|total| total.to_string()).as_deref(), Some("1440"));
//! assert_eq!(base.goals[0].status, GoalStatus::Met);
//!
//! // A scenario never changes the base.
//! let hustle = project(&plan, "hustle", Granularity::Quarter).expect("the same");
//! assert_eq!(hustle.head.months, ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]);
//! assert!(hustle.row("bookings").and_then(|row| row.total) > base.row("bookings").and_then(|row| row.total));
//! ```
//!
//! Plans that bring in other files with `use` are read by [`open`] through a [`loader::World`]. Every question takes
//! the [`SettledPlan`](analysis::SettledPlan) that comes of it; between text and plan stand [`load`], which gives
//! trees, [`check()`], which gives a model, and [`analysis::prepare`], which does the rest for trees that somebody
//! has at hand.
//!
//! # One idea
//!
//! A plan is a table: rows by months. Whatever a user writes (an action, a pipeline, a stock, a scenario) is
//! lowered by [`check`](mod@check) to rows with one formula each. Nothing above it knows that pipelines exist.
//!
//! # Floors
//!
//! A module uses only the floors below its own; `tests/floors.rs` keeps that true.
//!
//! | floor | modules | job |
//! |---|---|---|
//! | ground | [`value`], [`source`] | numbers, units, months; texts and places in them |
//! | 1 | [`limits`], [`diagnostic`] | what bounds a plan; a finding as data, with a page for every code |
//! | 2 | [`syntax`], [`library`] | text to trees and back; the functions, one record each |
//! | 3 | [`loader`] | files that bring in files |
//! | 4 | [`model`] | the checked plan: rows, formulas, goals; inert |
//! | 5 | [`check`](mod@check) | names, units, order; every statement to rows |
//! | 6 | [`eval`] | a model to a projection |
//! | 7 | [`analysis`] | questions to a plan; plain results that serialise |
//! | 8 | [`report`] | results to a document, whatever it will be shown on |
//! | 9 | [`output`] | documents, results and findings to bytes |
//! | 10 | [`questions`] | what is asked of a plan, with its arguments, and the answer in every form |
//! | 11 | [`session`] | what the REPL does, without a terminal |
//! | 12 | [`repl`] | a session at a terminal: prompt, completion, colours, hints, history |
//! | top | [`cli`] | the process: arguments, files, colour, exit codes |
//!
//! # Invariants
//!
//! - No input ends in a panic: mistakes are [`diagnostic::Diagnostic`]s, and several are found in one run.
//! - The same text gives the same bytes: nothing reads the clock, the environment, the network or, except
//!   through a [`loader::World`], a file. Only [`cli`] ends the process; only it and [`repl`] print.
//! - Figures are decimals of 28 digits; a result that was rounded on the way says so.
//! - `n/a` is a value with a reason, and never zero.
//! - In every pipeline, what came in is what went out and what is open, at every month: asserted, also in
//!   release builds.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable,
        clippy::print_stdout,
        clippy::print_stderr,
        clippy::disallowed_methods
    )
)]

pub mod analysis;
pub mod check;
pub mod cli;
pub mod diagnostic;
pub mod eval;
pub mod library;
pub mod limits;
pub mod loader;
pub mod model;
pub mod output;
pub mod questions;
pub mod repl;
pub mod report;
pub mod session;
pub mod source;
pub mod syntax;
pub mod value;

pub use analysis::{open, open_text, results as project};
pub use check::check;
pub use loader::{load, load_text};
