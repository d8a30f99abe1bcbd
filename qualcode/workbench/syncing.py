"""``sync``: a team's work sent and fetched by git, in plain words; nothing is left half-done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from qualcode.errors import StudyError
from qualcode.model.deciding import Choice, Choices, Decision
from qualcode.store.files import write_atomic
from qualcode.store.git import QuietGit
from qualcode.store.hooks import driver_settings
from qualcode.store.study import Study
from qualcode.workbench.checking import check_study
from qualcode.workbench.disclosure import check_disclosure, would_be_taken
from qualcode.workbench.merging import merge_texts
from qualcode.workbench.sharing import share_with
from qualcode.workbench.syncing_git import Git
from qualcode.workbench.syncing_words import in_words, short, subject

#: Asks a person to decide; is told whose the other side is, by file; gives nothing to stop.
Decide = Callable[[list[Decision], Mapping[str, str]], Choices | None]

#: How often it fetches and merges again where somebody else pushed in between.
_TRIES = 3


@dataclass
class Synced:
    """What a sync did, or would do, in words: what goes, what comes, what was done about it."""

    going: list[str] = field(default_factory=list)
    coming: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)


def sync(
    study: Study,
    *,
    coder: str = "",
    dry_run: bool = False,
    decide: Decide | None = None,
    place: str = "",
) -> Synced:
    """Commit this study's work, merge the team's, and send both; nothing half-done is left.

    It stops, with everything as it was, before anything that needs a person: a name that git
    would take, a merge that ``decide`` does not decide. That is asked with what is open, and by
    whom the other side of each file is. With ``dry_run`` it fetches, and says what would go and
    come. ``place`` is where the team's copy is to be, the first time; it is made there.

    Raises:
        StudyError: it stopped; the message says why, and how to go on.
    """
    git = Git(study.root, coder)
    found = Synced()
    if place and not dry_run:
        _refuse_names(study, git)
        made = share_with(study, place, git)
        found.done += [made] if made else []
    _check_ready(git)
    _refuse_names(study, git)
    upstream = _upstream(git, send=not dry_run)
    if not upstream:
        found.going = ["everything: the team's copy is empty"]
        return found
    found.going = in_words(git, "HEAD", "", study)
    own = bool(git.out("status", "--porcelain", "--", ".").strip())
    git.must("could not reach the team's copy", "fetch", "--quiet", upstream.split("/", 1)[0])
    base = git.out("merge-base", "HEAD", upstream).strip()
    if git.out("rev-list", "--count", f"{upstream}..HEAD").strip() not in ("", "0"):
        found.going = [*in_words(git, base, "HEAD", study), *found.going]
    found.coming = in_words(git, base, upstream, study) if base else []
    if dry_run:
        return found
    if own:
        git.must("could not prepare the commit", "add", "-A", "--", ".")
        message = subject(found.going, coder)
        git.must("could not commit", "commit", "--quiet", "-m", message, "--", ".")
        found.done.append(f"Committed: {message}")
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


def _begun(git: Git) -> Path:
    """Return the file that is there while a sync merges: one that was killed is known by it."""
    return git.root / ".qualcode" / "sync-merging"


def _check_ready(git: Git) -> None:
    """Raise StudyError where there is no repository, or something in it is half-done already.

    A merge that a sync began, and was killed in, is taken back.
    """
    if git.out("rev-parse", "--is-inside-work-tree").strip() != "true":
        asked = QuietGit(git.root)
        asked("rev-parse", "--is-inside-work-tree")
        if said := asked.why_refused():
            raise StudyError(f"git does not work in this folder: {said}")
        raise StudyError(
            "the study is in no git repository",
            mend="Say where the team's copy is to be: qualcode sync --with PATH",
        )
    if _begun(git).exists():
        git.run("merge", "--abort")
        _begun(git).unlink()
    for state, what in (("MERGE_HEAD", "a merge"), ("REBASE_HEAD", "a rebase")):
        if git.out("rev-parse", "--verify", "--quiet", state):
            raise StudyError(
                f"{what} is begun and not finished",
                mend="Finish it: qualcode check says what is left; or git merge --abort",
            )


def _upstream(git: Git, *, send: bool) -> str:
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
            mend="Say once where, as a folder on a shared drive: qualcode sync --with PATH",
        )
    if not git.out("rev-parse", "--verify", "--quiet", "HEAD"):
        raise StudyError(
            "nothing has been committed yet",
            mend="Say where the team's copy is, and it is: qualcode sync --with PATH",
        )
    if not send:
        return ""
    # The first to come sends the branch; git remembers where it belongs.
    git.must(
        "could not send to the team's copy", "push", "--quiet", "--set-upstream", remotes[0], branch
    )
    return f"{remotes[0]}/{branch}"


def _refuse_names(study: Study, git: Git) -> None:
    listed = git.out("ls-files", "-co", "--exclude-standard", "-z", "--", ".").split("\0")
    files = would_be_taken(study.root, [name for name in listed if name])
    found = list(check_disclosure(study.root, files))
    if found:
        first = found[0]
        more = f" ({len(found) - 1} more: qualcode check)" if len(found) > 1 else ""
        raise StudyError(
            f"nothing was sent: {first.message}{more}", where=first.where, mend=first.mend
        )


def _merge(git: Git, upstream: str, found: Synced, decide: Decide | None) -> bool:
    """Merge the team's work, with what was decided; say whether there was any.

    Raises:
        StudyError: it cannot be merged, or not all was decided; everything is as it was.
    """
    if git.out("rev-list", "--count", f"HEAD..{upstream}").strip() in ("", "0"):
        return False
    message = f"Merge of the team's work: {short(found.coming)}"
    write_atomic(_begun(git), message)
    try:
        return _merge_deciding(git, upstream, found, decide, message)
    finally:
        _begun(git).unlink(missing_ok=True)


def _merge_deciding(
    git: Git, upstream: str, found: Synced, decide: Decide | None, message: str
) -> bool:
    drivers = [word for setting in driver_settings().items() for word in ("-c", "=".join(setting))]
    choices: dict[tuple[str, str], Choice] = {}
    while True:
        merged = git.run(*drivers, "merge", "--no-edit", "--quiet", "-m", message, upstream)
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


def _decide_files(git: Git, choices: Choices) -> list[Decision]:
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


def _names(git: Git, *args: str) -> list[str]:
    return [name for name in git.out(*args).split("\0") if name]


def _stage(git: Git, number: int, name: str) -> str | None:
    done = git.run("show", f":{number}:./{name}")
    return done.stdout if done.returncode == 0 else None


def _whose(git: Git, upstream: str, decisions: list[Decision]) -> dict[str, str]:
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
