/** SHA-256 at once: the Web Crypto API answers later. */
import { sha256 } from '@noble/hashes/sha2.js'
import { Buffer } from 'buffer'

type Hash = {
  update(content: string | Uint8Array): Hash
  digest(): Buffer
  digest(encoding: 'hex'): string
}

export function createHash(algorithm: 'sha256'): Hash {
  if (algorithm !== 'sha256') throw new Error(`no ${String(algorithm)} in a page`)
  const inner = sha256.create()
  const hash = {
    update: (content: string | Uint8Array) => {
      inner.update(typeof content === 'string' ? new TextEncoder().encode(content) : Uint8Array.from(content))
      return hash as Hash
    },
    digest: (encoding?: 'hex') => {
      const bytes = Buffer.from(inner.digest())
      return encoding === undefined ? bytes : bytes.toString(encoding)
    },
  }
  return hash as Hash
}
