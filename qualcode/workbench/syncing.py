"""``sync``: a team's work sent and fetched by git, in plain words; nothing is left half-done."""

from __future__ import annotations

import os
import subprocess
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from qualcode.errors import QualcodeError, StudyError
from qualcode.model.codebook_diff import diff_codebooks
from qualcode.model.coding import CodingEvent
from qualcode.model.deciding import Choice, Choices, Decision
from qualcode.store.files import write_atomic
from qualcode.store.hooks import driver_settings
from qualcode.store.study import Study
from qualcode.store.yaml_codebook import parse_codebook
from qualcode.workbench.checking import check_study
from qualcode.workbench.disclosure import check_disclosure, would_be_taken
from qualcode.workbench.merging import merge_texts

#: Asks a person to decide; is told whose the other side is, by file; gives nothing to stop.
Decide = Callable[[list[Decision], Mapping[str, str]], Choices | None]

_decoder = msgspec.json.Decoder(CodingEvent)
_DID = {"redefined": "definition of {} changed", "merged": "codes merged into {}",
        "split": "{} split off", "removed": "code {} removed",
        "added": "code {} added", "renamed": "{} renamed",
        "moved": "{} moved", "status": "status of {} changed", "details": "details of {} changed",
        "reordered": "codes put in another order"}  # fmt: skip
_KINDS = {"documents": "document", "memos": "memo", "synthesis": "summary",
          "revisions": "revision of a text", "withdrawals": "withdrawal"}  # fmt: skip
#: How often it fetches and merges again where somebody else pushed in between.
_TRIES = 3


@dataclass
class Synced:
    """What a sync did, or would do, in words: what goes, what comes, what was done about it."""

    going: list[str] = field(default_factory=list)
    coming: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)


class _Git:
    """Git in the study's folder; never asks for a password, and never opens an editor."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def run(self, *args: str) -> subprocess.CompletedProcess[str]:
        quiet = {"GIT_TERMINAL_PROMPT": "0", "GIT_EDITOR": "true", "LC_ALL": "C"}
        try:
            return subprocess.run(
                ["git", "-C", str(self.root), *args],
                capture_output=True,
                encoding="utf-8",
                errors="surrogateescape",
                env={**os.environ, **quiet},
                check=False,
            )
        except OSError:
            raise StudyError("git is not installed", mend="Install it, and try again") from None

    def out(self, *args: str) -> str:
        """Return what a command prints; empty where it fails."""
        done = self.run(*args)
        return done.stdout if done.returncode == 0 else ""

    def must(self, what: str, *args: str) -> str:
        """Return what a command prints; raises StudyError with git's last words where it fails."""
        done = self.run(*args)
        if done.returncode:
            said = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
            raise StudyError(f"{what}: {' '.join(said[-3:]) or 'git gave no reason'}")
        return done.stdout


def sync(
    study: Study, *, coder: str = "", dry_run: bool = False, decide: Decide | None = None
) -> Synced:
    """Commit this study's work, merge the team's, and send both; nothing half-done is left.

    It stops, with everything as it was, before anything that needs a person: a name that git
    would take, a merge that ``decide`` does not decide. That is asked with what is open, and by
    whom the other side of each file is. With ``dry_run`` it fetches, and says what would go and
    come.

    Raises:
        StudyError: it stopped; the message says why, and how to go on.
    """
    git = _Git(study.root)
    _check_ready(git)
    _refuse_names(study, git)
    found = Synced()
    upstream = _upstream(git, send=not dry_run)
    if not upstream:
        found.going = ["everything: the team's copy is empty"]
        return found
    found.going = _in_words(git, "HEAD", "", study)
    own = bool(git.out("status", "--porcelain", "--", ".").strip())
    git.must("could not reach the team's copy", "fetch", "--quiet", upstream.split("/", 1)[0])
    if git.out("rev-list", "--count", f"{upstream}..HEAD").strip() not in ("", "0"):
        base = git.out("merge-base", "HEAD", upstream).strip()
        found.going = [*_in_words(git, base, "HEAD", study), *found.going]
    base = git.out("merge-base", "HEAD", upstream).strip()
    found.coming = _in_words(git, base, upstream, study) if base else []
    if dry_run:
        return found
    if own:
        git.must("could not prepare the commit", "add", "-A", "--", ".")
        subject = _subject(found.going, coder)
        git.must("could not commit", "commit", "--quiet", "-m", subject, "--", ".")
        found.done.append(f"Committed: {subject}")
    for _ in range(_TRIES):
        if _merge(git, upstream, found, decide):
            found.done += _checked(study)
        pushed = git.run("push", "--quiet")
        if pushed.returncode == 0:
            found.done.append("Sent.")
            return found
        if "rejected" not in pushed.stderr and "non-fast-forward" not in pushed.stderr:
            said = pushed.stderr.strip().splitlines()
            raise StudyError(
                f"could not send: {said[-1] if said else 'git gave no reason'}",
                mend="Your work is committed here; try again when the team's copy can be reached",
            )
        # Somebody else was quicker: take theirs first.
        git.must("could not fetch", "fetch", "--quiet", upstream.split("/", 1)[0])
    raise StudyError(
        "others keep sending at this moment", mend="Your work is committed here; try again"
    )


def _checked(study: Study) -> list[str]:
    """Return what the check finds wrong after a merge, in a line."""
    wrong = [p for p in check_study(Study.open(study.root)) if p.level == "error"]
    if not wrong:
        return []
    more = f", and {len(wrong) - 1} more" if len(wrong) > 1 else ""
    return [f"To be mended: {wrong[0].line()}{more}. See: qualcode check"]


def _check_ready(git: _Git) -> None:
    """Raise StudyError where there is no repository, or something in it is half-done already."""
    if git.out("rev-parse", "--is-inside-work-tree").strip() != "true":
        raise StudyError("the study is in no git repository", mend="See docs/teams.md")
    for state, what in (("MERGE_HEAD", "a merge"), ("REBASE_HEAD", "a rebase")):
        if git.out("rev-parse", "--verify", "--quiet", state):
            raise StudyError(
                f"{what} is begun and not finished",
                mend="Finish it: qualcode check says what is left; or git merge --abort",
            )


def _upstream(git: _Git, *, send: bool) -> str:
    """Return the branch to sync with; where there is none yet, the branch is sent to be it.

    With ``send`` off nothing is sent, and it is empty then.
    """
    upstream = git.out("rev-parse", "--abbrev-ref", "--symbolic-full-name", "@{upstream}").strip()
    if upstream:
        return upstream
    remotes = git.out("remote").split()
    branch = git.out("symbolic-ref", "--short", "HEAD").strip() or "main"
    if not remotes:
        raise StudyError(
            "there is no team's copy to sync with",
            mend="Make one on a shared drive: git init --bare PATH; git remote add origin PATH",
        )
    if not git.out("rev-parse", "--verify", "--quiet", "HEAD"):
        raise StudyError(
            "nothing has been committed yet",
            mend="Once: git add -A, then git commit -m 'The study', then sync again",
        )
    if not send:
        return ""
    # The first to come sends the branch; git remembers where it belongs.
    git.must(
        "could not send to the team's copy", "push", "--quiet", "--set-upstream", remotes[0], branch
    )
    return f"{remotes[0]}/{branch}"


def _refuse_names(study: Study, git: _Git) -> None:
    listed = git.out("ls-files", "-co", "--exclude-standard", "-z", "--", ".").split("\0")
    files = would_be_taken(study.root, [name for name in listed if name])
    found = list(check_disclosure(study.root, files))
    if found:
        first = found[0]
        more = f" ({len(found) - 1} more: qualcode check)" if len(found) > 1 else ""
        raise StudyError(
            f"nothing was sent: {first.message}{more}", where=first.where, mend=first.mend
        )


def _merge(git: _Git, upstream: str, found: Synced, decide: Decide | None) -> bool:
    """Merge the team's work, with what was decided; say whether there was any.

    Raises:
        StudyError: it cannot be merged, or not all was decided; everything is as it was.
    """
    if git.out("rev-list", "--count", f"HEAD..{upstream}").strip() in ("", "0"):
        return False
    drivers = [word for setting in driver_settings().items() for word in ("-c", "=".join(setting))]
    subject = f"Merge of the team's work: {_short(found.coming)}"
    choices: dict[tuple[str, str], Choice] = {}
    while True:
        merged = git.run(*drivers, "merge", "--no-edit", "--quiet", "-m", subject, upstream)
        if merged.returncode == 0:
            found.done.append("Merged the team's work.")
            return True
        try:
            left = _decide_files(git, choices)
            if not left:
                git.must("could not commit the merge", "commit", "--quiet", "--no-edit")
                found.done.append(f"Merged the team's work; decided: {len(choices)}.")
                return True
        except BaseException:
            git.run("merge", "--abort")
            raise
        git.run("merge", "--abort")
        chosen = decide(left, _whose(git, upstream, left)) if decide else None
        if not chosen:
            raise _undecided(left)
        before = len(choices)
        choices.update(chosen)
        if len(choices) == before:
            raise _undecided(left)


def _decide_files(git: _Git, choices: Choices) -> list[Decision]:
    """Merge the files that git could not, by what was chosen; return what is left to decide."""
    unmerged = _names(git, "diff", "--name-only", "--diff-filter=U", "-z")
    inside = _names(git, "diff", "--name-only", "--diff-filter=U", "--relative", "-z")
    if not inside or len(inside) < len(unmerged):
        said = [line for line in git.run("status", "--short").stdout.splitlines() if line.strip()]
        raise StudyError(
            f"git cannot merge: {'; '.join(said[:3]) or 'it gave no reason'}",
            mend="Nothing was changed. Somebody who knows git: git merge, and see what it says",
        )
    left: list[Decision] = []
    for name in inside:
        base, ours, theirs = (_stage(git, number, name) for number in (1, 2, 3))
        text, open_ = merge_texts(name, base, ours, theirs, choices)
        left += open_
        if open_:
            continue
        if text is None:
            git.must(f"could not remove {name}", "rm", "--quiet", "--force", "--", name)
        else:
            write_atomic(git.root / name, text)
            git.must(f"could not take {name}", "add", "--", name)
    return left


def _names(git: _Git, *args: str) -> list[str]:
    return [name for name in git.out(*args).split("\0") if name]


def _stage(git: _Git, number: int, name: str) -> str | None:
    done = git.run("show", f":{number}:./{name}")
    return done.stdout if done.returncode == 0 else None


def _whose(git: _Git, upstream: str, decisions: list[Decision]) -> dict[str, str]:
    """Return who changed each file last on the other side."""
    return {
        name: git.out("log", "-1", "--format=%an, %as", upstream, "--", name).strip()
        for name in {decision.file for decision in decisions}
    }


def _undecided(left: list[Decision]) -> StudyError:
    more = f", and {len(left) - 2} more" if len(left) > 2 else ""
    return StudyError(
        f"somebody has to decide: {'; '.join(d.words for d in left[:2])}{more}. Nothing of the "
        "team's was taken, and your work is committed here",
        mend="Speak with them; then 'qualcode sync' in a terminal asks one by one, or --take ours "
        "(or theirs) answers for all",
    )


# ---- what goes and comes, in words ------------------------------------------------------------


def _in_words(git: _Git, old: str, new: str, study: Study) -> list[str]:
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


def _codings(git: _Git, between: list[str], inside: dict[str, str], study: Study) -> list[str]:
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


def _codebook(git: _Git, old: str, new: str, study: Study) -> list[str]:
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


def _authors(git: _Git, old: str, new: str) -> str:
    if not new:
        return ""
    names: Iterable[str] = git.out(
        "log", "--format=%an", f"{old}..{new}", "--", "codebook.yaml"
    ).splitlines()
    different = list(dict.fromkeys(names))
    return f" by {', '.join(different[:3])}" if different else ""


def _short(lines: list[str]) -> str:
    more = f" and {len(lines) - 4} more" if len(lines) > 4 else ""
    return ("; ".join(lines[:4]) or "changes of the study") + more


def _subject(going: list[str], coder: str) -> str:
    text = _short(going)
    return f"{coder}: {text}" if coder and coder not in text else text[:1].upper() + text[1:]
