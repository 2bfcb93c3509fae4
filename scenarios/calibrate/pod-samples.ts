/** From pods to start-up times and restarts, workload by workload. */
import { durationUsMax } from '../text/duration.ts'
import { byCodeUnits } from '../text/order.ts'
import { type CrashCount, type Sample, type Subject, subjectText } from './observations.ts'
import type { ObservedContainer, ObservedPod, ObservedPods, Termination } from './pods.ts'

/** A start-up time this far above the median is a later dip of readiness, not a start. */
const dipFactor = 10
const dipSeconds = 60

/** Below this mean time between restarts back-off, of up to 5 minutes each, would count as running. */
const backoffMattersSeconds = 20 * 60

/** The time from a start to Ready, with what the probe added. In seconds. */
type Start = {
  readonly seconds: number
  readonly low: number
  readonly high: number
  readonly period: number
}

type Group = {
  readonly subject: Subject
  readonly starts: Start[]
  /** Starts of pods in which other containers have readiness or startup probes too. */
  sharedCount: number
  /** Starts within the initial delay: only that they took no longer is known. */
  delayedCount: number
  containers: number
  restarts: number
  exposureSeconds: number
  readonly ends: Termination[]
  /** Time of the present run, if it is one. */
  runningSeconds: number
}

/** @param at when the pods were listed, in seconds since 1970; null: at the latest time in them. */
export function podSamples(
  { pods, latest }: ObservedPods,
  at: number | null,
): { readonly samples: Sample[]; readonly crashes: CrashCount[] } {
  const groups = new Map<string, Group>()
  for (const pod of pods) {
    for (const container of pod.containers) addContainer(groups, pod, container, at ?? latest)
  }
  const sorted = [...groups].sort(([a], [b]) => byCodeUnits(a, b)).map(([, group]) => group)
  return {
    samples: sorted.flatMap(startupSample),
    crashes: sorted.map((group) => crashCount(group, at === null)),
  }
}

function addContainer(
  groups: Map<string, Group>,
  pod: ObservedPod,
  container: ObservedContainer,
  now: number,
): void {
  const key = subjectText(container.subject)
  let group = groups.get(key)
  if (group === undefined) {
    group = {
      subject: container.subject,
      starts: [],
      sharedCount: 0,
      delayedCount: 0,
      containers: 0,
      restarts: 0,
      exposureSeconds: 0,
      ends: [],
      runningSeconds: 0,
    }
    groups.set(key, group)
  }
  group.containers++
  group.restarts += container.restarts
  group.exposureSeconds += Math.max(0, now - (pod.startedAt ?? now))
  if (container.runningSince !== null) group.runningSeconds += Math.max(0, now - container.runningSince)
  if (container.lastEnd !== null) group.ends.push(container.lastEnd)
  addStart(group, pod, container)
}

/** Readiness came with this start if no container of the pod that has probes started later. */
function addStart(group: Group, pod: ObservedPod, container: ObservedContainer): void {
  const { runningSince } = container
  if (pod.readyAt === null || runningSince === null || pod.readyAt < runningSince) return
  if (container.startup === null && container.readiness === null) return
  const others = pod.containers.filter(
    (other) => other !== container && (other.startup !== null || other.readiness !== null),
  )
  const restartedLater = others.some(
    (other) => (other.restarts > 0 || container.restarts > 0) && (other.runningSince ?? 0) > runningSince,
  )
  if (restartedLater) return
  const { start, isDelayed } = startOf(pod.readyAt - runningSince, container)
  group.starts.push(start)
  if (others.length > 0) group.sharedCount++
  if (isDelayed) group.delayedCount++
}

/**
 * The probe that looks first sees the answer late by a uniform part of its period, half on average. Both times are cut to
 * whole seconds, so their difference is off by a triangle of variance 1/6 s^2; a uniform blur of the same variance as both
 * is sqrt(period^2 + 2 s^2) wide.
 */
function startOf(
  seconds: number,
  { startup, readiness }: ObservedContainer,
): { readonly start: Start; readonly isDelayed: boolean } {
  const { period, initialDelay } = (startup ?? readiness)!
  const repeats = readiness === null ? 0 : (readiness.successThreshold - 1) * readiness.period
  const middle = seconds - repeats - period / 2
  const width = Math.sqrt(period * period + 2)
  const high = Math.max(middle + width / 2, 0.5)
  const isDelayed = initialDelay > 0 && seconds - repeats <= initialDelay + period + 1
  const low = isDelayed ? 0 : Math.max(0, middle - width / 2)
  return { start: { seconds, low, high, period }, isDelayed }
}

function startupSample(group: Group): Sample[] {
  const { subject, starts, sharedCount, delayedCount } = group
  if (starts.length === 0) return []
  const sorted = starts.map(({ seconds }) => seconds).sort((a, b) => a - b)
  const limit = dipFactor * sorted[Math.floor((sorted.length - 1) / 2)] + dipSeconds
  const kept = starts.filter(({ seconds }) => seconds <= limit)
  const periods = [...new Set(kept.map(({ period }) => period))].sort((a, b) => a - b)
  const notes = [
    `from Ready - startedAt, which a probe of ${periods.join(' s or ')} s makes late by half of that on average, taken out by the fit`,
  ]
  if (starts.length > kept.length)
    notes.push(
      `${starts.length - kept.length} above ${limit} s left out: readiness has most likely dipped later`,
    )
  if (delayedCount > 0)
    notes.push(`${delayedCount} became ready within the initial delay: only an upper limit of them is known`)
  if (sharedCount > 0)
    notes.push(
      `${sharedCount} in pods with more containers that have probes: an upper limit, for the slowest of them decides`,
    )
  const column = (of: (start: Start) => number): Float64Array =>
    Float64Array.from(kept, (start) => Math.round(of(start) * 1e6))
  const spans = {
    kind: 'blurred' as const,
    low: column(({ low }) => low),
    high: column(({ high }) => high),
    count: new Float64Array(kept.length).fill(1),
  }
  return [{ subject, quantity: 'startup', spans, notes }]
}

function crashCount(group: Group, isLatest: boolean): CrashCount {
  const { subject, containers, restarts, exposureSeconds, ends, runningSeconds } = group
  const own = ends.filter((end) => !isKill(end))
  const ownRestarts = ends.length === 0 ? restarts : (restarts * own.length) / ends.length
  const runs = own.filter(({ seconds }) => seconds !== null)
  const ranSeconds = runs.reduce((sum, { seconds }) => sum + seconds!, runningSeconds)
  const byAge = exposureSeconds / ownRestarts
  const byRuns = byAge < backoffMattersSeconds && runs.length > 0
  const meanUs = Math.round((byRuns ? ranSeconds / runs.length : byAge) * 1e6)
  const notes: string[] = []
  if (restarts > 0 && ends.length > 0) notes.push(`exit codes of the last runs: ${endsText(ends)}`)
  if (own.length < ends.length)
    notes.push(
      `${ends.length - own.length} of ${ends.length} look like kills by a probe or the kubelet (137 or 143) and are not counted: the simulation makes its own`,
    )
  if (byRuns)
    notes.push('from the last and present runs: over the age, waiting in back-off would count as running')
  if (restarts > 0 && isLatest)
    notes.push('ages are up to the latest time in the file; --at says when it was made')
  return {
    subject,
    containers,
    restarts,
    exposureUs: exposureSeconds * 1e6,
    crashAfterUs: ownRestarts > 0 && meanUs >= 1 && meanUs <= durationUsMax ? meanUs : null,
    exitCode: mostFrequent(own.map(({ exitCode }) => exitCode)) ?? 1,
    notes,
  }
}

/** SIGKILL that is not for memory, or SIGTERM. */
function isKill({ exitCode, reason }: Termination): boolean {
  return (exitCode === 137 && reason !== 'OOMKilled') || exitCode === 143
}

function endsText(ends: readonly Termination[]): string {
  const counts = new Map<string, number>()
  for (const { exitCode, reason } of ends) {
    const text = reason === 'OOMKilled' ? `${exitCode} (OOMKilled)` : String(exitCode)
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  return [...counts]
    .sort(([a, n], [b, m]) => m - n || byCodeUnits(a, b))
    .map(([text, count]) => `${text} x ${count}`)
    .join(', ')
}

/** The lowest of those that come most often. */
function mostFrequent(values: readonly number[]): number | undefined {
  const counts = new Map<number, number>()
  for (const value of values.toSorted((a, b) => a - b)) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].reduce<[number, number] | undefined>(
    (best, each) => (best === undefined || each[1] > best[1] ? each : best),
    undefined,
  )?.[0]
}
