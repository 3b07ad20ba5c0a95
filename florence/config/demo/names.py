"""What the demo hospital is called among settings, sources and those who act."""

from florence.security.actors import system_actor

MARK = "demo-hospital"
SOURCE = "demo"
BUILDER = system_actor("the demo hospital")
