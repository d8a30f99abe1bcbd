"""Settles the fields in a template's heads and feet: those of pages stay, others become words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

#: Fields that a report fills in itself.
_STAYS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION", "DATE", "TIME", "TITLE", "="})
#: Fields whose words tell of the template: its author, its file, its dates.
_GOES = frozenset({
    "AUTHOR", "LASTSAVEDBY", "USERNAME", "USERINITIALS", "USERADDRESS", "FILENAME", "FILESIZE",
    "TEMPLATE", "COMMENTS", "KEYWORDS", "SUBJECT", "INFO", "CREATEDATE", "SAVEDATE", "PRINTDATE",
    "EDITTIME", "REVNUM", "NUMWORDS", "NUMCHARS", "MACROBUTTON", "GOTOBUTTON", "PRINT", "ASK",
    "FILLIN", "FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN",
})  # fmt: skip
#: Headings that a report has, which a page may repeat.
_STYLE = re.compile(r'\s*STYLEREF\s+(?:"?(?:heading\s*)?[1-3]"?|"?title"?)(?:\s|$)', re.IGNORECASE)


@dataclass
class _Field:
    """A field being read: its runs, in what they hold."""

    code: list[Any] = field(default_factory=list)
    shown: list[Any] = field(default_factory=list)
    signs: list[Any] = field(default_factory=list)
    parted: bool = False
    nested: bool = False

    @property
    def instruction(self) -> str:
        return "".join(text.text or "" for run in self.code for text in run.iter(qn("w:instrText")))


def settle_fields(root: Any, title: str) -> None:
    """Keep fields of pages, date and title; make the others the words that they show.

    Fields that show who made the template, or from what file, go with their words. ``title`` is
    what a title's field shows until it is brought up to date.
    """
    for one in list(root.iter(qn("w:fldSimple"))):
        _settle_simple(one, title)
    open_: list[_Field] = []
    for run in list(root.iter(qn("w:r"))):
        sign = run.find(qn("w:fldChar"))
        if len(run.findall(qn("w:fldChar"))) > 1:
            _settle_run(run)
            continue
        kind = sign.get(qn("w:fldCharType")) if sign is not None else ""
        if kind == "begin":
            open_.append(_Field(signs=[run], nested=bool(open_)))
        elif not open_:
            if run.find(qn("w:instrText")) is not None:
                _remove(run)
        elif kind == "separate":
            open_[-1].signs.append(run)
            open_[-1].parted = True
        elif kind == "end":
            done = open_.pop()
            done.signs.append(run)
            kept = _settle(done, title)
            if open_ and kept:
                _of(open_[-1]).extend(kept)
        else:
            _of(open_[-1]).append(run)
    for left in open_:
        for run in (*left.signs, *left.code):
            _remove(run)


def _of(one: _Field) -> list[Any]:
    return one.shown if one.parted else one.code


def _settle(one: _Field, title: str) -> list[Any]:
    """Settle a whole field; return the runs of it that stay."""
    what = _what(one.instruction)
    if what == "stays":
        if _name(one.instruction) == "TITLE" or _STYLE.match(one.instruction):
            _show(one.shown, title if _name(one.instruction) == "TITLE" else "")
        return [*one.signs, *one.code, *one.shown]
    for run in (*one.signs, *one.code, *(one.shown if what == "goes" else ())):
        _remove(run)
    return [] if what == "goes" else one.shown


def _settle_run(run: Any) -> None:
    """Settle a field that is in one run as a whole."""
    what = _what("".join(one.text or "" for one in run.iter(qn("w:instrText"))))
    if what == "goes":
        _remove(run)
    elif what == "words":
        for one in list(run.iterchildren(qn("w:fldChar"), qn("w:instrText"))):
            run.remove(one)


def _settle_simple(one: Any, title: str) -> None:
    instruction = one.get(qn("w:instr")) or ""
    what = _what(instruction)
    runs = list(one.iter(qn("w:r")))
    if what == "stays":
        if _name(instruction) == "TITLE" or _STYLE.match(instruction):
            _show(runs, title if _name(instruction) == "TITLE" else "")
        return
    if what == "words":
        for child in list(one):
            one.addprevious(child)
    _remove(one)


def _what(instruction: str) -> str:
    name = _name(instruction)
    if _STYLE.match(instruction):
        return "stays"
    if name in _STAYS:
        # A sum of other fields would hold whatever they show.
        inner = set(re.findall(r"[A-Z]{2,}", instruction.upper())) - {"MERGEFORMAT", "ARABIC"}
        return "stays" if name != "=" or inner <= _STAYS else "words"
    return "goes" if name in _GOES or name == "STYLEREF" else "words"


def _name(instruction: str) -> str:
    found = re.match(r"\s*(=|\w+)", instruction)
    return found[1].upper() if found else ""


def _show(runs: list[Any], text: str) -> None:
    texts = [one for run in runs for one in run.iter(qn("w:t"))]
    for number, one in enumerate(texts):
        one.text = text if number == 0 else ""
    if not texts and runs and text:
        etree.SubElement(runs[0], qn("w:t")).text = text


def _remove(one: Any) -> None:
    if one.getparent() is not None:
        one.getparent().remove(one)
