/** Every table with a row per entity, and the random streams of the entities: the one place that knows all of them. */
import { createStreams } from '../../kernel/random-stream.ts'
import type { RowCounts } from '../row-counts.ts'
import { allocateAlternations } from './alternations.ts'
import { allocateContainers } from './containers.ts'
import { allocateCpus, allocateNodeCpus } from './cpu.ts'
import { allocatePullers, allocatePulls } from './images.ts'
import { allocateCronJobs, allocateJobIndexes, allocateJobPods, allocateJobs } from './jobs.ts'
import { allocateContainerLeaks, allocateNodeLeaks } from './leaks.ts'
import { allocateNodeHealth } from './node-health.ts'
import { allocateNodes } from './nodes.ts'
import { allocatePods } from './pods.ts'
import { allocateProbes } from './probes.ts'
import { allocateReplicaSets } from './replica-sets.ts'
import { allocateSets } from './sets.ts'
import { allocateWorkloads } from './templates.ts'

/** Memory grows with each count alone, so what one row of each takes says what all of them take. */
export const allocateTables = (rows: RowCounts) => ({
  workload: allocateWorkloads(rows.workloads),
  job: allocateJobs(rows.jobs),
  jobIndex: allocateJobIndexes(rows.jobIndexes),
  jobPod: allocateJobPods(rows.jobPods),
  cronJob: allocateCronJobs(rows.cronJobs),
  replicaSet: allocateReplicaSets(rows.podTemplates),
  keptSet: allocateSets(rows.workloads),
  node: allocateNodes(rows.nodes),
  nodeHealth: allocateNodeHealth(rows.failingNodes),
  pod: allocatePods(rows.pods),
  container: allocateContainers(rows.containers),
  probe: allocateProbes(rows.probes),
  slowPhases: allocateAlternations(rows.containers),
  pauses: allocateAlternations(rows.pausingContainers),
  pull: allocatePulls(rows.pullingContainers),
  puller: allocatePullers(rows.pullingNodes),
  cpu: allocateCpus(rows.sharingContainers),
  nodeCpu: allocateNodeCpus(rows.sharingNodes),
  containerLeak: allocateContainerLeaks(rows.leakingContainers),
  nodeLeak: allocateNodeLeaks(rows.leakingNodes),
  ahead: createStreams(rows.pausingContainers > 0 ? 1 : 0),
  streams: {
    probe: createStreams(rows.probes),
    phase: createStreams(rows.probes),
    budget: createStreams(rows.probes),
    process: createStreams(rows.containers),
    slow: createStreams(rows.containers),
    pause: createStreams(rows.pausingContainers),
    overhead: createStreams(rows.pods),
    requeue: createStreams(rows.pods),
    trigger: createStreams(rows.triggeredPods),
    trace: createStreams(rows.tracedProbes),
    image: createStreams(rows.pullingContainers),
    imageCheck: createStreams(rows.pullingContainers),
    hook: createStreams(rows.hookedContainers),
    cpu: createStreams(rows.sharingContainers),
    fault: createStreams(rows.faults),
    control: createStreams(rows.workloads + rows.services),
    event: createStreams(rows.workloads + rows.services + rows.failingNodes),
    choice: createStreams(rows.workloads),
    lease: createStreams(rows.failingNodes),
    monitor: createStreams(rows.failingNodes > 0 ? 1 : 0),
  },
})
