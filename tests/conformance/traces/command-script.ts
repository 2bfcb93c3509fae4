/**
 * What the containers of the conformance pods do, as behavior of a scenario. The commands and probe arguments are the
 * language of the scripted runtime that the real kubelet talked to: `README.md` in this folder lists its words.
 */

/** A value of a scenario document. */
export type Behavior = Readonly<Record<string, unknown>>
type ScriptEntry = Readonly<Record<string, unknown>>
type Words = ReadonlyMap<string, string>

export type ScriptedContainer = {
  readonly command: readonly string[]
  /** Arguments of the probe by type: words of the exec command, or of the query. */
  readonly probes: Readonly<Partial<Record<'startup' | 'readiness' | 'liveness', readonly string[]>>>
}

/** How long the runtime itself takes to start an instance: the first of a pod, its sandbox included, and every other. */
export type StartLaws = { readonly first: unknown; readonly others: unknown }

/** The scripted runtime answers at once: below the resolution of its log, but after the call has begun. */
const answerLatency = '100us'

/** What a call costs beyond a latency that the script asks for: probes that run back to back come 2 ms later each time. */
const callCost = '2ms'

/** Words that say nothing about behavior. */
const neutralWords = ['sim', 'probe', 'id', 'tcponly', 'http', 'termcode']

/**
 * @param scriptSeconds how long a script must go on.
 * @throws Error for a word that has no translation.
 */
export function behaviorOf(scripted: ScriptedContainer, starts: StartLaws, scriptSeconds: number): Behavior {
  const words = wordsOf(scripted.command)
  const script = Object.entries(scripted.probes).flatMap(([probe, args]) =>
    scriptOf(wordsOf(args)).flatMap((entry) =>
      repeated(entry, scriptSeconds).map((part) => ({ probe, ...part })),
    ),
  )
  const term = words.get('term') ?? '0s'
  const listens = words.get('listen_after')
  return {
    start: startLaw(words, starts),
    ...endOf(words),
    ...(listens === undefined ? {} : { startup: listens }),
    shutdown: term === 'ignore' ? 'never' : term,
    latency: answerLatency,
    ...startErrorsOf(words),
    ...(script.length === 0 ? {} : { script }),
  }
}

function wordsOf(args: readonly string[]): Words {
  const words = new Map(args.map((word) => [word.replace(/=.*/s, ''), word.slice(word.indexOf('=') + 1)]))
  for (const word of words.keys()) {
    if (!translated.includes(word) && !neutralWords.includes(word))
      throw new Error(`the word ${JSON.stringify(word)} of a conformance pod has no translation`)
  }
  return words
}

const translated = [
  ...['run', 'code', 'term', 'listen_after', 'startdelay', 'starterr'],
  ...['fail', 'ok_after', 'fail_after', 'flap', 'seq', 'latency', 'latency_after', 'attempts'],
]

/** `startdelay` is the duration of StartContainer. */
function startLaw(words: Words, { first, others }: StartLaws): unknown {
  return words.get('startdelay') ?? [first, others]
}

/** `run` and `code`, lists per attempt of which the last value repeats: an exit with 0 completes, any other crashes. */
function endOf(words: Words): Behavior {
  const runs = (words.get('run') ?? 'inf').split(',')
  const codes = (words.get('code') ?? '0').split(',')
  const attempts = Math.max(runs.length, codes.length)
  const last = <T>(list: readonly T[], at: number): T => list[Math.min(at, list.length - 1)]
  const after = (isEnd: (code: string) => boolean): string[] =>
    Array.from({ length: attempts }, (_, attempt) => {
      const run = last(runs, attempt)
      return run !== 'inf' && isEnd(last(codes, attempt)) ? run : 'never'
    })
  const exitCode = Number(codes.find((code) => code !== '0') ?? 1)
  return {
    crash: { after: after((code) => code !== '0'), exitCode },
    complete: { after: after((code) => code === '0') },
  }
}

/** `starterr`: 1 = StartContainer fails in that attempt. */
function startErrorsOf(words: Words): Behavior {
  const errors = words.get('starterr')?.split(',') ?? []
  const failing = errors.flatMap((flag, attempt) => (flag === '1' ? [attempt] : []))
  return failing.length === 0 ? {} : { startError: failing }
}

/** The arguments of one probe as script entries, in order: the last that applies wins. */
function scriptOf(words: Words): ScriptEntry[] {
  const latency = words.has('latency') ? `${words.get('latency')}${callCost}` : undefined
  const base: ScriptEntry = {
    ...(latency === undefined ? {} : { latency }),
    ...(words.has('attempts') ? { incarnations: words.get('attempts')!.split(',').map(Number) } : {}),
  }
  const entries: ScriptEntry[] = latency === undefined ? [] : [{ ...base, answer: 'ok' }]
  if (words.has('fail')) entries.push({ ...base, answer: 'fail' })
  if (words.has('fail_after')) entries.push({ ...base, answer: 'fail', after: words.get('fail_after') })
  if (words.has('ok_after'))
    entries.push({ ...base, answer: 'fail' }, { ...base, answer: 'ok', after: words.get('ok_after') })
  if (words.has('seq')) entries.push({ ...base, sequence: words.get('seq') })
  if (words.has('latency_after')) {
    const [after, slow] = words.get('latency_after')!.split(':')
    entries.push({ ...base, answer: 'ok', after, latency: slow })
  }
  if (words.has('flap')) entries.push({ ...base, flap: words.get('flap') })
  return entries
}

/** `flap=A:B`: good for A, bad for B, by age, over and over. */
function repeated(entry: ScriptEntry, seconds: number): ScriptEntry[] {
  const { flap, ...rest } = entry
  if (flap === undefined) return [entry]
  const [good, bad] = String(flap)
    .split(':')
    .map((text) => Number(text.replace(/s$/, '')))
  const cycles = Math.ceil(seconds / (good + bad))
  return Array.from({ length: cycles }, (_, cycle) => [
    { ...rest, answer: 'ok', after: `${cycle * (good + bad)}s` },
    { ...rest, answer: 'fail', after: `${cycle * (good + bad) + good}s` },
  ]).flat()
}
