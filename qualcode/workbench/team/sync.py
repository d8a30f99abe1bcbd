"""``sync``: sends and fetches a team's work by git, in plain words; leaves nothing half-done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from qualcode.errors import StudyError
from qualcode.model.merge_decision import Choice, Choices, Decision
from qualcode.model.plural import counted
from qualcode.store.folder_map import MERGING, TAKEN_BACK
from qualcode.store.git.hooks import driver_settings
from qualcode.store.git.quiet import QuietGit, ReadingGit
from qualcode.store.io.durable import write_atomic, write_together
from qualcode.store.migrations import refuse_newer_in
from qualcode.store.records.revisions import revised_documents
from qualcode.store.study import MARKER, Study, now
from qualcode.workbench.check.aside import Aside
from qualcode.workbench.check.encodings import save_as_utf8
from qualcode.workbench.check.study import check_study
from qualcode.workbench.documents.direct_revisions import connect_texts
from qualcode.workbench.privacy.real_names import check_disclosure, would_be_taken
from qualcode.workbench.team.forecast import ahead
from qualcode.workbench.team.merge import merge_texts, side_text
from qualcode.workbench.team.namesakes import find_namesakes, keep_apart
from qualcode.workbench.team.shared_cases import People
from qualcode.workbench.team.shared_folder import begin_repository, share_with
from qualcode.workbench.team.shared_ids import Rename
from qualcode.workbench.team.sync_commit import (
    commit_work,
    find_work,
    named,
    others_set_aside,
    refuse_unsent,
    refuse_words,
    tree_of,
)
from qualcode.workbench.team.sync_git import Git
from qualcode.workbench.team.sync_report import in_words, nothing_yet, short, subject

#: Asks a person, given the decisions and, by file, who made the other side; None stops.
Decide = Callable[[list[Decision], Mapping[str, str]], Choices | None]

#: How often it fetches and merges again if somebody else pushed in between.
_TRIES = 3


@dataclass
class Synced:
    """What a sync did, or would do, in words: what goes, what comes, what was done about it.

    ``staying`` lists files in the study's folder that are not a study's, and are never sent.
    """

    going: list[str] = field(default_factory=list)
    coming: list[str] = field(default_factory=list)
    staying: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)


def sync(
    study: Study,
    *,
    coder: str = "",
    dry_run: bool = False,
    decide: Decide | None = None,
    rename: Rename | None = None,
    people: People | None = None,
    place: str = "",
) -> Synced:
    """Commit this study's work, merge the team's, and send both; leave nothing half-done.

    It commits only files of the study's own kinds, after the check before a commit, whatever hooks
    there are; commits made by hand are checked in the same way before they are sent. It stops, with
    everything as it was, before anything that needs a person: a name or words that git would take,
    or a merge that ``decide`` does not decide. ``decide`` is called with the open decisions and, by
    file, who changed the other side; ``rename`` with the ids that two interviews have, one of them
    here, which gets another; ``people`` with the cases that both made and that may be two people.
    With ``dry_run`` it fetches, and says what would go and come.
    ``place`` is where the team's copy is made the first time.

    Raises:
        StudyError: it stopped; the message says why, and how to go on.
    """
    git = Git(study.root, coder)
    found = Synced()
    if place and not dry_run:
        _refuse_names(study, git)
        begin_repository(study, git)
        refuse_words(git, find_work(git))
        made = share_with(place, git)
        found.done += [made] if made else []
    told = _check_ready(git)
    if not dry_run:
        connect_texts(study, revised_documents(study.root))
    _refuse_names(study, git)
    work = find_work(git)
    if work.others:
        found.staying = [named(work.others, "not of the study's kinds")]
    if work.copies:
        what = "that a sync client made, to be taken in with 'qualcode check --take-in'"
        found.staying.append(named(work.copies, what))
    told += refuse_words(git, work)
    upstream = _upstream(git)
    known = upstream or "--remotes"
    if upstream:
        git.must("could not reach the team's copy", "fetch", "--quiet", upstream.split("/", 1)[0])
        _refuse_newer(git, upstream)
    told += refuse_unsent(git, known)
    if saved := _saved_as_utf8(study, dry_run=dry_run):
        told += saved
        work = find_work(git)
    begun = bool(git.out("rev-parse", "--verify", "--quiet", "HEAD"))
    base = git.out("merge-base", "HEAD", upstream).strip() if upstream else nothing_yet(git)
    found.going = in_words(git, "HEAD", "", study, work.own)
    subject_ = subject(found.going, coder) if begun else f"The study {study.config.name}"
    if begun and git.out("rev-list", "--count", "HEAD", "--not", known).strip() not in ("", "0"):
        sent = in_words(git, base or nothing_yet(git), "HEAD", study)
        found.going = list(dict.fromkeys([*sent, *found.going]))
    found.coming = in_words(git, base, upstream, study) if base and upstream else []
    found.done += told
    if dry_run:
        if begun and upstream:
            found.done += ahead(study, git, upstream, tree_of(git, work), rename, people)
        return found
    if work.own:
        commit_work(git, work, subject_)
        found.done.append(f"Committed: {subject_}")
    if not upstream:
        _keep_apart(study, git, "", rename, people)
        refuse_unsent(git, known)
        _send_first(git)
        found.done.append("Sent.")
        return found
    with others_set_aside(git, work):
        _merge_and_send(git, study, upstream, found, decide, rename, people)
    return found


def _saved_as_utf8(study: Study, *, dry_run: bool) -> list[str]:
    """Save as UTF-8 what another program saved otherwise, or say what would be; a line on each.

    Git takes another encoding for no text: it merges nothing of it, and shows nobody what changed.
    """
    done = save_as_utf8(study, Aside(study), private=False, dry_run=dry_run)
    title = "Would be saved as UTF-8" if dry_run else "Saved as UTF-8"
    return [f"{title}: {one.line()}" for one in done]


def _merge_and_send(
    git: Git,
    study: Study,
    upstream: str,
    found: Synced,
    decide: Decide | None,
    rename: Rename | None,
    people: People | None,
) -> None:
    for _ in range(_TRIES):
        found.done += _keep_apart(study, git, upstream, rename, people)
        if _merge(git, upstream, found, decide):
            found.done += [*_connected(study, git), *_checked(study)]
        # A hook of the user's may have put more into the commit.
        refuse_unsent(git, upstream)
        pushed = git.run("push", "--quiet")
        if pushed.returncode == 0:
            found.done.append("Sent.")
            return
        if "rejected" not in pushed.stderr and "non-fast-forward" not in pushed.stderr:
            said = pushed.stderr.strip().splitlines()
            raise StudyError(
                f"could not send: {said[-1] if said else 'git gave no reason'}",
                mend="Your work is committed here; try again when the team's copy can be reached",
            )
        # Somebody else was quicker: take their work first.
        git.must("could not fetch", "fetch", "--quiet", upstream.split("/", 1)[0])
        _refuse_newer(git, upstream)
    raise StudyError(
        "others keep sending at this moment", mend="Your work is committed here; try again"
    )


def _connected(study: Study, git: Git) -> list[str]:
    """Bring codings back to words that one side's revisions lost and the other's text has.

    What that takes is committed; returns a line on it.
    """
    connected = connect_texts(Study.open(study.root), sorted(revised_documents(study.root)))
    if not connected:
        return []
    commit_work(git, find_work(git), f"Compare earlier texts of {short(connected)}")
    count = counted(len(connected), "document")
    return [f"Codings of {count} follow their words from earlier texts: {', '.join(connected)}"]


def _keep_apart(
    study: Study, git: Git, upstream: str, rename: Rename | None, people: People | None
) -> list[str]:
    """Give our interviews and cases other ids where theirs have the same; return a line on each.

    Raises:
        StudyError: of one of ours nobody said what it is, or a new id is of no use.
    """
    namesakes, told = find_namesakes(study, git, upstream, "HEAD", rename, people)
    renamed = keep_apart(study, namesakes)
    if renamed:
        work = find_work(git)
        told += refuse_words(git, work)
        commit_work(git, work, renamed[0])
    return [*renamed, *told]


def _refuse_newer(git: Git, upstream: str) -> None:
    """Raise StudyError if the team's study is of a newer format: it is not merged by older rules.

    Otherwise the study here would be one that this qualcode does not open.
    """
    settings = git.out("show", f"{upstream}:./{MARKER}").encode("utf-8", "surrogateescape")
    refuse_newer_in(settings, "nothing of the team's was taken, and your work stays here")


def _checked(study: Study) -> list[str]:
    """Return in a line what the check finds wrong after a merge."""
    wrong = [p for p in check_study(Study.open(study.root)) if p.level == "error"]
    if not wrong:
        return []
    more = f", and {len(wrong) - 1} more" if len(wrong) > 1 else ""
    return [f"To be mended: {wrong[0].line()}{more}. See: qualcode check"]


def _begun(git: Git) -> Path:
    """Return the file that exists while a sync merges, by which a killed one is recognised."""
    return MERGING.at(git.root)


def _check_ready(git: Git) -> list[str]:
    """Raise StudyError if there is no repository, or something in it is half-done already.

    A merge in which a sync was killed is undone; the returned line says so.
    """
    told: list[str] = []
    if git.out("rev-parse", "--is-inside-work-tree").strip() != "true":
        asked = QuietGit(git.root)
        asked("rev-parse", "--is-inside-work-tree")
        if said := asked.why_refused():
            raise StudyError(f"git does not work in this folder: {said}", mend=asked.mend_refusal())
        raise StudyError(
            "the study is in no git repository",
            mend="Say where to make the team's copy: qualcode sync --with PATH",
        )
    if _begun(git).exists():
        told += _taken_back(git)
        _begun(git).unlink()
    for state, what in (("MERGE_HEAD", "a merge"), ("REBASE_HEAD", "a rebase")):
        if git.out("rev-parse", "--verify", "--quiet", state):
            raise StudyError(
                f"{what} is begun and not finished",
                mend="Finish it: qualcode check says what is left; or git merge --abort",
            )
    return told


def _taken_back(git: Git) -> list[str]:
    """Undo the merge that a killed sync had begun, but no merge of a person's.

    The sync's merge has the message that the sync gave it, and files that nobody has merged yet.
    Content that is in no version on either side is kept, staged or not: somebody may have begun to
    merge by hand.
    """
    message = Path(git.root, git.out("rev-parse", "--git-path", "MERGE_MSG").strip())
    began = _begun(git).read_text(encoding="utf-8", errors="replace")
    said = message.read_text(encoding="utf-8", errors="replace") if message.is_file() else ""
    unmerged = _names(git, "diff", "--name-only", "--diff-filter=U", "-z")
    if not unmerged or not began or not said.startswith(began.splitlines()[0]):
        return []
    ours, theirs = (
        set(_names(git, "diff", "--name-only", "--no-renames", "-z", side))
        for side in ("HEAD", "MERGE_HEAD")
    )
    top = Path(git.out("rev-parse", "--show-toplevel").rstrip("\r\n"))
    merged = sorted({*unmerged, *(ours & theirs)})
    kept = git.root / TAKEN_BACK.folder / now().replace(":", "")
    write_together(
        {kept / name: (top / name).read_bytes() for name in merged if (top / name).is_file()}
    )
    git.must("could not take back the merge that was cut off", "merge", "--abort")
    many = counted(len(merged), "file")
    return [f"Taken back: a merge that was cut off. What {many} held is in {kept}"]


def _upstream(git: Git) -> str:
    """Return the branch to sync with; empty if the team's copy does not have this branch yet."""
    upstream = git.out("rev-parse", "--abbrev-ref", "--symbolic-full-name", "@{upstream}").strip()
    if upstream:
        return upstream
    if not git.out("remote").split():
        raise StudyError(
            "there is no team's copy to sync with",
            mend="Say once where, as a folder on a shared drive: qualcode sync --with PATH",
        )
    return ""


def _send_first(git: Git) -> None:
    """Send the branch to the team's copy; git remembers where it belongs."""
    remote = git.out("remote").split()[0]
    branch = git.out("symbolic-ref", "--short", "HEAD").strip() or "main"
    git.must(
        "could not send to the team's copy", "push", "--quiet", "--set-upstream", remote, branch
    )


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
    """Merge the team's work, with the decisions made; return whether there was any.

    Raises:
        StudyError: it cannot be merged, or not everything was decided; nothing has changed.
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
    # What is new in a folder that the other side gave another name goes there, as in a rename.
    settings = {**driver_settings(), "merge.directoryRenames": "true"}
    drivers = [word for setting in settings.items() for word in ("-c", "=".join(setting))]
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
    """Merge the files that git could not, by the choices made; return what is left to decide."""
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
    done = ReadingGit(git.root).run("show", f":{number}:./{name}")
    return side_text(name, done.stdout) if done.returncode == 0 else None


def _whose(git: Git, upstream: str, decisions: list[Decision]) -> dict[str, str]:
    """Return who last changed each file on the other side."""
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
