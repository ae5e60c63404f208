"""What gunicorn serves while measuring: the portal as ever, and its bare twin under `/bare`."""

import os
import pickle
from pathlib import Path

from werkzeug.middleware.dispatcher import DispatcherMiddleware

from portal.infra.db import make_engine
from portal.wsgi import application as portal
from portal.wsgi import config
from tests.bench.bare import create_bare

assert config.database_url is not None
_recordings = pickle.loads(Path(os.environ["BENCH_RECORDINGS"]).read_bytes())
application = DispatcherMiddleware(
    portal, {"/bare": create_bare(make_engine(config.database_url), _recordings)}
)
