"""How addresses name a thing: anything but a slash and the sign no database takes."""

from django.urls import register_converter


class KeyConverter:
    """A code or reference in an address; what cannot be one leads to no door."""

    regex = r"[^/\x00]{1,64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(KeyConverter, "key")
