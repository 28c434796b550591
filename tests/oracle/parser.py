"""Grammar of the pace language -> a Model (plain objects)."""
import datetime, os, re
from fractions import Fraction as F
from lexer import lex, PaceError, Tok
from reached import reach

UNITW = {"day": "day", "days": "day", "week": "week", "weeks": "week", "month": "month", "months": "month",
         "quarter": "quarter", "quarters": "quarter", "year": "year", "years": "year", "workday": "workday",
         "workdays": "workday", "minute": "minute", "minutes": "minute", "hour": "hour", "hours": "hour"}
PERIODS = {"day", "workday", "week", "month", "quarter", "year"}
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
MONTHNAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
TAKEN = {"and", "or", "not", "if", "base", "of", "in", "to", "from", "by", "likely"}
LATER = {"unit", "segment", "for", "actuals"}
TIMELIKE = re.compile(r"^(M\d+|Q[1-4]|" + "|".join(MONTHNAMES) + ")$")
CUR = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
DISTS = {"uniform": 2, "normal": 2, "lognormal": 2}
DEPTH = 100


class Node:
    def __init__(self, k, line, **kw):
        self.k, self.line = k, line
        self.__dict__.update(kw)

    def __repr__(self):
        return "(" + self.k + " " + " ".join(f"{a}={b!r}" for a, b in self.__dict__.items() if a not in ("k", "line")) + ")"


class Clause:
    def __init__(self, line):
        self.line, self.expr, self.growing, self.rising = line, None, None, None
        self.time, self.when, self.prefix, self.steps = None, None, None, None
        self.taking = None


class Obj:
    def __init__(self, **kw):
        self.__dict__.update(kw)


def strip(n):
    while n.k == "paren":
        n = n.a
    return n


def is_pctlit(n):
    while n.k in ("paren", "neg"):
        n = n.a
    return n.k == "num" and n.pct


def is_whole(n):
    """the literal 1 or 100%"""
    n = strip(n)
    return n.k == "num" and not (n.money or n.word or n.per or n.points) and n.v == (100 if n.pct else 1)


def lone_number(n):
    """`($500)`: a number or an amount alone in brackets, which a bookkeeper means as a loss"""
    if n.k != "paren":
        return False
    n = strip(n)
    return n.k == "num" and not (n.pct or n.word or n.points)


def yearly(n):
    """a percentage per year or quarter after `growing`, signed or in brackets: (rate, months of its period), else None"""
    sign = 1
    while n.k in ("neg", "paren"):
        sign = -sign if n.k == "neg" else sign
        n = n.a
    if n.k == "num" and n.pct and n.per in ("year", "quarter"):
        return sign * n.v / 100, {"year": 12, "quarter": 3}[n.per]
    return None


class Parser:
    def __init__(self, toks, model, inplan=False, file=None, root=None):
        self.t, self.i, self.model, self.inplan, self.depth = toks, 0, model, inplan, 0
        self.file, self.root = file, root

    # ---- tokens
    @property
    def c(self):
        return self.t[self.i]

    def peek(self, d=1):
        return self.t[min(self.i + d, len(self.t) - 1)]

    def err(self, msg="", code="syntax", line=None):
        raise PaceError(code, line or self.c.line, msg + f" at {self.c!r}")

    def op(self, v):
        return self.c.k == "op" and self.c.v == v

    def word(self, v):
        return self.c.k == "name" and self.c.v == v

    def take_op(self, v):
        if self.op(v):
            self.i += 1
            return True
        return False

    def take_word(self, v):
        if self.word(v):
            self.i += 1
            return True
        return False

    def need_op(self, v):
        if not self.take_op(v):
            self.err("expected " + v)

    def need_word(self, v):
        if not self.take_word(v):
            self.err("expected " + v)

    def name(self, member=False, define=False):
        if define and self.c.k == "fiscal":
            self.err("a name shaped like time", "reserved-name")
        if self.c.k != "name":
            self.err("expected a name")
        v = self.c.v
        if "." in v and not member:
            self.err("member name here")
        if define:
            self.check_name(v, self.c.line)
        self.i += 1
        return v

    def check_name(self, v, line):
        if v in TAKEN or v in LATER or TIMELIKE.match(v):
            raise PaceError("reserved-name", line, v)

    def end(self):
        return self.c.k in ("nl", "eof") or self.op("}")

    def need_end(self):
        if self.c.k == "nl":
            self.i += 1
        elif not (self.c.k == "eof" or self.op("}")):
            self.err("expected the end of the statement")

    def skip_nl(self):
        while self.c.k == "nl":
            self.i += 1

    def block(self, fn):
        """{ lines } or one line without braces"""
        if self.take_op("{"):
            self.skip_nl()
            while not self.op("}"):
                if self.c.k == "eof":
                    self.err("block not closed")
                fn()
                self.need_end()
                self.skip_nl()
            self.i += 1
        else:
            fn()

    def currency(self, code):
        m = self.model
        m.moneys.append((code, self.c.line))

    # ---- months and spans
    def is_month(self, t=None):
        t = t or self.c
        return t.k == "month" or t.k == "name" and re.match(r"^M\d+$", t.v) is not None

    def month(self):
        if not self.is_month():
            several = self.c.k in ("fiscal", "quarter") or self.c.k == "name" and re.match("^Q[1-4]$", self.c.v)
            self.err("expected a month", "bad-month" if several else "syntax")
        t = self.c
        self.i += 1
        return ("m", int(t.v[1:])) if t.k == "name" else ("ym",) + t.v

    def is_span(self):
        t = self.c
        return t.k == "fiscal" or self.is_month() or t.k == "quarter" or t.k == "name" and TIMELIKE.match(t.v) or \
            t.k == "num" and len(t.info["text"]) == 4

    def span_one(self):
        t = self.c
        if self.is_month():
            m = self.month()
            return ("range", m, m)
        if t.k == "fiscal":
            self.i += 1
            y, q = t.v
            return ("range", ("fy", y, 3 * q - 2 if q else 1), ("fy", y, 3 * q if q else 12))
        if t.k == "quarter":
            self.i += 1
            self.model.quarters.append(t.line)
            y, q = int(t.v[:4]), int(t.v[-1])
            return ("range", ("ym", y, 3 * q - 2), ("ym", y, 3 * q))
        if t.k == "num" and t.info["int"] and len(t.info["text"]) == 4:
            self.i += 1
            return ("range", ("ym", int(t.v), 1), ("ym", int(t.v), 12))
        if t.k == "name" and t.v in MONTHNAMES:
            self.i += 1
            k = MONTHNAMES.index(t.v) + 1
            return ("every", k, k)
        if t.k == "name" and re.match("^Q[1-4]$", t.v):
            self.i += 1
            q = int(t.v[1])
            return ("quarter", q, q)
        self.err("expected a span")

    def span(self):
        line = self.c.line
        a = self.span_one()
        if self.take_op(".."):
            b = self.span_one()
            if a[0] == "quarter" or b[0] == "quarter":
                raise PaceError("bad-month", line, "quarters of every year are no ends of a span")
            if a[0] != b[0]:
                self.err("span of two kinds")
            self.model.ends += [(a[0], *a[1:], line), (b[0], *b[1:], line)]
            return (a[0], a[1], b[2], line)
        return a + (line,)

    # ---- days
    def edge(self):
        """a month or a day"""
        if self.c.k == "date":
            try:
                d = datetime.date.fromisoformat(self.c.v)
            except ValueError:
                self.err("no such day", "bad-month")
            self.i += 1
            return ("day", d)
        return self.month()

    def days_or_months(self):
        """a stretch of a clause: a span of months, or ("days", first edge, last edge, line)"""
        line = self.c.line
        if self.c.k == "date" or self.is_month() and self.peek().k == "op" and self.peek().v == ".." and self.peek(2).k == "date":
            a = b = self.edge()
            if self.take_op(".."):
                b = self.edge()
            return ("days", a, b, line)
        return self.span()

    def stretches(self):
        out = [self.days_or_months()]
        while self.op(",") and self.alone(self.i + 1):
            self.i += 1
            out.append(self.days_or_months())
        return out

    def alone(self, j):
        """is there nothing but a month or a span from token j to the next comma, end or word of a clause"""
        def one(k):
            t = self.t[k]
            ok = t.k in ("month", "quarter", "fiscal", "date") or t.k == "name" and (t.v in MONTHNAMES or re.match(r"^(Q[1-4]|M\d+)$", t.v)) \
                or t.k == "num" and t.info["int"] and len(t.info["text"]) == 4
            return ok
        if not one(j):
            return False
        k = j + 1
        if self.t[k].k == "op" and self.t[k].v == "..":
            if not one(k + 1):
                return False
            k += 2
        t = self.t[k]
        return t.k in ("nl", "eof") or t.k == "op" and t.v in (",", "}") or t.k == "name" and t.v in ("when", "taking", "halving", "losing")

    def interval(self):
        k = F(1)
        if self.c.k == "num":
            k = self.c.v
            self.i += 1
        w = UNITW.get(self.name())
        if w not in ("month", "quarter", "year") or k.denominator != 1 or k < 1:
            self.err("every so many months")
        return int(k) * {"month": 1, "quarter": 3, "year": 12}[w]

    # ---- expressions
    def deeper(self):
        self.depth += 1
        if self.depth > DEPTH:
            self.err("", "nesting-too-deep")

    def bound_ok(self, n):
        m = n
        if m.k == "neg":
            m = m.a
        return m.k in ("num", "paren", "unknown")

    def value(self):
        """a whole value: expression or range"""
        line = self.c.line
        a = self.expr(whole=True)
        if self.word("to"):
            if not self.bound_ok(a):
                self.err("range inside a larger expression", "bad-range")
            self.i += 1
            b = self.sign()
            if not self.bound_ok(b):
                self.err("range bound", "bad-range")
            likely = None
            if self.take_word("likely"):
                likely = self.sign()
                if not self.bound_ok(likely):
                    self.err("range bound", "bad-range")
            if self.word("to") or (self.c.k == "op" and self.c.v in ("+", "-", "*", "/", "^")) and not self.inaction:
                self.err("range inside a larger expression", "bad-range")
            self.share_unit([x for x in (a, b, likely) if x is not None])
            a = Node("range", line, kind="tri", args=[a, b] + ([likely] if likely else []))
        if strip(a).k in ("range", "evidence") and self.word("each") and self.peek().k == "name" and self.peek().v == "month":
            self.i += 2
        return a

    inaction = tier = False

    def share_unit(self, ns):
        lits = [n for n in ns if n.k == "num"]
        unit = lambda n: (n.money, n.pct, n.word, n.points)
        given = [n for n in lits if any(unit(n))] or [n for n in lits if n.per]
        if not given:
            return
        g = unit(given[0])
        per = given[0].per or next((n.per for n in lits if unit(n) == g and n.per), None)
        for n in lits:
            if not any(unit(n)):
                n.money, n.pct, n.word, n.points = g
                n.cur = given[0].cur
            n.per = n.per or per

    def no_lone(self, n):
        if lone_number(n):
            reach("ambiguous-number: a lone number in brackets")
            raise PaceError("ambiguous-number", n.line, "a number in brackets")

    def norange(self, n):
        if n.k == "range":
            raise PaceError("bad-range", n.line, "range inside a larger expression")
        return n

    def expr(self, whole=False):
        n = self.or_()
        if self.word("to") and not whole:
            self.err("range here", "bad-range")
        return n

    def or_(self):
        a = self.and_()
        while self.word("or"):
            l = self.c.line; self.i += 1
            a = Node("logic", l, op="or", a=self.norange(a), b=self.norange(self.and_()))
        return a

    def and_(self):
        a = self.not_()
        while self.word("and"):
            l = self.c.line; self.i += 1
            a = Node("logic", l, op="and", a=self.norange(a), b=self.norange(self.not_()))
        return a

    def not_(self):
        if self.word("not"):
            l = self.c.line; self.i += 1
            self.deeper()
            n = Node("not", l, a=self.norange(self.not_()))
            self.depth -= 1
            return n
        return self.cmp()

    def is_cmp(self):
        return self.c.k == "op" and self.c.v in ("<", "<=", "==", "!=", ">", ">=")

    def cmp(self):
        a = self.add()
        if self.is_cmp():
            l, o = self.c.line, self.c.v
            self.i += 1
            b = self.add()
            if self.is_cmp():
                self.err("comparisons do not chain")
            a = Node("cmp", l, op=o, a=self.norange(a), b=self.norange(b))
        return a

    def add(self):
        a = self.mul()
        while self.c.k == "op" and self.c.v in "+-":
            l, o = self.c.line, self.c.v
            self.i += 1
            tight = o == "-" and not self.t[self.i - 1].sp and not self.c.sp
            if self.op("-") and not self.c.sp:
                reach("ambiguous-number: two signs in a row")
                raise PaceError("ambiguous-number", l, "a range about a middle, or a remark")
            b = self.mul()
            if tight and a.k == "num" and b.k == "num":
                reach("ambiguous-number: a dash between two literals")
                raise PaceError("ambiguous-number", l, "a range or a difference")
            if self.word("to") and not self.tier:
                self.err("range", "bad-range")
            if is_pctlit(b) and not is_whole(a) and not is_whole(b):
                reach("ambiguous-percent: a literal added")
                raise PaceError("ambiguous-percent", l, "percent added")
            a = Node("bin", l, op=o, a=self.norange(a), b=self.norange(b))
        return a

    def mul(self):
        a = self.of_()
        while self.c.k == "op" and self.c.v in "*/":
            l, o = self.c.line, self.c.v
            self.i += 1
            b = self.of_()
            a = Node("bin", l, op=o, a=self.norange(a), b=self.norange(b))
        return a

    def plain_int(self, n):
        return n.k == "num" and n.isint and not (n.money or n.pct or n.word or n.per or n.points)

    def of_(self):
        a = self.sign()
        while self.word("of"):
            l = self.c.line
            self.i += 1
            b = self.sign()
            if self.plain_int(a) and self.plain_int(b):
                if b.v <= 0 or a.v > b.v:
                    raise PaceError("bad-range", l, "evidence")
                a = Node("evidence", l, x=a.v, n=b.v)
            else:
                a = Node("of", l, a=self.norange(a), b=self.norange(b))
        return a

    def sign(self):
        if self.op("-") or self.op("+"):
            l, o = self.c.line, self.c.v
            self.i += 1
            self.deeper()
            a = self.sign()
            self.depth -= 1
            if o == "+":
                return a
            return Node("neg", l, a=self.norange(a))
        return self.pow()

    def pow(self):
        a = self.postfix()
        if self.op("^"):
            l = self.c.line
            self.i += 1
            self.deeper()
            b = self.sign() if self.op("-") or self.op("+") else self.pow()
            self.depth -= 1
            return Node("pow", l, a=self.norange(a), b=self.norange(b))
        return a

    def postfix(self):
        a = self.primary()
        while self.op("[") and self.is_month(self.peek()) and a.k in ("name", "paren", "call", "at"):
            l = self.c.line
            self.i += 1
            m = self.month()
            self.need_op("]")
            a = Node("at", l, a=a, month=m)
        return a

    def number(self):
        """a literal with its unit"""
        l = self.c.line
        money, cur = False, None
        if self.c.k == "op" and self.c.v in CUR:
            self.model.moneys.append((self.c.v, l))
            money, cur = True, self.c.v
            self.i += 1
            if self.op("["):
                n = self.list_(money=True)
                n.cur = cur
                return n
        if self.c.k != "num":
            self.err("expected a number")
        t = self.c
        self.i += 1
        n = Node("num", l, v=t.v, isint=t.info["int"], money=money, pct=False, word=None, per=None, points=False, cur=cur)
        if self.op("%"):
            self.i += 1
            n.pct = True
        elif self.c.k == "name" and not money:
            w = self.c.v
            if w in UNITW:
                self.i += 1
                n.word = UNITW[w]
                if n.word in ("day", "week") and self.inplan:
                    n.word = n.word            # durations stay calendar durations
            elif w in ("point", "points"):
                self.i += 1
                n.points = True
            elif re.match("^[A-Z]{3}$", w) and not TIMELIKE.match(w):
                self.model.moneys.append((w, l))
                self.i += 1
                n.money, n.cur = True, w
        self.rate_tail(n)
        return n

    def rate_tail(self, n):
        if n.word in ("day", "week", "month", "quarter", "year", "workday") and self.op("/") and not self.c.sp \
                and self.peek().k == "name" and self.peek().v in PERIODS and not self.peek().sp:
            reach("unit-mismatch: a duration per period")
            raise PaceError("unit-mismatch", n.line, "a duration per period")
        if self.op("/") and not self.c.sp and self.peek().k == "name" and self.peek().v in PERIODS and not self.peek().sp \
                and n.word in (None, "minute", "hour") and not n.points:
            # 1/2/month is refused
            j = self.i - 1
            while j >= 0 and self.t[j].k in ("num", "op") and (self.t[j].k == "num" or self.t[j].v in "%$€£¥"):
                j -= 1
            if j >= 1 and self.t[j].k == "op" and self.t[j].v == "/" and self.t[j - 1].k == "num" and not self.t[j].sp:
                self.err("1/2/month")
            n.per = self.period(self.peek().v)
            self.i += 2
            if self.op("/") and not self.c.sp and self.peek().k == "name" and self.peek().v in PERIODS:
                self.err("two periods")

    def period(self, w):
        if self.inplan:
            return {"day": "workday", "week": "workweek"}.get(w, w)
        return w

    def list_(self, money=False):
        l = self.c.line
        self.need_op("[")
        self.deeper()
        items = []
        while not self.op("]"):
            items.append(self.expr())
            self.no_lone(items[-1])
            if not self.take_op(","):
                break
        self.need_op("]")
        self.depth -= 1
        n = Node("list", l, items=items, money=money, per=None, pct=False, word=None, points=False)
        self.rate_tail(n)
        return n

    def primary(self):
        t = self.c
        if t.k == "num" or t.k == "op" and t.v in CUR:
            return self.number()
        if t.k == "op" and t.v == "(":
            self.i += 1
            self.deeper()
            keep, self.inaction, self.tier = (self.inaction, self.tier), False, False
            a = self.value()
            self.inaction, self.tier = keep
            self.need_op(")")
            self.depth -= 1
            return Node("paren", t.line, a=a)
        if t.k == "op" and t.v == "[":
            return self.list_()
        if t.k == "op" and t.v == "?":
            self.i += 1
            self.model.unknowns.append(t.line)
            return Node("unknown", t.line)
        if t.k == "name":
            if t.v == "base":
                self.i += 1
                return Node("base", t.line)
            nx = self.peek()
            if nx.k == "op" and nx.v == "(" and not nx.sp:
                self.i += 2
                return self.call(t)
            if t.v in TAKEN and t.v not in ("base",):
                self.err("a word of the language where a value was expected")
            if TIMELIKE.match(t.v):
                self.err("a month where a value was expected")
            if t.v in LATER:
                self.err("not yet", "reserved-name")
            self.i += 1
            return Node("name", t.line, v=t.v)
        self.err("expected a value")

    def call(self, t):
        self.deeper()
        args, before = [], None
        if t.v == "tiers":
            if self.op(")"):
                raise PaceError("wrong-arguments", t.line, "tiers of nothing")
            return self.tiers(t)
        while not self.op(")"):
            if t.v == "total" and len(args) == 1 and self.is_span():
                args.append(Node("span", self.c.line, span=self.span()))
            elif t.v == "delay" and self.word("before") and len(args) == 2:
                self.i += 1
                before = self.expr()
            else:
                args.append(self.expr())
            if not self.take_op(","):
                break
        self.need_op(")")
        self.depth -= 1
        if t.v in DISTS:
            if len(args) != 2:
                raise PaceError("wrong-arguments", t.line, t.v)
            n = Node("range", t.line, kind=t.v, args=args)
            return n
        return Node("call", t.line, f=t.v, args=args, before=before)

    def tiers(self, t):
        x = self.expr()
        whole, each, steps = False, 0, []
        while self.take_op(","):
            if self.word("whole") and not steps:
                self.i += 1
                whole = True
            elif self.word("each"):
                self.i += 1
                each = {"quarter": 3, "year": 12}.get(self.name())
                if not each:
                    self.err("each quarter or each year")
            elif each:
                raise PaceError("wrong-arguments", t.line, "each stands at the end")
            else:
                keep, self.tier = self.tier, True
                rate = self.or_()
                self.tier = keep
                steps.append((rate, self.or_() if self.take_word("to") else None))
        self.need_op(")")
        self.depth -= 1
        if not steps or any(b is None for _, b in steps[:-1]) or steps[-1][1] is not None:
            raise PaceError("wrong-arguments", t.line, "tiers")
        more = [y for s in steps for y in s if y is not None]
        return Node("call", t.line, f="tiers", args=[x], tiers=steps, more=more, whole=whole, each=each, before=None)

    # ---- clauses
    def clause(self, action=False):
        c = Clause(self.c.line)
        if action:
            self.inaction = True
        c.expr = self.value()
        self.no_lone(c.expr)
        self.inaction = False
        if action and c.expr.k == "range" and self.c.k == "op" and self.c.v in "*/":
            pass
        self.clause_tail(c, action)
        return c

    def clause_tail(self, c, action=False):
        if self.word("growing"):
            self.i += 1
            g = self.mul()
            c.growing = g
            if self.take_word("every"):
                c.steps = self.interval()
        elif self.word("rising"):
            self.i += 1
            self.need_word("to")
            f = self.expr()
            self.need_word("by")
            by = self.edge()
            c.rising = (f, ("ym", by[1].year, by[1].month) if by[0] == "day" else by)
        if self.take_word("from"):
            a = self.edge()
            c.time = ("from", a, self.edge() if self.take_word("until") else None, c.line)
        elif self.take_word("until"):
            c.time = ("from", None, self.edge(), c.line)
        elif self.take_word("in"):
            c.time = ("in", self.stretches())
        elif self.word("once"):
            self.i += 1
            self.need_word("in")
            c.time = ("once", self.edge(), c.line)
        elif self.word("every"):
            self.i += 1
            k = self.interval()
            if strip(c.expr).k == "list":
                if k != 12 or self.word("from"):
                    self.err("a list comes back every year")
                c.time = ("every", c.line)
            else:
                self.need_word("from")
                a = self.edge()
                c.time = ("back", a, self.edge() if self.take_word("until") else None, k, c.line)
        if self.take_word("when"):
            c.when = self.expr()
        if action and self.word("taking"):
            self.i += 1
            c.taking = self.expr()

    def clauses(self, action=False):
        out = [self.clause(action)]
        return self.more_clauses(out, action)

    def more_clauses(self, out, action=False):
        while self.op(","):
            self.i += 1
            c = self.clause(action)
            if c.time is None and c.when is None:
                raise PaceError("syntax", c.line, "a clause without a word of time")
            out.append(c)
        return out

    # ---- statements
    def annotation(self):
        unit, pct, roll = None, False, None
        l = self.c.line
        if self.op("%"):
            self.i += 1
            unit, pct = [0, 0, 0, 0], True
        elif self.c.k == "op" and self.c.v in CUR:
            self.model.shown_in.append((self.c.v, l))
            self.i += 1
            unit = [1, 0, 0, 0]
        elif self.c.k == "num" and self.c.v == 1:
            self.i += 1
            unit = [0, 0, 0, 0]
        elif self.op("/"):
            unit = [0, 0, 0, 0]
        elif self.c.k == "name" and self.c.v in UNITW:
            w = UNITW[self.c.v]
            self.i += 1
            unit = {"day": [0, 0, 1, 0], "month": [0, 1, 0, 0], "hour": [0, 0, 0, 1]}.get(w)
            if unit is None:
                self.err("unit in an annotation")
        elif self.c.k == "name" and re.match("^[A-Z]{3}$", self.c.v):
            self.model.shown_in.append((self.c.v, l))
            self.i += 1
            unit = [1, 0, 0, 0]
        if unit is not None and self.take_op("/"):
            p = self.name()
            if p not in PERIODS:
                self.err("period")
            unit[1] -= 1
        if self.c.k == "name" and self.c.v in ("sum", "last", "mean"):
            roll = self.c.v
            self.i += 1
        if unit is None and roll is None:
            self.err("unit")
        return Obj(unit=tuple(unit) if unit else None, pct=pct, roll=roll)

    def is_def(self):
        return self.c.k == "name" and self.peek().k == "op" and self.peek().v in ("=", ":")

    def definition(self, member=False):
        line = self.c.line
        name = self.name(member=member, define=True)
        ann = None
        if self.take_op(":"):
            ann = self.annotation()
        self.need_op("=")
        cl = self.clauses()
        return Obj(name=name, ann=ann, clauses=cl, line=line)

    def file_(self):
        self.skip_nl()
        while self.c.k != "eof":
            self.statement()
            self.need_end()
            self.skip_nl()

    def statement(self, scen=None):
        m, t = self.model, self.c
        target = scen or m
        if t.k == "fiscal" and self.peek().k == "op" and self.peek().v in "=:":
            self.err("a name shaped like time", "reserved-name")
        if t.k != "name":
            self.err("expected a statement")
        if self.is_def():
            d = self.definition(member=scen is not None)
            if scen:
                d.mode = "set"
            target.defs.append(d)
            return
        w = t.v
        if scen and w in ("replace", "new"):
            self.i += 1
            if w == "new" and self.take_word("exchange"):
                d = self.exchange(t.line)
            else:
                d = self.definition(member=True)
            d.mode = w
            scen.defs.append(d)
            return
        if scen and w == "exchange":
            self.i += 1
            d = self.exchange(t.line)
            d.mode = "exchange"
            scen.defs.append(d)
            return
        if w in TAKEN and self.peek().k == "op" and self.peek().v == "=":
            self.err("", "reserved-name")
        if w in LATER:
            self.err("not yet", "reserved-name")
        self.i += 1
        if w in ("title", "currency", "months", "workdays", "days"):
            if w in m.said:
                raise PaceError("duplicate-name", t.line, w + " is said twice")
            m.said.add(w)
        if w == "plan":
            self.block(lambda: self.plan_line(target, scen))
        elif w == "pipeline":
            self.pipeline(target, scen)
        elif w == "stock":
            self.stock(target, scen, t.line)
        elif w == "goal":
            self.goal(target, t.line)
        elif w == "check":
            cond = self.expr()
            time = None
            if self.take_word("from"):
                time = ("from", self.month(), t.line)
            elif self.take_word("in"):
                time = ("in", self.span())
            target.checks.append(Obj(cond=cond, time=time, line=t.line))
        elif scen:
            self.err("statement in a scenario")
        elif w == "title":
            if self.c.k != "str":
                self.err("title")
            m.title = self.c.v
            self.i += 1
        elif w == "currency":
            m.currency = self.name()
        elif w == "months":
            self.months_(t.line)
        elif w == "workdays":
            self.workdays_(t.line)
        elif w == "fiscal":
            self.need_word("year")
            if self.c.k != "num":
                self.err("year")
            year = int(self.c.v)
            self.i += 1
            self.need_word("from")
            if self.c.k != "month":
                self.err("month", "bad-month" if self.is_month() else "syntax")
            if m.fiscal:
                raise PaceError("duplicate-name", t.line, "fiscal")
            m.fiscal = (year, self.c.v[0] * 12 + self.c.v[1] - 1, t.line)
            self.i += 1
        elif w == "exchange":
            target.defs.append(self.exchange(t.line))
        elif w == "days" and self.op("["):
            m.days = self.listed(t.line)
        elif w == "days":
            if self.c.k != "num":
                self.err()
            m.days = self.c.v
            self.i += 1
            self.need_op("/")
            self.need_word("month")
        elif w == "scenario":
            self.scenario(t.line)
        elif w == "show":
            while True:
                m.shows.append((self.c.line, self.name(member=True)))
                if not self.take_op(","):
                    break
        elif w == "use":
            if self.c.k != "str":
                self.err("use")
            path = self.c.v
            self.i += 1
            use_file(self.model, self.file, self.root, path, t.line)
        else:
            self.err("unknown statement " + w)

    def months_(self, line):
        m = self.model
        if self.c.k == "num" and self.peek().k != "op":
            v = self.c.v
            if not self.c.info["int"]:
                self.err("months")
            self.i += 1
            if 1900 <= v <= 9999:
                m.months = ((int(v), 1), (int(v), 12), line)
            elif v > 600:
                raise PaceError("too-large", line, "months")
            elif v < 1:
                raise PaceError("bad-month", line, "months")
            else:
                m.months = int(v)
        elif self.c.k in ("fiscal", "quarter"):
            kind, a, b, _ = self.span()                     # settled by the calendar, which knows the fiscal year
            m.months = (a, b, line)
        else:
            if self.c.k != "month":
                self.err("month")
            a = self.c.v
            self.i += 1
            b = a
            if self.take_op(".."):
                if self.c.k != "month":
                    self.err("month")
                b = self.c.v
                self.i += 1
            if b < a:
                raise PaceError("bad-month", line, "span")
            m.months = (a, b, line)

    def listed(self, line):
        """("list", values, None | 3 | 12, line)"""
        self.need_op("[")
        xs = []
        while not self.op("]"):
            if self.c.k != "num":
                self.err("a number of days")
            if not self.c.info["int"] or self.c.v < 1:
                raise PaceError("bad-range", line, "whole numbers of days")
            xs.append(self.c.v)
            self.i += 1
            if not self.take_op(","):
                break
        self.need_op("]")
        every = None
        if self.take_word("every"):
            every = {"quarter": 3, "year": 12}.get(self.name())
            if not every:
                self.err("every quarter or every year")
        return "list", xs, every, line

    def exchange(self, line):
        code = self.name()
        if not re.match("^[A-Z]{3}$", code):
            self.err("the code of a currency")
        self.need_op("=")
        start = len(self.model.moneys)
        cl = self.clauses()
        self.model.rates.append((code, line, [c for c, _ in self.model.moneys[start:]]))
        return Obj(name="exchange." + code, ann=None, clauses=cl, line=line)

    def dates(self):
        out = []
        while True:
            if self.c.k != "date":
                self.err("date")
            a = b = self.c.v
            l = self.c.line
            self.i += 1
            if self.take_op(".."):
                if self.c.k != "date":
                    self.err("date")
                b = self.c.v
                self.i += 1
            out.append((a, b, l))
            if not self.take_op(","):
                return out

    def workdays_(self, line):
        m = self.model
        if self.op("["):
            m.workdays = self.listed(line)
            return
        if self.c.k == "num":
            m.workdays = ("fixed", self.c.v, line)
            self.i += 1
            self.need_op("/")
            self.need_word("month")
            return
        days = set()
        while True:
            a = self.name()
            if a not in WEEKDAYS:
                self.err("weekday")
            i = j = WEEKDAYS.index(a)
            if self.take_op(".."):
                b = self.name()
                if b not in WEEKDAYS:
                    self.err("weekday")
                j = WEEKDAYS.index(b)
            if j < i:
                j += 7
            days |= {k % 7 for k in range(i, j + 1)}
            if not self.take_op(","):
                break
        m.extra = self.dates() if self.take_word("and") else []
        exc = self.dates() if self.take_word("except") else []
        m.workdays = ("week", days, exc, line)

    # plan
    def plan_line(self, target, scen):
        old, self.inplan = self.inplan, True
        try:
            line = self.c.line
            if self.word("capacity"):
                self.i += 1
                target.capacity = self.expr()
                return
            new = scen is not None and self.take_word("new")
            c = Clause(self.c.line)
            l = self.c.line
            n = self.action_number()
            if self.c.k == "name" and self.c.v in UNITW:
                self.err("noun is a unit word")
            noun = self.name(define=True)
            self.need_op("/")
            per = self.name()
            if per not in PERIODS:
                self.err("period")
            if self.word("each"):
                self.i += 1
                self.need_word("month")
            one = Node("num", l, v=F(1), isint=True, money=False, pct=False, word=None, per=self.period(per), points=False)
            e = Node("bin", l, op="*", a=Node("paren", l, a=n), b=one)
            while self.c.k == "op" and self.c.v in "*/":
                o = self.c.v
                self.i += 1
                e = Node("bin", l, op=o, a=e, b=self.of_())
            c.expr = e
            self.clause_tail(c, True)
            cl = self.more_clauses([c], True)
            taking = None
            for x in cl:
                if x.taking is not None:
                    taking = x.taking
            target.actions.append(Obj(name=noun, clauses=cl, line=line, taking=taking, new=new))
        finally:
            self.inplan = old

    def action_number(self):
        t = self.c
        if self.op("?"):
            self.i += 1
            self.model.unknowns.append(t.line)
            return Node("unknown", t.line)
        if self.op("("):
            return self.primary()

        def lit():
            neg = False
            if self.c.k != "num":
                self.err("expected a number")
            n = Node("num", self.c.line, v=-self.c.v if neg else self.c.v, isint=True, money=False, pct=False, word=None, per=None, points=False)
            self.i += 1
            return n
        a = lit()
        if self.take_word("to"):
            b = self.primary() if self.op("(") else lit()
            args = [a, b]
            if self.take_word("likely"):
                args.append(lit())
            if self.word("to"):
                self.err("", "bad-range")
            return Node("range", t.line, kind="tri", args=args)
        if self.word("of"):
            self.i += 1
            b = lit()
            return Node("evidence", t.line, x=a.v, n=b.v)
        return a

    # pipeline
    def pipeline(self, target, scen):
        line = self.c.line
        name, label = "", None
        if self.c.k == "name" and not self.is_def() and (self.peek().k == "str" or self.peek().k == "op" and self.peek().v == "{" or
                                                         self.peek().k == "name" and self.t[min(self.i + 2, len(self.t) - 1)].v == "="):
            if self.c.v not in ("worth", "opening", "aligned") or self.peek().v == "{":
                name = self.name(define=True)
        if self.c.k == "str":
            self.i += 1
        p = Obj(name=name, line=line, lines=[])
        target.pipes.append(p)
        self.block(lambda: self.pipe_line(p))

    def pipe_line(self, p):
        line = self.c.line
        if self.c.k == "name" and self.peek().k == "op" and self.peek().v == "=":
            # a stage?
            d, j, hit, of = 0, self.i + 2, None, None
            while not (self.t[j].k in ("nl", "eof") or d == 0 and self.t[j].k == "op" and self.t[j].v == "}"):
                t = self.t[j]
                if t.k == "op" and t.v in "([":
                    d += 1
                elif t.k == "op" and t.v in ")]":
                    d -= 1
                elif d == 0 and t.k == "op" and t.v == ",":
                    break
                elif d == 0 and t.k == "name" and t.v == "of" and hit is None:
                    of = j
                elif d == 0 and t.k == "name" and t.v in ("in", "over") and of is not None and hit is None:
                    hit = j
                j += 1
            if hit is not None and of is not None and not (self.t[hit].v == "in" and self._time_at(hit + 1)):
                name = self.name(define=True)
                self.i += 1
                sub = Parser(self.t[self.i:of] + [Tok("nl", "\n", line, True), Tok("eof", None, line, True)], self.model)
                rate = sub.value()
                if sub.c.k != "nl":
                    sub.err("stage rate")
                self.i = of + 1
                prev = self.name()
                if self.i != hit:
                    self.err("expected `in`")
                self.i += 1
                st = Obj(kind="stage", name=name, rate=rate, prev=prev, line=line, dur=None, list=None, halving=None, losing=None, taking=None)
                if self.t[hit].v == "in":
                    st.dur = self.value()
                else:
                    if not self.op("["):
                        self.err("list")
                    st.list = self.list_()
                while self.take_op(","):
                    if self.take_word("halving"):
                        self.need_word("every")
                        st.halving = self.expr()
                    elif self.take_word("losing"):
                        st.losing = self.expr()
                    elif self.take_word("taking"):
                        st.taking = self.expr()
                    else:
                        self.err("stage option")
                if st.list is not None and (st.halving is not None or st.losing is not None):
                    self.err("decay with over", line=line)
                p.lines.append(st)
                return
            d_ = self.definition()
            p.lines.append(Obj(kind="entry", name=d_.name, clauses=d_.clauses, line=line))
            return
        if self.take_word("worth"):
            p.lines.append(Obj(kind="worth", e=self.value(), line=line))
        elif self.take_word("aligned"):
            p.lines.append(Obj(kind="aligned", e=self.expr(), line=line))
        elif self.take_word("opening"):
            items = []
            while True:
                n = self.action_number()
                items.append((n, self.name(), self.c.line))
                if not self.take_op(","):
                    break
            p.lines.append(Obj(kind="opening", items=items, line=line))
        else:
            self.err("pipeline line")

    def _time_at(self, j):
        t = self.t[j]
        return t.k in ("month", "quarter") or t.k == "name" and TIMELIKE.match(t.v)

    # stock
    def stock(self, target, scen, line):
        name = self.name(define=scen is None)
        s = Obj(name=name, line=line, lines=[])
        target.stocks.append(s)

        def one():
            l = self.c.line
            if self.take_word("opening"):
                s.lines.append(Obj(kind="opening", e=self.value(), line=l))
            elif self.word("gains") or self.word("loses"):
                sg = 1 if self.c.v == "gains" else -1
                self.i += 1
                nm = None
                if self.c.k == "name" and self.peek().k == "op" and self.peek().v == "=":
                    nm = self.name(define=True)
                    self.i += 1
                s.lines.append(Obj(kind="flow", sign=sg, name=nm, clauses=self.clauses(), line=l))
            else:
                self.err("stock line")
        self.block(one)

    def goal(self, target, line):
        label = None
        if self.c.k == "str":
            label = self.c.v
            self.i += 1
            self.need_op(":")
        total = self.word("total") and self.peek().k == "name"
        if total:
            self.i += 1
        row = self.name(member=True)
        if not (self.op(">=") or self.op("<=")):
            self.err("expected >= or <=")
        o = self.c.v
        self.i += 1
        first = True
        while True:
            e = self.add()
            time = None
            if self.take_word("by"):
                time = ("by", self.month(), line)
            elif first and self.take_word("from"):
                time = ("from", self.month(), line)
            elif self.take_word("in"):
                time = ("in", self.span())
            elif not first:
                self.err("milestone without by")
            target.goals.append(Obj(label=label, row=row, op=o, target=e, time=time, line=line, total=total))
            first = False
            if not self.take_op(","):
                break

    def scenario(self, line):
        name = self.name(define=True)
        label = parent = None
        if self.c.k == "str":
            label = self.c.v
            self.i += 1
        if self.take_word("extends"):
            parent = self.name()
        if self.c.k == "str" and label is None:
            label = self.c.v
            self.i += 1
        s = Obj(name=name, label=label, parent=parent, line=line, defs=[], actions=[], pipes=[], stocks=[], goals=[], checks=[],
                capacity=None)
        self.model.scenarios.append(s)
        self.block(lambda: self.statement(s))


def new_model():
    return Obj(title=None, currency=None, months=12, workdays=("fixed", F(20), None), days=None, fiscal=None, said=set(), quarters=[], ends=[], shown_in=[], rates=[], extra=[], defs=[], actions=[], pipes=[], stocks=[],
               goals=[], checks=[], scenarios=[], shows=[], moneys=[], unknowns=[], capacity=None, files=[], stack=[])


def read(path, line):
    try:
        data = open(path, "rb").read()
        if len(data) > 4 * 1024 * 1024:
            raise PaceError("unreadable", line, path)
        return data.decode("utf-8")
    except UnicodeDecodeError as e:
        raise PaceError("unreadable", data[:e.start].count(b"\n") + 1 if line is None else line, str(e))
    except OSError as e:
        raise PaceError("unreadable", line, str(e))


def use_file(model, file, root, rel, line):
    path = os.path.realpath(os.path.join(os.path.dirname(file), rel))
    if not (path + os.sep).startswith(root + os.sep):
        raise PaceError("unreadable", line, "outside the folder of the main file")
    if path in model.stack:
        raise PaceError("cycle", line, "file uses itself")
    if path in model.files:
        return
    model.files.append(path)
    model.stack.append(path)
    Parser(lex(read(path, line)), model, file=path, root=root).file_()
    model.stack.pop()


def parse_file(path):
    model = new_model()
    path = os.path.realpath(path)
    root = os.path.dirname(path)
    model.files.append(path)
    model.stack.append(path)
    Parser(lex(read(path, None)), model, file=path, root=root).file_()
    model.stack.pop()
    # currency: as the plan says, else that of the rates, else that of the first amount without a rate
    have = model.currency
    code_of = lambda c: (have if have in ("CAD", "AUD", "NZD", "SGD", "HKD", "MXN") else "USD") if c == "$" else CUR.get(c, c)
    rated = {code for code, _, _ in model.rates}
    for code, line, said in model.rates:
        if have is None and said:
            have = code_of(said[0])
        if code == have or any(code_of(c) != have for c in said):
            raise PaceError("currency-mix", line, "a rate is in the plan's currency")
    for c, line in model.moneys:
        code = code_of(c)
        if have is None and code not in rated:
            have = code
        if code != have and code not in rated:
            raise PaceError("currency-mix", line, f"{code} in a plan of {have}")
    model.cur, model.code = have or "USD", code_of
    for line in model.shown_in:
        if code_of(line[0]) != model.cur:
            raise PaceError("currency-mix", line[1], "rows are shown in the plan's currency")
    return model
