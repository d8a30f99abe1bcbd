"""Works on many files at once: every result once, room for few bytes, an error ends everything."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.workbench.importing import batches
from qualcode.workbench.importing.batches import in_batches


@given(st.lists(st.integers(0, 90), min_size=12, max_size=40))
def test_every_file_gives_its_result_once_however_little_room_there_is(sizes: list[int]):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batches, "_ROOM", 50)
        patch.setattr(batches, "_WAIT", 0.001)
        made = list(in_batches([False] * len(sizes), sizes, lambda at, _worker: [at]))
    assert sorted(at for batch in made for at in batch) == list(range(len(sizes)))


def test_whoever_finds_no_room_waits_until_there_is_some_or_never_will_be():
    room = batches._Room(100)
    assert room.enter(60)
    found: list[bool] = []
    waiting = [threading.Thread(target=lambda: found.append(room.enter(60))) for _ in range(2)]
    for one in waiting:
        one.start()
        one.join(0.02)
    assert not found
    room.leave(60)
    while not found:
        waiting[0].join(0.01)
        waiting[1].join(0.01)
    assert found == [True]
    room.close()
    for one in waiting:
        one.join()
    assert sorted(found) == [False, True]


def test_what_is_larger_than_all_room_enters_an_empty_one():
    room = batches._Room(10)
    assert room.enter(5_000)
    room.leave(5_000)
    assert room.enter(3)


def test_an_error_ends_everything_and_leaves_no_thread(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(batches, "_ROOM", 2)
    monkeypatch.setattr(batches, "_WAIT", 0.001)
    before = threading.active_count()

    def work(at: int, _worker: object) -> list[int]:
        if at == 5:
            raise MemoryError("none left")
        return [at]

    with pytest.raises(MemoryError):
        list(in_batches([False] * 30, [1] * 30, work))
    assert threading.active_count() == before
