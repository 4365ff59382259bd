"""openapi.yaml itself, and whether it says what there is."""

import re

import jsonschema
import pytest
import yaml

import contract
from contract import OPENAPI
from daemon import ROOT
from routes import PATHS


def walk(thing, place="#"):
    yield place, thing
    if isinstance(thing, dict):
        for key, value in thing.items():
            yield from walk(value, f"{place}/{key}")
    elif isinstance(thing, list):
        for index, value in enumerate(thing):
            yield from walk(value, f"{place}/{index}")


def test_is_openapi_3_1():
    assert OPENAPI["openapi"].startswith("3.1.")
    assert set(OPENAPI) <= {"openapi", "info", "servers", "tags", "paths", "components"}
    assert OPENAPI["info"]["title"] == "episoded"
    tags = {t["name"] for t in OPENAPI["tags"]}
    for template, item in OPENAPI["paths"].items():
        assert template.startswith("/")
        assert set(item) - {"parameters"} in ({"get"}, {"post"}, {"get", "put", "delete"})
        for method in contract.methods(template):
            operation = contract.operation(template, method)
            assert set(operation) - {"requestBody", "security"} <= {
                "operationId", "tags", "summary", "description", "parameters", "responses"}
            assert ("requestBody" in operation) == (method in ("post", "put"))
            assert ("security" in operation) == (method in ("put", "delete"))
            assert set(operation["tags"]) <= tags and operation["summary"]


def test_every_reference_resolves():
    for place, thing in walk(OPENAPI):
        if isinstance(thing, dict) and "$ref" in thing:
            assert contract.resolved(thing), place


def test_every_component_is_used():
    used = {t["$ref"] for _, t in walk(OPENAPI) if isinstance(t, dict) and "$ref" in t}
    used |= {f"#/components/securitySchemes/{name}" for _, t in walk(OPENAPI["paths"])
             if isinstance(t, dict) for scheme in t.get("security", []) for name in scheme}
    for kind, components in OPENAPI["components"].items():
        for name in components:
            assert f"#/components/{kind}/{name}" in used, f"{kind}/{name} is used nowhere"


def test_operation_ids_are_unique():
    ids = [contract.operation(t, m)["operationId"] for t in PATHS for m in contract.methods(t)]
    assert len(ids) == len(set(ids))


def test_schemas_are_valid_and_strict():
    for name, schema in OPENAPI["components"]["schemas"].items():
        jsonschema.Draft202012Validator.check_schema(schema)
        for place, part in walk(schema, name):
            if isinstance(part, dict) and "properties" in part and "type" in part:
                assert part["additionalProperties"] is False, place
                assert set(part.get("required", [])) <= set(part["properties"]), place


def test_examples_are_what_their_schemas_say():
    checked = 0
    for place, thing in walk(OPENAPI):
        if isinstance(thing, dict) and "schema" in thing and "example" in thing:
            contract.validate(thing["schema"], thing["example"])
            checked += 1
    assert checked > 30


@pytest.mark.parametrize("template", PATHS)
def test_path_parameters_are_declared(template):
    for method in contract.methods(template):
        parameters = contract.parameters(template, method)
        declared = {p["name"] for p in parameters if p["in"] == "path"}
        assert declared == set(re.findall(r"{(\w+)}", template))
        names = [p["name"] for p in parameters]
        assert len(names) == len(set(names))
        for parameter in parameters:
            assert parameter["description"] and "example" in parameter


def test_document_outline_has_the_keys_of_the_schema():
    outline = OPENAPI["components"]["schemas"]["EpisodeDocument"]
    assert set(outline["properties"]) == set(contract.EPISODE_SCHEMA["properties"])
    assert set(outline["required"]) == set(contract.EPISODE_SCHEMA["required"])


def test_index_and_openapi_have_the_same_routes(server):
    routes = server.json("/")["routes"]
    told = [(r[key], r["method"].lower()) for r in routes for key in ("path", "short") if r[key]]
    assert sorted(told) == sorted((t, m) for t in PATHS for m in contract.methods(t))


def test_it_is_served(server):
    answer = server.get("/v1/openapi.yaml")
    assert answer.body == (ROOT / "schema" / "openapi.yaml").read_bytes()
    assert yaml.safe_load(answer.text)["openapi"] == OPENAPI["openapi"]
