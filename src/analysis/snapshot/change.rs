//! What differs between two snapshots: which rows, months, goals and warnings, in which scenario.

use super::{KeptCheck, KeptGoal, KeptRow, KeptScenario, Snapshot};
use crate::analysis::delta::{Delta, DeltaSide, Judged, RowView, Sameness, paired};
use crate::analysis::nearly::Tolerance;
use crate::analysis::presence::Presence;
use crate::value::Number;

/// What differs between two snapshots.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SnapshotChange {
    /// The first and the last month before and now, where they are not the same.
    pub months: Option<[(String, String); 2]>,
    /// The months now, as a plan writes them.
    pub columns: Vec<String>,
    /// The scenarios in which something differs.
    pub scenarios: Vec<ScenarioDelta>,
}

/// What differs in one scenario.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ScenarioDelta {
    /// The name of the scenario.
    pub name: String,
    /// The whole scenario is new, or it is gone: how many rows it has.
    pub whole: Option<Presence<usize>>,
    /// What `?` came to: the input and its value.
    pub solved: Option<Presence<(String, Number)>>,
    /// The rows, goals and checks. That there are other months is told once, for all scenarios.
    pub delta: Delta<KeptGoal, KeptCheck>,
    /// The warnings: code, how often before, how often now.
    pub warnings: Vec<(String, usize, usize)>,
}

impl SnapshotChange {
    /// Whether nothing differs.
    pub fn is_nothing(&self) -> bool {
        self.months.is_none() && self.scenarios.is_empty()
    }
}

impl ScenarioDelta {
    /// Whether nothing differs in the scenario.
    fn is_nothing(&self) -> bool {
        self.whole.is_none() && self.solved.is_none() && self.delta.is_empty() && self.warnings.is_empty()
    }
}

/// What differs in a snapshot from an older one; figures within the tolerance count as the same.
pub fn changes(old: &Snapshot, new: &Snapshot, tolerance: Tolerance) -> SnapshotChange {
    let ends = |snapshot: &Snapshot| {
        let end = |month: Option<&String>| month.cloned().unwrap_or_default();
        (end(snapshot.months.first()), end(snapshot.months.last()))
    };
    let same = Sameness { tolerance, forms: true };
    let all: [Vec<&KeptScenario>; 2] = [old, new].map(|snapshot| snapshot.scenarios.iter().collect());
    let mut scenarios: Vec<ScenarioDelta> = paired(&all[0], &all[1], |scenario| &scenario.name)
        .into_iter()
        .map(|(before, now)| scenario(before.map(|one| Side(old, one)), now.map(|one| Side(new, one)), &same))
        .filter(|scenario| !scenario.is_nothing())
        .collect();
    scenarios.sort_by(|a, b| (a.name != "base", &a.name).cmp(&(b.name != "base", &b.name)));
    SnapshotChange {
        months: (old.months != new.months).then(|| [ends(old), ends(new)]),
        columns: new.months.clone(),
        scenarios,
    }
}

/// One scenario of a snapshot.
#[derive(Clone, Copy)]
struct Side<'a>(&'a Snapshot, &'a KeptScenario);

/// What differs in one scenario, of which one snapshot may have none.
fn scenario(old: Option<Side<'_>>, new: Option<Side<'_>>, same: &Sameness) -> ScenarioDelta {
    let name = new.or(old).map(|side| side.1.name.clone()).unwrap_or_default();
    let (Some(old), Some(new)) = (old, new) else {
        let rows = |side: Side<'_>| side.1.rows.len();
        let whole = Presence::new(old.map(rows), new.map(rows));
        return ScenarioDelta { name, whole, ..ScenarioDelta::default() };
    };
    let found_same = match (&old.1.solved, &new.1.solved) {
        (Some(a), Some(b)) => a.0 == b.0 && same.tolerance.allows(Some(a.1), Some(b.1)),
        (a, b) => a == b,
    };
    let mut delta = Delta { months: None, ..Delta::between(&old, &new, same) };
    // A snapshot has no order of its own but that of the names.
    delta.rows.sort_by(|a, b| a.name.cmp(&b.name));
    ScenarioDelta {
        name,
        whole: None,
        solved: Presence::new(old.1.solved.clone(), new.1.solved.clone()).filter(|_| !found_same),
        delta,
        warnings: warnings(old.1, new.1),
    }
}

/// The codes that are not warned of as often as before.
fn warnings(old: &KeptScenario, new: &KeptScenario) -> Vec<(String, usize, usize)> {
    let all: [Vec<&(String, usize)>; 2] = [old, new].map(|side| side.warnings.iter().collect());
    let mut changed: Vec<(String, usize, usize)> = paired(&all[0], &all[1], |warning| &warning.0)
        .into_iter()
        .filter_map(|(before, now)| {
            let count = |warning: Option<&(String, usize)>| warning.map_or(0, |warning| warning.1);
            Some((now.or(before)?.0.clone(), count(before), count(now)))
        })
        .filter(|(_, before, now)| before != now)
        .collect();
    changed.sort();
    changed
}

impl DeltaSide for Side<'_> {
    type Goal = KeptGoal;
    type Check = KeptCheck;
    fn months(&self) -> &[String] {
        &self.0.months
    }
    fn month_words(&self) -> &[String] {
        &self.0.months
    }
    fn rows(&self) -> impl Iterator<Item = RowView<'_>> {
        self.1.rows.iter().map(|row: &KeptRow| RowView {
            name: &row.name,
            unit: row.unit,
            rollup: row.rollup,
            quotient: false,
            detail: false,
            calendar: false,
            total: row.total,
            partial: row.partial,
            values: &row.values,
            family: None,
        })
    }
    fn goals(&self) -> &[KeptGoal] {
        &self.1.goals
    }
    fn checks(&self) -> &[KeptCheck] {
        &self.1.checks
    }
}

impl Judged for KeptGoal {
    fn text(&self) -> &str {
        &self.text
    }
    fn is_same(&self, other: &KeptGoal, same: &Sameness) -> bool {
        (self.status, &self.month) == (other.status, &other.month)
            && same.tolerance.allows(self.value, other.value)
            && same.tolerance.allows(self.target, other.target)
    }
}

impl Judged for KeptCheck {
    fn text(&self) -> &str {
        &self.text
    }
    fn is_same(&self, other: &KeptCheck, _: &Sameness) -> bool {
        (self.status, &self.month) == (other.status, &other.month)
    }
}
