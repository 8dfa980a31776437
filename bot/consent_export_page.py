"""The readable page of an export: one HTML file that loads nothing, from the same data as history.json."""

from html import escape
from typing import Any

Json = dict[str, Any]

_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b;
  background: #fff; }
h1, h2, h3 { line-height: 1.2; } h2 { margin-top: 2.5rem; } h3 { margin-top: .4rem; }
article { border: 1px solid #767676; border-radius: .4rem; padding: .6rem 1rem 1rem; margin: 1rem 0;
  break-inside: avoid; }
dl { display: grid; grid-template-columns: minmax(9rem, 14rem) 1fr; gap: .2rem 1rem; margin: 0; }
dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }
blockquote { margin: 0; padding: .2rem .8rem; border-left: .25rem solid #1a4480; white-space: pre-wrap; }
.fault { border: .2rem solid #b50909; padding: .5rem 1rem; } .aside { color: #454545; }
table { border-collapse: collapse; } th, td { border: 1px solid #767676; padding: .3rem .6rem; text-align: left; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .5rem; } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
KINDS = {
    "requested": "Somebody asked us to invite this phone",
    "confirmed": "Consent given",
    "declined": "Consent declined",
    "revoked": "Stopped",
    "resumed": "Started again",
    "provider_block": "Blocked at the provider",
    "wrong_number": "Wrong number",
    "doubted": "A text that may have been a stop",
    "kept": "Asked whether to stop: texts stay on",
    "standing": "Consent to all mail of one sender",
    "standing_ended": "End of consent to all mail of one sender",
    "erased": "Personal data erased",
    "asked": "A question to us",
}
SOURCES = {"inbound_text": "a text from the phone", "web": "a web page", "operator": "the operator"}
SOURCES |= {"provider": "the message provider"}


def history_page(history: Json) -> str:
    phone = escape(history["phone"])
    events = history["events"]
    body = [
        f"<h1>Consent history of {phone}</h1>",
        _facts(
            [
                ("Made", _when(history["made_at"])),
                ("Events", str(len(events))),
                ("Latest head", _head(history["head"])),
                ("Checked with it", f"{history['check']['leaves']} leaves of the whole ledger"),
            ]
        ),
        _findings(history["check"]),
        "<p>All times are UTC. Run <code>verify.py</code> in this folder to check what this page says. <span "
        "class='aside'>Parts marked “not sealed” stand as the database held them on the day of the export.</span></p>",
        "<h2>Who we are to this phone</h2>",
        *map(_contact, history["contacts"]),
        _suppressions(history["suppressions"]),
        "<h2>Events, oldest first</h2>",
        *(_event(number, event) for number, event in enumerate(events, 1)),
    ]
    return (
        "<!doctype html>\n<html lang='en'><head><meta charset='utf-8'>"
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>Consent history of {phone}</title><style>{_STYLE}</style></head>\n<body><main>\n"
        + "\n".join(part for part in body if part)
        + "\n</main></body></html>\n"
    )


def _findings(check: Json) -> str:
    if not check["findings"]:
        return ""
    items = "".join(f"<li>{escape(where)}: {escape(what)}</li>" for where, what in check["findings"])
    more = f"<p>And {check['more_findings']} more.</p>" if check["more_findings"] else ""
    return f"<section class='fault'><h2>This ledger has faults</h2><ul>{items}</ul>{more}</section>"


def _contact(contact: Json) -> str:
    erased = [("Erased", _when(contact["erased_at"]))] if contact["erased_at"] else []
    return (
        "<article>"
        + _facts(
            [
                ("Contact", str(contact["id"])),
                (
                    "Program",
                    escape(f"{contact['brand']} ({contact['program']}), texting from {contact['from_number']}"),
                ),
                ("Channel, language", escape(f"{contact['channel']}, {contact['language']}")),
                ("Since", _when(contact["created_at"])),
                *erased,
            ]
        )
        + "</article>"
    )


def _suppressions(rows: list[Json]) -> str:
    if not rows:
        return "<p>No suppression (not sealed): this phone may be texted where it consented.</p>"
    head = "".join(f"<th scope='col'>{name}</th>" for name in ("Program", "Channel", "Why", "Since", "Lifted"))
    lines = "".join(
        "<tr>" + "".join(f"<td>{escape(value)}</td>" for value in values) + "</tr>"
        for values in (
            (row["program"], row["channel"], row["reason"], _when(row["since"]), _when(row["lifted_at"]) or "in force")
            for row in rows
        )
    )
    caption = "<caption>Suppressions (not sealed)</caption>"
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"


def _event(number: int, event: Json) -> str:
    row, evidence = event["leaf"]["row"], event["evidence"] or {}
    erasure = event["kind"] == "erasure"
    title = "Erasure" if erasure else KINDS.get(str(row.get("kind")), str(row.get("kind")))
    facts = _erasure_facts(row, evidence) if erasure else _consent_facts(event, row, evidence)
    place = f"position {event['position']}" if event["position"] is not None else "not sealed yet"
    sealed = f"{place}, sealed {_when(event['sealed_at'])}" if event["sealed_at"] else place
    facts += [("Recorded", _when(event["recorded_at"])), ("In the ledger", f"{event['kind']} {event['id']}, {sealed}")]
    if not event["evidence"]:
        facts.append(("Evidence", "erased" if row.get("digest") else "from before the ledger: none was sealed"))
    texts = "".join(map(_text, event["texts"]))
    when = _when(event["happened_at"])
    return f"<article id='event-{number}'><h3>{number}. {escape(title)} – {when}</h3>{_facts(facts)}{texts}</article>"


def _consent_facts(event: Json, row: Json, evidence: Json) -> list[tuple[str, str]]:
    wording, where = evidence.get("wording") or {}, evidence.get("where") or {}
    said = evidence.get("text") or ""
    stored = event["words_as_stored"]
    scope = ": ".join(filter(None, (row.get("scope"), evidence.get("tracking_number"))))
    shown = " ".join(filter(None, (row.get("wording_key"), row.get("wording_version"), row.get("language"))))
    return [
        ("How", escape(SOURCES.get(str(row.get("source")), str(row.get("source"))))),
        ("Scope", escape(scope)),
        ("The person's words", _quote(said) if said else _quote(stored) + " (not sealed)" if stored else ""),
        ("Read as this because", escape(row.get("rule", ""))),
        ("Message id", escape(evidence.get("provider_reference") or "")),
        ("What was shown to them", _quote(wording["text"]) if wording.get("text") else ""),
        ("Wording, version, language" if row.get("wording_key") else "Language", escape(shown)),
        ("SHA-256 of the wording", escape(wording.get("sha256", ""))),
        ("Web address", escape(where.get("url", ""))),
        ("IP address", escape(where.get("ip", ""))),
        ("Browser", escape(where.get("user_agent", ""))),
        ("Form", escape(where.get("form", ""))),
        ("Who asked", escape(evidence.get("asked_by") or "")),
        ("Note", escape(evidence.get("note") or "")),
        ("State before", escape(row.get("state_before", ""))),
    ]


def _erasure_facts(row: Json, evidence: Json) -> list[tuple[str, str]]:
    return [
        ("By", escape(evidence.get("by") or "")),
        ("Why", escape(evidence.get("reason") or "")),
        ("What was emptied", escape(row.get("report", ""))),
        ("Events emptied", escape(row.get("erased_events", ""))),
    ]


def _text(text: Json) -> str:
    receipts = "; ".join(map(_receipt, text["receipts"]))
    return "<h4>Our text about it (not sealed)</h4>" + _facts(
        [
            ("Text", _quote(text["text"]) if text["text"] else "erased"),
            ("Wording", escape(f"{text['wording']} {text['language']}")),
            ("Written", _when(text["created_at"])),
            ("State", escape(" ".join(filter(None, (text["state"], text["reason"]))))),
            ("Ids", escape(" ".join(filter(None, (text["reference"], text["provider_reference"]))))),
            ("Receipts", receipts),
        ]
    )


def _receipt(receipt: Json) -> str:
    error = f" error {receipt['error_code']}" if receipt["error_code"] else ""
    return escape(f"{receipt['status']}{error} {_when(receipt['received_at'])}")


def _facts(facts: list[tuple[str, str]]) -> str:
    """Values are HTML already; empty ones are left out."""
    return "<dl>" + "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts if value) + "</dl>"


def _quote(words: str) -> str:
    return f"<blockquote>{escape(words)}</blockquote>"


def _head(head: Json | None) -> str:
    if head is None:
        return "none: nothing was sealed"
    return (
        f"{head['size']} leaves, root {escape(head['root'])}, signed {_when(head['sealed'])} with key {head['key_id']}"
    )


def _when(iso: str | None) -> str:
    """`2026-11-20 12:01:00.5 UTC`, to the microsecond where there are any."""
    if not iso:
        return ""
    day, _, clock = iso.rstrip("Z").partition("T")
    return f"{day} {clock.rstrip('0').rstrip('.') if clock.endswith('0') and '.' in clock else clock} UTC"
