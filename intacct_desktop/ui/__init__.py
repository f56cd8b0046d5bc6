"""The window: the only package that imports Qt."""

import ctypes
import sys

# PySide6 6.12.0 is built for Pythons in which None, True and False are immortal, and drops a reference to one with every call that returns
# it. Before 3.12 they are not: the interpreter ends after some thousand calls ("none_dealloc"). Here they get references to spare.
if sys.version_info < (3, 12):
    for _single in (None, True, False, NotImplemented):
        ctypes.c_ssize_t.from_address(id(_single)).value += 1 << 40
