"""Verifies an access token with LiveKit's own Python SDK and prints its claims as JSON.

    decode_token.py TOKEN         (LIVEKIT_API_KEY and LIVEKIT_API_SECRET from the environment)
"""

import dataclasses
import json
import sys

from livekit.api import TokenVerifier

print(json.dumps(dataclasses.asdict(TokenVerifier().verify(sys.argv[1]))))
