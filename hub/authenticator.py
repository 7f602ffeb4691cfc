"""Who may log in: the people of the roster, with the passwords of `hub.passwords`."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from jupyterhub.auth import Authenticator
from traitlets import Unicode

from conveyor.errors import ConveyorError
from hub.passwords import is_password
from hub.roster import Account, read_roster
from hub.settings import groups_of

# Each check of a password takes 128 MiB for a moment: not for a whole class at once.
_CHECKS = asyncio.Semaphore(2)


class RosterAuthenticator(Authenticator):
    """Checks name and password; the roster is read again at each look at a user.

    Someone who is taken out of it is logged out at the next request and cannot come back.
    Groups follow the role.
    """

    roster = Unicode(help="Path of roster.csv.").tag(config=True)
    passwords = Unicode(help="Path of the file with the password hashes.").tag(config=True)
    course = Unicode(help="nbgrader's course id; the groups are named after it.").tag(config=True)

    async def authenticate(self, handler: Any, data: dict[str, str]) -> dict[str, Any] | None:
        # Telephones begin a name with a capital; no account has one.
        name = data.get("username", "").strip().lower()
        right = await self._is_password(name, data.get("password", ""))
        account = self._account(name)
        return self._model(account) if right and account else None

    async def refresh_user(self, user: Any, handler: Any = None) -> dict[str, Any] | bool:
        account = self._account(user.name)
        return self._model(account) if account else False

    async def _is_password(self, name: str, password: str) -> bool:
        try:
            async with _CHECKS:
                return await asyncio.to_thread(is_password, Path(self.passwords), name, password)
        except ConveyorError as error:
            self.log.error("%s", error)
            return False

    def _model(self, account: Account) -> dict[str, Any]:
        return {"name": account.name, "groups": groups_of(account, self.course)}

    def _account(self, name: str) -> Account | None:
        try:
            accounts = read_roster(Path(self.roster))
        except ConveyorError as error:
            # Nobody gets in on a roster that cannot be read, and the log says why.
            self.log.error("%s", error)
            return None
        return next((a for a in accounts if a.name == name), None)
