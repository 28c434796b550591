//! The fuzz targets over a few hundred broken plans: the same code as in `fuzz/`, without a nightly compiler.

use std::fs;
use std::path::{Path, PathBuf};

/// The words that libFuzzer is given too.
fn dictionary() -> Vec<String> {
    let text = fs::read_to_string(home().join("tests/data/pace.dict")).expect("the dictionary");
    let words = text.lines().filter_map(|line| line.strip_prefix('"')?.strip_suffix('"'));
    words
        .map(|word| {
            word.replace("\\x0a", "\n")
                .replace("\\xE2\\x82\\xAC", "€")
                .replace("\\\"", "\"")
                .replace("\\\\", "\\")
        })
        .collect()
}

fn home() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every plan in a folder and those below.
fn plans(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.expect("an entry").path()) {
        if path.is_dir() {
            plans(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "pace") {
            found.push(path);
        }
    }
}

fn seeds() -> Vec<String> {
    let mut paths = Vec::new();
    plans(&home().join("examples"), &mut paths);
    plans(&home().join("tests"), &mut paths);
    paths.sort();
    let texts = paths.iter().filter_map(|path| fs::read_to_string(path).ok());
    // Of a long plan, the statements further down are like those above.
    texts.map(|text| text.chars().take(2_000).collect()).collect()
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % most.max(1)
    }

    fn of<'a>(&mut self, choices: &'a [String]) -> &'a str {
        &choices[self.below(choices.len())]
    }
}

/// A plan that somebody typed over: lines and words taken away, doubled, swapped, replaced.
fn broken(seed: &str, seeds: &[String], words: &[String], dice: &mut Dice) -> String {
    let mut lines: Vec<String> = seed.lines().map(str::to_string).collect();
    for _ in 0..=dice.below(4) {
        let at = dice.below(lines.len());
        let Some(line) = lines.get(at).cloned() else { break };
        match dice.below(6) {
            0 => drop(lines.remove(at)),
            1 => lines.insert(at, line),
            2 => {
                let other = dice.of(seeds).lines().map(str::to_string).collect::<Vec<_>>();
                let from = dice.below(other.len());
                lines.splice(at..at, other.into_iter().skip(from).take(3));
            }
            _ => {
                let mut parts: Vec<&str> = line.split_inclusive([' ', '(', ')', ',', '/']).collect();
                let place = dice.below(parts.len());
                match dice.below(3) {
                    0 if !parts.is_empty() => drop(parts.remove(place)),
                    1 if !parts.is_empty() => parts[place] = dice.of(words),
                    _ => parts.insert(place, dice.of(words)),
                }
                lines[at] = parts.concat();
            }
        }
    }
    lines.join("\n") + "\n"
}

/// Runs a target over one broken plan of every seed.
fn over_all(target: fn(&[u8]), start: u64) {
    let (seeds, words) = (seeds(), dictionary());
    assert!(seeds.len() > 20 && words.len() > 50, "the seeds are there");
    let mut dice = Dice(start);
    for seed in &seeds {
        tried(target, &broken(seed, &seeds, &words, &mut dice));
    }
}

/// Runs a target over one plan; where it panics, the plan is printed.
fn tried(target: fn(&[u8]), plan: &str) {
    if let Err(panic) = std::panic::catch_unwind(|| target(plan.as_bytes())) {
        eprintln!("----- this plan:\n{plan}-----");
        std::panic::resume_unwind(panic);
    }
}

#[test]
fn tree() {
    over_all(crate::support::targets::tree, 1);
}

#[test]
fn rendered() {
    over_all(crate::support::targets::rendered, 2);
}

#[test]
fn formatted() {
    over_all(crate::support::targets::formatted, 3);
}
