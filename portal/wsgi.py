"""What gunicorn serves: the portal with the configuration of this process."""

import gc

from portal.app import create_app
from portal.infra.config import Config
from portal.infra.logging import configure_logging

config = Config.from_environment()
configure_logging(config.environment)
application = create_app(config.for_flask())

# What was made so far lives as long as the process: no search for garbage need go through it again.
# A page makes and drops thousands of small things that no search is needed for either.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
