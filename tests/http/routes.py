"""Every path of openapi.yaml with values that exist in the sample episode."""

import contract

ID = "the-tide-clock"
GUEST = "marit-tollaksund"
SPELLING = "marit-tolaksund"

PATHS = sorted(contract.OPENAPI["paths"])
TEMPLATES = [t for t in PATHS if not contract.is_post(t)]  # what GET answers
SHORT = [t for t in TEMPLATES if contract.is_short(t)]


def path(template, **values):
    """The template's path, for the sample unless values say otherwise."""
    filled = {"id": ID, "n": "1", "sid": GUEST, "file": "reader.css", **values}
    for name, value in filled.items():
        template = template.replace("{%s}" % name, value)
    return template


def params(template, **more):
    """What the template's path can't do without, and more."""
    needed = {"q": "clock"} if template.endswith(("/search", "/suggest")) else {}
    return {**needed, **more}


def having(what, among=None):
    """Templates whose GET documents the status, or takes the parameter, named what."""
    templates = among or TEMPLATES
    if isinstance(what, int):
        return [t for t in templates if what in contract.statuses(t)]
    return [t for t in templates if what in {p["name"] for p in contract.parameters(t)}]
