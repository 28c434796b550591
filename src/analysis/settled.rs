//! The one way from texts to a plan that can be asked something: checked, and every `?` of it found.

use crate::check::{CheckOptions, Checked, check_with};
use crate::diagnostic::{Diagnostic, Findings};
use crate::limits::CancellationToken;
use crate::loader::{Loaded, World, load, load_text};
use crate::model::{FamilyPlace, Model, Row};
use crate::source::{Sources, Span};
use crate::syntax::tree::Definition;

use super::unknown;

/// A plan without errors in which every `?` has been found. Only [`prepare`] and its short forms make one, so that
/// no question ever meets a number that is still open.
#[derive(Clone, Debug)]
pub struct SettledPlan {
    loaded: Loaded,
    model: Model,
    warnings: Vec<Diagnostic>,
}

impl SettledPlan {
    /// The rows, scenarios, goals and months.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The texts and trees it was read from.
    pub fn loaded(&self) -> &Loaded {
        &self.loaded
    }

    /// The texts, in which places of rows and findings are.
    pub fn sources(&self) -> &Sources {
        &self.loaded.sources
    }

    /// Where a row is defined; of a row of a table, the member's cell. None of the calendar's rows.
    pub fn place_of(&self, row: &Row) -> Option<Span> {
        if row.span == Span::default() || row.role.is_calendar() {
            return None;
        }
        Some(self.cell_of(row).map_or(row.span, |definition| definition.value.span))
    }

    /// The definition of a member's row that stands in a table.
    pub(super) fn cell_of(&self, row: &Row) -> Option<&Definition> {
        let FamilyPlace::Member(member) = row.family?.place else { return None };
        self.loaded.cell_of(row.span, member.index as usize)
    }

    /// What loading and checking warn of, in the order of the text. What the figures of one scenario add is in its
    /// [`results`](super::results).
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// The warnings with the texts that they speak of.
    pub fn findings(&self) -> Findings {
        self.findings_with(Vec::new())
    }

    /// The warnings and what else was found, with the texts.
    pub fn findings_with(&self, more: Vec<Diagnostic>) -> Findings {
        let found = self.warnings.iter().cloned().chain(more).collect();
        Findings { sources: self.loaded.sources.clone(), found }
    }

    /// Findings about this plan, without its own warnings.
    pub fn wrong(&self, found: Vec<Diagnostic>) -> Findings {
        Findings { sources: self.loaded.sources.clone(), found }
    }
}

/// Reads the plan `main` of a world with everything it uses, and prepares it.
///
/// # Errors
/// Everything that is wrong with it, and what there is to warn of beside that.
pub fn open(world: &dyn World, main: &str) -> Result<SettledPlan, Findings> {
    prepare(load(world, main))
}

/// The same for a plan that is one text and uses no other file; `name` is what messages call it.
///
/// # Errors
/// As [`open`].
pub fn open_text(name: &str, text: &str) -> Result<SettledPlan, Findings> {
    prepare(load_text(name, text))
}

/// Checks a plan that was read, and finds its `?` in every scenario.
///
/// # Errors
/// As [`open`].
pub fn prepare(loaded: Loaded) -> Result<SettledPlan, Findings> {
    prepare_with(loaded, &CheckOptions::default(), &CancellationToken::default())
}

/// The same with other options of the checker, for a caller who may cancel. A number that is to vary is not
/// looked for; [`solve_placed`](super::solve_placed) does that.
///
/// # Errors
/// As [`open`]; no findings where it was cancelled on the way.
pub fn prepare_with(
    loaded: Loaded,
    options: &CheckOptions,
    cancellation: &CancellationToken,
) -> Result<SettledPlan, Findings> {
    let Checked { model, diagnostics, .. } = check_with(&loaded, options);
    settled(loaded, model, diagnostics, cancellation)
}

/// A plan that was checked, with its `?` found. Nothing else makes a [`SettledPlan`], so this is the one place that
/// has to refuse a model with errors.
pub(super) fn settled(
    loaded: Loaded,
    mut model: Model,
    warnings: Vec<Diagnostic>,
    cancellation: &CancellationToken,
) -> Result<SettledPlan, Findings> {
    if model.has_errors {
        return Err(Findings { sources: loaded.sources, found: warnings });
    }
    model.cancellation = cancellation.clone();
    let model = unknown::settle(model);
    // A cancelled search ends early with a number that means nothing.
    if cancellation.is_cancelled() {
        return Err(Findings::default());
    }
    Ok(SettledPlan { loaded, model, warnings })
}
