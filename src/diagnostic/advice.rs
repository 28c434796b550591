//! Advice on what to type next, as data: the shell and a session each write it their own way.
//!
//! A sentence that advises something is a [`Prose`]: words with [`Advice`] between them. Whoever shows it says
//! in which [`Dialect`]. Words are never searched or replaced, so that a user's own labels pass as they are.

/// Where advice will be typed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialect {
    /// At a shell's prompt: `pace solve plan.pace calls`.
    Shell,
    /// In a session: `:solve calls`.
    Session,
}

/// Something to type that solves or shows more, kept as data: a shell and a session say it each in its own way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Advice {
    /// A question to the plan: `pace solve plan.pace calls`, `:solve calls`.
    Command {
        /// The command's name, which is the same in a session.
        name: &'static str,
        /// The plan's file, or a word that stands for it.
        plan: String,
        /// What follows, as it is typed.
        arguments: String,
    },
    /// An option that a command of the shell and the session's command of that name both have: `--depth 3`.
    Option {
        /// The name without its dashes.
        name: &'static str,
        /// The value; empty where only the name matters.
        value: String,
    },
    /// The scenario to compare with: `--scenario hire`, `--vs-scenario hire`.
    Scenario(String),
    /// A statement that overlays the plan for once: `--set 'win_rate = 30%'`, and in a session the bare statement.
    Statement(String),
    /// Every row of the plan: `pace run plan.pace --all`, `:rows`; without a plan the option alone.
    EveryRow(Option<String>),
    /// The page of a function: `pace functions delay`, `:help delay`; without a name the list of all of them.
    Functions(Option<&'static str>),
    /// The list of the limits: `pace limits`, `:help limits`.
    Limits,
}

impl Advice {
    /// Advice to ask the plan something: the command, the file it is asked of, and what stands behind that.
    pub fn command(name: &'static str, plan: impl Into<String>, arguments: impl Into<String>) -> Advice {
        Advice::Command { name, plan: plan.into(), arguments: arguments.into() }
    }

    /// Advice to use an option with a value, named without its dashes.
    pub fn option(name: &'static str, value: impl Into<String>) -> Advice {
        Advice::Option { name, value: value.into() }
    }

    /// What is typed, without quotation marks around it.
    pub fn say(&self, dialect: Dialect) -> String {
        let shell = dialect == Dialect::Shell;
        match self {
            Advice::Command { name, plan, arguments } => {
                let head = if shell { format!("pace {name} {plan}") } else { format!(":{name}") };
                format!("{head} {arguments}").trim_end().to_string()
            }
            Advice::Option { name, value } if value.is_empty() => format!("--{name}"),
            // A session takes its commands' words apart as a shell does.
            Advice::Option { name, value } => format!("--{name} {}", quoted(value)),
            Advice::Scenario(name) if shell => format!("--scenario {name}"),
            Advice::Scenario(name) => format!("--vs-scenario {name}"),
            Advice::Statement(statement) if shell => format!("--set {}", in_quotes(statement)),
            Advice::Statement(statement) => statement.clone(),
            Advice::EveryRow(Some(plan)) if shell => format!("pace run {plan} --all"),
            Advice::EveryRow(None) if shell => "--all".into(),
            Advice::EveryRow(_) => ":rows".into(),
            Advice::Functions(name) => match (name, shell) {
                (Some(name), true) => format!("pace functions {name}"),
                (None, true) => "pace functions".into(),
                (name, false) => format!(":help {}", name.unwrap_or("functions")),
            },
            Advice::Limits if shell => "pace limits".into(),
            Advice::Limits => ":help limits".into(),
        }
    }
}

/// A text in quotes, as one word of a shell whatever is in it.
pub fn in_quotes(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// The value of an option as a shell wants it: in quotes where it would be taken apart or replaced.
fn quoted(value: &str) -> String {
    let plain = |character: char| character.is_alphanumeric() || "_-.,:/%=+@…".contains(character);
    if value.chars().all(plain) { value.to_string() } else { in_quotes(value) }
}

/// A text that may hold advice.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Prose(Vec<ProsePart>);

/// A stretch of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
enum ProsePart {
    Words(String),
    Advice(Advice),
}

impl Prose {
    /// The text with something to type after it, which is shown in backticks.
    #[must_use]
    pub fn advise(mut self, advice: Advice) -> Prose {
        self.0.push(ProsePart::Advice(advice));
        self
    }

    /// The text with more words after it.
    #[must_use]
    pub fn and(mut self, words: impl Into<String>) -> Prose {
        self.0.push(ProsePart::Words(words.into()));
        self
    }

    /// The text with what another says after it.
    #[must_use]
    pub fn join(mut self, other: impl Into<Prose>) -> Prose {
        self.0.extend(other.into().0);
        self
    }

    /// The whole text as people read it there.
    pub fn say(&self, dialect: Dialect) -> String {
        let parts = self.0.iter().map(|part| match part {
            ProsePart::Words(words) => words.clone(),
            ProsePart::Advice(advice) => format!("`{}`", advice.say(dialect)),
        });
        parts.collect()
    }
}

impl From<String> for Prose {
    fn from(words: String) -> Prose {
        Prose(vec![ProsePart::Words(words)])
    }
}

impl From<&str> for Prose {
    fn from(words: &str) -> Prose {
        words.to_string().into()
    }
}

impl From<&String> for Prose {
    fn from(words: &String) -> Prose {
        words.clone().into()
    }
}

impl From<Advice> for Prose {
    fn from(advice: Advice) -> Prose {
        Prose::default().advise(advice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(advice: Advice) -> [String; 2] {
        [advice.say(Dialect::Shell), advice.say(Dialect::Session)]
    }

    #[test]
    fn each_dialect_has_its_words() {
        assert_eq!(
            said(Advice::command("solve", "plan.pace", "calls")),
            ["pace solve plan.pace calls", ":solve calls"]
        );
        assert_eq!(said(Advice::Statement("deal = $9".into())), ["--set 'deal = $9'", "deal = $9"]);
        assert_eq!(said(Advice::EveryRow(Some("FILE".into()))), ["pace run FILE --all", ":rows"]);
        assert_eq!(said(Advice::Functions(None)), ["pace functions", ":help functions"]);
        assert_eq!(said(Advice::option("by", "10%")), ["--by 10%", "--by 10%"]);
        assert_eq!(said(Advice::option("vary", "a=$1..$2"))[0], "--vary 'a=$1..$2'");
    }

    #[test]
    fn words_pass_as_they_are() {
        let prose = Prose::from("`pace limits` is a label: ").advise(Advice::Limits).and(", `--set 'x'`");
        assert_eq!(prose.say(Dialect::Session), "`pace limits` is a label: `:help limits`, `--set 'x'`");
    }
}
