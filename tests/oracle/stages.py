"""Pipelines, stocks, effort as rows (sections 5, 7, 8)."""
from fractions import Fraction as F
from lexer import PaceError
from values import *
from functions import arrive, shares, overlap, UNK, PCT, CNT, EITHER, ANY, TBD
from parser import strip
from reached import reach
from state import SUMS, MONEY_ROWS, RowDef


def build_pipes(w):
    from world import Row
    w.deferred = {}
    w.pipes = {}
    w.effort_parts = []
    for name, p in w.state.pipes.items():
        w.pipes[name] = Pipe(w, p)
    named = [p for k, p in w.pipes.items() if k]
    if named:
        money = any(p.p.worth is not None for p in named)
        for nm in SUMS:
            if nm in MONEY_ROWS and not money:
                continue
            unit = {"entered": FLOW, "won": FLOW, "lost": FLOW, "open": PURE, "open.opening": PURE, "weighted": MONEY, "weighted.opening": MONEY, "sales_growth": PURE}.get(nm, MFLOW)
            roll = {"open": "last", "weighted": "last", "open.opening": "last", "weighted.opening": "last", "velocity": "level", "acceleration": "level", "sales_growth": "level"}.get(nm, "sum")

            def fn(m, nm=nm):
                if nm == "acceleration":
                    return NA if m == 0 else w.get("velocity", m) + -1 * w.get("velocity", m - 1)
                if nm == "sales_growth":
                    return growth(w, "bookings", m)
                t = F(0)
                for p in named:
                    if nm in MONEY_ROWS and p.p.worth is None:
                        continue
                    t = t + w.get(p.pre + nm, m)
                return t
            w.add(Row(nm, "pipeline", named[0].p.line, fn=fn, unit=unit, roll=roll, pct=nm == "sales_growth",
                      strong=nm in ("velocity", "acceleration", "sales_growth")))


def growth(w, name, m):
    if m == 0:
        return NA
    a, b = w.get(name, m - 1), w.get(name, m)
    if a is NA or b is NA or a <= 0:
        return NA
    return b / a - 1


class Pipe:
    def __init__(self, w, p):
        from world import Row
        self.w, self.p, self.cal = w, p, w.cal
        self.pre = p.name + "." if p.name else ""
        self.sc = (("pipe", p.name), w.state.parent, None)
        self.memo_p, self.memo_q, self.memo_l = {}, {}, {}
        grp = p.name or "pipeline"
        pre = self.pre
        n = len(p.stages)
        w.add_rd(p.entry)

        def add(nm, fn, unit, roll, pct=False, strong=False, line=p.line):
            w.add(Row(pre + nm, grp, line, fn=fn, unit=unit, roll=roll, pct=pct, strong=strong))
        for k, s in enumerate(p.stages):
            add(s.name, lambda m, k=k: self.arrivals(k, m), FLOW, "sum", line=s.line)
            w.add_rd(s.rate)
            if s.time is not None:
                w.add_rd(s.time)
            else:
                add(s.name + ".time", lambda m, k=k: self.lag(k, m), MONTHS, "level", line=s.line)
            add(s.name + ".kept", lambda m, k=k: self.kept(k, m), PURE, "level", pct=True, line=s.line)
            add(s.name + ".open", lambda m, k=k: self.open(k, m), PURE, "last", line=s.line)
            add(s.name + ".open.opening", lambda m, k=k, s=s: self.opening(k) if m == 0 else w.get(self.pre + s.name + ".open", m - 1), PURE,
                "last", line=s.line)
            add(s.name + ".lost", lambda m, k=k: self.losses(k, m), FLOW, "sum", line=s.line)
            if s.taking is not None:
                w.effort_parts.append((s.line, lambda m, s=s, k=k: self.effort(s, k, m)))
        last = p.stages[-1]
        add("entered", lambda m: w.get(p.entry.name, m), FLOW, "sum")
        if last.name != "won":
            add("won", lambda m: self.arrivals(n - 1, m), FLOW, "sum")
        add("lost", lambda m: self.sum(lambda k: self.losses(k, m)), FLOW, "sum")
        add("open", lambda m: self.sum(lambda k: self.open(k, m)), PURE, "last")
        add("open.opening", lambda m: self.sum(self.opening) if m == 0 else w.get(self.pre + "open", m - 1), PURE, "last")
        add("win_rate", lambda m: self.chain(0, m), PURE, "level", pct=True)
        add("cycle", lambda m: self.sum(lambda k: self.days(k, m)), DAYS, "level")
        add("cycle_all", lambda m: self.stay(m), DAYS, "level")
        if p.worth is not None:
            add("velocity", self.velocity, MFLOW, "level", strong=True)
            add("bookings", lambda m: self.won(m) * self.worth(m), MFLOW, "sum")
            add("weighted", self.weighted, MONEY, "last")
            add("weighted.opening", self.weighted_opening, MONEY, "last")
            add("directed", lambda m: w.get(pre + "bookings", m) * self.aligned(m), MFLOW, "sum")
            add("acceleration", lambda m: NA if m == 0 else w.get(pre + "velocity", m) + -1 * w.get(pre + "velocity", m - 1),
                MFLOW, "level", strong=True)
            add("sales_growth", lambda m: growth(w, pre + "bookings", m), PURE, "level", pct=True, strong=True)

    # ---- inputs, read in a column
    def raw(self, node, m):
        v = self.w.ev(node, m, self.sc)
        return NA if v is NA else v[0]

    def in_days(self, node, m):
        v = self.w.ev(node, m, self.sc)
        if v is NA:
            return NA
        return v[0] * self.cal.D(m) if v[1] == MONTHS else v[0]

    def rate(self, k, m):
        s = self.p.stages[k]
        r = self.w.get(s.rate.name, m)
        if r is not NA and not 0 <= r <= 1:
            raise PaceError("bad-rate", s.rate.layers[-1][0][0].line, "stage rate")
        return r

    def dur(self, k, m):
        """duration in its own unit"""
        s = self.p.stages[k]
        d = self.w.get(s.time.name, m)
        if d is not NA and d < 0:
            raise PaceError("negative-duration", s.time.layers[-1][0][0].line, "stage")
        return d

    def kind(self, k):
        s = self.p.stages[k]
        if s.time is None:
            return "list"
        return "months" if self.w.rows[s.time.name].unit == MONTHS else "days"

    def list(self, k, m):
        s = self.p.stages[k]
        if (k, m) not in self.memo_l:
            self.memo_l[k, m] = shares(self.w, s.list.items, m, self.sc, s.line, True)
        return self.memo_l[k, m]

    def lag(self, k, m):
        ps = self.list(k, m)
        return NA if ps is NA else sum((i * p for i, p in enumerate(ps)), F(0))

    def days(self, k, m):
        kind = self.kind(k)
        d = self.lag(k, m) if kind == "list" else self.dur(k, m)
        return d if kind == "days" else d * self.cal.D(m)

    def kept(self, k, m):
        if (k, m) not in self.memo_p:
            self.memo_p[k, m] = self._kept(k, m)
        return self.memo_p[k, m]

    def _kept(self, k, m):
        s = self.p.stages[k]
        r = self.rate(k, m)
        q = F(1)
        if s.halving is not None:
            h = self.in_days(s.halving, m)
            if h is not NA and h <= 0:
                raise PaceError("bad-rate", s.line, "half-life")
            q = fpow(F(2), -1 * div(self.days(k, m), h))
        elif s.losing is not None:
            n = s.losing
            while n.k == "paren":
                n = n.a
            reach("losing: a named row" if n.k == "name" else "losing: a literal")
            if n.k == "num" and n.per in ("day", "week", "month"):
                rho = n.v / (100 if n.pct else 1)
                span = {"day": F(1), "week": F(7), "month": self.cal.D(m)}[n.per]
            else:
                rho = self.raw(s.losing, m)
                span = self.cal.D(m)
            if rho is not NA and not 0 <= rho <= 1:
                raise PaceError("bad-rate", s.line, "losing")
            q = fpow(1 + -1 * rho, div(self.days(k, m), span))
        return r * q

    def worth(self, m):
        return self.raw(self.p.worth, m)

    def aligned(self, m):
        if self.p.aligned is None:
            return F(1)
        a = self.raw(self.p.aligned, m)
        if a is not NA and not -1 <= a <= 1:
            raise PaceError("bad-rate", self.p.aligned.line, "aligned")
        return a

    # ---- flows
    def into(self, k, m):
        return self.w.get(self.p.entry.name, m) if k == 0 else self.w.get(self.pre + self.p.stages[k - 1].name, m)

    def opening(self, k):
        at = self.p.entry_name if k == 0 else self.p.stages[k - 1].name
        t = F(0)
        for node, row, _ in self.p.opening:
            if row == at:
                t = t + self.raw(node, 0)
        return t

    def leaving(self, k, m):
        """opening deals that leave in month m"""
        o = self.opening(k)
        if o is not NA and o == 0:
            return F(0)
        if m > 0 and self.kept(k, 0) is NA:
            reach("opening with a rate that comes late")
        kind, cal = self.kind(k), self.cal
        if kind == "list":
            ps = self.list(k, 0)
            if ps is NA:
                return NA
            mean = sum((i * p for i, p in enumerate(ps)), F(0))
            part = sum(ps[m + 1:], F(0)) / mean if mean else F(m == 0)
        else:
            d = self.dur(k, 0)
            if d is NA:
                return NA
            if d == 0:
                part = F(m == 0)
            elif kind == "days":
                part = overlap(F(0), d, F(cal.S(m)), F(cal.S(m + 1))) / d
            else:
                part = min(max(d - m, F(0)), F(1)) / d
        return o * part if part else F(0)

    def flow(self, k, m, keep):
        key = (k, m, keep)
        if key in self.memo_q:
            return self.memo_q[key]
        kind = self.kind(k)
        d = (lambda j: self.list(k, j)) if kind == "list" else (lambda j: self.dur(k, j))
        share = lambda p: p if keep else 1 + -1 * p
        t = arrive(self.cal, m, lambda j: self.into(k, j) * share(self.kept(k, j)), kind, d, line=self.p.stages[k].line)
        left = self.leaving(k, m)
        if left is NA or left != 0:
            t = t + left * share(self.kept(k, 0))
        self.memo_q[key] = t
        return t

    def arrivals(self, k, m):
        return self.flow(k, m, True)

    def losses(self, k, m):
        return self.flow(k, m, False)

    def won(self, m):
        return self.w.get(self.pre + "won", m)

    def open(self, k, m):
        before = self.opening(k) if m == 0 else self.w.get(self.pre + self.p.stages[k].name + ".open", m - 1)
        return before + self.into(k, m) + -1 * self.arrivals(k, m) + -1 * self.losses(k, m)

    def sum(self, f):
        t = F(0)
        for k in range(len(self.p.stages)):
            t = t + f(k)
        return t

    def chain(self, k, m):
        t = F(1)
        for i in range(k, len(self.p.stages)):
            t = t * self.kept(i, m)
        return t

    def stay(self, m):
        t, p = F(0), F(1)
        for k in range(len(self.p.stages)):
            t = t + p * self.days(k, m)
            p = p * self.kept(k, m)
        return t

    def velocity(self, m):
        c = self.w.get(self.pre + "cycle_all", m)
        if c is not NA and c == 0:
            return self.w.get(self.pre + "bookings", m)
        v = self.w.get(self.pre + "open", m) * self.chain(0, m) * self.worth(m)
        if v is NA or c is NA:
            return NA
        return v / (c / self.cal.D(m))

    def weighted_opening(self, m):
        reach("opening of a pipeline's balance")
        if m:
            return self.w.get(self.pre + "weighted", m - 1)
        # What a stage that `opening` does not name would bring does not touch.
        named = {row for _, row, _ in self.p.opening}
        have = [k for k in range(len(self.p.stages)) if (self.p.stages[k - 1].name if k else self.p.entry_name) in named]
        if not have:
            return F(0)
        t = F(0)
        for k in have:
            t = t + self.opening(k) * self.chain(k, 0)
        return t * self.worth(0)

    def weighted(self, m):
        return self.sum(lambda k: self.open(k, m) * self.chain(k, m)) * self.worth(m)

    def effort(self, s, k, m):
        return (self.arrivals(k, m) + self.losses(k, m)) * effort_of(self.raw(s.taking, m), s.line)


def build_stocks(w):
    from world import Row
    for s in w.state.stocks.values():
        sc = (("stock", s.name), w.state.parent, None)
        flows = []
        for i, f in enumerate(s.flows):
            nm = f.name or f"{s.name}..{'gain' if f.sign > 0 else 'loss'}{i}"
            rd = RowDef(nm, f.clauses, f.line, "stock", scope=("stock", s.name), world=f.world)
            rd.hidden = f.name is None
            w.add_rd(rd)
            flows.append((f.sign, nm))

        def unit(s=s, flows=flows):
            u, k = UNK, None
            if s.opening is not None:
                t = w.infer(s.opening, (None, w.state.parent, None))
                u, k = t.unit, t.kind
            if u in (None, UNK):
                for _, nm in flows:
                    v = w.types[nm].unit
                    if v not in (None, UNK):
                        u = (v[0], v[1] + 1, v[2], v[3])
                        break
            if u in (None, UNK) or not number(u):
                return u, None
            if k != PCT:
                ks = {w.types[nm].kind for _, nm in flows} - {ANY, None, TBD}
                k = PCT if k in (ANY, None) and ks == {PCT} else CNT
            if k == PCT:
                reach("percent: a stock in percent")
            return u, k

        def opening(m, s=s, sc=sc):
            if m > 0:
                return w.get(s.name, m - 1)
            if s.opening is None:
                return F(0)
            v = w.ev(s.opening, 0, (None, w.state.parent, None))
            return NA if v is NA else v[0]

        def balance(m, s=s, flows=flows):
            t = w.get(s.name + ".opening", m)
            for sg, nm in flows:
                days = w.types[s.name].unit == DAYS and w.types[nm].unit == PURE
                t = t + sg * w.get(nm, m) * (w.cal.D(m) if days else 1)
            return t
        w.add(Row(s.name, "stock", s.line, fn=balance, unit=UNK, roll="last"))
        w.add(Row(s.name + ".opening", "stock", s.line, fn=opening, unit=UNK, roll="last"))
        w.deferred[s.name] = w.deferred[s.name + ".opening"] = unit


def taking_in(w, rd, m):
    """the effort in force in the clause that gives month m: its own, else the one before it (it stays until restated), else the first
    one after it (`taking` at the end of the line)"""
    flat, hit = [], None
    for cl, scope, world in rd.layers:
        for c in cl:
            flat.append(c.taking)
            inside, _ = w.covers(c, m)
            if inside and (c.when is None or w.ev(c.when, m, (scope, world, rd.name)) is True):
                hit = len(flat) - 1
    if hit is None:
        return None
    for t in flat[hit::-1] + flat[hit:]:
        if t is not None:
            return t


def effort_of(t, line):
    if t is not NA and t < 0:
        reach("bad-range: effort below zero")
        raise PaceError("bad-range", line, "effort below zero")
    return t


def build_effort(w):
    from world import Row
    parts = [p for _, p in w.effort_parts]
    for rd in w.state.defs.values():
        if rd.action and rd.taking is not None:
            def one(m, rd=rd):
                node = taking_in(w, rd, m)
                if node is None:
                    return F(0)
                t = w.ev(node, m, (None, None, None))
                return NA if t is NA else w.get(rd.name, m) * effort_of(t[0], rd.line)
            parts.append(one)
    if parts:
        def effort(m):
            t = F(0)
            for p in parts:
                t = t + p(m)
            return t
        w.add(Row("effort", "plan", 0, fn=effort, unit=(0, -1, 0, 1), roll="sum"))


def row_losing(w, name, line):
    """a row after `losing` says no percentage per day or week: read as a row it is so much a month"""
    from state import clause_nodes, walk

    def one(n):
        if n.k in ("num", "list") and n.per in ("day", "week", "workday"):
            reach("bad-rate: losing a row per day or week")
            raise PaceError("bad-rate", line, "losing a row that is per day or week")
    rd = w.rows[name].rd
    for cl, _, _ in rd.layers if rd is not None else []:
        for c in cl:
            for n in clause_nodes(c):
                walk(n, one)


def only_numbers(w, n, sc):
    """literals, or a row of literals"""
    n = strip(n)
    if n.k == "list":
        return True
    if n.k == "name":
        r = w.rows[w.resolve(n.v, sc, n.line)]
        return r.rd is not None and not r.rd.action and all(
            only_numbers(w, c.expr, (scope, world, r.name)) for cl, scope, world in r.rd.layers for c in cl)
    return n.k in ("num", "range") or n.k == "neg" and only_numbers(w, n.a, sc)


def figure(w, n, sc):
    """the number that a formula is, itself or by a row that is just that; None where it is another formula"""
    n, sign = strip(n), 1
    if n.k == "neg":
        n, sign = strip(n.a), -1
    if n.k == "name":
        rd = w.rows[w.resolve(n.v, sc, n.line)].rd
        if rd is None or rd.action or sum(len(cl) for cl, _, _ in rd.layers) > 1 or rd.layers[0][0][0].time:
            return None
        n = strip(rd.layers[0][0][0].expr)
    return sign * n.v / (100 if n.pct else 1) if n.k == "num" else None


def a_percentage(w, n, t, sc, line):
    """a stage's rate, a share, `aligned` are percentages, through rows too; a figure above 1 lacks its sign"""
    if t.unit in (None, PURE) and t.kind == CNT:
        v, parent = figure(w, n, sc), w.state.parent and w.worlds[w.state.parent]
        if parent and strip(n).k == "name" and parent.types[w.resolve(strip(n).v, sc, line)].kind == ANY:
            reach("ambiguous-percent: percent meets count")
            raise PaceError("ambiguous-percent", line, "a scenario keeps a row of 0 and 1 what the plan takes it for")
        reach("bad-rate: a figure without its sign" if v is not None and abs(v) > 1 else "unit-mismatch: a plain number for a percentage")
        raise PaceError("bad-rate" if v is not None and abs(v) > 1 else "unit-mismatch", line, "a percentage is wanted")


def static_checks(w):
    def want(t, units, line, what):
        if t.unit not in (None, UNK) and t.unit not in units:
            raise PaceError("unit-mismatch", line, what)
    for p in w.pipes.values():
        sc = p.sc
        want(w.types[p.p.entry.name], (FLOW,), p.p.entry.line, "entry is a flow")
        if w.types[p.p.entry.name].pct:
            reach("ambiguous-percent: a pipeline's entry")
            raise PaceError("ambiguous-percent", p.p.entry.line, "an entry in percent")
        for s in p.p.stages:
            want(w.types[s.rate.name], (PURE,), s.line, "stage rate")
            if not s.rate.ispart:
                a_percentage(w, s.rate.layers[0][0][0].expr, w.types[s.rate.name], sc, s.line)
            if s.time is not None:
                want(w.types[s.time.name], (DAYS, MONTHS), s.line, "stage duration")
                if w.types[s.time.name].unit == PURE:
                    w.rows[s.time.name].unit = w.types[s.time.name].unit = DAYS
            if s.halving is not None:
                want(w.infer(s.halving, sc), (DAYS, MONTHS), s.line, "half-life")
            if s.losing is not None:
                w.quiet = True
                t = w.infer(s.losing, sc)
                want(t, (FLOW,), s.line, "losing")
                w.quiet = False
                n = strip(s.losing)
                if n.k == "num" and not n.pct:
                    reach("unit-mismatch: a plain number for a percentage")
                    raise PaceError("unit-mismatch", s.line, "losing a plain number")
                if t.kind == CNT:
                    reach("ambiguous-percent: losing a count")
                    raise PaceError("ambiguous-percent", s.line, "losing a count")
                if n.k == "name":
                    row_losing(w, w.resolve(n.v, sc, s.line), s.line)
            if s.taking is not None:
                want(w.infer(s.taking, sc), ((0, 0, 0, 1),), s.line, "taking")
            if s.list is not None:
                if all(strip(x).k == "num" and not strip(x).pct for x in s.list.items):
                    if sum(strip(x).v for x in s.list.items) != 1:
                        raise PaceError("bad-share", s.line, "shares without their sign")
                for x in s.list.items:
                    want(w.infer(x, sc), (PURE,), s.line, "share")
                    a_percentage(w, x, w.infer(x, sc), sc, s.line)
        if p.p.worth is not None:
            want(w.infer(p.p.worth, sc), (MONEY,), p.p.worth.line, "worth")
        if p.p.aligned is not None:
            want(w.infer(p.p.aligned, sc), (PURE,), p.p.aligned.line, "aligned")
            a_percentage(w, p.p.aligned, w.infer(p.p.aligned, sc), sc, p.p.aligned.line)
    for rd in w.state.defs.values():
        if rd.action and rd.taking is not None:
            want(w.infer(rd.taking, (None, None, None)), ((0, 0, 0, 1),), rd.line, "taking")
    if w.state.capacity is not None:
        want(w.infer(w.state.capacity, (None, None, None)), ((0, -1, 0, 1),), w.state.capacity.line, "capacity")
    for s in w.state.stocks.values():
        t = w.types[s.name]
        u = t.unit
        if s.opening is not None:
            o = w.infer(s.opening, (None, w.state.parent, None))
            want(o, (u,), s.line, "stock opening")
        opens_empty = s.opening is None or o.unit in (None, UNK)
        for f in s.flows:
            for r in [r for r in w.rows.values() if r.rd is not None and r.line == f.line and r.group == "stock"]:
                flow = w.types[r.name]
                made = s.opening is not None and o.unit in (DAYS, MONTHS) and flow.unit == PURE and not all(
                    only_numbers(w, c.expr, (("stock", s.name), f.world, r.name)) for c in f.clauses)
                # what a stock of nothing yet gains says per when
                if flow.unit is not None and (flow.unit != PURE or flow.kind == PCT) and times(flow.unit) >= 0 and opens_empty:
                    reach("unit-mismatch: a stock's flow without a period")
                    raise PaceError("unit-mismatch", f.line, "an amount has no period")
                if flow.unit != (u[0], u[1] - 1, u[2], u[3]) and not made:
                    # a flow of nothing but zeros fits
                    if all(x == 0 for x in flow.unit) and all(_zero(w, r, m) for m in range(w.n)):
                        continue
                    reach("unit-mismatch: a stock's opening with a period" if u == FLOW and flow.unit == FLOW else
                          "unit-mismatch: a stock's flow without a period")
                    raise PaceError("unit-mismatch", f.line, "stock flow")
                if number(u) and {t.kind, flow.kind} == {PCT, CNT}:
                    reach("ambiguous-percent: a stock's flow")
                    raise PaceError("ambiguous-percent", f.line, "a stock's flow in percent")
                if u in (PURE, MONTHS) and flow.unit == PURE and not made:
                    reach("unit-mismatch: a stock's flow without a period")
                    raise PaceError("unit-mismatch", f.line, "a plain number has no period")
        if times(u) == -1:
            reach("unit: a stock per month")


def _zero(w, r, m):
    return w.get(r.name, m) == 0
