"""`python -m portal.worker`: one worker process with the environment's configuration."""

from portal.infra.config import Config
from portal.worker.app import run_worker

run_worker(Config.from_environment())
