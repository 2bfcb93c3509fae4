/** Hangs that no probe can notice, and why: what a reader of "8 missed" asks next. */
import {
  type ClusterSpec,
  type ContainerSpec,
  eachOf,
  type ProbeSpec,
  workloadLabel,
} from '../engine/contract/cluster-spec.ts'

/** A line for each reason, with the workloads that it is about. */
export function unnoticedHangs({ workloads, faults }: ClusterSpec): string[] {
  const silent = new Set<string>()
  const open = new Set<string>()
  for (const [workload, { pod }] of workloads.entries())
    for (const [container, spec] of pod.containers.entries()) {
      const isHit = faults.some(
        (fault) =>
          fault.kind === 'hang' &&
          fault.containers.some(
            (ref) => ref.workload === workload && ref.container === container && ref.isInit !== true,
          ),
      )
      if (!isHit && !hangsByItself(spec)) continue
      const name = workloadLabel(workloads[workload]!)
      const { liveness } = spec.probes
      if (liveness === undefined) silent.add(name)
      else if (onlyConnects(liveness, spec)) open.add(name)
    }
  return [
    ...line(
      open,
      'their liveness probes only open a TCP connection, which a hung process still accepts (H4)',
    ),
    ...line(silent, 'they have no liveness probe'),
  ]
}

function line(names: ReadonlySet<string>, why: string): string[] {
  if (names.size === 0) return []
  const [shown, left] = [[...names].slice(0, namesMax), names.size - namesMax]
  return [`no probe notices a hang of ${shown.join(', ')}${left > 0 ? ` and ${left} more` : ''}: ${why}`]
}

/** Workloads that a line names. */
const namesMax = 3

function hangsByItself({ behavior }: ContainerSpec): boolean {
  return behavior.hang.after.some((law) => law.kind !== 'never')
}

function onlyConnects({ handler }: ProbeSpec, { behavior }: ContainerSpec): boolean {
  return handler === 'tcpSocket' && eachOf(behavior.hang.tcpOk).every(Boolean)
}
