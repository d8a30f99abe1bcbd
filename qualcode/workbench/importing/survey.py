"""Turns answers to a survey into documents of a study, with cases and their attributes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from qualcode.store.acts.act import Act
from qualcode.store.io.durable import slug
from qualcode.store.records.respondents import respondent_rows, respondents_path, respondents_text
from qualcode.store.study import Study
from qualcode.transcripts.reader import is_typed
from qualcode.transcripts.survey.reader import Survey, SurveyCase, SurveyOptions, read_survey
from qualcode.workbench.importing.files import shortened
from qualcode.workbench.importing.layout import Hints, LaidOut, as_utf8, lay_out_parsed, no_encoding


@dataclass(frozen=True)
class AnswersDocument:
    """A document of one question or respondent, laid out; ``cases`` maps labels to cases."""

    document: str
    laid_out: LaidOut
    cases: Mapping[str, str]
    title: str


class SurveyAnswers:
    """Reads survey files for one study, and remembers their data on respondents."""

    def __init__(self, study: Study, options: SurveyOptions, hints: Hints) -> None:
        self._study = study
        self._options = options
        self._hints = msgspec.structs.replace(hints, several=True)
        self.cases: dict[str, SurveyCase] = {}
        self._kept: dict[str, list[list[str]]] = {}

    def read(self, data: bytes, file: Path, document: str) -> Iterator[AnswersDocument]:
        """Yield the documents of a survey; the first one's notes say how the file was read.

        Raises:
            BadInputError: the file is not a table, or lacks a column that was named.
        """
        if self._hints.encoding and is_typed(data, file.name):
            data = as_utf8(data, file.name, self._hints.encoding)
        elif self._hints.encoding:
            raise no_encoding(self._hints.encoding, file.name)
        survey = read_survey(data, file.name, self._options)
        called = self._called(survey, file.name, document)
        for case in survey.cases:
            self.cases[called.get(case.id, case.id)] = case
        self._kept[file.name] = [
            [file.name, case.original or f"row {row}", called.get(case.id, case.id)]
            for row, case in enumerate(survey.cases, 1)
            if case.original or case.made
        ]
        told = (*_columns(survey), *survey.notes)
        if called:
            told += (
                f"the study has R001 … already, so respondents are {next(iter(called.values()))} …",
            )
        for one in survey.documents:
            # Cut the id, never the part that distinguishes it.
            room = 80 - len(slug(one.suffix)) - 1
            made = f"{shortened(document, max(room, 10))}-{slug(one.suffix)}"
            turns = tuple(
                replace(t, speaker=called.get(t.speaker, t.speaker)) if t.speaker else t
                for t in one.parsed.turns
            )
            parsed = replace(one.parsed, turns=turns, notes=(*told, *one.parsed.notes))
            told = ()
            cases = {called.get(k, k): called.get(v, v) for k, v in one.cases.items()}
            title = called.get(one.title, one.title)
            yield AnswersDocument(made, lay_out_parsed(parsed, self._hints), cases, title)

    def _called(self, survey: Survey, name: str, document: str) -> dict[str, str]:
        """Return other ids for respondents who have only a row's, if others already have those."""
        made = [case.id for case in survey.cases if case.made]
        longer = {one: f"{document[:50]}-{one}" for one in made}
        known = {row[2] for row in respondent_rows(self._study.root) if row[0] == name}
        if known:
            return longer if known & set(longer.values()) else {}
        taken = self._study.cases.keys() | self.cases.keys()
        return longer if taken & set(made) else {}

    def attributes(self, case: str) -> dict[str, str]:
        """Return the survey's data on a respondent, for the table of cases."""
        found = self.cases.get(case)
        return dict(found.attributes) if found else {}

    def keep_originals(self, act: Act) -> None:
        """Add the respondents with new ids to ``private/respondents.csv``, within an act."""
        kept = {name: rows for name, rows in self._kept.items() if rows}
        if not kept:
            return
        act.hold(self._study.lock("respondents"))
        rows = [row for row in respondent_rows(self._study.root) if row[0] not in kept]
        rows += [row for found in kept.values() for row in found]
        act.write({respondents_path(self._study.root): respondents_text(rows)})


def _columns(survey: Survey) -> list[str]:
    by_use: dict[str, list[str]] = {}
    for name, taken in survey.columns:
        use, _, why = taken.partition(": ")
        by_use.setdefault(use, []).append(f"“{name}”" + (f" ({why})" if why else ""))
    return [f"columns taken for {use}: {', '.join(names)}" for use, names in by_use.items()]
