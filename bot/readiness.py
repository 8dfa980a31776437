"""What is missing to go live: settings and facts judged one by one, in plain words. Pure; shows no secret.

Gathering the facts reads few rows and two files' places, and asks nobody outside.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from bot import quota
from bot.attention.ways import LATE
from bot.timeliness import asking
from carriers.usps import TRACKING_SCOPE
from config import ledger_key, secrets
from config.settings import Settings, is_loopback
from models.carrier_calls import OAuthToken
from models.operator import Operator
from models.tick import last_tick
from models.vocabulary import Role

#: Above it the clock counts as standing.
TICKS_WITHIN = timedelta(seconds=60)
FEWEST_ADMINS = 2


class Standing(StrEnum):
    OK = "ok"
    MISSING = "missing"  # without it you must not go live
    RISKY = "risky"  # it works, and may hurt
    ASK = "only you know"


@dataclass(frozen=True)
class Point:
    """`says` what is so, `do` what to change; `do` is empty where all is well."""

    group: str
    name: str
    standing: Standing
    says: str
    do: str = ""


@dataclass(frozen=True)
class Facts:
    """What the settings do not say. `usps_scope`: of the newest token, None before the first. `late`: carriers that
    are asked too late, with calls granted and needed. `open_files`: key files that others on this machine may read."""

    admins: int = 0
    without_codes: int = 0
    usps_scope: str | None = None
    late: tuple[tuple[str, int, int], ...] = ()
    heads_on_another_disk: bool = False
    open_files: tuple[str, ...] = ()
    ticked_at: datetime | None = None


def gather(settings: Settings, now: datetime) -> Facts:
    people = list(Operator.select().where(Operator.disabled_at.is_null() & Operator.joined_at.is_null(False)))
    needing = [one for one in people if one.role in (Role.ADMIN, Role.SENDER)]
    return Facts(
        admins=sum(1 for one in people if one.role == Role.ADMIN),
        without_codes=sum(1 for one in needing if one.totp_secret is None and one.oidc_subject is None),
        usps_scope=OAuthToken.select(OAuthToken.scope).where(OAuthToken.service == "usps").scalar(),
        late=tuple(_late(now)),
        heads_on_another_disk=_is_elsewhere(Path(settings.ledger_heads_file), settings.instance_dir),
        open_files=tuple(_open_files(settings.instance_dir)),
        ticked_at=last_tick(),
    )


def _late(now: datetime) -> Iterator[tuple[str, int, int]]:
    """Counting what is needed reads every piece that is asked about: only where looks are late."""
    ways = quota.ways()
    for one in asking({carrier: way.service for carrier, way in ways.items()}, now):
        if one.late_seconds > LATE.total_seconds():
            yield one.carrier, ways[one.carrier].granted, quota.needed(one.carrier, ways[one.carrier])


def _is_elsewhere(file: Path, instance_dir: Path) -> bool:
    there = next((folder for folder in file.parents if folder.exists()), None)
    return there is not None and instance_dir.exists() and there.stat().st_dev != instance_dir.stat().st_dev


def _open_files(instance_dir: Path) -> Iterator[str]:
    for name in (secrets.FILE_NAME, ledger_key.FILE_NAME):
        path = instance_dir / name
        if path.exists() and path.stat().st_mode & 0o077:
            yield name


# -- the rules, one by one ---------------------------------------------------------------------------------------------

Rule = Callable[[Settings, Facts, datetime], Point]


def check(settings: Settings, facts: Facts, now: datetime) -> list[Point]:
    return [rule(settings, facts, now) for rule in RULES]


def _point(group: str, name: str, bad: str, good: str, do: str, standing: Standing = Standing.MISSING) -> Point:
    """All is well where there is nothing `bad` to say."""
    return Point(group, name, standing, bad, do) if bad else Point(group, name, Standing.OK, good)


def environment(settings: Settings, facts: Facts, now: datetime) -> Point:
    bad = "" if settings.waypost_env == "production" else f"This is {settings.waypost_env}: the sandbox may play along."
    return _point("Reaching us", "Environment", bad, "This is production.", "Set WAYPOST_ENV=production.")


def address(settings: Settings, facts: Facts, now: datetime) -> Point:
    parts = urlsplit(settings.public_base_url)
    private = parts.scheme != "https" or is_loopback(parts.hostname or "")
    bad = "The provider cannot reach this address, or not safely." if private else ""
    do = "Set PUBLIC_BASE_URL to the https address that the provider and people use."
    return _point("Reaching us", "Address", bad, f"{settings.public_base_url} is public and https.", do)


def proxies(settings: Settings, facts: Facts, now: datetime) -> Point:
    https = urlsplit(settings.public_base_url).scheme == "https"
    bad = "Nothing is said of a proxy: then everybody seems to come from it, and shares one limit."
    do = "Set PROXIES_IN_FRONT to how many of your own proxies stand before the web process."
    good = (
        f"{settings.proxies_in_front} in front."
        if settings.proxies_in_front
        else "None, as it should be without https."
    )
    return _point(
        "Reaching us", "Proxies", bad if https and not settings.proxies_in_front else "", good, do, Standing.RISKY
    )


def provider(settings: Settings, facts: Facts, now: datetime) -> Point:
    real = settings.twilio_account_sid and settings.auth_tokens and _is_public(settings.twilio_api_base_url)
    do = "Set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKENS; leave TWILIO_API_BASE_URL alone."
    bad = "" if real else "No account of Twilio: the sandbox plays it, and no text reaches a phone."
    return _point("Texts", "Provider", bad, "Twilio's account and token are set.", do)


def number(settings: Settings, facts: Facts, now: datetime) -> Point:
    is_demo = settings.from_number == type(settings).model_fields["from_number"].default
    bad = f"{settings.from_number} is the number of the demo." if is_demo else ""
    do = "Set FROM_NUMBER to the short code or number that the provider gave you."
    return _point("Texts", "Number", bad, f"Texts come from {settings.from_number}.", do)


def name(settings: Settings, facts: Facts, now: datetime) -> Point:
    is_demo = settings.brand == type(settings).model_fields["brand"].default
    do = "Set BRAND to the name that people know you by."
    bad = "Texts begin with the name of this program, not with yours." if is_demo else ""
    return _point("Texts", "Name", bad, f"Texts begin with {settings.brand}.", do, Standing.RISKY)


def help_contact(settings: Settings, facts: Facts, now: datetime) -> Point:
    bad = "HELP sends people to an example." if settings.help_contact.endswith("example.org") else ""
    do = "Set HELP_CONTACT to a phone or an address that somebody answers."
    return _point("Texts", "Help", bad, f"HELP sends people to {settings.help_contact}.", do)


def quiet_hours(settings: Settings, facts: Facts, now: datetime) -> Point:
    bad = "None: news goes at any hour, also at night." if settings.quiet_hours == "none" else ""
    do = "Set QUIET_HOURS, 21-8 say. Several states have laws about texts at night."
    return _point(
        "Limits",
        "Quiet hours",
        bad,
        f"News waits from {settings.quiet_hours.replace('-', ' to ')}.",
        do,
        Standing.RISKY,
    )


def caps(settings: Settings, facts: Facts, now: datetime) -> Point:
    names = ("pushes_a_day", "pushes_a_day_per_piece", "push_segments_a_day", "reply_segments_a_day")
    open_ = [one.upper() for one in names if not getattr(settings, one)]
    bad = f"No limit: {', '.join(open_)}. A fault could text people, and cost you, without end." if open_ else ""
    return _point(
        "Limits", "Caps", bad, "Texts of a day are limited, for each person and for all.", "Set them.", Standing.RISKY
    )


def usps(settings: Settings, facts: Facts, now: datetime) -> Point:
    real = settings.usps_client_id and settings.usps_client_secret.get_secret_value()
    bad = "" if real and _is_public(settings.usps_api_base_url) else "No application at USPS: the sandbox plays it."
    do = "Set USPS_CLIENT_ID and USPS_CLIENT_SECRET."
    return _point("Carriers", "USPS", bad, "The application's key and secret are set.", do)


def usps_scope(settings: Settings, facts: Facts, now: datetime) -> Point:
    if facts.usps_scope is None:
        return Point("Carriers", "USPS scope", Standing.ASK, "USPS has not been asked yet.", "Run flask scopes.")
    bad = "" if TRACKING_SCOPE in facts.usps_scope.split() else "USPS does not let this application track."
    do = f"Ask USPS for the scope {TRACKING_SCOPE}: new applications do not have it."
    return _point("Carriers", "USPS scope", bad, "USPS lets this application track.", do)


def calls(settings: Settings, facts: Facts, now: datetime) -> Point:
    few = [
        f"{carrier}: {granted:,} granted, {needed:,} needed"
        for carrier, granted, needed in facts.late
        if needed > granted
    ]
    bad = f"Too few calls an hour. {'; '.join(few)}." if few else ""
    do = "Ask the carrier for more and raise its …_CALLS_PER_HOUR, or have it push its news."
    return _point("Carriers", "Calls", bad, "No carrier is asked too late for want of calls.", do, Standing.RISKY)


def operator(settings: Settings, facts: Facts, now: datetime) -> Point:
    lacking = [
        one.upper() for one in ("operator_name", "operator_address", "privacy_contact") if not getattr(settings, one)
    ]
    bad = f"The terms and the privacy page do not say it: {', '.join(lacking)}." if lacking else ""
    return _point(
        "Papers",
        "Who you are",
        bad,
        "The terms and the privacy page say it.",
        "Set them; carriers of texts look for it.",
    )


def heads_file(settings: Settings, facts: Facts, now: datetime) -> Point:
    bad = "" if facts.heads_on_another_disk else "It lies on the disk of the database's keys: who owns one, owns both."
    do = "Set LEDGER_HEADS_FILE to a place on another machine's disk."
    return _point("Evidence", "Signed heads", bad, "They are also written to another disk.", do, Standing.RISKY)


def key_files(settings: Settings, facts: Facts, now: datetime) -> Point:
    bad = f"Others on this machine can read {', '.join(facts.open_files)}." if facts.open_files else ""
    return _point("Evidence", "Key files", bad, "Only this user can read them.", "chmod 600 them in INSTANCE_DIR.")


def backups(settings: Settings, facts: Facts, now: datetime) -> Point:
    said = f"Without {secrets.FILE_NAME} every phone and text in a backup of the database is lost."
    do = f"Keep {secrets.FILE_NAME} and {ledger_key.FILE_NAME} somewhere safe, apart from the database's backups."
    return Point("Evidence", "Backups of keys", Standing.ASK, said, do)


def admins(settings: Settings, facts: Facts, now: datetime) -> Point:
    bad = (
        "" if facts.admins >= FEWEST_ADMINS else "One admin alone: if they are away, nobody can let anybody in or out."
    )
    return _point(
        "People", "Admins", bad, f"{facts.admins} admins.", "Invite a second one, under Team.", Standing.RISKY
    )


def codes(settings: Settings, facts: Facts, now: datetime) -> Point:
    bad = f"{facts.without_codes} of those who need them have none." if facts.without_codes else ""
    do = "They set them up at their next sign-in; disable accounts that nobody uses."
    return _point("People", "One-time codes", bad, "All admins and senders' people have them.", do)


def clock(settings: Settings, facts: Facts, now: datetime) -> Point:
    ticks = facts.ticked_at is not None and now - facts.ticked_at < TICKS_WITHIN
    bad = "" if ticks else "It does not tick: nothing that waits for its time is done."
    return _point("Running", "Clock", bad, "It ticks.", "Start it: make run, or flask clock.")


def redis(settings: Settings, facts: Facts, now: datetime) -> Point:
    bad = (
        ""
        if settings.redis_url
        else "None: the clock does all work itself, a second later and one thing after another."
    )
    return _point("Running", "Redis", bad, "It is set.", "Set REDIS_URL where many texts come at once.", Standing.RISKY)


RULES: tuple[Rule, ...] = (
    environment, address, proxies, provider, number, name, help_contact, operator, usps, usps_scope, calls, quiet_hours,
    caps, heads_file, key_files, backups, admins, codes, clock, redis,
)  # fmt: skip


def _is_public(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" and not is_loopback(parts.hostname or "")
