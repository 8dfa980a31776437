"""Texts that need a person: those of unknown fate, unclear opt-outs, answers that failed, questions to people."""

from datetime import datetime, timedelta

from bot import questions, web_limits
from bot.attention.finding import Finding, how_many, plural
from bot.reconcile import in_doubt_for_long
from models.inbound import InboundMessage
from models.inquiry import Inquiry
from models.program import Program
from models.question import OpenQuestion
from models.vocabulary import InboundState, InquiryState

#: An answer that failed is tried again at once; what is still there after this needs eyes.
TRIED_AGAIN_WITHIN = timedelta(minutes=2)


def unknown_sends(now: datetime) -> Finding | None:
    count = len(in_doubt_for_long(now))
    if not count:
        return None
    return Finding(
        "unknown_sends",
        count,
        plural(count, "text of which nobody knows whether it went", "texts of which nobody knows whether they went"),
        "The provider gave no answer when it was handed over. It is not sent again before the provider has said that "
        "it has nothing of it: the person may have read it already.",
        "Look it up in the provider's own log by its time. If the provider was down, it is settled by itself once it "
        "answers again.",
    )


def unclear_opt_outs(now: datetime) -> Finding | None:
    count = how_many(OpenQuestion.select().where(questions.unanswered_stop()), OpenQuestion.id)
    if not count:
        return None
    return Finding(
        "unclear_opt_outs",
        count,
        plural(count, "text that may have been a stop", "texts that may have been stops"),
        "We asked the person whether all texts should end. Until they answer no news goes to them; silence for 24 "
        "hours means stop.",
        "Read the words. Where any reasonable person would call them a stop, record the stop now; else leave it to "
        "the person.",
    )


def failed_answers(now: datetime) -> Finding | None:
    waits = (InboundMessage.state == InboundState.FAILED) & (InboundMessage.received_at < now - TRIED_AGAIN_WITHIN)
    count = how_many(InboundMessage.select().where(waits), InboundMessage.id)
    if not count:
        return None
    return Finding(
        "failed_answers",
        count,
        plural(count, "text from a person that could not be answered", "texts from people that could not be answered"),
        "It is stored and tried again, with growing pauses. Until it is answered nothing else goes to that person.",
        "Read it: if it is a stop, record the stop. Then look for answering_failed in the log, and report the fault.",
    )


def open_inquiries(now: datetime) -> Finding | None:
    count = how_many(Inquiry.select().where(Inquiry.state == InquiryState.OPEN), Inquiry.id)
    if not count:
        return None
    return Finding(
        "open_inquiries",
        count,
        plural(count, "text in the inbox waits for a person", "texts in the inbox wait for a person"),
        "Somebody wrote what the program cannot answer: a question, a complaint, thanks.",
        "Take it, answer it with one of the ready sentences, or close it.",
    )


def web_questions_closed(now: datetime) -> Finding | None:
    count = sum(1 for program in Program.select() if not web_limits.may_ask(program))
    if not count:
        return None
    return Finding(
        "web_questions_closed",
        count,
        plural(count, "program asks no questions for its web page", "programs ask no questions for their web pages"),
        "Of the last questions that the opt-in page had us text, too few were answered YES: somebody may be typing "
        "other people's phones into it. People can still text us first.",
        "See who asked, with flask web-questions. When it is over, open them again with flask web-questions --reopen.",
    )
