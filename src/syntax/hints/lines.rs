//! Lines that begin with no word of the language: `let y = 3`, `win-rate = 20%`, `target calls >= 40/month`, `holiday
//! 2026-01-01`, a row pasted from a sheet.

use super::super::grammar::Rule;
use super::super::spoken_amount::SpokenAmount;
use super::super::spoken_month::{PlanMonths, SpokenMonth};
use super::super::{informal, names};
use super::dates::spoken_span;
use super::{Around, Hint, guard, money, pasted};
use crate::diagnostic::Fix;
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::source::Span;
use crate::value::{Currency, Number};

/// A line that begins with no word of the language.
#[derive(Clone, Copy)]
pub(in super::super) struct UnknownLine<'t> {
    /// The line, without what follows it in its statement.
    pub(in super::super) line: &'t str,
    /// Where it stands.
    pub(in super::super) span: Span,
    /// The whole file.
    pub(in super::super) text: &'t str,
    /// Whether it stands in a scenario.
    pub(in super::super) in_scenario: bool,
}

/// A better message, what to write in a sentence, and the ways to mend the line.
#[derive(Default)]
pub(in super::super) struct LineHint {
    /// What is wrong; none where that nothing begins so says it well enough.
    pub(in super::super) message: Option<String>,
    /// What to write.
    pub(in super::super) help: String,
    /// The ways to mend it.
    pub(in super::super) fixes: Vec<Fix>,
    /// Whether its numbers can be read in two ways.
    ambiguous: bool,
}

impl LineHint {
    fn new(message: impl Into<String>, help: impl Into<String>) -> LineHint {
        LineHint { message: Some(message.into()), help: help.into(), ..LineHint::default() }
    }

    /// The same for the finding.
    pub(in super::super) fn onto(self, found: Diagnostic) -> Diagnostic {
        let found = match self.message {
            Some(message) => Diagnostic { message, ..found },
            None => found,
        };
        let code = if self.ambiguous { Code::AmbiguousNumber } else { found.code };
        let found = Diagnostic { code, ..found };
        self.fixes.into_iter().fold(found.help(self.help), Diagnostic::offer)
    }
}

impl UnknownLine<'_> {
    /// The hint that writes the whole line anew.
    fn rewritten(&self, message: impl Into<String>, written: String) -> LineHint {
        let help = format!("write `{written}`");
        let fix = Fix::new(help.clone(), Edit::replace(self.span, written));
        LineHint { fixes: vec![fix], ..LineHint::new(message, help) }
    }
}

/// `plan = 5 calls/day`, `title = "Our year"`, `workdays = mon..fri`: what a line says of the plan follows its word.
pub(super) fn heading_with_sign(around: &Around<'_>) -> Option<Hint> {
    let line = around.line();
    let word = names::leading_name(line);
    let value = line.get(word.len()..)?.trim_start().strip_prefix('=')?.trim_start();
    let known = matches!(word, "plan" | "title" | "months" | "workdays" | "currency" | "show" | "use");
    if around.rule != Rule::definition || !known || value.is_empty() {
        return None;
    }
    let message = format!("`{word}` says something of the whole plan, without `=`");
    Hint::rewrite(message, around.edit(0, line.len(), format!("{word} {value}")))
}

/// `deals = 41 won of 230 opps`, `hires = 2 hires in 2027-03`: what is counted has its name before the `=`.
pub(super) fn counted_by_name(around: &Around<'_>) -> Option<Hint> {
    let line = around.line().split('#').next()?.trim_end();
    let name = names::leading_name(line);
    let value = line.get(name.len()..)?.trim_start().strip_prefix('=')?.trim_start();
    if around.rule != Rule::definition || name.is_empty() {
        return None;
    }
    let words: Vec<&str> = value.split_whitespace().collect();
    let is_count = |word: &str| word.bytes().all(|digit| digit.is_ascii_digit() || digit == b',');
    let noun = |word: &str| {
        names::leading_name(word) == word && names::keyword(word).is_none() && !names::is_unit(word)
    };
    let written = match words[..] {
        [part, of_part, "of", all] if noun(of_part) && is_count(part) && is_count(all) => {
            format!("{name} = {part} of {all}")
        }
        [part, one, "of", all, other] if noun(one) && noun(other) && is_count(part) && is_count(all) => {
            format!("{name} = {part} of {all}")
        }
        [count, same, "in", month]
            if same == name
                && is_count(count)
                && SpokenMonth::at(month).is_some_and(|said| said.length == month.len()) =>
        {
            format!("{name} = {count} once in {month}")
        }
        [count, same, "from" | "once" | "every" | "growing" | "when", ..]
            if same == name && is_count(count) =>
        {
            let rest = value.split_once(same)?.1;
            format!("{name} = {count}{rest}")
        }
        _ => return None,
    };
    let message = "what is counted stands in the row's name";
    Hint::rewrite(message, around.edit(0, line.len(), written))
}

/// What the line is meant to be; none where nothing is known.
pub(in super::super) fn find(line: UnknownLine<'_>) -> Option<LineHint> {
    const HINTS: [fn(UnknownLine<'_>) -> Option<LineHint>; 12] = [
        between_semicolons,
        guarded,
        judged,
        declared,
        updated,
        rate,
        misnamed,
        fiscal,
        months,
        days_off,
        pasted_row,
        spoken_value,
    ];
    HINTS.iter().find_map(|hint| hint(line))
}

/// `y; 40; 41; 42` and `y = 40; 41; 42`: values that a sheet parts by semicolons, which end statements.
fn between_semicolons(line: UnknownLine<'_>) -> Option<LineHint> {
    let start = line.text.get(..line.span.start as usize)?.rfind('\n').map_or(0, |at| at + 1);
    let whole = line.text.get(start..)?.lines().next()?.split('#').next()?.trim_end();
    let (head, values) = whole.split_once(';')?;
    let own = SpokenAmount::at(line.line).is_some_and(|amount| amount.length == line.line.len());
    if line.text.get(..line.span.start as usize)?.len() > start && !own {
        return None;
    }
    let head = head.trim();
    let name = names::leading_name(head);
    let first = head.get(name.len()..)?.trim_start().trim_start_matches('=').trim();
    let values = if first.is_empty() { values.to_string() } else { format!("{first};{values}") };
    let row = pasted::row(&values).filter(|_| !name.is_empty())?;
    let (help, ways) = pasted::ways(name, &row, line.text);
    let span = Span::new(line.span.file, start, start + whole.len());
    let ways = ways.into_iter().map(|way| Fix::write(span, way));
    let ambiguous = row.is_ambiguous();
    let message = match ambiguous {
        true => pasted::PastedRow::AMBIGUOUS,
        false => "a semicolon ends a statement: several values, one for each month, are a list in brackets",
    };
    Some(LineHint { fixes: ways.collect(), ambiguous, ..LineHint::new(message, help) })
}

/// `keep bank above $50k`, `bank >= $50k at all times`.
fn guarded(line: UnknownLine<'_>) -> Option<LineHint> {
    let (help, ways) = guard::line(line.line, line.text)?;
    let fixes = ways.into_iter().map(|way| Fix::write(line.span, way)).collect();
    Some(LineHint { fixes, ..LineHint::new("what holds in every month is a `check`", help) })
}

/// `target bookings >= $90k`, `assert calls >= 30/month`.
fn judged(line: UnknownLine<'_>) -> Option<LineHint> {
    let word = names::leading_name(line.line);
    let statement = informal::statement(word)?;
    let rest = line.line.get(word.len()..)?.trim_start_matches([' ', '\t', ':']);
    let said = rest.contains(['>', '<', '≥', '≤', '=']) || rest.contains(" at ") || statement == "goal";
    // A condition in parentheses: `assert(calls >= 3)`.
    let inner = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(rest);
    (said && !rest.is_empty()).then(|| {
        let message = format!("what is to hold begins with `goal` or `check`, and this line with `{word}`");
        line.rewritten(message, format!("{statement} {inner}"))
    })
}

/// `let y = 3`, `const y = 3`, `define y as 3`, `set price to $5`.
fn declared(line: UnknownLine<'_>) -> Option<LineHint> {
    let word = names::leading_name(line.line);
    if !informal::declares(word) {
        return None;
    }
    let mut rest = line.line.get(word.len()..)?.trim_start();
    let second = names::leading_name(rest);
    if informal::declares(second) && !names::is_assigned(rest) {
        rest = rest.get(second.len()..)?.trim_start();
    }
    let name = names::leading_name(rest);
    let after = rest.get(name.len()..)?;
    let value =
        ["=", ":=", "as ", "to ", "be "].iter().find_map(|sign| after.trim_start().strip_prefix(sign));
    let written = match (names::is_assigned(rest), value) {
        (true, _) => rest.to_string(),
        (false, Some(value)) if !name.is_empty() => format!("{name} = {}", value.trim()),
        // `let win-rate = 20%`, `let win rate = 20%`
        _ => return misnamed(UnknownLine { line: rest, ..line }).or_else(|| spaced(line, rest)),
    };
    Some(line.rewritten(format!("a row is defined by its name alone, without `{word}`"), written))
}

/// `win rate = 20%` behind a word that declares it.
fn spaced(line: UnknownLine<'_>, rest: &str) -> Option<LineHint> {
    let name = informal::spaced_name(rest)?;
    let value = rest.get(name.len()..)?;
    let message = format!("a name has no spaces: `{name}` is several words");
    Some(line.rewritten(message, format!("{}{value}", informal::joined(name))))
}

/// `price *= 110%`, `price += $10`: a value that is changed.
fn updated(line: UnknownLine<'_>) -> Option<LineHint> {
    let name = names::leading_name(line.line);
    let rest = line.line.get(name.len()..)?.trim_start();
    let (sign, value) = ["*=", "+=", "-=", "/=", "^="]
        .iter()
        .find_map(|sign| Some((sign.get(..1)?, rest.strip_prefix(sign)?.trim())))?;
    if name.is_empty() || value.is_empty() {
        return None;
    }
    // What comes first is done first.
    let simple =
        value.chars().all(|part| names::is_part(part) || matches!(part, '.' | '%' | '$' | ',' | '/'));
    let value = if simple || value.starts_with('(') { value.to_string() } else { format!("({value})") };
    let message = format!("a row has one definition, and no `{sign}=` that changes it");
    if line.in_scenario && matches!(sign, "+" | "-") && value.ends_with('%') {
        return by_percent(message, name, sign, &value);
    }
    if line.in_scenario {
        return Some(line.rewritten(message, format!("{name} = base {sign} {value}")));
    }
    let named = format!("new_{name} = {name} {sign} {value}");
    let another = format!("another value has a name of its own: `{named}`");
    let in_scenario = format!("in a scenario write `{name} = base {sign} {value}`");
    let number =
        |text: &str| text.strip_prefix('$').unwrap_or(text).starts_with(|first: char| first.is_ascii_digit());
    let first = line
        .text
        .split(['\n', ';'])
        .find_map(|first| first.trim().strip_prefix(name)?.trim().strip_prefix('='));
    let opening = first.map_or("0", |first| first.split('#').next().unwrap_or_default().trim());
    // What a program would do again and again piles up; an amount that has a period is no stock.
    let flow = match sign {
        "+" if !opening.contains('/') => "gains",
        "-" if !opening.contains('/') => "loses",
        _ => {
            let fix = Fix::write(line.span, named);
            return Some(LineHint {
                fixes: vec![fix],
                ..LineHint::new(message, format!("{another}; {in_scenario}"))
            });
        }
    };
    let share = value.ends_with('%');
    let period = if number(&value) && !value.contains('/') { "/month" } else { "" };
    let of = if share { format!(" of {name}") } else { String::new() };
    let stock = format!("stock {name} {{ opening {opening}; {flow} {value}{period}{of} }}");
    let help = format!("what goes on from month to month is a stock: `{stock}`");
    // A number that is added once is another value; of what a row adds only the stock is sure to fit.
    if !number(&value) || share {
        return Some(LineHint::new(message, help));
    }
    let fix = Fix::write(line.span, named);
    Some(LineHint { fixes: vec![fix], ..LineHint::new(message, format!("{help}; {another}; {in_scenario}")) })
}

/// `price += 10%` in a scenario: of what it is, or points of a percentage; only the writer knows.
fn by_percent(message: String, name: &str, sign: &str, value: &str) -> Option<LineHint> {
    let share = SpokenAmount::at(value).filter(|share| share.length == value.len())?;
    let by = if sign == "-" { share.size()?.negated() } else { share.size()? };
    let factor = format!("{name} = base * {}%", Number::from(100_i64).plus(by).ok()?.0);
    let points = format!("{name} = base {sign} {} points", share.digits);
    let more = if sign == "-" { "less" } else { "more" };
    let help = format!("for {value} {more} write `{factor}`; to move a percentage, `{points}`");
    Some(LineHint::new(message, help))
}

/// `win-rate = 20%`, `"win rate" = 20%`, `price ($) = 500`, `conversion % = 20%`: what no name may hold.
fn misnamed(line: UnknownLine<'_>) -> Option<LineHint> {
    let end = line.line.find(['=', ':'])?;
    let said = line.line.get(..end)?.trim_end();
    let after = line.line.get(end..)?;
    if after.starts_with("==") || said.ends_with(['>', '<', '!', '+', '*', '/', '^']) || said.len() > 60 {
        return None;
    }
    let plain = said.trim_matches(['"', '\'', '“', '”', '`', '*', '#', '&']);
    // A unit in parentheses behind the name.
    let plain = plain.split(['(', '%', '$', '€', '£']).next()?.trim_end();
    let joined: Vec<&str> = plain
        .split(['-', ' ', '/', '.', '–', '&', '\'', '’', '\t'])
        .filter(|part| !part.is_empty())
        .collect();
    let name = joined.join("_");
    let fits = names::leading_name(&name) == name && !name.is_empty() && name != said;
    // `a.b` is a member, and words side by side are told of elsewhere.
    let spaced = plain == said && plain.chars().all(|part| names::is_part(part) || part == ' ');
    if !fits || spaced || joined.len() > 6 {
        return None;
    }
    let message = format!("a name holds letters, digits and `_`, and `{said}` holds something else");
    // A unit beside the name belongs to the value.
    let value = after.trim_start_matches('=').trim();
    let plain_value =
        SpokenAmount::at(value).is_some_and(|amount| amount.is_plain() && amount.length == value.len());
    let sign = said.chars().find(|sign| Currency::from_sign(*sign).is_some());
    let written = match (plain_value, sign, said.contains('%')) {
        (true, Some(sign), _) => format!("{name} = {sign}{value}"),
        (true, None, true) => format!("{name} = {value}%"),
        _ => format!("{name} {after}"),
    };
    Some(line.rewritten(message, written))
}

/// `fx EUR = 1.08`, `rate EUR USD 1.08`, `1 EUR = $1.08`, `EUR/USD = 1.08`: what a currency costs.
fn rate(line: UnknownLine<'_>) -> Option<LineHint> {
    let word = names::leading_name(line.line).to_lowercase();
    let named = matches!(
        word.as_str(),
        "fx" | "forex" | "exchange_rate" | "exchangerate" | "fxrate" | "fx_rate" | "convert"
    ) || line.line.to_lowercase().starts_with("exchange rate");
    let spoken = money::SpokenRate::of_line(line.line);
    let priced = match &spoken {
        // `1 EUR = …`, `€1 = …`, `EUR/USD = …`, `EUR to USD = …`, `rate EUR USD …`
        Some(rate) => {
            let first = line.line.split(|next: char| !next.is_alphanumeric()).next().unwrap_or_default();
            let one = line
                .line
                .strip_prefix("1 ")
                .is_some_and(|rest| Currency::from_code(rest.get(..3).unwrap_or_default()).is_some());
            let sign = line.line.chars().next().and_then(Currency::from_sign).is_some();
            one || sign && line.line.contains('=')
                || rate.is_pair()
                    && (Currency::from_code(first).is_some() || word == "rate" || word == "rates")
        }
        None => false,
    };
    if !named && !priced {
        return None;
    }
    Some(match spoken.and_then(|rate| rate.written(line.text)) {
        Some(written) => line.rewritten(money::RATE, written),
        None => LineHint::new(money::RATE, money::RATE_HELP),
    })
}

/// `FY2027 starts 2026-02`, `financial year from April`, `fy begins in Feb`.
fn fiscal(line: UnknownLine<'_>) -> Option<LineHint> {
    let word = names::leading_name(line.line);
    let lower = word.to_lowercase();
    let known = matches!(
        lower.as_str(),
        "fy" | "financial" | "fiscal_year" | "financial_year" | "year_start" | "fytd"
    );
    if !known && super::super::time::fiscal_year(word).is_none() {
        return None;
    }
    let message = "a fiscal year says which one begins with which month";
    Some(match PlanMonths::fiscal_line(line.text, line.line) {
        Some(written) => line.rewritten(message, written),
        None => LineHint::new(message, "write `fiscal year 2027 from 2026-02`"),
    })
}

/// `weeks 2026-01 .. 2026-52`, `quarters 2026-Q1 .. 2026-Q4`, `period Jan 2026 to Dec 2026`.
fn months(line: UnknownLine<'_>) -> Option<LineHint> {
    let word = names::leading_name(line.line);
    let lower = word.to_lowercase();
    let by = match lower.as_str() {
        "weeks" | "week" => "weeks",
        "quarters" | "quarter" => "quarters",
        "years" | "year" => "years",
        "month" | "period" | "periods" | "horizon" | "timeframe" | "timeline" | "dates" | "start"
        | "start_date" | "range" => "months",
        _ => return None,
    };
    let said = line.line.get(word.len()..)?;
    // The row above the values of a sheet.
    if said.contains(['\t', ',', '|']) {
        return None;
    }
    let said = said.trim_start_matches([' ', ':']);
    let example = PlanMonths::of(line.text).first();
    let message = format!("a plan's columns are months, and no line begins with `{word}`");
    let span = if by == "weeks" { None } else { spoken_span(said) };
    let has_months = line.text.lines().any(|other| other.trim_start().starts_with("months "));
    let reported = match by {
        "quarters" => "; quarters are a way to show them: `--by quarter`",
        "years" => "; years are a way to show them: `--by year`",
        "weeks" => "; `pace today --week` lists what a working week asks for",
        _ => "",
    };
    match span.filter(|_| !has_months) {
        Some(span) => {
            let mut hint = line.rewritten(message, format!("months {span}"));
            hint.help.push_str(reported);
            Some(hint)
        }
        None => {
            let months = if example == "M1" { "months 2026-01 .. 2026-12" } else { "months" };
            Some(LineHint::new(message, format!("the line `{months}` says which these are{reported}")))
        }
    }
}

/// `holiday 2026-01-01`, `closed 2026-12-24 .. 2026-12-31`.
fn days_off(line: UnknownLine<'_>) -> Option<LineHint> {
    let word = names::leading_name(line.line);
    let known = [
        "holiday",
        "holidays",
        "vacation",
        "closed",
        "day_off",
        "days_off",
        "bank_holiday",
        "bank_holidays",
        "except",
        "shutdown",
    ];
    if !known.contains(&word.to_lowercase().as_str()) {
        return None;
    }
    let days = line.line.get(word.len()..)?.trim_start_matches([' ', '\t', ':', '=']);
    if !days.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    // What the day is called has no place: `holiday 2026-01-01 "New Year"`.
    let named = days.find(|part: char| part == '"' || part.is_ascii_alphabetic() && part != 'T');
    let days = days.get(..named.unwrap_or(days.len()))?.trim_end_matches([' ', '\t', ',', ':', '-', '(']);
    let message = "days off belong to the working days";
    let existing = line.text.lines().map(str::trim).find(|other| other.starts_with("workdays "));
    match existing {
        Some(existing) if existing.contains(" except ") => {
            Some(LineHint::new(message, format!("write `{}, {days}`", existing.split('#').next()?.trim())))
        }
        Some(existing) => Some(LineHint::new(
            message,
            format!("write `{} except {days}`", existing.split('#').next()?.trim()),
        )),
        None => Some(line.rewritten(message, format!("workdays mon..fri except {days}"))),
    }
}

/// `calls\t40\t41\t42`, `calls, 40, 41, 42`, `| calls | 40 | 41 | 42 |`, and the row above with the months.
fn pasted_row(line: UnknownLine<'_>) -> Option<LineHint> {
    let said = line.line.trim().trim_matches('|').trim();
    // A name in quotes may hold what stands between cells.
    let (name, values) = match said.strip_prefix('"').and_then(|inner| inner.split_once('"')) {
        Some(parts) => parts,
        None => {
            let end = said.find(['\t', ',', '|', ';']).or_else(|| said.find(" "))?;
            said.split_at_checked(end)?
        }
    };
    let name = name.trim();
    // One sign ends the name: a second one stands behind an empty cell.
    let values = values.trim_start_matches(' ');
    let values = values.strip_prefix(['\t', ',', '|', ';']).unwrap_or(values).trim_matches(' ');
    let written: String =
        name.split([' ', '-', '.', '/', ',']).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("_");
    let is_name = names::leading_name(&written) == written && !written.is_empty();
    let row =
        pasted::row(values).filter(|_| is_name && names::refuse_new_name(&written, line.span).is_none());
    if let Some(row) = row {
        let (help, ways) = pasted::ways(&written, &row, line.text);
        let fixes = ways.into_iter().map(|way| Fix::write(line.span, way)).collect();
        let ambiguous = row.is_ambiguous();
        let message = match ambiguous {
            true => pasted::PastedRow::AMBIGUOUS,
            false => "a row from a sheet is a name, `=` and a list in brackets",
        };
        return Some(LineHint { fixes, ambiguous, ..LineHint::new(message, help) });
    }
    // The row of the months.
    let cells = values.split(['\t', ',', '|', ';']).map(str::trim).filter(|cell| !cell.is_empty());
    let months = cells.clone().count() >= 3
        && cells.clone().all(|cell| SpokenMonth::at(cell).is_some_and(|month| month.length == cell.len()));
    months.then(|| {
        let fix = Fix::new("make it a remark", Edit::before(line.span, "# "));
        let message = "the months stand once in a plan, and no row names them";
        let help = "say them with `months 2026-01 .. 2026-12`, and put `#` before this line";
        LineHint { fixes: vec![fix], ..LineHint::new(message, help) }
    })
}

/// `price is $500`, `price equals 500`, `price <- 500`, `price -> 500`.
fn spoken_value(line: UnknownLine<'_>) -> Option<LineHint> {
    let name = names::leading_name(line.line);
    let rest = line.line.get(name.len()..)?.trim_start();
    let value = ["is ", "equals ", "are ", "<- ", "<-", "← ", "-> ", "→ "]
        .iter()
        .find_map(|sign| rest.strip_prefix(sign))?;
    (!name.is_empty() && !value.trim().is_empty()).then(|| {
        line.rewritten("a row is followed by `=` and its value", format!("{name} = {}", value.trim()))
    })
}
