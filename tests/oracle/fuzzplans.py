#!/usr/bin/env python3
"""fuzzplans.py SEED: prints a random, valid, medium-sized plan that the oracle can evaluate (no ambiguous features).
Constants are odd on purpose (3.37, 0.0137): comparisons, floor and division then never sit exactly on an edge. Scenarios are named s1, s2."""
import os, random, re, sys, tempfile, threading
sys.setrecursionlimit(100000)
threading.stack_size(512 * 1024 * 1024)


class Gen:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.out = []
        self.pool = {k: [] for k in ("flow", "mflow", "count", "pct", "money", "days", "months", "rate", "kept", "either", "balance", "maybe")}
        self.k = 0
        self.recurring = []          # rows of recurring money
        self.inputs = []             # (name, type) rows without other rows
        self.actions = []
        self.pipes = []              # (prefix, entry, stages [(name, over?)], worth)

    # --- small parts
    def p(self, x):
        return self.r.random() < x

    def ch(self, *xs):
        return self.r.choice(xs)

    def n(self, a, b):
        return self.r.randint(a, b)

    def name(self, stem):
        self.k += 1
        return f"{stem}{self.k}"

    def calendar(self):
        r = self.r
        self.dated = self.p(0.65)
        if self.dated:
            self.y0, self.m0 = self.n(2024, 2028), self.n(1, 12)
            self.len = self.n(5, 18)
            y, m = self.ym(self.len - 1)
            self.out.append(f"months {self.y0}-{self.m0:02d} .. {y}-{m:02d}")
        else:
            self.len = self.n(4, 14)
            self.out.append(f"months {self.len}")
        w = r.random()
        listed = lambda a, b, k: "[" + ", ".join(str(self.n(a, b)) for _ in range(k)) + "]"
        self.euro = self.p(0.3)
        if self.euro:
            self.out.append("exchange EUR = $1.08" + (f", $1.{self.n(10, 30)} from {self.any_month(1)}" if self.p(0.6) else ""))
            self.pool["money"].append("exchange.EUR")
        if w < 0.08:
            self.out.append(f"workdays {listed(15, 23, self.len)}")
        elif w < 0.12:
            self.out.append(f"workdays {listed(15, 23, 3)} every quarter")
        elif w < 0.16 and self.dated:
            self.out.append(f"workdays {listed(15, 23, 12)} every year")
        elif w < 0.3:
            self.out.append(f"workdays {self.n(15, 23)}/month")
        elif w < 0.7 and self.dated:
            ex = ""
            if self.p(0.6):
                ds = []
                for _ in range(self.n(1, 4)):
                    y, m = self.ym(self.n(0, self.len - 1))
                    d = self.n(1, 20)
                    ds.append(f"{y}-{m:02d}-{d:02d}" + (f" .. {y}-{m:02d}-{d + self.n(1, 8):02d}" if self.p(0.4) else ""))
                ex = " except " + ", ".join(ds)
            if self.p(0.3):
                y, m = self.ym(self.n(0, self.len - 1))
                ex = f" and {y}-{m:02d}-{self.n(1, 28):02d}" + ex
            self.out.append("workdays " + self.ch("mon..fri", "mon..thu", "mon, wed, fri", "tue..sat", "mon..fri", "sun..thu") + ex)
        d = r.random()
        if d < 0.12:
            self.out.append("days 30/month")
        elif d < 0.17:
            self.out.append("days [28, 28, 35] every quarter")
        elif d < 0.2:
            self.out.append(f"days {listed(27, 35, self.len)}")
        elif d < 0.23 and self.dated:
            self.out.append(f"days {listed(27, 35, 12)} every year")
        self.fiscal = self.dated and self.p(0.3)
        if self.fiscal:
            y, m = self.ym(self.n(-12, self.len))
            self.fy = self.ch(y, y + 1)
            self.fk = y * 12 + m - 1
            self.out.append(f"fiscal year {self.fy} from {y}-{m:02d}")

    def fiscal_name(self, i):
        """a fiscal year or quarter that has column i"""
        k = self.y0 * 12 + self.m0 - 1 + i - self.fk
        return f"FY{self.fy + k // 12}" + (f"-Q{k % 12 // 3 + 1}" if self.p(0.7) else "")

    def day(self, lo=0):
        y, m = self.ym(self.n(min(lo, self.len - 1), self.len - 1))
        return f"{y}-{m:02d}-{self.n(1, 28):02d}"

    def edge(self, lo=0, t="flow"):
        return self.day(lo) if self.dated and t in ("flow", "mflow") and self.p(0.45) else self.any_month(lo)

    def when(self, t):
        """the months or days of a later clause"""
        w = self.r.random()
        if w < 0.4:
            return f"from {self.edge(1, t)}"
        if w < 0.5:
            return f"until {self.edge(0, t)}"
        if w < 0.6:
            i = self.n(0, self.len - 1)
            j = self.n(i, self.len - 1)
            a, b = self.mo(i), self.mo(j)
            if self.dated and t in ("flow", "mflow") and self.p(0.6):
                a, d = f"{a}-{self.n(1, 14):02d}", 14
                b = f"{b}-{self.n(15, 28):02d}"
            return f"from {a} until {b}" if self.p(0.5) else f"in {a} .. {b}"
        if w < 0.75:
            more = [self.span() for _ in range(self.n(1, 2))]
            return "in " + ", ".join([self.span(), *more])
        return f"in {self.span()}"

    def ym(self, i):
        k = self.y0 * 12 + self.m0 - 1 + i
        return k // 12, k % 12 + 1

    def mo(self, i):
        if not self.dated:
            return f"M{i + 1}"
        y, m = self.ym(i)
        return f"{y}-{m:02d}"

    def any_month(self, lo=0):
        return self.mo(self.n(min(lo, self.len - 1), self.len - 1))

    def span(self):
        if self.dated and self.fiscal and self.p(0.3):
            return self.fiscal_name(self.n(0, self.len - 1))
        if self.dated and self.p(0.3):
            names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
            i = self.n(0, self.len - 1)
            a = self.ym(i)[1] - 1
            s = self.r.random()
            if s < 0.4:
                return names[a]
            if s < 0.8:
                return f"{names[a]} .. {names[(a + self.n(1, 3)) % 12]}"
            return f"Q{a // 3 + 1}"
        a = self.n(0, self.len - 1)
        b = self.n(a, self.len - 1)
        return f"{self.mo(a)} .. {self.mo(b)}" if self.p(0.8) or a == b else self.mo(a)

    # --- literals by type
    def lit(self, t):
        r = self.r
        if t == "flow":
            return self.ch(f"{self.n(1, 60)}/month", f"{self.n(1, 9)}.{self.n(1, 9)}/month", f"{self.n(1, 4)}/day", f"{self.n(1, 5)}/workday",
                           f"{self.n(1, 9)}/week", f"{self.n(3, 90)}/quarter", f"{self.n(12, 500)}/year")
        if t in ("mflow", "money") and self.euro and self.p(0.25):
            return f"€{self.n(5, 900)}" + ("/month" if t == "mflow" else "")
        if t == "mflow":
            return self.ch(f"${self.n(10, 999)}/month", f"${self.n(1, 9)},{self.n(100, 999)}/month", f"${self.n(3, 60)}/day",
                           f"${self.n(1, 9)}.{self.n(1, 9)}k/quarter", f"${self.n(10, 400)}/week", f"{self.n(100, 900)} USD/month")
        if t == "count":
            return self.ch(str(self.n(1, 40)), f"{self.n(0, 9)}.{self.n(1, 99):02d}", str(self.n(1, 9)))
        if t == "pct":
            return self.ch(f"{self.n(1, 99)}%", f"{self.n(1, 9)}.{self.n(1, 9)}%", f"{self.n(1, 20)} of {self.n(20, 60)}")
        if t == "money":
            return self.ch(f"${self.n(5, 900)}", f"${self.n(1, 20)},{self.n(0, 9)}00", f"${self.n(1, 9)}.{self.n(1, 9)}k")
        if t == "days":
            return self.ch(f"{self.n(1, 80)} days", f"{self.n(1, 9)} weeks", f"{self.n(2, 30)} workdays", f"{self.n(1, 30)}.{self.n(1, 9)} days")
        if t == "either":
            x = self.ref("flow") or "3.1/month"
            return f"({x} / ({x} + 3.37/month))"
        if t == "kept":
            return self.ref("kept") or "$40/month"
        if t == "rate":
            return self.ch(f"{self.n(1, 30)}%/month", f"{self.n(0, 9)}.{self.n(1, 9)}%/month", f"{self.n(1, 60)}%/year", f"{self.n(1, 30)}%/quarter")
        if t == "months":
            return self.ch(f"{self.n(1, 4)} months", f"{self.n(0, 3)}.{self.n(1, 9)} months", "1 quarter")

    def range_lit(self, t):
        if t in ("flow", "mflow", "pct", "count", "days", "months", "money", "rate"):
            a, b = sorted((self.n(1, 30), self.n(31, 60)))
            f = {"rate": "{}%/month", "flow": "{}/month", "mflow": "${}/month", "pct": "{}%", "count": "{}", "days": "{} days", "months": "{} months", "money": "${}"}[t]
            if self.p(0.3):
                return f"{f.format(a)} to {f.format(b)} likely {f.format(self.n(a, b))}"
            return f"{f.format(a)} to {f.format(b)}"

    def input_value(self, t):
        """clauses without other rows"""
        s = self.r.random()
        if s < 0.3:
            v = self.lit(t)
        elif s < 0.4:
            v = self.range_lit(t)
        elif s < 0.5 and t in ("flow", "mflow", "count", "money"):
            g = self.ch("{s}{n}%/month", "{s}{n}%/month", "{s}{n}%/year", "({s}{n}%/year)", "-({n}%/quarter)", "{s}{n}% every year", "{s}{n}% every {k} months")
            g = g.format(s=self.ch("", "-"), n=self.n(1, 16), k=self.n(1, 6))
            v = f"{self.lit(t)} growing {g}" + (f" from {self.any_month()}" if self.p(0.4) else "")
        elif s < 0.6 and self.len > 3:
            v = f"{self.lit(t)} rising to {self.lit(t)} by {self.mo(self.n(2, self.len - 1))}" + (f" from {self.mo(1)}" if self.p(0.3) else "")
        elif s < 0.66 and t in ("flow", "mflow"):
            v = f"{self.lit(t)} once in {self.any_month()}"
        elif s < 0.71 and t in ("flow", "mflow"):
            each = self.ch("every 2 months", "every quarter", "every year", "every 5 months")
            amount = f"{self.n(1, 90)}" if t == "flow" else f"${self.n(10, 900)}"
            v = f"{amount} {each} from {self.edge(0, t)}" + (f" until {self.mo(self.len - 1)}" if self.p(0.3) else "")
        elif s < 0.74 and t in ("flow", "count"):
            xs = ", ".join(str(self.n(0, 40)) for _ in range(self.n(2, 6)))
            v = f"{self.lit(t)}, [{xs}]{'/month' if t == 'flow' else ''} from {self.mo(self.n(0, self.len - 2))}"
        elif s < 0.78 and t in ("flow", "count", "pct") and self.dated:
            unit = {"flow": "/month", "count": "", "pct": ""}[t]
            xs = ", ".join(f"{self.n(1, 99)}%" if t == "pct" else str(self.n(0, 30)) for _ in range(12))
            v = f"[{xs}]{unit} every year"
        else:
            v = self.lit(t)
        if " of " in v and self.p(0.5):
            return v
        while self.p(0.35):
            c = self.lit(t)
            if t in ("count", "flow") and self.p(0.15):
                c += " growing 2%/month"
            v += f", {c} {self.when(t)}"
            if self.p(0.15):
                v += f" when calendar.{self.ch('month', 'elapsed')} {self.ch('>', '<', '>=', '!=')} {self.n(1, self.len)}"
        return v

    def ref(self, t):
        return self.r.choice(self.pool[t]) if self.pool[t] else None

    def expr(self, t, d=2):
        """an expression of type t"""
        opts = []
        x = self.ref(t)
        if x and (d == 0 or self.p(0.35)):
            return x
        if d == 0:
            v = self.lit(t)
            return f"({v})" if " of " in v or t == "pct" else v
        e = lambda u: self.expr(u, d - 1)
        forms = {
            "flow": ["{flow} * {pct}", "{flow} + {flow}", "{pct} of {flow}" if self.pool["pct"] else "{flow}", "min({flow}, {flow})", "{count} / {months}",
                     "delay({flow}, {dur})", "delay({flow}, {dur}, before {litflow})", "delay({flow}, {shares})", "spread({flow}, {n} months)",
                     "prev({flow}, {litflow})", "if({cond}, {flow}, {flow})", "trailing({flow}, {n})", "{mflow} / ({money} + $3.37)",
                     "prev({flow}, {litflow}, {n})", "next({flow}, {litflow}, {n})", "tiers({flow}, {tiers:/month})",
                     "tiers({flow}, whole, {tiers:/month})", "tiers({flow}, {tiers:}, each quarter)", "tiers({flow}, {tiers:}, each year)",
                     "prev(next({flow}, {litflow}, {n}), {litflow}, {n})", "next({flow}, {flow})", "prev({flow}, {flow}, {n})",
                     "tiers({flow}, {pct} to abs({flow}), {pct})", "tiers({flow}, whole, {pct} to {count}, {pct}, each quarter)",
                     "tiers({flow}, {pct} to ({count}), {pct} to ({count}) + 900.37, {pct}, each year)", "next({count}, {litcount}) * {rate}",
                     "mean({flow})", "{count} / {days}", "{flow} - {flow}", "abs({flow} - {litflow})", "change({flow})", "ifna(change({flow}), 0)",
                     "({flow})[{month}]", "floor({flow} + 0.137/month)", "{flow} * {litcount}", "round({flow} * 1.0137, 0.5/month)",
                     "{count} * {rate}", "{rate} of {count}", "{either} * {flow}", "max({flow}, {either} * {litflow})", "{flow} / {litcount}"],
            "rate": ["next({rate}, 3%/month)", "prev({rate}, 3%/month, {n})", "{rate} * 2", "{rate} + {rate}", "max({rate}, 3%/month)", "min({rate}, {rate})", "mean({rate})", "prev({rate}, 2%/month)",
                     "if({cond}, {rate}, 0)", "{rate} / 2", "{rate} * {pct}", "if({cond}, {rate}, {rate})", "({rate})[{month}]"],
            "kept": ["tiers({kept}, {tiers$/month})", "next({kept}, $9/month, {n})", "prev({kept}, $9/month, {n})", "{kept} + {kept}", "{kept} - {litmflow}", "max({kept}, {kept})", "prev({kept}, $90/month)", "{kept} * {litcount}", "{kept} * {pct}",
                     "if({cond}, {kept}, {kept})", "clamp({kept}, $5/month, {kept})", "ifna({kept}, $1/month)", "-{kept}", "{kept} / 3", "{pct} of {kept}",
                     "{kept} * {number}"],
            "either": ["{count} * {pct}", "{pct} * {season}", "{flow} / ({flow} + 3.37/month)", "{money} / ({money} + $7.3)", "{either} * 2",
                       "{count} / ({count} + 3.37)", "min({either}, {pct})", "max({either}, {count})", "{either} + {count}", "1 - {either}", "{kept} / ({kept} + $7.3/month)"],
            "mflow": ["{flow} * {money}", "{mflow} + {mflow}", "{mflow} - {mflow}", "{mflow} * {pct}", "{money} / {days}", "delay({mflow}, {dur})",
                      "max({mflow}, {mflow})", "delay({mflow}, {shares})", "if({cond}, {mflow}, {mflow})", "spread({mflow}, {n} months)",
                      "prev({mflow}, 0)", "next({mflow}, $7/month)", "tiers({mflow}, {tiers$/month})", "tiers({mflow}, {tiers$}, each year)",
                      "tiers({mflow}, whole, {tiers$}, each quarter)",
                      "tiers({flow}, {money} to {litflow}, {money})", "tiers({kept}, {tiers$/month}) * {pct}", "prev(next({mflow}, $3/month), $4/month)",
                      "tiers({mflow}, {pct} to {mflow}, {pct})", "{count} * exchange.EUR * 1/month", "change(ytd({mflow})) / 1 month", "{litflow} * {money}", "highest({mflow})", "{money} / {months}", "clamp({mflow}, {litmflow}, $5k/month)"],
            "count": ["tiers({count}, {tiers:})", "tiers({balance}, {tiers:})", "prev({count}, {litcount}, {n})", "qtd({flow}) - ytd({flow})", "{count} + {count}", "{count} * {pct}", "cum({flow})", "ytd({flow})", "qtd({flow})", "next({count}, {litcount}, {n})", "total({flow})", "total({flow}, {span})", "ramp({flow}, {ramp})",
                      "{flow} * {months}", "max({count}, {count})", "if({cond}, {count}, {count})", "prev({count}, {litcount})", "round({count} + 0.0137)",
                      "floor({count} * 1.37, 3)", "ceil({count} + 0.0137)", "lowest({count})", "first({count})", "last({count})", "({count})[{month}]",
                      "{flow} / ({flow} + 3.37/month)", "{mflow} / ({mflow} + $1.37/month)", "sqrt(abs({count}) + 1.37)", "({count} + 1) ^ 2",
                      "{money} / ({money} + $7.3)", "{days} / ({days} + 1.37 days)", "{flow} * {days}", "calendar.days / {litcount}",
                      "ifna({count} / ({count} - {count}), 1)", "calendar.workdays + {count}", "{months} / 1 month", "{days} / 1 month",
                      "{count} * {litcount} / 3", "calendar.elapsed + {count}", "calendar.month * {count}",
                      "round({count} * 1.5, 0.5)", "ceil({litcount} / 3 * 3)", "floor(7.5 * (1 / 3) * 2)", "round({count} / 3 * 1.5)",
                      "if({cond}, 1, 0) * {count}", "max({either}, {count})", "max({count}, 100%)", "floor({count} * 7, {n})"],
            "pct": ["if({cond}, {pct}, 0)", "max(1 - {pct}, 0)", "{pct} / 2", "if({cond}, 1, 0) * {pct}", "min({either}, {pct})", "round({pct}, 0.01)",
                    "{pct} * {pct}", "100% - {pct}", "min({pct}, {pct})", "1 - {pct}", "if({cond}, {pct}, {pct})", "prev({pct}, 5%)", "{pct} * 0.5",
                    "mean({pct})", "max({pct}, 3%)"],
            "money": ["tiers({money}, {tiers$})", "tiers({count}, whole, {money} to {litcount}, {money})", "next({money}, $5, {n})", "{money} * {pct}", "{money} + {money}", "cum({mflow})", "ytd({mflow})", "qtd({mflow})", "total({mflow})", "total({mflow}, {span})", "{count} * {money}",
                      "{mflow} * {months}", "max({money}, {money})", "{mflow} * {days}", "{mflow} / ({flow} + 0.37/month)", "prev({money}, $10)",
                      "if({cond}, {money}, {money})", "-{money} + {money}", "clamp({money}, $5, $5,000)", "round({money} * 1.0037, $10)"],
            "days": ["{days} * {litcount}", "{days} + {days}", "max({days}, {days})", "{days} / 2", "prev({days}, 3 days)", "if({cond}, {days}, {days})"],
            "months": ["{months} + {months}", "{months} * 2", "{count} / ({flow} + 3.37/month)", "min({months}, {months})", "{months} * {days} / {months}"
                       if False else "{months} / 2"],
        }[t]
        f = self.r.choice(forms)
        return self.fill(f, d - 1)

    def fill(self, f, d):
        out = ""
        while "{" in f:
            a, _, rest = f.partition("{")
            key, _, f = rest.partition("}")
            out += a + self.hole(key, d)
        return out + f

    def atom(self, t, d):
        x = self.expr(t, d)
        if any(c in x for c in " +-/") and not (x[-1] == ")" and x[0].isalpha() and self.simple_call(x)):
            return f"({x})" if not self.is_literal(x) else x
        return x

    def is_literal(self, x):
        import re
        return re.match(r"^[$€]?[\d.,]+k?%?(/\w+)?( (days|weeks|workdays|months|quarter|USD(/month)?))?$", x) is not None and "%" not in x

    def simple_call(self, x):
        depth = 0
        for i, c in enumerate(x):
            if c == "(":
                depth += 1
            elif c == ")":
                depth -= 1
                if depth == 0 and i < len(x) - 1:
                    return False
        return True

    def hole(self, key, d):
        if key == "balance":
            return self.ref("balance") or "3.7"
        if key in self.pool:
            if key == "pct":
                x = self.ref("pct")
                if x and self.p(0.7):
                    return x
                return f"{self.n(1, 99)}%" if self.p(0.5) else (self.ref("pct") or f"{self.n(1, 99)}%")
            return self.atom(key, d)
        if key.startswith("lit"):
            return self.lit(key[3:]).replace(",", "") if key != "litpct" else f"{self.n(1, 99)}%"
        if key == "kept":
            return self.ref("kept") or "$40/month"
        if key == "dur":
            t = self.ch("days", "months")
            x = self.ref("d_ok_" + t) if ("d_ok_" + t) in self.pool else None
            return x or self.lit(t)
        if key.startswith("tiers"):
            sign, per = ("$", key[6:]) if "$" in key else ("", key[6:])
            bounds = sorted(self.r.sample(range(3, 900), self.n(0, 3)))
            steps = [f"{self.n(1, 60)}% to {sign}{b}.37{per}" for b in bounds]
            return ", ".join([*steps, f"{self.n(1, 60)}%"])
        if key == "shares":
            k = self.n(1, 4)
            left, xs = 100, []
            for _ in range(k):
                v = self.n(0, left)
                xs.append(v)
                left -= v
            self.r.shuffle(xs)
            return "[" + ", ".join(f"{v}%" for v in xs) + "]"
        if key == "ramp":
            return "[" + ", ".join(f"{self.n(0, 110)}%" for _ in range(self.n(1, 5))) + "]"
        if key == "n":
            return str(self.n(1, 5))
        if key == "season":
            return self.ref("count") or "1.3"
        if key == "number":
            return self.ch("numbers", "2.5")
        if key == "balance":
            return self.ref("balance") or "3.7"
        if key == "month":
            return self.any_month()
        if key == "span":
            return self.span()
        if key == "cond":
            return self.cond(d)
        raise KeyError(key)

    def cond(self, d=1):
        t = self.ch("flow", "count", "money", "mflow")
        c = {"flow": "{}.37/month", "count": "{}.37", "money": "${}.37", "mflow": "${}.37/month"}[t].format(self.n(1, 60))
        x = f"{self.atom(t, max(d - 1, 0))} {self.ch('>', '<', '>=', '<=')} {c}"
        if self.p(0.25):
            x += f" {self.ch('and', 'or')} calendar.{self.ch('month', 'elapsed')} {self.ch('>', '<')} {self.n(1, self.len)}"
        if self.p(0.1):
            x = "not " + x
        return x

    # --- statements
    def input_rows(self):
        self.out.append("numbers = 2.5, 3.5 from " + self.any_month(1))
        for t in ("flow", "count", "pct", "money", "days", "months", "mflow", "rate"):
            for _ in range(self.n(1, 2) if t in ("pct", "flow", "rate") else self.n(0, 1)):
                nm = self.name({"rate": "churn", "flow": "in", "count": "num", "pct": "share", "money": "price", "days": "wait", "months": "term", "mflow": "fee"}[t])
                v = self.input_value(t)
                self.out.append(f"{nm} = {v}")
                if not v.startswith("[") and " once in " not in v:
                    self.pool[t].append(nm)
                elif t in ("flow", "mflow"):
                    self.pool[t].append(nm)
                self.inputs.append((nm, t))
                if t in ("days", "months"):
                    self.pool.setdefault("d_ok_" + t, []).append(nm)

    def plan(self):
        lines = []
        for nm in self.r.sample(["calls", "mails", "posts", "visits", "demos_", "letters"], self.n(1, 4)):
            per = self.ch("day", "week", "month", "month", "quarter", "year")
            num = self.ch(str(self.n(1, 30)), f"{self.n(1, 9)} to {self.n(10, 20)}", f"(uniform({self.n(1, 4)}, {self.n(5, 9)}))",
                          f"{self.n(1, 4)} to {self.n(9, 20)} likely {self.n(5, 8)}", f"{self.n(1, 9)}.5")
            s = f"{num} {nm}/{per}"
            if self.p(0.2) and self.pool["count"]:
                s += f" * {self.ref('count')}"
            while self.p(0.4):
                c = f"{self.n(1, 20)}/{self.ch('day', 'week', 'month')}"
                s += f", {c} {self.when('flow')}"
                if self.p(0.2):
                    s += f" when calendar.elapsed > {self.n(1, self.len)}"
            if "," not in s and self.p(0.4):
                s += f" taking {self.ch('15 minutes', '2 hours', '0.5 hours', '40 minutes')}"
            lines.append(s)
            self.actions.append(nm)
        if self.p(0.3):
            lines.append(f"capacity {self.n(1, 8)} hours/day")
        self.out.append("plan {")
        self.out += ["  " + x for x in lines]
        self.out.append("}")
        self.pool["flow"] += self.actions

    def pipeline(self, pname):
        stages = self.n(1, 4)
        names = self.r.sample(["meet", "demo", "offer", "trial", "quote"], stages)
        if self.p(0.6):
            names[-1] = "won"
        entry = self.ch("leads", "tips", "asks")
        rates = {}
        pre = pname + "." if pname else ""
        src = self.expr("flow", 1)
        lines = [f"  {entry} = " + self.ch(self.lit("flow"), f"abs({src})", f"{self.lit('flow')}, {self.lit('flow')} {self.when('flow')}")]
        prev = entry
        info = []
        for s in names:
            rr = self.ch(f"{self.n(1, 99)}%", f"{self.n(5, 95)}%", f"{self.n(1, 20)} of {self.n(20, 50)}", f"{self.n(5, 20)}% to {self.n(30, 60)}%", "row", "row")
            if rr == "row":
                rr = self.name("rate")
                self.out.append(f"{rr} = {self.n(1, 99)}%" + ("" if self.p(0.2) else f", {self.n(1, 99)}%") + f" from {self.any_month(1)}")
                self.inputs.append((rr, "pct"))
                self.pool["pct"].append(rr)
            over = self.p(0.25)
            if over:
                xs = [self.n(0, 50) for _ in range(self.n(1, 4))]
                if sum(xs) == 0:
                    xs[0] = 1
                tot = sum(xs)
                ps = [x * 100 // tot for x in xs]
                ps[-1] += 100 - sum(ps)
                line = f"  {s} = {rr} of {prev} over [{', '.join(f'{x}%' for x in ps)}]"
            else:
                dd = self.ch(f"{self.n(0, 60)} days", f"{self.n(1, 6)} weeks", f"{self.n(0, 2)}.{self.n(0, 9)} months", f"{self.n(1, 20)} workdays",
                             f"{self.n(5, 9)} to {self.n(10, 40)} days", "1 quarter", "row")
                if dd == "row":
                    dd = self.name("time")
                    self.out.append(f"{dd} = {self.n(0, 90)} days, {self.n(0, 90)} days from {self.any_month(1)}")
                    self.inputs.append((dd, "days"))
                line = f"  {s} = {rr} of {prev} in {dd}"
                z = self.r.random()
                if z < 0.2:
                    line += f", halving every {self.n(5, 60)} {self.ch('days', 'days', 'weeks')}"
                elif z < 0.4:
                    line += f", losing {self.n(1, 15)}%/{self.ch('day', 'week', 'month')}" if self.p(0.6) or not self.pool["rate"] \
                        else f", losing min({self.ref('rate')}, 90%/month)" if self.p(0.5) else f", losing {self.ref('rate')}"
            if self.p(0.25):
                line += f", taking {self.n(1, 90)} minutes"
            lines.append(line)
            info.append((s, over, rr, prev))
            prev = s
        worth = self.p(0.8)
        if worth:
            lines.append("  worth " + self.ch(self.lit("money"), self.ref("money") or "$500", "$1,000 to $3,000"))
            if self.p(0.2):
                lines.append(f"  aligned {self.ch('-', '')}{self.n(0, 100)}%")
        if self.p(0.6):
            rows = self.r.sample([entry] + names[:-1], self.n(1, len(names)))
            lines.append("  opening " + ", ".join(f"{self.n(0, 20)} {x}" for x in rows))
        self.out.append(f"pipeline {pname} {{" if pname else "pipeline {")
        self.out += lines
        self.out.append("}")
        self.pool["flow"] += [pre + entry, pre + names[-1], pre + "lost"] + [pre + x for x in names[:-1]]
        self.pool["count"] += [pre + "open", pre + names[0] + ".open", pre + "open.opening", pre + names[0] + ".open.opening"]
        self.pool["balance"] += [pre + "open.opening", pre + names[0] + ".open.opening"]
        self.pool["pct"] += [pre + "win_rate", pre + names[0] + ".kept"]
        self.pool["days"] += [pre + "cycle", pre + "cycle_all"]
        if worth:
            self.pool["mflow"] += [pre + "bookings", pre + "velocity"]
            self.pool["money"] += [pre + "weighted", pre + "weighted.opening"]
        self.pipes.append((pname, entry, info, worth))

    def stock(self):
        kind = self.r.random()
        if kind < 0.2:
            return self.monthly_stock()
        if kind < 0.3:
            nm = self.name("portion")
            self.out += [f"stock {nm} {{", f"  opening {self.ch('0', '12%', '7.5%')}", f"  gains {self.lit('rate')}",
                         f"  loses {nm} * {self.n(1, 20)}%/month", "}"]
            self.pool["pct"] += [nm, nm + ".opening"]
            return
        money = self.p(0.4)
        nm = self.name("stock")
        fl = "mflow" if money else "flow"
        lines = [f"  opening {('€' if self.euro and self.p(0.3) else '$') if money else ''}{self.n(0, 500)}", f"  gains {self.expr(fl, 1)}"]
        if self.p(0.5):
            lf = self.name("left")
            lines.append(f"  loses {lf} = {nm} * " + (self.ref("rate") or f"{self.n(1, 20)}%/month"))
        else:
            lf = None
        if self.p(0.4):
            lines.append(f"  loses {self.lit(fl)}" + ("" if self.p(0.5) else f", {self.lit(fl)} {self.when(fl)}"))
        self.out.append(f"stock {nm} {{")
        self.out += lines
        self.out.append("}")
        t = "money" if money else "count"
        self.pool[t] += [nm, nm + ".opening"]
        self.pool["balance"].append(nm + ".opening")
        if lf:
            self.pool[fl].append(lf)
            self.out.append(f"{self.name('quit')}{self.ch('', '', ': %/month')} = {lf} / {nm}.opening")
        if not money:
            price = self.ch(f"${self.n(9, 99)}/month", self.ref("mflow") or "$9/month")
            self.out.append(f"{self.name('mrr')} = {nm} * {price}")
            self.recurring.append(self.out[-1].split()[0])

    def monthly_stock(self):
        nm = self.name("mrr")
        a, b = self.name("added"), self.name("churned")
        self.out += [f"stock {nm} {{", f"  opening ${self.n(1, 90)}k/month", f"  gains {a} = abs({self.expr('flow', 0)}) * ${self.n(10, 900)}/month",
                     f"  loses {b} = {nm} * {self.ref('rate') or '3%/month'}", "}"]
        self.pool["kept"] += [nm, nm + ".opening"]
        self.monthly = (nm, a, b)
        self.out.append(f"{self.name('share')} = {b} / {nm}.opening")
        if self.p(0.5):
            self.out.append(f"goal total {a} >= ${self.n(1, 90)}k/month by {self.any_month()}")

    def money_rows(self):
        """balances per month, recurring money, rows of nothing but 0 and 1, rows that are empty in places"""
        for _ in range(self.n(0, 2)):
            nm = self.name("kept")
            self.out.append(f"{nm}: $/month last = ${self.n(10, 900)}/month" + self.ch("", f" growing {self.n(1, 9)}%/month", f", $90/month from {self.any_month(1)}"))
            self.pool["kept"].append(nm)
        if self.p(0.7):
            self.out.append(f"seats = {self.n(3, 90)}" + self.ch("", f", {self.n(3, 90)} from {self.any_month(1)}"))
            self.out.append(f"fee = ${self.n(9, 99)}/month" + self.ch("", f", ${self.n(9, 99)}/month from {self.any_month(1)}", " growing 5% every year"))
            forms = ["seats * fee", "fee * seats", "seats * fee - $900/month", "max(seats * fee, $90/month)", "seats * fee * 90%", "90% of (seats * fee)",
                     "seats * fee + numbers * $9/month", "if({cond}, seats * fee, 0)", "prev(seats * fee, $9/month)", "seats * fee / 2"]
            for _ in range(self.n(1, 2)):
                nm = self.name("mrr")
                self.out.append(f"{nm} = {self.fill(self.r.choice(forms), 1)}")
                self.recurring.append(nm)
        if self.p(0.4):
            nm = self.name("flag")
            self.out.append(f"{nm} = 0, 1 from {self.any_month(1)}")
            self.pool["count"].append(nm)
            self.out.append(f"{self.name('part')} = {nm} * {self.ref('pct') or '5%'}")
        if self.p(0.3):
            nm = self.name("maybe")
            self.out.append(f"{nm} = {self.lit('count')} / (calendar.elapsed - calendar.elapsed)" if self.p(0.4) else f"{nm} = {self.lit('count')} from {self.any_month(1)}")
            self.pool["maybe"].append(nm)
        for r in self.recurring:
            if self.p(0.6):
                self.out.append(self.ch(f"goal total {r} {self.ch('>=', '<=')} ${self.n(1, 90)}.37k" + self.ch("", f" by {self.any_month()}"),
                                        f"goal {r} {self.ch('>=', '<=')} ${self.n(100, 9000)}.37/month" + self.ch("", f" by {self.any_month()}", f" from {self.any_month()}")))
        if self.pool["flow"] and self.len > 3:
            x = self.ref("flow")
            self.out.append(f"{self.name('line')} = {x} rising to {self.ch(self.lit('flow'), self.ref('flow'))} by {self.mo(self.n(2, self.len - 1))}" +
                            self.ch("", f" from {self.mo(1)}"))
            self.pool["flow"].append(self.out[-1].split()[0])

    def loop(self, nm, t):
        """a row that feeds a sum or tiers of itself, through the month before"""
        d, per = ("$", "/month") if t == "mflow" else ("", "/month")
        other = self.name("fed")
        x = self.ch(f"ytd({nm}) / 1 month", f"qtd({nm}) / 1 month", f"tiers({nm}, {self.hole('tiers:' if not d else 'tiers$', 0)}, each quarter)",
                    f"tiers({nm}, {self.hole('tiers:/month' if not d else 'tiers$/month', 0)})", f"prev({nm}, {d}3{per}, {self.n(1, 3)})",
                    f"tiers({nm}, whole, {self.hole('tiers:' if not d else 'tiers$', 0)}, each year)")
        self.out.append(f"{other} = {x}")
        self.pool[t].append(other)
        return f"abs({self.lit(t).replace(',', '')} + prev({other}, {d}2{per}, {self.n(1, 2)}) * {self.n(3, 40)}%)"

    def formulas(self):
        for _ in range(self.n(6, 16)):
            t = self.r.choices(["flow", "mflow", "count", "money", "pct", "days", "months", "rate", "kept", "either"], [5, 5, 6, 5, 2, 1, 1, 3, 3, 2])[0]
            if t == "kept" and not self.pool["kept"]:
                continue
            nm = self.name("r")
            e = self.expr(t, 2)
            if e == nm or self.is_literal(e):
                continue
            s = self.r.random()
            ann = ""
            if s < 0.08 and t in ("mflow", "flow", "money"):
                ann = {"mflow": ": $/month " + self.ch("last", "mean", "sum"), "flow": ": 1/month last", "money": ": $ mean"}[t]
            elif s < 0.16 and t == "months":
                ann = ": days"
            if s > 0.9:
                if t in ("pct", "kept", "either"):
                    continue
                e = f"{self.lit(t)}, {self.atom(t, 1)} from {self.any_month(1)} when {self.cond(1)}"
            elif s > 0.86 and t in ("flow", "count", "mflow", "money"):
                start = self.lit(t)
                e = f"prev({nm}, {start.replace(',', '')}) * {self.n(80, 110)}% + {self.lit(t)}"
            if s > 0.84 and t in ("flow", "mflow") and not ann:
                e = self.loop(nm, t)
            self.out.append(f"{nm}{ann} = {e}")
            if not ann or t != "months":
                self.pool[t].append(nm)
        # some quotients for the roll-up
        if self.p(0.7):
            self.out.append(f"{self.name('q')} = {self.ref('flow')} / ({self.ref('flow')} + 0.37/month)")
            self.out.append(f"{self.name('q')} = {self.ref('flow')} / calendar.{self.ch('days', 'workdays')}")
            if self.pool["balance"]:
                self.out.append(f"{self.name('q')} = {self.ref('flow')} / {self.ref('balance')}")
            if len(self.pool["kept"]) > 1:
                self.out.append(f"{self.name('q')} = {self.ref('kept')} / {self.ref('kept')}")
            if len(self.actions) > 1:
                self.out.append(f"{self.name('q')} = {self.actions[0]} / {self.actions[1]}")
        if self.p(0.4):
            self.out.append(f"{self.name('v')} = volatility(abs({self.expr('count', 1)}) + 1.37 + calendar.month)")
        if self.p(0.5):
            self.out.append(f"{self.name('g')} = growth({self.actions[0]} + {self.n(1, 9)}.37/month)")

    def more_goals(self):
        """totals, years that the plan does not wholly cover, rows without values"""
        x = self.r.choice(self.actions)
        year = f" in {self.ym(0)[0]}" if self.dated else ""
        if self.p(0.5):
            self.out.append(f"goal total {x} {self.ch('>=', '<=')} {self.n(10, 800)}" + self.ch("", f" by {self.any_month()}", year))
        if self.p(0.3) and self.dated:
            self.out.append(f"goal {x} {self.ch('>=', '<=')} {self.n(10, 400)}.37{year}")
            self.out.append(f"{self.name('all')} = total({x}, {self.ym(0)[0]})")
        if self.p(0.5):
            self.out.append(f"goal {self.ref('pct')} {self.ch('>=', '<=')} {self.n(1, 99)}%" + self.ch("", f" by {self.any_month()}"))
        if self.p(0.2):
            self.out.append(f"goal {x} >= {self.n(10, 800)}.37/{self.ch('year', 'quarter')}" + self.ch("", f" by {self.any_month()}"))
        if self.pool["rate"] and self.p(0.4):
            self.out.append(f"goal {self.ref('rate')} {self.ch('>=', '<=')} {self.n(1, 20)}.3%/month" + self.ch("", f" by {self.any_month()}", f" from {self.any_month()}"))
        if self.pool["either"] and self.p(0.4):
            self.out.append(f"goal {self.ref('either')} >= " + self.ch(f"{self.n(1, 99)}%", f"{self.n(1, 9)}.37"))
        if self.pool["maybe"]:
            x = self.ref("maybe")
            self.out.append(f"goal {x} >= {self.n(1, 30)}" + self.ch("", f" by {self.any_month()}", f" in {self.mo(0)} .. {self.mo(self.n(1, self.len - 1))}"))
            self.out.append(f"check {x} >= {self.n(1, 9)}" + self.ch("", f" from {self.any_month()}"))
            self.out.append(f"{self.name('none')} = {x} * 5/month")
            self.out.append(f"goal total {self.out[-1].split()[0]} >= 20" + self.ch("", f" by {self.any_month()}"))

    def goals(self, indent=""):
        for _ in range(self.n(0, 3)):
            t = self.ch("flow", "count", "money", "mflow")
            x = self.ref(t)
            if not x:
                continue
            c = {"flow": "{}.37/month", "count": "{}.37", "money": "${}.37", "mflow": "${}.37/month"}[t].format(self.n(1, 400))
            tail = self.ch("", f" by {self.any_month()}", f" from {self.any_month()}", f" in {self.mo(0)} .. {self.mo(self.n(1, self.len - 1))}")
            self.out.append(f"{indent}goal {x} {self.ch('>=', '<=')} {c}{tail}")
        if self.actions and self.p(0.5):
            x = self.r.choice(self.actions)
            self.out.append(f"{indent}goal {x} >= {self.n(10, 800)}.37" + self.ch("", f" by {self.any_month()}", f" in {self.mo(0)} .. {self.mo(self.n(1, self.len - 1))}"))
        if self.p(0.4):
            self.out.append(f"{indent}check {self.cond(1)}" + self.ch("", f" from {self.any_month()}"))

    def scenario(self, nm, parent):
        self.out.append(f"scenario {nm}{' extends ' + parent if parent else ''} {{")
        done = set()
        for _ in range(self.n(1, 3)):
            nmx, t = self.r.choice(self.inputs)
            if nmx in done:
                continue
            done.add(nmx)
            v = self.ch(self.lit(t), f"base * {self.n(50, 99)}%", f"{self.lit(t)} from {self.any_month(1)}", f"base / 2 in {self.span()}",
                        f"{self.lit(t)} in {self.span()}",
                        f"{self.lit(t)} {self.when(t)}", f"{self.lit(t)} {self.when(t)}, {self.lit(t)} {self.when(t)}")
            self.out.append(f"  {nmx} = {v}")
        if self.actions and self.p(0.7):
            a = self.r.choice(self.actions)
            self.out.append(f"  plan {self.n(1, 30)} {a}/{self.ch('day', 'week', 'month')}" + self.ch("", f" from {self.any_month(1)}", f" {self.when('flow')}"))
        if self.euro and self.p(0.5):
            self.out.append(f"  exchange EUR = " + self.ch("$1.31", "base * 2", f"$1.29 from {self.any_month(1)}"))
        for pname, entry, info, worth in self.pipes:
            pre = pname + "." if pname else ""
            if self.p(0.5):
                s, over, rr, prev = self.r.choice(info)
                if self.p(0.5) and s not in done:
                    self.out.append(f"  pipeline {pname + ' ' if pname else ''}{{ {s} = {self.n(5, 95)}% of {prev} " +
                                    self.ch(f"in {self.n(1, 60)} days", f"in {self.n(1, 3)} months", "over [25%, 50%, 25%]") + " }")
                elif not worth and pname:
                    self.out.append(f"  pipeline {pname} {{ worth ${self.n(90, 900)} }}")
                else:
                    self.out.append(f"  {pre}{s}.rate = base * {self.n(40, 99)}%" + self.ch("", f" from {self.any_month(1)}"))
        if self.p(0.3):
            self.out.append(f"  new extra_{nm} = {self.expr('count', 1)}")
        if self.p(0.3):
            self.goals("  ")
        self.out.append("}")

    def build(self):
        self.calendar()
        self.out.append("")
        self.input_rows()
        self.plan()
        z = self.r.random()
        if z < 0.55:
            self.pipeline("")
        elif z < 0.65:
            self.pipeline("core")
        elif z < 0.85:
            self.pipeline("core")
            self.pipeline("side")
        for _ in range(self.n(0, 2)):
            self.stock()
        self.money_rows()
        self.formulas()
        self.goals()
        self.more_goals()
        if self.p(0.6):
            self.scenario("s1", None)
            if self.p(0.5):
                self.scenario("s2", self.ch("s1", None))
        body = self.out
        return "\n".join(body) + "\n"


def valid(text):
    from oracle import evaluate, PaceError
    with tempfile.NamedTemporaryFile("w", suffix=".pace", delete=False) as f:
        f.write(text)
    try:
        for s in ["base"] + [x for x in ("s1", "s2") if f"scenario {x}" in text]:
            r = evaluate(f.name, s)
        big = max((abs(v) for row in r["rows"] for v in row["values"] if not hasattr(v, "_na")), default=0)
        return big < 10**12, "large"
    except PaceError as e:
        return False, str(e)
    finally:
        os.unlink(f.name)


# Mistakes and edges, put into a plan that is right: what the oracle says of the whole is asked of pace. The names in braces are rows of the plan.
SLIPS = """
bad = {flow} + {rate}
bad = {rate} - {flow}
bad = {count} + {pct}
bad = {pct} - {count}
bad = max({count}, {pct})
bad = min({pct}, 7)
bad = max({rate}, 7/month)
bad = if({count} > 3.37, {pct}, 7)
bad = if({count} > 3.37, {count}, {pct})
bad = clamp({pct}, 0, 5)
bad = clamp({count}, 5%, 900)
bad = ifna({pct}, 5)
bad = prev({pct}, 5)
bad = prev({count}, 5%)
bad = prev({rate}, 5/month)
bad = {count}, 5% from {month}
bad = [110%, 0.9, 100%] from {first}
bad = [3%/month, 4/month] from {first}
bad = {pct}, 3 from {month}
check {count} > 5%
check {pct} >= 25
check {rate} >= 2/month
check {pct} >= 1
goal {pct} >= 25
goal {pct} >= 1
goal {pct} >= 0
goal {count} >= 50%
goal {rate} <= 3%
goal {rate} <= 3/month
goal total {rate} <= 30%
goal total {count} >= 3
goal total {pct} >= 3%
goal total {flow} >= 33
goal total {flow} >= 33/month
goal total {mflow} >= $33
goal total {flow} >= 33 from {month}
bad = total({rate})
bad = cum({rate})
bad = delay({rate}, 1 month)
bad = spread({rate}, 2 months)
bad = ramp({rate}, [50%, 100%])
bad = delay({flow}, 1 month, before 5%/month)
bad = 5 days/month
bad = 2 weeks/quarter
bad = {flow} * 3 days/week
bad = 1 year/month
bad = $100 growing -150%/month
bad = 7 growing -101%/year
bad = 7 growing -130% every year
bad = 7 growing -100%/month
bad = 7 growing 5%/month every year
bad = 7 growing {rate}
bad = 7 growing {pct} every 2 months
bad = 7 growing {count} every 2 months
stock bad { opening 100; loses 5%/month }
stock bad { opening 100; gains 10%/month; loses 3/month }
stock bad { opening 100; gains {rate} }
stock bad { opening 10%; gains {flow} }
stock bad { opening 10%; gains {rate} }
stock bad { opening 0; gains {pct} }
stock bad { opening 0; gains {count} }
stock bad { opening 0; gains 1 in {month} }
stock bad { opening 0; gains 1 once in {month} }
stock bad { opening 0; gains 0, 2/month from {month} }
stock bad { opening 100/month; gains 5/month }
stock bad { opening $100/month; gains $5/month }
stock bad { opening 2; loses 3/month }
stock bad { opening $2; loses $3/month }
stock bad { opening 10 months; gains 1 }
stock bad { gains 5/month }
plan 2 extra_calls/day taking -5 minutes
plan 2 extra_calls/day taking 0 minutes
plan 2 extra_calls/day * {count}
plan 2 extra_calls/day * {pct}
workdays 40/month
workdays 30/month
workdays 31/month
hours_ = {flow} - {flow}; plan 2 extra_calls/day * (1 - {count})
pipeline bad { bad_leads = 10%/month; bad_won = 50% of bad_leads in 10 days }
pipeline bad { bad_leads = {rate}; bad_won = 50% of bad_leads in 10 days }
pipeline bad { bad_leads = {flow} * {pct}; bad_won = 50% of bad_leads in 10 days }
pipeline bad { bad_leads = 0.1/month - {flow}; bad_won = 50% of bad_leads in 10 days }
pipeline bad { bad_leads = 5/month; bad_won = 0.5 of bad_leads in 10 days }
pipeline bad { bad_leads = 5/month; bad_won = {count} of bad_leads in 10 days }
pipeline bad { bad_leads = 5/month; bad_won = {pct} of bad_leads in 10 days }
pipeline bad { bad_leads = 5/month; bad_won = 50% of bad_leads in 10 days, losing bad_rate }; bad_rate = 1%/day
pipeline bad { bad_leads = 5/month; bad_won = 50% of bad_leads in 10 days, losing bad_rate }; bad_rate = 1%/month, 2%/week from {month}
pipeline bad { bad_leads = 5/month; bad_won = 50% of bad_leads in 10 days, losing bad_rate }; bad_rate = 1%/month
pipeline bad { bad_leads = 5/month; bad_won = late of bad_leads in 0 months; opening 3 bad_leads }; late = 80% from {month}
pipeline bad { bad_leads = 5/month; bad_won = late of bad_leads in 20 days; opening 3 bad_leads }; late = 80% from {month}
scenario bad { {input} = 5% }
scenario bad { {input} = 5 }
scenario bad { {input} = 5/month }
scenario bad { {input} = 5%/month }
scenario bad { {input} = 0 }
scenario bad { {input} = 5% in {month} }
scenario bad { replace {row} = 5% }
scenario bad { replace {row} = 5 }
scenario bad { replace calendar.days = 5 }
scenario bad { replace calendar.month = 5 }
scenario bad { replace effort = 5 hours/month }
bad = round({pct}, 2)
bad = round({rate}, 2)
bad = floor({money}, 2)
bad = round({money}, $2)
bad = ceil({count} + 7, 2)
bad = round({count}, 0)
bad = round({count}, -1)
bad = round({count}, 3000000000)
bad = round({pct}, 0.01)
bad = round({pct}, 1%)
bad = round({money}, 0.5)
bad = round(3, 1)
bad = floor(0.3, 1)
bad = 3-5
bad = 12-7
bad = $5k-$20k
bad = 3–5
bad = 30-60 days
bad = ($500)
bad = (500)
bad = [$900, ($500)]/month from {first}
bad = {pct} of 3
bad = {count} of 3
bad = {either} of 3
bad = {pct} + 5 points
bad = {either} + 5 points
bad = {count} + 5 points
bad = {rate} + 5 points
bad = {pct} + 5%
bad = {count} - 5%
bad = {count} * 105%
bad = 100% + {pct}
bad = {either} + {pct}
bad = {pct} + {either} + 3
bad = {either} + 3 + {pct}
bad = {either} + 3; worse = bad + {pct}
bad = {either} + 3%  - 1
bad = {count} * {pct} + {count}
bad = {count} * {pct} + {pct}
bad = {pct} * {pct} + 3
bad = {pct} * 2 + 3
bad = 3 * {pct} + {count}
bad = {pct} / 2 - {count}
bad = {count} / 2 - {pct}
bad = {flow} / {flow} - {pct}
bad = {flow} / 3 months
bad = {mflow} / 45 days
bad = {mflow} / 1 month; stock gained { opening $5/month; gains bad }
bad: $/month = {money} / 2 months
bad = {flow} / {flow} - {count}
bad = sqrt({count}) + {pct}
bad = ({count})^2 + {pct}
bad = abs({pct}) + 3
bad = mean({pct}) + 3
bad = growth({count}) + 3
bad = change({pct}) + 3
bad = change({count}) + {pct}
bad = calendar.month + {pct}
bad = total({flow}) + {pct}
bad = {flow} * 3 months + {pct}
bad = {rate} * 3 months + {count}
bad = 3, {pct} from {month}
bad = 0, {pct} from {month}
bad = 1, {pct} from {month}
bad: % = {count}; worse = bad + 3
bad: 1 = {pct}; worse = bad + {pct}
bad: % = {count} / 100; worse = bad + {pct}
bad: %/month = {flow} / 100; worse = bad + {rate}
bad: %/month = {flow} / 100; worse = bad + {flow}
ok = if({count} > 3.37, 1, 0); bad = ok + {pct}; worse = ok + {count}
ok = if({count} > 3.37, 1, 0); bad = ok * {pct} + {count}
ok = 100%; bad = max(ok, {count})
bad = 20/day
bad = {flow} + 20/day
bad = [1, 2, 3]/day from {first}
bad = $20/day
bad = 2%/day
bad = 20/workday
goal {mrr} >= $30k
goal {mrr} >= $30k/month
goal total {mrr} >= $30k
goal total {mrr} >= $30k/month
bad = {mrr} * 12; goal bad >= $30k
bad: $/month last = {mrr}; goal bad >= $30k
bad: $/month last = {mrr}; goal total bad >= $30k
bad = {mrr} + {mflow}; goal bad >= $30k
bad = {mrr} - $5/month; goal bad >= $30k
bad = {pct} of {mrr}; goal bad >= $30k
bad = {count} * $5/month; goal bad >= $30k
bad = {count} * {mflow}; goal bad >= $30k
bad = {pct} * $5/month; goal bad >= $30k
bad = {count} * 5/month; goal bad >= 30
bad = 3 * {mflow}; goal bad >= $30k
bad = {flow} * {money}; goal bad >= $30k
check {mrr} >= $5k
pipeline bad { bad_leads = 5/month; bad_won = half of bad_leads in 10 days }; half = 0.5
pipeline bad { bad_leads = 5/month; bad_won = half of bad_leads in 10 days }; half = 50
pipeline bad { bad_leads = 5/month; bad_won = half of bad_leads in 10 days }; half = 1
pipeline bad { bad_leads = 5/month; bad_won = half of bad_leads in 10 days }; half = 0.5, 60% from {month}
pipeline bad { bad_leads = 5/month; bad_won = half of bad_leads in 10 days }; half = {pct} * 0.5
pipeline bad { bad_leads = 5/month; bad_won = half of bad_leads in 10 days }; half = if({flow} > 3.37/month, 0.5, 0)
pipeline bad { bad_leads = 5/month; bad_won = half of bad_leads in 10 days }; half = if({flow} > 3.37/month, 1, 0)
pipeline bad { bad_leads = 5/month; bad_won = min({either}, 1) of bad_leads in 10 days }
pipeline bad { bad_leads = 5/month; bad_won = 20 of bad_leads in 10 days }
pipeline bad { bad_leads = 5/month; bad_won = 50% of bad_leads over [0.5, 0.5] }
pipeline bad { bad_leads = 5/month; bad_won = 50% of bad_leads over [bad_x, 1 - bad_x] }; bad_x = 0.5
pipeline bad { bad_leads = 5/month; bad_won = 50% of bad_leads over [bad_x, 1 - bad_x] }; bad_x = 30%, 60% from {month}
pipeline bad { bad_leads = 5/month; bad_won = 50% of bad_leads over [0, 1] }
pipeline bad { bad_leads = 5/month; bad_won = 50% of bad_leads over [20, 80] }
pipeline bad { bad_leads = 5/month; bad_won = 50% of bad_leads in 9 days; worth $90; aligned 0.5 }
pipeline bad { bad_leads = 5/month; bad_won = 50% of bad_leads in 9 days; worth $90; aligned bad_x }; bad_x = -50
pipeline bad { bad_leads = 5/month; bad_won = 50% of bad_leads in 9 days; worth $90; aligned -{pct} * 50% }
pipeline bad { bad_leads = 5/month; bad_won = 50% of bad_leads in 9 days; worth $90; aligned -1 }
pipeline bad { bad_leads = 5/month; bad_won = 50% of bad_leads in 9 days, losing 0.02/day }
pipeline bad { bad_leads = 5/month; bad_won = 50% of bad_leads in 9 days, losing bad_x }; bad_x = 0.02/month
pipeline bad { bad_leads = 5/month; bad_won = 50% of bad_leads in 9 days, losing {flow} }
pipeline bad { bad_leads = 5/month; bad_won = bad_x of bad_leads in 9 days }; bad_x = 1; scenario bad { bad_x = 0.3 }
pipeline bad { bad_leads = 5/month; bad_won = bad_x of bad_leads in 9 days }; bad_x = 1; scenario bad { bad_x = 30% }
bad = {pct} - 100%
bad = {either} - 100%
bad = max({flow} / ({flow} + 3.37/month) - 100%, 0)
bad = {count} - 100%
bad = {rate} - 100%
bad = {money} - 100%
bad = 100% - 5%
bad = {pct} - 100%; worse = bad + 3
stock bad { opening 10; gains 5/month }; scenario bad { stock bad { opening 5% } }
stock bad { opening 0; gains 5/month }; scenario bad { stock bad { opening {pct} } }
stock bad { opening 10; gains 5/month }; scenario bad { stock bad { opening {count} } }
stock bad { opening 10; gains 5/month }; scenario bad { stock bad { opening $5 } }
stock bad { opening 10; gains 5/month }; scenario bad { stock bad { opening 5/month } }
stock bad { opening 10%; gains {rate} }; scenario bad { stock bad { opening 7 } }
stock bad { opening 0; gains {rate} }; scenario bad { stock bad { opening 7% } }
stock bad { opening 0; gains {rate} }; scenario bad { stock bad { opening 7 } }
stock bad { opening $10; gains $5/month }; scenario bad { stock bad { opening 7 } }
stock bad { opening bad_x; gains 5/month }; bad_x = 0; scenario bad { bad_x = 5% }
stock bad { opening bad_x; gains 5/month }; bad_x = 1; scenario bad { bad_x = 7 }
goal {flow} >= 400.37/year
goal {flow} <= 100.37/quarter by {month}
goal {mflow} >= $60.37k/year from {month}
goal {flow} >= bad_q; bad_q = 400/year
goal {flow} >= bad_q; bad_q = 400/month
goal {flow} >= bad_q * 2; bad_q = 400/year
goal {rate} <= 30%/year
goal {mrr} >= $60.37k/year
goal total {flow} >= total(bad_q); bad_q = 400/year
scenario bad { goal {flow} >= 400.37/year }
pipeline bad { bad_leads = 5/month; bad_won = 50% of bad_leads in 9 days }; scenario bad { pipeline bad { worth $70 } }
pipeline bad { bad_leads = 5/month; bad_won = 50% of bad_leads in 9 days; worth $90 }; scenario bad { new bad.worth = $70 }
pipeline bad { bad_leads = 5/month; bad_won = 50% of bad_leads in 9 days }; scenario bad { new bad.chance = 3 }
scenario bad { new {flow}.extra = 3 }
bad = {count} +- 5
bad = {count} -- 5
bad = {count} - -5
bad = {flow} + -{flow}
bad = 40 +- 5
bad = 5 to 10/month
bad = 5/month to 10
bad = $5 to $10/month
bad = $5/month to $10
bad = 5% to 10%/month
bad = 5%/month to 10%
bad = 5/week to 10/month
bad = $5 to 10/month
bad = 1 to 2 hours/week
bad = 30 to 60 days; worse = {flow} * bad
bad = 7 growing bad_x every 2 months; bad_x = 0, 1 from {month}
bad = 7 growing 1 every 2 months
bad = 7 growing {flow}
bad = tiers({mflow}, 10% to $5/month, 20%)
bad = tiers({mflow}, 10% to $5, 20%)
bad = tiers({mflow}, 10% to $5, 20%, each quarter)
bad = tiers({mflow}, 10% to $5/quarter, 20%, each quarter)
bad = tiers({mflow}, 10% to $9/month, 15% to $5/month, 20%)
bad = tiers({mflow}, 10% to -$9/month, 20%)
bad = tiers({mflow}, {pct} to $5/month, {pct})
bad = tiers({mflow}, {count} to $5/month, {count})
bad = tiers({mflow}, {pct} to $5/month, {count})
bad = tiers({mflow}, 10% to {mflow}, 20%)
bad = tiers({mflow}, 10% to {mflow}, 20% to {mflow}, 30%)
bad = tiers({count}, 10% to {count}, 20%)
bad = tiers({count}, 10% to {pct}, 20%)
bad = tiers({rate}, 10% to 3%/month, 20%)
bad = tiers({rate}, 10% to 3%, 20%, each year)
bad = tiers({flow}, {flow} to 3/month, {flow})
bad = tiers({flow}, {rate} to 3/month, {rate})
bad = tiers({flow}, $5 to 3/month, $3); worse = bad + {mflow}
bad = tiers({flow}, 10% to 3/month, $3)
bad = tiers({count}, 10% to 5, 20%, each year)
bad = tiers({money}, 2 to $5, 3)
bad = tiers({money}, $2 to $5, $3)
bad = tiers({pct}, 10% to 5%, 20%) + {pct}
bad = tiers({pct}, 10% to 5%, 20%) + 3
bad = tiers({count}, 10% to 5, 20%) + {pct}
bad = tiers({count}, 10% to 5, 20%) + {count}
bad = tiers({flow}, 10% to 5, 20%, each year) + {flow}
bad = tiers({flow}, {either} to 5, {either}, each year) + {flow}
bad = tiers({either}, 10% to 5, 20%) + {pct}
bad = tiers({mrr}, 10% to $5/month, 20%); goal bad >= $30k
bad = tiers({mrr}, 10% to $5, 20%, each quarter); goal bad >= $30k
bad = tiers({flow}, 10%, 20%)
bad = tiers({flow})
bad = ytd({count})
bad = qtd({rate})
bad = ytd({pct})
bad = ytd({mflow}) + {money}
bad = ytd({mflow}) + {mflow}
bad = ytd({flow}) + {pct}
bad = qtd({flow}) + {count}; goal bad >= 30
bad = qtd({flow}); goal total bad >= 30
bad = ytd({mrr}); goal bad >= $30k
bad = next({mrr}, $5/month); goal bad >= $30k
bad = next({mrr}, $5/month, 2); goal total bad >= $30k
bad = next({pct}, 5)
bad = next({count}, 5%)
bad = next({flow}, 5)
bad = next({rate}, 5%/month, 2)
bad = next({flow}, 0) + {flow}
bad = next(bad, 0)
bad = next(worse, 0); worse = prev(bad, 0, 2)
bad = next(worse, 0/month) + {flow}; worse = delay(bad, 2 months)
bad = prev(worse, 0/month) + {flow}; worse = next(bad, 0/month)
stock bad { opening 5; gains bad_n }; bad_n = next(bad, 0) * 1/month
bad = next({count}, 0, 0)
bad = next({count}, 0, -1)
bad = prev({count}, 0, 1.5)
bad = prev({count}, 0, {count})
bad = prev({count}, 0, 2 months)
bad = next({count})
bad: $/month last = $5/month, $7/month from {date}
bad: $/month mean = $5/month, $7/month until {date}
bad = $5/month, $7/month from {date}
bad = 5%/month, 6%/month from {date}
bad = {flow}, 3/month until {date}
bad = {rate}, 3%/month until {date}
bad = {count}, 3 from {date}
bad = {pct}, 3% in {date}
bad = ytd({flow}), 5 from {date}
bad = {mrr}, $5/month from {date}
bad = {flow} / {flow}, 3 from {date}
bad = mean({flow}), 3/month from {date}
bad = {flow}, 3/month from {date} until {month}
bad = {flow}, 3/month in {date} .. {month}
bad = {flow}, 3/month in {month} .. {date}, {month}
bad = 3/month growing 5%/month from {date}
bad = [3, 4, 5]/month from {date}
bad = 0, {mflow} from {date}; stock worse { opening $5; gains bad }
stock bad { opening 5; gains 0, 2/month from {date} }
stock bad { opening $5; loses $9/month until {date} }
stock bad { opening 5%; gains 0, 2%/month from {date} }
stock bad { opening $5/month; gains {flow} * $5/month from {date} }
pipeline bad { bad_leads = 5/month, 7/month from {date}; bad_won = 50% of bad_leads in 10 days }
pipeline bad { bad_leads = 5/month; bad_won = bad_x of bad_leads in 10 days }; bad_x = 50%, 40% from {date}
pipeline bad { bad_leads = 5/month; bad_won = 50% of bad_leads in bad_x }; bad_x = 5 days, 9 days from {date}
plan 2 extra_calls/day, 3/day from {date}
plan 20 extra_calls/month, 3/week in {date}
plan 2 extra_calls/day taking 5 minutes, 3/day from {date}
plan 2 extra_calls/day taking 5 minutes, 3/day from {date} taking 9 minutes
bad = 5 once in {date}
bad = $5 every 2 months from {date}
bad = 5 every year
bad = 5/quarter every 3 months from {month}
bad = 5% every 2 months from {month}
bad = 5%/month every 2 months from {month}
bad = 3 days every 2 months from {month}
bad = {flow} every 2 months from {month}
bad = {count} every 2 months from {month}
bad = {pct} every 2 months from {month}; worse = bad + {rate}
bad = {money} every quarter from {month}; worse = bad + {mflow}; goal bad >= $30
bad = $5/month, {mflow} every 5 months from {month} until {month}
bad = 1, 2 in FY2027
bad = 1, 2 in FY2026-Q1, FY2027-Q3
bad = 1, 2 in 2026-Q3
bad = 1, 2 in Q2, Q4
bad = 1, 2 in Q2 .. Q4
bad = total({flow}, Q3)
bad = total({flow}, FY2027)
goal total {flow} >= 33 in FY2027
goal total {flow} >= 33 in Q2
fiscal year 2027 from {month}
fiscal year 2027 from {month}; bad = ytd({flow}); worse = tiers({flow}, 10% to 30, 20%, each quarter)
exchange EUR = $2
exchange CHF = {money}; bad = 5 CHF
exchange CHF = {count}; bad = 5 CHF
exchange CHF = {mflow}; bad = 5 CHF
exchange CHF = $1.3, $1.4 from {date}
exchange CHF = $1.3; bad = exchange.CHF + {money}
exchange CHF = $1.3; bad = exchange.CHF * {count}; worse = {money} / exchange.CHF + {count}
exchange CHF = $1.3; bad = tiers({mflow}, 10% to 5 CHF/month, 20%)
exchange CHF = $1.3; bad = 5 CHF + {count}
exchange CHF = $1.3; bad = {pct} of 5 CHF + {money}
exchange CHF = $1.3; goal {money} >= 30 CHF
exchange CHF = $1.3, $1.7 from {month}; goal total {mflow} >= 30 CHF by {month}
exchange CHF = $1.3, $1.7 from {month}; bad = {mflow} rising to 90 CHF/month by {month}
exchange CHF = $1.3; bad = {count} * 5 CHF/month; goal bad >= 30 CHF/month
exchange CHF = $1.3; stock bad { opening 30 CHF; gains 5 CHF/month }; scenario bad { exchange CHF = $2 }
exchange CHF = $1.3; bad = 5 CHF; scenario bad { replace exchange.CHF = {money} }
exchange CHF = $1.3; bad: CHF = 5 CHF
exchange CHF = -{money}; bad = 5 CHF
bad = 5 CHF
bad = £5
workdays [20, 21]
workdays [20, 20, 21] every quarter
workdays [20, 20, 0] every quarter
workdays [20, 20, 36] every quarter
workdays mon..fri and 2026-02-30
workdays mon..fri and {date} except {date}
scenario bad { {input} = 5/month from {date} }
scenario bad { {input} = $5/month until {date} }
scenario bad { {input} = 5 from {date} }
scenario bad { plan 3 {action}/day from {date} }
scenario bad { plan 3 {action}/day in {date} taking 9 minutes }
scenario bad { replace {balance} = 5 }
scenario bad { {balance} = 5 }
bad = {flow} / {balance}
bad = {flow} / {balance} + {rate}
bad = {balance} + {count}; goal bad >= 30
""".strip().split("\n")


def slip(seed):
    """a plan that is right, and a line or two that may be wrong put into it"""
    slip = SLIPS[seed % len(SLIPS)]
    for t in range(200):
        g = Gen(seed * 1000 + t)
        text = g.build()
        s = slipped(g, slip)
        if s and not (s.startswith("pipeline bad") and "pipeline {" in text) and valid(text)[0]:
            lines = [x for x in text.split("\n") if not (s.startswith("workdays") and x.startswith("workdays"))]
            return "\n".join(lines) + s + "\n"
    return None


def slipped(g, s):
    """a slip with rows of the plan in its places; None where it has no such row"""
    r = g.r
    rows = {k: r.choice(v) for k, v in g.pool.items() if v}
    rows.update(date=g.day(1) if g.dated else "2026-03-15", action=r.choice(g.actions), month=g.any_month(1), first=g.mo(0), input=r.choice(g.inputs)[0], mrr=r.choice(g.recurring) if g.recurring else None)
    rows["row"] = r.choice([x for k in ("count", "pct", "flow") for x in g.pool[k] if not x.startswith(("stock", "portion"))])
    for k, v in rows.items():
        if v is not None:
            s = s.replace("{" + k + "}", v)
    return None if re.search(r"{[a-z]+}", s) else s


def plan(seed, log=None):
    for t in range(200):
        text = Gen(seed * 1000 + t).build()
        ok, why = valid(text)
        if ok:
            return text
        if log is not None:
            log.append(why)
    raise SystemExit("no valid plan")


def main():
    sys.stdout.write((slip if sys.argv[2:] == ["slip"] else plan)(int(sys.argv[1])))


if __name__ == "__main__":
    t = threading.Thread(target=main)
    t.start()
    t.join()
