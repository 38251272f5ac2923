"""The batch on several machines: an executor whose workers belong to a Dask cluster (the extra ``cluster``).

Nothing else changes: the same partitions, the same files (which every worker must see under the same path), the same digest.
At the sizes of one bank one machine is enough (docs/ranking.md); this is for whoever already runs such a cluster.
"""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any


class ClusterMissing(ImportError):
    """The extra is not installed."""


@contextmanager
def cluster_executor(scheduler: str, /) -> Iterator[Executor]:
    """An executor for ``run_batch``; ``scheduler`` is an address such as ``tcp://10.0.0.1:8786``.

    Raises ``ClusterMissing`` where Dask is not installed, ``OSError`` where nobody answers.
    """
    try:
        from distributed import Client
    except ImportError as missing:
        raise ClusterMissing("Dask is not installed: pip install 'creditbank[cluster]'") from missing
    client_of: Any = Client  # without annotations of its own
    with client_of(scheduler, set_as_default=False) as client, client.get_executor(pure=False) as executor:
        yield executor
