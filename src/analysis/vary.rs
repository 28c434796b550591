//! A range of values for an input, as the command line writes it: `calls=1/day..10/day step 1/day`.

use crate::check::{Amount, RateBase, same_currency};
use crate::diagnostic::{Advice, Code, Diagnostic, Prose};
use crate::eval::Projection;
use crate::limits;
use crate::model::{Formula, Model, Operand, Role, Row, RowId, Scenario};
use crate::source::Span;
use crate::syntax;
use crate::syntax::tree::{Literal, LiteralUnit};
use crate::value::{Cell, Currency, FigureUnit, Number, NumberStyle};

use super::inputs;

/// The values that an input is to take, one after the other.
#[derive(Clone, Debug)]
pub(super) struct Axis {
    /// The row that takes them.
    pub row: RowId,
    /// Its values: of an action, a working day's.
    pub values: Vec<Number>,
    /// What a value is multiplied with in each month: its working days, its days, or 1; of an amount in another currency
    /// its rate too.
    pub factors: Vec<Cell>,
    /// What the values count.
    pub unit: FigureUnit,
    /// That the steps do not land on the high value, where they do not.
    pub note: Option<String>,
}

/// How a range is written.
pub(super) const EXAMPLE: &str = "calls=1/day..10/day step 1/day";

/// A value of a range: as it is written, and in the input's own unit.
struct Written {
    /// The literal without its sign; none of a zero, which has every unit.
    literal: Option<Literal>,
    /// Whether a minus stands before it.
    is_negative: bool,
    /// The value in the unit that is kept.
    number: Number,
    /// What a rate counts over.
    base: Option<RateBase>,
    /// The currency, where it is not the plan's.
    currency: Option<Currency>,
}

impl Written {
    /// The number as it is written, with its sign.
    fn as_written(&self) -> Number {
        let number = self.literal.as_ref().map_or(Number::ZERO, |literal| literal.number);
        if self.is_negative { number.negated() } else { number }
    }
}

/// How many parts a range has where no step is given.
const PARTS: u32 = 10;

/// Reads `NAME=LOW..HIGH`, and `step STEP` after it if it is there; without one the range is divided into ten parts.
///
/// # Errors
/// What is no such text, an unknown input, a value that does not fit its unit, a range from high to low.
pub(super) fn read(
    model: &Model,
    scenario: &Scenario,
    projection: &Projection<Cell>,
    text: &str,
) -> Result<Axis, Diagnostic> {
    let (name, range) = text.split_once('=').ok_or_else(|| form(text))?;
    let row = inputs::find(scenario, name.trim())?;
    let (low, rest) = range.split_once("..").ok_or_else(|| form(text))?;
    if rest.starts_with('.') || (rest.contains(" by ") && !rest.contains(" step ")) {
        let fixed = text.replace("...", "..").replace(" by ", " step ");
        return Err(Diagnostic::without_place(Code::Syntax, format!("`{text}` is no range")).help(
            Prose::from("two dots, and `step` before the distance: ").advise(Advice::option("vary", fixed)),
        ));
    }
    // `step` is a word of its own: no unit ends in it.
    let (high, step) = match rest.split_once(" step ") {
        Some((high, step)) => (high, Some(step)),
        None => (rest, None),
    };
    let reader = Reader { model, scenario, row: scenario.table.row(row) };
    let written: Vec<Written> = [Some(low), Some(high), step]
        .into_iter()
        .flatten()
        .map(|text| reader.value(range, text))
        .collect::<Result<_, _>>()?;
    let over = written.iter().find_map(|value| value.base).unwrap_or(reader.usual());
    if written.iter().any(|value| value.base.is_some_and(|other| other != over)) {
        let message = format!("the values of `{}` are per different periods", reader.row.name);
        return Err(Diagnostic::without_place(Code::UnitMismatch, message)
            .help("write all of them per the same one: `1/day..10/day step 1/day`"));
    }
    let mut amounts = written.iter().filter(|value| value.literal.is_some()).map(|value| value.currency);
    let currency = amounts.next().flatten();
    if amounts.any(|other| other != currency) {
        let message = format!("the values of `{}` are in different currencies", reader.row.name);
        return Err(Diagnostic::without_place(Code::CurrencyMix, message).help("write all of them in one"));
    }
    let mut factors: Vec<Cell> = over.factors(&model.calendar).into_iter().map(Cell::from).collect();
    if let Some(rates) = currency.and_then(|currency| inputs::rates(scenario, projection, currency)) {
        factors = factors.iter().zip(&rates).map(|(factor, rate)| factor.mul(*rate, row.0)).collect();
    }
    let (low, high) = (written[0].number, written[1].number);
    reader.check_sign(range, low)?;
    let values = reader.values(text, &written)?;
    let ends_early = step.filter(|_| values.last().is_some_and(|last| last.compare(high).is_lt()));
    let note = ends_early.map(|step| {
        let (step, end) = (step.trim(), rest.split(" step ").next().unwrap_or_default().trim());
        format!("The values of `{}` end before {end}: steps of {step} do not land on it.", reader.row.name)
    });
    Ok(Axis { row, values, factors, unit: reader.unit(over, currency), note })
}

/// A text that is no range at all, with an example of one.
fn form(text: &str) -> Diagnostic {
    Diagnostic::without_place(Code::Syntax, format!("`--vary` wants an input and its range, not `{text}`"))
        .help(Prose::from("write it like ").advise(Advice::option("vary", EXAMPLE)))
}

/// A range whose values are too large.
fn beyond(text: &str) -> Diagnostic {
    let message = format!("`{text}` goes beyond what a number holds");
    Diagnostic::without_place(Code::BadRange, message).help("use smaller numbers")
}

/// The values from the low one up to the high one, which is among them only where the steps land on it.
fn steps(text: &str, low: Number, high: Number, step: Option<Number>) -> Result<Vec<Number>, Diagnostic> {
    let wrong = |message: String, help: &str| Diagnostic::without_place(Code::BadRange, message).help(help);
    let too_large = |_| beyond(text);
    if high < low {
        return Err(wrong(format!("`{text}` runs from high to low"), "write the lower value first"));
    }
    let (width, _) = high.minus(low).map_err(too_large)?;
    let step = match step {
        Some(step) => step,
        None => width.over(Number::from(PARTS)).map_err(too_large)?.0,
    };
    if high == low {
        return Ok(vec![low]);
    }
    if step.is_zero() || step.is_negative() {
        let what = if step.is_zero() { "zero" } else { "below zero" };
        let message = format!("`{text}` goes from the low value up to the high one, and its step is {what}");
        return Err(wrong(message, "write a step above zero"));
    }
    let (count, _) = width.over(step).map_err(too_large)?;
    let count = count.floor().to_i64().and_then(|count| usize::try_from(count).ok());
    let Some(count) = count.filter(|count| *count < limits::GRID_CELLS) else {
        let message = format!("`{text}` has more than {} values", limits::GRID_CELLS);
        return Err(wrong(message, "take a larger step"));
    };
    // Each from the low value, not from the one before: a third added three times would not be one.
    let value = |at: usize| {
        let (way, _) = step.times(Number::from(at))?;
        low.plus(way).map(|(value, _)| value)
    };
    (0..=count).map(value).collect::<Result<_, _>>().map_err(too_large)
}

struct Reader<'a> {
    model: &'a Model,
    scenario: &'a Scenario,
    row: &'a Row,
}

impl Reader<'_> {
    /// The values of a range: low, high and perhaps step. The steps are counted in the unit that all of them are written
    /// in, where there is one: a twelfth of 20 a year is rounded, and five of its steps would not be 100 a year.
    fn values(&self, text: &str, written: &[Written]) -> Result<Vec<Number>, Diagnostic> {
        let counted = |number: fn(&Written) -> Number| {
            steps(text, number(&written[0]), number(&written[1]), written.get(2).map(number))
        };
        let mut literals = written.iter().filter_map(|value| value.literal.as_ref());
        let Some(first) = literals.next() else { return counted(|value| value.number) };
        if literals.any(|literal| (literal.unit, literal.per) != (first.unit, first.per)) {
            return counted(|value| value.number);
        }
        let kept = |number: Number| {
            let literal = Literal { number, ..first.clone() };
            Amount::of(&literal, self.row, &self.model.calendar).map(|amount| amount.number)
        };
        let values = counted(Written::as_written)?;
        values.into_iter().map(|number| kept(number).ok_or_else(|| beyond(text))).collect()
    }

    /// A literal in the input's own unit; what it counts over is open for zero and for what is no rate.
    fn value(&self, range: &str, text: &str) -> Result<Written, Diagnostic> {
        let text = text.trim();
        if text.is_empty() {
            let message = format!("`--vary` wants a low value and a high one of `{}`", self.row.name);
            return Err(Diagnostic::without_place(Code::Syntax, message).help(format!(
                "a value of `{}` is {}",
                self.row.name,
                self.example()
            )));
        }
        if let Some(size) = text.strip_prefix('-') {
            let value = self.value(range, size)?;
            let (is_negative, number) = (!value.is_negative, value.number.negated());
            return Ok(Written { is_negative, number, ..value });
        }
        let literal =
            syntax::literal(text, Span::default()).map_err(|found| {
                // The place would be one in the plan.
                let bare = Diagnostic::without_place(found.code, format!("in `--vary`: {}", found.message));
                bare.help(found.help.unwrap_or_else(|| {
                    format!("a value of `{}` is {}", self.row.name, self.example()).into()
                }))
            })?;
        let name = &self.row.name;
        if literal.number.is_zero() && literal.unit == LiteralUnit::Plain && literal.per.is_none() {
            let number = Number::ZERO;
            return Ok(Written { literal: None, is_negative: false, number, base: None, currency: None });
        }
        let own = self.model.currency;
        let currency = match literal.unit {
            LiteralUnit::Money(currency) if !same_currency(own, currency, text) => Some(currency),
            _ => None,
        };
        if let Some(currency) = currency
            && !self.scenario.table.rows.iter().any(|row| row.role == Role::Exchange(currency))
        {
            let message = format!("this plan is in {own}, and has no rate for {currency}");
            let example = format!("exchange {currency} = {}", own.amount("1.08"));
            let help = format!(
                "write the amount in {own}, or a line such as `{example}`, at your rate, into the plan"
            );
            return Err(Diagnostic::without_place(Code::CurrencyMix, message).help(help));
        }
        let amount = Amount::of(&literal, self.row, &self.model.calendar);
        let Amount { number, unit, base } = amount.ok_or_else(|| self.mismatch(range, text))?;
        if unit != self.row.unit {
            return Err(self.mismatch(range, text));
        }
        if self.row.shown == NumberStyle::Plain
            && literal.unit == LiteralUnit::Percent
            && !number.is_zero()
            && !self.fits_both()
        {
            let message = format!("`{name}` is a count, and `{text}` is a percentage: of what?");
            return Err(Diagnostic::without_place(Code::AmbiguousPercent, message)
                .help(format!("write it like {}", self.example())));
        }
        // A percentage without its sign is a slip that costs a factor of a hundred.
        if self.row.shown == NumberStyle::Percent
            && literal.unit == LiteralUnit::Plain
            && number > Number::ONE
        {
            let message = format!("`{text}` for `{name}` means {}", number.percent_text());
            let (number, period) = text.split_at(text.find('/').unwrap_or(text.len()));
            let help = format!("did you mean `{}%{period}`?", number.trim_end());
            return Err(Diagnostic::without_place(Code::BadRate, message).help(help));
        }
        Ok(Written { literal: Some(literal), is_negative: false, number, base, currency })
    }

    /// Whether the input is 0 or 1, which a percentage fits as well as a count.
    fn fits_both(&self) -> bool {
        match &self.row.formula {
            Formula::Steps { steps, result: Operand::Constant(number), .. } => {
                steps.is_empty() && (number.is_zero() || *number == Number::ONE)
            }
            _ => false,
        }
    }

    /// Refuses values below zero where they make no sense whatever the plan says.
    fn check_sign(&self, range: &str, low: Number) -> Result<(), Diagnostic> {
        let row = self.row;
        let what = match row.unit {
            _ if row.is_action() => "how often something is done",
            unit if unit.is_duration() => "a duration",
            _ if row.is_member() && row.shown == NumberStyle::Percent => "a share",
            _ => return Ok(()),
        };
        if !low.is_negative() {
            return Ok(());
        }
        let message = format!("`{}` is {what}, and cannot be below zero", row.name);
        let high = range.split_once("..").map_or("", |(_, high)| high.trim());
        let fixed = Advice::option("vary", format!("{}=0..{high}", row.name));
        let help = Prose::from("begin at zero: ").advise(fixed);
        Err(Diagnostic::without_place(Code::BadRange, message).help(help))
    }

    /// What a value counts over where none of them says: the working day of an action, else the month.
    fn usual(&self) -> RateBase {
        if self.row.is_action() { RateBase::Workdays } else { RateBase::Months }
    }

    /// What the values count.
    fn unit(&self, over: RateBase, currency: Option<Currency>) -> FigureUnit {
        let unit = self.row.denomination(currency.unwrap_or(self.model.currency));
        match over {
            RateBase::Months => FigureUnit::Plan(unit),
            RateBase::Days => FigureUnit::PerDay(unit),
            RateBase::Workdays => FigureUnit::PerWorkday(unit),
        }
    }

    /// A value whose unit is not the input's.
    fn mismatch(&self, range: &str, text: &str) -> Diagnostic {
        let name = &self.row.name;
        let unit = self.row.denomination(self.model.currency);
        let words = unit.words();
        // A percentage per month is what nobody forgets but its month.
        if unit.is_percent() && unit.unit.is_flow() && text.ends_with('%') {
            let message = format!("`{name}` is {words}, and `{text}` is a percentage without a period");
            let fixed: String = range.replace('%', "%/month").replace("%/month/month", "%/month");
            let help =
                Prose::from("say the period: ").advise(Advice::option("vary", format!("{name}={fixed}")));
            return Diagnostic::without_place(Code::UnitMismatch, message).help(help);
        }
        let message = format!("`{name}` is {words}, and `{text}` is not");
        Diagnostic::without_place(Code::UnitMismatch, message)
            .help(format!("write it like {}", self.example()))
    }

    /// A literal in the input's unit, to be written like.
    fn example(&self) -> String {
        let unit = self.row.unit;
        let currency = self.model.currency;
        let literal = match (unit.money, unit.time, unit.effort) {
            _ if self.row.is_action() => "2/day".to_string(),
            (0, 0, 0) if self.row.shown == NumberStyle::Percent => "20%".to_string(),
            (0, 0, 0) => "20".to_string(),
            (0, -1, 0) if self.row.shown == NumberStyle::Percent => "3%/month".to_string(),
            (0, -1, 0) => "20/month".to_string(),
            (1, 0, 0) => currency.amount("8,000"),
            (1, -1, 0) => format!("{}/month", currency.amount("500")),
            (0, 1, 0) if unit.in_days => "45 days".to_string(),
            (0, 1, 0) => "3 months".to_string(),
            (0, 0, 1) => "2 hours".to_string(),
            (0, -1, 1) => "10 hours/month".to_string(),
            _ => return "its definition does".to_string(),
        };
        format!("`{literal}`")
    }
}
