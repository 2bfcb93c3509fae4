/** Observations of real containers to a scenario that behaves like them. */
import { countDraws, fitObserved } from '../engine/index.ts'
import { behaviorEntries } from '../scenarios/calibrate/behavior-entries.ts'
import { loadObservations } from '../scenarios/calibrate/load-observations.ts'
import { type Subject, sampleName } from '../scenarios/calibrate/observations.ts'
import { scenarioText } from '../scenarios/calibrate/scenario-text.ts'
import type { TimeUnit } from '../scenarios/text/time-unit.ts'

export type CalibrationSource = {
  /** Files of `kubectl get pods -o json`: start-up times and restarts. */
  readonly pods?: readonly string[]
  /** Files with answers of Prometheus queries. */
  readonly prometheus?: readonly string[]
  /** Tables of times. */
  readonly csv?: readonly string[]
  /** Column of the tables, or label of Prometheus, that names the workload. */
  readonly by?: string
  /** What the times of the tables are; default `latency`. */
  readonly quantity?: 'latency' | 'startup'
  /** Of times whose header, name or text has none; default s. */
  readonly unit?: TimeUnit
  /** The rows of the tables are in order, this far apart. */
  readonly periodSeconds?: number
  /** Timeout of the probes whose durations Prometheus has. */
  readonly timeoutSeconds?: number
  /** Whose times they are. */
  readonly namespace?: string
  readonly workload?: string
  readonly container?: string
}

export type Calibration = {
  /** A Scenario as YAML: hand it to `loadScenario` as `text`, beside the manifests. */
  readonly text: string
  /** What was observed of what, and how many values each law rests on. */
  readonly samples: readonly { readonly name: string; readonly notes: readonly string[] }[]
  readonly notes: readonly string[]
}

/**
 * Fits behavior to observations.
 * @throws InputError with everything that is wrong, each with its place.
 */
export async function calibrate(source: CalibrationSource): Promise<Calibration> {
  const { pods = [], prometheus = [], csv = [], by, quantity = 'latency', unit } = source
  const { periodSeconds, timeoutSeconds, namespace, workload, container } = source
  const subject: Subject = {
    ...(namespace === undefined ? {} : { namespace }),
    ...(workload === undefined ? {} : { name: workload }),
    ...(container === undefined ? {} : { container }),
  }
  const { observations } = await loadObservations({
    pods,
    prometheus,
    csv,
    csvOptions: {
      subject,
      quantity,
      ...(unit === undefined ? {} : { unit }),
      ...(by === undefined ? {} : { by }),
      ...(periodSeconds === undefined ? {} : { periodUs: Math.round(periodSeconds * 1e6) }),
    },
    ...(timeoutSeconds === undefined ? {} : { timeoutUs: Math.round(timeoutSeconds * 1e6) }),
    podsAt: null,
  })
  const fitted = observations.samples.map((sample) => ({
    ...fitObserved(sample, sampleName(sample)),
    sample,
  }))
  const entries = behaviorEntries(fitted, observations, countDraws)
  return {
    text: scenarioText('calibrated', entries, observations.notes),
    samples: fitted.map(({ sample }) => ({ name: sampleName(sample), notes: sample.notes })),
    notes: observations.notes,
  }
}
