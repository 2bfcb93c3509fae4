/** Ids of objects: a cluster draws them, here they follow from what is unique anyway. */
import { createHash } from 'node:crypto'

/** A UUID (RFC 9562, version 8), always the same for the same object. */
export function objectUid(kind: string, namespace: string, name: string): string {
  const bytes = createHash('sha256').update(`${kind}/${namespace}/${name}`).digest()
  bytes[6] = (bytes[6]! & 0x0f) | 0x80
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return bytes.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
