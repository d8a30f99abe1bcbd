"""Makes documents of what was read: who speaks, whose words they are, in which language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from qualcode.model.case import Case, valid_case_id
from qualcode.model.document.document import Document
from qualcode.store.study import Study, now
from qualcode.workbench.importing.language import DocumentLanguage
from qualcode.workbench.importing.options import ImportOptions
from qualcode.workbench.importing.stages.ready import Ready
from qualcode.workbench.importing.writer import Written, written
from qualcode.workbench.speakers.group_option import group_without_effect, without_case
from qualcode.workbench.speakers.speakers import Understood, speakers_of

if TYPE_CHECKING:
    from qualcode.workbench.importing.survey import SurveyAnswers


class Making:
    """Makes the documents of one import, and the cases that they need.

    ``cases`` are those of the study; whoever stores new ones sets them anew. ``several`` says
    whether there are several files.
    """

    def __init__(self, study: Study, options: ImportOptions, survey: SurveyAnswers | None) -> None:
        self._options = options
        self._survey = survey
        self.languages = DocumentLanguage(study.config.language, options.hints.language)
        self.cases: Mapping[str, Case] = dict(study.cases)
        self.by_fold = {case.casefold(): case for case in self.cases}
        self.several = False
        self._groups = {
            case: group
            for chosen in options.choices.values()
            for case, group in chosen.groups.items()
        }
        #: In which documents the group has no effect.
        self._without_group: dict[str, str] = {}
        #: Documents in which nobody speaks.
        self._texts: dict[str, Written] = {}

    def document(self, one: Ready) -> tuple[Document, list[Understood]]:
        """Return a document and who speaks in it.

        Raises:
            BadInputError: an option has no effect on it.
        """
        laid_out = one.laid_out
        text = self._written(one)
        speakers = self._speakers(one) if text is None else text.speakers
        document = Document(
            id=one.document,
            title=one.title or one.document,
            language=self.languages.taken(laid_out.language, sure=laid_out.sure),
            sha256=laid_out.sha256,
            characters=len(laid_out.text),
            words=sum(laid_out.words),
            format=laid_out.format,
            source_sha256=one.source,
            imported=now(),
            speakers=tuple(s.speaker for s in speakers),
            turns=tuple(laid_out.turns if text is None else text.turns(laid_out.turns)),
            times=tuple(laid_out.times),
            kind=self._options.hints.kind if text is None else text.kind,
        )
        return document, speakers

    def _written(self, one: Ready) -> Written | None:
        """Return what a file is in which nobody speaks; ``None`` if somebody does."""
        options, laid_out = self._options, one.laid_out
        if laid_out.labels or self._survey is not None or one.rules.cases or one.rules.roles:
            return None
        own = self.by_fold.get(one.document.casefold(), one.document)
        text = written(
            laid_out, one.file.stem, options.hints.kind, options.case,
            options.group if valid_case_id(own) else "", own, several=self.several,
        )  # fmt: skip
        self._texts[one.document] = text
        if options.group and text.writer is not None:
            self._check_group(one.document, text.speakers)
        return text

    def _speakers(self, one: Ready) -> list[Understood]:
        """Return who speaks; a group makes a case, called like the document, of one participant."""
        options = self._options
        found = speakers_of(one.roles, one.rules)
        if not options.group or self._survey is not None:
            return found
        case = self.by_fold.get(one.document.casefold(), one.document)
        if not one.rules.only_case and len(without_case(found)) == 1 and valid_case_id(case):
            found = speakers_of(one.roles, replace(one.rules, only_case=case))
        self._check_group(one.document, found)
        return found

    def _check_group(self, document: str, speakers: Sequence[Understood]) -> None:
        """Refuse a group that nobody of a file gets; of several files it is told."""
        no_effect = group_without_effect(self._options.group, speakers, self.cases)
        if no_effect is not None and not self.several:
            raise no_effect
        if no_effect is not None:
            self._without_group[document] = str(no_effect)

    def new_case(self, case: str) -> Case:
        """Return a case that is new, with its group and what a survey says of it."""
        given = self._groups.get(case, self._options.group)
        group = {"group": given} if given else {}
        return Case(case, group | (self._survey.attributes(case) if self._survey else {}))

    def notes(self, ready: Ready, language: str, known: Sequence[str]) -> list[str]:
        """Return all notes on a document; ``known`` are those that other files give rise to."""
        notes = [*ready.told, *ready.roles.notes, *ready.laid_out.notes, *known]
        if ready.document in self._texts:
            notes = self._texts[ready.document].told(notes)
        if ready.document in self._without_group:
            notes.append(self._without_group[ready.document])
        return [*notes, *self.languages.notes(language, ready.laid_out.language)]
