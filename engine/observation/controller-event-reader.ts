/** Events of controllers about their objects as plain data, from the log of what the API holds (A8). */
import { ordinalName } from '../contract/cluster-spec.ts'
import type { EventView } from '../contract/cluster-view.ts'
import { usToSeconds } from '../kernel/time.ts'
import type { ClusterState } from '../model/cluster-state.ts'
import { jobConditionNames, jobReasonNames } from '../model/codes.ts'
import { aboutNode } from '../model/control/api-client.ts'
import { RescaleCause, readRescale } from '../model/control/autoscaler.ts'
import { ControllerId } from '../model/control/controller.ts'
import type { ControllerEvent } from '../model/control/controller-events.ts'
import { readScaling } from '../model/control/deployments/scaling-detail.ts'
import { Reason } from '../model/control/event-sink.ts'
import { jobNameOf, podNameOf } from '../model/pod-rows.ts'
import { wholeWallSecondUs } from '../model/wall-clock.ts'
import { replicaSetName } from './deployment-reader.ts'
import { jobMessage } from './job-reader.ts'

/** What an event says. */
type Words = { readonly reason: string; readonly message: string; readonly type?: 'Warning' }

/** Whose events are read: which object a key is, and what is said of it. Events of other controllers are counted only. */
const readers: Readonly<
  Record<
    number,
    {
      readonly about: NonNullable<EventView['about']>
      readonly nameOf: (state: ClusterState, object: number) => string
      readonly wordsOf: (state: ClusterState, event: ControllerEvent) => Words
    }
  >
> = {
  [ControllerId.Job]: { about: { apiVersion: 'batch/v1', kind: 'Job' }, nameOf: jobNameOf, wordsOf: ofJob },
  [ControllerId.CronJob]: {
    about: { apiVersion: 'batch/v1', kind: 'CronJob' },
    nameOf: ({ spec }, workload) => spec.workloads[workload].name,
    wordsOf: ofCronJob,
  },
  [ControllerId.Autoscaler]: {
    about: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' },
    nameOf: ({ autoscalers }, row) => autoscalers[row].spec.name,
    wordsOf: ofAutoscaler,
  },
  [ControllerId.Deployment]: {
    about: { apiVersion: 'apps/v1', kind: 'Deployment' },
    nameOf: ({ spec }, workload) => spec.workloads[workload].name,
    wordsOf: ofDeployment,
  },
  [ControllerId.StatefulSet]: {
    about: { apiVersion: 'apps/v1', kind: 'StatefulSet' },
    nameOf: ({ spec }, workload) => spec.workloads[workload].name,
    wordsOf: ofStatefulSet,
  },
  [ControllerId.DaemonSet]: {
    about: { apiVersion: 'apps/v1', kind: 'DaemonSet' },
    nameOf: ({ spec }, workload) => spec.workloads[workload].name,
    wordsOf: ofDaemonSet,
  },
}

/** Of controllers that tell of pods and nodes. */
const wordsOfPods: Readonly<Record<number, (state: ClusterState, event: ControllerEvent) => Words>> = {
  [ControllerId.NodeLifecycle]: ofNodes,
  [ControllerId.TaintEviction]: ofEvictions,
}

/** Source: pkg/controller/util/node/controller_utils.go, RecordNodeStatusChange and MarkPodsNotReady. */
function ofNodes({ spec }: ClusterState, { object }: ControllerEvent): Words {
  const reason = 'NodeNotReady'
  if (object >= 0) return { reason, message: 'Node is not ready', type: 'Warning' }
  return { reason, message: `Node ${spec.nodes[aboutNode(object)].name} status is now: NodeNotReady` }
}

/** Source: pkg/controller/tainteviction/taint_eviction.go, emitPodDeletionEvent. */
function ofEvictions(state: ClusterState, { object }: ControllerEvent): Words {
  const { namespace } = state.spec.workloads[state.pod.workload[object]]
  return {
    reason: 'TaintManagerEviction',
    message: `Marking for deletion Pod ${namespace}/${podNameOf(state, object)}`,
  }
}

/** What an event is about: a pod, or a node, whose events are in namespace default. */
function subjectOf(
  state: ClusterState,
  { controller, object }: ControllerEvent,
): Pick<EventView, 'namespace' | 'pod' | 'about'> | undefined {
  const { spec, controllers, pod: pods } = state
  const { rule } = controllers[controller]
  if (rule.tellsOfPods === true)
    return object >= 0
      ? { namespace: spec.workloads[pods.workload[object]].namespace, pod: podNameOf(state, object) }
      : {
          namespace: 'default',
          pod: spec.nodes[aboutNode(object)].name,
          about: { apiVersion: 'v1', kind: 'Node' },
        }
  const reader = readers[controller]
  if (reader === undefined) return undefined
  return {
    namespace: spec.workloads[rule.workloadOf?.(state, object) ?? object].namespace,
    pod: reader.nameOf(state, object),
    about: reader.about,
  }
}

function ofJob(state: ClusterState, { object, reason, detail }: ControllerEvent): Words {
  switch (reason) {
    case Reason.SuccessfulCreate:
      return { reason: 'SuccessfulCreate', message: `Created pod: ${podNameOf(state, detail)}` }
    case Reason.SuccessfulDelete:
      return { reason: 'SuccessfulDelete', message: `Deleted pod: ${podNameOf(state, detail)}` }
    case Reason.Completed:
      return { reason: 'Completed', message: 'Job completed' }
    case Reason.Suspended:
      return { reason: 'Suspended', message: 'Job suspended' }
    default:
      return { reason: jobReasonNames[detail], message: jobMessage(state, object), type: 'Warning' }
  }
}

function ofCronJob(state: ClusterState, { reason, detail }: ControllerEvent): Words {
  const job = detail < 0 ? '' : jobNameOf(state, detail)
  switch (reason) {
    case Reason.SuccessfulCreate:
      return { reason: 'SuccessfulCreate', message: `Created job ${job}` }
    case Reason.SuccessfulDelete:
      return { reason: 'SuccessfulDelete', message: `Deleted job ${job}` }
    case Reason.SawCompletedJob: {
      const condition = jobConditionNames[state.job.condition[detail]]
      return { reason: 'SawCompletedJob', message: `Saw completed job: ${job}, condition: ${condition}` }
    }
    case Reason.MissingJob:
      return { reason: 'MissingJob', message: `Active job went missing: ${job}` }
    default:
      return {
        reason: 'JobAlreadyActive',
        message: 'Not starting job because prior execution is running and concurrency policy is Forbid',
      }
  }
}

/** Source: kubernetes v1.36 pkg/controller/podautoscaler/horizontal.go, reconcileAutoscaler. */
function ofAutoscaler({ autoscalers }: ClusterState, { object, detail }: ControllerEvent): Words {
  const { replicas, cause } = readRescale(detail)
  const why = rescaleWords(cause, autoscalers[object].spec.target.kind)
  return { reason: 'SuccessfulRescale', message: `New size: ${replicas}; reason: ${why}` }
}

function rescaleWords(cause: number, target: string): string {
  switch (cause) {
    case RescaleCause.AboveMax:
      return 'Current number of replicas above Spec.MaxReplicas'
    case RescaleCause.BelowMin:
      return 'Current number of replicas below Spec.MinReplicas'
    case RescaleCause.Above:
      return `cpu resource${target === 'utilization' ? ' utilization (percentage of request)' : ''} above target`
    case RescaleCause.Below:
      return 'All metrics below target'
    // What it wanted before is more than what the metrics ask for now.
    default:
      return ''
  }
}

/** Source: pkg/controller/deployment/sync.go, scaleReplicaSet and getNewReplicaSet. */
function ofDeployment({ spec }: ClusterState, { object, detail }: ControllerEvent): Words {
  const { set, from, to } = readScaling(detail)
  const name = replicaSetName(spec.workloads[object].name, set)
  const way = to > from ? 'up' : 'down'
  return {
    reason: 'ScalingReplicaSet',
    message: `Scaled ${way} replica set ${name} from ${from} to ${to}`,
  }
}

/** Source: pkg/controller/statefulset/stateful_pod_control.go, recordPodEvent. */
function ofStatefulSet({ spec }: ClusterState, { object, reason, detail }: ControllerEvent): Words {
  const workload = spec.workloads[object]
  const isCreated = reason === Reason.PodCreated
  const pod = ordinalName(workload, detail)
  return {
    reason: isCreated ? 'SuccessfulCreate' : 'SuccessfulDelete',
    message: `${isCreated ? 'create' : 'delete'} Pod ${pod} in StatefulSet ${workload.name} successful`,
  }
}

/** Source: pkg/controller/daemon/daemon_controller.go, podsShouldBeOnNode; pkg/controller/controller_utils.go, RealPodControl. */
function ofDaemonSet(state: ClusterState, { object, reason, detail: pod }: ControllerEvent): Words {
  const { spec, pod: pods } = state
  const name = podNameOf(state, pod)
  if (reason === Reason.SuccessfulCreate)
    return { reason: 'SuccessfulCreate', message: `Created pod: ${name}` }
  if (reason === Reason.SuccessfulDelete)
    return { reason: 'SuccessfulDelete', message: `Deleted pod: ${name}` }
  const place = `${spec.workloads[object].namespace}/${name} on node ${spec.nodes[pods.node[pod]].name}`
  return reason === Reason.FailedDaemonPod
    ? {
        reason: 'FailedDaemonPod',
        message: `Found failed daemon pod ${place}, will try to kill it`,
        type: 'Warning',
      }
    : { reason: 'SucceededDaemonPod', message: `Found succeeded daemon pod ${place}, will try to delete it` }
}

/** In the order in which they first happened. */
export function readControllerEvents(state: ClusterState): EventView[] {
  const events = state.eventLog?.ofControllers.all ?? []
  const sequences = new Map<string, number>()
  return events
    .toSorted((a, b) => a.firstUs - b.firstUs)
    .flatMap((event) => {
      const key = `${event.controller}/${event.object}/${event.firstUs}`
      const sequence = sequences.get(key) ?? 0
      const view = readControllerEvent(state, event, sequence)
      if (view !== undefined) sequences.set(key, sequence + 1)
      return view ?? []
    })
}

/** @param sequence see `EventView`. */
export function readControllerEvent(
  state: ClusterState,
  event: ControllerEvent,
  sequence: number,
): EventView | undefined {
  const { spec, controllers } = state
  const { controller, isCombined, firstUs, lastUs, count } = event
  const subject = subjectOf(state, event)
  const wordsOf = wordsOfPods[controller] ?? readers[controller]?.wordsOf
  if (subject === undefined || wordsOf === undefined) return undefined
  const { rule } = controllers[controller]
  const { reason, message, type = 'Normal' } = wordsOf(state, event)
  return {
    ...subject,
    container: null,
    isInitContainer: false,
    reason,
    type,
    message: isCombined ? `(combined from similar events): ${message}` : message,
    source: rule.name,
    node: null,
    count,
    firstSeconds: usToSeconds(wholeWallSecondUs(state, firstUs)),
    lastSeconds: usToSeconds(wholeWallSecondUs(state, lastUs)),
    firstWallSeconds: usToSeconds(firstUs + spec.clockOffsetUs),
    lastWallSeconds: usToSeconds(lastUs + spec.clockOffsetUs),
    sequence,
  }
}
