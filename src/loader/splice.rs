//! A plan with other words in the place of some of its own.

use std::sync::Arc;

use crate::source::{FileId, Source, Sources, Span};
use crate::syntax;

use super::Loaded;
use super::table::segment_names;
use crate::syntax::tree::{Segment, StatementKind};

/// The plan in its canonical form, comments kept: what says the same by the same words is then alike to the letter.
/// Texts with errors stay as they are.
pub fn tidied(loaded: &Loaded) -> Loaded {
    let text = |file: FileId, source: &Source| {
        if loaded.is_table(file) { None } else { syntax::format(source.text()).ok() }
    };
    rebuilt(loaded, text).unwrap_or_else(|| loaded.clone())
}

/// The plan in which each of these stretches is another text: a statement in the place of a statement, a line in
/// the place of a line, an expression in the place of an expression. Stretches do not overlap. None where the
/// statements are then no longer the same ones.
pub fn spliced(loaded: &Loaded, pieces: &[(Span, String)]) -> Option<Loaded> {
    rebuilt(loaded, |file, source| {
        let mut own: Vec<&(Span, String)> = pieces.iter().filter(|(span, _)| span.file == file).collect();
        if own.is_empty() {
            return None;
        }
        own.sort_by_key(|(span, _)| span.start);
        let mut text = String::with_capacity(source.text().len());
        let mut at = 0;
        for (span, piece) in own {
            text.push_str(source.text().get(at..span.start as usize)?);
            text.push_str(piece);
            at = span.end as usize;
        }
        text.push_str(source.text().get(at..)?);
        Some(text)
    })
}

/// The plan with other texts, where there are some; none where a text has no longer as many statements as before.
fn rebuilt(loaded: &Loaded, other: impl Fn(FileId, &Source) -> Option<String>) -> Option<Loaded> {
    let mut plan = Loaded { sources: Sources::default(), diagnostics: Vec::new(), ..loaded.clone() };
    for (file, source) in loaded.sources.iter() {
        let Some(text) = other(file, source) else {
            plan.sources.add(source.clone());
            continue;
        };
        let (tree, diagnostics) = match loaded.is_table(file) {
            true => syntax::table(file, &text, &segment_of(loaded, file), &segment_names(loaded)),
            false => syntax::parse(file, &text),
        };
        let place = plan.trees.get_mut(file.0 as usize)?;
        if tree.statements.len() != place.statements.len() {
            return None;
        }
        *place = Arc::new(tree);
        plan.diagnostics.extend(diagnostics);
        plan.sources.add(Source::new(source.name(), text));
    }
    Some(plan)
}

/// The name of the segment whose members a table has.
fn segment_of(loaded: &Loaded, file: FileId) -> String {
    let named = loaded.statements().find_map(|(_, statement)| match &statement.kind {
        StatementKind::Segment(Segment { name, table: Some(path), .. }) => {
            let (tree, _) = loaded.table_of(path.span)?;
            (tree.file == file).then(|| loaded.sources.text(*name).to_string())
        }
        _ => None,
    });
    named.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loader::load_text;

    #[test]
    fn pieces_take_the_place_of_pieces() {
        let loaded = load_text("plan.pace", "a = 1 # one\nb = a * 2\nc = b\n");
        let spans: Vec<Span> = loaded.statements().map(|(_, statement)| statement.span).collect();
        let pieces = [(spans[1], "b = a * 3".to_string()), (spans[0], "a = [1,\n2]".to_string())];
        let text = |plan: Option<Loaded>| plan.map(|plan| plan.sources.get(FileId(0)).text().to_string());
        assert_eq!(text(spliced(&loaded, &pieces)).as_deref(), Some("a = [1,\n2] # one\nb = a * 3\nc = b\n"));
        assert_eq!(text(spliced(&loaded, &[(spans[2], "c = 1\nd = 2".to_string())])), None);
    }

    #[test]
    fn tidy_plans_are_alike() {
        let text =
            |text: &str| tidied(&load_text("plan.pace", text)).sources.get(FileId(0)).text().to_string();
        assert_eq!(text("a=1\nplan{2 calls/day}\n"), text("a  = 1\nplan { 2 calls/day }\n"));
    }
}
