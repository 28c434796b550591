//! Plans of plain rows: numbers and flows that read one another.

use proptest::prelude::*;
use proptest::sample::Index;

/// The rows of a plan: the even ones are numbers, the odd ones flows.
#[derive(Clone, Debug)]
pub struct Rows(Vec<Formula>);

/// What a row may be; a name stands for one of the rows above it.
#[derive(Clone, Debug)]
enum Formula {
    Literal(u32),
    Clauses(u32, u32, usize),
    Add(Index, Index),
    Subtract(Index, Index),
    Scale(Index, u32),
    Divide(Index, Index),
    Least(Index, Index),
    Most(Index, Index),
    Choose(Index, Index, Index),
    Clamp(Index),
    IfMissing(Index, Index),
    /// Any row, also one below.
    Before(Index, u32, u32),
    Running(Index),
    /// Since the first month of its quarter or year.
    SoFar(Index, bool),
    Trailing(Index, u32),
    Change(Index),
    Later(Index, u32, bool),
    Growing(u32, u32),
}

/// Plans of up to that many rows.
pub fn rows(most: usize) -> impl Strategy<Value = Rows> {
    prop::collection::vec(formulas(), 2..=most).prop_map(Rows)
}

fn formulas() -> impl Strategy<Value = Formula> {
    let name = any::<Index>;
    prop_oneof![
        (0..90u32).prop_map(Formula::Literal),
        (0..90u32, 0..90u32, 2..6usize).prop_map(|(a, b, from)| Formula::Clauses(a, b, from)),
        (name(), name()).prop_map(|(a, b)| Formula::Add(a, b)),
        (name(), name()).prop_map(|(a, b)| Formula::Subtract(a, b)),
        (name(), 1..300u32).prop_map(|(a, percent)| Formula::Scale(a, percent)),
        (name(), name()).prop_map(|(a, b)| Formula::Divide(a, b)),
        (name(), name()).prop_map(|(a, b)| Formula::Least(a, b)),
        (name(), name()).prop_map(|(a, b)| Formula::Most(a, b)),
        (name(), name(), name()).prop_map(|(a, b, c)| Formula::Choose(a, b, c)),
        name().prop_map(Formula::Clamp),
        (name(), name()).prop_map(|(a, b)| Formula::IfMissing(a, b)),
        (name(), 0..9u32, 1..4u32).prop_map(|(a, start, k)| Formula::Before(a, start, k)),
        name().prop_map(Formula::Running),
        (name(), any::<bool>()).prop_map(|(a, year)| Formula::SoFar(a, year)),
        (name(), 1..5u32).prop_map(|(a, months)| Formula::Trailing(a, months)),
        name().prop_map(Formula::Change),
        (name(), 0..80u32, any::<bool>()).prop_map(|(a, days, before)| Formula::Later(a, days, before)),
        (1..50u32, 0..20u32).prop_map(|(start, percent)| Formula::Growing(start, percent)),
    ]
}

impl Rows {
    /// A plan with a row of every kind that has no name in it.
    pub fn example() -> Rows {
        Rows(vec![
            Formula::Literal(3),
            Formula::Clauses(1, 2, 3),
            Formula::Growing(5, 2),
            Formula::Literal(4),
        ])
    }

    /// One definition a row.
    pub fn statements(&self) -> Vec<String> {
        let statement = |(at, formula): (usize, &Formula)| format!("r{at} = {}", self.formula(at, formula));
        self.0.iter().enumerate().map(statement).collect()
    }

    /// A row of the same kind among the first `below`; a literal where there is none.
    fn name(&self, at: usize, below: usize, index: &Index) -> String {
        let same_kind = (below + 1).saturating_sub(at % 2) / 2;
        match same_kind {
            0 => literal(at, 7),
            count => format!("r{}", index.index(count) * 2 + at % 2),
        }
    }

    fn formula(&self, at: usize, formula: &Formula) -> String {
        let name = |index: &Index| self.name(at, at, index);
        let flow = |index: &Index| self.name(1, at, index);
        let is_flow = at % 2 == 1;
        match formula {
            Formula::Literal(number) => literal(at, *number),
            Formula::Clauses(a, b, from) => format!("{}, {} from M{from}", literal(at, *a), literal(at, *b)),
            Formula::Add(a, b) => format!("{} + {}", name(a), name(b)),
            Formula::Subtract(a, b) => format!("{} - {} / 3", name(a), name(b)),
            Formula::Scale(a, percent) => format!("{percent}% of {}", name(a)),
            // A number from two flows; a flow stays one.
            Formula::Divide(a, b) if is_flow => {
                format!("{} / (1 + ({} - {}) * 1 month)", flow(a), flow(b), flow(b))
            }
            Formula::Divide(a, b) => format!("{} / {}", flow(a), flow(b)),
            Formula::Least(a, b) => format!("min({}, {}, {})", name(a), name(b), literal(at, 60)),
            Formula::Most(a, b) => format!("max({}, {})", name(a), name(b)),
            Formula::Choose(a, b, c) => format!("if({} > {}, {}, {})", name(a), name(b), name(c), name(a)),
            Formula::Clamp(a) => format!("clamp({}, {}, {})", name(a), literal(at, 2), literal(at, 40)),
            Formula::IfMissing(a, b) => format!("ifna({} / {} * {}, {})", name(a), name(b), name(b), name(a)),
            Formula::Before(a, start, k) => {
                let any = self.name(at, self.0.len(), a);
                format!("prev({any}, {}, {k}) / 2 + {}", literal(at, *start), literal(at, 1))
            }
            Formula::Running(a) if is_flow => format!("cum({}) / 2 months", flow(a)),
            Formula::Running(a) => format!("cum({})", flow(a)),
            Formula::SoFar(a, year) => {
                let sum = format!("{}({})", if *year { "ytd" } else { "qtd" }, flow(a));
                if is_flow { format!("{sum} / 2 months") } else { sum }
            }
            Formula::Trailing(a, months) => format!("trailing({}, {months})", name(a)),
            Formula::Change(a) => format!("change({})", name(a)),
            Formula::Later(a, days, before) => {
                let before = if *before { ", before 4/month" } else { "" };
                let delayed = format!("delay({}, {days} days{before})", flow(a));
                if is_flow { delayed } else { format!("{delayed} * 1 month") }
            }
            Formula::Growing(start, percent) => format!("{} growing {percent}%/month", literal(at, *start)),
        }
    }
}

fn literal(at: usize, number: u32) -> String {
    if at % 2 == 1 { format!("{number}/month") } else { number.to_string() }
}
