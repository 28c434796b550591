//! What a session has changed: statements, each about one subject, in the order in which the subjects came
//! up.
//!
//! Changes are data: nothing here parses, checks or computes. They keep the typed text, so that what is saved
//! is what was typed.

use std::ops::Range;
use std::rc::Rc;

use crate::syntax::tree::Modifier;

/// What a statement is about. There is at most one change about each subject: a later one replaces the
/// earlier one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ChangeSubject {
    /// A row: a definition, an action, the entry or a stage of a pipeline, a flow of a stock.
    Row(String),
    /// The capacity of a working day.
    Capacity,
    /// `worth`, `opening` or `aligned` of a pipeline.
    OfPipeline(Option<String>, &'static str),
    /// `opening` of a stock, or its unnamed `gains` or `loses`.
    OfStock(String, &'static str),
    /// A goal, by its label or by what it asks for when, whatever the target.
    Goal(String),
    /// A check.
    Check(String),
    /// A whole pipeline that the plan did not have.
    Pipeline(Option<String>),
    /// A whole stock that the plan did not have.
    Stock(String),
    /// A scenario of its own.
    Scenario(String),
    /// Something that a plan says once: `months`, `days`, `workdays`, `currency`, `title`, `show`.
    Once(&'static str),
    /// A file that is brought in.
    Use(String),
}

/// Where a statement goes in a plan or a scenario.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ChangeTarget {
    /// `x = …`
    Definition,
    /// `4 calls/day`
    Action,
    /// `capacity 5 hours/day`
    Capacity,
    /// A line of the pipeline of that name.
    OfPipeline(Option<String>),
    /// A line of the stock of that name.
    OfStock(String),
    /// A goal or a check.
    Judgement,
    /// What only a plan can say, as it is written.
    OfPlan,
    /// A block that the plan does not have: its head, such as `pipeline eu "Europe"`, and its lines.
    Block(String, Vec<Rc<SessionChange>>),
}

/// One change: a statement, or a whole block.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SessionChange {
    /// What it is about.
    pub subject: ChangeSubject,
    /// Where it goes.
    pub target: ChangeTarget,
    /// The doc comment above it.
    pub doc: Option<String>,
    /// `new` or `replace`, where it was typed.
    pub modifier: Option<Modifier>,
    /// Its text as typed, doc comment and modifier left out.
    pub text: String,
    /// The number of the typed line on which the text starts.
    pub line: usize,
    /// The clauses of a definition; of other statements none.
    pub clauses: Vec<ClauseText>,
}

/// A clause of a definition.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClauseText {
    /// Where it stands in the text of its change.
    pub range: Range<usize>,
    /// The months that it is for, as typed; none where it is for all of them.
    pub months: Option<String>,
}

/// All changes of a session.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Changes {
    /// The changes, no two about the same subject. They are shared with the history, which holds every
    /// earlier state.
    pub all: Vec<Rc<SessionChange>>,
}

impl Changes {
    /// These changes and more, which replace those about the same subjects.
    #[must_use]
    pub fn with(mut self, more: &[Rc<SessionChange>]) -> Changes {
        for change in more {
            self.add(change);
        }
        self
    }

    /// These changes without those about some subjects.
    #[must_use]
    pub fn without(mut self, subjects: &[ChangeSubject]) -> Changes {
        self.all.retain(|change| !subjects.contains(&change.subject));
        self
    }

    /// Adds one change, or puts it where the subject stands already.
    fn add(&mut self, change: &Rc<SessionChange>) {
        if self.put_into_block(change) {
            return;
        }
        // A stage that is stated anew replaces earlier changes of its parts: `won = 30% of leads in 10 days` has its own
        // rate, so an earlier `won.rate = 25%` would contradict it.
        if let (ChangeSubject::Row(name), ChangeTarget::OfPipeline(_)) = (&change.subject, &change.target) {
            let parts = format!("{name}.");
            self.all.retain(
                |other| !matches!(&other.subject, ChangeSubject::Row(part) if part.starts_with(&parts)),
            );
        }
        match self.all.iter_mut().find(|other| other.subject == change.subject) {
            Some(other) => *other = change.over(other).map_or_else(|| change.clone(), Rc::new),
            None => self.all.push(change.clone()),
        }
    }

    /// Puts a line into the block that it belongs to, where the session itself has added that block; says whether it
    /// has. As a statement of the overlay it would restate a row of a pipeline that no file has.
    fn put_into_block(&mut self, change: &Rc<SessionChange>) -> bool {
        let owner = match &change.target {
            ChangeTarget::OfPipeline(name) => ChangeSubject::Pipeline(name.clone()),
            ChangeTarget::OfStock(name) => ChangeSubject::Stock(name.clone()),
            ChangeTarget::Definition if change.modifier.is_none() => return self.put_into_flow(change),
            _ => return false,
        };
        let Some(place) = self.all.iter_mut().find(|other| other.subject == owner) else { return false };
        let ChangeTarget::Block(head, lines) = &place.target else { return false };
        let mut lines = lines.clone();
        match lines.iter_mut().find(|line| line.subject == change.subject) {
            Some(line) => *line = change.clone(),
            None => lines.push(change.clone()),
        }
        *place =
            Rc::new(SessionChange { target: ChangeTarget::Block(head.clone(), lines), ..(**place).clone() });
        true
    }

    /// The same for a definition by its name alone: `hires = 2` is the line `gains hires = 2` of a stock, where the
    /// session has added that stock with such a line. The word in front of it stays.
    fn put_into_flow(&mut self, change: &Rc<SessionChange>) -> bool {
        let line = |other: &Rc<SessionChange>| match &other.target {
            ChangeTarget::Block(_, lines) => lines
                .iter()
                .find(|line| {
                    line.subject == change.subject && matches!(line.target, ChangeTarget::OfStock(_))
                })
                .cloned(),
            _ => None,
        };
        let Some(line) = self.all.iter().find_map(line) else { return false };
        let word = line.text.split_whitespace().next().unwrap_or_default();
        let text = format!("{word} {}", change.text);
        let doc = change.doc.clone().or_else(|| line.doc.clone());
        self.put_into_block(&Rc::new(SessionChange {
            target: line.target.clone(),
            text,
            doc,
            ..(**change).clone()
        }))
    }

    /// Whether the session itself has added this block, or said something about this subject.
    pub fn has_block(&self, subject: &ChangeSubject) -> bool {
        self.all.iter().any(|change| change.subject == *subject)
    }
}

impl SessionChange {
    /// This change of some months on top of an earlier one about the same row, which stays what it was in all others:
    /// `hires = 0` and then `hires = 1 in 2026-09` is one hire in the year. None where nothing of the earlier stays.
    fn over(&self, earlier: &SessionChange) -> Option<SessionChange> {
        let partial = self.modifier.is_none() && self.clauses.iter().all(|clause| clause.months.is_some());
        let again = |clause: &&ClauseText| !self.clauses.iter().any(|own| own.months == clause.months);
        let kept: Vec<&ClauseText> = earlier.clauses.iter().filter(again).filter(|_| partial).collect();
        let mut text =
            earlier.text.get(..kept.first().and(earlier.clauses.first())?.range.start)?.to_string();
        let mut clauses = Vec::new();
        let parts = kept.into_iter().map(|clause| (earlier, clause));
        for (change, clause) in parts.chain(self.clauses.iter().map(|clause| (self, clause))) {
            if !clauses.is_empty() {
                text.push_str(", ");
            }
            let start = text.len();
            text.push_str(change.text.get(clause.range.clone())?);
            clauses.push(ClauseText { range: start..text.len(), months: clause.months.clone() });
        }
        let doc = self.doc.clone().or_else(|| earlier.doc.clone());
        Some(SessionChange { modifier: earlier.modifier, doc, text, clauses, ..self.clone() })
    }

    /// What a scenario cannot say, as messages name it: `months`, `pipeline eu`. None for a change that a
    /// scenario can hold.
    pub fn beyond_scenarios(&self) -> Option<String> {
        match (&self.target, &self.subject) {
            (ChangeTarget::Block(head, _), _) => Some(head.clone()),
            (ChangeTarget::OfPlan, ChangeSubject::Scenario(name)) => Some(format!("scenario {name}")),
            (ChangeTarget::OfPlan, ChangeSubject::Once(word)) => Some((*word).to_string()),
            (ChangeTarget::OfPlan, ChangeSubject::Use(path)) => Some(format!("use \"{path}\"")),
            _ => None,
        }
    }
}
