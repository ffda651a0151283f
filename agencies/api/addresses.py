"""How addresses name a thing: anything but a slash and the sign no database takes."""

from django.urls import register_converter
from django.urls.converters import IntConverter


class KeyConverter:
    """A code or reference in an address; what cannot be one leads to no door."""

    regex = r"[^/\x00]{1,64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class UsernameConverter(KeyConverter):
    """A user name, as long as one may be."""

    regex = r"[^/\x00]{1,150}"


class YearConverter(IntConverter):
    """A year with four digits, which every calendar knows."""

    regex = "[1-9][0-9]{3}"


register_converter(KeyConverter, "key")
register_converter(UsernameConverter, "user")
register_converter(YearConverter, "year")
