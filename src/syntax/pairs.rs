//! What was read of a piece: which rule of the grammar took which stretch, in one flat list.
//!
//! pest's own pairs share their list by reference counts and look up both ends of a stretch in it; these are copied.

use pest::Token;

use super::grammar::Rule;

/// A stretch that a rule took.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct PairEntry {
    rule: Rule,
    start: u32,
    end: u32,
    /// How many entries it is, with those inside it, which follow it.
    length: u32,
}

/// The stretches of a piece, outer ones before those inside them. Its memory serves one piece after the other.
#[derive(Default, PartialEq, Eq, Debug)]
pub(super) struct Parsed {
    entries: Vec<PairEntry>,
}

impl Parsed {
    /// Forgets what was read.
    pub(super) fn clear(&mut self) {
        self.entries.clear();
    }

    /// Adds what pest read.
    pub(super) fn add(&mut self, pairs: pest::iterators::Pairs<'_, Rule>) {
        let mut open = Vec::new();
        for token in pairs.tokens() {
            match token {
                Token::Start { rule, pos } => open.push(self.open(rule, pos.pos())),
                Token::End { pos, .. } => {
                    if let Some(place) = open.pop() {
                        self.close(place, pos.pos());
                    }
                }
            }
        }
    }

    /// A stretch begins; gives its place in the list.
    pub(super) fn open(&mut self, rule: Rule, start: usize) -> usize {
        self.entries.push(PairEntry { rule, start: start as u32, end: start as u32, length: 1 });
        self.entries.len() - 1
    }

    /// The stretch at a place of the list ends, and all that began in it is inside it.
    pub(super) fn close(&mut self, place: usize, end: usize) {
        let length = self.entries.len() - place;
        if let Some(entry) = self.entries.get_mut(place) {
            entry.end = end as u32;
            entry.length = length as u32;
        }
    }

    /// A stretch with nothing inside it.
    pub(super) fn token(&mut self, rule: Rule, start: usize, end: usize) {
        self.entries.push(PairEntry { rule, start: start as u32, end: end as u32, length: 1 });
    }

    /// The outermost stretches; `text` is the one that was read.
    pub(super) fn pairs<'p>(&'p self, text: &'p str) -> RulePairs<'p> {
        RulePairs { text, entries: &self.entries }
    }
}

/// A rule with the stretch that it took.
#[derive(Clone, Copy, Debug)]
pub(super) struct RulePair<'p> {
    text: &'p str,
    entry: PairEntry,
    inner: &'p [PairEntry],
}

impl<'p> RulePair<'p> {
    pub(super) fn as_rule(&self) -> Rule {
        self.entry.rule
    }

    /// Where the stretch begins, in bytes from the start of the piece.
    pub(super) fn start(&self) -> usize {
        self.entry.start as usize
    }

    /// Where the stretch ends.
    pub(super) fn end(&self) -> usize {
        self.entry.end as usize
    }

    pub(super) fn as_str(&self) -> &'p str {
        self.text.get(self.start()..self.end()).unwrap_or_default()
    }

    /// What its rule is made of.
    pub(super) fn into_inner(self) -> RulePairs<'p> {
        RulePairs { text: self.text, entries: self.inner }
    }
}

/// Stretches that follow one another.
#[derive(Clone, Debug)]
pub(super) struct RulePairs<'p> {
    text: &'p str,
    entries: &'p [PairEntry],
}

impl<'p> Iterator for RulePairs<'p> {
    type Item = RulePair<'p>;

    fn next(&mut self) -> Option<RulePair<'p>> {
        let (entry, rest) = self.entries.split_first()?;
        let (inner, after) = rest.split_at_checked(entry.length as usize - 1).unwrap_or((rest, &[]));
        self.entries = after;
        Some(RulePair { text: self.text, entry: *entry, inner })
    }
}
