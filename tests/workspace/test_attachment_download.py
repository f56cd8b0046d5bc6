"""Attachments come as files: each named after its record, none overwritten, none lost for the sake of another."""

import base64
import io
import os
import zipfile
from pathlib import Path

import msgspec
import pytest

from intacct_desktop.api.client import Client
from intacct_desktop.api.errors import IntacctError
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter, Order, Query
from intacct_desktop.api.query_service import fetch_page
from intacct_desktop.api.records.attachments import attached_files
from intacct_desktop.results.files import FileTrouble, Trouble
from intacct_desktop.workspace.attachment_download import Download, download_attachments
from tests.practice import Company

BILL = "accounts-payable/bill"
ATTACHMENT = "company-config/attachment"


async def _bills(client: Client, count: int) -> list[str]:
    """Keys of bills that have a scan."""
    query = Query(BILL, ("key",), (Filter(Operator.NE, "attachment.key", None),), order_by=(Order("key"),), size=count)
    return [str(msgspec.json.decode(row)["key"]) for row in (await fetch_page(client, query)).rows]


async def test_files_of_several_records(client: Client, models: ModelService, tmp_path: Path) -> None:
    keys = await _bills(client, 5)
    heard: list[tuple[int, int]] = []
    outcome = await download_attachments(
        client, models, BILL, [*keys, "1", "99999999"], None, tmp_path, lambda done, total: heard.append((done, total))
    )
    assert sorted({file.record for file in outcome.saved}) == sorted(keys)
    assert (outcome.without, outcome.gone, outcome.failed) == (["1"], ["99999999"], [])
    assert heard[-1] == (7, 7)
    assert sorted(os.listdir(tmp_path)) == sorted(file.path.name for file in outcome.saved)
    for file in outcome.saved:
        assert file.path.read_bytes().startswith(b"%PDF-1.4")
        assert file.path.read_bytes().endswith(b"%%EOF\n")
        assert file.path.name.startswith(f"{file.record} ")
    again = await download_attachments(client, models, BILL, keys, None, tmp_path)
    assert {file.path for file in again.saved} == {file.path for file in outcome.saved}
    assert all(file.was_there for file in again.saved)


async def test_a_file_of_the_name_that_is_another_stays(client: Client, models: ModelService, tmp_path: Path) -> None:
    [key] = await _bills(client, 1)
    [first] = (await download_attachments(client, models, BILL, [key], None, tmp_path)).saved
    first.path.write_bytes(b"the person's own")
    [second] = (await download_attachments(client, models, BILL, [key], None, tmp_path)).saved
    assert first.path.read_bytes() == b"the person's own"
    assert second.path.name == f"{first.path.stem} (2).pdf"


async def test_awkward_names_of_the_attachments_themselves(client: Client, models: ModelService, tmp_path: Path) -> None:
    keys = [str(number) for number in range(1, 6)]
    outcome = await download_attachments(client, models, ATTACHMENT, keys, None, tmp_path)
    assert len(outcome.saved) == 5
    assert sorted(os.listdir(tmp_path)) == sorted(file.path.name for file in outcome.saved)


async def test_one_that_fails_does_not_keep_the_others(client: Client, models: ModelService, company: Company, tmp_path: Path) -> None:
    keys = await _bills(client, 4)
    company.lets("objects/company-config/attachment/* 500 times=1")
    outcome = await download_attachments(client, models, BILL, keys, None, tmp_path)
    company.forget()
    assert len(outcome.saved) == 3
    [failure] = outcome.failed
    assert failure.record in keys
    assert isinstance(failure.error, IntacctError)


async def test_a_folder_that_is_gone(client: Client, models: ModelService, tmp_path: Path) -> None:
    with pytest.raises(FileTrouble) as caught:
        await download_attachments(client, models, BILL, await _bills(client, 3), None, tmp_path / "gone")
    assert caught.value.trouble is Trouble.NO_FOLDER


async def test_an_object_that_has_none(client: Client, models: ModelService, tmp_path: Path) -> None:
    outcome = await download_attachments(client, models, "company-config/department", ["1", "2"], None, tmp_path)
    assert outcome == Download(without=["1", "2"])


def _zip(**files: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


def _torn() -> bytes:
    """A ZIP whose content is no longer what its own list says."""
    held = bytearray(_zip(scan=b"%PDF" * 200))
    with zipfile.ZipFile(io.BytesIO(held)) as archive:
        [member] = archive.infolist()
    start = 30 + len(member.filename)
    held[start + 3 : start + 9] = b"\xff" * 6
    return bytes(held)


@pytest.mark.parametrize(
    ("name", "data", "content"),
    [
        ("scan.pdf", base64.b64encode(_zip(scan=b"%PDF")).decode(), b"%PDF"),
        ("both.pdf", base64.b64encode(_zip(a=b"1", b=b"2")).decode(), _zip(a=b"1", b=b"2")),
        ("table.xlsx", base64.b64encode(_zip(sheet=b"<x/>")).decode(), _zip(sheet=b"<x/>")),
        ("broken.pdf", base64.b64encode(b"PK\x03\x04 no archive").decode(), b"PK\x03\x04 no archive"),
        ("torn.pdf", base64.b64encode(_torn()).decode(), _torn()),
        ("plain.txt", base64.b64encode(b"text").decode(), b"text"),
        ("elsewhere.pdf", None, None),
        ("odd.pdf", "no base64!", None),
    ],
)
async def test_what_a_file_holds(client: Client, company: Company, name: str, data: str | None, content: bytes | None) -> None:
    body = {"ia::result": {"key": "7", "files": [{"key": "1", "name": name, "data": data}]}, "ia::meta": {"totalCount": 1}}
    company.fails("objects/company-config/attachment", status=200, body=body)
    [file] = await attached_files(client, "7", None)
    assert (file.name, file.content) == (name, content)


async def test_an_attachment_without_files_is_told(client: Client, company: Company) -> None:
    company.fails("objects/company-config/attachment", status=200, body={"ia::result": {"key": "7"}, "ia::meta": {"totalCount": 1}})
    with pytest.raises(IntacctError):
        await attached_files(client, "7", None)
