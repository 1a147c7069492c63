"""Bring the trackers' own machine-readable descriptions into .run/descriptions, for the tests that hold our requests against them.

Nothing of them is committed or shipped, and nothing is installed: packages are packed by npm, checked, and only what is read is kept.
"""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".run" / "descriptions"


@dataclass(frozen=True, slots=True)
class Package:
    """One package at one version, and which of its files are read."""

    name: str
    version: str
    sha512: str  # of the packed package, as npm's registries state it
    wanted: str  # a regular expression over paths inside the package

    @property
    def folder(self) -> str:
        return f"{self.name.removeprefix('@').replace('/', '-')}-{self.version}"


GITHUB = Package(
    "@octokit/openapi",
    "23.0.2",
    "pV8M7L9GY23AybNvTmo2nyjmpmnt6+2sRE/tqr0ZLQcPS4lnw7u5eZGNmwRNkBC3D7gZXbFx5AHzLUVRBXGDhg==",
    r"generated/api\.github\.com\.json|LICENSE",
)
GITHUB_WEBHOOKS = Package(
    "@octokit/webhooks-schemas",
    "7.6.1",
    "qW0Bwtb76r4m2WzVhKDyfEeEnt1GEQoRjkCqmq2ZeB0nNVDJ+Z2LBDS9FDPyduuMXf/ZTWiCJp9PFFHgRfBe3A==",
    r"schema\.json",
)
GITHUB_EXAMPLES = Package(
    "@octokit/webhooks-examples",
    "7.6.1",
    "De6U3XB6O3DtCa7bKgCMzTHdeopqqZ6SNivMYJnK65ierKL1AnNIA0tkRYCRS7lwGT792d+Ps1WbfHlso6MynQ==",
    r"api\.github\.com/index\.json",
)
GITHUB_RECORDED = Package(
    "@octokit/fixtures",
    "23.1.2",
    "niG+SVffZ/xzojT3CE6M7DlqX7H9aQ75A6Xxjt4N47CkqssKXpSy2k6+Tj5ntcI5uWW2D9POzKxwJDmBfR+sJw==",
    r"scenarios/api\.github\.com/[a-z-]+/normalized-fixture\.json",
)
LINEAR = Package(
    "@linear/sdk",
    "98.0.0",
    "DRakJJiGe4QE2tc49+XQVE0lyeR9CUHJTpCPsx5291LsmDaMvhP8+beCgXQQ7jET+OshHEm2BYtMx6EUt9ZR8Q==",
    r"dist/.*\.d\.mts|LICENSE",
)
PACKAGES = (GITHUB, GITHUB_WEBHOOKS, GITHUB_EXAMPLES, GITHUB_RECORDED, LINEAR)


class Unavailable(Exception):
    """A description can't be had. The words say why."""


def complete(folder: Path = FOLDER, packages: Sequence[Package] = PACKAGES) -> bool:
    """Whether every description is there. A folder is there whole or not at all."""
    return all((folder / package.folder).is_dir() for package in packages)


def fetch(folder: Path = FOLDER, packages: Sequence[Package] = PACKAGES) -> list[str]:
    """Bring what is missing; returns the names of what was brought. Older versions are taken away at the end."""
    missing = [package for package in packages if not (folder / package.folder).is_dir()]
    if missing and shutil.which("npm") is None:
        raise Unavailable("npm was not found. Install it (Debian, Ubuntu: apt install npm), then run this again.")
    folder.mkdir(parents=True, exist_ok=True)
    for package in missing:
        with tempfile.TemporaryDirectory(prefix=".new-", dir=folder) as scratch:
            _bring(package, Path(scratch), folder / package.folder)
    for left in folder.iterdir():
        if left.name not in {package.folder for package in packages} and not left.name.startswith("."):
            shutil.rmtree(left, ignore_errors=True)
    return [package.name for package in missing]


def _bring(package: Package, scratch: Path, goal: Path) -> None:
    packed = _pack(package, scratch)
    found = base64.b64encode(hashlib.sha512(packed.read_bytes()).digest()).decode()
    if found != package.sha512:
        raise Unavailable(f"{package.name} {package.version} is not the package it was: its SHA-512 is {found}. Nothing of it was kept.")
    made = scratch / "made"
    if not _extract(package, packed, made):
        raise Unavailable(f"{package.name} {package.version} holds no file like {package.wanted}. Nothing of it was kept.")
    try:
        made.rename(goal)
    except OSError:
        if not goal.is_dir():  # else somebody else brought it meanwhile, and it is the same
            raise


def _pack(package: Package, scratch: Path) -> Path:
    command = ["npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", str(scratch), f"{package.name}@{package.version}"]
    try:
        done = subprocess.run(command, cwd=scratch, capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise Unavailable(f"npm did not bring {package.name} {package.version} within 5 minutes. Run this again.") from error
    packed = next(scratch.glob("*.tgz"), None)
    if done.returncode != 0 or packed is None:
        raise Unavailable(f"npm could not bring {package.name} {package.version}:\n{(done.stderr or done.stdout).strip()}")
    return packed


def _extract(package: Package, packed: Path, made: Path) -> int:
    """Write the wanted files, by our own hand: names inside a package decide nothing but a path below `made`."""
    wanted = re.compile(package.wanted)
    count = 0
    with tarfile.open(packed) as archive:
        for member in archive:
            path = member.name.partition("/")[2]
            content = archive.extractfile(member) if member.isfile() and ".." not in path and wanted.fullmatch(path) else None
            if content is None:
                continue
            target = made / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as file:
                shutil.copyfileobj(content, file)
            count += 1
    return count


def main() -> int:
    try:
        brought = fetch()
    except (Unavailable, OSError) as error:
        print(f"descriptions: {error}", file=sys.stderr)
        return 1
    print(f"descriptions: {'brought ' + ', '.join(brought) if brought else 'everything is there already'} (.run/descriptions)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
