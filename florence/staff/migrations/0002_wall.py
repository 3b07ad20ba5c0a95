"""The history of practitioners can only grow."""

from django.db import migrations

from florence.foundation.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("staff", "0001_initial"), ("security", "0002_wall")]

    operations = [append_only("staff_practitionerhistory", "staff_practitionerrolehistory")]
