/** What the cluster makes of what nodes tell of the containers that answer requests. */
import type { ClusterState, PodId } from '../../cluster-state.ts'
import { setCode } from './membership.ts'
import { paceOf } from './paces.ts'
import { lose, touch } from './service-levels.ts'
import type { ServerCode } from './target.ts'

/** The cluster hears what the container of a pod is from now on. */
export function onServerChanged(state: ClusterState, pod: PodId, code: ServerCode): void {
  const traffic = state.traffic!
  traffic.setCode(pod, code)
  for (const { load } of traffic.servedBy[state.pod.workload[pod]]) {
    const target = load.targets.get(pod)
    if (target === undefined) continue
    touch(state, load)
    const loss = setCode(load, target, code, paceOf(state, load, target.container, code))
    if (loss !== undefined) lose(state, load, loss)
  }
}
