/** One word for a whole text. */
import { createHash } from 'node:crypto'

/** 16 hexadecimal digits of SHA-256. */
export function checksumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
