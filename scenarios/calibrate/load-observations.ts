/** All that the options of `calibrate` name, read and checked: everything that is wrong at once. */
import { isLike } from '../scenario/match.ts'
import type { InputRecord } from '../text/input-files.ts'
import { InputFiles } from '../text/input-files.ts'
import { Report } from '../text/report.ts'
import { type CsvOptions, readCsvSamples } from './csv-samples.ts'
import type { Observations, Subject } from './observations.ts'
import { podSamples } from './pod-samples.ts'
import { readPods } from './pods.ts'
import { readCounters } from './prometheus.ts'
import { type PrometheusOptions, prometheusSamples } from './prometheus-samples.ts'

export type ObservationOptions = {
  readonly pods: readonly string[]
  readonly prometheus: readonly string[]
  readonly csv: readonly string[]
  /** Its namespace, if there is one, also says which pods and series are taken; its `by` is a label of series too. */
  readonly csvOptions: CsvOptions
  /** Of the probes whose durations Prometheus holds, in microseconds. */
  readonly timeoutUs?: number
  /** When the pods were listed, in seconds since 1970; null: at the latest time in them. */
  readonly podsAt: number | null
  /** Gives standard input; without it file descriptor 0 is read. */
  readonly readStdin?: () => string
}

/** @throws InputError with everything that is wrong, sorted by place. */
export async function loadObservations(
  options: ObservationOptions,
): Promise<{ readonly observations: Observations; readonly inputs: readonly InputRecord[] }> {
  const report = new Report()
  const files = new InputFiles(report, options.readStdin)
  const pods = await readPods(options.pods, files, report)
  const counters = await readCounters(options.prometheus, files, report)
  const ofPods = podSamples(pods, options.podsAt)
  const ofCounters = prometheusSamples(counters, { ...prometheusOptions(options), pods: pods.pods }, report)
  const ofTables = readCsvSamples(options.csv, options.csvOptions, files, report)
  report.throwErrors()
  const { namespace } = options.csvOptions.subject
  const taken = <T extends { readonly subject: Subject }>(all: readonly T[]): T[] =>
    all.filter(({ subject }) => namespace === undefined || isLike(namespace, subject.namespace ?? ''))
  const observations = {
    samples: [...taken(ofPods.samples), ...taken(ofCounters.samples), ...ofTables],
    crashes: taken(ofPods.crashes),
    errors: taken(ofCounters.errors),
    throttles: taken(ofCounters.throttles),
    happened: [...taken(ofCounters.happened), ...taken(ofPods.happened)],
    notes: ofCounters.notes,
  }
  return { observations, inputs: files.records }
}

function prometheusOptions({ csvOptions: { unit, by }, timeoutUs }: ObservationOptions): PrometheusOptions {
  return {
    ...(unit === undefined ? {} : { unit }),
    ...(by === undefined ? {} : { by }),
    ...(timeoutUs === undefined ? {} : { timeoutUs }),
  }
}
