"""Which addresses are public, and that a name is resolved once."""

import socket
import threading

import httpcore2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import IngestError
from ingest.web.guard import GuardedBackend, check_address, within
from tests.ingest.web.site import Site

PRIVATE = [
    *("192.0.0.192", "168.63.129.16", "::ffff:168.63.129.16"),  # metadata of clouds
    *("127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
    *("224.0.0.1", "240.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1"),
    *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1", "2002:7f00:1::"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe"),
]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    with pytest.raises(IngestError, match="not a public address"):
        check_address(address, allow_loopback=False)


@pytest.mark.parametrize("address", ["8.8.8.8", "193.0.6.139", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_a_public_address_is_let_pass(address: str) -> None:
    check_address(address, allow_loopback=False)


@pytest.mark.parametrize("address", [one for one in PRIVATE if not one.startswith("127") and one != "::1"])
def test_the_setting_for_tests_allows_loopback_and_nothing_else(address: str) -> None:
    if address in {"::ffff:127.0.0.1", "64:ff9b::7f00:1"}:
        check_address(address, allow_loopback=True)  # stand for 127.0.0.1
        return
    with pytest.raises(IngestError):
        check_address(address, allow_loopback=True)


@given(st.ip_addresses(v=4))
def test_an_ipv6_address_that_carries_an_ipv4_one_is_judged_as_that_one(address) -> None:
    def refused(text: str) -> bool:
        try:
            check_address(text, allow_loopback=False)
        except IngestError:
            return True
        return False

    assert refused(f"::ffff:{address}") == refused(str(address))


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    backend = GuardedBackend(resolve=lambda host, port: ("8.8.8.8", "10.0.0.1"))

    with within(1), pytest.raises(IngestError, match=r"leads to 10\.0\.0\.1"):
        backend.connect_tcp("news.example", 80)


def test_a_name_is_resolved_once_and_that_address_connected_to(site: Site) -> None:
    # As in DNS rebinding: asked again, the name would lead to where nobody may go.
    answers = [["127.0.0.1"], ["10.0.0.1"]]
    backend = GuardedBackend(allow_loopback=True, resolve=lambda host, port: answers.pop(0))

    with within(5):
        stream = backend.connect_tcp("news.example", site.port)
    stream.close()

    assert answers == [["10.0.0.1"]]


def test_a_name_that_leads_nowhere_is_named() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    with within(1), pytest.raises(IngestError, match=r"the name news\.example cannot be resolved"):
        GuardedBackend(resolve=unknown).connect_tcp("news.example", 80)


@pytest.mark.parametrize(
    ("variable", "told"),
    [("https_proxy", "; proxies are not used: download the page and name the file"), ("no_proxy", "")],
)
def test_behind_a_proxy_the_way_round_it_is_told(monkeypatch: pytest.MonkeyPatch, variable: str, told: str) -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv(variable, "http://proxy.example:3128")

    with within(1), pytest.raises(IngestError) as refused:
        GuardedBackend(resolve=unknown).connect_tcp("news.example", 80)
    assert str(refused.value).endswith(f"Name or service not known{told}")


def test_the_next_address_of_a_name_is_tried_where_the_first_does_not_answer(site: Site) -> None:
    # Nothing listens on 127.0.0.2 at the site's port.
    backend = GuardedBackend(allow_loopback=True, resolve=lambda host, port: ("127.0.0.2", "127.0.0.1"))

    with within(5):
        backend.connect_tcp("news.example", site.port).close()


def test_reading_ends_with_its_time_however_slowly_bytes_drip() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        stop = threading.Event()

        def drip() -> None:
            connection, _ = server.accept()
            with connection:
                while not stop.wait(0.05):
                    connection.sendall(b"x")

        thread = threading.Thread(target=drip)
        thread.start()
        backend = GuardedBackend(allow_loopback=True)
        with within(0.5):
            stream = backend.connect_tcp("127.0.0.1", server.getsockname()[1])
            with pytest.raises(httpcore2.ReadTimeout):
                all(iter(lambda: stream.read(10, timeout=60), b""))
        stop.set()
        thread.join()
