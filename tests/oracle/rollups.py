"""Roll-ups of rows and formulas (LANGUAGE section 4, MEANING sections 1 and 3), and which money is recurring."""
from parser import Node, strip
from reached import reach
from values import *
from functions import UNK, STRONG, PCT, ANY

MIXED = "mixed"
KEEP = {"min": None, "max": None, "clamp": None, "ifna": None, "prev": slice(0, 2), "next": slice(0, 2), "if": slice(1, 3),
        "abs": None, "floor": slice(0, 1), "ceil": slice(0, 1), "round": slice(0, 1)}


def span_of(u):
    return 0 if u in (None, UNK) else times(u)


class Rolls:
    def __init__(self, w):
        self.w, self.memo, self.busy = w, {}, set()

    # ---- rows
    def row(self, name):
        """(kind, the two formulas of a quotient of totals or None); kind is None while the row's own roll-up is being found"""
        if name in self.memo:
            return self.memo[name]
        if name in self.busy:
            return None, None
        self.busy.add(name)
        r = self._row(self.w.rows[name])
        self.busy.discard(name)
        if not self.busy:
            self.memo[name] = r
        return r

    def _row(self, r):
        if r.rd is None:
            return r.roll, None
        ann = r.rd.ann
        if ann and ann.roll:
            return {"mean": "level"}.get(ann.roll, ann.roll), None
        t = self.w.types[r.name]
        if t.strong or t.level:
            return "level", None
        if t.unit == FLOW and t.pct:
            reach("percent: a level per month")
            return "level", None
        if r.name in self.w.entries or r.rd.action:
            return "sum", None                         # what is done, and what a pipeline is fed with, is a flow, however it is worked out
        if r.group == "stock" or r.name in self.w.moved and times(t.unit) == -2:
            if times(t.unit) == -2:
                reach("roll-up: a stock's flows per month twice")
            return "sum", None
        one = sum(len(cl) for cl, _, _ in r.rd.layers) == 1
        if one:
            cl, scope, world = r.rd.layers[0]
            c, e = cl[0], strip(cl[0].expr)
            sc = (scope, world, r.name)
            if not (c.time or c.growing is not None or c.rising or c.when) and e.k == "bin" and e.op == "/" and times(t.unit) == 0 \
                    and not t.last and self.is_sum(e.a, sc) and self.is_sum(e.b, sc):
                reach("roll-up: a flow over a flow")
                return "level", (e.a, e.b, sc)
        parts, once = [], False
        for cl, scope, world in r.rd.layers:
            sc = (scope, world, r.name)
            for c in cl:
                e = strip(c.expr)
                once = once or bool(c.time and c.time[0] in ("once", "back"))
                parts += [self.of(x, sc) for x in e.items] if e.k == "list" else [self.of(c.expr, sc)]
                if c.rising:
                    parts.append(self.of(c.rising[0], sc))
        have = {p for p in parts if p} - {None}
        if MIXED in have:
            return self.by_unit(t, t.last), None
        if len(have) == 1 and not once:
            return have.pop(), None
        return self.by_unit(t, t.last), None

    def is_sum(self, n, sc):
        n = strip(n)
        if n.k == "name":
            return self.row(self.w.resolve(n.v, sc, n.line))[0] == "sum"
        r = self.of(n, sc)
        t = self.w.infer(n, sc)
        return r == "sum" or r in (None, MIXED) and span_of(t.unit) == -1 and not (t.pct or t.strong or t.level)

    def by_unit(self, t, last):
        if t.strong or t.unit == FLOW and t.pct:
            return "level"
        k = span_of(t.unit)
        return ("last" if last else "level") if k == 0 else "sum" if k == -1 else "level"

    # ---- formulas
    def default(self, n, sc):
        t = self.w.infer(n, sc)
        return self.by_unit(t, t.last or self.any_last(n, sc))

    def any_last(self, n, sc):
        n = strip(n)
        if n.k == "name":
            return self.row(self.w.resolve(n.v, sc, n.line))[0] == "last"
        if n.k == "call":
            return any(self.any_last(a, sc) for a in (n.args[1:] if n.f == "if" else n.args) if a.k not in ("list", "span"))
        return any(self.any_last(x, sc) for x in (getattr(n, "a", None), getattr(n, "b", None)) if x is not None and n.k != "cmp")

    def together(self, parts, n, sc, rule=None):
        have = {self.of(p, sc) for p in parts} - {None}
        if not have:
            return None
        if len(have) == 1 and MIXED not in have:
            r = have.pop()
            if r == "last" and rule:
                reach(rule)
            return r
        return self.default(n, sc)

    def of(self, n, sc):
        """sum, last, level; None for literals, which follow the rows beside them; MIXED for a function over months, which makes only
        a row of its own a level: rows keep their roll-up, formulas around a function go by their unit"""
        k = n.k
        if k in ("num", "evidence", "range", "unknown", "cmp", "logic", "not"):
            return None
        if k in ("paren", "neg"):
            return self.of(n.a, sc)
        if k == "name":
            return self.row(self.w.resolve(n.v, sc, n.line))[0]
        if k == "base":
            return self.w.worlds[sc[1]].rolls.row(sc[2])[0]
        if k == "at":
            return MIXED
        if k == "bin" and n.op in "+-":
            return self.together([n.a, n.b], n, sc, "roll-up: a sum of last rows")
        if k in ("bin", "of"):
            return self.product(n, "*" if k == "of" else n.op, sc)
        if k == "call":
            if n.f in STRONG or n.f in ("total", "volatility", "cum", "ytd", "qtd", "ramp", "delay", "spread"):
                return self.per_month_again(n, sc) or MIXED
            if n.f == "tiers":
                reach("roll-up: tiers are a product")
                rates = [r for r, _ in n.tiers]
                plain = not any(self.names(r) for r in rates)       # literals follow what they stand beside
                rate = rates[0] if plain or len(rates) == 1 else Node("call", n.line, f="max", args=rates, before=None)
                return self.of(Node("bin", n.line, op="*", a=n.args[0], b=rate), sc)
            if n.f in KEEP:
                args = n.args if KEEP[n.f] is None else n.args[KEEP[n.f]]
                return self.together(args, n, sc, "roll-up: min, max, if, clamp, ifna, prev of last rows")
        return self.default(n, sc)

    def per_month_again(self, n, sc):
        """what becomes of a flow of a stock that is so much a month: one figure, a balance, or such a flow later"""
        if n.f not in ("total", "cum", "ytd", "qtd", "ramp", "delay", "spread") or times(self.w.infer(n.args[0], sc).unit or PURE) >= -1:
            return None
        if n.f in ("delay", "spread"):
            return self.of(n.args[0], sc)
        return {"total": "level"}.get(n.f, "last") if times(self.w.infer(n, sc).unit) == -1 else None

    def product(self, n, op, sc):
        w = self.w
        a, b = self.of(n.a, sc), self.of(n.b, sc)
        ta, tb, t = w.infer(n.a, sc), w.infer(n.b, sc), w.infer(n, sc)
        if t.strong:
            return "level"
        if op == "/" and a != "last" and span_of(ta.unit) == -1 and span_of(tb.unit) == 0 and (tb.last or self.any_last(n.b, sc)):
            reach("roll-up: a flow over a balance")
            return "level"
        if MIXED in (a, b):
            return self.default(n, sc)
        if a is None and b is None:
            return None if not self.names(n) else self.default(n, sc)
        if t.unit == FLOW and t.pct:
            reach("percent: a formula of a level per month")
            return "level"
        if op == "/" and a == "sum" and b == "last":
            reach("roll-up: a flow over a balance")
            return "level"
        if op == "/" and a in ("sum", "level") and span_of(ta.unit) == -1 and b == "sum" and span_of(tb.unit) == 0:
            reach("roll-up: a flow over calendar days")
            return "level"
        if op == "/" and a == b == "last":
            reach("roll-up: a balance over a balance")
            return "last"

        def neutral(r, x):
            return r in (None, "level") and span_of(x.unit) == 0
        if neutral(b, tb) and a is not None and not (ta.unit == FLOW and ta.pct):
            if a == "last":
                reach("roll-up: a last row times a level or a number")
            return a
        if op == "*" and neutral(a, ta) and b is not None and not (tb.unit == FLOW and tb.pct):
            if b == "last":
                reach("roll-up: a last row times a level or a number")
            return b
        for x, y, tx, ty in ((a, b, ta, tb), (b, a, tb, ta)):
            if op == "*" and x == "last" and y == "level" and span_of(tx.unit) == 0 and ty.unit == MFLOW:
                return "last"                          # a balance at an average price
        if op == "*" and (a is None and span_of(ta.unit) == 0 and tb.unit == FLOW and tb.pct and b == "level"
                          or b is None and span_of(tb.unit) == 0 and ta.unit == FLOW and ta.pct and a == "level"):
            return "level"                             # a number that is written there leaves a percentage per month a level
        r = self.default(n, sc)
        if r == "sum" and "last" in (a, b) and PCT in (ta.kind, tb.kind):
            reach("percent: per month times a count is a flow")
        return r

    def names(self, n):
        n = strip(n)
        if n.k in ("name", "base", "call", "at"):
            return True
        return any(self.names(x) for x in (getattr(n, "a", None), getattr(n, "b", None)) if x is not None)

    # ---- recurring money
    def money(self, n, sc, seen=()):
        """money per month that is no flow of events: a literal, a variable made of literals, a balance per month"""
        n = strip(n)
        if n.k == "list":
            return True
        t = self.w.infer(n, sc)
        if t.unit != MFLOW:
            return False
        if n.k in ("neg",):
            return self.money(n.a, sc, seen)
        if n.k in ("num", "range"):
            return True
        if n.k == "name":
            name = self.w.resolve(n.v, sc, n.line)
            r = self.w.rows[name]
            if self.row(name)[0] == "last":
                return True
            if r.rd is None or r.rd.action or name in seen:
                return False
            return not any(c.time and c.time[0] in ("once", "back") for cl, _, _ in r.rd.layers for c in cl) and all(
                strip(c.expr).k in ("num", "range", "list", "neg") for cl, _, _ in r.rd.layers for c in cl)
        return False

    def things(self, n, sc):
        """something without time and currency that is no percentage"""
        t = self.w.infer(n, sc)
        return t.unit == PURE and t.kind not in (PCT,) and self.names(n)

    def recurring_row(self, name, seen=()):
        r = self.w.rows[name]
        if r.rd is None or name in seen or self.w.types[name].unit != MFLOW:
            return False
        fs = [(c.expr, (scope, world, name)) for cl, scope, world in r.rd.layers for c in cl]
        return self.mixed(fs, seen + (name,))

    def mixed(self, fs, seen):
        """one part is recurring, the others are recurring or such money"""
        hit = False
        for n, sc in fs:
            if self.recurring(n, sc, seen):
                hit = True
            elif not (self.money(n, sc) or self.w.infer(n, sc).unit is None):
                return False
        return hit

    def recurring(self, n, sc, seen=()):
        n = strip(n)
        if n.k == "neg":
            return self.recurring(n.a, sc, seen)
        if n.k == "name":
            return self.recurring_row(self.w.resolve(n.v, sc, n.line), seen)
        if n.k == "bin" and n.op in "+-":
            return self.mixed([(n.a, sc), (n.b, sc)], seen)
        if n.k == "call" and n.f in ("prev", "next"):
            return self.mixed([(a, sc) for a in n.args[:2]], seen)
        if n.k == "call" and n.f in ("min", "max", "clamp", "ifna", "if"):
            return self.mixed([(a, sc) for a in (n.args[1:] if n.f == "if" else n.args)], seen)
        if n.k == "call" and n.f == "tiers":
            return all(self.w.infer(r, sc).unit in (PURE, None) for r, _ in n.tiers) and self.recurring(n.args[0], sc, seen)
        if n.k in ("bin", "of"):
            op = "*" if n.k == "of" else n.op
            for x, y in ((n.a, n.b), (n.b, n.a)) if op == "*" else ((n.a, n.b),):
                if self.w.infer(y, sc).unit not in (PURE, None):
                    continue
                if self.recurring(x, sc, seen) or op == "*" and self.money(x, sc) and self.things(y, sc):
                    return True
        return False
