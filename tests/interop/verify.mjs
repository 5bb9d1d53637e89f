// Verifies the General JWS on standard input with the public JWK in the file named; prints
// the payload. npm `jose`.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
const { generalVerify, importJWK } = await import(pathToFileURL(process.argv[2]).href);
const jwk = JSON.parse(readFileSync(process.argv[3]));
const { payload } = await generalVerify(JSON.parse(readFileSync(0)), await importJWK(jwk));
process.stdout.write(payload);
