//! Findings for people and for programs: in colour with the source, a line each, or as JSON.
//!
//! Only the first [`MOST`] of each plan are shown, errors before warnings, in the order of the source.

mod excerpt;
mod fancy;
mod json;
mod short;

use std::borrow::Cow;

use super::clean::brief;
use super::text::Screen;
use crate::diagnostic::{Diagnostic, Dialect, Prose, Severity};
use crate::source::Sources;

/// The most findings of one plan that are shown.
pub const MOST: usize = 20;

/// The form in which findings are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FindingStyle {
    /// With an excerpt of the source, drawn for a terminal.
    Fancy,
    /// A line each: `file:line:column: error[code]: message`.
    Short,
    /// One JSON array.
    Json,
}

/// All findings of a run as text, each line ended: those of each plan with its texts. The limit of [`MOST`] counts for
/// each plan alone.
pub fn render(plans: &[(&[Diagnostic], &Sources)], style: FindingStyle, screen: &Screen) -> Vec<u8> {
    // What somebody typed may be 100 kB of it: nobody reads it back.
    let is_long = |found: &Diagnostic| matches!(brief(&found.message), Cow::Owned(_));
    if plans.iter().any(|(found, _)| found.iter().any(is_long)) {
        let clipped: Vec<(Vec<Diagnostic>, &Sources)> = plans
            .iter()
            .map(|(found, sources)| {
                (found.iter().map(|found| clipped(found, screen.dialect)).collect(), *sources)
            })
            .collect();
        let plans: Vec<(&[Diagnostic], &Sources)> =
            clipped.iter().map(|(found, sources)| (found.as_slice(), *sources)).collect();
        return rendered(&plans, style, screen);
    }
    rendered(plans, style, screen)
}

/// A finding whose message clips what it quotes; so does its help where no text can show what is meant.
fn clipped(found: &Diagnostic, dialect: Dialect) -> Diagnostic {
    let help = match found.help.as_ref().filter(|_| found.labels.is_empty()) {
        Some(help) => Some(Prose::from(brief(&help.say(dialect)).into_owned())),
        None => found.help.clone(),
    };
    Diagnostic { message: brief(&found.message).into_owned(), help, ..found.clone() }
}

/// Findings as they are.
fn rendered(plans: &[(&[Diagnostic], &Sources)], style: FindingStyle, screen: &Screen) -> Vec<u8> {
    let first = plans.iter().map(|(found, sources)| (first_of(found), *sources));
    match style {
        FindingStyle::Json => json::render(
            first.flat_map(|((found, _), sources)| found.into_iter().map(move |finding| (finding, sources))),
            screen.dialect,
        ),
        FindingStyle::Fancy => first
            .flat_map(|((found, left), sources)| fancy::render(&found, left, sources, screen).into_bytes())
            .collect(),
        FindingStyle::Short => first
            .flat_map(|((found, left), sources)| {
                short::render(&found, left, sources, screen.dialect).into_bytes()
            })
            .collect(),
    }
}

/// The findings to show, in the order given, and how many are left out.
fn first_of(found: &[Diagnostic]) -> (Vec<&Diagnostic>, usize) {
    let errors = found.iter().filter(|finding| finding.severity() == Severity::Error).count();
    // An error must not go under in a crowd of warnings before it.
    let mut room_for_errors = MOST;
    let mut room_for_warnings = MOST.saturating_sub(errors);
    let shown = |finding: &&Diagnostic| {
        let room = match finding.severity() {
            Severity::Error => &mut room_for_errors,
            Severity::Warning => &mut room_for_warnings,
        };
        let fits = *room > 0;
        *room = room.saturating_sub(1);
        fits
    };
    let first: Vec<&Diagnostic> = found.iter().filter(shown).collect();
    let left = found.len() - first.len();
    (first, left)
}

/// `2 errors`, `1 warning`, `2 errors and 1 warning`; nothing where there is none.
pub fn count(found: &[Diagnostic]) -> String {
    let counted = |severity: Severity, noun: &str| {
        let count = found.iter().filter(|finding| finding.severity() == severity).count();
        match count {
            0 => None,
            1 => Some(format!("1 {noun}")),
            _ => Some(format!("{count} {noun}s")),
        }
    };
    let parts = [counted(Severity::Error, "error"), counted(Severity::Warning, "warning")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" and ")
}

#[cfg(test)]
mod tests;
