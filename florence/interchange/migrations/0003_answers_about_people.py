"""A kept answer is closed with the keys of all whom it is about."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("interchange", "0002_append_only")]

    operations = [
        migrations.AddField(
            "keptanswer", "inner_keys", ArrayField(models.UUIDField(), default=list, blank=True, size=None)
        ),
    ]
