//! Functions of spreadsheets and of other languages, and what a plan has in their place.

use super::{Function, function};
use crate::diagnostic::months_away;

/// Rates by how much it is.
const TIERS: &str = "each slice at its own rate is `tiers(x, 10% to $100k/month, 15%)`, one rate on all of it \
     `tiers(x, whole, 10% to $100k/month, 15%)`; `each quarter` at the end holds the quarter's total against the bounds";

/// What to write for a function that a plan does not have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FunctionHabit {
    /// It in a sentence, with what can be pasted in backticks.
    pub help: String,
    /// What stands in the place of the whole call; none where a person has to choose, and where the arguments are not
    /// those that such a function has.
    pub call: Option<String>,
}

impl FunctionHabit {
    fn said(help: impl Into<String>) -> Option<FunctionHabit> {
        Some(FunctionHabit { help: help.into(), call: None })
    }

    /// A call in its place, and what it is, with `written` where the arguments are at hand.
    fn call(written: bool, call: String, what: &str) -> Option<FunctionHabit> {
        let help = format!("`{call}` {what}");
        Some(FunctionHabit { help, call: written.then_some(call) })
    }
}

/// What to write for a function by its name, whatever its case, and its arguments as they were written; without
/// arguments x, y stand in their place. None for a name that nobody uses elsewhere.
pub fn function_habit(name: &str, arguments: &[&str]) -> Option<FunctionHabit> {
    use FunctionHabit as Habit;
    let given = arguments.len();
    let argument = |at: usize, or: &'static str| arguments.get(at).map_or(or, |text| text.trim());
    let (x, y) = (argument(0, "x"), argument(1, "y"));
    let name = name.to_lowercase();
    let name = name.strip_suffix(".s").or(name.strip_suffix(".p")).unwrap_or(&name);
    match name {
        "sum" => Habit::said("`total(x)` sums over all months, `cum(x)` up to each month, and `+` adds rows"),
        "average" | "avg" | "averagea" => {
            Habit::call(given == 1, format!("mean({x})"), "is the mean over all months")
        }
        "iferror" | "isblank" | "isna" | "isnumber" | "coalesce" | "nvl" | "ifnull" => {
            let y = argument(1, "0");
            Habit::call(
                given == 2,
                format!("ifna({x}, {y})"),
                "takes the second where the first has no value",
            )
        }
        "convert" | "fx" | "forex" | "exchange" | "exchange_rate" | "exchangerate" | "currency"
        | "googlefinance" | "to_usd" | "to_eur" | "usd" | "eur" | "euroconvert" => Habit::said(
            "no rate is looked up: say yours on a line such as `exchange EUR = $1.08`, and write amounts in that currency \
             as they are, `€500`",
        ),
        "sumproduct" if given < 3 => Habit::call(
            given == 2,
            format!("total({x} * {y})"),
            "is the sum of the products; rates of slices, as of a commission, are `tiers(x, 10% to $100k/month, 15%)`",
        ),
        "sumproduct" => Habit::said(TIERS),
        "prorate" | "prorata" | "pro_rata" | "prorated" | "partial_month" | "proration" => Habit::said(
            "a clause begins and ends on a day, and a month that it covers in part counts its days: \
             `$3,000/month from 2026-03-15`",
        ),
        "accelerator" | "accelerators" | "accelerated" | "commission" | "commissions" | "tier" | "tiered"
        | "bracket" | "brackets" | "marginal" | "marginal_rate" | "progressive" | "graduated" | "slab"
        | "slabs" | "volume_discount" | "volume_price" | "sliding_scale" => Habit::said(TIERS),
        "sumif" | "sumifs" => Habit::said(
            "`total(x, 2026)` sums the months of a year, `ytd(x)` those of each year so far, \
             `total(if(condition, x, 0))` those in which a condition holds",
        ),
        "countif" | "countifs" | "count" | "counta" => {
            Habit::said("`total(if(condition, 1/month, 0))` counts the months in which it holds")
        }
        "averageif" | "averageifs" => {
            Habit::said("`mean(x)` is the mean of the months in which x has a value")
        }
        "networkdays" | "networkdays.intl" | "workday" | "workdays" => Habit::call(
            false,
            "calendar.workdays".into(),
            "has the working days of each month; `workdays mon..fri except 2026-12-25` says which they are",
        ),
        "days" | "days360" => Habit::call(false, "calendar.days".into(), "has the days of each month"),
        "month" => Habit::call(false, "calendar.month".into(), "is the month of the year, 1 to 12"),
        "today" | "now" | "date" | "datevalue" | "year" => Habit::said(
            "no formula reads the clock; months stand in clauses, such as `from 2026-07`, and `calendar.month`, \
             `calendar.elapsed` count them",
        ),
        "eomonth" | "edate" => Habit::said(format!(
            "months are columns here: `{}` is the month before, `{}` the month after",
            months_away(x, -1),
            months_away(x, 1)
        )),
        "lag" | "shift" | "previous" | "prior" | "last_month" | "prev_month" => away(x, arguments, -1),
        // Cells to the right are later months: `OFFSET(x, 0, -2)`; where months go down, `OFFSET(x, -2, 0)`.
        "offset" => match arguments {
            [_, months, none, ..] if none.trim() == "0" => away(x, &[x, months], 1),
            [_, months] | [_, _, months, ..] => away(x, &[x, months], 1),
            _ => away(x, arguments, -1),
        },
        "lead" | "ahead" | "following" | "next_month" | "nextmonth" => away(x, arguments, 1),
        "cumsum" | "cumulative" | "running_total" | "runningtotal" | "running_sum" | "cumul" | "itd" => {
            Habit::call(given == 1, format!("cum({x})"), "is the sum up to each month")
        }
        "fy" | "fiscal" | "fiscalyear" | "fiscal_year" | "financial_year" | "fiscal_quarter"
        | "fiscalquarter" => Habit::said(
            "fiscal years are a line of the plan, `fiscal year 2027 from 2026-02`; `FY2027` and `FY2027-Q1` are \
                 months then, as in `total(x, FY2027)`",
        ),
        "fytd" | "totalytd" | "datesytd" | "year_to_date" | "yeartodate" => Habit::call(
            given >= 1 && name != "datesytd",
            format!("ytd({})", if name == "datesytd" { "x" } else { x }),
            "is the sum since the first month of the year, of the fiscal year where the plan has one",
        ),
        "fqtd" | "totalqtd" | "datesqtd" | "quarter_to_date" | "quartertodate" => Habit::call(
            given >= 1 && name != "datesqtd",
            format!("qtd({})", if name == "datesqtd" { "x" } else { x }),
            "is the sum since the first month of the quarter",
        ),
        "mtd" | "totalmtd" | "datesmtd" | "month_to_date" => Habit::call(
            given >= 1 && name != "datesmtd",
            x.to_string(),
            "is the month's own sum, since a month is one column; `qtd` and `ytd` are those of the quarter and of the \
             year so far",
        ),
        "ma" | "moving_average" | "movingaverage" | "rolling_average" | "rolling_mean" | "rolling"
        | "sma" => {
            let months = argument(1, "3");
            let call = format!("trailing({x}, {months})");
            Habit::call(given == 2, call, "is the mean of the last months")
        }
        "pct_change" | "growth_rate" | "growthrate" | "mom" => {
            Habit::call(given == 1, format!("growth({x})"), "is the change in percent from the month before")
        }
        "diff" | "delta" => {
            Habit::call(given == 1, format!("change({x})"), "is the change from the month before")
        }
        "stdev" | "stddev" | "std" | "var" => {
            Habit::said("`volatility(x)` is the standard deviation of the monthly growth")
        }
        "median" | "mode" | "percentile" | "quantile" => Habit::said(
            "no function sorts the months; `mean(x)` is their mean, `highest(x)` and `lowest(x)` are its ends",
        ),
        "int" => Habit::call(given == 1, format!("floor({x})"), "rounds down"),
        "ceiling" => Habit::call(given == 2, format!("ceil({x}, {y})"), "rounds up to a multiple"),
        "mround" => Habit::call(given == 2, format!("round({x}, {y})"), "rounds to a multiple"),
        "roundup" => Habit::said("`ceil(x, step)` rounds up, to two digits with the step 0.01"),
        "rounddown" | "trunc" => {
            Habit::said("`floor(x, step)` rounds down, to two digits with the step 0.01")
        }
        "power" | "pow" => Habit::call(given == 2, format!("{x} ^ {y}"), "is a power"),
        "exp" => Habit::call(given == 1, format!("2.718281828459045 ^ ({x})"), "is the power of e"),
        "mod" => {
            Habit::call(given == 2, format!("{x} - {y} * floor({x} / {y})"), "is what is left of a division")
        }
        "product" | "multiply" => Habit::call(given == 2, format!("{x} * {y}"), "is the product"),
        "iif" | "ifs" | "switch" | "case" | "choose" | "when" => Habit::said(
            "`if(condition, a, b)` chooses; in the place of b another `if` may stand; a rate by how much it is \
                 is `tiers(x, 10% to $100k/month, 15%)`",
        ),
        "vlookup" | "hlookup" | "xlookup" | "lookup" | "index" | "match" => Habit::said(
            "nothing is looked up, since rows have names: `x[2026-06]` is one month of x, \
             `[12 values] every year` a table of seasons, `if(condition, a, b)` chooses, and a table of rates by \
             how much it is is `tiers(x, whole, 10% to $100k/month, 15%)`",
        ),
        "npv" | "xnpv" | "pv" => Habit::call(
            false,
            format!("total({} / (1 + {}) ^ calendar.elapsed)", argument(1, "cash"), argument(0, "rate")),
            "is the present value, with rate as the percentage of one month, such as `rate = 1%`",
        ),
        "irr" | "xirr" => Habit::said(
            "the rate at which `total(cash / (1 + rate) ^ calendar.elapsed)` is $0 is found by `solve`: \
             give `rate` a value and that total a goal",
        ),
        "fv" => Habit::said("what grows is a clause, such as `$100 growing 1%/month`, or a `stock`"),
        _ => None,
    }
}

/// `lag(x, 2)`, `lead(x, 1)`: `way` is -1 where it looks back, 1 where it looks ahead.
fn away(x: &str, arguments: &[&str], way: i64) -> Option<FunctionHabit> {
    let months = match arguments {
        [_, months, ..] => match months.trim().parse::<i64>() {
            Ok(months) => months,
            Err(_) => {
                let help = format!(
                    "`{}` is 2 months before, `{}` 2 months after, with 0 beyond the plan's months",
                    months_away(x, -2),
                    months_away(x, 2)
                );
                return FunctionHabit::said(help);
            }
        },
        _ => 1,
    };
    // `shift(x, -1)` of a data frame looks ahead, as `lag(x, -1)` does.
    let months = months.clamp(-9_999, 9_999) * way;
    let (which, first, ends) =
        if months < 0 { ("before", "first", "before") } else { ("after", "last", "after") };
    let what = match months.abs() {
        0 => "is the month itself".to_string(),
        1 => format!("is the month {which}, with 0 {ends} the {first}"),
        months => format!("is {months} months {which}, with 0 {ends} the {first}"),
    };
    FunctionHabit::call(arguments.len() == 1 || arguments.len() == 2, months_away(x, months), &what)
}

/// The function that there is for one which a spreadsheet calls with a number of digits, or in capitals: `ROUND`,
/// `ROUNDUP`.
pub fn function_meant(name: &str) -> Option<&'static Function> {
    let small = name.to_lowercase();
    function(match small.as_str() {
        "roundup" => "ceil",
        "rounddown" | "trunc" => "floor",
        other => other,
    })
}
