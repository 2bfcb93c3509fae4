/** A worker that runs one study at a time: a new order ends the one that runs. */
import type { ReplicationResult, RunResult } from '../../engine/contract/run-result.ts'
import type { PlayNews, PlayOrder } from '../messages.ts'
import type { PlayValues } from '../settings.ts'

/** What a study has found so far, or why it finds nothing. */
export type StudyNews =
  | { readonly result: RunResult; readonly isWhole: boolean; readonly milliseconds: number }
  | { readonly problem: string }

/** A slider that moves gives many orders: only the one that it rests at is run. */
const restMs = 50

export class EngineRun {
  readonly #spec: string
  readonly #hear: (news: StudyNews) => void
  readonly #script = URL.createObjectURL(
    new Blob([document.getElementById('worker')!.textContent!], { type: 'text/javascript' }),
  )
  #worker: Worker | undefined
  #isBusy = false
  #waiting: ReturnType<typeof setTimeout> | undefined
  #finished: ReplicationResult[] = []

  /** @param spec as `devalue` writes it. */
  constructor(spec: string, hear: (news: StudyNews) => void) {
    this.#spec = spec
    this.#hear = hear
  }

  start(values: PlayValues, replications: number): void {
    this.stop()
    const order: PlayOrder = { spec: this.#spec, values, replications }
    this.#waiting = setTimeout(() => this.#send(order), restMs)
  }

  stop(): void {
    clearTimeout(this.#waiting)
    if (!this.#isBusy) return
    this.#worker?.terminate()
    this.#worker = undefined
    this.#isBusy = false
  }

  /** A worker that is idle is kept: its code is compiled. */
  #send(order: PlayOrder): void {
    this.#worker ??= this.#newWorker()
    this.#isBusy = true
    this.#finished = []
    this.#worker.postMessage(order)
  }

  #newWorker(): Worker {
    const worker = new Worker(this.#script)
    worker.onmessage = ({ data }: MessageEvent<PlayNews>) => {
      if (data.kind === 'error') {
        this.#isBusy = false
        this.#hear({ problem: data.message })
        return
      }
      const { study, replication, isLast, milliseconds } = data
      if (isLast) this.#isBusy = false
      this.#finished.push(replication)
      this.#hear({ result: { ...study, replications: [...this.#finished] }, isWhole: isLast, milliseconds })
    }
    worker.onerror = ({ message }) => this.#hear({ problem: message })
    return worker
  }
}
