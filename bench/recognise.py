"""Prints what recognising tracking numbers costs: microseconds per ordinary text, milliseconds per hostile one.

Figures depend on the machine, so each stands beside the cost of one NFKC + findall pass over the same text: the floor.
Median of the fastest of 15 for each of 400 texts.
Run with `python -m bench.recognise`.
"""

import random
import re
import statistics
import time
import unicodedata
from collections.abc import Callable, Sequence

from bench.lines import line, say, show
from carriers.near_misses import near_miss
from carriers.recognise import recognise

OWN_PHONE = "+15552345678"
NUMBERS = (
    "9405803699300124287899",
    "9405 8036 9930 0124 2878 99",
    "9589-0710-5270-0000-0000-04",
    "420100282000 09261290113185417468510",
    "7112 3456 7891 2345 6787",
    "1Z8V92A70367203024",
    "1z 8v9 2a7 03 6720 3024",
    "RB123456785GB",
    "rb 123 456 785 gb",
    "790535312317",
    "7905 3531 2317",
    "94O5 8O36 993O OI24 2878 99",
)
#: One or two of each other courier.
OTHERS = (
    *("3318810025", "60120172242323", "JVGL0999999990", "GM295117494011169042", "287809468872", "KYV009956937"),
    *(
        "7035 1144 7713 8472",
        "0998 0000 0200 34D",
        "C11031500001879",
        "LX17635036",
        "1LS717793482164",
        "TBA502887274000",
    ),
    *("D576002440000001718010", "GFUS01011884214464", "LTN74207623N1", "77767553207", "SP029692510000920746"),
    *("JD0002242617644732", "YT2229521272164446", "K1506235620", "5682 8361 0012 734"),
)
SENTENCES = (
    "{}",
    "where is {}?",
    "USPS {} please",
    "hi, any news about {} ? it should have been here on 12/05 by 5:30 pm",
    "STOP {}",
    "tracking #: {}. call me at 555-234-5678 thanks",
    "https://tools.usps.com/go/TrackConfirmAction?tLabels={}",
    "thank you so much, have a nice day",
    "when does my parcel get here",
    "¿dónde está {}? gracias",
)
HOSTILE = {
    "digits": "1234567890" * 160,
    "digits with spaces": "4 9 2 9 7 " * 160,
    "9 4 9 4 …": "9 4 " * 400,
    "9400 in fours": "9400 " * 320,
    "4 2 0 4 2 0 …": "4 2 0 " * 266,
    "7 0 7 0 …": "7 0 " * 400,
    "91 92 93 …": "91 92 93 94 95 " * 106,
    "one digit a line": "9\n" * 800,
    "four digits a line": "9400\n" * 320,
    "1Z repeated": "1Z" * 800,
    "1Z repeated, spaced": "1Z " * 533,
    "1Z1 repeated, spaced": "1Z1 " * 400,
    "A 1 A 1 …": "A 1 " * 400,
    "RB + digit by digit": "RB 1 2 3 4 5 6 7 8 5 GB " * 66,
    "zero-width soup": "9\u200b" * 800,
    "combining soup": "9\u0336\u0301" * 533,
    "emoji": "\U0001f4e6" * 1600,
    "emoji and digits": "9\U0001f4e6" * 800,
    "growing under NFKC": "\ufdfa" * 1600,
    "phones": "5552345678 " * 145,
    "valid numbers": "9405803699300124287899 " * 69,
    "head after head": "JJD 1LS GM TBA SP " * 90,
    "heads with digits": "GM 1 LX 2 1L 3 C 4 " * 85,
    "digits and a letter": "1 2 3 4 5 6 7 8 9 0 1 2 3 4 F " * 53,
    "percent signs": "%2C9" * 400,
}
ONE_PASS = "one NFKC + findall pass over the same text"
WORD = re.compile(r"[0-9A-Za-z]+")


def ordinary_texts(count: int = 400, numbers: Sequence[str] = NUMBERS) -> list[str]:
    chance = random.Random(20)
    return [chance.choice(SENTENCES).format(chance.choice(numbers))[:160] for _ in range(count)]


def floor(text: str) -> object:
    return WORD.findall(unicodedata.normalize("NFKC", text))


def both(text: str) -> object:
    """What a text without a number costs the bot: recognise, then look for a near miss."""
    return recognise(text, OWN_PHONE) or near_miss(text, OWN_PHONE)


def best_of(work: Callable[[str], object], text: str, rounds: int = 15) -> float:
    """Seconds of the fastest of several rounds."""
    fastest = 9.0
    for _ in range(rounds):
        began = time.perf_counter()
        work(text)
        fastest = min(fastest, time.perf_counter() - began)
    return fastest


def ask(text: str) -> object:
    return recognise(text, OWN_PHONE)


def show_ordinary(name: str, about: str, texts: Sequence[str]) -> None:
    costs = [best_of(ask, text) * 1e6 for text in texts]
    base = [best_of(floor, text) * 1e6 for text in texts]
    p95 = sorted(costs)[-len(costs) // 20]
    say(f"ordinary texts, {about} ({len(texts)}, with own phone), microseconds")
    say(f"  median {statistics.median(costs):6.1f}   p95 {p95:6.1f}   max {max(costs):6.1f}")
    show(line(name, statistics.median(costs), "µs", ONE_PASS, statistics.median(base), lower_is_better=True))


def main() -> None:
    show_ordinary("recognise", "numbers of USPS, posts, UPS and FedEx", ordinary_texts())
    show_ordinary("recognise-every-courier", "numbers of all couriers", ordinary_texts(numbers=NUMBERS + OTHERS))
    say("\n1,600 hostile characters           recognise ms   + near_miss ms   NFKC + findall ms")
    worst = [0.0, 0.0]
    for name, text in HOSTILE.items():
        text = text[:1600]
        spent = [best_of(work, text, 7) * 1e3 for work in (ask, both, floor)]
        worst = max(worst, [spent[1], spent[2]])
        say(f"  {name:32} {spent[0]:10.2f} {spent[1]:16.2f} {spent[2]:18.3f}")
    show(line("recognise-hostile-worst", worst[0], "ms", ONE_PASS, worst[1], lower_is_better=True))


if __name__ == "__main__":
    main()
