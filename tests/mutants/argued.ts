/** Mutants that survive, although somebody could notice them in principle: what is to be said of each. */
import type { Place } from './equivalents.ts'

export const argued: readonly Place[] = [
  {
    file: 'engine/model/node/status/pod-status.ts',
    line: 'return isOneLeft && pods.isRestartingAll[pod] === 1',
    change: '1 to 2',
    reason:
      'all containers are removed at one instant here, so that the one whose exit called for the restart is there as long as any other',
  },
  {
    file: 'engine/model/node/prober/probe-worker.ts',
    line: 'if (probes.workerStamp[probe] !== stamp || probes.isTriggered[probe] === 0 || probes.isRunning[probe] === 1)',
    change: '|| to &&',
    reason:
      'only a tick, an answer and a trigger in one microsecond tell, of a container that was replaced while that answer was under way',
  },
  {
    file: 'engine/model/node/kubelet-restart.ts',
    line: 'if (pods.relistAtUs[pod] === relistAfterSync) pods.relistAtUs[pod] = -1',
    change: '=== to !==',
    reason:
      'what there is to see was seen as the kubelet restarted: a sync that changes nothing is made, or is not, where the restart falls between a change and its relist',
  },
  {
    file: 'engine/model/node/pod-workers/termination.ts',
    line: 'const freshUs = relistFromUs(state, node, state.nowUs + 1) + state.node.relistCostUs[node]',
    change: '1 to 2',
    reason: 'only a relist that begins a microsecond after the last exit tells',
  },
]
