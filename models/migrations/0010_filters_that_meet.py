"""Indexes of the console's lists hold what is filtered by together, so that no row has to be fetched to be left out."""

STATEMENTS = (
    'DROP INDEX "outbound_message_in_trouble"',
    'CREATE INDEX "outbound_message_in_trouble" ON "outbound_message" ("state", "id", "reason") '
    "WHERE (\"state\" IN ('unknown', 'undelivered', 'failed', 'dropped'))",
    'DROP INDEX "inbound_message_intent_id"',
    'CREATE INDEX "inbound_message_intent_id_program_id" ON "inbound_message" ("intent", "id", "program_id")',
    'CREATE INDEX "mailpiece_registered_by" ON "mailpiece" ("sender_id", "id") WHERE ("registered_at" IS NOT NULL)',
    'CREATE INDEX "exchange_service_id" ON "exchange" ("service", "id")',
    'DROP INDEX "auditentry_operator_id"',
    'DROP INDEX "auditentry_action"',
    'DROP INDEX "auditentry_object"',
    'CREATE INDEX "audit_entry_operator_id_id" ON "audit_entry" ("operator_id", "id")',
    'CREATE INDEX "audit_entry_action_id" ON "audit_entry" ("action", "id")',
    'CREATE INDEX "audit_entry_object_id" ON "audit_entry" ("object", "id")',
)


def up(migrator, db):
    for statement in STATEMENTS:
        db.execute_sql(statement)
