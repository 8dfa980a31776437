"""What carriers tell us by themselves comes in here. Verify, store, ring, 200: jobs alone apply it."""

from flask import Blueprint, Response, jsonify, request

from carriers.pushes import challenge_in
from config import queues, time
from models.carrier_push import store_update
from web.access import carrier_signed

carrier_updates = Blueprint("carrier_updates", __name__, url_prefix="/carriers")


@carrier_updates.post("/usps", defaults={"service": "usps"})
@carrier_updates.post("/easypost", defaults={"service": "easypost"})
@carrier_signed
def update(service: str) -> Response:
    """A repeat is a quiet 200. USPS's first question is answered with itself."""
    body = request.get_data()
    challenge = challenge_in(body) if service == "usps" else None
    if challenge is not None:
        return jsonify(challenge=challenge)
    if store_update(service, body, time.now()):
        queues.ring("apply_update")
    return Response(status=200)
