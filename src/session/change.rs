//! What a session has changed: statements, each about one subject, in the order in which the subjects came up.

use std::rc::Rc;

use crate::syntax::tree::Modifier;

/// What a statement is about. A session says each subject once: what is said later takes the earlier one's place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Subject {
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

/// Where a statement goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Kind {
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
    Block(String, Vec<Rc<Said>>),
}

/// One statement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Said {
    /// What it is about.
    pub subject: Subject,
    /// Where it goes.
    pub kind: Kind,
    /// The doc comment above it.
    pub doc: Option<String>,
    /// `new` or `replace`, where it was typed.
    pub modifier: Option<Modifier>,
    /// Its text as typed, doc comment and modifier left out.
    pub text: String,
    /// The number of the typed line on which the text starts.
    pub line: usize,
}

/// All that is changed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Changes {
    /// The statements, none about the same subject as another.
    pub said: Vec<Rc<Said>>,
}

impl Changes {
    /// These changes with more statements over them.
    #[must_use]
    pub fn with(mut self, more: &[Rc<Said>]) -> Changes {
        for said in more {
            self.add(said);
        }
        self
    }

    /// These changes without some subjects.
    #[must_use]
    pub fn without(mut self, subjects: &[Subject]) -> Changes {
        self.said.retain(|said| !subjects.contains(&said.subject));
        self
    }

    fn add(&mut self, said: &Rc<Said>) {
        if self.put_into_block(said) {
            return;
        }
        // A stage that is said anew takes with it what was said of its parts.
        if let (Subject::Row(name), Kind::OfPipeline(_)) = (&said.subject, &said.kind) {
            let parts = format!("{name}.");
            self.said
                .retain(|other| !matches!(&other.subject, Subject::Row(part) if part.starts_with(&parts)));
        }
        match self.said.iter_mut().find(|other| other.subject == said.subject) {
            Some(other) => *other = said.clone(),
            None => self.said.push(said.clone()),
        }
    }

    /// A line of a block that the session itself has added belongs into that block.
    fn put_into_block(&mut self, said: &Rc<Said>) -> bool {
        let owner = match &said.kind {
            Kind::OfPipeline(name) => Subject::Pipeline(name.clone()),
            Kind::OfStock(name) => Subject::Stock(name.clone()),
            Kind::Definition if said.modifier.is_none() => return self.put_into_flow(said),
            _ => return false,
        };
        let Some(place) = self.said.iter_mut().find(|other| other.subject == owner) else { return false };
        let Kind::Block(head, lines) = &place.kind else { return false };
        let mut lines = lines.clone();
        match lines.iter_mut().find(|line| line.subject == said.subject) {
            Some(line) => *line = said.clone(),
            None => lines.push(said.clone()),
        }
        *place = Rc::new(Said { kind: Kind::Block(head.clone(), lines), ..(**place).clone() });
        true
    }

    /// A definition of a flow of a stock that the session itself has added is that line of the stock.
    fn put_into_flow(&mut self, said: &Rc<Said>) -> bool {
        let line = |other: &Rc<Said>| match &other.kind {
            Kind::Block(_, lines) => lines
                .iter()
                .find(|line| line.subject == said.subject && matches!(line.kind, Kind::OfStock(_)))
                .cloned(),
            _ => None,
        };
        let Some(line) = self.said.iter().find_map(line) else { return false };
        let word = line.text.split_whitespace().next().unwrap_or_default();
        let text = format!("{word} {}", said.text);
        let doc = said.doc.clone().or_else(|| line.doc.clone());
        self.put_into_block(&Rc::new(Said { kind: line.kind.clone(), text, doc, ..(**said).clone() }))
    }

    /// Whether the session itself has added this block.
    pub fn has_block(&self, subject: &Subject) -> bool {
        self.said.iter().any(|said| said.subject == *subject)
    }
}

impl Said {
    /// What a scenario cannot say, in a word or two: `months`, `pipeline eu`; none where it can.
    pub fn beyond_scenarios(&self) -> Option<String> {
        match (&self.kind, &self.subject) {
            (Kind::Block(head, _), _) => Some(head.clone()),
            (Kind::OfPlan, Subject::Scenario(name)) => Some(format!("scenario {name}")),
            (Kind::OfPlan, Subject::Once(word)) => Some((*word).to_string()),
            (Kind::OfPlan, Subject::Use(path)) => Some(format!("use \"{path}\"")),
            _ => None,
        }
    }
}
