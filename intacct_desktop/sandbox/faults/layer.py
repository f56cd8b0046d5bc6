"""The layer that lets faults happen: rules of the fault language, and single faults that a test orders as JSON."""

from collections.abc import Callable, Iterable
from random import Random
from typing import Annotated, Any

import msgspec
from starlette.types import ASGIApp, Receive, Scope, Send

from intacct_desktop.sandbox.faults.effects import NOTHING, Canned, Drop, Effect, Struck
from intacct_desktop.sandbox.faults.language import Rule

# What HTTP can carry.
_HeaderName = Annotated[str, msgspec.Meta(pattern=r"\A[0-9A-Za-z!#$%&'*+.^_`|~-]+\Z")]
_HeaderValue = Annotated[str, msgspec.Meta(pattern=r"\A[\x20-\x7e\xa0-\xff]*\Z")]


class Fault(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What happens to the next ``times`` requests whose path contains ``match``.

    ``delay`` (seconds) comes first. Then, in this order: ``drop`` closes the connection without an answer; ``status`` answers instead of
    the company, with ``headers`` and ``body`` (text as it stands, any other JSON as JSON; without one an envelope that fits the status);
    ``truncate`` lets the company answer, but closes the connection after that many bytes of the body. With only ``delay`` set the request
    goes through.
    """

    match: str
    times: Annotated[int, msgspec.Meta(ge=1)] = 1
    delay: Annotated[float, msgspec.Meta(ge=0)] = 0
    drop: bool = False
    status: Annotated[int, msgspec.Meta(ge=200, le=599)] | None = None
    headers: dict[_HeaderName, _HeaderValue] = {}
    body: Any = None
    truncate: Annotated[int, msgspec.Meta(ge=0)] | None = None

    @property
    def effect(self) -> Effect:
        if self.drop:
            return Drop()
        if self.status is not None:
            return Canned(self.status, self.headers, self.body)
        return NOTHING if self.truncate is None else Drop(self.truncate)


class Standing:
    """A rule or a fault in force: how many requests it ``met``, and how many of them it ``struck``.

    Its draws depend on ``draws`` and on the number of the request alone, so that the same requests meet the same fate again.
    """

    def __init__(self, order: Rule | Fault, draws: Random) -> None:
        self.order = order
        self.met = 0
        self.struck = 0
        self._draws = draws

    @property
    def is_used_up(self) -> bool:
        return self.struck == self.order.times

    def strikes(self, method: str, path: str) -> tuple[float, Effect] | None:
        """The seconds to wait and what to do then; None for a request that is spared."""
        match self.order:
            case Fault() as fault:
                if fault.match not in path:
                    return None
                spared, seconds = False, fault.delay
            case Rule() as rule:
                if not rule.matches(method, path):
                    return None
                spared = self._draws.random() >= rule.chance or self.met < rule.after
                seconds = self._draws.uniform(rule.latency.low, rule.latency.high) / 1000
        self.met += 1
        if spared:
            return None
        self.struck += 1
        return seconds, self.order.effect

    def described(self) -> dict[str, Any]:
        order = {"rule": str(self.order)} if isinstance(self.order, Rule) else {"fault": self.order}
        return {**order, "met": self.met, "struck": self.struck}


class Faults:
    """An ASGI layer around ``app``: the first rule in force that strikes decides what becomes of a request."""

    def __init__(self, app: ASGIApp, expire_tokens: Callable[[], None], rules: Iterable[Rule] = (), seed: int = 0) -> None:
        self.in_force: list[Standing] = []
        self._app = app
        self._expire_tokens = expire_tokens
        self._seed = seed
        self._ordered = 0
        for rule in rules:
            self.order(rule)

    def order(self, order: Rule | Fault) -> None:
        """Put one more in force, after all others."""
        self.in_force.append(Standing(order, Random(f"{self._seed} {self._ordered}")))  # noqa: S311 - chance, not secrets
        self._ordered += 1

    def clear(self) -> None:
        """Forget all of them; the next one draws as the first one did."""
        self.in_force.clear()
        self._ordered = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        fate = self._fate(scope["method"], scope["path"]) if scope["type"] == "http" else None
        if fate is None:
            await self._app(scope, receive, send)
            return
        seconds, effect = fate
        struck = Struck(self._app, scope, receive, send, self._expire_tokens)
        if seconds:
            await struck.wait(seconds)
        await effect.strike(struck)

    def _fate(self, method: str, path: str) -> tuple[float, Effect] | None:
        for standing in self.in_force:
            fate = standing.strikes(method, path)
            if fate is not None:
                if standing.is_used_up:
                    self.in_force.remove(standing)
                return fate
        return None
