"""What breaks, and what must be left whole: processes killed, files spoiled, disks full."""
