//! Every code with its page: what it is, why it is refused, an example, the fix.
//!
//! One record a code. `pace error CODE`, the manual's page on diagnostics and the tests read these records.

use super::{Advice, Prose, Severity};

/// What `pace error CODE` prints.
#[derive(Clone, Debug)]
pub struct Page {
    /// The code as it is printed: `unit-mismatch`.
    pub name: &'static str,
    /// Error or warning.
    pub severity: Severity,
    /// One sentence: when it is given.
    pub what: Prose,
    /// Why pace insists, in the user's own interest.
    pub why: Prose,
    /// A small plan that draws it; a test runs each. Where no plan does, the name of a file.
    pub example: &'static str,
    /// The same mended; a test checks that the code is gone.
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
                    what: prose($what), why: prose($why), example: $example, fixed: $fixed,
                },)* }
            }

            /// The code as it is printed: `unit-mismatch`.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// Whether it is an error or a warning.
            pub fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity,)* }
            }
        }
    };
}

/// A page's text, in which a word in braces stands for the command that it names.
fn prose(text: &'static str) -> Prose {
    let mut prose = Prose::default();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((word, after)) = after.split_once('}') else { break };
        let advice = match word {
            "functions" => Advice::Functions(Some("NAME")),
            "limits" => Advice::Limits,
            command => Advice::command(command, "", ""),
        };
        prose = prose.and(before).advise(advice);
        rest = after;
    }
    prose.and(rest)
}

impl Code {
    /// The code of a name such as `unit-mismatch`; none where there is no such code.
    pub fn from_name(name: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.name() == name)
    }

    /// Whether something in a plan draws it. What is wrong with the files around it, no plan does.
    pub fn is_drawn_by_plans(self) -> bool {
        !matches!(self, Code::Unwritable | Code::BadTable)
    }
}

codes! {
    /// `syntax`.
    Syntax "syntax" Error {
        what: "A line does not follow the grammar of a plan; the message says what was expected in its \
              place.",
        why: "pace guesses nothing: a line that is half understood would be a number that nobody \
              meant.",
        example: "calls = 40/month\n\
                  leads = calls *\n",
        fixed: "calls = 40/month\n\
                  leads = calls * 10%\n",
    }
    /// `nesting-too-deep`.
    NestingTooDeep "nesting-too-deep" Error {
        what: "Brackets, signs or `not` are nested more than 100 deep.",
        why: "Nobody can read such a formula, and a bound keeps every plan quick to check. Give the \
              inner part a name of its own.",
        example: "calls = 40/month\n\
                  leads = calls * (((((((((((((((((((((((((((((((((((((((((((((((((((\n\
                  \x20   ((((((((((((((((((((((((((((((((((((((((((((((((((\n\
                  \x20   10%\n\
                  \x20   ))))))))))))))))))))))))))))))))))))))))))))))))))\n\
                  \x20   )))))))))))))))))))))))))))))))))))))))))))))))))))\n",
        fixed: "calls = 40/month\n\
                  leads = calls * (10%)\n",
    }
    /// `unknown-name`.
    UnknownName "unknown-name" Error {
        what: "There is no row, stage, scenario or function of that name; the nearest one that exists \
              is offered.",
        why: "A misspelt name must not become a new, empty row: it would be missing from every total \
              without a word.",
        example: "deal_size = $8,000\n\
                  bookings = 2/month * deal_sise\n",
        fixed: "deal_size = $8,000\n\
                  bookings = 2/month * deal_size\n",
    }
    /// `duplicate-name`.
    DuplicateName "duplicate-name" Error {
        what: "One name is defined twice; both places are shown.",
        why: "A row has one definition, so that whoever reads it has read everything that decides it. \
              A change over time is a further clause of the same definition.",
        example: "calls = 40/month\n\
                  calls = 50/month\n",
        fixed: "calls = 40/month, 50/month from M7\n",
    }
    /// `reserved-name`.
    ReservedName "reserved-name" Error {
        what: "The name is a word of the language, or is shaped like a month or quarter.",
        why: "A formula that says `base` or `Q1` must mean the same to everybody who reads it.",
        example: "base = 40/month\n",
        fixed: "base_calls = 40/month\n",
    }
    /// `wrong-arguments`.
    WrongArguments "wrong-arguments" Error {
        what: "A function was given too few values, too many, or one of a kind that it cannot use.",
        why: "A value that is left out is not zero, and one too many must not go unnoticed. \
              {functions} shows what each function takes.",
        example: "calls = 40/month\n\
                  steady = clamp(calls, 50/month)\n",
        fixed: "calls = 40/month\n\
                  steady = clamp(calls, 10/month, 50/month)\n",
    }
    /// `unit-mismatch`.
    UnitMismatch "unit-mismatch" Error {
        what: "Two values of different kinds are added, compared or put in each other's place, such as \
              dollars and days.",
        why: "A sum of dollars and days is a number without meaning, and a spreadsheet would show it \
              all the same. Both sides are labelled with what they are, and where that comes from.",
        example: "deal_size = $8,000\n\
                  wait = 45 days\n\
                  value = deal_size + wait\n",
        fixed: "deal_size = $8,000\n\
                  wait = 45 days\n\
                  value = deal_size / wait\n",
    }
    /// `ambiguous-percent`.
    AmbiguousPercent "ambiguous-percent" Error {
        what: "A percentage is added to or taken from something, or stands beside a number of things.",
        why: "`price + 5%` is five percent more to one reader and 0.05 more to another. Write `* 105%` \
              for five percent more of it, or `+ 5 points` to move a percentage. A percentage and a count \
              never share a sum, a comparison, a `min`, an `if` or a row either: of 100 customers, \
              `loses 5%/month` would be 0.05 of a person. Say of what, `5%/month of customers`, or write the \
              percent sign: a rate of 25 is 2500%.",
        example: "price = $100\n\
                  new_price = price + 5%\n",
        fixed: "price = $100\n\
                  new_price = price * 105%\n",
    }
    /// `ambiguous-number`.
    AmbiguousNumber "ambiguous-number" Error {
        what: "A number can be read in two ways: `8,100` inside a call, `10m`, a leading zero.",
        why: "`max(8,100)` is 100 if it holds two numbers and 8,100 if it holds one. Put a space after \
              the comma, or write thousands as `8_100`.",
        example: "best = max(8,100)\n",
        fixed: "best = max(8, 100)\n",
    }
    /// `ambiguous-goal`.
    AmbiguousGoal "ambiguous-goal" Error {
        what: "A goal on recurring money, such as what subscribers pay each month, has a target without \
              `/month` and does not say `total`. As a warning: the target of a row that adds up is said by \
              the quarter or year, such as `$600k/year`, also through a row such as `quota = $600k/year`; or that of a `last` row, \
              or of a row such as `MRR * 12`, also in a comparison.",
        why: "Twelve months of $11,880 are $142,560, and a goal of $30k MRR is not met by their sum. \
              `$30k/month` asks for one month, `goal total` for the months added up. A rate is kept by the \
              month: `$600k/year` asks for $50,000 in one month, and one good month meets it. `ARR = MRR * 12` is twelve times \
              what comes in a month, and still per month: the amount of a year is `MRR * 12 months`, \
              held against `$360k`.",
        example: "months 12\n\
                  price = $99/month\n\
                  customers = 120\n\
                  MRR = customers * price\n\
                  goal MRR >= $30k by M12\n",
        fixed: "months 12\n\
                  price = $99/month\n\
                  customers = 120\n\
                  MRR: $/month last = customers * price\n\
                  goal MRR >= $30k/month by M12\n",
    }
    /// `currency-mix`.
    CurrencyMix "currency-mix" Error {
        what: "An amount is in a currency that the plan has no rate for, or a rate is not in the plan's currency.",
        why: "pace looks up no rates, and one that changes behind your back would change the plan. Say yours: a line \
              `exchange EUR = $1.08` lets amounts be written in euros, and turns them into the plan's currency.",
        example: "currency USD\n\
                  deal_size = €8,000\n",
        fixed: "currency USD\n\
                  exchange EUR = $1.08, $1.10 from M7\n\
                  deal_size = €8,000\n",
    }
    /// `bad-month`.
    BadMonth "bad-month" Error {
        what: "There is no such month or date, it lies outside the plan, or a span ends before it \
              starts.",
        why: "A clause that starts after the plan ends would never apply, and nothing would show that.",
        example: "months 2026-01 .. 2026-12\n\
                  calls = 40/month, 50/month from 2027-03\n",
        fixed: "months 2026-01 .. 2026-12\n\
                  calls = 40/month, 50/month from 2026-03\n",
    }
    /// `bad-range`.
    BadRange "bad-range" Error {
        what: "A range is the wrong way round, its likeliest value lies outside, evidence counts more \
              hits than trials, or a range is part of a larger formula.",
        why: "A range says what is known of one number. Give it a row of its own and use the row in \
              formulas.",
        example: "deals = 5 to 3\n",
        fixed: "deals = 3 to 5\n",
    }
    /// `bad-rate`.
    BadRate "bad-rate" Error {
        what: "A rate of a stage, a loss or an alignment is outside what it can be, or a half-life is \
              not above zero.",
        why: "More than all of the leads cannot go on: such a rate is nearly always a missing percent \
              sign or a swapped division.",
        example: "pipeline {\n\
                  \x20 leads = 40/month\n\
                  \x20 won   = 120% of leads in 30 days\n\
                  }\n",
        fixed: "pipeline {\n\
                  \x20 leads = 40/month\n\
                  \x20 won   = 12% of leads in 30 days\n\
                  }\n",
    }
    /// `bad-share`.
    BadShare "bad-share" Error {
        what: "The parts of a list such as `[50%, 50%]` are outside 0% to 100%, or add up to too much \
              (for a stage: to anything but 100%).",
        why: "Parts of more than a whole would create money or deals out of nothing.",
        example: "bookings = $4,000/month\n\
                  cash = delay(bookings, [50%, 60%])\n",
        fixed: "bookings = $4,000/month\n\
                  cash = delay(bookings, [50%, 50%])\n",
    }
    /// `bad-table`.
    BadTable "bad-table" Error {
        what: "A table of members is none: it has no head, its first column is not called as the segment, a line has \
              another number of cells, a quote is not closed, or its cells are divided by semicolons.",
        why: "A cell that slips into the next column would give a rep another's quota without a word.",
        example: "rep,region,quota: $/month\n\
                  rep1,west,60000\n\
                  rep2,west\n",
        fixed: "rep,region,quota: $/month\n\
                  rep1,west,60000\n\
                  rep2,west,50000\n",
    }
    /// `missing-member`.
    MissingMember "missing-member" Error {
        what: "A list by member, a column of a table or the parents of members leave some of them out.",
        why: "A region without a rate would be 0 or n/a, and its total too small without a word. `else:` says what \
              holds for all others.",
        example: "segment region: west, east, north\n\
                  for region { close = [west: 25%, east: 20%] }\n",
        fixed: "segment region: west, east, north\n\
                  for region { close = [west: 25%, east: 20%, else: 15%] }\n",
    }
    /// `no-member`.
    NoMember "no-member" Error {
        what: "Something that each member has of its own stands where no member is meant.",
        why: "Which region's rate is to be 30%? Outside of a block `for` there is no telling.",
        example: "segment region: west, east\n\
                  for region { close = 25% }\n\
                  scenario better { close = 30% }\n",
        fixed: "segment region: west, east\n\
                  for region { close = 25% }\n\
                  scenario better { for region { close = 30% } }\n",
    }
    /// `no-total`.
    NoTotal "no-total" Error {
        what: "The plain name of rows that members have, where they have no total.",
        why: "Prices and rates do not add up, and their plain mean is seldom what is meant: a region with few \
              leads would count as much as one with many. The message says what to write.",
        example: "segment region: west, east\n\
                  for region { price = [west: $10,000, east: $12,000] }\n\
                  half = price * 50%\n",
        fixed: "segment region: west, east\n\
                  for region { price = [west: $10,000, east: $12,000] }\n\
                  half = mean(price over region) * 50%\n",
    }
    /// `two-amounts`.
    TwoAmounts "two-amounts" Error {
        what: "In a block `for`, a row is the product of two that both add up over its members.",
        why: "The sum of such products is no product of the sums: one of the two is a price, and does not add up. \
              Say which: `: $/month mean`.",
        example: "segment size: small, large\n\
                  for size {\n\
                  \x20 fee = [small: $200/month, large: $2,500/month]\n\
                  \x20 stock customers { opening 20 }\n\
                  \x20 mrr = customers * fee\n\
                  }\n",
        fixed: "segment size: small, large\n\
                  for size {\n\
                  \x20 fee: $/month mean = [small: $200/month, large: $2,500/month]\n\
                  \x20 stock customers { opening 20 }\n\
                  \x20 mrr = customers * fee\n\
                  }\n",
    }
    /// `whole-in-part`.
    WholeInPart "whole-in-part" Error {
        what: "In a block `for`, an amount that is there once stands in every member.",
        why: "Three regions that each pay all of one rent pay three rents. What they share is split; what each has \
              of its own is written in the block.",
        example: "segment region: west, east\n\
                  rent = $10,000/month\n\
                  for region {\n\
                  \x20 bookings = $50k/month\n\
                  \x20 profit = bookings - rent\n\
                  }\n",
        fixed: "segment region: west, east\n\
                  rent = $10,000/month\n\
                  for region {\n\
                  \x20 bookings = $50k/month\n\
                  \x20 profit = bookings - split(rent)\n\
                  }\n",
    }
    /// `step-not-digits`.
    StepNotDigits "step-not-digits" Error {
        what: "The second argument of `round`, `floor` or `ceil` is a number of digits, as in a \
              spreadsheet, and not a step. As a warning: 2, 3 or 4 as the step of a plain number, which \
              may be either.",
        why: "Here it is a step: `round(x, 2)` gives even numbers, and of a percentage or of a number \
              below 1 nothing but 0. Two digits are the step 0.01, of money `$0.01`.",
        example: "rate = 23 of 180\n\
                  shown = round(rate, 2)\n",
        fixed: "rate = 23 of 180\n\
                  shown = round(rate, 0.01%)\n",
    }
    /// `negative-duration`.
    NegativeDuration "negative-duration" Error {
        what: "A stage or a delay lasts less than no time.",
        why: "Money that arrives before it is earned is a slip of the sign.",
        example: "bookings = $4,000/month\n\
                  cash = delay(bookings, -30 days)\n",
        fixed: "bookings = $4,000/month\n\
                  cash = delay(bookings, 30 days)\n",
    }
    /// `missing-start`.
    MissingStart "missing-start" Error {
        what: "`prev` does not say what stands before the first month.",
        why: "A silent zero there would make the first month look like a collapse or a miracle. Say \
              what it was, or say `0`.",
        example: "calls = 40/month\n\
                  last_month = prev(calls)\n",
        fixed: "calls = 40/month\n\
                  last_month = prev(calls, 40/month)\n",
    }
    /// `cycle`.
    Cycle "cycle" Error {
        what: "Rows need each other within the same month; the whole way round is shown.",
        why: "There is no order in which such rows could be worked out. Through the month before, with \
              `prev`, rows may well need each other.",
        example: "revenue = $10,000/month - commission\n\
                  commission = revenue * 10%\n",
        fixed: "revenue = $10,000/month - commission\n\
                  commission = prev(revenue, 0) * 10%\n",
    }
    /// `not-an-input`.
    NotAnInput "not-an-input" Error {
        what: "A scenario sets a row that the plan works out from others.",
        why: "Setting a result breaks its link with what it follows from. Change an input instead, or \
              say `replace` if that is what you mean. What a pipeline, a stock or the calendar works out \
              cannot be replaced, for what came in must be won, lost or open: change a stage's rate or \
              duration, `worth`, or what comes in.",
        example: "visits = 400/month\n\
                  signups = visits * 10%\n\
                  scenario better {\n\
                  \x20 signups = 60/month\n\
                  }\n",
        fixed: "visits = 400/month\n\
                  signups = visits * 10%\n\
                  scenario better {\n\
                  \x20 replace signups = 60/month\n\
                  }\n",
    }
    /// `calendar-day`.
    CalendarDay "calendar-day" Error {
        what: "An action, which is counted in working days, is set to or compared with a rate per \
              calendar day. As a warning: a plan with actions counts something else by the calendar \
              day.",
        why: "`2 calls/day` in a plan are 2 on each working day, about 40 a month; `2/day` in a goal \
              or a formula would be about 61. Say `/workday` or `/month`.",
        example: "plan {\n\
                  \x20 2 calls/day\n\
                  }\n\
                  goal calls >= 2/day\n",
        fixed: "plan {\n\
                  \x20 2 calls/day\n\
                  }\n\
                  goal calls >= 2/workday\n",
    }
    /// `too-large`.
    TooLarge "too-large" Error {
        what: "A number, the number of months or a result is beyond what pace works with; {limits} \
              lists the limits.",
        why: "Past that size figures would lose digits, and a plan that reaches it has a slip in a \
              growth rate or a unit.",
        example: "huge = 10 ^ 40\n",
        fixed: "large = 10 ^ 6\n",
    }
    /// `unreadable`.
    Unreadable "unreadable" Error {
        what: "A file is missing, is a folder, is not text in UTF-8, is above 4 MiB, or lies outside \
              the folder of the plan.",
        why: "A plan that is computed without one of its parts is another plan.",
        example: r#"use "missing.pace"
calls = 40/month
"#,
        fixed: "calls = 40/month\n",
    }
    /// `unwritable`.
    Unwritable "unwritable" Error {
        what: "A file cannot be written: its folder is missing, it is not yours to change, or the disk is full.",
        why: "A file is written whole or stays as it was; the message names it and says why. No plan draws this, but \
              what is told to write a file: here one in a folder that does not exist, and one beside the plan.",
        example: "reports/plan.csv\n",
        fixed: "plan.csv\n",
    }
    /// `no-solution`.
    NoSolution "no-solution" Warning {
        what: "No value of `?` meets the plan's goals; the figures stand for the value that comes nearest.",
        why: "A goal may be out of reach of that one number: what starts too late does not arrive in time, \
              and a share cannot exceed 100%. {solve} tells the same of any input.",
        example: "leads = 40/month\n\
                  win_rate: % = ?\n\
                  won = leads * win_rate\n\
                  goal won >= 50/month\n",
        fixed: "leads = 80/month\n\
                  win_rate: % = ?\n\
                  won = leads * win_rate\n\
                  goal won >= 50/month\n",
    }
    /// `flow-over-time`.
    FlowOverTime "flow-over-time" Warning {
        what: "Something per month is divided by a duration, which gives a figure per month, per month \
              again.",
        why: "It is the classic slip in the sales-velocity formula: velocity counts the leads that are \
              in the pipeline, not the leads that come in per month.",
        example: "leads = 40/month\n\
                  deal_size = $8,000\n\
                  wait = 45 days\n\
                  speed = leads * deal_size * 20% / wait\n",
        fixed: "leads = 60\n\
                  deal_size = $8,000\n\
                  wait = 45 days\n\
                  speed = leads * deal_size * 20% / wait\n",
    }
    /// `over-capacity`.
    OverCapacity "over-capacity" Warning {
        what: "The plan needs more hours in a month than its `capacity` has.",
        why: "What does not fit into the day does not happen, and everything that follows from it does \
              not either.",
        example: "plan {\n\
                  \x20 40 calls/day taking 15 minutes\n\
                  \x20 capacity 2 hours/day\n\
                  }\n",
        fixed: "plan {\n\
                  \x20 8 calls/day taking 15 minutes\n\
                  \x20 capacity 2 hours/day\n\
                  }\n",
    }
    /// `below-zero`.
    BelowZero "below-zero" Warning {
        what: "A stock that is no money falls below zero; the message names the first month.",
        why: "Nobody has -7 people. Usually more leave than there are, or an opening is missing.",
        example: "months 3\n\
                  stock reps {\n\
                  \x20 opening 2\n\
                  \x20 loses leavers = 3/month\n\
                  }\n",
        fixed: "months 3\n\
                  stock reps {\n\
                  \x20 opening 2\n\
                  \x20 loses leavers = min(3/month, reps / 1 month)\n\
                  }\n",
    }
    /// `early-opening`.
    EarlyOpening "early-opening" Warning {
        what: "A balance opens with something for a member that comes later.",
        why: "What a plan opens with is there before its first month, whoever comes when: a region that opens in June \
              has no customers in January, unless it takes over somebody's.",
        example: "months 2026\n\
                  segment region {\n\
                  \x20 west\n\
                  \x20 east from 2026-06\n\
                  }\n\
                  for region { stock customers { opening 20 } }\n",
        fixed: "months 2026\n\
                  segment region {\n\
                  \x20 west\n\
                  \x20 east from 2026-06\n\
                  }\n\
                  for region { stock customers { opening [west: 20, east: 0] } }\n",
    }
    /// `partial-span`.
    PartialSpan "partial-span" Warning {
        what: "A total is asked for over a span of which the plan has only some.",
        why: "Nine months of spending are soon below a limit for twelve. The figure is that of the months \
              that there are; the message names those that are missing.",
        example: "months 2026-04 .. 2027-03\n\
                  spend = $10/month\n\
                  goal total spend <= $100 in 2026\n",
        fixed: "months 2026-04 .. 2027-03\n\
                  spend = $10/month\n\
                  goal total spend <= $100 in 2026-04 .. 2026-12\n",
    }
    /// `uncovered-months`.
    UncoveredMonths "uncovered-months" Warning {
        what: "A row has no value in some months, and something adds them up.",
        why: "A month that no clause covers is unknown, not zero, and is left out of the sum. If zero \
              is what you mean, start with `0,`.",
        example: "promo = $500/month from M7\n\
                  spent = total(promo)\n",
        fixed: "promo = 0, $500/month from M7\n\
                  spent = total(promo)\n",
    }
    /// `annual-rate`.
    AnnualRate "annual-rate" Warning {
        what: "A percentage is given per year or per quarter; or what is said by the year is divided by 12, \
              by the quarter by 3.",
        why: "pace keeps rates per month and divides: `36%/year` is 3% a month. If you mean growth \
              that compounds to it over the year, the monthly rate is another. `$600k/year` is $50,000 in a \
              month too, so that over 12 it is divided twice.",
        example: "churn = 36%/year\n",
        fixed: "churn = 3%/month\n",
    }
    /// `unused`.
    Unused "unused" Warning {
        what: "A definition is neither shown nor used by anything, in a plan that says what to `show`; or a row that \
              nothing uses is called like a line of the plan: `months = 24`.",
        why: "It is a leftover, or the formula that should use it names another row.",
        example: "calls = 40/month\n\
                  leads = calls * 10%\n\
                  spare = 5\n\
                  show leads\n",
        fixed: "calls = 40/month\n\
                  leads = calls * 10%\n\
                  show leads\n",
    }
}
