/** A text file written front to back through one large buffer: rows are short, system calls are not cheap. */
import { appendFileSync, closeSync, openSync } from 'node:fs'
import { withPath } from './path-error.ts'

const bufferChars = 1 << 20

export class TextFile {
  /** Bytes written so far, without what is still buffered. */
  bytes = 0
  readonly #path: string
  readonly #descriptor: number
  #buffer = ''

  constructor(path: string) {
    this.#path = path
    this.#descriptor = openSync(path, 'w')
  }

  write(text: string): void {
    this.#buffer += text
    if (this.#buffer.length >= bufferChars) this.#flush()
  }

  close(): void {
    this.#flush()
    closeSync(this.#descriptor)
  }

  #flush(): void {
    const bytes = Buffer.from(this.#buffer)
    withPath(this.#path, () => appendFileSync(this.#descriptor, bytes))
    this.bytes += bytes.length
    this.#buffer = ''
  }
}
