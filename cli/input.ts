/** The options that say what to simulate, as the loader takes them. */
import { type LoadedScenario, type LoadOptions, loadScenario } from '../scenarios/load-scenario.ts'
import { type LoadedSearch, loadSearch, type SearchTexts } from '../scenarios/sweep/load-search.ts'
import { type LoadedSweep, loadSweep } from '../scenarios/sweep/load-sweep.ts'
import { isAddress } from '../scenarios/text/input-files.ts'
import { diagnosticsText } from './explain-error.ts'
import type { Options } from './options.ts'
import { UsageError } from './usage-error.ts'

/** What of the input is taken: what namespace and selector leave, or everything, whatever is shown of it. */
export type InputScope = 'restricted' | 'whole'

/**
 * Reads and checks the inputs; warnings go to standard error.
 * @throws InputError with everything that is wrong, UsageError when no input is named.
 */
export async function loadInput(
  options: Options,
  command: string,
  scope: InputScope = 'restricted',
): Promise<LoadedScenario> {
  const scenario = await loadScenario(await loadOptions(options, command, scope))
  if (!options.quiet) process.stderr.write(diagnosticsText(scenario.warnings))
  return scenario
}

/** The files that were read; standard input is none, nor is what an address gave. */
export function pathsOf(inputs: readonly { readonly path: string }[]): string[] {
  return inputs.map(({ path }) => path).filter((path) => path !== '<stdin>' && !isAddress(path))
}

/** The same for a sweep. */
export async function loadSweepInput(options: Options): Promise<LoadedSweep> {
  const sweep = await loadSweep(await loadOptions(options, 'sweep', 'restricted'))
  if (!options.quiet) process.stderr.write(diagnosticsText(sweep.warnings))
  return sweep
}

/** `--until` and the numbers of replications mean something else to a run, so the loader does not get them. */
export async function loadSearchInput(options: Options, texts: SearchTexts): Promise<LoadedSearch> {
  const plain = {
    ...options,
    until: undefined,
    'min-replications': undefined,
    'max-replications': undefined,
  }
  const search = await loadSearch(await loadOptions(plain, 'find-threshold', 'restricted'), texts)
  if (!options.quiet) process.stderr.write(diagnosticsText(search.warnings))
  return search
}

async function loadOptions(options: Options, command: string, scope: InputScope): Promise<LoadOptions> {
  if (options.filename.length === 0) {
    throw new UsageError(
      `${command} needs an input: ${command} -f PATH, or ${command} -f - for standard input`,
    )
  }
  return {
    files: options.filename,
    recursive: options.recursive,
    ...given('remote', await remoteTexts(options.filename)),
    ...(scope === 'whole'
      ? {}
      : { ...given('namespace', options.namespace), ...given('selector', options.selector) }),
    ...given('until', options.until),
    ...given('validate', fieldValidation(options.validate)),
    isCheckOnly: command === 'validate',
    podTemplateKinds: options['pod-template-kind'],
    overrides: {
      sets: options.set,
      thresholds: options.threshold,
      ...given('seed', options.seed),
      ...given('replications', replicationsMax(options)),
      ...given('durationText', options.duration),
      ...given('kubernetesVersion', options['kubernetes-version']),
    },
  }
}

/** What the addresses among the inputs give; the network is asked for nothing else. */
async function remoteTexts(paths: readonly string[]): Promise<LoadOptions['remote']> {
  const addresses = paths.filter(isAddress)
  return addresses.length === 0 ? undefined : (await import('./remote-text.ts')).fetchTexts(addresses)
}

/** kubectl takes true and false too. */
function fieldValidation(text: string | undefined): LoadOptions['validate'] {
  if (text === 'warn' || text === 'ignore') return text
  return text === 'false' ? 'ignore' : 'strict'
}

/** With --until the number of replications is a limit. */
function replicationsMax(options: Options): number | undefined {
  const { until, replications, 'min-replications': least, 'max-replications': most } = options
  if (until === undefined) {
    if (least === undefined && most === undefined) return replications
    throw new UsageError('--min-replications and --max-replications go with --until')
  }
  if (replications !== undefined) {
    throw new UsageError('--replications and --until are given; expected one: --until has --max-replications')
  }
  const max = most ?? Math.max(replicationsMaxDefault, least ?? 0)
  if (replicationsMin(options) > max) {
    throw new UsageError(`--min-replications is ${replicationsMin(options)}, above --max-replications ${max}`)
  }
  return max
}

const replicationsMaxDefault = 1000

/** Replications that --until runs in any case. */
export function replicationsMin(options: Options): number {
  return options['min-replications'] ?? Math.min(10, options['max-replications'] ?? 10)
}

/** The key with its value, or nothing at all. */
function given<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]?: Value })
}
