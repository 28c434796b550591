//! The commands: what each is called and takes, and what it does.

use clap::Args;

use super::history::{Dropped, History, Step};
use super::{EVERY_ROW, MOST_ROWS, Outcome, Request, Session};
use crate::analysis::solved_note;
use crate::diagnostic::{Code, Diagnostic, Findings, nearest};
use crate::questions::{self, Question, words};
use crate::report::{self, Block, Report};

/// A command of a session.
pub struct Command {
    /// The name, without its colon.
    pub name: &'static str,
    /// What stands after it.
    pub takes: &'static str,
    /// What it does, in a sentence.
    pub help: &'static str,
    /// More on it, for its own page; may be empty.
    pub more: &'static str,
    /// Lines that may be typed.
    pub examples: &'static [&'static str],
    run: fn(&mut Session, &str) -> Result<Outcome, Findings>,
}

impl Command {
    /// The name with what it takes: `:solve INPUT [--goal GOAL]`.
    pub fn usage(&self) -> String {
        format!(":{} {}", self.name, self.takes).trim_end().to_string()
    }
}

macro_rules! commands {
    ($($name:literal $takes:literal $help:literal $more:literal [$($example:literal),*] $run:expr;)*) => {
        &[$(Command {
            name: $name,
            takes: $takes,
            help: $help,
            more: $more,
            examples: &[$($example),*],
            run: $run,
        }),*]
    };
}

/// All commands, in the order in which they are listed.
pub const COMMANDS: &[Command] = commands! {
    "help" "[WORD]" "lists the commands, or explains a command, a function, a word of the language or a code of an error"
        "" [":help solve", ":help delay", ":help goal", ":help unit-mismatch"] |session, text| session.help(text);
    "rows" "[GROUP]" "lists the rows with what they come to; `*` marks those that the session has changed"
        "A group is `plan`, `pipeline`, `stocks`, `variables`, `calendar` or a pipeline's name; any other word lists the rows that have it in their name, parts of stages too."
        [":rows", ":rows pipeline", ":rows won."] |session, text| session.rows(text);
    "info" "ROW" "says what a row is: its definition, unit, what it uses and what uses it"
        "" [":info bookings"] |session, text| session.info(text);
    "table" "[ROW…] [--by month|quarter|year]" "shows the plan month by month, with its goals"
        "" [":table", ":table calls won bookings", ":table --by quarter"] |session, text| session.table(text);
    "plot" "ROW[, ROW…] [SCENARIO…]" "draws rows over the months, with those of other scenarios"
        "Rows of one unit share a frame, others have one of their own. A dashed line is what a goal asks for month by month."
        [":plot bookings", ":plot bookings, sales", ":plot bookings base hustle"] |session, text| session.plot(text);
    "goals" "" "judges the goals and checks"
        "" [] |session, text| session.nothing(text, Session::goals);
    "explain" "ROW [MONTH] [--depth N]" "shows where a figure comes from, back to the lines of the plan"
        "" [":explain bookings 2026-06"] |session, text| session.ask::<questions::Explain>(text);
    "why" "ROW [MONTH] [--vs MONTH] [--vs-scenario NAME]" "splits a change over its causes: what the session changed, or what differs between two months"
        "" [":why bookings", ":why bookings 2026-06 --vs 2026-05"] |session, text| session.ask::<questions::Why>(text);
    "when" "CONDITION" "finds the first month in which something holds"
        "" [":when cum(bookings) >= $100k"] |session, text| session.ask_of(&questions::When { condition: unquoted(text, ":when cum(bookings) >= $100k")? });
    "eval" "EXPRESSION" "works an expression out month by month"
        "" [":eval bookings / calls"] |session, text| session.ask_of(&questions::Eval { formula: unquoted(text, ":eval bookings / calls")? });
    "solve" "INPUT [--goal GOAL]" "finds the value of one input with which the goals just hold"
        "" [":solve calls", ":solve won.rate --goal 2"] |session, text| session.ask::<questions::Solve>(text);
    "levers" "[--row ROW] [--by PERCENT]" "shows which inputs move a goal most"
        "" [":levers", ":levers --row bookings --by 20%"] |session, text| session.ask::<questions::Levers>(text);
    "grid" "--row ROW --vary 'INPUT=LOW..HIGH [step STEP]' [--vary …] [--at MONTH]" "shows what a row comes to for every value of one input, or of two"
        "" [":grid --row bookings --vary calls=2/day..8/day", ":grid --row won --vary 'calls=2/day..6/day step 1/day' --vary won.rate=10%..30%"]
        |session, text| session.ask::<questions::Grid>(text);
    "compare" "[SCENARIO…] [--months]" "holds scenarios against the one that is looked at"
        "" [":compare", ":compare hustle"] |session, text| session.ask::<questions::Compare>(text);
    "leaks" "" "shows where the pipeline loses deals"
        "" [] |session, text| session.ask::<questions::Leaks>(text);
    "today" "[--month MONTH]" "lists what one working day asks for"
        "" [":today --month 2026-04"] |session, text| session.ask::<questions::Today>(text);
    "check" "" "says what the plan is to be warned of"
        "" [] |session, text| session.nothing(text, Session::check);
    "scenario" "[NAME]" "looks at another scenario, with the changes laid over it; lists them, if none is named"
        "" [":scenario", ":scenario hustle", ":scenario base"] |session, text| session.look(text);
    "diff" "" "shows what the session has changed, and all that moved"
        "" [] |session, text| session.nothing(text, Session::diff);
    "fmt" "" "shows the changes as they would be saved"
        "" [] |session, text| session.nothing(text, Session::fmt);
    "undo" "[N]" "takes the last change back, or the last N"
        "" [":undo", ":undo 3"] |session, text| session.step(text, true);
    "redo" "[N]" "does again what was taken back"
        "" [":redo"] |session, text| session.step(text, false);
    "reset" "" "forgets all changes; `:undo` brings them back"
        "" [] |session, text| session.nothing(text, Session::reset);
    "save" "scenario NAME [\"LABEL\"] | plan FILE" "writes the changes to the plan's file as a scenario, or the whole session to a new file"
        "The file keeps every line that it has; the scenario stands after them. What only a plan can say, such as `months` or a new pipeline, needs `:save plan`."
        [":save scenario hustle \"Half as many calls again\"", ":save plan new.pace"] |session, text| session.save(text);
    "load" "FILE" "goes on with another plan"
        "" [":load other.pace"] |session, text| session.other(text);
    "reload" "" "reads the plan's file again, the changes stay on top"
        "" [] |session, text| session.nothing(text, |session| Ok(session.reloaded()));
    "edit" "" "opens the plan's file in your editor, and reads it again afterwards"
        "" [] |session, text| session.nothing(text, Session::edit);
    "quit" "" "ends the session"
        "" [] |session, text| session.nothing(text, |_| Ok(Outcome::asking(Request::Quit)));
};

/// Something wrong with a command's words.
pub fn refuse(message: impl Into<String>, help: impl Into<String>) -> Findings {
    let found = Diagnostic::without_place(Code::WrongArguments, message);
    let help = help.into();
    Findings::alone(if help.is_empty() { found } else { found.help(help) })
}

/// What a command takes, where its words are wrong and nothing else says how to write them.
fn with_usage(mut wrong: Findings, command: &Command) -> Findings {
    let helpless = |found: &&mut Diagnostic| found.code == Code::WrongArguments && found.help.is_none();
    for found in wrong.found.iter_mut().filter(helpless) {
        found.help = Some(format!("write `{}`", command.usage()).into());
    }
    wrong
}

/// What a command takes, which may not be missing.
pub fn required(text: &str, usage: &str) -> Result<String, Findings> {
    match &words(text)[..] {
        [one] => Ok(one.clone()),
        [] => Err(refuse("this command needs a word after it", format!("write `{usage}`"))),
        _ => Err(refuse("this command takes one word", format!("write `{usage}`"))),
    }
}

/// The rest of a line as a formula: quotes around all of it are what a shell would have needed.
fn unquoted(text: &str, example: &str) -> Result<String, Findings> {
    let text = text.trim();
    let inner = ['\'', '"'].into_iter().find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote));
    match inner.unwrap_or(text) {
        "" => Err(refuse("a formula is missing", format!("write it after the command: `{example}`"))),
        formula => Ok(formula.to_string()),
    }
}

/// The command that a word means: its name, or the start of one name only.
pub fn find(word: &str) -> Result<&'static Command, Findings> {
    let word = match word {
        "?" => "help",
        "exit" | "q" => "quit",
        word => word,
    };
    if let Some(exact) = COMMANDS.iter().find(|command| command.name == word) {
        return Ok(exact);
    }
    let starts: Vec<&Command> = COMMANDS.iter().filter(|command| command.name.starts_with(word)).collect();
    let listed = || starts.iter().map(|command| format!("`:{}`", command.name)).collect::<Vec<_>>();
    match &starts[..] {
        [one] => Ok(one),
        [] => {
            let found =
                Diagnostic::without_place(Code::UnknownName, format!("there is no command `:{word}`"));
            Err(Findings::alone(match nearest(word, COMMANDS.iter().map(|command| command.name)) {
                Some(near) => found.help(format!("did you mean `:{near}`?")),
                None => found.help("`:help` lists all of them"),
            }))
        }
        _ if word.is_empty() => Err(refuse("a colon starts a command", "`:help` lists all of them")),
        _ => Err(refuse(format!("`:{word}` may be {}", listed().join(", ")), "type more of it")),
    }
}

impl Session {
    /// Does what a command says; the text stands after its colon.
    pub(super) fn command(&mut self, text: &str) -> Result<Outcome, Findings> {
        let text = text.trim();
        let end = text.find(char::is_whitespace).unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        let command = find(name)?;
        (command.run)(self, rest.trim()).map_err(|wrong| with_usage(wrong, command))
    }

    /// Something that takes no words.
    fn nothing(
        &mut self,
        text: &str,
        run: impl Fn(&mut Session) -> Result<Outcome, Findings>,
    ) -> Result<Outcome, Findings> {
        match text {
            "" => run(self),
            _ => Err(refuse("this command takes nothing after it", "")),
        }
    }

    /// A question of the shell's command of that name.
    fn ask<Q: Args + Question>(&mut self, text: &str) -> Result<Outcome, Findings> {
        let question: Q = questions::parse(&words(text)).map_err(Findings::alone)?;
        self.ask_of(&question)
    }

    fn ask_of(&mut self, question: &dyn Question) -> Result<Outcome, Findings> {
        let view = self.desk.plan().ok_or_else(|| self.no_plan())?;
        let answer = question.ask(&view)?;
        // What was answered when nobody waited for it means nothing.
        if self.patience.is_lost() {
            return Err(Findings::default());
        }
        let mut report = answer.report();
        // The title is that of the plan, which nobody forgets while he plays with it.
        report.title = None;
        report.facts.retain(|fact| view.plan.model().title.as_ref() != Some(fact));
        report.blocks.extend(solved_note(view.plan, view.scenario).map(Block::note));
        Ok(Outcome::of(report))
    }

    fn table(&mut self, text: &str) -> Result<Outcome, Findings> {
        let (rows, flags) = apart(text);
        let mut question: questions::Table = questions::parse(&flags).map_err(Findings::alone)?;
        if !rows.is_empty() {
            question.rows = Some(rows);
        }
        let mut outcome = self.ask_of(&question)?;
        let blocks = outcome.report.iter_mut().flat_map(|report| &mut report.blocks);
        let tables = blocks.filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        });
        for row in tables.flat_map(|table| &mut table.sections).flat_map(|section| &mut section.rows) {
            if self.is_changed(&row.name) {
                row.name.push_str(" *");
            }
        }
        Ok(outcome)
    }

    fn goals(&mut self) -> Result<Outcome, Findings> {
        let results = self.desk.results().ok_or_else(|| self.no_plan())?;
        let blocks: Vec<Block> = report::goals(results).into_iter().chain(report::checks(results)).collect();
        if blocks.is_empty() {
            return Ok(Outcome::note(
                "The plan has no goals yet: add one, such as `goal bookings >= $100,000`.",
            ));
        }
        Ok(Outcome::of(Report { blocks, ..Report::default() }))
    }

    fn check(&mut self) -> Result<Outcome, Findings> {
        let (results, sources) =
            self.desk.live().map(|live| (live.results(), live.sources())).ok_or_else(|| self.no_plan())?;
        if results.warnings.is_empty() {
            return Ok(Outcome::note("No problems."));
        }
        Ok(Findings { sources: sources.clone(), found: results.warnings.clone() }.into())
    }

    fn look(&mut self, text: &str) -> Result<Outcome, Findings> {
        if text.is_empty() {
            return Ok(self.scenarios());
        }
        let name = required(text, ":scenario NAME")?;
        if self.desk.model().is_none() {
            return Err(self.no_plan());
        }
        let known = self.desk.scenarios();
        if !known.contains(&name) {
            let found =
                Diagnostic::without_place(Code::UnknownName, format!("there is no scenario `{name}`"));
            return Err(Findings::alone(match nearest(&name, known.iter().map(String::as_str)) {
                Some(near) => found.help(format!("did you mean `{near}`?")),
                None => found.help(format!("the plan has: {}", known.join(", "))),
            }));
        }
        let moved = self.desk.look(&name)?;
        let mut report = report::moved(&moved, MOST_ROWS, EVERY_ROW);
        report.blocks.insert(0, self.here());
        Ok(Outcome::of(report))
    }

    fn fmt(&mut self) -> Result<Outcome, Findings> {
        match self.changes_as_text("session", None) {
            text if text.is_empty() => Ok(Outcome::note("The session has changed nothing yet.")),
            text => Ok(Outcome::of(Report { blocks: vec![Block::Code(text)], ..Report::default() })),
        }
    }

    /// Takes steps back, or does them again.
    fn step(&mut self, text: &str, back: bool) -> Result<Outcome, Findings> {
        let count = if text.is_empty() { Some(1) } else { text.parse().ok().filter(|count| *count > 0) };
        let Some(count) = count else {
            let example = if back { "write `:undo 2`" } else { "write `:redo 2`" };
            return Err(refuse(format!("`{text}` is no number of changes"), example));
        };
        let moved_to = if back { self.history.back(count) } else { self.history.forth(count) };
        let Some(mut history) = moved_to else {
            return Ok(Outcome::note(if back {
                "There is nothing to take back."
            } else {
                "There is nothing to do again."
            }));
        };
        // What was dropped and applies no more than before does not bar the way to what was said before it.
        if back && !self.applies_again(&history) {
            history = self.history.back_beside_drops(count).unwrap_or(history);
        }
        let moved = self.desk.apply(history.changes())?;
        self.history = history;
        Ok(Outcome::of(self.told(&moved, &[])))
    }

    /// Whether what was dropped since an earlier history applies again.
    fn applies_again(&self, earlier: &History) -> bool {
        let changes = earlier.changes();
        let mut dropped = self.history.dropped_after(earlier).peekable();
        let applies = dropped.peek().is_none() || self.desk.would_apply(&changes);
        let said = |one: &Dropped| changes.said.iter().find(|said| said.subject == one.subject);
        applies && !dropped.any(|one| one.restates && said(one).is_some_and(|said| self.desk.is_fresh(said)))
    }

    fn reset(&mut self) -> Result<Outcome, Findings> {
        if self.desk.changes().said.is_empty() {
            return Ok(Outcome::note("The session has changed nothing yet."));
        }
        let moved = self.desk.apply(Default::default())?;
        self.history.push(Step::Reset);
        Ok(Outcome::of(self.told(&moved, &[])))
    }

    fn reloaded(&mut self) -> Outcome {
        if self.name().is_none() {
            return refuse("this session has no file", "`:load FILE` goes on with one").into();
        }
        match self.reload() {
            Outcome { report: None, findings: None, request: None } => {
                Outcome::note("The file is as it was.")
            }
            outcome => outcome,
        }
    }

    /// Another plan; what nobody has saved is not thrown away without a word.
    fn other(&mut self, text: &str) -> Result<Outcome, Findings> {
        let path = required(text, ":load FILE")?;
        match self.not_saved() {
            None => Ok(Outcome::asking(Request::Load(path))),
            Some(what) => {
                let help = format!("{}, `:reset` forgets them", self.how_to_keep());
                Err(refuse(format!("the session has {what}"), help))
            }
        }
    }

    fn edit(&mut self) -> Result<Outcome, Findings> {
        match self.name() {
            Some(_) => Ok(Outcome::asking(Request::Edit)),
            None => Err(refuse("this session has no file to edit", "`:save plan FILE` writes one")),
        }
    }
}

/// The words of a line up to the first that starts with a dash, at commas too, and the rest.
fn apart(text: &str) -> (Vec<String>, Vec<String>) {
    let mut words = words(text);
    let flags = words.iter().position(|word| word.starts_with("--")).unwrap_or(words.len());
    let flags = words.split_off(flags);
    let rows = words.iter().flat_map(|word| word.split(',')).filter(|word| !word.is_empty());
    (rows.map(str::to_string).collect(), flags)
}
