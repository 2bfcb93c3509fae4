/** `kubectl get cronjobs` and `describe cronjob`. Source: kubernetes v1.36 pkg/printers/internalversion/printers.go, printCronJob; k8s.io/kubectl v0.36 pkg/describe, describeCronJob. */
import type { CronJobView, EventView } from '../../engine/contract/cluster-view.ts'
import { safeText } from '../readable.ts'
import { beforeRunSeconds } from './before-run.ts'
import { eventLines } from './event-table.ts'
import { ageText, humanDuration } from './human-duration.ts'
import { type LabelColumns, labelCells, labelHeaders } from './label-columns.ts'
import { entry, labelsOf, mapOf, type PlainMap, textOf, textsOf } from './plain-data.ts'
import { describedBlocks, pairLines } from './pod-description.ts'
import { containerTexts, podTemplateLines } from './pod-template-description.ts'
import { apiTime, describedTime } from './wall-clock.ts'

/** A CronJob, with what its manifest says. */
export type ShownCronJob = { readonly view: CronJobView; readonly written: PlainMap }

export type CronJobTableOptions = LabelColumns & { readonly wide: boolean; readonly withNamespace: boolean }

export function cronJobLabels({ written }: ShownCronJob): Readonly<Record<string, string>> {
  return labelsOf(written)
}

function jobSpecOf(written: PlainMap): PlainMap {
  return mapOf(mapOf(mapOf(written['spec'])['jobTemplate'])['spec'])
}

export function cronJobHeaders({ wide, withNamespace, ...labels }: CronJobTableOptions): string[] {
  return [
    ...(withNamespace ? ['NAMESPACE'] : []),
    'NAME',
    'SCHEDULE',
    'TIMEZONE',
    'SUSPEND',
    'ACTIVE',
    'LAST SCHEDULE',
    'AGE',
    ...(wide ? ['CONTAINERS', 'IMAGES', 'SELECTOR'] : []),
    ...labelHeaders(labels),
  ]
}

export function cronJobCells(
  cronJob: ShownCronJob,
  nowSeconds: number,
  options: CronJobTableOptions,
): string[] {
  const { wide, withNamespace, ...labels } = options
  const { view, written } = cronJob
  return [
    ...(withNamespace ? [view.namespace] : []),
    view.name,
    view.schedule,
    view.timeZone ?? '<none>',
    boolText(view.isSuspended),
    String(view.active.length),
    view.scheduledSeconds === null ? '<none>' : humanDuration(nowSeconds - view.scheduledSeconds),
    ageText(nowSeconds, view.createdSeconds ?? beforeRunSeconds),
    ...(wide ? [...containerTexts(mapOf(jobSpecOf(written)['template'])), '<none>'] : []),
    ...labelCells(cronJobLabels(cronJob), labels),
  ].map(safeText)
}

function boolText(is: boolean): string {
  return is ? 'True' : 'False'
}

export function cronJobObject({ view, written }: ShownCronJob): PlainMap {
  const metadata = mapOf(written['metadata'])
  const { scheduledSeconds, active, namespace } = view
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: {
      ...entry('annotations', metadata['annotations']),
      creationTimestamp: apiTime(view.createdSeconds ?? beforeRunSeconds),
      ...entry('labels', metadata['labels']),
      name: view.name,
      namespace,
    },
    spec: {
      ...mapOf(written['spec']),
      concurrencyPolicy: view.policy,
      failedJobsHistoryLimit: view.failedJobsMax,
      successfulJobsHistoryLimit: view.successfulJobsMax,
      suspend: view.isSuspended,
    },
    status: {
      ...(active.length > 0
        ? { active: active.map((name) => ({ apiVersion: 'batch/v1', kind: 'Job', name, namespace })) }
        : {}),
      ...(scheduledSeconds === null ? {} : { lastScheduleTime: apiTime(scheduledSeconds) }),
    },
  }
}

export function cronJobDescription(
  cronJob: ShownCronJob,
  events: readonly EventView[],
  nowSeconds: number,
): string {
  const { view, written } = cronJob
  const job = jobSpecOf(written)
  const unset = (value: unknown): string => textOf(value) || '<unset>'
  const deadline = job['activeDeadlineSeconds']
  const lines = [
    `Name:\t${view.name}`,
    `Namespace:\t${view.namespace}`,
    ...pairLines('Labels', '=', cronJobLabels(cronJob)),
    ...pairLines('Annotations', ': ', textsOf(mapOf(written['metadata'])['annotations'])),
    `Schedule:\t${view.schedule}`,
    `Concurrency Policy:\t${view.policy}`,
    `Suspend:\t${boolText(view.isSuspended)}`,
    `Successful Job History Limit:\t${view.successfulJobsMax}`,
    `Failed Job History Limit:\t${view.failedJobsMax}`,
    `Starting Deadline Seconds:\t${view.startingDeadlineSeconds === null ? '<unset>' : `${view.startingDeadlineSeconds}s`}`,
    'Selector:\t<unset>',
    `Parallelism:\t${unset(job['parallelism'])}`,
    `Completions:\t${unset(job['completions'])}`,
    ...(deadline === undefined ? [] : [`Active Deadline Seconds:\t${textOf(deadline)}s`]),
    ...podTemplateLines(mapOf(job['template'])),
    `Last Schedule Time:\t${view.scheduledSeconds === null ? '<unset>' : describedTime(apiTime(view.scheduledSeconds))}`,
    `Active Jobs:\t${view.active.length === 0 ? '<none>' : view.active.join(', ')}`,
  ]
  return describedBlocks(lines, eventLines(events, nowSeconds), events.length)
}
