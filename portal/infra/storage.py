"""Keep the content of files: in a folder of the data folder, or in any S3."""

from collections.abc import Iterator
from pathlib import Path

import obstore
from obstore.store import LocalStore, ObjectStore, S3Store, from_url

from portal.infra.config import Config, ConfigError

_S3 = "s3://"


class Storage:
    """Content by key. Nobody is ever given an address: pages send content themselves."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    def put(self, key: str, content: bytes) -> None:
        """Store content; what stood under the key before is replaced as a whole."""
        obstore.put(self._store, key, content)

    def get(self, key: str) -> bytes:
        """The content; FileNotFoundError if there is none."""
        return bytes(obstore.get(self._store, key).bytes())

    def delete(self, key: str) -> None:
        """Remove the content; what is not there is no error."""
        try:
            obstore.delete(self._store, key)
        except FileNotFoundError:
            return

    def keys(self) -> Iterator[str]:
        """Every key, for backups and for sweeping what no row knows."""
        for page in obstore.list(self._store):
            for found in page:
                yield found["path"]


def open_storage(config: Config) -> Storage:
    """The storage of this installation; S3 takes its account from the usual AWS_ variables."""
    if config.files_url is None:
        return folder_storage(config.data / "files")
    if not config.files_url.startswith(_S3):
        raise ConfigError(
            f"HUIFANG_FILES is {config.files_url!r}; it must look like s3://bucket/folder, "
            "or be left out to keep files in the data folder."
        )
    return storage_at(config.files_url)


def storage_at(place: str) -> Storage:
    """The storage in a bucket, `s3://…`, or in the folder with this path."""
    if not place.startswith(_S3):
        return folder_storage(Path(place))
    store = from_url(place)
    assert isinstance(store, S3Store)  # noqa: S101 - by its scheme
    return Storage(store)


def folder_storage(folder: Path) -> Storage:
    """A storage in a folder that only we may open."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Storage(LocalStore(prefix=folder))
