"""Taking from several iterables at once."""

from collections.abc import Iterator

from core.iteration import in_turn


def test_nothing_is_read_that_is_not_asked_for() -> None:
    read: list[str] = []

    def stream(name: str) -> Iterator[str]:
        for number in range(3):
            read.append(f"{name}{number}")
            yield read[-1]

    taken = in_turn([stream("a"), stream("b")])
    assert [next(taken), next(taken), next(taken)] == ["a0", "b0", "a1"]
    assert read == ["a0", "b0", "a1"]
