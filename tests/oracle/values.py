"""Exact values, n/a, roots to 60 digits, units, calendar."""
import calendar as _cal, datetime
from decimal import Decimal, Context, ROUND_HALF_EVEN
from fractions import Fraction as F
from lexer import PaceError
from reached import reach

CTX = Context(prec=90, Emax=999999, Emin=-999999)
LIMIT = F("7.9e28")


class NAType:
    def _na(self, *_):
        return self
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __neg__ = _na

    def __repr__(self):
        return "n/a"

    def __bool__(self):
        raise TypeError("n/a as truth")


NA = NAType()


def dec(x):
    return CTX.divide(Decimal(x.numerator), Decimal(x.denominator))


def fpow(a, b):
    """a^b; exact when b is whole"""
    if a is NA or b is NA:
        return NA
    if b.denominator == 1:
        if a == 0 and b < 0:
            return NA
        return a ** int(b)
    if a < 0 or a == 0 and b < 0:
        return NA
    if a == 0:
        return F(0)
    if a == 1:
        return F(1)
    # exact root where there is one
    r = CTX.power(dec(a), dec(b))
    near = F(r).limit_denominator(10**6)
    if near > 0 and near ** b.denominator == a ** b.numerator:
        return near
    return F(r)


def div(a, b):
    if a is NA or b is NA or b == 0:
        return NA
    return a / b


def out(x, places=24):
    """decimal string, rounded to 24 decimals, no trailing zeros"""
    if x is NA or x is None:
        return None
    x = F(x)
    s = 10 ** places
    n = x.numerator * s
    q, r = divmod(n, x.denominator)
    if 2 * r > x.denominator or 2 * r == x.denominator and q % 2:
        q += 1
    sign = "-" if q < 0 else ""
    q = abs(q)
    t = f"{q // s}.{q % s:0{places}d}".rstrip("0").rstrip(".")
    return sign + t if t != "0" else "0"


def terminates(x, digits=12):
    return (F(x) * 10**digits).denominator == 1


# ---- units: (money, months, days, hours); None = the number zero, fits every unit
PURE = (0, 0, 0, 0)
FLOW = (0, -1, 0, 0)
MONEY = (1, 0, 0, 0)
MFLOW = (1, -1, 0, 0)
DAYS = (0, 0, 1, 0)
MONTHS = (0, 1, 0, 0)
HOURS = (0, 0, 0, 1)


def settle(u):
    """days in a product: (unit, power of days turned into months)"""
    m, mo, d, h = u
    if d == 0 or u == DAYS:
        return u, 0
    return (m, mo + d, 0, h), d


def combine(u, v, sign):
    u, v = u or PURE, v or PURE
    return settle(tuple(a + sign * b for a, b in zip(u, v)))


def number(u):
    """a pure number, or one per month: what is a percentage, a count or either"""
    return u in (None, PURE, FLOW)


def times(u):
    """time exponent"""
    return u[1] + u[2]


class Calendar:
    def __init__(self, model):
        mo = model.months
        self.dated = not isinstance(mo, int)
        if self.dated:
            a, b, line = mo
            self.fiscal = (model.fiscal[0], model.fiscal[1]) if model.fiscal else None
            self.first, last = (self.fy(x[1], x[2], line) if x[0] == "fy" else x[-2] * 12 + x[-1] - 1 for x in (a, b))
            self.n = last - self.first + 1
            if self.n < 1:
                raise PaceError("bad-month", line, "span")
            if self.n > 600:
                raise PaceError("too-large", line, "months")
        else:
            self.n = mo
        self.fixed_days = model.days if not isinstance(model.days, tuple) else None
        self.listed = model.days if isinstance(model.days, tuple) else None
        for x in (self.listed, model.workdays):
            if x and x[0] == "list":
                reach("calendar: a list for each month, quarter or year")
                if x[2] == 12 and not self.dated:
                    raise PaceError("bad-month", x[3], "January to December need a dated plan")
                if len(x[1]) != (x[2] or self.n):
                    raise PaceError("wrong-arguments", x[3], "as many values as there are months")
        self.fiscal = None
        if model.fiscal:
            year, first, line = model.fiscal
            if not self.dated:
                raise PaceError("bad-month", line, "a fiscal year in an undated plan")
            self.fiscal = (year, first)
            if model.quarters:
                raise PaceError("bad-month", model.quarters[0], "a calendar quarter in a plan of fiscal years")
        self.week = 5
        self.wd = model.workdays
        self.extra = set()
        if self.wd[0] == "week":
            _, days, exc, line = self.wd
            self.week = len(days)
            if not self.dated:
                raise PaceError("bad-month", line, "weekdays need a dated plan")
            self.off = set()
            for dates, into in ((exc, self.off), (model.extra, self.extra)):
                for a, b, l in dates:
                    if into is self.extra:
                        reach("calendar: extra working days")
                    try:
                        a, b = datetime.date.fromisoformat(a), datetime.date.fromisoformat(b)
                    except ValueError:
                        raise PaceError("bad-month", l, "no such date")
                    if b < a:
                        raise PaceError("bad-month", l, "span")
                    while a <= b:
                        into.add(a)
                        a += datetime.timedelta(1)
        self.Dm = {}
        self.S_ = {0: F(0)}
        n = self.n
        self.W = [self._w(m) for m in range(n)]
        if any(w > self.D(m) for m, w in enumerate(self.W)):
            reach("bad-range: more working days than the month has")
            raise PaceError("bad-range", self.wd[2] if self.wd[0] == "fixed" else None, "more working days than the month has")
        sw = sum(self.W)
        for end in model.ends:
            self.span(end)
        self.per_workday = div(sum(self.D(m) for m in range(n)), F(sw))

    def ym(self, m):
        k = self.first + m
        return k // 12, k % 12 + 1

    def from_list(self, x, m):
        _, xs, every, _ = x
        if every is None:
            return xs[m] if 0 <= m < self.n else None
        return xs[self.into(m, 3)] if every == 3 else xs[self.ym(m)[1] - 1]

    def D(self, m):
        if self.listed:
            d = self.from_list(self.listed, m)
            if d is not None:
                return d
        if self.fixed_days is not None:
            return self.fixed_days
        if not self.dated:
            return F(30)
        return F(_cal.monthrange(*self.ym(m))[1])

    def _w(self, m):
        if self.wd[0] == "fixed":
            return self.wd[1]
        if self.wd[0] == "list":
            return self.from_list(self.wd, m)
        y, mo = self.ym(m)
        k = 0
        for d in range(1, _cal.monthrange(y, mo)[1] + 1):
            x = datetime.date(y, mo, d)
            k += bool(self.works(x))
        return F(k)

    def S(self, m):
        if m not in self.S_:
            self.S_[m] = self.S(m - 1) + self.D(m - 1) if m > 0 else self.S(m + 1) - self.D(m)
        return self.S_[m]

    def into(self, m, months):
        """months of its quarter or year before column m"""
        if not self.dated:
            return m % months
        k = self.first + m
        if self.fiscal:
            k -= self.fiscal[1]
        return k % 12 % months

    def stretches(self, months):
        """(name, columns) of each quarter or year"""
        out = {}
        for m in range(self.n):
            k = m if not self.dated else self.first + m - (self.fiscal[1] if self.fiscal else 0)
            k -= k % 12 % months
            year = k // 12 + (self.fiscal[0] if self.fiscal else 0 if self.dated else 1)
            head = ("FY%04d" if self.fiscal else "%04d" if self.dated else "Y%d") % year
            quarter = "Q%d" % (k % 12 // 3 + 1 if self.dated else k // 3 + 1)
            out.setdefault(head if months == 12 else head + "-" + quarter if self.dated else quarter, []).append(m)
        return list(out.items())

    def fy(self, year, month, line):
        """the absolute month of a month of a fiscal year"""
        if not self.fiscal:
            raise PaceError("bad-month", line, "no fiscal year")
        return self.fiscal[1] + (year - self.fiscal[0]) * 12 + month - 1

    def dates(self, m):
        y, mo = self.ym(m)
        return [datetime.date(y, mo, d) for d in range(1, _cal.monthrange(y, mo)[1] + 1)]

    def works(self, date):
        """is the day worked; None where working days are a number a month"""
        if self.wd[0] != "week":
            return None
        return (date.weekday() in self.wd[1] or date in self.extra) and date not in self.off

    def edge(self, e, line):
        """(column, date or None) of a month or a day at which a clause begins or ends"""
        if e[0] == "day":
            return self.col(("ym", e[1].year, e[1].month), line), e[1]
        return self.col(e, line), None

    def label(self, m):
        return "%04d-%02d" % self.ym(m) if self.dated else f"M{m + 1}"

    def col(self, month, line, inside=True):
        if month[0] == "fy":
            raise PaceError("bad-month", line, "one month has to stand here")
        if month[0] == "m":
            if self.dated:
                raise PaceError("bad-month", line, "M in a dated plan")
            m = month[1] - 1
        else:
            if not self.dated:
                raise PaceError("bad-month", line, "dated month in an undated plan")
            m = month[1] * 12 + month[2] - 1 - self.first
        if not 0 <= m < self.n:
            raise PaceError("bad-month", line, "outside the plan")
        return m

    def span(self, span):
        """columns of a span"""
        kind, a, b, line = span
        if kind == "quarter":
            if self.fiscal:
                reach("fiscal: a quarter of every year")
            if not self.dated:
                raise PaceError("bad-month", line, "quarters of the year in an undated plan")
            return [m for m in range(self.n) if self.into(m, 12) // 3 + 1 == a]
        if "fy" in (a[0], b[0]) if kind == "range" else False:
            if not self.dated:
                raise PaceError("bad-month", line, "a fiscal year in an undated plan")
            reach("fiscal: a span")
            one = lambda x: self.fy(x[1], x[2], line) if x[0] == "fy" else x[1] * 12 + x[2] - 1
            i, j = one(a) - self.first, one(b) - self.first
            if j < i:
                raise PaceError("bad-month", line, "span ends before it starts")
            if j < 0 or i >= self.n or a != b and (i < 0 or j >= self.n) and a[1:2] != b[1:2]:
                raise PaceError("bad-month", line, "outside the plan")
            return list(range(max(i, 0), min(j, self.n - 1) + 1))
        if kind == "every":
            if not self.dated:
                raise PaceError("bad-month", line, "months of the year in an undated plan")
            want = {(k - 1) % 12 + 1 for k in range(a, (b if b >= a else b + 12) + 1)}
            return [m for m in range(self.n) if self.ym(m)[1] in want]
        if a[0] != b[0]:
            raise PaceError("bad-month", line, "mixed span")
        if b < a:
            raise PaceError("bad-month", line, "span ends before it starts")
        if a[0] == "m":
            a, b = self.col(a, line), self.col(b, line)
            return list(range(a, b + 1))
        if not self.dated:
            raise PaceError("bad-month", line, "dated month in an undated plan")
        a, b = (y * 12 + mo - 1 - self.first for _, y, mo in (a, b))
        if b < 0 or a >= self.n:
            raise PaceError("bad-month", line, "outside the plan")
        return list(range(max(a, 0), min(b, self.n - 1) + 1))

    def cut(self, span):
        """does a span of months lie partly outside the plan"""
        kind, a, b, line = span
        if not self.dated:
            return False
        if kind == "quarter":
            return self.into(0, 12) // 3 + 1 == a and self.into(0, 3) != 0 or self.into(self.n - 1, 12) // 3 + 1 == a and self.into(self.n - 1, 3) != 2
        if kind == "range" and "fy" in (a[0], b[0]):
            i, j = (self.fy(x[1], x[2], line) - self.first if x[0] == "fy" else x[1] * 12 + x[2] - 1 - self.first for x in (a, b))
            return i < 0 or j >= self.n
        if kind == "every":                                # a run of months that the start or the end of the plan cuts
            want = {(k - 1) % 12 + 1 for k in range(a, (b if b >= a else b + 12) + 1)}
            first, last = self.ym(0)[1], self.ym(self.n - 1)[1]
            return first in want and first != a or last in want and last != b
        a, b = (y * 12 + mo - 1 - self.first for _, y, mo in (a, b))
        return a < 0 or b >= self.n
