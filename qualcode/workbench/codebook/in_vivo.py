"""Names of in-vivo codes: a participant's words, but fewer than git is kept from taking."""

from __future__ import annotations

from qualcode.errors import BadInputError
from qualcode.model.text.verbatim import RUN, verbatim

_LONGEST = 80


def name_offered(said: str) -> str:
    """Return the first words of a passage as a code's name: so many as may stand in git."""
    words = said.split()[:RUN]
    while _holds_speech(" ".join(words), said):
        words.pop()
    return " ".join(words)[:_LONGEST].rstrip()


def refuse_speech(name: str, said: str) -> None:
    """Refuse a name with as many words in a row of a passage as git is kept from taking.

    Raises:
        BadInputError: it has, and what to do.
    """
    if _holds_speech(name, said):
        raise BadInputError(
            f"The name is kept in git, and has {RUN} words or more in a row of what was said",
            mend=f"Take fewer than {RUN} of them, or words of your own",
        )


def _holds_speech(name: str, said: str) -> bool:
    # Twice, so that a short passage is no sentence that stands in the name completely.
    return bool(verbatim(name, [f"{said} {said}"]))
