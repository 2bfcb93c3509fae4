/** The options that say what to simulate, as the loader takes them. */
import { type LoadedScenario, loadScenario } from '../scenarios/load-scenario.ts'
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
  if (options.filename.length === 0) {
    throw new UsageError(
      `${command} needs an input: ${command} -f PATH, or ${command} -f - for standard input`,
    )
  }
  const scenario = await loadScenario({
    files: options.filename,
    ...(scope === 'whole'
      ? {}
      : { ...given('namespace', options.namespace), ...given('selector', options.selector) }),
    overrides: {
      sets: options.set,
      thresholds: options.threshold,
      ...given('seed', options.seed),
      ...given('replications', options.replications),
      ...given('durationText', options.duration),
      ...given('kubernetesVersion', options['kubernetes-version']),
    },
  })
  if (!options.quiet) process.stderr.write(diagnosticsText(scenario.warnings))
  return scenario
}

/** The key with its value, or nothing at all. */
function given<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]?: Value })
}
