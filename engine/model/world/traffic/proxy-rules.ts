/** From slices to the rules of proxies: a pod becomes a target when its endpoint is in them, and leaves likewise. */
import type { ClusterState, ContainerId, PodId } from '../../cluster-state.ts'
import type { EndpointChange } from '../../control/slices.ts'
import { EventKind } from '../../event-table.ts'
import { schedule } from '../../lanes.ts'
import { setRule } from './membership.ts'
import { paceOf } from './paces.ts'
import { touch } from './service-levels.ts'

/** A slice of a Service has been written, and proxies will have it then. */
export function rulesWillChange(
  state: ClusterState,
  service: number,
  changes: readonly EndpointChange[],
  appliedUs: number,
): void {
  const load = state.traffic?.ofService[service]
  if (load === undefined || appliedUs >= state.spec.durationUs) return
  const rules = state.traffic!.rules[load.place]
  if (rules.at(-1)?.appliedUs !== appliedUs) schedule(state, EventKind.RulesChange, load.place, appliedUs, 0)
  for (const { endpoint, mark } of changes)
    if (state.services[service].isReached(endpoint)) rules.push({ appliedUs, pod: endpoint.pod, mark })
}

/** Proxies have the changes of a Service in their rules. */
export function onRulesChange(state: ClusterState, place: number): void {
  const traffic = state.traffic!
  const load = traffic.loads[place]
  const rules = traffic.rules[place]
  touch(state, load)
  let count = 0
  while (count < rules.length && rules[count].appliedUs <= state.nowUs) {
    const { pod, mark } = rules[count++]
    const workload = load.setting.workloads.indexOf(state.pod.workload[pod])
    const container = serverOf(state, pod, load.setting.servers[workload])
    const code = traffic.codeOf(container)
    setRule(load, pod, container, workload, mark, code, paceOf(state, load, container, code))
  }
  rules.splice(0, count)
}

/** The container of a pod that answers requests. A revision without such a place has the last one do it. */
function serverOf({ pod: pods, podTemplate }: ClusterState, pod: PodId, place: number): ContainerId {
  const container = pods.firstContainer[pod] + podTemplate.initCount[pods.template[pod]] + place
  return Math.min(container, pods.endContainer[pod] - 1)
}
