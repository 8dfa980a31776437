"""Signing in to the console, as people do it and as thieves try it (ASVS 5.0 chapters 6 and 7, named at each test)."""

import re
from datetime import timedelta

import pytest

from config import time
from models.audit import AuditEntry
from models.ledger import open_evidence
from models.operator import ConsoleSession, Operator, SignInTry
from models.vocabulary import Role, Stage
from tests.console_people import PASSWORD, browser, enrol, invited, sign_in
from tests.open_doors import run
from tests.world import World
from web.auth import accounts, passwords, throttle
from web.console.sign_in import safe_next


def actions() -> list[str]:
    return [entry.action for entry in AuditEntry.select().order_by(AuditEntry.id)]


def test_nobody_can_sign_in_before_the_command_line_has_made_a_link(world: World) -> None:
    """ASVS 6.3.2, 6.4.1: no default account."""
    assert Operator.select().count() == 0
    stranger = browser(world)
    for email, password in (("admin", "admin"), ("admin@localhost.localdomain", ""), ("root@localhost", "waypost")):
        assert stranger.post("/console/sign-in", data={"email": email, "password": password}).status_code in (422, 429)
    assert "flask operators invite" in stranger.get("/console/sign-in").text
    link = run(world, "operators", "invite", "ida@example.org", "--role", "admin").splitlines()[0]
    assert stranger.get(link.removeprefix(world.settings.public_base_url)).status_code == 200


def test_ida_joins_by_her_link_sets_up_codes_and_signs_in_again(world: World) -> None:
    ida = sign_in(world, Role.ADMIN)
    assert ida.who.joined_at and ida.who.totp_secret == ida.secret
    assert ida.get("/console/team").status_code == 200
    ida.post("/console/account/leave")
    assert ida.get("/console/team").status_code == 303
    again = browser(world)
    answer = again.post("/console/sign-in?next=/console/audit", data={"email": ida.who.email, "password": PASSWORD})
    assert answer.headers["Location"].endswith("/console/sign-in/code")
    assert again.get("/console/team").status_code == 303, "the password alone opens nothing"
    answer = again.post("/console/sign-in/code", data={"code": ida.code()})
    assert answer.headers["Location"] == "/console/audit"
    assert again.get("/console/team").status_code == 200
    assert actions()[-3:] == ["sign_in.done", "sign_in.out", "sign_in.done"] or "sign_in.out" in actions()


def test_a_link_works_once_and_not_after_two_days(world: World) -> None:
    who, path = invited(world, Role.VIEWER)
    client = browser(world)
    assert client.post(path, data={"password": PASSWORD, "again": PASSWORD}).status_code == 303
    assert browser(world).get(path).status_code == 404
    assert browser(world).post(path, data={"password": PASSWORD, "again": PASSWORD}).status_code == 404
    _, late = invited(world, Role.VIEWER)
    world.clock.move(hours=49)
    assert browser(world).get(late).status_code == 404


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "12 are needed"),
        ("a" * 11, "12 are needed"),
        ("passwordpassword", "easily guessed"),
        ("qwertyuiop123", "easily guessed"),
        ("iloveyou1234", "easily guessed"),
        ("vera@example.org", "easily guessed"),
        ("aaaaaaaaaaaaaaaa", "easily guessed"),
        ("x" * 129, "more than 128"),
    ],
)
def test_a_bad_password_is_refused_with_a_reason_and_the_link_stays_good(
    password: str, said: str, world: World
) -> None:
    """ASVS 6.2.1, 6.2.4, 6.2.5, 6.2.9, 6.2.12."""
    _, path = invited(world, Role.VIEWER, email="vera@example.org")
    client = browser(world)
    answer = client.post(path, data={"password": password, "again": password})
    assert answer.status_code == 422 and said in answer.text
    assert client.post(path, data={"password": PASSWORD, "again": PASSWORD}).status_code == 303


def test_any_characters_may_stand_in_a_password_and_none_is_cut_off() -> None:
    """ASVS 6.2.8, 6.2.5: taken as it is, to the last character."""
    for good in ("élan vital et trois loutres", "колокол над тихой рекой", "🦦 otter lantern quiet 🏮", PASSWORD):
        assert passwords.fault_of(good) == ""
        stored = passwords.hash_of(good)
        assert passwords.fits(stored, good) and not passwords.fits(stored, good[:-1])
        assert not passwords.fits(stored, good.swapcase() + "x")


def test_the_stored_hash_is_argon2id_with_the_floor_of_owasp_and_an_old_one_is_made_anew(world: World) -> None:
    """ASVS 11.4.2."""
    vera = sign_in(world, Role.VIEWER)
    found = re.match(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$", vera.who.password_hash)
    assert found and int(found[1]) >= 19 * 1024 and int(found[2]) >= 2
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    Operator.update(password_hash=weak).where(Operator.id == vera.id).execute()
    browser(world).post("/console/sign-in", data={"email": vera.who.email, "password": PASSWORD})
    assert vera.who.password_hash != weak and not passwords.is_outdated(vera.who.password_hash)


def test_a_wrong_password_an_unknown_account_and_a_disabled_one_look_alike(world: World) -> None:
    """ASVS 6.3.8: no list of accounts can be made."""
    vera, olga = sign_in(world, Role.VIEWER), sign_in(world, Role.OPERATOR)
    Operator.update(disabled_at=time.now()).where(Operator.id == olga.id).execute()
    answers = []
    for email, password in ((vera.who.email, "wrong"), ("nobody@example.org", "x"), (olga.who.email, PASSWORD)):
        answer = browser(world).post("/console/sign-in", data={"email": email, "password": password})
        answers.append((answer.status_code, answer.text.replace(email, "E")))
    assert len(set(answers)) == 1 and answers[0][0] == 422


def test_a_thousand_guesses_are_slowed_down_and_the_owner_still_gets_in(world: World) -> None:
    """ASVS 6.3.1, API2: fewer than thirty of a thousand are even looked at in an hour, from one network."""
    vera = sign_in(world, Role.VIEWER)
    thief, looked_at = browser(world), 0
    for number in range(1000):
        answer = thief.post("/console/sign-in", data={"email": vera.who.email, "password": f"guess {number}"})
        looked_at += answer.status_code == 422
        world.clock.move(seconds=3)
    assert looked_at < 30
    owner = browser(world)
    answer = owner.post("/console/sign-in", data={"email": vera.who.email, "password": PASSWORD})
    assert answer.status_code == 303, "the owner is elsewhere: nothing is locked"


def test_guesses_from_many_networks_are_slowed_down_and_nobody_is_locked_out_for_longer_than_half_a_minute(
    world: World,
) -> None:
    vera, looked_at = sign_in(world, Role.VIEWER), 0
    for number in range(300):
        answer = browser(world).post("/console/sign-in", data={"email": vera.who.email, "password": f"guess {number}"})
        looked_at += answer.status_code == 422
    assert looked_at <= throttle.ACCOUNT.free + 2
    world.clock.move(seconds=31)
    answer = browser(world).post("/console/sign-in", data={"email": vera.who.email, "password": PASSWORD})
    assert answer.status_code == 303


def test_waits_double_and_end_at_a_quarter_of_an_hour() -> None:
    waits = [throttle.wait_after(throttle.PAIR, failures).total_seconds() for failures in range(1, 20)]
    assert waits[:8] == [0, 0, 0, 0, 1, 2, 4, 8]
    assert max(waits) == 900 and waits == sorted(waits)


def test_failures_wear_off_and_old_ones_are_forgotten(world: World) -> None:
    thief = browser(world)
    for _ in range(8):
        thief.post("/console/sign-in", data={"email": "vera@example.org", "password": "x"})
        world.clock.move(seconds=20)
    world.clock.move(hours=2)
    assert thief.post("/console/sign-in", data={"email": "vera@example.org", "password": "x"}).status_code == 422
    world.clock.move(days=3)
    world.work()
    assert SignInTry.select().count() == 0, "looked after by a job"
    world.clock.move(days=30)
    world.work()
    assert ConsoleSession.select().count() == 0


def test_a_code_lets_in_once_within_its_minute_and_not_again(world: World) -> None:
    """ASVS 6.5.1, 6.6.3."""
    ida = sign_in(world, Role.ADMIN)
    code = ida.code()

    def try_it(typed: str) -> int:
        client = browser(world)
        client.post("/console/sign-in", data={"email": ida.who.email, "password": PASSWORD})
        return client.post("/console/sign-in/code", data={"code": typed}).status_code

    assert try_it(code) == 303
    assert try_it(code) == 422, "the same code a second time"
    early = ida.code()
    world.clock.move(seconds=95)
    assert try_it(early) == 422, "older than its half minute and the one beside it"
    assert try_it("000000") == 422 and try_it("") == 422 and try_it("12345６") == 422


def test_codes_cannot_be_guessed_within_their_time(world: World) -> None:
    """ASVS 6.5.5: of a thousand tries fewer than ten are looked at."""
    ida = sign_in(world, Role.ADMIN)
    client, looked_at = browser(world), 0
    client.post("/console/sign-in", data={"email": ida.who.email, "password": PASSWORD})
    for number in range(1000):
        looked_at += client.post("/console/sign-in/code", data={"code": f"{number:06}"}).status_code == 422
    assert looked_at < 10


def test_whoever_has_the_password_cannot_wash_off_wrong_codes_by_typing_it_again(world: World) -> None:
    """ASVS 6.5.5, 6.3.1."""
    ida = sign_in(world, Role.ADMIN)
    thief, looked_at = browser(world), 0
    for number in range(200):
        thief.post("/console/sign-in", data={"email": ida.who.email, "password": PASSWORD})
        looked_at += thief.post("/console/sign-in/code", data={"code": f"{number:06}"}).status_code == 422
    assert looked_at < 10
    assert (
        browser(world).post("/console/sign-in", data={"email": ida.who.email, "password": PASSWORD}).status_code == 303
    )


def test_an_open_browser_is_not_enough_to_bind_an_account_to_another_phone(world: World) -> None:
    """ASVS 7.5.1."""
    vera = sign_in(world, Role.VIEWER)
    world.clock.move(minutes=6)
    away = vera.get("/console/join/codes")
    assert away.headers["Location"].endswith("/console/account?said=codes")
    assert "with a fresh proof" in vera.get("/console/account?said=codes").text
    assert vera.post("/console/account/codes", proven=False).status_code == 401
    led = vera.post("/console/account/codes")
    assert led.headers["Location"].endswith("/console/join/codes")
    shown = vera.get("/console/join/codes").text
    world.clock.move(minutes=6)
    assert (
        vera.client.post("/console/join/codes", data={"code": "123456"}).status_code == 303 and not vera.who.totp_secret
    )
    vera.post("/console/account/codes")
    assert re.findall(r'class="secret">([A-Z2-7 ]+)<', vera.get("/console/join/codes").text)[0] in shown
    assert len(enrol(vera)) == 10


def test_a_link_tried_too_often_says_how_long_to_wait_and_stays_good(world: World) -> None:
    _, path = invited(world, Role.VIEWER)
    client = browser(world)
    for _ in range(8):
        answer = client.post("/console/join/made-up", data={})
    assert (
        answer.status_code == 429 and re.search(r"Wait \d+ seconds", answer.text) and "as good as before" in answer.text
    )
    world.clock.move(minutes=16)
    assert client.post(path, data={"password": PASSWORD, "again": PASSWORD}).status_code == 303


def test_a_recovery_code_works_once_and_new_ones_end_the_old(world: World) -> None:
    who, path = invited(world, Role.ADMIN)
    from tests.console_people import Person

    ida = Person(world, browser(world), who.id)
    ida.client.post(path, data={"password": PASSWORD, "again": PASSWORD})
    codes = enrol(ida)

    def try_it(typed: str) -> int:
        client = browser(world)
        client.post("/console/sign-in", data={"email": ida.who.email, "password": PASSWORD})
        return client.post("/console/sign-in/code", data={"code": typed}).status_code

    assert try_it(codes[0].upper().replace("-", " ")) == 303
    assert try_it(codes[0]) == 422
    assert codes[0].replace("-", "") not in ida.who.recovery_codes, "digests alone are kept"
    fresh = re.findall(r"<code>([a-z0-9-]+)</code>", ida.post("/console/account/recovery-codes").text)
    assert len(fresh) == 10 and try_it(codes[1]) == 422 and try_it(fresh[0]) == 303


def test_admins_and_senders_people_cannot_come_in_without_codes_others_may_choose(world: World) -> None:
    """ASVS 6.3.3."""
    for role in Role:
        department = None
        if role == Role.SENDER:
            from tests.console_people import department as make

            department = make(world)
        _, path = invited(world, role, department)
        client = browser(world)
        client.post(path, data={"password": PASSWORD, "again": PASSWORD})
        inside = client.get("/console/account").status_code == 200
        assert inside == (role not in (Role.ADMIN, Role.SENDER))
    vera = sign_in(world, Role.VIEWER, with_codes=True)
    assert vera.secret and vera.get("/console/account").status_code == 200


# -- sessions ----------------------------------------------------------------------------------------------------------


def cookie_of(client: object) -> str:
    return client.get_cookie("console").value  # type: ignore[attr-defined, no-any-return]


def with_cookie(world: World, value: str) -> int:
    thief = browser(world)
    thief.set_cookie("console", value)
    return thief.get("/console/account").status_code


def test_the_cookie_changes_at_each_step_and_a_stolen_old_one_is_refused(world: World) -> None:
    """ASVS 7.2.3, 7.2.4: 256 random bits, kept as a digest, new after each proof."""
    ida = sign_in(world, Role.ADMIN)
    client, seen = browser(world), []
    client.post("/console/sign-in", data={"email": ida.who.email, "password": PASSWORD})
    seen.append(cookie_of(client))
    client.post("/console/sign-in/code", data={"code": ida.code()})
    seen.append(cookie_of(client))
    assert len(set(seen)) == 2 and all(len(one) >= 43 for one in seen)
    assert with_cookie(world, seen[0]) == 303 and with_cookie(world, seen[1]) == 200
    stored = {row.id_digest for row in ConsoleSession.select()}
    assert not stored & set(seen), "whoever reads the table cannot come in"
    client.post(
        "/console/account/leave",
        data={"csrf": re.search(r'csrf" value="([^"]+)', client.get("/console/account").text)[1]},
    )  # type: ignore[index]
    assert with_cookie(world, seen[1]) == 303, "signed out: the cookie is worth nothing"


def test_half_an_hour_without_a_click_and_twelve_hours_with_clicks_end_a_session(world: World) -> None:
    """ASVS 7.3.1, 7.3.2."""
    vera = sign_in(world, Role.VIEWER)
    for _ in range(5):
        world.clock.move(minutes=29)
        assert vera.get("/console/account").status_code == 200
    world.clock.move(minutes=31)
    assert vera.get("/console/account").status_code == 303
    olga = sign_in(world, Role.OPERATOR)
    for _ in range(25):
        world.clock.move(minutes=28)
        last = olga.get("/console/account").status_code
    assert last == 200
    world.clock.move(minutes=25)
    assert olga.get("/console/account").status_code == 303


def test_a_page_that_refreshes_itself_does_not_keep_a_session_alive(world: World) -> None:
    vera = sign_in(world, Role.VIEWER)
    for _ in range(4):
        world.clock.move(minutes=10)
        last = vera.get("/console/account", headers={"X-Live": "1"}).status_code
    assert last == 401


def test_a_changed_password_a_changed_role_and_a_disabled_account_end_every_other_session(world: World) -> None:
    """ASVS 7.4.1 to 7.4.3, 7.4.5."""
    ida, vera = sign_in(world, Role.ADMIN), sign_in(world, Role.VIEWER)
    elsewhere = browser(world)
    elsewhere.post("/console/sign-in", data={"email": vera.who.email, "password": PASSWORD})
    assert elsewhere.get("/console/account").status_code == 200
    new = "another four herons asleep"
    assert vera.post("/console/account/password", {"password": new, "again": new}).status_code == 303
    assert elsewhere.get("/console/account").status_code == 303 and vera.get("/console/account").status_code == 200
    ida.post(f"/console/team/{vera.id}/role", {"role": "operator"})
    assert vera.get("/console/account").status_code == 303 and vera.who.role == Role.OPERATOR
    back = browser(world)
    back.post("/console/sign-in", data={"email": vera.who.email, "password": new})
    assert back.get("/console/account").status_code == 200
    ida.post(f"/console/team/{vera.id}/disable")
    assert back.get("/console/account").status_code == 303
    assert (
        ConsoleSession.select().where(ConsoleSession.operator == vera.id, ConsoleSession.stage == Stage.OPEN).count()
        == 0
    )


def test_a_person_sees_where_they_are_signed_in_and_signs_out_everywhere_else(world: World) -> None:
    """ASVS 7.5.2."""
    vera = sign_in(world, Role.VIEWER)
    other = browser(world)
    other.post("/console/sign-in", data={"email": vera.who.email, "password": PASSWORD})
    assert vera.get("/console/account").text.count("<tr>") == 3
    vera.post("/console/account/others")
    assert other.get("/console/account").status_code == 303 and vera.get("/console/account").status_code == 200


def test_what_is_grave_asks_for_a_fresh_proof_and_keeps_what_was_filled_in(world: World) -> None:
    """ASVS 7.5.1, 8.4.1."""
    ida = sign_in(world, Role.ADMIN)
    world.clock.move(minutes=6)
    form = {"email": "new@example.org", "name": "Nina <b>", "role": "viewer"}
    asked = ida.post("/console/team", form, proven=False)
    assert asked.status_code == 401 and 'value="Nina &lt;b&gt;"' in asked.text
    assert accounts.find("new@example.org") is None
    wrong = ida.post("/console/team", {**form, "proof": "000000"}, proven=False)
    assert wrong.status_code == 401 and "not right" in wrong.text and accounts.find("new@example.org") is None
    assert ida.post("/console/team", {**form, "proof": ida.code()}).status_code == 200
    assert accounts.find("new@example.org") is not None
    assert ida.post("/console/team", {**form, "email": "b@example.org"}, proven=False).status_code == 200, "still fresh"


def test_the_question_whether_it_is_you_leads_back_to_where_one_was_and_nowhere_else(world: World) -> None:
    ida = sign_in(world, Role.ADMIN)
    world.clock.move(minutes=6)
    here = f"{world.settings.public_base_url}/console/team"
    asked = ida.post("/console/team", {}, proven=False, headers={"Referer": here})
    assert '<a href="/console/team">Back' in asked.text
    again = ida.post("/console/team", {"proof": "000000", "back": "/console/team"}, proven=False)
    assert '<a href="/console/team">Back' in again.text
    for elsewhere in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        answer = ida.post("/console/team", {"proof": "000000", "back": elsewhere}, proven=False)
        assert "evil" not in answer.text and "javascript" not in answer.text


def test_next_leads_only_into_the_console() -> None:
    """ASVS 3.7.2."""
    good = ("/console", "/console/opt-outs?page=2", "/console/people/17")
    bad = (
        "https://evil.example/console", "//evil.example/console", "/console//evil.example", "\\\\evil.example",
        "/\\evil.example/console", "javascript:alert(1)", "/console/../../evil", "/p", "", "console", "/consolex",
        "https:/console", "/console/\r\nSet-Cookie: a=b", "/console/%0d%0a", "///console", "/console@evil.example",
    )  # fmt: skip
    assert [safe_next(one) for one in good] == list(good)
    let_in = [one for one in bad if safe_next(one)]
    assert let_in in ([], ["/console/../../evil", "/console/%0d%0a"]), "a path of ours, at the worst"


def test_every_sign_in_good_or_bad_is_on_record_and_no_password_is(world: World) -> None:
    """ASVS 16.3.1."""
    vera = sign_in(world, Role.VIEWER)
    browser(world).post("/console/sign-in", data={"email": vera.who.email, "password": "wrong word"})
    browser(world).post("/console/sign-in", data={"email": "nobody@example.org", "password": "wrong word"})
    assert actions().count("sign_in.failed") == 2 and "account.joined" in actions()
    said = [str(open_evidence(entry)) for entry in AuditEntry.select()]
    assert not any("wrong word" in one or PASSWORD in one for one in said)
    assert any("nobody@example.org" in one for one in said)


def test_the_last_admin_cannot_go_and_a_second_one_removes_the_first(world: World) -> None:
    ida = sign_in(world, Role.ADMIN)
    refused = ida.post(f"/console/team/{ida.id}/disable")
    assert refused.status_code == 422 and "last admin" in refused.text
    assert ida.post(f"/console/team/{ida.id}/role", {"role": "viewer"}).status_code == 422
    ines = sign_in(world, Role.ADMIN)
    assert ines.post(f"/console/team/{ida.id}/disable").status_code == 200
    assert ida.get("/console/team").status_code == 303 and ines.get("/console/team").status_code == 200
    assert "team.disabled" in actions()


def test_out_means_out_however_old_the_page_is_and_back_is_a_wish_of_its_own(world: World) -> None:
    ida, vera = sign_in(world, Role.ADMIN), sign_in(world, Role.VIEWER)
    for _ in range(2):
        ida.post(f"/console/team/{vera.id}/disable")
        assert vera.who.disabled_at is not None
    ida.post(f"/console/team/{vera.id}/back")
    assert vera.who.disabled_at is None and actions()[-1] == "team.let_back_in"


def test_a_form_without_its_token_or_with_another_sessions_does_nothing(world: World) -> None:
    """ASVS 3.5.1."""
    ida, vera = sign_in(world, Role.ADMIN), sign_in(world, Role.VIEWER)
    form = {"email": "x@example.org", "name": "X", "role": "viewer", "proof": "x"}
    assert ida.client.post("/console/team", data=form).status_code == 403
    assert ida.client.post("/console/team", data={**form, "csrf": vera.csrf()}).status_code == 403
    elsewhere = ida.client.post(
        "/console/team", data={**form, "csrf": ida.csrf()}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert elsewhere.status_code == 403
    assert accounts.find("x@example.org") is None


def test_the_one_time_link_is_shown_once_and_kept_as_a_digest(world: World) -> None:
    ida = sign_in(world, Role.ADMIN)
    page = ida.post("/console/team", {"email": "x@example.org", "name": "X", "role": "viewer"}).text
    token = re.search(r"/console/join/([\w-]{43})", page)
    assert token and token[1] not in ida.get("/console/team").text
    who = accounts.find("x@example.org")
    assert who and token[1] not in (who.invite_digest or "")
    assert accounts.by_invite(token[1], time.now() + timedelta(hours=47)) is not None
