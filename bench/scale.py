"""How large the measured hospitals are, and where their data are kept."""

import os
from dataclasses import dataclass
from pathlib import Path

SMALL, USUAL, FULL = 10_000, 100_000, 1_000_000
RESOURCES_A_PATIENT = 10
DOCTORS = 8
"""As many as clients: each measures as somebody else."""

CARED_FOR = 400
"""Patients with whom the doctors' team has a relation; the same number in every hospital, so that growth shows."""


@dataclass(frozen=True)
class Scale:
    """One measured hospital."""

    patients: int

    @property
    def resources(self) -> int:
        """All resources, patients included, without the one long chart."""
        return self.patients * RESOURCES_A_PATIENT

    @property
    def regulars(self) -> int:
        """Patients with a full chart: two in five resources are theirs."""
        return self.patients // 25

    @property
    def home(self) -> Path:
        """The FLORENCE_HOME of this hospital."""
        return bench_home() / str(self.patients)


def bench_home() -> Path:
    """The folder of all measured hospitals."""
    return Path(os.environ.get("BENCH_HOME", "build/bench")).absolute()


def scales(name: str) -> list[Scale]:
    """The hospitals that a named scale measures, smallest first; raises ValueError for an unknown name."""
    sizes = {"small": [SMALL], "": [SMALL, USUAL], "full": [SMALL, USUAL, FULL]}
    if name not in sizes:
        raise ValueError(f"SCALE={name} is unknown: leave it out, or use small or full.")
    return [Scale(patients) for patients in sizes[name]]
