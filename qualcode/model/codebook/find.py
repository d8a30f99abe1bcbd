"""Finds the one code that a person named, and checks that it can be used."""

from __future__ import annotations

from qualcode.errors import AmbiguousError, BadInputError, NotFoundError
from qualcode.model.codebook.code import Code, Codebook


def find_code(book: Codebook, wanted: str) -> Code:
    """Return the code with this id or, ignoring case, with this name.

    Raises:
        NotFoundError: there is none; the message names the nearest.
        AmbiguousError: several have the name.
    """
    code = book.get(wanted)
    if code is not None:
        return code
    named = [c for c in book if c.name.casefold() == wanted.casefold()]
    if len(named) == 1:
        return named[0]
    if named:
        raise AmbiguousError(
            f"{len(named)} codes are named {wanted!r}",
            mend=f"Use an id: {', '.join(c.id for c in named)}",
        )
    near = nearest_codes(book, wanted)
    raise NotFoundError(
        f"no code {wanted!r} in the codebook",
        mend=f"Did you mean {' or '.join(near)}?" if near else "See 'qualcode codebook show'",
    )


def nearest_codes(book: Codebook, wanted: str, limit: int = 3) -> list[str]:
    """Return the ids of the codes whose id or name is most like ``wanted``, nearest first."""
    from rapidfuzz import fuzz, process, utils

    choices = {code.id: f"{code.id.replace('-', ' ')} {code.name}" for code in book}
    found = process.extract(
        wanted.replace("-", " "),
        choices,
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        limit=limit,
        score_cutoff=55,
    )
    return [match[2] for match in found]


def check_usable(code: Code) -> Code:
    """Return the code if codings can be made with it.

    Raises:
        BadInputError: it is a placeholder or retired.
    """
    if code.status == "placeholder":
        raise BadInputError(
            f"{code.id} is a placeholder, to be filled in from the report",
            mend="Give it a name and definition in codebook.yaml and set status: active",
        )
    if code.status == "retired":
        raise BadInputError(f"{code.id} is retired", mend="Choose another code")
    return code
