//! What is to hold in every month, as people say it: `goal bank >= $50k always`, `goal bank never below $50k`, `goal
//! lowest(bank) >= $50k`, `keep bank above $50k`. A goal without a time asks for one month, so all of it is a `check`.

use super::super::grammar::Rule;
use super::super::spoken_month::PlanMonths;
use super::super::{informal, names};
use super::beside::is_row;
use super::{Around, Hint};
use crate::diagnostic::Fix;

/// How a comparison is said, what it is in a `check`, and what it is behind `never` or `not`.
const SIGNS: [(&str, &str, &str); 28] = [
    (">=", ">=", "<"),
    ("<=", "<=", ">"),
    ("≥", ">=", "<"),
    ("≤", "<=", ">"),
    (">", ">", "<="),
    ("<", "<", ">="),
    ("at least", ">=", "<"),
    ("at most", "<=", ">"),
    ("no less than", ">=", ">="),
    ("not less than", ">=", ">="),
    ("no more than", "<=", "<="),
    ("not more than", "<=", "<="),
    ("no lower than", ">=", ">="),
    ("no higher than", "<=", "<="),
    ("greater than", ">=", "<="),
    ("higher than", ">=", "<="),
    ("more than", ">=", "<="),
    ("less than", "<=", ">="),
    ("lower than", "<=", ">="),
    ("fewer than", "<=", ">="),
    ("above", ">=", "<="),
    ("over", ">=", "<="),
    ("below", "<=", ">="),
    ("under", "<=", ">="),
    ("exceeds", ">=", "<="),
    ("exceed", ">=", "<="),
    ("negative", "< 0", ">= 0"),
    ("positive", "> 0", "<= 0"),
];

/// Words for all months; the longer before those they hold.
const ALWAYS: [&str; 20] = [
    "in every single month",
    "every single month",
    "in every month",
    "in each month",
    "in all months",
    "every month",
    "each month",
    "all months",
    "for the whole plan",
    "for the whole year",
    "for the entire plan",
    "for the entire year",
    "throughout the plan",
    "throughout the year",
    "all the time",
    "the whole time",
    "at all times",
    "throughout",
    "all year",
    "always",
];

/// Verbs for what is to stay so.
const KEEPS: [&str; 12] = [
    "keep",
    "keeps",
    "kept",
    "stay",
    "stays",
    "remain",
    "remains",
    "maintain",
    "maintains",
    "hold",
    "holds",
    "guard",
];

const NOT: [&str; 10] =
    ["never", "not", "no", "don't", "doesn't", "mustn't", "can't", "cannot", "won't", "shouldn't"];

const LOWEST: [&str; 5] = ["lowest", "min", "minimum", "smallest", "worst"];

const HIGHEST: [&str; 5] = ["highest", "max", "maximum", "largest", "peak"];

/// Words around the row that say nothing of their own.
const FILLERS: [&str; 36] = [
    "the", "our", "my", "a", "of", "that", "to", "be", "is", "are", "must", "should", "shall", "will", "may",
    "can", "do", "does", "has", "have", "needs", "let", "lets", "make", "sure", "go", "goes", "drop",
    "drops", "fall", "falls", "dip", "dips", "get", "gets", "value",
];

/// A condition for every month.
struct Said<'t> {
    label: &'t str,
    row: String,
    sign: &'static str,
    value: String,
    /// The months it is for, as `from 2026-03`; empty where it is for all.
    months: String,
}

impl Said<'_> {
    fn condition(&self) -> String {
        format!("{} {} {}", self.row, self.sign, self.value)
    }

    fn check(&self) -> String {
        format!("check {} {}", self.condition(), self.months).trim_end().to_string()
    }

    /// The same as a goal, which has a name and which `solve` looks for; none where a goal cannot say it. Of what adds
    /// up a target without a period would be one for the sum of the months.
    fn goal(&self, text: &str) -> Option<String> {
        let monthly = self.value.contains('/') || find_words(text, &format!("stock {}", self.row)).is_some();
        let dated = text.lines().any(|line| line.trim_start().starts_with("months "));
        let months = match self.months.as_str() {
            "" if dated => format!("from {}", PlanMonths::of(text).first()),
            "" => return None,
            months => months.to_string(),
        };
        let label = if self.label.is_empty() { String::new() } else { format!("{}: ", self.label) };
        (monthly && matches!(self.sign, ">=" | "<="))
            .then(|| format!("goal {label}{} {months}", self.condition()))
    }
}

const FORM: &str = "write a line of the form `check ROW >= VALUE`";

const MESSAGE: &str = "what holds in every month is a `check`: a goal without a time asks for one month";

/// A goal or a check that does not read.
pub(super) fn judged(around: &Around<'_>) -> Option<Hint> {
    let line = around.line();
    let line = line.split(" #").next().unwrap_or(line).trim_end();
    let word = names::leading_name(line);
    let rest = line.get(word.len()..)?;
    // `goal: bank >= $50k always`
    let colon = around.rule == Rule::definition && rest.trim_start().starts_with(':');
    if !matches!(around.rule, Rule::goal | Rule::check) && !colon {
        return None;
    }
    let statement = informal::statement(word)?;
    if let Some(goal) = one_month(rest).filter(|_| around.rule == Rule::goal) {
        let edit = around.edit(0, line.len(), format!("goal {goal}"));
        return Hint::rewrite("a goal names its row, and asks for its best month by itself", edit);
    }
    let Some(said) = said(rest, around.text, false) else {
        // What else stands in such a line is not known: no other hint may take the word for a name or a remark.
        let always = ALWAYS.iter().chain(&["never"]).any(|words| find_words(rest, words).is_some());
        return Hint::new(MESSAGE, FORM).filter(|_| always && !colon);
    };
    let ways = ways(&said, around.text, statement == "goal");
    let help = help(&ways);
    let fixes =
        ways.into_iter().map(|way| Fix::new(format!("write `{way}`"), around.edit(0, line.len(), way)));
    let hint = Hint::new(MESSAGE, help)?.offer(fixes.collect());
    Some(hint.or_say(FORM))
}

/// What is said by a line that begins with no word of the language, `keep bank above $50k` or `bank >= $50k at all
/// times`: what to write, in a sentence and each by itself.
pub(super) fn line(line: &str, text: &str) -> Option<(String, Vec<String>)> {
    let word = names::leading_name(line);
    let statement = informal::statement(word);
    let rest = statement.map_or(line, |_| line.get(word.len()..).unwrap_or_default());
    let ways = ways(&said(rest, text, true)?, text, statement == Some("goal"));
    Some((help(&ways), ways))
}

/// What can be written for it, the likeliest first: a check has no label.
fn ways(said: &Said<'_>, text: &str, is_goal: bool) -> Vec<String> {
    let goal = said.goal(text).filter(|_| is_goal);
    let check = (said.label.is_empty() || goal.is_none()).then(|| said.check());
    check.into_iter().chain(goal).collect()
}

fn help(ways: &[String]) -> String {
    match ways {
        [check, goal] => format!("write `{check}`; what `solve` is to look for is a goal, `{goal}`"),
        ways => ways.first().map(|way| format!("write `{way}`")).unwrap_or_default(),
    }
}

/// `max(bank) >= $50k by 2026-06`, `min(bank) <= $5k`: what one month meets.
fn one_month(rest: &str) -> Option<String> {
    let (head, sign, value) = compared(rest)?;
    let (word, row) = head.trim().split_once('(')?;
    let (word, row) = (word.trim().to_lowercase(), row.trim_end().strip_suffix(')')?.trim());
    let best = HIGHEST.contains(&word.as_str()) && matches!(sign.1, ">=" | ">")
        || LOWEST.contains(&word.as_str()) && matches!(sign.1, "<=" | "<");
    let sign = if sign.1.starts_with('>') { ">=" } else { "<=" };
    let lasts = ALWAYS.iter().any(|always| find_words(value, always).is_some());
    (best && !lasts && names::leading_name(row) == row).then(|| format!("{row} {sign} {}", value.trim()))
}

/// What is said for every month; none where a text says nothing of the kind.
fn said<'t>(rest: &'t str, text: &str, known_row: bool) -> Option<Said<'t>> {
    let rest = rest.trim_start_matches([' ', '\t', ':']);
    let (label, rest) = match rest.strip_prefix('"').and_then(|label| label.split_once('"')) {
        Some((label, after)) => (rest.get(..label.len() + 2)?, after.trim_start_matches([' ', '\t', ':'])),
        None => ("", rest),
    };
    let (head, sign, tail) = compared(rest).or_else(|| before_amount(rest))?;
    let (head, mut lasts) = without_always(head);
    let (tail, again) = without_always(tail);
    lasts |= again;
    let (mut never, mut extreme, mut name) = (false, None, Vec::new());
    for word in head.split([' ', '\t', '(', ')', ',']).filter(|word| !word.is_empty()) {
        let lower = word.to_lowercase().replace('’', "'");
        let lower = lower.as_str();
        if is_row(text, word) {
            name.push(word);
        } else if NOT.contains(&lower) {
            never = true;
            // What is not to fall below something is guarded; of what is not to be above, a goal may speak.
            lasts |= lower == "never" || sign.2 == ">=";
        } else if KEEPS.contains(&lower) {
            lasts = true;
        } else if LOWEST.contains(&lower) {
            extreme = Some('>');
        } else if HIGHEST.contains(&lower) {
            extreme = Some('<');
        } else if !FILLERS.contains(&lower) {
            name.push(word);
        }
    }
    // `keep at least $50k in bank`
    let mut tail = tail.as_str();
    if name.is_empty()
        && let Some((value, row)) = tail.split_once(" in ").or_else(|| tail.split_once(" of "))
    {
        let row = row.trim().trim_start_matches("the ");
        (name, tail) = (vec![names::leading_name(row)], value.trim());
    }
    let row = name.join("_");
    let written = if never { sign.2 } else { sign.1 };
    let fits = extreme.is_none_or(|extreme| written.starts_with(extreme));
    let is_name =
        names::leading_name(&row) == row && !row.is_empty() && !names::TAKEN.contains(&row.as_str());
    let known = name.len() == 1 && !known_row || is_row(text, &row);
    if !(lasts || extreme.is_some()) || !fits || !is_name || !known {
        return None;
    }
    let (value, months) = parted(tail, text)?;
    let (sign, zero) = written.split_once(' ').unwrap_or((written, ""));
    let value = match value.as_str() {
        "zero" => "0".to_string(),
        _ if value.is_empty() => zero.to_string(),
        _ => value,
    };
    // Milestones, and a value with words behind it, are no value of a check.
    (!value.is_empty() && !value.contains(", ")).then_some(Said { label, row, sign, value, months })
}

type Sign = (&'static str, &'static str, &'static str);

/// The text before the first sign of a comparison, the sign, and what follows it.
fn compared(text: &str) -> Option<(&str, Sign, &str)> {
    let found = SIGNS.iter().filter_map(|sign| {
        let word = sign.0.starts_with(char::is_alphabetic);
        let at = if word { find_words(text, sign.0)? } else { text.find(sign.0)? };
        Some((at, *sign))
    });
    // Of two at one place the longer: `>=` and `>`.
    let (at, sign) = found.min_by_key(|(at, sign)| (*at, usize::MAX - sign.0.len()))?;
    Some((text.get(..at)?, sign, text.get(at + sign.0.len()..)?))
}

/// `min bank $50k`, `maximum reps of 5`: the word before the row is the sign.
fn before_amount(text: &str) -> Option<(&str, Sign, &str)> {
    let first = names::leading_name(text).to_lowercase();
    let sign = match first.as_str() {
        first if LOWEST.contains(&first) => SIGNS.first()?,
        first if HIGHEST.contains(&first) => SIGNS.get(1)?,
        _ => return None,
    };
    let begins = |part: &str| {
        part.trim_start_matches(['$', '€', '£', '-']).starts_with(|digit: char| digit.is_ascii_digit())
    };
    let at = text.match_indices(' ').map(|(at, _)| at + 1).find(|at| text.get(*at..).is_some_and(begins))?;
    Some((text.get(..at)?, *sign, text.get(at..)?))
}

/// Where words stand in a text, whole and in any case.
fn find_words(text: &str, words: &str) -> Option<usize> {
    let lower = text.to_ascii_lowercase();
    lower.match_indices(words).map(|(at, _)| at).find(|at| {
        let before = lower.get(..*at).is_some_and(|before| before.ends_with(names::is_part));
        let after = lower.get(at + words.len()..).is_some_and(|after| after.starts_with(names::is_part));
        !before && !after
    })
}

/// A text without the words that say that it holds in all months, and whether there were any.
fn without_always(text: &str) -> (String, bool) {
    let mut rest = text.to_string();
    let mut found = false;
    for words in ALWAYS {
        if let Some(at) = find_words(&rest, words) {
            rest.replace_range(at..at + words.len(), "");
            found = true;
        }
    }
    (rest.trim().to_string(), found)
}

/// The value of a comparison, and the months that it is for: `by 2026-06` is from the first month on.
fn parted(tail: &str, text: &str) -> Option<(String, String)> {
    let times = ["from ", "in ", "by ", "until ", "through ", "till "];
    let at = times.iter().filter_map(|word| find_words(tail, word.trim())).min();
    let Some(at) = at else { return Some((tail.to_string(), String::new())) };
    let (value, months) = (tail.get(..at)?.trim(), tail.get(at..)?.trim());
    let (word, month) = months.split_once(' ')?;
    let months = match word {
        "from" | "in" => months.to_string(),
        _ => format!("in {} .. {}", PlanMonths::of(text).first(), month.trim()),
    };
    Some((value.to_string(), months))
}
