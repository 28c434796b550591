//! Formulas as people say them, or as other languages have them: `4% per month`, `price plus 3`, `4 ± 1`, `a ? b : c`,
//! `x // note`.

use super::super::grammar::Rule;
use super::super::spoken_amount::{self, SpokenAmount};
use super::super::{informal, names};
use super::beside::{closing_bracket, is_row, leading_operand};
use super::{Around, Hint, first_line, uncut_line};
use crate::diagnostic::{Code, Diagnostic, Fix, months_away};
use crate::source::Span;
use crate::value::{DurationWord, Number};

/// `y = 3 // a note`, `y = 3 -- a note`, `y = 3 /* a note */`: a remark of another language.
pub(super) fn remark_sign(around: &Around<'_>) -> Option<Hint> {
    let line = uncut_line(around.piece);
    let (at, sign) = ["//", "/*", " -- ", "<!--"]
        .iter()
        .filter_map(|sign| Some((line.find(sign)?, sign.trim())))
        .min_by_key(|(at, _)| *at)
        .filter(|(at, _)| *at <= around.at())?;
    let at = at + usize::from(sign == "--");
    let note = line.get(at + sign.len()..)?.trim();
    let (note, end) = match sign {
        "/*" => (note.trim_end_matches("*/").trim_end(), line.len()),
        "<!--" => (note.trim_end_matches("-->").trim_end(), line.len()),
        _ => (note, at + sign.len()),
    };
    let before = line.get(..at)?;
    if before.contains('"') || before.trim_end().ends_with('=') {
        return None;
    }
    // Whole division, as some languages have it.
    let operand = leading_operand(note);
    let is_operand =
        operand.starts_with(|first: char| first.is_ascii_digit()) || is_row(around.text, operand);
    if sign == "//" && is_operand {
        let left = informal::trailing_operand(before);
        let whole = format!("floor({left} / {operand})");
        let tail = line.len() - note.len() + operand.len();
        let start = before.trim_end().len() - left.len();
        return Hint::write(around.edit(start, tail, whole));
    }
    let written = if end == line.len() { format!("# {note}") } else { "#".to_string() };
    Hint::mend(
        "a remark starts with `#`",
        format!("write `# {}`", first_line(note)),
        around.edit(at, end, written),
    )
}

/// What the value of the line begins with, up to the place: behind the last `=`, bracket, comma, `of` or `in`.
fn operand_start(before: &str) -> usize {
    // A comma between digits belongs to the number: `$2,400`.
    let digit = |at: usize| before.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    let starts = |(at, sign): &(usize, &str)| *sign != "," || !(digit(at.wrapping_sub(1)) && digit(at + 1));
    let signs = before.rmatch_indices(['=', '(', '[', ',']).find(starts).map_or(0, |(at, _)| at + 1);
    let words = [" of ", " in ", "growing "].iter().filter_map(|word| Some(before.rfind(word)? + word.len()));
    // `worth $500`, `gains 5`
    let lines = ["worth ", "opening ", "gains ", "loses ", "capacity ", "aligned "];
    let line = lines.iter().find(|word| before.starts_with(**word)).map_or(0, |word| word.len());
    let start = words.max().unwrap_or(0).max(signs).max(line);
    let value = before.get(start..).unwrap_or_default();
    start + value.len() - value.trim_start().len()
}

/// `4 ± 1`, `4 +/- 10%`: a middle and how far the value may lie from it.
pub(super) fn deviation(around: &Around<'_>) -> Option<Hint> {
    let Around { before, rest, .. } = around;
    let (end, after) = match (rest.strip_prefix('±'), before.strip_suffix('+')) {
        (Some(after), _) => (before.len(), after),
        (None, Some(left)) => {
            let after = rest.strip_prefix("/-").or_else(|| rest.strip_prefix("/−"))?;
            (left.trim_end().len(), after)
        }
        _ => return None,
    };
    let after = after.trim_start();
    let by = SpokenAmount::at(after)?;
    let start = operand_start(before.get(..end)?);
    let middle = before.get(start..end)?.trim_end();
    let range = spoken_amount::range_around(middle, after.get(..by.length)?);
    let message = "a value that lies about another is a range with two ends";
    match range {
        Some(range) => {
            let tail = around.start_of(after) + by.length;
            Hint::rewrite(message, around.edit(start, tail, range))
        }
        None => Hint::new(message, "write both ends: `3 to 5`"),
    }
}

/// `~4`, `about 4`, `between 3 and 5`, `3..5`, `3–5`.
pub(super) fn range(around: &Around<'_>) -> Option<Hint> {
    let Around { before, rest, .. } = around;
    if matches!(around.rule, Rule::months | Rule::workdays | Rule::except) {
        return None;
    }
    let about = [
        "~",
        "≈",
        "about ",
        "around ",
        "circa ",
        "ca. ",
        "approx. ",
        "approx ",
        "approximately ",
        "roughly ",
    ];
    if let Some(after) = about.iter().find_map(|word| rest.strip_prefix(word)) {
        SpokenAmount::at(after.trim_start())?;
        return Hint::new(NOT_SURE, "write both ends, such as `3 to 5`, or `3 to 5 likely 4`");
    }
    // `about 4`: the word was read as a name.
    let last = around.last;
    if matches!(last, "about" | "around" | "circa" | "approx" | "roughly" | "approximately")
        && SpokenAmount::at(rest).is_some()
        && !is_row(around.text, last)
    {
        return Hint::new(NOT_SURE, "write both ends, such as `3 to 5`, or `3 to 5 likely 4`");
    }
    if let Some(after) = before.strip_suffix("growing by").or_else(|| before.strip_suffix("growing at")) {
        let start = after.len() + "growing".len();
        let share = SpokenAmount::at(rest)?;
        let period = if share.unit == "%" { "/month" } else { "" };
        let written = format!("growing {}{period}", rest.get(..share.length)?);
        let end = around.at() + share.length;
        return Hint::write(around.edit(start - "growing".len(), end, written));
    }
    between(around).or_else(|| dashed(around, before, rest))
}

const NOT_SURE: &str = "a value that is not sure is a range, and says how far it may go";

/// `between 3 and 5`, `from 3 to 5`
fn between(around: &Around<'_>) -> Option<Hint> {
    let Around { before, rest, .. } = around;
    let said = match (rest.strip_prefix("between "), rest.strip_prefix("from ")) {
        (Some(said), _) | (None, Some(said)) => said,
        _ if around.last == "between" => rest,
        _ => return None,
    };
    let start = if around.last == "between" { around.start_of_last() } else { around.at() };
    if !before.get(..start.min(before.len()))?.trim_end().ends_with(['=', '(', '[', ',']) {
        return None;
    }
    let low = SpokenAmount::at(said)?;
    let after = said.get(low.length..)?.trim_start();
    let after = after.strip_prefix("and ").or_else(|| after.strip_prefix("to "))?.trim_start();
    let high = SpokenAmount::at(after)?;
    let written = format!("{} to {}", said.get(..low.length)?, after.get(..high.length)?);
    Hint::write(around.edit(start, around.start_of(after) + high.length, written))
}

/// `3..5`, `3...5`, `3…5`, and `3–5`, which may be a difference as well.
fn dashed(around: &Around<'_>, before: &str, rest: &str) -> Option<Hint> {
    let start = operand_start(before);
    let low = before.get(start..)?;
    let points = rest.trim_start_matches(['.', '…']);
    let dash = rest.strip_prefix(['–', '—', '‐', '‑', '−']);
    let (after, is_dash) = match dash {
        // With spaces around it, a dash is a minus.
        Some(after) if before.len() == around.at() && !after.starts_with(' ') => (after, true),
        None if points.len() < rest.len() && !rest.starts_with(". ") => (points, false),
        _ => return None,
    };
    let after = after.trim_start();
    let high = SpokenAmount::at(after)?;
    let tail = around.start_of(after) + high.length;
    let high = after.get(..high.length)?;
    let read = spoken_amount::range_or_difference(low, high)?;
    let edit = |text: &str| around.edit(start, tail, text);
    if !is_dash {
        let range = read.range?;
        let edit = edit(&range);
        return Hint::mend("two points stand only between months", format!("write `{range}`"), edit);
    }
    let offset = around.whole.start as usize;
    let span = Span::new(around.whole.file, offset + start, offset + tail);
    let text = around.piece.get(start..tail)?;
    // `3–5 calls/day`: an action is a number, and no formula.
    let counts = around
        .piece
        .get(tail..)
        .is_some_and(|noun| noun.starts_with(' ') && informal::split_period(first_line(noun)).is_some());
    let subtracts = read.subtracts && around.rule != Rule::action && !counts;
    let ways = [read.range.clone(), subtracts.then(|| read.difference.clone())].into_iter().flatten();
    let found = hyphen(text, &spoken_amount::RangeOrDifference { subtracts, ..read.clone() }, span);
    let found = ways.fold(found, |found, way| found.offer(Fix::new(format!("write `{way}`"), edit(&way))));
    Some(Hint { finding: Some(found), ..Hint::default() })
}

/// What to say of `3-5`, without its fixes.
pub(in super::super) fn hyphen(
    text: &str,
    read: &spoken_amount::RangeOrDifference,
    span: Span,
) -> Diagnostic {
    let (message, help) = match &read.range {
        Some(range) if !read.subtracts => {
            (format!("`{text}`: a range is written with `to`"), format!("write `{range}`"))
        }
        Some(range) => (
            format!("`{text}`: a range or a difference? `{range}` or `{}`?", read.difference),
            format!("write `{range}` for a range, or `{}` to subtract", read.difference),
        ),
        None => (
            format!("`{text}`: a difference has spaces around its minus"),
            format!("write `{}`", read.difference),
        ),
    };
    Diagnostic::new(Code::AmbiguousNumber, message, span, "can be read in two ways").help(help)
}

/// What to say of `40 +- 5` and `3 -- a note`: the second sign would be that of the number behind it.
pub(in super::super) fn two_signs(signs: &str, low: &str, high: &str, span: Span) -> Diagnostic {
    let found = |message: String| Diagnostic::new(Code::AmbiguousNumber, message, span, "two signs");
    if signs.starts_with('-') {
        let message = format!("`{signs}` begins a remark in some languages, and is two signs here");
        return found(message)
            .help("a remark starts with `#`; what is negative has a space before it: `- -2`");
    }
    let range = spoken_amount::range_around(low, high);
    let message = format!("`{signs}`: a value that lies about another, or two signs?");
    let Some(range) = range else {
        return found(message).help("write both ends of a range, `3 to 5`; to add what is negative, `+ -5`");
    };
    let apart = format!("{low} + -{high}");
    found(message)
        .help(format!("write `{range}` for a range, or `{apart}` to subtract"))
        .offer(Fix::write(span, range))
        .offer(Fix::write(span, apart))
}

/// Words that say how often: `monthly`, `MoM`, `p.a.`
fn adverb(rest: &str) -> Option<(&'static str, usize)> {
    const ADVERBS: [(&str, &str); 22] = [
        ("p.a.", "year"),
        ("p.m.", "month"),
        ("p.w.", "week"),
        ("pcm", "month"),
        ("pa", "year"),
        ("mom", "month"),
        ("m/m", "month"),
        ("wow", "week"),
        ("qoq", "quarter"),
        ("q/q", "quarter"),
        ("yoy", "year"),
        ("y/y", "year"),
        ("daily", "day"),
        ("weekly", "week"),
        ("monthly", "month"),
        ("quarterly", "quarter"),
        ("yearly", "year"),
        ("annually", "year"),
        ("annual", "year"),
        ("/mo", "month"),
        ("/yr", "year"),
        ("/wk", "week"),
    ];
    let lower: String = rest.chars().take(10).collect::<String>().to_lowercase();
    ADVERBS.iter().find_map(|(word, period)| {
        let after = lower.strip_prefix(word)?;
        (!after.starts_with(names::is_part)).then_some((*period, word.len()))
    })
}

/// `4% per month`, `$100 a month`, `5% MoM`, `$2,400 every quarter`, `$100/month each rep`, `for 3 months`.
pub(super) fn period(around: &Around<'_>) -> Option<Hint> {
    let Around { rule, before, rest, .. } = around;
    if *rule == Rule::action || before.ends_with("growing") || rest.starts_with("every year") {
        return None;
    }
    let start = operand_start(before);
    let amount = before.get(start..)?;
    let literal = SpokenAmount::at(amount).filter(|literal| literal.length == amount.len());
    let has_period = literal.is_some_and(|literal| literal.unit.contains('/'));
    if let (Some((period, length)), true) = (adverb(rest), literal.is_some() && !has_period) {
        return rated(around, amount, start, period, around.at() + length);
    }
    let (preposition, said) = ["per ", "a ", "an ", "each ", "every ", "for ", "for each ", "for every "]
        .iter()
        .filter_map(|word| Some((word.trim(), rest.strip_prefix(word)?.trim_start())))
        .next_back()?;
    let grows = before.contains("growing ") && preposition == "every";
    literal.filter(|_| !grows)?;
    let word = names::leading_name(said);
    let end = around.start_of(said) + word.len();
    if preposition == "for" {
        return lasting(around, said, amount, start);
    }
    if let Some(period) = informal::period(word).filter(|_| !has_period) {
        return rated(around, amount, start, period.word(), end);
    }
    // `$600 every 2 weeks`
    let count = SpokenAmount::at(said).filter(|count| !has_period && count.unit.starts_with(' '));
    if let Some(count) = count {
        let written = format!("{amount} / {}", said.get(..count.length)?);
        return Hint::write(around.edit(start, around.start_of(said) + count.length, written));
    }
    of_each(around, amount, word, end)
}

/// An amount a period, as a plan writes it.
fn rated(around: &Around<'_>, amount: &str, start: usize, period: &str, end: usize) -> Option<Hint> {
    // `growing 5% MoM` is told with its word.
    let head = around.before.get(..start).unwrap_or_default();
    let (start, word) = match head.strip_suffix("growing ") {
        Some(head) => (head.len(), "growing "),
        None => (start, ""),
    };
    let written = format!("{word}{amount}/{period}");
    Hint::rewrite(
        "a rate is an amount, a slash and a period, without spaces",
        around.edit(start, end, written),
    )
}

/// `$100/month each rep`, where the plan counts reps; `worth $500 per deal`.
fn of_each(around: &Around<'_>, amount: &str, word: &str, end: usize) -> Option<Hint> {
    if word.is_empty() || names::TAKEN.contains(&word) {
        return None;
    }
    if around.rule == Rule::value_line && around.before.starts_with("worth ") {
        let edit = around.edit(around.before.len(), end, "");
        return Hint::mend(
            "`worth` is the money of each deal by itself",
            format!("write `worth {amount}`"),
            edit,
        );
    }
    let row = [word.to_string(), format!("{word}s"), format!("{word}es")];
    match row.iter().find(|row| is_row(around.text, row)) {
        // Of a rate nobody can say whether it is of each of them, or what each has to bring: `$600k/year per rep`.
        Some(row) => Hint::new(
            format!("expected an operator or the end of the statement after `{amount}`, and found `{word}`"),
            format!(
                "what is of each stands alone, `{amount}`; what they all have together is `{amount} * {row}`"
            ),
        ),
        None => Hint::new(
            format!("expected a row of the plan after `{amount}`, and found `{word}`"),
            format!("say how many there are on a line of its own, `{word}s = …`, and multiply by that row"),
        ),
    }
}

/// `$100/month for 3 months`: how long something lasts is a span of months.
fn lasting(around: &Around<'_>, said: &str, amount: &str, start: usize) -> Option<Hint> {
    let count = SpokenAmount::at(said)?;
    let months: i32 = count.digits.parse().ok()?;
    let each = DurationWord::from_word(count.unit.trim())?.months()?;
    let months = months.checked_mul(each as i32)?;
    let message = "how long something lasts is said with the months from the first to the last";
    let after = said.get(count.length..)?.trim_start();
    let from = ["from ", "starting ", "beginning "].iter().find_map(|word| after.strip_prefix(word));
    let months_of = |first: &str| super::super::spoken_month::PlanMonths::span_from(first, months);
    if let Some(from) = from {
        let first = super::super::spoken_month::SpokenMonth::at(from)?;
        let span = months_of(&first.written)?;
        let written = format!("{amount} in {span}");
        return Hint::rewrite(message, around.edit(start, around.start_of(from) + first.length, written));
    }
    let first = super::super::spoken_month::PlanMonths::of(around.text).first();
    let span = months_of(&first).unwrap_or_else(|| format!("M1 .. M{months}"));
    Hint::new(message, format!("say which months these are, such as `{amount} in {span}`"))
}

/// `price plus 3`, `5 times price`, `5 mod 2`.
pub(super) fn operator(around: &Around<'_>) -> Option<Hint> {
    const WORDS: [(&str, &str); 13] = [
        ("plus ", "+"),
        ("minus ", "-"),
        ("less ", "-"),
        ("times ", "*"),
        ("multiplied by ", "*"),
        ("divided by ", "/"),
        ("div ", "/"),
        ("x ", "*"),
        ("X ", "*"),
        ("equals ", "=="),
        ("is greater than ", ">"),
        ("is less than ", "<"),
        ("mod ", "mod"),
    ];
    let Around { before, rest, .. } = around;
    let (word, sign) = WORDS.iter().find(|(word, _)| rest.starts_with(word))?;
    if is_row(around.text, word.trim()) || before.is_empty() {
        return None;
    }
    let right = rest.get(word.len()..)?.trim_start();
    let left = informal::trailing_operand(before);
    let (left, right_operand) =
        (if before.ends_with('%') { last_percent(before) } else { left }, leading_operand(right));
    if right_operand.is_empty() && !right.starts_with(['(', '-']) {
        return None;
    }
    if *sign == "mod" {
        if left.is_empty() || right_operand.is_empty() {
            return None;
        }
        let written = format!("({left} - {right_operand} * floor({left} / {right_operand}))");
        let start = before.len() - left.len();
        let tail = around.start_of(right) + right_operand.len();
        // As a whole value it needs no parentheses.
        let whole =
            before.get(..start)?.trim_end().ends_with('=') && around.piece.get(tail..)?.trim().is_empty();
        let written = if whole { written.trim_matches(['(', ')']).to_string() + ")" } else { written };
        return Hint::rewrite(
            "there is no `mod`: a remainder is what is left when whole parts are taken away",
            around.edit(start, tail, written),
        );
    }
    // `price less 20%`: what is left of it, since a percentage is not taken from an amount.
    let percent = right_operand.strip_suffix('%').filter(|_| !left.ends_with('%')).and_then(Number::parse);
    if let Some(factor) = percent.and_then(|percent| factor_of(sign, percent)) {
        let end = around.start_of(right) + right_operand.len();
        let edit = around.edit(around.at(), end, format!("* {factor}"));
        return Hint::fix(format!("write `{left} * {factor}`"), edit);
    }
    let shown = format!("{left} {sign} {right_operand}");
    let edit = around.edit(around.at(), around.start_of(right), format!("{sign} "));
    Hint::fix(format!("write `{shown}`"), edit)
}

/// The factor that a percentage more or less is: `80%` for 20% less.
fn factor_of(sign: &str, percent: Number) -> Option<String> {
    let whole = Number::from(100u32);
    let (factor, _) = match sign {
        "+" => whole.plus(percent).ok()?,
        "-" => whole.minus(percent).ok()?,
        _ => return None,
    };
    Some(format!("{factor}%"))
}

/// The percentage at the end of a text.
fn last_percent(before: &str) -> &str {
    let number = informal::trailing_operand(before.strip_suffix('%').unwrap_or(before));
    before.get(before.len() - number.len() - 1..).unwrap_or(before)
}

/// `a ? b : c`, also one in another's last part.
pub(super) fn ternary(around: &Around<'_>) -> Option<Hint> {
    let line = uncut_line(around.piece).split('#').next()?.trim_end();
    if around.rule != Rule::definition {
        return None;
    }
    let name = names::leading_name(line);
    let value = line.get(name.len()..)?.split_once('=').map(|(_, value)| value.trim_start())?;
    let written = match line.get(around.before.len()..)?.contains('?') && line.contains(" : ") {
        true => choice(value, 0)?,
        false => case_when(value)?,
    };
    let start = around.piece.len() - around.piece.trim_start().len() + line.len() - value.len();
    let hint =
        Hint::rewrite("a choice is the function `if`", around.edit(start, start + value.len(), written))?;
    Some(hint.or_say("a choice is written `if(CONDITION, VALUE, OTHER)`"))
}

/// `if(a, b, c)` for `CASE WHEN a THEN b ELSE c END`, `if (a) b else c` and `if a: b else: c`.
fn case_when(value: &str) -> Option<String> {
    let lower = value.to_lowercase();
    let between = |start: usize, word: &str| lower.get(start..)?.find(word).map(|at| start + at);
    let (start, then, condition_end) = if lower.starts_with("case when ") {
        let then = between(0, " then ")?;
        ("case when ".len(), then + " then ".len(), then)
    } else if lower.starts_with("if (") {
        let open = "if ".len();
        let close = open + closing_bracket(value.get(open..)?)?;
        (open + 1, close + 1, close)
    } else if lower.starts_with("if ") {
        let colon = between(0, ": ")?;
        (3, colon + 2, colon)
    } else {
        return None;
    };
    let other = between(then, " else")?;
    let chosen = value.get(then..other)?.trim().trim_end_matches(':').trim();
    let rest = value.get(other + " else".len()..)?.trim().trim_start_matches(':').trim();
    let rest = rest.strip_suffix("END").or_else(|| rest.strip_suffix("end")).unwrap_or(rest).trim();
    let condition = value.get(start..condition_end)?.trim();
    (!condition.is_empty() && !chosen.is_empty()).then(|| format!("if({condition}, {chosen}, {rest})"))
}

/// `rev[t - 1]`, `rev[month+1]`, `rev[+1]`: a month by its distance.
pub(super) fn month_by_distance(around: &Around<'_>) -> Option<Hint> {
    let open = around.before.len() - usize::from(around.before.ends_with('['));
    let inner = around.piece.get(open..)?.trim_start().strip_prefix('[')?;
    let (index, _) = inner.split_once(']')?;
    let sign = index.find(['-', '+'])?;
    let (word, months) = (index.get(..sign)?, index.get(sign + 1..)?);
    let back = index.get(sign..)?.starts_with('-');
    let row = informal::trailing_operand(around.piece.get(..open)?.trim_end());
    let counts = matches!(word.trim(), "" | "t" | "n" | "i" | "m" | "month" | "this" | "now" | "current");
    if !counts || names::leading_name(row) != row || row.is_empty() {
        return None;
    }
    let months: i64 = months.trim().parse().ok().filter(|months| *months > 0)?;
    let months = if back { -months } else { months };
    let written = months_away(row, months);
    let end = around.start_of(inner) + index.len() + 1;
    let edit = around.edit(around.piece.get(..open)?.trim_end().len() - row.len(), end, written.as_str());
    Hint::mend(informal::no_named_month(months), informal::month_away_help(&written, months), edit)
}

/// `if(a, b, c)` for `a ? b : c`.
fn choice(text: &str, depth: usize) -> Option<String> {
    if depth > 8 {
        return None;
    }
    let (condition, rest) = text.split_once('?')?;
    let (chosen, other) = rest.split_once(" : ")?;
    if chosen.contains('?') {
        return None;
    }
    let (condition, chosen, other) = (condition.trim(), chosen.trim(), other.trim());
    let other = if other.contains('?') { choice(other, depth + 1)? } else { other.to_string() };
    let condition = condition.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(condition);
    Some(format!("if({condition}, {chosen}, {other})"))
}
