"""Bytes to text: nothing is replaced silently, and a guess is logged."""

import logging

import pytest

from core.errors import IngestError
from ingest.encoding import decode, decode_page

FRENCH = "Le café de l’été a été fermé à Zürich. « Nous sommes désolés », a déclaré le maire de la ville."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_with_and_without_mark_is_read(encoding: str) -> None:
    assert decode(FRENCH.encode(encoding), "a.txt") == FRENCH


def test_windows_1252_is_guessed_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert decode(FRENCH.encode("cp1252"), "a.txt") == FRENCH
    assert "source=a.txt encoding=cp1252" in caplog.text


def test_other_alphabets_are_guessed() -> None:
    russian = "Мэр города объявил в субботу о новом плане строительства моста через реку. Работы начнутся весной."

    assert decode(russian.encode("cp1251"), "a.txt") == russian


def test_an_encoding_that_cannot_be_told_is_refused() -> None:
    with pytest.raises(IngestError, match="not UTF-8 and its encoding cannot be determined"):
        decode(b"caf\xe9", "a.txt")


def test_bytes_that_break_their_own_mark_are_refused() -> None:
    with pytest.raises(IngestError, match="not valid utf-16"):
        decode(b"\xff\xfe\x00\xd8\x00\xd8", "a.txt")


@pytest.mark.parametrize("content", [b"abc\0def", bytes(range(1, 32)) * 20])
def test_binary_is_refused(content: bytes) -> None:
    with pytest.raises(IngestError, match="binary"):
        decode(content, "a.txt")


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        (FRENCH.encode("cp1252"), "windows-1252"),
        (FRENCH.encode("cp1252"), "ISO-8859-1"),
        (b'<meta charset="windows-1252">' + FRENCH.encode("cp1252"), ""),
        (b"<meta http-equiv=Content-Type content='text/html; charset=latin1'>" + FRENCH.encode("cp1252"), "nonsense"),
        (FRENCH.encode("utf-16"), "iso-8859-1"),
        (FRENCH.encode(), "iso-8859-1"),
    ],
)
def test_a_page_is_read_as_it_is_declared_unless_it_is_unicode(content: bytes, charset: str) -> None:
    assert FRENCH in decode_page(content, charset, "a.html")


@pytest.mark.parametrize("charset", ["zip", "base64", "idna", "utf-7", "\x00"])
def test_a_declared_encoding_that_makes_no_page_is_not_used(charset: str) -> None:
    assert decode_page(FRENCH.encode("cp1252"), charset, "a.html") == FRENCH


@pytest.mark.parametrize(
    ("text", "encoding"), [("橋が開通した。", "iso-2022-jp"), ("大桥通车了。", "hz"), ("다리가 열렸다.", "iso-2022-kr")]
)
def test_a_page_written_in_seven_bits_is_read_as_it_is_declared(text: str, encoding: str) -> None:
    assert decode_page(text.encode(encoding), encoding, "a.html") == text
    assert decode_page(FRENCH.encode(), encoding, "a.html") == FRENCH
