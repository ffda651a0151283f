"""REST framework and its OpenAPI description."""

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "agencies.api.authentication.TokenAuthentication",
        "agencies.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["agencies.api.rendering.FastJSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["agencies.api.parsing.ObjectParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "agencies.api.parsing.OneRepresentation",
    "DEFAULT_SCHEMA_CLASS": "agencies.api.operations.DoorSchema",
    "EXCEPTION_HANDLER": "dossiers.api.problems.problem_handler",
    "UNAUTHENTICATED_USER": None,
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Dossier tracking of the Public Administration Service Centre",
    "DESCRIPTION": (
        "Dossiers for administrative procedures from submission to result: what is in the "
        "catalogue, where a dossier stands, which acts are open to the caller, when it is due and "
        "why.\n\n"
        "Officers and machines send `Authorization: Bearer …`. A machine may by itself submit and "
        "read; for any other act it names the officer in `On-Behalf-Of`. Moments are ISO 8601; one "
        "without offset is Vietnam's, answers are in +07:00. Refusals are problem documents "
        "(RFC 9457) with a stable `code` and a sentence in the language of `Accept-Language` "
        "(vi, en)."
    ),
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [
        "dossiers.pages.schema.add_lookup",
        "agencies.api.schema.add_components",
        "agencies.api.samples.add_examples",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"persistAuthorization": True, "docExpansion": "list"},
    "TAGS": [
        {"name": "Who calls", "description": "The caller's account and access token."},
        {"name": "Catalogue and calculator", "description": "Open to everybody."},
        {"name": "Look-up", "description": "Open to whoever has a dossier code or a receipt."},
        {"name": "Dossiers", "description": "What the caller's roles let them see and do."},
        {"name": "Delay and apology", "description": "Decree 61/2018/NĐ-CP, art. 19.9."},
        {"name": "Look-up", "description": "Open to everybody who has a code."},
    ],
}
