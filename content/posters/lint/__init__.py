"""What templates are held to: static checks first, then checks on the rendered picture.

allowed     the allow-list and its limits
css, html   style sheets and filled pages against it
guard       the same before every painting
fields      template.toml, the template and sample.json agree
cases       how a template is filled to be looked at: longest, shortest, white photo, black photo
picture     contrast, edges and cuts on the rendered picture
tofu        characters that no font has
lint        all of it: `lint(template, templates, engine)` (import it from there; it needs what draws)
"""

from content.posters.lint.finding import Check, TemplateFinding
from content.posters.lint.guard import guard

__all__ = ["Check", "TemplateFinding", "guard"]
