//! Texts that come from no file, put to a plan that has been loaded.

use std::sync::Arc;

use super::{Loaded, Loading, World};
use crate::source::{FileId, Source};
use crate::syntax;
use crate::syntax::tree::Tree;

/// Lays a text over a plan: its scenarios are only tried, and judged by all that judges what they change.
pub fn overlay(loaded: &mut Loaded, source: Source) {
    let (file, place) = add(loaded, source);
    try_statements(loaded, file, place);
}

/// The same for a text that has been parsed as the next file of the plan, without mistakes.
pub fn overlay_parsed(loaded: &mut Loaded, source: Source, tree: Arc<Tree>) {
    let file = loaded.sources.add(source);
    loaded.trees.push(tree);
    try_statements(loaded, file, loaded.trees.len() - 1);
}

/// Adds the statements of the tree at `place` as something that is only tried.
fn try_statements(loaded: &mut Loaded, file: FileId, place: usize) {
    loaded.first_overlay.get_or_insert(file);
    loaded.order.extend((0..loaded.trees[place].statements.len()).map(|statement| (place, statement)));
}

/// Adds a text as if it stood at the end of the plan's main file, whose path in the world is `main`. What the
/// text brings in with `use` is read.
pub fn append(world: &dyn World, main: &str, loaded: &mut Loaded, source: Source) {
    let mut whole = std::mem::take(loaded);
    let (file, _) = add(&mut whole, source);
    let open = vec![(main.to_string(), world.identity(main))];
    let mut loading = Loading { world, loaded: whole, open, full: false, named: Vec::new() };
    loading.follow(file, main);
    loading.tables();
    *loaded = loading.loaded;
}

fn add(loaded: &mut Loaded, source: Source) -> (FileId, usize) {
    let text = source.text().to_string();
    let file = loaded.sources.add(source);
    let (tree, diagnostics) = syntax::parse(file, &text);
    loaded.diagnostics.extend(diagnostics);
    loaded.trees.push(Arc::new(tree));
    (file, loaded.trees.len() - 1)
}
