//! Completion in shells: what `pace completing` offers, and that bash, fish and zsh get it through their scripts.

use std::process::Command;

use crate::support::process::Shell;

const PLAN: &str = "months 2026-01 .. 2026-03\nplan { 2 calls/day }\nrate = 10%\nleads = calls * rate\n\
                    scenario hustle { rate = 20% }\nscenario calm { rate = 5% }\n";

/// A folder with two plans, one of them deeper down.
fn folder() -> Shell {
    let shell = Shell::new();
    shell.write("plan.pace", PLAN).write("plans/other.pace", "x = 5\n").write("notes.txt", "");
    shell
}

/// What is offered at the end of a line, as bash asks for it.
fn offered(shell: &Shell, line: &str) -> Vec<String> {
    let ran = shell.pace(&["completing", "bash", "--line", line]).exits(0).quietly();
    ran.out.lines().map(str::to_string).collect()
}

#[test]
fn every_place_of_a_line_offers_what_may_stand_there() {
    let shell = folder();
    let all = |line: &str| offered(&shell, line).join(" ");
    assert_eq!(all("pace so"), "solve");
    // Plans first, then folders; no other file.
    assert_eq!(all("pace run "), "plan.pace plans/");
    assert_eq!(all("pace run plans/"), "plans/other.pace");
    assert_eq!(all("pace check plan.pace pl"), "plan.pace plans/");
    assert_eq!(all("pace run plan.pace --scenario "), "base hustle calm");
    assert_eq!(all("pace run plan.pace --scenario h"), "hustle");
    assert_eq!(all("pace why plan.pace leads --vs-scenario c"), "calm");
    assert_eq!(all("pace compare plan.pace hustle c"), "calm");
    assert_eq!(all("pace run plan.pace --rows l"), "leads");
    assert_eq!(all("pace run plan.pace --rows leads,ra"), "leads,rate");
    assert!(all("pace solve plan.pace ").starts_with("calls rate"), "{}", all("pace solve plan.pace "));
    assert_eq!(all("pace explain plan.pace le"), "leads");
    assert_eq!(all("pace explain plan.pace leads 2026-0"), "2026-01 2026-02 2026-03");
    assert_eq!(all("pace explain plan.pace leads --depth 2 2026-03"), "2026-03");
    assert_eq!(all("pace today --month "), "2026-01 2026-02 2026-03");
    assert_eq!(all("pace eval plan.pace 'leads / ca"), "leads / calls leads / calendar. leads / calm.");
    assert_eq!(all("pace eval plan.pace \"tot"), "total(");
    assert_eq!(all("pace grid plan.pace --row leads --vary r"), "rate");
    assert_eq!(all("pace run plan.pace --set rat"), "rate");
    assert_eq!(all("pace error unit"), "unit-mismatch");
    assert_eq!(all("pace functions del"), "delay");
    assert_eq!(all("pace snap "), "plan.pace plans/ check accept review show");
    assert_eq!(all("pace snap accept p"), "plan.pace plans/");
    assert_eq!(all("pace diff H"), "HEAD");
    assert_eq!(all("pace run plan.pace --format "), "table json csv long markdown");
    // bash replaces only what follows the last sign.
    assert_eq!(all("pace run plan.pace --format=c"), "csv");
    assert_eq!(all("pace run plan.pace --scenario=h"), "hustle");
    assert_eq!(all("pace --color al"), "always");
    assert_eq!(all("pace --color always ru"), "run");
    assert_eq!(all("pace completions f"), "fish");
    assert_eq!(all("pace man wh"), "when why");
    let options = all("pace run plan.pace --");
    assert!(
        ["--rows", "--set", "--scenario", "--color"].iter().all(|one| options.contains(one)),
        "{options}"
    );
    assert!(!all("pace ").contains("completing"));
}

#[test]
fn the_only_plan_of_the_folder_is_the_one_that_is_meant() {
    let shell = folder();
    assert_eq!(offered(&shell, "pace run --rows le"), ["leads"]);
    assert_eq!(offered(&shell, "pace run --rows le --scenario hustle --set rat"), ["rate"]);
    shell.write("second.pace", "y = 1\n");
    assert!(offered(&shell, "pace run --rows le").is_empty());
    assert_eq!(offered(&shell, "pace run second.pace --rows "), ["y", "calendar."]);
}

#[test]
fn nothing_is_said_where_nothing_is_known() {
    let shell = folder();
    shell.write("broken.pace", "x = (\ny = x * 2\n").write("bytes.pace", [0xff, 0xfe, b'\n']);
    for line in [
        "pace zzz ",
        "pace explain gone.pace x",
        "pace run plan.pace --scenario zzz",
        "pace run bytes.pace --rows x",
        "pace run plan.pace -o ",
        "pace eval plan.pace 'a \u{1b}[31m",
        "pace run \"plan.pace' --rows ",
    ] {
        assert!(offered(&shell, line).is_empty(), "{line}: {:?}", offered(&shell, line));
    }
    // A plan with mistakes is completed all the same, as far as it is understood.
    shell.pace(&["completing", "fish", "--", "run", "broken.pace", "--rows", ""]).exits(0).quietly();
    let described = shell.pace(&["completing", "zsh", "--", "explain", "plan.pace", "ca"]).exits(0).out;
    assert!(described.starts_with("calls\t/month\n"), "{described}");
}

/// Whether a program is there: fish and zsh are tried where they are installed, bash always.
#[cfg(unix)]
fn is_installed(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

/// What a script prints in a shell, in the folder.
#[cfg(unix)]
fn shell_says(shell: &Shell, program: &str, arguments: &[&str], script: &str) -> String {
    let all: Vec<&str> = arguments.iter().copied().chain([script]).collect();
    let ran = shell.program(program, &all).exits(0);
    assert_eq!(ran.err, "", "{program}: {script}");
    ran.out
}

#[cfg(unix)]
#[test]
fn bash_completes() {
    let shell = folder();
    shell.write("my plans/big.pace", "x = 5\n");
    let completed = |line: &str, words: &[&str]| {
        let words = words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" ");
        let script = format!(
            "source <(pace completions bash); COMP_LINE={}; COMP_POINT=${{#COMP_LINE}}; COMP_WORDS=({words}); \
             COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); _pace; printf '%s\\n' \"${{COMPREPLY[@]}}\"; complete -p pace",
            format_args!("'{}'", line.replace('\'', r"'\''"))
        );
        shell_says(&shell, "bash", &["--norc", "-c"], &script)
    };
    let said = completed("pace run pl", &["pace", "run", "pl"]);
    assert!(said.starts_with("plan.pace\nplans/\n") && said.contains("-F _pace pace"), "{said}");
    let said = completed("pace run plan.pace --scenario h", &["pace", "run", "plan.pace", "--scenario", "h"]);
    assert!(said.starts_with("hustle\n"), "{said}");
    let said =
        completed("pace run plan.pace --format=j", &["pace", "run", "plan.pace", "--format", "=", "j"]);
    assert!(said.starts_with("json\n"), "{said}");
    // In quotes a formula is one word, and comes back whole.
    let said = completed("pace eval plan.pace 'calls / le", &["pace", "eval", "plan.pace", "calls / le"]);
    assert!(said.starts_with("calls / leads\n"), "{said}");
}

#[cfg(unix)]
#[test]
fn fish_completes() {
    if !is_installed("fish") {
        return;
    }
    let shell = folder();
    let completed = |line: &str| {
        let script = format!("pace completions fish | source; complete -C '{line}'");
        shell_says(&shell, "fish", &["--no-config", "-c"], &script)
    };
    assert_eq!(completed("pace run pl"), "plan.pace\nplans/\n");
    assert_eq!(completed("pace explain plan.pace le"), "leads\t/month\n");
    assert_eq!(completed("pace run plan.pace --scenario "), "base\nhustle\ncalm\n");
    assert!(completed("pace functions del").starts_with("delay\t"));
}

#[cfg(unix)]
#[test]
fn zsh_completes() {
    if !is_installed("zsh") {
        return;
    }
    let shell = folder();
    // What completion would add, printed: the line editor of zsh needs a terminal.
    let completed = |words: &[&str]| {
        let (last, before) = words.split_last().expect("words");
        let all = before.iter().chain([last]).map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" ");
        let script = format!(
            "compdef() {{ : }}; compadd() {{ while [[ $1 == -* && $1 != -a ]]; do [[ $1 == -[VSd] ]] && shift; shift; done; \
             shift; print -l -- \"${{(@P)1}}\" }}; _files() {{ print files }}; source <(pace completions zsh); \
             words=({all}); CURRENT=${{#words}}; PREFIX='{last}'; _pace"
        );
        shell_says(&shell, "zsh", &["-f", "-c"], &script)
    };
    assert_eq!(completed(&["pace", "run", "pl"]), "plan.pace\nplans/\n");
    assert_eq!(completed(&["pace", "explain", "plan.pace", "le"]), "leads\n");
    assert_eq!(
        completed(&["pace", "run", "plan.pace", "--rows", "leads,ca"]),
        "leads,calls\nleads,calendar.\n"
    );
    assert_eq!(completed(&["pace", "run", "plan.pace", "-o", ""]), "files\n");
}
