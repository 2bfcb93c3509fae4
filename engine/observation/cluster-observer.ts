/**
 * One replication, looked at while it runs: what the API would show at a moment, and each change of what it shows. It
 * costs the run nothing that is not looked at: the observer compares tables after an event, rules know nothing of it. Events
 * come in their total order, whatever pods could be walked apart.
 */

import type { ClusterSpec } from '../contract/cluster-spec.ts'
import type {
  AutoscalerView,
  BudgetView,
  CronJobView,
  DaemonSetView,
  DeploymentView,
  EndpointSliceView,
  EndpointsView,
  EventView,
  JobView,
  NodeView,
  PodView,
  ReplicaSetView,
  StatefulSetView,
} from '../contract/cluster-view.ts'
import type { PodStory } from '../contract/pod-story.ts'
import type { Dispatch } from '../kernel/event-loop.ts'
import { EventTrace } from '../kernel/event-trace.ts'
import { Standstill, StandstillError } from '../kernel/standstill.ts'
import { usToSeconds } from '../kernel/time.ts'
import { buildState } from '../model/build-state.ts'
import type { ClusterState, PodId } from '../model/cluster-state.ts'
import { PodStage } from '../model/codes.ts'
import { dispatch } from '../model/dispatch.ts'
import { anyPod, podTouched } from '../model/event-table.ts'
import type { ProbeRowSink } from '../model/metrics/probe-row-sink.ts'
import { settleAtEnd } from '../model/node/prober/quiet-probes.ts'
import { displayPod } from '../model/node/status/pod-display.ts'
import { podNameOf } from '../model/pod-rows.ts'
import { readDeployments, readReplicaSets } from './deployment-reader.ts'
import { readEvents } from './event-reader.ts'
import { EventWatch } from './event-watch.ts'
import { InstanceLog } from './instance-log.ts'
import { isJobInApi, readCronJob, readJob } from './job-reader.ts'
import { isSameObject, readNodes } from './node-reader.ts'
import { isInApi, readPod } from './pod-reader.ts'
import { PodStories } from './pod-stories.ts'
import { readEndpoints, readSlices } from './service-reader.ts'
import { readDaemonSet, readStatefulSet, setsInApi } from './set-reader.ts'

/** Replication that is looked at. */
const replication = 1
/** Events between two looks at whether time goes on. */
const eventsPerCall = 100_000

export class ClusterObserver {
  private readonly state: ClusterState
  private readonly instances: InstanceLog

  constructor(spec: ClusterSpec, sink?: ProbeRowSink) {
    this.state = buildState(spec, {
      replication,
      trace: new EventTrace(),
      sink,
      keepsStarts: true,
      keepsEvents: true,
      isQuiet: true,
    })
    this.instances = new InstanceLog(this.state)
  }

  /** Handles the events before this time; `afterEvent` sees each, with what it may have changed. */
  runBefore(timeUs: number, afterEvent?: (touched: PodId, timeUs: number) => void): void {
    const { state } = this
    const { events } = state
    const endUs = Math.min(timeUs, state.spec.durationUs)
    const handle: Dispatch = (kind, entity, stamp, timeUs, eventClass) => {
      dispatch(state, kind, entity, stamp, timeUs, eventClass)
      afterEvent?.(podTouched(state, kind, entity), timeUs)
    }
    const standstill = new Standstill(() => state.pod.count)
    while (events.runUntil(endUs, handle, eventsPerCall) === eventsPerCall) {
      if (standstill.isReached(-1, events.timeUs, eventsPerCall))
        throw new StandstillError(events.timeUs, undefined)
    }
  }

  /** Pods that are in the API, by namespace and name. */
  pods(): PodView[] {
    const { state } = this
    const views: PodView[] = []
    for (let pod = 0; pod < state.pod.count; pod++)
      if (isInApi(state, pod)) views.push(readPod(state, pod, this.instances))
    return views.sort((a, b) => compareText(a.namespace, b.namespace) || compareText(a.name, b.name))
  }

  /** Kubernetes events of all pods, or of one, as the API holds them (A8), in order of when they first happened. */
  events(of?: PodView): EventView[] {
    const all = Array.from(readEvents(this.state))
    return of === undefined
      ? all
      : all.filter(
          ({ namespace, pod, about }) => about === undefined && namespace === of.namespace && pod === of.name,
        )
  }

  /** Those of another object. */
  eventsAbout(kind: string, namespace: string, name: string): EventView[] {
    return this.events().filter(
      (event) => event.about?.kind === kind && event.namespace === namespace && event.pod === name,
    )
  }

  /** Jobs that are in the API, by namespace and name. */
  jobs(): JobView[] {
    const rows = Array.from({ length: this.state.job.count }, (_, job) => job)
    return rows
      .filter((job) => isJobInApi(this.state, job))
      .map((job) => readJob(this.state, job))
      .sort((a, b) => compareText(a.namespace, b.namespace) || compareText(a.name, b.name))
  }

  /** CronJobs that are in the API, by namespace and name. */
  cronJobs(): CronJobView[] {
    return this.state.spec.workloads.flatMap(({ cronJob }, workload) =>
      cronJob === undefined || Number.isNaN(this.state.cronJob.createdAtUs[workload])
        ? []
        : readCronJob(this.state, workload),
    )
  }

  /** StatefulSets that are in the API, by namespace and name. */
  statefulSets(): StatefulSetView[] {
    return setsInApi(this.state, 'StatefulSet').map((workload) => readStatefulSet(this.state, workload))
  }

  /** DaemonSets that are in the API, by namespace and name. */
  daemonSets(): DaemonSetView[] {
    return setsInApi(this.state, 'DaemonSet').map((workload) => readDaemonSet(this.state, workload))
  }

  /** Runs until this time and reports each moment at which objects that controllers keep may have changed. */
  watchObjects(endUs: number, onChange: (seconds: number) => void): void {
    this.runBefore(endUs, (touched, timeUs) => {
      if (touched === anyPod) onChange(usToSeconds(timeUs))
    })
  }

  /** Runs until this time and reports each Kubernetes event that the API gets, and each that it is told of again. */
  watchEvents(endUs: number, onChange: (event: EventView) => void): void {
    const watch = new EventWatch(this.state)
    this.runBefore(endUs, (touched) => {
      for (const pod of touched === anyPod ? watch.pods() : [touched]) watch.newsOf(pod).forEach(onChange)
      if (touched === anyPod) watch.newsOfOthers().forEach(onChange)
    })
  }

  /** EndpointSlices of all Services, by namespace, Service and number. */
  slices(): EndpointSliceView[] {
    return this.state.services.flatMap((_, service) => readSlices(this.state, service))
  }

  /** Endpoints objects of all Services, by namespace and name. */
  endpoints(): EndpointsView[] {
    return this.state.services.flatMap((_, service) => readEndpoints(this.state, service) ?? [])
  }

  /** HorizontalPodAutoscalers, in the order of the spec. */
  autoscalers(): AutoscalerView[] {
    return this.state.autoscalers.map(({ spec, current, currentReplicas, desiredReplicas }) => ({
      spec,
      current,
      currentReplicas,
      desiredReplicas,
    }))
  }

  /** PodDisruptionBudgets, by namespace and name. */
  budgets(): BudgetView[] {
    return this.state.budgets.map(({ spec, api: { healthy, desired, expected, allowed } }) => ({
      spec,
      healthy,
      desired,
      expected,
      allowed,
    }))
  }

  /** Runs until this time and reports each budget that is written. */
  watchBudgets(endUs: number, onChange: (view: BudgetView, seconds: number) => void): void {
    const { budgets } = this.state
    const written = budgets.map(({ api }) => api)
    this.runBefore(endUs, (touched, timeUs) => {
      if (touched !== anyPod) return
      for (const [row, { api }] of budgets.entries()) {
        if (written[row] === api) continue
        written[row] = api
        onChange(this.budgets()[row], usToSeconds(timeUs))
      }
    })
  }

  /** Runs until this time and reports each autoscaler whose status is another one. */
  watchAutoscalers(endUs: number, onChange: (view: AutoscalerView, seconds: number) => void): void {
    const textOf = ({ current, currentReplicas, desiredReplicas }: AutoscalerView): string =>
      `${current} ${currentReplicas} ${desiredReplicas}`
    const shown = this.autoscalers().map(textOf)
    this.runBefore(endUs, (touched, timeUs) => {
      if (touched !== anyPod) return
      for (const [row, view] of this.autoscalers().entries()) {
        if (shown[row] === textOf(view)) continue
        shown[row] = textOf(view)
        onChange(view, usToSeconds(timeUs))
      }
    })
  }

  /** Runs until this time and reports each Service of which the API gets slices or an Endpoints object anew. */
  watchServices(endUs: number, onChange: (service: number, seconds: number) => void): void {
    const { services } = this.state
    const written = services.map(({ writeCount }) => writeCount)
    this.runBefore(endUs, (touched, timeUs) => {
      if (touched !== anyPod) return
      services.forEach(({ writeCount }, service) => {
        if (written[service] === writeCount) return
        written[service] = writeCount
        onChange(service, usToSeconds(timeUs))
      })
    })
  }

  /** Deployments, by namespace and name. */
  deployments(): DeploymentView[] {
    return readDeployments(this.state)
  }

  /** ReplicaSets, by namespace and workload, those of a Deployment in the order of its versions. */
  replicaSets(): ReplicaSetView[] {
    return readReplicaSets(this.state)
  }

  /** Nodes by name. */
  nodes(): NodeView[] {
    return readNodes(this.state)
  }

  /** Runs until this time and reports each change of the object of a node; one that is deleted is as it was. */
  watchNodes(endUs: number, onChange: (view: NodeView, seconds: number) => void): void {
    const { state } = this
    let known = new Map(readNodes(state).map((view) => [view.name, view]))
    this.runBefore(endUs, (touched, timeUs) => {
      if (touched !== anyPod) return
      const views = readNodes(state)
      const now = new Map(views.map((view) => [view.name, view]))
      for (const view of known.values()) if (!now.has(view.name)) onChange(view, usToSeconds(timeUs))
      for (const view of views) {
        const before = known.get(view.name)
        if (before === undefined || !isSameObject(before, view)) onChange(view, usToSeconds(timeUs))
      }
      known = now
    })
  }

  /** Runs to the end and tells everything of the pods that have one name, one after the other. */
  tell(namespace: string, name: string, story: PodStories): void {
    const { state } = this
    let looked = 0
    const meet = (isFromBefore: boolean): void => {
      for (; looked < state.pod.count; looked++)
        if (isCalled(state, looked, namespace, name)) story.meet(state, looked, isFromBefore)
    }
    meet(true)
    this.runBefore(Infinity, (touched) => {
      meet(false)
      story.look(touched === anyPod ? undefined : touched)
    })
    state.nowUs = state.spec.durationUs
    for (let probe = 0; probe < state.probe.count; probe++) settleAtEnd(state, probe)
  }

  /**
   * Runs until this time and reports each change of the line that kubectl shows of a pod, the coming and the going
   * included, in order of time.
   */
  watchPods(endUs: number, onChange: (view: PodView, seconds: number) => void): void {
    const { state } = this
    const shown = Array.from({ length: state.pod.count }, (_, pod) => lineOf(state, pod))
    const look = (pod: PodId, timeUs: number): void => {
      const line = lineOf(state, pod)
      if (line === (shown[pod] ?? '')) return
      shown[pod] = line
      onChange(readPod(state, pod, this.instances), usToSeconds(timeUs))
    }
    this.runBefore(endUs, (touched, timeUs) => {
      if (touched !== anyPod) look(touched, timeUs)
      else for (let pod = 0; pod < state.pod.count; pod++) look(pod, timeUs)
    })
  }
}

/**
 * The story of one pod up to a time; undefined if the run never has a pod of this name. The run ends there: that settles
 * what quiet workers have not told yet.
 */
export function tellStory(
  spec: ClusterSpec,
  namespace: string,
  name: string,
  endUs: number,
): PodStory | undefined {
  const story = new PodStories()
  const observer = new ClusterObserver({ ...spec, durationUs: endUs }, story)
  observer.tell(namespace, name, story)
  const facts = story.facts()
  return facts.length === 0 ? undefined : { namespace, pod: name, facts }
}

function isCalled(state: ClusterState, pod: PodId, namespace: string, name: string): boolean {
  return (
    state.spec.workloads[state.pod.workload[pod]].namespace === namespace && podNameOf(state, pod) === name
  )
}

/** What `kubectl get pods -o wide` shows, without times; nothing more changes once the pod has gone. */
function lineOf(state: ClusterState, pod: PodId): string {
  const stage = state.pod.stage[pod]
  if (stage === PodStage.Absent) return ''
  if (stage === PodStage.Gone) return 'gone'
  const { readyCount, status, restarts } = displayPod(state, pod)
  return `${readyCount} ${status} ${restarts} ${state.pod.node[pod]}`
}

function compareText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
