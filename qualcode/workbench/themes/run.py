"""Suggests themes for a study: chooses the turns, and writes the results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.analysis.passages import PassageReader
from qualcode.errors import BadInputError, NotFoundError
from qualcode.model.codebook.code import Code
from qualcode.model.document.kind import NOTES
from qualcode.store.io.durable import write_atomic
from qualcode.store.study import Study
from qualcode.workbench.coding.blind import Blind
from qualcode.workbench.progress import Progress, silent
from qualcode.workbench.themes.coded_passages import CodedPassages, in_their_texts
from qualcode.workbench.themes.embedder import study_embedder
from qualcode.workbench.themes.findings import held_against_codings

if TYPE_CHECKING:
    from qualcode.nlp.embed.base import Elsewhere


@dataclass(frozen=True)
class ThemeOptions:
    """The options of ``qualcode themes``; ``themes`` 0 lets the data decide how many."""

    seed: int = 0
    themes: int = 0
    documents: tuple[str, ...] = ()
    interviewers: bool = False


def suggest_themes(
    study: Study,
    options: ThemeOptions,
    progress: Progress = silent,
    coder: str = "",
    elsewhere: Elsewhere | None = None,
) -> dict[str, Any]:
    """Find themes in what participants say; return them with the keys of the JSON contract.

    They are compared with the codings that ``coder`` may see. ``elsewhere`` are machines that embed
    passages and cluster samples for this one.

    Raises:
        NotFoundError: the study has no documents, or lacks a named one.
        BadInputError: there is too little speech to find themes in.
        MissingExtraError: the theme pipeline is not installed.
    """
    turns = spoken_turns(study, options)
    # Imported here, so that a study without words is reported before seconds of imports.
    from qualcode.nlp.codes.nearness import CodeText
    from qualcode.nlp.passages.passages import segment
    from qualcode.nlp.themes.pipeline import find_themes

    progress("Reading", 0, 1)
    codes = [
        CodeText(code.id, code.name, code_meaning(code))
        for code in study.codebook
        if code.can_be_used
    ]
    segments, left_out = segment(turns)
    embedder = study_embedder(study, progress, elsewhere)
    model = find_themes(
        segments,
        embedder,
        codes,
        seed=options.seed,
        themes=options.themes or None,
        progress=progress,
        extra_stop_words=study.config.stop_words,
        elsewhere=elsewhere,
    )
    seen, _ = Blind(study, coder).seen(study.codings())
    coded = CodedPassages(segments, in_their_texts(study, seen))
    data = held_against_codings(model, segments, coded, study.done_marks())
    return {**data, "left_out": left_out}


def spoken_turns(study: Study, options: ThemeOptions) -> list[Any]:
    """Return the turns of participants, and with ``interviewers`` also theirs.

    Raises:
        NotFoundError, BadInputError: see ``suggest_themes``.
    """
    from qualcode.nlp.passages.passages import SpokenTurn

    if options.documents:
        documents = [study.document(name) for name in dict.fromkeys(options.documents)]
    else:
        documents = study.documents()
    if not documents:
        raise NotFoundError(
            "the study has no documents yet", mend="Import some with 'qualcode import FILE…'"
        )
    reader = PassageReader(study)
    turns = []
    for document in documents:
        text = study.text(document)
        bare = set(document.turns_to_code())
        if document.kind == NOTES and not options.interviewers:
            # What researchers wrote themselves is as what they ask.
            bare = set()
        for number, turn in enumerate(document.turns):
            if turn.speaker < 0:
                if number in bare:
                    words = text[turn.words : turn.end]
                    turns.append(SpokenTurn(document.id, turn.words, words, document.id, ""))
                continue
            speaker = document.speakers[turn.speaker]
            if speaker.role != "participant" and not options.interviewers:
                continue
            case = reader.case(document, speaker)
            turns.append(
                SpokenTurn(
                    document.id,
                    turn.words,
                    text[turn.words : turn.end],
                    document.person(speaker),
                    case.group if case else "",
                )
            )
    if not turns:
        raise BadInputError(
            "no participant says anything",
            mend="Use --interviewers, or say who speaks: qualcode speakers set",
        )
    return turns


def code_meaning(code: Code) -> str:
    """Return the meaning of a code as one text: name, definition, rules, examples."""
    parts = [code.name, code.definition, *code.include, *code.examples]
    return " ".join(part.rstrip(".") + "." for part in parts if part)


def write_themes(study: Study, data: dict[str, Any], paths: Sequence[Path] = ()) -> list[Path]:
    """Write suggested themes as HTML, CSV and JSON; return the files written.

    With no ``paths``, ``themes/themes.html``, ``.csv`` and ``.json`` in the study.

    Raises:
        BadInputError: a path has none of these endings.
    """
    from qualcode.report.html.theme_files import THEME_FILES, themes_file

    folder = study.root / "themes"
    wanted = list(paths) or [folder / f"themes{suffix}" for suffix in THEME_FILES]
    check_theme_paths(wanted)
    for path in wanted:
        made = themes_file(
            path.suffix.lower(),
            data,
            study=study.config.name,
            group_names={g: study.group_name(g) for g in _group_ids(study)},
            language=study.config.language,
        )
        write_atomic(path, made)
    return wanted


def check_theme_paths(paths: Sequence[Path]) -> None:
    """Refuse an ending before the long work, not after it; raises BadInputError."""
    from qualcode.report.html.theme_files import THEME_FILES

    for path in paths:
        if path.suffix.lower() not in THEME_FILES:
            raise BadInputError(
                f"themes cannot be written as {path.suffix or 'a file without an ending'}",
                where=path.name,
                mend="Use .html, .csv or .json",
            )


def _group_ids(study: Study) -> list[str]:
    return list(dict.fromkeys([*study.config.groups, *(c.group for c in study.cases.values())]))
