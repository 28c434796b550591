//! An explanation as other programs read it.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::term::{Entry, Explained, Explanation, Term, What};
use crate::source::Sources;
use crate::value::Currency;

impl Explanation {
    /// The explanation with the texts that its places are in, ready to be written.
    pub fn with_sources<'a>(&'a self, sources: &'a Sources) -> impl Serialize + 'a {
        Document { explanation: self, sources }
    }
}

struct Document<'a> {
    explanation: &'a Explanation,
    sources: &'a Sources,
}

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let explanation = self.explanation;
        let look = Look { currency: explanation.currency, sources: self.sources };
        let figures: Vec<_> = explanation.figures.iter().map(|figure| Figure { figure, look }).collect();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("title", &explanation.title)?;
        map.serialize_entry("scenario", &explanation.scenario)?;
        map.serialize_entry("currency", explanation.currency.code())?;
        map.serialize_entry("row", &explanation.row)?;
        map.serialize_entry("unit", &explanation.unit.symbol(explanation.shown, explanation.currency))?;
        map.serialize_entry("rollup", &explanation.rollup)?;
        map.serialize_entry("figures", &figures)?;
        map.end()
    }
}

#[derive(Clone, Copy)]
struct Look<'a> {
    currency: Currency,
    sources: &'a Sources,
}

struct Figure<'a> {
    figure: &'a Explained,
    look: Look<'a>,
}

impl Serialize for Figure<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("month", &self.figure.month)?;
        map.serialize_entry("value", &self.figure.term.value)?;
        map.serialize_entry("reason", &self.figure.gap)?;
        map.serialize_entry("entries", &self.figure.entries)?;
        map.serialize_entry("term", &TermDocument { term: &self.figure.term, look: self.look })?;
        map.end()
    }
}

impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("month", &self.month)?;
        map.serialize_entry("amount", &self.amount)?;
        map.end()
    }
}

struct TermDocument<'a> {
    term: &'a Term,
    look: Look<'a>,
}

impl<'a> TermDocument<'a> {
    fn below(&self, terms: &'a [Term]) -> Vec<TermDocument<'a>> {
        terms.iter().map(|term| TermDocument { term, look: self.look }).collect()
    }
}

impl Serialize for TermDocument<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let term = self.term;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("joined", term.joined.symbol())?;
        match &term.what {
            What::Row(row) => {
                map.serialize_entry("row", &row.name)?;
                map.serialize_entry("month", &row.month)?;
                if let Some(span) = row.place {
                    let source = self.look.sources.get(span.file);
                    map.serialize_entry("file", source.name())?;
                    map.serialize_entry("line", &source.position(span.start as usize).line)?;
                }
                map.serialize_entry("input", &row.input)?;
                map.serialize_entry("followed", row.followed.word())?;
            }
            What::Number(_) | What::Part => {}
        }
        map.serialize_entry("value", &term.value)?;
        map.serialize_entry("unit", &term.unit.map(|unit| unit.symbol(term.shown, self.look.currency)))?;
        map.serialize_entry("operator", term.how.word())?;
        if !term.terms.is_empty() {
            map.serialize_entry("terms", &self.below(&term.terms))?;
        }
        if !term.reads.is_empty() {
            map.serialize_entry("reads", &self.below(&term.reads))?;
        }
        if !term.rules.is_empty() {
            map.serialize_entry("rules", &term.rules)?;
        }
        map.end()
    }
}
