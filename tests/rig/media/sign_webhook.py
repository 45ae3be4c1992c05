"""Signs a webhook body as LiveKit does and prints the Authorization value; the body is read raw from stdin.

    sign_webhook.py < body        (LIVEKIT_API_KEY and LIVEKIT_API_SECRET from the environment)

An independent implementation (LiveKit's own Python SDK) to hold the Rust verification against.
"""

import base64
import datetime
import hashlib
import sys

from livekit.api import AccessToken

digest = hashlib.sha256(sys.stdin.buffer.read()).digest()
token = AccessToken().with_ttl(datetime.timedelta(minutes=5)).with_sha256(base64.b64encode(digest).decode())
print(token.to_jwt())
