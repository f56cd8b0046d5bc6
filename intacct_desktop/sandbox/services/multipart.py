"""A ``multipart/form-data`` body taken apart. The standard library reads it: in form it is a mail."""

from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser

from intacct_desktop.sandbox.services.payload import wrong


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a form; ``filename`` is None for a plain field."""

    name: str
    filename: str | None
    content: bytes


def parts(content_type: str, body: bytes) -> list[Part]:
    """The parts in their order. Raises 400 for what is no form."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1", "replace")
    form = BytesParser().parsebytes(head + body)
    if form.get_content_type() != "multipart/form-data" or not form.is_multipart() or form.defects:
        raise wrong("The payload is multipart/form-data", "")
    return [_part(each) for each in form.walk() if each is not form]


def _part(message: Message) -> Part:
    name = message.get_param("name", header="content-disposition")
    content = message.get_payload(decode=True)
    if not isinstance(name, str) or not isinstance(content, bytes):
        raise wrong("A part of the form has no name", "")
    return Part(name, message.get_filename(), content)
