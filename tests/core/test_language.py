"""The language is told where it is plain, and the model is loaded only where it is needed."""

import subprocess
import sys

import pytest

from core.language import detect_language, question_language
from core.settings import PROJECT


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The mayor said on Friday that the bridge would be open to all who have waited for it.", "en"),
        ("Der Bürgermeister sagte am Freitag, die Brücke werde im Sommer für den Verkehr geöffnet.", "de"),
        ("Le maire a déclaré vendredi que le pont serait rouvert cet été à la circulation de tous.", "fr"),
        ("El alcalde dijo el viernes que el puente se abrirá de nuevo en verano para todo el tráfico.", "es"),
        ("Мэр города объявил в субботу о новом плане строительства моста через реку и о сроках работ.", "ru"),
        ("市长周五表示，大桥将于夏季重新开放，届时将举行仪式。", "zh"),
    ],
)
def test_a_sentence_is_enough(text: str, language: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize("text", ["", "Averton 2", "Bridge reopens today", "12-4 17-9 3-3", "xqv zzkp wrrt"])
def test_what_is_no_prose_has_no_language(text: str) -> None:
    assert detect_language(text) is None


def test_english_is_told_without_a_model() -> None:
    told = "The mayor said on Friday that the bridge would be open to all who have waited for it."
    code = f"import sys; from core.language import detect_language as d; print(d({told!r}), 'py3langid' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["en", "False"]


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Who is the mayor of Port Ansel?", "en"),
        ("Was kostet die Fähre?", "de"),
        ("Was kostet der Mars?", "de"),
        ("Où est Tove Lindqvar ?", "fr"),
        ("Combien coûte le ferry ?", "fr"),
        ("¿Quién es el alcalde de Port Ansel?", "es"),
        ("安塞尔港的市长是谁？", "zh"),
    ],
)
def test_a_question_may_be_short(question: str, language: str) -> None:
    assert question_language(question) == language


@pytest.mark.parametrize(
    "question",
    ["Tove Lindqvar Port Ansel", "Edelsund", "ferry price Skarn", "2026?", "Die Linke in Elm"],
)
def test_names_and_keywords_are_of_no_language(question: str) -> None:
    assert question_language(question) is None
