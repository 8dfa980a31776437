"""The settings check: what is missing to go live, for admins, with no secret on the page."""

from bot import readiness
from config import time
from models.carrier_calls import OAuthToken
from models.operator import Operator
from models.vocabulary import Role
from tests.console_people import sign_in
from tests.world import World


def test_the_demo_is_told_that_it_must_not_go_live_and_why(world: World) -> None:
    ida = sign_in(world, Role.ADMIN)
    page = ida.get("/console/settings").text
    assert "do not go live yet" in page and "This is development" in page
    assert "One admin alone" in page and "It does not tick" in page
    assert "55501 is the number of the demo." in page


def test_no_secret_stands_on_the_page(world: World) -> None:
    page = sign_in(world, Role.ADMIN).get("/console/settings").text
    settings = world.settings
    secrets = (settings.auth_tokens[0], settings.usps_client_secret.get_secret_value(), settings.twilio_account_sid)
    assert [one for one in secrets if f">{one}<" in page or f" {one}" in page] == []


def test_facts_are_gathered_from_the_rows(world: World) -> None:
    sign_in(world, Role.ADMIN)
    sign_in(world, Role.ADMIN)
    sign_in(world, Role.VIEWER)
    OAuthToken.create(service="usps", token="x", scope="tracking", expires_at=time.now())
    facts = readiness.gather(world.settings, time.now())
    assert (facts.admins, facts.without_codes, facts.usps_scope) == (2, 0, "tracking")
    one = Operator.get(Operator.role == Role.ADMIN)
    Operator.update(totp_secret=None).where(Operator.id == one.id).execute()
    assert readiness.gather(world.settings, time.now()).without_codes == 1
    Operator.update(disabled_at=time.now()).where(Operator.id == one.id).execute()
    facts = readiness.gather(world.settings, time.now())
    assert (facts.admins, facts.without_codes) == (1, 0)


def test_nobody_but_an_admin_sees_it(world: World) -> None:
    for role in (Role.VIEWER, Role.OPERATOR, Role.AUDITOR):
        assert sign_in(world, role).get("/console/settings").status_code == 403
