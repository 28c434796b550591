//! Segments: figures against arithmetic by hand, and laws over made-up teams.

use std::collections::BTreeMap;
use std::fmt::Write;

use pace::diagnostic::{Code, Dialect, Severity};
use pace::syntax;
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::families::TEAM;
use crate::support::Plan;
use crate::support::figures::{close, digits, months, same, same_in};

/// What a row comes to over the plan.
#[track_caller]
fn total(text: &str, row: &str) -> Decimal {
    let results = Plan::of_text(text).projected("base");
    let found = results.rows.iter().find(|result| result.name == row);
    let found = found.unwrap_or_else(|| panic!("no row `{row}`:\n{text}"));
    found.total.map(digits).unwrap_or_else(|| panic!("`{row}` comes to nothing"))
}

#[track_caller]
fn comes_to(text: &str, row: &str, above: i64, below: i64) {
    let want = Decimal::from(above) / Decimal::from(below);
    let have = total(text, row);
    assert!(close(Some(have), Some(want)), "{row}: {have}, not {want}");
}

/// The codes of the errors of a plan, in the order of the text.
fn errors(text: &str) -> Vec<Code> {
    let found = Plan::found_in(text);
    found.into_iter().filter(|found| found.severity() == Severity::Error).map(|found| found.code).collect()
}

#[track_caller]
fn refused(text: &str, code: Code, says: &str) {
    let found = Plan::found_in(text);
    let wrong: Vec<_> = found.iter().filter(|found| found.severity() == Severity::Error).collect();
    assert_eq!(wrong.iter().map(|found| found.code).collect::<Vec<_>>(), [code], "{text}\n{wrong:?}");
    let help = wrong[0].help.as_ref().map(|help| help.say(Dialect::Shell)).unwrap_or_default();
    let said = format!("{}\n{help}", wrong[0].message);
    assert!(said.contains(says), "{text}\n{said}");
}

#[test]
fn a_team_of_six_in_three_regions() {
    // Each rep's leads by the month, won after two months, times the price of the region.
    comes_to(TEAM, "bookings", 2_373_000, 1);
    comes_to(TEAM, "quota", 2_840_000, 1);
    comes_to(TEAM, "salary", 295_000, 1);
    comes_to(TEAM, "cost_of_sale", 295, 2373);
    for (rep, above, below) in
        [("rep1", 1, 1), ("rep2", 1, 1), ("rep3", 96, 100), ("rep4", 78, 100), ("rep5", 5, 8), ("rep6", 3, 8)]
    {
        comes_to(TEAM, &format!("{rep}.attainment"), above, below);
    }
    comes_to(TEAM, "west.attained", 1, 1);
    comes_to(TEAM, "east.attained", 111, 125);
    comes_to(TEAM, "north.attained", 81, 152);
    comes_to(TEAM, "attained", 2373, 2840);
    let results = Plan::of_text(TEAM).projected("base");
    let met = results.goals.iter().filter(|goal| goal.status == pace::analysis::GoalStatus::Met).count();
    // Two of the six, and the plan's own.
    assert_eq!((met, results.goals.len()), (3, 7));
}

#[test]
fn who_is_not_there_brings_nothing() {
    let text = "months 2026-01 .. 2026-06\nsegment rep { a until 2026-03; b from 2025-11; c from 2026-04; d }\n\
                for rep {\n  ramped = 100%, [25%, 50%, 75%] from start\n  orders = $8k/month\n  sales = orders * ramped\n  \
                paid = delay(sales, 2 months)\n  bonus = if(paid > $0/month, $500/month, 0)\n  price = $90\n  \
                grows = $100/month growing 10%/month from start\n}\n";
    same(text, "a.sales", "8000 8000 8000 0 0 0");
    // Late deals are paid, and the bonus hangs on them.
    same(text, "a.paid", "0 0 8000 8000 8000 0");
    same(text, "a.bonus", "0 0 500 500 500 0");
    same(text, "a.price", "90 90 90 90 90 90");
    // The first two months of the ramp are past.
    same(text, "b.ramped", "0.75 1 1 1 1 1");
    same(text, "c.ramped", "1 1 1 0.25 0.5 0.75");
    same(text, "c.orders", "0 0 0 8000 8000 8000");
    same(text, "c.grows", "0 0 0 100 110 121");
    same(text, "b.grows", "121 133.1 146.41 161.051 177.1561 194.87171");
    // Nobody has a first month without `from`: the clause does not apply, and nothing stands in its months.
    same(text, "d.ramped", "1 1 1 1 1 1");
}

#[test]
fn totals_are_sums_or_quotients_of_totals() {
    let text = "months 2\nsegment region: west, east\nfor region {\n  leads = [west: 40/month, east: 10/month]\n  \
                close = [west: 25%, east: 15%]\n  won = leads * close\n  rate: % = won / leads\n  \
                part: % = leads / all.leads\n  least = min(leads, 30/month)\n}\n\
                mine = mean(close over region, leads)\nplain = mean(close over region)\n\
                outside = min(leads, 30/month)\ninside = sum(min(leads, 30/month) over region)\n";
    same(text, "rate", "0.23 0.23");
    same(text, "mine", "0.23 0.23");
    same(text, "plain", "0.2 0.2");
    same(text, "part", "1 1");
    same(text, "least", "40 40");
    same(text, "inside", "40 40");
    same(text, "outside", "30 30");
    // An annual value of a level is the mean of its months, of an amount the sum.
    let mrr = "months 2\nsegment size: small, large\nfor size {\n  fee: $/month mean = [small: $200/month, large: $2,500/month]\n  \
               stock customers { opening [small: 300, large: 20]; gains [small: 40/month, large: 2/month] }\n  \
               mrr: $/month last = customers * fee\n}\n";
    // 340·200 + 22·2,500; 380·200 + 24·2,500.
    same(mrr, "mrr", "123000 136000");
    comes_to(mrr, "mrr", 136_000, 1);
    comes_to(mrr, "customers", 404, 1);
}

#[test]
fn what_is_there_once_is_not_in_every_part() {
    let head = "months 2\nsegment region: west, east\nrent = $10k/month\nstaff = 3\n";
    let block = |line: &str| {
        format!("{head}for region {{\n  bookings = [west: $50k/month, east: $30k/month]\n  {line}\n}}\n")
    };
    for line in [
        "profit = bookings - rent",
        "profit = rent",
        "profit = max(rent, bookings)",
        "profit = prev(rent, 0) + bookings",
        "profit = 2 * rent",
        "profit = rent * staff",
        "profit = if(bookings > $0/month, rent, 0)",
        "margin: % = (bookings - rent) / bookings",
        "profit = all.bookings",
        "profit = bookings - west.bookings",
    ] {
        refused(&block(line), Code::WholeInPart, "split(");
    }
    for (line, row, want) in [
        ("part = split(rent)", "west.part", "5000 5000"),
        ("part = split(rent, bookings)", "west.part", "6250 6250"),
        ("part = rent * bookings / all.bookings", "east.part", "3750 3750"),
        ("part: % = rent / all.bookings", "east.part", "0.125 0.125"),
        ("part: $/month mean = rent", "east.part", "10000 10000"),
    ] {
        same(&block(line), row, want);
    }
    // In a block for one of them it is that one's.
    same(&format!("{head}for west {{ charge = rent }}\n"), "west.charge", "10000 10000");
    refused(&block("two = bookings * rent"), Code::TwoAmounts, "price");
    // Outside nothing is refused.
    same(&format!("{head}two = rent * 2\nthree = rent + two\n"), "three", "30000 30000");
}

#[test]
fn parts_of_a_split_that_do_not_fit_are_told() {
    let plan = |weights: &str| {
        format!(
            "months 2\nsegment team: a, b\npool = 100/month\nfor team {{\n  share = {weights}\n  leads = split(pool, share)\n}}\n"
        )
    };
    same(&plan("[a: 60%, b: 40%]"), "a.leads", "60 60");
    assert_eq!(errors(&plan("[a: 60%, b: 30%]")), [Code::BadShare]);
    assert_eq!(errors(&plan("[a: 2, b: -1]")), [Code::BadShare]);
    same(&plan("[a: 2, b: 0]"), "a.leads", "100 100");
    // All weights 0: nobody has a part of something.
    same(&plan("[a: 0, b: 0]"), "a.leads", "- -");
    let nobody = "months 3\nsegment team { a from M2; b from M3 }\npool = 0, 90/month from M2\nfor team { leads = split(pool) }\n";
    same(nobody, "a.leads", "0 90 45");
    same(nobody, "leads", "0 90 90");
    refused("x = split(3/month)\n", Code::NoMember, "for ");
}

#[test]
fn names_mean_what_their_place_says() {
    let head = "months 1\nsegment region: west, east\nsegment rep { a in west; b in west; c in east }\n\
                rent = $9/month\nfor region { price = [west: $2, else: $3]; target = $10/month }\n\
                for rep { deals = [a: 1/month, b: 2/month, c: 4/month]; sales = deals * price }\n";
    let with = |line: &str| format!("{head}{line}\n");
    same(head, "sales", "18");
    same(head, "west.sales", "6");
    same(&with("for rep { mine: % = sales / region.sales }"), "a.mine", "2/6");
    same(&with("for rep { mine: % = sales / region.sales }"), "mine", "1");
    same(&with("for rep { mine: % = sales / region.sales }"), "west.mine", "1");
    same(&with("for region { gap = target - sales }"), "east.gap", "-2");
    same(&with("for region { share: % = sales / all.sales }"), "east.share", "12/18");
    same(&with("x = a.price + c.price"), "x", "5");
    same(&with("x = west.sales + rep1\nrep1 = $1/month"), "x", "7");
    same(&with("x = highest(sales over rep)"), "x", "12");
    same(&with("for region { best = highest(sales over rep) }"), "west.best", "4");
    same(&with("for region { heads = count(rep) }\nx = count(rep)"), "west.heads", "2");
    refused(&with("x = region.sales"), Code::NoMember, "west.sales");
    refused(&with("x = west.rent"), Code::UnknownName, "`rent`");
    refused(&with("x = price"), Code::NoTotal, "mean(price over region");
    refused(&with("for region { x = rep.sales }"), Code::NoMember, "for rep");
    refused(&with("x = west"), Code::UnknownName, "member");
    refused(&with("for rep { price = $1 }"), Code::DuplicateName, "one segment");
    refused(&with("sales = $3/month"), Code::DuplicateName, "total_sales");
    refused(&with("scenario west { rent = $1/month }"), Code::DuplicateName, "west_better");
}

#[test]
fn lines_of_a_pipeline_and_a_stock_read_what_each_member_has() {
    let plan = "months 2\nsegment region: west, east\nsegment rep { a in west; b in west; c in east }\n\
                pool = 60/month\nfor rep { target = [a: 10/month, b: 20/month, c: 30/month] }\nfor region {\n  \
                w = [west: 1, east: 3]\n  pipeline { leads = sum(target over rep) + split(pool, w); \
                won = 20% of leads in 0 months }\n  \
                stock st { gains in_ = sum(target over rep); loses out_ = split(pool, w) }\n}\n";
    // 10 + 20 and a quarter of 60; 30 and three quarters.
    same(plan, "west.leads", "45 45");
    same(plan, "east.leads", "75 75");
    same(plan, "west.st", "15 30");
    same(plan, "east.st", "-15 -30");
}

#[test]
fn a_scenario_speaks_of_one_of_all_and_of_some() {
    let plan = "months 2026\nsegment region: west, east, north\nfor region {\n  leads = [west: 40/month, east: 30/month, north: 20/month]\n  \
                close = [west: 25%, east: 20%, north: 15%]\n  won = leads * close\n  bookings = won * $10,000\n  close_rate: % = won / leads\n}\n\
                scenario west_push { west.close = 30% }\nscenario training { for region { close = base + 5 points } }\n\
                scenario north_fix { for region { close = [north: 22%] } }\nscenario two { for west, east { leads = 50/month } }\n\
                scenario other { for region { replace won = leads * 50% } }\n";
    let year = |scenario: &str| months(plan, scenario, "bookings").iter().flatten().sum::<Decimal>();
    assert_eq!(year("base"), Decimal::from(2_280_000));
    assert_eq!(year("west_push"), Decimal::from(2_520_000));
    assert_eq!(year("training"), Decimal::from(2_820_000));
    assert_eq!(year("north_fix"), Decimal::from(2_448_000));
    // 50·25% + 50·20% + 20·15% = 25.5 a month.
    assert_eq!(year("two"), Decimal::from(255 * 12 * 1000));
    assert_eq!(year("other"), Decimal::from(90 * 12 * 5000));
    same_in(plan, "other", "close_rate", &["0.5"; 12].join(" "));
    for (scenario, code, says) in [
        ("close = 30%", Code::NoMember, "for region"),
        ("leads = 3/month", Code::NotAnInput, "sum of its regions"),
        ("replace won = 3/month", Code::NotAnInput, "sum of its regions"),
        ("west.won = 3/month", Code::NotAnInput, "replace"),
        ("for rep { close = 3% }", Code::UnknownName, "rep"),
        ("west.size = 3", Code::UnknownName, "west"),
    ] {
        let text = format!("{}scenario s {{ {scenario} }}\n", plan.split("scenario").next().unwrap());
        refused(&text, code, says);
    }
}

#[test]
fn members_are_there_once_and_belong_to_one() {
    for (text, code, says) in [
        ("segment a: x, y, x", Code::DuplicateName, "twice"),
        ("segment a: x\nsegment b: x", Code::DuplicateName, "already"),
        ("segment a: a", Code::DuplicateName, "segment"),
        ("segment a: x\nsegment b { p in x; q }", Code::MissingMember, "in x"),
        ("segment a: x\nsegment b { p in z }", Code::UnknownName, "member"),
        ("segment a: x\nsegment c: z\nsegment b { p in x; q in z }", Code::UnknownName, "`a`"),
        ("segment a { x in p }\nsegment b { p in x }", Code::Cycle, "in each other"),
        ("months 2026\nsegment a { x from 2026-05 until 2026-03 }", Code::BadMonth, "before"),
        ("months 3\nsegment a { x from 2026-05 }", Code::BadMonth, "M1"),
        ("segment a: x\nfor a { y = 1 }\nx = 3", Code::DuplicateName, "member"),
        ("segment a: x, y\nfor a { z = [x: 1, w: 2, else: 3] }", Code::UnknownName, "`w`"),
        ("segment a: x, y\nfor a { z = [x: 1, x: 2, else: 3] }", Code::DuplicateName, "twice"),
        ("segment a: x, y\nz = [x: 1, else: 3]", Code::NoMember, "for a"),
        ("segment a: x, y\nfor b { z = 1 }", Code::UnknownName, "`b`"),
        ("segment a: x, y\nsegment b: u\nfor a, b { z = 1 }", Code::Syntax, "not yet"),
        ("segment a: x, y\nfor x, x { z = 1 }", Code::DuplicateName, "twice"),
        ("segment a: x, y\nfor a { z = rank(w over a); w = 1 }", Code::UnknownName, "highest"),
    ] {
        refused(&format!("{text}\n"), code, says);
    }
}

/// A team as a test makes it up.
#[derive(Clone, Debug)]
struct Team {
    /// For each region its closing rate in percent and its price.
    regions: Vec<(u32, u32)>,
    members: Vec<Rep>,
    rent: u32,
    pool: u32,
    /// Months from a lead to a deal.
    wait: u32,
}

#[derive(Clone, Debug)]
struct Rep {
    region: usize,
    /// Months from the first of the plan, 0; below it before.
    from: Option<i32>,
    until: Option<i32>,
    leads: u32,
    salary: u32,
}

/// Months of the made-up plans.
const MONTHS: i32 = 6;

fn team() -> impl Strategy<Value = Team> {
    let region = (1u32..60, 1u32..30);
    let rep = (0usize..3, prop::option::of(-4i32..8), prop::option::of(0i32..8), 0u32..40, 0u32..9).prop_map(
        |(region, from, until, leads, salary)| {
            // Who goes goes after coming.
            let until = until.filter(|until| from.is_none_or(|from| from <= *until));
            Rep { region, from, until, leads, salary }
        },
    );
    (prop::collection::vec(region, 1..4), prop::collection::vec(rep, 1..6), 1u32..90, 1u32..200, 0u32..3)
        .prop_map(|(regions, mut members, rent, pool, wait)| {
            for rep in &mut members {
                rep.region %= regions.len();
            }
            // One of them is always there, so that what is split has somebody to go to.
            members[0].from = None;
            members[0].until = None;
            Team { regions, members, rent, pool, wait }
        })
}

impl Rep {
    fn is_there(&self, month: i32) -> bool {
        self.from.is_none_or(|from| month >= from) && self.until.is_none_or(|until| month <= until)
    }
}

fn month(at: i32) -> String {
    let months = 2026 * 12 + at;
    format!("{:04}-{:02}", months.div_euclid(12), months.rem_euclid(12) + 1)
}

impl Team {
    /// The plan with segments; `order` is the order in which members stand, `name` what each is called.
    fn with_segments(&self, order: &[usize], name: impl Fn(usize) -> String) -> String {
        let mut text = format!("months 2026-01 .. {}\n", month(MONTHS - 1));
        let regions: Vec<String> = (0..self.regions.len()).map(|at| format!("r{at}")).collect();
        let _ = writeln!(text, "segment region: {}\nsegment rep {{", regions.join(", "));
        for at in order {
            let rep = &self.members[*at];
            let from = rep.from.map_or(String::new(), |from| format!(" from {}", month(from)));
            let until = rep.until.map_or(String::new(), |until| format!(" until {}", month(until)));
            let _ = writeln!(
                text,
                "  {} in r{}{from}{until}: fresh = {}/month, salary = ${}k/month",
                name(*at),
                rep.region,
                rep.leads,
                rep.salary
            );
        }
        text.push_str(&format!("}}\nrent = ${}k/month\npool = {}/month\n", self.rent, self.pool));
        let list = |values: Vec<String>| format!("[{}]", values.join(", "));
        let close = self.regions.iter().enumerate().map(|(at, (close, _))| format!("r{at}: {close}%"));
        let price = self.regions.iter().enumerate().map(|(at, (_, price))| format!("r{at}: ${price}k"));
        let _ = writeln!(
            text,
            "for region {{\n  close = {}\n  price = {}\n  took: % = salary / bookings\n}}",
            list(close.collect()),
            list(price.collect())
        );
        let _ = writeln!(
            text,
            "for rep {{\n  ramped = 100%, [25%, 75%] from start\n  pipeline {{ leads = fresh * ramped; won = close of leads in {} \
             months; worth price }}\n  desk = split(rent)\n  part = split(pool, fresh + 1/month)\n  rate: % = won / leads\n  \
             mine: % = bookings / all.bookings\n  paid = 10% of bookings + salary\n}}\ncost: % = salary / bookings",
            self.wait
        );
        text
    }

    /// The same plan written out, a pipeline and rows for each member; members are called `m0`, `m1` ….
    fn written_out(&self) -> String {
        let mut text = format!("months 2026-01 .. {}\n", month(MONTHS - 1));
        text.push_str(&format!("rent = ${}k/month\npool = {}/month\n", self.rent, self.pool));
        let there = |at: i32| self.members.iter().filter(|rep| rep.is_there(at)).count().to_string();
        let counts: Vec<String> = (0..MONTHS).map(there).collect();
        let _ = writeln!(text, "heads = [{}] from 2026-01", counts.join(", "));
        let mut weights = Vec::new();
        for (at, rep) in self.members.iter().enumerate() {
            let flag = |month: i32| if rep.is_there(month) { "1" } else { "0" };
            let flags: Vec<&str> = (0..MONTHS).map(flag).collect();
            let ramp = |month: i32| match rep.from.map(|from| month - from) {
                Some(0) => "25%",
                Some(1) => "75%",
                _ => "100%",
            };
            let ramps: Vec<&str> = (0..MONTHS).map(ramp).collect();
            let (close, price) = self.regions[rep.region];
            let _ = writeln!(
                text,
                "m{at}_there = [{}] from 2026-01\nm{at}_ramped = [{}] from 2026-01\n\
                 m{at}_fresh = {}/month * m{at}_there\nm{at}_salary = ${}k/month * m{at}_there\n\
                 pipeline m{at} {{ leads = m{at}_fresh * m{at}_ramped; won = {close}% of leads in {} months; worth ${price}k }}\n\
                 m{at}_desk = rent / heads * m{at}_there\nm{at}_weight = (m{at}_fresh + 1/month) * m{at}_there\n\
                 m{at}_rate: % = m{at}.won / m{at}.leads\nm{at}_mine: % = m{at}.bookings / bookings\n\
                 m{at}_paid = 10% of m{at}.bookings + m{at}_salary",
                flags.join(", "),
                ramps.join(", "),
                rep.leads,
                rep.salary,
                self.wait
            );
            weights.push(format!("m{at}_weight"));
        }
        let _ = writeln!(text, "weights = {}", weights.join(" + "));
        for at in 0..self.members.len() {
            let _ = writeln!(text, "m{at}_part = pool * m{at}_weight / weights");
        }
        let salaries: Vec<String> = (0..self.members.len()).map(|at| format!("m{at}_salary")).collect();
        let _ = writeln!(text, "salary = {}\ncost: % = salary / bookings", salaries.join(" + "));
        text
    }

    fn plain(&self) -> String {
        let order: Vec<usize> = (0..self.members.len()).collect();
        self.with_segments(&order, |at| format!("m{at}"))
    }
}

type Figures = BTreeMap<String, (Vec<Option<Decimal>>, Option<Decimal>)>;

/// The months of every row, and what it comes to.
fn figures(text: &str) -> Figures {
    let results = Plan::of_text(text).projected("base");
    let row = |row: &pace::analysis::RowResult| {
        let values = row.values.iter().map(|value| value.map(digits)).collect();
        (row.name.clone(), (values, row.total.map(digits)))
    };
    results.rows.iter().map(row).collect()
}

#[track_caller]
fn alike(
    a: &(Vec<Option<Decimal>>, Option<Decimal>),
    b: &(Vec<Option<Decimal>>, Option<Decimal>),
    what: &str,
) {
    for (have, want) in a.0.iter().chain([&a.1]).zip(b.0.iter().chain([&b.1])) {
        assert!(close(*have, *want), "{what}: {have:?}, not {want:?}\n{a:?}\n{b:?}");
    }
}

fn sums(figures: &Figures, names: impl Iterator<Item = String>) -> (Vec<Option<Decimal>>, Option<Decimal>) {
    let add = |a: Option<Decimal>, b: Option<Decimal>| Some(a? + b?);
    names
        .map(|name| figures[&name].clone())
        .reduce(|all, one| {
            let values = all.0.into_iter().zip(one.0).map(|(a, b)| add(a, b)).collect();
            (values, add(all.1, one.1))
        })
        .expect("a member")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_plan_with_segments_is_the_one_written_out(team in team()) {
        let (have, want) = (figures(&team.plain()), figures(&team.written_out()));
        for at in 0..team.members.len() {
            for row in ["leads", "won", "bookings", "won.open", "lost", "velocity"] {
                alike(&have[&format!("m{at}.{row}")], &want[&format!("m{at}.{row}")], row);
            }
            for row in ["fresh", "salary", "ramped", "desk", "part", "rate", "mine", "paid"] {
                alike(&have[&format!("m{at}.{row}")], &want[&format!("m{at}_{row}")], row);
            }
        }
        for row in ["bookings", "salary", "cost", "won", "lost"] {
            alike(&have[row], &want[row], row);
        }
    }

    #[test]
    fn totals_are_those_of_their_members(team in team()) {
        let have = figures(&team.plain());
        let all = |row: &'static str| (0..team.members.len()).map(move |at| format!("m{at}.{row}"));
        for row in ["fresh", "salary", "leads", "won", "bookings", "desk", "part", "paid", "won.open", "lost", "open"] {
            alike(&have[row], &sums(&have, all(row)), row);
            for region in 0..team.regions.len() {
                let mut inside =
                    (0..team.members.len()).filter(|at| team.members[*at].region == region).peekable();
                let subtotal = &have[&format!("r{region}.{row}")];
                if inside.peek().is_none() {
                    // A region without reps sells nothing.
                    let zero = Some(Decimal::ZERO);
                    alike(subtotal, &(vec![zero; MONTHS as usize], zero), row);
                    continue;
                }
                let names = inside.map(|at| format!("m{at}.{row}"));
                alike(subtotal, &sums(&have, names), row);
            }
        }
        // Quotients of totals, over the months that have both.
        let quotient = |above: &str, below: &str| {
            let pairs: Vec<_> = have[above].0.iter().zip(&have[below].0).collect();
            let over = |a: Decimal, b: Decimal| (!b.is_zero()).then(|| a / b);
            let values = pairs.iter().map(|(a, b)| over((**a)?, (**b)?)).collect();
            let tops: Decimal = pairs.iter().filter_map(|(a, _)| **a).sum();
            let bottoms: Decimal = pairs.iter().filter_map(|(_, b)| **b).sum();
            (values, over(tops, bottoms))
        };
        alike(&have["rate"], &quotient("won", "leads"), "rate");
        alike(&have["cost"], &quotient("salary", "bookings"), "cost");
        alike(&have["took"], &quotient("salary", "bookings"), "took");
        // The parts add up to the whole.
        alike(&have["desk"], &have["rent"], "desk");
        alike(&have["part"], &have["pool"], "part");
    }

    #[test]
    fn the_order_and_the_names_of_members_change_nothing_else(team in team(), seed in any::<u64>()) {
        let mut order: Vec<usize> = (0..team.members.len()).collect();
        // Turned round, and then once more by the seed.
        order.reverse();
        let by = (seed as usize) % order.len();
        order.rotate_left(by);
        let have = figures(&team.plain());
        prop_assert_eq!(&have, &figures(&team.with_segments(&order, |at| format!("m{at}"))));
        let renamed = figures(&team.with_segments(&order, |at| format!("zz{at}")));
        for (name, row) in &renamed {
            // Sums are added in the order of names: their last digit may be another.
            alike(row, &have[&name.replace("zz", "m")], name);
        }
    }

    #[test]
    fn a_table_is_its_block(team in team()) {
        let block = team.plain();
        let mut table = String::from("rep,region,from,until,fresh: /month,salary: $/month\n");
        for (at, rep) in team.members.iter().enumerate() {
            let when = |at: Option<i32>| at.map(month).unwrap_or_default();
            let _ = writeln!(table, "m{at},r{},{},{},{},{}", rep.region, when(rep.from), when(rep.until), rep.leads, rep.salary * 1000);
        }
        let (head, rest) = block.split_once("segment rep {").unwrap();
        let rest = rest.split_once("}\n").unwrap().1;
        let plan = format!("{head}segment rep from \"reps.csv\"\n{rest}");
        let have = Plan::of_files(&[("plan.pace", &plan), ("reps.csv", &table)]).projected("base");
        let want = Plan::of_text(&block).projected("base");
        prop_assert_eq!(have.rows.len(), want.rows.len());
        for (have, want) in have.rows.iter().zip(&want.rows) {
            prop_assert_eq!((&have.name, &have.values, have.total), (&want.name, &want.values, want.total));
        }
    }

    #[test]
    fn the_formatter_keeps_what_segments_say(team in team()) {
        let text = team.plain();
        let formatted = syntax::format(&text).expect("a plan without mistakes");
        prop_assert_eq!(&syntax::format(&formatted).expect("still"), &formatted);
        prop_assert_eq!(figures(&text), figures(&formatted));
    }

    #[test]
    fn who_is_never_there_adds_nothing(team in team()) {
        let mut more = team.clone();
        let absent = Rep { from: Some(MONTHS), until: None, ..team.members[0].clone() };
        more.members.push(absent);
        let (have, want) = (figures(&more.plain()), figures(&team.plain()));
        for (name, row) in &want {
            alike(&have[name], row, name);
        }
    }
}

#[test]
fn one_member_is_the_plan_without_a_segment() {
    let rows = "leads = 40/month growing 2%/month\nclose = 25%, 30% from M3\nwon = leads * close\nprice = $1,200\nsales = won * price\n\
                rate: % = won / leads\n";
    let alone = figures(&format!("months 6\n{rows}"));
    let one = figures(&format!("months 6\nsegment region: west\nfor region {{\n{rows}}}\n"));
    for (name, row) in &alone {
        if let Some(total) = one.get(name) {
            assert_eq!(total, row, "{name}");
        }
        if !name.contains('.') {
            assert_eq!(&one[&format!("west.{name}")], row, "{name}");
        }
    }
}
