"""Tokens of the pace language (LANGUAGE.md section 2)."""
import re, unicodedata
from fractions import Fraction as F
from reached import reach


class PaceError(Exception):
    def __init__(self, code, line, msg=""):
        super().__init__(f"{code} line {line}: {msg}")
        self.code, self.line, self.msg = code, line, msg


class Tok:
    __slots__ = ("k", "v", "line", "sp", "info", "file")
    # k: num month date quarter name str op nl eof ; sp: white space before ; info: extra
    def __init__(self, k, v, line, sp, info=None):
        self.k, self.v, self.line, self.sp, self.info = k, v, line, sp, info

    def __repr__(self):
        return f"{self.k}:{self.v}@{self.line}"


DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)")
QUART = re.compile(r"\d{4}-Q[1-4](?!\w)")
FISCAL = re.compile(r"FY(\d{4})(?:-Q([1-4]))?(?![\w-])")
MONTH = re.compile(r"\d{4}-\d{2}(?![\d-])")
NUM = re.compile(r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d[\d_]*)(?:\.\d+)?|\.\d+")
OPS = ["..", ">=", "<=", "==", "!=", "<", ">", "=", "+", "-", "*", "/", "^", "(", ")", "[", "]", "{", "}", ",", ";", ":",
       "?", "%", "$", "€", "£", "¥"]


def name_start(c):
    return c == "_" or c.isalpha()


def name_char(c):
    return c == "_" or c.isalnum()


def lex(text):
    if text.startswith("\ufeff"):
        text = text[1:]
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    toks, i, line, sp, n = [], 0, 1, True, len(text)
    stack = []                                   # open brackets: 'call', '(', '[', '{'

    def add(k, v, info=None):
        nonlocal sp
        toks.append(Tok(k, v, line, sp, info))
        sp = False

    while i < n:
        c = text[i]
        if c in " \t":
            i += 1; sp = True; continue
        if c == "#":
            while i < n and text[i] != "\n":
                i += 1
            continue
        if c == "\n":
            j = i + 1
            k = j
            while k < n and text[k] in " \t":
                k += 1
            blank_next = k < n and text[k] == "\n"
            deep = bool(stack) and stack[-1] in ("call", "(", "[")
            cont = deep or (toks and toks[-1].k == "op" and toks[-1].v == ",")
            if blank_next or not cont:
                if deep:
                    raise PaceError("syntax", line, "bracket not closed")
                if toks and toks[-1].k != "nl":
                    add("nl", "\n")
            line += 1; i += 1; sp = True
            continue
        if c == '"':
            j = text.find('"', i + 1)
            nl = text.find("\n", i + 1)
            if j < 0 or 0 <= nl < j:
                raise PaceError("syntax", line, "string not closed")
            add("str", text[i + 1:j]); i = j + 1; continue
        m = DATE.match(text, i)
        if m:
            add("date", m.group()); i = m.end(); continue
        m = FISCAL.match(text, i)
        if m and not (i and name_char(text[i - 1])):
            add("fiscal", (int(m.group(1)), int(m.group(2)) if m.group(2) else None)); i = m.end(); continue
        m = QUART.match(text, i)
        if m:
            add("quarter", m.group()); i = m.end(); continue
        m = MONTH.match(text, i)
        if m:
            y, mo = map(int, m.group().split("-"))
            if not 1 <= mo <= 12:
                raise PaceError("bad-month", line, m.group())
            add("month", (y, mo)); i = m.end(); continue
        if c.isdigit() or (c == "." and i + 1 < n and text[i + 1].isdigit()):
            m = NUM.match(text, i)
            s = m.group(); i = m.end()
            money = bool(toks) and toks[-1].k == "op" and toks[-1].v in "$€£¥"
            grouped = "," in s
            inner = stack[-1] if stack else None
            whole = s.split(".")[0].replace(",", "").replace("_", "")
            if grouped and s[0] == "0" or len(whole) > 1 and whole[0] == "0":
                raise PaceError("ambiguous-number", line, s)
            if grouped and not money and inner in ("call", "["):
                raise PaceError("ambiguous-number", line, s)
            if i + 1 < n and text[i] == "," and text[i + 1].isdigit():
                raise PaceError("ambiguous-number", line, s)
            v = F(s.replace(",", "").replace("_", "") if s[0] != "." else "0" + s)
            isint = "." not in s
            if i < n and text[i] in "kMBm" and not (i + 1 < n and name_char(text[i + 1])):
                if text[i] == "m":
                    raise PaceError("ambiguous-number", line, s + "m")
                v *= {"k": 10**3, "M": 10**6, "B": 10**9}[text[i]]
                i += 1
            elif i < n and name_start(text[i]):
                raise PaceError("syntax", line, "letters on a number")
            if i + 1 < n and text[i] in "–—" and (text[i + 1].isdigit() or text[i + 1] in "$€£¥"):
                reach("ambiguous-number: a dash between two literals")
                raise PaceError("ambiguous-number", line, s + text[i])
            add("num", v, {"int": isint, "text": s})
            continue
        if name_start(c):
            j = i
            while j < n and (name_char(text[j]) or text[j] == "." and j + 1 < n and name_start(text[j + 1]) and text[j - 1] != "."):
                j += 1
            add("name", text[i:j]); i = j; continue
        for o in OPS:
            if text.startswith(o, i):
                if o == "(":
                    stack.append("call" if toks and toks[-1].k == "name" and not sp and toks[-1].v not in
                                 ("and", "or", "not", "of", "if_", "to", "from", "in", "by") else "(")
                elif o in "[{" and o != "":
                    stack.append(o)
                elif o in (")", "]", "}"):
                    want = {")": ("call", "("), "]": ("[",), "}": ("{",)}[o]
                    if not stack or stack[-1] not in want:
                        raise PaceError("syntax", line, "bracket " + o)
                    stack.pop()
                if len(stack) > 100:
                    raise PaceError("nesting-too-deep", line)
                if o == ";":
                    add("nl", ";")
                else:
                    add("op", o)
                i += len(o)
                break
        else:
            raise PaceError("syntax", line, "character " + c)
    if stack:
        raise PaceError("syntax", line, "bracket not closed")
    add("nl", "\n")
    add("eof", None)
    return toks
