"""Sphinx's configuration for the site; `cargo book site` starts it with its settings."""

import gettext
import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

SETTINGS = json.loads(Path(os.environ["AIMATH_SITE_SETTINGS"]).read_text(encoding="utf-8"))

project = "aimath"
author = "aimath"
language = SETTINGS["language"]
extensions = ["myst_nb", "pages"]
exclude_patterns = ["settings.json"]
templates_path = ["_templates"]

myst_enable_extensions = ["dollarmath"]
# Jupyter reads $ … $ this way too: no blank inside, a digit may follow.
myst_dmath_allow_space = True
myst_dmath_double_inline = True
nb_execution_mode = "off"
nb_merge_streams = True
highlight_language = "rust"
# An error's report is lexed as if it were Python's.
suppress_warnings = ["myst.header", "misc.highlighting_failure"]

html_theme = "furo"
html_title = "aimath"
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
# Its sentence would have an English "and" in every language.
html_show_sphinx = False
html_use_index = False
html_additional_pages = {"search": "search.html"}
html_context = {"site": SETTINGS}
# Contrast of 4.5 to 1 for every colour of the code, in the light and in the dark.
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#12529b", "color-brand-content": "#12529b"},
    "dark_css_variables": {"color-brand-primary": "#8ab8f0", "color-brand-content": "#8ab8f0"},
}


class ThemeWords(gettext.NullTranslations):
    """What the theme says, in the language of the pages."""

    def gettext(self, message: str) -> str:
        """The words for a message of the theme."""
        return SETTINGS["theme"].get(message, message)


def setup(app: object) -> None:
    """Sphinx asks here for what its own catalogues do not hold."""
    app.translator.add_fallback(ThemeWords())
