"""The paragraph on method of a report: how a matrix was made, in words and numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from qualcode.model.languages import language_name
from qualcode.model.matrix.matrix import Matrix, Quotation
from qualcode.model.plural import counted, plural
from qualcode.report import wording
from qualcode.report.printable import one_line
from qualcode.report.report import Method, Report


def method_paragraphs(report: Report) -> list[str]:
    """Return the paragraphs on method, as far as their facts are known."""
    matrix, method = report.matrix, report.method or Method()
    told = [_material(matrix, method), _coding(matrix, method), _synthesis(matrix, method),
            _quotations(matrix)]  # fmt: skip
    return [text for text in told if text]


def _material(matrix: Matrix, method: Method) -> str:
    people = sum(group.people for group in matrix.groups)
    groups = [f"{one_line(g.name)}\u00a0{g.people}" for g in matrix.groups if g.people]
    documents = counted(matrix.documents, "transcript")
    if matrix.layout == "cases" or len(groups) < 2:
        whom = counted(people, "person")
    else:
        whom = f"{counted(people, 'person')} ({', '.join(groups)})"
    text = f"This synthesis rests on {documents} of {matrix.words:,} words, in which {whom} speak."
    if method.joint:
        text += f" In {method.joint} of them two people or more speak to each other."
    others = [(one, n) for one, n in method.languages if one != "en"]
    if others:
        listed = wording.listed(
            [f"{counted(n, 'is', 'are')} in {language_name(one)}" for one, n in others]
        )
        text += f" Of the transcripts, {listed}."
    return text


def _coding(matrix: Matrix, method: Method) -> str:
    if not matrix.codings:
        return ""
    codes = f"the {counted(method.codes, 'code')} of " if method.codes else ""
    more = len(matrix.placeholders)
    title = one_line(matrix.codebook_title)
    book = f"the codebook “{title}”" if title else "the study’s codebook"
    if more and codes:
        book += f" ({counted(more, 'placeholder')} not counted)"
    by, coders = wording.by_coders(matrix), len(matrix.coders) or matrix.coded_by
    many = counted(matrix.codings, "coding")
    text = (
        f"Passages were marked with {codes}{book}{by}: {many}. Each was "
        "said to tell of something that works well, something that works less well, or both."
    )
    if matrix.unjudged:
        are = counted(matrix.unjudged, "coding is", "codings are")
        text += f" {are} neutral or not judged, and in no table."
    if method.assisted:
        were = counted(method.assisted, "coding was", "codings were")
        text += f" {were} suggested by a statistical model and accepted by a coder."
    if method.double:
        were = counted(method.double, "transcript was", "transcripts were")
        text += f" {were} coded by two people or more."
    elif coders > 1:
        text += " No transcript was coded by two people."
    elif coders:
        text += " What is shown rests on one person’s coding."
    return text


def _synthesis(matrix: Matrix, method: Method) -> str:
    full = [cell for cell in matrix.cells if cell.codings]
    if not full:
        return ""
    written = [cell for cell in full if cell.summary.strip()]
    chart = matrix.layout == "cases"
    meeting = "A theme and a participant" if chart else "A theme, a group and a judgement"
    text = (
        "A theme takes in all the more detailed codes below it in the codebook. "
        f"{meeting} make a cell: {len(matrix.cells):,} in all, {len(full):,} of them with "
        "evidence. "
    )
    if not written:
        text += "None has a summary yet: they show numbers alone."
    else:
        many = "All these have" if len(written) == len(full) else f"{len(written):,} have"
        text += f"{many} a summary"
        if method.authors:
            text += f", written by {wording.listed([one_line(a) for a in method.authors])}"
        if last := _day(method.last):
            text += f", the last on {last}"
        text += "."
        bare = len(matrix.rows) - len({cell.row for cell in written})
        if bare and not chart:
            text += f" {counted(bare, 'theme has', 'themes have')} none."
    stale = sum(cell.stale for cell in written)
    if stale:
        were = counted(stale, "summary was", "summaries were")
        text += f" {were} written before the evidence last changed, and marked “check”."
    thin = sum(cell.thin for cell in full)
    if thin:
        rests = counted(thin, "cell rests", "cells rest")
        few = "one person" if matrix.minimum_people == 2 else (
            f"fewer than {counted(matrix.minimum_people, 'person')}")  # fmt: skip
        text += f" {rests} on {few}, marked “thin”."
    return text


def _quotations(matrix: Matrix) -> str:
    shown = [q for cell in matrix.cells for q in cell.quotations]
    if not shown:
        return ""
    speakers = len({q.person for q in shown})
    text = (
        f"{counted(len(shown), 'quotation')} of {counted(speakers, 'person')} "
        f"{plural(len(shown), 'is', 'are')} printed"
    )
    if all(q.cleared for q in shown):
        return f"{text}, each cleared for print by a named member of the team.{_signs(shown)}"
    loose = sum(not q.cleared for q in shown)
    return f"{text}; {loose} of them {plural(loose, 'was', 'were')} not cleared for print."


def _signs(quotations: Sequence[Quotation]) -> str:
    """Return the meaning of the brackets that occur in quotations."""
    texts = [quotation.text for quotation in quotations]
    cut = "“[…]” stands for words left out" if any("[…]" in text for text in texts) else ""
    own = any("[" in text.replace("[…]", "") for text in texts)
    put = "words in [square brackets] are the team’s" if own else ""
    said = "; ".join(filter(None, (cut, put)))
    return f" {said[:1].upper()}{said[1:]}." if said else ""


def _day(iso: str) -> str:
    try:
        day = dt.date.fromisoformat(iso[:10])
    except ValueError:
        return ""
    return f"{day.day} {day:%B %Y}"
