"""What a chat model makes of the answers: `python -m evaluation grade` fills these columns, a run alone does not."""

from evaluation.metrics.metric import Family, fixed, mean_metric

CORRECT, FAITHFULNESS, RELEVANCE = "graded.correct", "graded.faithfulness", "graded.answer_relevance"

METRICS = (
    mean_metric(
        CORRECT, "Correct as judged", "Answers that say what the gold answer says, in whatever words, as judged."
    ),
    mean_metric(
        FAITHFULNESS, "Faithfulness", "Share of an answer's claims that the retrieved passages bear out, as judged."
    ),
    mean_metric(
        RELEVANCE, "Answer relevance", "Share of an answer's statements that belong to the question, as judged."
    ),
)

FAMILY = Family(lambda _cases: {}, fixed(*METRICS))
