"""What must happen in one place happens in that place alone."""

import ast
import re

import pytest

from models.ledger import KINDS
from tests.structure.house import ROOMS, ROOT, calls, dotted, files_of, imports, product_files, tree

MAKERS = "insert|insert_many|insert_from|create|replace|replace_many|bulk_create|get_or_create"
PREPARED = re.compile(r"^(prepared\.)?(add|create)$")
#: Who may bring a row of this table into the world.
ROW_DOORS = {
    "OutboundMessage": "bot/outbox.py",
    "OutboundSubject": "bot/outbox.py",
    "Suppression": "bot/consent.py",
    "OptOut": "models/opt_out_log.py",
    "Inquiry": "bot/inquiries.py",
}
#: Rows that are leaves of the ledger: made by models/ledger.append alone, and each kind asked for in one place.
APPENDERS = {
    "ConsentEvent": "bot/consent.py",
    "Erasure": "bot/erasure.py",
    "AuditEntry": "models/auditing.py",
    "RecordSeal": "records/sealing.py",
}
#: What opens a socket to somewhere.
NETWORK = re.compile(r"^(requests|urllib3|twilio\.rest|twilio\.http|http\.client|urllib\.request|socket|aiohttp)\b")
#: Sockets to this machine alone: the launcher looks for free ports and signs of life.
LOOPBACK_ONLY = {"config/probes.py", "config/instance.py"}
TO_THE_OUTSIDE = {"bot/gateway.py", "web/oidc.py"}
CLOCKS = re.compile(r"(^|\.)((datetime|date)\.(now|utcnow|today)|time\.time|time\.time_ns)$")
#: Words that say nothing about what is inside (DESIGN section 1).
EMPTY_WORDS = re.compile(r"(^|_)(utils?|helpers?|core|common|services?|managers?|misc|lib|base)(_|$)")


def makers_of(path: str, table: str) -> list[int]:
    """Lines on which rows of `table` are made, under any name that the file gives it."""
    names = {table}
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom):
            names |= {alias.asname for alias in node.names if alias.name == table and alias.asname}
    making = re.compile(rf"(^|\.)({'|'.join(names)})(\.({MAKERS}))?$")
    by_name = [line for called, line in calls(path) if making.search(called)]
    return by_name + [line for made, line in made_by_prepared(path) if making.search(made)]


def made_by_prepared(path: str) -> list[tuple[str, int]]:
    """(table, line) of rows made by models/prepared.py: `add(Contact, …)`, `create(model, …)`."""
    return [
        (dotted(node.args[0]), node.lineno)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and PREPARED.search(dotted(node.func)) and node.args
    ]


@pytest.mark.parametrize("table", ROW_DOORS)
def test_only_one_file_makes_rows_of(table: str) -> None:
    makers = {path for path in product_files() if makers_of(path, table)}
    assert makers == {ROW_DOORS[table]}


#: Tables whose rows have a door, by their names in SQL.
BEHIND_DOORS = re.compile(r"INSERT INTO \"?(outbound_message|outbound_subject|suppression|consent_event|opt_out)\b")


def test_only_the_made_up_history_writes_past_the_doors_and_only_where_nothing_real_is() -> None:
    """Millions of rows go in by a few statements (bot/seed/); `flask seed` refuses production and a database in use,
    which tests/integration/test_seed.py shows."""
    writers = {path for path in product_files() if BEHIND_DOORS.search((ROOT / path).read_text())}
    writers -= {path for path in writers if path.startswith(("models/migrations/", "bench/"))}
    assert writers - {"models/opt_out_log.py"} == {"bot/seed/conversations.py", "bot/seed/outbox_rows.py"}
    users = {path for path in product_files() if any(name.startswith("bot.seed.") for name in imports(path))}
    assert {path for path in users if not path.startswith(("bot/seed/", "bench/"))} == {"bot/seed_cli.py"}


def appended_by(path: str) -> set[str]:
    """The tables that this file names as the first argument of ledger.append."""
    return {
        dotted(node.args[0])
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and dotted(node.func) in ("ledger.append", "append") and node.args
    }


@pytest.mark.parametrize("table", APPENDERS)
def test_leaves_of_the_ledger_are_appended_in_one_place_through_one_door(table: str) -> None:
    assert {path for path in product_files() if makers_of(path, table)} <= {"models/ledger.py"}
    assert {path for path in files_of(*ROOMS) if table in appended_by(path)} == {APPENDERS[table]}
    assert {kind.__name__ for kind in KINDS.values()} == set(APPENDERS)


def test_only_the_door_of_the_ledger_makes_a_row_of_a_kind_that_it_was_given() -> None:
    makers = {path for path in files_of("models") for called, _ in calls(path) if called == "model.create"}
    makers |= {path for path in files_of("models") for made, _ in made_by_prepared(path) if made == "model"}
    assert makers == {"models/ledger.py"}


def test_only_the_sealer_makes_leaves_nodes_and_heads() -> None:
    tables = ("LedgerLeaf", "LedgerNode", "LedgerHead")
    assert {path for path in product_files() for table in tables if makers_of(path, table)} == set()
    inserting = {
        path
        for path in files_of(*ROOMS)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and dotted(node.func) == "_insert" and dotted(node.args[0]) in tables
    }
    assert inserting == {"models/ledger_seal.py"}


def test_only_the_deliver_job_sends_through_the_gateway() -> None:
    sending = re.compile(r"(?<!session)\.send$")  # the gateway's own HTTP session has a send too
    senders = {path for path in files_of(*ROOMS) for called, _ in calls(path) if sending.search(called)}
    assert senders == {"jobs/deliver.py"}
    creators = {path for path in files_of(*ROOMS) for called, _ in calls(path) if called.endswith("messages.create")}
    assert creators == {"bot/gateway.py"}


def test_only_the_gateway_and_the_carriers_open_sockets_to_the_outside() -> None:
    allowed = TO_THE_OUTSIDE | LOOPBACK_ONLY | set(files_of("carriers"))
    reaching = {path: names for path in files_of(*ROOMS) if (names := set(filter(NETWORK.match, imports(path))))}
    assert "bot/gateway.py" in reaching and "carriers/http.py" in reaching, "the scan sees nothing"
    assert {path: names for path, names in reaching.items() if path not in allowed} == {}


def test_only_config_time_asks_what_time_it_is() -> None:
    askers = {path for path in (*files_of(*ROOMS), "app.py") for called, _ in calls(path) if CLOCKS.search(called)}
    assert askers == {"config/time.py"}
    assert [path for path in files_of(*ROOMS) if {"time.time", "time.time_ns"} & imports(path)] == []


def test_nobody_imports_the_composition_root() -> None:
    importers = [path for path in product_files() if "app" in {name.partition(".")[0] for name in imports(path)}]
    assert importers == []


def test_the_rooms_are_those_of_the_design() -> None:
    rooms = {path.split("/")[0] for path in product_files()}
    assert rooms - {"app.py", "bench"} <= {*ROOMS, "sandbox"}
    assert rooms >= {"app.py", "config", "models", "carriers", "bot", "jobs", "web", "sandbox"}


def test_no_module_bears_a_name_that_says_nothing() -> None:
    names = {(path, part) for path in product_files() for part in path.removesuffix(".py").split("/")}
    assert [path for path, part in names if EMPTY_WORDS.search(part)] == []


def test_flask_lives_in_web_and_app_and_rq_in_jobs_and_queues() -> None:
    for package, homes in (("flask", ("web/", "app.py")), ("rq", ("jobs/", "config/queues.py"))):
        users = [path for path in product_files() if package in {name.partition(".")[0] for name in imports(path)}]
        assert users, f"nobody uses {package}: the scan sees nothing"
        floors = ("bench/",)  # it measures us beside a bare app and a bare queue
        assert [path for path in users if not path.startswith(homes + floors)] == []
