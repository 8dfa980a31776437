"""Draws the days of the opt-out log as SVG: opt-ins and opt-outs as bars, the rate as a line. Pure; runs no script, and
says the same in words for those who do not see it."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from markupsafe import Markup, escape

from bot.day_rates import RATE_DAYS, WARNING, Day

WIDTH, LEFT, RIGHT = 760, 52, 8
#: Top and height of the bars' part and of the rate's part.
BARS_TOP, BARS_HIGH = 16, 120
RATE_TOP, RATE_HIGH = 172, 90
HEIGHT = RATE_TOP + RATE_HIGH + 24
#: A day's name needs so much room at the right end.
LAST_LABEL = 42
#: The rate's axis reaches at least so far, so that the line at 1 % has room above it.
LEAST_RATE = 2 * WARNING


def draw(days: Sequence[Day]) -> Markup:
    if not days:
        return Markup("")
    parts = [*_frame(days), *_bars(days), *_rate(days)]
    return Markup(
        '<svg class="chart" viewBox="0 0 {width} {height}" role="img" aria-labelledby="chart-title chart-said">'
        '<title id="chart-title">Opt-ins and opt-outs by day, and the opt-out rate</title>'
        '<desc id="chart-said">{said}</desc>{parts}</svg>'
    ).format(width=WIDTH, height=HEIGHT, said=in_words(days), parts=Markup("").join(parts))


def in_words(days: Sequence[Day]) -> str:
    """What the chart shows, in a few sentences."""
    ins, outs, sent = (sum(getattr(day, name) for day in days) for name in ("opt_ins", "opt_outs", "sent"))
    counted = f"{of(ins, 'opt-in')}, {of(outs, 'opt-out')}, {of(sent, 'text')} sent"
    said = f"From {days[0].on} to {days[-1].on} (UTC days): {counted}."
    rates = [(day.rate, day.on) for day in days if day.rate is not None]
    if not rates:
        return f"{said} No text was sent, so there is no rate."
    highest, on = max(rates)
    over = sum(rate > WARNING for rate, _ in rates)
    peak = f"its highest was {percent(highest)}, on {on}"
    last = f"The rate of the last {RATE_DAYS} days is {percent(rates[-1][0])}; {peak}."
    return f"{said} {last} It was above {percent(WARNING)} on {over} of {len(rates)} days."


def of(count: int, name: str) -> str:
    return f"{count} {name}" if count == 1 else f"{count} {name}s"


def percent(rate: float | None) -> str:
    if rate is None:
        return "–"
    return f"{rate * 100:.0f} %" if rate >= 0.1 else f"{rate * 100:.2f} %".replace(".00 %", " %")


def _x(place: float, count: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * place / count


def _round_up(value: int) -> int:
    """A number with one or two plain digits that an axis may end with."""
    step = 1
    while value > 10 * step:
        step *= 10
    return max(1, -(-value // step)) * step


def _frame(days: Sequence[Day]) -> Iterator[Markup]:
    right = WIDTH - RIGHT
    for top, high in ((BARS_TOP, BARS_HIGH), (RATE_TOP, RATE_HIGH)):
        yield Markup('<line class="axis" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(LEFT, top + high, right, top + high)
    yield _label(LEFT - 6, BARS_TOP + 4, str(_round_up(_most(days))), "end")
    yield _label(LEFT - 6, BARS_TOP + BARS_HIGH, "0", "end")
    yield _label(LEFT - 6, RATE_TOP + RATE_HIGH, "0 %", "end")
    for place, day in enumerate(days):
        if day.on.day == 1 or (place == 0 and day.on + timedelta(days=10) < days[-1].on and day.on.day < 22):
            at = min(_x(place, len(days)), WIDTH - LAST_LABEL)
            yield _label(at, HEIGHT - 6, f"{day.on:%b %d}".replace(" 0", " "), "start")


def _label(x: float, y: float, said: str, anchor: str) -> Markup:
    return Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(x, y, anchor, escape(said))


def _most(days: Sequence[Day]) -> int:
    return max(max(day.opt_ins, day.opt_outs) for day in days)


def _bars(days: Sequence[Day]) -> Iterator[Markup]:
    wide, high = (WIDTH - LEFT - RIGHT) / len(days) / 2.4, BARS_HIGH / _round_up(_most(days))
    for place, day in enumerate(days):
        for name, count, offset in (("opt-in", day.opt_ins, 0.0), ("opt-out", day.opt_outs, wide)):
            if count:
                left, top = _x(place, len(days)) + offset, BARS_TOP + BARS_HIGH - count * high
                yield Markup(
                    '<rect class="{}s" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}">'
                    "<title>{}: {}</title></rect>"
                ).format(name, left, top, wide, count * high, day.on, of(count, name))


def _rate(days: Sequence[Day]) -> Iterator[Markup]:
    top = max(LEAST_RATE, *(day.rate or 0.0 for day in days))
    warning = RATE_TOP + RATE_HIGH * (1 - WARNING / top)
    yield _label(LEFT - 6, RATE_TOP + 4, percent(top), "end")
    yield Markup('<line class="warning" x1="{}" y1="{:.1f}" x2="{}" y2="{:.1f}"/>').format(
        LEFT, warning, WIDTH - RIGHT, warning
    )
    if warning < RATE_TOP + RATE_HIGH - 12 and warning > RATE_TOP + 12:
        yield _label(LEFT - 6, warning + 4, percent(WARNING), "end")
    for line in _lines(days):
        points = " ".join(
            f"{_x(place, len(days)):.1f},{RATE_TOP + RATE_HIGH * (1 - rate / top):.1f}" for place, rate in line
        )
        yield Markup('<polyline class="rate" points="{}"/>').format(points)


def _lines(days: Sequence[Day]) -> Iterator[list[tuple[float, float]]]:
    """The line, broken where there is no rate; a single day is a short dash."""
    line: list[tuple[float, float]] = []
    for place, day in enumerate(days):
        if day.rate is not None:
            line.append((place, day.rate))
        elif line:
            yield _at_least_a_dash(line)
            line = []
    if line:
        yield _at_least_a_dash(line)


def _at_least_a_dash(line: list[tuple[float, float]]) -> list[tuple[float, float]]:
    place, rate = line[-1]
    return [*line, (place + 0.6, rate)]
