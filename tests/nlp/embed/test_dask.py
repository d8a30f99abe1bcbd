"""The same results with a Dask cluster of real processes as without, whatever dies meanwhile."""

import importlib.metadata
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from qualcode.errors import BadInputError, MissingExtraError
from qualcode.nlp.embed import dask as module
from qualcode.nlp.embed.choice import default_embedder
from qualcode.nlp.embed.dask import dask_cluster
from qualcode.nlp.embed.embedder import CachedEmbedder
from qualcode.nlp.themes.pipeline import find_themes
from tests.nlp.themes.test_pipeline import CODES, EXTRA, TOPICS, passages

pytestmark = pytest.mark.slow

TEXTS = [f"{text} {extra}, for the {n}th time." for n in range(15)
         for text in TOPICS.values() for extra in EXTRA]  # fmt: skip


@pytest.fixture(scope="module")
def embedder():
    return default_embedder()


@pytest.fixture(scope="module")
def cluster():
    with dask_cluster("local", workers=2) as made:
        yield made


def test_themes_are_the_same_as_without(cluster, embedder, tmp_path: Path):
    elsewhere = CachedEmbedder(embedder, tmp_path, elsewhere=cluster)
    with_it = find_themes(passages(), elsewhere, CODES, themes=4, elsewhere=cluster)
    assert elsewhere.computed == len(passages()) + len(CODES)
    here = CachedEmbedder(embedder, tmp_path / "other")
    assert with_it.to_json() == find_themes(passages(), here, CODES, themes=4).to_json()


def test_a_worker_killed_in_the_middle_has_its_part_done_by_another(cluster, embedder):
    killed = []
    seen = []

    def progress(done: int, total: int) -> None:
        seen.append(done)
        if done and not killed and done < total:
            worker = cluster.workers[0]
            pid = cluster._client.run(os.getpid, workers=[worker])[worker]
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)

    vectors = cluster.embed(embedder, TEXTS, progress)
    assert killed
    assert seen == sorted(seen)
    assert seen[-1] >= len(TEXTS)
    alone = [embedder.embed(TEXTS[at : at + 128]) for at in range(0, len(TEXTS), 128)]
    assert np.array_equal(vectors, np.concatenate(alone))


def test_a_part_that_fails_is_one_line(cluster):
    with pytest.raises(BadInputError, match="a worker at local failed: no such thing") as error:
        cluster.map(_fails, [1, 2], lambda done, total: None)
    assert "\n" not in str(error.value)
    assert cluster.map(abs, [-3, -4], lambda done, total: None) == [3, 4]


def _fails(part: int) -> None:
    raise ValueError("no such thing\nin two lines")


def test_a_local_cluster_listens_on_the_loopback_only(cluster):
    addresses = [*cluster.workers, cluster._client.scheduler_info()["address"]]
    assert all(address.startswith("tcp://127.0.0.1:") for address in addresses)


def test_workers_write_no_words_to_disk_to_save_memory(cluster):
    assert set(cluster._client.run(_spills).values()) == {(False, False)}


def _spills(dask_worker) -> tuple[object, object]:
    manager = dask_worker.memory_manager
    return manager.memory_target_fraction, manager.memory_spill_fraction


def test_dask_may_be_absent(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingExtraError, match="pip install distributed"), dask_cluster("local"):
        pass


@pytest.mark.parametrize("address", ["nonsense", "tcp://", "http://127.0.0.1:1", "tcp://a:x"])
def test_what_is_no_address_is_refused_at_once(address: str):
    with pytest.raises(BadInputError, match="is no address of a scheduler"), dask_cluster(address):
        pass


def free_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])


@pytest.fixture(scope="module")
def scheduler():
    """A scheduler of its own, on the loopback interface, without workers."""
    port = free_port()
    command = [sys.executable, "-m", "dask", "scheduler", "--host", "127.0.0.1", "--port",
               str(port), "--no-dashboard"]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"tcp://127.0.0.1:{port}"
        running.terminate()


def worker_of(scheduler: str, folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "dask", "worker", scheduler, "--no-nanny", "--no-dashboard",
         "--nthreads", "1", "--host", "127.0.0.1", "--local-directory", str(folder)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def test_a_scheduler_without_workers_and_one_that_is_not_there(scheduler: str, monkeypatch):
    monkeypatch.setattr(module, "_PATIENCE", 1.0)
    with pytest.raises(BadInputError, match="has no workers"), dask_cluster(scheduler):
        pass
    away = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(BadInputError, match="no scheduler answers"), dask_cluster(away):
        pass


def test_a_worker_of_another_machine(scheduler: str, tmp_path: Path, study_path, run, monkeypatch):
    """Where texts go is said; another version is refused; one that is lost for good is told of."""
    worker = worker_of(scheduler, tmp_path)
    try:
        result = run("-C", study_path, "suggest", "--scheduler", scheduler)
        assert result.status == 0, result.err
        assert f"Texts are sent to {scheduler} and its workers: tcp://127.0.0.1:" in result.err
        with monkeypatch.context() as patched:
            patched.setattr(importlib.metadata, "version", lambda name: "0.0.1")
            with pytest.raises(BadInputError, match=r"here is qualcode 0\.0\.1"):
                dask_cluster(scheduler).__enter__()
        monkeypatch.setattr(module, "_PATIENCE", 3.0)
        with dask_cluster(scheduler) as cluster, pytest.raises(BadInputError, match="are gone"):
            cluster.map(_sleeps, [60], lambda done, total: worker.kill())
    finally:
        worker.kill()
        worker.wait()


def _sleeps(seconds: int) -> None:
    time.sleep(seconds)


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal to a group of processes")
def test_stopped_by_ctrl_c_no_process_says_where_it_was():
    script = (
        "import signal, sys, time; sys.path.insert(0, '.')\n"
        # Whoever runs the tests in the background may have told their programs to ignore it.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from qualcode.nlp.embed.dask import dask_cluster\n"
        "if __name__ == '__main__':\n"
        "    try:\n"
        "        with dask_cluster('local', workers=2) as cluster:\n"
        "            cluster.map(time.sleep, [60, 60], lambda *_: print('ready', flush=True))\n"
        "    except KeyboardInterrupt:\n"
        "        print('stopped')\n"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", script], cwd=Path(__file__).parents[3], start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert running.stdout is not None
    assert running.stdout.readline() == "ready\n"
    os.killpg(running.pid, signal.SIGINT)
    said, problems = running.communicate(timeout=180)
    assert said.endswith("stopped\n")
    assert "Traceback" not in problems
