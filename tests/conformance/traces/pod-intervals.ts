/** What is compared of a pod as a whole: what its containers do to each other, its deletion, what the API is told. */
import type { ContainerTrace, PodTrace } from './container-trace.ts'
import { type Interval, type IntervalKind, inMillis, intervalsOf } from './intervals.ts'
import { type Container, containersOf, type Pod } from './pods.ts'
import { wordsOf } from './script-words.ts'

/** What of the run matters to a pod. Seconds. */
export type RunFacts = {
  /** End of the recording. */
  readonly until: number
  /** When the new kubelet process began its work, if there was one. */
  readonly kubeletRestartedAt: number | undefined
}

/** All intervals of a pod and its containers. */
export function podIntervals(trace: PodTrace, pod: Pod, facts: RunFacts): Interval[] {
  return [
    ...trace.containers.flatMap(intervalsOf),
    ...initIntervals(trace, pod),
    ...deletionIntervals(trace),
    ...besideEnded(trace, pod, facts),
    ...writesUntilReady(trace, facts),
    ...afterKubeletRestart(trace, facts),
    ...orders(trace, pod),
  ]
}

function of(trace: PodTrace, kind: IntervalKind, name: string, value: number, container = ''): Interval {
  return { kind, pod: trace.pod, container, name, value: inMillis(value) }
}

/** From one container of the start-up to the next: a sidecar's start, the end of another init container. */
function initIntervals(trace: PodTrace, pod: Pod): Interval[] {
  return (pod.spec.initContainers ?? []).flatMap((init, index) => {
    const own = trace.containers[index]
    const next = trace.containers[index + 1].starts[0]
    if (next === undefined || own.starts[0] === undefined) return []
    if (init.restartPolicy === 'Always')
      return [of(trace, 'sidecar to next start', '', next - own.starts[0], own.container)]
    const end = own.exits.findLast((exit) => exit <= next)
    return end === undefined ? [] : [of(trace, 'init container to next start', '', next - end, own.container)]
  })
}

function deletionIntervals(trace: PodTrace): Interval[] {
  const { deletedAt, containers } = trace
  if (deletedAt === undefined) return []
  return containers.flatMap((container) => {
    const stop = container.stops.find((time) => time !== undefined && time >= deletedAt - logTolerance)
    return stop === undefined
      ? []
      : [of(trace, 'deletion to stop', '', Math.max(0, stop - deletedAt), container.container)]
  })
}

/** The deletion is logged when its call has returned, which may be after the kubelet has heard of it. */
const logTolerance = 0.1

/** Z2: each sync of a pod in which a container with probes has ended for good calls the unready readiness probes of the others. */
function besideEnded(trace: PodTrace, pod: Pod, { until }: RunFacts): Interval[] {
  const containers = containersOf(pod)
  const ended = containers.flatMap((container, index) => {
    const { starts, exits } = trace.containers[index]
    const hasProbe = container.readinessProbe ?? container.livenessProbe
    return hasProbe !== undefined && exits.length > 0 && endsForGood(container, pod, starts.length - 1)
      ? [exits[exits.length - 1]]
      : []
  })
  if (ended.length === 0 || trace.deletedAt !== undefined) return []
  const from = Math.max(...ended)
  return trace.containers.flatMap(({ container, probes, starts, exits }) => {
    if (starts.length === 0 || exits.length === starts.length) return []
    const calls = probes.filter(({ type, begin }) => type === 'readiness' && begin > from)
    return calls.length === 0
      ? []
      : [
          of(
            trace,
            'calls per second beside an ended container',
            '',
            calls.length / (until - from),
            container,
          ),
        ]
  })
}

function endsForGood(container: Container, pod: Pod, attempt: number): boolean {
  const policy = container.restartPolicy ?? pod.spec.restartPolicy ?? 'Always'
  if (Object.hasOwn(container, 'restartPolicyRules')) return false
  if (policy !== 'OnFailure') return policy === 'Never'
  const codes = (wordsOf(container.command).get('code') ?? '0').split(',')
  return codes[Math.min(attempt, codes.length - 1)] === '0'
}

/** Z5. */
function writesUntilReady(trace: PodTrace, { kubeletRestartedAt = Infinity }: RunFacts): Interval[] {
  const first = trace.writes.findIndex(({ isReady }) => isReady)
  if (first < 0 || trace.writes[first].at >= kubeletRestartedAt) return []
  return [of(trace, 'status writes until Ready', '', first + 1)]
}

/** P5, Z7: when each worker of the new process asks first, and for how long containers are not ready until the run ends. */
function afterKubeletRestart(trace: PodTrace, { kubeletRestartedAt, until }: RunFacts): Interval[] {
  if (kubeletRestartedAt === undefined) return []
  return trace.containers.flatMap((container) => {
    const later = container.probes.filter(({ begin }) => begin >= kubeletRestartedAt)
    const firsts = [...new Set(later.map(({ type }) => type))].map((type) =>
      of(
        trace,
        'kubelet restart to first probe',
        type,
        later.find((call) => call.type === type)!.begin - kubeletRestartedAt,
        container.container,
      ),
    )
    const unready = unreadySeconds(trace, container, kubeletRestartedAt, until)
    return [...firsts, of(trace, 'unready after a kubelet restart', '', unready, container.container)]
  })
}

function unreadySeconds(
  { writes }: PodTrace,
  { container }: ContainerTrace,
  from: number,
  to: number,
): number {
  return writes.reduce((sum, { at, readyContainers }, index) => {
    if (readyContainers.includes(container)) return sum
    return sum + Math.max(0, (writes[index + 1]?.at ?? to) - Math.max(at, from))
  }, 0)
}

/** In which order containers start first, and in which they are stopped by a deletion or a restart of all. */
function orders(trace: PodTrace, pod: Pod): Interval[] {
  const { containers, startOrder, deletedAt } = trace
  if (containers.length < 2) return []
  const restartsAll = JSON.stringify(pod).includes('RestartAllContainers')
  return [
    { ...of(trace, 'order of starts', '', 0), text: startOrder.join(' ') },
    ...(deletedAt !== undefined || restartsAll
      ? [{ ...of(trace, 'order of stops', '', 0), text: stopOrder(trace) }]
      : []),
  ]
}

/** Stops so close belong together: each of them comes on its own way to the runtime. */
const sameTimeSeconds = 0.05

function stopOrder({ containers }: PodTrace): string {
  const stops = containers
    .flatMap(({ container, stops: all }) =>
      all.flatMap((at) => (at === undefined ? [] : [{ container, at }])),
    )
    .sort((a, b) => a.at - b.at)
  const groups: string[][] = []
  stops.forEach(({ container, at }, index) => {
    if (index > 0 && at - stops[index - 1].at <= sameTimeSeconds) groups[groups.length - 1].push(container)
    else groups.push([container])
  })
  return groups.map((group) => group.sort().join('+')).join(' ')
}
