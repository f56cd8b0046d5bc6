"""What people write into descriptions: mostly nothing or something short, now and then what a careless reader stumbles over."""

import random

from intacct_desktop.sandbox.company.names import words


class Memos:
    """Gives descriptions."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._plain = words("trade")["payment_memos"]
        self._awkward = words("trade")["awkward_memos"]

    def memo(self) -> str | None:
        """A description, or none."""
        draw = self._chance.random()
        if draw < 0.55:
            return None
        return str(self._chance.choice(self._awkward if draw > 0.97 else self._plain))
