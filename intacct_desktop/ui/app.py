"""Starts the window: the application, its looks, its places, and the one loop."""

import asyncio
import faulthandler
import logging
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QMessageLogContext, Qt, QtMsgType, QTranslator, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication

from intacct_desktop import __version__
from intacct_desktop.connections.vault import Vault
from intacct_desktop.ui.icons import app_icon
from intacct_desktop.ui.loop import Application, run_application
from intacct_desktop.ui.one_window import OpenedElsewhere, hand_over
from intacct_desktop.ui.theme import Scheme, theme
from intacct_desktop.ui.workbench import Workbench
from intacct_desktop.workspace.places import Places
from intacct_desktop.workspace.settings import Settings, SettingsFile


@dataclass(frozen=True, slots=True)
class StartOptions:
    """What the command line asks for; None where it says nothing."""

    demo: bool = False
    tour: Path | None = None
    profile_dir: Path | None = None
    theme: Scheme | None = None
    files: tuple[Path, ...] = ()


def run_window(options: StartOptions) -> int:
    """Show the window until it is closed, or take the tour; gives the exit status."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)  # the window has its own log of requests, without secrets
    if sys.stderr is not None:
        faulthandler.enable()
    qInstallMessageHandler(_hear_qt)
    Application.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)  # QtWebEngine, loaded later, wants it from the start
    app = Application(sys.argv[:1])
    app.setApplicationName("intacct-desktop")
    app.setApplicationDisplayName("Intacct Desktop")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("intacct-desktop")
    app.setWindowIcon(app_icon())
    _translate_qt(app)
    if options.tour is None:
        places = Places.below(options.profile_dir) if options.profile_dir else Places.of_user()
        if options.files and hand_over(places.settings, (file.absolute() for file in options.files)):
            return 0
        return _run(app, options, places, Vault(places.vault))
    with tempfile.TemporaryDirectory(prefix="intacct-tour-") as folder:
        return _run(app, options, replace(Places.below(Path(folder)), companies=Places.of_user().companies), Vault(None))


def _run(app: Application, options: StartOptions, places: Places, vault: Vault) -> int:
    settings = _settings(places)
    if options.theme is not None:
        settings.theme = options.theme
    theme().apply(app, settings.theme)
    try:
        return run_application(app, lambda: _main(app, options, places, Workbench(places, settings, vault)))
    finally:
        qInstallMessageHandler(None)  # Qt would hold a function of ours, and with it everything, beyond the interpreter's end


def _settings(places: Places) -> Settings:
    try:
        return SettingsFile(places.settings).load()
    except OSError as error:
        logging.getLogger(__name__).warning("The settings cannot be read: %s", error)
        return Settings()


async def _main(app: Application, options: StartOptions, places: Places, workbench: Workbench) -> int:
    closed = asyncio.Event()
    workbench.closed.connect(closed.set)
    elsewhere = OpenedElsewhere(places.settings, workbench) if options.tour is None else None
    if elsewhere is not None:
        elsewhere.opened.connect(workbench.open_files)
    app.file_wished.connect(workbench.open_file)
    if options.tour is None:  # its pictures have one size everywhere
        workbench.window.fit_screen()
    workbench.window.show()
    try:
        await workbench.begin()
        if options.tour is not None:
            from intacct_desktop.ui.tour.main_job import take_tour

            return await take_tour(workbench, options.tour)
        if options.files:
            workbench.open_files(options.files)
        if options.demo:
            workbench.open_practice()
        await closed.wait()
        return 0
    finally:
        if elsewhere is not None:
            elsewhere.close()
        await workbench.aclose()
        workbench.window.deleteLater()


_WITHOUT_A_SCREEN = ("This plugin does not support", "QRhiGles2", "Failed to create RHI", "GPUInfo", "QVulkan", "GBM")
_LEVELS = {QtMsgType.QtDebugMsg: logging.DEBUG, QtMsgType.QtInfoMsg: logging.INFO, QtMsgType.QtWarningMsg: logging.WARNING}


def _hear_qt(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """Qt's messages go to the log like everybody's; that there is no graphics card where there is no screen is no news."""
    no_news = QGuiApplication.platformName() == "offscreen" and text.startswith(_WITHOUT_A_SCREEN)
    level = logging.DEBUG if no_news else _LEVELS.get(kind, logging.ERROR)
    logging.getLogger(f"qt.{context.category or 'default'}").log(level, "%s", text)


def _translate_qt(app: Application) -> None:
    """Qt's own words (dialogs, menus of text fields) in the system's language."""
    translator = QTranslator(app)
    if translator.load(QLocale(), "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
