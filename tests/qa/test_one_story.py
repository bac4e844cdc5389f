"""From three outlets' dumps to an answer that knows them for one wire story."""

from pathlib import Path

from core.types import Article
from ingest.entries import entry_of
from qa.assistant import Assistant
from qa.rows import answer_row
from tests.fakes import WordEmbeddings, WordReader
from vectorstore.interface import Entry
from vectorstore.opening import open_library

STORY = (
    "The council of Port Ansel voted on Monday night for a flood barrier across the mouth of the harbour.\n\n"
    "Mayor Ilse Brandt said that the barrier would cost 38 million crowns, and that the work would begin in April. "
    "Fishermen protested outside the town hall against a closure of the eastern quay during the summer.\n\n"
    "The vote ended a quarrel of nine years over who should pay for the sluices, the pumps and the new road."
)


def entry(name: str, source: str, text: str) -> Entry:
    return entry_of(Article(name, "Harbour vote", text, source=source), WordEmbeddings())


def test_an_answer_says_how_many_outlets_carry_its_one_story(tmp_path: Path) -> None:
    embeddings = WordEmbeddings()
    library = open_library(tmp_path, embeddings.identity)
    library.add(
        [
            entry("a", "The Ansel Courier", f"PORT ANSEL (Northwire) - {STORY}"),
            entry("b", "Harbour Gazette", STORY),
            entry("c", "Evening Post", f"{STORY}\n\nNorthwire contributed to this report."),
            entry("d", "Hill Weekly", "The orchards of Hill expect a late harvest after the frost of May."),
        ]
    )
    with Assistant(library, embeddings, WordReader()) as assistant:
        answer = assistant.ask("What would the work of Mayor Brandt cost in crowns?")
    library.close()
    assert "38 million crowns" in answer.text
    last = answer.text.rpartition("\n\n")[2]
    assert last.startswith("3 outlets, one wire story: ")
    assert {"The Ansel Courier", "Harbour Gazette", "Evening Post"} == {
        answer.citations[0].source,
        *(copy.source for copy in answer.citations[0].copies),
    }
    assert len({passage.article.id for passage in answer.passages} & {"a", "b", "c"}) == 1
    # The JSON row names them after the contract's keys, with the citation that they belong to.
    copies = answer_row(answer)["copies"]
    assert {copy["citation"] for copy in copies} == {1}
    assert len(copies) == 2
