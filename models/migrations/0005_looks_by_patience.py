"""How patient each mailpiece's next look is, and the index that looks are chosen by. Frozen, as every migration."""

INDEX = (
    'CREATE INDEX "mailpiece_next_look" ON "mailpiece" ("carrier", "patience", "next_poll_at", "id", "registered_at") '
    'WHERE ("next_poll_at" IS NOT NULL)'
)


def up(migrator, db):
    db.execute_sql('ALTER TABLE "mailpiece" ADD COLUMN "patience" INTEGER NOT NULL DEFAULT 0')
    db.execute_sql('DROP INDEX "mailpiece_next_poll_at"')
    db.execute_sql(INDEX)
