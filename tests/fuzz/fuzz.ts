/** Mutated inputs in a thread, watched: what crashes is told, and what takes too long is a hang. */
import { Worker } from 'node:worker_threads'
import { readText, repositoryFiles } from '../support/repository-files.ts'
import { type FuzzMessage, type FuzzWork, mutatedInput } from './worker.ts'

/** No input takes so long, however busy the machine is. */
const hangMs = 60_000
const corpusCharsMax = 6000

export type FuzzResult = {
  /** One text for each crash and hang, with the number of the input. */
  readonly findings: readonly string[]
  readonly loaded: number
  readonly simulated: number
}

/** Good inputs of the repository: each study of the library with its manifests in one text, and each case. */
export function fuzzCorpus(): string[] {
  const files = repositoryFiles.filter((path) =>
    /^(scenarios\/library|tests\/cases)\/.*\.(yaml|json)$/.test(path),
  )
  const studies = new Map<string, string[]>()
  for (const path of files.filter((path) => !path.endsWith('sweep.yaml'))) {
    const study = path.startsWith('tests') ? path : path.split('/').slice(0, 3).join('/')
    const text = readText(path).replace(/^ *manifests:.*(?:\n +- .*)*$/m, '')
    studies.set(study, [...(studies.get(study) ?? []), text])
  }
  return [...studies.values()]
    .map((texts) => texts.join('\n---\n'))
    .filter(({ length }) => length <= corpusCharsMax)
}

export async function fuzz(seed: number, count: number): Promise<FuzzResult> {
  const corpus = fuzzCorpus()
  const findings: string[] = []
  let loaded = 0
  let simulated = 0
  for (let first = 0; first < count; ) {
    const reached = await watch({ corpus, seed, first, count: count - first }, (message) => {
      if (message.kind === 'crashed')
        findings.push(`input ${message.number}: ${message.reason}\n${message.text}`)
      if (message.kind !== 'done') return
      loaded += message.loaded
      simulated += message.simulated
    })
    if (reached === undefined) break
    findings.push(
      `input ${reached} does not end within ${hangMs / 1000} s:\n${mutatedInput(corpus, seed, reached)}`,
    )
    first = reached + 1
  }
  return { findings, loaded, simulated }
}

/** Resolves to the number of an input that hangs, or to undefined once all are done. */
function watch(work: FuzzWork, onMessage: (message: FuzzMessage) => void): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'))
    const execArgv = ['--import', `data:text/javascript,import { register } from ${loader}; register()`]
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: work, execArgv })
    let latest = work.first
    let timer: NodeJS.Timeout
    const end = (settle: () => void): void => {
      clearTimeout(timer)
      void worker.terminate().then(settle)
    }
    const wait = (): void => {
      clearTimeout(timer)
      timer = setTimeout(() => end(() => resolve(latest)), hangMs)
    }
    wait()
    worker.on('message', (message: FuzzMessage) => {
      wait()
      onMessage(message)
      if (message.kind === 'begins') latest = message.number
      if (message.kind === 'done') end(() => resolve(undefined))
    })
    worker.on('error', (error) => end(() => reject(new Error(`input ${latest}: ${String(error)}`))))
  })
}
