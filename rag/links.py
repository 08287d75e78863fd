"""Links of references: building the one to a decision, and keeping any other from harm."""

import re
from collections.abc import Collection
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit, urlunsplit

DECISIONS = "https://beslissingenvlaamseregering.vlaanderen.be/"
HOSTS = frozenset(
    {
        "beslissingenvlaamseregering.vlaanderen.be",
        "themis.vlaanderen.be",
        "www.vlaanderen.be",
        "www.vlaamsparlement.be",
        "docs.vlaamsparlement.be",
    }
)
"""The public sites a reference may link to."""

# The portal searches with Elasticsearch's simple query strings, in which these are operators.
_OPERATORS = re.compile(r'[-+|"*()~\s]+')
# What may stand unencoded in a url without ending or changing a Markdown link.
_SAFE = "/?#:@!$&+,=%"


def decision_url(title: str, meeting: datetime) -> str:
    """The decision portal's search page that shows the decision with this title of this meeting.

    The portal has no page per decision. ``meeting`` must carry its time zone; raises ValueError if it does not.
    """
    if meeting.tzinfo is None:
        raise ValueError(f"meeting {meeting} has no time zone")
    moment = quote(meeting.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), safe="")
    search = quote(_OPERATORS.sub(" ", title).strip(), safe="")
    return f"{DECISIONS}?search={search}&dateOption=select&startDate={moment}&endDate={moment}"


def safe_url(url: str | None, hosts: Collection[str] = HOSTS) -> str | None:
    """``url`` percent-encoded so that nothing in it can end a Markdown link; None unless it is http(s) to ``hosts``."""
    try:
        parts = urlsplit((url or "").strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or host not in hosts or port is not None or "@" in parts.netloc:
        return None
    return urlunsplit((parts.scheme, host, *(_encode(part) for part in (parts.path, parts.query, parts.fragment))))


def _encode(part: str) -> str:
    """Percent-encode what is not safe; a percent sign that encodes nothing is itself encoded."""
    return quote(re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", part), safe=_SAFE, errors="replace")
