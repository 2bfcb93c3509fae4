/** What `validate --advice` prints, in each of its forms. */
import type { AdviceItem } from '../../reports/advice/advice-item.ts'
import type { Painter } from '../../reports/text-blocks.ts'
import type { LoadedScenario } from '../../scenarios/load-scenario.ts'
import { version } from '../version.ts'
import { adviceOn } from './advice.ts'
import { adviceText } from './advice-text.ts'

/**
 * @param format `text`, `json`, `sarif` or `github`.
 * @param items what was found.
 */
export async function printedAdvice(
  scenario: LoadedScenario,
  format: string | undefined,
  paint: Painter,
  items: readonly AdviceItem[] = adviceOn(scenario),
): Promise<string> {
  switch (format) {
    case 'json':
      return (await import('../../reports/advice/advice-json.ts')).adviceJson(items, version())
    case 'sarif':
      return (await import('../../reports/advice/sarif.ts')).sarifText(items, version())
    case 'github':
      return (await import('../../reports/advice/github-annotations.ts')).githubAnnotations(items)
    default:
      return adviceText(items, scenario, paint)
  }
}
