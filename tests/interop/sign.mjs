// Signs standard input with the JWK in the file named first, as a General JWS with the
// protected header in the JSON named second. npm `jose`.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
const { GeneralSign, importJWK } = await import(pathToFileURL(process.argv[2]).href);
const jwk = JSON.parse(readFileSync(process.argv[3]));
const header = JSON.parse(process.argv[4]);
const key = await importJWK(jwk, header.alg);
const sign = new GeneralSign(readFileSync(0));
sign.addSignature(key).setProtectedHeader(header);
console.log(JSON.stringify(await sign.sign()));
