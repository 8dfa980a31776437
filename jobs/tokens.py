"""Keeps the one OAuth token of a carrier in the database, encrypted, shared by every process."""

from carriers.usps_oauth import Token
from models.database import database, for_update, unit_of_work
from models.leases import OAuthToken


class DatabaseTokenStore:
    def read(self, service: str) -> Token | None:
        with unit_of_work():
            row = OAuthToken.get_or_none(OAuthToken.service == service)
        return Token(row.token, row.expires_at, row.scope) if row else None

    def replace(self, service: str, token: Token, expected: Token | None) -> bool:
        """Stores `token` unless another process has stored a different one since `expected` was read."""
        with unit_of_work(), database.atomic():
            row = for_update(OAuthToken.select().where(OAuthToken.service == service)).first()
            stored = Token(row.token, row.expires_at, row.scope) if row else None
            if stored != expected:
                return False
            OAuthToken.replace(
                service=service, token=token.access_token, scope=token.scope, expires_at=token.expires_at
            ).execute() if row is None else OAuthToken.update(
                token=token.access_token, scope=token.scope, expires_at=token.expires_at
            ).where(OAuthToken.service == service).execute()
            return True
