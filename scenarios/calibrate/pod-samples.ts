/** From pods to start-up times and restarts, workload by workload. */
import { durationUsMax } from '../text/duration.ts'
import { byCodeUnits } from '../text/order.ts'
import { dispersionOf } from './dispersion.ts'
import {
  type CrashCount,
  type HappenedCount,
  type Observations,
  type ProbeTiming,
  type Sample,
  type Subject,
  subjectText,
} from './observations.ts'
import { type Start, spansOfStarts, startOf } from './pod-starts.ts'
import type { ObservedContainer, ObservedPod, ObservedPods, Termination } from './pods.ts'

/** Below this mean time between restarts back-off, of up to 5 minutes each, would count as running. */
const backoffMattersSeconds = 20 * 60

const dayUs = 86_400e6

type Group = {
  readonly subject: Subject
  readonly starts: Start[]
  containers: number
  restarts: number
  exposureSeconds: number
  readonly ends: Termination[]
  /** Time of the present run, if it is one. */
  runningSeconds: number
  /** Restarts of each container. */
  readonly counts: number[]
  /** Liveness probes that there are, by their settings. */
  readonly probes: Map<string, ProbeTiming | null>
}

/** @param at when the pods were listed, in seconds since 1970; null: at the latest time in them. */
export function podSamples(
  { pods, latest }: ObservedPods,
  at: number | null,
): Pick<Observations, 'samples' | 'crashes' | 'happened'> {
  const groups = new Map<string, Group>()
  for (const pod of pods) {
    for (const container of pod.containers) addContainer(groups, pod, container, at ?? latest)
  }
  const sorted = [...groups].sort(([a], [b]) => byCodeUnits(a, b)).map(([, group]) => group)
  const crashes = sorted.map((group) => crashCount(group, at === null))
  return {
    samples: sorted.flatMap(startupSample),
    crashes,
    happened: sorted.flatMap((group, index) => happenedTo(group, crashes[index])),
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
      containers: 0,
      restarts: 0,
      exposureSeconds: 0,
      ends: [],
      runningSeconds: 0,
      counts: [],
      probes: new Map(),
    }
    groups.set(key, group)
  }
  group.containers++
  group.restarts += container.restarts
  group.counts.push(container.restarts)
  group.probes.set(JSON.stringify(container.liveness), container.liveness)
  group.exposureSeconds += Math.max(0, now - (pod.startedAt ?? now))
  if (container.runningSince !== null) group.runningSeconds += Math.max(0, now - container.runningSince)
  if (container.lastEnd !== null) group.ends.push(container.lastEnd)
  const start = startOf(pod, container, now)
  if (start !== null) group.starts.push(start)
}

function happenedTo(
  { subject, counts, probes }: Group,
  { restarts, crashes, exposureUs }: CrashCount,
): HappenedCount[] {
  if (!(exposureUs > 0)) return []
  const [liveness] = probes.values()
  return [
    {
      subject,
      happened: {
        restarts: Math.round(restarts - crashes),
        podDays: exposureUs / dayUs,
        dispersion: dispersionOf(counts),
      },
      ...(probes.size === 1 && liveness !== null ? { liveness } : {}),
    },
  ]
}

function startupSample({ subject, starts }: Group): Sample[] {
  return starts.length === 0 ? [] : [{ subject, quantity: 'startup', ...spansOfStarts(starts) }]
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
    crashes: ownRestarts,
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
