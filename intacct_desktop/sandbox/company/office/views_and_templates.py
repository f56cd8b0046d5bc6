"""What users save and send: views of their own, e-mail templates, messages on invoices, ways of shipping."""

import json
from datetime import timedelta

from intacct_desktop.sandbox.company.books import WHOLE, Books, stamp
from intacct_desktop.sandbox.company.names import words
from intacct_desktop.sandbox.company.people import ADMIN, FOUNDED
from intacct_desktop.sandbox.store import LISTS


def add_views_and_templates(books: Books) -> None:
    """Must come after the users."""
    chance = books.chance("desk")
    founding = stamp(chance, ADMIN, FOUNDED)
    for name, object_name, fields, filters, expression, order, owner, is_public in words("operations")["views"]:
        user = books.key("company-config/user", owner)
        lists = {
            "query.filters": filters,
            "query.orderBy": order,
            "metadata.columns": [{"id": field, "textFormat": "clip"} for field in fields],
        }
        books.add(
            "core/user-view",
            {
                "name": name,
                "description": None if is_public else f"{owner}'s own",
                "object": object_name,
                "category": "user",
                "context": "__default",
                "viewVersion": "1",
                "isPublic": int(is_public),
                "status": "active",
                "metadata.frozenColumnsCount": WHOLE,
                "query.object": object_name,
                "query.fields": json.dumps(fields),
                "query.filterExpression": expression,
                "query.start": WHOLE,
                "query.size": 100 * WHOLE,
                "owner.key": user,
                LISTS: json.dumps(lists),
                **stamp(chance, user, books.opening + timedelta(days=chance.randint(0, 500))),
            },
        )
    for name, template_type, subject, body in words("operations")["email_templates"]:
        books.add(
            "company-config/email-template",
            {
                "name": name,
                "description": None,
                "templateType": template_type,
                "subject": subject,
                "body": body,
                "status": "active",
                "includeTxnAttachments": int(template_type == "arInvoice"),
                "useSendersPreferredDateFormat": 1,
                "logo.isLogoIncluded": 0,
                "sender.senderName": "Riverside Group",
                "sender.replyTo": "accounts@riverside.example",
                "sender.useOwnEmailAddress": 0,
                **founding,
            },
        )
    for message_id, message in words("operations")["messages"]:
        books.add("accounts-receivable/customer-message", {"id": message_id, "message": message, "status": "active", **founding})
    for method, days in words("operations")["shipping_methods"]:
        books.add("accounts-receivable/shipping-method", {"id": method, "daysInTransit": days * WHOLE, "status": "active"})
