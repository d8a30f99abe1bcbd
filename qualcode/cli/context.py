"""The options before every command: which study to use and who is working in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qualcode.store.study import Study


class Settings:
    """The options before the command: which study, which coder."""

    def __init__(self, path: Path | None, coder: str | None) -> None:
        self._path = path
        self._coder = coder

    def study(self, *, broken: bool = False) -> Study:
        """Open the study; with ``broken``, even if its settings cannot be used.

        Raises:
            NotFoundError: there is no study.
            BadInputError: its settings are empty, cut off or not TOML.
        """
        from qualcode.store.study import Study

        study = Study.open(self._path)
        if not broken:
            _ = study.readable_config
        if study.cut_off:
            from qualcode.cli.output import say

            for problem in study.cut_off:
                say(f"qualcode: {problem.level}: {problem.message}. {problem.mend}".rstrip())
        return study

    @property
    def said_coder(self) -> str:
        """Who is coding as said before the command, or an empty text."""
        return self._coder or ""

    def known_coder(self, study: Study) -> str:
        """Return who is working here, or an empty text if unknown."""
        return self._coder or study.local_coder() or self._taken_over(study)

    def coder(self, study: Study) -> str:
        """Return who is coding; raises NotFoundError if unknown."""
        from qualcode.errors import NotFoundError

        coder = self.known_coder(study)
        if not coder:
            from qualcode.store.local_coder import coders_elsewhere

            others = ", ".join(coders_elsewhere(study.local_settings()))
            elsewhere = f" (on another machine, or by another account, it is {others})"
            raise NotFoundError(
                f"it is not known who is coding here{elsewhere if others else ''}",
                mend="Say it once on this machine: qualcode coders --me NAME (or use --coder NAME)",
            )
        return coder

    @staticmethod
    def _taken_over(study: Study) -> str:
        """Return the coder that an earlier version set, bound to this machine now; say so once."""
        from qualcode.cli.output import say
        from qualcode.errors import StudyError
        from qualcode.store.local_coder import unbound_coder

        try:
            coder = study.bind_local_coder()
        except StudyError:
            # Nothing can be written here: it is as it was before.
            return unbound_coder(study.local_settings()) or ""
        if coder:
            say(
                f"On this machine codings are {coder}'s from now on, as the study's folder said. "
                "If that is not you: qualcode coders --me NAME"
            )
        return coder
