"""One database connection for each request that asks the database anything: kept per thread on SQLite, borrowed at the
first statement and given back at the end on PostgreSQL."""

from flask import Flask

from models.database import database, is_postgresql


def connect_each_request(app: Flask) -> None:
    @app.teardown_request
    def give_back(_problem: BaseException | None) -> None:
        if is_postgresql() and not database.is_closed():
            database.close()
