"""All doors of the senders' desk, for app.py."""

from flask import Blueprint

from web.desk.record import record_pages
from web.desk.register import register_pages

DESK_DOORS: tuple[Blueprint, ...] = (
    record_pages,
    register_pages,
)
