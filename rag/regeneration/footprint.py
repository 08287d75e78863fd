"""The footprint of the corpus: a cheap way to see that no file of it changed since it was last read.

Reading and indexing again what did not change takes seconds for thousands of documents; looking at sizes and times of
files takes none. A file that is written keeps its footprint only if somebody sets the clock or the disk itself back:
its size, inode, and times of change of contents and of anything about it (which no program can set) all count.
"""

import glob
import json
import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import rag
from rag.config import Config
from rag.files import sha256
from rag.index import Index

# A file that is written twice within a tick of the clock of the file system may look the same: what changed this
# recently (seconds) is looked at again.
SETTLED = 2.0


def footprint(config: Config) -> str | None:
    """A hash of all files that the index is made from and of the program itself; None while they may be changing."""
    before = time.time() - SETTLED
    found = []
    for path in sorted({*_corpus(config), *_program()}):
        try:
            state = os.stat(path)
        except OSError:
            return None
        if max(state.st_mtime, state.st_ctime) > before:
            return None
        found.append([os.fsdecode(path), state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino])
    return sha256(json.dumps([str(config.root), config.documents, found]))


def _corpus(config: Config) -> Iterator[str]:
    """Every file that is a document or may belong to one, such as the metadata beside it."""
    for pattern in config.documents:
        named = str(config.root / pattern)
        for place in [named] if os.path.exists(named) else glob.glob(named, recursive=True):
            if os.path.isdir(place):
                yield from _below(place)
            else:
                yield place
                yield from glob.glob(f"{glob.escape(os.path.splitext(place)[0])}.*")


def _program() -> Iterable[str]:
    """What reads the documents: a new version may read them otherwise."""
    return (place for place in _below(str(Path(rag.__file__).parent)) if place.endswith(".py"))


def _below(folder: str) -> Iterator[str]:
    for parent, _, names in os.walk(folder):
        yield from (os.path.join(parent, name) for name in names)


def contents(index: Index) -> str:
    """A hash of all documents of an index, each as it is."""
    return sha256(json.dumps(sorted(index.catalogue.hashes().items())))
