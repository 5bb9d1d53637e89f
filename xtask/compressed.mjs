// node compressed.mjs FILE...: the bytes of each file, as it is, with gzip -9 and with
// brotli 11. Zlib and brotli are those of most servers; ports of them compress a little otherwise.
import { readFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

for (const file of process.argv.slice(2)) {
  const bytes = readFileSync(file);
  const gzip = gzipSync(bytes, { level: 9 });
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  console.log(bytes.length, gzip.length, brotli.length);
}
