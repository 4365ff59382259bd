"""schema/openapi.yaml, held against what the server answers."""

import json
import re
import urllib.parse

import jsonschema
import yaml

from daemon import ROOT

OPENAPI = yaml.safe_load((ROOT / "schema" / "openapi.yaml").read_text("utf-8"))
EPISODE_SCHEMA = json.loads((ROOT / "schema" / "episode.schema.json").read_text("utf-8"))

_resolver = jsonschema.RefResolver("", OPENAPI)
_episode = jsonschema.Draft202012Validator(EPISODE_SCHEMA)

# What any request may get, whatever it asks for.
EVERYWHERE = {414, 421}

# (template, method, status) of every answer that the suite has seen.
seen = set()


def resolved(thing):
    """thing, or what its $ref names."""
    while "$ref" in thing:
        thing = _resolver.resolve(thing["$ref"])[1]
    return thing


def validate(schema, value):
    """Raises where value is not what schema says, with the place."""
    validator = jsonschema.Draft202012Validator(schema, resolver=_resolver)
    error = jsonschema.exceptions.best_match(validator.iter_errors(value))
    assert error is None, f"{error.json_path}: {error.message}"


def validate_document(value):
    """Holds value against schema/episode.schema.json."""
    error = jsonschema.exceptions.best_match(_episode.iter_errors(value))
    assert error is None, f"{error.json_path}: {error.message}"


def template_of(path):
    """The path of openapi.yaml that a request's path is one of, or None."""
    segments = [urllib.parse.unquote(s, errors="replace") for s in path.split("/")]
    for template in sorted(OPENAPI["paths"], key=lambda t: t.count("{")):
        wanted = template.split("/")
        if len(wanted) == len(segments) and all(
                w.startswith("{") and s or w == s for w, s in zip(wanted, segments)):
            return template
    return None


def methods(template):
    """The methods of a path, as its keys; the first of them reads: GET or POST."""
    return [m for m in OPENAPI["paths"][template] if m != "parameters"]


def operation(template, method=None):
    """What a method of the path is, or the first of them."""
    return OPENAPI["paths"][template][method or methods(template)[0]]


def is_post(template):
    return "post" in OPENAPI["paths"][template]


def parameters(template, method=None):
    """The parameters of a path."""
    shared = OPENAPI["paths"][template].get("parameters", [])
    return [resolved(p) for p in shared + operation(template, method).get("parameters", [])]


def statuses(template, method=None):
    return {int(s) for s in operation(template, method)["responses"]}


def documented():
    """(template, method, status) of every answer that openapi.yaml has, but the rare 503."""
    return {(t, m, s) for t in OPENAPI["paths"] for m in methods(t)
            for s in statuses(t, m) if s != 503}


def response_of(template, method, status):
    return resolved(operation(template, method)["responses"][str(status)])


def is_short(template):
    """Answers for the default episode."""
    return "default episode" in operation(template)["tags"]


def check(method, target, answer):
    """Holds one answer against the contract."""
    path = target.partition("?")[0]
    template = template_of(path)
    if method == "OPTIONS" and answer.status == 204:
        assert answer.headers["Allow"].endswith("OPTIONS") and answer.body == b""
        return
    used = method.lower()
    if template is not None and used not in methods(template):
        used = methods(template)[0]
    if template is None or answer.status in EVERYWHERE - statuses(template, used):
        assert answer.status in {400, 404, 405, *EVERYWHERE}, f"{path} is not in openapi.yaml"
        if method != "HEAD":
            validate({"$ref": "#/components/schemas/Problem"}, answer.json())
        return
    assert answer.status in statuses(template, used), (
        f"{answer.status} is not documented of {used} {template}")
    seen.add((template, used, answer.status))
    documented = response_of(template, used, answer.status)
    _check_headers(documented, answer)
    if method == "HEAD" or "content" not in documented:
        assert answer.body == b"" and (method == "HEAD" or answer.status in (204, 304))
        return
    _check_body(documented["content"], answer)
    if is_short(template) and answer.status == 200:
        assert answer.headers["Content-Location"].startswith("/v1/episodes/")


def _check_headers(documented, answer):
    for name, header in documented.get("headers", {}).items():
        header = resolved(header)
        value = answer.headers[name]
        assert value is not None or not header.get("required"), f"no {name}"
        if value is not None:
            validate(header["schema"], value)
    if "ETag" in answer.headers:
        assert "ETag" in documented["headers"], "an ETag that is not documented"


def _check_body(content, answer):
    media_type, _, charset = answer.headers["Content-Type"].partition(";")
    assert media_type in content, f"{media_type} is none of {', '.join(content)}"
    schema = content[media_type]["schema"]
    if not media_type.endswith("json"):
        assert charset.split(";")[-1].strip() == "charset=utf-8" or media_type == "application/yaml"
        validate(schema, answer.text)
        return
    assert charset == "" and answer.body.endswith(b"\n")
    value = answer.json()
    validate(schema, value)
    if schema.get("$ref", "").endswith("/EpisodeDocument"):
        validate_document(value)
    if media_type == "application/json" and "next" in value:
        following = [url for url, rel, _ in links(answer) if rel == "next"]
        assert following == ([value["next"]] if value["next"] else [])


def links(answer):
    """(address, relation, type or "") of each link that an answer's header tells."""
    return re.findall(r'<([^>]*)>; rel="(\w+)"(?:; type="([^"]*)")?', answer.headers["Link"] or "")
