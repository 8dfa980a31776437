"""Signing in through somebody else: who was invited comes in, whoever is only well signed does not."""

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from joserfc.jwk import ECKey
from pydantic import SecretStr
from werkzeug.test import TestResponse

from config import time
from models.operator import Operator
from models.vocabulary import Role
from tests.console_people import Person, browser, invited
from tests.identity_provider import CLIENT, SECRET, IdentityProvider, shared_secret
from tests.world import World


@pytest.fixture
def provider(world: World) -> Iterator[IdentityProvider]:
    with IdentityProvider() as made:
        values = {"oidc_issuer": made.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SecretStr(SECRET)}
        world.app.config["SETTINGS"] = world.settings.model_copy(update=values | {"oidc_name": "Acme"})
        yield made


def come_back(client: FlaskClient, provider: IdentityProvider, begin: str = "", **changed: Any) -> TestResponse:
    """The whole way there and back, with these claims. `begin`: what stands behind the question mark of its address."""
    now = int(time.now().timestamp())
    provider.claims = {"sub": "1", "email": "olga@example.org", "email_verified": True, "exp": now + 300, **changed}
    asked = provider.sees(client.get(f"/console/oidc/begin?{begin}").headers["Location"])
    provider.claims |= {name: value for name, value in changed.items() if name in ("nonce", "iss", "aud")}
    return client.get("/console/oidc/back", query_string={"code": "abc", "state": asked["state"]})


def inside(client: FlaskClient) -> bool:
    return client.get("/console/account").status_code == 200


def test_olga_who_was_invited_comes_in_and_is_known_by_her_subject_from_then_on(
    world: World, provider: IdentityProvider
) -> None:
    who, _ = invited(world, Role.OPERATOR, email="olga@example.org")
    client = browser(world)
    assert "Sign in with Acme" in client.get("/console/sign-in").text
    assert come_back(client, provider).status_code == 303 and inside(client)
    assert Operator.get_by_id(who.id).oidc_subject == f"{provider.issuer} 1"
    again = browser(world)
    come_back(again, provider, email="olga.new@example.org")
    assert inside(again), "her address has changed there; she has not"
    assert provider.asked[-1]["code_verifier"] and SECRET not in str(provider.asked[-1].get("code"))


def test_nobody_comes_in_who_was_not_invited_or_whose_address_is_not_verified(
    world: World, provider: IdentityProvider
) -> None:
    client = browser(world)
    assert "no account here for you" in come_back(client, provider).text and not inside(client)
    invited(world, Role.OPERATOR, email="olga@example.org")
    for claims in ({"email_verified": False}, {"email_verified": "true"}, {"email": "other@example.org"}):
        stranger = browser(world)
        assert come_back(stranger, provider, **claims).status_code == 403 and not inside(stranger)


def test_another_subject_cannot_take_over_an_account_that_is_bound(world: World, provider: IdentityProvider) -> None:
    invited(world, Role.OPERATOR, email="olga@example.org")
    come_back(browser(world), provider)
    thief = browser(world)
    assert come_back(thief, provider, sub="2").status_code == 403 and not inside(thief)


def test_an_admin_still_needs_one_time_codes_unless_the_provider_asked_for_a_second_factor(
    world: World, provider: IdentityProvider
) -> None:
    invited(world, Role.ADMIN, email="olga@example.org")
    client = browser(world)
    answer = come_back(client, provider)
    assert answer.headers["Location"].endswith("/console/join/codes") and not inside(client)
    strong = browser(world)
    come_back(strong, provider, amr=["pwd", "otp"])
    assert inside(strong)


@pytest.mark.parametrize(
    "changed",
    [
        {"nonce": "another"},
        {"iss": "https://evil.example"},
        {"aud": "somebody else"},
        {"exp": 1},
        {"sub": None},
    ],
    ids=str,
)
def test_a_statement_that_is_not_for_us_now_is_refused(
    changed: dict[str, Any], world: World, provider: IdentityProvider
) -> None:
    invited(world, Role.OPERATOR, email="olga@example.org")
    client = browser(world)
    assert come_back(client, provider, **changed).status_code == 403 and not inside(client)


def test_a_statement_signed_by_another_key_a_shared_secret_or_nobody_is_refused(
    world: World, provider: IdentityProvider
) -> None:
    invited(world, Role.OPERATOR, email="olga@example.org")
    tries = (("ES256", ECKey.generate_key("P-256", {"kid": "one"})), ("HS256", shared_secret()), ("none", None))
    for alg, key in tries:
        provider.alg, provider.signs_with = alg, key
        client = browser(world)
        assert come_back(client, provider).status_code == 403 and not inside(client), alg


def test_an_answer_that_belongs_to_another_browser_is_refused(world: World, provider: IdentityProvider) -> None:
    invited(world, Role.OPERATOR, email="olga@example.org")
    thief, victim = browser(world), browser(world)
    asked = provider.sees(thief.get("/console/oidc/begin").headers["Location"])
    victim.get("/console/oidc/begin")
    answer = victim.get("/console/oidc/back", query_string={"code": "abc", "state": asked["state"]})
    assert answer.status_code == 403 and not inside(victim)
    assert victim.get("/console/oidc/back?error=access_denied&state=x").status_code == 403


def test_a_provider_that_does_not_answer_is_said_plainly(world: World, provider: IdentityProvider) -> None:
    values = {"oidc_issuer": "http://127.0.0.1:9"}
    world.app.config["SETTINGS"] = world.settings.model_copy(update=values)
    answer = browser(world).get("/console/oidc/begin")
    assert answer.status_code == 503 and "does not answer" in answer.text


def test_a_provider_that_let_somebody_through_without_asking_has_proved_nothing_fresh(
    world: World, provider: IdentityProvider
) -> None:
    """ASVS 7.5.1: a browser that is still signed in elsewhere is no proof that its owner sits before it."""
    who, _ = invited(world, Role.OPERATOR, email="olga@example.org")
    olga = Person(world, browser(world), who.id)
    now = int(time.now().timestamp())
    for said in ({}, {"auth_time": now - 3600}, {"auth_time": "now"}, {"auth_time": True}, {"auth_time": now + 3600}):
        come_back(olga.client, provider, **said)
        asked = olga.post("/console/account/others", proven=False)
        assert asked.status_code == 303, "what is not grave goes without"
        assert olga.post("/console/account/codes", proven=False).status_code == 401, said
    come_back(olga.client, provider, auth_time=now - 30)
    assert olga.post("/console/account/codes", proven=False).status_code == 303


def test_a_fresh_proof_is_asked_of_the_provider_in_so_many_words_and_its_answer_is_checked(
    world: World, provider: IdentityProvider
) -> None:
    who, _ = invited(world, Role.OPERATOR, email="olga@example.org")
    olga = Person(world, browser(world), who.id)
    come_back(olga.client, provider)
    page = olga.post(
        "/console/account/codes", proven=False, headers={"Referer": f"{world.settings.public_base_url}/console/account"}
    ).text
    begin = re.search(r'href="/console/oidc/begin\?([^"]+)"', page)
    assert begin, page
    address = html.unescape(begin[1])
    asked = provider.sees(olga.get(f"/console/oidc/begin?{address}").headers["Location"])
    assert asked["prompt"] == "login" and asked["max_age"] == "0"
    stranger = come_back(olga.client, provider, address)
    assert stranger.status_code == 403 and "without asking you anew" in stranger.text
    back = come_back(olga.client, provider, address, auth_time=int(time.now().timestamp()))
    assert back.headers["Location"] == "/console/account"
    assert olga.post("/console/account/codes", proven=False).status_code == 303


def test_going_somewhere_is_no_reason_to_ask_anew(world: World, provider: IdentityProvider) -> None:
    asked = provider.sees(browser(world).get("/console/oidc/begin?next=/console/people").headers["Location"])
    assert "prompt" not in asked and "max_age" not in asked
