#!/usr/bin/env python3
"""oracle.py PLAN.pace [--scenario NAME] [--debug]: the plan's rows, goals and checks as JSON, exact to 24 decimals."""
import json, sys
from fractions import Fraction as F
from lexer import PaceError
from parser import parse_file, strip, Obj
from state import State, walk
from values import *
from world import World, UNK, BOOL, PCT, CNT, strip
from functions import unify
from reached import reach

sys.setrecursionlimit(100000)
import threading
threading.stack_size(512 * 1024 * 1024)


def unit_name(u, pct, cur):
    if pct and u == PURE:
        return "%"
    if pct and u == FLOW:
        return "%/month"
    if u == DAYS:
        return "days"
    if u == MONTHS:
        return "months"
    top = []
    if u[0] > 0:
        top.append(cur + (f"^{u[0]}" if u[0] > 1 else ""))
    if u[3] > 0:
        top.append("hours")
    s = "·".join(top) or "1"
    if u[0] < 0:
        s += "/" + cur
    t = times(u)
    if t > 0:
        s += "*months" + (f"^{t}" if t > 1 else "")
    if t < 0:
        s += "/month" + (f"^{-t}" if t < -1 else "")
    return s


def goal_times(w, g):
    n = w.n
    t = g.time
    if t is None:
        return "by", list(range(n))
    if t[0] == "by":
        return "by", list(range(w.cal.col(t[1], t[2]) + 1))
    if t[0] == "from":
        return "from", list(range(w.cal.col(t[1], t[2]), n))
    return "in", w.cal.span(t[1])


def by_the_year(w, n):
    """a target that is so much a quarter or a year, or a row that is just that"""
    n = strip(n)
    if n.k == "name":
        rd = w.rows[w.resolve(n.v, (None, None, None), n.line)].rd
        if rd is None or rd.action or sum(len(cl) for cl, _, _ in rd.layers) > 1:
            return False
        c = rd.layers[0][0][0]
        n = strip(c.expr)
        if c.time or c.when or c.growing is not None or c.rising:
            return False
    return n.k == "num" and n.per in ("quarter", "year")


def goal_kind(w, g, name):
    """is the goal said of a total; refuses units and kinds that do not fit"""
    row = w.rows[name]
    t, sc = w.types[name], (None, None, None)
    tt = w.infer(g.target, sc)
    tu = tt.unit
    if row.rd is not None and row.rd.action:
        def fn(x):
            if x.k == "num" and x.per in ("day",):
                raise PaceError("calendar-day", g.line, "calendar-day rate against an action")
        walk(g.target, fn)
    is_sum = w.rollup(name)[0] == "sum"
    if is_sum and not g.total and times(row.unit) == -1 and by_the_year(w, g.target):
        reach("ambiguous-goal: a target by the quarter or year")
        w.warn("ambiguous-goal")
    if g.total and not is_sum:
        raise PaceError("unit-mismatch", g.line, "total of what is no sum")
    fits = tu in (None, UNK)
    flow = None if fits else (tu[0], tu[1] - 1, tu[2], tu[3])
    if g.total and (fits or (tu if times(row.unit) == 0 else flow) == row.unit):
        reach("recurring: a goal with total")
        return True
    if fits or tu == row.unit and not g.total:
        if number(row.unit) and not fits:
            if {t.kind, tt.kind} == {PCT, CNT} and not t.full and not tt.full:
                reach("ambiguous-percent: a goal")
                raise PaceError("ambiguous-percent", g.line, "a percentage and a count")
        if w.rolls.recurring_row(name):
            reach("recurring: a goal with /month")
        return False
    if flow == row.unit and is_sum and not g.total:
        if w.rolls.recurring_row(name):
            reach("ambiguous-goal: recurring money")
            raise PaceError("ambiguous-goal", g.line, "recurring money")
        return True
    if row.unit == FLOW and t.pct and tu == PURE and tt.pct:
        reach("unit-mismatch: a goal on a level per month without its period")
    raise PaceError("unit-mismatch", g.line, "goal")


def judge(w, g, fine):
    """-> dict status, month, at, value (Fraction/None)"""
    sc = (None, None, None)
    name = w.resolve(g.row, sc, g.line)
    kind, cols = goal_times(w, g)
    cumulative = goal_kind(w, g, name)
    if cumulative and g.time is not None and g.time[0] == "from":
        raise PaceError("unit-mismatch", g.line, "cumulative goal with from")
    if g.time is not None and g.time[0] == "in" and w.cal.cut(g.time[1]) and cumulative:
        reach("partial-span: a goal")
        w.warn("partial-span")

    def target(m):
        v = w.ev(g.target, m, sc)
        return v if v is NA else v[0]
    ok = lambda v, t: t is not NA and (v >= t if g.op == ">=" else v <= t)
    res = dict(text=g.row, status="missed", month=None, at=None, value=None, cumulative=cumulative)
    vals = [(m, w.get(name, m)) for m in cols]
    have = [(m, v) for m, v in vals if v is not NA]
    if cumulative:
        if not have:
            reach("goal: total of nothing")
            return res
        s, met = F(0), None
        for m, v in have:
            s += v
            if g.op == ">=" and met is None and ok(s, target(m)):
                met = m
        if g.op == "<=" and ok(s, target(cols[-1])):
            met = cols[-1]
        reach("goal: total, missed" if met is None else "goal: total, met")
        return dict(res, status="missed" if met is None else "met", month=met, at=cols[-1], value=s)
    if kind == "by":
        if not have:
            reach("goal: by, missed, no month has a value")
            return res
        gap = lambda x: F(-10**40) if target(x[0]) is NA else x[1] - target(x[0]) if g.op == ">=" else target(x[0]) - x[1]
        first = next((m for m, v in have if ok(v, target(m))), None)
        reach("goal: by, missed, the best month" if first is None else "goal: by, met")
        m, v = max(have, key=lambda x: (gap(x), -x[0]))
        return dict(res, status="missed" if first is None else "met", month=first, at=m, value=v)
    worst = None
    for m, v in vals:
        if v is NA or not ok(v, target(m)):
            reach("goal: in or from, failed")
            return dict(res, month=m, at=None if v is NA else m, value=None if v is NA else v)
        gap = v - target(m) if g.op == ">=" else target(m) - v
        if worst is None or gap < worst[0]:
            worst = (gap, m, v)
    reach("goal: in or from, met")
    return dict(res, status="met", month=worst[1], at=worst[1], value=worst[2]) if worst else dict(res, status="met")


def check(w, c):
    sc = (None, None, None)
    t = w.infer(c.cond, sc)
    if t.unit not in (BOOL, UNK):
        raise PaceError("unit-mismatch", c.line, "check")
    cols = range(w.n)
    if c.time:
        cols = goal_times(w, c)[1]
    seen = False
    for m in cols:
        v = w.ev(c.cond, m, sc)
        if v is False:
            reach("check: failed")
            return dict(status="failed", month=m)
        seen = seen or v is True
    reach("check: held" if seen else "check: unknown")
    return dict(status="held" if seen else "unknown", month=None)


def late_steps(w):
    """steps of round, floor and ceil that are whole numbers: above every value an error, 2, 3 and 4 a warning"""
    for n, v, sc in w.steps.values():
        xs = [w.ev(n.args[0], m, sc) for m in range(w.n)]
        xs = [abs(x[0]) for x in xs if x is not NA]
        if xs and v > max(xs):
            reach("step-not-digits: error")
            raise PaceError("step-not-digits", n.line, "a step above every value")
        if v in (2, 3, 4):
            reach("step-not-digits: warning")
            w.warn("step-not-digits")


def below_zero(w):
    for s in w.state.stocks:
        if not w.rows[s].unit[0] and any(v is not NA and v < 0 for v in (w.get(s, m) for m in range(w.n))):
            reach("below-zero")
            w.warn("below-zero")


def build_worlds(model):
    cal = Calendar(model)
    worlds = {"?": getattr(model, "guess", F(1))}
    base = State(model)
    worlds["base"] = World(base, cal, worlds)
    todo = {}
    for s in model.scenarios:
        if s.name in todo or s.name == "base":
            raise PaceError("duplicate-name", s.line, s.name)
        todo[s.name] = s
    states = {"base": base}

    def make(name, path, line):
        if name in states:
            return
        if name not in todo:
            raise PaceError("unknown-name", line, "scenario " + name)
        if name in path:
            raise PaceError("cycle", todo[name].line, "scenario extends itself")
        s = todo[name]
        parent = s.parent or "base"
        make(parent, path + [name], s.line)
        states[name] = states[parent].child(s, worlds[parent])
        worlds[name] = World(states[name], cal, worlds)
    for name in todo:
        make(name, [], None)
    return cal, worlds, states


def evaluate(path, scenario="base", by=None):
    model = parse_file(path)
    if model.unknowns:
        return solve(model, scenario)
    return finish(model, scenario, by=by)


# Warnings of what is written, whichever scenario is looked at; the others are of a scenario's figures.
OF_THE_TEXT = {"annual-rate", "ambiguous-goal", "calendar-day", "step-not-digits", "flow-over-time"}


def finish(model, scenario, fast=False, by=None):
    cal, worlds, states = build_worlds(model)
    if scenario not in states:
        raise PaceError("unknown-name", None, "scenario " + scenario)
    for line, nm in model.shows:
        worlds["base"].resolve(nm, (None, None, None), line)
    order = ["base"] if fast else list(states)
    for nm in order:                    # errors of every scenario count
        w = worlds[nm]
        if nm == scenario or not fast:
            for r in w.rows.values():
                for m in range(w.n):
                    w.get(r.name, m)
            for g in states[nm].goals:
                judge(w, g, True)
            for c in states[nm].checks:
                check(w, c)
            w.looks_ahead_at_itself()
            late_steps(w)
            below_zero(w)
    w, st = worlds[scenario], states[scenario]
    cur = model.cur
    rows = []
    for r in w.rows.values():
        if ".." in r.name:
            continue
        vs = [w.get(r.name, m) for m in range(w.n)]
        if by:
            vs = [w.total(r.name, cols) for _, cols in cal.stretches(by)]
        rows.append(dict(name=r.name, group=r.group, unit=unit_name(r.unit, r.pct, cur), rollup=w.rollup(r.name)[0], values=vs,
                         total=w.total(r.name)))
    goals = [judge(w, g, True) for g in st.goals]
    for g in goals:
        for part in ("month", "at"):
            g[part] = None if g[part] is None else cal.label(g[part])
    checks = [check(w, c) for c in st.checks]
    for c in checks:
        c["month"] = None if c["month"] is None else cal.label(c["month"])
    return dict(title=model.title, scenario=scenario, months=[head for head, _ in cal.stretches(by)] if by else [cal.label(m) for m in range(w.n)], rows=rows, goals=goals, checks=checks,
                warnings=sorted(w.warnings | {c for x in worlds.values() if isinstance(x, World) for c in x.warnings & OF_THE_TEXT}))


def solve(model, scenario):
    """one `?`: the smallest (or largest) value with which all goals hold"""
    if len(model.unknowns) > 1:
        raise PaceError("syntax", model.unknowns[1], "one ? a plan")
    if not model.goals:
        raise PaceError("syntax", model.unknowns[0], "? without a goal")

    def holds(x):
        model.guess = x
        return all(g["status"] == "met" for g in finish(model, scenario, True)["goals"])
    lo, hi = F(0), F(1)
    if holds(lo):
        while holds(hi) and hi < 10**18:
            hi *= 2
        small, up = False, True
    else:
        while not holds(hi):
            hi *= 2
            if hi > 10**18:
                raise PaceError("no-solution", model.unknowns[0], "")
    for _ in range(80):
        mid = (lo + hi) / 2
        if holds(mid) == holds(hi):
            hi = mid
        else:
            lo = mid
    best = hi if holds(hi) else lo
    model.guess = best.limit_denominator(10**9)
    if not holds(model.guess):
        model.guess = best
    return finish(model, scenario)


def to_json(res):
    r = dict(res)
    r["rows"] = [dict(x, values=[out(v) for v in x["values"]], total=out(x["total"])) for x in res["rows"]]
    r["goals"] = [dict(g, value=out(g["value"])) for g in res["goals"]]
    return r


def main():
    args = sys.argv[1:]
    debug = "--debug" in args
    args = [a for a in args if a != "--debug"]
    scen = "base"
    if "--scenario" in args:
        i = args.index("--scenario")
        scen = args[i + 1]
        del args[i:i + 2]
    try:
        print(json.dumps(to_json(evaluate(args[0], scen)), indent=1, ensure_ascii=False))
    except PaceError as e:
        if debug:
            raise
        print(json.dumps({"error": e.code, "line": e.line}))
        print(e, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    code = []
    t = threading.Thread(target=lambda: code.append(main()))
    t.start()
    t.join()
    sys.exit(code[0] if code else 70)
