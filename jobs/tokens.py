"""Keeps the one OAuth token of a carrier in the database, encrypted, shared by every process."""

from carriers.oauth import Token
from models.carrier_calls import OAuthToken
from models.database import database, for_update, unit_of_work


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
            values = {"token": token.access_token, "scope": token.scope, "expires_at": token.expires_at}
            if row is None:  # two first tokens at once: the primary key lets one in
                made: int = OAuthToken.insert(service=service, **values).on_conflict_ignore().as_rowcount().execute()
                return made == 1
            OAuthToken.update(**values).where(OAuthToken.service == service).execute()
            return True
