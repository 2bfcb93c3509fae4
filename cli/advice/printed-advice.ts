/** What `validate --advice` prints, in each of its forms. */
import type { AdviceItem } from '../../reports/advice/advice-item.ts'
import type { Painter } from '../../reports/text-blocks.ts'
import type { LoadedScenario } from '../../scenarios/load-scenario.ts'
import type { InputOption } from '../next-command.ts'
import type { Options } from '../options.ts'
import { version } from '../version.ts'
import { adviceOn } from './advice.ts'
import { adviceText } from './advice-text.ts'
import { unjudged } from './unjudged.ts'

/**
 * @param format `text`, `json`, `sarif` or `github`.
 * @param items what was found.
 * @param options the input as it was given, for the commands that say more; without it none is named.
 */
export async function printedAdvice(
  scenario: LoadedScenario,
  format: string | undefined,
  paint: Painter,
  items: readonly AdviceItem[] = adviceOn(scenario),
  options?: Pick<Options, InputOption>,
): Promise<string> {
  switch (format) {
    case 'json':
      return (await import('../../reports/advice/advice-json.ts')).adviceJson(
        items,
        unjudged(scenario, options),
        version(),
      )
    case 'sarif':
      return (await import('../../reports/advice/sarif.ts')).sarifText(items, version())
    case 'github':
      return (await import('../../reports/advice/github-annotations.ts')).githubAnnotations(items)
    default:
      return adviceText(items, scenario, unjudged(scenario, options), paint)
  }
}
