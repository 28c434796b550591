//! Pipelines, and their deals followed day by day.

use std::fmt::Write as _;

use proptest::prelude::*;

/// A pipeline of a few stages.
#[derive(Clone, Debug)]
pub struct Pipeline {
    /// What enters in the first month, and how much more in each later one.
    entry: (u32, u32),
    /// The stages.
    pub stages: Vec<Stage>,
}

/// One stage.
#[derive(Clone, Debug)]
pub struct Stage {
    percent: u32,
    wait: Wait,
    half_life: Option<u32>,
    opening: u32,
}

#[derive(Clone, Debug)]
enum Wait {
    Days(usize),
    /// So many days in the first month, and so many more for what enters in each later one.
    LongerEachMonth(usize, usize),
    HalfMonths(usize),
    /// Tenths that land so many months later.
    Over(Vec<u32>),
}

/// What happened to the deals of a stage, month by month.
#[derive(Clone, Debug)]
pub struct Counted {
    /// They reached the next stage.
    pub arrived: Vec<f64>,
    /// They were lost.
    pub lost: Vec<f64>,
    /// They wait at the end of the month.
    pub open: Vec<f64>,
}

/// Pipelines of one to four stages.
pub fn pipelines() -> impl Strategy<Value = Pipeline> {
    ((0..40u32, 0..5u32), prop::collection::vec(stages(), 1..5))
        .prop_map(|(entry, stages)| Pipeline { entry, stages })
}

fn stages() -> impl Strategy<Value = Stage> {
    let shares = prop::collection::vec(0..=10u32, 1..4).prop_map(|cuts| {
        let mut left = 10;
        let mut shares: Vec<u32> = cuts
            .into_iter()
            .map(|cut| {
                let share = cut.min(left);
                left -= share;
                share
            })
            .collect();
        shares.push(left);
        Wait::Over(shares)
    });
    let wait = prop_oneof![
        3 => (0..100usize).prop_map(Wait::Days),
        1 => (0..50usize, 1..20usize).prop_map(|(first, more)| Wait::LongerEachMonth(first, more)),
        2 => (0..9usize).prop_map(Wait::HalfMonths),
        1 => shares,
    ];
    (0..=100u32, wait, prop::option::of(5..60u32), prop_oneof![Just(0), 1..20u32]).prop_map(
        |(percent, wait, half_life, opening)| {
            let half_life = half_life.filter(|_| matches!(wait, Wait::Days(_) | Wait::LongerEachMonth(..)));
            Stage { percent, wait, half_life, opening }
        },
    )
}

impl Pipeline {
    /// The name of the entry (0) or of a stage.
    pub fn name(&self, at: usize) -> String {
        match at {
            0 => "leads".into(),
            last if last == self.stages.len() => "won".into(),
            middle => format!("stage_{middle}"),
        }
    }

    /// As it is written in a plan.
    pub fn text(&self) -> String {
        let (first, more) = self.entry;
        let mut text = String::from("passed = calendar.elapsed - 1\n");
        for (at, stage) in self.stages.iter().enumerate() {
            if let Wait::LongerEachMonth(first, more) = stage.wait {
                let _ = writeln!(text, "wait_{at} = {first} days + passed * {more} days");
            }
        }
        let _ = writeln!(text, "pipeline {{\n  leads = {first}/month + passed * {more}/month");
        for (at, stage) in self.stages.iter().enumerate() {
            let (name, previous) = (self.name(at + 1), self.name(at));
            let _ = write!(text, "  {name} = {}% of {previous} ", stage.percent);
            let _ = match &stage.wait {
                Wait::Days(days) => write!(text, "in {days} days"),
                Wait::LongerEachMonth(..) => write!(text, "in wait_{at}"),
                Wait::HalfMonths(halves) => write!(text, "in {} months", *halves as f64 / 2.0),
                Wait::Over(tenths) => {
                    let shares: Vec<String> = tenths.iter().map(|tenth| format!("{}%", tenth * 10)).collect();
                    write!(text, "over [{}]", shares.join(", "))
                }
            };
            if let Some(days) = stage.half_life {
                let _ = write!(text, ", halving every {days} days");
            }
            text.push('\n');
        }
        let openings: Vec<String> = self
            .stages
            .iter()
            .enumerate()
            .filter(|(_, stage)| stage.opening > 0)
            .map(|(at, stage)| format!("{} {}", stage.opening, self.name(at)))
            .collect();
        if !openings.is_empty() {
            let _ = writeln!(text, "  opening {}", openings.join(", "));
        }
        text + "}\n"
    }

    /// The deals that are open before the first month.
    pub fn opening_deals(&self) -> u32 {
        self.stages.iter().map(|stage| stage.opening).sum()
    }

    /// What becomes of the deals of each stage in months of so many days.
    pub fn count(&self, month_days: &[usize]) -> Vec<Counted> {
        let entered = |month: u32| f64::from(self.entry.0 + month * self.entry.1);
        let mut flow: Vec<f64> = (0..month_days.len() as u32).map(entered).collect();
        let mut counted = Vec::new();
        for stage in &self.stages {
            let stage = stage.count(&flow, month_days);
            flow.clone_from(&stage.arrived);
            counted.push(stage);
        }
        counted
    }
}

impl Stage {
    fn count(&self, entered: &[f64], month_days: &[usize]) -> Counted {
        let months = month_days.len();
        let mut counted = Counted { arrived: vec![0.0; months], lost: vec![0.0; months], open: Vec::new() };
        // Of what leaves, a part goes on: it is that of the month of entry.
        let mut leave = |month: usize, deals: f64, entry: usize| {
            if month < months {
                let kept = self.kept(entry);
                counted.arrived[month] += deals * kept;
                counted.lost[month] += deals * (1.0 - kept);
            }
        };
        let opening = f64::from(self.opening);
        match &self.wait {
            Wait::Days(_) | Wait::LongerEachMonth(..) => {
                let calendar: Vec<usize> =
                    month_days.iter().enumerate().flat_map(|(month, days)| vec![month; *days]).collect();
                let month_of = |day: usize| calendar.get(day).copied().unwrap_or(months);
                for (day, entry) in calendar.iter().enumerate() {
                    let deals = entered[*entry] / month_days[*entry] as f64;
                    leave(month_of(day + self.days(*entry)), deals, *entry);
                }
                let wait = self.days(0).max(1);
                for day in 0..wait {
                    leave(month_of(day), opening / wait as f64, 0);
                }
            }
            Wait::HalfMonths(halves) => {
                // Of an odd number of halves, half of the deals leave a month later than the other half.
                for (month, deals) in entered.iter().enumerate() {
                    leave(month + halves / 2, deals / 2.0, month);
                    leave(month + halves.div_ceil(2), deals / 2.0, month);
                }
                let wait = (*halves).max(1);
                for half in 0..wait {
                    leave(half / 2, opening / wait as f64, 0);
                }
            }
            Wait::Over(tenths) => {
                for (month, deals) in entered.iter().enumerate() {
                    for (later, tenth) in tenths.iter().enumerate() {
                        leave(month + later, deals * f64::from(*tenth) / 10.0, month);
                    }
                }
                // An open deal that waits i months in all is as likely in any one of them.
                let all: u32 = tenths.iter().zip(0..).map(|(tenth, months)| tenth * months).sum();
                for month in 0..tenths.len() {
                    let later: u32 = tenths[month + 1..].iter().sum();
                    match all {
                        0 if month == 0 => leave(0, opening, 0),
                        0 => {}
                        _ => leave(month, opening * f64::from(later) / f64::from(all), 0),
                    }
                }
            }
        }
        let mut waiting = opening;
        for (month, deals) in entered.iter().enumerate() {
            waiting += deals - counted.arrived[month] - counted.lost[month];
            counted.open.push(waiting);
        }
        counted
    }

    /// The days that deals wait which enter in a month.
    fn days(&self, entry: usize) -> usize {
        match self.wait {
            Wait::Days(days) => days,
            Wait::LongerEachMonth(first, more) => first + entry * more,
            _ => 0,
        }
    }

    /// The share of the deals of a month that go on, after those who lost patience.
    fn kept(&self, entry: usize) -> f64 {
        let cancellation = self
            .half_life
            .map_or(1.0, |half_life| 0.5f64.powf(self.days(entry) as f64 / f64::from(half_life)));
        f64::from(self.percent) / 100.0 * cancellation
    }
}
