"""What a client needs to know of a running practice company: the members of the ready file, there in camelCase."""

import msgspec


class ReadyUser(msgspec.Struct, frozen=True, rename="camel"):
    """One user who can sign in with a password; ``entity`` is the id of the only entity they see."""

    user_id: str
    password: str
    name: str
    entity: str | None


class ReadyCompany(msgspec.Struct, frozen=True):
    id: str
    name: str


class Ready(msgspec.Struct, frozen=True, rename="camel"):
    """One running server."""

    base_url: str
    client_id: str
    client_secret: str
    redirect_uri: str
    username: str
    refresh_token: str
    users: list[ReadyUser]
    company: ReadyCompany
