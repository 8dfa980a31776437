"""The floor of a page: a bare Flask app that gives a constant page of so many bytes, and does nothing else.

Served with the product's own gunicorn settings: `bench.bare_page:create_app(8000)`.
"""

from flask import Flask, Response


def create_app(length: int) -> Flask:
    app = Flask(__name__)
    page = "x" * length

    @app.get("/")
    def constant() -> Response:
        return Response(page, mimetype="text/html")

    return app
