/**
 * The story of one pod, told from its tables: after each event that may have touched the pod, what has changed in its
 * rows is a fact. Rules know nothing of it. Probe runs come through the sink of the trace, quiet ones when they are settled.
 */

import type { Fact, StoryFact } from '../contract/pod-story.ts'
import { probeResultNames, probeTypeNames } from '../contract/run-result.ts'
import { usToSeconds } from '../kernel/time.ts'
import type { ClusterState, ContainerId, PodId, ProbeId } from '../model/cluster-state.ts'
import {
  Cause,
  ContainerKind,
  Outcome,
  PodStage,
  ProbeType,
  ProcessState,
  StopStage,
  WaitReason,
  WorkerStage,
  waitReasonNames,
} from '../model/codes.ts'
import type { ProbeRowSink } from '../model/metrics/probe-row-sink.ts'
import { causeNames } from '../model/metrics.ts'
import { rejectionText } from '../model/node/admission.ts'
import { lacksFor } from '../model/node/leaks/lacks.ts'
import { graceUsMin } from '../model/node/runtime/container-lifecycle.ts'
import { displayPod } from '../model/node/status/pod-display.ts'
import { isHanging } from '../model/world/illness.ts'
import { type ContainerLook, lookAt } from './container-look.ts'
import { containerName, imageName } from './entity-names.ts'
import { creationOf, FateReader } from './pod-fate.ts'
import { ProviderReader } from './provider-reader.ts'
import { failureOf, unschedulableText } from './unschedulable-text.ts'

/** A fact, and whether it was told only after time had moved on. */
type Told = { readonly fact: StoryFact; readonly isLate: boolean }

export class StoryTeller implements ProbeRowSink {
  readonly pod: PodId
  private readonly told: Told[] = []
  private readonly state: ClusterState
  private stage: number = PodStage.Absent
  private workerStage: number = WorkerStage.New
  private isPastDeadline = 0
  private isRejected = false
  /** What the scheduler said of it last; -1 = nothing. */
  private failure = -1
  private isVictim = 0
  private line = ''
  private readonly fate: FateReader
  private readonly providers: ProviderReader
  private readonly looks: ContainerLook[]
  private startRowsRead = 0
  /** By container: the newest instance whose kill, and whose exit, has been told; by probe: the newest that was probed. */
  private readonly killTold = new Map<ContainerId, number>()
  private readonly exitTold = new Map<ContainerId, number>()
  private readonly probed = new Map<ProbeId, number>()
  private readonly anchors: number[]

  constructor(state: ClusterState, pod: PodId) {
    this.state = state
    this.pod = pod
    this.fate = new FateReader(pod)
    this.providers = new ProviderReader(pod)
    this.looks = this.containers().map((container) => lookAt(state, container))
    this.anchors = this.probes().map((probe) => anchorOf(state, probe))
  }

  /** Of a pod that was there before: what it was like is where the story begins. */
  begin(): void {
    const { state } = this
    for (const container of this.containers()) {
      if (state.container.state[container] === ProcessState.Exited) this.exitTold.set(container, 0)
    }
    this.stage = state.pod.stage[this.pod]
    this.workerStage = state.pod.workerStage[this.pod]
    this.tellLine(state)
  }

  row(
    timeUs: number,
    durationUs: number,
    place: number,
    incarnation: number,
    result: number,
    resultRun: number,
    published: number,
  ): void {
    const { state } = this
    const { probe: probes, probeTemplate } = state
    const probe = probes.rowAt[place]
    const container = probes.container[probe]
    if (state.container.pod[container] !== this.pod) return
    const template = probes.template[probe]
    const isFirst = this.probed.get(probe) !== incarnation
    this.probed.set(probe, incarnation)
    const startedUs = state.container.statusStartedAtUs[container]
    const hasFailed = result === Outcome.Failure || result === Outcome.Timeout
    const because = hasFailed ? this.becauseOfProbe(state, probe, durationUs) : undefined
    this.add(timeUs + durationUs, container, {
      kind: 'probe',
      type: probeTypeNames[probeTemplate.type[template]],
      beganSeconds: usToSeconds(timeUs),
      durationSeconds: usToSeconds(durationUs),
      result: probeResultNames[result],
      ...(because === undefined ? {} : { because }),
      resultRun,
      successThreshold: probeTemplate.successThreshold[template],
      failureThreshold: probeTemplate.failureThreshold[template],
      published: ([null, 'success', 'failure'] as const)[published],
      firstRun:
        isFirst && startedUs >= 0
          ? {
              ageSeconds: usToSeconds(timeUs - startedUs),
              initialDelaySeconds: probeTemplate.initialDelaySeconds[template],
            }
          : null,
    })
  }

  /** Who but the container is to blame for a run that has failed after so long. */
  private becauseOfProbe(state: ClusterState, probe: ProbeId, durationUs: number): string | undefined {
    const { node, container, template, runAsks } = state.probe
    const handler = state.probeTemplate.handler[template[probe]]
    if (durationUs === 0 && lacksFor(state, node[probe], handler)) return 'its node, which has no port left'
    const asks = runAsks[probe] === 1 && !isHanging(state, container[probe])
    return asks ? this.providers.becauseOfProbe(state, probe) : undefined
  }

  /** Looks for what the event at this time has changed. */
  look(): void {
    const { state } = this
    for (const fact of this.fate.look(state)) this.addNow(state, fact)
    for (const fact of this.providers.look(state)) this.told.push({ fact, isLate: false })
    this.tellStage(state)
    for (const [index, probe] of this.probes().entries()) this.tellWorker(state, index, probe)
    this.tellStarts(state)
    for (const [index, container] of this.containers().entries()) this.tellContainer(state, index, container)
    this.tellLine(state)
  }

  /** In order of time, then as they came; what was told late came first. */
  story(): StoryFact[] {
    const rank = ({ isLate }: Told): number => (isLate ? 0 : 1)
    return this.told
      .toSorted((a, b) => a.fact.seconds - b.fact.seconds || rank(a) - rank(b))
      .map(({ fact }) => fact)
  }

  private tellStage(state: ClusterState): void {
    const { pod: pods } = state
    const stage = pods.stage[this.pod]
    const node = pods.node[this.pod]
    if (stage !== this.stage) {
      if (this.stage === PodStage.Absent) this.addNow(state, creationOf(state, this.pod))
      if (stage === PodStage.Bound && node >= 0)
        this.addNow(state, { kind: 'bound', node: state.spec.nodes[node].name })
      if (stage >= PodStage.Deleting && this.stage < PodStage.Deleting)
        this.addNow(state, { kind: 'deleted', graceSeconds: usToSeconds(pods.deletionGraceUs[this.pod]) })
      if (stage === PodStage.Gone) this.addNow(state, { kind: 'gone' })
      this.stage = stage
    }
    this.tellScheduling(state)
    const isPastDeadline = pods.isPastDeadline[this.pod]
    if (isPastDeadline !== this.isPastDeadline) this.addNow(state, { kind: 'deadline' })
    this.isPastDeadline = isPastDeadline
    const isRejected = pods.rejection[this.pod] > 0 && isEnding(pods.workerStage[this.pod])
    if (isRejected && !this.isRejected)
      this.addNow(state, { kind: 'rejected', ...rejectionText(state, this.pod) })
    this.isRejected = isRejected
    const workerStage = pods.workerStage[this.pod]
    const isOff = workerStage === WorkerStage.Off
    if (isOff !== (this.workerStage === WorkerStage.Off)) this.addNow(state, { kind: 'power', isOn: !isOff })
    if (isEnding(workerStage) && !isEnding(this.workerStage)) this.addNow(state, { kind: 'terminating' })
    this.workerStage = workerStage
  }

  private tellScheduling(state: ClusterState): void {
    const failure = failureOf(state, this.pod)
    if (failure !== this.failure && failure >= 0)
      this.addNow(state, { kind: 'unschedulable', message: unschedulableText(state, this.pod, failure) })
    this.failure = failure
    const isVictim = state.pod.isVictim[this.pod]
    if (isVictim !== this.isVictim) this.addNow(state, { kind: 'preempted' })
    this.isVictim = isVictim
  }

  /** A worker begins, or a trigger has moved its grid (P6). */
  private tellWorker(state: ClusterState, index: number, probe: ProbeId): void {
    const { probe: probes, probeTemplate } = state
    const anchorUs = anchorOf(state, probe)
    const before = this.anchors[index]
    this.anchors[index] = anchorUs
    if (Number.isNaN(anchorUs) || anchorUs === before) return
    const type = probeTypeNames[probeTemplate.type[probes.template[probe]]]
    const container = probes.container[probe]
    if (!Number.isNaN(before)) {
      this.add(state.nowUs, container, { kind: 'regridded', type })
      return
    }
    this.add(state.nowUs, container, {
      kind: 'workers',
      type,
      firstTickSeconds: usToSeconds(anchorUs),
      periodSeconds: usToSeconds(probeTemplate.periodUs[probes.template[probe]]),
    })
  }

  /** New rows of the log of starts; each tells of the exit before it too. */
  private tellStarts(state: ClusterState): void {
    const log = state.metrics.starts
    if (log === undefined) return
    for (; this.startRowsRead < log.length; this.startRowsRead++) {
      const row = this.startRowsRead
      const container = log.container.at(row)
      if (state.container.pod[container] !== this.pod) continue
      const exitedAtUs = log.exitedAtUs.at(row)
      const incarnation = log.restartCount.at(row)
      const cause = log.cause.at(row)
      if (incarnation > 0)
        this.tellExit(state, container, incarnation - 1, exitedAtUs, log.exitCode.at(row), cause)
      const backoffUs = log.backoffUs.at(row)
      this.add(log.timeUs.at(row), container, {
        kind: 'started',
        restartCount: incarnation,
        cause: causeNames[cause],
        waitedSeconds: Number.isNaN(exitedAtUs) ? null : usToSeconds(log.decidedUs.at(row) - exitedAtUs),
        backoffSeconds: backoffUs > 0 ? usToSeconds(backoffUs) : null,
      })
    }
  }

  private tellContainer(state: ClusterState, index: number, container: ContainerId): void {
    const { container: containers, nowUs } = state
    const isProbed = state.containerTemplate.kind[containers.template[container]] !== ContainerKind.Init
    const before = this.looks[index]
    const now = lookAt(state, container)
    this.looks[index] = now
    const incarnation = containers.incarnation[container]
    if (now.isHooked !== before.isHooked)
      this.add(nowUs, container, { kind: 'hook', step: hookStep(state, container, now) })
    if (containers.state[container] === ProcessState.Exited)
      this.tellExit(
        state,
        container,
        incarnation,
        containers.exitedAtUs[container],
        containers.exitCode[container],
        containers.exitCause[container],
      )
    else {
      const isStopping = containers.stopStage[container] !== StopStage.None
      const cause = isStopping ? containers.stopCause[container] : containers.exitNextCause[container]
      this.tellKill(state, container, incarnation, cause, nowUs)
    }
    this.tellSeen(state, container, before, now)
    if (now.image !== before.image)
      this.add(nowUs, container, { kind: 'edited', image: imageName(state, container, now.image) })
    const isBlocked = now.waitReason !== WaitReason.None && now.waitReason !== WaitReason.CrashLoopBackOff
    if (isBlocked && now.waitReason !== before.waitReason)
      this.add(nowUs, container, { kind: 'blocked', reason: waitReasonNames[now.waitReason] })
    if (now.waitsUntilUs > nowUs && now.waitsUntilUs !== before.waitsUntilUs)
      this.tellRefusal(state, container, now.waitsUntilUs)
    // P16: a plain init container is ready by its exit code, which is told.
    if (isProbed && now.isReady !== before.isReady)
      this.add(nowUs, container, { kind: 'ready', isReady: now.isReady === 1 })
    const hasStartup =
      state.containerTemplate.probeOffset[containers.template[container] * 3 + ProbeType.Startup] >= 0
    if (hasStartup && now.isStarted !== before.isStarted)
      this.add(nowUs, container, { kind: 'startup', isStarted: now.isStarted === 1 })
  }

  private tellExit(
    state: ClusterState,
    container: ContainerId,
    incarnation: number,
    exitedAtUs: number,
    exitCode: number,
    cause: number,
  ): void {
    if ((this.exitTold.get(container) ?? -1) >= incarnation) return
    this.tellKill(state, container, incarnation, cause, exitedAtUs)
    this.exitTold.set(container, incarnation)
    const because = this.providers.becauseOfExit(state, container, incarnation)
    this.add(exitedAtUs, container, {
      kind: 'exited',
      exitCode,
      cause: causeNames[cause],
      ...(because === undefined ? {} : { because }),
    })
  }

  /** The signal of an instance that is to end by a probe's verdict, or with its pod. */
  private tellKill(
    state: ClusterState,
    container: ContainerId,
    incarnation: number,
    cause: number,
    timeUs: number,
  ): void {
    const { container: containers, pod: pods, podTemplate } = state
    const isTerminating = isEnding(pods.workerStage[this.pod])
    const byProbe = cause === Cause.Liveness || cause === Cause.Startup
    const byHook = pods.hookHasFailed[this.pod] === 1 && pods.hookedContainer[this.pod] === container
    const stage = containers.stopStage[container]
    const hasHook = stage === StopStage.Hook || stage === StopStage.HookThenTurn
    const isSignalled =
      containers.state[container] === ProcessState.Exited ||
      hasHook ||
      containers.exitAtUs[container] < Infinity
    // K5: a sidecar that waits for its turn has not been told yet.
    if (stage === StopStage.Turn) return
    if ((!byProbe && !byHook && !isTerminating) || !isSignalled || incarnation < 0) return
    if ((this.killTold.get(container) ?? -1) >= incarnation) return
    if ((this.exitTold.get(container) ?? -1) >= incarnation) return
    this.killTold.set(container, incarnation)
    const podGraceUs =
      this.stage >= PodStage.Deleting
        ? pods.deletionGraceUs[this.pod]
        : podTemplate.graceUs[pods.template[this.pod]]
    const graceUs = byProbe && !isTerminating ? probeGraceUs(state, container, cause, podGraceUs) : podGraceUs
    this.add(timeUs, container, {
      kind: 'killed',
      by: isTerminating
        ? 'termination'
        : byHook
          ? 'postStart hook'
          : cause === Cause.Liveness
            ? 'liveness'
            : 'startup',
      graceSeconds: usToSeconds(Math.max(graceUs, graceUsMin)),
      hasHook,
    })
  }

  /** A relist has seen a change of the process, later than it was. */
  private tellSeen(
    state: ClusterState,
    container: ContainerId,
    before: ContainerLook,
    now: ContainerLook,
  ): void {
    const { container: containers, nowUs } = state
    if (now.seenState === before.seenState && now.seenIncarnation === before.seenIncarnation) return
    const isRunning = now.seenState === ProcessState.Running
    const changedUs = isRunning ? containers.seenStartedAtUs[container] : containers.seenExitedAtUs[container]
    if (nowUs > changedUs) this.add(nowUs, container, { kind: 'seen', isRunning })
  }

  private tellRefusal(state: ClusterState, container: ContainerId, untilUs: number): void {
    const { container: containers, pod: pods, nowUs } = state
    const syncAtUs = pods.syncAtUs[this.pod]
    this.add(nowUs, container, {
      kind: 'refused',
      backoffSeconds: usToSeconds(containers.backoffUs[container]),
      untilSeconds: usToSeconds(untilUs),
      nextSyncSeconds: syncAtUs === Infinity ? null : usToSeconds(syncAtUs),
    })
  }

  private tellLine(state: ClusterState): void {
    const stage = state.pod.stage[this.pod]
    if (stage === PodStage.Absent || stage === PodStage.Gone) return
    const { readyCount, containerCount, status, restarts } = displayPod(state, this.pod)
    const line = `${readyCount}/${containerCount} ${status} ${restarts}`
    if (line === this.line) return
    this.line = line
    this.addNow(state, { kind: 'shows', line })
  }

  private containers(): ContainerId[] {
    const { pod: pods, podTemplate } = this.state
    const first = pods.firstContainer[this.pod]
    return Array.from(
      { length: podTemplate.containerCount[pods.template[this.pod]] },
      (_, index) => first + index,
    )
  }

  private probes(): ProbeId[] {
    const { pod: pods, podTemplate, probe } = this.state
    const first = pods.firstProbe[this.pod]
    return Array.from(
      { length: podTemplate.probeCount[pods.template[this.pod]] },
      (_, index) => probe.rowAt[first + index],
    )
  }

  private addNow(state: ClusterState, fact: Fact): void {
    this.told.push({ fact: { seconds: usToSeconds(state.nowUs), container: null, fact }, isLate: false })
  }

  private add(timeUs: number, container: ContainerId, fact: Fact): void {
    const { state } = this
    this.told.push({
      fact: { seconds: usToSeconds(timeUs), container: containerName(state, container), fact },
      isLate: timeUs < state.nowUs,
    })
  }
}

/** K8: what a change of `isHooked` means. */
function hookStep(
  state: ClusterState,
  container: ContainerId,
  now: ContainerLook,
): 'begins' | 'succeeds' | 'fails' {
  if (now.isHooked) return 'begins'
  const isKilledForIt = state.pod.hookHasFailed[state.container.pod[container]] === 1
  return isKilledForIt || now.waitReason === WaitReason.PostStartHookError ? 'fails' : 'succeeds'
}

/** NaN = there is no worker. */
function anchorOf({ probe: probes }: ClusterState, probe: ProbeId): number {
  return probes.exists[probe] === 1 ? probes.anchorUs[probe] : Number.NaN
}

/** K1: the probe's own grace period wins. */
function probeGraceUs(
  state: ClusterState,
  container: ContainerId,
  cause: number,
  podGraceUs: number,
): number {
  const { container: containers, containerTemplate, probe: probes, probeTemplate } = state
  const type = cause === Cause.Liveness ? ProbeType.Liveness : ProbeType.Startup
  const offset = containerTemplate.probeOffset[containers.template[container] * 3 + type]
  if (offset < 0) return podGraceUs
  const ownUs =
    probeTemplate.graceUs[probes.template[probes.rowAt[containers.firstProbe[container] + offset]]]
  return ownUs >= 0 ? ownUs : podGraceUs
}

function isEnding(workerStage: number): boolean {
  return workerStage === WorkerStage.Terminating || workerStage === WorkerStage.Terminated
}
