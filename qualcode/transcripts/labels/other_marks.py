"""Finds known labels that a line marks otherwise than the rest: "INT – ", "SW. " beside "INT: "."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from qualcode.transcripts.labels.labels import Labelled, surely_speaker
from qualcode.transcripts.labels.speakers import Ordinary

#: A code is no word of a sentence: "SW", "YP2".
_CODE = re.compile(r"[A-Z]{2,4}\d{0,3}|[A-Z]{1,3}\d{1,3}")
_SURE_MARKS = frozenset(":;|>\t")
_DASHES = frozenset("-–—")


@dataclass(frozen=True, slots=True)
class Marked:
    """A known label at the head of a line, with its mark, as "INT –", and whether it is taken."""

    label: Labelled
    written: str
    taken: bool


class OtherMarks:
    """Finds the labels of a file before other marks: a dash, a semicolon, a full stop, brackets."""

    def __init__(self, labels: Collection[str], texts: Sequence[str]) -> None:
        self._labels = {label.casefold(): label for label in labels}
        names = "|".join(sorted(map(re.escape, labels), key=len, reverse=True))
        self._pattern = re.compile(
            rf"(?P<open>\*\*|[\[(<])?(?P<label>(?i:{names}))(?P<close>\*\*|[\])>])?"
            r"(?P<mark>[ ]{0,3}(?:[:;|>\t]|[-–—]{1,2})|[.,])?(?P<gap>[ \t]{0,9})(?P<rest>\S.*)",
            re.DOTALL,
        )
        self._ordinary = Ordinary(texts)

    def at(self, line: str) -> Marked | None:
        """Return the known label at the head of a line, if another mark sets it off.

        It is not taken where the words may be speech: "Gwen. She was kind" is said of Gwen.
        """
        match = self._pattern.fullmatch(line.strip())
        if match is None or bool(match["open"]) != bool(match["close"]):
            return None
        label = self._labels[match["label"].casefold()]
        if match["label"] != label and not (match["label"][0].isupper() or surely_speaker(label)):
            return None
        taken = self._is_label(label, match)
        if taken is None:
            return None
        written = line.strip()[: match.start("gap")].rstrip()
        return Marked(Labelled(label, None, match["rest"], "guess"), written, taken)

    def _is_label(self, label: str, match: re.Match[str]) -> bool | None:
        """Return whether it is taken for the label, or ``None`` if it is a word like any other."""
        mark, rest = (match["mark"] or "").strip(" "), match["rest"]
        code = bool(_CODE.fullmatch(label)) or surely_speaker(label)
        begins = not rest[0].islower()
        if not match["gap"] and not (code and begins and mark and mark not in ".,"):
            return None
        if mark in _SURE_MARKS and mark:
            return not (mark == ":" and rest[0] in "/\\")
        if mark and _DASHES.issuperset(mark):
            # "I – I think" is a false start.
            again = rest.casefold().startswith(label.casefold())
            if len(label) == 1 and (again or not begins):
                return None
            return code or (begins and not self._ordinary(label))
        if mark == ".":
            return code if begins else None
        if mark == ",":
            return True if code and begins and len(label) > 1 else None
        return self._by_frame(label, match, code=code, begins=begins)

    def _by_frame(
        self, label: str, match: re.Match[str], *, code: bool, begins: bool
    ) -> bool | None:
        if match["open"]:
            return True if begins and (code or match["open"] == "**") else None
        # "INT What happened then?"
        sure = surely_speaker(label) and _CODE.fullmatch(label)
        return True if sure and begins else None
