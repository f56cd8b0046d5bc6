"""A record's values as a person reads them: in forms that are only read, in tables, beside a change."""

import re
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, QLocale

from intacct_desktop.api.exact_json import ENCODER
from intacct_desktop.api.naming import readable
from intacct_desktop.api.records.form import Entry, EntryKind
from intacct_desktop.api.records.local_text import Locale
from intacct_desktop.ui.record.editors.file_content import bytes_in, content_of, kind_of
from intacct_desktop.ui.record.editors.locales import locale_of
from intacct_desktop.ui.record.editors.readings import reading_for

_CODE = re.compile(r"[a-z]+(?:[A-Z][a-z]+)*")
_LONGEST = 400  # characters


def _tr(text: str) -> str:
    return QCoreApplication.translate("Editor", text)


def shown(entry: Entry, value: Any, locale: Locale | QLocale | None = None) -> str:
    """One line of text; empty for null. What is no value of its kind is shown as it stands. ``locale`` None is the window's."""
    if value is None or value == "":
        return ""
    if isinstance(value, Mapping) and (entry.kind is EntryKind.REFERENCE or "id" in value or "key" in value):
        return reference_words(value)
    if isinstance(value, list | tuple | Mapping):
        return _several(value)
    if isinstance(value, bool) or entry.kind is EntryKind.ENUM:
        return choice_words(value)
    if entry.kind is EntryKind.FILE and (content := content_of(entry, value)) is not None:
        return file_words(content, locale if isinstance(locale, QLocale) else QLocale())
    known = locale if isinstance(locale, Locale) else locale_of(locale or QLocale())
    reading = reading_for(entry, known)
    written = reading.write(value) if reading is not None else None
    return written if written is not None else one_line(str(value))


def file_words(content: str, locale: QLocale) -> str:
    """Kind and size of a file in base64: ``PDF · 12.4 kB``."""
    return " · ".join(text for text in (kind_of(content)[0], size_words(bytes_in(content), locale)) if text)


def size_words(count: int, locale: QLocale) -> str:
    """A number of bytes."""
    return locale.formattedDataSize(count, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def reference_words(value: Mapping[str, Any]) -> str:
    """``V-00014 · O'Neill & Sons``; empty for a reference to nothing. Where there is neither id nor name, the key."""
    found = [str(value[name]) for name in ("id", "name") if value.get(name) not in (None, "")]
    return one_line(" · ".join(dict.fromkeys(found)) or str(value.get("key") or ""))


def choice_words(value: object) -> str:
    """ "partiallyPaid" is "Partially paid"; a code that is no word stays as it is."""
    if isinstance(value, bool):
        return _tr("Yes") if value else _tr("No")
    text = str(value)
    return readable(text) if _CODE.fullmatch(text) else one_line(text)


def one_line(text: str) -> str:
    """Line breaks as signs; of a very long text the beginning."""
    line = text[:_LONGEST] + "…" if len(text) > _LONGEST else text
    return line if line.isprintable() else line.replace("\r\n", "⏎").replace("\n", "⏎").replace("\r", "⏎").replace("\t", "⇥")


def _several(value: Any) -> str:
    if not isinstance(value, Mapping) and all(isinstance(item, str) for item in value):
        return one_line(", ".join(value))
    return one_line(ENCODER.encode(value).decode()) if value else ""
