"""Which web addresses may be asked: the configured hosts over https, and a stand-in on this machine over http."""

import ipaddress
import re
from collections.abc import Collection

import httpx2

from rag.config import SyncConfig
from rag.errors import ConfigError, FetchError

_USERINFO = re.compile(r"//[^/?#]*@")
_SHOWN = 160  # characters of an address in a message
# The public part of IPv6. Outside it lie all forms that carry an IPv4 address past a check, but for two.
_UNICAST = ipaddress.IPv6Network("2000::/3")
_TUNNEL = ipaddress.IPv6Network("2002::/16")
# By which a network without IPv4 reaches the rest of the world.
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")


def hosts_of(config: SyncConfig) -> frozenset[str]:
    """The hosts (``name`` or ``name:port``) of all configured addresses.

    Raises ConfigError for an address that can never be asked.
    """
    hosts = set[str]()
    for name, value in config:
        if name.endswith("_url"):
            try:
                host = httpx2.URL(value).netloc.decode()
                admitted(value, {host})
            except (httpx2.InvalidURL, ValueError, FetchError) as error:
                raise ConfigError(f"sync.{name}: {error}") from error
            hosts.add(host)
    return frozenset(hosts)


def admitted(address: str, hosts: Collection[str]) -> httpx2.URL:
    """``address`` if it may be asked. Raises FetchError ``web.host`` if not."""
    try:
        url = httpx2.URL(address)
        host = url.raw_host.decode()
    except (httpx2.InvalidURL, ValueError) as error:
        raise FetchError("web.host", f"{shown(address)}: not a web address; correct it") from error
    if not host:
        raise FetchError("web.host", f"{shown(address)}: not a whole web address; write https://host/…")
    if url.userinfo:
        raise FetchError("web.host", f"{shown(address)}: holds a name or password; leave it out")
    if url.scheme != "https" and not (url.scheme == "http" and is_loopback(host)):
        raise FetchError("web.host", f"{shown(address)}: only https is asked; write https://")
    if url.netloc.decode() not in hosts:
        allowed = ", ".join(sorted(hosts))
        message = f"{shown(address)}: not a host that may be asked ({allowed}); if it has moved, change it under sync:"
        raise FetchError("web.host", message)
    return url


def shown(address: str) -> str:
    """``address`` for a message: printable, on one line, not endless and without a name or password."""
    bare = _USERINFO.sub("//", address)
    printable = "".join(character if character.isprintable() else "?" for character in bare)
    return printable if len(printable) <= _SHOWN else printable[:_SHOWN] + "…"


def is_loopback(host: str) -> bool:
    """Whether a host is this machine by its very name."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_public(address: str) -> bool:
    """Whether an IP address can be that of a publisher: one on the public internet, in no disguise."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed in _TRANSLATED:
            return is_public(str(ipaddress.IPv4Address(int(parsed) & 0xFFFF_FFFF)))
        if parsed not in _UNICAST or parsed in _TUNNEL:
            return False
    return parsed.is_global and not (parsed.is_multicast or parsed.is_reserved)
