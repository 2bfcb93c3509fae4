/** From an event to the rule that answers it. */
import type { ClusterState } from './cluster-state.ts'
import { ProcessState } from './codes.ts'
import { onEventSent } from './control/api-client.ts'
import { onJobPodCreate, onJobPodDelete } from './control/batch/job.ts'
import { onPodReleased } from './control/batch/job-status.ts'
import { onJobSeen } from './control/batch/job-watch.ts'
import { onControllerStep, onControllerTurn, onControllerWake } from './control/controller.ts'
import { onDeploymentSeen } from './control/deployments/deployment-cache.ts'
import { onBudgetSeen } from './control/eviction/disruption.ts'
import { onDrainNode, onDrainStep } from './control/eviction/drain.ts'
import { onNodeSeen } from './control/nodes/node-lifecycle.ts'
import { onMonitorPass, onMonitorStep } from './control/nodes/node-monitor.ts'
import { onNodeStatusWritten } from './control/nodes/node-return.ts'
import { onPodGcPass, onPodGcStep } from './control/nodes/pod-gc.ts'
import { onEvictionStep } from './control/nodes/taint-eviction.ts'
import { onTaintPass, onTaintStep } from './control/nodes/taint-pass.ts'
import { createWorkload, onPodGone } from './control/pod-set.ts'
import { onPodChanged, onPodSeen, onStatusWritten } from './control/pod-watch.ts'
import { onPodCreate, onPodDelete } from './control/replica-set.ts'
import { onReplicaSetSeen } from './control/replica-set-cache.ts'
import { onVictimDelete } from './control/scheduler/preemption.ts'
import {
  onPodBound,
  onPodToSchedule,
  onSchedulerFlush,
  onSchedulerTurn,
  onSchedulerWake,
} from './control/scheduler/scheduler.ts'
import { onSetSeen } from './control/sets/set-cache.ts'
import { onSetPodCreate, onSetPodDelete } from './control/sets/set-sync.ts'
import { EventKind } from './event-table.ts'
import { onFaultBegin, onFaultEnd } from './faults/faults.ts'
import { onShutdownStep } from './faults/shutdown.ts'
import { onNodeLevels, onStartupsDone } from './node/cpu/node-shares.ts'
import { onRunsOut } from './node/leaks/leaks.ts'
import { onStatusReconcile } from './node/machine.ts'
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
import { onAnswersChanged, onEndpointsKnown, onNeedsCheck } from './world/dependencies/effects.ts'
import { hangBegins } from './world/illness.ts'
import { onServerChanged } from './world/traffic/heard-servers.ts'
import { onRulesChange } from './world/traffic/proxy-rules.ts'
import { onServerAnswers, serverChanged } from './world/traffic/server-watch.ts'
import { onServiceLevels } from './world/traffic/service-levels.ts'

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
      onSync(state, entity)
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
    case EventKind.NeedsCheck:
      onNeedsCheck(state, entity, stamp)
      break
    case EventKind.NodeLevels:
      onNodeLevels(state, entity)
      break
    case EventKind.StartupsDone:
      onStartupsDone(state, entity, stamp)
      break
    case EventKind.RunsOut:
      onRunsOut(state, entity, stamp)
      break
    case EventKind.PodDeadline:
      onDeadline(state, entity)
      break
    case EventKind.WriterTurn:
      onWriterTurn(state)
      break
    case EventKind.StatusReconcile:
      onStatusReconcile(state, entity)
      break
    case EventKind.NodeSeen:
      onNodeSeen(state, entity, stamp)
      break
    case EventKind.NodeStatusWritten:
      onNodeStatusWritten(state, entity, stamp)
      break
    case EventKind.MonitorPass:
      onMonitorPass(state)
      break
    case EventKind.MonitorStep:
      onMonitorStep(state, entity)
      break
    case EventKind.TaintPass:
      onTaintPass(state, stamp)
      break
    case EventKind.TaintStep:
      onTaintStep(state)
      break
    case EventKind.EvictionStep:
      onEvictionStep(state, entity, stamp)
      break
    case EventKind.PodGcPass:
      onPodGcPass(state)
      break
    case EventKind.PodGcStep:
      onPodGcStep(state, entity, stamp)
      break
    case EventKind.BudgetSeen:
      onBudgetSeen(state, entity)
      break
    case EventKind.DrainNode:
      onDrainNode(state, entity)
      break
    case EventKind.DrainStep:
      onDrainStep(state, entity)
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
    case EventKind.JobPodCreate:
      onJobPodCreate(state, entity, stamp)
      break
    case EventKind.JobPodDelete:
      onJobPodDelete(state, entity)
      break
    case EventKind.PodReleased:
      onPodReleased(state, entity)
      break
    case EventKind.JobSeen:
      onJobSeen(state, entity, stamp)
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
    case EventKind.DeploymentSeen:
      onDeploymentSeen(state, entity)
      break
    case EventKind.ReplicaSetSeen:
      onReplicaSetSeen(state, entity)
      break
    case EventKind.SetPodCreate:
      onSetPodCreate(state, entity, stamp)
      break
    case EventKind.SetPodDelete:
      onSetPodDelete(state, entity)
      break
    case EventKind.SetSeen:
      onSetSeen(state, entity)
      break
    case EventKind.PodToSchedule:
      onPodToSchedule(state, entity)
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
    case EventKind.EndpointsKnown:
      onEndpointsKnown(state, entity, stamp)
      break
    case EventKind.AnswersChanged:
      onAnswersChanged(state, entity)
      break
    case EventKind.RulesChange:
      onRulesChange(state, entity)
      break
    case EventKind.ServerAnswers:
      onServerAnswers(state, entity, stamp)
      break
    case EventKind.ServerChanged:
      onServerChanged(state, entity, stamp)
      break
    case EventKind.ServiceLevels:
      onServiceLevels(state, entity, stamp)
      break
    case EventKind.WorkloadCreate:
      createWorkload(state, entity)
      break
    case EventKind.ShutdownStep:
      onShutdownStep(state, entity)
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
  serverChanged(state, container)
}
