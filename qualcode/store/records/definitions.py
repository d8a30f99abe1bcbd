"""``.qualcode/definitions/``: what codes meant when passages were coded, for who reads them again.

A study need not be in git, and an edit need not be committed. Losing one of these does no harm.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable
from pathlib import Path

import msgspec

from qualcode.errors import QualcodeError
from qualcode.model.codebook.code import Code
from qualcode.store.folder_map import DEFINITIONS
from qualcode.store.io.durable import write_atomic


class _Meaning(msgspec.Struct, frozen=True, omit_defaults=True):
    id: str
    name: str
    definition: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


def keep_definitions(root: Path, codes: Iterable[Code]) -> None:
    """Keep what codes mean, each by its digest; a disk that refuses is in nobody's way."""
    for code in codes:
        path = DEFINITIONS.at(root, short_digest=code.digest)
        if not path.exists():
            meant = _Meaning(code.id, code.name, code.definition, code.include, code.exclude)
            with contextlib.suppress(OSError, QualcodeError):
                write_atomic(path, msgspec.json.encode(meant))


def kept_definitions(root: Path, digests: Collection[str]) -> dict[str, Code]:
    """Return the codes with these digests that are kept on this machine, by digest."""
    found: dict[str, Code] = {}
    for path in DEFINITIONS.files(root) if digests else ():
        if path.stem in digests:
            with contextlib.suppress(OSError, msgspec.DecodeError, UnicodeDecodeError):
                meant = msgspec.json.decode(path.read_bytes(), type=_Meaning)
                code = Code(meant.id, meant.name, meant.definition,
                            include=meant.include, exclude=meant.exclude)  # fmt: skip
                if code.digest == path.stem:
                    found[path.stem] = code
    return found
