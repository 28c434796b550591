//! `scenario NAME { }`: the parent's rows with what differs in their place (LANGUAGE, section 10).

mod bases;
mod blocks;
mod each;
mod single;
mod worked_out;

use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::constants::Constants;
use super::draw_names::DrawNames;
use super::resolution::{Meaning, Resolution};
use super::scope;
use super::{Context, Restated, ScenarioBuilder, doc_text};
use crate::check::fixes::fixed;
use crate::diagnostic::{Code, Diagnostic, Edit, nearest};
use crate::limits;
use crate::model::{self, RowId, RowNames, SegmentName};
use crate::source::Span;
use crate::syntax::tree::{Modifier, Scenario, Statement, StatementKind, Tree};

/// What came of all scenarios.
pub(super) struct Scenarios<'a> {
    /// The scenarios as parts of the model, in the order of the plan; those that extend themselves are left out.
    pub scenarios: Vec<model::Scenario>,
    /// The base, which every scenario started from.
    pub base: Rc<ScenarioBuilder<'a>>,
    /// The builder of every scenario, `base` first; those that nothing needs any more are left out.
    pub builders: Vec<(String, Rc<ScenarioBuilder<'a>>)>,
    /// What is wrong with any of them.
    pub diagnostics: Vec<Diagnostic>,
    /// What the names in their bodies mean, and their own names.
    pub resolutions: Vec<Resolution>,
}

/// A scenario as written.
struct WrittenScenario<'a> {
    name: String,
    tree: &'a Tree,
    scenario: &'a Scenario,
    parent: Option<String>,
}

/// Checks every scenario, parents first; `keep` says whether all builders are wanted.
pub(super) fn check_all<'a>(
    context: &Context<'a>,
    mut base: ScenarioBuilder<'a>,
    keep: bool,
) -> Scenarios<'a> {
    // From here on shared: fifty scenarios of a large plan have its rows once in memory.
    base.table.freeze();
    let base = Rc::new(base);
    let mut diagnostics = Vec::new();
    let written = collect(context, &mut diagnostics);
    // Only a scenario that others extend has to be kept; a plan may have many more than that.
    let extended: Vec<&str> = written.iter().filter_map(|one| one.parent.as_deref()).collect();
    let mut builders: FxHashMap<&str, Rc<ScenarioBuilder<'a>>> = FxHashMap::default();
    let mut done: Vec<Option<model::Scenario>> = written.iter().map(|_| None).collect();
    let mut resolved: Vec<Vec<Resolution>> = written.iter().map(|_| Vec::new()).collect();
    // Parents first: each round checks the scenarios whose parents are done.
    loop {
        let mut moved = false;
        for (at, one) in written.iter().enumerate() {
            if done[at].is_some() {
                continue;
            }
            let parent = match one.parent.as_deref() {
                None => Some(base.clone()),
                Some(parent) => builders.get(parent).cloned(),
            };
            let Some(parent) = parent else { continue };
            let mut builder = fork(&parent);
            // What `--set` changes is judged by the goals of the scenario that it changes, not only by the
            // plan's.
            if context.loaded.is_overlay(one.scenario.name.file) {
                builder.judge_as(&parent);
            }
            builder.apply(context, one.tree, &one.scenario.statements, &parent);
            diagnostics.append(&mut builder.diagnostics);
            resolved[at] = builder.resolutions_in(context, &mut one.scenario.statements.iter(), at as u32);
            let label = one.scenario.label.as_ref().map(|label| label.text.clone());
            done[at] = Some(builder.scenario(one.name.clone(), label));
            if keep || extended.contains(&one.name.as_str()) {
                builder.table.freeze();
                builders.insert(&one.name, Rc::new(builder));
            }
            moved = true;
        }
        if !moved {
            break;
        }
    }
    for (one, done) in written.iter().zip(&done) {
        if done.is_none() {
            let span = one.scenario.parent.unwrap_or(one.scenario.name);
            // One that is left over extends itself, or one that does: the message shows the whole circle.
            let mut way = vec![one.name.as_str()];
            while let Some(parent) = written
                .iter()
                .find(|other| Some(other.name.as_str()) == way.last().copied())
                .and_then(|one| one.parent.as_deref())
            {
                let known = way.contains(&parent);
                way.push(parent);
                if known {
                    break;
                }
            }
            let message = format!("this scenario extends itself: {}", way.join(" extends "));
            let found = Diagnostic::new(Code::Cycle, message, span, "goes round in a circle");
            diagnostics.push(found.help("let one of them stand on its own, without `extends`"));
        }
    }
    let resolutions = resolutions(context, &written, &done, resolved);
    let scenarios = done.into_iter().flatten().collect();
    let mut kept = vec![("base".to_string(), base.clone())];
    let named =
        written.iter().filter_map(|one| Some((one.name.clone(), builders.get(one.name.as_str())?.clone())));
    kept.extend(named);
    Scenarios { scenarios, base, builders: kept, diagnostics, resolutions }
}

/// What the names in the scenarios' bodies mean, and the names of the scenarios themselves. The bodies count the
/// scenarios as they are written; the model leaves out those that extend themselves, and has the base first.
fn resolutions(
    context: &Context<'_>,
    written: &[WrittenScenario<'_>],
    done: &[Option<model::Scenario>],
    bodies: Vec<Vec<Resolution>>,
) -> Vec<Resolution> {
    let checked = done.iter().scan(0, |before, done| {
        *before += u32::from(done.is_some());
        Some(done.as_ref().map(|_| *before))
    });
    let places: Vec<Option<u32>> = checked.collect();
    let place_of = |name: &str| {
        let at = written.iter().position(|one| one.name == name);
        if name == "base" { Some(0) } else { places.get(at?).copied().flatten() }
    };
    let mut all = Vec::new();
    for ((one, place), body) in written.iter().zip(&places).zip(bodies) {
        let Some(scenario) = *place else { continue };
        all.extend(body.into_iter().map(|resolution| Resolution { scenario, ..resolution }));
        let own = Meaning::Scenario(scenario);
        all.push(Resolution { span: one.scenario.name, meaning: own, scenario: 0 });
        let Some(span) = one.scenario.parent else { continue };
        if let Some(parent) = place_of(&scope::normal(context.sources.text(span))) {
            all.push(Resolution { span, meaning: Meaning::Scenario(parent), scenario: 0 });
        }
    }
    all
}

fn collect<'a>(context: &Context<'a>, diagnostics: &mut Vec<Diagnostic>) -> Vec<WrittenScenario<'a>> {
    let mut written: Vec<WrittenScenario<'a>> = Vec::new();
    for (tree, statement) in context.loaded.statements() {
        let StatementKind::Scenario(scenario) = &statement.kind else { continue };
        let name = scope::normal(context.sources.text(scenario.name)).into_owned();
        if written.len() == limits::SCENARIOS {
            let message = format!("the plan has more than {} scenarios", limits::SCENARIOS);
            let found = Diagnostic::new(Code::TooLarge, message, scenario.name, "one too many");
            diagnostics
                .push(found.help("move some to a plan of their own that brings this one in with `use`"));
            break;
        }
        if let Some(axis) = context.segments.find(&name) {
            let (what, first) = match axis {
                SegmentName::Segment(segment) => ("a segment", context.segments.segment(segment).span),
                SegmentName::Member(member) => ("a member of one", context.segments.member(member).span),
            };
            let message = format!("`{name}` is {what}, and a scenario cannot be called so too");
            let found =
                Diagnostic::new(Code::DuplicateName, message, scenario.name, "a scenario of this name");
            let help = format!("call the scenario something else, such as `{name}_better`");
            diagnostics.push(found.also(first, what).help(help));
            continue;
        }
        if let Some(first) = written.iter().find(|one| one.name == name) {
            let message = format!("the scenario `{name}` is defined twice");
            let found = Diagnostic::new(Code::DuplicateName, message, scenario.name, "defined again");
            diagnostics
                .push(found.also(first.scenario.name, "first defined here").help("rename one of them"));
            continue;
        }
        let parent = scenario.parent.map(|span| scope::normal(context.sources.text(span)).into_owned());
        // `extends base` says what is so anyway.
        let parent = parent.filter(|parent| parent != "base");
        written.push(WrittenScenario { name, tree, scenario, parent });
    }
    let names: Vec<String> = written.iter().map(|one| one.name.clone()).collect();
    for one in &mut written {
        let Some(parent) = &one.parent else { continue };
        if names.contains(parent) {
            continue;
        }
        let span = one.scenario.parent.unwrap_or(one.scenario.name);
        let message = format!("there is no scenario `{parent}`");
        let found = Diagnostic::new(Code::UnknownName, message, span, "not a scenario of this plan");
        diagnostics.push(match nearest(parent, names.iter().map(String::as_str)) {
            Some(near) => found.fix(format!("did you mean `{near}`?"), span, near),
            None => {
                let word = context.word_before(span, " extends");
                let edit = word.map(|word| Edit::delete(word.to(span)));
                fixed(found, "leave `extends …` out, to start from the plan itself", edit)
            }
        });
        // Checked all the same, against the plan, so that its own mistakes are found too.
        one.parent = None;
    }
    written
}

/// A builder that starts from its parent's rows, sharing them.
pub(super) fn fork<'a>(parent: &ScenarioBuilder<'a>) -> ScenarioBuilder<'a> {
    ScenarioBuilder {
        table: parent.table.clone(),
        names: Arc::new(RowNames::over(Arc::clone(&parent.names))),
        pending: Vec::new(),
        diagnostics: Vec::new(),
        bounds: parent.bounds.clone(),
        triggers: parent.triggers.clone(),
        partial_stretches: parent.partial_stretches.clone(),
        // A scenario's own goals and checks hold for it alone; its children have the plan's.
        goals: parent.goals[..parent.shared.0].to_vec(),
        checks: parent.checks[..parent.shared.1].to_vec(),
        shared: parent.shared,
        schedule: model::Schedule::default(),
        pipelines: parent.pipelines.clone(),
        adopted: parent.adopted.clone(),
        stocks: parent.stocks.clone(),
        plan: parent.plan.clone(),
        capacity: parent.capacity,
        member_capacities: parent.member_capacities.clone(),
        takings: parent.takings.clone(),
        divided: parent.divided.clone(),
        sums: parent.sums.clone(),
        member_sums: parent.member_sums.clone(),
        exchanges: parent.exchanges.clone(),
        broken: parent.broken.clone(),
        judged_rows: Vec::new(),
        inherited: parent.table.len(),
        // What `base` meant in the parent stays what it is there.
        bases: parent.bases.clone(),
        free: parent.free.clone(),
        draw_names: DrawNames::default(),
        restated: FxHashMap::default(),
        declared: parent.declared,
        too_large: parent.too_large,
        leanings: parent.leanings.clone(),
        constants: Constants::default(),
        resolutions: Vec::new(),
        families: Rc::clone(&parent.families),
        member: None,
        alone: false,
        formed_again: Vec::new(),
    }
}

impl<'a> ScenarioBuilder<'a> {
    /// A change that is only tried is judged by all that judges what it changes.
    pub(in crate::check) fn judge_as(&mut self, parent: &ScenarioBuilder<'a>) {
        self.goals.clone_from(&parent.goals);
        self.checks.clone_from(&parent.checks);
    }

    /// Applies what a scenario says to its parent's rows, and finds the order of evaluation.
    fn apply(
        &mut self,
        context: &Context<'a>,
        tree: &'a Tree,
        statements: &'a [Statement],
        parent: &ScenarioBuilder<'a>,
    ) {
        self.overlay(context, tree, statements, parent);
        self.find_order(context);
    }

    /// Applies what a scenario says to its parent's rows.
    pub(in crate::check) fn overlay(
        &mut self,
        context: &Context<'a>,
        tree: &'a Tree,
        statements: &'a [Statement],
        parent: &ScenarioBuilder<'a>,
    ) {
        let mut efforts = false;
        // What a block `for` says is said for each of its members.
        let said = self.said_for_each(context, tree, statements);
        let definitions = said.iter().filter_map(|(whose, statement)| match &statement.kind {
            StatementKind::Definition(definition) => Some((*whose, *statement, definition)),
            _ => None,
        });
        // Rates that the plan does not have before all amounts.
        let (rates, definitions): (Vec<_>, Vec<_>) =
            definitions.partition(|(_, _, definition)| self.fresh_rate(context, definition));
        let (new, changed): (Vec<_>, Vec<_>) = definitions
            .into_iter()
            .partition(|(_, _, definition)| definition.modifier == Some(Modifier::New));
        for (_, statement, definition) in rates {
            let doc = statement.doc.map(|span| doc_text(context.sources.text(span)));
            self.declare_exchange(context, tree, definition, doc);
        }
        // What is new before all else: lines of blocks may use it.
        let families = self.families.len();
        for (whose, statement, definition) in new {
            let doc = statement.doc.map(|span| doc_text(context.sources.text(span)));
            self.for_whom(context, whose, |builder| builder.restate(context, tree, definition, doc));
        }
        self.declare_totals(context, families);
        // Then blocks: a part of a stage that is changed on its own line wins over the restated stage.
        for (whose, statement) in &said {
            efforts |= matches!(statement.kind, StatementKind::Plan(_) | StatementKind::Pipeline(_));
            self.for_whom(context, *whose, |builder| match &statement.kind {
                StatementKind::Plan(lines) => builder.restate_plan(context, tree, lines),
                StatementKind::Pipeline(written) => {
                    builder.restate_pipeline(context, tree, written, statement.span);
                }
                StatementKind::Stock(written) => builder.restate_stock(context, tree, written),
                StatementKind::Bad(names) => builder.broken_names(context, names),
                _ => {}
            });
        }
        self.lower_pending(context);
        for (whose, statement, definition) in changed {
            let doc = statement.doc.map(|span| doc_text(context.sources.text(span)));
            self.for_whom(context, whose, |builder| builder.restate(context, tree, definition, doc));
        }
        self.form_totals_again(context);
        // The effort reads actions and stages; a scenario that changes neither shares the parent's row.
        if efforts {
            self.declare_effort(context);
        }
        self.lower_pending(context);
        self.check_restated_losses();
        // After everything is lowered, since only then it is known which rows the scenario changes.
        self.freeze_bases();
        for statement in statements {
            self.declare_judgement(context, tree, statement);
        }
        if parent.free.is_none() {
            self.check_free(context);
            self.finish_free();
        }
        self.warn_uncovered(context, self.inherited);
    }

    /// Notes that something is restated here; reports it where that was done already.
    pub(super) fn once(&mut self, context: &Context<'a>, what: Restated, span: Span) -> bool {
        let Some(first) = self.restated.insert(what, span) else { return true };
        let name = context.canonical(span);
        let found = Diagnostic::new(
            Code::DuplicateName,
            format!("this scenario says `{name}` twice"),
            span,
            "said again",
        );
        self.diagnostics.push(found.also(first, "first said here").help("take one away"));
        false
    }

    /// The row of that name, an action by either form of it.
    pub(super) fn named(&self, context: &Context<'a>, span: Span) -> Option<RowId> {
        self.find(context, span, &self.scope_here())
    }
}
