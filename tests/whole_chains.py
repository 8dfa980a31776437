"""Every text ever posted can be explained, from the person's act to the provider's last word."""

from bot.why_chain import WITHOUT_SCAN, chain_of
from bot.why_links import Link, Step
from models.outbound import OutboundMessage
from models.vocabulary import Purpose

#: In this order, each at least once.
ALWAYS = (Step.ACT, Step.RECORD, Step.TEXT, Step.RECEIPTS)
NEWS = (Step.ACT, Step.RECORD, Step.FOLLOWING, Step.MILESTONE, Step.SCAN, Step.TEXT, Step.RECEIPTS)


def broken_chains() -> dict[str, list[str]]:
    """Which text, and what is wrong with its chain."""
    found = {f"{text.id} {text.kind}": wrong_with(text, list(chain_of(text))) for text in OutboundMessage.select()}
    return {text: wrong for text, wrong in found.items() if wrong}


def wrong_with(text: OutboundMessage, chain: list[Link]) -> list[str]:
    wanted = [step for step in (NEWS if text.purpose == Purpose.PUSH else ALWAYS)]
    if text.kind in WITHOUT_SCAN:
        wanted.remove(Step.SCAN)
    steps = [link.step for link in chain]
    wrong = [f"no {step}" for step in wanted if step not in steps]
    wrong += [f"{link.step} is missing: {link.says}" for link in chain if link.hole]
    wrong += [f"{link.step} says nothing" for link in chain if not link.says and not link.facts]
    firsts = [steps.index(step) for step in wanted if step in steps]
    return wrong if firsts == sorted(firsts) else [*wrong, "not in the order in which it happened"]
