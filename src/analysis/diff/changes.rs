//! What was written otherwise: lines that changed, came or went.
//!
//! Plans are compared by their canonical text, line by line and by name: comments, spaces and the order of lines make
//! no difference. What only looks like a new name (the same formula under another one) is told as renamed.

use std::collections::BTreeMap;

use crate::loader::Loaded;
use crate::source::Span;

use super::lines::{DiffLine, DiffLineKind, lines};
use super::{ChangeKind, PlanChange};

/// A change, with the words of the old plan that it replaces and those that take their place.
pub(super) struct LineEdit {
    /// The change as it is told.
    pub changed: PlanChange,
    /// Old words and new ones; none for what only one of the plans has.
    pub piece: Option<(Span, String)>,
    /// Of a scenario, its name.
    pub scenario: Option<String>,
    /// A goal or check: no row, and told among the results.
    pub judges: bool,
    /// A definition in both plans: a line that is one row and nothing else.
    pub definition: bool,
}

/// Every change from one plan to another: what both have in the order of the new one, then what came, then what
/// went.
pub(super) fn edits(old: &Loaded, new: &Loaded) -> Vec<LineEdit> {
    let (before, after) = (lines(old), lines(new));
    let mut edits = Vec::new();
    let mut came: Vec<&DiffLine> = Vec::new();
    let mut known: BTreeMap<(DiffLineKind, &str), Vec<&DiffLine>> = BTreeMap::new();
    // Backwards, so that of several lines of one name the first is taken out first.
    for line in before.iter().rev() {
        known.entry((line.kind, &line.name)).or_default().push(line);
    }
    for line in &after {
        match known.get_mut(&(line.kind, line.name.as_str())).and_then(Vec::pop) {
            Some(known) => edits.extend(edit(known, line, new)),
            None => came.push(line),
        }
    }
    let place = |line: &&DiffLine| (line.span.file, line.span.start);
    let mut gone: Vec<&DiffLine> = known.into_values().flatten().collect();
    gone.sort_by_key(place);
    // The same name in another place: an action that is a definition now.
    came.retain(|line| match gone.iter().position(|known| known.name == line.name) {
        Some(at) => {
            let known = gone.remove(at);
            edits.push(LineEdit::of(ChangeKind::Formula, &line.name, Some(known), Some(line)));
            false
        }
        None => true,
    });
    let (mut added, mut renamed) = (Vec::new(), Vec::new());
    for line in &came {
        let alike = |known: &&DiffLine| known.kind == line.kind && known.text == line.text && renames(line);
        // Of several that say the same nobody knows which became which.
        let only =
            came.iter().filter(|other| other.kind == line.kind && other.text == line.text).count() == 1;
        let known: Vec<usize> = (0..gone.len()).filter(|at| alike(&gone[*at])).collect();
        match known[..] {
            [at] if only => {
                let known = gone.remove(at);
                let mut edit = LineEdit::of(ChangeKind::Renamed, &line.name, None, None);
                edit.changed.from = Some(known.name.clone());
                edit.changed.to = Some(line.name.clone());
                renamed.push(edit);
            }
            _ => added.push(LineEdit::of(ChangeKind::Added, &line.name, None, Some(line))),
        }
    }
    edits.extend(renamed);
    edits.extend(added);
    edits.extend(gone.iter().map(|line| LineEdit::of(ChangeKind::Removed, &line.name, Some(line), None)));
    edits
}

/// Whether another line of the same text is likely the same one by another name.
fn renames(line: &DiffLine) -> bool {
    matches!(
        line.kind,
        DiffLineKind::Definition | DiffLineKind::Stage | DiffLineKind::Entry | DiffLineKind::Flow
    )
}

/// What changed between two lines of a name: parts, where both have the same ones, or else all of it; nothing where
/// they say the same.
fn edit(old: &DiffLine, new: &DiffLine, texts: &Loaded) -> Vec<LineEdit> {
    if old.text == new.text {
        return Vec::new();
    }
    let names = |line: &DiffLine| line.parts.iter().map(|part| part.name.clone()).collect::<Vec<_>>();
    if !old.parts.is_empty() && names(old) == names(new) {
        let parts = old.parts.iter().zip(&new.parts);
        return parts.flat_map(|(old, new)| edit(old, new, texts)).collect();
    }
    let kind = match (old.kind, old.literal && new.literal) {
        (DiffLineKind::Scenario, _) => ChangeKind::Scenario,
        (_, true) => ChangeKind::Input,
        (_, false) => ChangeKind::Formula,
    };
    let mut edit = LineEdit::of(kind, &new.name, Some(old), Some(new));
    edit.piece = Some((old.span, texts.sources.text(new.span).to_string()));
    if kind == ChangeKind::Scenario {
        edit.changed.from = lines_only_in(&old.text, &new.text);
        edit.changed.to = lines_only_in(&new.text, &old.text);
    }
    vec![edit]
}

/// The lines of a block that another does not have, as statements one after another; none where it has them all.
fn lines_only_in(one: &str, other: &str) -> Option<String> {
    let lines: Vec<&str> =
        one.lines().filter(|line| !other.lines().any(|kept| kept == *line)).map(str::trim).collect();
    (!lines.is_empty()).then(|| lines.join("; "))
}

impl LineEdit {
    fn of(kind: ChangeKind, name: &str, old: Option<&DiffLine>, new: Option<&DiffLine>) -> LineEdit {
        let known = new.or(old);
        let is = |wanted: DiffLineKind| known.is_some_and(|line| line.kind == wanted);
        // A whole block would fill the table.
        let text = |line: Option<&DiffLine>| {
            line.filter(|_| !is(DiffLineKind::Scenario)).map(|line| line.text.clone())
        };
        LineEdit {
            changed: PlanChange {
                name: if is(DiffLineKind::Scenario) { format!("scenario {name}") } else { name.to_string() },
                kind,
                from: text(old),
                to: text(new),
                effect: None,
                unit: None,
            },
            piece: None,
            scenario: is(DiffLineKind::Scenario).then(|| name.to_string()),
            judges: is(DiffLineKind::Goal),
            definition: is(DiffLineKind::Definition) && old.is_some() && new.is_some(),
        }
    }
}
