"""From statements to rows: the base plan and each scenario as a State."""
import copy
from lexer import PaceError
from parser import Obj, Node, strip
from reached import reach

PIPE_ROWS = ["entered", "won", "lost", "open", "win_rate", "cycle", "cycle_all"]
MONEY_ROWS = ["velocity", "bookings", "weighted", "weighted.opening", "directed", "acceleration", "sales_growth"]
SUMS = ["entered", "won", "lost", "open", "open.opening", "velocity", "bookings", "weighted", "weighted.opening", "directed", "acceleration",
        "sales_growth"]


class RowDef:
    def __init__(self, name, clauses, line, group, scope=None, ann=None, world=None, action=False, taking=None, lines=None):
        self.name, self.line, self.group, self.ann = name, line, group, ann
        self.layers = [(clauses, scope, world)]      # (clauses, scope, name of the parent scenario for `base`)
        self.action, self.taking, self.ispart = action, taking, False

    def copy(self):
        c = copy.copy(self)
        c.layers = list(self.layers)
        return c


def walk(n, fn):
    if n is None:
        return
    fn(n)
    for v in n.__dict__.values():
        if isinstance(v, Node):
            walk(v, fn)
        elif isinstance(v, list):
            for x in v:
                if isinstance(x, Node):
                    walk(x, fn)


def clause_nodes(c):
    ns = [c.expr, c.when]
    if c.growing is not None:
        ns.append(c.growing)
    if c.rising:
        ns.append(c.rising[0])
    return [n for n in ns if n is not None]


def uses_rows(rd):
    hit = []

    def fn(n):
        if n.k == "name" and not n.v.startswith("calendar."):
            hit.append(n.v)
    for cl, _, _ in rd.layers:
        for c in cl:
            for n in clause_nodes(c):
                walk(n, fn)
    return bool(hit)


def calendar_day_literal(clauses):
    hit = []

    def fn(n):
        if n.k in ("num", "list") and n.per in ("day", "week"):
            hit.append(n)
    for c in clauses:
        for n in clause_nodes(c):
            walk(n, fn)
    return bool([n for n in hit if n.per == "day"])


class State:
    def __init__(self, model):
        self.model = model
        self.defs = {}
        self.pipes, self.stocks = {}, {}
        self.capacity = model.capacity
        self.goals, self.checks = list(model.goals), list(model.checks)
        self.name = "base"
        self.parent = None
        for a in model.actions:
            self.add(RowDef(a.name, a.clauses, a.line, "plan", action=True, taking=a.taking))
        for d in model.defs:
            self.add(RowDef(d.name, d.clauses, d.line, "variable", ann=d.ann))
        for p in model.pipes:
            self.add_pipe(p)
        if "" in self.pipes and len(self.pipes) > 1:
            raise PaceError("syntax", model.pipes[1].line, "several pipelines are all named")
        for s in model.stocks:
            self.add_stock(s)

    def add(self, rd):
        if rd.name in self.defs:
            raise PaceError("duplicate-name", rd.line, rd.name)
        self.defs[rd.name] = rd

    def action(self, name):
        rd = self.defs.get(name)
        if rd is None and name + "s" in self.defs and self.defs[name + "s"].action:
            rd = self.defs[name + "s"]
        return rd

    def stage(self, pipe, ln, world=None):
        pre = pipe + "." if pipe else ""
        grp = pipe or "pipeline"
        sc = ("pipe", pipe)

        def rd(part, node):
            from parser import Clause
            c = Clause(ln.line)
            c.expr = node
            return RowDef(pre + ln.name + part, [c], ln.line, grp, scope=sc, world=world)
        return Obj(name=ln.name, line=ln.line, prev=ln.prev, rate=rd(".rate", ln.rate), time=rd(".time", ln.dur) if ln.dur is not None else None,
                   list=ln.list, halving=ln.halving, losing=ln.losing, taking=ln.taking)

    def add_pipe(self, p):
        if p.name in self.pipes:
            raise PaceError("duplicate-name" if p.name else "syntax", p.line, "second pipeline")
        ps = Obj(name=p.name, line=p.line, entry=None, stages=[], worth=None, aligned=None, opening=[], opening_line=None)
        self.pipes[p.name] = ps
        pre = p.name + "." if p.name else ""
        for ln in p.lines:
            if ln.kind == "entry" and ps.entry is None:
                ps.entry = RowDef(pre + ln.name, ln.clauses, ln.line, p.name or "pipeline", scope=("pipe", p.name))
                ps.entry_name = ln.name
                last = ln.name
            elif ln.kind == "stage" and ps.entry is not None:
                if ln.prev != last:
                    raise PaceError("unknown-name", ln.line, "a stage is of the row above")
                last = ln.name
                ps.stages.append(self.stage(p.name, ln))
            elif ln.kind in ("worth", "aligned"):
                if getattr(ps, ln.kind) is not None:
                    raise PaceError("duplicate-name", ln.line, ln.kind)
                setattr(ps, ln.kind, ln.e)
            elif ln.kind == "opening":
                ps.opening = ln.items
            else:
                raise PaceError("syntax", ln.line, "pipeline line")
        if ps.entry is None or not ps.stages:
            raise PaceError("syntax", p.line, "pipeline without stages")
        self.check_opening(ps)

    def check_opening(self, ps):
        names = [ps.entry_name] + [s.name for s in ps.stages[:-1]]
        for _, row, line in ps.opening:
            if row not in names:
                raise PaceError("unknown-name", line, "opening " + row)

    def add_stock(self, s):
        if s.name in self.stocks:
            raise PaceError("duplicate-name", s.line, s.name)
        st = Obj(name=s.name, line=s.line, opening=None, flows=[])
        self.stocks[s.name] = st
        for ln in s.lines:
            if ln.kind == "opening":
                st.opening = ln.e
            else:
                st.flows.append(Obj(sign=ln.sign, name=ln.name, clauses=ln.clauses, line=ln.line, world=None))

    # ---- scenarios
    def child(self, sc, parent_world):
        """sc: the scenario statement; parent_world: its parent's World (for names of rows)"""
        c = copy.copy(self)
        c.name, c.parent = sc.name, self.name
        c.defs = {k: v.copy() for k, v in self.defs.items()}
        c.pipes = {}
        for k, p in self.pipes.items():
            q = copy.copy(p)
            q.entry = p.entry.copy()
            q.stages = []
            for s in p.stages:
                s = copy.copy(s)
                s.rate = s.rate.copy()
                s.time = s.time and s.time.copy()
                q.stages.append(s)
            c.pipes[k] = q
        c.stocks = {}
        for k, s in self.stocks.items():
            s = copy.copy(s)
            s.flows = list(s.flows)
            c.stocks[k] = s
        c.goals = list(self.model.goals) + sc.goals
        c.checks = list(self.model.checks) + sc.checks
        if sc.capacity is not None:
            c.capacity = sc.capacity
        pw = self.name
        for d in sc.defs:
            rd = c.action(d.name) or c.part(d.name)
            worth = d.name.rsplit(".", 1)[-1] == "worth" and d.name.rpartition(".")[0] in c.pipes
            if d.mode != "replace" and (worth or d.name == "worth" and c.pipes and rd is None):
                reach("not-an-input: worth")
                raise PaceError("not-an-input", d.line, "worth is a line of its pipeline")
            if d.mode == "exchange":                        # brings a currency in, or says another rate
                d.mode = "new" if rd is None else "set"
            elif d.mode == "new" and d.name.startswith("exchange."):
                pass
            elif d.mode == "new" and "." in d.name:
                reach("syntax: a member as a row of one's own")
                raise PaceError("not-an-input" if d.name in parent_world.rows else "syntax", d.line, d.name)
            if d.mode == "new":
                if rd is None and d.name in parent_world.rows:
                    reach("not-an-input: a row that is worked out")
                if rd is not None or d.name in parent_world.rows:
                    raise PaceError("duplicate-name", d.line, d.name)
                c.defs[d.name] = RowDef(d.name, d.clauses, d.line, "variable", ann=d.ann, world=pw)
                continue
            if rd is None:
                if d.name in parent_world.rows:
                    reach("not-an-input: a row that is worked out")
                    raise PaceError("not-an-input", d.line, d.name)
                raise PaceError("unknown-name", d.line, d.name)
            if d.mode == "replace":
                ann = d.ann or rd.ann
                old = rd
                rd.layers = [(d.clauses, None, pw)]
                rd.ann, rd.line = ann, d.line
                if old.action and calendar_day_literal(d.clauses):
                    raise PaceError("calendar-day", d.line, d.name)
                continue
            if rd.action:
                if calendar_day_literal(d.clauses):
                    raise PaceError("calendar-day", d.line, d.name)
            elif not getattr(rd, "ispart", False) and uses_rows(rd):
                raise PaceError("not-an-input", d.line, d.name)
            rd.layers.append((d.clauses, None, pw))
            if d.ann:
                rd.ann = d.ann
        for a in sc.actions:
            rd = c.action(a.name)
            if a.new:
                if rd is not None:
                    raise PaceError("duplicate-name", a.line, a.name)
                c.defs[a.name] = RowDef(a.name, a.clauses, a.line, "plan", action=True, taking=a.taking, world=pw)
                continue
            if rd is None or not rd.action:
                raise PaceError("unknown-name", a.line, a.name)
            rd.layers.append((a.clauses, None, pw))
            if a.taking is not None:
                rd.taking = a.taking
        for p in sc.pipes:
            if p.name not in c.pipes:
                raise PaceError("unknown-name", p.line, "pipeline " + p.name)
            q = c.pipes[p.name]
            for ln in p.lines:
                if ln.kind == "stage":
                    ix = [i for i, s in enumerate(q.stages) if s.name == ln.name]
                    if not ix:
                        raise PaceError("unknown-name", ln.line, ln.name)
                    if ln.prev != ([q.entry_name] + [s.name for s in q.stages])[ix[0]]:
                        raise PaceError("unknown-name", ln.line, ln.prev)
                    q.stages[ix[0]] = c.stage(p.name, ln, pw)
                elif ln.kind == "entry":
                    if ln.name != q.entry_name:
                        raise PaceError("unknown-name", ln.line, ln.name)
                    pre = p.name + "." if p.name else ""
                    q.entry.layers.append((ln.clauses, ("pipe", p.name), pw))
                elif ln.kind == "opening":
                    q.opening = ln.items
                    c.check_opening(q)
                else:
                    setattr(q, ln.kind, ln.e)
        for s in sc.stocks:
            if s.name not in c.stocks:
                raise PaceError("unknown-name", s.line, s.name)
            q = c.stocks[s.name]
            for ln in s.lines:
                if ln.kind == "opening":
                    q.opening = ln.e
                    continue
                ix = [i for i, f in enumerate(q.flows) if f.name == ln.name and (ln.name or f.sign == ln.sign)]
                new = Obj(sign=ln.sign, name=ln.name, clauses=ln.clauses, line=ln.line, world=pw)
                if not ix:
                    raise PaceError("unknown-name", ln.line, str(ln.name))
                q.flows[ix[0]] = new
        return c

    def part(self, name):
        for p in self.pipes.values():
            pre = p.name + "." if p.name else ""
            if name == p.entry.name:
                return p.entry
            for s in p.stages:
                if name == pre + s.name + ".rate":
                    s.rate.ispart = True
                    return s.rate
                if name == pre + s.name + ".time" and s.time is not None:
                    s.time.ispart = True
                    return s.time
        return None
