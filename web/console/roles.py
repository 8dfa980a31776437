"""Who may do what at the console: the one table. An endpoint that does not stand here is open to nobody."""

from models.operator import Operator
from models.vocabulary import Role

ALL = frozenset(Role)
STAFF = frozenset({Role.VIEWER, Role.OPERATOR, Role.ADMIN})
ACTING = frozenset({Role.OPERATOR, Role.ADMIN})
LOOKS_AT_CONSENT = STAFF | {Role.AUDITOR}
LOOKS_AT_TRAIL = frozenset({Role.AUDITOR, Role.ADMIN})
ADMIN = frozenset({Role.ADMIN})
#: Who must have one-time codes, whatever they would rather.
NEEDS_CODES = frozenset({Role.ADMIN, Role.SENDER})

#: endpoint -> who may use it. A sender's people see their own department's rows alone, wherever they are let in.
DOORS: dict[str, frozenset[Role]] = {
    # one's own account
    "account.page": ALL,
    "account.change_password": ALL,
    "account.new_recovery_codes": ALL,
    "account.end_others": ALL,
    "account.leave": ALL,
    # people and roles
    "team.page": ADMIN,
    "team.invite": ADMIN,
    "team.change_role": ADMIN,
    "team.disable": ADMIN,
    "team.invite_again": ADMIN,
    # who saw, changed, exported
    "audit_trail.page": LOOKS_AT_TRAIL,
    "audit_trail.entry": LOOKS_AT_TRAIL,
}

#: Acts that ask for a fresh proof: the password or a one-time code within the last five minutes. All of them are forms.
GRAVE: frozenset[str] = frozenset(
    {
        "account.change_password",
        "account.new_recovery_codes",
        "team.invite",
        "team.change_role",
        "team.disable",
        "team.invite_again",
    }
)


def may(who: Operator, endpoint: str) -> bool:
    return Role(who.role) in DOORS.get(endpoint, frozenset())


def acts(who: Operator) -> bool:
    """May they change anything about people and texts?"""
    return Role(who.role) in ACTING
