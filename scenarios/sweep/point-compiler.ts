/** One point of a sweep, or of a search: what the inputs say with other values at the ends of some paths. */
import type { Input } from '../input.ts'
import {
  compileDocuments,
  type LoadedScenario,
  type LoadOptions,
  type ScenarioDocuments,
} from '../load-scenario.ts'
import { ownPaths } from '../manifests/own-files.ts'
import type { Located } from '../text/located.ts'
import { Report } from '../text/report.ts'
import { type Target, withSetting } from './parameter-path.ts'
import type { Setting } from './parameter-values.ts'

export type PointSource = {
  readonly input: Input
  /** Of the scenario. */
  readonly directory: string
  /** The scenario as it was read, before paths were found in it: the files that it names stay known. */
  readonly written: Located
  readonly documents: ScenarioDocuments
  readonly targets: readonly Target[]
  readonly options: LoadOptions & { readonly name: string }
  /** What needs the same time at all points: `a sweep compares points`. */
  readonly purpose: string
}

/**
 * @param combination a setting for each target; none = what the inputs say.
 * @throws InputError with everything that is wrong at this point.
 */
export async function compilePoint(
  { input, directory, written, documents, targets, options, purpose }: PointSource,
  combination: readonly Setting[],
): Promise<LoadedScenario> {
  const report = new Report()
  let here = documents
  for (const [index, setting] of combination.entries()) here = withSetting(here, targets[index], setting)
  const paths = [...ownPaths(written), ...ownPaths(here.scenario)]
  here = { ...here, own: await input.ownFiles(paths, directory) }
  const loaded = compileDocuments(here, options, report)
  if (loaded.hasAutoWarmUp) {
    report.error(
      'missing-key',
      here.scenario.at('spec', 'analysis'),
      `${purpose} over the same time; expected a steady state to have a warmUp that is a duration`,
      'write the warmUp that "probestorm run" finds for one of the points',
    )
    report.throwErrors()
  }
  return loaded
}
