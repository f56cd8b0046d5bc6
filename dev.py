#!/usr/bin/env python3
"""The project's one tool, with nothing but Python's standard library:

    python3 dev.py demo      open the window on the practice company (the tour, where there is no display)
    python3 dev.py test      ruff, mypy, import-linter and pytest; what CI runs
    python3 dev.py tour DIR  the window drives itself through the main job; pictures and files go to DIR
    python3 dev.py bench     the measurements of tests/benchmarks, beside those of counterparts; a table, and bench.json
    python3 dev.py package   a one-folder build of the program in dist/, and the tour from it
    python3 dev.py lock      write requirements.lock again after a change of pyproject.toml (needs uv)

Each makes .venv first, with the exact versions of requirements.lock.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
ON_WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if ON_WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if ON_WINDOWS else "python")

# Debian's names of the libraries that Qt and QtWebEngine load from the system.
PACKAGES = {
    "libEGL": "libegl1",
    "libGL": "libgl1",
    "libGLX": "libglx0",
    "libX11-xcb": "libx11-xcb1",
    "libX11": "libx11-6",
    "libXcomposite": "libxcomposite1",
    "libXdamage": "libxdamage1",
    "libXext": "libxext6",
    "libXfixes": "libxfixes3",
    "libXrandr": "libxrandr2",
    "libXrender": "libxrender1",
    "libXtst": "libxtst6",
    "libXkbfile": "libxkbfile1",
    "libxkbfile": "libxkbfile1",
    "libasound": "libasound2",
    "libdbus-1": "libdbus-1-3",
    "libdrm": "libdrm2",
    "libexpat": "libexpat1",
    "libfontconfig": "libfontconfig1",
    "libfreetype": "libfreetype6",
    "libgbm": "libgbm1",
    "libglib-2.0": "libglib2.0-0",
    "libgthread-2.0": "libglib2.0-0",
    "libgssapi_krb5": "libgssapi-krb5-2",
    "libnspr4": "libnspr4",
    "libplc4": "libnspr4",
    "libplds4": "libnspr4",
    "libnss3": "libnss3",
    "libnssutil3": "libnss3",
    "libsmime3": "libnss3",
    "libudev": "libudev1",
    "libwayland-client": "libwayland-client0",
    "libwayland-cursor": "libwayland-cursor0",
    "libwayland-server": "libwayland-server0",
    "libxcb-cursor": "libxcb-cursor0",
    "libxcb-dri3": "libxcb-dri3-0",
    "libxcb-icccm": "libxcb-icccm4",
    "libxcb-image": "libxcb-image0",
    "libxcb-keysyms": "libxcb-keysyms1",
    "libxcb-randr": "libxcb-randr0",
    "libxcb-render-util": "libxcb-render-util0",
    "libxcb-render": "libxcb-render0",
    "libxcb-shape": "libxcb-shape0",
    "libxcb-shm": "libxcb-shm0",
    "libxcb-sync": "libxcb-sync1",
    "libxcb-util": "libxcb-util1",
    "libxcb-xfixes": "libxcb-xfixes0",
    "libxcb-xkb": "libxcb-xkb1",
    "libxcb": "libxcb1",
    "libxkbcommon-x11": "libxkbcommon-x11-0",
    "libxkbcommon": "libxkbcommon0",
}
QT_FILES = (
    "lib/libQt6WebEngineCore.so.6",
    "lib/libQt6Widgets.so.6",
    "plugins/platforms/libqxcb.so",
    "plugins/platforms/libqoffscreen.so",
    "plugins/platforms/libqwayland.so",
)
OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}
# Each process of a test run compiles all that it imports unless one may keep it for the others, wherever the environment says no to that.
BYTECODE = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(ROOT / "build" / "bytecode")}
FONT_PACKAGE = "fonts-dejavu-core"
# A real Secret Service for the tests of the vault; what runs and reads the programs that are made of queries; what reads exported files.
TEST_PROGRAMS = {
    "gnome-keyring-daemon": "gnome-keyring",
    "dbus-run-session": "dbus",
    "curl": "curl",
    "node": "nodejs",
    "npm": "npm",
    "soffice": "libreoffice-calc-nogui",
    "pdftotext": "poppler-utils",
}
PARSERS = ROOT / "tests" / "workspace" / "code" / "parsers"


def main() -> int:
    if not (3, 11) <= sys.version_info[:2] < (3, 14):
        return say(f"Intacct Desktop needs Python 3.11, 3.12 or 3.13; this is {sys.version.split()[0]}. Start dev.py with one of those.", 2)
    commands = {"demo": demo, "test": test, "tour": tour, "bench": bench, "package": package, "lock": lock}
    name, *arguments = sys.argv[1:] or ["help"]
    if name not in commands:
        return say(__doc__, 0 if name in ("help", "-h", "--help") else 2)
    return commands[name](arguments)


def demo(arguments: list) -> int:
    prepare()
    if has_display():
        return run(PYTHON, "-m", "intacct_desktop", "--demo", *arguments)
    say("There is no display here, so the window is not shown: it takes the tour instead, and its pictures go to tour/.")
    return tour(arguments)


def tour(arguments: list) -> int:
    prepare()
    directory = arguments[0] if arguments else "tour"
    return run(PYTHON, "-m", "intacct_desktop", "--demo", "--tour", directory, *arguments[1:], env={} if has_display() else OFFSCREEN)


def test(arguments: list) -> int:
    prepare(TEST_PROGRAMS)
    stop_unless(parsers())
    steps = (
        ("ruff check", (tool("ruff"), "check", ".")),
        ("ruff format", (tool("ruff"), "format", "--check", ".")),
        ("mypy", (tool("mypy"),)),
        ("import-linter", (tool("lint-imports"),)),
        (
            "pytest",
            (PYTHON, "-m", "pytest", "-n", str(min(os.cpu_count() or 1, 4)), "--dist", "worksteal", *arguments),
        ),
    )
    for name, command in steps:
        say(f"== {name}")
        status = run(*command, env={**OFFSCREEN, **BYTECODE})
        if status:
            return say(f"== {name} failed", status)
    return 0


def bench(arguments: list) -> int:
    prepare()
    return run(PYTHON, "-m", "tests.benchmarks", *arguments)


def package(arguments: list) -> int:
    prepare()
    out = ("--distpath", "dist", "--workpath", "build", "--noconfirm", "--log-level", "WARN")
    program = Path("dist", "intacct-desktop", "intacct-desktop.exe" if ON_WINDOWS else "intacct-desktop")
    return run(PYTHON, "-m", "PyInstaller", *out, "packaging/intacct-desktop.spec", *arguments) or run(
        ROOT / program, "--demo", "--tour", "build/tour", env={} if has_display() else OFFSCREEN
    )


def lock(_arguments: list) -> int:
    uv = shutil.which("uv")
    if uv is None:
        return say("Locking for all platforms at once needs uv on the PATH.", 2)
    options = ("--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links")
    groups = ("--group", "build", "--group", "test", "--group", "package")
    said = ("--custom-compile-command", "python3 dev.py lock")
    return run(uv, "pip", "compile", "-q", *options, *groups, *said, "-o", LOCK, "pyproject.toml")


def prepare(programs=None) -> None:
    """Make the environment as the lock file says, unless it is so already, and see to what Qt needs of the system."""
    digest = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()
    stamp = VENV / "locked"
    if not stamp.is_file() or stamp.read_text() != digest:
        say("Making .venv with the versions of requirements.lock (some 300 MB the first time) ...")
        stop_unless(install())
        stamp.write_text(digest)
    if sys.platform == "linux":
        stop_unless(system_libraries(programs or {}))


def install() -> int:
    shutil.rmtree(VENV, ignore_errors=True)
    uv = shutil.which("uv")
    if uv is not None:
        pip = (uv, "pip", "install", "-q", "--python", PYTHON)
        status = run(uv, "venv", "-q", "--python", getattr(sys, "_base_executable", sys.executable), VENV)
    else:
        venv.create(VENV, with_pip=True)
        pip = (PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check")
        status = 0
    return status or run(*pip, "--require-hashes", "-r", LOCK) or run(*pip, "--no-deps", "--no-build-isolation", "-e", ROOT)


def parsers() -> int:
    """Make the parsers of generated programs as their lock file says, unless they are so already."""
    digest = hashlib.sha256((PARSERS / "package-lock.json").read_bytes()).hexdigest()
    stamp = PARSERS / "node_modules" / "locked"
    if stamp.is_file() and stamp.read_text() == digest:
        return 0
    npm = shutil.which("npm")
    if npm is None:
        return say("The tests of generated programs need Node and npm: install them, then start again.", 1)
    status = run(npm, "ci", "--prefix", PARSERS, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    if status == 0:
        stamp.write_text(digest)
    return status


def system_libraries(programs: dict) -> int:
    """Install what is missing (as root on Debian and its kin), or say which command does."""
    qt = VENV / sysconfig.get_path("purelib", "venv", {"base": str(VENV)}) / "PySide6" / "Qt"
    linked = subprocess.run(["ldd", *(str(qt / name) for name in QT_FILES)], capture_output=True, text=True, check=False).stdout
    missing = sorted(set(re.findall(r"(\S+?)\.so\S* => not found", linked)))
    wanted = {PACKAGES[name] for name in missing if name in PACKAGES}
    unknown = [name for name in missing if name not in PACKAGES and not name.startswith(("libQt6", "libpyside", "libshiboken"))]
    if not any(Path("/usr/share/fonts").rglob("*.[to]tf")):
        wanted.add(FONT_PACKAGE)
    wanted |= {package_name for program, package_name in programs.items() if shutil.which(program) is None}
    if unknown:
        say(f"Qt needs libraries that this system lacks: {', '.join(unknown)}. Install the packages that hold them.")
        return 1
    if not wanted:
        return 0
    apt = shutil.which("apt-get")
    required = wanted - set(programs.values())
    if apt is None:
        return say(f"Qt needs libraries that this system lacks: {', '.join(missing)}.", 1) if required else 0
    if os.geteuid() != 0:
        if not required:
            return 0
        command = f"sudo apt-get install {' '.join(sorted(required))}"
        return say(f"Qt needs libraries that this system lacks. Type this, then start again:\n\n    {command}\n", 1)
    say(f"Installing from the system's packages: {' '.join(sorted(wanted))}")
    run(apt, "-qq", "update")
    names = [with_suffix(name) for name in sorted(wanted)]
    return run(
        apt, "-qq", "-y", "-o", "Dpkg::Use-Pty=0", "--no-install-recommends", "install", *names, env={"DEBIAN_FRONTEND": "noninteractive"}
    )


def with_suffix(name: str) -> str:
    """The package's name since the 64-bit change of time_t, where the system has it."""
    later = f"{name}t64"
    found = subprocess.run(["apt-cache", "show", later], capture_output=True, check=False)
    return later if found.returncode == 0 else name


def has_display() -> bool:
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def tool(name: str) -> Path:
    return BIN / (f"{name}.exe" if ON_WINDOWS else name)


def run(*command: object, env=None) -> int:
    return subprocess.run([str(part) for part in command], cwd=ROOT, env={**os.environ, **(env or {})}, check=False).returncode


def stop_unless(status: int) -> None:
    if status:
        sys.exit(status)


def say(text: str, status: int = 0) -> int:
    print(text, flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
