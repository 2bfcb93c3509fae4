/** `--pods`: what `kubectl get pods -o json` shows, container by container. */
import { openLists, type TypedObject } from '../manifests/objects.ts'
import { documentsOf } from '../text/documents.ts'
import type { InputFiles } from '../text/input-files.ts'
import type { Located } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import type { ProbeTiming, Subject } from './observations.ts'
import { nameAt, named, podOwner, textAt } from './pod-owner.ts'
import { timeAt } from './pod-times.ts'

/** A run that is over. */
export type Termination = {
  readonly exitCode: number
  readonly reason: string
  /** Null if the times are not there. */
  readonly seconds: number | null
}

/** A container of a pod in its cluster. Times are seconds since 1970. */
export type ObservedContainer = {
  readonly subject: Subject
  readonly startup: ProbeTiming | null
  readonly readiness: ProbeTiming | null
  readonly liveness: ProbeTiming | null
  readonly restarts: number
  readonly runningSince: number | null
  readonly lastEnd: Termination | null
}

export type ObservedPod = {
  /** When the kubelet took it, or else when it was created. */
  readonly startedAt: number | null
  /** When all containers became ready last; null if they are not. */
  readonly readyAt: number | null
  readonly containers: readonly ObservedContainer[]
}

export type ObservedPods = {
  readonly pods: readonly ObservedPod[]
  /** The latest time in the files: they were made then, or later. */
  readonly latest: number
}

/** The pods of the files that paths stand for. */
export async function readPods(
  paths: readonly string[],
  files: InputFiles,
  report: Report,
): Promise<ObservedPods> {
  const pods: ObservedPod[] = []
  let latest = -Infinity
  const see = (at: Located): number | undefined => {
    const seconds = timeAt(at, report)
    if (seconds !== undefined && seconds > latest) latest = seconds
    return seconds
  }
  for (const path of paths) {
    for (const file of await files.read(path, '.')) {
      const objects = openLists(await documentsOf(file, report), report)
      const before = pods.length
      for (const object of objects) {
        if (checkPod(object, report)) pods.push(podOf(object.at, report, see))
      }
      if (objects.length > 0 && pods.slice(before).every(({ containers }) => containers.length === 0))
        reportNoStatus(objects[0].at, report)
    }
  }
  return { pods, latest }
}

function checkPod({ at, kind }: TypedObject, report: Report): boolean {
  if (kind === 'Pod') return true
  if (kind === 'List' || kind === 'PodList') return false
  report.error(
    'calibration-format',
    at.get('kind'),
    `the object is of kind ${JSON.stringify(kind)}; expected Pods, as kubectl get pods -o json prints them`,
    'list pods only: kubectl get pods -A -o json',
  )
  return false
}

function reportNoStatus(at: Located, report: Report): void {
  if (report.errorCount > 0) return
  report.error(
    'calibration-values',
    at,
    'no pod has a status with containers; expected pods of a cluster, with what became of them',
    'take them from the cluster: kubectl get pods -A -o json',
  )
}

function podOf(at: Located, report: Report, see: (at: Located) => number | undefined): ObservedPod {
  const owner = podOwner(at, report)
  const status = at.get('status')
  const specs = new Map(
    at
      .at('spec', 'containers')
      .items()
      .map((each) => [each.get('name').value, each]),
  )
  const statuses = status.get('containerStatuses').items()
  return {
    startedAt: see(status.get('startTime')) ?? see(at.at('metadata', 'creationTimestamp')) ?? null,
    readyAt: readyTime(status.get('conditions').items(), see),
    containers: statuses.flatMap((each) => {
      const spec = specs.get(each.get('name').value)
      if (spec === undefined) return []
      const subject = { ...owner, ...named('container', nameAt(spec.get('name'), 'label', report)) }
      return [containerOf(subject, spec, each, see)]
    }),
  }
}

/** `ContainersReady` rather than `Ready`: readiness gates are not the containers' doing. */
function readyTime(conditions: readonly Located[], see: (at: Located) => number | undefined): number | null {
  const ofType = (type: string): Located | undefined =>
    conditions.find((each) => each.get('type').value === type)
  const condition = ofType('ContainersReady') ?? ofType('Ready')
  if (condition === undefined || condition.get('status').value !== 'True') return null
  return see(condition.get('lastTransitionTime')) ?? null
}

function containerOf(
  subject: Subject,
  spec: Located,
  status: Located,
  see: (at: Located) => number | undefined,
): ObservedContainer {
  const last = status.at('lastState', 'terminated')
  const from = see(last.get('startedAt'))
  const to = see(last.get('finishedAt'))
  const current = status.at('state', 'running')
  see(status.at('state', 'terminated', 'finishedAt'))
  return {
    subject,
    startup: timingOf(spec.get('startupProbe')),
    readiness: timingOf(spec.get('readinessProbe')),
    liveness: timingOf(spec.get('livenessProbe')),
    restarts: wholeAt(status.get('restartCount'), 0),
    runningSince: see(current.get('startedAt')) ?? null,
    lastEnd: last.isAbsent
      ? null
      : {
          exitCode: wholeAt(last.get('exitCode'), 1),
          reason: textAt(last, 'reason') ?? '',
          seconds: from !== undefined && to !== undefined && to >= from ? to - from : null,
        },
  }
}

function timingOf(probe: Located): ProbeTiming | null {
  if (probe.isAbsent) return null
  return {
    period: wholeAt(probe.get('periodSeconds'), 10) || 10,
    initialDelay: wholeAt(probe.get('initialDelaySeconds'), 0),
    successThreshold: wholeAt(probe.get('successThreshold'), 1) || 1,
    failureThreshold: wholeAt(probe.get('failureThreshold'), 3) || 3,
    timeout: wholeAt(probe.get('timeoutSeconds'), 1) || 1,
  }
}

/** A whole number from 0 on; what is none counts as not written. */
function wholeAt(at: Located, fallback: number): number {
  return typeof at.value === 'number' && Number.isInteger(at.value) && at.value >= 0 ? at.value : fallback
}
