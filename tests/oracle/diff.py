#!/usr/bin/env python3
"""diff.py PACE FIRST LAST [plans | slips]: random plans FIRST..LAST through a pace binary and the oracle.

`plans` are right: every row, total, unit, roll-up, goal, check and warning must be equal. `slips` are the same plans with a line or two put
in that may be a mistake: both must accept it, or both refuse it with the same code. Without a word, both. Whatever differs is printed, its
plan is kept in the folder `differ`, here; at the end stands how many plans reached each rule."""
import json, os, pathlib, subprocess, sys, threading
from decimal import Decimal as D
sys.setrecursionlimit(100000)
threading.stack_size(512 * 1024 * 1024)
import fuzzplans, reached
from oracle import evaluate, to_json, PaceError

here = pathlib.Path(__file__).parent
# Warnings that the oracle knows; the others are pace's own affair.
WARNINGS = {"below-zero", "partial-span", "calendar-day", "step-not-digits", "flow-over-time", "annual-rate", "ambiguous-goal"}


def near(h, w):
    if (h is None) != (w is None):
        return False
    return h is None or abs(D(h) - D(w)) <= D("1e-15") * max(1, abs(D(w)))


def ask(pace, f, scenario, by=None):
    """(the JSON or None, the codes of errors)"""
    more = ["--scenario", scenario] if scenario != "base" else []
    more += ["--by", by] if by else []
    r = subprocess.run([pace, "run", f, "--format", "json", "--diagnostics", "json", *more], capture_output=True, text=True)
    try:
        return json.loads(r.stdout), []
    except ValueError:
        pass
    try:
        return None, [f"{e['code']}" for e in json.loads(r.stderr) if e["severity"] == "error"]
    except ValueError:
        return None, [f"exit {r.returncode}: {r.stderr[:300]}"]


def compare(got, want):
    rows = {x["name"]: x for x in got["rows"]}
    for w in want["rows"]:
        h = rows.get(w["name"])
        if h is None:
            yield f"no row {w['name']}"
            continue
        for m, (x, y) in enumerate(zip(h["values"], w["values"])):
            if not near(x, y):
                yield f"{w['name']} month {m + 1}: {x}, want {y}"
                break
        if h["rollup"] != w["rollup"] or not near(h["total"], w["total"]):
            yield f"total of {w['name']}: {h['total']} ({h['rollup']}), want {w['total']} ({w['rollup']})"
        if h["unit"] != w["unit"]:
            yield f"unit of {w['name']}: {h['unit']}, want {w['unit']}"
    for kind, exact, figures in (("goals", ("status", "month", "at"), ("value",)), ("checks", ("status", "month"), ())):
        for i, w in enumerate(want[kind]):
            h = got[kind][i]
            if any(h.get(k) != w[k] for k in exact) or not all(near(h[k], w[k]) for k in figures):
                yield f"{kind[:-1]} {i + 1}: {h}, want {w}"
    have = {w["code"] for w in got["warnings"]} & WARNINGS
    for c in sorted(have ^ set(want["warnings"]) & WARNINGS):
        yield f"warning {c}: only {'pace' if c in have else 'the oracle'} has it"


def plan(pace, seed, f):
    text = fuzzplans.plan(seed)
    reached.now.clear()
    f.write_text(text)
    for s in ["base"] + [x for x in ("s1", "s2") if f"scenario {x}" in text]:
        want = to_json(evaluate(str(f), s))
        got, errors = ask(pace, f, s)
        if got is None:
            yield f"{s}: refused: {errors}"
            continue
        for m in compare(got, want):
            yield f"{s}: {m}"
    s, by = (s, "quarter") if seed % 2 else ("base", "year")
    want = to_json(evaluate(str(f), s, {"quarter": 3, "year": 12}[by]))
    got, errors = ask(pace, f, s, by)
    if got is None:
        yield f"{s} by {by}: refused: {errors}"
        return
    if got["months"] != want["months"]:
        yield f"{s} by {by}: {got['months']}, want {want['months']}"
    rows = {x["name"]: x for x in got["rows"]}
    for w in want["rows"]:
        have = rows[w["name"]]["values"]
        if len(have) != len(w["values"]) or not all(map(near, have, w["values"])):
            yield f"{s} by {by}: {w['name']} {have}, want {w['values']}"


def slip(pace, seed, f):
    text = fuzzplans.slip(seed)
    reached.now.clear()
    if text is None:
        return
    f.write_text(text)
    want = code = None
    try:
        want = to_json(evaluate(str(f)))
    except PaceError as e:
        code = e.code
    got, errors = ask(pace, f, "base")
    line = fuzzplans.SLIPS[seed % len(fuzzplans.SLIPS)]
    if code and not errors:
        yield f"accepted, want {code}: {line}"
    elif code and code not in errors and not (" replace " in line and {code, *errors} <= {"unit-mismatch", "ambiguous-percent"}):
        yield f"{errors}, want {code}: {line}"
    elif errors and not code:
        yield f"{errors}, want it accepted: {line}"
    elif want:
        for m in compare(got, want):
            yield f"{m}   [{line}]"


def main():
    pace, a, b = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    ok = bad = 0
    (here / "differ").mkdir(exist_ok=True)
    for seed in range(a, b + 1):
        for name, what in (("plan", plan), ("slip", slip)):
            if sys.argv[4:] and name + "s" not in sys.argv[4:]:
                continue
            f = here / "differ" / f"{name}{seed}.pace"
            msgs = list(what(pace, seed, f))
            reached.close()
            if msgs:
                bad += 1
                print(f"{name} {seed}:", *[f"    {m}" for m in msgs[:8]], sep="\n", flush=True)
            else:
                ok += 1
                f.unlink(missing_ok=True)
    if not any((here / "differ").iterdir()):
        (here / "differ").rmdir()
    print(reached.table())
    print(ok, "agree,", bad, "differ", flush=True)
    os._exit(bool(bad))


t = threading.Thread(target=main)
t.start()
t.join()
