"""Every column that the database can read as text is listed here: a new one needs a reason to be plain.

Phones, bodies, names, streets, slices and tokens belong in EncryptedField, and a phone is found by `phone_index` alone.
"""

from peewee import BlobField, CharField, DateField, Field, TextField

from models.fields import EncryptedField
from models.tables import ALL_TABLES

#: table -> its plain text columns. Nothing here may tell who somebody is, where they live, or what they wrote.
PLAIN: dict[str, str] = {
    # The operator's own identity, as it stands in every text, its hours, and the names of its approved templates.
    "program": "key brand from_number help_contact language keywords_handled_by regions zone whatsapp_from "
    "whatsapp_templates",
    # The address is the operator's own; `holder` is a random word.
    "from_number": "channel address holder stopped_because",
    "spending": "kind",
    # A time zone is as wide as a third of a continent; quiet hours are two whole hours or "none".
    "contact": "channel phone_index language zone quiet_hours check_word_index last_four_index",
    # A firm or department that mails: recipients are never told of it, and it is no recipient.
    "sender": "key name",
    # `rule` is our own sentence about why we read a text so; it must not quote the text.
    "inbound_message": "provider_reference opt_out_type source state intent rule",
    # The number on the label is not a person; `pin_index` is keyed; `visits` counts milestones.
    "mailpiece": "carrier tracking_number carrier_piece_id format answer milestone visits service pin_index ending",
    "exchange": "service method path error headers",
    "carrier_slice": "sha256",
    # City and state of a scan, and the carrier's words for it. ZIPs, firms and names are in the slice alone.
    "tracking_event": "fingerprint local_time code text city state country milestone",
    # `subject` is the phone's keyed index.
    "consent_event": "kind scope source rule language wording_key wording_version state_before subject",
    "suppression": "channel phone_index reason",
    "subscription": "state choices told_answer",
    # A digest of 128 random bits cannot be turned back.
    "page_link": "token_digest",
    "batch": "name",
    "batch_piece": "",
    "sender_link": "",
    # Indexes are keyed, of phones, networks, codes; `browser` is a digest and `nonce` a random word.
    "web_request": "kind state reason code_index pin_index browser phone_index block network wide_network nonce",
    "tick": "",
    "open_question": "kind answer",
    "outbound_message": "reference purpose kind occasion body_index language wording_version state reason "
    "provider_reference price_unit",
    "outbound_subject": "",
    "delivery_receipt": "provider_reference status",
    "delivery_attempt": "outcome detail provider_reference",
    "o_auth_token": "service scope",
    "call_budget": "service",
    # The Mailer ID is the operator's own; `problem` is our sentence or the carrier's, about its own standing order.
    "carrier_push": "service what provider_id state problem",
    "carrier_update": "service sha256 state problem",
    "schema_drift": "service kind what",
    "learnt_rhythm": "carrier table",
    "provider_sweep": "",
    # `erased_events` holds ids, `report` counts; who and why are in the evidence.
    "erasure": "subject erased_events report",
    "ledger_leaf": "kind",
    "ledger_node": "",
    "ledger_head": "key_id",
    "ledger_mark": "kind",
    # Indexes are keyed; digests are of random words, and those of recovery codes too; a subject is the provider's own.
    "operator": "email_index role recovery_codes oidc_subject invite_digest",
    "console_session": "id_digest stage method network ended_because",
    "sign_in_try": "key",
    # `object` names a row, never a person; who, from where and why are in the evidence.
    "audit_entry": "role action object request_id",
    "inquiry": "kind state",
    # `said` is our own sentence about what came of it; what was asked for is in `details`.
    "long_task": "kind state said file_name",
    "long_task_part": "",
    "opt_out": "kind source scope language rule",
    # Keyed indexes of single words.
    "opt_out_word": "word",
    "day_count": "what",
    # What an office calls its kinds of letters, and what it wants on file of them.
    "notice_type": "key name evidence references mailing_class options calendar",
    # Keys of our own tables; `external_index` is keyed.
    "certified_record": "source mailing_class options external_index outcome missing",
    "record_address": "",
    # `kind` is a word such as matter, `value_index` is keyed.
    "record_reference": "kind value_index",
    # The hash of the original bytes shows that they are whole.
    "record_file": "kind media_type sha256 source",
    "record_file_part": "",
    # The digest of a whole record could confirm a guess of all of it, nothing less.
    "record_seal": "what content_sha256",
    "sealed_content": "",
    "desk_notice": "kind occasion",
    "record_deadline": "calendar zone warn_days closed_because",
    "record_task": "zone",
    "alert_phone": "",
    "calendar_link": "token_digest",
    "legal_hold": "",
    "retrieval_drill": "packet_sha256",
    # A random word.
    "saved_search": "key",
    # Keyed hashes of single words.
    "word_form": "form word",
    "column_mapping": "name",
    # `dropped_name` is keyed.
    "record_import": "state dropped_name",
}
#: What is personal must be unreadable, whatever else changes.
ENCRYPTED = {
    "contact": {"phone", "check_word"},
    "inbound_message": {"body"},
    "outbound_message": {"body", "template_values"},
    "carrier_slice": {"body"},
    "tracking_event": {"signer"},
    "carrier_update": {"body"},
    "subscription": {"nickname"},
    "delivery_receipt": {"raw"},
    "o_auth_token": {"token"},
    "consent_event": {"evidence"},
    "erasure": {"evidence"},
    "sender": {"attestation"},
    "web_request": {"phone", "details"},
    "operator": {"email", "name", "password_hash", "totp_secret"},
    "console_session": {"browser", "pending"},
    "audit_entry": {"evidence"},
    "long_task": {"details"},
    "long_task_part": {"body"},
    "certified_record": {"external_id", "crm_url"},
    "record_address": {"recipient", "block", "reason"},
    "record_reference": {"value"},
    "record_file": {"name", "note"},
    "record_file_part": {"body"},
    "record_seal": {"evidence"},
    "sealed_content": {"body"},
    "record_deadline": {"note"},
    "record_task": {"title"},
    "legal_hold": {"reason", "release_reason"},
    "saved_search": {"name", "query"},
    "column_mapping": {"columns"},
    "record_import": {"choices"},
}
#: Bytes that may be read: hashes and signatures. The digest of evidence is one of a 32-byte random salt too, so that
#: nobody can guess at it.
HASHES = {
    "consent_event": {"digest"},
    "erasure": {"digest"},
    "audit_entry": {"digest"},
    "record_seal": {"digest"},
    "ledger_leaf": {"leaf_hash"},
    "ledger_node": {"hash"},
    "ledger_head": {"root", "signature"},
}


def columns(kind: type[Field] | tuple[type[Field], ...]) -> dict[str, set[str]]:
    return {
        table._meta.table_name: {field.name for field in table._meta.sorted_fields if isinstance(field, kind)}
        for table in ALL_TABLES
    }


def test_every_plain_text_column_was_thought_about() -> None:
    assert columns((CharField, TextField)) == {table: set(names.split()) for table, names in PLAIN.items()}


def test_what_is_personal_is_encrypted() -> None:
    encrypted = columns(EncryptedField)
    assert {table: names for table, names in encrypted.items() if names} == ENCRYPTED


def test_no_bytes_are_kept_outside_the_encrypted_field() -> None:
    encrypted = columns(EncryptedField)
    in_the_open = {table: names - encrypted[table] for table, names in columns(BlobField).items()}
    assert {table: names for table, names in in_the_open.items() if names} == HASHES


def test_calendar_days_are_only_those_of_the_mail_of_its_record_and_of_the_bill() -> None:
    assert {table: names for table, names in columns(DateField).items() if names} == {
        "mailpiece": {"milestone_on", "expected_on", "return_on"},
        "subscription": {"told_expected_on"},
        "spending": {"spent_on"},
        "day_count": {"on"},
        "batch": {"mailed_on"},
        "certified_record": {"mailed_on", "obtainable_until", "keep_until"},
        "record_deadline": {"by_on"},
    }
