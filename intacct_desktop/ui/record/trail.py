"""Where one has been in a tab: back and forward."""

from intacct_desktop.api.records.address import RecordAddress


class Trail:
    """The records that a tab has shown, and where in them one is."""

    def __init__(self) -> None:
        self._stops: list[RecordAddress] = []
        self._at = -1

    @property
    def stop(self) -> RecordAddress | None:
        return self._stops[self._at] if self._stops else None

    @property
    def before(self) -> RecordAddress | None:
        return self._stops[self._at - 1] if self._at > 0 else None

    @property
    def after(self) -> RecordAddress | None:
        return self._stops[self._at + 1] if self._at + 1 < len(self._stops) else None

    def go(self, stop: RecordAddress) -> None:
        """On to another record: what was ahead is no longer."""
        if stop == self.stop:
            return
        del self._stops[self._at + 1 :]
        self._stops.append(stop)
        self._at += 1

    def step(self, by: int) -> None:
        """One back (-1) or forward (1), where there is such a one."""
        if 0 <= self._at + by < len(self._stops):
            self._at += by
