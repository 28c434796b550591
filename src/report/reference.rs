//! Pages of reference: the functions, the errors, the limits; from the records that pace itself uses.

use super::{Block, Report, grouped};
use crate::diagnostic::{Code, Dialect, Prose, Severity};
use crate::library::{Function, FunctionGroup, functions as records};
use crate::limits::LIMITS;

/// Names with a sentence each, below a heading and some running text; each of the three may be missing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Glossary {
    /// What they are; none where they speak for themselves.
    pub heading: Option<String>,
    /// What there is to say of all of them.
    pub prose: Vec<Prose>,
    /// The names with their sentences.
    pub entries: Vec<(String, String)>,
}

impl Glossary {
    /// Names with their sentences.
    pub fn of<N: Into<String>, S: Into<String>>(entries: impl IntoIterator<Item = (N, S)>) -> Glossary {
        let entries = entries.into_iter().map(|(name, sentence)| (name.into(), sentence.into()));
        Glossary { entries: entries.collect(), ..Glossary::default() }
    }

    /// A heading alone, for what follows.
    pub fn heading(heading: impl Into<String>) -> Glossary {
        Glossary { heading: Some(heading.into()), ..Glossary::default() }
    }

    /// Running text below a heading.
    pub fn text<P: Into<Prose>>(heading: impl Into<String>, prose: impl IntoIterator<Item = P>) -> Glossary {
        let prose = prose.into_iter().map(Into::into).collect();
        Glossary { heading: Some(heading.into()), prose, entries: Vec::new() }
    }

    /// The same names with a heading above them.
    #[must_use]
    pub fn headed(self, heading: impl Into<String>) -> Glossary {
        Glossary { heading: Some(heading.into()), ..self }
    }
}

/// A document without title and facts.
fn page(blocks: Vec<Block>) -> Report {
    Report { blocks, ..Report::default() }
}

/// All functions of the language in their groups, a line each.
pub fn functions() -> Report {
    let mut groups: Vec<FunctionGroup> = Vec::new();
    for function in records() {
        if !groups.contains(&function.group) {
            groups.push(function.group);
        }
    }
    let group = |group: &FunctionGroup| {
        let functions = records().filter(|function| function.group == *group);
        let entries = functions.map(|function| (function.signature, function.summary));
        Block::Glossary(Glossary::of(entries).headed(group.heading()))
    };
    page(groups.iter().map(group).collect())
}

/// One function with its examples.
pub fn function(function: &Function) -> Report {
    // A summary that starts with a small letter starts with an argument, which keeps its name.
    let mut blocks = vec![Block::Glossary(Glossary::text(function.signature, [function.summary]))];
    if !function.examples.is_empty() {
        let examples =
            function.examples.iter().map(|example| (example.code, format!("gives {}", example.gives)));
        blocks.push(Block::Glossary(Glossary::of(examples).headed("Examples")));
    }
    page(blocks)
}

/// All errors and warnings.
pub fn codes() -> Report {
    let list = |severity: Severity, heading: &str| {
        let codes = Code::ALL.iter().filter(|code| code.severity() == severity);
        // The list belongs to the shell: a session explains one code at a time.
        let entries = codes.map(|code| (code.name(), code.page().what.say(Dialect::Shell)));
        Block::Glossary(Glossary::of(entries).headed(heading))
    };
    page(vec![list(Severity::Error, "Errors"), list(Severity::Warning, "Warnings")])
}

/// What one code of an error or a warning means, with a plan that has it and the same plan mended.
pub fn code(code: Code) -> Report {
    let found = code.page();
    let kind = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let code_of = |heading: &str, code: &str| {
        [Block::Glossary(Glossary::heading(heading)), Block::Code(code.to_string())]
    };
    let head = Glossary::text(format!("{kind}[{}]", found.name), [found.what, found.why]);
    let mut blocks = vec![Block::Glossary(head)];
    blocks.extend(code_of("Example", found.example));
    blocks.extend(code_of("Mended", found.fixed));
    page(blocks)
}

/// How large plans, files and numbers may be.
pub fn limits() -> Report {
    let entries = LIMITS.iter().map(|limit| {
        (limit.name, format!("{} {}: {}", grouped(&limit.value.to_string()), limit.unit, limit.why))
    });
    page(vec![Block::Glossary(Glossary::of(entries))])
}
