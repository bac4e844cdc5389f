"""Sentences of a text with exact offsets. Knows nothing of headings or meaning.

The boundaries come from sentencex (rules per language, Wikimedia Foundation); this module turns them into spans
without the white space around them, and joins what is only the beginning of a sentence to the rest of it: a number
or label that its paragraph begins with, and abbreviations that sentencex does not know.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

import sentencex

from core.types import Passage

Span = tuple[int, int]

# sentencex makes a dictionary of every sentence, with its text, and takes time with the square of a paragraph's length
# where it holds Chinese or marks without end: of long texts it is given one part after another.
_PART_CHARS = 10_000
# Where a sentence ends beyond doubt: no abbreviation stands before "。", and few before a capital letter.
_SURE_END = re.compile(r"[.!?…][\"'”’»)\]]*\s+(?=[^\W\d_a-z])|[。！？]+[”’」』]*")

# Markdown's end of emphasis, right behind a full stop: "**Outlook.** Prices rise."
_CLOSES_EMPHASIS = re.compile(r"([*_]{1,3})(?:\s+|\Z)")
_BLANK_LINE = re.compile(r"\n\s*\n")
_LABEL = re.compile(
    r"(?:(?:Figure|Fig\.|Table|Chapter|Section|Clause|Kapitel|Abschnitt|Abbildung|Abb\.|Tabelle|Tab\.|Chapitre|Tableau|"
    r"Capítulo|Figura|Tabla)\s+)?\d{1,3}(?:\.\d{1,3})*\."
)
_MAX_LABEL_CHARS = 40
_MAX_INDENT = 80
_MAX_WORD_CHARS = 12
_LAST_WORD = re.compile(r"(?<![\w.])([^\W\d_]+)\.\Z")
_FIGURE = re.compile(r"(?:[A-Z]\. ?|[ºª°] ?)?\d")
# What sentencex takes for an end, everywhere or in some places. Names, titles and nouns follow these:
_BEFORE_WORDS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "de": "Dipl Fa Gebr Hl Hrn Ing Pfr bspw einschl exkl geb inkl insb insbes zzgl",
        "en": "Cllr Profs Ste",
        "es": "D Dña Dres Excma Ilmo Mons",
        "fr": "Dr M MM Me Mgr Mlle Mlles Mme Mmes Pr St Ste",
        "nl": "mevr",
    }.items()
}
# And figures these, which may be words that end a sentence elsewhere ("l'art", "to the max").
_BEFORE_FIGURES: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "Ch Eq Eqs Figs Sect Vol approx ch est max para paras vol",
        "es": "aprox arts ene n",
        "fr": "D L R art arts avr déc févr janv juil no nos nov oct sept",
        "it": "art n pag sett",
        "pt": "Av abr aprox av cap dez jan n out p pág set vol",
    }.items()
}


def sentence_spans(text: str, language: str = "en") -> tuple[Span, ...]:
    """Spans `(start, end)` of the sentences of `text`, in order, without surrounding white space.

    Every character that is not white space lies in exactly one span.

    >>> [("Dr. Li left. So did I."[a:b]) for a, b in sentence_spans("Dr. Li left. So did I.")]
    ['Dr. Li left.', 'So did I.']
    """
    return tuple(each_sentence(text, language))


def each_sentence(text: str, language: str = "en") -> Iterator[Span]:
    """As `sentence_spans`, one after another, for texts of any length."""
    base = language.partition("-")[0]  # sentencex takes "de-de" for English
    begun: Span | None = None
    for start, end in _with_emphasis_closed(text, _boundaries(text, base)):
        if begun and _goes_on(text, begun, start, base):
            begun = (begun[0], end)
            continue
        if begun:
            yield begun
        begun = (start, end)
    if begun:
        yield begun


def _boundaries(text: str, language: str) -> Iterator[Span]:
    for part, part_end in _parts(text):
        for boundary in sentencex.get_sentence_boundaries(language, text[part:part_end]):
            start, end = part + boundary["start_index"], part + boundary["end_index"]
            piece = text[start:end]
            if stripped := piece.strip():
                start += len(piece) - len(piece.lstrip())
                yield start, start + len(stripped)


def _with_emphasis_closed(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """`spans`, with what closes emphasis at the end of its sentence: sentencex ends one at the full stop."""
    before: Span | None = None
    for span in spans:
        mark = _CLOSES_EMPHASIS.match(text, *span) if before and before[1] == span[0] else None
        if before:
            yield (before[0], mark.end(1)) if mark else before
        before = (mark.end(), span[1]) if mark else span
        before = before if before[0] < before[1] else None
    if before:
        yield before


def _goes_on(text: str, span: Span, following: int, language: str) -> bool:
    """Whether `span` is the beginning of a sentence that goes on at `following`, in the same paragraph."""
    end = span[1]
    if text[end - 1] != "." or not (_is_label(text, span) or _is_abbreviated(text, end, following, language)):
        return False
    return _BLANK_LINE.search(text, end, following) is None


def _is_label(text: str, span: Span) -> bool:
    """Whether `span` is no more than "2." or "Figure 1." at the beginning of a line."""
    start, end = span
    return (
        end - start <= _MAX_LABEL_CHARS
        and _LABEL.fullmatch(text, start, end) is not None
        and not text[max(0, start - _MAX_INDENT) : start].rpartition("\n")[2].strip()
    )


def _is_abbreviated(text: str, end: int, following: int, language: str) -> bool:
    """Whether what ends at `end` ends in an abbreviation that stands before what follows."""
    word = _LAST_WORD.search(text, max(0, end - _MAX_WORD_CHARS), end)
    if word is None:
        return False
    if word[1] in _BEFORE_WORDS.get(language, ()):
        return True
    return word[1] in _BEFORE_FIGURES.get(language, ()) and _FIGURE.match(text, following) is not None


def _parts(text: str) -> Iterator[Span]:
    start = 0
    while start < len(text):
        end = _part_end(text, start)
        yield start, end
        start = end


def _part_end(text: str, start: int) -> int:
    """Where the part from `start` ends: between paragraphs, or where one is very long, between sentences or words."""
    least, most = start + _PART_CHARS, start + 2 * _PART_CHARS
    paragraph = text.find("\n\n", least, most)
    if paragraph >= 0:
        return paragraph + 2
    if len(text) <= most:
        return len(text)
    ends = [mark.end() for mark in _SURE_END.finditer(text, least, most)]
    return ends[-1] if ends else text.rfind(" ", least, most) + 1 or most


def sentence_at(text: str, start: int, end: int, language: str = "en") -> Span:
    """The smallest run of whole sentences of `text` that covers `[start, end)`."""
    touched = [span for span in sentence_spans(text, language) if span[0] < end and span[1] > start]
    return (touched[0][0], touched[-1][1]) if touched else (start, end)


def sentence_of(passage: Passage, start: int, end: int) -> str:
    """The whole sentences of `passage` that hold the characters [start, end) of its article."""
    offset = passage.chunk.start
    return passage.text[slice(*sentence_at(passage.text, start - offset, end - offset, passage.language))]
