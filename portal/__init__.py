"""The Huifang portal."""

import gc
from typing import Final

# Loading the portal makes a million things, and none of them is garbage; nor is much of what a
# request makes. Looking for cycles every 700 things, as Python does by itself, costs a third of
# every start and a tenth of every page; so seldom it costs neither, for a few MB.
_THINGS_BETWEEN_LOOKS: Final = 20_000

gc.set_threshold(_THINGS_BETWEEN_LOOKS, 20, 20)
