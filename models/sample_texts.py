"""Invented sentences and paragraphs on which the prepared forms of the embedder are compared.

They need only be English news-like prose of the lengths that are embedded: questions, sentences, chunks of about
1,000 characters. All places and people are made up.
"""

_SUBJECTS = (
    "The harbour council of Ostmere",
    "A spokeswoman for Calder Rail",
    "Two fishermen from the village of Tarn",
    "The head of the Vellin seismology office",
    "Striking nurses at St Aldred's hospital",
    "Economists at the Bank of Norvia",
    "The under-19 team of Larkfield United",
    "Residents of the flooded Pell quarter",
    "A judge in the district court of Hesk",
    "The astronomer Ilse Marrow",
    "Farmers in the dry south of Quillon",
    "The outgoing mayor, Tomas Ferrin,",
    "Engineers who inspected the Brask dam",
    "A small software firm in Dunmarrow",
    "The choir of the old mint",
    "Customs officers at the Sable crossing",
    "Parents of 214 pupils",
    "The novelist Ada Kestrel",
    "Volunteers with the mountain rescue",
    "The minister for fisheries",
)
_ACTIONS = (
    "said on Tuesday that",
    "warned in a letter published this week that",
    "denied reports that",
    "were surprised to learn that",
    "will decide next month whether",
    "told a packed meeting that",
    "have known since 2019 that",
    "asked the court to rule that",
    "could not explain how",
    "welcomed the finding that",
    "has collected evidence that",
)
_CLAIMS = (
    "the price of bread had risen by 14 percent in a year",
    "three of the eleven turbines would stand still until spring",
    "the ferry's new timetable leaves the island without a night boat",
    "a vaccine trial with 480 patients had been stopped early",
    "the missing archive was kept in a cellar below the theatre",
    "wolves had returned to the forest after ninety years",
    "the striker would miss at least six matches with a torn ligament",
    "nearly half of the votes had been counted twice",
    "the comet could be seen without a telescope until Friday",
    "a fault in the brakes caused the derailment at Kilnbridge",
    "the loan was repaid with money from the pension fund",
    "soil samples contained four times the permitted lead",
    "the festival would move to a former airfield",
    "cheap imports had closed a third of the valley's mills",
    "an update had erased the records of 60,000 customers",
    "the treaty on river water was signed under pressure",
    "the painting, long thought a copy, was an original",
)
_PARAGRAPHS = 32
_SENTENCES = 170


def sample_sentences() -> tuple[str, ...]:
    """Single sentences of 15 to 30 tokens, every second one a question."""
    return tuple(
        sentence if number % 2 else f"Is it true that {sentence[0].lower()}{sentence[1:-1]}?"
        for number, sentence in enumerate(map(_sentence, range(_SENTENCES)))
    )


def sample_paragraphs() -> tuple[str, ...]:
    """Paragraphs of about 1,000 characters, the size of the chunks that are stored."""
    return tuple(" ".join(_sentence(number * 11 + step * 7) for step in range(8)) for number in range(_PARAGRAPHS))


def _sentence(number: int) -> str:
    # 20, 11 and 17 have no common factor: the parts meet in ever new combinations.
    subject, action, claim = _SUBJECTS[number % 20], _ACTIONS[number % 11], _CLAIMS[number % 17]
    return f"{subject} {action} {claim}."
