"""Who may do what: permissions, roles, groups of users, and which user has which role."""

import json

from intacct_desktop.sandbox.company.books import Books, stamp
from intacct_desktop.sandbox.company.names import words
from intacct_desktop.sandbox.company.people import ADMIN, FOUNDED
from intacct_desktop.sandbox.store import LISTS

ROLE = "company-config/role"
USER = "company-config/user"


def add_access(books: Books) -> None:
    """Must come after the users."""
    founding = stamp(books.chance("access"), ADMIN, FOUNDED)
    permissions: dict[str, list[int]] = {}
    rights = words("operations")["rights"]
    for module, names in words("operations")["permissions"].items():
        for name in names:
            key = books.add(
                "company-config/permission",
                {
                    "name": name,
                    "module": module,
                    "permissionGroup": "reports" if name in {"trialBalance", "rolesPermissionsReport"} else "activitiesAndLists",
                    "allowedAccessRights": json.dumps(rights[""]),
                },
            )
            permissions.setdefault(module, []).append(key)
    roles: dict[str, list[dict[str, str]]] = {}
    for role_id, description, type_, users, modules in words("operations")["roles"]:
        role = books.add(ROLE, {"id": role_id, "description": description, "roleType": type_, "applyTo": "loginAndSlideIn", **founding})
        allowed = json.dumps(rights.get(role_id, rights[""]))
        for permission in (key for module in modules for key in permissions[module]):
            books.add(
                "company-config/role-permission-assignment",
                {"accessRights": allowed, "permission.key": permission, "role.key": role, **founding},
            )
        for user in users:
            books.add("company-config/role-user-map", {"role.key": role, "user.key": books.key(USER, user), **founding})
            roles.setdefault(user, []).append({"key": str(role), "id": role_id})
    for user, assigned in roles.items():
        books.records(USER)[books.key(USER, user) - 1][LISTS] = json.dumps({"roles": assigned})
    for group_id, description, members in words("operations")["user_groups"]:
        group = books.add("company-config/user-group", {"id": group_id, "description": description, **founding})
        for member in members:
            books.add("company-config/user-group-member", {"user.key": books.key(USER, member), "userGroup.key": group, **founding})
    accountant = books.key(ROLE, "Accountant")
    team = books.key("company-config/user-group", "Month-end team")
    books.add("company-config/role-user-group-map", {"role.key": accountant, "userGroup.key": team, **founding})
    books.records("company-config/user-group")[team - 1][LISTS] = json.dumps({"roles": [{"key": str(accountant), "id": "Accountant"}]})
