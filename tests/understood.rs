//! What the checker keeps of what it understood: where constants were typed, the words of clauses, the calendar.

use std::collections::{BTreeSet, HashSet};

use pace::analysis::prepare;
use pace::check::{Checked, Meaning, check};
use pace::loader::{Loaded, load, load_text};
use pace::model::{
    Argument, ClauseMonths, Constant, ConstantPart, ConstantPlace, ConstantSource, Formula, MaskPlace, Model,
    Operand, Operator, RollupBy, Row, Step,
};
use pace::source::Span;
use pace::syntax::literal;
use pace::syntax::tree::{DaysSpec, Heading, LiteralUnit, Node, NodeKind, StatementKind, WorkdaysKind};
use pace::value::{Calendar, Cell, MonthLength, Number, Workdays};

use crate::support::{Folder, files, home};

/// Every example and every case that can be checked, with its name.
fn plans() -> Vec<(String, Loaded, Model)> {
    let texts = loaded(&["examples", "tests/cases"]).into_iter();
    let plans: Vec<_> = texts
        .filter_map(|(name, loaded)| {
            let model = check(&loaded).sound()?;
            Some((name, loaded, model))
        })
        .collect();
    assert!(plans.len() > 200, "only {} plans", plans.len());
    plans
}

/// The plans of some folders, with their names.
fn loaded(folders: &[&str]) -> Vec<(String, Loaded)> {
    let mut plans = Vec::new();
    for folder in folders.iter().map(|folder| home().join(folder)) {
        for path in files(&folder, "pace") {
            let name = path.file_name().and_then(|name| name.to_str()).expect("UTF-8").to_string();
            let loaded = load(&Folder(&folder), &name);
            plans.push((name, loaded));
        }
    }
    plans
}

/// Every row of every scenario, each once.
fn rows(model: &Model) -> Vec<&Row> {
    let mut seen = BTreeSet::new();
    let all = model.scenarios.iter().flat_map(|scenario| &scenario.table.rows);
    all.filter(|row| seen.insert(std::sync::Arc::as_ptr(row))).map(|row| &**row).collect()
}

/// The constant that a row has at a place.
fn constant(row: &Row, place: ConstantPlace) -> Option<Number> {
    let of_operand = |operand: Operand| match operand {
        Operand::Constant(number) => Some(number),
        _ => None,
    };
    let of_input = |input: Argument| match input {
        Argument::Constant(number) => Some(number),
        Argument::Row(_) => None,
    };
    match (place, &row.formula) {
        (ConstantPlace::Operand { step, operand }, formula) => {
            of_operand(formula.steps()[step as usize].operands()[operand as usize])
        }
        (ConstantPlace::Result, Formula::Steps { result, .. }) => of_operand(*result),
        (ConstantPlace::Series { series: at, month }, Formula::Steps { series, .. }) => {
            Some(series[at as usize][month as usize])
        }
        (ConstantPlace::Argument(at), Formula::History { arguments, .. }) => of_input(arguments[at as usize]),
        (ConstantPlace::Before, Formula::History { before, .. }) => before.and_then(of_input),
        (ConstantPlace::Quotient(at), _) => match row.rollup {
            RollupBy::Quotient(above, below) => of_input([above, below][at as usize]),
            RollupBy::Plain(_) => None,
        },
        _ => None,
    }
}

/// What a source comes to.
fn worked_out(source: &ConstantSource, own: Number) -> Number {
    let ConstantSource::Worked(parts) = source else { return own };
    let mut stack: Vec<Cell> = Vec::new();
    for part in parts {
        match part {
            ConstantPart::Number(number, _) => stack.push(Cell::from(*number)),
            ConstantPart::Operation(operator) => {
                let (b, a) = (stack.pop().expect("two values"), stack.pop().expect("two values"));
                stack.push(match operator {
                    Operator::Plus => a.add(b, 0),
                    Operator::Minus => a.sub(b, 0),
                    Operator::Times => a.mul(b, 0),
                    Operator::Over => a.div(b, 0),
                    Operator::Power => a.powf(b, 0),
                    Operator::And | Operator::Or => panic!("no arithmetic"),
                });
            }
        }
    }
    assert_eq!(stack.len(), 1, "postfix order: {parts:?}");
    stack[0].number().expect("a value")
}

/// The literals of a constant: each number with its place.
fn leaves(source: &ConstantSource, own: Number) -> Vec<(Number, Span)> {
    match source {
        ConstantSource::Literal(span) => vec![(own, *span)],
        ConstantSource::Worked(parts) => parts
            .iter()
            .filter_map(|part| match part {
                ConstantPart::Number(number, span) => Some((*number, (*span)?)),
                ConstantPart::Operation(_) => None,
            })
            .collect(),
    }
}

/// Whether the text at a place is a literal of that number: in percent as a ratio, with its sign. A bound of a
/// range may have its unit from the other one.
fn says(text: &str, number: Number) -> bool {
    let (sign, size) = match text.strip_prefix('-') {
        Some(size) => (true, size),
        None => (false, text),
    };
    let Ok(read) = literal(size, Span::default()) else { return false };
    let own = if sign { read.number.negated() } else { read.number };
    let ratio = own.over(Number::HUNDRED).map(|(ratio, _)| ratio);
    match read.unit {
        LiteralUnit::Percent | LiteralUnit::Points => ratio == Ok(number),
        LiteralUnit::Plain => own == number || ratio == Ok(number),
        _ => own == number,
    }
}

#[test]
fn a_constant_says_where_it_was_typed() {
    let mut seen = 0;
    for (name, loaded, model) in plans() {
        for row in rows(&model) {
            for Constant { place, source } in &row.written.constants {
                let told = || format!("{name}: {} {place:?} {source:?}", row.name);
                let own = constant(row, *place).unwrap_or_else(|| panic!("{}: no constant", told()));
                assert_eq!(worked_out(source, own), own, "{}", told());
                let leaves = leaves(source, own);
                assert!(!leaves.is_empty(), "{}: nobody typed it", told());
                for (number, span) in leaves {
                    let text = loaded.sources.text(span);
                    assert!(says(text, number), "{}: `{text}` is not {number}", told());
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 2000, "only {seen} constants");
}

/// Literals that are in no formula: items of a list for months after the plan's last, and an exponent of 1.
const UNUSED: [(&str, &str); 4] = [
    ("def_list_from.pace", "3"),
    ("def_list_from.pace", "4"),
    ("def_span_partly_outside.pace", "1"),
    ("unit_powers_of_units.pace", "1"),
];

#[test]
fn every_literal_of_every_formula_is_found_again() {
    for (name, loaded, model) in plans() {
        let mut found: BTreeSet<Span> = BTreeSet::new();
        for row in rows(&model) {
            found.extend(row.written.constants.iter().flat_map(|constant| constant.source.literals()));
        }
        let goals = model.scenarios.iter().flat_map(|scenario| &scenario.goals);
        found.extend(goals.filter_map(|goal| goal.target_source.as_ref()).flat_map(ConstantSource::literals));
        for tree in &loaded.trees {
            // The calendar keeps its own numbers.
            let calendar: Vec<_> = tree
                .statements
                .iter()
                .flat_map(|statement| match &statement.kind {
                    StatementKind::Heading(Heading::Days(spec)) => match spec {
                        DaysSpec::Fixed(expr) => vec![*expr],
                        DaysSpec::Listed(list) => tree.list(list.items).to_vec(),
                    },
                    StatementKind::Heading(Heading::Workdays(spec)) => match spec.kind {
                        WorkdaysKind::Fixed(expr) => vec![expr],
                        WorkdaysKind::Listed(list) => tree.list(list.items).to_vec(),
                        WorkdaysKind::Weekdays(_) => Vec::new(),
                    },
                    _ => Vec::new(),
                })
                .map(|expr| tree.node(expr).span)
                .collect();
            // How many months back or ahead `prev` and `next` look is no value: it is part of the step.
            let months_off = |node: &Node| match &node.kind {
                NodeKind::Call { name, arguments, .. } => {
                    let shifts = matches!(loaded.sources.text(*name), "prev" | "next");
                    tree.list(*arguments).get(2).filter(|_| shifts).map(|expr| tree.node(*expr).span)
                }
                _ => None,
            };
            let months_off: Vec<Span> = tree.nodes.iter().filter_map(months_off).collect();
            let literals = tree.nodes.iter().filter(|node| matches!(node.kind, NodeKind::Literal(_)));
            let counted = |node: &&Node| !calendar.contains(&node.span) && !months_off.contains(&node.span);
            for node in literals.filter(counted) {
                // A sign before a literal belongs to it.
                let here = |span: &&Span| {
                    span.file == node.span.file && span.end == node.span.end && span.start <= node.span.start
                };
                let text = loaded.sources.text(node.span);
                let unused = UNUSED.contains(&(name.as_str(), text));
                assert!(unused || found.iter().any(|span| here(&span)), "{name}: `{text}` is lost");
            }
        }
    }
}

/// The months that words say.
fn flags(months: ClauseMonths, calendar: &Calendar) -> Vec<bool> {
    let within = |column: usize| match months {
        ClauseMonths::From(first) => column >= first as usize,
        ClauseMonths::Between(first, last) => (first as usize..=last as usize).contains(&column),
        ClauseMonths::Once(only) => column == only as usize,
        ClauseMonths::EveryYear(first, last) => {
            let month = calendar.month(column).expect("a plan with dates").number();
            if first <= last { (first..=last).contains(&month) } else { month >= first || month <= last }
        }
        // Only the mask says which.
        ClauseMonths::Several | ClauseMonths::Divided => unreachable!("asked of no such words"),
    };
    (0..calendar.len()).map(within).collect()
}

#[test]
fn a_mask_remembers_the_words_of_its_clause() {
    let mut kinds = HashSet::new();
    for (name, loaded, model) in plans() {
        for row in rows(&model) {
            for words in &row.written.clauses {
                let told = format!("{name}: {} {words:?} `{}`", row.name, loaded.sources.text(words.span));
                kinds.insert(std::mem::discriminant(&words.months));
                if matches!(words.months, ClauseMonths::Several | ClauseMonths::Divided) {
                    continue;
                }
                let said = flags(words.months, &model.calendar);
                let mask: Vec<bool> = match (words.place, &row.formula) {
                    (MaskPlace::Step(step), formula) => match &formula.steps()[step as usize] {
                        Step::Within(mask, ..) => mask.to_vec(),
                        other => panic!("{told}: {other:?} is no mask"),
                    },
                    (MaskPlace::Argument, Formula::History { span: Some(mask), .. }) => mask.to_vec(),
                    (MaskPlace::Series(_), _) => said.clone(),
                    _ => panic!("{told}: no mask"),
                };
                if words.listed {
                    let ends = mask.iter().zip(&said).all(|(mask, said)| !mask || *said);
                    assert!(ends, "{told}");
                } else {
                    assert_eq!(mask, said, "{told}");
                }
            }
        }
    }
    assert_eq!(kinds.len(), 6, "every kind of words is among the plans");
}

fn model(text: &str) -> (Loaded, Model) {
    let loaded = load_text("plan.pace", text);
    let checked = check(&loaded);
    let told = format!("{:#?}", checked.diagnostics);
    (loaded, checked.sound().expect(&told))
}

#[test]
fn words_tell_what_months_alone_do_not() {
    let text = "months 2026-01 .. 2026-12\nfee = $1/month, $2/month from 2026-07\n\
                rent = $1/month, $2/month in 2026-07 .. 2026-12\n\
                heat = $1/month, $2/month in Jul .. Dec when fee > $1/month\n\
                year = total(fee, 2026-Q3)\n";
    let (loaded, model) = model(text);
    let words = |name: &str| {
        let table = &model.base().table;
        let row = table.row(table.find(name).expect("a row"));
        let [words] = &row.written.clauses[..] else { panic!("{name}: {:?}", row.written.clauses) };
        (words.months, words.conditional, loaded.sources.text(words.span))
    };
    assert_eq!(words("fee"), (ClauseMonths::From(6), false, "2026-07"));
    assert_eq!(words("rent"), (ClauseMonths::Between(6, 11), false, "2026-07 .. 2026-12"));
    assert_eq!(words("heat"), (ClauseMonths::EveryYear(7, 12), true, "Jul .. Dec"));
    assert_eq!(words("year"), (ClauseMonths::Between(6, 8), false, "2026-Q3"));
}

#[test]
fn constants_that_nobody_typed_have_no_place() {
    let text = "months 12\nplan {\n  12 calls/week\n}\nfee = 3 to 5\nrent = $30k/year\ntwo = 2 * 3 weeks\n";
    let (loaded, model) = model(text);
    let typed = |name: &str| {
        let table = &model.base().table;
        let row = table.row(table.find(name).expect("a row"));
        let constants = row.written.constants.iter();
        let told = constants.map(|constant| {
            let literals = constant.source.literals().map(|span| loaded.sources.text(span));
            literals.collect::<Vec<_>>().join(" and ")
        });
        told.collect::<Vec<_>>()
    };
    // The 5 days of a working week and the 12 months of a year are structure.
    assert_eq!(typed("calls"), ["12"]);
    assert_eq!(typed("fee"), ["3", "5"]);
    assert_eq!(typed("rent"), ["$30k/year"]);
    assert_eq!(typed("two"), ["2 and 3 weeks"]);
}

#[test]
fn the_calendar_remembers_which_days_are_worked() {
    let (_, plain) = model("months 12\nworkdays 21/month\ndays 30/month\nx = 1\n");
    assert_eq!(plain.calendar.worked(), &Workdays::Fixed(Number::from(21u32)));
    assert_eq!(plain.calendar.length(), &MonthLength::Fixed(Number::from(30u32)));
    let (_, dated) =
        model("months 2026\nworkdays mon..thu except 2026-12-24 .. 2026-12-31, 2026-05-01\nx = 1\n");
    let Workdays::Weekdays { week, off, .. } = dated.calendar.worked() else { panic!("weekdays") };
    assert_eq!(week.iter().map(|day| day.word()).collect::<Vec<_>>(), ["mon", "tue", "wed", "thu"]);
    let days: Vec<_> =
        off.iter().map(|(first, last)| (first.month().number(), first.day(), last.day())).collect();
    assert_eq!(days, [(12, 24, 31), (5, 1, 1)]);
    // The counts follow from what is remembered.
    let again = Calendar::new(
        dated.calendar.first(),
        dated.calendar.len(),
        &MonthLength::Real,
        dated.calendar.worked(),
    );
    assert_eq!(again, dated.calendar);
}

/// Whether a row is what a name says: by its whole name, by its short one inside a pipeline, by an action's other
/// form, or, inside a stock, as the balance at the start of the month.
fn is_called(row: &Row, text: &str) -> bool {
    let short = row.name.rsplit_once('.').map_or(row.name.as_str(), |(_, short)| short);
    let plural = |name: &str| name == format!("{text}s") || format!("{name}s") == text;
    row.name == text
        || row.name.ends_with(&format!(".{text}"))
        || row.name == format!("{text}.opening")
        || plural(&row.name)
        || plural(short)
}

/// The scenario in whose body a place lies, as an index into the model's; 0 outside of all.
fn scenario_of(loaded: &Loaded, model: &Model, place: Span) -> usize {
    let inside = loaded.statements().find_map(|(_, statement)| match &statement.kind {
        StatementKind::Scenario(scenario)
            if statement.span.file == place.file && statement.span.range().contains(&place.range().start) =>
        {
            Some(loaded.sources.text(scenario.name))
        }
        _ => None,
    });
    model.scenarios.iter().position(|scenario| inside == Some(scenario.name.as_str())).unwrap_or(0)
}

#[test]
fn every_name_resolves_to_what_it_says() {
    let mut seen = 0;
    for (name, loaded) in loaded(&["examples", "tests/cases"]) {
        let checked = check(&loaded);
        let (model, resolutions) = (&checked.model, &checked.resolutions);
        let mut last = None;
        for resolution in resolutions.iter() {
            let text = loaded.sources.text(resolution.span);
            let told = format!("{name}: `{text}` is {:?}", resolution.meaning);
            assert!(last < Some(resolution.span), "{told}: out of order");
            last = Some(resolution.span);
            let scenario = &model.scenarios[resolution.scenario as usize];
            let good = match resolution.meaning {
                // `exchange EUR = $1.08` is the row `exchange.EUR`.
                Meaning::Row(row) => {
                    let name = pace::syntax::exchange_row(text);
                    is_called(scenario.table.row(row), name.as_deref().unwrap_or(text))
                }
                Meaning::Base(row) => text == "base" && scenario.table.row(row).hidden,
                Meaning::Function(function) => function.name == text,
                Meaning::Pipeline(_) => loaded.statements().any(|(_, statement)| match &statement.kind {
                    StatementKind::Pipeline(pipeline) => {
                        pipeline.name.is_some_and(|name| loaded.sources.text(name) == text)
                    }
                    _ => false,
                }),
                Meaning::Scenario(at) => model.scenarios[at as usize].name == text,
            };
            assert!(good, "{told}");
            let declares = matches!(resolution.meaning, Meaning::Scenario(_));
            let place = scenario_of(&loaded, model, resolution.span);
            assert!(declares || place == resolution.scenario as usize, "{told}: of {}", scenario.name);
            seen += 1;
        }
        if checked.model.has_errors {
            continue;
        }
        for tree in &loaded.trees {
            for node in &tree.nodes {
                let span = match &node.kind {
                    NodeKind::Name => node.span,
                    NodeKind::Call { name, .. } => *name,
                    _ => continue,
                };
                let found = resolutions.at(span.file, span.start as usize);
                let text = loaded.sources.text(span);
                // The word of `tiers`, which stands where a row might.
                if text == "whole" {
                    continue;
                }
                assert_eq!(found.map(|found| found.span), Some(span), "{name}: `{text}` means nothing");
                assert_eq!(resolutions.at(span.file, span.end as usize), found, "{name}: `{text}`");
            }
        }
    }
    assert!(seen > 2500, "only {seen} names");
}

#[test]
fn names_of_statements_and_scenarios_resolve() {
    let text = "months 6\npipeline core {\n  leads = 10/month\n  won = 40% of leads in 1 month\n  worth $10\n  \
                opening 3 leads\n}\nfee = core.bookings * 2\nshow fee\ngoal fee >= $1\n\
                scenario more {\n  replace fee = base * 2\n  new half = fee / 2\n}\n\
                scenario most extends more {\n  core.leads = 12/month\n}\n";
    let loaded = load_text("plan.pace", text);
    let Checked { model, resolutions, diagnostics } = check(&loaded);
    assert!(!model.has_errors, "{diagnostics:#?}");
    let said: Vec<String> = resolutions
        .iter()
        .map(|resolution| {
            let scenario = &model.scenarios[resolution.scenario as usize];
            let row = |row| scenario.table.row(row).name.clone();
            let meaning = match resolution.meaning {
                Meaning::Row(of) => row(of),
                Meaning::Base(of) => format!("base of {}", row(of)),
                Meaning::Function(function) => function.name.to_string(),
                Meaning::Pipeline(at) => format!("pipeline {at}"),
                Meaning::Scenario(at) => format!("scenario {}", model.scenarios[at as usize].name),
            };
            format!("{} {}: {meaning}", scenario.name, loaded.sources.text(resolution.span))
        })
        .collect();
    let wanted = [
        "base core: pipeline 0",
        "base leads: core.leads",
        "base won: core.won",
        "base leads: core.leads",
        "base leads: core.leads",
        "base fee: fee",
        "base core.bookings: core.bookings",
        "base fee: fee",
        "base fee: fee",
        "base more: scenario more",
        "more fee: fee",
        "more base: base of fee",
        "more half: half",
        "more fee: fee",
        "base most: scenario most",
        "base more: scenario more",
        "most core.leads: core.leads",
    ];
    assert_eq!(said, wanted);
}

#[test]
fn a_plan_with_errors_is_understood_as_far_as_it_goes() {
    let text = "months 6\ncalls = 20/month\nleads = calls * reet\nprice = $10 + 3 days\n\
                revenue = leads * $5\nx = y\ny = x\nscenario more { calls = 30/month }\n";
    let loaded = load_text("plan.pace", text);
    let checked = check(&loaded);
    let model = &checked.model;
    assert!(model.has_errors);
    let names: Vec<&str> = model.base().table.rows.iter().map(|row| row.name.as_str()).collect();
    for name in ["calls", "leads", "price", "revenue", "x", "y"] {
        assert!(names.contains(&name), "{name}: {names:?}");
    }
    assert_eq!(model.scenario_names().collect::<Vec<_>>(), ["base", "more"]);
    let at = text.find("calls *").expect("a name");
    let meaning = checked.resolutions.at(loaded.trees[0].file, at).expect("a name").meaning;
    assert_eq!(meaning, Meaning::Row(model.base().table.find("calls").expect("a row")));
    // Nothing projects it.
    let found = prepare(loaded).expect_err("a plan with errors").found;
    assert_eq!(found, checked.diagnostics);
    assert!(checked.sound().is_none());
}

#[test]
fn every_plan_with_errors_gives_a_model() {
    let mut wrong = 0;
    for (name, loaded) in loaded(&["tests/diagnostics", "tests/cases"]) {
        let Checked { model, diagnostics, resolutions } = check(&loaded);
        let errors = pace::diagnostic::has_error(&diagnostics);
        assert_eq!(model.has_errors, errors, "{name}");
        wrong += usize::from(errors);
        for resolution in resolutions.iter() {
            let table = &model.scenarios[resolution.scenario as usize].table;
            if let Meaning::Row(row) | Meaning::Base(row) = resolution.meaning {
                assert!(row.index() < table.len(), "{name}: {resolution:?}");
            }
        }
    }
    assert!(wrong > 100, "only {wrong} plans with errors");
}
