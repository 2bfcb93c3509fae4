/** A worker that runs one study at a time: a new order takes the place of the one that runs. */
import type { ReplicationResult, RunResult } from '../../engine/contract/run-result.ts'
import type { PlayValues } from '../fields.ts'
import type { PlayNews, PlayOrder } from '../messages.ts'

/** What a study has found so far. */
export type Study = {
  readonly result: RunResult
  readonly isWhole: boolean
  /** Since the study started. */
  readonly milliseconds: number
  /** By workload the pod to which most happened in replication 1. */
  readonly eventful: Readonly<Record<string, string>>
}

/** Or why it finds nothing. */
export type StudyNews = Study | { readonly problem: string }

/** @param name of a script of the page. */
export function workerOf(name: string): Worker {
  const script = document.getElementById(`worker-${name}`)!.textContent!
  return new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })))
}

export class EngineRun {
  readonly #spec: string
  readonly #hear: (news: StudyNews) => void
  readonly #worker: Worker
  #number = 0
  #finished: ReplicationResult[] = []

  /** @param spec as `devalue` writes it. */
  constructor(spec: string, hear: (news: StudyNews) => void) {
    this.#spec = spec
    this.#hear = hear
    this.#worker = workerOf('engine')
    this.#worker.onmessage = ({ data }: MessageEvent<PlayNews>) => this.#take(data)
    this.#worker.onerror = ({ message }) => this.#hear({ problem: message })
  }

  start(values: PlayValues, replications: number): void {
    this.#finished = []
    this.#number++
    const order: PlayOrder = { number: this.#number, spec: this.#spec, values, replications }
    this.#worker.postMessage(order)
  }

  /** Has the worker run once for itself: its code is compiled before somebody waits for it. */
  warmUp(): void {
    this.#worker.postMessage({
      number: -1,
      spec: this.#spec,
      values: {},
      replications: 1,
    } satisfies PlayOrder)
  }

  end(): void {
    this.#worker.terminate()
  }

  /** What still comes is not heard. */
  ignore(): void {
    this.#number++
  }

  #take(news: PlayNews): void {
    if (news.number !== this.#number) return
    if (news.kind === 'error') {
      this.#hear({ problem: news.message })
      return
    }
    if (news.kind === 'story') return
    const { study, replication, isLast, milliseconds, eventful } = news
    this.#finished.push(replication)
    this.#hear({
      result: { ...study, replications: [...this.#finished] },
      isWhole: isLast,
      milliseconds,
      eventful,
    })
  }
}
