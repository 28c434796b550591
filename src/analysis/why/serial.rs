//! A change as other programs read it.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::change::{Cause, Change, ChangeSide};
use crate::source::Sources;
use crate::value::Currency;

impl Change {
    /// The change with the texts that its places are in, ready to be written.
    pub fn with_sources<'a>(&'a self, sources: &'a Sources) -> impl Serialize + 'a {
        Document { change: self, sources }
    }
}

struct Document<'a> {
    change: &'a Change,
    sources: &'a Sources,
}

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let change = self.change;
        let document = |cause| CauseDocument { cause, sources: self.sources, currency: change.currency };
        let causes: Vec<_> = change.causes.iter().map(document).collect();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("title", &change.title)?;
        map.serialize_entry("currency", change.currency.code())?;
        map.serialize_entry("row", &change.row)?;
        map.serialize_entry("unit", &change.unit.symbol(change.shown, change.currency))?;
        map.serialize_entry("rollup", &change.rollup)?;
        map.serialize_entry("from", &change.from)?;
        map.serialize_entry("to", &change.to)?;
        map.serialize_entry("change", &change.change)?;
        map.serialize_entry("log_points", &change.log_points)?;
        map.serialize_entry("causes", &causes)?;
        map.end()
    }
}

impl Serialize for ChangeSide {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("scenario", &self.scenario)?;
        map.serialize_entry("month", &self.month)?;
        map.serialize_entry("value", &self.value)?;
        map.serialize_entry("reason", &self.gap)?;
        map.end()
    }
}

struct CauseDocument<'a> {
    cause: &'a Cause,
    sources: &'a Sources,
    currency: Currency,
}

impl Serialize for CauseDocument<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let cause = self.cause;
        let place = cause.place.map(|span| (self.sources.get(span.file), span.start as usize));
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("row", &cause.name)?;
        map.serialize_entry("kind", cause.kind.word())?;
        map.serialize_entry("month", &cause.month)?;
        map.serialize_entry("file", &place.map(|(source, _)| source.name()))?;
        map.serialize_entry("line", &place.map(|(source, at)| source.position(at).line))?;
        map.serialize_entry("unit", &cause.unit.symbol(cause.shown, self.currency))?;
        map.serialize_entry("from", &cause.values.map(|(from, _)| from))?;
        map.serialize_entry("to", &cause.values.map(|(_, to)| to))?;
        map.serialize_entry("amount", &cause.amount)?;
        map.serialize_entry("share", &cause.share)?;
        map.serialize_entry("log_points", &cause.log_points)?;
        map.end()
    }
}
