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
    /// Old words and new ones; none for what cannot change alone.
    pub pieces: Vec<(Span, String)>,
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
    let mut entries: Vec<EntryEdit> = Vec::new();
    let mut came: Vec<&DiffLine> = Vec::new();
    let mut known: BTreeMap<(DiffLineKind, &str), Vec<&DiffLine>> = BTreeMap::new();
    // Backwards, so that of several lines of one name the first is taken out first.
    for line in before.iter().rev() {
        known.entry((line.kind, &line.name)).or_default().push(line);
    }
    for line in &after {
        match known.get_mut(&(line.kind, line.name.as_str())).and_then(Vec::pop) {
            Some(known) => edits.extend(edit(known, line, new, &mut entries)),
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
    with_entries(&mut edits, (old, new), (&before, &came, &gone), entries);
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
fn edit(old: &DiffLine, new: &DiffLine, texts: &Loaded, beside: &mut Vec<EntryEdit>) -> Vec<LineEdit> {
    if old.text == new.text {
        return Vec::new();
    }
    if let Some(edits) = by_members(old, new, texts, beside) {
        return edits;
    }
    let names = |line: &DiffLine| line.parts.iter().map(|part| part.name.clone()).collect::<Vec<_>>();
    if !old.parts.is_empty() && names(old) == names(new) {
        let parts = old.parts.iter().zip(&new.parts);
        return parts.flat_map(|(old, new)| edit(old, new, texts, beside)).collect();
    }
    let kind = match (old.kind, old.literal && new.literal) {
        (DiffLineKind::Scenario, _) => ChangeKind::Scenario,
        (_, true) => ChangeKind::Input,
        (_, false) => ChangeKind::Formula,
    };
    let mut edit = LineEdit::of(kind, &new.name, Some(old), Some(new));
    edit.pieces = vec![(old.span, texts.sources.text(new.span).to_string())];
    if kind == ChangeKind::Scenario {
        edit.changed.from = lines_only_in(&old.text, &new.text);
        edit.changed.to = lines_only_in(&new.text, &old.text);
    }
    vec![edit]
}

/// An entry that one version has of a member and the other has not.
struct EntryEdit {
    member: String,
    /// The change, where the member itself did not come or go.
    edit: LineEdit,
}

/// The changes of a line that says something of single members; none where it says more than that otherwise.
fn by_members(
    old: &DiffLine,
    new: &DiffLine,
    texts: &Loaded,
    beside: &mut Vec<EntryEdit>,
) -> Option<Vec<LineEdit>> {
    let ((was_at, was), (_, is)) = (old.frame.as_ref()?, new.frame.as_ref()?);
    let mut edits = Vec::new();
    if was != is {
        if new.kind != DiffLineKind::Member || texts.is_table(new.span.file) {
            return None;
        }
        // Its parent, or the months in which it is there.
        let mut edit = LineEdit::of(ChangeKind::Input, &new.name, None, None);
        let said = |text: &String| Some(text.trim().to_string()).filter(|text| !text.is_empty());
        (edit.changed.from, edit.changed.to) = (said(was), said(is));
        let space = if is.is_empty() || is.starts_with(' ') { "" } else { " " };
        edit.pieces = vec![(*was_at, format!("{space}{is}"))];
        edits.push(edit);
    }
    for entry in &new.entries {
        match old.entries.iter().find(|known| known.line.name == entry.line.name) {
            Some(known) => edits.extend(edit(&known.line, &entry.line, texts, beside)),
            None => {
                let mut edit = LineEdit::of(ChangeKind::Added, &entry.line.name, None, Some(&entry.line));
                let text = texts.sources.text(entry.line.span);
                // Beside those that the old list has.
                edit.pieces = match old.entries.first().filter(|_| new.kind != DiffLineKind::Member) {
                    Some(known) => vec![(known.end, format!(", {text}"))],
                    None => Vec::new(),
                };
                beside.push(EntryEdit { member: entry.member.clone(), edit });
            }
        }
    }
    for entry in &old.entries {
        if !new.entries.iter().any(|other| other.line.name == entry.line.name) {
            let edit = LineEdit::of(ChangeKind::Removed, &entry.line.name, Some(&entry.line), None);
            beside.push(EntryEdit { member: entry.member.clone(), edit });
        }
    }
    Some(edits)
}

/// Gives a member that came the words that make it: its line behind those that there are, and its entries. Entries of
/// members that were there, and stay, are changes of their own.
fn with_entries(
    edits: &mut Vec<LineEdit>,
    (old, new): (&Loaded, &Loaded),
    (before, came, gone): (&[DiffLine], &[&DiffLine], &[&DiffLine]),
    entries: Vec<EntryEdit>,
) {
    let is_member = |line: &&&DiffLine| line.kind == DiffLineKind::Member;
    for line in came.iter().filter(is_member) {
        let Some(edit) = edits
            .iter_mut()
            .find(|edit| edit.changed.kind == ChangeKind::Added && edit.changed.name == line.name)
        else {
            continue;
        };
        let of_segment =
            |known: &&DiffLine| known.kind == DiffLineKind::Member && known.segment == line.segment;
        // Behind the last of them.
        let Some(last) = before.iter().filter(of_segment).max_by_key(|known| known.span.end) else {
            continue;
        };
        let head = |loaded: &Loaded, span: Span| {
            loaded.sources.get(span.file).text().lines().next().unwrap_or_default().to_string()
        };
        let table = new.is_table(line.span.file);
        if table && head(old, last.span) != head(new, line.span) {
            continue;
        }
        let at = Span { start: last.span.end, ..last.span };
        let own = new.sources.text(line.span);
        let single = last.text == last.name && is_in_one_line(old, last.span);
        let text = if single { format!(", {own}") } else { format!("\n{own}") };
        edit.pieces = vec![(at, text)];
    }
    for EntryEdit { member, edit } in entries {
        let named = |lines: &[&DiffLine]| {
            lines.iter().any(|line| line.kind == DiffLineKind::Member && line.name == member)
        };
        if named(gone) {
            continue;
        }
        if !named(came) {
            edits.push(edit);
            continue;
        }
        let whole = edits
            .iter_mut()
            .find(|whole| whole.changed.name == member && whole.changed.kind == ChangeKind::Added);
        if let Some(whole) = whole.filter(|whole| !whole.pieces.is_empty()) {
            whole.pieces.extend(edit.pieces);
        }
    }
}

/// Whether a member stands in a line `segment region: west, east`.
fn is_in_one_line(loaded: &Loaded, span: Span) -> bool {
    let source = loaded.sources.get(span.file);
    let line = source.line_range(source.line_at(span.start as usize));
    source
        .text()
        .get(line)
        .is_some_and(|text| text.trim_start().starts_with("segment ") && !text.contains('{'))
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
            pieces: Vec::new(),
            scenario: is(DiffLineKind::Scenario).then(|| name.to_string()),
            judges: is(DiffLineKind::Goal),
            definition: is(DiffLineKind::Definition) && old.is_some() && new.is_some(),
        }
    }
}
