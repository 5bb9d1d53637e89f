"""Signs standard input with the JWK in the file named first, as a General JWS with the
protected header in the JSON named second. PyPI `joserfc`."""
import json, sys
from joserfc import jws
from joserfc.jwk import JWKRegistry

key = JWKRegistry.import_key(json.load(open(sys.argv[1])))
header = json.loads(sys.argv[2])
member = {"protected": header}
print(json.dumps(jws.serialize_json([member], sys.stdin.buffer.read(), key, algorithms=[header["alg"]])))
