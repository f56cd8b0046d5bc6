"""How the language of a widget writes values."""

import functools
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QLocale

from intacct_desktop.api.records.local_text import Locale
from intacct_desktop.ui.builder.words import notation_of

_FORMS = (QLocale.FormatType.LongFormat, QLocale.FormatType.ShortFormat)


def locale_of(locale: QLocale) -> Locale:
    """Dates as in ISO 8601 where the language spells the month."""
    return _locale(locale.name(), QCoreApplication.translate("Editor", "today"))


@functools.lru_cache(maxsize=16)
def _locale(name: str, today: str) -> Locale:
    locale = QLocale(name)
    months = [
        [name_of(month, form) for form in _FORMS for name_of in (locale.monthName, locale.standaloneMonthName)] for month in range(1, 13)
    ]
    return replace(notation_of(locale).locale, months=tuple(tuple(dict.fromkeys(names)) for names in months), today=(today,))
