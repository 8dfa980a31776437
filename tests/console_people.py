"""People at the console, for tests: they are invited, choose a password, set up one-time codes and sign in, as people
do, over the app's own doors."""

import re
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pyotp
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from config import time
from models.operator import Operator
from models.sender import Sender
from models.vocabulary import Role
from tests.world import World
from web.auth import accounts

PASSWORD = "three-quiet otters by a lantern"
#: Who they are, in tests that name them.
NAMES = {
    Role.VIEWER: "Vera",
    Role.OPERATOR: "Olga",
    Role.SENDER: "Sam",
    Role.AUDITOR: "Aldo",
    Role.ADMIN: "Ida",
}
_networks, _codes = count(1), count(1)


@dataclass
class Person:
    """A browser with somebody in front of it. `secret` is what their authenticator app holds."""

    world: World
    client: FlaskClient
    id: int
    secret: str = field(default="", repr=False)

    @property
    def who(self) -> Operator:
        found: Operator = Operator.get_by_id(self.id)
        return found

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(path, **more)

    def post(self, path: str, data: dict[str, Any] | None = None, proven: bool = True, **more: Any) -> TestResponse:
        """As from a form of ours: with its token and, where it is asked for and `proven`, with a fresh proof."""
        form = {"csrf": self.csrf(), **(data or {})}
        answer = self.client.post(path, data=form, **more)
        if proven and answer.status_code == 401 and 'name="proof"' in answer.text:
            answer = self.client.post(path, data={**form, "proof": self.proof()}, **more)
        return answer

    def csrf(self) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.client.get("/console/account").text)
        assert found, "not signed in"
        return found[1]

    def proof(self) -> str:
        return self.code() if self.secret else PASSWORD

    def code(self) -> str:
        """What the app shows; each code works once, so the clock goes on by a minute before the next one."""
        self.world.clock.move(seconds=60)
        return pyotp.TOTP(self.secret).at(time.now())


def browser(world: World) -> FlaskClient:
    """From a network of its own, so that no one waits for another."""
    made, network = world.browser(), next(_networks)
    made.environ_base["REMOTE_ADDR"] = f"{110 + network // 250 % 100}.{network % 250}.0.1"
    return made


def invited(world: World, role: Role, sender: Sender | None = None, email: str = "") -> tuple[Operator, str]:
    """Somebody with a one-time link: (who, its path)."""
    name = NAMES[role]
    email = email or f"{name.lower()}{next(_codes)}@example.org"
    who, token = accounts.invite(email, name, role, sender, time.now())
    return who, f"/console/join/{token}"


def sign_in(world: World, role: Role, sender: Sender | None = None, with_codes: bool | None = None) -> Person:
    """A person of this role who has just joined; with one-time codes where the role needs them or `with_codes`."""
    who, path = invited(world, role, sender)
    person = Person(world, browser(world), who.id)
    joined = person.client.post(path, data={"password": PASSWORD, "again": PASSWORD})
    assert joined.status_code == 303, joined.text
    if joined.headers["Location"].endswith("/join/codes") or with_codes:
        enrol(person)
    return person


def enrol(person: Person) -> list[str]:
    """Sets up the codes as the page says; gives the recovery codes."""
    page = person.client.get("/console/join/codes").text
    found = re.search(r'class="secret">([A-Z2-7 ]+)<', page)
    assert found, page
    person.secret = found[1].replace(" ", "")
    answer = person.client.post("/console/join/codes", data={"code": person.code()})
    codes = re.findall(r"<code>([a-z0-9-]+)</code>", answer.text)
    assert len(codes) == 10, answer.text
    return codes


def department(world: World, key: str = "legal") -> Sender:
    made: Sender = Sender.create(program=world.program, key=key, name=key.title(), created_at=time.now())
    return made
