"""What kind of company one works on, in words on its colour: the same wherever it stands."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from intacct_desktop.connections.profile import Environment


class EnvironmentLabel(QLabel):
    """The environment in words on its colour."""

    def __init__(self, environment: Environment | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_environment(environment)

    def set_environment(self, environment: Environment | None) -> None:
        """Name another environment; with None the label is not there."""
        name = environment_name(environment) if environment is not None else ""
        self.setText(name.upper())
        self.setAccessibleName(self.tr("Environment: {name}").format(name=name))
        self.setProperty("environment", environment.value if environment is not None else "none")
        self.setVisible(environment is not None)
        self.style().unpolish(self)
        self.style().polish(self)


def environment_name(environment: Environment) -> str:
    return {
        Environment.PRACTICE: QCoreApplication.translate("Environment", "Practice"),
        Environment.SANDBOX: QCoreApplication.translate("Environment", "Sandbox"),
        Environment.PRODUCTION: QCoreApplication.translate("Environment", "Production"),
    }[environment]
