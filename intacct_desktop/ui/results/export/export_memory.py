"""What was chosen for the last files, in the dialog and in the settings."""

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QLocale

from intacct_desktop.api.export_service import ExportFormat
from intacct_desktop.results.formats.file_format import FileFormat, Header, Options, Partition
from intacct_desktop.ui.results.export.export_options import local_options
from intacct_desktop.workspace.settings import CsvChoices, ExportChoices

if TYPE_CHECKING:
    from intacct_desktop.ui.results.export.export_dialog import ExportDialog


def recall(choices: ExportChoices, dialog: "ExportDialog") -> None:
    """Set the dialog as the last one was, as far as that can be."""
    known = next(
        (choice for choice in dialog.formats.choices if choice.value == choices.format and _served(choice) == choices.made_by_server), None
    )
    if known is not None:
        dialog.format_button(known).setChecked(True)
    language, _, territory = QLocale().name().partition("_")
    csv = choices.csv
    dialog.csv.show_options(local_options(language, territory) if csv is None else Options(**msgspec.structs.asdict(csv)))
    dialog.sheet.header.setCurrentIndex(max(dialog.sheet.header.findData(choices.sheet_header), 0))
    if choices.folders:
        dialog.parquet.show_partition(Partition(choices.folders, choices.folder_part))
    dialog.page.set_setup(choices.page)


def keep(choices: ExportChoices, dialog: "ExportDialog") -> None:
    """Remember how a file was made; what does not concern its format stays as it was."""
    choice = dialog.file_format
    choices.format, choices.made_by_server = choice.value, _served(choice)
    if isinstance(choice, ExportFormat):
        return
    match choice:
        case FileFormat.CSV:
            choices.csv = msgspec.convert(dialog.csv.options(), CsvChoices, from_attributes=True)
        case FileFormat.XLSX:
            choices.sheet_header = Header(dialog.sheet.header.currentData())
        case FileFormat.PARQUET:
            partition = dialog.parquet.partition()
            choices.folders = partition.path if partition is not None else ""
            choices.folder_part = partition.part if partition is not None else None
        case FileFormat.PDF:
            choices.page = dialog.page.setup


def _served(choice: FileFormat | ExportFormat) -> bool:
    return isinstance(choice, ExportFormat)
