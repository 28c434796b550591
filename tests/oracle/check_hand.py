#!/usr/bin/env python3
"""Separate, direct arithmetic for some cases: imports nothing from the oracle. Prints N agree, N differ."""
import json, pathlib
from decimal import Decimal as D, getcontext
from fractions import Fraction as F
getcontext().prec = 60
here = pathlib.Path(__file__).parent.parent / "cases"
ok = bad = 0
seen = set()


def same(case, row, values, total="skip"):
    global ok, bad
    j = json.loads((here / (case + ".json")).read_text())
    have = j["rows"][row]
    good = len(have) == len(values)
    for h, v in zip(have, values):
        if (h is None) != (v is None) or h is not None and abs(F(h) - F(v)) > F(1, 10**20) * max(1, abs(F(v))):
            good = False
    if total != "skip":
        t = j["totals"].get(row)
        if (t is None) != (total is None) or t is not None and abs(F(t) - F(total)) > F(1, 10**20) * max(1, abs(F(total))):
            good = False
    seen.add(case)
    if good:
        ok += 1
    else:
        bad += 1
        print("DIFFERS", case, row, have, [str(v) for v in values], total)


def goals(case, *want):
    global ok, bad
    j = json.loads((here / (case + ".json")).read_text())
    have = [(g["status"], g["month"]) for g in j["goals"]]
    seen.add(case)
    if have == list(want):
        ok += 1
    else:
        bad += 1
        print("DIFFERS", case, have, want)


f = F
# --- pipelines by following single days of deals (an hour-by-hour independent count) ------------------------------------


def by_day(lengths, flow, stages, opening=(), parts=1):
    """Deals enter evenly through each month. Each month's flow is cut into D*parts equal slices; a slice entering stage k in month j waits
    that stage's whole days d (a multiple of 1/parts) and the rate r of the month of entry; what arrives is spread evenly in its month again
    only in the month's total, as the language says ('what happens in month j is spread evenly over its days')."""
    n = len(lengths)
    start = [0]
    for L in lengths:
        start.append(start[-1] + L)
    arr, lost = [], []
    x = list(flow)
    for k, (r, d) in enumerate(stages):
        out = [f(0)] * n
        los = [f(0)] * n
        for j in range(n):
            slices = lengths[j] * parts
            for s in range(slices):
                t = f(start[j]) + f(s, parts) + d[j]
                m = next((i for i in range(n) if start[i] <= t < start[i + 1]), None)
                if m is None:
                    continue
                out[m] += x[j] * r[j] / slices
                los[m] += x[j] * (1 - r[j]) / slices
        o = dict(opening).get(k, 0)
        if o:
            slices = int(d[0] * parts)
            if slices == 0:
                out[0] += o * r[0]; los[0] += o * (1 - r[0])
            for s in range(slices):
                t = f(s, parts)
                m = next((i for i in range(n) if start[i] <= t < start[i + 1]), None)
                if m is not None:
                    out[m] += o * r[0] / slices
                    los[m] += o * (1 - r[0]) / slices
        arr.append(out); lost.append(los)
        x = out
    return arr, lost


def const(v, n):
    return [f(v)] * n


Y = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
# scen_stage: 60% in 5 days (no decay any more), 40% in 20 days, worth 200, 4 open leads
a, l = by_day(Y[:4], const(20, 4), [(const(f(6, 10), 4), const(5, 4)), (const(f(4, 10), 4), const(20, 4))], {0: 4})
same("scen_stage", "meetings", a[0], sum(a[0])); same("scen_stage", "won", a[1], sum(a[1]))
same("scen_stage", "lost", [p + q for p, q in zip(*l)])
same("scen_stage", "bookings", [200 * v for v in a[1]])
# pipe_entry_clauses: rates and durations that change
r = [f(1, 2)] * 2 + [f(1, 5)] * 4
d = [15, 45, 45, 45, 3, 3]
a, l = by_day(Y[:6], [f(v) for v in (10, 10, 20, 20, 0, 20)], [(r, d)], {0: 5})
same("pipe_entry_clauses", "won", a[0]); same("pipe_entry_clauses", "won.lost", l[0])
op, b = [], f(5)
for m, x in enumerate((10, 10, 20, 20, 0, 20)):
    b += x - a[0][m] - l[0][m]
    op.append(b)
same("pipe_entry_clauses", "open", op, op[-1])
size = [100] * 3 + [200] * 3
same("pipe_entry_clauses", "velocity", [op[m] * r[m] * size[m] / (f(d[m]) / Y[m]) for m in range(6)])
same("pipe_entry_clauses", "weighted", [op[m] * r[m] * size[m] for m in range(6)])
# survivors of pipe_entry_clauses counted one slice at a time: who is still in at the end of month m
surv = []
st = [sum(Y[:i]) for i in range(7)]
for m in range(6):
    s = f(0)
    for j, x in enumerate((10, 10, 20, 20, 0, 20)):
        for day in range(Y[j]):
            if j <= m and st[j] + day + d[j] >= st[m + 1]:
                s += f(x, Y[j])
    s += sum(f(5, 15) for day in range(15) if day >= st[m + 1])
    surv.append(s)
same("pipe_entry_clauses", "open", surv)
# decay rows: 40 days at half-life 20, then 40
a, l = by_day([30] * 4, const(32, 4), [([f(1, 8), f(1, 8), f(1, 4), f(1, 4)], [40] * 4)], {0: 8})
same("pipe_decay_rows", "won", a[0]); same("pipe_decay_rows", "won.lost", l[0])
# halving 20 days/10 days exact; the second stage has 2^(-1/2)
q2 = f(D("0.8") / D(2).sqrt())
a, l = by_day(Y[:4], const(32, 4), [(const(f(1, 8), 4), const(20, 4)), ([q2] * 4, const(14, 4))])
same("pipe_halving", "a", a[0]); same("pipe_halving", "won", a[1])
# named two
a, l = by_day(Y[:4], const(10, 4), [(const(f(1, 2), 4), const(10, 4)), (const(f(4, 10), 4), const(20, 4))], {0: 3})
same("pipe_named_two", "core.won", a[1]); same("pipe_named_two", "won", [v + (2 if m else 0) for m, v in enumerate(a[1])])
same("pipe_named_two", "win_rate", [v / 10 for v in a[1]], sum(a[1]) / 40)
same("pipe_named_two", "bookings", [1000 * v + (1000 if m else 0) for m, v in enumerate(a[1])])
# conservation case: stages a (13 days), then b by list, c 1.25 months, won 40 days
x = [17, 17, 17, 31, 17, 17, 17, 17, 5, 5, 5, 5]
a1, l1 = by_day(Y, [f(v) for v in x], [(const(f(61, 100), 12), const(13, 12))], {0: 7})
same("pipe_conservation", "a", a1[0])
p = [f(1, 10), f(4, 10), f(5, 10)]
mean = p[1] + 2 * p[2]
b2 = []
for m in range(12):
    v = sum(p[k] * a1[0][m - k] for k in range(3) if m - k >= 0) * f(37, 100)
    v += 5 * (sum(p[i] for i in range(3) if i > m) / mean) * f(37, 100)
    b2.append(v)
same("pipe_conservation", "b", b2)
c3 = []
for m in range(12):
    v = f(3, 4) * (b2[m - 1] if m >= 1 else 0) + f(1, 4) * (b2[m - 2] if m >= 2 else 0)
    v += 3 * max(f(0), min(f(1), f(5, 4) - m)) / f(5, 4)
    c3.append(v * f(83, 100))
same("pipe_conservation", "c", c3)
a4, l4 = by_day(Y, c3, [(const(f(71, 100), 12), const(40, 12))], {0: 2})
same("pipe_conservation", "won", a4[0], sum(a4[0]))
# months stages
same("pipe_months", "meetings", [2, f(35, 10), 5, 5, 5, 5])        # 6/1.5*1*.5=2 ; 6*(1/3)*.5=1 + .5*10*.5=2.5 ; …
same("pipe_months", "won", [(2 * f(1, 2) + 2) * f(4, 10), (f(35, 10) + 2) / 2 * f(4, 10), f(17, 10), 2, 2, 2])
same("pipe_months", "cycle", [2 * v for v in Y[:6]], f(sum(2 * v for v in Y[:6]), 6))
same("pipe_months", "cycle_all", [(f(3, 2) + f(1, 4)) * v for v in Y[:6]])
same("pipe_lists", "meetings", [5, 6, f(13, 2), 3, 0, 0])
# first month: .2*10*.5=1 + 11*(.8/1.1)*.5=4 ; second: (.2*20+.5*10)*.5=4.5 + 11*(.3/1.1)*.5=1.5 …
same("pipe_lists", "won", [f(8, 10), 2, f(24, 10), f(26, 10), f(12, 10), 0])
same("pipe_losing", "a.kept", [f(1, 2) * f(98, 100) ** 3] * 4)
same("pipe_losing", "b.kept", [f(1, 2) * f(9, 10) ** 2] * 4)
same("pipe_losing", "won.kept", [f(D("0.5") * D("0.7") ** (D(10) / D(v))) for v in Y[:4]])
same("pipe_opening_long", "won", [f(v * 20, 400) for v in Y[:4]])
same("pipe_aligned", "directed", [f(-1, 4) * v for v in (250, 500, 500)], f(-1250, 4))
same("pipe_zero_durations", "won", [f(36, 10), 2, 2])
# --- delays
same("fn_delay_days_dated", "a", [21, 28, 31, 31 * f(20, 31) * 0 + 30 + f(2, 3), f(94, 3), f(92, 3)])
same("fn_delay_days_before", "a", [28 * f(10, 28) + 30 * f(21, 31), 30 * f(10, 31) + 30 * f(20, 30), 10 + 30 * f(21, 31), 30 * f(10, 31) + 20])
same("fn_delay_months", "e", [10, f(1, 2) + 5, f(3, 2), f(5, 2), f(7, 2), f(9, 2)])
same("fn_delay_list", "e", [f(2, 10) + 7, f(4, 10) + f(3, 10) + 4, f(6 + 6 + 4, 10), f(8 + 9 + 8, 10), f(10 + 12 + 12, 10), f(12 + 15 + 16, 10)])
same("fn_delay_varying", "a", [15, 15 + 15, 15, 15, 15 + 15 + 30, 15 + 30])
same("before_real_lengths", "b", [28 * f(12, 28) * 0 + 28 * f(28 - 12 + 0, 28) * 0 + f(925, 31), 9, 0]) if False else None
# flow of 28 a month: February's 28 days land 12 Mar.. (40 days later): Feb 1 -> Mar 13 … Jan 31+… count day by day
st = {-2: -59, -1: -28, 0: 0, 1: 31, 2: 61, 3: 92}
ln = {-3: 31, -2: 31, -1: 28, 0: 31, 1: 30, 2: 31}
out = [f(0)] * 3
for j, s0 in ((-1, -28), (-2, -59), (-3, -90)):
    for day in range(ln[j]):
        t = s0 + day + 40
        for m in range(3):
            if st[m] <= t < st[m + 1]:
                out[m] += f(28, ln[j])
same("before_real_lengths", "b", out)
same("fn_spread", "a", [4, 12, 12, 8, 2, 4])
same("fn_ramp", "a", [0, f(1, 2), 2, 3, f(7, 2), 4])
# --- clauses
same("def_growing_year", "a", [f(D(100) * D("1.21") ** (D(k) / 12)) for k in range(15)])
same("def_growing", "c", [50, 50, 100, 110, 121, f(1331, 10)])
same("def_rising", "e", [40 - 30 * f(k, 7) for k in range(8)], 200)
same("def_growing_when", "b", [50, 50, 50, 121, f(1331, 10), f(14641, 100)])
same("def_every_year_spans", "c", [2 if mo in (11, 12, 1, 2) else 1 for mo in [11, 12] + list(range(1, 13)) + [1, 2]])
same("def_self_past", "c", [4, 10, 22, 46, 94])
same("stock_basic", "contacts", [121, 121 + 28 - f(121, 10), f(1369, 10) + 31 - f(1369, 100), f(15421, 100) + 30 - f(15421, 1000)])
# --- calendar and units
same("cal_weekdays_run_except", "posts", [32, 28])
same("cal_weekdays_run_except", "d", [5 * f(61, 30)] * 2)
same("text_rates", "d", [f(3 * v, 7) for v in (31, 28, 31)], f(270, 7))
same("unit_days_to_months", "a", [f(200 * v, 45) for v in (31, 28, 31)], 400)
same("unit_days_to_months", "c", [15] * 3)
same("unit_days_to_months", "i", [f(6, v * v) for v in (31, 28, 31)])
same("rollups", "val", [100, 150, 250, 350], 350)
same("rollups", "conv", [5] * 4, 5)
same("rollups", "pr", [None, None, f(3, 20), f(3, 20)], f(6, 40))
same("rollups", "annmean", [10, 10, 20, 20], 15)
# --- ranges
mu = (D(10).ln() + D(40).ln()) / 2
sd = (D(40).ln() - D(10).ln()) / 2 / D("1.2815515655446004")
same("range_lognormal", "a", [f((mu + sd * sd / 2).exp())] * 2)
same("range_in_places", "won", [f(2, 4) * f(3, 1) * f(1, 1) * 0 + f(1, 4) * (20 * f(1, 2) + 3), 5])
same("fn_stats", "f", [None, 1, f(-1, 4), f(1, 2), f(1, 3), f(-3, 4)], f(1, 6))
g = [f(1), f(-1, 4), f(1, 2), f(1, 3), f(-3, 4)]
mn = sum(g) / 5
v = sum((x - mn) ** 2 for x in g) / 4
same("fn_stats", "g", [f((D(v.numerator) / D(v.denominator)).sqrt())] * 6)
# --- plan, goals, scenarios
same("plan_effort_stages", "effort", [5 + 11 + 1.5 * f(27 + 405 - 0, 1) * 0 + f(3, 2) * f(27 * 10 + 405, 100), 5 + 10 + f(3, 2) * f(525, 100), f(45, 2), f(45, 2)])
same("scen_input_overlap", "price", [10, 30, 31, 31, 21, 21])
same("scen_action_chain", "calls", [40, 40, 80, 80, 100, 100], 440)
goals("goal_worst_ties", ("met", "M2"), ("met", "M5"), ("met", "M3"), ("met", "M4"))
goals("goal_cumulative", ("met", "2026-03"), ("met", "2026-02"), ("met", "2026-06"), ("missed", None), ("met", "2026-05"), ("missed", None),
      ("met", "2026-02"), ("met", "2026-06"), ("met", "2026-01"), ("met", "2026-02"), ("missed", None), ("met", "2026-03"))
c, out = f(40), []
for m in range(12):
    c = c + 5 * f(104, 100) ** m - c * f(3, 100)
    out.append(c)
same("recurring_revenue", "customers", out, out[-1])
price = [50] * 6 + [60] * 6
same("recurring_revenue", "mrr", [x * p for x, p in zip(out, price)], out[-1] * 60)
bank, run = f(0), []
for m in range(12):
    bank += out[m] * price[m] - (750 if m >= 10 else 500)
    run.append(bank)
same("recurring_revenue", "bank_", run, run[-1])
same("hires_ramp_plan", "total_cash", [-4000, -8000, -18750, -27000, -29000, -23500, -10500, 7500], 7500)
print(ok, "agree,", bad, "differ;", len(seen), "cases")
