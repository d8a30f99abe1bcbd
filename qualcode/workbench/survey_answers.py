"""Answers to a survey as documents of a study: whose they are, and what is known of the cases."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from qualcode.store.files import read_text, slug, write_atomic
from qualcode.store.study import Study
from qualcode.transcripts.survey import Survey, SurveyCase, SurveyOptions, read_survey
from qualcode.workbench.understanding import Hints, LaidOut, lay_out_parsed

_HEAD = ["file", "respondent", "case"]


@dataclass(frozen=True)
class AnswersDocument:
    """A document of one question or respondent, laid out; ``cases`` says whose each label is."""

    document: str
    laid_out: LaidOut
    cases: Mapping[str, str]
    title: str


class SurveyAnswers:
    """Reads survey files for one study, and remembers what they say of respondents."""

    def __init__(self, study: Study, options: SurveyOptions, hints: Hints) -> None:
        self._study = study
        self._options = options
        self._hints = hints
        self._cases: dict[str, SurveyCase] = {}
        self._originals: dict[str, list[SurveyCase]] = {}

    def read(self, data: bytes, file: Path, document: str) -> Iterator[AnswersDocument]:
        """Yield the documents of a survey; the first one's notes say how the file was understood.

        Raises:
            BadInputError: the file is no table, or has no column that was named.
        """
        survey = read_survey(data, file.name, self._options)
        self._cases.update({case.id: case for case in survey.cases})
        self._originals[file.name] = [case for case in survey.cases if case.original]
        told = (*_columns(survey), *survey.notes)
        for one in survey.documents:
            # The id is cut, never the part that tells it from the others.
            room = 80 - len(slug(one.suffix)) - 1
            made = f"{document[: max(room, 1)].rstrip('-')}-{slug(one.suffix)}"
            parsed = replace(one.parsed, notes=(*told, *one.parsed.notes))
            told = ()
            yield AnswersDocument(made, lay_out_parsed(parsed, self._hints), one.cases, one.title)

    def attributes(self, case: str) -> dict[str, str]:
        """Return what the survey says of a respondent, for the table of cases."""
        found = self._cases.get(case)
        return dict(found.attributes) if found else {}

    def keep_originals(self) -> None:
        """Add to ``private/respondents.csv`` who the respondents are whose ids were not fit."""
        kept = {name: cases for name, cases in self._originals.items() if cases}
        if not kept:
            return
        path = self._study.root / "private" / "respondents.csv"
        with self._study.lock("respondents"):
            rows = [_HEAD]
            if path.exists():
                old = csv.reader(io.StringIO(read_text(path)))
                rows = [row for row in old if row and row[0] not in kept]
            rows += [[name, c.original, c.id] for name, cases in kept.items() for c in cases]
            out = io.StringIO()
            csv.writer(out, lineterminator="\n").writerows(rows)
            write_atomic(path, out.getvalue())


def _columns(survey: Survey) -> list[str]:
    by_use: dict[str, list[str]] = {}
    for name, taken in survey.columns:
        use, _, why = taken.partition(": ")
        by_use.setdefault(use, []).append(f"“{name}”" + (f" ({why})" if why else ""))
    return [f"columns taken for {use}: {', '.join(names)}" for use, names in by_use.items()]
