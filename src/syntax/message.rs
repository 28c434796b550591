//! What to say when a piece does not follow the grammar.
//!
//! pest gives the furthest place it came to and the rules it tried there; [`expected`] turns those into
//! words, and `hints` looks for the mistakes people make most, to offer a fix that can be pasted.

use pest::error::{Error, ErrorVariant, InputLocation};

use super::grammar::Rule;
use super::hints::lines::{self, LineHint, UnknownLine};
use super::hints::{self, Hint, Trial};
use super::quote::{is_operator, last_token, token_at};
use super::{informal, keywords, names};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix, nearest};
use crate::source::{FileId, Span};

/// Explains why a stretch of `text` does not follow `rule`.
pub(super) fn explain(
    rule: Rule,
    error: &Error<Rule>,
    text: &str,
    (start, end): (usize, usize),
    (file, trial): (FileId, Trial),
) -> Diagnostic {
    let piece = text.get(start..end).unwrap_or_default();
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at.min(piece.len()),
    };
    let ErrorVariant::ParsingError { positives, .. } = &error.variant else {
        // The only other error is pest's own limit of the depth of its calls, where it is compiled in.
        return super::nesting_too_deep(Span::new(file, start, end));
    };
    // First of all, since it cannot be seen: every other message about this line would seem to be wrong.
    if let Some(found) = strange_space(piece, start, file) {
        return found;
    }
    if let Some(found) = keyed_in_formula(piece, start, file, at) {
        return found;
    }
    let mut at = skip_space(piece, at);
    let misread = misread_word(piece, at, positives);
    at = misread.unwrap_or(at);
    let before = last_token(piece.get(..at).unwrap_or_default());
    let found = token_at(piece, at);
    let expected = if misread.is_some() { "a value".into() } else { expected(rule, positives, piece, at) };
    let message = sentence(&expected, before, found);
    // What people often mean is worth more than what the grammar expected; the latter is said where no hint fits.
    let Hint { message: better, help, fixes, finding, .. } =
        hints::find(rule, piece, at, Span::new(file, start, end), text, trial);
    if let Some(finding) = finding {
        return finding;
    }
    // An end of a line is hard to point at; what stands before it is not.
    let (span, label) = if found.is_empty() {
        let end = piece.get(..at).unwrap_or_default().trim_end().len();
        (Span::new(file, start + end - before.len(), start + end), format!("expected {expected} after this"))
    } else {
        (Span::new(file, start + at, start + at + found.len()), format!("expected {expected}"))
    };
    let diagnostic = Diagnostic::new(Code::Syntax, better.unwrap_or(message), span, label);
    let diagnostic = match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    };
    fixes.into_iter().fold(diagnostic, Diagnostic::offer)
}

/// `expected a value after `+`, and found `=``; an example goes to the end of its part.
fn sentence(expected: &str, before: &str, found: &str) -> String {
    let (expected, example) =
        expected.split_once(", such as").map_or((expected, None), |(a, b)| (a, Some(b)));
    let after = if before.is_empty() { String::new() } else { format!(" after `{before}`") };
    let example = example.map(|example| format!(", such as{example}")).unwrap_or_default();
    let found = if found.is_empty() { "the line ends here".into() } else { format!("found `{found}`") };
    let separator = if example.is_empty() { ", and" } else { ";" };
    format!("expected {expected}{after}{example}{separator} {found}")
}

/// A space that is no space of a plan, outside quotes and comments.
fn strange_space(piece: &str, start: usize, file: FileId) -> Option<Diagnostic> {
    if piece.is_ascii() {
        return None;
    }
    let (mut quoted, mut comment) = (false, false);
    let (at, space) = piece.char_indices().find(|(_, character)| {
        match character {
            '\n' => (quoted, comment) = (false, false),
            '"' if !comment => quoted = !quoted,
            '#' if !quoted => comment = true,
            _ => {}
        }
        !quoted && !comment && character.is_whitespace() && !character.is_ascii()
    })?;
    let what = match space {
        '\u{A0}' | '\u{202F}' | '\u{2007}' => "a non-breaking space",
        _ => "a space of another kind",
    };
    let before = last_token(piece.get(..at)?);
    let span = Span::new(file, start + at - before.len(), start + at + space.len_utf8());
    let message = format!("{what} (U+{:04X}) stands here, as word processors put it", u32::from(space));
    Some(Diagnostic::new(Code::Syntax, message, span, "the space after this").fix(
        "type an ordinary space there",
        Span { start: span.end - space.len_utf8() as u32, ..span },
        " ",
    ))
}

/// The next place that is neither white space nor comment.
fn skip_space(piece: &str, mut at: usize) -> usize {
    loop {
        let rest = piece.get(at..).unwrap_or_default();
        let text = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        at += rest.len() - text.len();
        if !text.starts_with('#') {
            return at;
        }
        at += text.find('\n').unwrap_or(text.len());
    }
}

/// `x = 5 + from 2026-06`: the grammar reads `from` as a name and stumbles over what follows. Then the
/// word is the mistake.
fn misread_word(piece: &str, at: usize, positives: &[Rule]) -> Option<usize> {
    // Only where an operator was expected has a value been read, which then was the word.
    if !positives.contains(&Rule::infix) {
        return None;
    }
    let before = piece.get(..at)?.trim_end();
    let word = last_token(before);
    let start = before.len() - word.len();
    let earlier = last_token(before.get(..start)?.trim_end());
    let is_word = names::TAKEN.contains(&word) && !matches!(word, "base");
    (is_word && (earlier.is_empty() || earlier.ends_with(is_operator))).then_some(start)
}

/// What could have stood at a place, in words.
fn expected(rule: Rule, positives: &[Rule], piece: &str, at: usize) -> String {
    let any = |rules: &[Rule]| positives.iter().any(|tried| rules.contains(tried));
    let before = piece.get(..at).unwrap_or_default();
    if rule == Rule::action && before.trim().is_empty() {
        return "a number, a noun and a period, such as `2 calls/day`".into();
    }
    if any(&[Rule::counted, Rule::noun]) && rule == Rule::action {
        return "a noun and a period, such as `calls/day`".into();
    }
    if any(&[
        Rule::expression,
        Rule::clause,
        Rule::row_clause,
        Rule::action_clause,
        Rule::literal,
        Rule::unknown,
        Rule::group,
        Rule::prefix,
        Rule::target,
        Rule::count,
    ]) {
        return "a value".into();
    }
    // After a value nearly everything may follow; the nearest open bracket says which few are likely.
    if any(&[Rule::infix]) {
        return match open_bracket(before) {
            Some('(') => "an operator, `,` or `)`".into(),
            Some(_) => "an operator, `,` or `]`".into(),
            None if rule == Rule::action => "an operator, a clause or the end of the line".into(),
            None => "an operator or the end of the statement".into(),
        };
    }
    let word = positives.iter().find_map(|tried| words_for(*tried)).or_else(|| words_for(rule));
    word.unwrap_or("something else").into()
}

/// The words for a rule that is not a value.
fn words_for(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::time | Rule::span => "a month, such as `2026-06`",
        Rule::name => "a name",
        Rule::noun => "a word",
        Rule::string | Rule::text_line => "a text in quotes",
        Rule::label => "a colon",
        Rule::comparison | Rule::goal => "`>=` or `<=`",
        Rule::weekday | Rule::weekday_run | Rule::workdays | Rule::listed => {
            "weekdays or a number of days, such as `mon..fri` or `20/month`"
        }
        Rule::period | Rule::per => "a period, such as `month`",
        Rule::annotation | Rule::annotation_part => "a unit, such as `$/month`",
        Rule::definition | Rule::row | Rule::flow_line => "`=`",
        Rule::list | Rule::over => "a list in brackets, such as `[50%, 50%]`",
        Rule::rising => "`rising to VALUE by MONTH`",
        Rule::once => "`once in MONTH`",
        Rule::every | Rule::steps => "`every year`",
        Rule::ending => "`until`",
        Rule::each_month => "`each month`",
        Rule::halving => "`halving every DURATION`",
        Rule::opening_item | Rule::amount => "a number and a name, such as `12 leads`",
        Rule::extends => "the name of another scenario",
        Rule::except => "days, such as `2026-07-03`",
        Rule::EOI => "the end of the statement",
        _ => return None,
    })
}

/// The innermost bracket that is open at the end of a text.
fn open_bracket(before: &str) -> Option<char> {
    let mut open = Vec::new();
    let mut quoted = false;
    for character in before.chars() {
        match character {
            '"' => quoted = !quoted,
            '(' | '[' if !quoted => open.push(character),
            ')' | ']' if !quoted => {
                open.pop();
            }
            _ => {}
        }
    }
    open.pop()
}

/// A line that starts like nothing that may stand there.
#[derive(Clone, Copy)]
pub(super) struct MisplacedLine<'t> {
    /// The statement, of which only the first line is looked at for what it may mean.
    pub(super) text: &'t str,
    /// Where it starts and ends in the file.
    pub(super) range: (usize, usize),
    pub(super) file: FileId,
    /// The whole file.
    pub(super) whole: &'t str,
    /// What the line stands in: `a plan`, `a stock`.
    pub(super) place: &'t str,
}

/// Explains a line that starts like nothing that may stand in its place, where `known` words may, as in the examples.
pub(super) fn unknown_line(
    unknown: MisplacedLine<'_>,
    known: &[&str],
    examples: &str,
    trial: Option<Trial>,
) -> Diagnostic {
    let MisplacedLine { text, range: (start, end), file, place, .. } = unknown;
    let word = names::leading_name(text);
    let quoted = if word.is_empty() { token_at(text, 0) } else { word };
    let span = Span::new(file, start, (start + quoted.len()).min(end));
    if names::LATER.contains(&word)
        && let Some(diagnostic) = names::refuse_new_name(word, span)
    {
        return diagnostic;
    }
    let rest = text.get(quoted.len()..).unwrap_or_default();
    let found = Diagnostic::new(
        Code::Syntax,
        format!("no line of {place} starts with `{quoted}`"),
        span,
        "not understood",
    );
    if text.starts_with("//") || text.starts_with("--") || text.starts_with("/*") {
        let sign = Span::new(file, start, start + 2);
        return match text.starts_with("/*") {
            true => found.help("a remark starts with `#`"),
            false => found.fix("a remark starts with `#`", sign, "#"),
        };
    }
    if let Some(found) = strange_space(text, start, file) {
        return found;
    }
    if matches!(place, "a plan" | "a scenario")
        && let Some(hint) = line_habit(unknown, trial)
    {
        return hint.onto(found);
    }
    let action =
        text.lines().next().and_then(informal::action).filter(|_| matches!(place, "a plan" | "a scenario"));
    let action = action.filter(|action| names::starts_amount(action));
    if let Some(action) = action {
        let line = Span::new(file, start, start + text.lines().next().map_or(0, str::len));
        let written = format!("plan {action}");
        let help = format!("what is done has the word `plan` before it: write `{written}`");
        return found.fix(help, line, written);
    }
    if matches!(place, "a plan" | "a scenario")
        && let Some((help, fix)) = line_of_block(word, text, Span::new(file, start, end))
    {
        let found = found.help(help);
        // In the plan itself the block may be there already, and a second one would be another pipeline.
        return match fix.filter(|_| place == "a scenario" || word == "capacity") {
            Some(fix) => found.offer(fix),
            None => found,
        };
    }
    if names::is_exchange(text) {
        let message = format!("what a currency costs is a line of the plan, and cannot stand in {place}");
        return Diagnostic::new(Code::Syntax, message, span, "in the block")
            .help("write it on a line outside of the block");
    }
    if let Some(name) = informal::spaced_name(text) {
        let value = text.get(name.len()..).unwrap_or_default();
        let value = value.lines().next().unwrap_or_default();
        let span = Span::new(file, start, (start + name.len()).min(end));
        return Diagnostic::new(
            Code::Syntax,
            format!("a name has no spaces: `{name}` is several words"),
            span,
            "one name",
        )
        .fix(format!("write `{}{value}`", informal::joined(name)), span, informal::joined(name));
    }
    if let Some(near) = line_word(word, known).or_else(|| nearest(word, known.iter().copied())) {
        let fixed = format!("{near}{rest}");
        let help = match fixed.contains('\n') || fixed.len() > 80 {
            true => format!("did you mean `{near}`?"),
            false => format!("did you mean `{fixed}`?"),
        };
        return found.fix(help, span, near);
    }
    let many_words = text.split_whitespace().filter(|word| word.starts_with(char::is_alphabetic)).count() > 2;
    if many_words {
        return found.fix_with("for a remark, put `#` before it", vec![Edit::before(span, "# ")]);
    }
    let value = rest.trim();
    // The blocks of a pipeline and of a stock have lines of their own, and no definitions.
    let defines = !matches!(place, "a stock" | "a pipeline");
    if !word.is_empty()
        && defines
        && value.starts_with(|first: char| first.is_ascii_digit() || first == '$')
        && !value.contains('\n')
    {
        let space = rest.len() - rest.trim_start().len();
        let between = Span::new(file, start + word.len(), start + word.len() + space);
        return found.fix(format!("to define it, write `{word} = {value}`"), between, " = ");
    }
    found.help(format!("lines look like {examples}"))
}

/// What a line of a plan or a scenario is meant to be, where that is known and reads.
fn line_habit(unknown: MisplacedLine<'_>, trial: Option<Trial>) -> Option<LineHint> {
    let MisplacedLine { text, range: (start, _), file, whole, place } = unknown;
    let trial = trial?;
    let line = text.lines().next().unwrap_or_default().trim_end();
    // A remark at its end stays.
    let line = line.split(" #").next().unwrap_or_default().trim_end();
    let span = Span::new(file, start, start + line.len());
    let mut hint = lines::find(UnknownLine { line, span, text: whole, in_scenario: place == "a scenario" })?;
    let had = hint.fixes.len();
    hint.fixes.retain(|fix| {
        fix.edits.iter().all(|edit| {
            let reads = |rule| trial(rule, &edit.text);
            edit.span != span || reads(Rule::definition) || reads(Rule::exchange)
        })
    });
    (had == 0 || !hint.fixes.is_empty()).then_some(hint)
}

/// What to write for a line that belongs into a block and stands outside one: `worth $600`, `capacity 5 hours/day`.
fn line_of_block(word: &str, text: &str, line: Span) -> Option<(String, Option<Fix>)> {
    let value = text.get(word.len()..)?;
    let is_value = value.starts_with([' ', '\t']) && !value.trim_start().starts_with(['=', ':']);
    if !is_value || text.contains('\n') {
        return None;
    }
    let text = text.trim_end();
    let (written, edits) = match word {
        "capacity" => (format!("plan {text}"), vec![Edit::before(line, "plan ")]),
        // A stock opens with an amount, a pipeline with deals of a stage.
        "opening" if !value.contains(|letter: char| letter.is_alphabetic()) => {
            return Some((format!("write it into the block of its stock: `stock NAME {{ {text} }}`"), None));
        }
        "worth" | "aligned" | "opening" => {
            let line = Span { end: line.start + text.len() as u32, ..line };
            (
                format!("pipeline {{ {text} }}"),
                vec![Edit::before(line, "pipeline { "), Edit::after(line, " }")],
            )
        }
        _ => return None,
    };
    let help = format!("write `{written}`");
    Some((help.clone(), Some(Fix { title: help, edits })))
}

/// The word of a line that people mean by another: `opens` for `opening`, `adds` for `gains`.
fn line_word<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let meant = match word.to_lowercase().as_str() {
        "open" | "opens" | "opened" | "start" | "starts" | "begin" | "begins" | "initial" | "balance" => {
            "opening"
        }
        "gain" | "gained" | "add" | "adds" | "plus" | "inflow" | "receives" => "gains",
        "lose" | "lost" | "loss" | "minus" | "outflow" | "spends" | "pays" | "removes" => "loses",
        "price" | "value" | "deal" | "deal_size" | "acv" => "worth",
        _ => return None,
    };
    known.iter().copied().find(|word| *word == meant)
}

/// Words between the head of a block and its brace.
pub(super) fn unexpected_in_head(word: &str, head: &str, rest: &str, line: Span, span: Span) -> Diagnostic {
    let found = Diagnostic::new(
        Code::Syntax,
        format!("expected `{{` after the head of this {word}"),
        span,
        "does not belong here",
    );
    let text = rest.trim_start();
    let more = names::leading_name(text);
    if let Some(name) = head.strip_prefix(word).map(str::trim).filter(|name| !name.is_empty())
        && !more.is_empty()
        && more != "extends"
        && !name.contains('"')
    {
        let label = text.get(more.len()..).unwrap_or_default();
        let (between, label) =
            label.split_at_checked(label.find('"').unwrap_or(label.len())).unwrap_or((label, ""));
        let name = informal::joined(&format!("{name} {more} {between}"));
        let fixed = format!("{word} {name} {label}");
        return Diagnostic::new(Code::Syntax, "a name has no spaces", span, "a second word").fix(
            format!("write `{} {{`", fixed.trim_end()),
            line,
            fixed.trim_end(),
        );
    }
    // A stock has no title.
    let title = text.strip_prefix('"').and_then(|rest| rest.split_once('"')).filter(|_| word == "stock");
    if let Some((title, after)) = title.filter(|(title, after)| after.trim().is_empty() && !title.is_empty())
    {
        let above = Edit::before(line, format!("## {title}\n"));
        let away = Span { end: span.end - after.len() as u32, ..span };
        return found.fix_with(
            format!("what a stock is stands on a line above it: `## {title}`"),
            vec![above, Edit::replace(away, "")],
        );
    }
    match text.strip_prefix("extends") {
        Some(_) => found.help("`extends` stands after the label: `scenario NAME \"label\" extends PARENT {`"),
        None => found.help("take it away, or put it into the braces"),
    }
}

/// A head without a block.
pub(super) fn missing_block(word: &str, span: Span) -> Diagnostic {
    Diagnostic::new(Code::Syntax, format!("this {word} is empty"), span, "expected `{` after this")
        .help(format!("write `{word} … {{`, its lines, and `}}`"))
}

/// `y = if x > 1 {1} else {0}` with the function `if`, and how long it is; none of any other text.
pub(super) fn choice_in_braces(text: &str) -> Option<(usize, String)> {
    let (head, rest) = text.split_once('{')?;
    let (name, condition) = head.split_once('=')?;
    let condition = condition.trim().strip_prefix("if")?;
    let (chosen, rest) = rest.split_once('}')?;
    let (between, rest) = rest.split_once('{')?;
    let (other, rest) = rest.split_once('}')?;
    let simple = |part: &str| !part.trim().is_empty() && !part.contains(['{', ';', '#', '\n']);
    let fits = condition.starts_with([' ', '(']) && between.trim() == "else" && !name.contains('\n');
    let mut condition = condition.trim();
    if let Some(inner) = condition.strip_prefix('(').and_then(|inner| inner.strip_suffix(')'))
        && !inner.contains(['(', ')'])
    {
        condition = inner;
    }
    let written = format!("{name}= if({condition}, {}, {})", chosen.trim(), other.trim());
    (fits && [condition, chosen.trim(), other.trim()].into_iter().all(simple))
        .then(|| (text.len() - rest.len(), written))
}

/// A block after something that has none; `whole` is the statement with its block.
pub(super) fn needless_block(text: &str, whole: &str, span: Span) -> Diagnostic {
    let blocks = keywords::block_words();
    let message = match blocks.split_last() {
        Some((last, others)) if !text.is_empty() => {
            let others: Vec<String> = others.iter().map(|word| format!("`{word}`")).collect();
            format!("only {} and `{last}` are followed by a block", others.join(", "))
        }
        _ => "a block needs a head, such as `plan`, before its brace".to_string(),
    };
    let found = Diagnostic::new(Code::Syntax, message, span, "followed by `{`");
    let word = text.split(|character: char| !names::is_part(character)).next().unwrap_or_default();
    // `inbound pipeline {`: the name stands behind the word.
    let turned = text.trim().rsplit_once(' ').filter(|(name, block)| {
        blocks.contains(block) && names::leading_name(name) == *name && !blocks.contains(name)
    });
    if let Some((name, block)) = turned.filter(|(_, block)| *block != "plan") {
        let end = span.start + text.trim_end().len() as u32;
        let written = format!("{block} {name}");
        return found.fix(format!("write `{written} {{`"), Span { end, ..span }, written);
    }
    let meant = informal::block(word).or_else(|| nearest(word, blocks));
    match meant {
        // A stock and a scenario have a name of their own.
        Some(near) if near != word && (matches!(near, "plan" | "pipeline") || text.trim() != word) => {
            let end = span.start + word.len() as u32;
            let written = format!("{near}{}", whole.get(word.len()..).unwrap_or_default());
            let short = !written.contains('\n') && written.chars().count() <= 80;
            let help = if short { format!("write `{written}`") } else { format!("did you mean `{near}`?") };
            found.fix(help, Span { end, ..span }, near)
        }
        Some(near) if near != word => found.help(format!("write `{near} NAME {{ … }}`")),
        _ if word.eq_ignore_ascii_case("calendar") => found.help(
            "working days and days off stand on one line: `workdays mon..fri except 2026-12-25, 2026-12-28`",
        ),
        _ => found.help("take the braces away"),
    }
}

/// The finding for `2 * [west: 1, else: 2]`: a list by member is a whole clause, and no operand.
fn keyed_in_formula(piece: &str, start: usize, file: FileId, at: usize) -> Option<Diagnostic> {
    let open = at + piece.get(at..)?.find(|next: char| next != ' ')?;
    let open =
        if piece.get(open..)?.starts_with('[') { open } else { piece.get(..open)?.trim_end().rfind('[')? };
    let inside = piece.get(open + 1..)?.trim_start();
    let name = names::leading_name(inside);
    let is_keyed = !name.is_empty() && inside.get(name.len()..)?.trim_start().starts_with(':');
    let length = piece.get(open..)?.find(']').map_or(1, |end| end + 1);
    let before = piece.get(..open)?.trim_end();
    // Where a clause begins the list may stand, and something else is wrong.
    let clause =
        before.is_empty() || before.ends_with(['=', ',', '$', '€', '£', '¥', '(']) && !before.ends_with("==");
    if !is_keyed || clause {
        return None;
    }
    let list = piece.get(open..open + length)?;
    let span = Span::new(file, start + open, start + open + length);
    let message = "a list by member is a whole value, and no part of a formula";
    let found = Diagnostic::new(Code::Syntax, message, span, "a list by member");
    Some(found.help(format!(
        "give the list a name on a line of its own, `factor = {list}`, and write the name here"
    )))
}
