/** What traces of StatefulSets and DaemonSets are compared by: how long after what something happens. */
import { doneShare } from '../../engine/model/control/api-client.ts'
import { Recorder } from './recorder.ts'
import type { PodTrace, SetTrace } from './set-replay.ts'

/**
 * A trace as the recorder has it, which hears of everything later; pods, and the object with its statuses, are watches of their own. Time 0 is when
 * the client asks for a change of the object, or of a pod.
 */
export function recorded({ pods, changed, statuses }: SetTrace, seed: number): SetTrace {
  const recorder = new Recorder(seed)
  const asked = doneShare * recorder.requestSeconds()
  const moments = pods.flatMap((pod, index) =>
    (['created', 'running', 'ready', 'deleting', 'ended', 'gone'] as const).flatMap((what) =>
      pod[what] === undefined ? [] : [{ index, what, at: pod[what] }],
    ),
  )
  moments.sort((a, b) => a.at - b.at)
  const seen = recorder.seenInOrder(moments.map(({ at }) => asked + at))
  const heard = pods.map(({ ordinal }): Record<string, number> & PodTrace => ({ ordinal }))
  for (const [place, { index, what }] of moments.entries())
    (heard[index] as Record<string, number>)[what] = seen[place]
  const [object, ...written] = recorder.seenInOrder(
    [changed, ...statuses.map(([at]) => at)].map((at) => asked + at),
  )
  return {
    pods: heard,
    changed: object,
    statuses: statuses.map(([, ...counts], place) => [written[place], ...counts]),
  }
}

/** How long before each of these times the last of those was. */
export function sinceLast(times: readonly number[], causes: readonly number[]): number[] {
  return times.flatMap((time) => {
    const before = causes.filter((cause) => cause <= time)
    return before.length === 0 ? [] : [time - Math.max(...before)]
  })
}

export function timesOf(
  pods: readonly PodTrace[],
  what: 'created' | 'ready' | 'deleting' | 'ended' | 'gone',
): number[] {
  return pods.flatMap((pod) => pod[what] ?? []).sort((a, b) => a - b)
}
