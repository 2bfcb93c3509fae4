/** What the containers of the conformance pods do, as behavior of a scenario. */
import { type Container, type Handler, type Probe, probesOf } from './pods.ts'
import { handlerWords, isClosed, type Words, wordsOf } from './script-words.ts'

/** A value of a scenario document. */
export type Behavior = Readonly<Record<string, unknown>>
type ScriptEntry = Readonly<Record<string, unknown>>

/** How long the runtime itself takes to start an instance: the first of a pod, its sandbox included, and every other. */
export type StartLaws = { readonly first: unknown; readonly others: unknown }

/** What a call costs beyond a latency that the script asks for: probes that run back to back come 2 ms later each time. */
export const callCostMs = 2
const callCost = `${callCostMs}ms`

/**
 * The scripted runtime answers at once: below the resolution of its log, but after the call has begun. A readiness call that a sync
 * triggers ends after that sync has, so that its Success is news for one more (S5): it costs what calls do.
 */
const atOnce = '100us'

/**
 * A worker that meets a new container asks for a sync and then calls the probe. Whether a startup probe has succeeded before
 * that sync looks is a race of a millisecond: either is as likely.
 */
const answerLatency = {
  startup: {
    mixture: [
      { weight: 1, of: '0s' },
      { weight: 1, of: atOnce },
    ],
  },
  readiness: callCost,
  liveness: atOnce,
}

/**
 * @param scriptSeconds how long a script must go on.
 * @param agesEarlierSeconds by how much the ages of its script come earlier.
 * @throws Error for a word that has no translation.
 */
export function behaviorOf(
  container: Container,
  starts: StartLaws,
  scriptSeconds: number,
  agesEarlierSeconds = 0,
): Behavior {
  const words = wordsOf(container.command)
  const script = probesOf(container).flatMap(([probe, handler]) =>
    answersOf(container, handler).flatMap((entry) =>
      repeated(entry, scriptSeconds).map((part) => ({ probe, ...earlier(part, agesEarlierSeconds) })),
    ),
  )
  const listens = words.get('listen_after')
  return {
    start: startLaw(words, starts),
    ...endOf(words),
    ...(listens === undefined ? {} : { startup: listens }),
    shutdown: shutdownOf(words),
    latency: answerLatency,
    ...startErrorsOf(words),
    ...imageOf(container),
    ...hooksOf(container),
    ...(refusesInStop(container) ? { afterSigterm: 'refused' } : {}),
    ...(script.length === 0 ? {} : { script }),
  }
}

function earlier(entry: ScriptEntry, seconds: number): ScriptEntry {
  const { after } = entry
  if (after === undefined || seconds === 0) return entry
  const age = Number(String(after).replace(/s$/, '')) - seconds
  return { ...entry, after: `${Math.max(0, Math.round(age * 1000))}ms` }
}

/** `startdelay` is the duration of StartContainer. */
function startLaw(words: Words, { first, others }: StartLaws): unknown {
  return words.get('startdelay') ?? [first, others]
}

function shutdownOf(words: Words): unknown {
  const term = words.get('term') ?? '0s'
  const after = term === 'ignore' ? 'never' : term
  return words.has('termcode') ? { after, exitCode: Number(words.get('termcode')) } : after
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

/** `sim` is there, `missing` is nowhere, `late` comes with its fifth pull, `slow-12s` takes so long; any other is quickly pulled. */
function imageOf({ image }: Container): Behavior {
  const name = image.replace(/:.*/, '')
  if (name === 'sim') return { image: { check: '0s' } }
  if (name === 'missing') return { image: { fails: true, pull: '0s', check: '0s' } }
  const pull = /^slow-(\d+s)$/.exec(name)?.[1] ?? '0s'
  return { image: { present: false, pull, check: '0s' } }
}

/** `hook` words: `latency`, `hang`, `fail`. A postStart hook that meets a closed port fails at once. */
function hooksOf(container: Container): Behavior {
  const { postStart, preStop } = container.lifecycle ?? {}
  return {
    ...(postStart && {
      postStart: { after: hookLength(postStart), fails: failsToStart(container, postStart) },
    }),
    ...(preStop && { preStop: hookLength(preStop) }),
  }
}

function hookLength(hook: Handler): string {
  const words = handlerWords(hook)
  return words.has('hang') ? 'never' : (words.get('latency') ?? '0s')
}

function failsToStart(container: Container, hook: Handler): boolean {
  return handlerWords(hook).has('fail') || isClosed(container, hook)
}

/** `fail_in_stop`: a probe fails after the stop call. */
function refusesInStop(container: Container): boolean {
  return probesOf(container).some(([, probe]) => handlerWords(probe).has('fail_in_stop'))
}

/** What a probe of the container meets, as script entries in order: the last that applies wins. */
function answersOf(container: Container, probe: Probe): ScriptEntry[] {
  if (isClosed(container, probe)) return [{ answer: 'refused' }]
  const words = handlerWords(probe)
  const latency = words.has('latency') ? `${words.get('latency')}${callCost}` : undefined
  const base: ScriptEntry = {
    ...(latency === undefined ? {} : { latency }),
    ...(words.has('attempts') ? { incarnations: words.get('attempts')!.split(',').map(Number) } : {}),
  }
  const entries: ScriptEntry[] = latency === undefined ? [] : [{ ...base, answer: 'ok' }]
  if (words.has('fail') || words.has('loop')) entries.push({ ...base, answer: 'fail' })
  if (words.has('hang')) entries.push({ ...base, answer: 'hang' })
  if (words.has('fail_after')) entries.push({ ...base, answer: 'fail', after: words.get('fail_after') })
  if (words.has('ok_after'))
    entries.push({ ...base, answer: 'fail' }, { ...base, answer: 'ok', after: words.get('ok_after') })
  if (words.has('seq')) entries.push({ ...base, sequence: words.get('seq') })
  if (words.has('status'))
    entries.push({ ...base, sequence: flagsOf(words.get('status')!, (code) => code >= 200 && code < 400) })
  if (words.has('exitcode'))
    entries.push({ ...base, sequence: flagsOf(words.get('exitcode')!, (code) => code === 0) })
  if (words.has('latency_after')) {
    const [after, slow] = words.get('latency_after')!.split(':')
    entries.push({ ...base, answer: 'ok', after, latency: slow })
  }
  if (words.has('slowbody')) entries.push({ ...base, ...slowBody(words.get('slowbody')!, probe) })
  if (words.has('flap')) entries.push({ ...base, flap: words.get('flap') })
  return entries
}

/** Per call, `1` for a good code; the last repeats. */
function flagsOf(codes: string, isGood: (code: number) => boolean): string {
  return codes
    .split(',')
    .map((code) => (isGood(Number(code)) ? '1' : '0'))
    .join('')
}

/** Z9: headers in time and the body after the timeout is an error. */
function slowBody(length: string, { timeoutSeconds }: Probe): ScriptEntry {
  const isLate = Number(length.replace(/s$/, '')) >= timeoutSeconds
  return isLate ? { answer: 'slowBody' } : { answer: 'ok', latency: length }
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
