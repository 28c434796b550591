//! The commands: what each is called and takes, and what it does.

use std::sync::LazyLock;

use super::history::{ChangeHistory, DroppedChange, HistoryStep};
use super::{EVERY_ROW, MOST_ROWS, Outcome, Request, Session};
use crate::analysis::solved_note;
use crate::diagnostic::{Code, Diagnostic, Findings, nearest};
use crate::questions::{QUESTIONS, Question, RegisteredQuestion, words};
use crate::report::{self, Block, Report};

/// A command of a session, from which help, completion and dispatch are made.
#[derive(Clone, Copy)]
pub struct SessionCommand {
    /// The name, without its colon.
    pub name: &'static str,
    /// What stands after it, as its usage writes it: `INPUT [--goal GOAL]`. Empty where it takes nothing.
    pub takes: &'static str,
    /// What it does, in a sentence.
    pub help: &'static str,
    /// More on it, for its own page; may be empty.
    pub more: &'static str,
    /// Lines that may be typed.
    pub examples: &'static [&'static str],
    run: Run,
}

/// How a command is run with what stands after it.
#[derive(Clone, Copy)]
enum Run {
    /// As a command of sessions alone.
    Own(fn(&mut Session, &str) -> Result<Outcome, Findings>),
    /// As a question that the shell can ask too.
    Asks(&'static RegisteredQuestion),
}

impl SessionCommand {
    /// The name with what it takes: `:solve INPUT [--goal GOAL]`.
    pub fn usage(&self) -> String {
        format!(":{} {}", self.name, self.takes).trim_end().to_string()
    }

    fn asks(question: &'static RegisteredQuestion) -> SessionCommand {
        let manual = question.manual;
        SessionCommand {
            name: manual.session,
            takes: manual.takes,
            help: manual.does,
            more: "",
            examples: manual.lines,
            run: Run::Asks(question),
        }
    }
}

/// All commands, in the order in which they are listed: what there is, the questions of the registry, and
/// what is done to the session. Computed once, since the questions' records are in another list.
pub static COMMANDS: LazyLock<Vec<SessionCommand>> = LazyLock::new(|| {
    let questions = QUESTIONS.iter().map(SessionCommand::asks);
    LISTING.iter().copied().chain(questions).chain(STATE.iter().copied()).collect()
});

macro_rules! commands {
    ($($name:literal $takes:literal $help:literal $more:literal [$($example:literal),*] $run:expr;)*) => {
        &[$(SessionCommand {
            name: $name,
            takes: $takes,
            help: $help,
            more: $more,
            examples: &[$($example),*],
            run: Run::Own($run),
        }),*]
    };
}

/// Commands that show what there is.
static LISTING: &[SessionCommand] = commands! {
    "help" "[WORD]" "lists the commands, or explains a command, a function, a word of the language or a code of an error"
        "" [":help solve", ":help delay", ":help goal", ":help unit-mismatch"] |session, text| session.help(text);
    "rows" "[GROUP]" "lists the rows with what they come to; `*` marks those that the session has changed"
        "A group is `plan`, `pipeline`, `stocks`, `variables`, `calendar` or a pipeline's name; any other word lists the rows that have it in their name, parts of stages too."
        [":rows", ":rows pipeline", ":rows won."] |session, text| session.rows(text);
    "info" "ROW" "says what a row is: its definition, unit, what it uses and what uses it"
        "" [":info bookings"] |session, text| session.info(text);
    "plot" "ROW[, ROW…] [SCENARIO…] [--from MONTH] [--to MONTH]" "draws rows or formulas over the months, with those of other scenarios"
        "What has one unit shares a frame, others have one of their own. A dashed line is what a goal asks for month by month."
        [":plot bookings", ":plot bookings, sales, bookings / sales", ":plot bookings base hustle", ":plot bookings --from 2026-04"] |session, text| session.plot(text);
    "goals" "" "judges the goals and checks"
        "" [] |session, text| session.nothing(text, Session::goals);
};

/// Commands for the session's own state.
static STATE: &[SessionCommand] = commands! {
    "warnings" "" "shows in full what the plan is to be warned of"
        "" [] |session, text| session.nothing(text, Session::warned);
    "scenario" "[NAME]" "looks at another scenario, with the changes laid over it; lists them, if none is named"
        "" [":scenario", ":scenario hustle", ":scenario base"] |session, text| session.choose_scenario(text);
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
        "The file keeps every line that it has. Rows that the plan does not have yet are added at its end, where nothing else moves by them; the scenario after them says what differs. What only a plan can say, such as `months`, needs `:save plan`."
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

/// The findings for a command whose words are wrong; an empty help is left out.
pub fn refuse(message: impl Into<String>, help: impl Into<String>) -> Findings {
    let found = Diagnostic::without_place(Code::WrongArguments, message);
    let help = help.into();
    Findings::alone(if help.is_empty() { found } else { found.help(help) })
}

/// The findings with the command's usage as help, where its words are wrong and nothing else says how to
/// write them.
fn with_usage(mut wrong: Findings, command: &SessionCommand) -> Findings {
    let helpless = |found: &&mut Diagnostic| found.code == Code::WrongArguments && found.help.is_none();
    for found in wrong.found.iter_mut().filter(helpless) {
        found.help = Some(format!("write `{}`", command.usage()).into());
    }
    wrong
}

/// The one word that a command takes.
///
/// # Errors
/// Where there is none, or more than one; `usage` is the help.
pub fn required(text: &str, usage: &str) -> Result<String, Findings> {
    match &words(text).map_err(Findings::alone)?[..] {
        [one] => Ok(one.clone()),
        [] => Err(refuse("this command needs a word after it", format!("write `{usage}`"))),
        _ => Err(refuse("this command takes one word", format!("write `{usage}`"))),
    }
}

/// Whether a word is the whole name of a command.
pub fn is_name(word: &str) -> bool {
    COMMANDS.iter().any(|command| command.name == word)
}

/// The command that a word names: by its whole name, or by the start of one name only.
///
/// # Errors
/// Where no name starts so, with the nearest, or where several do.
pub fn find(word: &str) -> Result<&'static SessionCommand, Findings> {
    let word = match word {
        "?" => "help",
        "exit" | "q" => "quit",
        // What the shell calls it.
        "check" => "warnings",
        word => word,
    };
    if let Some(exact) = COMMANDS.iter().find(|command| command.name == word) {
        return Ok(exact);
    }
    let starts: Vec<&SessionCommand> =
        COMMANDS.iter().filter(|command| command.name.starts_with(word)).collect();
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
    /// Does what a command says; `text` stands after its colon.
    ///
    /// # Errors
    /// What is wrong with it; the help says what the command takes.
    pub(super) fn command(&mut self, text: &str) -> Result<Outcome, Findings> {
        let text = text.trim();
        let end = text.find(char::is_whitespace).unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        let command = find(name)?;
        let done = match command.run {
            Run::Own(run) => run(self, rest.trim()),
            Run::Asks(question) => question
                .of_line(rest.trim())
                .map_err(Findings::alone)
                .and_then(|question| self.ask(&*question)),
        };
        done.map_err(|wrong| with_usage(wrong, command))
    }

    /// Runs a command that takes no words, and refuses any.
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

    /// Asks a question of the plan with the changes.
    fn ask(&mut self, question: &dyn Question) -> Result<Outcome, Findings> {
        let view = self.state.plan().ok_or_else(|| self.no_plan())?;
        let answer = question.ask(&view)?;
        // What was answered when nobody waited for it means nothing.
        if self.cancellation.is_cancelled() {
            return Err(Findings::default());
        }
        let mut report = answer.report();
        // The title is that of the plan, which need not be repeated with every answer of a session.
        report.title = None;
        report.facts.retain(|fact| view.plan.model().texts.title.as_ref() != Some(fact));
        if !answer.tells_solved() {
            report.blocks.extend(solved_note(view.plan, view.scenario).map(Block::note));
        }
        if question.lists_rows() {
            report::mark_changed(&mut report.blocks, |name| self.is_changed(name));
        }
        Ok(Outcome::of(report))
    }

    /// How the goals and checks stand.
    fn goals(&mut self) -> Result<Outcome, Findings> {
        let results = self.state.results().ok_or_else(|| self.no_plan())?;
        // Of a session that has changed something, also how each goal stood before.
        let before = match self.state.changes().all.is_empty() {
            true => None,
            false => self.state.unchanged(),
        };
        let goals = match &before {
            Some(before) => report::goals_before_and_now(before, results),
            None => report::goals(results),
        };
        let blocks: Vec<Block> = goals.into_iter().chain(report::checks(results)).collect();
        if blocks.is_empty() {
            return Ok(Outcome::note(
                "The plan has no goals yet: add one, such as `goal bookings >= $100,000`.",
            ));
        }
        Ok(Outcome::of(Report { blocks, ..Report::default() }))
    }

    /// What the plan is to be warned of.
    fn warned(&mut self) -> Result<Outcome, Findings> {
        let (results, sources) =
            self.state.live().map(|live| (live.results(), live.sources())).ok_or_else(|| self.no_plan())?;
        if results.warnings.is_empty() {
            return Ok(Outcome::note("No problems."));
        }
        Ok(Findings { sources: sources.clone(), found: results.warnings.clone() }.into())
    }

    /// Looks at another scenario, or lists them where none is named.
    fn choose_scenario(&mut self, text: &str) -> Result<Outcome, Findings> {
        if text.is_empty() {
            return Ok(self.scenarios());
        }
        let name = required(text, ":scenario NAME")?;
        if self.state.model().is_none() {
            return Err(self.no_plan());
        }
        let known = self.state.scenarios();
        if !known.contains(&name) {
            let found =
                Diagnostic::without_place(Code::UnknownName, format!("there is no scenario `{name}`"));
            return Err(Findings::alone(match nearest(&name, known.iter().map(String::as_str)) {
                Some(near) => found.help(format!("did you mean `{near}`?")),
                None => found.help(format!("the plan has: {}", known.join(", "))),
            }));
        }
        let moved = self.state.choose(&name)?;
        let mut report = report::moved(&moved, MOST_ROWS, EVERY_ROW);
        report.blocks.insert(0, self.here());
        Ok(Outcome::of(report))
    }

    /// The changes as they would be saved.
    fn fmt(&mut self) -> Result<Outcome, Findings> {
        match self.changes_as_text("session", None) {
            text if text.is_empty() => Ok(Outcome::note("The session has changed nothing yet.")),
            text => Ok(Outcome::of(Report { blocks: vec![Block::Code(text)], ..Report::default() })),
        }
    }

    /// Undoes or redoes steps: one, or as many as `text` says. The plan is computed before the history moves,
    /// so that a step that no longer applies leaves both as they were.
    fn step(&mut self, text: &str, back: bool) -> Result<Outcome, Findings> {
        let count = if text.is_empty() { Some(1) } else { text.parse().ok().filter(|count| *count > 0) };
        let Some(count) = count else {
            let example = if back { "write `:undo 2`" } else { "write `:redo 2`" };
            return Err(refuse(format!("`{text}` is no number of changes"), example));
        };
        let moved_to = if back { self.history.back(count) } else { self.history.forth(count) };
        let Some(mut history) = moved_to else {
            return Ok(Outcome::note(match back {
                true => self.history.nothing_to_undo(),
                false => "There is nothing to do again.".into(),
            }));
        };
        // `:undo` right after a drop would bring back what still does not apply, and fail for ever. Then the drop stays,
        // and the step before it is undone.
        if back && !self.applies_again(&history) {
            history = self.history.back_beside_drops(count).unwrap_or(history);
        }
        let before = self.state.results().cloned();
        let moved = self.state.apply(history.changes())?;
        let steps =
            if back { self.history.steps_after(&history) } else { history.steps_after(&self.history) };
        let done = if back { "Took back" } else { "Did again" };
        let short = steps.len() < count;
        let mut steps: Vec<String> = steps.iter().map(|step| step.words()).collect();
        if !back {
            steps.reverse();
        }
        let rest = if short {
            format!("; there was nothing more to {}", if back { "take back" } else { "do again" })
        } else {
            String::new()
        };
        let mut blocks = vec![Block::note(format!("{done} {}{rest}.", steps.join(", ")))];
        self.history = history;
        let goals = before.zip(self.state.results());
        let goals = goals.and_then(|(before, now)| report::goals_before_and_now(&before, now));
        match goals {
            Some(goals) => {
                blocks.push(goals);
                blocks.extend(self.state.results().and_then(report::checks));
            }
            // Without goals, what moved is what there is to see.
            None => blocks.extend(self.told(&moved, &[]).blocks),
        }
        Ok(Outcome::of(Report { blocks, ..Report::default() }))
    }

    /// Whether the changes that were dropped since an earlier history apply again, and still change the rows
    /// that they changed then.
    fn applies_again(&self, earlier: &ChangeHistory) -> bool {
        let changes = earlier.changes();
        let mut dropped = self.history.dropped_after(earlier).peekable();
        let applies = dropped.peek().is_none() || self.state.would_apply(&changes);
        let change_of = |one: &DroppedChange| changes.all.iter().find(|change| change.subject == one.subject);
        applies
            && !dropped
                .any(|one| one.restates && change_of(one).is_some_and(|change| self.state.is_fresh(change)))
    }

    /// Drops all changes, as one step that can be undone.
    fn reset(&mut self) -> Result<Outcome, Findings> {
        if self.state.changes().all.is_empty() {
            return Ok(Outcome::note("The session has changed nothing yet."));
        }
        let moved = self.state.apply(Default::default())?;
        self.history.push(HistoryStep::Reset);
        Ok(Outcome::of(self.told(&moved, &[])))
    }

    /// Reads the file again, and says so where it has not changed.
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

    /// Asks for another plan; refused while there are changes that nobody has saved.
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

    /// Asks for an editor on the plan's file.
    fn edit(&mut self) -> Result<Outcome, Findings> {
        match self.name() {
            Some(_) => Ok(Outcome::asking(Request::Edit)),
            None => Err(refuse("this session has no file to edit", "`:save plan FILE` writes one")),
        }
    }
}
