"""Stands between a request and its service and lets a fault spoil the answer.

Refuses to know what a service does: it only words the failure as that service would."""

from __future__ import annotations

import math
from collections.abc import Callable
from threading import Event

from sandbox import twilio_errors, usps_errors
from sandbox.faults import Fault
from sandbox.wire import Request, Response, json_response

Handle = Callable[[Request], Response]
GARBAGE = b'<html><head><title>Hello</title></head><body>{"sid": \xff\xfe not what you asked for'


def pass_through(fault: Fault | None, request: Request, handle: Handle, stopping: Event) -> Response:
    if fault is None:
        return handle(request)
    if fault.kind == "slow":
        stopping.wait(fault.seconds)
        return handle(request)
    if fault.kind.endswith("_after_accept"):
        handle(request)
    return _failure(fault, stopping)


def _failure(fault: Fault, stopping: Event) -> Response:
    if fault.kind.startswith("timeout"):
        stopping.wait(fault.seconds)
        return Response(0, ending="hang_up")
    if fault.kind.startswith("reset"):
        return Response(0, ending="reset")
    if fault.kind == "garbage":
        return Response(200, GARBAGE, "text/html")
    if fault.kind == "refused":
        return twilio_errors.refuse(fault.code, _retry_after(fault))
    status = 429 if fault.kind.startswith("http_429") else 401 if fault.kind == "http_401" else 500
    if fault.service == "twilio":
        return _twilio(status, fault)
    return _usps(status, fault) if fault.service == "usps" else _other_carrier(status, fault)


def _twilio(status: int, fault: Fault) -> Response:
    code = {429: 20429, 401: 20003, 500: 20500}[status]
    headers = {"Twilio-Concurrent-Requests": "100"} if status == 429 else {}
    return twilio_errors.refuse(code, headers | _retry_after(fault))


def _retry_after(fault: Fault) -> dict[str, str]:
    """Twilio documents none, so none is sent unless it was ordered."""
    return {"Retry-After": str(math.ceil(fault.retry_after))} if fault.retry_after else {}


def _usps(status: int, fault: Fault) -> Response:
    if status == 429:
        return usps_errors.error(429, "Too many requests.", headers=_how_long(fault))
    return usps_errors.error(status, "The token is not accepted." if status == 401 else "Internal server error.")


def _other_carrier(status: int, fault: Fault) -> Response:
    """UPS, FedEx and EasyPost agree on little; nobody reads more than the status and the header."""
    headers = _how_long(fault) if status == 429 else {}
    return json_response(status, {"error": {"code": str(status), "message": "ordered"}}, headers)


def _how_long(fault: Fault) -> dict[str, str]:
    return {} if fault.kind == "http_429_bare" else {"Retry-After": str(math.ceil(fault.seconds or 5))}
