"""Refusals around signing in and people's accounts."""

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "signin_refused": _l(
        "This address and password do not fit together. If you have forgotten the password, ask "
        "your administrator, or your dealer’s manager, for a new link."
    ),
    "signin_throttled": _l(
        "There were too many tries. Wait %(minutes)s minutes, then try again; the right password "
        "will work then."
    ),
    "password_too_short": _l("Take at least %(shortest)s characters. Several words are good."),
    "password_too_long": _l("Take at most %(longest)s characters."),
    "password_too_common": _l(
        "Everybody’s first guess would be this password. Take several words instead."
    ),
    "password_is_a_name": _l("Leave your name and your e-mail address out of the password."),
    "password_wrong": _l("This is not your present password."),
    "passwords_differ": _l("The two passwords differ. Type the new one twice."),
    "user_unknown": _l("Nobody signs in as %(email)s."),
    "dealer_unknown": _l("There is no dealer named %(name)s."),
    "email_taken": _l(
        "Somebody with this e-mail address has an account already, perhaps one whose access was "
        "ended. An administrator can find it in the list."
    ),
    "email_unreadable": _l("This is not an e-mail address."),
    "name_missing": _l("Enter a name."),
    "role_not_yours_to_give": _l(
        "You can invite people of your own shop and your own installers. For anybody else ask the "
        "brand’s administrator."
    ),
    "role_of_other_side": _l(
        "Nobody changes from the brand to a dealer or back. End this access and invite the person "
        "anew, with another e-mail address."
    ),
    "role_needs_dealer": _l("Choose the dealer whose staff this person is."),
    "role_needs_installer": _l("Choose the installer who will sign in."),
    "not_on_yourself": _l("Nobody does this to their own account. Ask another administrator."),
    "access_ended": _l("This person’s access has ended. Give it back first."),
    "works_elsewhere": _l(
        "This installer works for another dealer too, so only the brand’s administrator can end "
        "the access. You can end the work for your own shop in the list of installers."
    ),
    "invitation_unknown": _l(
        "There is no such link. Look whether the whole address was copied, or ask for a new link."
    ),
    "invitation_used": _l(
        "This link was used already. Sign in with your password, or ask for a new link."
    ),
    "invitation_expired": _l(
        "This link is too old. Ask for a new one whoever sent it: links hold for seven days."
    ),
}
