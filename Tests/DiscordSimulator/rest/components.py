"""The rules for message components, of both generations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .errors import invalid_form

IS_COMPONENTS_V2 = 1 << 15

ACTION_ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
OTHER_SELECTS = (5, 6, 7, 8)
SECTION, TEXT_DISPLAY, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = 9, 10, 11, 12, 13, 14, 17
LABEL = 18
TOP_LEVEL_V2 = {ACTION_ROW, SECTION, TEXT_DISPLAY, GALLERY, FILE, SEPARATOR, CONTAINER}
IN_CONTAINER = TOP_LEVEL_V2 - {CONTAINER}
MAX_TOTAL = 40
MAX_TEXT = 4_000
LINK_STYLE, PREMIUM_STYLE = 5, 6


def walk(components: list[dict[str, Any]], field: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Every component with its place, nested ones and accessories included."""
    for index, component in enumerate(components):
        place = f"{field}.{index}"
        yield component, place
        yield from walk(component.get("components") or [], f"{place}.components")
        if accessory := component.get("accessory"):
            yield accessory, f"{place}.accessory"


def check_components(components: list[dict[str, Any]], field: str, *, version_two: bool) -> None:
    """Raises `DiscordError` where components break a documented rule."""
    every = list(walk(components, field))
    if version_two and len(every) > MAX_TOTAL:
        raise invalid_form(field, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", "At most 40 components are allowed.")
    if not version_two and len(components) > 5:
        raise invalid_form(field, "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
    for component, place in _enumerated(components, field):
        allowed = TOP_LEVEL_V2 if version_two else {ACTION_ROW}
        if component.get("type") not in allowed:
            raise invalid_form(
                f"{place}.type", "UNION_TYPE_CHOICES", f'Value of field "type" must be one of {allowed}.'
            )
    text = 0
    custom_ids: set[str] = set()
    for component, place in every:
        _check_one(component, place)
        text += len(component.get("content") or "") if component.get("type") == TEXT_DISPLAY else 0
        custom_id = component.get("custom_id")
        if custom_id is not None:
            if custom_id in custom_ids:
                raise invalid_form(
                    f"{place}.custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated"
                )
            custom_ids.add(custom_id)
    if text > MAX_TEXT:
        raise invalid_form(field, "COMPONENT_MAX_TOTAL_TEXT", f"Text displays exceed {MAX_TEXT} characters: {text}.")


def _enumerated(components: list[dict[str, Any]], field: str) -> Iterator[tuple[dict[str, Any], str]]:
    for index, component in enumerate(components):
        yield component, f"{field}.{index}"


def _check_one(component: dict[str, Any], place: str) -> None:
    kind = component.get("type")
    custom_id = component.get("custom_id")
    if custom_id is not None and not 1 <= len(custom_id) <= 100:
        raise invalid_form(f"{place}.custom_id", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.")
    if kind == ACTION_ROW:
        _check_row(component, place)
    elif kind == BUTTON:
        _check_button(component, place)
    elif kind in (STRING_SELECT, *OTHER_SELECTS):
        _check_select(component, place)
    elif kind == SECTION:
        _size(component.get("components"), f"{place}.components", 1, 3)
        if (component.get("accessory") or {}).get("type") not in (BUTTON, THUMBNAIL):
            raise invalid_form(f"{place}.accessory", "BASE_TYPE_REQUIRED", "This field is required")
    elif kind == TEXT_DISPLAY:
        _size(component.get("content"), f"{place}.content", 1, MAX_TEXT)
    elif kind == GALLERY:
        _size(component.get("items"), f"{place}.items", 1, 10)
    elif kind == CONTAINER:
        _size(component.get("components"), f"{place}.components", 1, MAX_TOTAL)
        for child, where in _enumerated(component["components"], f"{place}.components"):
            if child.get("type") not in IN_CONTAINER:
                raise invalid_form(f"{where}.type", "UNION_TYPE_CHOICES", "This type cannot be in a container.")
    elif kind not in (SEPARATOR, THUMBNAIL, FILE, TEXT_INPUT, LABEL, 19, 21, 22, 23):
        raise invalid_form(f"{place}.type", "UNION_TYPE_CHOICES", f"Unknown component type {kind}.")


def _check_row(component: dict[str, Any], place: str) -> None:
    children = component.get("components") or []
    _size(children, f"{place}.components", 1, 5)
    kinds = {child.get("type") for child in children}
    if kinds != {BUTTON} and len(children) > 1:
        raise invalid_form(
            f"{place}.components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "A row holds 5 buttons or 1 select."
        )
    if not kinds <= {BUTTON, STRING_SELECT, TEXT_INPUT, *OTHER_SELECTS}:
        raise invalid_form(f"{place}.components", "UNION_TYPE_CHOICES", "Only interactive components fit in a row.")


def _check_button(component: dict[str, Any], place: str) -> None:
    style = component.get("style")
    if style not in range(1, 7):
        raise invalid_form(f"{place}.style", "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3, 4, 5, 6}.")
    if style == LINK_STYLE:
        _size(component.get("url"), f"{place}.url", 1, 512)
    elif style != PREMIUM_STYLE and not component.get("custom_id"):
        raise invalid_form(f"{place}.custom_id", "BASE_TYPE_REQUIRED", "A custom id is required")
    if style != PREMIUM_STYLE and not component.get("label") and not component.get("emoji"):
        raise invalid_form(place, "BUTTON_COMPONENT_INVALID", "A button must have a label or an emoji")
    if len(component.get("label") or "") > 80:
        raise invalid_form(f"{place}.label", "BASE_TYPE_MAX_LENGTH", "Must be 80 or fewer in length.")


def _check_select(component: dict[str, Any], place: str) -> None:
    if not component.get("custom_id"):
        raise invalid_form(f"{place}.custom_id", "BASE_TYPE_REQUIRED", "This field is required")
    if len(component.get("placeholder") or "") > 150:
        raise invalid_form(f"{place}.placeholder", "BASE_TYPE_MAX_LENGTH", "Must be 150 or fewer in length.")
    if component.get("type") != STRING_SELECT:
        return
    options = component.get("options") or []
    _size(options, f"{place}.options", 1, 25)
    for index, option in enumerate(options):
        for name in ("label", "value"):
            _size(option.get(name), f"{place}.options.{index}.{name}", 1, 100)
        if len(option.get("description") or "") > 100:
            raise invalid_form(f"{place}.options.{index}.description", "BASE_TYPE_MAX_LENGTH", "Must be 100 or fewer.")
    if len({option["value"] for option in options}) != len(options):
        raise invalid_form(f"{place}.options", "SELECT_OPTION_DUPLICATE", "Option values must be unique.")


def _size(value: Any, field: str, low: int, high: int) -> None:
    if value is None:
        raise invalid_form(field, "BASE_TYPE_REQUIRED", "This field is required")
    if not low <= len(value) <= high:
        raise invalid_form(field, "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")
