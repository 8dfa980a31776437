"""All doors of the senders' desk, for app.py."""

from flask import Blueprint

from web.desk.alerts import alert_pages
from web.desk.batches import batch_pages
from web.desk.calendar import calendar_pages
from web.desk.deadlines import deadline_pages
from web.desk.drills import drill_pages
from web.desk.files import file_pages
from web.desk.gaps import gap_pages
from web.desk.imports import import_pages
from web.desk.keeping import keeping_pages
from web.desk.lists import list_pages
from web.desk.notice_types import notice_type_pages
from web.desk.notices import notice_pages
from web.desk.packets import packet_pages
from web.desk.record import record_pages
from web.desk.register import register_pages
from web.desk.reminders import reminder_pages
from web.desk.reports import report_pages
from web.desk.searching import search_pages
from web.desk.stamping import stamp_pages

DESK_DOORS: tuple[Blueprint, ...] = (
    search_pages,
    record_pages,
    file_pages,
    gap_pages,
    packet_pages,
    register_pages,
    import_pages,
    batch_pages,
    stamp_pages,
    list_pages,
    report_pages,
    notice_type_pages,
    keeping_pages,
    drill_pages,
    notice_pages,
    deadline_pages,
    reminder_pages,
    calendar_pages,
    alert_pages,
)
