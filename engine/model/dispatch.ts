/** From an event to the rule that answers it. */
import type { ClusterState } from './cluster-state.ts'
import { ProcessState } from './codes.ts'
import { onEventSent } from './control/api-client.ts'
import { onControllerStep, onControllerTurn, onControllerWake } from './control/controller.ts'
import { createWorkload, onPodGone } from './control/pod-set.ts'
import { onPodChanged, onPodSeen, onStatusWritten } from './control/pod-watch.ts'
import { onPodCreate, onPodDelete } from './control/replica-set.ts'
import { onReplicaSetSeen } from './control/replica-set-cache.ts'
import { onNodeSeen } from './control/scheduler/node-changes.ts'
import { onVictimDelete } from './control/scheduler/preemption.ts'
import {
  onPodBound,
  onPodToSchedule,
  onSchedulerFlush,
  onSchedulerTurn,
  onSchedulerWake,
} from './control/scheduler/scheduler.ts'
import { EventKind } from './event-table.ts'
import { onFaultBegin, onFaultEnd } from './faults/faults.ts'
import { onDeadline } from './node/pod-workers/active-deadline.ts'
import {
  onContainerStart,
  onImagePullEnd,
  onProbeResult,
  onStep,
  onSync,
  resumeAfterExit,
} from './node/pod-workers/pod-worker.ts'
import { onCalmTick } from './node/prober/calm-tick.ts'
import { loseAnswers } from './node/prober/probe-run.ts'
import { onAnswer, onTick, onTrigger } from './node/prober/probe-worker.ts'
import { disturb } from './node/prober/quiet-probes.ts'
import { onStopStageEnd } from './node/runtime/container-kill.ts'
import { onExit, onPauseTurn, onSlowToggle } from './node/runtime/container-lifecycle.ts'
import { onRelist } from './node/runtime/pleg.ts'
import { onWriterTurn } from './node/status/status-writer.ts'
import { hangBegins } from './world/illness.ts'

/** Sets the clock and runs the rule. */
export function dispatch(
  state: ClusterState,
  kind: number,
  entity: number,
  stamp: number,
  timeUs: number,
  eventClass: number,
): void {
  state.nowUs = timeUs
  state.eventClass = eventClass
  switch (kind) {
    case EventKind.CalmTick:
      onCalmTick(state, state.probe.rowAt[entity], stamp)
      break
    case EventKind.ExactTick:
      onCalmTick(state, state.events.payload, stamp)
      break
    case EventKind.ProbeTick:
      onTick(state, state.probe.rowAt[entity], stamp)
      break
    case EventKind.ProbeAnswer:
      onAnswer(state, state.probe.rowAt[entity], stamp)
      break
    case EventKind.ProbeTrigger:
      onTrigger(state, state.probe.rowAt[entity], stamp)
      break
    case EventKind.ProbeResult:
      onProbeResult(state, state.probe.rowAt[entity])
      break
    case EventKind.PodRelist:
      onRelist(state, entity, stamp)
      break
    case EventKind.PodSync:
      onSync(state, entity, stamp)
      break
    case EventKind.PodStep:
      onStep(state, entity, stamp)
      break
    case EventKind.ContainerStart:
      onContainerStart(state, entity, stamp)
      break
    case EventKind.ImagePullEnd:
      onImagePullEnd(state, entity, stamp)
      break
    case EventKind.ContainerExit:
      if (onExit(state, entity, stamp)) resumeAfterExit(state, entity)
      break
    case EventKind.StopStageEnd:
      if (onStopStageEnd(state, entity, stamp)) resumeAfterExit(state, entity)
      break
    case EventKind.HangOnset:
      onHangOnset(state, entity, stamp)
      break
    case EventKind.SlowToggle:
      onSlowToggle(state, entity, stamp)
      break
    case EventKind.PauseTurn:
      onPauseTurn(state, entity, stamp)
      break
    case EventKind.PodDeadline:
      onDeadline(state, entity)
      break
    case EventKind.WriterTurn:
      onWriterTurn(state)
      break
    case EventKind.StatusWritten:
      onStatusWritten(state, entity, stamp)
      break
    case EventKind.PodGone:
      onPodGone(state, entity)
      break
    case EventKind.ControllerTurn:
      onControllerTurn(state, entity)
      break
    case EventKind.ControllerStep:
      onControllerStep(state, entity)
      break
    case EventKind.ControllerWake:
      onControllerWake(state, entity)
      break
    case EventKind.PodCreate:
      onPodCreate(state, entity, stamp)
      break
    case EventKind.PodDelete:
      onPodDelete(state, entity, stamp)
      break
    case EventKind.EventSent:
      onEventSent(state, entity)
      break
    case EventKind.PodChanged:
      onPodChanged(state, entity, stamp)
      break
    case EventKind.PodSeen:
      onPodSeen(state, entity, stamp)
      break
    case EventKind.ReplicaSetSeen:
      onReplicaSetSeen(state, entity, stamp)
      break
    case EventKind.PodToSchedule:
      onPodToSchedule(state, entity)
      break
    case EventKind.NodeSeen:
      onNodeSeen(state, entity)
      break
    case EventKind.SchedulerTurn:
      onSchedulerTurn(state)
      break
    case EventKind.SchedulerWake:
      onSchedulerWake(state)
      break
    case EventKind.SchedulerFlush:
      onSchedulerFlush(state)
      break
    case EventKind.PodBound:
      onPodBound(state, entity)
      break
    case EventKind.VictimDelete:
      onVictimDelete(state, entity)
      break
    case EventKind.WorkloadCreate:
      createWorkload(state, entity)
      break
    case EventKind.FaultBegin:
      onFaultBegin(state, entity)
      break
    case EventKind.FaultEnd:
      onFaultEnd(state, entity)
      break
    default:
      throw new Error(`broken invariant: no rule for event kind ${kind} of entity ${entity} at ${timeUs} us`)
  }
}

function onHangOnset(state: ClusterState, container: number, incarnation: number): void {
  const { container: containers } = state
  const isLive =
    containers.state[container] === ProcessState.Running && containers.incarnation[container] === incarnation
  if (!isLive) return
  disturb(state, container)
  containers.hangsAtUs[container] = Infinity
  if (hangBegins(state, container)) loseAnswers(state, container)
}
