"""Checks that the groups, codes and attributes that ``study.toml`` names are in the study."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator

from qualcode.errors import QualcodeError
from qualcode.model.problem import Problem
from qualcode.store.config import StudyConfig
from qualcode.store.study import Study


def check_names_in_settings(study: Study) -> Iterator[Problem]:
    """Yield each group, code or attribute in the settings that is not in the study.

    Settings by such a name have no effect, which otherwise nobody would notice.
    """
    yield from _attributes(study)
    yield from _groups(study)
    yield from _codes(study)


def _attributes(study: Study) -> Iterator[Problem]:
    config, cases = study.config, study.cases.values()
    if not cases:
        return
    known = {name for case in cases for name in case.attributes}
    # What goes without saying was asked of nobody.
    figures = () if config.figures_by == StudyConfig.figures_by else config.figures_by
    for key, names, without in (
        ("figures_by", figures, "there are no figures by it"),
        ("pseudonyms", config.pseudonyms, "it has no effect"),
    ):
        for name in names:
            if name not in known:
                yield Problem(
                    "warning",
                    "unknown-attribute",
                    "study.toml",
                    f"print.{key} names {name!r}, and no case has it: {without}",
                    f"{_near(name, known)} Or give cases that column in cases.csv",
                )


def _groups(study: Study) -> Iterator[Problem]:
    config = study.config
    known = config.groups or {case.group: "" for case in study.cases.values() if case.group}
    asked = {group: f"asked.{code}" for code, groups in config.asked.items() for group in groups}
    second = dict.fromkeys(config.second_sign_off, "print.second_sign_off")
    welsh = dict.fromkeys(config.groups_cy, "groups_cy")
    for names in (second, welsh, asked):
        for name, key in names.items():
            if known and name not in known:
                yield Problem(
                    "warning",
                    "unknown-group",
                    "study.toml",
                    f"{key} names the group {name!r}, which is not in the study: it has no effect",
                    _near(name, known).rstrip("."),
                )


def _codes(study: Study) -> Iterator[Problem]:
    try:
        book = study.codebook
    except QualcodeError:
        return
    known = [code.id for code in book]
    for name in study.config.asked:
        if book.get(book.resolve(name)) is None:
            yield Problem(
                "warning",
                "unknown-code-asked",
                "study.toml",
                f"[asked] names the code {name!r}, which is not in the codebook: it has no effect",
                _near(name, known, most=0).rstrip("."),
            )


def _near(name: str, known: Collection[str], most: int = 12) -> str:
    near = difflib.get_close_matches(name, known, 1)
    if near:
        return f"Did you mean {near[0]}?"
    if len(known) > most:
        return "Take it out, or correct it."
    return f"There is {', '.join(sorted(known))}."
