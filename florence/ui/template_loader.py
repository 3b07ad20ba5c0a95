"""Templates are kept once for each language, with what never changes in that language already written out.

Words to translate, addresses without arguments, static files and plain icons of a template come out the same for every
reader of a language. They are rendered when the template is read, and text that stands side by side becomes one piece,
so that a page is joined from few parts. What depends on the request, the person or the record is untouched.
"""

from collections.abc import Iterator
from typing import Any, cast
from uuid import UUID

from django.template import Context, Engine, Origin, Template, TemplateDoesNotExist
from django.template.base import FilterExpression, Node, NodeList, TextNode, Variable
from django.template.defaulttags import CycleNode, IfChangedNode, IfNode, URLNode, WithNode
from django.template.library import SimpleNode
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode
from django.template.loaders.base import Loader as BaseLoader
from django.template.loaders.cached import Loader as CachedLoader
from django.templatetags.i18n import TranslateNode
from django.templatetags.l10n import LocalizeNode
from django.templatetags.static import StaticNode
from django.urls import NoReverseMatch
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django_cotton.templatetags import InlineTemplate
from django_cotton.templatetags._component import AttrKind, CottonComponentNode
from django_cotton.templatetags._vars import CottonVarsNode

from florence.ui import addresses
from florence.ui.quick_variables import quick
from florence.ui.templatetags import florence

ALWAYS_THE_SAME = frozenset({florence.icon, florence.missing})
"""The tags of ours whose output depends on their arguments and the language alone."""

OF_THEIR_TEMPLATE = (BlockNode, ExtendsNode, CycleNode, IfChangedNode, CottonVarsNode)
"""What means another thing in the including template than in its own."""

OTHER_WORDS = ("LanguageNode", LocalizeNode.__name__)
"""Inside these, words are not those of the language that is spoken around them."""


class Writer(BaseLoader):
    """Writes a template out before anybody can see it: below the loader that keeps templates."""

    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        """The template, written out for the language that is spoken now; raises TemplateDoesNotExist."""
        template = super().get_template(template_name, skip)
        write_out(template.nodelist)
        return template


class Loader(CachedLoader, Writer):
    """Django's loader that keeps templates, with the language as a part of the name."""

    engine: Engine

    def cache_key(self, template_name: str, skip: list[Origin] | None = None) -> str:
        """The name under which a template is kept: once for each language."""
        return f"{get_language()}:{super().cache_key(template_name, skip)}"


def write_out(nodes: NodeList) -> None:
    """Replace in place what always comes out the same by its text, for the language that is spoken now."""
    nodes[:] = _joined([each for node in nodes for each in _written(node)])


class AddressNode(Node):
    """The address of a page about a patient, whose other parts are known before."""

    child_nodelists = ()

    def __init__(self, whole: URLNode, view: str) -> None:
        self._whole = whole
        self._view = view

    def render(self, context: Context) -> str:
        """The address for the id that the context has."""
        subject_id = self._whole.args[0].resolve(context)
        if isinstance(subject_id, UUID):
            return SafeString(addresses.about(self._view, subject_id))
        return self._whole.render(context)


def _written(node: Node) -> list[Node]:
    if isinstance(node, IncludeNode):
        return _included(node)
    if isinstance(node, URLNode) and (view := _view_about_a_patient(node)):
        return [AddressNode(node, view)]
    if _is_fixed(node):
        try:
            return [TextNode(node.render(Context()))]
        except (NoReverseMatch, ValueError):
            return [node]  # it says what is wrong when it is shown
    if type(node).__name__ not in OTHER_WORDS:
        for inner in _inside(node):
            write_out(inner)
    return [quick(node)]


def _included(node: IncludeNode) -> list[Node]:
    """What an included template holds, in the place of asking for it each time; the node itself where that differs."""
    if node.isolated_context or not _is_written(node.template):
        return [node]
    try:
        nodes = Engine.get_default().get_template(str(node.template.resolve(Context()))).nodelist
    except TemplateDoesNotExist:
        return [node]  # it says what is wrong when it is shown
    if any(nodes.get_nodes_by_type(kind) for kind in OF_THEIR_TEMPLATE):
        return [node]
    if not node.extra_context:
        return list(nodes)
    return [quick(WithNode(None, None, nodes, node.extra_context))]


def _joined(nodes: list[Node]) -> Iterator[Node]:
    """The nodes, with text that stands side by side as one."""
    text: list[str] = []
    for node in nodes:
        if isinstance(node, TextNode):
            text.append(node.s)
            continue
        if text:
            yield TextNode("".join(text))
            text = []
        yield node
    if text:
        yield TextNode("".join(text))


def _is_fixed(node: Node) -> bool:
    """Whether the node comes out the same for everybody who reads the language."""
    if isinstance(node, TranslateNode):
        return not (node.asvar or node.message_context) and _is_written(node.filter_expression)
    if isinstance(node, StaticNode):
        return node.varname is None and _is_written(node.path)
    if isinstance(node, URLNode):
        return not (node.asvar or node.args or node.kwargs) and _is_written(node.view_name)
    if isinstance(node, SimpleNode) and node.func in ALWAYS_THE_SAME:
        given = [*node.args, *node.kwargs.values()]
        return node.target_var is None and all(_is_written(each) for each in given)
    return False


def _view_about_a_patient(node: URLNode) -> str:
    """The name of the view when the address depends on one id alone, else ""."""
    if node.asvar or node.kwargs or len(node.args) != 1 or not _is_written(node.view_name):
        return ""
    view = str(node.view_name.resolve(Context()))
    return view if addresses.takes_one_id(view) else ""


def _is_written(value: Any) -> bool:
    """Whether an argument stands in the template as it is, neither looked up nor filtered."""
    if not isinstance(value, FilterExpression) or value.filters:
        return False
    return not isinstance(value.var, Variable) or value.var.literal is not None


def _inside(node: Node) -> Iterator[NodeList]:
    """The lists of nodes that belong to a node."""
    if isinstance(node, IfNode):
        yield from (nodes for _, nodes in node.conditions_nodelists)
        return
    for name in node.child_nodelists:
        nodes = getattr(node, name, None)
        if isinstance(nodes, NodeList):
            yield nodes
    if isinstance(node, CottonComponentNode):
        _write_out_attributes(node)


def _write_out_attributes(node: Any) -> None:
    """Attributes of a component that hold words alone become plain text, which the component need not escape."""
    for place, attribute in enumerate(node._prepared_attrs):
        if not isinstance(attribute.compiled, InlineTemplate):
            continue
        nodes = cast(NodeList, attribute.compiled.nodelist)
        write_out(nodes)
        if all(isinstance(each, TextNode) for each in nodes):
            text = SafeString("".join(each.s for each in nodes if isinstance(each, TextNode)))
            node._prepared_attrs[place] = attribute._replace(kind=AttrKind.STATIC, value=text, compiled=None)
