//! The slips people make most, each with a fix that can be pasted.
//!
//! Each looks at what stands before and after the place where the grammar stopped.

mod beside;
mod calendar;
mod clauses;
mod dates;
mod goals;
mod guard;
pub(super) mod lines;
mod money;
pub(super) mod pasted;
mod spoken;
mod terms;
mod tiers;

pub(super) use beside::{is_row, misspelled as misspelled_unit};
pub(super) use spoken::{hyphen, two_signs};
pub(super) use tiers::{tier, tiers_said};

use super::grammar::Rule;
use super::quote::{last_token, token_at};
use super::{informal, literal, names, spoken_amount};
use crate::diagnostic::{Diagnostic, Edit, Fix, Prose};
use crate::source::Span;
use crate::value::Currency;

/// A better message and a fix, where the slip is a known one.
#[derive(Default)]
pub(super) struct Hint {
    /// What to say is wrong; none where what the grammar expected says it well enough.
    pub(super) message: Option<String>,
    /// What to write, in a sentence.
    pub(super) help: Option<Prose>,
    /// The ways to mend it.
    pub(super) fixes: Vec<Fix>,
    /// All there is to say, where the slip has a code or a place of its own.
    pub(super) finding: Option<Diagnostic>,
    /// What to say where no fix comes to a piece that reads; none where another slip is to be looked for.
    otherwise: Option<String>,
}

impl Hint {
    fn help(help: impl Into<Prose>) -> Option<Hint> {
        Some(Hint { help: Some(help.into()), ..Hint::default() })
    }

    fn new(message: impl Into<String>, help: impl Into<String>) -> Option<Hint> {
        Some(Hint { message: Some(message.into()), help: Some(help.into().into()), ..Hint::default() })
    }

    /// A sentence and the edit that does what it says.
    fn fix(help: impl Into<String>, edit: Edit) -> Option<Hint> {
        let help = help.into();
        Some(Hint { fixes: vec![Fix::new(help.as_str(), edit)], help: Some(help.into()), ..Hint::default() })
    }

    /// An edit that writes what the sentence quotes.
    fn write(edit: Edit) -> Option<Hint> {
        Hint::fix(format!("write `{}`", edit.text), edit)
    }

    /// The same with a better message.
    fn rewrite(message: impl Into<String>, edit: Edit) -> Option<Hint> {
        Hint::mend(message, format!("write `{}`", edit.text), edit)
    }

    /// A sentence with a better message, and the edit that does what it says.
    fn mend(message: impl Into<String>, help: impl Into<String>, edit: Edit) -> Option<Hint> {
        Hint::fix(help, edit).map(|hint| Hint { message: Some(message.into()), ..hint })
    }

    /// The same with what to say where no fix comes to a piece that reads.
    fn or_say(self, help: impl Into<String>) -> Hint {
        Hint { otherwise: Some(help.into()), ..self }
    }

    /// The same with several ways to mend it.
    fn offer(self, fixes: Vec<Fix>) -> Hint {
        Hint { fixes, ..self }
    }
}

/// What stands around the place where the grammar stopped.
struct Around<'p> {
    rule: Rule,
    piece: &'p str,
    /// Up to the place, without the white space at its end.
    before: &'p str,
    /// From the place on.
    rest: &'p str,
    /// The word or sign before the place.
    last: &'p str,
    /// The word or sign at the place.
    next: &'p str,
    /// Where the piece stands in the file.
    whole: Span,
    /// The whole file.
    text: &'p str,
}

impl<'p> Around<'p> {
    fn new(rule: Rule, piece: &'p str, at: usize, whole: Span, text: &'p str) -> Around<'p> {
        let before = piece.get(..at).unwrap_or_default().trim_end();
        let rest = piece.get(at..).unwrap_or_default();
        let (last, next) = (last_token(before), token_at(piece, at));
        Around { rule, piece, before, rest, last, next, whole, text }
    }

    /// The piece after a fix.
    fn mended(&self, fix: &Fix) -> Option<String> {
        let offset = self.whole.start;
        let local = |edit: &Edit| {
            let (start, end) = (edit.span.start.checked_sub(offset)?, edit.span.end.checked_sub(offset)?);
            Some(Edit { span: Span { start, end, ..edit.span }, text: edit.text.clone() })
        };
        let edits = fix.edits.iter().map(local).collect::<Option<Vec<_>>>()?;
        Fix { title: String::new(), edits }.apply(self.whole.file, self.piece)
    }

    /// Where the grammar stopped, in bytes of the piece.
    fn at(&self) -> usize {
        self.piece.len() - self.rest.len()
    }

    /// Where the rest of the piece begins that `tail` is the end of.
    fn start_of(&self, tail: &str) -> usize {
        self.piece.len() - tail.len()
    }

    /// Where the word or sign before the place begins.
    fn start_of_last(&self) -> usize {
        self.before.len() - self.last.len()
    }

    /// An edit of the bytes `start..end` of the piece.
    fn edit(&self, start: usize, end: usize, text: impl Into<String>) -> Edit {
        let offset = self.whole.start as usize;
        Edit::replace(Span::new(self.whole.file, offset + start, offset + end), text)
    }

    /// An edit of the whole line.
    fn whole_line(&self, text: impl Into<String>) -> Edit {
        self.edit(0, self.line().len(), text)
    }

    /// The whole line, where [`first_line`] is cut to what can be quoted.
    fn line(&self) -> &'p str {
        uncut_line(self.piece)
    }

    /// A word in the place of what stands at `start..end`, with spaces around it where there are none.
    fn spaced(&self, start: usize, end: usize, word: &str) -> Edit {
        let space = |touches: bool| if touches { " " } else { "" };
        let ends = |text: &str| text.ends_with(|last: char| !last.is_whitespace() && last != '(');
        let before = ends(self.piece.get(..start).unwrap_or_default());
        let after = self.piece.get(end..).is_some_and(|rest| rest.starts_with(|next: char| next != ' '));
        self.edit(start, end, format!("{}{word}{}", space(before), space(after)))
    }
}

/// Whether a text reads without a mistake, in the place of a piece that did not follow the rule.
pub(super) type Trial = fn(Rule, &str) -> bool;

/// A piece that is longer is not tried: its fixes are offered as they are.
const TRIED: usize = 4_000;

/// How many slips of one line are mended together.
const TOGETHER: usize = 4;

// The special before the general: the first that fits is taken, and `product` fits almost anything.
const HINTS: [fn(&Around<'_>) -> Option<Hint>; 50] = [
    terms::payment_terms,
    tiers::tiers,
    money::rate,
    money::looked_up,
    lines::heading_with_sign,
    lines::counted_by_name,
    beside::comma_between_lines,
    guard::judged,
    pasted::tabs,
    spoken::remark_sign,
    money::sign,
    money::word,
    beside::value_after_colon,
    calendar::line,
    beside::run_of_weekdays,
    dates::pro_rata,
    dates::months_line,
    dates::fiscal_line,
    dates::month_of_clause,
    beside::day_without_year,
    dates::month_in_brackets,
    dates::month_as_value,
    spoken::deviation,
    spoken::period,
    clauses::calendar,
    clauses::span_of_clause,
    spoken::range,
    typeset,
    spreadsheet,
    comma_after_point,
    clauses::decimal_comma,
    clauses::stage_outside,
    clauses::share_of_stage,
    clauses::list_of_names,
    beside::list_without_commas,
    equals,
    spoken::operator,
    foreign_operator,
    spoken::ternary,
    spoken::month_by_distance,
    unit_of_unknown,
    percent,
    currency,
    action,
    words_in_place,
    label,
    goals::words,
    beside::set_without_sign,
    habit,
    beside::last_resort,
];

/// The known slip at a place; an empty one where there is none. A fix is offered where the piece reads after it.
pub(super) fn find(rule: Rule, piece: &str, at: usize, whole: Span, text: &str, trial: Trial) -> Hint {
    let around = Around::new(rule, piece, at, whole, text);
    HINTS.iter().filter_map(|hint| tried(hint(&around)?, &around, trial)).next().unwrap_or_default()
}

/// A hint with those of its fixes after which the piece reads; none where no fix does and nothing else is said.
fn tried(hint: Hint, around: &Around<'_>, trial: Trial) -> Option<Hint> {
    if hint.fixes.is_empty() || around.piece.len() > TRIED {
        return Some(hint);
    }
    let Hint { message, mut help, fixes, finding, otherwise } = hint;
    let mut kept = Vec::new();
    for fix in fixes {
        let Some(mended) = around.mended(&fix) else { continue };
        if trial(around.rule, &mended) {
            kept.push(fix);
        } else if let Some(mended) = mended_further(around, mended, trial) {
            let written = uncut_line(&mended);
            let title = format!("write `{written}`");
            if written.chars().count() <= 80 && !mended.contains('\n') {
                help = Some(title.as_str().into());
            }
            kept.push(Fix::new(title, around.edit(0, around.piece.len(), mended)));
        }
    }
    match (kept.is_empty(), otherwise) {
        (false, otherwise) => Some(Hint { message, help, fixes: kept, finding, otherwise }),
        // What the help says does not read either.
        (true, Some(help)) => Some(Hint { message, help: Some(help.into()), ..Hint::default() }),
        (true, None) => None,
    }
}

/// A line with several slips, the first of which is mended, with the others mended too; none where that does not
/// come to a line that reads.
fn mended_further(around: &Around<'_>, first: String, trial: Trial) -> Option<String> {
    let mut text = first;
    for _ in 1..TOGETHER {
        let at = super::parser::stops_at(around.rule, &text)?;
        let again = Around::new(around.rule, &text, at, around.whole, around.text);
        let hint = HINTS.iter().find_map(|hint| hint(&again).filter(|hint| !hint.fixes.is_empty()))?;
        text = again.mended(hint.fixes.first()?)?;
        if trial(around.rule, &text) {
            return Some(text);
        }
    }
    None
}

/// `won = 20% of leads in ? days`, `cycle = ? days`, `rate = ?%`, `deal_size = $?`.
fn unit_of_unknown(around: &Around<'_>) -> Option<Hint> {
    let Around { rule, before, rest, .. } = around;
    let sign = before.chars().next_back().filter(|sign| matches!(sign, '$' | '€' | '£' | '¥'));
    if let Some(sign) = sign.filter(|_| rest.starts_with('?')) {
        let before = before.trim_end_matches(sign).trim_end();
        let message = format!("`?` stands alone: `{sign}` cannot stand before it");
        let name = before.strip_suffix('=').filter(|_| *rule == Rule::definition);
        let name = name.and_then(|name| name.split(':').next());
        return match name {
            Some(name) => {
                let name = name.trim();
                // `$?/month growing 5% every year`: the unit has its period, and the rest of the line stays.
                let rest = rest.get(1..).unwrap_or_default();
                let (per, tail) = match rest.strip_prefix("/month") {
                    Some(tail) if !tail.starts_with(names::is_part) => ("/month", tail.trim_end()),
                    _ => ("", rest.trim_end()),
                };
                let annotated = format!(": {sign}{per} = ?");
                let help = format!("write `{name}{annotated}{tail}`");
                let end = around.at() + 1 + per.len();
                Hint::mend(message, help, around.edit(name.len(), end, annotated))
            }
            None => {
                let sign = around.edit(before.len(), before.len() + sign.len_utf8(), "");
                Hint::mend(message, "write `?`: its place says what it is", sign)
            }
        };
    }
    let known = before.strip_suffix('?')?;
    let unit = if rest.starts_with('%') { "%" } else { first_word(rest) };
    let annotation = match unit {
        "day" | "days" | "week" | "weeks" | "workday" | "workdays" => "days",
        "month" | "months" | "quarter" | "quarters" | "year" | "years" => "months",
        "hour" | "hours" | "minute" | "minutes" => "hours",
        "%" => "%",
        _ => return None,
    };
    let message = format!("`?` stands alone: `{unit}` cannot follow it");
    if let (Rule::definition, Some(name)) = (rule, known.trim_end().strip_suffix('=')) {
        let name = name.split(':').next().unwrap_or_default().trim();
        let annotated = format!(": {annotation} = ?");
        let help = format!("write `{name}{annotated}`");
        return Hint::mend(message, help, around.edit(name.len(), around.at() + unit.len(), annotated));
    }
    let word = last_token(known.trim_end());
    let after = rest.get(unit.len()..).unwrap_or_default().trim_start();
    let written = match first_word(after) {
        "of" => "? of".to_string(),
        _ if matches!(word, "in" | "every") => format!("{word} ?"),
        _ => "?".to_string(),
    };
    let unit = around.edit(before.len(), around.at() + unit.len(), "");
    Hint::mend(message, format!("write `{written}`: its place says what it is"), unit)
}

/// The letters that a text begins with.
fn first_word(text: &str) -> &str {
    let end = text.find(|character: char| !character.is_alphabetic()).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// `IF(x > 0, "ok", "broke")`, `SUM(A1:A3)`, `x: 3`.
fn spreadsheet(around: &Around<'_>) -> Option<Hint> {
    let Around { rule, piece, before, rest, last, .. } = around;
    let in_value = before.ends_with(['=', ',', '(', '[', '+', '-', '*', '/', '<', '>']);
    if rest.starts_with('"') && in_value && !matches!(rule, Rule::text_line | Rule::goal) {
        return Hint::new(
            "a text cannot be a value: rows hold numbers",
            "give a number for each case, such as `if(x > 0, 1, 0)`, or test it with `check x > 0`",
        );
    }
    if rest.starts_with(':') && before.contains('(') {
        if let Some(sum) = pasted::sum_of_rows(around) {
            return Some(sum);
        }
        return Hint::new(
            "there are no cells in a plan: rows have names",
            format!("write the name of a row: `{}(name)`", function_of(before)),
        );
    }
    let name = before.strip_suffix(':').map(str::trim_end)?;
    // `x: 3` gives no unit that there is, so it can only be meant as `x = 3`.
    let is_value = rest.starts_with(|first: char| first.is_ascii_digit() || first == '.')
        || rest.chars().nth(1).is_some_and(|second| second.is_ascii_digit()) && *last == ":";
    let statement = names::STATEMENTS.contains(&name);
    (*rule == Rule::definition && is_value && !statement && !piece.contains('=')).then(|| {
        let sign = around.edit(name.len(), before.len(), " =");
        Hint::fix(format!("write `{name} = {}`", first_line(rest)), sign)
    })?
}

/// The function whose parenthesis is open, as a plan calls it.
fn function_of(before: &str) -> String {
    let name = last_token(before.rsplit_once('(').map_or("", |(name, _)| name)).to_lowercase();
    match name.as_str() {
        "sum" | "" => "total".into(),
        "average" | "avg" => "mean".into(),
        _ => name,
    }
}

/// `8 000`, `10 percent`, `opening balance $50,000`, `reply rate`.
fn habit(around: &Around<'_>) -> Option<Hint> {
    let Around { rule, piece, before, rest, last, next, .. } = around;
    let operand = informal::trailing_operand(before);
    if let Some(hint) = beside::short_unit(around, operand) {
        return Some(hint);
    }
    if let Some(mut number) = informal::number(operand, next) {
        let mut end = around.at() + next.len();
        if number.ends_with(&format!(",{next}")) && rest.split(' ').next() == Some(*next) {
            let groups = rest.split(' ').skip(1);
            let is_group =
                |group: &&str| group.len() == 3 && group.bytes().all(|digit| digit.is_ascii_digit());
            for group in groups.take_while(is_group).take(8) {
                number.push(',');
                number.push_str(group);
                end += 1 + group.len();
            }
        }
        let edit = around.edit(before.len() - operand.len(), end, number.as_str());
        let help = format!("write `{number}`");
        // `500 euros` in a plan of dollars would be a second currency.
        let currency = number.chars().next().and_then(Currency::from_sign);
        let of_plan = money::of_plan(around.text)
            .filter(|_| currency.is_none_or(|written| !money::is_exchanged(around.text, written.code())));
        return match currency.zip(of_plan) {
            Some((said, plan)) if said != plan && !operand.starts_with(['$', '€', '£', '¥']) => {
                Hint::help(format!("{help}; a plan has one currency, and this one's is {}", plan.code()))
            }
            _ => Hint::fix(help, edit),
        };
    }
    let is_name = |word: &str| {
        word.starts_with(names::is_start)
            && !names::TAKEN.contains(&word)
            && !names::is_unit(word)
            && !matches!(
                word,
                "when" | "growing" | "rising" | "once" | "every" | "each" | "taking" | "over" | "per"
            )
    };
    if *rule == Rule::value_line && before.contains([' ', '\t']) && !rest.starts_with('(') {
        let word = names::leading_name(piece);
        let amount =
            rest.starts_with(|first: char| first.is_ascii_digit() || Currency::from_sign(first).is_some());
        let title = before.get(word.len()..)?.trim();
        if amount && title.chars().all(|part| names::is_part(part) || part == ' ') && is_name(last) {
            let edit = around.edit(word.len(), around.at(), " ");
            return Hint::fix(format!("write `{word} {}`", first_line(rest)), edit);
        }
    }
    if is_name(last) && is_name(next) && !last.contains('.') {
        if **last == *names::EXCHANGE && Currency::from_code(next).is_some() {
            let row = format!("{last}.{next}");
            let edit = around.edit(around.start_of_last(), around.at() + next.len(), row.as_str());
            return Hint::fix(format!("in a formula the rate is the row `{row}`"), edit);
        }
        let one = format!("{last}_{next}");
        let edit = |text: &str| around.edit(around.start_of_last(), around.at() + next.len(), text);
        let mut ways = vec![Fix::new(format!("write `{one}`, one name"), edit(&one))];
        let mut help = format!("if they are one name, write `{one}`");
        // Where one of the two is no row of the plan, there is nothing to multiply.
        if beside::is_row(around.text, last) && beside::is_row(around.text, next) {
            let product = format!("{last} * {next}");
            help.push_str(&format!("; to multiply, `{product}`"));
            ways.push(Fix::new(format!("write `{product}`, a product"), edit(&product)));
        }
        return Hint::new(
            format!("`{last}` and `{next}` stand side by side, and a name has no spaces"),
            help,
        )
        .map(|hint| hint.offer(ways));
    }
    None
}

/// Characters that a word processor puts in the place of plain ones.
fn typeset(around: &Around<'_>) -> Option<Hint> {
    let found = around.rest.chars().next()?;
    let plain = match found {
        '“' | '”' | '„' | '‟' | '«' | '»' | '‘' | '’' | '\'' => {
            let hint = Hint::new(
                format!("`{found}` is not the quote of a plan"),
                "put texts in straight quotes: `\"…\"`",
            );
            let text = uncut_line(around.rest).get(found.len_utf8()..)?;
            let Some(close) = text.find(['“', '”', '‟', '»', '’', '\'']) else { return hint };
            let quote = |start: usize| {
                let length =
                    around.piece.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
                around.edit(start, start + length, "\"")
            };
            let open = around.at();
            // Both quotes at once: with one of them the text would still not be one.
            let edits = vec![quote(open), quote(open + found.len_utf8() + close)];
            let is_text = matches!(
                around.rule,
                Rule::text_line | Rule::goal | Rule::pipeline_head | Rule::scenario_head
            );
            let ways = vec![Fix { title: "put it in straight quotes".into(), edits }];
            return hint.map(|hint| if is_text { hint.offer(ways) } else { hint });
        }
        '–' | '—' | '−' | '‑' => "-",
        '×' | '·' | '✕' => "*",
        '÷' | '∕' => "/",
        '≥' => ">=",
        '≤' => "<=",
        '≠' => "!=",
        '…' => "..",
        _ => return None,
    };
    Hint::rewrite(
        format!("`{found}` is not a sign of the language"),
        around.edit(around.at(), around.at() + found.len_utf8(), plain),
    )
}

/// `(8.000,00)`: in a value on its own, a comma after a decimal point.
fn comma_after_point(around: &Around<'_>) -> Option<Hint> {
    let Around { before, rest, last, whole, .. } = around;
    let is_number =
        last.contains('.') && last.chars().all(|part| part.is_ascii_digit() || ".$_".contains(part));
    if !is_number || !rest.starts_with(',') || !around.piece.get(before.len()..)?.starts_with(',') {
        return None;
    }
    let end = whole.start as usize + before.len();
    let span = Span::new(whole.file, end - last.len(), end);
    let finding = literal::comma_after_point(last, rest, span)?;
    Some(Hint { finding: Some(finding), ..Hint::default() })
}

/// `a = = 2`, `a == 2`, `a := 2`, `a => 2`.
fn equals(around: &Around<'_>) -> Option<Hint> {
    let Around { rule, before, rest, .. } = around;
    let value = rest.trim_start_matches(['=', ' ', '>', '<']);
    if rest.starts_with('=')
        && before.ends_with([':', '='])
        && matches!(rule, Rule::definition | Rule::row | Rule::flow_line)
    {
        let name = before.trim_end_matches([':', '=', ' ']);
        let edit = around.edit(name.len(), around.start_of(value), " = ");
        return Hint::fix(format!("write `{name} = {}`", first_line(value)), edit);
    }
    // `y => 3`, `y =< 3`: an arrow behind a name.
    if *rule == Rule::definition
        && rest.starts_with('>')
        && names::leading_name(before).len() + 2 == before.len()
    {
        return Hint::fix(
            format!("write `{before} {}`", first_line(value)),
            around.edit(before.len(), around.start_of(value), " "),
        );
    }
    if before.ends_with('=') && rest.starts_with(['>', '<'])
        || rest.starts_with("=>")
        || rest.starts_with("=<")
    {
        let sign = if rest.trim_start_matches('=').starts_with('>') { ">=" } else { "<=" };
        let at = around.at();
        let (start, end) = if before.ends_with('=') { (before.len() - 1, at + 1) } else { (at, at + 2) };
        return Hint::write(around.edit(start, end, sign));
    }
    // A goal is at least or at most something; of `=` and the strict signs the likelier of the two is offered.
    if *rule == Rule::goal && rest.starts_with(['>', '<', '=']) {
        if let Some(hint) = goals::strict_zero(token_at(rest, 0), value) {
            return Some(hint);
        }
        let sign = if rest.starts_with('<') { "<=" } else { ">=" };
        return Hint::mend(
            "a goal is at least (`>=`) or at most (`<=`) something",
            format!("write `{before} {sign} {}`", first_line(value)),
            around.edit(around.at(), around.start_of(value), format!("{sign} ")),
        );
    }
    None
}

/// `&&`, `||`, `!x`, `**`, `<>`, `AND`.
fn foreign_operator(around: &Around<'_>) -> Option<Hint> {
    let Around { before, rest, next, .. } = around;
    let at = around.at();
    let run = |sign: char| rest.len() - rest.trim_start_matches(sign).len();
    let (operator, start, end) = if rest.starts_with('&') {
        ("and", at, at + run('&'))
    } else if rest.starts_with('|') {
        ("or", at, at + run('|'))
    } else if rest.starts_with('!') {
        ("not", at, at + 1)
    } else if before.ends_with('*') && rest.starts_with('*') {
        ("^", before.len() - 1, at + 1)
    } else if before.ends_with('<') && rest.starts_with('>') {
        ("!=", before.len() - 1, at + 1)
    } else if matches!(*next, "AND" | "OR" | "NOT" | "And" | "Or" | "Not") {
        let small = next.to_lowercase();
        let edit = around.edit(at, at + next.len(), small.as_str());
        return Hint::fix(format!("write it in small letters: `{small}`"), edit);
    } else {
        return None;
    };
    Hint::fix(format!("write `{operator}`"), around.spaced(start, end, operator))
}

/// `10 %`, `%10`, `rate %`.
fn percent(around: &Around<'_>) -> Option<Hint> {
    let rest = around.rest.strip_prefix('%')?;
    let number = leading_number(rest.trim_start());
    if around.last.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
        let (start, at) = (around.before.len(), around.at());
        if around.last.ends_with('%') {
            let signs = around.rest.len() - around.rest.trim_start_matches(['%', ' ']).len();
            let signs = around.rest.get(..signs).unwrap_or_default().trim_end().len();
            return Hint::fix(format!("write `{}`", around.last), around.edit(start, at + signs, ""));
        }
        return Hint::fix(format!("write `{}%` without a space", around.last), around.edit(start, at, ""));
    }
    if !number.is_empty() {
        let end = around.start_of(rest.trim_start()) + number.len();
        return Hint::fix(format!("write `{number}%`"), around.edit(around.at(), end, format!("{number}%")));
    }
    Hint::new(
        "`%` stands right after a number",
        "write it like `20%`; a row is shown in percent with `name: % = …`",
    )
}

/// `$ 8000`, `8000 $`, `$-5`.
fn currency(around: &Around<'_>) -> Option<Hint> {
    let dangling = around.last.chars().next().filter(|sign| Currency::from_sign(*sign).is_some());
    if let Some(sign) = dangling.filter(|sign| sign.len_utf8() == around.last.len()) {
        let negative = around.rest.strip_prefix('-').map(leading_number).filter(|number| !number.is_empty());
        if let Some(number) = negative.filter(|_| around.before.len() == around.at()) {
            let hint =
                Hint::new("a minus stands before the sign of a currency", format!("write `-{sign}{number}`"));
            let signs = around.edit(around.at() - sign.len_utf8(), around.at() + 1, format!("-{sign}"));
            return hint.map(|hint| hint.offer(vec![Fix::new(format!("write `-{sign}{number}`"), signs)]));
        }
        let number = leading_number(around.rest);
        let example = if number.is_empty() { "8,000" } else { number };
        let hint = Hint::new(
            "the sign of a currency stands right before its number",
            format!("write `{sign}{example}` without a space"),
        );
        let space = around.edit(around.before.len(), around.at(), "");
        let ways = match number {
            "" => Vec::new(),
            _ => vec![Fix::new(format!("write `{sign}{number}`"), space)],
        };
        return hint.map(|hint| hint.offer(ways));
    }
    let sign = around.rest.chars().next().filter(|sign| Currency::from_sign(*sign).is_some())?;
    let after = around.rest.get(sign.len_utf8()..)?.trim_start();
    let number = leading_number(after);
    // `5 $ 3` is nothing that is known.
    if !number.is_empty() && before_is_number(around) {
        return None;
    }
    let spaced = after.len() + sign.len_utf8() < around.rest.len();
    if !number.is_empty() && spaced {
        let space = around.edit(around.at() + sign.len_utf8(), around.start_of(after), "");
        return Hint::fix(format!("write `{sign}{number}` without a space"), space);
    }
    if let Some(number) = after.strip_prefix('-').map(leading_number).filter(|number| !number.is_empty()) {
        let edit = around.edit(around.at(), around.start_of(after) + 1, format!("-{sign}"));
        return Hint::fix(format!("write `-{sign}{number}`"), edit);
    }
    if around.rule == Rule::value_line && !before_is_number(around) {
        return None;
    }
    let number = informal::trailing_operand(around.before);
    number.starts_with(|first: char| first.is_ascii_digit()).then(|| {
        let start = around.before.len() - number.len();
        let money = format!("{sign}{number}");
        Hint::write(around.edit(start, around.at() + sign.len_utf8(), money))
    })?
}

/// Whether a number stands before the place.
fn before_is_number(around: &Around<'_>) -> bool {
    informal::trailing_operand(around.before)
        .starts_with(|first: char| first.is_ascii_digit() || first == '.')
}

/// `2 calls / day`, `2 calls per day`, `40 per month`, `20 cold calls/day`.
fn action(around: &Around<'_>) -> Option<Hint> {
    if around.rule == Rule::action {
        let line = first_line(around.piece);
        let better = informal::action(line).filter(|better| better != line)?;
        let edit = around.whole_line(informal::action(around.line())?);
        if let Some(found) = dashed_number(around) {
            let found =
                found.help(format!("write `{better}`")).offer(Fix::new(format!("write `{better}`"), edit));
            return Some(Hint { finding: Some(found), ..Hint::default() });
        }
        return Hint::fix(format!("write `{better}`"), edit);
    }
    let period = around.rest.strip_prefix("per ")?.trim_start();
    let word = names::leading_name(period);
    let informal::RateFix { help, written } = informal::rate(around.before, word)?;
    let hint = Hint::help(help.replace("a rate is written without spaces, and in full:", "write"));
    let Some((operand, text)) = written else { return hint };
    let end = around.start_of(period) + word.len();
    let edit = around.edit(around.before.len() - operand.len(), end, text.as_str());
    hint.map(|hint| hint.offer(vec![Fix::new(format!("write `{text}`"), edit)]))
}

/// What to say of the `3-5` of an action `3-5 calls/day`, which is no difference; none of another number.
fn dashed_number(around: &Around<'_>) -> Option<Diagnostic> {
    let number = first_line(around.piece).split(' ').next()?;
    let (low, high) = number.split_once(['-', '–', '—'])?;
    let read = spoken_amount::range_or_difference(low, high)?;
    let read = spoken_amount::RangeOrDifference { subtracts: false, ..read };
    let start = around.whole.start as usize;
    let span = Span::new(around.whole.file, start, start + number.len());
    read.range.is_some().then(|| hyphen(number, &read, span))
}

fn is_counted(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_digit())
}

/// Words that are out of place.
fn words_in_place(around: &Around<'_>) -> Option<Hint> {
    if around.rule == Rule::action && around.before == around.last && around.last.starts_with(names::is_start)
    {
        let line = informal::with_digits(first_line(around.piece));
        let in_words = line.as_deref().and_then(|line| line.split(' ').next());
        let number = if is_counted(around.next) { around.next } else { in_words.unwrap_or("20") };
        let rest = around.rest.strip_prefix(around.next).unwrap_or_default();
        let (noun, period) = match informal::split_period(first_line(around.piece)) {
            Some((head, _)) if number != around.next => (last_token(head), informal::split_period(rest)),
            None if in_words.is_some() && around.next.starts_with(names::is_start) => (around.next, None),
            _ => (around.last, informal::split_period(rest)),
        };
        let spoken = period.map(|(_, period)| (period, names::leading_name(period)));
        let known = spoken.and_then(|(_, word)| informal::period(word));
        let period = known.map_or("month", crate::value::Period::word);
        let written = format!("{number} {noun}/{period}");
        let help = format!("an action starts with its number: `{written}`");
        // Where the number or the period is a guess, the line is an example.
        return match spoken.filter(|_| known.is_some() && number == around.next) {
            Some((tail, word)) => {
                Hint::fix(help, around.edit(0, around.start_of(tail) + word.len(), written))
            }
            None => Hint::help(help),
        };
    }
    let Around { rule, before, next, last, .. } = around;
    match *next {
        "if" => choice(around),
        "from" | "in" | "once" | "growing" | "rising" if before.contains(" when ") => {
            Hint::help("`when …` comes last: `VALUE from MONTH when CONDITION`")
        }
        "growing" | "rising" if *rule != Rule::goal => {
            Hint::help("`growing` and `rising` come before `from` and `in`")
        }
        "by" if matches!(rule, Rule::definition | Rule::action | Rule::row) => {
            Hint::help("`by` belongs to goals and to `rising to VALUE by MONTH`; a clause starts with `from`")
        }
        "," if *rule == Rule::action && before.contains("taking ") => {
            Hint::help("`taking …` stands once, at the end of the line")
        }
        "" if *last == "," => Hint::fix(
            "take the comma away, or say what comes after it",
            around.edit(before.len() - 1, before.len(), ""),
        ),
        word if names::TAKEN.contains(&word) && before.ends_with(['+', '-', '*', '/', '(', ',', '=']) => {
            Hint::new(
                format!("expected a value after `{last}`, and found the word `{word}`"),
                format!("put a value between `{last}` and `{word}`"),
            )
        }
        _ => None,
    }
}

/// `if x > 5 then 3 else 4`, `3 if x > 5 else 4`, `3 if x > 5`: a choice that is written as people say it.
fn choice(around: &Around<'_>) -> Option<Hint> {
    let Around { rule, before, rest, .. } = around;
    let said = uncut_line(rest.get("if".len()..)?.split('#').next()?);
    let value = before.rsplit(['=', '(', ',']).next().unwrap_or_default().trim();
    let start = if value.is_empty() { around.at() } else { before.len() - value.len() };
    let end = around.start_of(rest.get("if".len()..)?.trim_start()) + said.len();
    let parts = |said: &str, word: &str| {
        let at = said.find(&format!(" {word} "))?;
        Some((said.get(..at)?.trim().to_string(), said.get(at + word.len() + 2..)?.trim().to_string()))
    };
    let nested = said.contains(" if ") || said.contains("(if ");
    let is_plain =
        *rule == Rule::definition && !nested && before.trim_end_matches(value).trim_end().ends_with('=');
    let written = match (parts(said, "then"), parts(said, "else")) {
        _ if nested => None,
        (Some((condition, chosen)), _) if value.is_empty() => Some(match parts(&chosen, "else") {
            Some((chosen, other)) => format!("if({condition}, {chosen}, {other})"),
            None => format!("if({condition}, {chosen}, 0)"),
        }),
        (None, Some((condition, other))) if !value.is_empty() => {
            Some(format!("if({condition}, {value}, {other})"))
        }
        _ => None,
    };
    if let Some(written) = written {
        let fits = written.chars().count() <= 80;
        let help =
            if fits { format!("write `{written}`") } else { "write `if(CONDITION, VALUE, OTHER)`".into() };
        return if is_plain { Hint::fix(help, around.edit(start, end, written)) } else { Hint::help(help) };
    }
    if value.is_empty() || nested || said.contains(" then ") {
        return Hint::help("a choice is written `if(CONDITION, VALUE, OTHER)`");
    }
    let condition = first_line(said);
    let help = format!(
        "write `if({condition}, {value}, 0)`, or `{value} when {condition}` for the months in which it holds"
    );
    let edit = |text: String| around.edit(start, end, text);
    let ways = vec![
        Fix::new("choose between the value and 0", edit(format!("if({said}, {value}, 0)"))),
        Fix::new("let the value hold in those months only", edit(format!("{value} when {said}"))),
    ];
    Hint::help(help).map(|hint| if is_plain { hint.offer(ways) } else { hint })
}

/// `goal "label" row`, `title My plan`.
fn label(around: &Around<'_>) -> Option<Hint> {
    if around.rule == Rule::goal && around.rest.starts_with('"') {
        let end = around.at() + around.next.len();
        let colon = around.edit(end, end, ":");
        return Hint::mend(
            "a label is followed by a colon",
            format!("write `goal {}: …`", around.next),
            colon,
        );
    }
    if around.rule == Rule::text_line && !around.rest.is_empty() && !around.rest.starts_with('"') {
        let word = around.before;
        let text = uncut_line(around.rest);
        let quoted = format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
        return Hint::fix(
            format!("put it in quotes: `{word} \"{}\"`", first_line(around.rest)),
            around.edit(around.at(), around.at() + text.len(), quoted),
        );
    }
    None
}

/// The digits at the start of a text.
fn leading_number(text: &str) -> &str {
    let end =
        text.find(|character: char| !character.is_ascii_digit() && !matches!(character, '.' | ',' | '_'));
    let number = text.get(..end.unwrap_or(text.len())).unwrap_or_default();
    number.trim_end_matches([',', '.', '_'])
}

/// The first line of a text.
fn uncut_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default().trim()
}

/// The first line of a text, short enough to be quoted.
fn first_line(text: &str) -> &str {
    let line = uncut_line(text);
    line.char_indices().nth(60).map_or(line, |(cut, _)| line.get(..cut).unwrap_or_default())
}
