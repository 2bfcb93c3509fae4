/** A worker that runs one study at a time: a new order ends the one that runs. */
import type { PlayNews, PlayOrder } from '../messages.ts'
import type { PlayValues } from '../settings.ts'

export class EngineRun {
  readonly #spec: string
  readonly #hear: (news: PlayNews) => void
  readonly #script = URL.createObjectURL(
    new Blob([document.getElementById('worker')!.textContent!], { type: 'text/javascript' }),
  )
  #worker: Worker | undefined
  #isBusy = false

  /** @param spec as `devalue` writes it. */
  constructor(spec: string, hear: (news: PlayNews) => void) {
    this.#spec = spec
    this.#hear = hear
  }

  start(values: PlayValues, replications: number): void {
    // One that waits is warm: its code is compiled.
    if (this.#isBusy) this.stop()
    this.#worker ??= this.#newWorker()
    this.#isBusy = true
    const order: PlayOrder = { spec: this.#spec, values, replications }
    this.#worker.postMessage(order)
  }

  stop(): void {
    if (!this.#isBusy) return
    this.#worker?.terminate()
    this.#worker = undefined
    this.#isBusy = false
  }

  #newWorker(): Worker {
    const worker = new Worker(this.#script)
    worker.onmessage = ({ data }: MessageEvent<PlayNews>) => {
      if (data.kind === 'error' || data.isWhole) this.#isBusy = false
      this.#hear(data)
    }
    worker.onerror = ({ message }) => this.#hear({ kind: 'error', message })
    return worker
  }
}
