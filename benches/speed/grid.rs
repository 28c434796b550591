//! A grid of two inputs over a plan of twenty rows, by pace and by a loop written for this plan alone.
//!
//! Everything below the inputs depends on both, so that nothing is saved by leaving rows out; the inputs
//! are the first rows, and `deal_size` and the like are read as they are.

use pace::analysis::{SettledPlan, grid};
use pace::value::Number;
use rust_decimal::Decimal;

/// Twenty rows, twelve months.
pub const PLAN: &str = "months 12
workdays 20/month
plan { 2 calls/day }
win_rate = 20%
deal_size = $8,000
lead_rate = 10%
margin = 65%
leads = calls * lead_rate + win_rate * 5/month
meetings = leads * 45%
proposals = meetings * 40% + leads * 2%
won = proposals * win_rate
bookings = won * deal_size
setup = won * $250
revenue = bookings + setup
cost_of_sales = revenue * (1 - margin)
gross = revenue - cost_of_sales
commission = bookings * 8%
support = max(won * $120, $500/month)
marketing = leads * $35
overhead = $2,000/month + marketing * 15%
profit = gross - commission - support - overhead
result = profit * 75%
";

/// How many values each input takes.
pub const VALUES: u32 = 100;
const MONTHS: usize = 12;

/// The grid by pace.
pub fn by_pace(plan: &SettledPlan) -> Vec<Vec<Option<Number>>> {
    let vary = ["calls=1/day..100/day step 1/day".to_string(), "win_rate=0.5%..50% step 0.5%".to_string()];
    grid(plan, "base", &vary, "result", None).expect("a grid").cells
}

/// The grid by hand: the same operations in the same order, row by row.
pub fn by_hand() -> Vec<Vec<Decimal>> {
    let number = |mantissa: i64, scale: u32| Decimal::new(mantissa, scale);
    let workdays = [Decimal::from(20); MONTHS];
    let (deal_size, lead_rate, margin) =
        ([number(8000, 0); MONTHS], [number(10, 2); MONTHS], [number(65, 2); MONTHS]);
    let mut rows = vec![vec![Decimal::ZERO; MONTHS]; 17];
    let mut cells = Vec::new();
    for calls in 1..=VALUES {
        let mut line = Vec::new();
        for win_rate in 1..=VALUES {
            let win = Decimal::from(win_rate) * number(5, 3);
            let mut total = Decimal::ZERO;
            for month in 0..MONTHS {
                rows[0][month] = Decimal::from(calls) * workdays[month];
                rows[1][month] = win;
                rows[2][month] = rows[0][month] * lead_rate[month] + rows[1][month] * number(5, 0);
                rows[3][month] = rows[2][month] * number(45, 2);
                rows[4][month] = rows[3][month] * number(40, 2) + rows[2][month] * number(2, 2);
                rows[5][month] = rows[4][month] * rows[1][month];
                rows[6][month] = rows[5][month] * deal_size[month];
                rows[7][month] = rows[5][month] * number(250, 0);
                rows[8][month] = rows[6][month] + rows[7][month];
                rows[9][month] = rows[8][month] * (Decimal::ONE - margin[month]);
                rows[10][month] = rows[8][month] - rows[9][month];
                rows[11][month] = rows[6][month] * number(8, 2);
                rows[12][month] = (rows[5][month] * number(120, 0)).max(number(500, 0));
                rows[13][month] = rows[2][month] * number(35, 0);
                rows[14][month] = number(2000, 0) + rows[13][month] * number(15, 2);
                rows[15][month] = rows[10][month] - rows[11][month] - rows[12][month] - rows[14][month];
                rows[16][month] = rows[15][month] * number(75, 2);
                total += rows[16][month];
            }
            line.push(total);
        }
        cells.push(line);
    }
    cells
}

/// The loop by hand is a baseline only if it computes the same.
pub fn agree(plan: &SettledPlan) {
    for (have, want) in by_pace(plan).iter().flatten().zip(by_hand().iter().flatten()) {
        let have: Decimal = have.expect("a value").to_string().parse().expect("a number");
        assert_eq!(have, *want);
    }
}
