/** Loads mutated inputs one after the other in a thread of its own, so that a hang can be seen from outside. */
import { parentPort, workerData } from 'node:worker_threads'
import { bytesOf, studyMemory } from '../../engine/study/run/plan.ts'
import { Replication } from '../../engine/study/run/replication.ts'
import { InputError } from '../../scenarios/diagnostic.ts'
import { loadScenario } from '../../scenarios/load-scenario.ts'
import { drawFrom, mutated } from './mutation.ts'

export type FuzzWork = {
  readonly corpus: readonly string[]
  readonly seed: number
  readonly first: number
  readonly count: number
}
export type FuzzMessage =
  | { readonly kind: 'begins'; readonly number: number }
  | { readonly kind: 'crashed'; readonly number: number; readonly reason: string; readonly text: string }
  | { readonly kind: 'done'; readonly loaded: number; readonly simulated: number }

/** Events after which a simulation has shown that it runs. */
const eventsMax = 20_000
const bytesMax = 150e6

/** The input with a number, of a seed: what a report of a crash names. */
export function mutatedInput(corpus: readonly string[], seed: number, number: number): string {
  const draw = drawFrom(Math.imul(seed, 0x9e3779b1) ^ number)
  return mutated(corpus[draw(corpus.length)]!, corpus[draw(corpus.length)]!, draw)
}

const counts = { loaded: 0, simulated: 0 }

async function tryOne(text: string): Promise<void> {
  try {
    const { spec } = await loadScenario({ files: ['-'], readStdin: () => text })
    counts.loaded++
    if (bytesOf(studyMemory(spec)) > bytesMax) return
    const run = new Replication(spec, { replication: 1, keepsStarts: true, verify: true, engine: 'quiet' })
    run.advance(eventsMax)
    counts.simulated++
  } catch (error) {
    if (!(error instanceof InputError)) throw error
  }
}

async function work({ corpus, seed, first, count }: FuzzWork): Promise<void> {
  const tell = (message: FuzzMessage): void => parentPort!.postMessage(message)
  for (let number = first; number < first + count; number++) {
    const text = mutatedInput(corpus, seed, number)
    tell({ kind: 'begins', number })
    try {
      await tryOne(text)
    } catch (error) {
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
      tell({ kind: 'crashed', number, reason, text })
    }
  }
  tell({ kind: 'done', ...counts })
}

if (parentPort !== null) await work(workerData as FuzzWork)
