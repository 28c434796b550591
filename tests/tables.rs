//! Members from a CSV file: what is read, what is refused and where, that a table is its block, and that everything that
//! goes over files goes over tables too.

use std::collections::BTreeMap;
use std::sync::Mutex;

use pace::check::{Checked, check};
use pace::diagnostic::{Diagnostic, Severity};
use pace::limits;
use pace::loader::{Loaded, Unreadable, World, load};
use pace::source::FileId;
use pace::syntax::tree::{NodeKind, StatementKind};
use pace::syntax::{member_label, member_name, table};
use proptest::prelude::*;

use crate::support::process::Shell;
use crate::support::session::{Files, Play};

/// A plan whose reps are in a table, and that uses their rows in all ways.
const PLAN: &str = "months 2026
segment region: west, east
segment rep from \"reps.csv\"
for rep { won = new_leads * 25% }
bookings = won * $10,000
ann_alone = Ann_Smith.won
";

const HEAD: &str = "rep,region,from,until,quota: $/month,new_leads: /month\n";

/// The table that fits the plan.
const TABLE: &str = "rep,region,from,until,quota: $/month,new_leads: /month
Ann Smith,west,,,60000,24
ben,east,2026-03,2026-10,\"50,000\",20
";

fn loaded(files: &[(&str, &str)]) -> (Loaded, Checked) {
    let loaded = load(&Files::of(files), files[0].0);
    let checked = check(&loaded);
    (loaded, checked)
}

/// A finding as `reps.csv:14:3 code`.
fn placed(loaded: &Loaded, found: &Diagnostic) -> String {
    let place = found.span().map(|span| {
        let source = loaded.sources.get(span.file);
        let at = source.position(span.start as usize);
        format!("{}:{}:{} ", source.name(), at.line, at.column)
    });
    format!("{}{}", place.unwrap_or_default(), found.code.name())
}

/// The errors of some files, of which the first is the plan.
fn errors(files: &[(&str, &str)]) -> Vec<String> {
    let (loaded, checked) = loaded(files);
    let wrong = checked.diagnostics.iter().filter(|found| found.severity() == Severity::Error);
    wrong.map(|found| placed(&loaded, found)).collect()
}

/// The plan for a table: one without Ann Smith has no row of hers.
fn plan_of(table: &str) -> String {
    let ann = "ann_alone = Ann_Smith.won\n";
    if table.contains("Ann Smith") { PLAN.to_string() } else { PLAN.replace(ann, "") }
}

/// The errors of the plan with a table.
fn errors_of(table: &str) -> Vec<String> {
    errors(&[("plan.pace", &plan_of(table)), ("reps.csv", table)])
}

/// Everything that is said of the plan with a table.
fn said_of(table: &str) -> String {
    let (_, checked) = loaded(&[("plan.pace", &plan_of(table)), ("reps.csv", table)]);
    let said = checked.diagnostics.iter().map(|found| format!("{}; {:?}\n", found.message, found.help));
    said.collect()
}

/// What `pace` prints with these arguments in a folder with these files.
#[track_caller]
fn printed(files: &[(&str, &str)], arguments: &[&str]) -> String {
    let shell = Shell::new();
    for (name, text) in files {
        shell.write(name, text);
    }
    shell.pace(arguments).exits(0).out
}

#[test]
fn a_table_is_read_as_sheets_write_it() {
    assert_eq!(errors_of(TABLE), [""; 0]);
    let run = |table: &str| {
        printed(&[("plan.pace", PLAN), ("reps.csv", table)], &["run", "plan.pace", "--format", "json"])
    };
    let plain = run(TABLE);
    // 24 and 20 leads a month, the second for eight months; a quarter of them is won.
    assert!(plain.contains("\"name\": \"Ann_Smith.won\""), "{plain}");
    for written in [
        // The mark of byte order and the line breaks of Windows, empty lines and no last line break.
        format!("\u{feff}{}", TABLE.replace('\n', "\r\n")),
        format!("{TABLE}\n\n\n"),
        format!("{}\n", TABLE.replace('\n', "\r\n")),
        TABLE.trim_end().to_string(),
        TABLE.replace("2026-10", "2026-10\u{a0}"),
        format!("\n\n{TABLE}"),
        format!("{TABLE},,,,,\n , ,,,,\n"),
        // Spaces around cells, and quotes that no cell needs.
        TABLE.replace(",west,", " ,  west\t,").replace("24", " 24 "),
        TABLE.replace("ben,east", "\"ben\", \"east\" ").replace("rep,region", "\"rep\",\"region\""),
        TABLE.replace("quota: $/month", " quota :  $/month "),
        // Numbers as sheets write them.
        TABLE.replace("60000", "\"60,000\""),
        TABLE.replace("60000", "\"$60,000\""),
        TABLE.replace("60000", "$60000"),
        TABLE.replace("60000", "60k"),
        TABLE.replace("60000", "$60k/month"),
        TABLE.replace("60000", "$720k/year"),
        TABLE.replace("60000", "$30k/month * 2"),
        TABLE.replace("60000", "+60000.00"),
    ] {
        assert_eq!(errors_of(&written), [""; 0], "{written:?}: {}", said_of(&written));
        // Figures of formulas may end in other digits than those of numbers.
        assert_eq!(run(&written), plain, "{written:?}");
    }
}

#[test]
fn columns_have_units() {
    let mut wrong = Vec::new();
    let value = |head: &str, cell: &str| {
        let plan = "months 2027\nworkdays 20/month\nsegment rep from \"reps.csv\"\nfor rep { y = x * 1 }\n";
        let table = format!("rep,{head}\na,{cell}\n");
        let out = printed(
            &[("plan.pace", plan), ("reps.csv", &table)],
            &["run", "plan.pace", "--format", "csv", "--rows", "a.x"],
        );
        let line = out.lines().find(|line| line.starts_with("a.x,")).expect("the row").to_string();
        let cells: Vec<&str> = line.split(',').collect();
        // The unit, and January.
        format!("{} {}", cells[2], cells[4])
    };
    for (head, cell, is) in [
        ("x: $/month", "60000", "USD/month 60000"),
        ("x: $/year", "60000", "USD/month 5000"),
        ("x: /month", "24", "1/month 24"),
        ("x: /day", "2", "1/month 62"),
        ("x: $", "500", "USD 500"),
        ("x: days", "30", "days 30"),
        ("x: weeks", "2", "days 14"),
        ("x: hours/month", "3", "hours/month 3"),
        ("x: 1 last", "3", "1 3"),
        ("x", "3", "1 3"),
        ("x", "20%", "% 0.2"),
        ("x: $/month mean", "-500", "USD/month -500"),
        ("x: $/month", "4 to 6", "USD/month 5"),
        ("x: $/month", "$4 to $6 likely $5", "USD/month 5"),
    ] {
        if value(head, cell) != is {
            wrong.push(format!("{head}: {cell}: {}, not {is}", value(head, cell)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_no_table_is_told_at_its_place() {
    let mut wrong = Vec::new();
    let with = |line: &str| format!("{HEAD}{line}\nben,east,,,50000,20\n");
    for (table, found, says) in [
        // No head, an unknown first column.
        (String::new(), &["reps.csv:1:1 bad-table"][..], "empty"),
        ("\n\n".into(), &["reps.csv:1:1 bad-table"], "empty"),
        ("ann,west,60000\n".into(), &["reps.csv:1:1 bad-table"], "begin with a head such as `rep,region"),
        ("name,region,quota\na,west,3\n".into(), &["reps.csv:1:1 bad-table"], "write `rep`"),
        ("Rep,x\na,3\n".into(), &["reps.csv:1:1 bad-table"], "not `Rep`"),
        (",region,x: 1\na,west,3\n".into(), &["reps.csv:1:1 bad-table"], "has no name"),
        ("\u{feff}team,region\na,west\n".into(), &["reps.csv:1:1 bad-table"], "not `team`"),
        // Another sign than a comma.
        (TABLE.replace(',', ";"), &["reps.csv:1:1 bad-table"], "semicolons"),
        (TABLE.replace(',', "\t"), &["reps.csv:1:1 bad-table"], "tabs"),
        // A column twice, without a name, without a name that a row can have; all that is wrong is told.
        (
            "rep,quota: $/month,region, quota,,New Leads,for,from: /month\n".into(),
            &[
                "reps.csv:1:28 bad-table",
                "reps.csv:1:34 bad-table",
                "reps.csv:1:35 bad-table",
                "reps.csv:1:45 reserved-name",
                "reps.csv:1:53 bad-table",
            ],
            "the column `quota` is there twice",
        ),
        ("rep,region,rep\na,west,b\n".into(), &["reps.csv:1:12 bad-table"], "`rep` is there twice"),
        ("rep,x: bananas\na,3\n".into(), &["reps.csv:1:8 syntax"], ""),
        ("rep,close: %\na,20\n".into(), &["reps.csv:1:12 bad-table"], "20 or 0.2?"),
        ("rep,close: %/month\na,20\n".into(), &["reps.csv:1:12 bad-table"], "write `20%` in the cells"),
        // Too few cells, too many.
        (with("ann,west"), &["reps.csv:2:1 bad-table"], "this line has 2 cells, and the head has 6 columns"),
        (with("ann,west,,,60,000,24"), &["reps.csv:2:1 bad-table"], "stands in quotes: `\\\"60,000\\\"`"),
        (with("ann,west,,,60000,24,"), &["reps.csv:2:1 bad-table"], "7 cells"),
        // Quotes.
        (with("\"ann,west,,,60000,24"), &["reps.csv:2:1 bad-table"], "never closed"),
        (with("ann,west,,,\"60,000,24"), &["reps.csv:2:12 bad-table"], "never closed"),
        (with("\"Ann\" Smith,west,,,60000,24"), &["reps.csv:2:7 bad-table"], "written twice"),
        // No members.
        (HEAD.into(), &["reps.csv:1:1 bad-table"], "no members of `rep`"),
        (format!("{HEAD},,,,,\n\n"), &["reps.csv:1:1 bad-table"], "no members"),
        // Blank cells.
        (with(",west,,,60000,24"), &["reps.csv:2:1 missing-member"], "the name of the member is missing"),
        (with("ann,,,,60000,24"), &["reps.csv:2:5 missing-member"], "whom it belongs to is missing"),
        (with("ann,west,,,,24"), &["reps.csv:2:12 missing-member"], "the `quota` of this member is missing"),
        (with("ann,west,,,60000, "), &["reps.csv:2:18 missing-member"], "the `new_leads`"),
        (with("ann,west,,,60000,"), &["reps.csv:2:17 missing-member"], "the `new_leads`"),
        (with("ann,\"\",,,60000,3"), &["reps.csv:2:6 missing-member"], "whom it belongs to"),
        // Cells that do not read.
        (with("ann,west,,,60000,two four"), &["reps.csv:2:22 syntax"], ""),
        (with("ann,west,,,60000,\"24, 25 from M3\""), &["reps.csv:2:19 syntax"], "a cell is one value"),
        (with("ann,west,,,60000,24 from 2026-03"), &["reps.csv:2:18 syntax"], "a block `for`"),
        (with("ann,west,,,(60000),24"), &["reps.csv:2:12 bad-table"], "a loss is written `-60000`"),
        (
            with("ann,west,,,60000/month,24"),
            &["reps.csv:2:12 unit-mismatch"],
            "the unit of its column, `$/month`",
        ),
        (with("ann,west,,,60000,$24"), &["reps.csv:2:18 unit-mismatch"], "`/month`"),
        (with("ann,west,,,60000,24 days"), &["reps.csv:2:18 unit-mismatch"], "`/month`"),
        (with("ann,west,2026-03-15,,60000,24"), &["reps.csv:2:10 bad-month"], "write `2026-03`"),
        (with("ann,west,soon,,60000,24"), &["reps.csv:2:10 bad-month"], ""),
        (with("ann,west,start,,60000,24"), &["reps.csv:2:10 bad-month"], ""),
        (with("ann,west,2026-05,2026-04,60000,24"), &["reps.csv:2:18 bad-month"], "goes before it comes"),
        (with("ann,West,,,60000,24"), &["reps.csv:2:5 unknown-name"], "did you mean `west`?"),
        (with("May,west,,,60000,24"), &["reps.csv:2:1 reserved-name"], "write `May_`"),
        (with("all,west,,,60000,24"), &["reps.csv:2:1 reserved-name"], "`all_`"),
        // Characters that could steer a terminal, marks of a merge.
        (with("\u{1b}[31mann,west,,,60000,24"), &["reps.csv:2:1 syntax"], "escape character"),
        (with("ann,west,,,60000,24\u{200b}"), &["reps.csv:2:20 syntax"], "hidden character"),
        (format!("{TABLE}<<<<<<< HEAD\n"), &["reps.csv:4:1 syntax"], "merge"),
    ] {
        if errors_of(&table) != found || !said_of(&table).contains(says) {
            wrong.push(format!(
                "{table:?}: {:?}, not {found:?}, {says:?}: {}",
                errors_of(&table),
                said_of(&table)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every fix in a table is applied: its finding is gone, and where it was all that was wrong, the plan is right.
#[test]
fn fixes_mend_tables() {
    let mut tried = 0;
    for (table, right) in [
        (TABLE.replace("\"50,000\"", "50000").replace(',', ";"), true),
        (TABLE.replace(',', "\t").replace("\"50\t000\"", "\"50,000\""), true),
        (TABLE.replacen("rep", "Rep", 1), true),
        (TABLE.replacen("rep", "Sales person", 1), true),
        (TABLE.replacen("rep", "", 1), true),
        (TABLE.replace("from", "from: /month"), true),
        (TABLE.replace("new_leads", "New Leads"), true),
        (TABLE.replace("quota: $/month", "Quota ($): $/month"), true),
        (TABLE.replace("60000", "(60000)"), true),
        (TABLE.replace("60000", "($60k)"), true),
        (TABLE.replace("west", "wst"), true),
        (TABLE.replace("west", "we\u{200b}st"), true),
        (TABLE.replace("2026-03", "2026-03-15"), true),
        (TABLE.replace("2026-03", "Mar 2026"), true),
        (TABLE.replace("ben", "May"), true),
    ] {
        let (loaded, checked) = loaded(&[("plan.pace", PLAN), ("reps.csv", &table)]);
        let found = checked.diagnostics.iter().find(|found| found.severity() == Severity::Error);
        let found = found.unwrap_or_else(|| panic!("{table:?} is right"));
        let at = found.span().expect("a place");
        let fix = found.fixes.first().unwrap_or_else(|| panic!("{table:?}: no fix of {found:?}"));
        let source = loaded.sources.get(at.file);
        assert_eq!(source.name(), "reps.csv", "{table:?}");
        let mended = fix.apply(at.file, source.text()).unwrap_or_else(|| panic!("{table:?}: {fix:?}"));
        let left = errors_of(&mended);
        assert!(!left.contains(&placed(&loaded, found)), "{mended:?}: {left:?}");
        assert_eq!(left.is_empty(), right, "{mended:?}: {left:?}");
        tried += 1;
    }
    assert_eq!(tried, 15);
    // A comma that is there already would begin a cell; which numbers are percentages nobody but the writer knows.
    for table in ["rep;x\na;1,5\n", "rep,x: %\na,20\n", "rep1,west,24\nrep2,east,20\n"] {
        let (_, checked) = loaded(&[("plan.pace", PLAN), ("reps.csv", table)]);
        assert!(checked.diagnostics.iter().all(|found| found.fixes.is_empty()), "{table:?}");
    }
}

#[test]
fn names_of_members() {
    for (text, name) in [
        ("rep1", "rep1"),
        ("Ann Smith", "Ann_Smith"),
        ("  Ann   Smith ", "Ann_Smith"),
        ("ann-b", "ann_b"),
        ("ann_b", "ann_b"),
        ("ann - b", "ann_b"),
        ("3com", "_3com"),
        ("2026", "_2026"),
        ("O'Neill, Jr.", "O_Neill_Jr_"),
        ("(west)", "_west_"),
        ("Jose\u{301}", "José"),
        ("José", "José"),
        ("Zoë Müller", "Zoë_Müller"),
        ("北 京", "北_京"),
        ("—", "_"),
        ("", "_"),
        ("a\nb", "a_b"),
    ] {
        assert_eq!(member_name(text), name, "{text:?}");
        assert_eq!(member_name(name), name, "a name is itself");
    }
    for (text, label) in [
        ("rep1", None),
        ("Jose\u{301}", None),
        ("Ann Smith", Some("Ann Smith")),
        (" ann-b ", Some("ann-b")),
        ("Al \"\"Fox\"\" Fo", Some("Al \"Fox\" Fo")),
        ("a\n  b", Some("a b")),
    ] {
        assert_eq!(member_label(text, &member_name(text)).as_deref(), label, "{text:?}");
    }
    // Two that become the same: both lines are told.
    let table = "rep,new_leads\nann-b,3/month\nann_b,4/month\n";
    let plan = PLAN.replace("ann_alone = Ann_Smith.won\n", "");
    let (loaded, checked) = loaded(&[("plan.pace", &plan), ("reps.csv", table)]);
    let found = &checked.diagnostics[0];
    assert_eq!(placed(&loaded, found), "reps.csv:3:1 duplicate-name", "{found:?}");
    let places: Vec<usize> = found
        .labels
        .iter()
        .map(|label| loaded.sources.get(label.span.file).line_at(label.span.start as usize))
        .collect();
    assert_eq!(places, [3, 2]);
    // A label is what the table says, whatever name it becomes.
    let members: Vec<Option<String>> =
        check(&load(&Files::of(&[("plan.pace", PLAN), ("reps.csv", TABLE)]), "plan.pace"))
            .model
            .segments
            .iter()
            .flat_map(|(_, segment)| segment.members.iter().map(|member| member.label.clone()))
            .collect();
    assert_eq!(members, [None, None, Some("Ann Smith".to_string()), None]);
}

#[test]
fn a_name_is_defined_once_in_all_files() {
    // A row of the file may not also be defined in `for`.
    let plan = format!("{PLAN}for rep {{ quota = $3/month }}\n");
    let found = errors(&[("plan.pace", &plan), ("reps.csv", TABLE)]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0], "plan.pace:7:11 duplicate-name");
    // A member of two segments, and a member that is a row.
    let plan = PLAN.replace("west, east", "west, east, ben");
    assert_eq!(errors(&[("plan.pace", &plan), ("reps.csv", TABLE)]), ["reps.csv:3:1 duplicate-name"]);
    // A table that two segments name has the members of the one that its head names.
    let plan = format!("{PLAN}segment team from \"reps.csv\"\n");
    assert_eq!(errors(&[("plan.pace", &plan), ("reps.csv", TABLE)]), ["reps.csv:1:1 bad-table"]);
    let plan = "segment rep from \"reps.csv\"\nuse \"other.pace\"\n";
    let found = errors(&[
        ("plan.pace", plan),
        ("other.pace", "segment rep from \"reps.csv\"\n"),
        ("reps.csv", "rep\na\n"),
    ]);
    assert!(found.iter().all(|one| one.ends_with("duplicate-name")) && !found.is_empty(), "{found:?}");
}

/// A folder, a file that is not UTF-8, and everything that a path may lead to.
struct Odd;

impl World for Odd {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        match path {
            "latin.csv" => Ok(b"rep,x\nJos\xe9,3\n".to_vec()),
            "wide.csv" => Ok(b"\xff\xfer\0e\0p\0".to_vec()),
            "folder" => Err(Unreadable::Directory),
            "pipe" => Err(Unreadable::NotRegular),
            "link.csv" => Err(Unreadable::Outside),
            "large.csv" => Ok(vec![b'\n'; 5_000_000]),
            "disk.csv" => Err(Unreadable::Other("the disk is gone".into())),
            _ if path.starts_with("plan ") => {
                let table = path.trim_start_matches("plan ").replace('|', "/");
                Ok(format!(
                    "months 2026\nsegment rep from \"{table}\"\nfor rep {{ y = x * 2 }}\nz = ann.x + y\n"
                )
                .into_bytes())
            }
            _ => Err(Unreadable::Missing),
        }
    }
}

#[test]
fn a_table_that_cannot_be_read_is_one_finding() {
    for (path, place, says) in [
        ("missing.csv", "plan missing.csv:2:18", "`missing.csv` does not exist"),
        ("folder", "plan folder:2:18", "is a folder, not a table"),
        ("pipe", "plan pipe:2:18", "is not a regular file"),
        ("link.csv", "plan link.csv:2:18", "lies outside the folder of the main file"),
        ("large.csv", "plan large.csv:2:18", "is larger than 4 MiB"),
        ("disk.csv", "plan disk.csv:2:18", "the disk is gone"),
        ("..|reps.csv", "plan ..|reps.csv:2:18", "this path leaves it"),
        ("|etc|passwd", "plan |etc|passwd:2:18", "may not be absolute"),
        ("", "plan :2:18", "names no file"),
        ("latin.csv", "latin.csv:2:4", "not UTF-8 text: line 2"),
        ("wide.csv", "wide.csv:1:1", "not UTF-8 text: line 1"),
    ] {
        let loaded = load(&Odd, &format!("plan {path}"));
        let found = check(&loaded).diagnostics;
        let errors: Vec<String> = found.iter().map(|found| placed(&loaded, found)).collect();
        assert_eq!(errors, [format!("{place} unreadable")], "{path}: {found:#?}");
        assert!(found[0].message.contains(says), "{path}: {found:#?}");
    }
}

/// The plan with its members in a block, as the table above has them.
fn block() -> String {
    let lines = "segment rep {\n  Ann_Smith in west: quota: $/month = $60000/month, new_leads: /month = 24/month\n  \
                 ben in east from 2026-03 until 2026-10: quota: $/month = $50000/month, new_leads: /month = 20/month\n}";
    PLAN.replace("segment rep from \"reps.csv\"", lines)
}

#[test]
fn a_table_is_its_block() {
    let block = block();
    // The label of a member is all that a block cannot say.
    let table = TABLE.replace("Ann Smith", "Ann_Smith");
    for arguments in [
        &["run", "plan.pace"][..],
        &["run", "plan.pace", "--format", "json"],
        &["run", "plan.pace", "--format", "csv"],
        &["run", "plan.pace", "--format", "long"],
        &["run", "plan.pace", "--by", "region"],
        &["run", "plan.pace", "--for", "ben"],
        &["run", "plan.pace", "--set", "ben.new_leads = 30/month", "--format", "csv"],
        &["run", "plan.pace", "--set", "for rep { quota = $1k/month }", "--format", "csv"],
        &["compare", "plan.pace", "base", "base"],
        &["snap", "show", "plan.pace"],
        &["check", "plan.pace"],
    ] {
        let of_table = printed(&[("plan.pace", PLAN), ("reps.csv", &table)], arguments);
        let of_block = printed(&[("plan.pace", &block)], arguments);
        assert_eq!(of_table, of_block, "{arguments:?}");
    }
}

#[test]
fn tables_lie_where_the_file_that_names_them_says() {
    let part = PLAN.replace("reps.csv", "tables/../tables/reps.csv");
    let files = [
        ("main.pace", "use \"sales/plan.pace\"\nshare = ben.won / won\n"),
        ("sales/plan.pace", part.as_str()),
        ("sales/tables/reps.csv", TABLE),
    ];
    assert_eq!(errors(&files), [""; 0]);
    let out = printed(&files, &["explain", "main.pace", "ben.new_leads"]);
    assert!(out.contains("sales/tables/reps.csv:"), "{out}");
    let wrong = [files[0], files[1], ("sales/tables/reps.csv", &TABLE.replace("east", "north"))];
    assert_eq!(errors(&wrong), ["sales/tables/reps.csv:3:5 unknown-name"]);
    // The segment of the parents may stand in another file, before or after.
    let plan = PLAN.replace("segment region: west, east\n", "use \"regions.pace\"\n");
    assert_eq!(
        errors(&[
            ("plan.pace", &plan),
            ("regions.pace", "segment region: west, east\n"),
            ("reps.csv", TABLE)
        ]),
        [""; 0]
    );
}

#[test]
fn commands_over_files_know_tables() {
    let shell = Shell::new();
    shell.write("plan.pace", PLAN).write("reps.csv", TABLE);
    // The formatter writes plans, and leaves tables alone.
    shell.pace(&["fmt", "plan.pace"]).exits(0);
    assert_eq!((shell.read("plan.pace"), shell.read("reps.csv")), (PLAN.to_string(), TABLE.to_string()));
    shell.pace(&["fmt", "reps.csv"]).exits(2);
    assert_eq!(shell.read("reps.csv"), TABLE);
    // Snapshots hold what a cell makes, and a folder's tables are no plans.
    shell.pace(&["snap", "accept", "plan.pace"]).exits(0);
    shell.pace(&["snap", "."]).exits(0);
    shell.pace(&["snap", "check", "plan.pace"]).exits(0);
    shell.write("reps.csv", TABLE.replace("24", "30"));
    shell.pace(&["snap", "check", "plan.pace"]).exits(1).says("Ann_Smith.new_leads");
    // Findings in a table are told with its line.
    shell.write("reps.csv", TABLE.replace("24", "24 leads here"));
    let wrong = shell.pace(&["check", "plan.pace"]).exits(2);
    assert!(wrong.err.contains("reps.csv:2:"), "{}", wrong.err);
}

/// A row of a table is shown with the line of its member, and as a plan would say it.
#[test]
fn answers_point_at_the_cell() {
    let files = [("plan.pace", PLAN), ("reps.csv", TABLE)];
    let told = printed(&files, &["explain", "plan.pace", "ben.new_leads", "2026-03"]);
    assert!(told.contains("reps.csv:3: ben,east,2026-03,2026-10,\"50,000\",20"), "{told}");
    let mut play = Play::new(&Files::of(&files), Some("plan.pace"));
    let told = play.right(":info Ann_Smith.quota");
    assert!(told.contains("reps.csv:2") && told.contains("= Ann_Smith.quota: $/month = 60000"), "{told}");
    // What a scenario says stands in the plan.
    let plan = format!("{PLAN}scenario more {{ ben.new_leads = 40/month }}\n");
    let files = [("plan.pace", plan.as_str()), ("reps.csv", TABLE)];
    let told = printed(&files, &["explain", "plan.pace", "ben.new_leads", "2026-03", "--scenario", "more"]);
    assert!(told.contains("plan.pace:7"), "{told}");
}

#[test]
fn versions_of_git_have_their_tables() {
    let shell = Shell::new();
    shell.write("plan.pace", PLAN).write("reps.csv", TABLE);
    for arguments in [
        &["init", "-q", "."][..],
        &["add", "."],
        &["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "first"],
    ] {
        shell.program("git", arguments).exits(0);
    }
    shell.write("reps.csv", TABLE.replace("24", "30"));
    shell.pace(&["diff", "HEAD", "plan.pace"]).exits(0).says("+$180,000");
}

#[test]
fn versions_that_differ_in_a_cell() {
    let shell = Shell::new();
    shell.write("old/plan.pace", PLAN).write("old/reps.csv", TABLE);
    shell.write("new/plan.pace", PLAN).write("new/reps.csv", TABLE.replace("24", "30"));
    // Six more leads in twelve months, a quarter of them won, at $10,000.
    shell.pace(&["diff", "old/plan.pace", "new/plan.pace"]).exits(0).says("+$180,000");
    shell.pace(&["diff", "old/plan.pace", "old/plan.pace"]).exits(0).says("Both are the same text");
}

#[test]
fn a_session_follows_its_table() {
    let files = Files::of(&[("plan.pace", PLAN), ("reps.csv", TABLE)]);
    let mut play = Play::new(&files, Some("plan.pace"));
    // 12 months of 24 leads, a quarter of them won.
    assert!(play.right("total(Ann_Smith.won)").contains("72"));
    play.right("ben.new_leads = 40/month");
    assert!(play.right("total(ben.won)").contains("80"));
    files.put("reps.csv", &TABLE.replace(",24", ",48"));
    let outcome = play.session.reload();
    assert!(!outcome.is_wrong());
    assert!(play.right("total(Ann_Smith.won)").contains("144"));
    // What was typed stays.
    assert!(play.right("total(ben.won)").contains("80"));
    files.put("reps.csv", "rep;x\n");
    assert!(play.session.reload().is_wrong());
    files.put("reps.csv", TABLE);
    play.session.reload();
    assert!(play.right("total(Ann_Smith.won)").contains("72"));
    // A scenario that is saved goes into the plan; the table stays as it is.
    play.right(":save scenario more \"More\"");
    assert_eq!(files.get("reps.csv"), TABLE);
    assert!(files.get("plan.pace").contains("ben.new_leads = 40/month"));
}

#[test]
fn tables_have_limits() {
    let reps = |count: usize, head: &str, cells: &str| {
        let lines: String = (0..count).map(|at| format!("r{at}{cells}\n")).collect();
        format!("rep{head}\n{lines}")
    };
    let plan = "months 60\nsegment rep from \"reps.csv\"\nfor rep { y = x * 2 }\nz = r1.y + y\n";
    let found = |plan: &str, table: &str| errors(&[("plan.pace", plan), ("reps.csv", table)]);
    let said = |plan: &str, table: &str| {
        loaded(&[("plan.pace", plan), ("reps.csv", table)]).1.diagnostics[0].message.clone()
    };
    assert_eq!(found(plan, &reps(limits::MEMBERS, ",x", ",1/month")), [""; 0]);
    let many = reps(limits::MEMBERS + 1, ",x", ",1/month");
    assert_eq!(found(plan, &many), ["plan.pace:2:9 too-large"]);
    assert!(said(plan, &many).contains("more than 2,000 members"));
    assert_eq!(found(plan, &reps(250_000, ",x", ",1/month")), ["plan.pace:2:9 too-large"]);
    // Rows: of the table, of the block, of rows times months.
    let columns: String = (0..120).map(|at| format!(",x{at}: /month")).collect();
    let wide = reps(2_000, &columns, &",1".repeat(120));
    let of_table = "months 12\nsegment rep from \"reps.csv\"\nz = r1.x1\n";
    assert_eq!(found(of_table, &wide), ["plan.pace:2:9 too-large"]);
    assert!(said(of_table, &wide).contains("2,000 reps × 120 rows are 240,000"), "{}", said(of_table, &wide));
    let rows: String = (0..119).map(|at| format!("y{at} = x * {at}\n")).collect();
    let of_block = format!("months 12\nsegment rep from \"reps.csv\"\nfor rep {{\n{rows}}}\nz = y118 * 2\n");
    let narrow = reps(2_000, ",x: /month", ",1");
    assert_eq!(found(&of_block, &narrow), ["plan.pace:2:9 too-large"]);
    assert!(
        said(&of_block, &narrow).contains("2,000 reps × 120 rows are 240,000"),
        "{}",
        said(&of_block, &narrow)
    );
    let long =
        format!("months 600\nsegment rep from \"reps.csv\"\nfor rep {{\n{}}}\n", &rows[..rows.len() / 10]);
    assert!(said(&long, &narrow).contains("more than 20,000 rows of 600 months"), "{}", said(&long, &narrow));
    // Segments, also of tables.
    let segments: String =
        (0..=limits::SEGMENTS).map(|at| format!("segment s{at} from \"t{at}.csv\"\n")).collect();
    let tables: BTreeMap<String, String> =
        (0..=limits::SEGMENTS).map(|at| (format!("t{at}.csv"), format!("s{at}\nm{at}\n"))).collect();
    let mut files: Vec<(&str, &str)> = vec![("plan.pace", &segments)];
    files.extend(tables.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    assert_eq!(errors(&files), ["plan.pace:33:9 too-large"]);
}

/// A thousand segments of one table read it as often as there may be segments.
#[test]
fn no_plan_reads_tables_without_end() {
    struct Counting(Mutex<usize>);
    impl World for Counting {
        fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
            if path == "plan.pace" {
                let lines = (0..1_000).map(|at| format!("segment s{at} from \"t.csv\"\n"));
                return Ok(lines.collect::<String>().into_bytes());
            }
            *self.0.lock().expect("one thread") += 1;
            Ok(b"s0\na\n".to_vec())
        }
    }
    let world = Counting(Mutex::new(0));
    check(&load(&world, "plan.pace"));
    assert_eq!(*world.0.lock().expect("one thread"), limits::SEGMENTS);
}

/// Names and values of cells as the tree has them, by the places that it gives.
fn cells_of(text: &str) -> Vec<Vec<String>> {
    let (tree, _) = table(FileId(0), text, "rep", &["region".to_string()]);
    let StatementKind::Segment(segment) = &tree.statements[0].kind else { panic!("a segment") };
    let at = |span: pace::source::Span| text[span.range()].to_string();
    let members = segment.members.iter().map(|line| {
        let rows = line.rows.iter().map(|row| at(row.value.span));
        std::iter::once(at(line.name)).chain(line.parent.map(at)).chain(rows).collect()
    });
    members.collect()
}

proptest! {
    /// The places of cells are those of the csv crate's cells, whatever stands in quotes.
    #[test]
    fn places_are_those_of_the_cells(
        lines in prop::collection::vec(("[a-z][a-z ,\"é\n-]{0,8}", "[a-z]{1,5}", "[1-9][0-9,]{0,3}[0-9]"), 1..8),
        windows in any::<bool>(),
        quoted in any::<bool>(),
    ) {
        let mut writer = csv::WriterBuilder::new()
            .terminator(if windows { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') })
            .quote_style(if quoted { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary })
            .from_writer(Vec::new());
        writer.write_record(["rep", "region", "x"]).expect("memory");
        for (name, parent, value) in &lines {
            writer.write_record([name, parent, &value.replace(",,", ",")]).expect("memory");
        }
        let text = String::from_utf8(writer.into_inner().expect("memory")).expect("UTF-8");
        let cells = cells_of(&text);
        prop_assert_eq!(cells.len(), lines.len(), "{}", text);
        for (cells, (name, parent, _)) in cells.iter().zip(&lines) {
            prop_assert_eq!(cells[0].replace("\"\"", "\""), name.trim());
            prop_assert_eq!(&cells[1], parent);
        }
    }

    /// No bytes end in a panic, and every place lies in the text.
    #[test]
    fn any_text_is_a_table_or_is_refused(text in "(\u{feff})?(rep|Rep|),?[a-z:$/% ,;\t\"\r\n0-9()é.-]{0,200}") {
        let (tree, found) = table(FileId(0), &text, "rep", &["region".to_string()]);
        let whole = |span: pace::source::Span| text.get(span.range()).is_some();
        for span in found.iter().filter_map(Diagnostic::span) {
            prop_assert!(whole(span), "{:?} of {:?}", span, text);
        }
        prop_assert!(tree.nodes.iter().all(|node| whole(node.span)));
        let literals = tree.nodes.iter().filter(|node| matches!(node.kind, NodeKind::Literal(_))).count();
        prop_assert!(literals <= text.len());
        let loaded = load(&Files::of(&[("plan.pace", PLAN), ("reps.csv", &text)]), "plan.pace");
        check(&loaded);
    }
}
