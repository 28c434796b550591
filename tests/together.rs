//! What all members of a segment have is solved for, moved and varied together. Figures are worked out by hand.

use pace::analysis::{
    Found, NeededKind, SettledPlan, Solution, SolveStatus, grid, levers, levers_by, solve_each, solve_named,
};
use pace::model::{SegmentId, SegmentName};
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::support::Plan;
use crate::support::figures::digits;

/// 30 × 30% + 20 × 20% + 10 × 10% = 14 a month, 168 a year.
const REGIONS: &str = "months 2026\nsegment region: west, east, north\nfor region {\n  \
                       leads = [west: 30/month, east: 20/month, north: 10/month]\n  \
                       close = [west: 30%, east: 20%, north: 10%]\n  price = $10,000\n  won = leads * close\n  \
                       bookings = won * price\n}\n";

fn plan(text: &str) -> SettledPlan {
    Plan::of_text(text).settled.unwrap_or_else(|| panic!("no plan:\n{text}"))
}

#[track_caller]
fn solved(text: &str, input: &str) -> Solution {
    solve_named(&plan(text), "base", input, None).unwrap_or_else(|found| panic!("{found:?}"))
}

fn needed(found: &Found) -> Decimal {
    digits(found.answer.needed.expect("a value"))
}

fn segment(plan: &SettledPlan, name: &str) -> SegmentId {
    match plan.model().segments.find(name) {
        Some(SegmentName::Segment(segment)) => segment,
        _ => panic!("no segment `{name}`"),
    }
}

#[test]
fn members_that_differ_need_one_factor() {
    // 210 of 168.
    let solution = solved(&format!("{REGIONS}goal won >= 210\n"), "close");
    assert_eq!(solution.found.needed_is, NeededKind::Factor);
    assert_eq!(solution.found.status, SolveStatus::Found);
    assert_eq!(solution.segment.as_deref(), Some("region"));
    assert_eq!(needed(&solution.found), Decimal::new(125, 2));
    assert_eq!((solution.found.current, solution.found.mean), (None, None));
    assert_eq!(solution.written(solution.found.answer.needed.expect("a factor")), "× 1.25");
    // No rate is above 100%: the largest, 30%, is at most 3.33 times as much.
    let most = solved(&format!("{REGIONS}goal won >= 600\n"), "close");
    assert_eq!(most.found.status, SolveStatus::Impossible);
}

#[test]
fn members_that_are_the_same_need_one_value() {
    // 60 leads at 20% are 144 a year; 180 need 25%.
    let text = REGIONS.replace("[west: 30%, east: 20%, north: 10%]", "20%");
    let solution = solved(&format!("{text}goal won >= 180\n"), "close");
    assert_eq!(solution.found.needed_is, NeededKind::Value);
    assert_eq!(solution.found.current.map(digits), Some(Decimal::new(2, 1)));
    assert_eq!(needed(&solution.found), Decimal::new(25, 2));
    // Who comes in July has half a year: 18 months in all, of 20 each.
    let late =
        "months 2026\nsegment rep { a; b from 2026-07 }\nfor rep { leads = 10/month }\ngoal leads >= 360\n";
    let solution = solved(late, "leads");
    assert_eq!(solution.found.needed_is, NeededKind::Value);
    assert_eq!(needed(&solution.found), Decimal::from(20));
    // Where nobody has every month, a factor says the same: ten of ten.
    let parts = late.replace("{ a; b", "{ a until 2026-06; b").replace("360", "240");
    let solution = solved(&parts, "leads");
    assert_eq!((solution.found.needed_is, needed(&solution.found)), (NeededKind::Factor, Decimal::from(2)));
}

#[test]
fn one_member_needs_what_a_plan_without_segments_needs() {
    let once = "currency USD\nexchange EUR = $1.25\nplan { 4 calls/week }\n\
                pipeline { leads = calls * 10%; won = 25% of leads in 20 days; worth deal_size }\n\
                deal_size = €8,000\n";
    let head = "months 2026\n";
    let goal = "goal bookings >= $90k\n";
    let (currency, rest) = once.split_at(once.find("plan").expect("actions"));
    for input in ["calls", "deal_size", "won.rate", "won.time"] {
        let own = solved(&format!("{head}{once}{goal}"), input).found;
        let of_one = format!("{head}{currency}segment rep: one\nfor rep {{\n{rest}}}\n{goal}");
        let family = solved(&of_one, input).found;
        assert_eq!(family.answer, own.answer, "{input}");
        assert_eq!(
            (family.whole.map(|whole| whole.number), family.stated),
            (own.whole.map(|whole| whole.number), own.stated)
        );
        assert_eq!(
            (family.status, family.current, family.mean),
            (own.status, own.current, own.mean),
            "{input}"
        );
    }
}

#[test]
fn levers_move_all_members_together_or_each_alone() {
    let settled = plan(&format!("{REGIONS}goal won >= 210\n"));
    let together = levers(&settled, "base", None, "10%").expect("levers").levers;
    let names: Vec<&str> = together.iter().map(|lever| lever.input.as_str()).collect();
    assert_eq!(names, ["leads", "close", "price"]);
    for lever in &together[..2] {
        assert_eq!(lever.down.map(digits), Some(Decimal::new(1512, 1)), "{}", lever.input);
        assert_eq!(lever.up.map(digits), Some(Decimal::new(1848, 1)), "{}", lever.input);
        assert_eq!(lever.needed.map(digits), Some(Decimal::new(125, 2)), "{}", lever.input);
        assert_eq!((lever.needed_is, lever.segment.as_deref()), (NeededKind::Factor, Some("region")));
        assert_eq!(lever.current, None);
    }
    // Their mean is told: of 30, 20 and 10.
    assert_eq!(together[0].mean.map(digits), Some(Decimal::from(20)));
    assert_eq!(together[2].current.map(digits), Some(Decimal::from(10_000)));
    let region = segment(&settled, "region");
    let alone = levers_by(&settled, "base", None, "10%", Some(region)).expect("levers").levers;
    assert_eq!(alone.len(), 9);
    let west = alone.iter().find(|lever| lever.input == "west.close").expect("a lever");
    // 9 of 14 a month move: 168 + 0.9 × 12.
    assert_eq!(west.up.map(digits), Some(Decimal::new(1788, 1)));
    assert_eq!(west.segment, None);
}

#[test]
fn a_grid_gives_every_member_the_value() {
    let settled = plan(REGIONS);
    let vary = ["close=10%..30% step 10%".to_string()];
    let table = grid(&settled, "base", &vary, "bookings", None).expect("a grid");
    let cells: Vec<Decimal> =
        table.cells.iter().flatten().map(|cell| digits(cell.expect("a figure"))).collect();
    // 60 leads a month, 12 months, $10,000 each.
    assert_eq!(cells, [720_000, 1_440_000, 2_160_000].map(Decimal::from));
    assert_eq!(table.inputs[0].name, "close");
    assert_eq!(table.notes.len(), 1, "{:?}", table.notes);
    // The name of the row is its total, also where it is varied.
    let vary =
        ["leads=10/month..20/month step 10/month".to_string(), "west.close=30%..40% step 10%".to_string()];
    let table = grid(&settled, "base", &vary, "leads", None).expect("a grid");
    let cells: Vec<Decimal> =
        table.cells.iter().flatten().map(|cell| digits(cell.expect("a figure"))).collect();
    assert_eq!(cells, [360, 360, 720, 720].map(Decimal::from));
}

#[test]
fn each_member_is_told_what_it_needs() {
    let goals =
        "for region {\n  goal \"sales\": bookings >= $500k\n  goal won >= 60\n}\ngoal bookings >= $9M\n";
    let settled = plan(&format!("{REGIONS}{goals}"));
    let region = segment(&settled, "region");
    let each = |goal: Option<&str>| solve_each(&settled, "base", "close", goal, region);
    let told = |goal: Option<&str>| {
        let found = each(goal).expect("what each needs").each;
        found.into_iter().map(|one| (one.member, one.found)).collect::<Vec<_>>()
    };
    // $500k are 50 deals of 360, 240 and 120 leads; 60 deals need a fifth more.
    for (goal, deals) in
        [(Some("sales"), 50), (Some("1"), 50), (Some("bookings"), 50), (Some("2"), 60), (None, 60)]
    {
        for ((member, found), leads) in told(goal).iter().zip([360, 240, 120]) {
            let exact = Decimal::from(deals) / Decimal::from(leads);
            assert!((needed(found) - exact).abs() < Decimal::new(1, 18), "{goal:?} {member}");
        }
    }
    let status: Vec<SolveStatus> = told(Some("sales")).iter().map(|(_, found)| found.status).collect();
    assert_eq!(status, [SolveStatus::Already, SolveStatus::Found, SolveStatus::Found]);
    let wrong = each(Some("sale")).expect_err("no such goal");
    assert_eq!(wrong[0].message, "no goal `sale` is each region's");
    let without = plan(&format!("{REGIONS}goal won >= 210\n"));
    let wrong =
        solve_each(&without, "base", "close", None, segment(&without, "region")).expect_err("no goal");
    assert_eq!(wrong[0].message, "no goal is each region's: `for region { goal … }`");
}

/// Leads a month, the percentage that closes, and the month in which somebody comes.
type Rep = (u32, u32, Option<u32>);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// What is sold is in proportion to every member's leads: the factor is the goal by the plan's own figure.
    #[test]
    fn a_factor_is_the_goal_by_what_there_is(
        members in prop::collection::vec((1u32..60, 1u32..100, prop::option::of(2u32..12)), 2..6),
        goal in 1u32..5000,
    ) {
        let names: Vec<String> = (0..members.len()).map(|at| format!("m{at}")).collect();
        let lines = members.iter().zip(&names).map(|((_, _, from), name)| match from {
            Some(month) => format!("{name} from 2026-{month:02}; "),
            None => format!("{name}; "),
        });
        let list = |value: &dyn Fn(&Rep) -> String| {
            let entries = members.iter().zip(&names).map(|(member, name)| format!("{name}: {}", value(member)));
            entries.collect::<Vec<_>>().join(", ")
        };
        let text = format!(
            "months 2026\nsegment rep {{ {} }}\nfor rep {{\n  leads = [{}]\n  close = [{}]\n  won = leads * close\n}}\n\
             goal won >= {goal}\n",
            lines.collect::<String>(),
            list(&|(leads, _, _)| format!("{leads}/month")),
            list(&|(_, close, _)| format!("{close}%")),
        );
        let months = |from: &Option<u32>| Decimal::from(13 - from.unwrap_or(1));
        let parts = members.iter().map(|(leads, close, from)| Decimal::from(leads * close) * months(from));
        let total: Decimal = parts.sum::<Decimal>() / Decimal::ONE_HUNDRED;
        let solution = solved(&text, "leads");
        let differ = members.iter().any(|member| member.0 != members[0].0) || members.iter().all(|one| one.2.is_some());
        prop_assert_eq!(solution.is_factor(), differ);
        let factor = needed(&solution.found) / if differ { Decimal::ONE } else { Decimal::from(members[0].0) };
        let exact = Decimal::from(goal) / total;
        prop_assert!((factor - exact).abs() <= exact * Decimal::new(1, 11), "{} and not {}:\n{}", factor, exact, text);
    }
}
