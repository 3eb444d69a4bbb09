"""What a template may use: properties, functions, elements, and how large a number may be.

All of it means the same to Takumi and to Chromium, reaches no file and no network, and stays cheap: a width
of 1e9 px with a blur of 300 px kept an engine busy for minutes.
"""

LONGEST = 4000.0  # px of any length: twice the largest canvas
BLURRIEST = 120.0  # px of a blur or a shadow; its cost grows with the area it covers
LARGEST_TYPE = 1000.0  # px
MOST_EM = 40.0  # em of a length; sizes of type, which would multiply when nested, stay at 1 em
MOST_PERCENT = 400.0
MOST_NUMBER = 4000.0  # of a number without a unit: z-index, weight
MOST_FACTOR = 10.0  # of a line height or a scale
MOST_STOPS = 16  # of a gradient
MOST_PARTS = 12  # backgrounds, shadows and transforms of one property, separated by commas
MOST_EXPANDED = 400  # tokens of a value when all its var() are put in
LONGEST_SHEET = 60_000  # characters; ours have 2,000 to 6,000
DEEPEST = 40  # elements within one another
MOST_ELEMENTS = 600

ELEMENTS = frozenset({"div", "span", "img", "b", "br"})
ATTRIBUTES = frozenset({"class", "style", "src", "width", "height", "alt", "lang"})
ASSET = "asset:"  # how names of pictures begin that asset(), qr() and logo() give

PALETTE = frozenset({"--deep", "--paper", "--acc", "--acc2"})  # set by the canvas, for templates to read

SIDES = ("-top", "-right", "-bottom", "-left")
CORNERS = ("-top-left", "-top-right", "-bottom-right", "-bottom-left")
_PLAIN = """
display position overflow overflow-x overflow-y z-index box-sizing visibility inset top right bottom left
width height min-width min-height max-width max-height aspect-ratio
flex flex-direction flex-wrap flex-flow flex-grow flex-shrink flex-basis order
align-items align-self align-content justify-content justify-items justify-self
place-items place-content place-self gap row-gap column-gap
grid grid-template-columns grid-template-rows grid-template-areas grid-auto-flow grid-auto-columns
grid-auto-rows grid-column grid-row grid-area
color opacity background background-color background-image background-size background-position
background-repeat background-blend-mode mix-blend-mode isolation
box-shadow text-shadow filter transform transform-origin rotate scale translate
clip-path mask-image -webkit-mask-image object-fit object-position outline
font-family font-size font-weight font-style font-feature-settings font-variant-numeric
line-height letter-spacing word-spacing text-align text-indent text-transform
text-decoration text-decoration-line text-decoration-color text-decoration-thickness
text-decoration-style text-underline-offset text-overflow text-wrap white-space
word-break overflow-wrap line-break vertical-align
-webkit-text-stroke -webkit-text-stroke-width -webkit-text-stroke-color
-webkit-line-clamp line-clamp -webkit-box-orient
"""
PROPERTIES = frozenset(
    {
        *_PLAIN.split(),
        *(f"{what}{side}" for what in ("margin", "padding", "border") for side in ("", *SIDES)),
        *(f"border{side}-{what}" for side in ("", *SIDES) for what in ("color", "style", "width")),
        *(f"border{corner}-radius" for corner in ("", *CORNERS)),
    }
)

GRADIENTS = frozenset(
    {f"{again}{kind}-gradient" for again in ("", "repeating-") for kind in ("linear", "radial", "conic")}
)
SCALES = frozenset({"scale", "scalex", "scaley"})
BLURS = frozenset({"blur", "drop-shadow"})
SUMS = frozenset({"calc", "min", "max", "clamp"})
_COLOURS = "var rgb rgba hsl hsla hwb lab lch oklab oklch color-mix"
_OTHERS = """
rotate translate translatex translatey skew skewx skewy
brightness contrast saturate grayscale sepia invert hue-rotate opacity
polygon circle ellipse inset repeat minmax fit-content
"""
FUNCTIONS = frozenset({*GRADIENTS, *SCALES, *BLURS, *SUMS, *_COLOURS.split(), *_OTHERS.split()})
BLURRED = frozenset({"box-shadow", "text-shadow", "filter"})  # properties all of whose lengths are short
FACTORS = frozenset({"line-height", "scale", *SCALES})
IN_TYPE = frozenset({"font-size", "line-height"})
NOT_NEGATIVE = frozenset({"font-size", "line-height", "width", "height", "blur", "opacity"})
STRINGS = frozenset({"font-family", "font-feature-settings", "grid-template-areas"})

PX = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 37.8, "mm": 3.78, "q": 0.945}
EMS = frozenset({"em", "rem", "ch", "ex", "ic", "lh", "rlh", "cap"})
VIEW = frozenset({"vw", "vh", "vmin", "vmax"})
OTHERS = frozenset({"deg", "turn", "rad", "grad", "fr", "s", "ms"})
