/**
 * The events of the model, a row each: its class, which orders it among events of the same time; whose number its entity is;
 * the column of its stamp; its lane. `EventKind`, whose event it is (`podOf`, and `laneOf` in
 * `lanes.ts`), what an observer has to look at and what `--verify` checks follow from it. Which rule answers an event says
 * `dispatch.ts`.
 */
import type { ClusterState } from './cluster-state.ts'
import { monitorWorkers } from './control/nodes/node-monitor.ts'
import type { PodId } from './ids.ts'

/**
 * Order of events at equal times, lowest first; within a class by entity number, then by sequence.
 * What arrives for one pod at the same time merges before its sync. An event raised at t for t joins
 * the queue of t at its own class. What is measured at t, such as a bucket end, finds the state before all of them.
 */
export const EventClass = {
  /** Faults, in the order of the scenario's list. */
  Fault: 0,
  /** Workloads that come into being. */
  Creation: 1,
  /** Exits, changes of behavior. */
  Change: 2,
  /** Answers of probes. */
  Answer: 3,
  /** Manual triggers of readiness workers (P6). */
  Trigger: 4,
  /** Probe ticks, the first run of a worker included, in P1's order. */
  Tick: 5,
  /** Published probe results on their way to the pod status (S8, R2). */
  Result: 6,
  /** Relists (S3) and housekeeping (S14). */
  Relist: 7,
  /** Pod syncs, requeues and container starts. */
  Sync: 8,
  /** Status writers look what has changed, and their writes are through (R1): they see all of an instant. */
  Write: 9,
  /** Changes in the API. */
  Api: 10,
  /** They reach who watches. */
  Watch: 11,
  /** Controllers, by name, then key: they see all of an instant. */
  Control: 12,
  /** The scheduler looks for nodes. */
  Schedule: 13,
  /** Rules of proxies, and the pods that requests go to. */
  Proxy: 14,
  /** What load makes of all that: once per instant, when all that moves it has happened. */
  Level: 15,
} as const
export type EventClass = (typeof EventClass)[keyof typeof EventClass]

/** Whose number the entity is: the row of a table, the place of a probe, or a controller with one of its keys (`taskOf`). */
const Entity = {
  Probe: 0,
  Container: 1,
  Pod: 2,
  Workload: 3,
  Fault: 4,
  Controller: 5,
  Task: 6,
  Whole: 7,
  Job: 8,
  PodTemplate: 9,
  Node: 10,
  MonitorWorker: 11,
  Budget: 12,
  Service: 13,
  Load: 14,
  Provider: 15,
} as const

/** The lane of an event: its pod's node, or the cluster. */
const Lane = { Node: 0, Cluster: 1 } as const

/** What an event may change: its own pod, or any. */
const Touches = { Pod: 0, Any: 1 } as const

/** The newest stamp for an entity: an event with an earlier one is stale when it comes. */
type NewestStamp = (state: ClusterState, entity: number) => number

const ofProbe =
  (column: 'tickStamp' | 'runStamp' | 'workerStamp'): NewestStamp =>
  ({ probe }, place) =>
    probe[column][probe.rowAt[place]]
const ofContainer =
  (column: 'incarnation' | 'exitStamp' | 'stopStamp'): NewestStamp =>
  ({ container }, row) =>
    container[column][row]
const stepOf: NewestStamp = ({ pod }, row) => pod.stepStamp[row]
const stepOfItsPod: NewestStamp = ({ pod, container }, row) => pod.stepStamp[container.pod[row]]

type EventRow = {
  readonly eventClass: EventClass
  readonly entity: number
  /** Undefined = the event is never stale, or says otherwise what its stamp is. */
  readonly newestStamp: NewestStamp | undefined
  readonly lane: number
  readonly touches: number
}

const {
  Fault,
  Creation,
  Change,
  Answer,
  Trigger,
  Tick,
  Result,
  Relist,
  Sync,
  Write,
  Api,
  Watch,
  Control,
  Schedule,
  Proxy: Rules,
  Level,
} = EventClass

const ofNode = (eventClass: EventClass, entity: number, newestStamp?: NewestStamp): EventRow => ({
  eventClass,
  entity,
  newestStamp,
  lane: Lane.Node,
  touches: Touches.Pod,
})

const ofCluster = (eventClass: EventClass, entity: number, newestStamp?: NewestStamp): EventRow => ({
  eventClass,
  entity,
  newestStamp,
  lane: Lane.Cluster,
  touches: Touches.Any,
})

const events = {
  /** An abnormal tick of a calm worker in the quiet engine (`node/prober/quiet-probes.ts`). */
  CalmTick: ofNode(Tick, Entity.Probe, ofProbe('tickStamp')),
  /** A tick of a calm worker in the exact engine. Payload: its row. */
  ExactTick: ofNode(Tick, Entity.Probe, ofProbe('tickStamp')),
  /** A probe worker's ticker fires. */
  ProbeTick: ofNode(Tick, Entity.Probe, ofProbe('tickStamp')),
  /** A probe run ends. */
  ProbeAnswer: ofNode(Answer, Entity.Probe, ofProbe('runStamp')),
  /** A readiness worker is triggered by hand (P6). */
  ProbeTrigger: ofNode(Trigger, Entity.Probe, ofProbe('workerStamp')),
  /** A published result reaches the pod status (S8, R2). */
  ProbeResult: ofNode(Result, Entity.Probe),
  /** A relist sees what changed in a pod (S3, Z1). Stamp: whether it is of all pods or of this one. */
  PodRelist: ofNode(Relist, Entity.Pod),
  /** A sync of a pod begins, if it is due then. */
  PodSync: ofNode(Sync, Entity.Pod),
  /** A running sync goes on with its next step. */
  PodStep: ofNode(Sync, Entity.Pod, stepOf),
  /** A process begins to run. */
  ContainerStart: ofNode(Sync, Entity.Container, stepOfItsPod),
  /** A process ends. */
  ContainerExit: ofNode(Change, Entity.Container, ofContainer('exitStamp')),
  /** A preStop hook, or a sidecar's wait for its turn, is over. */
  StopStageEnd: ofNode(Change, Entity.Container, ofContainer('stopStamp')),
  /** A pull ends (I2). */
  ImagePullEnd: ofNode(Sync, Entity.Container, stepOfItsPod),
  /** The behavior `hang` begins. */
  HangOnset: ofNode(Change, Entity.Container, ofContainer('incarnation')),
  /** A slow phase begins or ends (quiet engine). */
  SlowToggle: ofNode(Change, Entity.Container, ofContainer('incarnation')),
  /** A pause begins or ends (quiet engine). */
  PauseTurn: ofNode(Change, Entity.Container, ofContainer('incarnation')),
  /** A process looks how those are whom it needs. */
  NeedsCheck: ofNode(Change, Entity.Container, ofContainer('incarnation')),
  /** The start-up of a process that is sent requests is over. */
  ServerAnswers: ofNode(Change, Entity.Container, ofContainer('incarnation')),
  /** Shares of a node's processors are worked out (`node/cpu/`). */
  NodeLevels: ofNode(Level, Entity.Node),
  /** The work of the next start-ups of a node is done. */
  StartupsDone: ofNode(Change, Entity.Node, ({ nodeCpu }, node) => nodeCpu.doneStamp[node]),
  /** A node may have no more processes or ports (`node/leaks/`). */
  RunsOut: ofNode(Change, Entity.Node, ({ nodeLeak }, node) => nodeLeak.stamp[node]),
  /** A pod has run as long as it may (L9). */
  PodDeadline: ofNode(Sync, Entity.Pod),
  /** A terminated pod frees its place, which a pod that waits for one takes, and, if it is deleted, leaves the API (K6). */
  PodGone: { ...ofNode(Change, Entity.Pod), touches: Touches.Any },
  /** The API has a newer status of a pod. Stamp: the status as one number. */
  StatusWritten: ofCluster(Write, Entity.Pod),
  /** A kubelet that is back in touch looks what the API says of its pods (N10). */
  StatusReconcile: ofCluster(Write, Entity.Node),
  /** Caches hear of a change of a node's object. Stamp: what it is then, a `NodeMark`. */
  NodeSeen: ofCluster(Watch, Entity.Node),
  /** A kubelet has written the status of its node. Stamp: what it says, a `Report`. */
  NodeStatusWritten: ofCluster(Api, Entity.Node),
  /** The monitor of node health goes through all nodes (N2); what one of its workers waited for is there. */
  MonitorPass: ofCluster(Control, Entity.Whole),
  MonitorStep: ofCluster(Control, Entity.MonitorWorker),
  /** Nodes that wait for it get the taint NoExecute (N5); what that waited for is there. Stamp: the newest pass. */
  TaintPass: ofCluster(Control, Entity.Whole),
  TaintStep: ofCluster(Control, Entity.Whole),
  /** The eviction of a pod is due, or what it waited for is there (N7). Stamp: its number and its step. */
  EvictionStep: ofCluster(Api, Entity.Pod),
  /** Pods that nobody else can remove are looked for (N9); a call about one of them is through. Stamp: which. */
  PodGcPass: ofCluster(Control, Entity.Whole),
  PodGcStep: ofCluster(Api, Entity.Pod),
  /** The disruption controller hears of a change of a PodDisruptionBudget. */
  BudgetSeen: ofCluster(Watch, Entity.Budget),
  /** A drain begins with a node; what the loop of a pod waited for is there (Z28). */
  DrainNode: ofCluster(Api, Entity.Fault),
  DrainStep: ofCluster(Api, Entity.Pod),
  /** Status writers work off what has changed (R1). */
  WriterTurn: ofCluster(Write, Entity.Whole),
  /** A pod has come into the API, is being deleted, or has gone. Stamp: bits of `PodMark`. */
  PodChanged: ofCluster(Api, Entity.Pod),
  /** The API makes a pod of the ReplicaSet that has this template. Stamp: the controller that asked for it. */
  PodCreate: ofCluster(Api, Entity.PodTemplate),
  /** The API deletes a pod as a controller asked. Stamp: the controller. */
  PodDelete: ofCluster(Api, Entity.Pod),
  /** The API makes a pod of a Job. Stamp: 1 more than its index, 0 = it has none. */
  JobPodCreate: ofCluster(Api, Entity.Job),
  /** The API deletes a pod as the Job controller asked. */
  JobPodDelete: ofCluster(Api, Entity.Pod),
  /** The API takes the finalizer off a pod of a Job. */
  PodReleased: ofCluster(Api, Entity.Pod),
  /** Controllers hear of a change of a Job. Stamp: a `JobChange`. */
  JobSeen: ofCluster(Watch, Entity.Job),
  /** The API has an event of a controller. */
  EventSent: ofCluster(Api, Entity.Controller),
  /** Controllers hear of a change of a pod. Stamp: what it is in the API (`PodMark`). */
  PodSeen: ofCluster(Watch, Entity.Pod),
  /** A Deployment, or a ReplicaSet, which has the row of its template, has changed, and controllers hear of it. */
  DeploymentSeen: ofCluster(Watch, Entity.Workload),
  ReplicaSetSeen: ofCluster(Watch, Entity.PodTemplate),
  /** The API makes the pod of an ordinal of a StatefulSet or DaemonSet. Stamp: ordinal and revision, as one number. */
  SetPodCreate: ofCluster(Api, Entity.Workload),
  /** The API deletes a pod of theirs as their controller asked. */
  SetPodDelete: ofCluster(Api, Entity.Pod),
  /** Their controller hears of a change of the object. */
  SetSeen: ofCluster(Watch, Entity.Workload),
  /** A key wants a sync. */
  ControllerWake: ofCluster(Control, Entity.Task),
  /** Free workers of a controller take keys. */
  ControllerTurn: ofCluster(Control, Entity.Task),
  /** What the sync of a key waited for is there. */
  ControllerStep: ofCluster(Control, Entity.Task),
  /** A pod without a node comes into the scheduler's cache. */
  PodToSchedule: ofCluster(Watch, Entity.Pod),
  /** The scheduler looks for the nodes of pods that are to be tried; a back-off ends; pods that have waited long are tried again. */
  SchedulerTurn: ofCluster(Schedule, Entity.Whole),
  SchedulerWake: ofCluster(Schedule, Entity.Whole),
  SchedulerFlush: ofCluster(Schedule, Entity.Whole),
  /** A binding is in the API. */
  PodBound: ofCluster(Api, Entity.Pod),
  /** A pod is deleted for another one. Stamp: the node. */
  VictimDelete: ofCluster(Api, Entity.Pod),
  /** Proxies know endpoints of a Service that containers need. Stamp: how many are ready. */
  EndpointsKnown: ofCluster(Rules, Entity.Service),
  /** Load makes something else of the answers of somebody whom probes ask. */
  AnswersChanged: ofCluster(Level, Entity.Provider),
  /** Proxies have changes of slices in their rules (R6). */
  RulesChange: ofCluster(Rules, Entity.Load),
  /** Requests meet something else in a container from now on. Stamp: what, a `ServerCode`. */
  ServerChanged: ofCluster(Rules, Entity.Container),
  /** What requests of a load lead to is worked out. */
  ServiceLevels: ofCluster(Level, Entity.Load, ({ traffic }, place) => traffic!.loads[place].stamp),
  /** The pods of a workload are created. */
  WorkloadCreate: ofCluster(Creation, Entity.Workload),
  /** A node that shuts down may be through with a group of pods (N13). */
  ShutdownStep: ofCluster(Fault, Entity.Fault),
  /** A fault begins. */
  FaultBegin: ofCluster(Fault, Entity.Fault),
  /** A fault that lasts ends. */
  FaultEnd: ofCluster(Fault, Entity.Fault),
} satisfies Record<string, EventRow>

type EventName = keyof typeof events
const names = Object.keys(events) as EventName[]
const rows: readonly EventRow[] = Object.values(events)

/** The kinds of events: numbers of the rows. */
export const EventKind = Object.fromEntries(names.map((name, kind) => [name, kind])) as Record<
  EventName,
  number
>

/** What the hot loop needs of a row, by kind. */
export const eventClassOf = Uint8Array.from(rows, ({ eventClass }) => eventClass)
const entityOf = Uint8Array.from(rows, ({ entity }) => entity)
const laneOfKind = Uint8Array.from(rows, ({ lane }) => lane)

/** Whether an event is of the cluster, and not of the node that its pod is on. */
export function isOfCluster(kind: number): boolean {
  return laneOfKind[kind] === Lane.Cluster
}

/** In place of a pod: none, and any number of them. */
export const anyPod = -1

/** The pod that an event belongs to; `anyPod` for one of the cluster. */
export function podOf(state: Pick<ClusterState, 'container' | 'probe'>, kind: number, entity: number): PodId {
  switch (entityOf[kind]) {
    case Entity.Probe:
      return state.container.pod[state.probe.container[state.probe.rowAt[entity]]]
    case Entity.Container:
      return state.container.pod[entity]
    case Entity.Pod:
      return entity
    default:
      return anyPod
  }
}

/** The pod whose tables an event may change, or `anyPod`: what an observer has to look at. */
export function podTouched(state: ClusterState, kind: number, entity: number): PodId {
  return rows[kind].touches === Touches.Any ? anyPod : podOf(state, kind, entity)
}

/** What `--verify` demands of an event that is scheduled: an entity that there is, the newest stamp, a time that has not passed. */
export function checkEvent(
  state: ClusterState,
  kind: number,
  entity: number,
  timeUs: number,
  stamp: number,
): void {
  const row = rows[kind]
  const isThere = entity >= 0 && entity < entityCount(state, row.entity)
  const newest = isThere && row.newestStamp !== undefined ? row.newestStamp(state, entity) : stamp
  if (isThere && newest === stamp && timeUs >= state.nowUs) return
  throw new Error(
    `broken invariant at ${state.nowUs} us: ${names[kind]} of entity ${entity} is scheduled for ${timeUs} us ` +
      `with stamp ${stamp}, and the newest stamp is ${newest}`,
  )
}

/** As `checkEvent`, and that it comes after the event that sends it. */
export function checkMessage(
  state: ClusterState,
  kind: number,
  entity: number,
  timeUs: number,
  stamp: number,
): void {
  checkEvent(state, kind, entity, timeUs, stamp)
  if (timeUs > state.nowUs || rows[kind].eventClass >= state.eventClass) return
  throw new Error(
    `broken invariant at ${state.nowUs} us: ${names[kind]} is sent by an event that comes after it`,
  )
}

function entityCount(state: ClusterState, entity: number): number {
  const { probe, container, pod, workload, spec, controllers, podTemplate, node } = state
  if (entity === Entity.Whole) return 1
  if (entity === Entity.Job) return state.job.count
  if (entity === Entity.PodTemplate) return podTemplate.workload.length
  if (entity === Entity.Load) return state.traffic?.loads.length ?? 0
  if (entity === Entity.Budget) return state.budgets.length
  if (entity === Entity.Provider) return state.dependencies?.providers.length ?? 0
  if (entity === Entity.Service) return state.services.length
  if (entity === Entity.MonitorWorker) return monitorWorkers
  if (entity === Entity.Node) return node.podCount.length
  if (entity === Entity.Task) return taskOf(controllers.length, 0)
  return [probe.place, container.pod, pod.node, workload.created, spec.faults, controllers][entity].length
}

/** Keys of one controller, at most. */
export const keysMax = 0x40_0000

/** A controller with one of its keys, as one number: in the order of controllers, then keys. */
export function taskOf(controller: number, key: number): number {
  return controller * keysMax + key
}

export function controllerOf(task: number): number {
  return Math.floor(task / keysMax)
}

export function keyOf(task: number): number {
  return task % keysMax
}
