#!/usr/bin/env python3
"""The cases whose names begin with `kind_`, `time_`, `money_` and `judged_`, and those of `worked_more.py`: a plan, the rule that it shows, and
its figures, each worked out here by direct arithmetic in exact fractions (this page imports nothing of the oracle but the printing of a
fraction).

`worked.py` compares tests/cases with this page and the oracle with both; `worked.py write` writes the cases."""
import json, pathlib, sys, threading
from fractions import Fraction as F
import worked_more

here = pathlib.Path(__file__).parent.parent / "cases"
CASES = {}


def case(name, rule, plan, **want):
    assert name not in CASES, name
    CASES[name] = (rule, plan.strip() + "\n", want)


def same(x, n):
    return [x] * n


def goal(status, month, value, at="any"):
    g = {"status": status, "month": month, "value": value}
    return g if at == "any" else {**g, "at": at}


# ---- a percentage, a count or either (language, "Percentages and counts")
case("kind_percent_of_percent", "products, sums, differences and choices of percentages are percentages", """
months 3
a = 20%
b = 30%, 50% from M3
product = a * b
sum = a + b
difference = b - a
chosen = if(b > 40%, a, b)
half = b / 2
double = 2 * a
before = prev(b, 10%)
""", rows={"product": [F(6, 100), F(6, 100), F(1, 10)], "sum": [F(1, 2), F(1, 2), F(7, 10)], "difference": [F(1, 10), F(1, 10), F(3, 10)],
           "chosen": [F(3, 10), F(3, 10), F(1, 5)], "half": [F(3, 20), F(3, 20), F(1, 4)], "double": same(F(2, 5), 3),
           "before": [F(1, 10), F(3, 10), F(3, 10)]},
     units={k: "%" for k in ("product", "sum", "difference", "chosen", "half", "double", "before")})
case("kind_percent_times_count", "a percentage times a row of numbers is either, and goes with both", """
months 2
customers = 200
rate = 5%
season = 1.2, 0.8 from M2
lost = customers * rate
left = customers - lost
seasonal = rate * season
total_rate = seasonal + rate
best = max(seasonal, 5%)
people = max(lost, 12)
""", rows={"lost": same(10, 2), "left": same(190, 2), "seasonal": [F(6, 100), F(4, 100)], "total_rate": [F(11, 100), F(9, 100)],
           "best": [F(6, 100), F(5, 100)], "people": same(12, 2)}, units={"left": "1", "total_rate": "%", "best": "%", "people": "1"})
case("kind_quotient_is_either", "a quotient of two rows of one unit is either, until an annotation names it", """
months 2
won = 3/month
leads = 12/month
close = won / leads
rate = 5%
plus = close + rate
more = close + 2
named: % = won / leads
rest = 1 - named
""", rows={"close": same(F(1, 4), 2), "plus": same(F(3, 10), 2), "more": same(F(9, 4), 2), "rest": same(F(3, 4), 2)},
     units={"plus": "%", "more": "1", "named": "%", "rest": "%"})
case("kind_zero_and_one", "0 and 1 fit a percentage and a count, and so does a row of nothing else", """
months 3
flag = 0, 1 from M2
rate = 8%
customers = 40
a = if(flag > 0, rate, 0)
b = max(rate - 1, 0)
c = 1 + rate
d = 1 - rate
e = max(customers, 1)
f = if(flag > 0, customers, 1)
g = rate + flag
h = customers + flag
i = flag * rate
j = flag * customers
k = min(rate, 1)
""", rows={"a": [0, F(8, 100), F(8, 100)], "b": same(0, 3), "c": same(F(108, 100), 3), "d": same(F(92, 100), 3), "e": same(40, 3),
           "f": [1, 40, 40], "g": [F(8, 100), F(108, 100), F(108, 100)], "h": [40, 41, 41], "i": [0, F(8, 100), F(8, 100)], "j": [0, 40, 40],
           "k": same(F(8, 100), 3)})
case("kind_hundred_percent", "the literal 100% fits where 1 does", """
months 2
customers = 40, 0.5 from M2
rate = 30%
a = max(customers, 100%)
b = 100% - rate
c = if(customers > 1, rate, 100%)
""", rows={"a": [40, 1], "b": same(F(7, 10), 2), "c": [F(3, 10), 1]})
for name, text, line in [
    ("rows_added", "a = 5\nb = 5%\nx = a + b", 4), ("rows_taken", "a = 5\nb = 5%\nx = b - a", 4), ("rows_compared", "a = 5\nb = 5%\ncheck a > b", 4),
    ("flow_and_rate", "a = 5/month\nb = 5%/month\nx = a - b", 4), ("rate_and_flow", "a = 5/month\nb = 5%/month\nx = b + a", 4),
    ("min", "a = 5\nx = min(5%, a)", 3), ("clamp", "a = 5%\nx = clamp(a, 0, 5)", 3), ("if", "a = 5\nx = if(a > 3, 5%, a)", 3),
    ("ifna", "a = 5% from M2\nx = ifna(a, 3)", 3), ("prev", "a = 5%\nx = prev(a, 3)", 3), ("before", "a = 5/month\nx = delay(a, 1 month, before 5%/month)", 3),
    ("clause", "x = 5%, 3 from M2", 2), ("list", "x = [5%, 3] from M1", 2), ("scenario", "x = 5%\nscenario s { x = 3 }", 3),
    ("scenario_month", "x = 5/month\nscenario s { x = 3%/month from M2 }", 3), ("goal", "x = 5\ngoal x >= 5%", 3), ("goal_rate", "x = 5%\ngoal x >= 5", 3),
    ("calendar", "r = 5%\nx = calendar.month + r", 3), ("count_times_literal", "a = 5\nr = 5%\nx = a * 3 + r", 4), ("percent_times_literal", "a = 5\nr = 5%\nx = r * 3 + a", 4),
    ("of_a_count", "a = 5\nr = 5%\nx = (r of a) + r", 4), ("stock_and_rate", "stock s { opening 5; gains 1/month }\nr = 5%\nx = s + r", 4),
    ("stock_gains", "stock s { opening 5; gains 10%/month }", 2), ("stock_loses_a_row", "r = 3%/month\nstock s { opening 5; loses r }", 3),
    ("share_gains_people", "stock s { opening 5%; gains 2/month }", 2), ("entry_row", "r = 10%/month\npipeline { leads = r; won = 50% of leads in 1 day }", 3),
    ("annotated_count", "n: 1 = 5%\nr = 5%\nx = n + r", 4), ("annotated_percent", "n: % = 5 / 100\na = 5\nx = n + a", 4),
]:
    case(f"kind_err_{name}", "a percentage and a count neither add, compare nor share a choice, a list, a clause or an override",
         "months 3\n" + text, error="ambiguous-percent", line=line)
case("kind_share_of_a_market", "a stock that opens with 0 and has only flows in percent is a stock in percent", """
months 3
stock share {
  opening 0
  gains 10%/month
  loses share * 5%/month
}
stock other { opening 20%; loses 2%/month }
""", rows={"share": [F(1, 10), F(1, 10) * F(95, 100) + F(1, 10), (F(1, 10) * F(95, 100) + F(1, 10)) * F(95, 100) + F(1, 10)],
           "other": [F(18, 100), F(16, 100), F(14, 100)]}, units={"share": "%", "other": "%"})
case("kind_rate_is_a_level", "a percentage per month is a level: its total is the mean of the months", """
months 4
churn = 2%/month, 6%/month from M3
twice = churn * 2
worst = max(churn, 3%/month)
half = churn / 2
with = churn + twice
part = 50% * churn
base_ = 400
lost = base_ * churn
also = churn of base_
""", rows={"twice": [F(4, 100)] * 2 + [F(12, 100)] * 2, "worst": [F(3, 100)] * 2 + [F(6, 100)] * 2, "lost": [8, 8, 24, 24], "also": [8, 8, 24, 24]},
     totals={"churn": F(4, 100), "twice": F(8, 100), "worst": F(45, 1000), "half": F(2, 100), "with": F(12, 100), "part": F(2, 100),
             "lost": 64, "also": 64},
     units={k: "%/month" for k in ("churn", "twice", "worst", "half", "with", "part")} | {"lost": "1/month", "also": "1/month"},
     rollups={k: "level" for k in ("churn", "twice", "worst", "half", "with", "part")} | {"lost": "sum", "also": "sum"})
for f in ("total(r)", "cum(r)", "delay(r, 1 month)", "spread(r, 2 months)", "ramp(r, [50%, 100%])"):
    case("kind_err_rate_" + f.split("(")[0], "a percentage per month is never added up", f"months 3\nr = 2%/month\nx = {f}", error="unit-mismatch", line=3)
case("kind_rate_goal", "a goal on a percentage per month is read month by month, and its best month is said", """
months 4
churn = 5%/month, 4%/month from M2, 6%/month from M4
goal churn <= 4%/month by M4
goal churn <= 3%/month by M4
goal churn <= 5%/month from M2
""", goals=[goal("met", "M2", F(4, 100), "M2"), goal("missed", None, F(4, 100), "M2"), goal("missed", "M4", F(6, 100), "M4")])
case("kind_flow_over_balance", "a flow over a balance, or over days of the calendar, is a level: the mean of the months", """
months 3
calls = 60/month, 80/month from M3
stock team { opening 10; gains hires = 10/month }
each = calls / team
opened = calls / team.opening
a_day = calls / calendar.workdays
by_day = calls / calendar.days
shown: %/month = hires / team.opening
""", rows={"each": [3, 2, 2], "opened": [6, 3, F(8, 3)], "a_day": [3, 3, 4], "by_day": [2, 2, F(8, 3)], "shown": [1, F(1, 2), F(1, 3)]},
     totals={"each": F(7, 3), "opened": F(35, 9), "a_day": F(10, 3), "by_day": F(20, 9), "shown": F(11, 18)},
     rollups={k: "level" for k in ("each", "opened", "a_day", "by_day", "shown")}, units={"shown": "%/month"})
case("kind_quotients_roll_up", "a flow over a flow is the quotient of the totals, a balance over a balance its last month", """
months 3
calls = 10/month, 30/month from M3
deals = 5/month, 3/month from M3
stock a { opening 0; gains calls }
stock b { opening 5; gains deals }
per_deal = calls / deals
ratio = a / b
""", rows={"per_deal": [2, 2, 10], "ratio": [1, F(20, 15), F(50, 18)]}, totals={"per_deal": F(50, 13), "ratio": F(50, 18)},
     rollups={"per_deal": "level", "ratio": "last"})

# ---- durations and other things per month, and what lies out of bounds
for name, text, code, line in [
    ("days_a_month", "y: days = 5 days/month * 3 months", "unit-mismatch", 2), ("weeks_a_quarter", "x = 2 weeks/quarter", "unit-mismatch", 2),
    ("months_a_year", "x = 3 months/year", "unit-mismatch", 2), ("workdays_a_week", "x = 2 workdays/week", "unit-mismatch", 2),
    ("stock_of_a_number", "stock s { opening 0; gains 1 in M2 }", "unit-mismatch", 2),
    ("stock_of_a_row", "hires = 0, 1 from M2\nstock s { opening 5; gains hires }", "unit-mismatch", 2),
    ("stock_of_a_percentage", "r = 5%\nstock s { opening 0; gains r }", "unit-mismatch", 2),
    ("stock_of_a_share_of_itself", "stock s { opening 0; gains 5/month; loses s * 5% }", "unit-mismatch", 2),
    ("stock_of_months", "stock s { opening 10 months; gains 1 }", "unit-mismatch", 2),
    ("stock_of_days", "n = 2\nstock s { opening 10 days; loses n }", "unit-mismatch", 2),
    ("stock_opening_a_month", "stock s { opening 100/month; gains 5/month }", "unit-mismatch", 2),
    ("effort_of_a_row", "t = 10 minutes, -10 minutes from M2\nplan 2 calls/day taking t", "bad-range", None),
    ("action_times_a_row", "f = 1 - calendar.elapsed\nplan 2 calls/day * f", "bad-range", None),
    ("workdays", "workdays 31/month\nx = 1", "bad-range", 2), ("growth_a_year", "a = $100 growing -101%/year", "bad-range", 2),
    ("growth_of_a_row", "g = -50%/month, -110%/month from M3\na = $100 growing g", "bad-range", None),
    ("growth_every_year", "a = 5 growing -130% every year", "bad-range", 2),
    ("entry", "pipeline { leads = 5/month, -1/month from M2; won = 50% of leads in 1 day }", "bad-range", 2),
    ("entry_in_a_scenario", "a = 5/month\npipeline { leads = 8/month - a; won = 50% of leads in 1 day }\nscenario s { a = 9/month }", "bad-range", None),
]:
    case(f"money_err_{name}", "what has no period, and what lies out of bounds, is refused", "months 3\n" + text, error=code, line=line,
         args=["--scenario", "s"] if "scenario" in text else None)
case("money_growth_to_nothing", "a growth of -100% leaves nothing, and is no mistake", """
months 3
a = $100 growing -100%/month
""", rows={"a": [100, 0, 0]})
case("money_leave_in_days", "a stock that opens with a duration gains what a formula makes of it", """
months 3
people = 4/month
stock leave { opening 10 days; gains people * 2 days; loses 3 days * 50% / 1 month }
""", rows={"leave": [10 + F(13, 2), 23, F(59, 2)]})
case("money_first_hire", "one hire is a flow: so many a month, or once", """
months 4
hires = 0, 1/month in M2
later = 2 once in M3
stock reps {
  opening 0
  gains hires
  gains later
}
""", rows={"reps": [0, 1, 3, 3]}, rollups={"reps": "last", "hires": "sum"})
case("money_recurring_said", "a goal on recurring money says the month or the total", """
months 12
stock customers { opening 100; gains 10/month }
price = $50/month
MRR = customers * price
goal MRR >= $10k/month by M12
goal MRR >= $12k/month by M12
goal total MRR >= $60k by M12
goal total MRR >= $30k in M7 .. M9
""", rows={"MRR": [50 * (100 + 10 * k) for k in range(1, 13)]}, totals={"MRR": 50 * (1200 + 780)},
     # The running sum reaches 60,000 in month 9 (50 · (900 + 450) = 67,500; month 8: 50 · (800 + 360) = 58,000).
     goals=[goal("met", "M10", 11000, "M12"), goal("missed", None, 11000, "M12"), goal("met", "M9", 99000, "M12"),
            goal("missed", None, 50 * (170 + 180 + 190), "M9")])
for name, text, line in [
    ("stock", "stock c { opening 9; gains 1/month }\nMRR = c * $50/month\ngoal MRR >= $9k", 4), ("reversed", "c = 9\np = $5/month\nMRR = p * c\ngoal MRR >= $9k by M2", 5),
    ("open", "pipeline { leads = 9/month; won = 50% of leads in 30 days }\np = $5/month\nMRR = open * p\ngoal MRR >= $9k", 5),
    ("less_a_cost", "c = 9\np = $5/month\nx = c * p - $20/month\ngoal x >= $9k", 5), ("max", "c = 9\np = $5/month\nx = max(c * p, $20/month)\ngoal x >= $9k", 5),
    ("if", "c = 9\np = $5/month\nx = if(c > 3, c * p, 0)\ngoal x >= $9k", 5), ("prev", "c = 9\np = $5/month\nm = c * p\nx = prev(m, $1/month)\ngoal x >= $9k", 6),
    ("share", "c = 9\np = $5/month\nm = c * p\nx = 80% of m\ngoal x >= $9k", 6), ("year", "c = 9\np = $5/month\nm = c * p\nARR = m * 12\ngoal ARR >= $9k", 6),
    ("in_span", "c = 9\np = $5/month\nm = c * p\ngoal m <= $9k in M1 .. M2", 5),
]:
    case(f"money_err_recurring_{name}", "a goal on recurring money without /month or total is ambiguous", "months 3\n" + text, error="ambiguous-goal", line=line)
case("money_not_recurring", "a flow of events, a share of a price, a price alone and bookings add up as ever", """
months 3
plan 10 calls/month
reps = 3
price = $50/month
a = calls * $20
b = price * 50%
c = reps * 15/month
d = b + $5/month
goal a >= $600 by M3
goal b >= $75 by M3
goal c >= 135 by M3
goal price >= $150 by M3
goal d >= $91 by M3
""", goals=[goal("met", "M3", 600, "M3"), goal("met", "M3", 75, "M3"), goal("met", "M3", 135, "M3"), goal("met", "M3", 150, "M3"),
            goal("missed", None, 90, "M3")])
for name, text, line in [
    ("level", "x = 5%\ngoal total x >= 5%", 3), ("stock", "stock s { opening 1; gains 1/month }\ngoal total s >= 5", 3),
    ("last", "x: $/month last = $5/month\ngoal total x >= $5", 3), ("velocity", "pipeline { leads = 9/month; won = 50% of leads in 9 days; worth $5 }\ngoal total velocity >= $5", 3),
    ("without_total", "x: $/month last = $5/month\ngoal x >= $5", 3), ("from", "x = 5/month\ngoal total x >= 5 from M2", 3),
    ("in_a_month", "x = 5/month\ngoal total x >= 5/month", 3),
]:
    case(f"money_err_total_{name}", "only a row that adds up has a total", "months 3\n" + text, error="unit-mismatch", line=line)
case("money_last_is_kept", "sums, choices and multiples of rows with one roll-up keep it", """
months 3
a: $/month last = $100/month, $130/month from M3
b: $/month last = $50/month
customers = 2
c = $7/month
sum = a + b
difference = a - b - $10/month
low = min(a, $120/month)
chosen = if(customers > 1, a, b)
held = clamp(a, $0/month, $125/month)
filled = ifna(a, b)
before = prev(a, $90/month)
yearly = sum * 12
each = a * customers
part = 20% of a
less = -a
mixed = a + c
""", totals={"sum": 180, "difference": 70, "low": 120, "chosen": 130, "held": 125, "filled": 130, "before": 100, "yearly": 2160, "each": 260,
             "part": 26, "less": -130, "mixed": 330 + 21},
     rollups={k: "last" for k in ("sum", "difference", "low", "chosen", "held", "filled", "before", "yearly", "each", "part", "less")} | {"mixed": "sum"})
case("money_mean_is_kept", "what is a mean stays one, and an annotation wins", """
months 2
a: $/month mean = $100/month, $300/month from M2
b: $/month mean = $20/month
sum = a + b
double = a * 2
shown: $/month sum = a + b
""", totals={"sum": 220, "double": 400, "shown": 440}, rollups={"sum": "level", "double": "level", "shown": "sum"})
case("money_last_times_a_quotient", "a balance times how many of one there are for each of the other is a balance, with or without a name", """
months 2
mrr: $/month last = $100/month, $130/month from M2
won = 1/month
calls = 4/month
share = won / calls
named = mrr * share
written = mrr * (won / calls)
at_most = min(won / calls, 20%) * mrr
flow = calls * (won / calls)
""", rows={"named": [25, F(65, 2)], "written": [25, F(65, 2)], "at_most": [20, 26], "flow": [1, 1]},
     totals={"named": F(65, 2), "written": F(65, 2), "at_most": 26, "flow": 2},
     rollups={"named": "last", "written": "last", "at_most": "last", "flow": "sum"})
case("money_loops_add_up", "rows that need each other through the past roll up by their units, in whatever order they are written", """
months 4
paid = sales * 20%
sales = $500/month + prev(paid, $200/month)
commission = tiers(bookings, 10% to $300, 20%, each quarter)
bookings = $500/month - prev(commission, $0/month)
""",  # 700, 640, 628, 625.6; of 500 30 and 40, of 430 and 414 20%, then a new quarter of 417.2
     rows={"sales": [700, 640, 628, F(6256, 10)], "paid": [140, 128, F(1256, 10), F(12512, 100)],
           "commission": [70, 86, F(828, 10), 30 + F(1172, 10) / 5], "bookings": [500, 430, 414, F(4172, 10)]},
     totals={"sales": F(25936, 10), "paid": F(51872, 100), "bookings": F(17612, 10)},
     rollups={"sales": "sum", "paid": "sum", "commission": "sum", "bookings": "sum"})
case("money_stock_per_month", "the flows of a stock that is itself per month add up", """
months 4
new = 4/month, 6/month from M3
churn = 10%/month
stock mrr {
  opening $1,000/month
  gains added = new * $50/month
  loses gone = mrr * churn
}
arr = mrr * 12
# 1000 + 200 - 100 = 1100; + 200 - 110 = 1190; + 300 - 119 = 1371; + 300 - 137.1 = 1533.9
""", rows={"mrr": [1100, 1190, 1371, F(15339, 10)], "added": [200, 200, 300, 300], "gone": [100, 110, 119, F(1371, 10)]},
     totals={"mrr": F(15339, 10), "added": 1000, "gone": F(4661, 10), "arr": F(15339, 10) * 12},
     units={"mrr": "USD/month", "added": "USD/month^2", "gone": "USD/month^2", "arr": "USD/month"},
     rollups={"mrr": "last", "added": "sum", "gone": "sum", "arr": "last"}, quiet=["flow-over-time"])
case("money_below_zero", "a stock without currency that falls below zero is warned of, money is not", """
months 3
stock reps { opening 2; loses 1/month }
stock seats { opening 3; loses 2/month }
stock bank { opening $5; loses $10/month }
""", rows={"reps": [1, 0, -1], "seats": [1, -1, -3], "bank": [-5, -15, -25]}, warnings=["below-zero"])
case("money_not_below_zero", "nothing is said of a stock that ends at nothing, nor of money", """
months 3
stock reps { opening 3; loses 1/month }
stock bank { opening $5; loses $10/month }
""", rows={"reps": [2, 1, 0], "bank": [-5, -15, -25]}, quiet=["below-zero"])
case("money_partial_span", "a total over a span that the plan covers in part is marked", """
months 2026-10 .. 2027-03
spend = $10/month, $20/month from 2027-01
year = total(spend, 2026)
quarter = total(spend, 2027-Q1)
goal spend <= $31 in 2026
goal total spend >= $61 in 2027
""", rows={"year": same(30, 6), "quarter": same(60, 6)},
     goals=[goal("met", "2026-12", 30, "2026-12"), goal("missed", None, 60, "2027-03")], warnings=["partial-span"])
case("money_whole_span", "a span that lies within the plan is not marked, and a clause is no total", """
months 2026-10 .. 2027-03
spend = $10/month, $20/month in 2027
goal spend <= $70 in 2027-Q1
goal spend <= $30 in 2026-10 .. 2026-12
""", rows={"spend": [10, 10, 10, 20, 20, 20]}, goals=[goal("met", "2027-03", 60), goal("met", "2026-12", 30)], quiet=["partial-span"])
case("money_total_of_nothing", "a total of nothing meets nothing, and a check of nothing is not held", """
months 3
deals = 0/month
cost = $500/month / deals * 1/month
late = 5/month from M3
goal cost <= $1,000 by M3
goal cost >= $0 by M3
goal total late <= 5 by M2
goal total late <= 5 by M3
check cost <= $500/month
check late <= 5/month
check late >= 1/month from M3
""", rows={"cost": same(None, 3)}, totals={"cost": None},
     goals=[goal("missed", None, None), goal("missed", None, None), goal("missed", None, None), goal("met", "M3", 5)],
     checks=[{"status": "unknown", "month": None}, {"status": "held", "month": None}, {"status": "held", "month": None}])

# ---- how goals are judged
case("judged_best_month", "a goal missed by a deadline shows the best month up to it, the first of equals", """
months 6
y = [5, 4, 3, 6, 6, 2] from M1
goal y >= 6.5 by M3
goal y >= 6.5 by M6
goal y <= 1 by M3
goal y <= 1 by M6
goal y >= 6 by M6
goal y >= 6.5
z = 3 from M3
goal z >= 4 by M5
goal z >= 4 by M2
""", goals=[goal("missed", None, 5, "M1"), goal("missed", None, 6, "M4"), goal("missed", None, 3, "M3"), goal("missed", None, 2, "M6"),
            goal("met", "M4", 6, "M4"), goal("missed", None, 6, "M4"), goal("missed", None, 3, "M3"), goal("missed", None, None)])
case("judged_total", "a goal on a total shows the sum at its deadline, and apart the month that reached it", """
months 2026
calls = 40/month, 50/month from 2026-07
goal calls >= 120 by 2026-06
goal calls >= 241 by 2026-06
goal calls >= 480
goal calls <= 540 by 2026-12
goal calls <= 539 by 2026-12
goal calls >= 100 in 2026-Q3
goal calls >= 151 in 2026-Q3
""", goals=[goal("met", "2026-03", 240, "2026-06"), goal("missed", None, 240, "2026-06"), goal("met", "2026-11", 540, "2026-12"),
            goal("met", "2026-12", 540, "2026-12"), goal("missed", None, 540, "2026-12"), goal("met", "2026-08", 150, "2026-09"),
            goal("missed", None, 150, "2026-09")])
case("judged_falling_total", "a total that was reached stays met, and shows what is left at the deadline", """
months 4
x = [$60, $50, -$20, -$30]/month from M1
goal x >= $100 by M4
goal x <= $60 by M4
""", goals=[goal("met", "M2", 60, "M4"), goal("met", "M4", 60, "M4")])
case("judged_every_month", "from and in are read in every month: the first that fails, else the worst", """
months 5
y = [5, 7, 6, 4, 8] from M1
goal y >= 5 from M2
goal y >= 4 from M2
goal y >= 5 in M1 .. M3
goal y <= 6 in M3 .. M5
""", goals=[goal("missed", "M4", 4, "M4"), goal("met", "M4", 4, "M4"), goal("met", "M1", 5, "M1"), goal("missed", "M5", 8, "M5")])

# ---- time
case("time_growing_by_years", "a literal percentage per year or quarter compounds by years or quarters, signed or in brackets", """
months 2026-01 .. 2028-01
a = $1,000 growing -5%/year
b = $1,000 growing (10%/year)
c = $1,000 growing -(20%/year)
d = $1,000 growing (-10%/quarter) from 2026-02
a1 = a[2027-01]
a2 = a[2028-01]
b2 = b[2028-01]
c1 = c[2027-01]
d1 = d[2026-05]
d2 = d[2027-02]
""", rows={"a1": same(950, 25), "a2": same(F(9025, 10), 25), "b2": same(1210, 25), "c1": same(800, 25), "d1": same(900, 25),
           "d2": same(1000 * F(9, 10) ** 4, 25)})
case("time_growing_every_year", "growing R every year steps at each anniversary of the clause's first month", """
months 2026-03 .. 2028-05
rent = $100/month growing 5% every year
fee = $200 growing -10% every 6 months from 2026-05
raised = 5 growing step every year from 2026-03
step = 100%
""", rows={"rent": [100] * 12 + [105] * 12 + [F(11025, 100)] * 3,
           "fee": [None, None] + [200] * 6 + [180] * 6 + [162] * 6 + [F(1458, 10)] * 6 + [F(13122, 100)],
           "raised": [5] * 12 + [10] * 12 + [20] * 3})
case("time_rising_from_a_row", "rising draws a line from E of the clause's first month to F of month M, and is F from then on", """
months 6
a = [10, 20, 30, 40, 50, 60]/month from M1
f = [5, 5, 5, 100, 110, 120]/month from M1
x = a rising to 100/month by M4
y = a rising to f by M4
z = a rising to 0/month by M5 from M3
late = 5/month from M3
w = late rising to 100/month by M4
""", rows={"w": [None, None, None, 100, 100, 100], "x": [10, 40, 70, 100, 100, 100], "y": [10, 40, 70, 100, 110, 120], "z": [None, None, 30, 15, 0, 0]})
case("time_rising_by_days", "a rate is made monthly once, in the first month and in month M", """
months 2026-01 .. 2026-04
x = 10/day rising to 20/day by 2026-03
""", rows={"x": [310, 465, 620, 600]})
case("time_losing_a_row", "a row in %/month after losing is read by months", """
months 3
r = 50%/month
pipeline {
  leads = 12/month
  won = 100% of leads in 1 month, losing r
}
""", rows={"won": [0, 6, 6], "won.kept": same(F(1, 2), 3), "lost": [0, 6, 6]})
for name, text in [("day", "r = 1%/day"), ("week", "r = 7%/week"), ("clause", "r = 1%/month, 1%/day from M2")]:
    case(f"time_err_losing_{name}", "a row that is so much a day or week is not what losing means", f"""
months 3
{text}
pipeline {{
  leads = 12/month
  won = 100% of leads in 10 days, losing r
}}
""", error="bad-rate", line=5)
case("time_month_and_elapsed", "calendar.month is the month of the year, calendar.elapsed counts from the start", """
months 2027-11 .. 2028-02
a = calendar.month
b = calendar.elapsed
c = 5, 7 in Jan .. Mar when calendar.month > 1
""", rows={"a": [11, 12, 1, 2], "b": [1, 2, 3, 4], "c": [5, 5, 5, 7]}, totals={"a": F(26, 4), "b": F(5, 2)})
case("time_calendar_rows_are_no_formula", "a row that uses nothing but the calendar is an input", """
months 2026-01 .. 2026-03
a = 1, 2 from 2026-02 when calendar.elapsed > 2
b = calendar.elapsed * 2
c = calendar.month
d = calendar.days / 31
scenario s {
  a = 3
  b = 5
  c = 7 from 2026-02
  d = base + 1
}
""", args=["--scenario", "s"], rows={"a": same(3, 3), "b": same(5, 3), "c": [1, 7, 7], "d": [2, F(59, 31), 2]})
case("time_month_undated", "in an undated plan the month goes 1 to 12 and again", """
months 14
a = calendar.month
b = calendar.elapsed
""", rows={"a": [*range(1, 13), 1, 2], "b": [*range(1, 15)]})
case("time_day_outside_plan", "a count per day outside the plan is by calendar days, and is warned of beside actions", """
months 2026-04 .. 2026-05
plan 2 calls/day
visits = 20/day
steady = 20/workday
""", rows={"calls": [40, 40], "visits": [600, 620], "steady": [400, 400]}, warnings=["calendar-day"])
case("time_day_without_actions", "without actions, and for money, percentages and losing, nothing is said", """
months 2026-04 .. 2026-05
visits = 20/day
spend = $20/day
pipeline { leads = 10/month; won = 50% of leads in 2 days, losing 1%/day }
""", rows={"visits": [600, 620], "spend": [600, 620]}, quiet=["calendar-day"])
case("time_day_for_others", "beside actions, money and percentages per day are not warned of", """
months 2026-04 .. 2026-05
plan 2 calls/day
spend = $20/day
pipeline { leads = 10/month; won = 50% of leads in 2 days, losing 1%/day }
""", rows={"calls": [40, 40], "spend": [600, 620]}, quiet=["calendar-day"])
case("time_late_rate", "an opening deal that leaves in month 1 does not empty a stage whose rate comes later", """
months 4
rt = 80% from M2
pipeline {
  leads = 10/month
  talks = 50% of leads in 0 days
  won = rt of talks in 0 months
  opening 4 leads, 3 talks
}
""", rows={"talks": [7, 5, 5, 5], "won": [None, 4, 4, 4], "won.lost": [None, 1, 1, 1], "talks.open": same(0, 4)})
case("time_step_warned", "the steps 2, 3 and 4 are rounded to, and warned of; a real step is said otherwise", """
months 1
a = round(10 / 3, 2)
b = 2 * round(10 / 3 / 2)
c = floor(10, 4)
""", rows={"a": [4], "b": [4], "c": [8]}, warnings=["step-not-digits"])
for name, text in [("percent", "x = round(23 of 180, 2)"), ("one", "r = 30%\nx = floor(r, 1)"), ("money", "x = ceil($5.25, 2)"), ("zero", "x = round(5, 0)"),
                   ("below_zero", "x = round(5, -1)"), ("large", "a = 7, 9 from M2\nx = round(a, 10)")]:
    case(f"time_err_step_{name}", "a number of digits is no step", "months 3\n" + text, error="step-not-digits", line=2 + text.count("\n"))
case("time_round_is_tolerant", "round, floor and ceil see an exact edge where a quotient does not end", """
months 1
a = round(7.5 * (1 / 3))
b = floor(9 * (1 / 3))
c = ceil(9 * (1 / 3))
d = round(25_000 / 10_000)
e = round(-7.5 * (1 / 3))
""", rows={"a": [3], "b": [3], "c": [3], "d": [3], "e": [-3]})


worked_more.add(case, same, goal)


def plain(x):
    if isinstance(x, (F, int)) and not isinstance(x, bool):
        from values import out
        return out(F(x))
    if isinstance(x, list):
        return [plain(y) for y in x]
    if isinstance(x, dict):
        return {k: plain(v) if k != "line" else v for k, v in x.items()}
    return x


def page(rule, want):
    want = {k: v for k, v in want.items() if v is not None}
    return json.dumps({"rule": rule, **{k: v if k == "line" else plain(v) for k, v in want.items()}}, indent=1, ensure_ascii=False) + "\n"


def oracle(name, want):
    """what the second implementation says otherwise"""
    from oracle import evaluate, to_json, PaceError
    want = json.loads(page("", want))
    args = want.get("args") or []
    args = dict(zip(args[::2], args[1::2]))
    try:
        got = to_json(evaluate(str(here / f"{name}.pace"), args.get("--scenario", "base"), {"quarter": 3, "year": 12}.get(args.get("--by"))))
    except PaceError as e:
        return [] if e.code == want.get("error") else [f"{e}"]
    if "error" in want:
        return ["accepted"]
    rows = {r["name"]: r for r in got["rows"]}
    bad = [f"months {got['months']}, want {want['months']}"] if want.get("months", got["months"]) != got["months"] else []
    for part, key in (("rows", "values"), ("totals", "total"), ("units", "unit"), ("rollups", "rollup")):
        bad += [f"{key} of {k}: {rows[k][key]}, want {v}" for k, v in want.get(part, {}).items() if rows[k][key] != v]
    for part in ("goals", "checks"):
        for i, w in enumerate(want.get(part, [])):
            bad += [f"{part} {i + 1}: {k} {got[part][i][k]}, want {v}" for k, v in w.items() if got[part][i][k] != v]
    bad += [f"no warning {c}" for c in want.get("warnings", []) if c not in got["warnings"]]
    return bad + [f"warning {c}" for c in want.get("quiet", []) if c in got["warnings"]]


def main():
    bad = 0
    for name, (rule, plan, want) in CASES.items():
        files = {here / f"{name}.pace": plan, here / f"{name}.json": page(rule, want)}
        for f, text in files.items():
            if sys.argv[1:] == ["write"]:
                f.write_text(text)
            elif not f.exists() or f.read_text() != text:
                print(f"{f.name} is not what stands here")
                bad += 1
        for b in oracle(name, want):
            print(f"{name}: {b}")
            bad += 1
    print(len(CASES), "cases,", bad, "differ")


if __name__ == "__main__":
    sys.setrecursionlimit(100000)
    threading.stack_size(512 * 1024 * 1024)
    t = threading.Thread(target=main)
    t.start()
    t.join()
