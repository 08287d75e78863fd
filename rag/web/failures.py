"""What can go wrong on the web, told so that a reader knows what to do, and whether it is worth asking again."""

import datetime as dt
import ssl
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

import httpcore2

from rag.errors import FetchError
from rag.web.addresses import shown

# A server that sends one away for longer is not waited for.
WAIT_BOUND = 120.0  # seconds
_ENDLESS = 366 * 86_400.0
_BUSY = frozenset({429, 503})
_GONE = frozenset({404, 410})
_LATE = 408


class Failed(FetchError):
    """No answer, for now. ``wait`` is how long the server asks to stay away, in seconds."""

    def __init__(self, code: str, message: str, wait: float | None = None) -> None:
        super().__init__(code, message, retryable=True)
        self.wait = wait

    @property
    def soon(self) -> bool:
        """Whether it is worth asking again in this run."""
        return self.wait is None or self.wait <= WAIT_BOUND


def of_status(url: str, status: int, retry_after: str | None) -> FetchError:
    """What a status other than 200, 304 or a redirect means."""
    what = f"{shown(url)}: status {status}"
    if status in _GONE:
        return FetchError("web.missing", f"{what}, there is nothing at this address")
    if status not in _BUSY and status != _LATE and status < 500:
        advice = "the publisher does not give this to us; look at the address in a browser, and set sync.contact"
        return FetchError("web.refused", f"{what}, {advice}")
    wait = _seconds(retry_after)
    when = "later"
    if wait is not None and wait > WAIT_BOUND:
        moment = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=wait)
        when = f"after {moment:%Y-%m-%d %H:%M} UTC"
    if status in _BUSY:
        advice = "the publisher asks to be left alone for now"
        return Failed("web.busy", f"{what}, {advice}; run again {when}, or lower sync.requests_per_second", wait)
    return Failed("web.server", f"{what}, the publisher's server is in trouble; run again {when}", wait)


def of_network(url: str, error: Exception) -> FetchError:
    """What an error of the network library means."""
    if isinstance(error, httpcore2.TimeoutException):
        return Failed("web.timeout", f"{shown(url)}: no whole answer in time; run again later, or raise sync.timeout")
    if any(isinstance(behind, ssl.SSLCertVerificationError) for behind in _behind(error)):
        advice = "if your network has a certificate of its own, name its file in SSL_CERT_FILE"
        return FetchError("web.certificate", f"{shown(url)}: the server cannot prove who it is; {advice}")
    if isinstance(error, httpcore2.ProxyError):
        return Failed("web.down", f"{shown(url)}: the proxy refused ({error}); check HTTPS_PROXY")
    return Failed("web.down", f"{shown(url)}: no connection ({error}); check the network, or run again later")


def _behind(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those it came from; the library cuts the thread of causes, but leaves the context."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _seconds(retry_after: str | None) -> float | None:
    """What a Retry-After header asks for, as seconds or as a moment; None if it says nothing of use."""
    if retry_after is None:
        return None
    try:
        seconds = float(int(retry_after))
    except (ValueError, OverflowError):
        try:
            moment = parsedate_to_datetime(retry_after)
        except ValueError:
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=dt.UTC)
        seconds = (moment - dt.datetime.now(dt.UTC)).total_seconds()
    return min(max(seconds, 0.0), _ENDLESS)
