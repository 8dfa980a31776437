"""Prints how many texts a second leave: the whole drain beside a bare loop of as many threads calling the same client.

At 0 ms and 50 ms of the provider's time, on both databases. Then, with a live worker (`flask work urgent`), its share
of one core at the pace of a short code, and the time from a single text's commit to its request.
Run with `python -m bench.drain [--texts 2000] [--only sqlite] [--skip-live]`.
"""

import argparse
import time as passing
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from bench import lines, live, waiting
from bench.ground import PAIRINGS, PHONE, Ground, ask, ground
from bot.gateway import Gateway, Outcome
from config.settings import Settings
from jobs import deliver
from jobs.context import context, use_settings
from models.database import unit_of_work
from models.outbound import OutboundMessage
from models.program import Program

BODY = "Waypost: USPS ..0787 was delivered, Memphis TN, Nov 20 8:14am CT. Reply STOP to end, HELP for help."
GOALS = {0: 0.45, 50: 0.9}


def drain(on: Ground, program: Program, how_many: int) -> float:
    """Texts a second through jobs.deliver; every row must end as accepted."""
    with unit_of_work():
        phones = waiting.post(program, how_many)
    ask(f"{context().settings.twilio_api_base_url}/forget")
    cpu, server, began, made = passing.process_time(), on.server_cpu(), passing.perf_counter(), 0
    while made < how_many:
        sent = deliver.run()
        assert sent, f"the drain stopped after {made} texts"
        made += sent
    took = passing.perf_counter() - began
    used = (passing.process_time() - cpu) / how_many * 1e6, (on.server_cpu() - server) / how_many * 1e6
    arrived = ask(f"{context().settings.twilio_api_base_url}/arrivals")
    assert sorted(to for to, _ in arrived) == sorted(phones), "not every text arrived once"
    with unit_of_work():
        assert not OutboundMessage.select().where(OutboundMessage.state != "accepted").exists()
    lines.say(f"      {how_many / took:7,.0f}/s  {used[0]:6,.0f} µs CPU a text, {used[1]:,.0f} µs of the database")
    return how_many / took


def bare_loop(gateway: Gateway, how_many: int, threads: int) -> float:
    def send(number: int) -> None:
        callback = f"{context().callback_url}?delivery={number:022}{deliver.CALLBACK_RETRIES}"
        assert gateway.send(f"+1202{number:07}", PHONE, BODY, callback, 36_000).outcome == Outcome.ACCEPTED

    cpu, began = passing.process_time(), passing.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(send, range(2_000_000, 2_000_000 + how_many)))
    took = passing.perf_counter() - began
    lines.say(f"      {how_many / took:7,.0f}/s  {(passing.process_time() - cpu) / how_many * 1e6:6,.0f} µs CPU a text")
    return how_many / took


def measure(on: Ground, kind: str, how_many: int, provider: str) -> None:
    given = on.settings() | {"database_url": on.migrated(kind), "twilio_api_base_url": provider}
    settings = Settings(_env_file=None, **given, push_segments_a_day=10_000_000)  # type: ignore[arg-type]
    use_settings(settings)
    with unit_of_work():
        program = waiting.open_program(settings)
    gateway, threads = context().gateway, settings.senders_at_once
    for delay, goal in GOALS.items():
        ask(f"{provider}/answer-after/{delay}")
        lines.say(f"drain, {kind}, provider takes {delay} ms: the drain, then the bare loop of {threads} threads")
        sides: tuple[Callable[[], float], ...] = (
            lambda: drain(on, program, how_many),
            lambda: bare_loop(gateway, how_many, threads),
        )
        value, floor_value = lines.in_turn(*sides)
        said = f"bare loop of {threads} threads calling the same client"
        lines.show(lines.line(f"drain-{delay}ms-{kind}", value, "texts/s", said, floor_value, goal))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=2_000, help="texts in a round")
    parser.add_argument("--only", choices=PAIRINGS)
    parser.add_argument("--skip-live", action="store_true")
    asked = parser.parse_args()
    with ground() as on:
        provider = on.provider()
        for kind in PAIRINGS:
            if asked.only not in (None, kind):
                continue
            measure(on, kind, asked.texts, provider)
            if not asked.skip_live:
                live.measure(on, kind, provider)


if __name__ == "__main__":
    main()
