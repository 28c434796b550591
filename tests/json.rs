//! Answers as other programs read them: one head first, and a unit for every figure.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use pace::analysis::{Granularity, results};
use serde_json::{Map, Value};

use crate::support::{Plan, home};

/// What every answer begins with, in this order.
const HEAD: [&str; 5] = ["title", "scenario", "label", "currency", "months"];

/// What a command answers in JSON; none where the plan has nothing to ask about, which is said with exit code 2.
fn asked(folder: &Path, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pace"));
    let output = command.args(arguments).args(["--format", "json"]).current_dir(folder).output();
    let output = output.expect("pace runs");
    let refused = output.status.code() == Some(2);
    let nothing = ["no pipeline", "no goal", "no inputs"];
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if refused && nothing.iter().any(|nothing| said.contains(nothing)) {
        return None;
    }
    // What is refused otherwise is no document, which is told with the question.
    Some(if refused { said } else { String::from_utf8(output.stdout).expect("text") })
}

/// The answers of every command about a plan, each with the words that asked for it.
fn answers(folder: &Path, plan: &str) -> Vec<(String, String)> {
    let levers = asked(folder, &["levers", plan]).expect("levers");
    let found: Value = serde_json::from_str(&levers).expect("JSON");
    let row = found["row"].as_str().expect("a row").to_string();
    let months: Vec<&str> =
        found["months"].as_array().expect("months").iter().filter_map(Value::as_str).collect();
    let (first, last) = (months[0], *months.last().expect("a month"));
    let condition = format!("{row} >= 0 or calendar.workdays > 10");
    let mut questions: Vec<Vec<&str>> = vec![
        vec!["run", plan],
        vec!["run", plan, "--by", "year"],
        vec!["compare", plan],
        vec!["explain", plan, &row],
        vec!["explain", plan, &row, last],
        vec!["why", plan, &row, last, "--vs", first],
        vec!["eval", plan, &row],
        vec!["when", plan, &condition],
        vec!["leaks", plan],
        vec!["today", plan],
        vec!["diff", plan, plan],
    ];
    let range;
    if let Some(input) = found["levers"][0]["input"].as_str() {
        questions.push(vec!["solve", plan, input]);
        range = format!("{input}=0..0");
        questions.push(vec!["grid", plan, "--row", &row, "--vary", &range]);
    }
    let mut all = vec![(format!("levers {plan}"), levers)];
    for question in questions {
        if let Some(answer) = asked(folder, &question) {
            all.push((question.join(" "), answer));
        }
    }
    all
}

/// The plans of the examples.
fn examples() -> Vec<String> {
    let files = fs::read_dir(home().join("examples")).expect("examples");
    let names = files.map(|file| file.expect("a file").file_name().to_string_lossy().into_owned());
    let mut plans: Vec<String> = names.filter(|name| name.ends_with(".pace")).collect();
    plans.sort();
    plans
}

/// Whether a text is a number as figures are written.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.starts_with(|first: char| first.is_ascii_digit())
        && digits.chars().all(|each| each.is_ascii_digit() || each == '.')
}

/// Looks at every figure of a document, and finds those without a unit: what `units` says of the field, in the object of
/// the figure or in one around it, else the `unit` of the nearest object that has one.
struct Figures {
    units: BTreeSet<String>,
    wrong: Vec<String>,
}

impl Figures {
    fn value<'a>(&mut self, field: &str, value: &'a Value, around: &mut Vec<&'a Map<String, Value>>) {
        match value {
            Value::Array(list) => list.iter().for_each(|one| self.value(field, one, around)),
            Value::Object(object) => {
                around.push(object);
                for (field, value) in object {
                    match field.as_str() {
                        "unit" | "from_unit" => self.units.extend(value.as_str().map(str::to_string)),
                        "units" => self.units.extend(
                            value
                                .as_object()
                                .into_iter()
                                .flatten()
                                .filter_map(|(_, unit)| unit.as_str())
                                .map(str::to_string),
                        ),
                        // Words that a person wrote, and names.
                        "title" | "label" | "months" | "text" | "name" | "condition" => {}
                        _ => self.value(field, value, around),
                    }
                }
                around.pop();
            }
            Value::String(text) if is_number(text) => {
                let named = around.iter().rev().find_map(|object| object.get("units")?.get(field)?.as_str());
                let unit =
                    named.or_else(|| around.iter().rev().find_map(|object| object.get("unit")?.as_str()));
                let share = ["share", "by"].contains(&field);
                match unit {
                    None => self.wrong.push(format!("`{field}` {text} has no unit")),
                    Some(unit) if share && unit != "%" => {
                        self.wrong.push(format!("`{field}` {text} is in {unit}"))
                    }
                    Some(_) => {}
                }
            }
            // Only counts and places are numbers of JSON's own, and the year of `fiscal`.
            Value::Number(number) if !["line", "column", "year"].contains(&field) => {
                self.wrong.push(format!("`{field}` {number} is no text"));
            }
            _ => {}
        }
    }
}

/// The forms of units that the manual lists, in back-quotes in the first column of its table.
fn listed() -> BTreeSet<String> {
    let manual = fs::read_to_string(home().join("docs/json.md")).expect("the manual");
    let section = manual.split("\n## Units\n").nth(1).expect("a list of units");
    let section = section.split("\n## ").next().unwrap_or_default();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| ")?.split(" |").next());
    rows.flat_map(|cell| cell.split('`').skip(1).step_by(2)).map(str::to_string).collect()
}

#[test]
fn every_answer_has_one_head_and_a_unit_for_every_figure() {
    let folder = home().join("examples");
    let listed = listed();
    assert!(listed.iter().all(|unit| !unit.contains(' ')) && listed.contains("1/workweek"), "{listed:?}");
    let mut wrong = Vec::new();
    // A version that differs, so that `diff` has something to say.
    let changed = tempfile::tempdir().expect("a folder");
    let text = fs::read_to_string(folder.join("roadmap.pace")).expect("a plan");
    let other = text.replacen("worth $", "worth $1", 1);
    assert_ne!(text, other);
    let path = changed.path().join("roadmap.pace");
    fs::write(&path, other).expect("a plan");
    let path = path.to_str().expect("UTF-8");
    let difference = asked(&folder, &["diff", "roadmap.pace", path]).expect("a difference");
    assert!(difference.contains("\"change\": \""), "{difference}");
    let mut difference = Some((format!("diff roadmap.pace {path}"), difference));
    for plan in examples() {
        for (question, answer) in answers(&folder, &plan).into_iter().chain(difference.take()) {
            let lines =
                answer.lines().skip(1).map(|line| line.trim_start().split(':').next().unwrap_or_default());
            let head: Vec<&str> = lines.take(HEAD.len()).map(|field| field.trim_matches('"')).collect();
            if head != HEAD {
                wrong.push(format!("pace {question}: begins with {head:?}"));
            }
            let Ok(document) = serde_json::from_str::<Value>(&answer) else {
                wrong.push(format!("pace {question}: {answer}"));
                continue;
            };
            let currency = document["currency"].as_str().unwrap_or("USD").to_string();
            let mut figures = Figures { units: BTreeSet::new(), wrong: Vec::new() };
            figures.value("", &document, &mut Vec::new());
            wrong.extend(figures.wrong.iter().take(3).map(|figure| format!("pace {question}: {figure}")));
            let unknown =
                figures.units.iter().filter(|unit| !listed.contains(&unit.replace(&currency, "USD")));
            wrong.extend(unknown.map(|unit| format!("pace {question}: no unit of the list is `{unit}`")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether a unit is one that formulas make, as the manual describes them: factors joined by `*`, with a power after
/// `^`, then what they are divided by, each after a `/`.
fn is_made_by_formulas(unit: &str) -> bool {
    let factor = |text: &str, names: &[&str]| {
        let (name, power) = text.split_once('^').unwrap_or((text, "2"));
        names.contains(&name) && power.parse::<u32>().is_ok_and(|power| power > 1)
    };
    let mut parts = unit.split('/');
    let above = parts.next().unwrap_or_default();
    let counts = above == "1" || above.split('*').all(|part| factor(part, &["USD", "months", "hours"]));
    counts && parts.all(|part| factor(part, &["USD", "month", "quarter", "year", "hour"]))
}

/// All products and quotients of three things, whatever they are made of: by the month, the quarter and the year.
#[test]
fn every_unit_that_formulas_make_is_listed() {
    let listed = listed();
    let things = [
        "3",
        "25%",
        "5%/month",
        "$7",
        "4/month",
        "$9/month",
        "6 days",
        "2 months",
        "3 hours",
        "8 hours/month",
    ];
    let mut text = String::from("months 2026-01 .. 2026-06\nplan { 3 calls/day taking 5 minutes }\n");
    for (at, thing) in things.iter().enumerate() {
        text += &format!("t{at} = {thing}\n");
    }
    let all = things.len();
    for (a, b, c) in (0..all).flat_map(|a| (0..all).flat_map(move |b| (0..all).map(move |c| (a, b, c)))) {
        for (how, (one, other)) in [("*", "*"), ("*", "/"), ("/", "*"), ("/", "/")].into_iter().enumerate() {
            text += &format!("r{a}_{b}_{c}_{how} = t{a} {one} t{b} {other} t{c}\n");
        }
    }
    let plan = Plan::of_text(&text).settled.expect("a plan");
    let mut made = BTreeSet::new();
    for by in [Granularity::Month, Granularity::Quarter, Granularity::Year] {
        let results = results(&plan, "base", by).expect("results");
        let document = serde_json::to_value(results.with_sources(plan.sources())).expect("JSON");
        let rows = document["rows"].as_array().expect("rows");
        made.extend(rows.iter().map(|row| row["unit"].as_str().expect("a unit").to_string()));
    }
    let unknown: Vec<&String> =
        made.iter().filter(|unit| !listed.contains(*unit) && !is_made_by_formulas(unit)).collect();
    assert_eq!(unknown, Vec::<&String>::new());
    assert!(made.len() > 60, "{made:?}");
}

/// Adds the terms of an explanation that have no unit.
fn without_unit(term: &Value, found: &mut Vec<String>) {
    if term["unit"].is_null() {
        found.push(term.to_string());
    }
    for list in ["terms", "reads"] {
        term[list].as_array().into_iter().flatten().for_each(|inner| without_unit(inner, found));
    }
}

#[test]
fn every_term_of_an_explanation_has_a_unit() {
    for (plan, row) in [("year.pace", "leads"), ("outbound.pace", "effort"), ("seasonal.pace", "ads")] {
        let plan = format!("examples/{plan}");
        let text = asked(home(), &["explain", &plan, row, "2026-04"]).expect("an explanation");
        let answer: Value = serde_json::from_str(&text).expect("JSON");
        let mut found = Vec::new();
        let figure = &answer["figures"][0]["term"];
        without_unit(figure, &mut found);
        assert_eq!(found, Vec::<String>::new(), "{plan} {row}");
        if row == "leads" {
            // Two flows added up are a flow.
            assert_eq!(
                (&figure["terms"][0]["value"], &figure["terms"][0]["unit"]),
                (&"110".into(), &"1/month".into())
            );
        }
    }
}
