"""The icons the portal uses, cut out of Bootstrap's: a cheap phone need not load all two thousand.

To use another one, add its name here, in its place in the alphabet.
"""

import re
from pathlib import Path

NAMES = """
alarm archive arrow-clockwise arrow-counterclockwise arrow-down arrow-left arrow-left-right
arrow-repeat arrow-right arrow-right-circle arrow-return-left arrow-up award ban bell bell-fill
bookmark box box-arrow-in-right box-arrow-right box-seam brightness-high building building-gear
calendar-check calendar-event calendar-plus calendar-range calendar-week calendar-x calendar3
camera camera-fill card-checklist card-text cash cash-coin chat-left chat-left-text chat-quote
check check-all check-circle check-circle-fill check-lg check-square check2 check2-all
check2-circle chevron-down chevron-expand chevron-left chevron-right chevron-up circle
circle-half clipboard clipboard-check clipboard-plus clock clock-fill clock-history cloud-arrow-up
cloud-check cloud-slash columns-gap copy crosshair cursor-fill dash dash-circle dash-lg
device-hdd diagram-3 door-closed door-open download droplet droplet-fill ear emoji-frown
emoji-neutral
emoji-smile envelope envelope-check envelope-x exclamation-circle exclamation-circle-fill
exclamation-lg exclamation-octagon exclamation-octagon-fill exclamation-triangle
exclamation-triangle-fill eye eye-slash file-earmark-arrow-down file-earmark-arrow-up
file-earmark-check file-earmark-text file-earmark-x files filter fire flag flag-fill floppy funnel
gear geo geo-alt geo-alt-fill gift globe grip-vertical hand-index-thumb hand-thumbs-down
hand-thumbs-up headset heart hourglass hourglass-split house-check house-door house-gear house-x
image images inbox info-circle info-circle-fill journal-check journal-text key keyboard laptop
layers lightbulb lightning-charge lightning-charge-fill link-45deg list list-check list-task
list-ul lock lock-fill map megaphone mic moon-stars-fill palette paperclip pause-circle pen pencil
pencil-square people people-fill person person-badge person-check person-circle person-dash
person-exclamation person-fill person-gear person-heart person-lines-fill person-plus
person-raised-hand person-slash
person-vcard person-workspace person-x phone phone-fill phone-vibrate pin-angle pin-map
play-circle plus-circle plus-lg printer qr-code question-circle question-lg receipt
record-circle reply save search send send-check send-fill send-x shield shield-check
shield-exclamation
shield-lock shield-slash shield-x sign-merge-right shop shop-window shuffle sign-stop
signpost-split slash-circle
sliders sort-down sort-up star star-fill stickies stop-circle stopwatch sun table tablet tag
telephone telephone-fill telephone-forward telephone-inbound telephone-minus telephone-outbound
telephone-plus telephone-x thermometer-half three-dots three-dots-vertical ticket-perforated
toggles tools trash translate trophy truck unlock unlock-fill upload vector-pen water wechat wifi
wifi-off wrench wrench-adjustable wrench-adjustable-circle x x-circle x-circle-fill x-lg
zoom-in
"""

ICONS = frozenset(NAMES.split())
SYMBOL = re.compile(r'<symbol class="[^"]*" (viewBox="[^"]*") id="([^"]*)">(.*?)</symbol>', re.S)


def sprite(source: Path) -> str:
    """Our icons alone, as one drawing with a symbol for each."""
    found = {name: (box, lines) for box, name, lines in SYMBOL.findall(source.read_text())}
    missing = ICONS - found.keys()
    if missing:
        raise ValueError(f"Bootstrap has no icons named {sorted(missing)}")
    symbols = (
        f'<symbol id="{name}" {found[name][0]}>{found[name][1]}</symbol>' for name in sorted(ICONS)
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>'
