"""Profiles: what makes one usable, and the file that keeps them."""

import stat
import sys
from pathlib import Path

import pytest

from intacct_desktop.connections.profile import DamagedProfiles, Environment, Grant, Problem, Profile, ProfileStore, new_id, problems

BROWSER = Profile(
    id="a1",
    name="Riverside",
    client_id="b5974b6c.app.sage.com",
    redirect_uri="https://127.0.0.1:8899/callback",
    environment=Environment.SANDBOX,
)
MACHINE = Profile(
    id="b2", name="Night run", client_id="b5974b6c.app.sage.com", grant=Grant.CLIENT_CREDENTIALS, username="api@Riverside|Lyon"
)


def changed(profile: Profile, **members: object) -> Profile:
    return Profile(**{name: getattr(profile, name) for name in Profile.__dataclass_fields__} | members)


@pytest.mark.parametrize(
    ("profile", "member", "problem"),
    [
        (changed(BROWSER, name=" "), "name", Problem.MISSING),
        (changed(BROWSER, id="c3", name="night RUN "), "name", Problem.TAKEN),
        (changed(BROWSER, base_url=""), "base_url", Problem.MISSING),
        (changed(BROWSER, base_url="api.intacct.com/ia"), "base_url", Problem.NOT_A_URL),
        (changed(BROWSER, base_url="https://user@api.intacct.com"), "base_url", Problem.NOT_A_URL),
        (changed(BROWSER, base_url="https://api.intacct.com:port/"), "base_url", Problem.NOT_A_URL),
        (changed(BROWSER, base_url="https://[::1/ia"), "base_url", Problem.NOT_A_URL),
        (changed(BROWSER, base_url="http://api.intacct.com/ia/api/v1"), "base_url", Problem.NOT_ENCRYPTED),
        (changed(BROWSER, base_url="http://127.0.0.1.example.com/ia"), "base_url", Problem.NOT_ENCRYPTED),
        (changed(BROWSER, client_id=""), "client_id", Problem.MISSING),
        (changed(BROWSER, redirect_uri=""), "redirect_uri", Problem.MISSING),
        (changed(BROWSER, redirect_uri="http://127.0.0.1/callback"), "redirect_uri", Problem.NOT_ENCRYPTED),
        (changed(BROWSER, redirect_uri="callback"), "redirect_uri", Problem.NOT_A_URL),
        (changed(BROWSER, redirect_uri="https:///callback"), "redirect_uri", Problem.NOT_A_URL),
        (changed(BROWSER, redirect_uri="https://127.0.0.1/callback?code=1"), "redirect_uri", Problem.NOT_A_URL),
        (changed(MACHINE, username=""), "username", Problem.MISSING),
        (changed(MACHINE, username="api"), "username", Problem.NOT_A_USERNAME),
        (changed(MACHINE, username="api@Riverside|"), "username", Problem.NOT_A_USERNAME),
    ],
)
def test_what_is_wrong_with_a_profile_is_said_by_member(profile: Profile, member: str, problem: Problem) -> None:
    assert problems(profile, [BROWSER, MACHINE], has_secret=True) == {member: problem}


@pytest.mark.parametrize(
    "profile",
    [
        BROWSER,
        MACHINE,
        changed(BROWSER, base_url="http://127.0.0.1:4711/ia/api/v1"),
        changed(BROWSER, base_url="http://[::1]:4711/ia/api/v1"),
        changed(BROWSER, redirect_uri="intacct-desktop://callback"),
        changed(BROWSER, redirect_uri="com.example.desktop:/callback"),
    ],
)
def test_a_usable_profile_has_no_problem(profile: Profile) -> None:
    assert problems(profile, [BROWSER, MACHINE], has_secret=True) == {}


def test_client_credentials_need_a_secret_and_a_browser_does_not() -> None:
    assert problems(MACHINE) == {"client_secret": Problem.MISSING}
    assert problems(BROWSER) == {}


@pytest.mark.parametrize("name", ["", "../other", "A", "a/b", "a" * 65, "-a"])
def test_an_id_can_only_be_what_can_name_a_file(name: str) -> None:
    with pytest.raises(ValueError, match="not an id"):
        changed(BROWSER, id=name)
    assert new_id() != new_id()


def test_profiles_come_back_as_they_were_kept(tmp_path: Path) -> None:
    store = ProfileStore(tmp_path / "new" / "profiles.json")
    assert store.load() == ()
    kept = (BROWSER, changed(MACHINE, company="Riverside", entity="Lyon", has_secret=True))
    store.save(kept)
    assert ProfileStore(store.path).load() == kept
    assert [path.name for path in store.path.parent.iterdir()] == ["profiles.json"]
    if sys.platform != "win32":
        assert stat.S_IMODE(store.path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"profiles": [{"id": "../x", "name": "n", "client_id": "c"}]}', b'{"profiles": [{}]}', b'{"profiles": ["\xff"]}'],
)
def test_a_damaged_file_is_kept_aside_and_a_new_one_begins(tmp_path: Path, content: bytes) -> None:
    store = ProfileStore(tmp_path / "profiles.json")
    store.path.write_bytes(content)
    with pytest.raises(DamagedProfiles) as raised:
        store.load()
    assert raised.value.kept.read_bytes() == content
    assert store.load() == ()
    store.save([BROWSER])
    assert store.load() == (BROWSER,)
    assert raised.value.kept.read_bytes() == content


def test_a_save_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    store = ProfileStore(tmp_path / "profiles.json")
    store.path.mkdir()  # a name that no file can take
    (store.path / "inside").touch()
    with pytest.raises(OSError, match=r"profiles\.json"):
        store.save([BROWSER])
    assert [path.name for path in tmp_path.iterdir()] == ["profiles.json"]
