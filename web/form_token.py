"""The token that a page's forms carry, made from the page's own cookie: only the page itself can post."""

import hashlib

from flask import request
from itsdangerous import BadData, URLSafeSerializer

from models.fields import derived_key


def make(cookie: str, page: str) -> str:
    """`page` keeps the tokens of one kind of page from being taken by another."""
    signed = _signer(page).dumps(_digest_of(cookie))
    return str(signed)


def fits(cookie: str, page: str) -> bool:
    """Did the form at hand come with the token of this cookie?"""
    try:
        return bool(cookie) and bool(_signer(page).loads(request.form.get("csrf", "")[:300]) == _digest_of(cookie))
    except BadData:
        return False


def _digest_of(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()


def _signer(page: str) -> URLSafeSerializer:
    return URLSafeSerializer(derived_key("forms"), salt=f"{page} form")
