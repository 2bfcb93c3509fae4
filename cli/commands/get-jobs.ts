/** `get jobs`, `get cronjobs`, and what describe says of them. */
import {
  cronJobCells,
  cronJobDescription,
  cronJobHeaders,
  cronJobLabels,
  cronJobObject,
  type ShownCronJob,
} from '../../reports/kubectl/cron-jobs.ts'
import {
  jobCells,
  jobDescription,
  jobHeaders,
  jobLabels,
  jobObject,
  type ShownJob,
} from '../../reports/kubectl/jobs.ts'
import { mapOf, type PlainMap } from '../../reports/kubectl/plain-data.ts'
import type { LoadedScenario } from '../../scenarios/load-scenario.ts'
import type { ExitCode } from '../exit-code.ts'
import { describeObjects, getObjects, type ObjectKind, tableColumns } from '../get-objects.ts'
import type { Options } from '../options.ts'
import type { Output } from '../streams.ts'

const jobs: ObjectKind<ShownJob> = {
  noun: 'jobs.batch',
  read: (observer, scenario) =>
    observer.jobs().map((view) => ({ view, written: writtenJob(scenario, view.workload) })),
  labels: jobLabels,
}

const cronJobs: ObjectKind<ShownCronJob> = {
  noun: 'cronjobs.batch',
  read: (observer, { places }) =>
    observer.cronJobs().map((view) => ({ view, written: mapOf(places[view.workload].at.value) })),
  labels: cronJobLabels,
}

/** The Job as written, or what its CronJob makes it from. */
function writtenJob({ places, spec }: LoadedScenario, workload: number): PlainMap {
  const object = mapOf(places[workload].at.value)
  return spec.workloads[workload].cronJob === undefined ? object : mapOf(mapOf(object['spec'])['jobTemplate'])
}

export async function getJobs(options: Options, names: readonly string[], output: Output): Promise<ExitCode> {
  const columns = tableColumns(options)
  return getObjects(options, names, output, jobs, {
    headers: jobHeaders(columns),
    cells: (job, nowSeconds) => jobCells(job, nowSeconds, columns),
    object: jobObject,
    hasTime: true,
  })
}

export async function getCronJobs(
  options: Options,
  names: readonly string[],
  output: Output,
): Promise<ExitCode> {
  const columns = tableColumns(options)
  return getObjects(options, names, output, cronJobs, {
    headers: cronJobHeaders(columns),
    cells: (cronJob, nowSeconds) => cronJobCells(cronJob, nowSeconds, columns),
    object: cronJobObject,
    hasTime: true,
  })
}

export async function describeJobs(
  options: Options,
  names: readonly string[],
  output: Output,
): Promise<ExitCode> {
  return describeObjects(options, names, output, jobs, (job, observer, nowSeconds) =>
    jobDescription(job, observer.eventsAbout('Job', job.view.namespace, job.view.name), nowSeconds),
  )
}

export async function describeCronJobs(
  options: Options,
  names: readonly string[],
  output: Output,
): Promise<ExitCode> {
  return describeObjects(options, names, output, cronJobs, (cronJob, observer, nowSeconds) => {
    const { namespace, name } = cronJob.view
    return cronJobDescription(cronJob, observer.eventsAbout('CronJob', namespace, name), nowSeconds)
  })
}
