"""How long sessions last at the places of a hospital on the first day; administrators change it on a screen."""

from django.db import migrations

PLACES = (
    ("office", "Office", 15, 14),
    ("clinic", "Clinic room", 15, 14),
    ("ward", "Ward", 5, 14),
    ("theatre", "Operating theatre", 720, 14),
    ("resuscitation", "Resuscitation room", 720, 14),
    ("portal", "Patients' portal", 15, 14),
)


def add_places(apps, schema_editor):
    PlaceLimit = apps.get_model("security", "PlaceLimit")
    for code, name, idle, absolute in PLACES:
        PlaceLimit.objects.create(code=code, name=name, idle_minutes=idle, absolute_hours=absolute)


def remove_places(apps, schema_editor):
    apps.get_model("security", "PlaceLimit").objects.filter(code__in=[place[0] for place in PLACES]).delete()


class Migration(migrations.Migration):
    dependencies = [("security", "0003_density")]
    operations = [migrations.RunPython(add_places, remove_places)]
