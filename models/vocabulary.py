"""The words that tables, modules and texts share. Values are stored in the database: add, never rename."""

from enum import StrEnum


class Milestone(StrEnum):
    """Our small normalised steps of a mailpiece. `unknown` is a value, never a guess."""

    NOT_FOUND = "not_found"
    LABEL_CREATED = "label_created"
    ACCEPTED = "accepted"
    IN_TRANSIT = "in_transit"
    ARRIVED_LOCAL = "arrived_local"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERY_ATTEMPTED = "delivery_attempted"
    AVAILABLE_FOR_PICKUP = "available_for_pickup"
    HELD = "held"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    DELIVERED_AGENT = "delivered_agent"
    FORWARDED = "forwarded"
    MISSENT = "missent"
    UNDELIVERABLE = "undeliverable"
    REFUSED = "refused"
    UNCLAIMED = "unclaimed"
    RETURNING = "returning"
    RETURNED = "returned"
    LOST_RECOVERY = "lost_recovery"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    UNKNOWN = "unknown"
