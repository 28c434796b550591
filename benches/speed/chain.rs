//! A plan of chained formulas, as text for pace and as a loop written by hand over `rust_decimal`.
//!
//! Row k reads the row above it in the same month and another one in the month before; the first row of
//! every block of a hundred reads the block's last, so that each block feeds back into itself.

use rust_decimal::Decimal;

/// Rows that need each other through the past.
const BLOCK: usize = 100;

/// What a row does with the row above (`a`) and the one in the month before (`b`).
#[derive(Clone, Copy)]
enum Operation {
    Mean,
    Blend,
    Less,
    Min,
    Max,
    If,
    Quotient,
}

impl Operation {
    fn text(self, a: &str, b: &str) -> String {
        match self {
            Operation::Mean => format!("({a} + {b}) / 2"),
            Operation::Blend => format!("{a} * 0.75 + {b} * 0.25"),
            Operation::Less => format!("10 - {a} * {b} / 8"),
            Operation::Min => format!("min({a}, {b}) + 1"),
            Operation::Max => format!("max({a}, {b}) - 0.5"),
            Operation::If => format!("if({a} > {b}, {a}, {b})"),
            Operation::Quotient => format!("4 * {a} / ({b} + 1)"),
        }
    }
}

/// Every kind of operation: fractions soon fill all 28 digits.
const ALL: [Operation; 7] = [
    Operation::Mean,
    Operation::Less,
    Operation::Blend,
    Operation::Min,
    Operation::Max,
    Operation::If,
    Operation::Quotient,
];

/// Only the cheapest operations: numbers stay as short as amounts of money.
const SHORT: [Operation; 3] = [Operation::Min, Operation::Max, Operation::If];

/// One row: the row above, the row read in the month before, and what is done with them.
struct Link {
    operation: Operation,
    above: Option<usize>,
    before: usize,
}

/// A plan of linked rows.
pub struct Chain {
    months: usize,
    links: Vec<Link>,
}

impl Chain {
    /// `+ − × ÷ min max if` in turn.
    pub fn new(rows: usize, months: usize) -> Chain {
        Chain::of(rows, months, &ALL, true)
    }

    /// The same without feedback: what is read of the month before stands above.
    pub fn without_feedback(rows: usize, months: usize) -> Chain {
        Chain::of(rows, months, &ALL, false)
    }

    /// Numbers of a few digits, on which pace's own work weighs most.
    pub fn of_short_numbers(rows: usize, months: usize) -> Chain {
        Chain::of(rows, months, &SHORT, true)
    }

    fn of(rows: usize, months: usize, operations: &[Operation], feedback: bool) -> Chain {
        let link = |row: usize| {
            let start = row - row % BLOCK;
            let before = match row % BLOCK {
                0 if feedback => (start + BLOCK).min(rows) - 1,
                0 => row.saturating_sub(1),
                _ => row.saturating_sub(3).max(start),
            };
            Link { operation: operations[row % operations.len()], above: row.checked_sub(1), before }
        };
        Chain { months, links: (0..rows).map(link).collect() }
    }

    /// The plan as text.
    pub fn text(&self) -> String {
        format!("months {}\n{}", self.months, self.rows_text(0..self.links.len()))
    }

    /// Some of its rows as text.
    pub fn rows_text(&self, rows: std::ops::Range<usize>) -> String {
        let mut text = String::new();
        for row in rows {
            let link = &self.links[row];
            let a = link.above.map_or("3".to_string(), |above| format!("r{above}"));
            let b = if link.before == row { "2".into() } else { format!("prev(r{}, 2)", link.before) };
            text.push_str(&format!("r{row} = {}\n", link.operation.text(&a, &b)));
        }
        text
    }

    /// The same operations in the same order, as one would write them for this plan alone.
    pub fn by_hand(&self) -> Vec<Vec<Decimal>> {
        let mut values = vec![vec![Decimal::ZERO; self.months]; self.links.len()];
        let constants = Constants::new();
        for first in (0..self.links.len()).step_by(BLOCK) {
            let rows = first..(first + BLOCK).min(self.links.len());
            for month in 0..self.months {
                for row in rows.clone() {
                    values[row][month] = self.cell(row, month, &values, &constants);
                }
            }
        }
        values
    }

    #[inline]
    fn cell(&self, row: usize, month: usize, values: &[Vec<Decimal>], c: &Constants) -> Decimal {
        let link = &self.links[row];
        let a = link.above.map_or(c.three, |above| values[above][month]);
        let b = match month {
            _ if link.before == row => c.two,
            0 => c.two,
            _ => values[link.before][month - 1],
        };
        match link.operation {
            Operation::Mean => (a + b) / c.two,
            Operation::Blend => a * c.three_quarters + b * c.quarter,
            Operation::Less => c.ten - a * b / c.eight,
            Operation::Min => a.min(b) + c.one,
            Operation::Max => a.max(b) - c.half,
            Operation::If => {
                if a > b {
                    a
                } else {
                    b
                }
            }
            Operation::Quotient => c.four * a / (b + c.one),
        }
    }
}

struct Constants {
    half: Decimal,
    quarter: Decimal,
    three_quarters: Decimal,
    one: Decimal,
    two: Decimal,
    three: Decimal,
    four: Decimal,
    eight: Decimal,
    ten: Decimal,
}

impl Constants {
    fn new() -> Constants {
        Constants {
            half: Decimal::new(5, 1),
            quarter: Decimal::new(25, 2),
            three_quarters: Decimal::new(75, 2),
            one: Decimal::ONE,
            two: Decimal::TWO,
            three: Decimal::from(3),
            four: Decimal::from(4),
            eight: Decimal::from(8),
            ten: Decimal::TEN,
        }
    }
}
