"""Time and peak memory of gathering the evidence of every section from a warm index.

    python benchmarks/evidence.py CONFIG

Run it twice: the first time makes vectors of sections that were never asked for and threads the dossiers.
"""

import resource
import sys
import time
from pathlib import Path

from rag.config import load_config
from rag.session import open_session


def main(config: Path) -> None:
    """Print seconds for loading and for all sections, and what was found."""
    started = time.perf_counter()
    with open_session(load_config(config)) as session:
        _ = session.retriever, session.library
        loaded = time.perf_counter()
        found = [session.evidence(section) for section in session.agreement.values()]
        done = time.perf_counter()
    promises = sum(len(item.commitments) for item in found)
    print(f"loading {loaded - started:.1f} s; {len(found)} sections {done - loaded:.1f} s")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    print(
        f"{sum(len(item.documents) for item in found)} documents, {sum(not item.documents for item in found)} sections "
        f"without any; {promises - sum(len(item.served) for item in found)} of {promises} promises without"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
