"""The long work of this room, by its stored name."""

from models.long_steps import Work
from records import import_steps, importing, keeping_work, lists, manifest_work, packet_work, proof_requests, undoing

KINDS: dict[str, Work] = {
    keeping_work.LENGTHEN_KIND: keeping_work.LENGTHEN,
    importing.KIND: import_steps.WORK,
    undoing.KIND: undoing.WORK,
    lists.KIND: lists.WORK,
    manifest_work.KIND: manifest_work.WORK,
    packet_work.KIND: packet_work.WORK,
    proof_requests.KIND: proof_requests.WORK,
}
