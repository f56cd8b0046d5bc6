"""JSON without floats: a number with a fraction or an exponent is a `Decimal`, read and written digit for digit."""

from decimal import Decimal

import msgspec

DECODER = msgspec.json.Decoder(float_hook=Decimal)
ENCODER = msgspec.json.Encoder(decimal_format="number")
