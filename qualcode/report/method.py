"""How a matrix was made, in words with its numbers: the paragraph on method of a report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from qualcode.model.matrix.matrix import Matrix, Quotation
from qualcode.report import wording
from qualcode.report.printable import one_line
from qualcode.report.report import Method, Report

_LANGUAGES = {"en": "English", "cy": "Welsh"}


def method_paragraphs(report: Report) -> list[str]:
    """Return the paragraphs on method, as many as there is something known for."""
    matrix, method = report.matrix, report.method or Method()
    told = [_material(matrix, method), _coding(matrix, method), _synthesis(matrix, method),
            _quotations(matrix)]  # fmt: skip
    return [text for text in told if text]


def _material(matrix: Matrix, method: Method) -> str:
    people = sum(group.people for group in matrix.groups)
    groups = [f"{one_line(g.name)}\u00a0{g.people}" for g in matrix.groups if g.people]
    documents = _number(matrix.documents, "transcript")
    if matrix.layout == "cases" or len(groups) < 2:
        whom = wording.people(people)
    else:
        whom = f"{wording.people(people)} ({', '.join(groups)})"
    text = f"This synthesis rests on {documents} of {matrix.words:,} words, in which {whom} speak."
    if method.joint:
        text += f" In {method.joint} of them two people or more speak to each other."
    others = [(one, n) for one, n in method.languages if one != "en"]
    if others:
        listed = wording.listed(
            [f"{n} {'is' if n == 1 else 'are'} in {_LANGUAGES.get(one, one)}" for one, n in others]
        )
        text += f" Of the transcripts, {listed}."
    return text


def _coding(matrix: Matrix, method: Method) -> str:
    if not matrix.codings:
        return ""
    codes = f"the {_number(method.codes, 'code')} of " if method.codes else ""
    more = len(matrix.placeholders)
    title = one_line(matrix.codebook_title)
    book = f"the codebook “{title}”" if title else "the study’s codebook"
    if more and codes:
        book += f" ({_number(more, 'placeholder')} not counted)"
    by = f", by {wording.listed([one_line(c) for c in matrix.coders])}" if matrix.coders else ""
    text = (
        f"Passages were marked with {codes}{book}{by}: {wording.codings(matrix.codings)}. Each was "
        "said to tell of something that works well, something that works less well, or both."
    )
    if matrix.unjudged:
        are = "1 coding is" if matrix.unjudged == 1 else f"{matrix.unjudged:,} codings are"
        text += f" {are} neutral or not judged, and in no table."
    if method.assisted:
        were = "1 coding was" if method.assisted == 1 else f"{method.assisted:,} codings were"
        text += f" {were} suggested by a statistical model and accepted by a coder."
    if method.double:
        were = "1 transcript was" if method.double == 1 else f"{method.double} transcripts were"
        text += f" {were} coded by two people or more."
    elif len(matrix.coders) > 1:
        text += " No transcript was coded by two people."
    elif matrix.coders:
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
            text += f" {'1 theme has' if bare == 1 else f'{bare} themes have'} none."
    stale = sum(cell.stale for cell in written)
    if stale:
        were = "1 summary was" if stale == 1 else f"{stale} summaries were"
        text += f" {were} written before the evidence last changed, and marked “check”."
    thin = sum(cell.thin for cell in full)
    if thin:
        rests = "1 cell rests" if thin == 1 else f"{thin} cells rest"
        few = "one person" if matrix.minimum_people == 2 else (
            f"fewer than {wording.people(matrix.minimum_people)}")  # fmt: skip
        text += f" {rests} on {few}, marked “thin”."
    return text


def _quotations(matrix: Matrix) -> str:
    shown = [q for cell in matrix.cells for q in cell.quotations]
    if not shown:
        return ""
    speakers = len({q.person for q in shown})
    text = (
        f"{_number(len(shown), 'quotation')} of {wording.people(speakers)} "
        f"{'is' if len(shown) == 1 else 'are'} printed"
    )
    if all(q.cleared for q in shown):
        return f"{text}, each cleared for print by a named member of the team.{_signs(shown)}"
    loose = sum(not q.cleared for q in shown)
    return f"{text}; {loose} of them {'was' if loose == 1 else 'were'} not cleared for print."


def _signs(quotations: Sequence[Quotation]) -> str:
    """Return what brackets in quotations mean, as far as there are any."""
    texts = [quotation.text for quotation in quotations]
    cut = "“[…]” stands for words left out" if any("[…]" in text for text in texts) else ""
    own = any("[" in text.replace("[…]", "") for text in texts)
    put = "words in [square brackets] are the team’s" if own else ""
    said = "; ".join(filter(None, (cut, put)))
    return f" {said[:1].upper()}{said[1:]}." if said else ""


def _number(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def _day(iso: str) -> str:
    try:
        day = dt.date.fromisoformat(iso[:10])
    except ValueError:
        return ""
    return f"{day.day} {day:%B %Y}"
