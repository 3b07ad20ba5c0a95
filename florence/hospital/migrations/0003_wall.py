"""The second wall before organisations and places; their history can only grow."""

from django.db import migrations

from florence.foundation.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("hospital", "0002_initial"), ("security", "0002_wall")]

    operations = [
        append_only("hospital_organizationhistory", "hospital_locationhistory", "hospital_settinghistory"),
    ]
