"""The chart of the opt-out log: what is drawn, and the same in words."""

import xml.etree.ElementTree as ElementTree
from datetime import date, timedelta

from bot.day_rates import Day
from web.console.chart import RATE_HIGH, RATE_TOP, draw, in_words, percent

FIRST = date(2026, 8, 23)


def day(number: int, ins: int = 0, outs: int = 0, sent: int = 0, rate: float | None = None) -> Day:
    return Day(FIRST + timedelta(days=number), True, ins, outs, sent, rate)


def drawn(days: list[Day]) -> ElementTree.Element:
    return ElementTree.fromstring(str(draw(days)))


def test_each_day_with_opt_ins_or_opt_outs_has_its_bar_as_high_as_its_count() -> None:
    picture = drawn([day(0, ins=4, outs=1, sent=10, rate=0.1), day(1, ins=2), day(2)])
    bars = [(bar.get("class"), float(bar.get("height", 0))) for bar in picture.iter("rect")]
    assert bars == [("opt-ins", 120.0), ("opt-outs", 30.0), ("opt-ins", 60.0)]
    assert [bar.findtext("title") for bar in picture.iter("rect")] == [
        "2026-08-23: 4 opt-ins",
        "2026-08-23: 1 opt-out",
        "2026-08-24: 2 opt-ins",
    ]


def test_the_line_at_one_percent_stands_where_the_rates_axis_has_one_percent() -> None:
    picture = drawn([day(0, rate=0.0), day(1, rate=0.04)])
    [warning] = [line for line in picture.iter("line") if line.get("class") == "warning"]
    assert float(warning.get("y1", 0)) == round(RATE_TOP + RATE_HIGH * 0.75, 1)
    calm = drawn([day(0, rate=0.0)])
    [warning] = [line for line in calm.iter("line") if line.get("class") == "warning"]
    assert float(warning.get("y1", 0)) == RATE_TOP + RATE_HIGH / 2, "there is room above it on calm days"


def test_the_rates_line_breaks_where_nothing_was_sent() -> None:
    picture = drawn([day(0, rate=0.01), day(1, rate=0.02), day(2), day(3, rate=0.01)])
    assert len([line for line in picture.iter("polyline")]) == 2


def test_days_without_anything_draw_an_empty_chart_that_says_so() -> None:
    assert "no text was sent" in in_words([day(0)]).lower()
    assert list(drawn([day(0)]).iter("rect")) == [] and draw([]) == ""


def test_the_picture_is_said_in_words_and_names_title_and_description() -> None:
    picture = drawn([day(0, ins=3, outs=1, sent=50, rate=0.02), day(1, ins=1, sent=50, rate=0.01)])
    assert picture.get("role") == "img" and picture.get("aria-labelledby") == "chart-title chart-said"
    assert picture.findtext("title") == "Opt-ins and opt-outs by day, and the opt-out rate"
    assert picture.findtext("desc") == (
        "From 2026-08-23 to 2026-08-24 (UTC days): 4 opt-ins, 1 opt-out, 100 texts sent. The rate of the last 7 days "
        "is 1 %; its highest was 2 %, on 2026-08-23. It was above 1 % on 1 of 2 days."
    )
    assert "style=" not in str(draw([day(0, ins=1)])), "the page's policy allows no style in the markup"


def test_shares_are_said_as_people_write_them() -> None:
    assert [percent(rate) for rate in (None, 0.0, 0.01, 0.0123, 0.123, 3.3333)] == [
        "–", "0 %", "1 %", "1.23 %", "12 %", "333 %"
    ]  # fmt: skip
