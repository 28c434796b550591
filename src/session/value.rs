//! Expressions: what they come to, `_` for the last of them, and the hint while one is typed.

use super::line::{self, TypedLine, ValueKind, first_word};
use super::{Outcome, Session};
use crate::analysis::{Expression, Results, TypedFormula, when};
use crate::check::ExpressionKind;
use crate::diagnostic::Findings;
use crate::report::{self, Block, Report};

/// The largest plan, in rows times months, whose expressions are worked out while they are typed although the
/// live plan would have to compute everything.
const QUICK: usize = 20_000;
/// The longest formula in bytes, and the most months of a plan, that are worked out while they are typed. A
/// long formula over many months takes longer than a keystroke, however little of the plan it needs.
const SHORT: (usize, usize) = (1_000, 240);

impl Session {
    /// What an expression comes to; from now on `_` stands for `text`.
    ///
    /// # Errors
    /// What is wrong with it; `_` stays as it was.
    pub(super) fn value(
        &mut self,
        text: &str,
        typed: TypedFormula,
        kind: ValueKind,
    ) -> Result<Outcome, Findings> {
        let results = self.evaluated(typed)?;
        let blocks = results.rows.iter().map(|row| match kind {
            ValueKind::ByMonth => report::summary(&results, row, self.is_changed(&row.name)),
            ValueKind::One => report::one_figure(row),
        });
        let blocks = blocks.chain(results.notes.iter().cloned().map(Block::note)).collect();
        let report = Report { blocks, ..Report::default() };
        self.last = Some(text.trim().to_string());
        Ok(Outcome::of(report))
    }

    /// The first month in which a condition holds; from now on `_` stands for `text`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn condition(&mut self, text: &str, typed: TypedFormula) -> Result<Outcome, Findings> {
        let view = self.state.plan().ok_or_else(|| self.no_plan())?;
        let expression = Expression::read(view.plan, view.scenario, typed, ExpressionKind::Condition)?;
        let answer = when(view.plan, &expression.asked).map_err(|found| expression.wrong(found))?;
        let report = Report { title: None, facts: Vec::new(), ..report::when(&answer) };
        self.last = Some(text.trim().to_string());
        Ok(Outcome::of(report))
    }

    /// The results of an expression, as one row.
    fn evaluated(&mut self, typed: TypedFormula) -> Result<Results, Findings> {
        match self.state.ask(typed) {
            Some(results) => results,
            None => Err(self.no_plan()),
        }
    }

    /// The text with the last expression, in brackets, in the place of `_`; unchanged where the plan has a
    /// row of that name. Texts in quotes and comments stay as they are.
    pub(super) fn with_last(&self, text: &str) -> String {
        let Some(last) = &self.last else { return text.to_string() };
        if self.row("_").is_some() {
            return text.to_string();
        }
        let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.');
        let mut whole = String::new();
        let mut rest = text;
        let (mut quoted, mut comment) = (false, false);
        while let Some(first) = rest.chars().next() {
            let length = rest.find(|letter| !is_part(letter)).unwrap_or(rest.len());
            let word = rest.get(..length.max(first.len_utf8())).unwrap_or(rest);
            comment = (comment || (first == '#' && !quoted)) && first != '\n';
            quoted = quoted != (first == '"' && !comment);
            match word {
                "_" if !quoted && !comment => whole.push_str(&format!("({last})")),
                _ => whole.push_str(word),
            }
            rest = rest.get(word.len()..).unwrap_or_default();
        }
        // `_` alone is the last expression itself.
        if text.trim() == "_" { last.clone() } else { whole }
    }

    /// The value of an expression that is being typed, in a few words. None where it is no expression yet,
    /// has a mistake, or would take long: a hint must never make somebody wait.
    pub fn hint(&mut self, text: &str) -> Option<String> {
        let rows = self.state.rows()?;
        let months = self.state.model()?.calendar.len();
        let quick = match self.state.live()?.is_quick() {
            true => text.len() <= SHORT.0 && months <= SHORT.1,
            false => rows.len() * months <= QUICK,
        };
        let text = self.with_last(text.trim());
        // A number alone says what it is.
        let plain =
            text.starts_with(':') || (first_word(&text).is_empty() && !text.contains(['(', '*', '/', '+']));
        if !quick || text.is_empty() || plain {
            return None;
        }
        match line::read(&text, 1, self.known()) {
            Ok(TypedLine::Value(typed, _)) => {
                let results = self.evaluated(typed).ok()?;
                results.rows.first().map(report::short)
            }
            _ => None,
        }
    }
}
