//! `--by` and `--for`: a period, a segment, a member.

use crate::analysis::{ByMembers, Granularity};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::model::{MemberId, Model, SegmentId, SegmentName};

/// Reads what stands after `--by`: a period, a segment, or both with a comma, in any order.
///
/// # Errors
/// Two periods, two segments, and a word that is neither.
pub(super) fn by(text: &str, model: &Model) -> Result<(Granularity, Option<SegmentId>), Diagnostic> {
    let (mut period, mut segment) = (None, None);
    for word in text.split(',').map(str::trim).filter(|word| !word.is_empty()) {
        if let Some(known) = granularity(word) {
            if period.replace(known).is_some() {
                let message = format!("`{text}` names two periods, and a column covers one");
                return Err(Diagnostic::without_place(Code::WrongArguments, message).help("name one of them"));
            }
            continue;
        }
        match model.segments.find(word) {
            Some(SegmentName::Segment(known)) => {
                if let Some(first) = segment.replace(known) {
                    let [one, other] = [first, known].map(|id| &model.segments.segment(id).name);
                    let message = format!("two axes at once are not there yet: `{one}` and `{other}`");
                    let found = Diagnostic::without_place(Code::WrongArguments, message);
                    return Err(found.help(format!(
                        "name one, `--by {one}`; or look at one member of the other, `--by {one} --for {}`",
                        model.segments.segment(known).members.first().map_or("NAME", |member| &member.name)
                    )));
                }
            }
            Some(SegmentName::Member(member)) => {
                let of = &model.segments.segment(member.segment).name;
                let message = format!("`{word}` is a member of `{of}`, and a table is by a segment");
                let found = Diagnostic::without_place(Code::WrongArguments, message);
                return Err(
                    found.help(format!("write `--for {word}` for that one, or `--by {of}` for all of them"))
                );
            }
            None => return Err(unknown(word, model)),
        }
    }
    Ok((period.unwrap_or_default(), segment))
}

/// Reads what stands after `--by` of levers: a share such as `10%`, a segment, or both with a comma, in any order.
///
/// # Errors
/// Two shares, two segments, and a name that no segment has.
pub(super) fn share<'a>(
    text: &'a str,
    model: &Model,
) -> Result<(Option<&'a str>, Option<SegmentId>), Diagnostic> {
    if model.segments.is_empty() {
        return Ok((Some(text), None));
    }
    let is_name = |word: &str| word.starts_with(|first: char| first.is_alphabetic() || first == '_');
    let words = || text.split(',').map(str::trim).filter(|word| !word.is_empty());
    let mut shares = words().filter(|word| !is_name(word));
    let share = shares.next();
    if let (Some(one), Some(_)) = (share, shares.next()) {
        let message = format!("`{text}` names two shares, and every input is moved by one");
        let found = Diagnostic::without_place(Code::WrongArguments, message);
        return Err(found.help(format!("name one of them: `--by {one}`")));
    }
    let names: Vec<&str> = words().filter(|word| is_name(word)).collect();
    let single = (!names.is_empty()).then(|| segment("by", &names.join(","), model)).transpose()?;
    // Nothing at all is told as a share that is none.
    Ok((share.or(Some(text).filter(|_| names.is_empty())), single))
}

/// The segment and the member of `--by` and `--for` where a period has no place.
///
/// # Errors
/// Those of [`segment`] and [`member`].
pub fn members_asked(by: Option<&str>, only: Option<&str>, model: &Model) -> Result<ByMembers, Diagnostic> {
    Ok(ByMembers {
        by: by.map(|by| segment("by", by, model)).transpose()?,
        only: only.map(|only| member(only, model)).transpose()?,
    })
}

/// The segment that stands after an option, such as `by`, where a period has no place.
///
/// # Errors
/// A period, two segments, and a name that no segment has.
pub(super) fn segment(option: &str, text: &str, model: &Model) -> Result<SegmentId, Diagnostic> {
    let known: Vec<&str> = model.segments.iter().map(|(_, segment)| segment.name.as_str()).collect();
    if let Some(SegmentName::Segment(segment)) = model.segments.find(text.trim()) {
        return Ok(segment);
    }
    let message = match known.is_empty() {
        true => "this plan has no segments to tell it by".to_string(),
        // Two segments, and a member, are told as `run` tells them.
        false => match by(text, model)? {
            (_, Some(segment)) => {
                let of = &model.segments.segment(segment).name;
                let found = Diagnostic::without_place(Code::WrongArguments, "a period has no place here");
                return Err(found.help(format!("write `--{option} {of}`")));
            }
            (_, None) => format!("`{text}` is no segment of this plan"),
        },
    };
    let found = Diagnostic::without_place(Code::WrongArguments, message);
    Err(match nearest(text, known.iter().copied()) {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None if known.is_empty() => found.help("`segment region: west, east` declares one"),
        None => found.help(format!("it is one of: {}", known.join(", "))),
    })
}

fn granularity(word: &str) -> Option<Granularity> {
    [Granularity::Month, Granularity::Quarter, Granularity::Year].into_iter().find(|one| one.word() == word)
}

fn unknown(word: &str, model: &Model) -> Diagnostic {
    let mut known = vec!["month", "quarter", "year"];
    known.extend(model.segments.iter().map(|(_, segment)| segment.name.as_str()));
    let message = match model.segments.is_empty() {
        true => format!("`{word}` is no period"),
        false => format!("`{word}` is no period and no segment of this plan"),
    };
    let found = Diagnostic::without_place(Code::WrongArguments, message);
    match nearest(word, known.iter().copied()) {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None => found.help(format!("it is one of: {}", known.join(", "))),
    }
}

/// The member that stands after `--for`, by its name or as a table calls it.
///
/// # Errors
/// A name that no member has.
pub(super) fn member(text: &str, model: &Model) -> Result<MemberId, Diagnostic> {
    let name = crate::syntax::member_name(text);
    let members = || model.segments.iter().flat_map(|(id, _)| model.segments.members(id));
    match model.segments.find(&name) {
        Some(SegmentName::Member(member)) => Ok(member),
        Some(SegmentName::Segment(segment)) => {
            let of = model.segments.segment(segment);
            let message = format!("`{text}` is a segment, and `--for` looks at one member");
            let found = Diagnostic::without_place(Code::WrongArguments, message);
            let first = of.members.first().map_or("NAME", |member| &member.name);
            Err(found.help(format!("write `--by {text}` for all of them, or `--for {first}`")))
        }
        None => {
            let message = match model.segments.is_empty() {
                true => "this plan has no segments, and so no members".to_string(),
                false => format!("there is no member `{text}`"),
            };
            let found = Diagnostic::without_place(Code::UnknownName, message);
            let names: Vec<&str> =
                members().map(|member| model.segments.member(member).name.as_str()).collect();
            Err(match nearest(&name, names.iter().copied()) {
                Some(near) => found.help(format!("did you mean `{near}`?")),
                None if names.is_empty() => found.help("`segment region: west, east` declares one"),
                None => found.help(format!("such as `--for {}`", names.first().unwrap_or(&"NAME"))),
            })
        }
    }
}
