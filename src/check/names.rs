//! The row that a name means, and what to write for a name that means none.

use super::family::Meant;
use super::fixes::is_number;
use super::scope::{self, Scope};
use super::{Context, ScenarioBuilder};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix, did_you_mean, members, nearest};
use crate::library;
use crate::model::{OPENING, RowId, StagePart};
use crate::source::Span;
use crate::syntax::RateFix;
use crate::value::{Currency, Period};

/// How many unknown names are compared with all rows of the plan.
const SUGGESTIONS: usize = 100;

/// What people call a balance at the start of the month.
const AT_START: [&str; 6] = [OPENING, "start", "begin", "beginning", "initial", "at_start"];

impl ScenarioBuilder<'_> {
    /// The row that a name means. The error is none where the name belongs to a statement that could not
    /// be read, which has been reported.
    pub(super) fn resolve(
        &self,
        context: &Context<'_>,
        span: Span,
        scope: &Scope,
    ) -> Result<RowId, Option<Diagnostic>> {
        self.find(context, span, scope).ok_or_else(|| {
            let name = scope::normal(context.sources.text(span));
            // `core.won` of a pipeline `core` that could not be read.
            let first = name.split('.').next().unwrap_or(&name);
            // `$500/rep/month` is told where `rep` stands.
            let told = of_each(context, span).is_some_and(|each| {
                each.noun.start < span.start && self.find(context, each.noun, scope).is_none()
            });
            let broken = told || self.broken.iter().any(|broken| *broken == *name || broken == first);
            let told = || self.no_row_of(context, &name, span, scope);
            (!broken).then(|| told().unwrap_or_else(|| self.no_such_row(context, &name, span, scope)))
        })
    }

    /// The row that a name means, if there is one.
    pub(super) fn find(&self, context: &Context<'_>, span: Span, scope: &Scope) -> Option<RowId> {
        let name = scope::normal(context.sources.text(span));
        if !context.segments.is_empty() {
            return self.find_among_members(context, &name, scope);
        }
        if let Some(row) = scope::resolve(&self.names, &name, scope) {
            return Some(row);
        }
        // An action answers to its name with and without an `s`.
        scope::resolve(&self.names, &other_number(&name), scope).filter(|row| self.table[row.index()].action)
    }

    /// The row that a name means in a plan with segments.
    fn find_among_members(&self, context: &Context<'_>, name: &str, scope: &Scope) -> Option<RowId> {
        if let Meant::Row(row) = self.meant(context, name, scope) {
            return Some(row);
        }
        let other = other_number(name);
        match self.meant(context, &other, scope) {
            Meant::Row(row) if self.table[row.index()].action => Some(row),
            _ => None,
        }
    }

    /// The rows whose last part is the name: `direct.leads` and `partners.leads` for `leads`; a few of them.
    pub(super) fn members_called(&self, name: &str) -> Vec<String> {
        let rows = self.table.iter().filter(|entry| self.names.get(&entry.name).is_some());
        members(name, rows.map(|entry| entry.name.as_ref())).into_iter().map(str::to_string).collect()
    }

    fn no_such_row(&self, context: &Context<'_>, name: &str, span: Span, scope: &Scope) -> Diagnostic {
        if name == "base" {
            return Diagnostic::new(
                Code::UnknownName,
                "`base` is the value that a scenario changes: it has no meaning here",
                span,
                "not inside a scenario's definition",
            )
            .help("use it inside `scenario … { win_rate = base + 5 points }`");
        }
        let found = Diagnostic::new(
            Code::UnknownName,
            format!("there is no row `{name}`"),
            span,
            "not a row of this plan",
        );
        if let Some(currency) = super::exchange::exchanged(name) {
            let own = context.currency;
            return found.help(format!(
                "what {} costs is a line of its own, at your rate: `exchange {currency} = {}`",
                super::exchange::one_of(currency),
                own.amount("1.08")
            ));
        }
        if library::function(name).is_some() {
            return found.help(format!("`{name}` is a function: call it, `{name}(…)`"));
        }
        if let Some(each) = of_each(context, span) {
            let (amount, noun) = (each.rate, context.sources.text(each.noun));
            let rows = [noun.to_string(), format!("{noun}s"), format!("{noun}es")];
            return match rows.iter().find(|row| self.names.get(row.as_str()).is_some()) {
                Some(row) => {
                    let all = format!("{amount} * {row}");
                    let help = format!(
                        "what is of each stands alone, `{amount}`; what they all have together is `{all}`"
                    );
                    found.help(help).offer(Fix::new(format!("write `{all}`"), Edit::replace(each.whole, all)))
                }
                None => found.help(format!(
                    "say how many there are on a line of its own, `{noun}s = …`, and multiply: `{amount} * {noun}s`"
                )),
            };
        }
        // `TRUE` of a sheet, `currency = EUR`.
        let switch = ["false", "true", "no", "yes"].iter().position(|word| name.eq_ignore_ascii_case(word));
        if let Some(switch) = switch {
            let number = (switch % 2).to_string();
            return found.fix(format!("rows hold numbers: write `{number}`"), span, number);
        }
        let before = context.sources.get(span.file).text().get(..span.start as usize).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        if Currency::from_code(name).is_some() && line.split_whitespace().eq(["currency", "="]) {
            let whole = Span { start: span.start - line.trim_start().len() as u32, ..span };
            let written = format!("currency {name}");
            return found.fix(format!("write `{written}`"), whole, written);
        }
        // `$500 / month`: a word after a slash is more often a period than a row that was forgotten.
        if let Some((rate, place)) = rate_fix(context, name, span) {
            let found = found.help(rate.help.as_str());
            return match rate.written.zip(place) {
                Some(((_, text), place)) => found.offer(Fix::new(rate.help, Edit::replace(place, text))),
                None => found,
            };
        }
        // `win-rate`, where the plan has `win_rate`: a name has no hyphen.
        let text = context.sources.get(span.file).text();
        let rest = text.get(span.end as usize..).and_then(|rest| rest.strip_prefix('-')).unwrap_or_default();
        let end = rest.find(|next: char| !next.is_alphanumeric() && next != '_').unwrap_or(rest.len());
        let joined = format!("{name}_{}", rest.get(..end).unwrap_or_default());
        if end > 0 && self.names.get(joined.as_str()).is_some() {
            let whole = Span { end: span.end + 1 + end as u32, ..span };
            return found.fix(format!("a name has no hyphen: `{joined}`"), whole, joined);
        }
        // Looking for the nearest of all rows is dear: a text that is no plan gets no more than this.
        if self.diagnostics.len() > SUGGESTIONS {
            return found.help(format!("define it on a line of its own: `{name} = …`"));
        }
        let prefix = scope.prefix.as_deref().unwrap_or("");
        // `leads` where the plan has `direct.leads`: the rest of the name is missing.
        let members = self.members_called(name);
        if let Some(help) = did_you_mean(name, members.iter().map(String::as_str)) {
            return members.iter().fold(found.help(help), |found, member| {
                let title = format!("write `{member}`");
                found.offer(Fix::new(title, Edit::replace(span, member.as_str())))
            });
        }
        // `won.opening`, `bank.start`: what a balance is at the start of the month.
        if let Some((owner, part)) = name.rsplit_once('.')
            && AT_START.contains(&part)
        {
            let ways = [OPENING, StagePart::Opening.name()].map(|member| format!("{owner}.{member}"));
            let known = |way: &&String| scope::resolve(&self.names, way, scope).is_some();
            if let Some(way) = ways.iter().find(known) {
                return found.fix(format!("at the start of the month it is `{way}`"), span, way.as_str());
            }
            // What comes into a pipeline waits in the stage after it.
            let entry = scope::resolve(&self.names, owner, scope);
            let mut pipelines = self.pipelines.iter();
            let of = pipelines.find(|pipeline| pipeline.entry.as_ref().map(|entry| entry.row) == entry);
            if let Some(stage) = of.filter(|_| entry.is_some()).and_then(|pipeline| pipeline.stages.first()) {
                let way = self.table[stage.open_opening.index()].name.to_string();
                let help = format!("what waits after `{owner}` at the start of the month is `{way}`");
                return found.fix(help, span, way);
            }
        }
        let rows = self.table.iter().filter(|entry| self.names.get(&entry.name).is_some());
        // Inside a pipeline its rows have short names, and a suggestion has to be one that can be written there.
        let names = rows.map(|entry| entry.name.strip_prefix(prefix).unwrap_or(&entry.name));
        // What each member has is written by its short name in a block, and outside where it has a total.
        let names = names.chain(self.families.names());
        match nearest(name, names) {
            Some(near) => found.fix(format!("did you mean `{near}`?"), span, near),
            // The row may be one whose line could not be read.
            None if let Some(near) = nearest(name, self.broken.iter().map(String::as_str)) => {
                found.fix(format!("did you mean `{near}`, whose line has a mistake of its own?"), span, near)
            }
            None if library::function(&name.to_lowercase()).is_some() => {
                found.help(format!("did you mean the function `{}`?", name.to_lowercase()))
            }
            // What has a dot is no row of one's own.
            None if name.contains('.') => found.help(
                "a member comes with what it is part of: a stage has `rate`, `time`, `kept`, `open`, `lost` and `open.opening`, a stock `opening`",
            ),
            None => found.help(format!("define it on a line of its own: `{name} = …`")),
        }
    }
}

/// A name in the other number, with or without its `s`.
fn other_number(name: &str) -> String {
    match name.strip_suffix('s') {
        Some(singular) => singular.to_string(),
        None => format!("{name}s"),
    }
}

/// An amount of each in every period: `$500/rep/month`, `$500/month/rep`.
struct OfEach {
    /// `$500/month`
    rate: String,
    /// Where the word stands for what it is of.
    noun: Span,
    whole: Span,
}

/// The amount of each in every period of which a word is a part.
fn of_each(context: &Context<'_>, word: Span) -> Option<OfEach> {
    let text = context.sources.get(word.file).text();
    let inside = |part: char| part.is_alphanumeric() || "_/.,%$€£¥".contains(part);
    let start = text.get(..word.start as usize)?.trim_end_matches(inside).len();
    let after = text.get(word.end as usize..)?;
    let end = text.len() - after.trim_start_matches(inside).len();
    let mut parts = text.get(start..end)?.split('/');
    let (Some(amount), Some(first), Some(second), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    let (period, noun) = match (Period::from_word(first), Period::from_word(second)) {
        (None, Some(_)) => (second, start + amount.len() + 1),
        (Some(_), None) => (first, start + amount.len() + first.len() + 2),
        _ => return None,
    };
    let length = if period == first { second.len() } else { first.len() };
    is_number(amount).then(|| OfEach {
        rate: format!("{amount}/{period}"),
        noun: Span::new(word.file, noun, noun + length),
        whole: Span::new(word.file, start, end),
    })
}

/// What to write for `$500 / month` or `5/yr`, whose word was read as the name of a row, and in which place.
fn rate_fix(context: &Context<'_>, name: &str, span: Span) -> Option<(RateFix, Option<Span>)> {
    let before = context.sources.get(span.file).text().get(..span.start as usize)?;
    let line = before.rsplit('\n').next()?;
    let divided = line.trim_end().strip_suffix('/')?;
    let fix = crate::syntax::rate_fix(divided, name)?;
    let end = before.len() - line.len() + divided.trim_end().len();
    let place = fix.written.as_ref().map(|(operand, _)| Span { start: (end - operand.len()) as u32, ..span });
    Some((fix, place))
}
