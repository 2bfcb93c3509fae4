/** What the cluster makes of what nodes tell of the containers that answer requests. */
import type { ClusterState, ContainerId } from '../../cluster-state.ts'
import { setCode } from './membership.ts'
import { paceOf } from './paces.ts'
import { lose, touch } from './service-levels.ts'
import type { ServerCode } from './target.ts'

/** The cluster hears what a container is to requests from now on. */
export function onServerChanged(state: ClusterState, container: ContainerId, code: ServerCode): void {
  const traffic = state.traffic!
  traffic.setCode(container, code)
  const pod = state.container.pod[container]
  for (const load of traffic.servedBy[state.pod.workload[pod]]) {
    const target = load.targets.get(pod)
    if (target?.container !== container) continue
    touch(state, load)
    const loss = setCode(load, target, code, paceOf(state, load, container, code))
    if (loss !== undefined) lose(state, load, loss)
  }
}
