"""The PostgreSQL server that Florence starts for itself when no other one is named.

One cluster belongs to one home folder. Programs write:

    from florence.foundation.postgresql.cluster import Cluster

    cluster = Cluster(home)
    urls = cluster.ensure_running()      # urls.application, urls.owner, urls.backup

`ensure_running` makes, repairs and starts the server as needed, and returns at once when it runs already.
The server outlives the program that started it; `with cluster.running() as urls:` stops it when the last such
program is done.
Servers run by somebody else are judged by `checks.check_server`.
"""
