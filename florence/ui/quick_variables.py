"""Variables of templates that are read the short way when they lie where most do.

Django's own way tries an item, an attribute and a place in a list for each part, by exceptions. Most values are an
entry of the context, then plain attributes; whatever else is met goes Django's way from the beginning, with the same
outcome.
"""

import html
from typing import Any, cast

from django.template.base import FilterExpression, Node, Variable, VariableNode, render_value_in_context
from django.template.context import BaseContext, Context
from django.template.defaulttags import ForNode, IfNode, WithNode
from django.template.library import SimpleNode
from django.utils.safestring import SafeString

_NOTHING = object()


class QuickVariable(Variable):
    """A variable whose value is an entry of the context, or an attribute of one."""

    def __init__(self, whole: Variable) -> None:
        super().__init__(whole.var)
        first, *rest = whole.lookups or ("",)
        self._first, self._rest = first, tuple(rest)

    def resolve(self, context: Any) -> Any:
        """The value; raises VariableDoesNotExist when there is none."""
        value = self._quickly(context) if isinstance(context, BaseContext) else _NOTHING
        return super().resolve(context) if value is _NOTHING else value

    def _quickly(self, context: Any) -> Any:
        first = self._first
        for scope in reversed(context.dicts):
            if first in scope:
                value = scope[first]
                break
        else:
            return _NOTHING
        for name in self._rest:
            if callable(value):
                return _NOTHING
            if type(value) is dict:
                value = value.get(name, _NOTHING)
            elif hasattr(type(value), "__getitem__"):
                return _NOTHING
            else:
                value = getattr(value, name, _NOTHING)
        return _NOTHING if callable(value) else value


class QuickVariableNode(VariableNode):
    """A variable in the text of a page; plain and safe text, which most values are, is escaped without detours."""

    child_nodelists = ()

    def render(self, context: Context) -> str:
        """The value as text, escaped unless it is safe."""
        value = self.filter_expression.resolve(context)
        kind = type(value)
        if kind is SafeString:
            return cast(str, value)
        if kind is str and context.autoescape:
            return html.escape(value)
        return render_value_in_context(value, context)


def quick(node: Node) -> Node:
    """The node, reading its variables the short way."""
    for expression in _expressions(node):
        if isinstance(expression, FilterExpression) and _is_read(expression.var):
            expression.var = QuickVariable(expression.var)
    return QuickVariableNode(node.filter_expression) if type(node) is VariableNode else node


def _is_read(variable: Any) -> bool:
    """Whether the variable is looked up: no literal, no words to translate."""
    return type(variable) is Variable and bool(variable.lookups) and not variable.translate


def _expressions(node: Node) -> list[Any]:
    if isinstance(node, VariableNode):
        return [node.filter_expression]
    if isinstance(node, SimpleNode):
        return [*node.args, *node.kwargs.values()]
    if isinstance(node, IfNode):
        return [each for condition, _ in node.conditions_nodelists for each in _compared(condition)]
    if isinstance(node, ForNode):
        return [node.sequence]
    if isinstance(node, WithNode):
        return list(node.extra_context.values())
    return []


def _compared(condition: Any) -> list[Any]:
    """The expressions in a condition; a part of it is an operator with one or two parts, or an expression."""
    if condition is None:
        return []
    if hasattr(condition, "value") and isinstance(condition.value, FilterExpression):
        return [condition.value]
    parts = (getattr(condition, "first", None), getattr(condition, "second", None))
    return [each for part in parts for each in _compared(part)]
