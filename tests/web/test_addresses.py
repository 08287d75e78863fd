import ipaddress
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.config import SyncConfig
from rag.errors import ConfigError, FetchError
from rag.web.addresses import admitted, hosts_of, is_loopback, is_public, shown

HOST = "themis.vlaanderen.be"


def test_the_hosts_are_those_of_the_configured_addresses() -> None:
    assert hosts_of(SyncConfig()) == {
        "beslissingenvlaamseregering.vlaanderen.be",
        "themis.vlaanderen.be",
        "ws.vlpar.be",
        "docs.vlaamsparlement.be",
    }
    local = SyncConfig(
        themis_url="http://127.0.0.1:8081/a", search_url="https://WS.vlpar.be:443/api", files_url="https://a.be:8443"
    )
    assert hosts_of(local) >= {"127.0.0.1:8081", "ws.vlpar.be", "a.be:8443"}


@pytest.mark.parametrize(
    "address", ["http://themis.vlaanderen.be", "https://", "https://naam:geheim@a.be", "https://1.2.3.999"]
)
def test_an_address_that_can_never_be_asked_is_a_mistake_in_the_configuration(address: str) -> None:
    with pytest.raises(ConfigError, match=r"sync\.themis_url: ") as caught:
        hosts_of(SyncConfig(themis_url=address))
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize(
    "address",
    [
        f"https://{HOST}/x?y=[1]",
        f"https://{HOST}:443/",
        f"HTTPS://{HOST.upper()}/",
        "http://127.0.0.1:8081/a",
        "http://[::1]:8081/a",
        "http://localhost:8081",
    ],
)
def test_what_is_configured_may_be_asked(address: str) -> None:
    assert admitted(address, {HOST, "127.0.0.1:8081", "[::1]:8081", "localhost:8081"}).raw_path


def test_brackets_colons_and_what_is_already_escaped_stay_as_they_are() -> None:
    path = "/a%20b/+inmeta:zittingsjaar=2023-2024&x=y?filter[:gte,lt:meetingDate]=A,B&c=%2F&d='(*)'"
    assert admitted(f"https://{HOST}{path}", {HOST}).raw_path.decode() == path


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2a02:1802::1", True),
        ("64:ff9b::808:808", True),
        *((private, False) for private in (
            "127.0.0.1 127.9.9.9 0.0.0.0 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 "
            "192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 "
            ":: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b::a00:1 "
            "64:ff9b:1::808:808 2002:7f00:1:: 2002:808:808:: 2001::1 2001:db8::1 fc00::1 fd12::1 fe80::1 fe80::1%eth0 "
            "fec0::1 ff02::1 100::1 localhost"
        ).split()),
    ],
)  # fmt: skip
def test_only_addresses_of_the_public_internet_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


@settings(deadline=None, max_examples=100)
@given(st.ip_addresses(v=4))
def test_no_ipv6_form_of_an_address_is_more_public_than_the_address(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    forms = [
        number,
        number | 0xFFFF << 32,
        number | 0x64FF9B << 96,
        0x2002 << 112 | number << 80,
        0x20010000 << 96 | number,
    ]
    assert not any(is_public(str(ipaddress.IPv6Address(form))) for form in forms if not is_public(str(address)))


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.3.2.1", "::1"])
def test_this_machine_is_known_by_its_names(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["localhost.", "localhost.be", "8.8.8.8", "0.0.0.1", "::", "", "127.0.0.1.be", "0x7f.1"]
)
def test_what_merely_looks_like_this_machine_is_not(host: str) -> None:
    assert not is_loopback(host)


def test_a_message_shows_an_address_without_password_control_characters_or_end() -> None:
    assert shown("https://naam:geheim@a.be/x\x1b[2J\n") == "https://a.be/x?[2J?"
    assert len(shown("https://a.be/" + "x" * 9000)) == 161


@settings(deadline=None, max_examples=200)
@given(st.text(), st.sampled_from(["{}", "https://{}", "https://{}/", f"https://{HOST}{{}}", f"https://{{}}@{HOST}/"]))
def test_whatever_is_written_is_a_configured_host_or_refused(text: str, form: str) -> None:
    with suppress(FetchError):
        url = admitted(form.format(text), {HOST})
        assert (url.scheme, url.raw_host.decode(), url.port, url.userinfo) == ("https", HOST, None, b"")


@settings(deadline=None, max_examples=100)
@given(st.text())
def test_a_refusal_is_one_printable_line(text: str) -> None:
    with pytest.raises(FetchError) as caught:
        admitted(f"https://elders.example.org/{text}", {HOST})
    assert caught.value.code == "web.host"
    assert str(caught.value).isprintable()
