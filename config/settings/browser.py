"""What browsers are told: which scripts may run, who may frame a page, what a page may use."""

from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE

_FRAME = {"frame-ancestors": [NONE], "form-action": [SELF], "base-uri": [NONE]}

#: Public pages, REST, static files, errors: they work without a script, and nothing is loaded from elsewhere.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [NONE],
        "style-src": [SELF],
        "img-src": [SELF],
        **_FRAME,
    }
}
#: The desk. No script stands in a page, so none that is slipped into one runs; but the theme's
#: Alpine.js evaluates the expressions in its attributes, which needs `unsafe-eval`, and the theme's
#: widgets, Alpine.js and htmx write styles into the page, each time others.
_DESK_POLICY = {
    "default-src": [NONE],
    "script-src": [SELF, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "frame-src": [SELF],
    **_FRAME,
}
#: The browsable description: its stylesheet holds pictures, and its page a few rules of style.
_DESCRIPTION_POLICY = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:"],
    "connect-src": [SELF],
    **_FRAME,
}
#: Where an area begins, and its policy; the strict one everywhere else.
AREA_POLICIES = {"/admin/": _DESK_POLICY, "/api/docs/": _DESCRIPTION_POLICY}
#: A browser's own viewer of PDFs is an object with styles in the page.
PAPER_POLICY = {
    "default-src": [NONE],
    "object-src": [SELF],
    "style-src": [UNSAFE_INLINE],
    **_FRAME,
}

#: With every answer that does not say otherwise. No page asks for a camera, a place or a payment.
BROWSER_HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in (
            *("accelerometer", "browsing-topics", "camera", "display-capture", "geolocation"),
            *("gyroscope", "hid", "microphone", "midi", "payment", "serial", "usb"),
        )
    ),
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
#: Addresses here hold codes and tokens: none is told to another site. Not `no-referrer`, with which
#: browsers send forms from "null", and the check for forged forms would refuse them all.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
