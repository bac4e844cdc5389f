"""Messages: newsletters and their mailboxes."""

import datetime as dt
import io

import pytest

from core.errors import IngestError
from core.types import Article, Failure
from ingest.documents import EML, RawFile
from ingest.identity import page_id
from ingest.mbox import mbox_messages
from ingest.parse.mail import parse_mail
from tests.ingest.parse import made

TEXT = "\n\n".join(made.PARAGRAPHS)


def _article(content: bytes) -> Article:
    return parse_mail(made.raw(EML, content))


def test_a_message_states_title_day_and_source() -> None:
    article = _article(made.mail())

    assert (article.title, article.source) == (made.TITLE, "The Ansel Courier")
    assert (article.published, article.published_from) == (dt.date(2026, 3, 6), "email")
    assert article.text == TEXT


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        ("Fri, 06 Mar 2026 23:30:00 -0500", dt.date(2026, 3, 6)),
        ("6 Mar 2026 07:30 +0200 (CEST)", dt.date(2026, 3, 6)),
        ("2026-03-06", dt.date(2026, 3, 6)),
        ("some day in March", None),
    ],
)
def test_the_day_is_that_of_the_senders_clock(stated: str, day: dt.date | None) -> None:
    content = made.mail().replace(b"Date: Fri, 06 Mar 2026 07:30:00 +0200", f"Date: {stated}".encode())

    assert _article(content).published == day


def test_a_plain_part_that_is_only_a_notice_gives_way_to_the_page() -> None:
    page = "<html><body><table><tr><td><p>" + "</p><p>".join(made.PARAGRAPHS) + "</p></td></tr></table></body></html>"
    article = _article(made.mail("Please view this message in your browser.", page))

    assert article.text == TEXT


def test_a_message_of_html_alone_is_read() -> None:
    assert _article(made.mail(None, f"<p>{made.PARAGRAPHS[0]}</p><p>{made.PARAGRAPHS[1]}</p>")).text == (
        f"{made.PARAGRAPHS[0]}\n\n{made.PARAGRAPHS[1]}"
    )


def test_lines_about_the_subscription_are_no_part_of_the_article() -> None:
    assert (
        _article(made.mail(f"View in browser\n\n{TEXT}\n\nUnsubscribe here: https://x.example\n-- \nThe team")).text
        == TEXT
    )


@pytest.mark.parametrize("subject", ["Fwd: Bridge opens", "RE: Fw: Bridge opens", "=?utf-8?q?Bridge_opens?="])
def test_marks_of_answering_and_forwarding_are_no_part_of_the_title(subject: str) -> None:
    assert _article(made.mail(Subject=subject)).title == "Bridge opens"


def test_letters_in_the_encoding_of_the_part_are_read() -> None:
    content = (
        made.mail("x")
        .replace(b'charset="utf-8"', b'charset="iso-8859-1"')
        .replace(b"\n\nx\n", b"\n\nCaf\xe9 Anse opened.\n")
    )

    assert "Café Anse opened." in _article(content.replace(b"7bit", b"8bit")).text


@pytest.mark.parametrize("text", ["“It rained,” she said.", "Le café a fermé."])
@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_a_part_that_is_called_latin_1_is_read_as_browsers_read_it(text: str, encoding: str) -> None:
    content = made.mail("x").replace(b'charset="utf-8"', b'charset="iso-8859-1"').replace(b"7bit", b"8bit")

    assert _article(content.replace(b"\n\nx\n", b"\n\n" + text.encode(encoding) + b"\n")).text == text


@pytest.mark.parametrize(
    "content",
    [
        b"From: a\nSubject: x\n\n",
        b"From: a\nContent-Type: multipart/mixed; boundary=b\n\n--b\n",
        b"From: a\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n####\n",
    ],
)
def test_a_message_without_text_is_refused(content: bytes) -> None:
    with pytest.raises(IngestError):
        _article(content)


def _mailbox(*messages: bytes) -> io.BytesIO:
    return io.BytesIO(
        b"".join(b"From jo@echo.example Fri Mar  6 09:12:45 2026\n" + message + b"\n" for message in messages)
    )


def _read(stream: io.BytesIO, max_bytes: int = 100_000) -> list[RawFile | Failure]:
    return list(mbox_messages(stream, "news.mbox", "news", max_bytes=max_bytes))


def test_a_mailbox_is_read_message_by_message() -> None:
    messages = _read(_mailbox(made.mail(Message_ID="<1@x>"), made.mail("Second.", Message_ID="<2@x>")))

    assert [parse_mail(message).text for message in messages if isinstance(message, RawFile)] == [TEXT, "Second."]


def test_a_message_keeps_its_id_wherever_it_lies_in_the_mailbox() -> None:
    first, second = made.mail(Message_ID="<1@x>"), made.mail("Second.", Message_ID="<2@x>")
    ids = [
        [message.article_id for message in _read(box) if isinstance(message, RawFile)]
        for box in (_mailbox(first, second), _mailbox(second))
    ]

    assert ids[0][1] == ids[1][0]
    assert ids[0][0] != ids[0][1]


def test_a_quoted_from_line_is_text() -> None:
    (message,) = _read(_mailbox(made.mail("\n>From here on it rained.\n")))

    assert isinstance(message, RawFile)
    assert parse_mail(message).text == "From here on it rained."


def test_a_message_that_is_too_large_is_named_and_the_next_one_read() -> None:
    large, small = _read(_mailbox(made.mail("It rained. " * 5000), made.mail("Second.")), max_bytes=20_000)

    assert isinstance(large, Failure)
    assert large.source == "news.mbox:1"
    assert isinstance(small, RawFile)


@pytest.mark.timeout(5)
def test_a_line_that_only_begins_as_a_message_does_holds_nothing_up() -> None:
    (message,) = _read(io.BytesIO(b"From " + b"a" * 200_000 + b" " * 200_000 + b"\nIt rained.\n"), max_bytes=1_000_000)

    assert isinstance(message, RawFile)
    assert message.content.endswith(b"It rained.\n")


def test_bodies_nested_in_bodies_are_no_matter_to_a_mailbox() -> None:
    nested = b"Content-Type: message/rfc822\r\n\r\n" * 1800

    messages = _read(_mailbox(nested, made.mail()))

    assert [type(message) for message in messages] == [RawFile, RawFile]


ADDRESS = "https://echo.example/news/tide-barrier"


def _saved(sender: str = "<Saved by Blink>", snapshot: str = f"Snapshot-Content-Location: {ADDRESS}\n") -> bytes:
    """What a browser makes of a page that is saved as one file."""
    return (
        f"From: {sender}\n{snapshot}Subject: {made.TITLE} - The Echo\nDate: Tue, 10 Mar 2026 10:00:00 -0000\n"
        'MIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; boundary="b"\n\n'
        f"--b\nContent-Type: text/html\nContent-Location: {ADDRESS}\n\n{made.html().decode()}\n"
        "--b\nContent-Type: text/html\nContent-Location: https://ads.example/x\n\n<p>Buy now.</p>\n--b--\n"
    ).encode()


@pytest.mark.parametrize(
    "content", [_saved(), _saved('"Saved by Windows Internet Explorer 8"', ""), _saved("<Saved by Mozilla 5.0>", "")]
)
def test_a_page_saved_as_one_file_is_read_as_a_page(content: bytes) -> None:
    article = _article(content)

    assert (article.title, article.source, article.url) == (made.TITLE, "echo.example", ADDRESS)
    assert (article.published, article.authors) == (None, ())
    assert article.text == "\n\n".join(text for _, text in made.BLOCKS)


def test_a_page_saved_as_one_file_is_the_article_at_its_address() -> None:
    assert _article(_saved()).id == page_id(ADDRESS)


def test_a_file_from_the_web_cannot_pass_for_a_page_of_another_site() -> None:
    fetched = "https://other.example/copy.mhtml"

    assert parse_mail(made.raw(EML, _saved(), url=fetched)).id == page_id(fetched)


def test_a_sender_whose_name_begins_like_a_browsers_is_a_sender() -> None:
    assert _article(made.mail(From="Saved by the Bell <news@bell.example>")).source == "Saved by the Bell"


def test_a_saved_page_without_the_page_is_refused() -> None:
    with pytest.raises(IngestError, match="a saved page without the page"):
        _article(b"From: <Saved by Blink>\nSubject: x\nContent-Type: image/png\n\nx")
