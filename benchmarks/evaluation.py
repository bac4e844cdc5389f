"""What measuring costs: `python -m benchmarks.evaluation`.

Prints the seconds to score 5,000 predictions with their bootstrap intervals, and how much longer a run of the harness
takes than asking the same questions in a bare loop (over the sample articles, with the real assistant).
"""

import random
import tempfile
import time
from pathlib import Path

from core.settings import PROJECT
from core.types import Answer, Article, Citation
from evaluation import evaluate
from evaluation.predictions import PassageSpan, Prediction
from evaluation.questions import Question, read_test_set
from evaluation.scoring import score
from qa import open_assistant

PREDICTIONS, ARTICLES, ROUNDS = 5_000, 1_500, 3


class Generator:
    """Questions and predictions of the shapes that test sets have, about articles of random words."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)
        self._words = [f"w{number}" for number in range(3_000)]
        self.articles = {f"a{number}": Article(f"a{number}", "Title", self._text(600)) for number in range(ARTICLES)}

    def pair(self, number: int) -> tuple[Question, Prediction]:
        draw = self._random
        article = self.articles[f"a{draw.randrange(ARTICLES)}"]
        at, answerable = draw.randrange(2_500), draw.random() < 0.8
        long = draw.random() < 0.3
        question = Question(
            f"q{number}",
            "What?",
            answers=((self._text(60) if long else article.text[at : at + 12],) if answerable else ()),
            answerable=answerable,
            gold_doc_ids=(article.id,) if answerable else (),
            gold_passages=(article.text[at : at + 200],) if answerable else (),
            gold_passage_doc_ids=(article.id,) if answerable else (),
            type=f"type {number % 5}",
        )
        spans = tuple(
            PassageSpan(draw.choice([article.id, f"a{draw.randrange(ARTICLES)}"]), 900 * rank, 900 * rank + 900)
            for rank in range(10)
        )
        quote = Citation(1, article.id, "", "", None, None, at, at + 100, article.text[at : at + 100])
        prediction = Prediction(
            question.qid,
            question.question,
            self._text(60) + " [1]",
            draw.random() < 0.15,
            None,
            (quote,),
            spans,
            draw.random(),
            {"embed": draw.random(), "retrieve": draw.random(), "first_token": draw.random()},
            "generated",
            article.text[at : at + 12],
            draw.random(),
        )
        return question, prediction

    def _text(self, words: int) -> str:
        return " ".join(self._random.choice(self._words) for _ in range(words))


def scoring_seconds() -> float:
    """Seconds to score PREDICTIONS predictions, intervals included."""
    made = Generator()
    questions, predictions = zip(*(made.pair(number) for number in range(PREDICTIONS)), strict=True)
    started = time.perf_counter()
    score(questions, predictions, made.articles.get)
    return time.perf_counter() - started


def overheads(data_dir: Path) -> list[float]:
    """Share by which asking through the harness takes longer than a loop, per round, scoring left out."""
    questions = read_test_set(PROJECT / "evaluation" / "testsets" / "sample" / "questions.jsonl").questions
    plain = [question for question in questions if not question.history]
    asked: list[float] = []
    with open_assistant(data_dir=data_dir, model="") as assistant:

        def timed(question: str) -> Answer:
            started = time.perf_counter()
            answer = assistant.ask(question)
            asked.append(time.perf_counter() - started)
            return answer

        found = []
        for _ in range(ROUNDS):
            asked.clear()
            started = time.perf_counter()
            for question in plain:
                timed(question.question)
            loop = (time.perf_counter() - started) / sum(asked)
            asked.clear()
            started = time.perf_counter()
            evaluation = evaluate(plain, timed)
            harness = time.perf_counter() - started
            scoring = time.perf_counter()
            score(plain, evaluation.predictions, lambda _: None)
            found.append((harness - (time.perf_counter() - scoring)) / sum(asked) / loop - 1)
        return found


def main() -> None:
    from ingest import add

    print(f"scoring {PREDICTIONS:,} predictions: {scoring_seconds():.1f} s")
    with tempfile.TemporaryDirectory() as folder:
        add([PROJECT / "articles"], data_dir=folder)
        rounds = ", ".join(f"{share:+.1%}" for share in overheads(Path(folder)))
    print(f"harness over a bare loop, {ROUNDS} rounds: {rounds}")


if __name__ == "__main__":
    main()
