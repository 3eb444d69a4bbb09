// A proof of work, asked for while a flood lasts: a second or two of this phone's time. Without WebCrypto, as
// over plain HTTP, there is none, and time since the form was opened counts instead.

const BITS = 15;
const AT_ONCE = 512;

export async function proof(once) {
  if (!globalThis.crypto?.subtle) return "";
  const encoder = new TextEncoder();
  for (let from = 0; ; from += AT_ONCE) {
    const tries = Array.from({ length: AT_ONCE }, (_, nth) => String(from + nth));
    const hashes = await Promise.all(
      tries.map((text) => crypto.subtle.digest("SHA-256", encoder.encode(`${once}:${text}`))),
    );
    const found = hashes.findIndex((hash) => new DataView(hash).getUint32(0) >>> (32 - BITS) === 0);
    if (found >= 0) return tries[found];
  }
}
