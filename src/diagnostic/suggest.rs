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

/// The known names whose last parts are what was written, at most four: `direct.leads` and `partners.leads` for `leads`.
///
/// ```
/// assert_eq!(pace::diagnostic::members("leads", ["direct.leads", "mis.leads.rate"]), ["direct.leads"]);
/// ```
pub fn members<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let tail = |name: &&str| name.strip_suffix(written).is_some_and(|front| front.ends_with('.'));
    known.into_iter().filter(tail).take(4).collect()
}

/// The question that names what was meant: the names that end in what was written, else the nearest. None where
/// nothing is near enough.
///
/// ```
/// use pace::diagnostic::did_you_mean;
///
/// assert_eq!(did_you_mean("leads", ["a.leads", "b.leads"]).as_deref(), Some("did you mean `a.leads` or `b.leads`?"));
/// assert_eq!(did_you_mean("leeds", ["leads"]).as_deref(), Some("did you mean `leads`?"));
/// ```
pub fn did_you_mean<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let known: Vec<&str> = known.into_iter().collect();
    let mut meant = members(written, known.iter().copied());
    if meant.is_empty() {
        meant.extend(nearest(written, known));
    }
    let (last, others) = meant.split_last()?;
    let others: Vec<String> = others.iter().map(|name| format!("`{name}`")).collect();
    Some(match others.is_empty() {
        true => format!("did you mean `{last}`?"),
        false => format!("did you mean {} or `{last}`?", others.join(", ")),
    })
}

/// A row so many months later, or earlier where that is negative, as a plan writes it: `prev(x, 0)`, `next(x, 0, 2)`.
/// Of no months it is the row.
pub fn months_away(row: &str, months: i64) -> String {
    let function = if months < 0 { "prev" } else { "next" };
    match months.unsigned_abs() {
        0 => row.to_string(),
        1 => format!("{function}({row}, 0)"),
        months => format!("{function}({row}, 0, {months})"),
    }
}
