"""Where one has been in a tab: back and forward."""

from intacct_desktop.api.records.address import RecordAddress

_MOST = 100


class Trail:
    """The records that a tab has shown, and where in them one is."""

    def __init__(self) -> None:
        self._stops: list[RecordAddress] = []
        self._at = -1
        self._aim = -1

    @property
    def stop(self) -> RecordAddress | None:
        return self._stops[self._at] if self._stops else None

    @property
    def before(self) -> RecordAddress | None:
        return self._stops[self._at - 1] if self._at > 0 else None

    @property
    def after(self) -> RecordAddress | None:
        return self._stops[self._at + 1] if self._at + 1 < len(self._stops) else None

    def aim(self, by: int) -> None:
        """One is about to go one back (-1) or forward (1); one is there when it comes, which may be never."""
        self._aim = self._at + by

    def go(self, stop: RecordAddress) -> None:
        """On to another record: what was ahead is no longer, unless one was to go along the way."""
        aim, self._aim = self._aim, -1
        if stop == self.stop:
            return
        if 0 <= aim < len(self._stops) and self._stops[aim] == stop:
            self._at = aim
            return
        self._stops = [*self._stops[: self._at + 1], stop][-_MOST:]
        self._at = len(self._stops) - 1
