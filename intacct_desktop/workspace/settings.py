"""What the window remembers from one start to the next: its looks, its places, favourites and recent objects. Nothing secret."""

from pathlib import Path
from typing import Literal

import msgspec

from intacct_desktop.connections.files import set_aside, write_private
from intacct_desktop.results.formats.file_format import Header, Quote
from intacct_desktop.results.formats.page_setup import USUAL_SETUP, PageSetup
from intacct_desktop.results.statistics import DatePart


class ObjectMemory(msgspec.Struct):
    """The objects a person comes back to, for one connection: names without ``objects/``, the latest first."""

    favourites: list[str] = []
    recent: list[str] = []


class CsvChoices(msgspec.Struct, frozen=True):
    """As `file_format.Options` has them."""

    separator: str
    byte_order_mark: bool
    formula_guard: bool
    quote: Quote
    decimal_mark: str
    date_format: str
    null: str
    header: Header


class ExportChoices(msgspec.Struct):
    """What was chosen for the last files, so that it need not be chosen again. ``made_by_server`` says who made the last one.

    ``folders`` is the column with a folder for each of its values, ``folder_part`` what of a date; ``page`` is for PDF and for printing.
    """

    format: str = ""
    made_by_server: bool = False
    csv: CsvChoices | None = None
    sheet_header: Header = Header.NAME
    folders: str = ""
    folder_part: DatePart | None = None
    page: PageSetup = USUAL_SETUP


class Settings(msgspec.Struct):
    """Everything in one file. ``layout`` is the main window's own account of its places and sizes."""

    theme: Literal["system", "light", "dark"] = "system"
    layout: dict[str, str] = {}
    export_folder: str = ""
    export: ExportChoices = msgspec.field(default_factory=ExportChoices)
    side_page: int = 0
    """Which page of the left side is in front."""
    code_language: str = ""
    look_up_values: bool = True
    """Offer values of the company while one is typed; each look-up is a call."""
    objects: dict[str, ObjectMemory] = {}

    def memory(self, profile_id: str) -> ObjectMemory:
        """The memory for one connection, made on first use."""
        return self.objects.setdefault(profile_id, ObjectMemory())


class SettingsFile:
    """The file that keeps `Settings`. A damaged one is put aside: settings are a comfort, not a reason to refuse to start."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self) -> Settings:
        """The settings, or new ones where there is no file that can be read. Raises OSError for a folder that cannot be."""
        try:
            return msgspec.json.decode(self.path.read_bytes(), type=Settings)
        except FileNotFoundError:
            return Settings()
        except ValueError:  # what is no UTF-8 is one too, and no error of msgspec's
            set_aside(self.path)
            return Settings()

    def save(self, settings: Settings) -> None:
        """Replace the file, in one step. Raises OSError."""
        write_private(self.path, msgspec.json.format(msgspec.json.encode(settings), indent=2))
