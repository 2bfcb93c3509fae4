/** `get jobs`, `get cronjobs`, and what describe says of them. */
import { ClusterObserver, type CronJobView, type JobView } from '../../engine/index.ts'
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
import { GetPrinter, type Shape } from '../get-printer.ts'
import type { Options } from '../options.ts'
import type { Output } from '../streams.ts'
import { loadView, ObjectScope, runTo, secondsOf, viewUs } from '../view.ts'

/** How objects of one kind are found. */
type Kind<Thing extends { readonly view: JobView | CronJobView }> = {
  readonly noun: string
  readonly read: (observer: ClusterObserver, scenario: LoadedScenario) => Thing[]
  readonly labels: (thing: Thing) => Readonly<Record<string, string>>
}

const jobs: Kind<ShownJob> = {
  noun: 'jobs.batch',
  read: (observer, scenario) =>
    observer.jobs().map((view) => ({ view, written: writtenJob(scenario, view.workload) })),
  labels: jobLabels,
}

const cronJobs: Kind<ShownCronJob> = {
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
  const columns = columnsOf(options)
  return getThem(options, names, output, jobs, {
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
  const columns = columnsOf(options)
  return getThem(options, names, output, cronJobs, {
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
  return describeThem(options, names, output, jobs, (job, observer, nowSeconds) =>
    jobDescription(job, observer.eventsAbout('Job', job.view.namespace, job.view.name), nowSeconds),
  )
}

export async function describeCronJobs(
  options: Options,
  names: readonly string[],
  output: Output,
): Promise<ExitCode> {
  return describeThem(options, names, output, cronJobs, (cronJob, observer, nowSeconds) => {
    const { namespace, name } = cronJob.view
    return cronJobDescription(cronJob, observer.eventsAbout('CronJob', namespace, name), nowSeconds)
  })
}

function columnsOf(options: Options) {
  return {
    wide: options.output === 'wide',
    withNamespace: options['all-namespaces'],
    labelColumns: options['label-columns'].flatMap((keys) => keys.split(',')),
    showLabels: options['show-labels'],
  }
}

/** Those that a command is about. */
function finder<Thing extends { readonly view: JobView | CronJobView }>(
  { read, labels }: Kind<Thing>,
  scenario: LoadedScenario,
  scope: ObjectScope,
) {
  return (observer: ClusterObserver): Thing[] =>
    read(observer, scenario).filter((thing) =>
      scope.holds(thing.view.namespace, thing.view.name, labels(thing)),
    )
}

async function getThem<Thing extends { readonly view: JobView | CronJobView }>(
  options: Options,
  names: readonly string[],
  output: Output,
  kind: Kind<Thing>,
  shape: Shape<Thing>,
): Promise<ExitCode> {
  const scope = new ObjectScope(options, names)
  const scenario = await loadView(options, 'get')
  const { durationUs } = scenario.spec
  const atUs = viewUs(options, scenario, options.watch ? 0 : durationUs)
  const observer = new ClusterObserver(scenario.spec)
  if (options.watch) observer.runBefore(atUs)
  else runTo(observer, atUs)
  const find = finder(kind, scenario, scope)
  const printer = new GetPrinter(options, output, shape)
  const found = find(observer)
  printer.list(found, secondsOf(atUs), names.length !== 1)
  const keyOf = ({ view }: Thing): string => `${view.namespace}/${view.name}`
  const textOf = (thing: Thing): string => JSON.stringify(shape.object(thing))
  if (options.watch) {
    const shown = new Map(found.map((thing) => [keyOf(thing), textOf(thing)]))
    observer.watchJobs(durationUs, (seconds) => {
      for (const thing of find(observer)) {
        if (shown.get(keyOf(thing)) === textOf(thing)) continue
        shown.set(keyOf(thing), textOf(thing))
        found.push(thing)
        printer.change(thing, seconds)
      }
    })
  }
  return scope.report(
    kind.noun,
    found.map(({ view }) => view.name),
    output,
  )
}

async function describeThem<Thing extends { readonly view: JobView | CronJobView }>(
  options: Options,
  names: readonly string[],
  output: Output,
  kind: Kind<Thing>,
  describe: (thing: Thing, observer: ClusterObserver, nowSeconds: number) => string,
): Promise<ExitCode> {
  const scope = new ObjectScope(options, names)
  const scenario = await loadView(options, 'describe')
  const atUs = viewUs(options, scenario, scenario.spec.durationUs)
  const observer = new ClusterObserver(scenario.spec)
  runTo(observer, atUs)
  const things = finder(kind, scenario, scope)(observer)
  output.out(things.map((thing) => describe(thing, observer, secondsOf(atUs))).join('\n\n'))
  return scope.report(
    kind.noun,
    things.map(({ view }) => view.name),
    output,
  )
}
