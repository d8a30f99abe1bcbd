"""Reads a codebook in the exchange format of REFI-QDA (``.qdc``), which many programs write."""

from __future__ import annotations

from typing import Any

from qualcode.errors import BadInputError
from qualcode.exchange.codebook.entries import Path, Tree, Understood, colour_in, kept_apart, named
from qualcode.model.plural import counted

#: Deeper nested codes than this are taken for an attack or a mistake.
_DEEPEST = 50


def read_qdc(data: bytes, name: str) -> Understood:
    """Return the codes of a REFI-QDA codebook; sets of codes are told, not taken.

    Raises:
        BadInputError: it is not one, is damaged, or has no codes.
    """
    from lxml import etree

    # No entities, no other files, and lxml's own limits on depth and length.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root: Any = etree.fromstring(data.lstrip(), parser)
    except etree.XMLSyntaxError as error:
        raise BadInputError(
            f"is damaged XML ({str(error)[:80]})", where=name, mend="Export it again"
        ) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise BadInputError("has a DTD, which a codebook never has", where=name)
    codes = next((one for one in root.iter() if _tag(one) == "Codes"), None)
    if codes is None or _tag(root) not in ("CodeBook", "Project", "Codebook"):
        raise BadInputError(
            f"is no REFI-QDA codebook: it begins with {_tag(root)!r}",
            where=name,
            mend="Export the codebook as .qdc, not the project",
        )
    work = _Reading(name)
    work.take(codes, ())
    work.tell_sets(root)
    made = Understood(work.tree.rows(), work.told())
    if not made.rows:
        raise BadInputError("has no codes in it", where=name)
    return made


def _tag(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


class _Reading:
    def __init__(self, name: str) -> None:
        self.name = name
        self.tree = Tree()
        self.notes: list[str] = []
        self.uncodable: list[str] = []
        self.odd: list[str] = []
        self.twice: list[str] = []

    def take(self, above: Any, path: Path) -> None:
        """Take the codes directly below an element, and theirs."""
        if len(path) > _DEEPEST:
            raise BadInputError(f"codes are nested deeper than {_DEEPEST}", where=self.name)
        for element in above:
            if _tag(element) == "Code":
                self._code(element, path)
            elif _tag(element) not in ("Description", "", "Codes"):
                self.odd.append(_tag(element))

    def _code(self, element: Any, path: Path) -> None:
        name = " ".join((element.get("name") or "").split())
        where = f"{self.name}:{element.sourceline}"
        if not name:
            self.odd.append(f"a code without a name on line {element.sourceline}")
            return
        here = (*path, name)
        if self.tree.has(here):
            self.twice.append(name)
        self.tree.code(here, where)
        for child in element:
            if _tag(child) == "Description":
                self.tree.put(here, "definition", "".join(child.itertext()), where)
        if element.get("color"):
            self.tree.put(here, "colour", colour_in(element.get("color")), where)
            if not colour_in(element.get("color")):
                self.odd.append(f"colour {element.get('color')!r}")
        if element.get("isCodable", "true").casefold() in ("false", "0"):
            self.uncodable.append(name)
        self.take(element, here)

    def tell_sets(self, root: Any) -> None:
        """Tell the sets of codes, which a codebook here has not."""
        sets = [one for one in root.iter() if _tag(one) == "Set"]
        if sets:
            self.notes.append(
                f"{counted(len(sets), 'set')} of codes: not taken: "
                f"{named([one.get('name') or '' for one in sets])}"
            )

    def told(self) -> list[str]:
        """Return what a person should know."""
        if self.uncodable:
            self.notes.append(
                f"{counted(len(self.uncodable), 'code')} that hold others only in that program, "
                f"and can be coded to here: {named(self.uncodable)}"
            )
        if self.odd:
            self.notes.append(f"not understood, not taken: {named(self.odd)}")
        if self.twice:
            self.notes.append(
                f"{counted(len(self.twice), 'code has', 'codes have')} the name and the place of "
                f"an earlier one; joined with it: {named(self.twice)}"
            )
        return self.notes + kept_apart(self.tree.rows()) + self.tree.joined
