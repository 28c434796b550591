"""The cases whose names begin with `day_`, `back_`, `fiscal_`, `tiers_`, `since_`, `ahead_`, `listed_`, `day_one_` and `exchange_`: days within
a month, what comes back, fiscal years, tiers, sums that start again, months ahead, listed calendars, the pipeline on day one, and a second
currency. The figures are worked out here by direct arithmetic; `worked.py` compares and writes them."""
from fractions import Fraction as F


def add(case, same, goal):
    days(case, same)
    coming_back(case, same)
    fiscal(case, same, goal)
    tiers(case, same)
    sums(case, same)
    calendars(case, same)
    day_one(case, same)
    exchange(case, same, goal)


def errors(case, name, rule, head, lines):
    """lines: (name, text, code, line)"""
    for which, text, code, line in lines:
        case(f"{name}_err_{which}", rule, f"{head}\n{text}" if head else text, error=code, line=line)


def days(case, same):
    # March has 31 days, of which 17 are from the 15th on; February's first 14 days are half of it.
    case("day_of_march", "a flow's month is the sum over its days of what holds on each, over how many they are", """
months 2026-01 .. 2026-06
rent = 0, $3,100/month from 2026-03-15
late = $3,100/month from 2026-03-15
short = $310/month until 2026-02-14
retainer = $310/month in 2026-03-15 .. 2026-04-15
the_same = $310/month from 2026-03-15 until 2026-04-15
raised = $3,000/month until 2026-03-14, $3,400/month from 2026-03-15
one_day = 31/month in 2026-03-31
""", rows={"rent": [0, 0, 1700, 3100, 3100, 3100], "late": [None, None, 1700, 3100, 3100, 3100],
           "short": [310, 155, None, None, None, None], "retainer": [None, None, 170, 155, None, None],
           "the_same": [None, None, 170, 155, None, None], "raised": [3000, 3000, F(3000 * 14 + 3400 * 17, 31), 3400, 3400, 3400],
           "one_day": [None, None, 1, None, None, None]},
         totals={"late": 11000, "retainer": 325}, rollups={"rent": "sum"}, units={"rent": "USD/month"})
    case("day_two_halves", "two halves of a month add up to the month", """
months 2026-01 .. 2026-04
first = 0, 10/day until 2026-03-14
second = 0, 10/day from 2026-03-15
halves = first + second
whole = 10/day
three = 31/month, 62/month from 2026-03-11, 93/month from 2026-03-21
""", rows={"first": [310, 280, 140, 0], "second": [0, 0, 170, 300], "halves": [310, 280, 310, 300], "whole": [310, 280, 310, 300],
           # 10 days at 1, 10 at 2 and 11 at 3 a day
           "three": [31, 31, 63, 93]})
    case("day_leap_february", "the 29th of February is a day like any other", """
months 2028-01 .. 2028-03
a = 0, 29/month from 2028-02-20
b = 0, 58/month in 2028-02-29
c = 0, 1/day from 2028-02-29
d = 0, 29/month until 2028-02-28
""", rows={"a": [0, 10, 29], "b": [0, 2, 0], "c": [0, 1, 31], "d": [29, 28, 0]})
    case("day_actions_spread", "working days that are a number a month are spread evenly over its days", """
months 2026-02 .. 2026-04
workdays 20/month
plan {
  2 calls/day, 4/day from 2026-03-15
  0 mails/month, 62/month from 2026-03-30 taking 30 minutes
}
x = 0, 2/workday from 2026-03-15
""", rows={"calls": [40, F(40 * 14 + 80 * 17, 31), 80], "mails": [0, 4, 62], "effort": [0, 2, 31], "x": [0, F(40 * 17, 31), 40]})
    # March 2026 begins on a Sunday: 22 weekdays, 17 without the 16th to the 20th; of those 10 lie before the 18th and 7 after. The
    # 23rd and 24th are working days of the span from the 19th to the 24th. April has 22 weekdays.
    case("day_actions_and_holidays", "in a plan the days are the working days, and a holiday in the middle is none", """
months 2026-03 .. 2026-04
workdays mon..fri except 2026-03-16 .. 2026-03-20
plan {
  2 calls/day, 4/day from 2026-03-18
  0 posts/month, 17/month in 2026-03-19 .. 2026-03-24
  34 mails/month until 2026-03-13
  0 visits/week, 5/week from 2026-03-30
}
x = 0, 31/month from 2026-03-18
""", rows={"calls": [10 * 2 + 7 * 4, 88], "posts": [2, 0], "mails": [20, 0], "visits": [2, 22], "x": [14, 31]})
    case("day_real_lengths", "the days of a clause are the real ones, whatever a month is said to have", """
months 2026-03 .. 2026-04
days 30/month
a = 0, 31/month from 2026-03-15
b = 0, 2/day from 2026-03-15
""", rows={"a": [17, 31], "b": [F(60 * 17, 31), 60]})
    case("day_growth", "growing and rising count from the month that holds the day", """
months 2026-02 .. 2026-06
a = 0, $31/month growing 10%/month from 2026-03-15
b = 0, 10/month rising to 40/month by 2026-06-10 from 2026-03-15
c = 0, $31/month growing 100% every 2 months from 2026-03-15
""", rows={"a": [0, 17, F(341, 10), F(3751, 100), F(41261, 1000)], "b": [0, F(170, 31), 20, 30, 40], "c": [0, 17, 31, 62, 62]})
    plan = """
months 2026-01 .. 2026-04
fee = 0, $310/month from 2026-03-15
pipeline {
  leads = 0, 31/month from 2026-03-15
  won = 50% of leads in 1 month
  worth $100
}
stock bank {
  opening $1,000
  loses rent = 0, $310/month until 2026-03-10
}
scenario late {
  fee = $620/month from 2026-03-30
  leads = 0 in 2026-04-11 .. 2026-04-20
}
"""
    case("day_in_pipelines_and_stocks", "what a pipeline is fed with and what a stock loses may begin on a day", plan,
         rows={"fee": [0, 0, 170, 310], "leads": [0, 0, 17, 31], "won": [0, 0, 0, F(17, 2)], "bookings": [0, 0, 0, 850],
               "bank": [690, 380, 280, 280], "rent": [310, 310, 100, 0]})
    # From the 15th to the 29th are 15 days of 10 a day, the last two are 20 a day; ten of April's thirty days have no leads.
    case("day_in_a_scenario", "a scenario's days are laid over the plan's", plan, args=["--scenario", "late"],
         rows={"fee": [0, 0, 150 + 40, 620], "leads": [0, 0, 17, F(31 * 20, 30)]})
    errors(case, "day", "a level has one value for all of a month, and a day has to be one", "months 2026-01 .. 2026-06", [
        ("price", "x = $90, $95 from 2026-03-15", "bad-month", 2), ("percent", "x = 20%, 25% until 2026-03-14", "bad-month", 2),
        ("last", "x: $/month last = $10/month, $12/month from 2026-03-15", "bad-month", 2),
        ("mean", "x: 1/month mean = 10/month, 12/month in 2026-03-15", "bad-month", 2),
        ("rate", "x = 5%/month, 6%/month from 2026-03-15", "bad-month", 2), ("duration", "x = 10 days, 12 days from 2026-03-15", "bad-month", 2),
        ("no_such", "x = 1/month from 2026-02-29", "bad-month", 2), ("backwards", "x = 1/month from 2026-05-02 until 2026-05-01", "bad-month", 2),
        ("before", "x = 1/month from 2025-12-15", "bad-month", 2), ("after", "x = 1/month in 2026-06-15 .. 2026-07-14", "bad-month", 2),
    ])
    errors(case, "day", "a plan without dates has no days", "months 6", [("undated", "x = 1/month from 2026-03-15", "bad-month", 2)])
    case("day_that_is_a_month", "the first day after from and the last one after until are no change within a month", """
months 2026-01 .. 2026-04
a = $10, $12 from 2026-03-01
b = 20%, 30% until 2026-02-28
c = 5, 6 in 2026-02-01 .. 2026-03-31
""", rows={"a": [10, 10, 12, 12], "b": [F(3, 10), F(3, 10), F(1, 5), F(1, 5)], "c": [5, 6, 6, 5]})


def coming_back(case, same):
    case("back_every_few_months", "an amount in a month and every third after it, and nothing otherwise", """
months 2026
a = $2,400 every 3 months from 2026-02
b = $50/month, $2,400 every 3 months from 2026-02 until 2026-07
c = 6 every year from 2026-03
d = $900 every 2 quarters from 2026-05-20
e = $100 growing 50% every 6 months every quarter from 2026-01
""", rows={"a": [0, 2400, 0] * 4, "b": [50, 2400, 50, 50, 2400] + same(50, 7), "c": [0, 0, 6] + same(0, 9),
           "d": [0, 0, 0, 0, 900, 0, 0, 0, 0, 0, 900, 0], "e": [100, 0, 0, 100, 0, 0, 150, 0, 0, 150, 0, 0]},
         totals={"a": 9600}, rollups={"a": "sum", "c": "sum"}, units={"a": "USD/month", "c": "1/month"})
    case("back_undated", "without dates the months are counted", """
months 14
a = 3 every year from M2
b = 5 every quarter from M3
p = $7
c = p * 2 every 5 months from M4
""", rows={"a": [0, 3] + same(0, 11) + [3], "b": [0, 0, 5] * 4 + [0, 0], "c": [0, 0, 0, 14, 0, 0, 0, 0, 14, 0, 0, 0, 0, 14]})
    case("back_several_months", "after in, a comma and nothing but a month or span goes on with the list", """
months 2026
a = 0, 5/month in Mar, Jun, Sep, Dec
b = 7, 9 in 2026-03, 2026-09
c = 0, 1/month in Q1, Nov .. Dec, 2/month from 2026-12
d = 0, 30/month in 2026-04-01 .. 2026-04-10, 2026-04-21, Jun
stock s {
  opening 10
  loses gone = 0, 1/month in Feb, Apr
}
""", rows={"a": [0, 0, 5] * 4, "b": [7, 7, 9, 7, 7, 7, 7, 7, 9, 7, 7, 7], "c": [1, 1, 1] + same(0, 7) + [1, 2],
           "d": [0, 0, 0, 11, 0, 30] + same(0, 6), "s": [10, 9, 9] + same(8, 9)})
    case("back_until", "until ends with its month", """
months 2026-01 .. 2026-06
a = 5 until 2026-03
b = 0, 5/month from 2026-02 until 2026-03
""", rows={"a": [5, 5, 5, None, None, None], "b": [0, 5, 5, 0, 0, 0]})
    errors(case, "back", "what comes back says when first, and how often once", "months 2026-01 .. 2026-06", [
        ("when", "x = $5,000 every year", "syntax", 2), ("twice", "x = $9/quarter every 3 months from 2026-02", "unit-mismatch", 2),
        ("duration", "x = 3 days every 3 months from 2026-02", "unit-mismatch", 2),
    ])


def fiscal(case, same, goal):
    # FY2027 is February 2026 to January 2027. January 2026 is the last month of FY2026, February 2027 the first of FY2028.
    case("fiscal_quarters", "quarters and years are fiscal, a calendar year stays one", """
months 2026-01 .. 2027-03
fiscal year 2027 from 2026-02
sales = 1/month, 5/month in Q1, 7/month in FY2027-Q4, 9/month in FY2028
even = 2/month
since = ytd(even)
quarter = qtd(even)
year = total(even, FY2027)
calendar_year = total(even, 2026)
last_quarter = total(even, FY2027-Q4)
two_quarters = total(even, FY2027-Q2 .. FY2027-Q3)
goal total even >= 24 in FY2027
""", rows={"sales": [1, 5, 5, 5] + same(1, 6) + [7, 7, 7, 9, 9], "since": [2] + [2 * k for k in range(1, 13)] + [2, 4],
           "quarter": [2] + [2, 4, 6] * 4 + [2, 4], "year": same(24, 15), "calendar_year": same(24, 15), "last_quarter": same(6, 15),
           "two_quarters": same(12, 15)},
         goals=[goal("met", "2027-01", 24)], rollups={"since": "last", "quarter": "last"}, quiet=["partial-span"])
    case("fiscal_partly_there", "a fiscal year that the plan covers in part is marked", """
months 2026-01 .. 2026-06
fiscal year 2027 from 2026-02
even = 2/month
before = total(even, FY2026)
year = total(even, FY2027)
""", rows={"before": same(2, 6), "year": same(10, 6)}, warnings=["partial-span"])
    # FY2026 begins in February 2026 here: the same months by the other way of naming. January is the last month of FY2025.
    plan = """
months 2026
fiscal year 2026 from 2026-02
x = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]/month every year
y = ytd(x)
p = $5, $8 from 2026-04
z = 2/month
per = x / z
stock s { opening 10; gains x }
"""
    case("fiscal_by_quarter", "the columns of quarters are fiscal ones", plan, args=["--by", "quarter"],
         months=["FY2025-Q4", "FY2026-Q1", "FY2026-Q2", "FY2026-Q3", "FY2026-Q4"],
         rows={"x": [1, 9, 18, 27, 23], "y": [1, 9, 27, 54, 77], "p": [5, 6, 8, 8, 8], "per": [F(1, 2), F(3, 2), 3, F(9, 2), F(23, 4)],
               "s": [11, 20, 38, 65, 88]}, totals={"x": 78, "y": 77, "per": F(78, 24)})
    case("fiscal_by_year", "the columns of years are fiscal ones", plan, args=["--by", "year"], months=["FY2025", "FY2026"],
         rows={"x": [1, 77], "y": [1, 77], "s": [11, 88], "per": [F(1, 2), F(77, 22)]})
    case("fiscal_calendar_by_quarter", "without the statement quarters are the calendar's", plan.replace("fiscal year 2026 from 2026-02\n", ""),
         args=["--by", "quarter"], months=["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"],
         rows={"x": [6, 15, 24, 33], "y": [6, 21, 45, 78], "p": [5, 8, 8, 8], "s": [16, 31, 55, 88]})
    errors(case, "fiscal", "fiscal years need their statement, dates and names of their own", "months 2026\nfiscal year 2027 from 2026-02", [
        ("calendar_quarter", "x = 1, 2 in 2026-Q3", "bad-month", 3), ("several_months", "x = 1, 2 from FY2027", "bad-month", 3),
        ("name", "FY2027 = 3", "reserved-name", 3), ("outside", "x = 1, 2 in FY2029", "bad-month", 3),
        ("backwards", "x = 1, 2 in FY2027-Q3 .. FY2027-Q1", "bad-month", 3), ("twice", "fiscal year 2028 from 2027-02\nx = 1", "duplicate-name", 3),
    ])
    errors(case, "fiscal", "fiscal years need their statement, dates and names of their own", "", [
        ("unsaid", "months 2026\nx = 1, 2 in FY2027", "bad-month", 2), ("undated", "months 12\nfiscal year 2027 from 2026-02\nx = 1", "bad-month", 2),
        ("name_unsaid", "months 2026\nstock FY2027 { opening 1 }", "reserved-name", 2),
    ])


def tiers(case, same):
    case("tiers_slices", "each slice of x earns its own rate; below zero it is the first one", """
months 6
n = [80, 120, 150, 200, 100, -10]/month from M1
x = n * $1k
y = tiers(x, 10% to $100k/month, 15% to $150k/month, 20%)
one = tiers(x, 12%)
product = x * 12%
all_of_it = tiers(x, whole, 10% to $100k/month, 15%)
""",  # 10,000 + 15% of 20,000; 10,000 + 15% of 50,000; 17,500 + 20% of 50,000; a bound is of the tier that it ends
         rows={"y": [8000, 13000, 17500, 27500, 10000, -1000], "one": [9600, 14400, 18000, 24000, 12000, -1200],
               "product": [9600, 14400, 18000, 24000, 12000, -1200], "all_of_it": [8000, 18000, 22500, 30000, 10000, -1000]},
         totals={"y": 75000}, rollups={"y": "sum", "one": "sum"}, units={"y": "USD/month", "all_of_it": "USD/month"})
    case("tiers_each_quarter", "the bounds are amounts of the running total, and a month gets what the total has earned more", """
months 2026-01 .. 2026-04
x = $150k/month
y = tiers(x, 10% to $300k, 15%, each quarter)
all_of_it = tiers(x, whole, 10% to $300k, 15%, each quarter)
n = [300, -100, 50, 40]/month from 2026-01
back = tiers(n * $1k, 10% to $250k, 20%, each quarter)
""",  # 45,000 on 450,000 at 10% of 300,000 and 15% of 150,000 is 52,500. On all of it: 15,000, 30,000, then 15% of 450,000.
         rows={"y": [15000, 15000, 22500, 15000], "all_of_it": [15000, 15000, 67500 - 30000, 15000],
               # T(300) = 35,000; T(200) = 20,000; T(250) = 25,000; a new quarter
               "back": [35000, -15000, 5000, 4000]}, totals={"y": 67500}, rollups={"y": "sum"})
    k = [9, 4, 14, 7, 11, 3, 8, 16, 2, 10, 6, 5]

    def earned(x):
        """5% of what lies up to 40, 8% up to 90, 12% of the rest; in thousands"""
        return F(5, 100) * min(x, 40) + F(8, 100) * (min(x, 90) - min(x, 40)) + F(12, 100) * (x - min(x, 90))
    case("tiers_each_year", "the tiers of a year add up to those of its total", f"""
months 2026
n = {k}/month from 2026-01
x = n * $1k
y = tiers(x, 5% to $40k, 8% to $90k, 12%, each year)
total_ = total(y)
of_total = tiers(total(x), 5% to $40k, 8% to $90k, 12%)
""",  # 95,000 in all: 2,000 + 4,000 + 600
         rows={"y": [1000 * (earned(sum(k[:m + 1])) - earned(sum(k[:m]))) for m in range(12)], "total_": same(6600, 12), "of_total": same(6600, 12)},
         totals={"y": 6600})
    case("tiers_fiscal_quarters", "quarters are fiscal where the plan says so, and what lies before the plan is not known", """
months 2026-01 .. 2026-07
fiscal year 2027 from 2026-02
x = $200k/month
y = tiers(x, 10% to $300k, 20%, each quarter)
""", rows={"y": [20000, 20000, 30000, 40000, 20000, 30000, 40000]})
    case("tiers_of_rows", "rates and bounds are rows, those of the month", """
months 4
x = $150k/month
rate = 10%, 12% from M2
quota = $100k/month, $120k/month from M2
y = tiers(x, rate to quota, rate + 5 points to 1.2 * quota, 20%)
z = tiers($100k/month, step to $250k, 50%, each quarter)
step = 10%, 20% from M2
w = tiers(x, 10% to 0 * quota, 20%)
""",  # M1: 10,000 + 15% of 20,000 + 20% of 30,000; then 14,400 + 17% of 24,000 + 20% of 6,000
         # z: 10,000; 40,000 - 20,000; 50,000 + 25,000 - 40,000; a new quarter
         rows={"y": [19000, 19680, 19680, 19680], "z": [10000, 20000, 35000, 20000], "w": same(30000, 4)})
    case("tiers_of_deals", "a rate may be what one of x earns, and x a level or a balance", """
months 3
deals = [3, 8, 20]/month from M1
y = tiers(deals, $100 to 5/month, $80 to 10/month, $50)
stock s { opening 0; gains deals }
held = tiers(s, $5 to 10, $3)
mrr: $/month last = $90/month, $130/month from M2
share = tiers(mrr, 10% to $100/month, 20%)
hours_ = tiers(deals, 2 hours to 5/month, 1 hour)
""", rows={"y": [300, 740, 1400], "held": [15, 50 + 3, 50 + 63], "share": [9, 16, 16], "hours_": [6, 13, 25]},
         totals={"y": 2440, "held": 113, "share": 16}, rollups={"y": "sum", "held": "last", "share": "last"})
    errors(case, "tiers", "bounds rise and have the unit of x, and the last rate has none", "months 3\nx = $90k/month", [
        ("fall", "y = tiers(x, 10% to $150k/month, 15% to $100k/month, 20%)", "bad-range", 3),
        ("meet", "y = tiers(x, 10% to $100k/month, 15% to $100k/month, 20%)", "bad-range", 3),
        ("fall_later", "b = $150k/month, $50k/month from M3\ny = tiers(x, 10% to $100k/month, 15% to b, 20%)", "bad-range", None),
        ("unit", "y = tiers(x, 10% to $100k, 20%)", "unit-mismatch", 3), ("unit_each", "y = tiers(x, 10% to $100k/month, 20%, each quarter)", "unit-mismatch", 3),
        ("level_each", "y = tiers($5, 10% to $3, 20%, each year)", "unit-mismatch", 3), ("no_rest", "y = tiers(x, 10% to $100k/month)", "wrong-arguments", 3),
        ("two_rests", "y = tiers(x, 10%, 20%)", "wrong-arguments", 3), ("no_rate", "y = tiers(x)", "wrong-arguments", 3),
        ("kinds", "n = 3\ny = tiers(x, 10% to $100k/month, n)", "ambiguous-percent", 4),
    ])


def sums(case, same):
    case("since_m13", "without dates a year begins with M1, M13, and a quarter with M1, M4", """
months 14
x = 2/month, 5/month from M13
y = ytd(x)
q = qtd(x)
""", rows={"y": [2 * k for k in range(1, 13)] + [5, 10], "q": [2, 4, 6] * 4 + [5, 10]}, totals={"y": 10, "q": 10},
         units={"y": "1"}, rollups={"y": "last", "q": "last"})
    x = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8]
    case("since_the_year_began", "December's sum is the year's total; what lies before the plan is not known", f"""
months 2026-04 .. 2027-03
x = {x}/month from 2026-04
y = ytd(x)
q = qtd(x)
spent = ytd(x * $10)
december = y[2026-12]
year = total(x, 2026-04 .. 2026-12)
""", rows={"y": [3, 4, 8, 9, 14, 23, 25, 31, 36, 3, 8, 16], "q": [3, 4, 8, 1, 6, 15, 2, 8, 13, 3, 8, 16],
           "spent": [30, 40, 80, 90, 140, 230, 250, 310, 360, 30, 80, 160], "december": same(36, 12), "year": same(36, 12)},
         units={"spent": "USD"})
    case("since_in_a_loop", "a sum that starts again may feed what it adds up, through the month before", """
months 4
so_far = prev(q, 0)
x = 10/month + so_far * 10% / 1 month
q = qtd(x)
""",  # 10; 10 + 1; 10 + 2.1; 10 + 3.31, with which a quarter begins
         rows={"x": [10, 11, F(121, 10), F(1331, 100)], "q": [10, 21, F(331, 10), F(1331, 100)]})
    errors(case, "since", "what is no flow is not added up", "months 3", [
        ("level", "x = 5\ny = ytd(x)", "unit-mismatch", 3), ("rate", "x = 5%/month\ny = qtd(x)", "unit-mismatch", 3)])
    case("ahead_to_the_end", "next looks ahead, and says what stands in the last months", """
months 4
x = [10, 20, 30, 40]/month from M1
a = next(x, 7/month)
b = next(x, 7/month, 3)
c = next(x, x, 2)
d = next(x, x[M4], 2)
far = next(x, 7/month, 9)
p = $5, $6 from M3
q = next(p, $9, 2)
undone = prev(a, 10/month)
undone2 = prev(next(x, 7/month, 2), 3/month, 2)
stock s { opening 5; gains x }
before = prev(s, 5, 2)
""", rows={"a": [20, 30, 40, 7], "b": [40, 7, 7, 7], "c": [30, 40, 30, 40], "d": [30, 40, 40, 40], "far": same(7, 4), "q": [6, 6, 9, 9],
           "undone": [10, 20, 30, 40], "undone2": [3, 3, 30, 40], "s": [15, 35, 65, 105], "before": [5, 5, 15, 35]},
         totals={"a": 97, "before": 35}, rollups={"a": "sum", "q": "level", "before": "last"})
    calls = list(range(400, 1600, 100))
    case("ahead_of_the_need", "hire before the need", f"""
months 2026
calls = {calls}/month from 2026-01
reps_needed = next(calls, calls[2026-12], 2) / 400
last_quarter = prev(calls, 380/month, 3)
""", rows={"reps_needed": [F(c, 400) for c in calls[2:]] + same(F(1500, 400), 2), "last_quarter": same(380, 3) + calls[:9]})


def calendars(case, same):
    # 14 of 28 days of a month land in the next one, and of a month of 35 days 14 do.
    case("listed_weeks", "4-4-5: rates per day and durations go by the listed days", """
months 7
days [28, 28, 35] every quarter
workdays [20, 20, 25] every quarter
x = 2/day
plan { 3 calls/day }
length: days = 2 months
weekly = 4/week
late = delay(70/month, 14 days)
""", rows={"x": [56, 56, 70, 56, 56, 70, 56], "calls": [60, 60, 75, 60, 60, 75, 60], "length": [56, 56, 70, 56, 56, 70, 56],
           "weekly": [16, 16, 20, 16, 16, 20, 16], "late": [35, 70, 35 + 42, 28 + 35, 70, 77, 63],
           "calendar.days": [28, 28, 35, 28, 28, 35, 28]}, totals={"x": 420, "calls": 450})
    case("listed_fiscal_weeks", "the quarters are fiscal where the plan has them, and a plan may begin within one", """
months 2026-03 .. 2026-07
fiscal year 2027 from 2026-02
days [28, 28, 35] every quarter
x = 1/day
""", rows={"x": [28, 35, 28, 28, 35]})
    case("listed_for_each_month", "one number of working days for each month of the plan", """
months 2026-01 .. 2026-06
workdays [21, 20, 22, 20, 19, 22]
x = 2/workday
plan { 3 calls/day, 0/day from 2026-06-16 }
""", rows={"x": [42, 40, 44, 40, 38, 44], "calls": [63, 60, 66, 60, 57, 33]})
    case("listed_every_year", "twelve numbers are January to December", """
months 2026-11 .. 2027-02
workdays [21, 20, 22, 20, 19, 18, 17, 16, 15, 14, 13, 12] every year
days [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 29, 32] every year
plan { 1 calls/day }
x = 1/day
""", rows={"calls": [13, 12, 21, 20], "x": [29, 32, 31, 28]})
    # May 2026 begins on a Friday: 21 weekdays. December 2026 begins on a Tuesday: 23 weekdays, six of them from the 24th on. The 9th of
    # May and the 5th of December are Saturdays. From the 9th of May on there are 15 weekdays and the 9th.
    case("listed_extra_days", "extra working days first, days off last", """
months 2026-05 .. 2026-12
workdays mon..fri and 2026-05-09, 2026-12-05 except 2026-12-24 .. 2026-12-31
plan {
  1 calls/day
  0 mails/month, 22/month in 2026-05-09 .. 2026-05-31
}
""", rows={"calls": [22, 22, 23, 21, 22, 22, 21, 18], "mails": [16] + same(0, 7)})
    twelve = ", ".join(["20"] * 12)
    errors(case, "listed", "a list has as many whole numbers as there are months", "", [
        ("short", "months 2026\nworkdays [21, 20]\nx = 1", "wrong-arguments", 2), ("long", "months 2\ndays [28, 28, 35]\nx = 1", "wrong-arguments", 2),
        ("quarter", "months 2026\ndays [28, 28] every quarter\nx = 1", "wrong-arguments", 2), ("zero", "months 2\nworkdays [20, 0]\nx = 1", "bad-range", 2),
        ("part", "months 2\ndays [28, 30.5]\nx = 1", "bad-range", 2), ("undated", f"months 12\nworkdays [{twelve}] every year\nx = 1", "bad-month", 2),
        ("too_many", "months 2\ndays [28, 30]\nworkdays [20, 31]\nx = 1", "bad-range", None),
        ("no_day", "months 2026\nworkdays mon..fri and 2026-02-30\nx = 1", "bad-month", 2),
    ])


def day_one(case, same):
    # The 4 leads all leave in M1, half of them as calls; the 6 calls leave by halves in M1 and M2, 40% of them as won. calls: 2, 5, 5, 5.
    # won: 1.2, 1.2, 40% of 2, 40% of 5. Open before calls: 4 + 10 - 4 = 10 and so on; before won: 6 + 2 - 3, + 5 - 3, + 5 - 2, + 5 - 5.
    pipe = """
price = $100, $200 from M3
pipeline {
  leads = 10/month
  calls = 50% of leads in 1 month
  won = 40% of calls in 2 months
  worth price
  opening 4 leads, 6 calls
}
"""
    case("day_one_of_a_pipeline", "a balance has an opening: at the start of the month, in month 1 what opening says", f"""
months 4
{pipe}
a = open.opening
b = weighted.opening
c = calls.open.opening
d = won.open.opening
turned = (won + lost) / open.opening
""",  # weighted: 20% of what waits for calls and 40% of what waits for won, at the month's price: 4 · 100, 4.8 · 100, 6 · 200, 6 · 200
         rows={"won": [F(6, 5), F(6, 5), F(4, 5), 2], "open": [15, 17, 20, 20], "weighted": [400, 480, 1200, 1200],
               "open.opening": [10, 15, 17, 20], "weighted.opening": [320, 400, 480, 1200], "a": [10, 15, 17, 20], "b": [320, 400, 480, 1200],
               "c": [4, 10, 10, 10], "d": [6, 5, 7, 10],
               # what leaves: 2 + 1.2 + 1.8; 5 + ... is won and lost at both stages: 2 + 1.2 + 1.8, 5 + 1.2 + 1.8, 5 + 0.8 + 1.2, 5 + 2 + 3
               "turned": [F(5, 10), F(8, 15), F(7, 17), F(10, 20)]},
         totals={"a": 20, "b": 1200}, rollups={"a": "last", "b": "last", "turned": "level"}, units={"a": "1", "b": "USD"})
    case("day_one_of_several", "the plain names are the sums over the pipelines", """
months 3
pipeline core {
  leads = 10/month
  won = 40% of leads in 1 month
  worth $100
  opening 4 leads
}
pipeline side {
  asks = 3/month
  done = 50% of asks in 1 month
  opening 2 asks
}
a = core.open.opening
b = side.done.open.opening
c = open.opening
d = weighted.opening
""", rows={"a": [4, 10, 10], "b": [2, 3, 3], "c": [6, 13, 13], "d": [160, 400, 400]})
    case("day_one_of_nothing", "without opening it is 0 in month 1", """
months 3
pipeline {
  leads = 10/month
  won = 40% of leads in 1 month
  worth $100
}
a = open.opening
b = weighted.opening
""", rows={"a": [0, 10, 10], "b": [0, 400, 400]})
    for name in ("open", "weighted", "calls.open"):
        case(f"day_one_err_{name.replace('.', '_')}", "what a pipeline works out is no input",
             f"months 4\n{pipe.strip()}\nscenario s {{ {name}.opening = 5 }}", error="not-an-input", line=10)


def exchange(case, same, goal):
    # 1.08 dollars in May and June, 1.10 in July and August. 15 of July's 31 days are from the 17th on.
    plan = """
months 2026-05 .. 2026-08
exchange EUR = $1.08, $1.10 from 2026-07
a = €100/month
p = €50
list = €[10, 20]/month from 2026-06
grows = €100/month growing 10%/month
rises = $100/month rising to €200/month by 2026-08
single = 50 EUR once in 2026-08
range = €5 to 9
part = 0, €62/month from 2026-07-17
back = p / exchange.EUR
mixed = $92 + €100
stock bank {
  opening €1,000
  loses €100/month
}
goal total a >= €396 by 2026-08
goal total a >= €397 by 2026-08
scenario strong { exchange EUR = $1.20 from 2026-07 }
"""
    case("exchange_at_a_rate_that_changes", "an amount is turned into the plan's currency where it stands, at the rate of its month", plan,
         rows={"exchange.EUR": [F(108, 100)] * 2 + [F(11, 10)] * 2, "a": [108, 108, 110, 110], "p": [54, 54, 55, 55],
               "list": [None, F(108, 10), 22, None], "grows": [108, F(1188, 10), F(1331, 10), F(14641, 100)], "rises": [100, 140, 180, 220],
               "single": [0, 0, 0, 55], "range": [F(756, 100)] * 2 + [F(77, 10)] * 2, "part": [0, 0, 33, F(682, 10)], "back": same(50, 4),
               "mixed": [200, 200, 202, 202], "bank": [972, 864, 754, 644]},
         totals={"a": 436, "p": F(109, 2), "bank": 644}, units={"a": "USD/month", "p": "USD", "back": "1"},
         # 396 euros are $435.60 in August, 397 are $436.70.
         goals=[goal("met", "2026-08", 436), goal("missed", None, 436)])
    case("exchange_in_a_scenario", "a scenario says another rate", plan, args=["--scenario", "strong"],
         rows={"a": [108, 108, 120, 120], "single": [0, 0, 0, 60], "rises": [100, F(440, 3), F(580, 3), 240],
               "bank": [972, 864, 744, 624]})
    case("exchange_two_currencies", "one line a currency, and the plan shows one", """
months 3
currency EUR
exchange USD = €0.80
exchange GBP = €1.25, €1.20 from M2
a = $100/month + £100/month + €100/month
tier = tiers(a, 10% to $250/month, 20%)
""", rows={"a": [305, 300, 300], "tier": [20 + 21, 40, 40]}, units={"a": "EUR/month"})
    case("exchange_of_other_dollars", "the dollar sign is that of the plan where its own currency is a dollar", """
months 2
currency CAD
exchange USD = $1.40
a = $100
b = 100 USD
""", rows={"a": [100, 100], "b": [140, 140]}, units={"b": "CAD"})
    errors(case, "exchange", "a second currency needs a rate, which is an amount above zero", "months 3\nx = $5", [
        ("unsaid", "y = €5", "currency-mix", 3), ("number", "exchange EUR = 1.08\ny = €5", "unit-mismatch", 3),
        ("flow", "exchange EUR = $1.08/month\ny = €5", "unit-mismatch", 3), ("zero", "exchange EUR = $0\ny = €5", "bad-range", 3),
        ("below_zero", "exchange EUR = $1, -$1 from M3\ny = €5", "bad-range", None), ("annotation", "exchange EUR = $1.08\ny: EUR = €5", "currency-mix", 4),
        ("the_plans_own", "exchange USD = $1.08", "currency-mix", 3),
    ])
