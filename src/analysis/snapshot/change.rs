//! What differs between two snapshots: which rows, months, goals and warnings, in which scenario.

use std::collections::BTreeMap;

use crate::analysis::presence::Presence;
use crate::diagnostic::{Advice, Code, Diagnostic, Prose};
use crate::value::Number;

use super::{KeptCheck, KeptGoal, KeptRow, KeptScenario, Snapshot};

/// How far two numbers may lie apart and still count as the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tolerance {
    /// So far, in the row's own unit: 0.01 is a cent, and a percentage point of a percentage.
    Amount(Number),
    /// By this share of the larger of the two: 0.01 is one percent of it.
    Share(Number),
}

impl Default for Tolerance {
    fn default() -> Tolerance {
        Tolerance::Amount(Number::ZERO)
    }
}

impl Tolerance {
    /// Reads `0.01`, an amount, or `1%`, a share.
    pub fn parse(text: &str) -> Result<Tolerance, Diagnostic> {
        let share = text.strip_suffix('%');
        let number =
            Number::parse(share.unwrap_or(text)).filter(|_| text.contains(|c: char| c.is_ascii_digit()));
        let number = number.ok_or_else(|| {
            Diagnostic::without_place(
                Code::WrongArguments,
                format!("`--tolerance` wants an amount or a percentage, not `{text}`"),
            )
            .help(
                Prose::from("write ")
                    .advise(Advice::option("tolerance", "0.01"))
                    .and(" for a cent, ")
                    .advise(Advice::option("tolerance", "1%"))
                    .and(" for a hundredth of each number"),
            )
        })?;
        Ok(match share {
            Some(_) => Tolerance::Share(number.over(Number::HUNDRED).map_or(number, |(share, _)| share)),
            None => Tolerance::Amount(number),
        })
    }

    fn allows(self, one: Option<Number>, other: Option<Number>) -> bool {
        let (Some(a), Some(b)) = (one, other) else { return one == other };
        if a == b {
            return true;
        }
        let Ok((apart, _)) = a.minus(b) else { return false };
        let allowed = match self {
            Tolerance::Amount(amount) => amount,
            Tolerance::Share(share) => {
                a.abs().max(b.abs()).times(share).map_or(Number::ZERO, |(allowed, _)| allowed)
            }
        };
        apart.abs() <= allowed
    }
}

/// What differs between two snapshots.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SnapshotChange {
    /// The first and the last month before and now, where they are not the same.
    pub months: Option<[(String, String); 2]>,
    /// The scenarios in which something differs.
    pub scenarios: Vec<ScenarioMove>,
}

/// What differs in one scenario.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ScenarioMove {
    /// Its name.
    pub name: String,
    /// The whole scenario is new, or it is gone: how many rows it has.
    pub whole: Option<Presence<usize>>,
    /// What `?` came to: the input and its value.
    pub solved: Option<Presence<(String, Number)>>,
    /// The rows.
    pub rows: Vec<RowMove>,
    /// The goals.
    pub goals: Vec<Presence<KeptGoal>>,
    /// The checks.
    pub checks: Vec<Presence<KeptCheck>>,
    /// The warnings: code, how often before, how often now.
    pub warnings: Vec<(String, usize, usize)>,
}

/// One row that differs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RowMove {
    /// The row.
    pub row: Presence<KeptRow>,
    /// The months that both have and in which it moved.
    pub months: Vec<String>,
    /// How many months both have.
    pub of: usize,
}

impl SnapshotChange {
    /// Whether nothing differs.
    pub fn is_nothing(&self) -> bool {
        self.months.is_none() && self.scenarios.is_empty()
    }
}

impl ScenarioMove {
    fn is_nothing(&self) -> bool {
        let nothing = ScenarioMove { name: self.name.clone(), ..ScenarioMove::default() };
        *self == nothing
    }
}

/// Holds a snapshot against an older one.
pub fn changes(old: &Snapshot, new: &Snapshot, tolerance: Tolerance) -> SnapshotChange {
    let ends = |snapshot: &Snapshot| {
        let end = |month: Option<&String>| month.cloned().unwrap_or_default();
        (end(snapshot.months.first()), end(snapshot.months.last()))
    };
    let places: BTreeMap<&String, usize> =
        old.months.iter().enumerate().map(|(at, month)| (month, at)).collect();
    let before = |(at, month): (usize, &String)| places.get(month).map(|before| (*before, at, month.clone()));
    let months = new.months.iter().enumerate().filter_map(before).collect();
    let compared = Compared { months, tolerance };
    let pairs =
        paired(&old.scenarios, &new.scenarios, |scenario| (scenario.name != "base", scenario.name.clone()));
    SnapshotChange {
        months: (old.months != new.months).then(|| [ends(old), ends(new)]),
        scenarios: pairs
            .into_iter()
            .map(|(old, new)| compared.scenario(old, new))
            .filter(|scenario| !scenario.is_nothing())
            .collect(),
    }
}

/// Two lists side by side: what has the same key is the same thing, the second of a key the second. In the order
/// of the keys.
fn paired<'a, T, K: Ord>(
    old: &'a [T],
    new: &'a [T],
    key: impl Fn(&T) -> K,
) -> Vec<(Option<&'a T>, Option<&'a T>)> {
    let mut places: BTreeMap<(K, usize), usize> = BTreeMap::new();
    let mut pairs: Vec<(Option<&T>, Option<&T>)> = Vec::new();
    for (list, is_new) in [(old, false), (new, true)] {
        for item in list {
            let mut nth = 0;
            // The first place of that key that this list has not filled.
            let place = loop {
                match places.get(&(key(item), nth)) {
                    Some(place) if (if is_new { pairs[*place].1 } else { pairs[*place].0 }).is_some() => {
                        nth += 1
                    }
                    Some(place) => break *place,
                    None => {
                        places.insert((key(item), nth), pairs.len());
                        pairs.push((None, None));
                        break pairs.len() - 1;
                    }
                }
            };
            let side = if is_new { &mut pairs[place].1 } else { &mut pairs[place].0 };
            *side = Some(item);
        }
    }
    pairs.sort_by_key(|pair| pair.0.or(pair.1).map(&key));
    pairs
}

struct Compared {
    /// The months that both have: their places before and now, and their names.
    months: Vec<(usize, usize, String)>,
    tolerance: Tolerance,
}

impl Compared {
    fn scenario(&self, old: Option<&KeptScenario>, new: Option<&KeptScenario>) -> ScenarioMove {
        let name = new.or(old).map(|scenario| scenario.name.clone()).unwrap_or_default();
        let (Some(old), Some(new)) = (old, new) else {
            let rows = |scenario: &KeptScenario| scenario.rows.len();
            let whole = Presence::of(old.map(rows).as_ref(), new.map(rows).as_ref(), |_, _| true);
            return ScenarioMove { name, whole, ..ScenarioMove::default() };
        };
        let alike = |a: Option<Number>, b: Option<Number>| self.tolerance.allows(a, b);
        let row_pairs = paired(&old.rows, &new.rows, |row| row.name.clone());
        let goal_pairs = paired(&old.goals, &new.goals, |goal| goal.text.clone());
        let check_pairs = paired(&old.checks, &new.checks, |check| check.text.clone());
        let same_goal = |a: &KeptGoal, b: &KeptGoal| {
            (a.status, &a.month) == (b.status, &b.month)
                && alike(a.value, b.value)
                && alike(a.target, b.target)
        };
        ScenarioMove {
            whole: None,
            solved: Presence::of(old.solved.as_ref(), new.solved.as_ref(), |a, b| {
                a.0 == b.0 && alike(Some(a.1), Some(b.1))
            }),
            rows: row_pairs.into_iter().filter_map(|(old, new)| self.row(old, new)).collect(),
            goals: goal_pairs
                .into_iter()
                .filter_map(|(old, new)| Presence::of(old, new, same_goal))
                .collect(),
            checks: check_pairs
                .into_iter()
                .filter_map(|(old, new)| Presence::of(old, new, |a, b| a == b))
                .collect(),
            warnings: paired(&old.warnings, &new.warnings, |warning| warning.0.clone())
                .into_iter()
                .filter_map(|(old, new)| {
                    let count = |warning: Option<&(String, usize)>| warning.map_or(0, |warning| warning.1);
                    let code = new.or(old)?.0.clone();
                    (count(old) != count(new)).then(|| (code, count(old), count(new)))
                })
                .collect(),
            name,
        }
    }

    fn row(&self, old: Option<&KeptRow>, new: Option<&KeptRow>) -> Option<RowMove> {
        let (Some(a), Some(b)) = (old, new) else {
            return Some(RowMove { row: Presence::of(old, new, |_, _| true)?, months: Vec::new(), of: 0 });
        };
        let value = |row: &KeptRow, at: usize| row.values.get(at).copied().flatten();
        let moved = |(before, now, _): &&(usize, usize, String)| {
            !self.tolerance.allows(value(a, *before), value(b, *now))
        };
        let months: Vec<String> = self.months.iter().filter(moved).map(|(.., month)| month.clone()).collect();
        let kind = |row: &KeptRow| (row.unit.clone(), row.rollup, row.partial);
        let alike = months.is_empty() && kind(a) == kind(b) && self.tolerance.allows(a.total, b.total);
        // That there are other months is told once, for all rows.
        (!alike).then(|| RowMove {
            row: Presence::Moved(a.clone(), b.clone()),
            months,
            of: self.months.len(),
        })
    }
}
