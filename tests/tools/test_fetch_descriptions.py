"""The trackers' descriptions are brought whole or not at all. npm is played by a script: nothing is fetched here."""

from __future__ import annotations

import base64
import hashlib
import io
import tarfile
from pathlib import Path

import pytest

from tools import fetch_descriptions
from tools.fetch_descriptions import Package, Unavailable, complete, fetch


@pytest.fixture
def packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A package that the npm of this test hands out, whatever is asked for."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name in ("package/generated/small.json", "package/generated/huge.json", "package/../../escaped.json", "package/README.md"):
            member = tarfile.TarInfo(name)
            member.size = 2
            archive.addfile(member, io.BytesIO(b"{}"))
    (tmp_path / "bin").mkdir()
    (tmp_path / "package.tgz").write_bytes(buffer.getvalue())
    npm = tmp_path / "bin" / "npm"
    npm.write_text(f'#!/bin/sh\nwhile [ "$1" != --pack-destination ]; do shift; done\ncp "{tmp_path}/package.tgz" "$2/it.tgz"\n')
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    return buffer.getvalue()


def package(content: bytes, wanted: str = r"generated/small\.json") -> Package:
    return Package("@example/api", "1.2.3", base64.b64encode(hashlib.sha512(content).digest()).decode(), wanted)


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_only_the_wanted_files_are_kept(tmp_path: Path, packed: bytes) -> None:
    assert fetch(tmp_path / "kept", [package(packed)]) == ["@example/api"]
    assert files(tmp_path / "kept") == ["example-api-1.2.3/generated/small.json"]
    assert complete(tmp_path / "kept", [package(packed)])


def test_what_is_there_is_not_brought_again(tmp_path: Path, packed: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    fetch(tmp_path / "kept", [package(packed)])
    monkeypatch.setenv("PATH", str(tmp_path))  # no npm
    assert fetch(tmp_path / "kept", [package(packed)]) == []


def test_an_older_version_is_taken_away(tmp_path: Path, packed: bytes) -> None:
    (tmp_path / "kept" / "example-api-1.0.0").mkdir(parents=True)
    fetch(tmp_path / "kept", [package(packed)])
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["example-api-1.2.3"]


def test_a_package_with_another_hash_is_refused_whole(tmp_path: Path, packed: bytes) -> None:
    with pytest.raises(Unavailable, match=r"is not the package it was.*Nothing of it was kept"):
        fetch(tmp_path / "kept", [package(packed + b"!")])
    assert files(tmp_path / "kept") == []
    assert not complete(tmp_path / "kept", [package(packed + b"!")])


def test_a_package_without_the_wanted_file_is_refused(tmp_path: Path, packed: bytes) -> None:
    with pytest.raises(Unavailable, match="holds no file like gone"):
        fetch(tmp_path / "kept", [package(packed, "gone")])
    assert files(tmp_path / "kept") == []


def test_a_path_that_leaves_the_package_is_not_written(tmp_path: Path, packed: bytes) -> None:
    fetch(tmp_path / "kept", [package(packed, ".*")])
    assert "escaped.json" not in {path.name for path in tmp_path.rglob("*")}


def test_without_npm_a_sentence_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unavailable, match="npm was not found"):
        fetch(tmp_path / "kept")
    monkeypatch.setattr(fetch_descriptions, "fetch", lambda: fetch(tmp_path / "kept"))
    assert fetch_descriptions.main() == 1
    assert capsys.readouterr().err.startswith("descriptions: npm was not found. Install it")


def test_what_npm_says_reaches_the_person(tmp_path: Path, packed: bytes) -> None:
    (tmp_path / "bin" / "npm").write_text("#!/bin/sh\necho 'npm error: no such version' >&2\nexit 1\n")
    with pytest.raises(Unavailable, match=r"could not bring @example/api 1\.2\.3:\nnpm error: no such version"):
        fetch(tmp_path / "kept", [package(packed)])


def test_every_package_is_pinned_by_its_hash() -> None:
    for each in fetch_descriptions.PACKAGES:
        assert len(base64.b64decode(each.sha512)) == 64
        assert each.version.count(".") == 2
