"""What Chromium says once a process where there is no graphics card, before it falls back to drawing by itself."""

from pathlib import Path

import pytest

UNAVOIDABLE = (
    r"^QRhiGles2: Failed to create ",
    r"^Failed to create RHI for backend: OpenGL$",
    r"^QVulkanInstance: Failed to initialize Vulkan$",
    r"^GBM is not supported with the current configuration",
    r"^GPUInfo not initialized on GpuInfoUpdate$",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.qt_log_ignore(*UNAVOIDABLE))
