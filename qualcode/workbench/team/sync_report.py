"""Describes in plain words what a sync sends and fetches: codings, definitions, other files."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import msgspec

from qualcode.errors import QualcodeError
from qualcode.model.codebook.diff import diff_codebooks
from qualcode.model.coding.coding import CodingEvent
from qualcode.model.plural import counted, plural
from qualcode.store.codebook.reader import parse_codebook
from qualcode.store.folder_map import CODEBOOK, CODINGS, DONE, tracked_kind
from qualcode.store.io.durable import read_text
from qualcode.store.study import Study
from qualcode.workbench.team.sync_commit import named
from qualcode.workbench.team.sync_git import Git

_decoder = msgspec.json.Decoder(CodingEvent)
_DID = {"redefined": "definition of {} changed", "merged": "codes merged into {}",
        "split": "{} split off", "removed": "code {} removed",
        "added": "code {} added", "renamed": "{} renamed",
        "moved": "{} moved", "status": "status of {} changed", "details": "details of {} changed",
        "reordered": "codes put in another order"}  # fmt: skip

_HOW = {"A": "added", "D": "removed"}


def nothing_yet(git: Git) -> str:
    """Return the id that git has for an empty commit."""
    return git.out("hash-object", "-t", "tree", os.devnull).strip()


def in_words(
    git: Git, old: str, new: str, study: Study, working: Mapping[str, str] | None = None
) -> list[str]:
    """Return what changed between two commits, in words.

    With ``working`` it is what changed since ``old`` in these files of the working tree, each with
    git's letter for the kind of change; ``old`` may be a commit that does not exist yet.
    """
    if working is None:
        names = git.out(
            "diff", "--name-status", "--no-renames", "--relative", "-z", old, new, "--", "."
        ).split("\0")
        inside: Mapping[str, str] = dict(zip(names[1::2], names[::2], strict=False))
        between = [old, new]
    else:
        there = git.out("rev-parse", "--verify", "--quiet", old)
        inside, between = working, [old if there else nothing_yet(git)]
    lines = _codings(git, between, inside, study)
    if inside.get("codebook.yaml") == "A":
        lines.append("codebook.yaml added")
    elif "codebook.yaml" in inside:
        lines += _codebook(git, between[0], new, study)
    counts: Counter[str] = Counter()
    others: list[str] = []
    for name, how in inside.items():
        kind = tracked_kind(name)
        if kind is None:
            others.append(name)
        elif kind is DONE:
            counts[f"done marks of {kind.keys_of(name)['coder']}"] += 1
        elif kind.words:
            counts[f"{kind.words} {_HOW.get(how, 'changed')}"] += 1
        elif kind not in (CODEBOOK, CODINGS):
            counts[f"{name} changed"] += 1
    lines += [plural(n, what, f"{n:,} × {what}") for what, n in counts.items()]
    if others:
        lines.append(named(others, "not of the study's kinds"))
    return lines


def _codings(git: Git, between: list[str], inside: Mapping[str, str], study: Study) -> list[str]:
    logs = [name for name in inside if tracked_kind(name) is CODINGS]
    found: dict[str, Counter[str]] = defaultdict(Counter)
    documents: dict[str, set[str]] = defaultdict(set)
    for name in logs:
        keys = CODINGS.keys_of(name)
        coder = keys["coder"]
        out = git.out("diff", "--unified=0", *between, "--", f":(literal){name}")
        lines = [line[1:] for line in out.splitlines() if line.startswith("+{")]
        if not out and inside[name] == "A" and len(between) == 1:
            lines = (study.root / name).read_text(encoding="utf-8").splitlines()
        for line in lines:
            try:
                event = _decoder.decode(line)
            except msgspec.DecodeError:
                continue
            found[coder][event.op] += 1
            documents[coder].add(keys["document"])
    words = {
        "add": ("coding", "codings"),
        "change": ("change of a coding", "changes of codings"),
        "remove": ("coding removed", "codings removed"),
    }
    return [
        ", ".join(counted(n, *words[op]) for op, n in ops.items())
        + f" by {coder} in {counted(len(documents[coder]), 'document')}"
        for coder, ops in sorted(found.items())
    ]


def _codebook(git: Git, old: str, new: str, study: Study) -> list[str]:
    before = git.out("show", f"{old}:./codebook.yaml")
    after = git.out("show", f"{new}:./codebook.yaml") if new else read_text(study.codebook_path)
    try:
        changes = diff_codebooks(
            parse_codebook(before, "codebook.yaml")[0], parse_codebook(after, "codebook.yaml")[0]
        )
    except QualcodeError:
        return ["codebook.yaml changed, and one version cannot be read"]
    who = _authors(git, old, new)
    lines = [_DID[change.kind].format(change.name) for change in changes]
    return [f"{line}{who}" for line in dict.fromkeys(lines)] or ["comments in the codebook"]


def _authors(git: Git, old: str, new: str) -> str:
    if not new:
        return ""
    names: Iterable[str] = git.out(
        "log", "--format=%an", f"{old}..{new}", "--", "codebook.yaml"
    ).splitlines()
    different = list(dict.fromkeys(names))
    return f" by {', '.join(different[:3])}" if different else ""


def short(lines: list[str]) -> str:
    """Return the first of some lines as one line, and how many more there are."""
    more = f" and {len(lines) - 4} more" if len(lines) > 4 else ""
    return ("; ".join(lines[:4]) or "changes of the study") + more


def subject(going: list[str], coder: str) -> str:
    """Return a commit's subject: what goes, and whose work it is."""
    text = short(going)
    return f"{coder}: {text}" if coder and coder not in text else text[:1].upper() + text[1:]
