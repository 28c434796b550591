//! What each change has to do with the main row: tried alone on the old plan, and together.
//!
//! Example: a price goes from 100 to 110 and the deals from 10 to 20. Alone, the price brings 100 and the deals
//! 1,000; both together bring 1,200, so that 100 is their interaction.

use std::collections::BTreeSet;

use crate::eval::dependents;
use crate::limits;
use crate::loader::{Loaded, spliced};
use crate::model::{Model, Row, RowId};
use crate::source::Span;
use crate::syntax::tree::StatementKind;
use crate::value::{Denomination, Number, NumberStyle, Rollup, Unit};

use super::changes::LineEdit;
use super::{ChangeShare, PlanChange};
use crate::analysis::ask;
use crate::analysis::measure::Measure;
use crate::analysis::solve::FOUND_DIGITS;
use crate::analysis::{SettledPlan, prepare};

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
    pub fn new(versions: [&SettledPlan; 2], mut text: Loaded, scenario: &'a str, main: &'a str) -> Probe<'a> {
        let relevant = lineage(versions, scenario);
        // Each try checks the plan anew: scenarios that have nothing to do with the figure would only cost time.
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
            && found.is_some_and(|(row, main)| !dependents(base, &[row])[main.index()])
    }

    /// What the main row comes to with these words in the old plan; none where they are no plan.
    fn figure(&self, pieces: &[(Span, String)], unit: Unit) -> Option<Number> {
        let plan = prepare(spliced(&self.text, pieces)?).ok()?;
        let (row, figure) = figure(plan.model(), self.scenario, self.main)?;
        figure.filter(|_| row.unit == unit)
    }

    /// The changes with what each does alone, and the row's whole change.
    pub fn shares(
        &self,
        versions: [&SettledPlan; 2],
        edits: Vec<LineEdit>,
    ) -> (Vec<PlanChange>, ChangeShare) {
        let sides = versions.map(|version| figure(version.model(), self.scenario, self.main));
        let [from, to] = [0, 1].map(|at| sides[at].as_ref().and_then(|(_, figure)| *figure));
        let row = sides[1].as_ref().or(sides[0].as_ref()).map(|(row, _)| row);
        let units = sides.iter().flatten().map(|(row, _)| row.unit);
        let alike = units.clone().zip(units.skip(1)).all(|(a, b)| a == b);
        let own_unit = row.map_or(Unit::ONE, |row| row.unit);
        let rollup = row.map_or(Rollup::Level, |row| row.rollup.rollup());
        let unit = if rollup == Rollup::Sum { own_unit.over_months().unwrap_or(own_unit) } else { own_unit };
        let mut share = ChangeShare {
            row: self.main.to_string(),
            unit: Denomination::new(
                unit,
                row.map_or(NumberStyle::Plain, |row| row.shown),
                versions[1].model().currency,
            ),
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
        let searched =
            versions.iter().any(|version| version.model().scenarios.iter().any(|one| one.unknown.is_some()));
        let (changes, figures) = self.tried(own_unit, versions, (edits, searched), &mut share);
        let together = self.together(&figures, own_unit);
        let figures = figures.into_iter().map(|(figure, _)| figure).collect();
        let digits = if searched { FOUND_DIGITS } else { DIGITS };
        // Levelled first, so that the parts add up to the last digit.
        match (Split { old, new, figures, together }).level(digits) {
            Some(split) => split.into_parts(changes, share),
            None => (changes, share),
        }
    }

    /// The changes, and for each what the row comes to with it alone, and the words that make it; what cannot be
    /// tried is named in the share's rest.
    fn tried(
        &self,
        unit: Unit,
        versions: [&SettledPlan; 2],
        (edits, searched): (Vec<LineEdit>, bool),
        share: &mut ChangeShare,
    ) -> (Vec<PlanChange>, Vec<Tried>) {
        let mut changes = Vec::new();
        let mut figures: Vec<Tried> = Vec::new();
        let mut tried = 0;
        for LineEdit { changed, pieces, scenario, judges, definition } in edits {
            if judges {
                // Goals decide figures only where they determine a `?`.
                let what = "goals".to_string();
                if searched && !share.rest_of.contains(&what) {
                    share.rest_of.push(what);
                }
                continue;
            }
            // A scenario that the figure does not come from cannot move it.
            let aside = scenario.is_some_and(|name| !self.relevant.contains(&name));
            let figure = if aside {
                (None, Vec::new())
            } else if definition && self.is_apart(versions[0].model(), &changed.name) {
                (share.from, Vec::new())
            } else {
                tried += usize::from(!pieces.is_empty());
                let may = !pieces.is_empty() && tried <= limits::DIFF_CHANGES;
                let figure = if may { self.figure(&pieces, unit) } else { None };
                if figure.is_none() {
                    share.rest_of.push(changed.name.clone());
                }
                (figure, if figure.is_some() { pieces } else { Vec::new() })
            };
            figures.push(figure);
            changes.push(changed);
        }
        (changes, figures)
    }

    /// What the row comes to with all changes that can be tried alone.
    fn together(&self, figures: &[Tried], unit: Unit) -> Option<Number> {
        let pieces: Vec<(Span, String)> = figures.iter().flat_map(|(_, pieces)| pieces.clone()).collect();
        if pieces.is_empty() { None } else { self.figure(&pieces, unit) }
    }
}

/// A figure with the words that lead to it.
type Tried = (Option<Number>, Vec<(Span, String)>);

/// The figures that a change is split by.
struct Split {
    old: Number,
    new: Number,
    /// With each change alone.
    figures: Vec<Option<Number>>,
    /// With all that can be tried alone.
    together: Option<Number>,
}

/// Significant digits that every number has.
const DIGITS: u32 = 28;

impl Split {
    /// The figures with so many decimals that whatever is added to or taken from them stays exact: sums of numbers
    /// with 28 digits each would lose some. Of the figures `digits` digits are good. None where they are so large that
    /// what is added up might not fit.
    fn level(self, digits: u32) -> Option<Split> {
        let tried = self.figures.iter().flatten();
        let largest = tried.clone().copied().chain([self.old, self.new]).chain(self.together);
        let largest = largest.map(Number::abs).max().unwrap_or_default();
        let count = Number::from(2 * self.figures.len() + 8);
        let (bound, _) = largest.times(count).ok()?;
        let decimals = digits.saturating_sub(whole_digits(bound));
        let round = |figure: Number| figure.round(decimals);
        Some(Split {
            old: round(self.old),
            new: round(self.new),
            figures: self.figures.into_iter().map(|figure| figure.map(round)).collect(),
            together: self.together.map(round),
        })
    }

    /// What each change does, what they do together beyond that, and what then is left.
    fn into_parts(
        self,
        mut changes: Vec<PlanChange>,
        mut share: ChangeShare,
    ) -> (Vec<PlanChange>, ChangeShare) {
        let change = minus(self.new, self.old);
        for (changed, figure) in changes.iter_mut().zip(&self.figures) {
            changed.effect = figure.map(|figure| minus(figure, self.old));
        }
        let alone = changes.iter().filter_map(|change| change.effect).fold(Number::ZERO, plus);
        let left = minus(change, alone);
        let others = !share.rest_of.is_empty();
        match self.together {
            Some(_) if !others => share.interaction = Some(left),
            // What all changes that can be tried do not explain together comes from those that cannot.
            Some(together) => {
                let same = together.compare(self.new).is_eq();
                let rest = if same { Number::ZERO } else { minus(self.new, together) };
                share.interaction = Some(minus(left, rest));
                share.rest = Some(rest);
            }
            None if others || !left.is_zero() => share.rest = Some(left),
            None => {}
        }
        // What is left of the last digits belongs to the largest part, and is no interaction.
        if let Some(noise) = share.interaction.filter(|left| plus(*left, self.new).compare(self.new).is_eq())
            && let Some(largest) = changes
                .iter_mut()
                .filter_map(|change| change.effect.as_mut())
                .max_by_key(|effect| effect.abs())
        {
            *largest = plus(*largest, noise);
            share.interaction = Some(Number::ZERO);
        }
        (share.from, share.to, share.change) = (Some(self.old), Some(self.new), Some(change));
        (changes, share)
    }
}

/// How many digits stand before the point.
fn whole_digits(number: Number) -> u32 {
    let (mut digits, mut power) = (0, Number::ONE);
    while digits < DIGITS && number >= power {
        digits += 1;
        match power.times(Number::from(10u32)) {
            Ok((next, _)) => power = next,
            Err(_) => break,
        }
    }
    digits
}

/// The sum of two figures of a [`Split`], for which there is room.
fn plus(a: Number, b: Number) -> Number {
    Number::sum([a, b]).unwrap_or_default()
}

/// Their difference.
fn minus(a: Number, b: Number) -> Number {
    a.difference(b).unwrap_or_default()
}

/// The scenario and those that it extends, in either version.
fn lineage(versions: [&SettledPlan; 2], scenario: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for version in versions {
        let mut next = (scenario != "base").then(|| scenario.to_string());
        while let Some(name) = next.take_if(|name| all.insert((*name).clone())) {
            next = version.loaded().statements().find_map(|(_, statement)| match &statement.kind {
                StatementKind::Scenario(found) if version.loaded().sources.text(found.name) == name => {
                    found.parent.map(|parent| version.loaded().sources.text(parent).to_string())
                }
                _ => None,
            });
        }
    }
    all
}
