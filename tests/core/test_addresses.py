"""What of an address is nobody else's business."""

import time

import pytest

from core.addresses import masked, masked_address, public_address


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("http://jo:hush@a.example/x", "http://***@a.example/x"),
        ("http://jo:hu/sh@1@a.example/x", "http://***@a.example/x"),
        ("'https://k3y@a.example' is none", "'https://***@a.example' is none"),
        ("https://a.example/x?page=2&X-Amz-Signature=f00", "https://a.example/x?page=2&X-Amz-Signature=***"),
        (
            "failed: https://a.example/?api_key=f00: answered 403",
            "failed: https://a.example/?api_key=***: answered 403",
        ),
        ('["https://a.example", "jo@b.example"]', '["https://a.example", "jo@b.example"]'),
    ],
)
def test_a_message_tells_addresses_without_passwords_and_keys(said: str, shown: str) -> None:
    assert masked(said) == shown


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example/@jo/story",
        "http://a.example:8000/@jo",
        "https://a.example/?keyword=sig&author=jo",
        "a@b.example",
    ],
)
def test_what_is_no_secret_stays(address: str) -> None:
    assert masked(address) == address == public_address(address)


@pytest.mark.parametrize("written", ["jo:hush@a.example", "http://jo:hu@sh@a.example", "http:/jo:hush@a.example"])
def test_an_address_that_is_written_wrongly_tells_no_password_either(written: str) -> None:
    assert "hu" not in masked_address(written)


def test_an_address_is_kept_without_user_and_key_and_otherwise_as_it_was() -> None:
    assert public_address("https://jo:hush@a.example/x?b=%20&token=f00&c#d") == "https://a.example/x?b=%20&c#d"


@pytest.mark.parametrize(
    "text", ["://a:b" * 10_000, "?x_" * 20_000, "?" + "a_" * 30_000, "&key=" * 12_000, "://" + "@" * 60_000]
)
def test_a_hostile_line_holds_nobody_up(text: str) -> None:
    begun = time.perf_counter()
    masked(text)
    assert time.perf_counter() - begun < 2
