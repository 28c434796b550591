#!/usr/bin/env python3
"""verify.py DIR: does the oracle reproduce every case in DIR (acceptance format)?"""
import json, pathlib, subprocess, sys
from decimal import Decimal as D
bad = ok = 0
here = pathlib.Path(__file__).parent
for jf in sorted(pathlib.Path(sys.argv[1]).glob("*.json")):
    want = json.loads(jf.read_text())
    scen = want.get("args", [])
    r = subprocess.run([sys.executable, here / "oracle.py", jf.with_suffix(".pace"), *scen], capture_output=True, text=True)
    try:
        got = json.loads(r.stdout)
    except ValueError:
        print(jf.stem, "CRASH", r.stderr[-500:]); bad += 1; continue
    msgs = []
    if "error" in want:
        if got.get("error") != want["error"] or want.get("line") and got.get("line") != want["line"]:
            msgs.append(f"{got if 'error' in got else 'no error'}, want {want['error']} {want.get('line')}")
    elif "error" in got:
        msgs.append(str(got) + r.stderr[-200:])
    else:
        rows = {x["name"]: x for x in got["rows"]}
        for n, vs in want["rows"].items():
            have = rows.get(n, {}).get("values", [])
            if len(have) != len(vs) or any((a is None) != (b is None) or a is not None and abs(D(a) - D(b)) > D("1e-22") * max(1, abs(D(b))) for a, b in zip(have, vs)):
                msgs.append(f"{n}: {have}, want {vs}")
        for n, v in want["totals"].items():
            have = rows.get(n, {}).get("total")
            if (have is None) != (v is None) or v is not None and abs(D(have) - D(v)) > D("1e-20") * max(1, abs(D(v))):
                msgs.append(f"total {n}: {have}, want {v}")
        for i, g in enumerate(want["goals"]):
            have = got["goals"][i]
            if any(v is not None and have.get(k) != v for k, v in g.items()):
                msgs.append(f"goal {i}: {have} want {g}")
    if msgs:
        bad += 1
        for m in msgs[:4]:
            print(jf.stem, m)
    else:
        ok += 1
print(ok, "ok", bad, "bad")
