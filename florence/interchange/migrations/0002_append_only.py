"""The history of clients can only grow."""

from django.db import migrations

from florence.foundation.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("interchange", "0001_initial")]

    operations = [append_only("interchange_registeredclienthistory")]
