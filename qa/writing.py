"""From what was read to an answer: quotes, a chat model's reply, or a refusal."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.errors import ModelError
from core.types import Answer, Event, Passage, TextDelta
from models.evidence import EvidenceReader
from prompts.loader import Prompt
from qa import refusal
from qa.chat import declines, messages_for, numbered_context
from qa.clock import StageClock
from qa.markers import resolve_markers
from qa.meanings import Meaning
from qa.quoting.choosing import choose_quotes
from qa.quoting.composing import compose
from qa.quoting.quotes import Quote, pinpointed
from qa.search.comparing import quotes_of_sides
from qa.search.finding import Reading
from qa.signals.statements import is_told
from qa.telling.day_meant import day_note
from qa.telling.further import further
from vectorstore.interface import Library

if TYPE_CHECKING:
    from models.chat import ChatModel

# Events while the answer is written; the answer when it is.
Writing = Generator[Event, None, Answer]


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the answer to one question, of which a `draft` has what is known before; `chat` is None in quotes mode."""

    library: Library
    reader: EvidenceReader
    prompt: Prompt
    chat: "ChatModel | None"
    context_chars: int
    clock: StageClock

    @property
    def name(self) -> str:
        """What an answer calls the one who wrote it."""
        return self.chat.name if self.chat is not None else "quotes"

    def quotes(self, draft: Answer, reading: Reading) -> Writing:
        """The best of what was found, word for word, without what was told before."""
        with self.clock.stage("read"):
            quotes = _quotes_of(reading, self.reader) or further(draft.question, reading.found.passages, reading.told)
        if not quotes:
            # The evidence sufficed, for what was told before.
            answer = self.refuse(replace(draft, refused_below=None), refusal.NOTHING_ELSE, reading.meaning)
            yield TextDelta(answer.text)
            return answer
        return (yield from self.verbatim(draft, quotes, alike=bool(reading.sides)))

    def verbatim(self, draft: Answer, quotes: Sequence[Quote], *, alike: bool = False) -> Writing:
        """The `quotes`, of which there is one at least, the best first; `alike` where each answers as the others do."""
        with self.clock.stage("write"):
            composed = compose(quotes, alike=alike)
            note = day_note(draft.question, quotes[0], self.library)
            pieces = (*composed.pieces, f"\n\n{note}") if note else composed.pieces
        self.clock.mark("first_token")
        for piece in pieces:
            yield TextDelta(piece)
        return replace(
            draft,
            text="".join(pieces),
            citations=composed.citations,
            emphasis=composed.emphasis,
            markers=composed.markers,
            short=composed.short,
        )

    def reply(self, chat: "ChatModel", draft: Answer, meaning: Meaning) -> Writing:
        """What `chat` says of the passages of `draft`; ModelError where it fails before its first word."""
        from models.chat_stream import stream_text

        context, kept = numbered_context(draft.passages, max_chars=self.context_chars)
        messages = messages_for(self.prompt, meaning.asked, context)
        stream = stream_text(chat, messages)
        reply, problem = "", None
        with self.clock.stage("write"):
            try:
                for piece in stream:
                    self.clock.mark("first_token")
                    reply += piece
                    yield TextDelta(piece)
            except ModelError as error:
                if not reply.strip():
                    raise
                problem = str(error)
        if not reply.strip():
            raise ModelError(f"{chat.name} replied without a word. Ask again, or choose another model.")
        # A refusal in the model's words was paid for as well.
        draft = replace(draft, tokens=dict(stream.usage), cost_usd=stream.cost_usd)
        if problem is None and declines(reply, self.prompt.phrases["refusal"]):
            return self.refuse(draft, refusal.MODEL_DECLINED, meaning)
        resolved = resolve_markers(reply, kept)
        return replace(
            draft,
            text=resolved.text,
            citations=resolved.citations,
            unsupported=resolved.unsupported,
            markers=resolved.markers,
            unknown_markers=resolved.unknown_markers,
            cut_short=problem is not None or stream.cut_short,
            reason=problem or (refusal.CUT_AT_LONGEST if stream.cut_short else None),
        )

    def refuse(self, draft: Answer, reason: str, meaning: Meaning, words: str = "", untold: str = "") -> Answer:
        """That the articles do not tell, with the nearest passage and its nearest `words`.

        `untold`: of things compared, the one of which they tell least.
        """
        nearest: Passage | None = draft.passages[0] if draft.passages else None
        apart = refusal.languages_apart(draft.question, draft.passages)
        text = refusal.refusal_text(
            refusal.said_for(reason, self.prompt.phrases["refusal"]),
            refusal.describe_nearest(nearest, words) if nearest else "",
            self.library.coverage(),
            meaning.filters,
            draft.unheld,
            hint=refusal.hint(apart, untold),
        )
        return replace(draft, text=text, refused=True, reason=reason, nearest_words=words, languages=apart)


def _quotes_of(reading: Reading, reader: EvidenceReader) -> tuple[Quote, ...]:
    """The quotes that answer, the best one's answering words told exactly; of things compared each one's best.

    None where all that answers was told before.
    """
    if reading.mentions:
        return tuple(one for one in reading.mentions if not is_told(one.text, reading.told))
    told = [one for one in reading.sides if one.found.evidence]
    if told:
        return quotes_of_sides(told, reader)
    quotes = choose_quotes(reading.meaning.text, reading.found.evidence, reading.told)
    return (*(pinpointed(reading.meaning.text, best, reader) for best in quotes[:1]), *quotes[1:])
