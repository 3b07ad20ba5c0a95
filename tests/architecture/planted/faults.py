"""Faults that are planted into a copy of the project, and the proof that has to report each one by name."""

from dataclasses import dataclass

SIZES = "tests/architecture/test_sizes.py"
DOORS = "tests/architecture/test_doors.py"
LAYERS = "tests/architecture/test_layers.py"
WORDS = "tests/architecture/test_words.py"
TABLES = "tests/architecture/test_tables.py"
MIGRATIONS = "tests/architecture/test_migrations.py"
CATALOGUES = "tests/architecture/test_catalogues.py"
DOCS = "tests/architecture/test_docs.py"
BEHAVIOURS = "tests/architecture/test_behaviours.py"
PAGES = "tests/access/test_pages.py"
ACTS = "tests/access/test_acts.py"
TEMPLATES = "florence/ui/tests/test_template_rules.py"
STATIC = "florence/ui/tests/test_static_files.py"


@dataclass(frozen=True)
class Fault:
    """A planted fault: the proof that has to fail, a word of its message, and the text that is added to a file."""

    proof: str
    told: str
    file: str
    text: str
    instead_of: str = ""


def _function(name: str, lines: int) -> str:
    return f'"""A function of too many lines."""\n\n\ndef {name}() -> None:\n' + "    pass\n" * (lines - 1)


_MODEL = '''

class PlantedTable(models.Model):
    """A table that points up, is seen from below, and says nothing of merges, history or migration."""

    subject = models.ForeignKey("patients.Patient", models.PROTECT, related_name="planted")
'''

_ACTIONS = '''"""Actions that somebody forgot to guard and to name."""

from florence.security.actors import Actor
from florence.security.decisions import ALLOWED
from florence.security.doors import action


def planted_writer(actor: Actor) -> None:
    """Write without a door."""


@action(may=lambda actor: ALLOWED)
def planted_act(actor: Actor) -> None:
    """Write without words."""
'''

_ROUTES = """
urlpatterns += [
    path("planted-open/", healthz, name="planted_without_rule"),
    path("planted-rule/", rules.public(healthz, act="config.health"), name="planted_without_row"),
    path(
        "planted-act/",
        rules.page(healthz, act="planted.unheard_of", permission="records.read_record"),
        name="planted_act",
    ),
]
"""

_EVENTS = '''"""An event that nobody hears."""

from florence.foundation.events import Event


class PlantedEvent(Event):
    """Something that nobody asked to hear of."""
'''

_TEMPLATE = (
    '<p class="planted-class">Planted words</p>{% url "planted:address" %}{% icon "planted-icon" %}'
    '<i style="color: red"></i>'
)

FAULTS = (
    # sizes
    Fault(
        f"{SIZES}::test_no_file_is_too_long",
        "planted_file.py",
        "florence/records/planted_file.py",
        "#\n" * 401,
    ),
    Fault(
        f"{SIZES}::test_no_function_is_too_long",
        "planted_long_function",
        "florence/records/planted_lines.py",
        _function("planted_long_function", 41),
    ),
    Fault(
        f"{SIZES}::test_no_function_has_too_many_arguments",
        "planted_arguments",
        "florence/records/planted_arguments.py",
        "def planted_arguments(a, b, c, d, *, e, f, g): ...\n",
    ),
    Fault(
        f"{SIZES}::test_no_drawer_for_everything",
        "planted_utils.py",
        "florence/records/planted_utils.py",
        '"""A drawer."""\n',
    ),
    Fault(
        f"{SIZES}::test_every_file_says_what_it_is",
        "planted_silence.py",
        "florence/records/planted_silence.py",
        "X = 1\n",
    ),
    # doors and layers
    Fault(f"{DOORS}::test_every_address_has_a_rule", "planted-open/", "florence/config/urls.py", _ROUTES),
    Fault(
        f"{DOORS}::test_every_action_has_a_policy",
        "planted_writer",
        "florence/records/actions/planted_acts.py",
        _ACTIONS,
    ),
    Fault(
        f"{DOORS}::test_no_face_reaches_rows_past_its_queries",
        "planted_face.py:1",
        "florence/records/web/planted_face.py",
        "Resource.objects.get()\n",
    ),
    Fault(
        f"{LAYERS}::test_no_http_below_the_faces",
        "planted_http.py:1 django.http",
        "florence/records/planted_http.py",
        "from django.http import HttpResponse\n",
    ),
    Fault(
        f"{LAYERS}::test_no_signals",
        "planted_signals.py:1 django.dispatch",
        "florence/records/planted_signals.py",
        "from django.dispatch import receiver\n",
    ),
    Fault(
        f"{LAYERS}::test_actions_are_the_only_writers",
        "planted_writes.py:1 update",
        "florence/records/planted_writes.py",
        'Resource.objects.filter(id=1).update(code="")\n',
    ),
    Fault(
        f"{LAYERS}::test_every_other_writer_is_one",
        "florence/planted_nowhere.py",
        LAYERS,
        '\nWRITERS["florence/planted_nowhere.py"] = "nothing"\n',
    ),
    # tables, migrations, lists at the top
    Fault(f"{TABLES}::test_keys_point_down", "points up", "florence/hospital/models.py", _MODEL),
    Fault(
        f"{TABLES}::test_rows_about_a_patient_say_what_a_merge_does",
        "PlantedTable declares no merge",
        "florence/hospital/models.py",
        "",
    ),
    Fault(f"{TABLES}::test_every_table_keeps_its_history", "PlantedTable", "florence/hospital/models.py", ""),
    Fault(
        f"{MIGRATIONS}::test_no_change_of_a_model_is_without_its_migration",
        "Create model PlantedTable",
        "florence/hospital/models.py",
        "",
    ),
    Fault(
        f"{MIGRATIONS}::test_every_app_has_one_head",
        "0001_planted",
        "florence/staff/migrations/0001_planted.py",
        "from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n    pass\n",
    ),
    Fault(
        f"{CATALOGUES}::test_every_permission_has_its_sentence",
        "records.planted",
        "florence/records/policies.py",
        '    READ_OWN_RECORD = "records.read_own_record"\n    PLANTED = "records.planted"\n',
        instead_of='    READ_OWN_RECORD = "records.read_own_record"\n',
    ),
    Fault(
        f"{CATALOGUES}::test_roles_hold_permissions_that_exist",
        "planted.nowhere",
        "florence/config/roles.py",
        '\nREADY_ROLES = (*READY_ROLES, ReadyRole("planted", "", "", ("planted.nowhere",)))\n',
    ),
    Fault(
        f"{CATALOGUES}::test_every_event_is_heard",
        "PlantedEvent",
        "florence/records/actions/planted_events.py",
        _EVENTS,
    ),
    # the access matrix and the words of acts
    Fault(f"{PAGES}::test_every_address_has_a_rule", "planted_without_rule", "florence/config/urls.py", ""),
    Fault(f"{PAGES}::test_every_address_has_a_row", "planted_without_row", "florence/config/urls.py", ""),
    Fault(
        f"{PAGES}::test_every_row_has_an_address",
        "planted:row",
        "tests/access/matrix.py",
        '\nROWS["planted:row"] = Row(EVERYONE)\n',
    ),
    Fault(
        f"{ACTS}::test_every_page_that_is_logged_has_words",
        "planted.unheard_of",
        "florence/config/urls.py",
        "",
    ),
    Fault(
        f"{ACTS}::test_every_action_has_words",
        "records.planted_act",
        "florence/records/actions/planted_acts.py",
        "",
    ),
    # templates, styles, scripts
    Fault(
        f"{WORDS}::test_every_word_of_a_template_can_be_translated",
        "planted.html: Planted words",
        "florence/records/templates/records/workspace/planted.html",
        _TEMPLATE,
    ),
    Fault(
        f"{WORDS}::test_every_address_of_a_template_exists",
        "planted:address",
        "florence/records/templates/records/workspace/planted.html",
        "",
    ),
    Fault(
        f"{TEMPLATES}::test_a_template_keeps_the_policy[records/templates/records/workspace/planted.html]",
        "an inline style",
        "florence/records/templates/records/workspace/planted.html",
        "",
    ),
    Fault(
        f"{TEMPLATES}::test_a_template_uses_icons_that_exist[records/templates/records/workspace/planted.html]",
        "planted-icon",
        "florence/records/templates/records/workspace/planted.html",
        "",
    ),
    Fault(
        f"{TEMPLATES}::test_a_template_uses_classes_that_exist[records/templates/records/workspace/planted.html]",
        "planted-class",
        "florence/records/templates/records/workspace/planted.html",
        "",
    ),
    Fault(
        f"{STATIC}::test_styles_hold_no_data_address_and_no_other_host",
        "data:",
        "florence/ui/static/ui/florence.css",
        "\n.planted { background: url(data:planted); margin-left: 1px; color: #abcabc; }\n",
    ),
    Fault(
        f"{STATIC}::test_styles_use_logical_directions",
        "margin-left",
        "florence/ui/static/ui/florence.css",
        "",
    ),
    Fault(
        f"{STATIC}::test_styles_use_colours_through_tokens",
        "#abcabc",
        "florence/ui/static/ui/florence.css",
        "",
    ),
    Fault(
        f"{STATIC}::test_scripts_need_no_eval",
        "eval(",
        "florence/ui/static/ui/planted.js",
        'eval("planted");\n',
    ),
    Fault(
        f"{STATIC}::test_the_sprite_holds_exactly_the_named_icons",
        "planted-icon-of-none",
        "florence/ui/icons.txt",
        "planted-icon-of-none\n",
    ),
    # documents and behaviours
    Fault(
        f"{DOCS}::test_no_machine_paths_and_no_unfinished_marks",
        "planted.md:3",
        "docs/howto/planted.md",
        "# Planted\n\nTO" + "DO: see [nothing](planted-nowhere.md), `florence planted`, `make planted`.\n",
    ),
    Fault(f"{DOCS}::test_links_lead_somewhere", "planted-nowhere.md", "docs/howto/planted.md", ""),
    Fault(f"{DOCS}::test_commands_exist", "planted", "docs/howto/planted.md", ""),
    Fault(f"{DOCS}::test_make_targets_exist", "planted", "docs/howto/planted.md", ""),
    Fault(
        f"{DOCS}::test_every_variable_is_explained",
        "FLORENCE_PLANTED",
        "florence/config/environment.py",
        "| FLORENCE_PLANTED | nothing | nothing |\n| FLORENCE_HOME | folder of the data |",
        instead_of="| FLORENCE_HOME | folder of the data |",
    ),
    Fault(
        f"{DOCS}::test_every_class_of_columns_is_told_to_operators",
        "planted_class",
        "florence/config/classification.py",
        '\nCLASSES = (*CLASSES, "planted_class")\n',
    ),
    Fault(
        f"{DOCS}::test_a_decision_is_one_page_in_four_parts[0001-planted]",
        "Planted part",
        "docs/adr/0001-planted.md",
        "# Planted\n\n## Planted part\n",
    ),
    Fault(f"{DOCS}::test_no_number_of_a_decision_is_used_twice", "0001", "docs/adr/0001-planted.md", ""),
    Fault(
        f"{DOCS}::test_every_point_has_one_line",
        "99.1",
        "docs/modules/99-planted.md",
        "| 99.1 | Planted | `planted:page` |  |  |\n",
    ),
    Fault(
        f"{DOCS}::test_every_page_action_and_test_of_a_module_exists",
        "no page planted:page",
        "docs/modules/99-planted.md",
        "",
    ),
    Fault(
        f"{DOCS}::test_every_dependency_has_its_line",
        "planted-package",
        "docs/adr/dependencies.md",
        "| planted-package | | |\n",
    ),
    Fault(
        f"{DOCS}::test_the_version_has_its_changes",
        "9.9.9",
        "pyproject.toml",
        '\nversion = "9.9.9"\n',
        instead_of='\nversion = "0.1.0"\n',
    ),
    Fault(
        f"{DOCS}::test_data_of_others_carry_their_licence[florence/records/data]",
        "florence/records/data has no NOTICE",
        "florence/records/data/planted.txt",
        "planted\n",
    ),
    Fault(
        f"{DOCS}::test_vendored_files_carry_their_licence",
        "htmx",
        "florence/ui/static/vendor/LICENSES.md",
        "planted",
        instead_of="*",
    ),
    Fault(
        f"{BEHAVIOURS}::test_every_behaviour_has_one_line",
        "A99-01",
        "docs/modules/behaviours.tsv",
        "A99-01\tPlanted line of nothing\t\t\nA99-02\tPlanted line of nothing\t\twaits for nothing\n",
    ),
    Fault(
        f"{BEHAVIOURS}::test_every_behaviour_is_proved_or_says_what_it_waits_for",
        "A99-01: neither a test",
        "docs/modules/behaviours.tsv",
        "",
    ),
    Fault(
        f"{BEHAVIOURS}::test_no_title_is_given_twice",
        "Planted line of nothing",
        "docs/modules/behaviours.tsv",
        "",
    ),
    Fault(
        f"{BEHAVIOURS}::test_what_is_built_is_proved",
        "A99-02",
        BEHAVIOURS,
        '\nPROVED |= {"A99-02"}\n',
    ),
)
