// The signed file, verified with WebCrypto as DESIGN has it: the pinned trust document, the walk to
// the last one, the signatures of the status. What the widget does beyond that (duplicate names
// in JSON, points of small order, a limit on the work) is left out: it favours the twin.

const ALGORITHMS = {
  Ed25519: [{ name: "Ed25519" }, { name: "Ed25519" }, ["crv", "kty", "x"]],
  ES256: [
    { name: "ECDSA", namedCurve: "P-256" },
    { name: "ECDSA", hash: "SHA-256" },
    ["crv", "kty", "x", "y"],
  ],
};
const HOUR = 3600;

function check(holds, what) {
  if (!holds) throw new Error(what);
}

function decode(text) {
  check(typeof text === "string" && /^[\w-]*$/.test(text), "base64url");
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (one) => one.charCodeAt(0));
}

const utf8 = (text) => new TextEncoder().encode(text);
const parse = (text) => JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(decode(text)));
const digest = async (bytes) => btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))));

// The keys of a trust document by their thumbprints (RFC 7638).
async function keysOf({ jwks }) {
  const keys = new Map();
  for (const jwk of jwks.keys) {
    const [imported, , members] = ALGORITHMS[jwk.alg];
    const print = await digest(utf8(JSON.stringify(Object.fromEntries(members.map((name) => [name, jwk[name]])))));
    const kid = print.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
    check(!jwk.kid || jwk.kid === kid, "another key");
    const bare = Object.fromEntries(members.map((name) => [name, jwk[name]]));
    keys.set(kid, { alg: jwk.alg, key: await crypto.subtle.importKey("jwk", bare, imported, false, ["verify"]) });
  }
  return keys;
}

// Every signature has to hold, and a threshold of each role has to be there.
async function verifySignatures({ payload, signatures }, typ, keys, roles) {
  const signers = new Set();
  for (const { protected: header, signature } of signatures) {
    const { alg, kid, typ: is, ...more } = parse(header);
    const known = keys.get(kid);
    check(is === typ && known?.alg === alg && !Object.keys(more).length, "header");
    const signed = utf8(`${header}.${payload}`);
    check(await crypto.subtle.verify(ALGORITHMS[alg][1], known.key, decode(signature), signed), "signature");
    check(!signers.has(kid), "twice");
    signers.add(kid);
  }
  for (const { kids, threshold } of roles) {
    check(threshold > 0 && kids.filter((kid) => signers.has(kid)).length >= threshold, "threshold");
  }
}

// What is signed, if it holds and is fresh.
export async function verify(text, pin) {
  check(text.length <= 256 * 1024, "too large");
  const file = JSON.parse(text);
  check(`sha256-${await digest(decode(file.trust[0].payload))}` === pin, "pin");
  let last, keys;
  for (const envelope of file.trust) {
    const next = parse(envelope.payload);
    check(!last || (next.version === last.version + 1 && next.iss === last.iss && next.sub === last.sub), "chain");
    const own = await keysOf(next);
    const roles = [next.roles.root, ...(last ? [last.roles.root] : [])];
    await verifySignatures(envelope, "trust+jwt", new Map([...(keys ?? []), ...own]), roles);
    [last, keys] = [next, own];
  }
  await verifySignatures(file, "status+jwt", keys, [last.roles.status]);
  const status = parse(file.payload);
  const now = Math.max(Date.now() / 1000, status.iat);
  check(status.iss === last.iss && status.sub === last.sub, "issuer");
  check(status.exp > status.iat && Math.min(status.exp, status.iat + 24 * HOUR) + 300 > now && last.exp > now, "expired");
  return { status, trust: last, kid: parse(file.signatures[0].protected).kid };
}
