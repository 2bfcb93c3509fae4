/** Files, texts and objects of a program to a checked scenario. */
import { type LoadedScenario, loadScenario as load } from '../scenarios/load-scenario.ts'

/** What to simulate. All files, texts and objects are one input, as several `-f` of the command line are. */
export type ScenarioSource = {
  /** Files, directories or patterns; `-` is standard input. */
  readonly files?: string | readonly string[]
  /** Directories stand for the directories within them too; default: for their own files, as with kubectl. */
  readonly recursive?: boolean
  /** YAML or JSON: manifests, a Scenario, or both. Relative paths in it start at the working directory. */
  readonly text?: string
  /** Kubernetes objects and at most one Scenario, as plain values. */
  readonly objects?: readonly object[]
  /** Only objects of this namespace. */
  readonly namespace?: string
  /** Only objects whose labels match, such as `tier=front`. */
  readonly selector?: string
  /** What follows wins over the scenario. Equal seeds give equal results. */
  readonly seed?: string
  readonly replications?: number
  /** Simulated time. */
  readonly durationSeconds?: number
  /** `1.31` to `1.37`. */
  readonly kubernetesVersion?: string
  /** Values of the scenario by path: `{ 'workloads[0].behavior.errorRate': 0.01 }`. */
  readonly set?: Readonly<Record<string, unknown>>
  /** Beside the thresholds of the scenario, such as `restarts_total < 1`. */
  readonly thresholds?: readonly string[]
  /** What becomes of fields that the API does not know; default `strict`, which is an error. */
  readonly validate?: 'strict' | 'warn' | 'ignore'
}

/**
 * Reads, checks and compiles, with the defaults of the API and of probestorm filled in: see `spec` of the result.
 * @param source a path alone, several, or everything that there is to say.
 * @throws InputError with everything that is wrong, each with its place.
 */
export function loadScenario(source: string | readonly string[] | ScenarioSource): Promise<LoadedScenario> {
  const isPath = typeof source === 'string' || isList(source)
  const { files = [], text, objects, ...others }: ScenarioSource = isPath ? { files: source } : source
  const { recursive, namespace, selector, validate, ...winning } = others
  return load({
    files: typeof files === 'string' ? [files] : files,
    texts: [
      ...(text === undefined ? [] : [{ name: '<text>', text }]),
      ...(objects === undefined ? [] : [{ name: '<objects>', text: listText(objects) }]),
    ],
    ...(recursive === undefined ? {} : { recursive }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(selector === undefined ? {} : { selector }),
    ...(validate === undefined ? {} : { validate }),
    overrides: overridesOf(winning),
  })
}

function isList(source: object): source is readonly string[] {
  return Array.isArray(source)
}

/** On several lines, so that an error has a place. */
function listText(items: readonly object[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, null, 2)
}

type Winning = Omit<
  ScenarioSource,
  'files' | 'recursive' | 'text' | 'objects' | 'namespace' | 'selector' | 'validate'
>

function overridesOf({ durationSeconds, set = {}, ...others }: Winning) {
  return {
    ...others,
    ...(durationSeconds === undefined ? {} : { durationText: `${durationSeconds}s` }),
    sets: Object.entries(set).map(([path, value]) => `${path}=${JSON.stringify(value)}`),
  }
}
