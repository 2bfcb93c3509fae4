/** `kubectl get jobs` and `describe job`. Source: kubernetes v1.36 pkg/printers/internalversion/printers.go, printJob; k8s.io/kubectl v0.36 pkg/describe, describeJob. */
import type { EventView, JobView } from '../../engine/contract/cluster-view.ts'
import { safeText } from '../readable.ts'
import { beforeRunSeconds } from './before-run.ts'
import { eventLines } from './event-table.ts'
import { ageText, humanDuration } from './human-duration.ts'
import { type LabelColumns, labelCells, labelHeaders } from './label-columns.ts'
import { entry, labelsOf, mapOf, type PlainMap, textsOf } from './plain-data.ts'
import { describedBlocks, pairLines } from './pod-description.ts'
import { containerTexts, podTemplateLines } from './pod-template-description.ts'
import { apiTime, describedTime } from './wall-clock.ts'

/** A Job, with what its manifest says: the Job as written, or `jobTemplate` of its CronJob. */
export type ShownJob = { readonly view: JobView; readonly written: PlainMap }

export type JobTableOptions = LabelColumns & { readonly wide: boolean; readonly withNamespace: boolean }

/** A Job without labels has those of its pods. Source: pkg/apis/batch/v1/defaults.go, SetDefaults_Job. */
export function jobLabels({ written }: ShownJob): Readonly<Record<string, string>> {
  const labels = labelsOf(written)
  return Object.keys(labels).length > 0 ? labels : labelsOf(templateOf(written))
}

function templateOf(written: PlainMap): PlainMap {
  return mapOf(mapOf(written['spec'])['template'])
}

export function jobHeaders({ wide, withNamespace, ...labels }: JobTableOptions): string[] {
  return [
    ...(withNamespace ? ['NAMESPACE'] : []),
    'NAME',
    'STATUS',
    'COMPLETIONS',
    'DURATION',
    'AGE',
    ...(wide ? ['CONTAINERS', 'IMAGES', 'SELECTOR'] : []),
    ...labelHeaders(labels),
  ]
}

export function jobCells(job: ShownJob, nowSeconds: number, options: JobTableOptions): string[] {
  const { wide, withNamespace, ...labels } = options
  const { view, written } = job
  return [
    ...(withNamespace ? [view.namespace] : []),
    view.name,
    jobStatus(view),
    completionsText(view),
    durationText(view, nowSeconds),
    ageText(nowSeconds, view.createdSeconds ?? beforeRunSeconds),
    // A Job is selected by its uid, which is not simulated.
    ...(wide ? [...containerTexts(templateOf(written)), '<unknown>'] : []),
    ...labelCells(jobLabels(job), labels),
  ].map(safeText)
}

function jobStatus({ conditions }: JobView): string {
  return conditions.at(-1)?.type ?? 'Running'
}

function completionsText({ succeeded, completions, parallelism }: JobView): string {
  if (completions !== null) return `${succeeded}/${completions}`
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`
}

/** A Job that has failed has no completion, and its duration goes on. */
function durationText({ startedSeconds, completedSeconds }: JobView, nowSeconds: number): string {
  return startedSeconds === null ? '' : humanDuration((completedSeconds ?? nowSeconds) - startedSeconds)
}

export function jobObject(job: ShownJob): PlainMap {
  const { view, written } = job
  const { startedSeconds, completedSeconds, completedIndexes, failedIndexes } = view
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      ...entry('annotations', mapOf(written['metadata'])['annotations']),
      creationTimestamp: apiTime(view.createdSeconds ?? beforeRunSeconds),
      labels: jobLabels(job),
      name: view.name,
      namespace: view.namespace,
      ...(view.cronJob === null
        ? {}
        : {
            ownerReferences: [
              { apiVersion: 'batch/v1', controller: true, kind: 'CronJob', name: view.cronJob },
            ],
          }),
    },
    spec: {
      completionMode: 'NonIndexed',
      suspend: false,
      ...mapOf(written['spec']),
      backoffLimit: view.backoffLimit,
      ...entry('completions', view.completions),
      parallelism: view.parallelism,
    },
    status: {
      ...(view.active > 0 ? { active: view.active } : {}),
      ...(completedIndexes ? { completedIndexes } : {}),
      ...(view.succeeded > 0 ? { succeeded: view.succeeded } : {}),
      ...(view.failed > 0 ? { failed: view.failed } : {}),
      ...entry('failedIndexes', failedIndexes),
      ready: view.ready,
      terminating: view.terminating,
      ...(view.conditions.length > 0 ? { conditions: view.conditions.map(conditionObject) } : {}),
      ...(startedSeconds === null ? {} : { startTime: apiTime(startedSeconds) }),
      ...(completedSeconds === null ? {} : { completionTime: apiTime(completedSeconds) }),
    },
  }
}

function conditionObject({ type, reason, message }: JobView['conditions'][number]): PlainMap {
  return { ...entry('message', message), ...entry('reason', reason), status: 'True', type }
}

/** Indexes that describe shows at most. */
const indexesMax = 50

export function jobDescription(job: ShownJob, events: readonly EventView[], nowSeconds: number): string {
  const { view, written } = job
  const { startedSeconds, completedSeconds, deadlineSeconds, ttlSeconds } = view
  const time = (seconds: number): string => describedTime(apiTime(seconds))
  const lines = [
    `Name:\t${view.name}`,
    `Namespace:\t${view.namespace}`,
    ...pairLines('Labels', '=', jobLabels(job)),
    ...pairLines('Annotations', ': ', textsOf(mapOf(written['metadata'])['annotations'])),
    ...(view.cronJob === null ? [] : [`Controlled By:\tCronJob/${view.cronJob}`]),
    `Parallelism:\t${view.parallelism}`,
    `Completions:\t${view.completions ?? '<unset>'}`,
    `Completion Mode:\t${view.isIndexed ? 'Indexed' : 'NonIndexed'}`,
    `Suspend:\t${view.isSuspended}`,
    `Backoff Limit:\t${view.backoffLimit}`,
    ...(ttlSeconds === null ? [] : [`TTL Seconds After Finished:\t${ttlSeconds}`]),
    ...(startedSeconds === null ? [] : [`Start Time:\t${time(startedSeconds)}`]),
    ...(completedSeconds === null ? [] : [`Completed At:\t${time(completedSeconds)}`]),
    ...(startedSeconds === null || completedSeconds === null
      ? []
      : [`Duration:\t${humanDuration(completedSeconds - startedSeconds)}`]),
    ...(deadlineSeconds === null ? [] : [`Active Deadline Seconds:\t${deadlineSeconds}s`]),
    `Pods Statuses:\t${view.active} Active (${view.ready} Ready) / ${view.succeeded} Succeeded / ${view.failed} Failed`,
    ...(view.completedIndexes === null
      ? []
      : [`Completed Indexes:\t${cappedIndexes(view.completedIndexes)}`]),
    ...podTemplateLines(templateOf(written)),
  ]
  return describedBlocks(lines, eventLines(events, nowSeconds), events.length)
}

/** Source: capIndexesListOrNone. */
function cappedIndexes(indexes: string): string {
  if (indexes === '') return '<none>'
  if (indexes.length <= indexesMax) return indexes
  const cut = indexes.slice(0, indexesMax).lastIndexOf(',')
  return `${indexes.slice(0, cut + 1)}...`
}
