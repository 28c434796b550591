//! `title`, `months`, `days`, `workdays` and `currency`: what the whole plan stands on.

use std::rc::Rc;
use std::sync::Arc;

use super::Context;
use super::month_list::{ListedNumbers, listed};
use super::time::calendar_quarter;
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::limits;
use crate::loader::Loaded;
use crate::model::PlanTexts;
use crate::source::Span;
use crate::syntax::tree::{
    DateRun, DaysSpec, Heading, LiteralUnit, MonthKind, MonthRef, MonthsSpec, NodeKind, StatementKind, Tree,
    WorkdaysKind,
};
use crate::value::{Calendar, Currency, Date, Fiscal, Month, MonthLength, Number, Period, Workdays};

/// Months of a plan that does not say how many.
const DEFAULT_MONTHS: usize = 12;
/// Working days a month of a plan that does not say.
const DEFAULT_WORKDAYS: u32 = 20;

impl<'a> Context<'a> {
    /// Reads the statements that the whole plan stands on.
    pub fn new(loaded: &'a Loaded, rows: usize) -> (Self, Vec<Diagnostic>) {
        let mut reading = Reading { loaded, found: Vec::new(), months_wrong: false };
        let title = reading.one(|heading| match heading {
            Heading::Title(text) => Some(text.text.clone()),
            _ => None,
        });
        let says_workdays = loaded
            .statements()
            .any(|(_, statement)| matches!(&statement.kind, StatementKind::Heading(Heading::Workdays(_))));
        let texts = PlanTexts { title: title.map(|(_, text, _)| text), says_workdays };
        let calendar = reading.calendar();
        let (currency, currency_span) = reading.currency();
        let sources = &loaded.sources;
        let months_wrong = reading.months_wrong;
        let months = calendar.len();
        let mut context = Context {
            sources,
            loaded,
            calendar,
            months_wrong,
            texts,
            currency,
            currency_span,
            rows: if rows == limits::ROWS { rows.min(limits::ROW_MONTHS / months.max(1)) } else { rows },
            segments: Arc::default(),
            member_lines: Rc::default(),
            members_wrong: loaded.has_wrong_table(),
            free: None,
            unit_of_unknown: None,
        };
        let segments = super::segment::read(&context);
        let mut found = reading.found;
        found.extend(segments.found);
        context.segments = Arc::new(segments.segments);
        context.member_lines = segments.lines.into();
        context.members_wrong |= segments.too_many;
        (context, found)
    }
}

/// Reads the statements of the calendar, of which each may stand once, in any file.
struct Reading<'a> {
    loaded: &'a Loaded,
    found: Vec<Diagnostic>,
    /// The months of the plan could not be read.
    months_wrong: bool,
}

impl<'a> Reading<'a> {
    /// What the one statement of a kind says, with its tree and place; a second is reported.
    fn one<T>(&mut self, read: impl Fn(&'a Heading) -> Option<T>) -> Option<(&'a Tree, T, Span)> {
        let mut first: Option<(&Tree, T, Span)> = None;
        for (tree, statement) in self.loaded.statements() {
            let StatementKind::Heading(heading) = &statement.kind else { continue };
            let Some(said) = read(heading) else { continue };
            match first {
                None => first = Some((tree, said, statement.span)),
                Some((_, _, earlier)) => self.found.push(
                    Diagnostic::new(
                        Code::DuplicateName,
                        format!("`{}` is said twice", heading.word()),
                        statement.span,
                        "said again",
                    )
                    .also(earlier, "first said here")
                    .help("take one away"),
                ),
            }
        }
        first
    }

    /// The months with their days and working days. What is wrong is reported, and the usual value taken in its
    /// place.
    fn calendar(&mut self) -> Calendar {
        let before = self.found.len();
        let fiscal = self.fiscal();
        let (first, length) = self.months(fiscal);
        // Every month that the plan names would be outside of a calendar that was guessed: those findings are
        // held back.
        self.months_wrong = self.found.len() > before || self.months_unread();
        let usual = Workdays::Fixed(Number::from(DEFAULT_WORKDAYS));
        // Which months there are says how many values a list of them has.
        let months = Calendar::new(first, length, &MonthLength::Real, &usual).with_fiscal(fiscal);
        self.years_have_names(&months);
        let days = self.days(&months);
        let workdays = self.workdays(&months);
        let calendar = Calendar::new(first, length, &days, &workdays).with_fiscal(fiscal);
        self.more_than_there_are(&calendar);
        calendar
    }

    /// Reports a fiscal year so far from its first month that the plan's own years have no name of four digits.
    fn years_have_names(&mut self, months: &Calendar) {
        let said = self.loaded.statements().find_map(|(_, statement)| match &statement.kind {
            StatementKind::Heading(Heading::Fiscal(spec)) => Some((spec.year, statement.span)),
            _ => None,
        });
        let Some(((year, span), fiscal)) = said.zip(months.fiscal()) else { return };
        let named = [0, months.len().saturating_sub(1)].map(|column| months.year_of(column));
        if named.iter().all(|year| (1..=9999).contains(year)) {
            return;
        }
        let begins = fiscal.from;
        let message =
            format!("year {year} from {begins} leaves no name of four digits for the years of this plan");
        let found = Diagnostic::new(Code::BadMonth, message, span, "far from its own months");
        let usual = begins.year() + i32::from(begins.number() != 1);
        self.found
            .push(found.help(format!("name the year as people do: `fiscal year {usual:04} from {begins}`")));
    }

    /// Reports a month that has more working days than days.
    fn more_than_there_are(&mut self, calendar: &Calendar) {
        // A second line has been refused where the first was read.
        let said = self.loaded.statements().find_map(|(tree, statement)| match &statement.kind {
            StatementKind::Heading(Heading::Workdays(spec)) => Some((tree, &spec.kind)),
            _ => None,
        });
        let place = match said {
            Some((tree, WorkdaysKind::Fixed(expr))) => tree.node(*expr).span,
            Some((_, WorkdaysKind::Listed(list))) => list.span,
            // Real days that are worked are more than the plan says there are: 4-4-5 has 28 where January has 31.
            Some((_, WorkdaysKind::Weekdays(_))) => match self.said_days() {
                Some(span) => span,
                None => return,
            },
            None => return,
        };
        let months = calendar.all_days().iter().zip(calendar.all_workdays());
        let over = months.enumerate().find(|(_, (days, workdays))| workdays > days);
        let Some((month, (days, workdays))) = over else { return };
        let month = calendar.words(month);
        let message = format!("{month} has {days} days, and cannot have {workdays} working days");
        let found = Diagnostic::new(Code::BadRange, message, place, "more than there are");
        self.found.push(found.help("write what a month has, such as `workdays 20/month`"));
    }

    /// Whether a statement that was to say the months could not be read.
    fn months_unread(&self) -> bool {
        self.loaded.statements().any(|(_, statement)| {
            matches!(statement.kind, StatementKind::Bad(_))
                && self.loaded.sources.text(statement.span).strip_prefix("months").is_some_and(|rest| {
                    !rest.trim_start().starts_with(['=', ':']) && rest.starts_with([' ', '\t', '\u{A0}'])
                })
        })
    }

    /// When fiscal years begin, where the plan says so.
    fn fiscal(&mut self) -> Option<Fiscal> {
        let (_, spec, span) = self.one(|heading| match heading {
            Heading::Fiscal(spec) => Some(*spec),
            _ => None,
        })?;
        let dated = self.loaded.statements().any(|(_, statement)| {
            matches!(&statement.kind, StatementKind::Heading(Heading::Months(spec)) if !matches!(spec, MonthsSpec::Count(..)))
        });
        let wrong = |message: &str, label: &str| Diagnostic::new(Code::BadMonth, message, span, label);
        match spec.from.kind {
            MonthKind::Dated(from) if dated || self.months_unread() => Some(Fiscal { year: spec.year, from }),
            MonthKind::Dated(_) => {
                let found = wrong("a fiscal year needs a plan with dates", "this plan's months have none");
                self.found.push(found.help("date the plan: `months 2026-01 .. 2026-12`"));
                None
            }
            MonthKind::Numbered(_) | MonthKind::Fiscal { .. } | MonthKind::Start => {
                let found = wrong(
                    "a fiscal year begins with a month of a year",
                    "expected a month, such as `2026-02`",
                );
                self.found.push(found.help("write `fiscal year 2027 from 2026-02`"));
                None
            }
        }
    }

    /// Reports quarters of the calendar as the ends of a plan of fiscal years; whether there is one.
    fn calendar_quarters(&mut self, first: &MonthRef, last: &MonthRef, fiscal: Option<Fiscal>) -> bool {
        let text = |month: &MonthRef| self.loaded.sources.text(month.span);
        let quarter =
            |month: &&MonthRef| matches!(month.kind, MonthKind::Dated(_)) && text(month).contains("-Q");
        let Some((month, fiscal)) = [first, last].into_iter().find(quarter).zip(fiscal) else { return false };
        let MonthKind::Dated(end) = month.kind else { return false };
        // The last of its three months stands for a quarter at the end of a span.
        let begins = end.plus(-((i32::from(end.number()) - 1) % 3));
        // `months 2026-Q3` is one word, and both ends of the plan.
        let edge = (first.span != last.span).then_some(end);
        self.found.push(calendar_quarter(month.span, begins, edge, fiscal));
        true
    }

    /// The first month, where the plan has dates, and how many months there are.
    fn months(&mut self, fiscal: Option<Fiscal>) -> (Option<Month>, usize) {
        let said = self.one(|heading| match heading {
            Heading::Months(spec) => Some(spec),
            _ => None,
        });
        let Some((_, spec, span)) = said else { return (None, DEFAULT_MONTHS) };
        let dated = |kind: MonthKind| match (kind, fiscal) {
            (MonthKind::Fiscal { year, month }, Some(fiscal)) => {
                MonthKind::Dated(fiscal.first_month(year).plus(i32::from(month) - 1))
            }
            _ => kind,
        };
        let (first, length) = match spec {
            // Four digits are a year, and nobody plans one so far away: `months 1200` is a number of months.
            MonthsSpec::Year(year, _) if !(1900..2200).contains(year) => {
                let most = limits::MONTHS;
                let message = format!(
                    "a plan has 1 to {most} months, or those of a year such as 2026: {year} is neither"
                );
                let found = Diagnostic::new(Code::TooLarge, message, span, "the length of the plan");
                self.found.push(found.help(format!("write `months {most}`, or `months 2026`")));
                (None, most)
            }
            MonthsSpec::Year(year, _) => (Month::new(*year, 1), 12),
            // A plan of so many months has no dates: `M1`, `M2`, … are its months.
            MonthsSpec::Count(count, _) => (None, *count as usize),
            MonthsSpec::Between(first, last) if self.calendar_quarters(first, last, fiscal) => {
                (None, DEFAULT_MONTHS)
            }
            MonthsSpec::Between(first, last) => match (dated(first.kind), dated(last.kind)) {
                (MonthKind::Fiscal { year, .. }, _) | (_, MonthKind::Fiscal { year, .. }) => {
                    let message = "the plan does not say with which month a fiscal year begins";
                    let found = Diagnostic::new(Code::BadMonth, message, span, "which months are these?");
                    let line = format!("fiscal year {year} from {:04}-02", (year - 1).max(1));
                    let help = format!("say it on a line of its own: `{line}` where it begins in February");
                    self.found.push(found.help(help));
                    (None, DEFAULT_MONTHS)
                }
                (MonthKind::Dated(a), MonthKind::Dated(b)) if b >= a => (Some(a), b.since(a) as usize + 1),
                (MonthKind::Dated(_), MonthKind::Dated(_)) => {
                    let text = |span: Span| self.loaded.sources.text(span);
                    let help =
                        format!("turn them round: `months {} .. {}`", text(last.span), text(first.span));
                    self.found.push(
                        Diagnostic::new(
                            Code::BadMonth,
                            "the plan ends before it starts",
                            span,
                            "from late to early",
                        )
                        .fix_with(
                            help,
                            vec![
                                Edit::replace(first.span, text(last.span)),
                                Edit::replace(last.span, text(first.span)),
                            ],
                        ),
                    );
                    (None, DEFAULT_MONTHS)
                }
                _ => {
                    self.found.push(
                        Diagnostic::new(
                            Code::BadMonth,
                            "a plan runs between months of a year, or for a number of months",
                            span,
                            "numbered months",
                        )
                        .help("write `months 2026-01 .. 2026-12`, or `months 12`"),
                    );
                    (None, DEFAULT_MONTHS)
                }
            },
        };
        if length == 0 || length > limits::MONTHS {
            let message = format!("a plan has 1 to {} months, not {length}", limits::MONTHS);
            self.found.push(Diagnostic::new(Code::TooLarge, message, span, "the length of the plan"));
            // Reported, and checked on with a length that fits in memory, so that the rest of the plan is looked
            // at too.
            return (first, length.clamp(1, limits::MONTHS));
        }
        (first, length)
    }

    /// Where the plan says how long months are, if it does.
    fn said_days(&self) -> Option<Span> {
        self.loaded.statements().find_map(|(_, statement)| match &statement.kind {
            StatementKind::Heading(Heading::Days(_)) => Some(statement.span),
            _ => None,
        })
    }

    /// How long months are: as the plan says, or the real ones.
    fn days(&mut self, months: &Calendar) -> MonthLength {
        let said = self.one(|heading| match heading {
            Heading::Days(spec) => Some(*spec),
            _ => None,
        });
        let length = match said {
            None => None,
            Some((tree, DaysSpec::Fixed(expr), _)) => {
                self.per_month(tree, expr, "days 30/month").map(MonthLength::Fixed)
            }
            Some((tree, DaysSpec::Listed(list), _)) => {
                let numbers = listed(&mut self.found, tree, list, "days", (months, self.months_wrong));
                numbers.map(|ListedNumbers { months, before }| MonthLength::Listed { months, before })
            }
        };
        length.unwrap_or(MonthLength::Real)
    }

    /// A plain number per month, above zero.
    fn per_month(&mut self, tree: &Tree, expr: crate::syntax::tree::ExprId, example: &str) -> Option<Number> {
        let node = tree.node(expr);
        match &node.kind {
            NodeKind::Literal(literal)
                if literal.unit == LiteralUnit::Plain
                    && literal.per == Some(Period::Month)
                    // Durations in days are divided by the days of a month, so there has to be one.
                    && !literal.number.is_zero() =>
            {
                Some(literal.number)
            }
            _ => {
                self.found.push(
                    Diagnostic::new(
                        Code::UnitMismatch,
                        "a number per month is expected",
                        node.span,
                        "not a number per month",
                    )
                    .help(match &node.kind {
                        NodeKind::Literal(literal) if example.starts_with("workdays") => {
                            worked_days(literal.number.to_i64(), example)
                        }
                        _ => format!("write `{example}`"),
                    }),
                );
                None
            }
        }
    }

    /// How working days are counted: by weekdays in a plan with dates, or as numbers a month.
    fn workdays(&mut self, months: &Calendar) -> Workdays {
        let dated = months.first().is_some();
        let fallback = Workdays::Fixed(Number::from(DEFAULT_WORKDAYS));
        let said = self.one(|heading| match heading {
            Heading::Workdays(spec) => Some(spec),
            _ => None,
        });
        let Some((tree, spec, _)) = said else { return fallback };
        match spec.kind {
            WorkdaysKind::Fixed(_) | WorkdaysKind::Listed(_) => {
                // A number has no weekdays from which a holiday could be taken.
                if let Some(off) = spec.except.first() {
                    self.found.push(
                        Diagnostic::new(
                            Code::Syntax,
                            "days off need weekdays to take them from",
                            off.span,
                            "the number a month is fixed",
                        )
                        .help("write `workdays mon..fri except …`"),
                    );
                }
                let worked = match spec.kind {
                    WorkdaysKind::Fixed(expr) => {
                        self.per_month(tree, expr, "workdays 20/month").map(Workdays::Fixed)
                    }
                    WorkdaysKind::Listed(list) => {
                        let numbers =
                            listed(&mut self.found, tree, list, "workdays", (months, self.months_wrong));
                        numbers.map(|numbers| Workdays::Listed(numbers.months))
                    }
                    WorkdaysKind::Weekdays(_) => None,
                };
                worked.unwrap_or(fallback)
            }
            WorkdaysKind::Weekdays(week) => {
                // The plan may well have dates: it is its `months` that could not be read, and that has been
                // said.
                if !dated && self.months_wrong {
                    return fallback;
                }
                if !dated {
                    self.found.push(
                        Diagnostic::new(
                            Code::BadMonth,
                            "weekdays need a plan with dates",
                            spec.span,
                            "this plan's months have none",
                        )
                        .help("date the plan, `months 2026-01 .. 2026-12`, or write `workdays 20/month`"),
                    );
                    return fallback;
                }
                // A run that ends before it starts has been refused where it was read.
                let runs = |runs: &[DateRun]| -> Vec<(Date, Date)> {
                    runs.iter().map(|run| (run.first, run.last)).collect()
                };
                Workdays::Weekdays { week, extra: runs(&spec.extra), off: runs(&spec.except) }
            }
        }
    }

    /// The currency, and the place that decided it.
    fn currency(&mut self) -> (Currency, Option<Span>) {
        let said = self.one(|heading| match heading {
            Heading::Currency(currency, span) => Some((*currency, *span)),
            _ => None,
        });
        if let Some((_, (currency, span), _)) = said {
            return (currency, Some(span));
        }
        // A rate is written in the plan's currency, and the currency that it is of is another one.
        let mut exchanged: Vec<Currency> = Vec::new();
        let mut rates = Vec::new();
        for (tree, statement) in self.loaded.statements() {
            if let StatementKind::Definition(definition) = &statement.kind {
                let name = super::scope::normal(self.loaded.sources.text(definition.name));
                if let Some(currency) = super::exchange::exchanged(&name) {
                    exchanged.push(currency);
                    rates.push((tree, &definition.value));
                }
            }
        }
        let amounts = rates.into_iter().flat_map(|(tree, value)| super::exchange::amounts(tree, value));
        if let Some((currency, span)) =
            amounts.into_iter().find(|(currency, _)| !exchanged.contains(currency))
        {
            return (currency, Some(span));
        }
        // Without either, the first amount of money says it.
        for tree in &self.loaded.trees {
            for node in &tree.nodes {
                if let NodeKind::Literal(literal) = &node.kind
                    && let LiteralUnit::Money(currency) = literal.unit
                    && !exchanged.contains(&currency)
                {
                    return (currency, Some(node.span));
                }
            }
        }
        (Currency::default(), None)
    }
}

/// What to write for `workdays 5/week`: the days of the week, where there are so many of them.
fn worked_days(number: Option<i64>, example: &str) -> String {
    let last = match number {
        Some(3) => "wed",
        Some(4) => "thu",
        Some(5) => "fri",
        Some(6) => "sat",
        Some(7) => "sun",
        _ => return format!("write `{example}`"),
    };
    format!("write `workdays mon..{last}`, or a number a month, `{example}`")
}
