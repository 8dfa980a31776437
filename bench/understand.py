"""Prints what reading a text costs: microseconds per text of the corpus, milliseconds per hostile one.

Figures depend on the machine, so each stands beside the cost of casefold + word split over the same text: the floor.
Run with `python -m bench.understand`.
"""

import json
import re
import statistics
import time
from pathlib import Path

from bench.lines import line, say, show
from bench.recognise import HOSTILE, best_of
from bot.understand import understand
from carriers.recognise import recognise

CORPUS = Path(__file__).resolve().parents[1] / "tests/corpus/ours.jsonl"
WORD = re.compile(r"\w+")
MORE_HOSTILE = {
    "stop stop …": "stop " * 320,
    "S T O P …": "S T O P " * 200,
    "stop the the …": "stop " + "the " * 399,
    "don't don't …": "don't " * 267,
    "no more more …": "no more " * 200,
    "please please …": "please " * 228,
    "where is my …": "where is my " * 133,
    "when will it …": "when will it " * 123,
    "texts texts …": "texts " * 266,
    "i want to to …": "i want to " * 160,
    "unknown words": "zqxj vbkw " * 160,
    "near misses": "sttop stpo unsubcrive " * 73,
    "one long word": "stop" * 400,
    "quotes": '"stop" ' * 228,
    "reaction, open": "Liked “" + "stop " * 318,
    "reply stop to end": "reply stop to end. " * 84,
    "apostrophes": "n'" * 800,
    "accents": "é" * 1600,
    "look-alikes": "ѕтор " * 320,
    "commas": "stop," * 320,
}


def floor(text: str) -> object:
    return WORD.findall(text.casefold())


def main() -> None:
    texts = [json.loads(row)["text"] for row in CORPUS.read_text(encoding="utf-8").splitlines()]
    began = time.perf_counter()
    understand(texts[0])
    say(f"the first text, which compiles the rules: {(time.perf_counter() - began) * 1e3:.0f} ms")
    say(f"texts of the corpus ({len(texts)}), microseconds")
    base = [best_of(floor, text, 5) * 1e6 for text in texts]
    for name, work in (("recognise", recognise), ("understand", understand)):
        costs = [best_of(work, text, 5) * 1e6 for text in texts]
        p95 = sorted(costs)[-len(costs) // 20]
        say(f"  {name:10} median {statistics.median(costs):6.1f}   p95 {p95:6.1f}   max {max(costs):6.1f}")
    split = "casefold + word split of the same text"
    show(line("understand", statistics.median(costs), "µs", split, statistics.median(base), lower_is_better=True))
    _hostile(split)


def _hostile(split: str) -> None:
    say("\n1,600 hostile characters           understand ms   casefold + split ms")
    worst = (0.0, 0.0)
    for name, text in (HOSTILE | MORE_HOSTILE).items():
        spent, base = best_of(understand, text[:1600], 5) * 1e3, best_of(floor, text[:1600], 5) * 1e3
        worst = max(worst, (spent, base))
        say(f"  {name:32} {spent:10.2f} {base:16.3f}")
    show(line("understand-hostile-worst", worst[0], "ms", split, worst[1], lower_is_better=True))


if __name__ == "__main__":
    main()
