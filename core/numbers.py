"""Probabilities and their log-odds."""

import math

_LEAST = 1e-6


def log_odds(probability: float) -> float:
    """log(p / (1 - p)), finite for every p in [0, 1].

    >>> log_odds(0.5), round(log_odds(0.0), 1)
    (0.0, -13.8)
    """
    bounded = min(max(probability, _LEAST), 1 - _LEAST)
    return math.log(bounded / (1 - bounded))


def logistic(value: float) -> float:
    """1 / (1 + e^-value), without overflow.

    >>> logistic(0.0), logistic(-2000.0), logistic(2000.0)
    (0.5, 0.0, 1.0)
    """
    return float(1 / (1 + math.exp(-value))) if abs(value) < 700 else float(value > 0)
