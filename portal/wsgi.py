"""What gunicorn serves: the portal with the configuration of this process."""

from portal.app import create_app
from portal.infra.config import Config
from portal.infra.logging import configure_logging

config = Config.from_environment()
configure_logging(config.environment)
application = create_app(config.for_flask())
