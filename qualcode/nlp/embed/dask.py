"""Runs work on a Dask cluster: embedding, and clustering samples of a study.

Texts go to the named scheduler and its workers, and nowhere else. The work is divided as without a
cluster, so the results are the same; if a worker dies, another does its part.
"""

from __future__ import annotations

import contextlib
import functools
import importlib.metadata
import logging
import os
import re
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from qualcode.errors import BadInputError, MissingExtraError
from qualcode.nlp.embed.base import BATCH, Embedder, Report
from qualcode.nlp.embed.choice import embedder_of
from qualcode.store.io.programs import child_environment

if TYPE_CHECKING:
    from qualcode.nlp.embed.base import Vectors

#: Seconds that a scheduler has to answer, or to find workers after losing all.
_PATIENCE = 15.0
_STEP = 2.0
LOCAL = "local"


@contextlib.contextmanager
def dask_cluster(address: str, *, workers: int = 0) -> Iterator[DaskCluster]:
    """Connect to the scheduler at ``address``, or start ``workers`` processes for "local".

    A local cluster listens on the loopback interface only; 0 workers means one per core. It starts
    new processes as ``multiprocessing`` does, so a caller's script needs an ``if __name__ ==
    "__main__":`` around this.

    Raises:
        BadInputError: no scheduler answers there, it has no workers, or they have another
            version of qualcode.
        MissingExtraError: Dask is not installed.
    """
    try:
        import dask
        import distributed
    except ImportError as error:
        raise MissingExtraError(
            f"work on a cluster is not installed ({error.name} is missing)",
            mend="pip install distributed, or all: qualcode[cluster]",
        ) from None
    client_of: Any = distributed.Client  # Dask has no types of its own
    cluster_of: Any = distributed.LocalCluster
    for name in ("distributed", "distributed.nanny", "distributed.scheduler", "tornado"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with contextlib.ExitStack() as stack:
        # Words of participants are never written to a worker's disk to save memory.
        memory = "distributed.worker.memory"
        stack.enter_context(dask.config.set({f"{memory}.target": False, f"{memory}.spill": False}))
        if address == LOCAL:
            stack.enter_context(_apart())
            with _interrupts_held():
                local = cluster_of(
                    n_workers=workers or None, threads_per_worker=1, host="127.0.0.1",
                    dashboard_address=None, silence_logs=logging.CRITICAL, preload=__name__,
                )  # fmt: skip
            stack.callback(_quietly, local.close)
            client = client_of(local)
        else:
            if not re.fullmatch(r"(tcp|tls)://[^/]+:\d{1,5}", address):
                raise BadInputError(
                    f"{address!r} is no address of a scheduler",
                    mend="Write tcp://HOST:8786, tls://HOST:8786, or local",
                )
            try:
                client = client_of(address, timeout=_PATIENCE, set_as_default=False)
            except (OSError, ValueError, TypeError) as error:
                raise BadInputError(
                    f"no scheduler answers at {address!r} ({_line(error)})",
                    mend="Start one with 'dask scheduler', or use --scheduler local",
                ) from None
        stack.callback(_quietly, client.close)
        made = DaskCluster(client, address)
        made.check()
        yield made


@contextlib.contextmanager
def _apart() -> Iterator[None]:
    """Keep processes that start meanwhile from importing modules from the current folder.

    ``python_command`` does this elsewhere; Dask starts processes itself, also later, after one
    died.
    """
    changed = {"PYTHONSAFEPATH": "1", "PYTHONPATH": child_environment().get("PYTHONPATH", "")}
    before = {name: os.environ.get(name) for name in changed}
    os.environ.update(changed)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _quietly(close: Callable[[], Any]) -> None:
    # Messages about a shutdown say nothing that a user could act on.
    with contextlib.suppress(Exception):
        close()


@contextlib.contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl+C back; processes started meanwhile never receive it, and end with this one.

    A terminal sends it to all of them, and each would print a traceback.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows: see dask_setup
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def dask_setup(worker: Any) -> None:
    """Make a worker of a local cluster ignore Ctrl+C; Dask calls this in each."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:160] if lines else type(error).__name__


class DaskCluster:
    """Distributes parts of the work, and collects the results in order."""

    def __init__(self, client: Any, address: str) -> None:
        self._client = client
        self._address = address

    @property
    def workers(self) -> list[str]:
        """The addresses of the present workers."""
        return sorted(self._client.scheduler_info(n_workers=-1)["workers"])

    def check(self) -> None:
        """Refuse a scheduler without workers, or with workers of another version."""
        try:
            self._client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError:
            raise BadInputError(
                f"the scheduler at {self._address} has no workers",
                mend="Start some with 'dask worker', in an environment that has qualcode",
            ) from None
        try:
            found = self._client.run(_version, on_error="return")
        except Exception as error:  # whatever error a worker without qualcode raises
            found = {"a worker": error}
        here = _version()
        for worker, version in sorted(found.items()):
            if version != here:
                has = "cannot run it" if isinstance(version, BaseException) else f"has {version}"
                raise BadInputError(
                    f"the worker at {worker} {has}; here is qualcode {here}",
                    mend="Install the same qualcode there",
                )

    def embed(self, embedder: Embedder, texts: Sequence[str], progress: Report) -> Vectors:
        """Return the texts' vectors, shape (len(texts), dimensions).

        Raises:
            BadInputError: a worker lacks the model, or all workers are gone.
        """
        import numpy as np

        batches = [list(texts[at : at + BATCH]) for at in range(0, len(texts), BATCH)]
        if not batches:
            return np.zeros((0, embedder.dimensions), dtype=np.float32)
        work = functools.partial(_embedded, embedder.source, embedder.name)
        found = self.map(work, batches, lambda done, _: progress(done * BATCH, len(texts)))
        vectors: Vectors = np.concatenate(found)
        return vectors

    def map(self, work: Callable[[Any], Any], parts: Sequence[Any], progress: Report) -> list[Any]:
        """Return the results of ``work`` for each part, in order.

        Raises:
            BadInputError: a part fails on the workers, or all workers are gone.
        """
        import distributed
        from distributed.scheduler import KilledWorker

        wait: Any = distributed.wait
        futures = self._client.map(work, list(parts), pure=False, batch_size=1000)
        seen = time.monotonic()
        try:
            while True:
                left = [future for future in futures if not future.done()]
                progress(len(futures) - len(left), len(futures))
                if not left:
                    return [future.result() for future in futures]
                # ``wait`` looks for a client of its own, and finds none unless it is told.
                with contextlib.suppress(TimeoutError), self._client.as_current():
                    wait(left, timeout=_STEP, return_when="FIRST_COMPLETED")
                if self.workers:
                    seen = time.monotonic()
                elif time.monotonic() - seen > _PATIENCE:
                    raise _lost(self._address)
        except KilledWorker:
            raise BadInputError(
                f"workers at {self._address} died again and again over the same part",
                mend="They may have too little memory",
            ) from None
        except (BadInputError, MissingExtraError):
            raise
        except (OSError, RuntimeError, ValueError, ImportError, AttributeError) as error:
            raise BadInputError(f"a worker at {self._address} failed: {_line(error)}") from None
        finally:
            self._client.cancel(futures)


def _lost(address: str) -> BadInputError:
    return BadInputError(
        f"all workers at {address} are gone", mend="What was embedded is kept: run it again"
    )


def _version() -> str:
    return importlib.metadata.version("qualcode")


@functools.cache
def _model(source: str) -> Embedder:
    return embedder_of(source)


def _embedded(source: str, name: str, texts: list[str]) -> Vectors:
    from threadpoolctl import threadpool_limits

    model = _model(source)
    if model.name != name:
        raise BadInputError(f"a worker has {model.name} where {name} is asked for")
    with threadpool_limits(limits=1):
        return model.embed(texts)
