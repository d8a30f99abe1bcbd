"""Embedding on every core: the same vectors, and none where a worker fails."""

from __future__ import annotations

import numpy as np
import pytest

from qualcode.nlp.embed import processes as workers
from qualcode.nlp.embed.base import BATCH
from qualcode.nlp.embed.choice import default_embedder
from qualcode.nlp.embed.processes import embed_on_all_cores
from qualcode.store.io.worker_process import WorkerFailed, WorkerProcess

pytestmark = pytest.mark.slow

#: More than one lot.
TEXTS = [f"She kept a stool by door {n} for whoever came in early." for n in range(140)]


def test_the_vectors_are_those_of_one_process():
    embedder = default_embedder()
    seen: list[tuple[int, int]] = []
    made = embed_on_all_cores(TEXTS, embedder.dimensions, lambda *at: seen.append(at))
    assert made is not None
    lots = [embedder.embed(TEXTS[:BATCH]), embedder.embed(TEXTS[BATCH:])]
    assert np.array_equal(made, np.concatenate(lots))
    assert max(seen) == (len(TEXTS), len(TEXTS))


@pytest.mark.parametrize("failure", [WorkerFailed(), OSError("no more processes")])
def test_where_a_worker_fails_there_are_none(failure: Exception, monkeypatch: pytest.MonkeyPatch):
    def ask(self: WorkerProcess, request: bytes) -> bytes:
        raise failure

    monkeypatch.setattr(WorkerProcess, "ask", ask)
    assert embed_on_all_cores(TEXTS, 512, lambda *_: None) is None


def test_an_answer_of_another_length_is_none(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(WorkerProcess, "ask", lambda self, request: b"1234")
    assert embed_on_all_cores(TEXTS, 512, lambda *_: None) is None


def test_whoever_stops_it_waits_for_no_worker(monkeypatch: pytest.MonkeyPatch):
    stopped: list[WorkerProcess] = []
    monkeypatch.setattr(WorkerProcess, "stop", lambda self: stopped.append(self))
    monkeypatch.setattr(workers.os, "cpu_count", lambda: 2)

    def stop(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        embed_on_all_cores(TEXTS, 512, stop)
    assert len(stopped) == 2
