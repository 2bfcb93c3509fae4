/** Hashes of names: they seed streams, and say where walks begin. */

/** Two 32-bit integers. */
export type HashKey = { readonly a: number; readonly b: number }

/** Odd, so that multiplying loses nothing. */
export const multiplierA = 0x9e3779b1
export const multiplierB = 0x85ebca77

const unkeyed: HashKey = { a: 0, b: 0 }

/** Hash of a name, unsigned 32 bits; the same in every study. */
export function hashName(name: string): number {
  const words = new Int32Array(2)
  hashInto(words, 0, unkeyed, name)
  return words[0] >>> 0
}

/**
 * Writes a 64-bit hash of key and name to two words: enough that among millions of names no two share a
 * stream. Each step is a bijection of both words for a given character; `finish` spreads the last ones.
 */
export function hashInto(words: Int32Array, at: number, key: HashKey, name: string): void {
  let a = key.a ^ 0x243f6a88
  let b = key.b ^ 0x85a308d3
  for (let index = 0; index < name.length; index++) {
    a = Math.imul(((a << 13) | (a >>> 19)) ^ name.charCodeAt(index), multiplierA)
    b = Math.imul(((b << 17) | (b >>> 15)) ^ a, multiplierB)
  }
  words[at] = finish(a ^ finish(b ^ name.length))
  words[at + 1] = finish(b)
}

/** The finalizer of MurmurHash3 (Austin Appleby): every input bit flips each output bit half of the time. */
export function finish(word: number): number {
  let h = word
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
