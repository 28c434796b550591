//! Figures as a plan writes them: `$8,000`, `12.5%`, `45 days`.

use super::{Denomination, FigureUnit, Number, NumberStyle, Unit};

/// How many digits a figure has in a sentence.
const ENOUGH: u32 = 6;
/// How many digits a number has at most.
const MOST: u32 = 28;

impl Denomination {
    /// A figure with its unit and all its digits as it is written in a plan: `$8,000`, `12.5%`, `45 days`,
    /// `9.6/month`.
    pub fn written(self, figure: Number) -> String {
        let Denomination { unit, currency, .. } = self;
        if self.is_percent() {
            let percent = figure.percent();
            let written =
                percent.map_or_else(|| figure.percent_text(), |percent| format!("{}%", figure_of(percent)));
            return if unit.is_flow() { format!("{written}/month") } else { written };
        }
        let mut digits = figure_of(figure);
        if unit.money == 1 && figure.decimals() == 1 && currency.sign().is_some() {
            // Cents come in twos.
            digits.push('0');
        }
        if unit.is_one() {
            return digits;
        }
        let (digits, rest) = match currency.sign() {
            Some(sign) if unit.money == 1 => {
                let rest = Unit { money: 0, ..unit };
                match digits.strip_prefix('-') {
                    Some(size) => (format!("-{sign}{size}"), rest),
                    None => (format!("{sign}{digits}"), rest),
                }
            }
            _ => (digits, unit),
        };
        if rest.is_one() {
            return digits;
        }
        let symbol = rest.symbol(NumberStyle::Plain, currency);
        match symbol.strip_prefix("1/") {
            Some("month^2") => format!("{digits}/month a month"),
            Some(period) => format!("{digits}/{period}"),
            None => format!("{digits} {symbol}"),
        }
    }

    /// The same with as many digits as a sentence needs: six, and of money in the thousands no cents.
    pub fn written_short(self, figure: Number) -> String {
        // Cents of thousands and billionths of a share say nothing.
        let whole = u32::try_from(figure.magnitude() + 1).unwrap_or(0);
        let short =
            if whole >= ENOUGH { figure.round(0) } else { figure.nearest_digits(ENOUGH).unwrap_or(figure) };
        self.written(if self.unit.money == 1 && whole >= 4 { short.round(0) } else { short })
    }

    /// The same beside another figure that it is held against: with as many digits as the two differ in.
    pub fn written_beside(self, figure: Number, other: Number) -> String {
        let short = self.written_short(figure);
        if short != self.written_short(other) || figure.compare(other).is_eq() {
            return short;
        }
        let told = |digits: u32| {
            let with = |figure: Number| self.written(figure.nearest_digits(digits).unwrap_or(figure));
            Some(with(figure)).filter(|told| *told != with(other))
        };
        (ENOUGH + 1..=MOST).find_map(told).unwrap_or_else(|| self.written(figure))
    }
}

impl FigureUnit {
    /// A figure with all its digits and what it counts: `9.6/workday`, `$8,000`, `90 minutes`.
    pub fn written(self, figure: Number) -> String {
        let digits = || figure_of(figure);
        match self {
            FigureUnit::Plan(of) => of.written(figure),
            FigureUnit::PerDay(of) => of.written(figure).replace("/month", "/day"),
            FigureUnit::PerWorkday(of) => of.written(figure).replace("/month", "/workday"),
            FigureUnit::PerMinute(of) => format!("{}/minute", of.written(figure)),
            FigureUnit::Minutes => format!("{} minutes", digits()),
            FigureUnit::MinutesPerWorkday => format!("{} minutes/workday", digits()),
            FigureUnit::MinutesPerWorkweek => format!("{} minutes/workweek", digits()),
            // `1/week`: the number stands for the one.
            FigureUnit::Times(_) => self.to_string().replacen('1', &digits(), 1),
        }
    }
}

/// A number with all its digits, as people read it: `18,952.5`.
pub fn figure_of(number: Number) -> String {
    grouped(&number.to_string())
}

/// Digits with a comma between groups of three: `1,234.5`.
pub fn grouped(digits: &str) -> String {
    let (minus, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(a, b)| (a, Some(b)));
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    text.push_str(minus);
    for (at, digit) in whole.char_indices() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}
