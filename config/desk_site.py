"""The admin site of the desk: the theme's, without what it works out for each page and no page shows."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject, cached_property
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from unfold.settings import get_config
from unfold.sites import UnfoldAdminSite


class DeskSite(UnfoldAdminSite):
    """Lists the models only where they are read, and knows the sidebar's addresses from the first page on."""

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        found = partial(super().get_app_list, request, app_label)
        return found() if app_label else SimpleLazyObject(found)

    def get_sidebar_list(self, request: HttpRequest) -> SafeString:
        """The groups of which the officer may see a line, with these lines, as our template of the sidebar shows them."""
        shown = tuple(
            tuple(
                (number, line.is_active(request))
                for number, line in enumerate(group.lines)
                if line.permission is None or line.permission(request)
            )
            for group in _sidebar()
        )
        return _written(shown, get_language())

    @cached_property
    def _config(self) -> dict[str, Any]:
        """The settings over the theme's own, which it would put together anew for each of them."""
        found: dict[str, Any] = get_config(self.settings_name)
        return found

    def _get_config(self, key: str, *args: Any) -> Any:
        value = self._config.get(key)
        return self._get_value(value, *args) if value else None

    @cached_property
    def _colors(self) -> dict[str, dict[str, str]]:
        """The palettes as texts that no page need escape anew: nobody but the settings writes them."""
        found = super()._get_colors("COLORS")
        return {
            SafeString(name): {
                SafeString(weight): SafeString(color) for weight, color in weights.items()
            }
            for name, weights in found.items()
        }

    def _get_colors(self, key: str, *args: Any) -> dict[str, dict[str, str]]:
        return self._colors

    def _get_value(self, value: Any, *args: Any) -> Any:
        """What a setting says, or the function that it names; the theme would look for one in each name each time."""
        if isinstance(value, str):
            found = _function(value)
            return found(*args) if found else value
        return super()._get_value(value, *args)


@lru_cache(maxsize=256)
def _function(name: str) -> Callable[..., Any] | None:
    try:
        found: Callable[..., Any] = import_string(name)
    except ImportError:
        return None
    return found


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the sidebar; `permission` and `active` are asked with the request, where there are any."""

    title: str | Promise
    icon: str
    link: str
    #: Leads to the first page.
    is_first: bool
    permission: Callable[[HttpRequest], bool] | None
    active: Callable[[HttpRequest], bool] | None

    def is_active(self, request: HttpRequest) -> bool:
        """Whether the page lies under the line's address; under that of the first page lie all."""
        if self.active:
            return self.active(request)
        return request.path == self.link if self.is_first else self.link in request.path


@dataclass(frozen=True, slots=True)
class _Group:
    """Lines under a title."""

    title: str | Promise
    separator: bool
    lines: tuple[_Line, ...]


@lru_cache(maxsize=512)
def _written(shown: tuple[tuple[tuple[int, bool], ...], ...], _language: str) -> SafeString:
    """The sidebar of everybody who sees these lines of each group, of which some are active."""
    groups = [
        {
            "group": group,
            "lines": [(group.lines[number], is_active) for number, is_active in lines],
        }
        for group, lines in zip(_sidebar(), shown, strict=True)
        if lines
    ]
    return render_to_string("admin/sidebar.html", {"sidebar": groups}) if groups else SafeString()


@lru_cache(maxsize=1)
def _sidebar() -> tuple[_Group, ...]:
    """The sidebar of the settings, with addresses and permissions looked up."""
    return tuple(
        _Group(group["title"], group.get("separator", False), tuple(map(_line, group["items"])))
        for group in settings.UNFOLD["SIDEBAR"]["navigation"]
    )


def _line(item: dict[str, Any]) -> _Line:
    permission, link = item.get("permission"), str(item["link"])
    return _Line(
        title=item["title"],
        icon=item["icon"],
        link=link,
        is_first=link == reverse("admin:index"),
        permission=import_string(permission) if permission else None,
        active=item.get("active"),
    )
