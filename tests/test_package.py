"""What `pip install` brings: the built package holds everything that lies in the source folder. Installs nothing."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=ROOT, check=True, capture_output=True)
    return ZipFile(next(folder.glob("*.whl")))


def test_the_package_holds_every_file_of_the_source(wheel: ZipFile) -> None:
    source = ROOT / "src"
    files = {path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file() and path.suffix != ".pyc"}
    assert files <= set(wheel.namelist())


def test_the_package_holds_nothing_else_but_its_description(wheel: ZipFile) -> None:
    assert {name.partition("/")[0] for name in wheel.namelist()} == {"followthrough", f"followthrough-{PROJECT['version']}.dist-info"}


def test_the_package_brings_its_licence_and_its_command(wheel: ZipFile) -> None:
    about = f"followthrough-{PROJECT['version']}.dist-info"
    assert b"Apache License" in wheel.read(f"{about}/licenses/LICENSE")
    assert b"followthrough = followthrough.cli.main:main" in wheel.read(f"{about}/entry_points.txt")


def test_the_base_package_reads_documents_and_holds_no_web_framework() -> None:
    readers = ["mammoth", "markdown-it-py"]
    assert [requirement.partition(">")[0] for requirement in PROJECT["dependencies"]] == readers


def test_the_program_and_the_package_agree_on_the_version() -> None:
    from followthrough import __version__

    assert __version__ == PROJECT["version"]
