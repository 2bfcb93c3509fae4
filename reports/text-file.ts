/** A text file written front to back through one large buffer: rows are short, system calls are not cheap. */
import { appendFileSync, closeSync, openSync } from 'node:fs'

const bufferChars = 1 << 20

export class TextFile {
  /** Bytes written so far, without what is still buffered. */
  bytes = 0
  readonly #descriptor: number
  #buffer = ''

  constructor(path: string) {
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
    appendFileSync(this.#descriptor, bytes)
    this.bytes += bytes.length
    this.#buffer = ''
  }
}
