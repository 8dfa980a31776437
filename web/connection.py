"""One database connection for each request: kept per thread on SQLite, borrowed and given back on PostgreSQL."""

from flask import Flask

from models.database import database, is_postgresql


def connect_each_request(app: Flask) -> None:
    @app.before_request
    def connect() -> None:
        database.connect(reuse_if_open=True)

    @app.teardown_request
    def give_back(_problem: BaseException | None) -> None:
        if is_postgresql() and not database.is_closed():
            database.close()
