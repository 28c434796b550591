"""Which rules of the language a plan reaches: counted over a run of `diff.py`, so that a rule that no random plan touches is seen."""
from collections import Counter

RULES = """
percent: a row of percentages
percent: a percentage times a count is either
percent: a quotient of two rows is either
percent: either takes the other's kind
percent: 0 and 1 fit both
percent: 100% fits a count
percent: 100% taken from a percentage
percent: a row of nothing but 0 and 1
percent: a stock in percent
percent: a level per month
percent: a formula of a level per month
percent: per month times a count is a flow
ambiguous-percent: a literal added
ambiguous-percent: percent meets count
ambiguous-percent: a stock's flow
ambiguous-percent: a pipeline's entry
ambiguous-percent: a goal
unit-mismatch: total, cum, delay, spread, ramp of a level per month
unit-mismatch: a goal on a level per month without its period
unit-mismatch: a duration per period
unit-mismatch: a stock's flow without a period
unit-mismatch: a stock's opening with a period
bad-range: effort below zero
bad-range: more working days than the month has
bad-range: growth below -100%
bad-range: a pipeline's entry below zero
bad-range: an action below zero
recurring: a goal with total
recurring: a goal with /month
ambiguous-goal: recurring money
ambiguous-goal: a target by the quarter or year
roll-up: a flow over a balance
roll-up: a flow over calendar days
roll-up: a flow over a flow
roll-up: a balance over a balance
roll-up: a sum of last rows
roll-up: min, max, if, clamp, ifna, prev of last rows
roll-up: a last row times a level or a number
roll-up: a stock's flows per month twice
unit: a stock per month
below-zero
partial-span: a goal
partial-span: total()
goal: total, met
goal: total, missed
goal: by, met
goal: by, missed, the best month
goal: by, missed, no month has a value
goal: in or from, met
goal: in or from, failed
goal: total of nothing
check: held
check: failed
check: unknown
days: a clause begins or ends within a month
days: working days
bad-month: a level changes within a month
until, from … until
in: several months
every so many months: an amount
unit-mismatch: how often it comes is said twice
fiscal: a span
fiscal: a quarter of every year
ytd or qtd
ytd or qtd of a fiscal year
prev several months back
next
tiers
tiers: each quarter or year
tiers: whole
calendar: a list for each month, quarter or year
calendar: extra working days
exchange: an amount at a rate
opening of a pipeline's balance
cycle: through next
bad-month: reached before it starts
roll-up: tiers are a product
unit-mismatch: a rate of tiers
bad-rate: a rate of tiers without its sign
bad-range: bounds of tiers
unit-mismatch: a rate of exchange
bad-range: a rate of exchange
unit-mismatch: a duration once
growing: a negative rate per year
growing: a rate per year or quarter
growing: every year
growing: every few months
rising from a varying row
losing: a literal
losing: a named row
bad-rate: losing a row per day or week
bad-rate: a figure without its sign
unit-mismatch: a plain number for a percentage
unit-mismatch: growing every few months by a plain number
ambiguous-percent: losing a count
ambiguous-percent: growing by a count
calendar.month
calendar.elapsed
calendar-day: /day outside plan
opening with a rate that comes late
step-not-digits: error
step-not-digits: warning
round, floor, ceil on an edge
ambiguous-number: a dash between two literals
ambiguous-number: a lone number in brackets
ambiguous-number: two signs in a row
not-an-input: a row that is worked out
not-an-input: worth
syntax: a member as a row of one's own
flow-over-time
annual-rate
""".strip().split("\n")

now, plans = set(), Counter()


def reach(rule):
    assert rule in RULES, rule
    now.add(rule)


def close():
    """the plan is done: its rules are counted once"""
    plans.update(now)
    now.clear()


def table():
    return "\n".join(f"{plans[r]:6}  {r}" + ("   NEVER REACHED" if not plans[r] else "") for r in RULES)
