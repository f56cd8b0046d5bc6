"""Folders, attachments and their files: scanned bills as small PDFs, and a few texts for everybody."""

import base64
from datetime import date

from intacct_desktop.sandbox.company.books import WHOLE, Books, Record, stamp
from intacct_desktop.sandbox.company.names import words
from intacct_desktop.sandbox.company.people import ADMIN, FOUNDED
from intacct_desktop.sandbox.store import ENTITY

ATTACHMENT = "company-config/attachment"
FOLDER = "company-config/folder"
SCANS = 40


def add_files(books: Books) -> None:
    """Must come after the bills and the expense reports."""
    founding = stamp(books.chance("folders"), ADMIN, FOUNDED)
    for folder_id, parent, description in words("operations")["folders"]:
        books.add(
            FOLDER,
            {
                "id": folder_id,
                "description": description,
                "status": "active",
                "hasAttachments": 0,
                "hasSubfolders": 0,
                "parent.key": books.key(FOLDER, parent) if parent else None,
                **founding,
            },
        )
        if parent:
            books.records(FOLDER)[books.key(FOLDER, parent) - 1]["hasSubfolders"] = 1
    for name, text in words("operations")["policies"]:
        _add_attachment(books, 'Policies & "How-to"', name, f"{name[:40].strip()}.txt", f"{text}\n".encode(), founding)
    chance = books.chance("scans")
    bills = [bill for bill in books.records("accounts-payable/bill") if bill["state"] != "draft"]
    for bill in sorted(chance.sample(bills, k=min(SCANS, len(bills))), key=lambda bill: int(str(bill["key"]))):
        vendor = books.records("accounts-payable/vendor")[int(str(bill["vendor.key"])) - 1]
        day = date.fromisoformat(str(bill["createdDate"]))
        scan = _pdf(f"{bill['billNumber']}  {day}  {bill['totalTxnAmount']}")
        audit = stamp(chance, int(str(bill["audit.createdByUser.key"])), day)
        named = str(bill["billNumber"]).replace("/", "-")
        folder = "Bills 2025" if day.year == 2025 else "Bills"
        bill["attachment.key"] = _add_attachment(
            books, folder, f"Bill {bill['billNumber']}, {vendor['name']}"[:200], f"{named}.pdf", scan, audit, bill[ENTITY]
        )


def _add_attachment(books: Books, folder: str, name: str, file: str, content: bytes, audit: Record, entity: object = None) -> int:
    folder_key = books.key(FOLDER, folder)
    books.records(FOLDER)[folder_key - 1]["hasAttachments"] = 1
    owner = None if entity is None else int(str(entity))
    attachment: Record = {"name": name, "description": None, "folder.key": folder_key, "entity.key": owner, **audit}
    key = books.add(ATTACHMENT, attachment)
    # The id is the user's own, or a number that the company gives.
    attachment["id"] = f"ATT-{key:05}"
    books.add(
        "company-config/file",
        {
            ENTITY: owner,
            "name": file,
            "size": len(content) * WHOLE,
            "data": base64.b64encode(content).decode(),
            "attachment.key": key,
        },
    )
    return key


def _pdf(text: str) -> bytes:
    """A page of PDF with one line of text, which must be ASCII without brackets."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode("ascii", "replace")
    parts = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    document, offsets = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        offsets.append(len(document))
        document += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return document + end % (table, len(document))
