"""Where the gold stands, and how its rank is measured; numbers worked out by hand and by a second library."""

import importlib.util
import json
import math
import os
import random
import subprocess
import sys

import numpy as np
import pytest

from core.types import Article
from evaluation.gold import GoldSpan, holds, locate
from evaluation.metrics import all_evidence, article_retrieval, follow_ups, passage_retrieval, within_characters
from evaluation.metrics.ranking import MEASURES, Ranking, rank_columns
from tests.evaluation.makers import FERRY, MILL, case, prediction, question, span


def test_a_gold_passage_is_found_at_each_of_its_places() -> None:
    article = Article("a", "", "Rain fell. Sun shone. Rain fell.")
    gold = locate(question(gold_passages=("Rain fell.",), gold_passage_doc_ids=("a",)), {"a": article}.get)
    assert gold.passages == ((GoldSpan("a", 0, 10), GoldSpan("a", 22, 32)),)


def test_white_space_may_differ_and_a_passage_that_stands_nowhere_is_counted() -> None:
    article = Article("a", "", "Rain\n\nfell.")
    asked = question(gold_doc_ids=("a",), gold_passages=("Rain fell.", "Snow fell."), gold_passage_doc_ids=("", ""))
    gold = locate(asked, {"a": article}.get)
    assert gold.passages == ((GoldSpan("a", 0, 11),),)
    assert gold.lost == 1


def test_a_gold_passage_of_an_unknown_article_counts_as_missed_not_as_lost() -> None:
    asked = question(gold_passages=("x",), gold_passage_doc_ids=("gone",))
    found = case(asked, prediction(passages=(span("gone", 0, 5),)), {})
    assert found.gold.lost == 0
    assert passage_retrieval.columns([found])["passage.hit@1"][0] == 0


def test_half_of_a_gold_passage_is_enough_and_less_is_not() -> None:
    gold = [GoldSpan("a", 10, 20)]
    assert holds(span("a", 5, 15), gold)
    assert not holds(span("a", 5, 14), gold)
    assert not holds(span("b", 5, 15), gold)


def test_rank_measures_as_worked_out_by_hand() -> None:
    # Relevant at ranks 2 and 5 of 5, one more relevant never retrieved.
    ranking = Ranking(("a", "b", "c", "d", "e"), frozenset({"b", "e", "z"}))
    found = rank_columns("x", [ranking, None, Ranking((), frozenset({"z"}))])
    gain = 1 / math.log2(3) + 1 / math.log2(6)
    ideal = 1 / math.log2(2) + 1 / math.log2(3) + 1 / math.log2(4)
    expected = {"x.hit@1": 0, "x.hit@4": 1, "x.hit@10": 1, "x.mrr@10": 1 / 2, "x.ndcg@10": gain / ideal}
    assert {name: column[0] for name, column in found.items()} == pytest.approx(expected, abs=1e-6)
    assert all(np.isnan(column[1]) for column in found.values())
    assert all(column[2] == 0 for column in found.values())


# ranx compiles itself for minutes unless numba is told not to, which must be known before it is imported.
RANX = """
import json, sys
import ranx
qrels, run, names = json.load(sys.stdin)
found = ranx.evaluate(ranx.Qrels(qrels), ranx.Run(run), names)
print(json.dumps({name: float(value) for name, value in found.items()}))
"""
RANX_NAMES = {name: name.replace("hit@", "hit_rate@") for name in MEASURES}


@pytest.mark.slow
def test_rank_measures_agree_with_a_second_library_to_four_decimals() -> None:
    if importlib.util.find_spec("ranx") is None:
        pytest.skip("the second library (ranx) is not installed")
    generator = random.Random(5)
    names = [f"d{i}" for i in range(40)]
    rankings = [
        Ranking(tuple(generator.sample(names, 15)), frozenset(generator.sample(names, generator.randint(1, 5))))
        for _ in range(60)
    ]
    ours = rank_columns("x", rankings)
    qrels = {str(i): dict.fromkeys(one.relevant, 1) for i, one in enumerate(rankings)}
    run = {str(i): {name: 15.0 - at for at, name in enumerate(one.ranked)} for i, one in enumerate(rankings)}
    reply = subprocess.run(
        [sys.executable, "-c", RANX],
        input=json.dumps([qrels, run, list(RANX_NAMES.values())]),
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    theirs = json.loads(reply.stdout.splitlines()[-1])
    for name, their_name in RANX_NAMES.items():
        assert ours[f"x.{name}"].mean() == pytest.approx(theirs[their_name], abs=1e-4)


def test_an_article_takes_the_place_of_its_best_passage() -> None:
    found = case(question(), prediction(passages=(span("mill", 0, 9), span("mill", 9, 20), span("ferry", 0, 9))))
    columns = article_retrieval.columns([found])
    assert columns["article.mrr@10"][0] == 0.5
    assert columns["article.hit@1"][0] == 0


def test_a_passage_that_holds_two_gold_passages_counts_once_and_a_repeat_not_at_all() -> None:
    asked = question(
        gold_passages=("It carried 42 goats.", "Nobody complained."), gold_passage_doc_ids=("ferry", "ferry")
    )
    whole = span("ferry", 0, len(FERRY.text))
    columns = passage_retrieval.columns([case(asked, prediction(passages=(whole, whole)))])
    assert columns["passage.ndcg@10"][0] == 1
    assert columns["raw.gold_rank"][0] == 1


def test_questions_without_gold_passages_have_no_passage_figures() -> None:
    asked = question(gold_passages=(), gold_passage_doc_ids=())
    assert np.isnan(passage_retrieval.columns([case(asked, prediction())])["passage.hit@4"][0])


def test_the_reading_budget_cuts_the_last_passage() -> None:
    start = FERRY.text.index("It carried")  # the gold passage has 20 characters, half of it is 10
    long_article = Article("long", "", "x" * 3000)
    articles = {"ferry": FERRY, "long": long_article}
    first = span("long", 0, 1990 - start)
    found = case(question(), prediction(passages=(first, span("ferry", 0, 60))), articles)
    cut = case(question(), prediction(passages=(span("long", 0, 1991 - start), span("ferry", 0, 60))), articles)
    columns = within_characters.columns([found, cut])
    assert columns["passage.within_2000"].tolist() == [1, 0]
    assert columns["passage.within_4000"].tolist() == [1, 1]


def test_evidence_recall_counts_each_needed_passage() -> None:
    asked = question(
        gold_passages=("It carried 42 goats.", "The old mill burned on Friday."),
        gold_passage_doc_ids=("ferry", "mill"),
        evidence_mode="all",
    )
    one = case(asked, prediction(passages=(span("ferry", 0, 60),)))
    both = case(asked, prediction(passages=(span("ferry", 0, 60), span("mill", 0, len(MILL.text)))))
    columns = all_evidence.columns([one, both, case(question(), prediction())])
    assert columns["evidence.recall@10"][:2].tolist() == [0.5, 1]
    assert columns["evidence.all@10"][:2].tolist() == [0, 1]
    assert np.isnan(columns["evidence.all@10"][2])


def test_follow_ups_are_measured_against_their_standalone_form() -> None:
    from core.types import Turn

    asked = question(history=(Turn("Which ship?", "The ferry."),), standalone="How many goats did the ferry carry?")
    answered = prediction(passages=(span("mill", 0, 20),), standalone_passages=(span("ferry", 0, 60),))
    columns = follow_ups.columns([case(asked, answered)])
    assert (columns["follow_up.hit@4"][0], columns["follow_up.standalone_hit@4"][0]) == (0, 1)
