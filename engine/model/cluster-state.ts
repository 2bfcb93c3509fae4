/**
 * Everything that one replication holds: the tables (`tables/`), their streams, the event list, the clock. Templates (few rows, read-only, from the spec) are separate
 * from instances (many rows, mutable); an instance points at its template by row number. Row numbers are ids,
 * given in entity order: pods in the order of their creation, at one time by namespace and workload, then container in spec order, then
 * probe type (P1). All times are simulated microseconds. `build-state.ts` allocates, `pod-rows.ts` makes room for more pods.
 */

import type { ClusterSpec, PodSpec } from '../contract/cluster-spec.ts'
import type { Agenda } from '../kernel/agenda.ts'
import type { Distributions } from '../kernel/distribution.ts'
import type { Streams } from '../kernel/random-stream.ts'
import type { Autoscaler } from './control/autoscaler.ts'
import type { Controller } from './control/controller.ts'
import type { DeploymentObject, SetObject } from './control/deployments/objects.ts'
import type { Budget } from './control/eviction/disruption.ts'
import type { Drains } from './control/eviction/drain.ts'
import type { NodeMonitor } from './control/nodes/node-monitor.ts'
import type { PodGc } from './control/nodes/pod-gc.ts'
import type { TaintChange } from './control/nodes/taint-change.ts'
import type { Evictions } from './control/nodes/taint-eviction.ts'
import type { TaintPasses } from './control/nodes/taint-pass.ts'
import type { ObjectStore } from './control/object-store.ts'
import type { Proxies } from './control/proxies.ts'
import type { ReadyNews } from './control/ready-news.ts'
import type { Scheduler } from './control/scheduler/scheduler-state.ts'
import type { Selection } from './control/selections.ts'
import type { ServiceEndpoints } from './control/service-endpoints.ts'
import type { WatchStream } from './control/watch-stream.ts'
import type { NodeId, PodId } from './ids.ts'
import type { TimedLog } from './metrics/timed-log.ts'
import type { Metrics } from './metrics.ts'
import type { FairShares } from './node/cpu/fair-shares.ts'
import type { EventLog } from './node/status/event-log.ts'
import type { ReadyTimes } from './node/status/ready-times.ts'
import type { TableNeeds } from './row-counts.ts'
import type { StreamKeys } from './seed-streams.ts'
import type { Alternation } from './tables/alternations.ts'
import type { ContainerTable } from './tables/containers.ts'
import type { CpuTable, CpuTemplateTable, NodeCpuTable } from './tables/cpu.ts'
import type { ImageTable, PullerTable, PullTable } from './tables/images.ts'
import type { CronJobTable, JobIndexTable, JobPodTable, JobTable } from './tables/jobs.ts'
import type { ContainerLeakTable, LeakTemplateTable, NodeLeakTable } from './tables/leaks.ts'
import type { LevelTable } from './tables/levels.ts'
import type { NodeHealthTable } from './tables/node-health.ts'
import type { NodeTableState } from './tables/nodes.ts'
import type { PodTable } from './tables/pods.ts'
import type { ProbeTable } from './tables/probes.ts'
import type { ReplicaSetTable } from './tables/replica-sets.ts'
import type { SetTable } from './tables/sets.ts'
import type {
  ContainerTemplateTable,
  PodTemplateTable,
  ProbeTemplateTable,
  RestartRuleTable,
  ScriptTable,
  WorkloadTable,
} from './tables/templates.ts'
import type { VersionProfile } from './version-profile.ts'
import type { AskedLaws } from './world/dependencies/asked-laws.ts'
import type { Dependencies } from './world/dependencies/dependencies.ts'
import type { Traffic } from './world/traffic/traffic.ts'

export type { ContainerId, NodeId, PodId, ProbeId, WorkloadId } from './ids.ts'

/** Distribution rows of the overheads. */
export type OverheadTable = {
  readonly isIdeal: boolean
  readonly sync: number
  readonly stop: number
  readonly volumes: number
  readonly apiRoundTrip: number
  readonly watch: number
  readonly podStartDelay: number
  /** Length of a status write: two calls of the median length (R1). */
  readonly statusWriteUs: number
  /** A probability (Z4). */
  readonly lostTrigger: number
}

/** One stream table per purpose, so that no purpose disturbs another (common random numbers). */
export type StreamTables = {
  /** Outcome and duration of probe runs, by probe. */
  readonly probe: Streams
  /** Start-up sleep of a worker and the choice between a tick and a trigger, by probe (P4, P5). */
  readonly phase: Streams
  /** Hazard budgets of calm workers, by probe: quiet engine. */
  readonly budget: Streams
  /** What a process does: start, start-up, hang, crash, complete, shutdown; by container. */
  readonly process: Streams
  /** Slow phases, by container; of containers that share them the same stream. */
  readonly slow: Streams
  /** Pauses, by container; without rows if there are none. */
  readonly pause: Streams
  /** Work of syncs, stops and calls, by pod. */
  readonly overhead: Streams
  /** Requeue jitter, by pod (S7). */
  readonly requeue: Streams
  /** Which triggers are lost, by pod (Z4); no rows if none is. */
  readonly trigger: Streams
  /** Durations of quiet ticks in a trace, by probe: tracing draws from no other stream. */
  readonly trace: Streams
  /** Lengths of pulls, and of checks of images that are there, by container. */
  readonly image: Streams
  readonly imageCheck: Streams
  /** Lengths of lifecycle hooks, by container; without rows if there are none. */
  readonly hook: Streams
  /** CPU time of start-ups, by container; without rows where nobody contends for processors. */
  readonly cpu: Streams
  /** Which instances a fault hits, by fault. */
  readonly fault: Streams
  /** Calls and watches of controllers, by the object that they are about: workloads, then Services. */
  readonly control: Streams
  /**
   * Calls about events of controllers, by the object that they are about: workloads, then Services, then nodes. A controller sends its events one after
   * another, so the events of one object decide when the call for another object draws; no other call may draw from here.
   */
  readonly event: Streams
  /** What controllers choose, by workload. */
  readonly choice: Streams
  /** Leases and returns of nodes, by node; without rows where no node can fail. */
  readonly lease: Streams
  /** One row: phases and orders of what looks after nodes. */
  readonly monitor: Streams
}

/** Everything that one replication holds. The clock is `nowUs`; rules read and write rows and schedule events. */
export type ClusterState = {
  nowUs: number
  /** Class of the event that is handled: what of this very time has been before. */
  eventClass: number
  /** Whether ticks that change nothing have no event; see `node/prober/quiet-probes.ts`. */
  readonly isQuiet: boolean
  /** Whether rules check what they take for granted. */
  readonly verifies: boolean
  readonly spec: ClusterSpec
  /** What kubelets do, by class of nodes; see `version-profile.ts`. */
  readonly profiles: readonly VersionProfile[]
  readonly events: Agenda
  readonly distributions: Distributions
  readonly streams: StreamTables
  readonly needs: TableNeeds
  readonly overheads: OverheadTable
  readonly workload: WorkloadTable
  readonly job: JobTable
  readonly jobIndex: JobIndexTable
  readonly jobPod: JobPodTable
  readonly cronJob: CronJobTable
  readonly replicaSet: ReplicaSetTable
  /** Deployments, by workload, and ReplicaSets, by the pod template that they were made for, as the API and the controllers' cache hold them. */
  readonly deployments: ObjectStore<DeploymentObject>
  readonly sets: ObjectStore<SetObject>
  /** Pods of ReplicaSets on their way to being counted, by ReplicaSet. */
  readonly readyNews: (ReadyNews | undefined)[]
  /** StatefulSets and DaemonSets. */
  readonly keptSet: SetTable
  /** Controllers, by `ControllerId`. */
  readonly controllers: readonly Controller[]
  /** Controllers that hear of the pods of a workload, by workload. */
  readonly watchers: readonly (readonly number[])[]
  /** Services, in the order of the spec, and those that select pods of a workload, by workload. */
  readonly services: readonly ServiceEndpoints[]
  readonly selections: readonly (readonly Selection[])[]
  /** Those who watch EndpointSlices and Endpoints objects. */
  readonly sliceWatch: WatchStream
  readonly addressWatch: WatchStream
  readonly proxies: Proxies
  /** What containers need of Services and others; undefined = nothing. */
  readonly dependencies: Dependencies | undefined
  /** How long probes wait and ask others, beside the answer itself. */
  readonly askedLaws: AskedLaws
  /** Requests; undefined = nothing is said of any. */
  readonly traffic: Traffic | undefined
  /** Autoscalers, in the order of the spec. */
  readonly autoscalers: readonly Autoscaler[]
  /** How much slower the API is than usual. */
  apiFactor: number
  /** Nodes in the API, in runs in which they may fail; what looks after them, see `control/nodes/`. */
  readonly nodeHealth: NodeHealthTable
  nodeMonitor: NodeMonitor
  taintPasses: TaintPasses
  /** Changes of taints NoSchedule that are under way, by node. */
  readonly noScheduleChanges: Map<NodeId, TaintChange>
  readonly evictions: Evictions
  podGc: PodGc
  readonly budgets: readonly Budget[]
  readonly drains: Drains
  /** When the newest change of a node reaches those who watch; -Infinity = none has changed. */
  nodesWatchedUs: number
  readonly podTemplate: PodTemplateTable
  /** What pods are made from in the words of the spec, by row of `podTemplate`. */
  readonly podSpecs: readonly PodSpec[]
  readonly containerTemplate: ContainerTemplateTable
  readonly probeTemplate: ProbeTemplateTable
  readonly script: ScriptTable
  readonly scriptIncarnations: Int32Array
  readonly scriptSequences: Uint8Array
  readonly restartRule: RestartRuleTable
  readonly restartRuleCodes: Int32Array
  readonly startErrors: Int32Array
  /** Distribution rows of the lists per incarnation. */
  readonly perIncarnation: Int32Array
  /** What is said of each of them beside its time. */
  readonly incarnationFact: Int32Array
  readonly node: NodeTableState
  readonly pod: PodTable
  readonly container: ContainerTable
  /** What containers take of processors, where they contend for them (`needs.cpu`); see `node/cpu/`. */
  readonly cpuTemplate: CpuTemplateTable
  readonly cpu: CpuTable
  readonly nodeCpu: NodeCpuTable
  readonly fairShares: FairShares
  /** What probes leave behind (`needs.leaks`); see `node/leaks/`. */
  readonly leakTemplate: LeakTemplateTable
  readonly containerLeak: ContainerLeakTable
  readonly nodeLeak: NodeLeakTable
  /** Slow phases and pauses of containers. */
  readonly slow: Alternation
  readonly pause: Alternation
  /** One row: pauses that are looked up before they come. */
  readonly ahead: Streams
  /** Whose streams those of an entity are. */
  readonly streamKeys: StreamKeys
  readonly probe: ProbeTable
  /** How slow containers can be, as far as any has been. */
  readonly level: LevelTable
  /** Images, if starts ask for them (`needs.pulls`); if not, the tables are empty and all images are there. */
  readonly imageNumbers: ReadonlyMap<string, number>
  readonly images: ImageTable
  readonly pull: PullTable
  readonly puller: PullerTable
  /** Whether pods of a node may influence each other; see `lanes.ts`. */
  readonly sharesNodes: boolean
  /** When the cluster does something to nodes whatever they do; see `lanes.ts`. */
  readonly clusterTimesUs: readonly number[]
  /** Nodes that a workload's selector admits, by workload, in order of name. */
  readonly eligibleNodes: readonly Int32Array[]
  readonly scheduler: Scheduler
  /** Static pods whose file is there and whose predecessor of the same name has not gone yet (T2). */
  readonly staticWaiting: PodId[]
  /** Pods with which their kubelets are done, and cannot tell the API (N12). */
  readonly podsToGo: PodId[]
  /** Nodes that shut down, by fault: which group of pods ends, and until when. */
  readonly shutdowns: Map<number, { readonly isCritical: boolean; readonly untilUs: number }>
  /** Kubelets that are back in touch and have not looked yet what the API says of their pods (N10). */
  reconciling: number
  /** Container rows that each fault has hit, by fault; filled when it begins. */
  readonly faultHits: Int32Array[]
  readonly metrics: Metrics
  /** Whether a controller watches pods. */
  readonly hasWatchers: boolean
  /** Changes of statuses that writers have not seen; see `node/status/status-writer.ts`. */
  readonly statusChanges: TimedLog
  /** Pods with news that their writers have not taken. */
  readonly podsWithNews: PodId[]
  readonly readyTimes: ReadyTimes
  /** When the turn of the writers is that was scheduled last and has not been; -1 = none is. How many there were. */
  writerTurnUs: number
  writerTurns: number
  /** Events that kubelets have to send; see `node/status/event-client.ts`. */
  readonly unsentEvents: TimedLog
  /** Events as the API holds them; undefined = nobody wants to read them. */
  readonly eventLog: EventLog | undefined
  /** When the next hang fault of the scenario begins, and the next one that deletes pods; Infinity = none is left. */
  nextHangFaultUs: number
  nextDeletionFaultUs: number
  /** When the last of them began; -Infinity = none has. */
  lastDeletionFaultUs: number
  /** Duration of the probe call made last; see `world/probe-answer.ts`. */
  answerDurationUs: number
  /** Whether the script that answered says that the container is ill. */
  answerIsIll: boolean
  /** Its `Connection`. */
  answerConnection: number
  /** Whether it depends on those whom the probe asks. */
  answerAsks: boolean
  /** Whether a hang that begins before it comes keeps it back. */
  answerMayHang: boolean
  /** Probability that it is a failure because of those whom the probe asks. */
  answerFailure: number
  /** If it comes at this time or later, it may not come at all. */
  answerLostFromUs: number
}
