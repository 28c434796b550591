//! What each change has to do with the main row: tried alone on the old plan, and together.

use std::collections::BTreeSet;

use crate::check::check;
use crate::eval::downstream;
use crate::limits;
use crate::loader::{Loaded, spliced};
use crate::model::{Model, Row, RowId};
use crate::source::Span;
use crate::syntax::tree::StatementKind;
use crate::value::{Number, Rollup, Shown, Unit};

use super::changes::Edit;
use super::{ChangeShare, Changed, Version};
use crate::analysis::ask;
use crate::analysis::measure::Measure;
use crate::analysis::unknown::settle;

/// The row of that name in a scenario, with its figure over the whole plan.
pub(super) fn figure(model: &Model, scenario: &str, name: &str) -> Option<(Row, Option<Number>)> {
    let (scenario, projection) = ask::projected(model, scenario).ok()?;
    let id: RowId = scenario.table.find(name)?;
    Some((scenario.table.row(id).clone(), Measure::Whole.of(&projection, scenario, id).number()))
}

/// Tries changes on the old plan, one by one and together.
pub(super) struct Probe<'a> {
    /// The old plan in canonical form, without scenarios that are not looked at.
    text: Loaded,
    scenario: &'a str,
    /// The scenario, and those that it extends.
    relevant: BTreeSet<String>,
    /// The row that is looked at.
    main: &'a str,
}

impl<'a> Probe<'a> {
    /// A probe into the old one of two versions; `text` is that in canonical form.
    pub fn new(versions: [Version<'_>; 2], mut text: Loaded, scenario: &'a str, main: &'a str) -> Probe<'a> {
        let relevant = lineage(versions, scenario);
        let Loaded { trees, sources, order, .. } = &mut text;
        order.retain(|(tree, at)| match &trees[*tree].statements[*at].kind {
            StatementKind::Scenario(found) => relevant.contains(sources.text(found.name)),
            _ => true,
        });
        Probe { text, scenario, relevant, main }
    }

    /// Whether a row of the old plan plainly has nothing to do with the main row, so that nothing need be tried.
    /// Where a scenario or a `?` stands in between it is not so plain.
    fn is_apart(&self, old: &Model, row: &str) -> bool {
        let base = old.base();
        let found = base.table.find(row).zip(base.table.find(self.main));
        self.scenario == "base"
            && base.unknown.is_none()
            && found.is_some_and(|(row, main)| !downstream(base, &[row])[main.index()])
    }

    /// What the main row comes to with these words in the old plan; none where they are no plan.
    fn figure(&self, pieces: &[(Span, String)], unit: Unit) -> Option<Number> {
        let model = check(&spliced(&self.text, pieces)?).model.map(settle)?;
        let (row, figure) = figure(&model, self.scenario, self.main)?;
        figure.filter(|_| row.unit == unit)
    }

    /// The changes with what each does alone, and the row's whole change.
    pub fn shares(&self, versions: [Version<'_>; 2], edits: Vec<Edit>) -> (Vec<Changed>, ChangeShare) {
        let sides = versions.map(|version| figure(version.model, self.scenario, self.main));
        let [from, to] = [0, 1].map(|at| sides[at].as_ref().and_then(|(_, figure)| *figure));
        let row = sides[1].as_ref().or(sides[0].as_ref()).map(|(row, _)| row);
        let units = sides.iter().flatten().map(|(row, _)| row.unit);
        let alike = units.clone().zip(units.skip(1)).all(|(a, b)| a == b);
        let own_unit = row.map_or(Unit::ONE, |row| row.unit);
        let rollup = row.map_or(Rollup::Level, |row| row.rollup.rollup());
        let unit = if rollup == Rollup::Sum { own_unit.over_months().unwrap_or(own_unit) } else { own_unit };
        let mut share = ChangeShare {
            row: self.main.to_string(),
            unit,
            shown: row.map_or(Shown::Plain, |row| row.shown),
            rollup,
            from,
            to,
            change: None,
            interaction: None,
            rest: None,
            rest_of: Vec::new(),
        };
        let (Some(old), Some(new), true) = (from, to, alike) else {
            return (edits.into_iter().filter(|edit| !edit.judges).map(|edit| edit.changed).collect(), share);
        };
        share.change = Some(minus(new, old));
        let changes = self.split((old, new), own_unit, (versions, edits), &mut share);
        (changes, share)
    }

    /// Splits the change over the edits.
    fn split(
        &self,
        (old, new): (Number, Number),
        unit: Unit,
        (versions, edits): ([Version<'_>; 2], Vec<Edit>),
        share: &mut ChangeShare,
    ) -> Vec<Changed> {
        // Goals decide figures only where they determine a `?`.
        let searched =
            versions.iter().any(|version| version.model.scenarios.iter().any(|one| one.unknown.is_some()));
        let mut changes = Vec::new();
        let mut together = Vec::new();
        let mut tried = 0;
        for edit in edits {
            let Edit { mut changed, piece, scenario, judges, definition } = edit;
            if scenario.is_some_and(|name| !self.relevant.contains(&name)) {
                changes.push(changed);
                continue;
            }
            if definition && self.is_apart(versions[0].model, &changed.name) {
                changed.effect = Some(Number::ZERO);
                changes.push(changed);
                continue;
            }
            tried += usize::from(piece.is_some());
            if let Some(piece) = piece.filter(|_| tried <= limits::DIFF_CHANGES)
                && let Some(figure) = self.figure(std::slice::from_ref(&piece), unit)
            {
                changed.effect = Some(minus(figure, old));
                together.push(piece);
            } else if judges {
                let what = "goals".to_string();
                if searched && !share.rest_of.contains(&what) {
                    share.rest_of.push(what);
                }
            } else {
                share.rest_of.push(changed.name.clone());
            }
            if !judges {
                changes.push(changed);
            }
        }
        let alone =
            |changes: &[Changed]| changes.iter().filter_map(|change| change.effect).fold(Number::ZERO, plus);
        let change = minus(new, old);
        if share.rest_of.is_empty() {
            let left = minus(change, alone(&changes));
            share.interaction = (!together.is_empty()).then_some(left);
            // Nothing was changed that could move it: the last digits, if anything.
            share.rest = (together.is_empty() && !left.is_zero()).then_some(left);
        } else {
            match self.figure(&together, unit).filter(|_| !together.is_empty()) {
                Some(figure) => {
                    let rest = if figure.compare(new).is_eq() { Number::ZERO } else { minus(new, figure) };
                    share.interaction = Some(minus(minus(change, alone(&changes)), rest));
                    share.rest = Some(rest);
                }
                None => share.rest = Some(minus(change, alone(&changes))),
            }
        }
        // What is left of the last digits belongs to the largest part, and is no interaction.
        if let Some(left) = share.interaction.filter(|left| plus(*left, change).compare(change).is_eq())
            && let Some(largest) =
                changes.iter_mut().filter_map(|change| change.effect.as_mut()).max_by_key(|e| e.abs())
        {
            *largest = plus(*largest, left);
            share.interaction = Some(Number::ZERO);
        }
        changes
    }
}

fn plus(a: Number, b: Number) -> Number {
    a.plus(b).map_or(a, |(sum, _)| sum)
}

fn minus(a: Number, b: Number) -> Number {
    a.minus(b).map_or(a, |(difference, _)| difference)
}

/// The scenario and those that it extends, in either version.
fn lineage(versions: [Version<'_>; 2], scenario: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for version in versions {
        let mut next = (scenario != "base").then(|| scenario.to_string());
        while let Some(name) = next.take_if(|name| all.insert((*name).clone())) {
            next = version.loaded.statements().find_map(|(_, statement)| match &statement.kind {
                StatementKind::Scenario(found) if version.loaded.sources.text(found.name) == name => {
                    found.parent.map(|parent| version.loaded.sources.text(parent).to_string())
                }
                _ => None,
            });
        }
    }
    all
}
