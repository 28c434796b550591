//! What one month's value of a function is put together from: `explain` shows these parts, and `why` compares those
//! of two months or of two scenarios.

use super::{Column, Lengths};
use crate::value::{Calendar, Cell, Number, NumberStyle, Reason, Stretch, Unit};

/// How a function's value in one month is put together.
///
/// There is a variant for each way in which a function can be taken apart, and none for "not at all": a new function
/// says which of these it is, or brings a [`Breakdown`] of its own.
#[derive(Clone, Copy, Debug)]
pub enum Decomposition {
    /// From all its arguments in the same month, in no way that adds up: `min`, `sqrt`, a range.
    Arguments,
    /// It is one of its arguments in the same month.
    OneOf {
        /// The place of that argument, from the values of all of them.
        which: fn(&[Cell]) -> usize,
        /// What is said where it is not the first.
        otherwise: &'static str,
    },
    /// The checker makes another step of it (`if`, `prev`), and that step is taken apart instead.
    Step,
    /// From months of its arguments.
    Months(fn(&CallInMonth<'_>) -> Result<Breakdown, Reason>),
    /// From its own value in the month before, and what came and went since.
    GoesOn {
        /// The argument that stands for the month before the first, with the words for it; none where that is 0.
        start: Option<(usize, &'static str)>,
        /// What came and went.
        flows: &'static [Flow],
        /// After which stretch of months it starts again from nothing; none where it goes on to the end.
        restarts: Option<Stretch>,
        /// What is said of it in a month.
        rule: Option<fn(&Calendar, usize) -> String>,
    },
    /// From what entered in the months up to now, as far as it has arrived: a body of the kind
    /// [`super::Body::Arriving`].
    Arrivals {
        /// Whether what has arrived counts from then on (people hired), not in one month only (deals).
        stays: bool,
        /// The part that entered in a month, and what of it counts now.
        part: fn(&CallInMonth<'_>, entry: usize, amount: Cell) -> Part,
    },
}

/// An argument that a balance gains or loses in each month.
#[derive(Clone, Copy, Debug)]
pub struct Flow {
    /// The place of the argument among those of the function.
    pub argument: usize,
    /// Whether it is taken away.
    pub negative: bool,
}

/// A part of a flow that arrived in a month.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Landing<N> {
    /// The month in which it entered; none where that was before the plan.
    pub entry: Option<usize>,
    /// How much of it.
    pub part: N,
}

/// A call of a function over months whose value in one month is to be taken apart.
#[derive(Clone, Copy, Debug)]
pub struct CallInMonth<'a> {
    /// The arguments, in the order of its parameters; the shares of a list one by one at the end.
    pub arguments: &'a [Column<'a, Cell>],
    /// Its values in all months.
    pub own: &'a [Cell],
    /// What arrived in the month, where its body is of the kind [`super::Body::Arriving`]; nothing else.
    pub landings: &'a [Landing<Cell>],
    /// The value after the word `before`.
    pub before: Option<Column<'a, Cell>>,
    /// The calendar in days.
    pub lengths: &'a Lengths<Cell>,
    /// Whether a duration among the arguments is in days, not in months.
    pub in_days: bool,
    /// The months that a span names; all of them where there is none.
    pub span: Option<&'a [bool]>,
    /// The month whose value is taken apart, counted from 0.
    pub month: usize,
    /// The calendar, where rules are to be said in words: a comparison of many months needs none.
    pub words: Option<&'a Calendar>,
}

/// One month's value, taken apart.
#[derive(Clone, PartialEq, Debug)]
pub struct Breakdown {
    /// How the parts give the value.
    pub form: Form,
    /// The parts.
    pub parts: Vec<Part>,
    /// The rule by which the parts count, in words; none where words were not asked for.
    pub rule: Option<String>,
}

/// How parts give a value.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Form {
    /// They are added up.
    Sum,
    /// They are added up, and the sum is divided by this number.
    Mean(Number),
    /// There is one, and it is the value.
    One,
    /// There are two: the first over the second, less one.
    Growth,
    /// The sample standard deviation of the growth of each two.
    GrowthDeviation,
}

/// One of the figures that a month's value is put together from: what is read, in which month, and how it counts.
#[derive(Clone, PartialEq, Debug)]
pub struct Part {
    /// What is read.
    pub source: PartSource,
    /// The month in which it is read.
    pub month: usize,
    /// Whether it is taken away.
    pub negative: bool,
    /// What it is compared with: the part of another month or scenario that is of the same kind and place.
    pub place: usize,
    /// What kind of part it is.
    pub kind: PartKind,
    /// The rule by which it counts, in words.
    pub rule: Option<String>,
}

/// What a part reads.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum PartSource {
    /// An argument.
    Argument(usize),
    /// The function's own row.
    Own,
    /// The value after the word `before`.
    Before,
}

/// In what way a part counts, which decides how it is shown and compared.
#[derive(Clone, PartialEq, Debug)]
pub enum PartKind {
    /// A month of an argument, as it is.
    Month,
    /// What there was before this month: its own row's month before, or what stands for it in the first month.
    Carried,
    /// As much of it as counts by now.
    Landed(Landed),
}

/// How much of what entered counts in a month.
#[derive(Clone, PartialEq, Debug)]
pub struct Landed {
    /// How much that is; none where nobody can tell.
    pub amount: Option<Number>,
    /// The share of it that this is.
    pub share: LandedShare,
    /// How many months ago it entered; none where that was before the plan.
    pub lag: Option<usize>,
}

/// Where a share comes from.
#[derive(Clone, PartialEq, Debug)]
pub enum LandedShare {
    /// An argument, in the month of entry.
    Argument(usize),
    /// Worked out from a duration and the calendar: the product of these, 1 where there are none.
    Timing {
        /// The argument that is the duration, where it is one argument.
        duration: Option<usize>,
        /// The factors.
        factors: Vec<ShareFactor>,
    },
}

/// A number that a share is multiplied or divided by.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct ShareFactor {
    /// The number.
    pub number: Number,
    /// Its unit.
    pub unit: Unit,
    /// How it is shown.
    pub shown: NumberStyle,
    /// Whether the share is divided by it.
    pub divides: bool,
}

impl ShareFactor {
    /// A share of a whole.
    pub(super) fn share(number: Number, shown: NumberStyle) -> ShareFactor {
        ShareFactor { number, unit: Unit::ONE, shown, divides: false }
    }

    /// A number of days.
    pub(super) fn days(number: Number, divides: bool) -> ShareFactor {
        ShareFactor { number, unit: Unit::DAYS, shown: NumberStyle::Plain, divides }
    }
}

impl Part {
    /// A month of an argument.
    pub(super) fn month(argument: usize, month: usize, place: usize) -> Part {
        let source = PartSource::Argument(argument);
        Part { source, month, negative: false, place, kind: PartKind::Month, rule: None }
    }

    /// The same, taken away.
    pub(super) fn taken_away(self) -> Part {
        Part { negative: true, ..self }
    }

    /// As much of what was read in a month as counts by now.
    pub(super) fn landed(source: PartSource, month: usize, landed: Landed, rule: Option<String>) -> Part {
        let place = landed.lag.unwrap_or(0);
        Part { source, month, negative: false, place, kind: PartKind::Landed(landed), rule }
    }
}

impl Breakdown {
    /// A breakdown without a rule in words.
    pub(super) fn new(form: Form, parts: Vec<Part>) -> Breakdown {
        Breakdown { form, parts, rule: None }
    }

    /// The same with the rule by which the parts count; none where words are not wanted.
    pub(super) fn with_rule(self, rule: Option<String>) -> Breakdown {
        Breakdown { rule, ..self }
    }
}

impl CallInMonth<'_> {
    /// An argument's number in a month; none where it has none.
    pub(super) fn number(&self, argument: usize, month: usize) -> Option<Number> {
        self.arguments.get(argument)?.at(month).number()
    }

    /// A rule in words, where words are wanted.
    pub(super) fn say(&self, words: impl FnOnce(&Calendar) -> String) -> Option<String> {
        self.words.map(words)
    }
}

impl Decomposition {
    /// After which stretch of months its values start again from nothing; none where they do not.
    pub fn restarts(&self) -> Option<Stretch> {
        match self {
            Decomposition::GoesOn { restarts, .. } => *restarts,
            Decomposition::Arguments
            | Decomposition::OneOf { .. }
            | Decomposition::Step
            | Decomposition::Months(_)
            | Decomposition::Arrivals { .. } => None,
        }
    }

    /// What a function over months is put together from in a month. The error says why there is no value to take
    /// apart; none of a function of one month.
    pub fn breakdown(&self, call: &CallInMonth<'_>) -> Option<Result<Breakdown, Reason>> {
        match self {
            Decomposition::Arguments | Decomposition::OneOf { .. } | Decomposition::Step => None,
            Decomposition::Months(parts) => Some(parts(call)),
            Decomposition::GoesOn { start, flows, restarts, rule } => {
                let starts_again = |stretch| call.lengths.months_into(call.month, stretch) == 0;
                let carried = match (call.month.checked_sub(1), start) {
                    _ if restarts.is_some_and(starts_again) => None,
                    (Some(before), _) => Some((PartSource::Own, before, None)),
                    (None, Some((argument, words))) => {
                        let words = call.say(|_| (*words).to_string());
                        Some((PartSource::Argument(*argument), 0, words))
                    }
                    (None, None) => None,
                };
                let carried = carried.map(|(source, month, rule)| Part {
                    source,
                    month,
                    negative: false,
                    place: 0,
                    kind: PartKind::Carried,
                    rule,
                });
                let flow = |flow: &Flow| {
                    let part = Part::month(flow.argument, call.month, 0);
                    if flow.negative { part.taken_away() } else { part }
                };
                let parts = carried.into_iter().chain(flows.iter().map(flow)).collect();
                let rule = rule.and_then(|rule| call.say(|calendar| rule(calendar, call.month)));
                Some(Ok(Breakdown::new(Form::Sum, parts).with_rule(rule)))
            }
            Decomposition::Arrivals { part, .. } => {
                let part = |landing: &Landing<Cell>| match landing.entry {
                    Some(entry) => Some(part(call, entry, landing.part)),
                    None => before(call, landing.part),
                };
                let parts = call.landings.iter().filter_map(part).collect();
                Some(Ok(Breakdown::new(Form::Sum, parts)))
            }
        }
    }
}

/// What the months before the plan send into a month: so many months' flow.
fn before(call: &CallInMonth<'_>, amount: Cell) -> Option<Part> {
    let share = amount.div(call.before?.at(0), 0).number()?;
    let rule = call.say(|calendar| {
        let months = counted(share, "month");
        format!("what entered before the plan arrives too: {months} of it in {}", calendar.words(call.month))
    });
    let factors =
        if share == Number::ONE { Vec::new() } else { vec![ShareFactor::share(share, NumberStyle::Plain)] };
    let share = LandedShare::Timing { duration: None, factors };
    let landed = Landed { amount: amount.number(), share, lag: None };
    Some(Part::landed(PartSource::Before, 0, landed, rule))
}

/// A number to two decimals with its noun: `1.5 months`.
pub(super) fn counted(number: Number, noun: &str) -> String {
    let plural = if number == Number::ONE { "" } else { "s" };
    format!("{} {noun}{plural}", number.round(2))
}

/// A share in percent, to two decimals: `46.67%`.
pub(super) fn percent(share: Number) -> String {
    share.round(4).percent_text()
}
