"""The form for a new connection, or for one that is to be changed."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from intacct_desktop.connections.profile import BASE_URL, Environment, Grant, Profile, new_id, problems
from intacct_desktop.connections.safety import SafetyLevel
from intacct_desktop.connections.vault import VaultState
from intacct_desktop.ui.asking import accepted
from intacct_desktop.ui.environment import EnvironmentLabel, environment_name
from intacct_desktop.ui.safety.words import LEVELS, level_meaning, level_name
from intacct_desktop.ui.sign_in.form_fields import FormField
from intacct_desktop.ui.sign_in.words import environment_meaning, grant_name, problem_words

_ENVIRONMENTS = (Environment.SANDBOX, Environment.PRODUCTION)


@dataclass(frozen=True, slots=True)
class Answers:
    """What the form was left with. ``client_secret`` is None where none was typed: an earlier one then stays."""

    profile: Profile
    client_secret: str | None = field(repr=False)


class ConnectionDialog(QDialog):
    """`before` is the connection to change, None for a new one; `others` are those whose names are taken.

    `state` says where the client secret will be kept.
    """

    def __init__(self, before: Profile | None, others: Sequence[Profile], state: VaultState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._before = before
        self._others = others
        self._tried = False
        self._safety = before.safety if before else None
        self.setWindowTitle(self.tr("Edit connection") if before else self.tr("New connection"))
        self.setMinimumWidth(520)
        self._make_fields(state)
        self._build()
        self._fill(before)
        self._follow_choices()
        for edit in self._edits():
            edit.textChanged.connect(self._check_again)
        self.environment.currentIndexChanged.connect(self._follow_choices)
        self.safety.activated.connect(self._choose_safety)
        self.grant.currentIndexChanged.connect(self._follow_choices)
        self.name.setFocus()

    async def ask(self) -> Answers:
        """The connection that the person saved. Raises `Declined`."""
        await accepted(self)
        return self.answers()

    def answers(self) -> Answers:
        """What the form says now, good or not."""
        grant = Grant(self.grant.currentData())
        in_browser = grant is Grant.AUTHORIZATION_CODE
        secret = self.client_secret.text().strip() or None
        before = self._before
        profile = Profile(
            id=before.id if before else new_id(),
            name=self.name.text().strip(),
            environment=Environment(self.environment.currentData()),
            base_url=self.base_url.text().strip().rstrip("/"),
            client_id=self.client_id.text().strip(),
            redirect_uri=self.redirect_uri.text().strip() if in_browser else "",
            grant=grant,
            username="" if in_browser else self.username.text().strip(),
            has_secret=bool(secret) or (before is not None and before.has_secret),
            safety=self._safety,
        )
        if before is not None and not signs_in_differently(before, profile):
            profile = replace(profile, company=before.company, entity=before.entity)
        return Answers(profile, secret)

    def problems(self) -> dict[str, str]:
        """What is wrong, in words, by the member of the profile."""
        answers = self.answers()
        found = problems(answers.profile, self._others, has_secret=answers.profile.has_secret)
        return {member: problem_words(member, problem) for member, problem in found.items()}

    def accept(self) -> None:
        """Save, unless something is wrong: then show it, at the first field."""
        self._tried = True
        if first := self._show_problems():
            first.editor.setFocus()
            return
        super().accept()

    def _make_fields(self, state: VaultState) -> None:
        self.name, self.base_url, self.client_id, self.client_secret, self.redirect_uri, self.username = (QLineEdit(self) for _ in range(6))
        for edit in (self.base_url, self.client_id, self.redirect_uri, self.username):
            edit.setProperty("role", "mono")
        self.client_secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.client_id.setPlaceholderText("0123456789abcdef0123.app.sage.com")
        self.redirect_uri.setPlaceholderText("https://127.0.0.1/callback")
        self.username.setPlaceholderText("USER@COMPANY|ENTITY")
        self.environment = QComboBox(self)
        for environment in _ENVIRONMENTS:
            self.environment.addItem(environment_name(environment), environment.value)
        self.grant = QComboBox(self)
        for grant in Grant:
            self.grant.addItem(grant_name(grant), grant.value)
        self.safety = QComboBox(self)
        for level in LEVELS:
            self.safety.addItem(level_name(level), level.value)
        self._environment_label = EnvironmentLabel(_ENVIRONMENTS[0], self)
        self._fields = {
            "name": FormField(
                self.tr("&Name"), self.name, self.tr("As you will see it in the list, for example the company's name."), self
            ),
            "environment": FormField(self.tr("&Environment"), self.environment, " ", self),
            "safety": FormField(self.tr("S&tarts in"), self.safety, " ", self),
            "grant": FormField(self.tr("&Who signs in"), self.grant, "", self),
            "client_id": FormField(
                self.tr("&Client ID"), self.client_id, self.tr("From your application in Sage's developer portal."), self
            ),
            "client_secret": FormField(self.tr("Client &secret"), self.client_secret, self._secret_hint(state), self),
            "redirect_uri": FormField(
                self.tr("&Redirect URI"),
                self.redirect_uri,
                self.tr("Exactly as registered with the application. It is never loaded."),
                self,
            ),
            "username": FormField(
                self.tr("Web Services &user"), self.username, self.tr("USER@COMPANY, or USER@COMPANY|ENTITY for one entity."), self
            ),
            "base_url": FormField(self.tr("&Address of the API"), self.base_url, "", self),
        }

    def _secret_hint(self, state: VaultState) -> str:
        if self._before is not None and self._before.has_secret:
            return self.tr("Leave it empty to keep the one that was entered before.")
        if state.lasting:
            return self.tr("Kept encrypted, with a key in this computer's keyring.")
        return self.tr("Goes to this computer's keyring only; without one it is kept until you close the program.")

    def _build(self) -> None:
        form = QWidget(self)
        column = QVBoxLayout(form)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        title = QLabel(self.windowTitle(), self)
        title.setProperty("role", "title")
        heading = QHBoxLayout()
        heading.addWidget(title, 1)
        heading.addWidget(self._environment_label, 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(heading)
        first = QHBoxLayout()
        first.setSpacing(12)
        first.addWidget(self._fields["name"], 3, Qt.AlignmentFlag.AlignTop)
        first.addWidget(self._fields["environment"], 2, Qt.AlignmentFlag.AlignTop)
        column.addLayout(first)
        for member in ("safety", "grant", "client_id", "client_secret", "redirect_uri", "username", "base_url"):
            column.addWidget(self._fields[member])
        for before, after in pairwise(self._fields.values()):
            QWidget.setTabOrder(before.editor, after.editor)
        column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setWidget(form)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.setSizeConstraint(QLayout.SizeConstraint.SetDefaultConstraint)
        outer.addWidget(area, 1)
        outer.addWidget(self._footer())
        self.resize(560, 708)

    def _footer(self) -> QFrame:
        footer = QFrame(self)
        footer.setProperty("role", "footer")
        save = QPushButton(self.tr("Save connection"), footer)
        save.setProperty("role", "primary")
        save.setDefault(True)
        save.clicked.connect(self.accept)
        cancel = QPushButton(self.tr("Cancel"), footer)
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        row = QHBoxLayout(footer)
        row.setContentsMargins(24, 12, 24, 12)
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(save)
        return footer

    def _fill(self, before: Profile | None) -> None:
        self.base_url.setText(before.base_url if before else BASE_URL)
        if before is None:
            return
        self.name.setText(before.name)
        self.environment.setCurrentIndex(max(self.environment.findData(before.environment.value), 0))
        self.grant.setCurrentIndex(self.grant.findData(before.grant.value))
        self.client_id.setText(before.client_id)
        self.redirect_uri.setText(before.redirect_uri)
        self.username.setText(before.username)

    def _follow_choices(self) -> None:
        environment = Environment(self.environment.currentData())
        self._environment_label.set_environment(environment)
        self._fields["environment"].set_hint(environment_meaning(environment))
        self._show_safety()
        in_browser = Grant(self.grant.currentData()) is Grant.AUTHORIZATION_CODE
        self._fields["redirect_uri"].setVisible(in_browser)
        self._fields["username"].setVisible(not in_browser)
        self._check_again()

    def _choose_safety(self) -> None:
        self._safety = SafetyLevel(self.safety.currentData())
        self._show_safety()

    def _show_safety(self) -> None:
        """The level that a session would start in. What was chosen is kept for the case that this is production no longer."""
        profile = self.answers().profile
        level = profile.starting_level
        self.safety.setCurrentIndex(self.safety.findData(level.value))
        fixed = profile.environment is Environment.PRODUCTION
        self.safety.setEnabled(not fixed)
        always = self.tr("A production company always starts in View only. You can raise the level once you are signed in.")
        self._fields["safety"].set_hint(always if fixed else level_meaning(level))

    def _check_again(self) -> None:
        """Problems are shown once the person has tried to save, and from then on as they type."""
        if self._tried:
            self._show_problems()

    def _show_problems(self) -> FormField | None:
        found = self.problems()
        for member, form_field in self._fields.items():
            form_field.set_problem(found.get(member, ""))
        return next((form_field for member, form_field in self._fields.items() if member in found), None)

    def _edits(self) -> tuple[QLineEdit, ...]:
        return self.name, self.base_url, self.client_id, self.client_secret, self.redirect_uri, self.username


def signs_in_differently(before: Profile, after: Profile) -> bool:
    """Whether tokens of `before` are worth nothing to `after`."""
    return any(getattr(before, member) != getattr(after, member) for member in ("base_url", "client_id", "grant", "username"))
