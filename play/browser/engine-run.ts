/** A worker that runs one study at a time: a new order takes the place of the one that runs. */
import type { ReplicationResult, RunResult } from '../../engine/contract/run-result.ts'
import type { PlayValues } from '../fields.ts'
import type { PlayNews, PlayOrder } from '../messages.ts'
import { PageWorker } from './page-worker.ts'

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

export class EngineRun {
  readonly #spec: string
  readonly #hear: (news: StudyNews) => void
  readonly #worker: PageWorker<PlayOrder, PlayNews>
  #number = 0
  #finished: ReplicationResult[] = []

  /** @param spec as `devalue` writes it. */
  constructor(spec: string, hear: (news: StudyNews) => void) {
    this.#spec = spec
    this.#hear = hear
    this.#worker = new PageWorker(
      'engine',
      (news) => this.#take(news),
      (problem) => hear({ problem }),
    )
  }

  start(values: PlayValues, replications: number): void {
    this.#finished = []
    this.#number++
    const order = { number: this.#number, spec: this.#spec, values, replications }
    this.#worker.post(order)
  }

  /** Has the worker run once for itself: its code is compiled before somebody waits for it. */
  warmUp(): void {
    this.#worker.post({ number: -1, spec: this.#spec, values: {}, replications: 1 })
  }

  end(): void {
    this.#worker.end()
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
