"""The functions of section 5."""
from fractions import Fraction as F
from lexer import PaceError
from parser import strip
from reached import reach
from values import *

UNK, BOOL = "unk", "bool"


# What a pure number, also per month, is: a percentage, a count, either (only the reader knows); ANY fits both (0, 1 and rows made of
# nothing else), None where the unit is none of a number.
# TBD: a row that is still being worked out.
PCT, CNT, EITHER, ANY, TBD = "percent", "count", "either", "any", "to be found"


class T:
    """static facts of a formula: unit, kind of number, strong (velocity is in it), last (a row that is last), plain (literals only);
    level: nothing but a function whose result is a level, such as mean(x); full: the literal 100%, which fits where 1 does"""
    def __init__(self, unit, kind=None, strong=False, last=False, plain=False, full=False):
        self.unit, self.kind, self.strong, self.last, self.plain, self.once = unit, kind, strong, last, plain, False
        self.level, self.full = False, full
        if unit == UNK and kind is None:
            self.kind = TBD

    @property
    def pct(self):
        return self.kind == PCT

    def copy(self):
        t = T(self.unit, self.kind, self.strong, self.last, self.plain, self.full)
        t.once = self.once
        return t

    def key(self):
        return (self.unit, self.kind, self.strong, self.last, self.level, self.full)

    def merge(self, o):
        return T(self.unit, None, self.strong or o.strong, self.last or o.last)


def meet(a, b, line):
    """the kind of two numbers that stand side by side"""
    ks = {a.kind, b.kind}
    if ks == {PCT, CNT}:
        if (a if a.kind == PCT else b).full:
            reach("percent: 100% fits a count")
            return CNT
        reach("ambiguous-percent: percent meets count")
        raise PaceError("ambiguous-percent", line, "a percentage and a count")
    ks -= {None}
    if TBD in ks:
        return PCT if PCT in ks else CNT if CNT in ks else TBD
    if ANY in ks and len(ks) > 1:
        reach("percent: 0 and 1 fit both")
        ks -= {ANY}
    if EITHER in ks and len(ks) > 1:
        reach("percent: either takes the other's kind")
        ks -= {EITHER}
    return ks.pop() if ks else None


def bare(t):
    return t.plain and t.unit in (None, PURE) and t.kind in (CNT, ANY)


def product(a, b, op, unit):
    """the kind of a product or quotient"""
    # `1/month` is an event a month, and no bare factor
    ka, kb = (CNT if t.kind == ANY and t.unit == FLOW else t.kind for t in (a, b))
    if unit == UNK or TBD in (ka, kb):
        return TBD if unit == UNK or number(unit) else None
    if not number(unit):
        return None
    if ka is None and kb is None or (a.unit or PURE)[0] or (b.unit or PURE)[0] or (a.unit or PURE)[3] or (b.unit or PURE)[3]:
        reach("percent: a quotient of two rows is either")
        return EITHER
    if ka is None or kb is None:                       # a duration says nothing of the number
        k = ka or kb
        return EITHER if ka is None and op == "/" else CNT if k == ANY else k
    if EITHER in (ka, kb):
        return EITHER
    if op == "*":
        if ANY in (ka, kb):
            return kb if ka == ANY else ka
        if ka == kb:
            return ka
        if ka == PCT and bare(b) or kb == PCT and bare(a):
            return PCT
        reach("percent: a percentage times a count is either")
        return EITHER
    if bare(b) or kb == ANY:
        return CNT if ka == ANY else ka
    if a.plain and b.plain and ka == kb == CNT:
        return CNT
    reach("percent: a quotient of two rows is either")
    return EITHER


def unify(a, b, line, kinds=True):
    t = a.merge(b)
    t.once = a.once or b.once
    t.plain = a.plain and b.plain
    t.full = (a.full or a.kind == ANY) and (b.full or b.kind == ANY) and (a.full or b.full)
    if a.unit == UNK or a.unit is None:
        t.unit = b.unit if not (a.unit is None and b.unit == UNK) else UNK
        if a.unit == UNK and b.unit is None:
            t.unit = UNK
    elif b.unit == UNK or b.unit is None:
        t.unit = a.unit
    elif a.unit != b.unit:
        if (a.once or b.once) and "bool" not in (a.unit, b.unit) and a.unit[0] == b.unit[0] and a.unit[3] == b.unit[3] \
                and {times(a.unit), times(b.unit)} == {0, -1} and False:
            pass
        raise PaceError("unit-mismatch", line, f"{a.unit} and {b.unit}")
    t.kind = meet(a, b, line) if kinds else a.kind
    return t


ARITY = {"min": (2, 99), "max": (2, 99), "abs": (1, 1), "sqrt": (1, 1), "floor": (1, 2), "ceil": (1, 2), "round": (1, 2), "clamp": (3, 3),
         "if": (3, 3), "ifna": (2, 2), "prev": (2, 3), "next": (2, 3), "ytd": (1, 1), "qtd": (1, 1), "tiers": (1, 1), "first": (1, 1), "last": (1, 1), "total": (1, 2), "cum": (1, 1), "mean": (1, 1),
         "highest": (1, 1), "lowest": (1, 1), "trailing": (2, 2), "change": (1, 1), "growth": (1, 1), "volatility": (1, 1),
         "delay": (2, 2), "spread": (2, 2), "ramp": (2, 2)}
FUNCS = set(ARITY)
STRONG = {"change", "growth", "mean", "highest", "lowest", "first", "last", "trailing"}


def flow_only(t, line):
    if t.unit == FLOW and t.pct:
        reach("unit-mismatch: total, cum, delay, spread, ramp of a level per month")
        raise PaceError("unit-mismatch", line, "a percentage per month is a level")
    if t.unit not in (UNK, None) and times(t.unit) > -1:
        raise PaceError("unit-mismatch", line, "a flow wanted")


def rounding(w, n, x, sc):
    """a step that looks like a number of digits; what needs the values of x is left for `late`"""
    if len(n.args) < 2:
        return
    s, sign = n.args[1], 1
    while s.k in ("neg", "paren"):
        sign = -sign if s.k == "neg" else sign
        s = s.a
    if s.k != "num":
        return
    v = s.v * sign
    if v <= 0:
        reach("step-not-digits: error")
        raise PaceError("step-not-digits", n.line, "a step of 0 or less")
    if s.money or s.pct or s.word or s.per or s.points or v.denominator != 1:
        return
    if x.unit not in (UNK, None) and (x.pct or x.unit[0]):
        reach("step-not-digits: error")
        raise PaceError("step-not-digits", n.line, "a whole step for percent or money")
    if x.unit in (None, PURE):
        w.steps[id(n)] = (n, v, sc)


def infer_call(w, n, sc):
    f, L, args = n.f, n.line, n.args
    if f not in ARITY:
        raise PaceError("unknown-name", L, f)
    lo, hi = ARITY[f]
    if f in ("prev", "next") and len(args) == 1:
        raise PaceError("missing-start", L, f)
    if not lo <= len(args) <= hi:
        raise PaceError("wrong-arguments", L, f)
    for i, a in enumerate(args):
        if a.k == "list" and not (f in ("delay", "ramp") and i == 1):
            raise PaceError("wrong-arguments", L, f)
    if f == "ramp" and args[1].k != "list":
        raise PaceError("wrong-arguments", L, f)
    if f == "total" and len(args) == 2:
        if args[1].k != "span":
            raise PaceError("wrong-arguments", L, f)
        w.cal.span(args[1].span)
        if w.cal.cut(args[1].span):
            reach("partial-span: total()")
            w.warn("partial-span")
        ts = [w.infer(args[0], sc)]
    else:
        ts = [w.infer(a, sc) for a in args if a.k != "list"]
    for i, t in enumerate(ts):
        if t.unit == "points" or t.unit == BOOL and not (f == "if" and i == 0):
            raise PaceError("wrong-arguments" if f != "if" else "unit-mismatch", L, f)
    if f == "if":
        if ts[0].unit not in (BOOL, UNK):
            raise PaceError("unit-mismatch", L, "if wants a condition")
        return unify(ts[1], ts[2], L)
    if f in ("prev", "next") and len(args) == 3:
        k = months_away(w, args[2])
        if k is None or k < 1:
            raise PaceError("wrong-arguments", L, f)
        ts = ts[:2]
    if f in ("min", "max", "clamp", "ifna", "prev", "next"):
        t = ts[0]
        for x in ts[1:]:
            t = unify(t, x, L)
        return t
    if f == "tiers":
        return tiers_type(w, n, ts[0], sc)
    x = ts[0].copy()
    x.plain = x.full = False
    if f in ("floor", "ceil", "round"):
        rounding(w, n, ts[0], sc)
        x.plain = ts[0].plain
        return unify(ts[0], ts[1], L, kinds=False) if len(ts) > 1 else x
    if f == "abs":
        x.plain = ts[0].plain
        return x
    if f == "sqrt":
        if x.unit not in (UNK, None):
            if any(e % 2 for e in x.unit):
                raise PaceError("unit-mismatch", L, "sqrt")
            x.unit = settle(tuple(e // 2 for e in x.unit))[0]
        x.kind = TBD if x.unit == UNK else None if not number(x.unit) else x.kind if x.kind == CNT else EITHER
        x.plain = ts[0].plain
        return x
    if f in STRONG:
        if f == "growth":
            x.unit, x.kind = PURE, PCT
        if f == "trailing":
            k = w.const_int(args[1])
            if k is None or k < 1:
                raise PaceError("wrong-arguments", L, "trailing")
        x.level = True
        return x
    if f == "volatility":
        x.unit, x.kind = PURE, PCT
        return x
    if f in ("total", "cum", "ramp", "ytd", "qtd"):
        flow_only(x, L)
        if x.unit not in (UNK, None):
            x.unit = (x.unit[0], times(x.unit) + 1, 0, x.unit[3])
        if f == "ramp":
            for a in args[1].items:
                t = w.infer(a, sc)
                if t.unit not in (UNK, None, PURE):
                    raise PaceError("unit-mismatch", L, f)
        if f != "total":
            x.last = True
        return x
    if f == "delay":
        flow_only(x, L)
        if args[1].k == "list":
            for a in args[1].items:
                t = w.infer(a, sc)
                if t.unit not in (UNK, None, PURE):
                    raise PaceError("unit-mismatch", L, f)
        else:
            if ts[1].unit not in (UNK, None, DAYS, MONTHS):
                raise PaceError("unit-mismatch", L, "delay by a duration")
        if n.before is not None:
            x = unify(x, w.infer(n.before, sc), L)
        return x
    if f == "spread":
        flow_only(x, L)
        d = strip_num(args[1])
        if d is None:
            raise PaceError("wrong-arguments", L, f)
        return x
    raise PaceError("unknown-name", L, f)


def strip_num(a):
    while a.k == "paren":
        a = a.a
    if a.k == "num" and a.word in ("month", "quarter", "year") and a.v.denominator == 1 and a.v > 0:
        return int(a.v * {"month": 1, "quarter": 3, "year": 12}[a.word])
    return None


def rounder(f, x, step):
    q = x / step
    if q.denominator == (2 if f == "round" else 1):
        reach("round, floor, ceil on an edge")
    if f == "floor":
        r = q.numerator // q.denominator
    elif f == "ceil":
        r = -((-q.numerator) // q.denominator)
    else:
        a = abs(q) + F(1, 2)
        r = a.numerator // a.denominator
        r = -r if q < 0 else r
    return r * step


def overlap(a, b, c, d):
    return max(F(0), min(b, d) - max(a, c))


def weight(cal, kind, d, j, m):
    """part of month j's flow that lands in month m when it takes d"""
    if kind == "days":
        return overlap(cal.S(j) + d, cal.S(j + 1) + d, F(cal.S(m)), F(cal.S(m + 1))) / cal.D(j)
    k = d.numerator // d.denominator
    f = d - k
    return (1 - f if m - j == k else F(0)) + (f if m - j == k + 1 else F(0))


def arrive(cal, m, x, kind, d, before=F(0), line=None):
    """delay: x(j) the flow, kind days/months/list, d(j) the duration or list in the month of entry"""
    total = F(0)
    for j in range(m, -1, -1):
        dj = d(j)
        if dj is NA:
            total = NA
            continue
        if kind == "list":
            p = dj[m - j] if m - j < len(dj) else F(0)
        else:
            if dj < 0:
                raise PaceError("negative-duration", line, "duration below zero")
            p = weight(cal, kind, dj, j, m)
        if p is NA or p != 0:
            total = total + p * x(j)
    if before is NA or before != 0:
        d0 = d(0)
        if d0 is NA:
            return NA
        j = -1
        while True:
            if kind == "list":
                if m - j >= len(d0):
                    break
                p = d0[m - j]
            elif kind == "days":
                if cal.S(j + 1) + d0 <= cal.S(m):
                    break
                p = weight(cal, kind, d0, j, m)
            else:
                if m - j > d0 + 1:
                    break
                p = weight(cal, kind, d0, j, m)
            if p is NA or p != 0:
                total = total + p * before
            j -= 1
    return total


def dist_mean(n, xs):
    k, L = n.kind, n.line
    if k == "tri":
        if xs[0] > xs[1] or len(xs) == 3 and not xs[0] <= xs[2] <= xs[1]:
            raise PaceError("bad-range", L, "range")
        return sum(xs) / len(xs)
    if k == "uniform":
        if xs[0] > xs[1]:
            raise PaceError("bad-range", L, "range")
        return (xs[0] + xs[1]) / 2
    if k == "normal":
        if xs[1] < 0:
            raise PaceError("bad-range", L, "sd")
        return xs[0]
    if k == "lognormal":
        if xs[0] > xs[1] or xs[0] <= 0:
            raise PaceError("bad-range", L, "range")
        a, b = CTX.ln(dec(xs[0])), CTX.ln(dec(xs[1]))
        z = Decimal("1.2815515655446004")
        mu = CTX.divide(CTX.add(a, b), Decimal(2))
        sd = CTX.divide(CTX.subtract(b, a), CTX.multiply(Decimal(2), z))
        return F(CTX.exp(CTX.add(mu, CTX.divide(CTX.multiply(sd, sd), Decimal(2)))))


def eval_call(w, n, m, sc):
    f, args, L, cal = n.f, n.args, n.line, w.cal

    def val(i, mm=m):
        return w.ev(args[i], mm, sc)

    def raw(i, mm):
        v = val(i, mm)
        return NA if v is NA else v[0]

    if f == "if":
        c = val(0)
        return NA if c is NA else val(1) if c else val(2)
    if f == "ifna":
        a = val(0)
        return val(1) if a is NA else a
    if f in ("prev", "next"):
        k = months_away(w, args[2]) if len(args) == 3 else 1
        j = m - k if f == "prev" else m + k
        if f == "next" or k > 1:
            reach("next" if f == "next" else "prev several months back")
        if not 0 <= j < w.n:
            return val(1, m)
        if f == "prev":
            return val(0, j)
        w.ahead += 1
        v = val(0, j)
        w.ahead -= 1
        return v
    if f == "tiers":
        return tiers(w, n, m, sc)
    if f in ("first", "last"):
        return val(0, 0 if f == "first" else w.n - 1)
    if f in ("min", "max", "clamp"):
        vs = [val(i) for i in range(len(args))]
        if NA in vs:
            return NA
        u = next((v[1] for v in vs if v[1] is not None), None)
        xs = [v[0] for v in vs]
        if f == "clamp":
            return min(max(xs[0], xs[1]), xs[2]), u
        return (min if f == "min" else max)(xs), u
    if f in ("abs", "sqrt", "floor", "ceil", "round"):
        v = val(0)
        if v is NA:
            return NA
        x, u = v
        if f == "abs":
            return abs(x), u
        if f == "sqrt":
            r = fpow(x, F(1, 2))
            if r is NA:
                return NA
            if u:
                u, d = settle(tuple(e // 2 for e in u))
                if d:
                    r = r / cal.D(m) ** d
            return r, u
        step = F(1)
        if len(args) > 1:
            s = val(1)
            if s is NA or s[0] == 0:
                return NA
            step = s[0]
        return rounder(f, x, step), u
    u = w.infer(args[0], sc).unit
    if u == UNK:
        u = None
    flowless = (u[0], 0, 0, u[3]) if u else u
    if f in ("total", "mean", "highest", "lowest", "trailing"):
        if f == "trailing":
            k = w.const_int(args[1])
            cols = range(max(0, m - k + 1), m + 1)
        elif len(args) == 2:
            cols = cal.span(args[1].span)
        else:
            cols = range(w.n)
        xs = [x for x in (raw(0, c) for c in cols) if x is not NA]
        if not xs:
            return NA
        if f == "total":
            return sum(xs), flowless
        return {"mean": sum(xs) / len(xs), "trailing": sum(xs) / len(xs), "highest": max(xs), "lowest": min(xs)}[f], u
    if f in ("cum", "ytd", "qtd"):
        t = F(0)
        first = 0 if f == "cum" else max(0, m - cal.into(m, 12 if f == "ytd" else 3))
        if f != "cum":
            reach("ytd or qtd of a fiscal year" if cal.fiscal else "ytd or qtd")
        for j in range(first, m + 1):
            t = t + raw(0, j)
        return NA if t is NA else (t, flowless)
    if f in ("change", "growth"):
        return change(w, n, m, sc, u)
    if f == "volatility":
        gs = []
        for j in range(1, w.n):
            a, b = raw(0, j - 1), raw(0, j)
            if a is not NA and b is not NA and a > 0:
                gs.append(b / a - 1)
        if len(gs) < 2:
            return NA
        mean = sum(gs) / len(gs)
        return fpow(sum((g - mean) ** 2 for g in gs) / (len(gs) - 1), F(1, 2)), PURE
    if f == "delay":
        b = F(0)
        if n.before is not None:
            bv = w.ev(n.before, 0, sc)
            b = NA if bv is NA else bv[0]
        if args[1].k == "list":
            kind = "list"
            d = lambda j: shares(w, args[1].items, j, sc, L, False)
        else:
            kind = "months" if w.infer(args[1], sc).unit == MONTHS else "days"
            d = lambda j: raw(1, j)
        t = arrive(cal, m, lambda j: raw(0, j), kind, d, b, L)
        return NA if t is NA else (t, u)
    if f == "spread":
        k = strip_num(args[1])
        t = F(0)
        for j in range(max(0, m - k + 1), m + 1):
            t = t + raw(0, j) * F(1, k)
        return NA if t is NA else (t, u)
    if f == "ramp":
        items = args[1].items
        t = F(0)
        for j in range(m + 1):
            r = w.ev(items[min(m - j, len(items) - 1)], j, sc)
            r = NA if r is NA else r[0]
            if r is NA or r != 0:
                t = t + r * raw(0, j)
        return NA if t is NA else (t, flowless)
    raise PaceError("unknown-name", L, f)


def months_away(w, n):
    """how many months: a number that is written there, also as `2 months`"""
    return strip_num(n) if strip(n).k == "num" and strip(n).word == "month" else w.const_int(n)


def literal(n):
    return n is not None and strip(n).k == "num"


def tiers_type(w, n, x, sc):
    """each slice of x at its own rate: the unit of x times that of a rate"""
    want = x.unit
    if n.each and want not in (UNK, None):
        flow_only(x, n.line)
        want = (want[0], times(want) + 1, 0, want[3])
    r = None
    for rate, bound in n.tiers:
        t = w.infer(rate, sc)
        if t.unit not in (UNK, None) and (times(t.unit) or t.unit[0] and x.unit not in (UNK, None) and x.unit[0]):
            reach("unit-mismatch: a rate of tiers")
            raise PaceError("unit-mismatch", n.line, "a rate is a percentage, or what one of it earns")
        if x.unit not in (UNK, None) and x.unit[0] and literal(rate) and not strip(rate).pct and strip(rate).v > 1:
            reach("bad-rate: a rate of tiers without its sign")
            raise PaceError("bad-rate", n.line, "a rate without its sign")
        r = t if r is None else unify(r, t, n.line)
        if bound is not None:
            b = w.infer(bound, sc)
            if b.unit not in (UNK, None) and want not in (UNK, None) and settle(b.unit)[0] != settle(want)[0]:
                raise PaceError("unit-mismatch", n.line, "a bound has the unit of what is divided")
    t = x.merge(r)
    t.unit = UNK if UNK in (x.unit, r.unit) else combine(x.unit, r.unit, 1)[0]
    t.kind = product(x, r, "*", t.unit)
    return t


def slices(x, steps):
    """steps: (rate, bound or None), bounds rising"""
    t, low = F(0), None
    for r, b in steps:
        top = x if b is None else min(x, b)
        if low is None:
            t += r * top
        elif top > low:
            t += r * (top - low)
        low = b
        if b is not None and x <= b:
            break
    return t


def tiers(w, n, m, sc):
    u = w.infer(n.args[0], sc).unit
    ru = next((w.infer(r, sc).unit for r, _ in n.tiers if w.infer(r, sc).unit is not None), None)
    value = lambda x: None if x is None else v if (v := w.ev(x, m, sc)) is NA else v[0]
    unit = combine(u if u not in (UNK, None) else PURE, ru or PURE, 1)[0]
    reach("tiers: each quarter or year" if n.each else "tiers: whole" if n.whole else "tiers")
    bounds = [(value(b), literal(b)) for _, b in n.tiers if b is not None]
    for (a, typed), (b, typed2) in zip(bounds, bounds[1:]):
        if NAType not in (type(a), type(b)) and (b < a or b == a and typed and typed2):
            reach("bad-range: bounds of tiers")
            raise PaceError("bad-range", n.line, "bounds rise")
    if any(b is not NA and b < 0 for b, _ in bounds):
        reach("bad-range: bounds of tiers")
        raise PaceError("bad-range", n.line, "a bound below zero")

    def earned(x):
        if n.whole:                                        # a tier that x does not lie in does not touch
            for r, b in n.tiers:
                b = value(b)
                if b is NA:
                    return NA
                if b is None or x <= b:
                    return NA if (r := value(r)) is NA else x * r
        steps = [(value(r), value(b)) for r, b in n.tiers]
        return NA if any(NA in s for s in steps) else slices(x, steps)
    if not n.each or len(n.tiers) == 1:                     # one tier is a product
        x = w.ev(n.args[0], m, sc)
        t = NA if x is NA else earned(x[0])
        return NA if t is NA else (t, unit)
    first = max(0, m - w.cal.into(m, n.each))
    before = total = F(0)
    for j in range(first, m + 1):
        x = w.ev(n.args[0], j, sc)
        if x is NA:
            return NA
        before, total = total, total + x[0]
    t = earned(total) + -1 * (earned(before) if m > first else F(0))
    return NA if t is NA else (t, unit)


def change(w, n, m, sc, u):
    if m == 0:
        return NA
    a, b = w.ev(n.args[0], m - 1, sc), w.ev(n.args[0], m, sc)
    if a is NA or b is NA:
        return NA
    if n.f == "change":
        return b[0] - a[0], u
    if a[0] <= 0:
        return NA
    return b[0] / a[0] - 1, PURE


def shares(w, items, j, sc, line, whole):
    """a list of shares, checked: each 0..100%, sum at most (whole: exactly) 100%"""
    out = []
    for a in items:
        v = w.ev(a, j, sc)
        if v is NA:
            return NA
        out.append(v[0])
    s = sum(out)
    if any(not 0 <= p <= 1 for p in out) or s > 1 or whole and s != 1:
        raise PaceError("bad-share", line, "shares")
    return out
