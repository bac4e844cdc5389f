"""Chunks: slices of whole sentences, in order, overlapping by whole sentences, covering all of the text."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import headings
from core.errors import IngestError
from core.headings import sections
from core.sentences import sentence_spans
from core.types import Article, Chunk
from ingest import chunk as chunking
from ingest.chunk import chunk


def _article(text: str) -> Article:
    return Article("a", "T", text)


def _texts(text: str, max_chars: int) -> list[str]:
    return [text[piece.start : piece.end] for piece in chunk(_article(text), max_chars=max_chars, overlap_chars=0)]


def test_sentences_are_packed_up_to_the_size_and_never_cut() -> None:
    # 10 + 1 + 10 = 21 characters fit into 25; a third sentence would make 32.
    text = "Aaa bbbbb. Ccc ddddd. Eee fffff."

    assert _texts(text, max_chars=25) == ["Aaa bbbbb. Ccc ddddd.", "Eee fffff."]


def test_a_sentence_up_to_twice_the_size_stays_whole() -> None:
    sentence = "word " * 7 + "end."  # 39 characters

    assert _texts(f"Short one. {sentence}", max_chars=20) == ["Short one.", sentence]


def test_a_chunk_begins_with_the_last_sentences_of_the_one_before() -> None:
    # 25 characters hold two of these sentences of 10; 12 of overlap hold one.
    pieces = chunk(_article("Aaa bbbbb. Ccc ddddd. Eee fffff."), max_chars=25, overlap_chars=12)

    assert [(piece.start, piece.end) for piece in pieces] == [(0, 21), (11, 32)]


def test_an_overlap_as_large_as_a_chunk_still_gets_to_the_end() -> None:
    pieces = chunk(_article("Aaa. Bbb. Ccc. Ddd."), max_chars=9, overlap_chars=9)

    assert [piece.start for piece in pieces] == [0, 5, 10]


def test_a_sentence_without_end_is_cut_at_white_space() -> None:
    assert _texts("aaaa bbbb cccc dddd eeee ffff", max_chars=10) == ["aaaa bbbb", "cccc dddd", "eeee ffff"]


def test_a_word_without_end_is_cut_anywhere() -> None:
    assert _texts("x" * 45, max_chars=20) == ["x" * 20, "x" * 20, "x" * 5]


def test_a_megabyte_without_a_full_stop_is_chunked_to_size() -> None:
    text = "flood " * 200_000

    pieces = chunk(_article(text))

    assert max(piece.end - piece.start for piece in pieces) <= 1000
    assert sum(piece.end - piece.start for piece in pieces) + len(pieces) >= len(text) - 1


def test_a_chunk_stands_under_the_heading_of_its_first_sentence_and_runs_on_into_the_next_section() -> None:
    text = "It rained.\n\nThe vote\n\nIt passed.\n\nIt was close."

    (whole,) = chunk(_article(text))
    first, second = chunk(_article(text), max_chars=25, overlap_chars=0)

    assert (text[whole.start : whole.end], whole.heading) == (text, None)
    assert (text[first.start : first.end], first.heading) == ("It rained.", None)
    assert (text[second.start : second.end], second.heading) == ("It passed.\n\nIt was close.", "The vote")


def test_chunk_ids_name_article_and_range() -> None:
    assert chunk(_article(" It rained. ")) == (Chunk("a:1-11", "a", 1, 11, None),)


def test_an_unknown_language_is_read_as_english() -> None:
    article = Article("a", "T", "Dr. Li left. So did I.", language="tlh")

    assert len(chunk(article, max_chars=12)) == 2


_WORD = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_TEXT = st.lists(
    st.one_of(_WORD, st.sampled_from([". ", "\n\n", " ", "# Head\n", "A title", "”", "\r\n\r\n"])), max_size=80
)


@given(_TEXT.map("".join), st.integers(10, 60), st.integers(0, 60))
def test_chunks_are_ordered_bounded_and_cover_every_sentence(text: str, max_chars: int, overlap: int) -> None:
    pieces = chunk(_article(text), max_chars=max_chars, overlap_chars=overlap)

    assert all(0 <= piece.start < piece.end <= len(text) for piece in pieces)
    assert all(before.start < after.start and before.end < after.end for before, after in itertools.pairwise(pieces))
    assert all(before.end - after.start <= overlap for before, after in itertools.pairwise(pieces))
    assert all(piece.end - piece.start <= 2 * max_chars for piece in pieces)
    assert all(text[piece.start : piece.end] == text[piece.start : piece.end].strip() for piece in pieces)
    covered = {place for piece in pieces for place in range(piece.start, piece.end)}
    for section in sections(text):
        visible = {place for place in range(section.start, section.end) if not text[place].isspace()}
        assert visible <= covered


@given(_TEXT.map("".join), st.integers(10, 60))
def test_chunks_cut_only_sentences_over_twice_the_size(text: str, max_chars: int) -> None:
    edges = {edge for piece in chunk(_article(text), max_chars=max_chars) for edge in (piece.start, piece.end)}

    for section in sections(text):
        for start, end in sentence_spans(text[section.start : section.end]):
            if end - start <= 2 * max_chars:
                assert not edges & set(range(section.start + start + 1, section.start + end))


def test_an_article_of_countless_sentences_or_paragraphs_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunking, "_MAX_SENTENCES", 20)
    monkeypatch.setattr(headings, "_MAX_BLOCKS", 20)

    assert len(chunk(_article("It rained. " * 20))) == 1
    with pytest.raises(IngestError, match="over 20 sentences"):
        chunk(_article("It rained. " * 21))
    with pytest.raises(IngestError, match="over 20 paragraphs"):
        chunk(_article("It rained.\n\n" * 21))


def test_a_long_table_is_cut_between_its_rows() -> None:
    assert _texts("a | b\nc | d\ne | f\ng | h", max_chars=10) == ["a | b", "c | d", "e | f", "g | h"]
