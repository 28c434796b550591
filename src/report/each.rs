//! What each member of a segment needs of its own input: a line for each.

use super::needed::{needed, now};
use super::solution::solution_records;
use super::{Block, Field, Head, Records, Report, ReportTable, TableEntry, Tone};
use crate::analysis::{EachSolution, GoalOutcome, GoalStatus, MemberSolution, SolveStatus};

/// A table with a line for each member: what there is, what is needed, and why none will do.
pub fn each_solution(each: &EachSolution) -> Report {
    let heads = vec![
        Head::words(each.segment.as_str()),
        Head::figures("now"),
        Head::figures("needed"),
        Head::words(""),
    ];
    let line = |member: &MemberSolution| {
        let solution = each.of(member);
        let short = |words: String| words.trim_start_matches("at least ").to_string();
        let needed = match solution.found.status {
            SolveStatus::Impossible => TableEntry::Text("no value".into(), Tone::Bad),
            _ => needed(&solution).map_or(TableEntry::missing(), |words| TableEntry::plain(short(words))),
        };
        let told = match solution.found.status {
            SolveStatus::Already => TableEntry::Text("met as it stands".into(), Tone::Good),
            SolveStatus::Found => TableEntry::plain(""),
            SolveStatus::Impossible => TableEntry::dim(solution.reason().unwrap_or_default()),
        };
        vec![TableEntry::plain(member.member.as_str()), TableEntry::plain(now(&solution)), needed, told]
    };
    let table = ReportTable {
        heads,
        fixed: 1,
        lines: each.each.iter().map(line).collect(),
        ..ReportTable::default()
    };
    let goals = each.each.iter().map(|member| member.found.goals.len()).max().unwrap_or(0);
    let goals = if goals == 1 { "its own goal" } else { "its own goals" };
    let mut facts = vec![format!("{}: what each {} needs for {goals}", each.input, each.segment)];
    if each.head.scenario != "base" {
        facts.push(format!("scenario {}", each.head.scenario));
    }
    facts.push(each.head.currency.code().to_string());
    let missed = |member: &&MemberSolution| {
        let missed = |goal: &GoalOutcome| goal.result.status == GoalStatus::Missed;
        member.found.status == SolveStatus::Impossible && member.found.goals.iter().any(missed)
    };
    let without = each.each.iter().filter(missed).count();
    let note = match (without, each.each.len()) {
        (0, _) => None,
        (some, all) => {
            Some(Block::note(format!("{some} of {all} cannot reach it with `{}` alone.", each.input)))
        }
    };
    let blocks = [Some(Block::Table(table)), note].into_iter().flatten().collect();
    Report { title: each.head.title.clone(), facts, blocks }
}

/// The records of every member's solution, with the member first.
pub fn each_solution_records(each: &EachSolution) -> Records {
    let mut all = Records { heads: vec![each.segment.clone()], lines: Vec::new() };
    for member in &each.each {
        let records = solution_records(&each.of(member));
        if all.heads.len() == 1 {
            all.heads.extend(records.heads);
        }
        let name = || Field::from(member.member.as_str());
        all.lines.extend(records.lines.into_iter().map(|line| std::iter::once(name()).chain(line).collect()));
    }
    all
}
