"""Says before a merge what it would ask a person to decide; nothing is merged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from qualcode.errors import QualcodeError
from qualcode.model.merge_decision import Decision
from qualcode.store.folder_map import tracked_kind
from qualcode.store.git.quiet import ReadingGit
from qualcode.store.study import Study
from qualcode.workbench.team.merge import merge_texts, side_text
from qualcode.workbench.team.namesakes import expected, find_namesakes
from qualcode.workbench.team.shared_cases import People
from qualcode.workbench.team.shared_ids import Rename
from qualcode.workbench.team.sync_git import Git
from qualcode.workbench.team.sync_report import nothing_yet


def ahead(
    study: Study,
    git: Git,
    upstream: str,
    own: str,
    rename: Rename | None,
    people: People | None,
) -> list[str]:
    """Return in lines what a merge of our side would rename and ask.

    ``own`` is our side: a commit, or a tree of files that are not committed yet.

    Raises:
        StudyError, BadInputError: an answer is of no use, or an id is taken or cannot be one.
    """
    namesakes, told = find_namesakes(study, git, upstream, own, rename, people)
    base = git.out("merge-base", "HEAD", upstream).strip() or nothing_yet(git)
    open_ = _decisions(git, base, own, upstream, namesakes.renamed)
    return [*told, *expected(namesakes), *(f"To be decided: {one.words}" for one in open_)]


def _decisions(
    git: Git, base: str, own: str, upstream: str, renamed: Mapping[str, tuple[str, ...]]
) -> Iterator[Decision]:
    """Yield what a merge of two sides would leave open.

    ``renamed`` has, by file, the ids with which keys begin of what gets another id first, and is
    not asked about.
    """
    both = _changed(git, base, own) & _changed(git, base, upstream)
    for name in sorted(both):
        kind = tracked_kind(name)
        texts = [_text(git, side, name) for side in (base, own, upstream)]
        if kind is None or kind.merge == "union" or texts[1] == texts[2]:
            continue
        try:
            open_ = merge_texts(name, texts[0], texts[1], texts[2], {})[1]
        except QualcodeError:
            # What cannot be read is told by the check.
            continue
        others = renamed.get(name, ())
        yield from (one for one in open_ if not _is_of(one.key, others))


def _is_of(key: str, ids: tuple[str, ...]) -> bool:
    """Return whether the key of a decision is about one of the ids; the empty one is any."""
    return any(not one or key == one or key.startswith(f"{one} ") for one in ids)


def _changed(git: Git, base: str, side: str) -> set[str]:
    names = git.out(
        "diff", "--name-only", "--no-renames", "--relative", "-z", base, side, "--", "."
    )
    return {name for name in names.split("\0") if name}


def _text(git: Git, side: str, name: str) -> str | None:
    done = ReadingGit(git.root).run("show", f"{side}:./{name}")
    return side_text(name, done.stdout) if done.returncode == 0 else None
