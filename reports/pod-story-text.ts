/** The story of a pod as text: a line per fact, each with the rules of `docs/kubelet-rules.md` that it follows. */
import type { Fact, PodStory, ProbeFact, StartFact, StoryFact } from '../engine/contract/pod-story.ts'
import { alignTabs, describeTabs } from './kubectl/tabbed-text.ts'
import { creationWords, fateWords } from './pod-fate-text.ts'
import { becauseWords, providerWords, waitWords } from './provider-text.ts'
import { readableDuration, safeText } from './readable.ts'

export type StoryLine = {
  /** When the first of what it tells happened. */
  readonly seconds: number
  readonly time: string
  readonly who: string
  readonly what: string
  readonly rules: string
}

export function podStoryText(story: PodStory): string {
  const lines = [{ time: 'TIME', who: 'WHO', what: 'WHAT', rules: 'RULE' }, ...storyLines(story)]
  const rows = lines.map(({ time, who, what, rules }) => [time, who, what, rules].map(safeText).join('\t'))
  return alignTabs(rows, describeTabs)
    .map((line) => `${line.trimEnd()}\n`)
    .join('')
}

export function storyLines({ facts }: PodStory): StoryLine[] {
  return withRunsJoined(facts).map(lineOf)
}

/** Successes of one probe in a row that change nothing, with nothing else between them. */
type Joined = { readonly first: StoryFact; readonly last: StoryFact; readonly count: number }

function withRunsJoined(facts: readonly StoryFact[]): Joined[] {
  const joined: Joined[] = []
  let open: Joined[] = []
  for (const told of facts) {
    if (!isUneventful(told.fact)) {
      joined.push(...open, { first: told, last: told, count: 1 })
      open = []
      continue
    }
    const same = open.findIndex(({ first }) => isSameProbe(first, told))
    if (same < 0) open.push({ first: told, last: told, count: 1 })
    else open[same] = { ...open[same], last: told, count: open[same].count + 1 }
  }
  return [...joined, ...open]
}

function isUneventful(fact: Fact): boolean {
  return fact.kind === 'probe' && fact.result === 'success' && fact.published === null && !hasNews(fact)
}

/** The first run of an instance tells how long the initial delay made it wait. */
function hasNews({ firstRun }: ProbeFact): boolean {
  return firstRun !== null && firstRun.initialDelaySeconds > 0
}

function isSameProbe(a: StoryFact, b: StoryFact): boolean {
  return (
    a.fact.kind === 'probe' &&
    b.fact.kind === 'probe' &&
    a.container === b.container &&
    a.fact.type === b.fact.type
  )
}

function lineOf({ first, last, count }: Joined): StoryLine {
  const { seconds, container, fact } = first
  const probe = 'type' in fact ? ` ${fact.type}` : ''
  const who = container === null ? 'pod' : `${container}${probe}`
  const time = timeText(seconds)
  if (count > 1)
    return {
      seconds,
      time: `${time}..${timeText(last.seconds)}`,
      who,
      what: `${count} runs succeed`,
      rules: 'P9.12',
    }
  const [what, rules] = wordsOf(fact)
  return { seconds, time, who, what, rules }
}

/** To the millisecond. */
function timeText(seconds: number): string {
  return readableDuration(Number(seconds.toFixed(3)))
}

type Words = readonly [what: string, rules: string]

function wordsOf(fact: Fact): Words {
  switch (fact.kind) {
    case 'created':
      return creationWords(fact)
    case 'chosen':
    case 'tainted':
    case 'spared':
    case 'evicted':
      return fateWords(fact)
    case 'unschedulable':
      return [`finds no node: ${fact.message}`, 'D3, D5']
    case 'preempted':
      return ['has to go for a pod of more priority', 'Z28']
    case 'bound':
      return [`is bound to ${fact.node}`, '']
    case 'deleted':
      return [
        fact.graceSeconds === 0
          ? 'is deleted by force or with a grace period of 0: the object goes at once'
          : `is deleted, with a grace period of ${readableDuration(fact.graceSeconds)}`,
        fact.graceSeconds === 0 ? 'K7' : 'K6',
      ]
    case 'terminating':
      return ['is terminated: liveness and startup probes end, every process is signalled at once', 'P18, K4']
    case 'power':
      return fact.isOn
        ? ['has its kubelet again: the node has power', 'N11']
        : ['loses all its processes: the node has no power any more', 'N11']
    case 'deadline':
      return ['has run longer than its activeDeadlineSeconds: DeadlineExceeded', 'L9']
    case 'rejected':
      return [`is rejected by its kubelet: ${fact.reason}, ${fact.message}`, 'S15']
    case 'hook':
      return hookSteps[fact.step]
    case 'gone':
      return ['leaves the API', 'K6']
    case 'workers':
      return [
        `worker starts; ticks every ${readableDuration(fact.periodSeconds)} from ${timeText(fact.firstTickSeconds)} on`,
        'P2, P3',
      ]
    case 'regridded':
      return ['is triggered, and its ticks count from here on', 'P6']
    case 'killed':
      return killWords(fact)
    case 'exited':
      return [
        `ends with exit code ${fact.exitCode}${becauseWords(fact.because)}`,
        fact.exitCode === 137 || fact.exitCode === 143 ? 'K3' : '',
      ]
    case 'provider':
      return [providerWords(fact), fact.is === 'withoutEndpoints' ? 'R6' : '']
    case 'waits':
      return [waitWords(fact), '']
    case 'seen':
      return [`a relist sees that it ${fact.isRunning ? 'runs' : 'has ended'}`, 'S3']
    case 'refused':
      return [refusalText(fact), 'B3, S7']
    case 'blocked':
      return [`cannot start: ${fact.reason}`, startReasons[fact.reason] ?? 'B14']
    case 'edited':
      return [`is edited: its image is ${fact.image} now`, 'S11']
    case 'started':
      return startWords(fact)
    case 'startup':
      return [
        fact.isStarted ? 'counts as started: its other probes may run' : 'counts as not started',
        'P15, P19',
      ]
    case 'ready':
      return fact.isReady ? ['is ready', 'P16'] : ['is not ready', 'R3']
    case 'shows':
      return [`shows ${fact.line}`, 'L4']
    case 'probe':
      return probeWords(fact)
  }
}

/** Rules of the reasons why a container cannot start; of the others it is B14. */
const startReasons: Readonly<Record<string, string>> = {
  ErrImagePull: 'I2, I3',
  ImagePullBackOff: 'I2, I3',
  ErrImageNeverPull: 'I1, I3',
  InvalidImageName: 'I3',
  PostStartHookError: 'K8',
}

const hookSteps: Readonly<Record<Extract<Fact, { kind: 'hook' }>['step'], Words>> = {
  begins: ['begins its postStart hook, for which the sync of the pod waits', 'K8, S13'],
  succeeds: ['has ended its postStart hook', 'K8'],
  fails: ['fails its postStart hook', 'K8'],
}

function killWords({ by, graceSeconds, hasHook }: Extract<Fact, { kind: 'killed' }>): Words {
  const grace = readableDuration(graceSeconds)
  const signals = hasHook
    ? `its preStop hook, then SIGTERM, and SIGKILL if it still runs after ${grace} in all, of which SIGTERM gets at least 2s`
    : `SIGTERM, and SIGKILL if it still runs ${grace} later`
  if (by === 'termination') return [`is stopped: ${signals}`, 'K2, K4']
  if (by === 'postStart hook')
    return [`is killed, for its postStart hook has failed: ${signals}`, 'K8, K1, K2']
  return [`is killed for its ${by} probe: ${signals}`, 'S11, K1, K2']
}

function refusalText({
  backoffSeconds,
  untilSeconds,
  nextSyncSeconds,
}: Extract<Fact, { kind: 'refused' }>): string {
  const next = nextSyncSeconds === null ? '' : `; the next sync is at ${timeText(nextSyncSeconds)}`
  return `must wait: its back-off of ${readableDuration(backoffSeconds)} lasts until ${timeText(untilSeconds)}${next}`
}

function startWords({ restartCount, cause, waitedSeconds, backoffSeconds }: StartFact): Words {
  if (cause === 'initial') return ['runs', 'S11']
  const waited =
    waitedSeconds === null || waitedSeconds === 0 ? 'at once' : `${timeText(waitedSeconds)} after its exit`
  const owed =
    backoffSeconds === null
      ? 'no back-off yet'
      : `the next restart may have to wait ${readableDuration(backoffSeconds)}`
  const isKill = cause === 'liveness' || cause === 'startup'
  return [`runs again, restart ${restartCount}, decided ${waited}; ${owed}`, isKill ? 'B8' : 'B7']
}

const outcomes: Readonly<Record<ProbeFact['result'], string>> = {
  success: 'succeeds',
  failure: 'fails',
  timeout: 'times out',
  warning: 'succeeds with a warning',
  error: 'errs',
}

function probeWords(fact: ProbeFact): Words {
  const { type, result, resultRun, published, durationSeconds, firstRun } = fact
  const isFailure = result === 'failure' || result === 'timeout'
  const threshold = isFailure ? fact.failureThreshold : fact.successThreshold
  const took = durationSeconds >= 0.001 ? ` after ${timeText(durationSeconds)}` : ''
  const delayed =
    hasNews(fact) && firstRun !== null
      ? `; first run of this instance, ${firstRun.ageSeconds.toFixed(1).replace(/\.0$/, '')}s old (initial delay ${firstRun.initialDelaySeconds}s)`
      : ''
  const delayRule = delayed === '' ? '' : 'P9.8, '
  if (result === 'error') return [`errs${took}: the run does not count${delayed}`, `${delayRule}P9.11, P13`]
  const counted = threshold > 1 || isFailure ? `, ${resultRun} of ${threshold}` : ''
  const what = `${outcomes[result]}${took}${counted}${becauseWords(fact.because)}${delayed}`
  if (published === null) return [what, `${delayRule}${isFailure ? 'P9.13' : 'P9.12'}`]
  const holds = type === 'startup' || (type === 'liveness' && isFailure)
  const effect = holds ? '; published, the worker holds until a new container' : '; published'
  return [
    `${what}${effect}`,
    `${delayRule}${holds ? 'P9.14, P9.15' : type === 'readiness' ? 'P9.14, R2' : 'P9.14'}`,
  ]
}
