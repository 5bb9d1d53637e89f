"""Verifies the General JWS on standard input with the public JWK in the file named; prints
the payload. PyPI `joserfc`."""
import json, sys
from joserfc import jws
from joserfc.jwk import JWKRegistry

key = JWKRegistry.import_key(json.load(open(sys.argv[1])))
value = json.load(sys.stdin)
obj = jws.deserialize_json(value, key, algorithms=["Ed25519", "ES256"])
sys.stdout.buffer.write(obj.payload)
