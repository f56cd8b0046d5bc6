"""What a field is, in a few words: its type and format, who may write it, what it points to."""

from PySide6.QtCore import QCoreApplication

from intacct_desktop.api.model import Field, OwnedList, Reference, ValueKind


def _tr(text: str) -> str:
    return QCoreApplication.translate("FieldWords", text)


def type_words(field: Field) -> str:
    """``decimal · 2 places``, ``enum · 4 values``, ``text · email``, ``array of text``."""
    if field.items is not None:
        return _tr("array of {items}").format(items=type_words(field.items))
    if field.type == "object":
        return _tr("object")
    kind = {
        ValueKind.TEXT: _tr("text"),
        ValueKind.ENUM: _tr("enum"),
        ValueKind.INTEGER: _tr("integer"),
        ValueKind.DECIMAL: _tr("decimal"),
        ValueKind.BOOLEAN: _tr("boolean"),
        ValueKind.DATE: _tr("date"),
        ValueKind.DATE_TIME: _tr("date and time"),
        ValueKind.ARRAY: _tr("array"),
        ValueKind.BINARY: _tr("binary"),
    }[field.kind]
    if field.kind is ValueKind.ENUM:
        count = len(field.choices)
        more = _tr("1 value") if count == 1 else _tr("{count} values").format(count=count)
    elif field.scale is not None:
        more = _tr("1 place") if field.scale == 1 else _tr("{count} places").format(count=field.scale)
    elif field.kind in (ValueKind.DATE, ValueKind.DATE_TIME):
        more = ""
    else:
        more = field.format or ""
    return f"{kind} · {more}" if more else kind


def access_words(field: Field) -> str:
    """``read only``, ``create only · deprecated``; empty for a field that may be read and written."""
    words = [_tr("required")] if field.required else []
    if field.read_only:
        words.append(_tr("read only"))
    elif field.write_only:
        words.append(_tr("write only"))
    elif not field.mutable:
        words.append(_tr("create only"))
    if field.deprecated:
        words.append(_tr("deprecated"))
    return " · ".join(words)


def refusal(part: Field | OwnedList) -> str:
    """Why a query cannot have it (facts 2.4); empty where it can."""
    if isinstance(part, OwnedList):
        if part.object is None:
            return _tr("A query cannot return a list.")
        return _tr("A query cannot return a list. Query {object} instead.").format(object=part.object)
    if part.write_only:
        return _tr("Write only: a query cannot return it.")
    return _tr("Binary: a query cannot return it.") if not part.queryable else ""


def refused_words() -> str:
    """Of a field that the model lets a query have and the company does not (facts 2.4)."""
    return _tr("This company has refused it in a query before.")


def tip(path: str, part: Field | Reference | OwnedList, *, of_object: bool = True) -> str:
    """All there is to say of one member, a line each; of an object's also why a query cannot have it."""
    lines = [path]
    match part:
        case Field():
            lines += [" · ".join(words for words in (type_words(part), access_words(part)) if words)]
            if part.choices:
                lines.append(", ".join(part.choices))
            lines += [part.description or "", refusal(part) if of_object else ""]
        case Reference(object=target):
            lines.append(_tr("reference to {object}").format(object=target) if target else _tr("reference"))
        case OwnedList(object=target):
            lines.append(_tr("list of {object}").format(object=target) if target else _tr("list"))
            lines.append(refusal(part) if of_object else "")
    return "\n".join(line for line in lines if line)
