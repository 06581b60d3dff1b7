"""Reading a request that may come as JSON or as a form with a file, into one schema."""

from typing import Any, TypeVar

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from ninja import Schema
from ninja.errors import HttpError, ValidationError
from pydantic import ValidationError as PydanticError

from bonafides.kernel.errors import Invalid, TooLarge
from bonafides.kernel.text import gettext_noop as _

S = TypeVar("S", bound=Schema)


def body_of(request: HttpRequest, schema: type[S]) -> S:
    """The body as `schema`, from JSON or from the fields of a form; says which fields cannot be understood."""
    try:
        if request.content_type == "application/json":
            return schema.model_validate_json(request.body)
        if request.content_type == "multipart/form-data":
            return schema.model_validate(fields_of(request))
    except PydanticError as error:
        raise ValidationError([in_body(fault) for fault in error.errors(include_input=False)]) from error
    raise HttpError(415, _("Send application/json or multipart/form-data."))


def fields_of(request: HttpRequest) -> dict[str, Any]:
    """A form's fields; `author.language` stands for a member of an object, and an empty field for none."""
    fields: dict[str, Any] = {}
    for name, value in request.POST.items():
        outer, dot, inner = name.partition(".")
        if value == "":
            continue
        if not dot:
            fields[name] = value
        elif isinstance(fields.setdefault(outer, {}), dict):
            fields[outer][inner] = value
    return fields


def in_body(fault: Any) -> dict[str, Any]:
    return {**fault, "loc": ("body", *fault["loc"])}


def file_of(request: HttpRequest) -> "UploadedFile[bytes] | None":
    """The file of a form, if there is one."""
    files = request.FILES.getlist("file") if request.content_type == "multipart/form-data" else []
    if len(files) > 1:
        raise Invalid("one-file", _("Send one file at a time."))
    return files[0] if files else None


def bytes_of(file: "UploadedFile[bytes]") -> bytes:
    """The file's bytes, read once, at most as many as this installation takes."""
    limit: int = settings.UPLOAD_LIMIT_BYTES
    data: bytes = file.read(limit + 1)
    if len(data) > limit:
        raise TooLarge("too-large", _("The file is larger than %(limit_mb)s MB."), limit_mb=limit >> 20)
    return data


def either_body(schema: type[Schema], *, with_file: bool) -> dict[str, Any]:
    """What the OpenAPI document says of such a request."""
    described = schema.model_json_schema(ref_template="#/components/schemas/{model}")
    members = described.pop("$defs", {})
    file = {"file": {"type": "string", "format": "binary", "description": "Any file."}} if with_file else {}
    fields = {"properties": {**flat(described, members), **file}, "required": described.get("required", [])}
    content = {
        "application/json": {"schema": inlined(described, members)},
        "multipart/form-data": {"schema": {"type": "object", "additionalProperties": False, **fields}},
    }
    return {"requestBody": {"required": True, "content": content}}


def flat(described: dict[str, Any], members: dict[str, Any]) -> dict[str, Any]:
    """The fields of a form: an object's members as `object.member`."""
    fields: dict[str, Any] = {}
    for name, field in described["properties"].items():
        member = members.get(str(field.get("$ref", "")).rpartition("/")[2], {})
        if member.get("type") == "object":
            fields |= {f"{name}.{inner}": value for inner, value in member["properties"].items()}
        else:
            fields[name] = inlined(field, members)
    return fields


def inlined(described: Any, members: dict[str, Any]) -> Any:
    """The schema with its members written out where they are used."""
    if isinstance(described, list):
        return [inlined(each, members) for each in described]
    if not isinstance(described, dict):
        return described
    if "$ref" in described:
        rest = {name: value for name, value in described.items() if name != "$ref"}
        return {**inlined(members[described["$ref"].rpartition("/")[2]], members), **rest}
    return {name: inlined(value, members) for name, value in described.items()}
