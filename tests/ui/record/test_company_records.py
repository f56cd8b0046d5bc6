"""What record tabs know of the company stays true when something is written."""

from pathlib import Path
from uuid import uuid4

from intacct_desktop.api.records.reading import record_path
from intacct_desktop.api.records.writes import Write
from intacct_desktop.connections.safety import Confirmation
from intacct_desktop.connections.session import sign_in_with_client_credentials
from intacct_desktop.connections.vault import Secrets, Vault
from intacct_desktop.sandbox.server import SandboxServer
from intacct_desktop.ui.record.company_records import CompanyRecords
from intacct_desktop.workspace.journal import Action, Journal
from intacct_desktop.workspace.writer import Intent, Writer
from tests.practice import machine_profile

DEPARTMENT = "company-config/department"


async def test_what_is_written_is_offered_at_once_and_no_more_when_it_is_deleted(practice: SandboxServer, tmp_path: Path) -> None:
    profile, vault = machine_profile(practice.ready), Vault(None)
    await vault.write(profile.id, Secrets(client_secret=practice.ready.client_secret))
    session = await sign_in_with_client_credentials(profile, vault, lambda _: None)
    journal = Journal(tmp_path / "journal.db")
    records = CompanyRecords(session, Writer(session.client, session.safety, journal, profile, lambda: session.user))
    assert await records.source.suggest(DEPARTMENT, "NEW-77") == ()
    make = Write("POST", record_path(DEPARTMENT), DEPARTMENT, body={"id": "NEW-77", "name": "Just made"}, idempotency_key=str(uuid4()))
    sent = await records.writer.send(make, Intent(action=Action.CREATE), Confirmation.of([make]))
    key = sent.written[0].reference.key
    assert await records.source.suggest(DEPARTMENT, "NEW-77") == ({"key": key, "id": "NEW-77", "name": "Just made"},)
    delete = Write("DELETE", record_path(DEPARTMENT, key), DEPARTMENT, (key,))
    await records.writer.send(delete, Intent(action=Action.DELETE), Confirmation.of([delete]))
    assert await records.source.suggest(DEPARTMENT, "NEW-77") == ()
    await records.aclose()
    await session.aclose()
