"""The only door to git.

No command that is run here starts a hook, a filter or a monitor; none but `fetch` a transport.
"""

from gomodlint.git.process import Blobs
from gomodlint.git.repository import GitFile, Repository

__all__ = ["Blobs", "GitFile", "Repository"]
