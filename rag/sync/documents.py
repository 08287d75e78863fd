"""One document: what its publisher has and what is here already, made one."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from rag.errors import FetchError
from rag.portals.remote import Entry, RemoteDocument, Window
from rag.sources.synced_file import Provenance, Skipped, Synced, SyncedFile
from rag.sources.text import normalise, normalise_line
from rag.sync.diff import News, What
from rag.sync.files import OFF


def stored(
    remote: RemoteDocument,
    entry: Entry,
    portal: str,
    window: Window,
    files: tuple[SyncedFile, ...],
    now: dt.datetime,
) -> Synced:
    """A document as it goes into its file. Raises FetchError where it is not the one that was asked for."""
    if remote.id != entry.id:
        raise FetchError("portal.other", f"asked for {entry.id}, got {remote.id}", retryable=True)
    return Synced(
        id=remote.id,
        provenance=Provenance(portal, remote.source, entry.version, now, *window),
        kind=remote.kind,
        title=normalise_line(remote.title or "") or None,
        long_title=normalise_line(remote.long_title or "") or None,
        body=normalise(remote.body),
        meeting=remote.meeting.astimezone(dt.UTC) if remote.meeting else None,
        date=remote.date,
        url=remote.url,
        uri=remote.uri,
        files=files,
        about={key: tuple(map(normalise_line, values)) for key, values in remote.about.items()},
        pending=entry.pending,
    ).sealed()


def merged(old: Synced | None, new: Synced, *, gone: bool) -> tuple[Synced, What | None]:
    """What is to stand in the file, and what that is for news. ``gone`` if it was withdrawn before.

    Nothing that is the same is written again, and nothing that somebody edited is written over.
    """
    if old is None:
        return new, "new"
    stays = replace(old, pending=new.pending, withdrawn=None)
    if old.provenance.sha256 == new.provenance.sha256:
        return stays, "returned" if gone else None
    if old.edited:
        return stays, "kept"
    return new, "returned" if gone else "changed"


def telling(what: What | None, synced: Synced, failed: Mapping[str, Skipped]) -> list[News]:
    """The news of a document and of its files: the ones that ``failed`` now and, if it is news, all without text."""
    about = synced.provenance.portal, synced.id, synced.title or ""
    reasons = {file.id: failed.get(file.id, file.skipped) for file in synced.files if what or file.id in failed}
    told = [News(what, *about)] if what else []
    for file in synced.files:
        reason = reasons.get(file.id)
        if reason and reason.code != OFF:
            told.append(News("skipped", *about, file.title or file.name or file.id, reason.code, reason.message))
    return told
