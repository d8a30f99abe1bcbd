"""``--scheduler``: hands work to a Dask cluster, and says where the texts go."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli.output import say

if TYPE_CHECKING:
    from qualcode.nlp.embed.base import Elsewhere


def scheduler_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--scheduler`` to a command."""
    return click.option(
        "--scheduler",
        default="",
        metavar="ADDRESS",
        help="Embed on a Dask cluster: 'local' for processes of this machine, or tcp://HOST:PORT, "
        "to whose workers the texts are then sent. The results are the same.",
    )(command)


@contextlib.contextmanager
def elsewhere_of(address: str) -> Iterator[Elsewhere | None]:
    """Provide the cluster at an address, or none without an address."""
    if not address:
        yield None
        return
    from qualcode.nlp.embed.dask import LOCAL, dask_cluster

    with dask_cluster(address) as cluster:
        if address != LOCAL:
            say(f"Texts are sent to {address} and its workers: {', '.join(cluster.workers)}")
        yield cluster
