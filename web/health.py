"""Is this process alive, and with ?full=1: is everything behind it? No personal data, no secrets."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify, request

from bot import dispatch, reconcile, web_limits
from config import queues, time
from models.database import database
from models.migrate import missing
from models.outbound import OutboundMessage
from models.program import first_program

health_pages = Blueprint("health", __name__)


@health_pages.get("/health")
def health() -> tuple[Response, int]:
    """200 while this process can answer texts; 503 with the reason when it cannot."""
    try:
        database.execute_sql("SELECT 1").fetchone()
        behind = missing()
    except Exception as problem:
        return jsonify(ok=False, problem=f"database: {type(problem).__name__}"), 503
    if behind:
        return jsonify(ok=False, problem=f"the schema lacks {', '.join(behind)}: run flask release"), 503
    return jsonify(ok=True, **(_full(time.now()) if request.args.get("full") else {})), 200


def _full(now: datetime) -> dict[str, Any]:
    oldest, program = dispatch.oldest_due(now), first_program()
    unknown = OutboundMessage.select().where(reconcile.IN_DOUBT).count()
    return {
        "redis": queues.is_there(),
        "oldest_due_text_seconds": round((now - oldest).total_seconds(), 1) if oldest else 0,
        "unknown_sends": unknown,
        "web_questions_open": program is None or web_limits.may_ask(program),
        "unknown_sends_over_10_minutes": len(reconcile.in_doubt_for_long(now)),
    }
