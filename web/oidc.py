"""Signing in through somebody else (OpenID Connect, code flow with PKCE): the one web file that opens a socket.

It says who somebody is, never what they may do: the account and its role are ours, and are made beforehand.
"""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from flask import Blueprint, current_app, redirect, request, url_for
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization
from werkzeug.wrappers import Response as AnyResponse

from config import time
from config.settings import Settings
from models.auditing import note
from models.database import database
from models.operator import ConsoleSession, Operator
from models.vocabulary import Stage
from web.auth import accounts
from web.console import session
from web.console.sign_in import after_first_proof, safe_next, show_outside

oidc_pages = Blueprint("oidc", __name__, url_prefix="/console/oidc")

TIMEOUT_SECONDS = 10
#: What the provider says of itself is asked for again after so long.
KEPT_FOR = timedelta(hours=1)
#: Signatures with a key pair alone: a shared secret, or none, is refused.
ALGORITHMS = ["RS256", "ES256", "PS256", "EdDSA"]
#: How wrong a provider's clock may be.
LEEWAY = timedelta(seconds=60)
#: Ways of authentication (RFC 8176) that show more than a password.
SECOND = frozenset({"mfa", "otp", "hwk", "fido"})


class Trouble(Exception):
    """Why it did not work, in a sentence for the person."""


@oidc_pages.get("/begin")
def begin() -> AnyResponse:
    """Off to the provider; what comes back must fit what this browser took along. With `proof=1` the provider is told
    to ask the person anew, even if it knows them already."""
    settings: Settings = current_app.config["SETTINGS"]
    there, anew = safe_next(request.args.get("next", "")), request.args.get("proof") == "1"
    kept = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
    try:
        about = _provider(settings)
        client = _client(settings)
        address, _ = client.create_authorization_url(
            about["authorization_endpoint"],
            state=kept["state"],
            code_verifier=kept["verifier"],
            nonce=kept["nonce"],
            **({"prompt": "login", "max_age": "0"} if anew else {}),
        )
    except Trouble as trouble:
        return show_outside("link_over.html", 503, said=str(trouble))
    token = session.begin(None, Stage.BEGUN, time.now(), "oidc", oidc=kept, next=there or None, anew=anew)
    answer = redirect(address, 303)
    session.remember(answer, token)
    return answer


@oidc_pages.get("/back")
def back() -> AnyResponse:
    """From the provider, with a code that we change into a signed statement of who it is."""
    settings: Settings = current_app.config["SETTINGS"]
    now = time.now()
    waiting = session.of_cookie(now)
    try:
        if waiting is None or waiting.stage != Stage.BEGUN or not settings.oidc_issuer:
            raise Trouble("This sign-in is over: begin again.")
        said = _statement(settings, waiting, now)
        proved_at = _proved_at(said, session.pending_of(waiting).get("anew", False), now)
        with database.atomic():
            who = _account(said, now)
    except Trouble as trouble:
        if waiting is not None:  # whoever never began leaves no trace
            note(session.actor(None, "through OpenID Connect"), "sign_in.failed", "", now, reason=str(trouble))
        return show_outside("link_over.html", 403, said=f"{trouble} You are not signed in.")
    there = session.pending_of(waiting).get("next") or ""
    has_second = bool(SECOND & set(_listed(said.get("amr"))))
    return after_first_proof(who, now, "oidc", there, proved_at=proved_at, has_second=has_second)


def _proved_at(said: Mapping[str, Any], anew: bool, now: datetime) -> datetime | None:
    """When the person was last asked, by the provider's own word (`auth_time`, OpenID Connect Core 2): it may have let
    them through without asking. Raises Trouble if it was to ask `anew` and did not."""
    at = _moment(said.get("auth_time"))
    at = min(at, now) if at is not None and at <= now + LEEWAY else None
    if anew and (at is None or now - at >= session.PROOF_LASTS):
        raise Trouble("The provider let you through without asking you anew, so that is no proof that it is you.")
    return at


def _moment(told: Any) -> datetime | None:
    """Seconds since 1970, as claims give them; None for anything else."""
    is_number = isinstance(told, int | float) and not isinstance(told, bool)
    return datetime.fromtimestamp(told, UTC) if is_number and 0 < told < 2**33 else None


def _statement(settings: Settings, waiting: ConsoleSession, now: datetime) -> Mapping[str, Any]:
    """The claims of the provider's signed statement, each checked."""
    kept = session.pending_of(waiting).get("oidc", {})
    if request.args.get("error"):
        raise Trouble("The provider refused.")
    if not secrets.compare_digest(request.args.get("state", ""), kept.get("state", "")):
        raise Trouble("The answer does not belong to this browser.")
    about = _provider(settings)
    try:
        got = _client(settings).fetch_token(
            about["token_endpoint"],
            code=request.args.get("code", ""),
            code_verifier=kept["verifier"],
            timeout=TIMEOUT_SECONDS,
        )
        keys = KeySet.import_key_set(cast(KeySetSerialization, _json(about["jwks_uri"])))
        token = jwt.decode(str(got.get("id_token", "")), keys, algorithms=ALGORITHMS)
        rules = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=int(LEEWAY.total_seconds()),
            iss={"essential": True, "value": settings.oidc_issuer},
            aud={"essential": True, "value": settings.oidc_client_id},
            exp={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": kept["nonce"]},
        )
        rules.validate(token.claims)
    except (JoseError, AuthlibBaseError, requests.RequestException, ValueError, KeyError) as problem:
        raise Trouble("The provider's statement does not hold.") from problem
    return token.claims


def _account(said: Mapping[str, Any], now: datetime) -> Operator:
    """By issuer and subject; the first time by an address that the provider has verified, if it was invited."""
    subject = f"{said['iss']} {said['sub']}"
    who: Operator | None = Operator.get_or_none(Operator.oidc_subject == subject)
    if who is None and said.get("email_verified") is True:
        who = accounts.find(str(said.get("email", "")))
        if who is not None and who.oidc_subject is None:
            who.oidc_subject, who.joined_at = subject, who.joined_at or now
            who.invite_digest = who.invite_expires_at = None
            who.save()
            note(session.actor(who), "account.joined", f"operator {who.id}", now, method="oidc")
    if who is None or who.disabled_at is not None or who.oidc_subject != subject:
        raise Trouble("There is no account here for you: ask an admin to invite your address.")
    return who


def _client(settings: Settings) -> OAuth2Session:
    base = settings.public_base_url
    return OAuth2Session(
        settings.oidc_client_id,
        settings.oidc_client_secret.get_secret_value(),
        scope="openid email",
        redirect_uri=f"{base}{url_for('oidc.back')}",
        code_challenge_method="S256",
    )


def _provider(settings: Settings) -> dict[str, Any]:
    """What the provider says of itself, kept for an hour. Raises Trouble."""
    kept: tuple[datetime, dict[str, Any]] | None = current_app.extensions.get("oidc")
    if kept is not None and timedelta(0) <= time.now() - kept[0] < KEPT_FOR:
        return kept[1]
    if not settings.oidc_issuer:
        raise Trouble("No provider is set here.")
    try:
        about = _json(f"{settings.oidc_issuer}/.well-known/openid-configuration")
    except (requests.RequestException, ValueError) as problem:
        raise Trouble("The provider does not answer: try again, or sign in with your password.") from problem
    wanted = {"issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"}
    if not wanted <= set(about) or about["issuer"] != settings.oidc_issuer:
        raise Trouble("The provider calls itself something else than OIDC_ISSUER says.")
    current_app.extensions["oidc"] = (time.now(), about)
    return about


def _json(address: str) -> dict[str, Any]:
    """Follows nobody elsewhere."""
    answer = requests.get(address, timeout=TIMEOUT_SECONDS, allow_redirects=False)
    answer.raise_for_status()
    read = answer.json()
    if not isinstance(read, dict):
        raise ValueError("not an object")
    return read


def _listed(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
