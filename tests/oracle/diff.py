#!/usr/bin/env python3
"""diff.py PACE FIRST LAST: fuzz plans FIRST..LAST through a pace binary and the oracle; prints every row, total, unit, roll-up and goal that differs.
The plans that differ are kept in the folder `differ`, here."""
import json, os, pathlib, subprocess, sys, threading
from decimal import Decimal as D
sys.setrecursionlimit(100000)
threading.stack_size(512 * 1024 * 1024)
import fuzzplans
from oracle import evaluate, to_json, PaceError

here = pathlib.Path(__file__).parent


def near(h, w):
    if (h is None) != (w is None):
        return False
    return h is None or abs(D(h) - D(w)) <= D("1e-15") * max(1, abs(D(w)))


def main():
    pace, a, b = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    ok = bad = 0
    (here / "differ").mkdir(exist_ok=True)
    for seed in range(a, b + 1):
        text = fuzzplans.plan(seed)
        f = here / "differ" / f"fuzz{seed}.pace"
        f.write_text(text)
        msgs = []
        for s in ["base"] + [x for x in ("s1", "s2") if f"scenario {x}" in text]:
            want = to_json(evaluate(str(f), s))
            r = subprocess.run([pace, "run", f, "--format", "json"] + (["--scenario", s] if s != "base" else []), capture_output=True, text=True)
            try:
                got = json.loads(r.stdout)
            except ValueError:
                msgs.append(f"{s}: exit {r.returncode}: {r.stderr[:400]}")
                continue
            rows = {x["name"]: x for x in got["rows"]}
            for w in want["rows"]:
                h = rows.get(w["name"])
                if h is None:
                    msgs.append(f"{s}: no row {w['name']}")
                    continue
                for m, (x, y) in enumerate(zip(h["values"], w["values"])):
                    if not near(x, y):
                        msgs.append(f"{s}: {w['name']} month {m + 1}: {x}, want {y}")
                        break
                if not near(h["total"], w["total"]):
                    msgs.append(f"{s}: total of {w['name']} ({w['rollup']}): {h['total']} ({h['rollup']}), want {w['total']}")
                elif h["unit"] != w["unit"]:
                    msgs.append(f"{s}: unit of {w['name']}: {h['unit']}, want {w['unit']}")
            for i, w in enumerate(want["goals"]):
                h = got["goals"][i]
                if h["status"] != w["status"] or h["month"] != w["month"] and w["month"]:
                    msgs.append(f"{s}: goal {i + 1}: {h}, want {w}")
            for i, w in enumerate(want["checks"]):
                h = got["checks"][i]
                if h["status"] != w["status"] or h["month"] != w["month"]:
                    msgs.append(f"{s}: check {i + 1}: {h}, want {w}")
        if msgs:
            bad += 1
            print(f"seed {seed}:")
            for m in msgs[:8]:
                print("   ", m)
        else:
            ok += 1
            f.unlink()
    if not any((here / "differ").iterdir()):
        (here / "differ").rmdir()
    print(ok, "agree,", bad, "differ", flush=True)
    os._exit(bool(bad))


t = threading.Thread(target=main)
t.start()
t.join()
