//! The plan with the session's changes on it, computed.
//!
//! This is the one place that checks and projects for a session. Its border is narrow on purpose: changes go in,
//! what moved comes out.

use std::cell::OnceCell;
use std::rc::Rc;

use super::change::{Changes, Kind, Said, Subject};
use super::compose::{Composed, Ground, compose};
use crate::analysis::{
    By, Laid, Moved, Results, SettledPlan, Workbench, info, moved, prepare_with, results, solved_note,
};
use crate::check::CheckOptions;
use crate::diagnostic::{Findings, Severity};
use crate::limits::Patience;
use crate::loader::{Loaded, World, append, lay_over, load};
use crate::model::{Model, Table};
use crate::questions::PlanView;
use crate::source::{Source, Sources};
use crate::syntax::tree::{Statement, StatementKind};

/// A plan as it was loaded, a scenario that is looked at, and changes laid over it.
pub struct Desk {
    world: Rc<dyn World>,
    main: Option<String>,
    /// The file's texts and trees.
    file: Loaded,
    /// The file's plan.
    plan: Option<SettledPlan>,
    /// The scenario that the changes are laid over.
    chosen: String,
    changes: Changes,
    patience: Patience,
    /// What the plan with the changes comes to; none where the file has mistakes.
    now: Option<Now>,
}

/// The plan with the changes.
struct Now {
    composed: Composed,
    /// The file with what the changes add to the plan.
    ground: Loaded,
    /// That plan, kept at hand with the session's scenario over it. None where it asks for a number with `?`:
    /// every change may lead to another one, so all is done anew.
    bench: Option<Workbench>,
    /// What the last change came to, of the rows those that it reached; all of them where nobody knows better.
    latest: Results,
    /// All rows, once somebody asks for them.
    results: OnceCell<Results>,
    /// The plan with the session's scenario in it, once somebody asks a question of it.
    whole: OnceCell<Whole>,
}

/// A plan that questions can be asked of.
struct Whole {
    plan: SettledPlan,
    /// The scenario that shows the changes.
    scenario: String,
}

impl Desk {
    /// Opens the plan `main` of a world; without one it is an empty plan. The findings are what is wrong with
    /// it, or to be warned of; where one is an error there is no plan.
    pub fn open(world: Rc<dyn World>, main: Option<String>, patience: Patience) -> (Desk, Findings) {
        let file = main.as_deref().map(|main| load(&*world, main)).unwrap_or_default();
        let mut desk = Desk {
            world,
            main,
            file,
            plan: None,
            chosen: "base".into(),
            changes: Changes::default(),
            patience,
            now: None,
        };
        let mut findings = Findings { sources: desk.file.sources.clone(), found: Vec::new() };
        match Workbench::new(desk.file.clone(), "base") {
            Some(bench) => {
                desk.plan = Some(bench.plan().clone());
                let latest = bench.brief();
                findings.found.clone_from(&latest.warnings);
                let (composed, ground) = (Composed::default(), desk.file.clone());
                desk.now = Some(Now::kept(composed, ground, bench, latest));
            }
            None => match prepare_with(desk.file.clone(), &CheckOptions::default(), &desk.patience) {
                Ok(plan) => {
                    desk.plan = Some(plan);
                    match desk.computed("base", &Changes::default()) {
                        Ok(now) => {
                            findings.found.clone_from(&now.latest.warnings);
                            desk.now = Some(now);
                        }
                        Err(wrong) => findings = wrong,
                    }
                }
                Err(wrong) => findings = wrong,
            },
        }
        (desk, findings)
    }

    /// Puts these changes in the place of those before; on error nothing is changed.
    pub fn apply(&mut self, changes: Changes) -> Result<Moved, Findings> {
        if let Some(moved) = self.apply_at_hand(&changes) {
            let moved = moved?;
            self.changes = changes;
            return Ok(moved);
        }
        let now = self.computed(&self.chosen, &changes)?;
        self.changes = changes;
        Ok(self.put(now))
    }

    /// Whether these changes could be applied.
    pub fn would_apply(&self, changes: &Changes) -> bool {
        self.computed(&self.chosen, changes).is_ok()
    }

    /// Lays the changes over another scenario; on error nothing is changed.
    pub fn look(&mut self, scenario: &str) -> Result<Moved, Findings> {
        let now = self.computed(scenario, &self.changes)?;
        self.chosen = scenario.to_string();
        Ok(self.put(now))
    }

    fn put(&mut self, mut now: Now) -> Moved {
        let all = now.results();
        let moved = moved(self.results().unwrap_or(all), all);
        now.latest = all.clone();
        self.now = Some(now);
        moved
    }

    /// The same as [`Desk::apply`] for changes that add nothing to the plan that is at hand: what they reach is
    /// computed, and nothing else. None where they add something or ask for a number with `?`, or where there is no
    /// plan at hand.
    fn apply_at_hand(&mut self, changes: &Changes) -> Option<Result<Moved, Findings>> {
        let into_plan = self.main.is_none();
        let has_word = |word: &str| self.statement(word).is_some();
        let composed = compose(changes, &self.ground(&self.chosen, into_plan, &has_word));
        let text = self.scenario_of(&composed, &self.chosen).map(|(_, source)| source);
        let now = self.now.as_mut()?;
        if (&composed.plan.text, &composed.replacing.text)
            != (&now.composed.plan.text, &now.composed.replacing.text)
        {
            return None;
        }
        match now.bench.as_mut()?.lay(text)? {
            Ok(Laid { moved, results }) => {
                (now.composed, now.latest) = (composed, results);
                (now.results, now.whole) = (OnceCell::new(), OnceCell::new());
                Some(Ok(moved))
            }
            // What a block needs may have to be where the block is.
            Err(_) if adds(changes) && self.main.is_some() => None,
            Err(wrong) => Some(Err(errors_of(wrong))),
        }
    }

    /// The plan as its file has it, against the plan with the changes.
    pub fn difference(&self) -> Option<Moved> {
        let now = self.results()?;
        let plan = self.plan.as_ref()?;
        // A scenario that the session itself has added is held against the plan as it stands.
        let scenario = plan.model().scenario(&self.chosen).map_or("base", |_| self.chosen.as_str());
        let file = results(plan, scenario, By::Month).ok()?;
        Some(moved(&file, now))
    }

    fn computed(&self, chosen: &str, changes: &Changes) -> Result<Now, Findings> {
        let first = self.computed_as(chosen, changes, self.main.is_none());
        // What a block needs has to be where the block is.
        if first.is_err() && adds(changes) && self.main.is_some() {
            return self.computed_as(chosen, changes, true);
        }
        first
    }

    /// Whether a statement makes a row that the plan does not have.
    pub fn is_fresh(&self, said: &Said) -> bool {
        self.ground(&self.chosen, false, &|_| false).is_fresh(said)
    }

    fn ground<'a>(&'a self, chosen: &str, into_plan: bool, has_word: &'a dyn Fn(&str) -> bool) -> Ground<'a> {
        let file = self.plan.as_ref().filter(|_| self.main.is_some()).map(SettledPlan::model);
        // A scenario that the session itself has added starts from the plan.
        let file = file.map(|model| &model.scenario(chosen).unwrap_or(model.base()).table);
        let last = self.now.as_ref().and_then(|now| {
            let scenario = now.model()?.scenario(chosen)?;
            Some((&scenario.table, &now.ground))
        });
        Ground { file, last, into_plan, has_word }
    }

    fn computed_as(&self, chosen: &str, changes: &Changes, into_plan: bool) -> Result<Now, Findings> {
        let has_word = |word: &str| self.statement(word).is_some();
        let composed = compose(changes, &self.ground(chosen, into_plan, &has_word));
        let mut ground = self.file.clone();
        drop_replaced(&mut ground, changes);
        for text in [&composed.replacing, &composed.plan] {
            if !text.text.is_empty() {
                let main = self.main.as_deref().unwrap_or_default();
                append(&*self.world, main, &mut ground, text.source("", ""));
            }
        }
        let text = self.scenario_of(&composed, chosen);
        if let Some(mut bench) = Workbench::new(ground.clone(), chosen)
            && let Some(laid) = bench.lay(text.as_ref().map(|(_, text)| text.clone()))
        {
            laid.map_err(errors_of)?;
            let latest = bench.brief();
            return Ok(Now::kept(composed, ground, bench, latest));
        }
        let whole = Whole::of(&ground, chosen, text, &self.patience)?;
        let latest = results(&whole.plan, &whole.scenario, By::Month)
            .map_err(|found| errors_of(whole.plan.wrong(found)))?;
        Ok(Now {
            composed,
            ground,
            bench: None,
            results: OnceCell::from(latest.clone()),
            latest,
            whole: OnceCell::from(whole),
        })
    }

    /// The session's scenario by a name that nothing else has; none where no change needs one.
    fn scenario_of(&self, composed: &Composed, parent: &str) -> Option<(String, Source)> {
        if composed.scenario.text.is_empty() {
            return None;
        }
        let name = self.unused_name(composed);
        let source = composed.scenario.source(&head(&name, None, parent), "}\n");
        Some((name, source))
    }

    /// A name for the session's scenario that nothing in the plan has.
    fn unused_name(&self, composed: &Composed) -> String {
        let mut name = "session".to_string();
        let texts = || self.file.sources.iter().map(|(_, source)| source.text());
        while texts()
            .chain([composed.plan.text.as_str(), &composed.scenario.text])
            .any(|text| text.contains(&name))
        {
            name.push('_');
        }
        name
    }

    /// The statement of the file that begins with a word that a plan says once, and the tree it stands in.
    pub fn statement(&self, word: &str) -> Option<(usize, &Statement)> {
        let mut places =
            self.file.order.iter().map(|(tree, at)| (*tree, &self.file.trees[*tree].statements[*at]));
        places.find(|(_, statement)| word_of(&statement.kind) == Some(word))
    }

    /// What questions are asked of; none where the plan is broken.
    pub fn plan(&self) -> Option<PlanView<'_>> {
        let now = self.now.as_ref()?;
        let whole = match now.whole.get() {
            Some(whole) => whole,
            None => {
                let text = self.scenario_of(&now.composed, &self.chosen);
                let whole = Whole::of(&now.ground, &self.chosen, text, &self.patience).ok()?;
                now.whole.get_or_init(|| whole)
            }
        };
        Some(PlanView { plan: &whole.plan, scenario: &whole.scenario, beside: &self.chosen })
    }

    /// The plan with what the changes add to it, but without the session's scenario.
    pub fn model(&self) -> Option<&Model> {
        self.now.as_ref()?.model()
    }

    /// What the plan with the changes comes to.
    pub fn results(&self) -> Option<&Results> {
        self.now.as_ref().map(Now::results)
    }

    /// The same of the rows that the last change reached.
    pub fn latest(&self) -> Option<&Results> {
        self.now.as_ref().map(|now| &now.latest)
    }

    /// A formula over the plan with the changes, as results of one row. None where the plan is not at hand, or
    /// where the formula names another scenario's rows.
    pub fn ask(&mut self, text: Source) -> Option<Result<Results, Findings>> {
        self.now.as_mut()?.bench.as_mut()?.ask(text)
    }

    /// Whether the plan is at hand: a formula over it is worked out in no time.
    pub fn is_at_hand(&self) -> bool {
        self.now.as_ref().is_some_and(|now| now.bench.is_some())
    }

    /// What to tell of the number that was found for a `?`.
    pub fn solved_note(&self) -> Option<String> {
        let whole = self.now.as_ref()?.whole.get()?;
        solved_note(&whole.plan, &whole.scenario)
    }

    /// The texts that places are in.
    pub fn sources(&self) -> Option<&Sources> {
        let now = self.now.as_ref()?;
        match &now.bench {
            Some(bench) => Some(bench.sources()),
            None => now.whole.get().map(|whole| whole.plan.sources()),
        }
    }

    /// The rows of the scenario that shows the changes.
    pub fn rows(&self) -> Option<&Table> {
        let now = self.now.as_ref()?;
        match &now.bench {
            Some(bench) => Some(&bench.scenario().table),
            None => {
                let whole = now.whole.get()?;
                whole.plan.model().scenario(&whole.scenario).map(|scenario| &scenario.table)
            }
        }
    }

    /// The changes.
    pub fn changes(&self) -> &Changes {
        &self.changes
    }

    /// The scenario that the changes are laid over.
    pub fn chosen(&self) -> &str {
        &self.chosen
    }

    /// The changes as text.
    pub fn composed(&self) -> Option<&Composed> {
        self.now.as_ref().map(|now| &now.composed)
    }

    /// Where the files come from, and the main one.
    pub fn place(&self) -> (&Rc<dyn World>, Option<&str>) {
        (&self.world, self.main.as_deref())
    }

    /// The file's texts and trees.
    pub fn file(&self) -> &Loaded {
        &self.file
    }

    /// The line of the file that defines a row, in canonical form.
    pub fn in_file(&self, name: &str) -> Option<String> {
        let plan = self.plan.as_ref().filter(|_| self.main.is_some())?;
        info(plan, &self.chosen, name).ok()?.definition
    }

    /// The scenarios that the file and the session's additions have, `base` first.
    pub fn scenarios(&self) -> Vec<String> {
        let Some(now) = &self.now else { return Vec::new() };
        // Where it is not at hand, the model has the session's scenario in it.
        let session =
            now.whole.get().filter(|_| now.bench.is_none() && !now.composed.scenario.text.is_empty());
        let own = |name: &&str| session.is_none_or(|whole| **name != whole.scenario);
        now.model()
            .map_or_else(Vec::new, |model| model.scenario_names().filter(own).map(str::to_string).collect())
    }
}

impl Now {
    fn kept(composed: Composed, ground: Loaded, bench: Workbench, latest: Results) -> Now {
        let (results, whole) = (OnceCell::new(), OnceCell::new());
        Now { composed, ground, bench: Some(bench), latest, results, whole }
    }

    /// The plan without the session's scenario; where it is not at hand, with it.
    fn model(&self) -> Option<&Model> {
        match &self.bench {
            Some(bench) => Some(bench.plan().model()),
            None => self.whole.get().map(|whole| whole.plan.model()),
        }
    }

    fn results(&self) -> &Results {
        self.results.get_or_init(|| match &self.bench {
            Some(bench) => bench.results(),
            None => self.latest.clone(),
        })
    }
}

impl Whole {
    /// Checks a plan with the session's scenario over it.
    fn of(
        ground: &Loaded,
        chosen: &str,
        text: Option<(String, Source)>,
        patience: &Patience,
    ) -> Result<Whole, Findings> {
        let mut loaded = ground.clone();
        let mut scenario = chosen.to_string();
        if let Some((name, text)) = text {
            lay_over(&mut loaded, text);
            scenario = name;
        }
        let plan = prepare_with(loaded, &CheckOptions::default(), patience).map_err(errors_of)?;
        Ok(Whole { plan, scenario })
    }
}

/// Whether some changes are additions to the plan.
fn adds(changes: &Changes) -> bool {
    changes.said.iter().any(|said| matches!(said.kind, Kind::Block(..) | Kind::OfPlan))
}

/// Only the errors: a plan's warnings are told elsewhere.
fn errors_of(mut findings: Findings) -> Findings {
    findings.found.retain(|found| found.severity() == Severity::Error);
    findings
}

/// The head of a scenario, to its brace and the line break after it.
pub fn head(name: &str, label: Option<&str>, parent: &str) -> String {
    let label = label.map(|label| format!(" \"{}\"", label.replace('\\', "\\\\").replace('"', "\\\"")));
    let extends = if parent == "base" { String::new() } else { format!(" extends {parent}") };
    format!("scenario {name}{}{extends} {{\n", label.unwrap_or_default())
}

/// Takes the file's statements away that the session says itself and that a plan says once.
fn drop_replaced(loaded: &mut Loaded, changes: &Changes) {
    let words: Vec<&str> = changes.said.iter().filter_map(|said| once(said)).collect();
    let trees = loaded.trees.clone();
    loaded.order.retain(|(tree, at)| {
        let kind =
            trees.get(*tree).and_then(|tree| tree.statements.get(*at)).map(|statement| &statement.kind);
        kind.and_then(word_of).is_none_or(|word| !words.contains(&word))
    });
}

fn once(said: &Rc<Said>) -> Option<&'static str> {
    match said.subject {
        Subject::Once(word) => Some(word),
        _ => None,
    }
}

/// The word of a statement that a plan says once.
fn word_of(kind: &StatementKind) -> Option<&'static str> {
    match kind {
        StatementKind::Title(_) => Some("title"),
        StatementKind::Months(_) => Some("months"),
        StatementKind::Days(_) => Some("days"),
        StatementKind::Workdays(_) => Some("workdays"),
        StatementKind::Currency(..) => Some("currency"),
        StatementKind::Show(_) => Some("show"),
        _ => None,
    }
}
