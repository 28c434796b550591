"""One scenario's rows: units, roll-ups, values month by month."""
import datetime
from fractions import Fraction as F
from lexer import PaceError
from parser import Obj, Node, strip, yearly, is_pctlit, is_whole
from reached import reach
from values import *
from state import RowDef, SUMS, MONEY_ROWS, clause_nodes, walk
from functions import FUNCS, T, unify, product, infer_call, eval_call, dist_mean, PCT, CNT, EITHER, ANY, TBD
from rollups import Rolls

UNK = "unk"
BOOL = "bool"


class Row:
    """either rd (a RowDef with clauses) or fn(m) -> Fraction/NA with unit, pct, roll, strong"""
    def __init__(self, name, group, line, rd=None, fn=None, unit=None, pct=False, roll=None, strong=False):
        self.name, self.group, self.line, self.rd, self.fn = name, group, line, rd, fn
        self.unit, self.pct, self.roll, self.strong = unit, pct, roll, strong


class World:
    def __init__(self, state, cal, worlds):
        self.state, self.cal, self.worlds = state, cal, worlds
        self.cur, self.code = state.model.cur, state.model.code
        self.n = cal.n
        self.rows, self.memo, self.busy = {}, {}, []
        self.types = {}
        self.needs, self.needs_later, self.now, self.ahead = {}, set(), [], 0     # which row was read by which, and which ahead of its month
        self.warnings, self.steps, self.quiet = set(), {}, False
        self.rolls = Rolls(self)
        self.actions = any(rd.action for rd in state.defs.values())
        self.moved = {strip(c.expr).v for s in state.stocks.values() for f in s.flows for c in f.clauses if strip(c.expr).k == "name"}
        self.entries = {p.entry.name for p in state.pipes.values()}
        self.rates = {s.rate.name for p in state.pipes.values() for s in p.stages}
        self.build()
        self.infer_all()

    # ---------------------------------------------------------------- rows
    def add(self, row):
        if row.name in self.rows:
            raise PaceError("duplicate-name", max(row.line or 0, self.rows[row.name].line or 0), row.name)
        self.rows[row.name] = row
        return row

    def add_rd(self, rd):
        self.add(Row(rd.name, rd.group, rd.line, rd=rd))

    def build(self):
        st, cal = self.state, self.cal
        for nm, fn in (("days", lambda m: F(cal.D(m))), ("workdays", lambda m: F(cal.W[m])),
                       ("month", lambda m: F(cal.ym(m)[1] if cal.dated else m % 12 + 1)), ("elapsed", lambda m: F(m + 1))):
            self.add(Row("calendar." + nm, "calendar", 0, fn=fn, unit=PURE, roll="level" if nm in ("month", "elapsed") else "sum"))
        from stages import build_pipes, build_stocks, build_effort
        build_pipes(self)
        build_stocks(self)
        for rd in st.defs.values():
            self.add_rd(rd)
        build_effort(self)

    def resolve(self, name, sc, line):
        kind, pre = sc[0] or (None, None)
        if kind == "pipe" and pre and pre + "." + name in self.rows:
            return pre + "." + name
        if kind == "stock" and name == pre:
            return pre + ".opening"
        if name in self.rows:
            return name
        if name + "s" in self.rows and self.rows[name + "s"].rd is not None and self.rows[name + "s"].rd.action:
            return name + "s"
        raise PaceError("unknown-name", line, name)

    # ---------------------------------------------------------------- types
    def infer_all(self):
        for r in self.rows.values():
            self.types[r.name] = T(UNK) if r.rd is not None or r.unit == UNK else self.fixed(r)
        for _ in range(60):
            changed = False
            for r in self.rows.values():
                t = self.row_type(r)
                if t.key() != self.types[r.name].key():
                    self.types[r.name] = t
                    changed = True
            if not changed:
                break
        for r in self.rows.values():
            t = self.types[r.name]
            if t.unit == UNK or t.unit is None:
                t.unit = PURE
            if t.unit == BOOL:
                raise PaceError("unit-mismatch", r.line, "a condition is not a row")
            if number(t.unit) and t.kind in (None, TBD):
                t.kind = EITHER
            r.unit, r.pct = t.unit, t.pct
            if r.rd is not None and t.pct:
                reach("percent: a row of percentages")
            if r.rd is not None and t.kind == ANY:
                reach("percent: a row of nothing but 0 and 1")
        self.over_time()
        self.check_days()
        for r in self.rows.values():
            if r.name.startswith("exchange.") and r.unit != MONEY:
                reach("unit-mismatch: a rate of exchange")
                raise PaceError("unit-mismatch", r.line, "what one of a currency costs")
        from stages import static_checks
        static_checks(self)
        # a scenario keeps units
        if self.state.parent:
            p = self.worlds[self.state.parent]
            for r in self.rows.values():
                if r.rd is not None and r.name in p.rows and p.rows[r.name].unit != r.unit:
                    if r.name.endswith(".time") and len(r.rd.layers) == 1:
                        continue             # a stage line is replaced whole: its duration may change from days to months
                    raise PaceError("unit-mismatch", r.rd.line, "unit of " + r.name)
                if r.rd is not None and r.name in p.rows and {p.types[r.name].kind, self.types[r.name].kind} == {PCT, CNT} \
                        and not p.types[r.name].full and not self.types[r.name].full:
                    reach("ambiguous-percent: percent meets count")
                    raise PaceError("ambiguous-percent", r.rd.line, "kind of " + r.name)

    def warn(self, code):
        self.warnings.add(code)

    def over_time(self):
        """rows that are a flow over a time, but those that a stock gains or loses, and annotated ones"""
        moved = self.moved
        for r in self.rows.values():
            if r.rd is not None and r.group != "stock" and not r.rd.ann and times(r.unit) < -1 and r.name not in moved \
                    and not self.has_unit_of_a_part(r):
                reach("flow-over-time")
                self.warn("flow-over-time")

    def has_unit_of_a_part(self, r):
        """a formula of a row with this unit has it from there: net new MRR"""
        found = []
        for cl, scope, world in r.rd.layers:
            def fn(n):
                if n.k == "name" and not n.v.startswith("calendar."):
                    found.append(self.rows[self.resolve(n.v, (scope, world, r.name), n.line)].unit)
            for c in cl:
                for n in clause_nodes(c):
                    walk(n, fn)
        return r.unit in found

    def fixed(self, r):
        return T(r.unit, PCT if r.pct else CNT if number(r.unit) else None, r.strong, r.roll == "last")

    def row_type(self, r):
        if r.rd is None:
            if r.unit == UNK:
                u, kind = self.deferred[r.name]()
                return T(u, kind, False, r.roll == "last")
            return self.fixed(r)
        t, level, zero = None, True, True
        for cl, scope, world in r.rd.layers:
            for c in cl:
                ct = self.clause_type(c, (scope, world, r.name))
                level = level and (ct.level or ct.unit is None)
                zero = zero and ct.unit is None
                t = ct if t is None else unify(t, ct, c.line)
        level = level and not zero
        ann = r.rd.ann
        if t.once and t.unit not in (UNK, None) and times(t.unit) == 0:
            t.unit = (t.unit[0], -1, 0, t.unit[3])
        if ann:
            if ann.unit is not None:
                if t.unit not in (UNK, None) and not convertible(t.unit, ann.unit):
                    raise PaceError("unit-mismatch", r.line, "annotation")
                t.unit = ann.unit
                t.kind, t.full = PCT if ann.pct else CNT if number(ann.unit) else None, False
            if ann.roll:
                t.last = ann.roll == "last"
        if r.rd.action:
            if t.unit not in (UNK, None, FLOW):
                raise PaceError("unit-mismatch", r.line, "an action is a flow")
            t.unit = FLOW
            t.kind = CNT
        if r.name in self.rates and t.kind in (EITHER, ANY) and t.unit in (None, PURE):
            t.kind = PCT
        if r.name in self.entries and t.kind in (EITHER, ANY) or r.group == "stock" and t.kind == EITHER and t.unit == FLOW:
            t.kind = CNT                                   # what moves in a pipeline or a stock is counted
        t = t.copy()
        t.level = level and not (ann and ann.roll)
        if not (ann and ann.roll):
            t.last = t.last and not t.strong and not t.level and t.unit not in (UNK, BOOL) and (t.unit is None or times(t.unit) == 0)
        return t

    def clause_type(self, c, sc):
        e = strip(c.expr)
        if e.k == "list":
            t = None
            for x in e.items:
                it = self.infer(x, sc)
                t = it if t is None else unify(t, it, c.line)
            if e.money:
                t = T(combine(t.unit if t.unit != UNK else PURE, MONEY, 1)[0])
            if e.per:
                t = T(combine(t.unit if t.unit != UNK else PURE, FLOW, 1)[0], None if e.money else CNT if t.kind == ANY else t.kind)
            if e.per == "day" and not e.money and self.actions and number(t.unit) and not t.pct:
                reach("calendar-day: /day outside plan")
                self.warn("calendar-day")
        else:
            t = self.infer(c.expr, sc)
        if c.growing is not None and (c.steps or not yearly(c.growing)):
            g = self.infer(c.growing, sc)
            if g.unit not in (UNK, None, PURE if c.steps else FLOW):
                raise PaceError("unit-mismatch", c.line, "growing")
            if g.kind == CNT and not c.steps:
                reach("ambiguous-percent: growing by a count")
                raise PaceError("ambiguous-percent", c.line, "growth is a percentage")
            if g.kind == CNT or c.steps and g.kind == ANY and not (strip(c.growing).k == "num" and strip(c.growing).v == 0):
                reach("unit-mismatch: growing every few months by a plain number")
                raise PaceError("unit-mismatch", c.line, "growth is a percentage")
        if c.rising:
            t = unify(t, self.infer(c.rising[0], sc), c.line)
        if c.when is not None:
            b = self.infer(c.when, sc)
            if b.unit not in (UNK, BOOL):
                raise PaceError("unit-mismatch", c.line, "when")
        level = t.level and not (c.growing is not None or c.rising) and e.k != "list"
        t = t.copy()
        t.level = level
        if c.time and c.time[0] == "back" and e.k == "num" and e.per in ("quarter", "year", "day", "week", "workday"):
            reach("unit-mismatch: how often it comes is said twice")
            raise PaceError("unit-mismatch", c.line, "how often it comes is said twice")
        if c.time and c.time[0] in ("once", "back"):
            t.once = True
            if t.unit in (DAYS, MONTHS):
                reach("unit-mismatch: a duration once")
                raise PaceError("unit-mismatch", c.line, "what happens once is no duration")
            if t.unit not in (UNK, None) and times(t.unit) == 0:
                t.unit = (t.unit[0], -1, 0, t.unit[3])
        return t

    def infer(self, n, sc):
        k, L = n.k, n.line
        if k == "num":
            u = [0, 0, 0, 0]
            if n.money:
                u[0] = 1
            if n.word in ("day", "week", "workday"):
                u[2] = 1
            elif n.word in ("month", "quarter", "year"):
                u[1] = 1
            elif n.word in ("minute", "hour"):
                u[3] = 1
            if n.per:
                u[1] -= 1
            if n.points:
                return T("points")
            u = tuple(u)
            if n.pct and n.per in ("year", "quarter"):
                reach("annual-rate")
                self.warn("annual-rate")
            if n.per == "day" and u == FLOW and not n.pct and self.actions and not self.quiet:
                reach("calendar-day: /day outside plan")
                self.warn("calendar-day")
            if n.v == 0 and u == PURE and not n.pct:
                return T(None, ANY, plain=True)
            kind = None if not number(u) else ANY if n.v == 0 else PCT if n.pct else ANY if n.v == 1 else CNT
            return T(u, kind, plain=True, full=n.pct and n.v == 100 and u == PURE)
        if k == "unknown":
            return T(UNK)
        if k == "paren":
            return self.infer(n.a, sc)
        if k == "evidence":
            return T(PURE, PCT)
        if k == "range":
            t = None
            for a in n.args:
                x = self.infer(a, sc)
                t = x if t is None else unify(t, x, L)
            return t
        if k == "name":
            r = self.resolve(n.v, sc, L)
            if r in ("calendar.month", "calendar.elapsed"):
                reach(r)
            t = self.types[r].copy()
            t.plain = t.once = t.full = False              # a row of 100% is a percentage
            return t
        if k == "base":
            if not sc[1]:
                raise PaceError("syntax", L, "base outside a scenario")
            p = self.worlds[sc[1]]
            if sc[2] not in p.rows:
                raise PaceError("unknown-name", L, "base")
            t = p.types[sc[2]].copy()
            t.plain = False
            return t
        if k == "neg":
            return self.num(self.infer(n.a, sc), L)
        if k == "bin":
            a, b = self.infer(n.a, sc), self.infer(n.b, sc)
            if n.op in "+-":
                if a.unit == "points" or b.unit == "points":
                    o = b if a.unit == "points" else a
                    if o.unit == UNK:
                        return o
                    if not (o.pct or o.kind in (EITHER, TBD)) or o.unit not in (PURE, None):
                        raise PaceError("unit-mismatch", L, "points")
                    o = o.copy()
                    o.kind = TBD if o.kind == TBD else PCT
                    return o
                if is_pctlit(n.b) and not is_whole(n.a) and not (a.unit in (PURE, UNK) and a.kind in (PCT, EITHER, TBD)):
                    reach("ambiguous-percent: a literal added")
                    raise PaceError("ambiguous-percent", L, "100% taken from what is no percentage")
                t = unify(self.num(a, L), self.num(b, L), L)
                t.full = False
                if is_pctlit(n.b) and not is_whole(n.a):
                    reach("percent: 100% taken from a percentage")
                if t.plain and t.kind == ANY and t.unit == PURE:
                    t.kind = CNT
                return t
            a, b = self.num(a, L), self.num(b, L)
            t = a.merge(b)
            if UNK in (a.unit, b.unit):
                t.unit = UNK
            else:
                t.unit = combine(a.unit, b.unit, 1 if n.op == "*" else -1)[0]
            t.kind = product(a, b, n.op, t.unit)
            t.plain = a.plain and b.plain and t.kind != EITHER
            return t
        if k == "of":
            a, b = self.num(self.infer(n.a, sc), L), self.num(self.infer(n.b, sc), L)
            if a.unit != UNK and not (a.pct and a.unit in (PURE, FLOW) or a.kind in (EITHER, TBD) and a.unit == PURE):
                raise PaceError("unit-mismatch", L, "`of` wants a percentage")
            t = a.merge(b)
            t.unit = UNK if UNK in (a.unit, b.unit) else combine(a.unit, b.unit, 1)[0]
            t.kind = TBD if t.unit == UNK else None if not number(t.unit) else CNT if b.kind == ANY else b.kind
            return t
        if k == "pow":
            a, b = self.num(self.infer(n.a, sc), L), self.num(self.infer(n.b, sc), L)
            t = a.merge(b)
            if UNK in (a.unit, b.unit):
                return T(UNK)
            if b.unit not in (None, PURE):
                raise PaceError("unit-mismatch", L, "exponent")
            if a.unit in (None, PURE):
                t.unit = PURE
                t.kind = a.kind if a.kind in (CNT, ANY, TBD) else EITHER
                return t
            e = self.const_int(n.b)
            if e is None:
                raise PaceError("unit-mismatch", L, "exponent of a unit")
            t.unit = settle(tuple(x * e for x in a.unit))[0]
            t.kind = EITHER if number(t.unit) else None
            return t
        if k == "cmp":
            a, b = self.infer(n.a, sc), self.infer(n.b, sc)
            t = unify(self.num(a, L), self.num(b, L), L)
            return T(BOOL, None, t.strong, t.last)
        if k in ("logic", "not"):
            xs = [self.infer(x, sc) for x in ([n.a, n.b] if k == "logic" else [n.a])]
            for x in xs:
                if x.unit not in (BOOL, UNK):
                    raise PaceError("unit-mismatch", L, "and/or/not of a number")
            t = xs[0].merge(xs[-1])
            t.unit = BOOL
            return t
        if k == "at":
            self.cal.col(n.month, L)
            t = self.num(self.infer(n.a, sc), L)
            t.level = True
            return t
        if k == "call":
            return infer_call(self, n, sc)
        if k == "list":
            raise PaceError("syntax", L, "a list here")
        raise PaceError("syntax", L, k)

    def const_int(self, n):
        n = strip(n)
        s = 1
        while n.k in ("neg", "paren"):
            if n.k == "neg":
                s = -s
            n = n.a
        if n.k == "num" and n.v.denominator == 1 and not (n.money or n.pct or n.word or n.per):
            return s * int(n.v)
        return None

    def num(self, t, line):
        if t.unit in (BOOL, "points"):
            raise PaceError("unit-mismatch", line, "a number wanted")
        return t.copy()

    # ---------------------------------------------------------------- roll-ups
    def rollup(self, name):
        """(kind, quotient nodes or None)"""
        return self.rolls.row(name)

    def total(self, name, cols=None):
        """what the columns come to: all of them, or those of a quarter or year"""
        kind, quot = self.rollup(name)
        cols = range(self.n) if cols is None else cols
        vs = [self.get(name, m) for m in cols]
        if quot:
            a, b, sc = quot
            sa = sb = F(0)
            any_ = False
            ua, ub = self.infer(a, sc).unit, self.infer(b, sc).unit
            for m in cols:
                x, y = self.ev(a, m, sc), self.ev(b, m, sc)
                if x is NA or y is NA:
                    continue
                any_ = True
                sa += x[0]; sb += y[0]
            if not any_:
                return NA
            return div(sa, sb)
        have = [v for v in vs if v is not NA]
        if not have:
            return NA
        if kind == "sum":
            return sum(have)
        if kind == "last":
            return have[-1]
        return sum(have) / len(have)

    # ---------------------------------------------------------------- values
    def get(self, name, m):
        """value of a row in column m: Fraction or NA, in the row's own unit"""
        key = (name, m)
        if self.now:
            self.needs.setdefault(self.now[-1], set()).add(name)
            if self.ahead:
                self.needs_later.add((self.now[-1], name))
        if key in self.memo:
            return self.memo[key]
        if key in self.busy_set:
            raise PaceError("cycle", self.rows[name].line, name)
        ahead, self.ahead = self.ahead, 0
        self.now.append(name)
        self.busy_set.add(key)
        r = self.rows[name]
        if r.rd is not None:
            v = self.rd_value(r, m)
            if v is not NA and v < 0 and (r.rd.action or name in self.entries):
                reach("bad-range: an action below zero" if r.rd.action else "bad-range: a pipeline's entry below zero")
                raise PaceError("bad-range", r.rd.line, f"{name} below zero in {self.cal.label(m)}")
            if v is not NA and v <= 0 and name.startswith("exchange."):
                reach("bad-range: a rate of exchange")
                raise PaceError("bad-range", r.rd.line, "a rate is above zero")
        else:
            v = r.fn(m)
        self.now.pop()
        self.ahead = ahead
        self.busy_set.discard(key)
        if v is not NA and abs(v) > LIMIT:
            raise PaceError("too-large", r.line, f"{name} in {self.cal.label(m)}")
        self.memo[key] = v
        return v

    def looks_ahead_at_itself(self):
        """a row that needs itself through `next`, by whatever way: what was read, and what is written in its clauses"""
        needs, later = {k: set(v) for k, v in self.needs.items()}, set(self.needs_later)
        for r in self.rows.values():
            for cl, scope, world in r.rd.layers if r.rd is not None else []:
                sc = (scope, world, r.name)

                def names(n, into):
                    walk(n, lambda x: into.add(self.resolve(x.v, sc, x.line)) if x.k == "name" else None)
                for c in cl:
                    for n in clause_nodes(c):
                        names(n, needs.setdefault(r.name, set()))
                        ahead = set()
                        walk(n, lambda x: names(x.args[0], ahead) if x.k == "call" and x.f == "next" else None)
                        later |= {(r.name, s) for s in ahead}
        for r, s in later:
            seen, todo = set(), [s]
            while todo:
                x = todo.pop()
                if x == r:
                    reach("cycle: through next")
                    raise PaceError("cycle", self.rows[r].line, r)
                if x not in seen:
                    seen.add(x)
                    todo += needs.get(x, ())

    @property
    def busy_set(self):
        if not hasattr(self, "_busy"):
            self._busy = set()
        return self._busy

    def between(self, a, b, line):
        """column -> the set of days, or None for all of them, from one edge to another"""
        cal = self.cal
        i, first = cal.edge(a, line) if a else (0, None)
        j, last = cal.edge(b, line) if b else (self.n - 1, None)
        if j < i or i == j and first and last and last < first:
            raise PaceError("bad-month", line, "ends before it starts")
        out = {}
        for m in range(i, j + 1):
            have = None
            if m == i and first or m == j and last:
                have = {d for d in cal.dates(m) if not (m == i and first and d < first) and not (m == j and last and d > last)}
                if len(have) == len(cal.dates(m)):
                    have = None
            out[m] = have
        return out

    def reach_of(self, c):
        """(column -> days, column of its first month)"""
        memo = self.__dict__.setdefault("_reach", {})
        if id(c) in memo:
            return memo[id(c)]
        t, e, cal = c.time, strip(c.expr), self.cal
        if t is None:
            cols = {m: None for m in range(self.n)}
        elif t[0] == "from":
            if t[2]:
                reach("until, from … until")
            cols = self.between(t[1], t[2], t[3])
        elif t[0] == "in":
            cols = {}
            if len(t[1]) > 1:
                reach("in: several months")
            for s in t[1]:
                part = self.between(s[1], s[2], s[3]) if s[0] == "days" else {m: None for m in cal.span(s)}
                for m, days in part.items():
                    if m in cols and cols[m] is not None and days is not None:
                        cols[m] = cols[m] | days
                        if len(cols[m]) == len(cal.dates(m)):
                            cols[m] = None
                    else:
                        cols[m] = None if m in cols else days
        elif t[0] == "once":
            cols = {cal.edge(t[1], t[2])[0]: None}
        elif t[0] == "back":
            reach("every so many months: an amount")
            i, first = cal.edge(t[1], t[4])
            j, last = cal.edge(t[2], t[4]) if t[2] else (self.n - 1, None)
            if j < i or i == j and first and last and last < first:
                raise PaceError("bad-month", t[4], "ends before it starts")
            cols = {m: None for m in range(i, j + 1, t[3])}
        else:
            if not cal.dated:
                raise PaceError("bad-month", t[1], "every year in an undated plan")
            cols = {m: None for m in range(self.n)}
        first = min(cols) if cols else None
        if e.k == "list" and not (t and t[0] == "every"):
            cols = {m: d for m, d in cols.items() if m - first < len(e.items)}
        if any(d is not None for d in cols.values()):
            reach("days: a clause begins or ends within a month")
        memo[id(c)] = cols, first
        return cols, first

    def by_days(self, r, m):
        """the sum over the days of what holds on each, over how many they are; None where no clause divides the month"""
        layers = [(c, (scope, world, r.name)) for cl, scope, world in r.rd.layers for c in cl]
        reaches = [self.reach_of(c) for c, _ in layers]
        if all(cols.get(m) is None for cols, _ in reaches):
            return None
        dates = self.cal.dates(m)
        if r.rd.action and any(self.cal.works(d) for d in dates):
            reach("days: working days")
            dates = [d for d in dates if self.cal.works(d)]
        memo, total = {}, F(0)
        for d in dates:
            on = tuple(k for k, (cols, _) in enumerate(reaches) if m in cols and (cols[m] is None or d in cols[m]))
            if on not in memo:
                v = F(0)
                for k in reversed(on):
                    c, sc = layers[k]
                    if c.when is not None and self.ev(c.when, m, sc) is not True:
                        continue
                    v = self.to_unit(self.clause_value(c, m, reaches[k][1], sc), r.unit, m, c)
                    break
                memo[on] = v
            if memo[on] is NA:
                return NA
            total += memo[on]
        return total / len(dates)

    def check_days(self):
        """a level has one value for all of a month"""
        for r in self.rows.values():
            if r.rd is None:
                continue
            for cl, _, _ in r.rd.layers:
                for c in cl:
                    edges = []
                    if c.time and c.time[0] == "from":
                        edges = [(c.time[1], c.time[2])]
                    elif c.time and c.time[0] == "in":
                        edges = [(s[1], s[2]) for s in c.time[1] if s[0] == "days"]
                    within = any(a and a[0] == "day" and a[1].day > 1 or b and b[0] == "day" and (b[1] + datetime.timedelta(1)).day > 1 for a, b in edges)
                    if within and (times(r.unit) != -1 or self.rollup(r.name)[0] != "sum"):
                        reach("bad-month: a level changes within a month")
                        raise PaceError("bad-month", c.line, "a level changes with a month")

    def covers(self, c, m):
        """does the time of the clause cover m; column of its first month (None: never)"""
        cols, first = self.reach_of(c)
        return m in cols, first

    def rd_value(self, r, m):
        once = False
        v = self.by_days(r, m)
        if v is not None:
            return v
        for cl, scope, world in reversed(r.rd.layers):
            sc = (scope, world, r.name)
            for c in reversed(cl):
                if c.time and c.time[0] in ("once", "back"):
                    once = True
                inside, first = self.covers(c, m)
                if not inside:
                    continue
                if c.when is not None and self.ev(c.when, m, sc) is not True:
                    continue
                v = self.clause_value(c, m, first, sc)
                return self.to_unit(v, r.unit, m, c)
        return F(0) if once or r.rd.action else NA

    def to_unit(self, v, unit, m, c=None):
        if v is NA:
            return NA
        x, u = v
        if u is None or u == unit:
            return x
        if c is not None and c.time and c.time[0] in ("once", "back") and times(u) == 0:
            return x
        return x * self.cal.D(m) ** (unit[2] - u[2])

    def clause_value(self, c, m, first, sc):
        if c.rising:
            return self.rising(c, m, first, sc)
        e = strip(c.expr)
        if e.k == "list":
            i = self.cal.ym(m)[1] - 1 if c.time and c.time[0] == "every" else m - first
            v = self.ev(e.items[i], m, sc)
            if v is NA:
                return NA
            x, u = v
            if e.money and self.foreign(e):
                r = self.get("exchange." + self.foreign(e), m)
                if r is NA:
                    return NA
                x = x * r
            if e.money:
                u = combine(u, MONEY, 1)[0]
            if e.per:
                x, u = self.per(x, e.per, m), combine(u, FLOW, 1)[0]
        else:
            v = self.ev(c.expr, m, sc)
            if v is NA:
                return NA
            x, u = v
        if c.growing is not None:
            rate, k = self.growth(c, m, m - first, sc)
            if rate is NA:
                return NA
            if rate < -1:
                reach("bad-range: growth below -100%")
                raise PaceError("bad-range", c.line, "growth below -100%")
            return NA if (p := fpow(1 + rate, k)) is NA else (x * p, u)
        return x, u

    def growth(self, c, m, since, sc):
        """(the rate, how many times it has been added) of a growing clause"""
        y = None if c.steps else yearly(c.growing)
        if y:
            reach("growing: a negative rate per year" if y[0] < 0 else "growing: a rate per year or quarter")
            return y[0], F(since, y[1])
        g = self.ev(c.growing, m, sc)
        if c.steps:
            reach("growing: every year" if c.steps == 12 else "growing: every few months")
        return (NA if g is NA else g[0]), F(since // c.steps if c.steps else since)

    def rising(self, c, m, first, sc):
        """a straight line from E of the clause's first month to F of the month it names, F of the month from then on"""
        to = self.cal.col(c.rising[1], c.line)
        if to <= first:
            reach("bad-month: reached before it starts")
            raise PaceError("bad-month", c.line, "reached before it starts")
        if m >= to:
            return self.ev(c.rising[0], m, sc)
        a, b = self.ev(c.expr, first, sc), self.ev(c.rising[0], to, sc)
        if m == first:                                     # a part of weight zero does not touch
            return a
        if a is NA or b is NA:
            return NA
        if self.ev(c.expr, m, sc) not in (NA, a):
            reach("rising from a varying row")
        return a[0] + (b[0] - a[0]) * F(m - first, to - first), a[1] or b[1]

    def per(self, v, per, m):
        cal = self.cal
        D, W = cal.D(m), cal.W[m]
        return {"day": v * D, "workday": v * W, "week": v * D / 7, "workweek": v * W / F(cal.week), "month": v, "quarter": v / 3,
                "year": v / 12}[per]

    def foreign(self, n):
        """the code of a currency that is not the plan's"""
        cur = getattr(n, "cur", None)
        return self.code(cur) if cur and self.code(cur) != self.cur else None

    def lit(self, n, m):
        v = n.v
        if self.foreign(n):
            reach("exchange: an amount at a rate")
            r = self.get("exchange." + self.foreign(n), m)
            if r is NA:
                return NA
            v = v * r
        if n.pct or n.points:
            v = v / 100
        w = n.word
        if w == "week":
            v *= 7
        elif w == "workday":
            v = v * self.cal.per_workday
        elif w == "quarter":
            v *= 3
        elif w == "year":
            v *= 12
        elif w == "minute":
            v /= 60
        if n.per:
            v = self.per(v, n.per, m)
        return v

    def ev(self, n, m, sc):
        """(value, unit) or NA or bool"""
        k = n.k
        if k == "num":
            u = self.infer(n, sc).unit
            if self.lit(n, m) is NA:
                return NA
            return self.lit(n, m), (PURE if u == "points" else u)
        if k == "paren":
            return self.ev(n.a, m, sc)
        if k == "unknown":
            return self.worlds["?"], PURE
        if k == "evidence":
            return n.x / n.n, PURE
        if k == "range":
            xs = [self.ev(a, m, sc) for a in n.args]
            if NA in xs:
                return NA
            u = next((x[1] for x in xs if x[1] is not None), None)
            return dist_mean(n, [x[0] for x in xs]), u
        if k == "name":
            r = self.resolve(n.v, sc, n.line)
            v = self.get(r, m)
            return NA if v is NA else (v, self.rows[r].unit)
        if k == "base":
            p = self.worlds[sc[1]]
            v = p.get(sc[2], m)
            return NA if v is NA else (v, p.rows[sc[2]].unit)
        if k == "neg":
            a = self.ev(n.a, m, sc)
            return NA if a is NA else (-a[0], a[1])
        if k in ("bin", "of"):
            a, b = self.ev(n.a, m, sc), self.ev(n.b, m, sc)
            if a is NA or b is NA:
                return NA
            op = n.op if k == "bin" else "*"
            if op in "+-":
                return (a[0] + b[0] if op == "+" else a[0] - b[0]), (a[1] if a[1] is not None else b[1])
            s = 1 if op == "*" else -1
            u, d = combine(a[1], b[1], s)
            if op == "/" and b[0] == 0:
                return NA
            v = a[0] * b[0] if op == "*" else a[0] / b[0]
            if d:
                v = v / self.cal.D(m) ** d
            return v, u
        if k == "pow":
            a, b = self.ev(n.a, m, sc), self.ev(n.b, m, sc)
            if a is NA or b is NA:
                return NA
            v = fpow(a[0], b[0])
            if v is NA:
                return NA
            u = a[1] or PURE
            if u != PURE:
                u, d = settle(tuple(x * int(b[0]) for x in u))
                if d:
                    v = v / self.cal.D(m) ** d
            return v, u
        if k == "cmp":
            a, b = self.ev(n.a, m, sc), self.ev(n.b, m, sc)
            if a is NA or b is NA:
                return NA
            a, b = a[0], b[0]
            return {"<": a < b, "<=": a <= b, "==": a == b, "!=": a != b, ">": a > b, ">=": a >= b}[n.op]
        if k == "not":
            a = self.ev(n.a, m, sc)
            return NA if a is NA else not a
        if k == "logic":
            a = self.ev(n.a, m, sc)
            stop = n.op == "or"
            if a is stop:
                return stop
            b = self.ev(n.b, m, sc)
            if b is stop:
                return stop
            return NA if a is NA or b is NA else b
        if k == "at":
            return self.ev(n.a, self.cal.col(n.month, n.line), sc)
        if k == "call":
            return eval_call(self, n, m, sc)
        raise PaceError("syntax", n.line, k)


def convertible(u, v):
    return u[0] == v[0] and u[3] == v[3] and times(u) == times(v)
