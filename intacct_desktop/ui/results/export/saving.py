"""Asking where a small file goes, and writing it there: whole, or not at all."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from intacct_desktop.results.files import target_file


def choose_file(
    parent: QWidget, title: str, stem: str, forms: Sequence[tuple[str, str]], chosen: Callable[[Path], object], folder: Path | None = None
) -> QFileDialog:
    """Open the choice of a file's name; ``forms`` are its formats, each with words and a suffix, the first one is offered."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    chooser = QFileDialog(parent, title, str(folder or documents or Path.home()))
    chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    chooser.setNameFilters([f"{words} (*{suffix})" for words, suffix in forms])
    suffixes = {f"{words} (*{suffix})": suffix for words, suffix in forms}
    chooser.setDefaultSuffix(forms[0][1].removeprefix("."))
    chooser.filterSelected.connect(lambda form: chooser.setDefaultSuffix(suffixes[form].removeprefix(".")))
    chooser.selectFile(f"{stem}{forms[0][1]}")
    chooser.fileSelected.connect(lambda path: chosen(Path(path)))
    chooser.open()
    return chooser


def write_file(path: Path, content: bytes) -> None:
    """Blocks. Raises `files.FileTrouble`."""
    with target_file(path) as target:
        target.temporary.write_bytes(content)
