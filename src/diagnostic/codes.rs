//! Every code with its page: what it is, why it is refused, an example, the fix.
//!
//! One record a code. `pace error CODE`, the manual's page on diagnostics and the tests read these records.

use super::Severity;

/// What `pace error CODE` prints.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// The code as it is printed: `unit-mismatch`.
    pub name: &'static str,
    /// Error or warning.
    pub severity: Severity,
    /// One sentence: when it is given.
    pub what: &'static str,
    /// Why pace insists, in the user's own interest.
    pub why: &'static str,
    /// A small plan that draws it; a test runs each.
    pub example: &'static str,
    /// The same plan mended; a test checks that the code is gone.
    pub fixed: &'static str,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident $name:literal $severity:ident {
        what: $what:literal, why: $why:literal, example: $example:literal, fixed: $fixed:literal,
    })*) => {
        /// The kind of a diagnostic. The text form is stable: scripts and snapshots rely on it.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Code { $($(#[$doc])* $variant,)* }

        impl Code {
            /// Every code, in the order of the manual.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// What `pace error` prints for it.
            pub fn page(self) -> Page {
                match self { $(Code::$variant => Page {
                    name: $name, severity: Severity::$severity,
                    what: $what, why: $why, example: $example, fixed: $fixed,
                },)* }
            }
        }
    };
}

impl Code {
    /// The code as it is printed: `unit-mismatch`.
    pub fn name(self) -> &'static str {
        self.page().name
    }

    /// Whether it is an error or a warning.
    pub fn severity(self) -> Severity {
        self.page().severity
    }

    /// The code of that name.
    pub fn from_name(name: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.name() == name)
    }
}

codes! {
    /// `syntax`.
    Syntax "syntax" Error {
        what: "", why: "", example: "", fixed: "",
    }
    /// `nesting-too-deep`.
    NestingTooDeep "nesting-too-deep" Error {
        what: "", why: "", example: "", fixed: "",
    }
    /// `unknown-name`.
    UnknownName "unknown-name" Error {
        what: "", why: "", example: "", fixed: "",
    }
    /// `duplicate-name`.
    DuplicateName "duplicate-name" Error {
        what: "", why: "", example: "", fixed: "",
    }
    /// `reserved-name`.
    ReservedName "reserved-name" Error {
        what: "", why: "", example: "", fixed: "",
    }
    /// `wrong-arguments`.
    WrongArguments "wrong-arguments" Error {
        what: "", why: "", example: "", fixed: "",
    }
    /// `unit-mismatch`.
    UnitMismatch "unit-mismatch" Error {
        what: "", why: "", example: "", fixed: "",
    }
    /// `ambiguous-percent`.
    AmbiguousPercent "ambiguous-percent" Error {
        what: "", why: "", example: "", fixed: "",
    }
    /// `ambiguous-number`.
    AmbiguousNumber "ambiguous-number" Error {
        what: "", why: "", example: "", fixed: "",
    }
    /// `currency-mix`.
    CurrencyMix "currency-mix" Error {
        what: "", why: "", example: "", fixed: "",
    }
    /// `bad-month`.
    BadMonth "bad-month" Error {
        what: "", why: "", example: "", fixed: "",
    }
    /// `bad-range`.
    BadRange "bad-range" Error {
        what: "", why: "", example: "", fixed: "",
    }
    /// `bad-rate`.
    BadRate "bad-rate" Error {
        what: "", why: "", example: "", fixed: "",
    }
    /// `bad-share`.
    BadShare "bad-share" Error {
        what: "", why: "", example: "", fixed: "",
    }
    /// `negative-duration`.
    NegativeDuration "negative-duration" Error {
        what: "", why: "", example: "", fixed: "",
    }
    /// `missing-start`.
    MissingStart "missing-start" Error {
        what: "", why: "", example: "", fixed: "",
    }
    /// `cycle`.
    Cycle "cycle" Error {
        what: "", why: "", example: "", fixed: "",
    }
    /// `not-an-input`.
    NotAnInput "not-an-input" Error {
        what: "", why: "", example: "", fixed: "",
    }
    /// `calendar-day`.
    CalendarDay "calendar-day" Error {
        what: "", why: "", example: "", fixed: "",
    }
    /// `too-large`.
    TooLarge "too-large" Error {
        what: "", why: "", example: "", fixed: "",
    }
    /// `unreadable`.
    Unreadable "unreadable" Error {
        what: "", why: "", example: "", fixed: "",
    }
    /// `flow-over-time`.
    FlowOverTime "flow-over-time" Warning {
        what: "", why: "", example: "", fixed: "",
    }
    /// `over-capacity`.
    OverCapacity "over-capacity" Warning {
        what: "", why: "", example: "", fixed: "",
    }
    /// `uncovered-months`.
    UncoveredMonths "uncovered-months" Warning {
        what: "", why: "", example: "", fixed: "",
    }
    /// `annual-rate`.
    AnnualRate "annual-rate" Warning {
        what: "", why: "", example: "", fixed: "",
    }
    /// `unused`.
    Unused "unused" Warning {
        what: "", why: "", example: "", fixed: "",
    }
}
