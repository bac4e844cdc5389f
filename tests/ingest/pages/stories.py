"""Invented articles from which the pages are made: what a parser should find in them is known."""

import datetime as dt
import random
from dataclasses import dataclass

PEOPLE = ("Mara Oduya", "Tomas Lindqvist", "Ines Farrow", "Jo Achterberg", "Ruth Okafor", "Pavel Dray")
_PLACES = ("Averton", "Port Ansel", "Lysmere", "Skarn", "Edelsund", "Hallin")
_BODIES = ("the harbour council", "the transport committee", "the river authority", "the school board", "the court")
_THINGS = ("the northern bridge", "the tide barrier", "the tram depot", "the covered market", "the old library")
_SENTENCES = (
    "{person} told a meeting in {place} that {thing} would not be ready before the autumn.",
    "{body} voted by {small} to {tiny} to put off the decision on {thing} until the figures had been checked.",
    "Residents of {place} had waited {small} months for an answer, and several of them left the hall before the vote.",
    "The works have cost {large} crowns so far, which is {small} per cent more than {body} had set aside.",
    "“Nobody who has stood in that queue will call this a success,” said {person}, who runs a bakery beside {thing}.",
    "An engineer's report from last spring had warned that the foundations of {thing} were sinking.",
    "{person}, who was elected in {place} with a majority of {small} votes, declined to say who had signed the contract.",
    "The documents show that {body} knew of the fault {small} weeks before the public was told.",
    "In {place} the price of a season ticket rises to {small} crowns, while pensioners go on travelling free.",
    "A spokesman for {body} said the matter was under review and that he would not comment further.",
    "Critics point out that the same firm had already built {thing}, and that the case had ended in court.",
    "Most of the {large} signatures were collected in a single weekend outside {thing}.",
    "The plan foresees {small} new posts in {place}, half of them for people who have been out of work for a year.",
    "If the weather holds, divers will inspect {thing} again, this time with a camera that {body} has hired.",
    "The opposition wants {person} to appear before {body} and explain the delay.",
    "According to the minutes, {small} members were absent when the vote on {thing} was taken.",
    "It is the third time in {tiny} years that {body} has had to apologise to the people of {place}.",
    "Shops near {thing} report that they have lost a {tiny}th of their customers since the road was closed.",
)
_HEADINGS = ("What it has cost", "A long wait", "The vote", "What happens next", "Doubts in the harbour")
_TITLES = (
    "Averton’s northern bridge stays shut until the autumn",
    "Council puts off vote on tide barrier",
    "“No one told us”: Lysmere residents demand answers",
    "Port Ansel - a harbour town counts its losses",
    "Who pays for the tram depot?",
    "Fish & ships: how Skarn lost its market",
    "Explainer: what the barrier ruling means for Edelsund",
    "Library | a building that nobody wants to own",
)


@dataclass(frozen=True, slots=True)
class Story:
    """`blocks` are (kind, text) with kind `p`, `h2`, `li` or `quote`, in order."""

    number: int
    title: str
    authors: tuple[str, ...]
    published: dt.date
    modified: dt.date
    outlet: str
    section: str
    blocks: tuple[tuple[str, str], ...]

    @property
    def body(self) -> str:
        """The words that an extraction should find."""
        return "\n\n".join(text for _, text in self.blocks)

    @property
    def slug(self) -> str:
        return "-".join("".join(c if c.isalnum() else " " for c in self.title.lower()).split())


def story(number: int) -> Story:
    """The story of that number, the same each time."""
    chosen = random.Random(f"story {number}")
    published = dt.date(2015, 1, 13) + dt.timedelta(days=chosen.randrange(4000))
    return Story(
        number,
        _TITLES[number % len(_TITLES)] if number < len(_TITLES) else f"{_TITLES[number % len(_TITLES)]}, part {number}",
        tuple(chosen.sample(PEOPLE, chosen.choice((1, 1, 2)))),
        published,
        published + dt.timedelta(days=chosen.randrange(1, 5)),
        chosen.choice(("The Averton Echo", "The Ansel Courier", "Lysmere Today")),
        chosen.choice(("Local", "Politics", "Business")),
        tuple(_blocks(chosen)),
    )


def _blocks(chosen: random.Random) -> list[tuple[str, str]]:
    sentences = chosen.sample(_SENTENCES, len(_SENTENCES))
    blocks: list[tuple[str, str]] = []
    for number in range(6):
        if number in (2, 4):
            blocks.append(("h2", _HEADINGS[(number + chosen.randrange(5)) % len(_HEADINGS)]))
        text = " ".join(_filled(sentence, chosen) for sentence in sentences[3 * number : 3 * number + 3])
        blocks.append(("quote" if number == 3 else "p", text))
    items = [("li", f"{place}: {chosen.randrange(2, 90)} million crowns") for place in chosen.sample(_PLACES, 3)]
    blocks[5:5] = items if chosen.random() < 0.5 else []
    return blocks


def _filled(sentence: str, chosen: random.Random) -> str:
    return _upper(
        sentence.format(
            person=chosen.choice(PEOPLE),
            place=chosen.choice(_PLACES),
            body=chosen.choice(_BODIES),
            thing=chosen.choice(_THINGS),
            tiny=chosen.randrange(4, 10),
            small=chosen.randrange(12, 99),
            large=f"{chosen.randrange(2, 900)},{chosen.randrange(100, 999)}",
        )
    )


def _upper(text: str) -> str:
    return text[0].upper() + text[1:]
