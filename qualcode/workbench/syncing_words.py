"""What goes and comes with a sync, in plain words: whose codings, which definitions, what else."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

import msgspec

from qualcode.errors import QualcodeError
from qualcode.model.codebook_diff import diff_codebooks
from qualcode.model.coding import CodingEvent
from qualcode.store.study import Study
from qualcode.store.yaml_codebook import parse_codebook
from qualcode.workbench.syncing_git import Git

_decoder = msgspec.json.Decoder(CodingEvent)
_DID = {"redefined": "definition of {} changed", "merged": "codes merged into {}",
        "split": "{} split off", "removed": "code {} removed",
        "added": "code {} added", "renamed": "{} renamed",
        "moved": "{} moved", "status": "status of {} changed", "details": "details of {} changed",
        "reordered": "codes put in another order"}  # fmt: skip
_KINDS = {"documents": "document", "memos": "memo", "synthesis": "summary",
          "revisions": "revision of a text", "splits": "split of a code",
          "quotations": "quotations trimmed or cleared by a coder",
          "withdrawals": "withdrawal"}  # fmt: skip


def in_words(git: Git, old: str, new: str, study: Study) -> list[str]:
    """Return what changed between two commits (or a commit and the working tree), in words."""
    if not old or not git.out("rev-parse", "--verify", "--quiet", old):
        return []
    between = [old, new] if new else [old]
    names = git.out("diff", "--name-status", "--no-renames", "-z", *between, "--", ".").split("\0")
    changed = dict(zip(names[1::2], names[::2], strict=False))
    if not new:
        fresh = git.out("ls-files", "-o", "--exclude-standard", "-z", "--", ".").split("\0")
        changed |= {name: "A" for name in fresh if name}
    prefix = git.out("rev-parse", "--show-prefix").strip()
    inside = {name.removeprefix(prefix): how for name, how in changed.items()}
    lines = _codings(git, between, inside, study)
    if "codebook.yaml" in inside:
        lines += _codebook(git, old, new, study)
    counts: Counter[str] = Counter()
    for name, how in inside.items():
        top = name.split("/", 1)[0]
        kind = _KINDS.get(top)
        if kind:
            counts[
                f"{kind} {'added' if how == 'A' else 'removed' if how == 'D' else 'changed'}"
            ] += 1
        elif name in ("cases.csv", "study.toml"):
            counts[f"{name} changed"] += 1
    lines += [what if n == 1 else f"{n} × {what}" for what, n in counts.items()]
    return lines


def _codings(git: Git, between: list[str], inside: dict[str, str], study: Study) -> list[str]:
    logs = [
        n for n in inside if n.startswith("codings/") and n.endswith(".jsonl") and "/+" not in n
    ]
    found: dict[str, Counter[str]] = defaultdict(Counter)
    documents: dict[str, set[str]] = defaultdict(set)
    for name in logs:
        _, coder, file = name.split("/", 2)
        out = git.out("diff", "--unified=0", *between, "--", name)
        lines = [line[1:] for line in out.splitlines() if line.startswith("+{")]
        if not out and inside[name] == "A":
            lines = (study.root / name).read_text(encoding="utf-8").splitlines()
        for line in lines:
            try:
                event = _decoder.decode(line)
            except msgspec.DecodeError:
                continue
            found[coder][event.op] += 1
            documents[coder].add(file.removesuffix(".jsonl"))
    words = {"add": "coding", "change": "change of a coding", "remove": "coding removed"}
    return [
        ", ".join(f"{n} {words[op] if n == 1 else _many(words[op])}" for op, n in ops.items())
        + f" by {coder} in {_count(len(documents[coder]), 'document')}"
        for coder, ops in sorted(found.items())
    ]


def _many(words: str) -> str:
    return {"coding": "codings", "change of a coding": "changes of codings"}.get(
        words, "codings removed"
    )


def _count(number: int, what: str) -> str:
    return f"1 {what}" if number == 1 else f"{number} {what}s"


def _codebook(git: Git, old: str, new: str, study: Study) -> list[str]:
    before = git.out("show", f"{old}:./codebook.yaml")
    if new:
        after = git.out("show", f"{new}:./codebook.yaml")
    else:
        after = study.codebook_path.read_text(encoding="utf-8")
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
    """Return the first of some lines in one, and how many more there are."""
    more = f" and {len(lines) - 4} more" if len(lines) > 4 else ""
    return ("; ".join(lines[:4]) or "changes of the study") + more


def subject(going: list[str], coder: str) -> str:
    """Return a commit's subject: what goes, and whose work it is."""
    text = short(going)
    return f"{coder}: {text}" if coder and coder not in text else text[:1].upper() + text[1:]
