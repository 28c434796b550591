//! Statements from the command line, laid over a plan as one more scenario.

use crate::source::Source;
use crate::syntax;

use super::Loaded;

/// The name that messages show for statements that come from no file.
const SHOWN: &str = "--set";

/// Adds a scenario that extends `parent` (`base` for the plan itself) and says `statements`; gives its name.
///
/// Whatever a scenario may say can be said here; an action needs no `plan` before it: `4 calls/day`.
/// The plan's own texts stay as they are. Mistakes are among the loaded plan's diagnostics.
pub fn what_if(loaded: &mut Loaded, parent: &str, statements: &[String]) -> String {
    let mut name = "what_if".to_string();
    while loaded.sources.iter().any(|(_, source)| source.text().contains(&name)) {
        name.push('_');
    }
    let label = statements.join("; ").replace(['"', '\\', '\n', '\r'], "'");
    let mut text = match parent {
        "base" => format!("scenario {name} \"{label}\" {{\n"),
        parent => format!("scenario {name} \"{label}\" extends {parent} {{\n"),
    };
    for statement in statements {
        let statement = statement.trim();
        let action =
            statement.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '.' | '('));
        if action {
            text.push_str("plan ");
        }
        text.push_str(statement);
        text.push('\n');
    }
    text.push_str("}\n");
    let file = loaded.sources.add(Source::new(SHOWN, text.as_str()));
    let (tree, diagnostics) = syntax::parse(file, &text);
    loaded.diagnostics.extend(diagnostics);
    let place = loaded.trees.len();
    loaded.order.extend((0..tree.statements.len()).map(|statement| (place, statement)));
    loaded.trees.push(tree);
    name
}
