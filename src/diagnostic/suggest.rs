//! "Did you mean …?"

/// The known name that is nearest to what was written, if it is near enough to be a slip.
///
/// Near is at most a third of the longer name's characters changed (at least one), by restricted
/// edit distance (a swap of neighbours counts once); case is ignored; of equals the first is taken.
///
/// ```
/// assert_eq!(pace::diagnostic::nearest("deal_sise", ["calls", "deal_size"]), Some("deal_size"));
/// assert_eq!(pace::diagnostic::nearest("zebra", ["calls", "deal_size"]), None);
/// ```
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = written.to_lowercase();
    let mut best: Option<(usize, &str)> = None;
    for name in known {
        let candidate = name.to_lowercase();
        let longest = wanted.chars().count().max(candidate.chars().count());
        let allowed = (longest / 3).max(1);
        // The distance is at least the difference in length: most names need no further look.
        if wanted.chars().count().abs_diff(candidate.chars().count()) > allowed {
            continue;
        }
        let distance = strsim::osa_distance(&wanted, &candidate);
        // A one-letter name is "near" to every other: that is no slip.
        if distance <= allowed && distance < longest && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, name));
        }
    }
    best.map(|(_, name)| name)
}
