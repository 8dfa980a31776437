"""Twilio's errors: one table of code, HTTP status and sentence, and the magic numbers that draw them.

Refuses to decide anything else about a request. Codes: twilio.com/docs/api/errors; magic numbers:
twilio.com/docs/iam/test-credentials. The sentences are ours; programs are told to read the code."""

from __future__ import annotations

from collections.abc import Mapping

from sandbox.wire import Response, json_response

ERRORS: dict[int, tuple[int, str]] = {
    20001: (400, "A parameter has a value that cannot be used here"),
    20003: (401, "Authenticate"),
    20404: (404, "The requested resource was not found"),
    20004: (405, "Method not allowed"),
    20429: (429, "Too Many Requests"),
    20500: (500, "An internal server error has occurred"),
    21211: (400, "The 'To' number is not a valid phone number."),
    21212: (400, "The 'From' number is not a valid phone number, short code or sender."),
    21408: (400, "Permission to send an SMS has not been enabled for the region of the 'To' number."),
    21602: (400, "A message body is required."),
    21603: (400, "A 'From' phone number is required."),
    21604: (400, "A 'To' phone number is required."),
    21606: (400, "The 'From' number is not one of yours that can send to this destination."),
    21609: (400, "The 'StatusCallback' URL is not valid."),
    21610: (400, "Attempt to send to an unsubscribed recipient."),
    21611: (400, "The 'From' number has exceeded the number of messages that may be queued for it."),
    21612: (400, "The message cannot be sent with this combination of 'To' and 'From'."),
    21614: (400, "The 'To' number is not a valid mobile number."),
    21617: (400, "The message body exceeds the limit of 1600 characters."),
    21624: (400, "The 'ValidityPeriod' must be between 1 and 36000 seconds."),
    21656: (400, "The 'ContentSid' or the 'ContentVariables' cannot be used."),
    21910: (400, "The 'From' and 'To' addresses must be of the same channel."),
    35115: (400, "The 'SendAt' time must be more than 5 minutes and up to 35 days ahead."),
    35118: (400, "A 'MessagingServiceSid' is required to schedule a message."),
    63007: (400, "There is no channel with this 'From' address."),
}

#: A code that only a fault brings.
UNLISTED = (400, "The message cannot be sent")

MAGIC_FROM = {"+15005550001": 21212, "+15005550007": 21606, "+15005550008": 21611}
MAGIC_TO = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}


def refuse(code: int, headers: Mapping[str, str] | None = None) -> Response:
    status, sentence = ERRORS.get(code, UNLISTED)
    extra = dict(headers or {})
    if status == 401:
        extra["WWW-Authenticate"] = 'Basic realm="Twilio API"'
    body = {
        "code": code,
        "message": sentence,
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": status,
    }
    return json_response(status, body, extra)
