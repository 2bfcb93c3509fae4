/**
 * From bytes to text, as kubectl decodes files: UTF-16 where a byte order mark says so, else UTF-8. What is no text in its encoding
 * becomes U+FFFD. Source: k8s.io/cli-runtime v0.36 pkg/resource/visitor.go, FileVisitor.
 */
import { isUtf8 } from 'node:buffer'

export type Decoded = {
  readonly text: string
  /** Whether bytes that are no UTF-8 were replaced; false in UTF-16, whatever was. */
  readonly isReplaced: boolean
}

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be'

const marks: readonly (readonly [Encoding, readonly number[]])[] = [
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
]

/** The encoding by the first bytes. */
export function encodingOf(bytes: Uint8Array): Encoding {
  return marks.find(([, mark]) => mark.every((byte, index) => bytes[index] === byte))?.[0] ?? 'utf-8'
}

/** Without the byte order mark. A line that ends in \r\r\n, as some programs write it, ends in \r\n. */
export function decodeText(bytes: Buffer): Decoded {
  const encoding = encodingOf(bytes)
  const isReplaced = encoding === 'utf-8' && !isUtf8(bytes)
  const text = new TextDecoder(encoding).decode(bytes)
  return { text: text.includes('\r\r\n') ? text.replaceAll('\r\r\n', '\r\n') : text, isReplaced }
}
