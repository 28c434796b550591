//! TEMPORARY: what stands in for the parser, checker, evaluator and library until they land. The integrator
//! deletes this file; nothing but the façade's signatures is meant to stay.
//!
//! It understands `title "…"`, `months N`, `use "…"`, `NAME = NUMBER[/month]`, `goal NAME >= NUMBER` and
//! comments, and finds `syntax` errors and unknown goal rows; the plan of the fixture shows the fixture.
#![allow(missing_docs)]

#[path = "report/fixture.rs"]
mod fixture;

pub mod loader {
    use crate::diagnostic::{Code, Diagnostic};
    use crate::source::{FileId, Source, Sources, Span};

    pub enum Unreadable {
        Missing,
        Directory,
        NotRegular,
        Outside,
        TooLarge,
        Other(String),
    }

    pub trait World {
        fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable>;
        fn shown(&self, path: &str) -> String;
    }

    pub struct Tree;

    pub struct Loaded {
        pub sources: Sources,
        pub trees: Vec<Tree>,
        pub diagnostics: Vec<Diagnostic>,
    }

    pub fn load(world: &dyn World, main: &str) -> Loaded {
        let mut loaded = Loaded { sources: Sources::default(), trees: Vec::new(), diagnostics: Vec::new() };
        add(world, main, None, &mut loaded);
        loaded
    }

    fn add(world: &dyn World, path: &str, from: Option<Span>, loaded: &mut Loaded) {
        let shown = world.shown(path);
        let reason = match world.read(path) {
            Ok(bytes) => match String::from_utf8(bytes) {
                Ok(text) => {
                    let file = loaded.sources.add(Source::new(shown, text.clone()));
                    loaded.trees.push(Tree);
                    uses(world, &text, file, loaded);
                    return;
                }
                Err(_) => "it is not UTF-8".to_string(),
            },
            Err(Unreadable::Missing) => "there is no such file".to_string(),
            Err(Unreadable::Directory) => "it is a directory".to_string(),
            Err(Unreadable::NotRegular) => "it is not a regular file".to_string(),
            Err(Unreadable::Outside) => "it is outside the folder of the plan".to_string(),
            Err(Unreadable::TooLarge) => "it is above 4 MiB".to_string(),
            Err(Unreadable::Other(why)) => why,
        };
        let message = format!("`{shown}` cannot be read: {reason}");
        loaded.diagnostics.push(match from {
            Some(span) => Diagnostic::new(Code::Unreadable, message, span, "named here"),
            None => Diagnostic::without_place(Code::Unreadable, message),
        });
    }

    fn uses(world: &dyn World, text: &str, file: FileId, loaded: &mut Loaded) {
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            if let Some(path) = line.trim().strip_prefix("use \"").and_then(|rest| rest.strip_suffix('"')) {
                add(world, path, Some(Span::new(file, start, start + line.trim().len())), loaded);
            }
            start += line.len();
        }
    }
}

pub mod check {
    use super::loader::Loaded;
    use crate::diagnostic::{Code, Diagnostic};
    use crate::source::Span;
    use crate::value::Number;

    pub struct Model {
        pub(super) title: Option<String>,
        pub(super) months: usize,
        pub(super) rows: Vec<(String, Number, bool)>,
        pub(super) goals: Vec<(String, Number)>,
    }

    impl Model {
        pub fn scenario_names(&self) -> Vec<String> {
            vec!["base".into()]
        }
    }

    pub struct Checked {
        pub model: Option<Model>,
        pub diagnostics: Vec<Diagnostic>,
    }

    pub fn check(loaded: &Loaded) -> Checked {
        let mut model = Model { title: None, months: 12, rows: Vec::new(), goals: Vec::new() };
        let mut diagnostics = Vec::new();
        for (file, source) in loaded.sources.iter() {
            let mut start = 0;
            for line in source.text().split_inclusive('\n') {
                let text = line.split('#').next().unwrap_or("").trim();
                let span = Span::new(file, start, start + text.len());
                start += line.len();
                if let Some(title) = text.strip_prefix("title ") {
                    model.title = Some(title.trim_matches('"').to_string());
                } else if let Some(months) = text.strip_prefix("months ") {
                    model.months = months.parse().unwrap_or(12);
                } else if let Some((row, target)) =
                    text.strip_prefix("goal ").and_then(|t| t.split_once(" >= "))
                {
                    model.goals.push((row.to_string(), Number::parse(target).unwrap_or_default()));
                } else if let Some((name, value)) = text.split_once(" = ") {
                    let flow = value.strip_suffix("/month");
                    match Number::parse(flow.unwrap_or(value)) {
                        Some(number) => model.rows.push((name.to_string(), number, flow.is_some())),
                        None => diagnostics.push(Diagnostic::new(
                            Code::UnknownName,
                            format!("there is no row `{value}`"),
                            span,
                            "not known",
                        )),
                    }
                } else if !text.is_empty() && !text.starts_with("use ") {
                    diagnostics.push(Diagnostic::new(
                        Code::Syntax,
                        "a statement was expected",
                        span,
                        "this is none",
                    ));
                }
            }
        }
        let model = (diagnostics.is_empty() && loaded.diagnostics.is_empty()).then_some(model);
        Checked { model, diagnostics }
    }
}

pub fn results(
    model: &check::Model,
    scenario: &str,
    by: crate::analysis::By,
) -> Result<crate::analysis::Results, Vec<crate::diagnostic::Diagnostic>> {
    use crate::analysis::{GoalResult, GoalStatus, Group};
    use crate::diagnostic::{Code, Diagnostic};
    use crate::value::{Rollup, Shown, Unit};
    if scenario != "base" {
        return Err(vec![
            Diagnostic::without_place(Code::UnknownName, format!("there is no scenario `{scenario}`"))
                .help("the plan has `base`"),
        ]);
    }
    let mut results = fixture::acme(model.months);
    results.by = by;
    if model.title == results.title {
        return Ok(results);
    }
    results.title = model.title.clone();
    results.months = (1..=model.months).map(|month| format!("M{month}")).collect();
    results.month_words = results.months.clone();
    results.checks.clear();
    results.warnings.clear();
    results.notes.clear();
    results.rows = model
        .rows
        .iter()
        .map(|(name, value, flow)| {
            let (unit, rollup) =
                if *flow { (Unit::PER_MONTH, Rollup::Sum) } else { (Unit::ONE, Rollup::Level) };
            let mut row =
                fixture::row(name, Group::Variable, unit, rollup, &[&value.to_string()], model.months);
            row.constant = !flow;
            row
        })
        .collect();
    results.shown = results.rows.iter().filter(|row| !row.constant).map(|row| row.name.clone()).collect();
    results.goals = model
        .goals
        .iter()
        .map(|(name, target)| {
            let value = results.row(name).and_then(|row| row.total);
            let met = value.is_some_and(|value| value >= *target);
            GoalResult {
                label: None,
                text: format!("{name} >= {target}"),
                reading: String::new(),
                status: if met { GoalStatus::Met } else { GoalStatus::Missed },
                month: None,
                month_words: None,
                value,
                target: Some(*target),
                unit: Unit::ONE,
                shown: Shown::Plain,
                at_least: true,
                note: None,
                row: name.clone(),
            }
        })
        .collect();
    Ok(results)
}

pub fn format(text: &str) -> Result<String, Vec<crate::diagnostic::Diagnostic>> {
    use crate::diagnostic::{Code, Diagnostic};
    use crate::source::{FileId, Span};
    if text.contains("oops") {
        return Err(vec![Diagnostic::new(
            Code::Syntax,
            "a statement was expected",
            Span::new(FileId(0), 0, 4),
            "this is none",
        )]);
    }
    Ok(text.split_whitespace().collect::<Vec<_>>().join(" ") + "\n")
}

pub mod library {
    pub struct Example {
        pub code: &'static str,
        pub gives: &'static str,
    }

    pub struct Function {
        pub name: &'static str,
        pub signature: &'static str,
        pub group: &'static str,
        pub summary: &'static str,
        pub examples: &'static [Example],
    }

    pub static FUNCTIONS: &[Function] = &[
        Function {
            name: "min",
            signature: "min(x, y, …)",
            group: "in a month",
            summary: "the least of its values",
            examples: &[Example { code: "min(3, 5)", gives: "3" }],
        },
        Function {
            name: "delay",
            signature: "delay(x, d [, before v])",
            group: "over months",
            summary: "a flow that arrives later",
            examples: &[Example { code: "delay(bookings, 45 days)", gives: "cash 45 days after bookings" }],
        },
    ];
}

pub mod limits {
    pub struct Limit {
        pub name: &'static str,
        pub value: u64,
        pub unit: &'static str,
        pub why: &'static str,
    }

    pub static LIMITS: &[Limit] = &[
        Limit { name: "file", value: 4_194_304, unit: "bytes", why: "a plan is written by people" },
        Limit { name: "months", value: 600, unit: "months", why: "fifty years" },
    ];
}
