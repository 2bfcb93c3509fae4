/** Advice as JSON, for programs: each finding with its place, its figures and its words; silenced ones too. */
import { formatNumber } from '../number-format.ts'
import { type AdviceItem, openItems, silencedItems, type Unjudged } from './advice-item.ts'

export function adviceJson(
  items: readonly AdviceItem[],
  unjudged: readonly Unjudged[],
  version: string,
): string {
  const content = {
    version,
    findings: openItems(items).map(itemJson),
    silenced: silencedItems(items).map((item) => ({ ...itemJson(item), reason: item.silencedFor })),
    unjudged,
  }
  return `${JSON.stringify(content, null, 2)}\n`
}

function itemJson({ rule, severity, file, line, column, about, message, fix }: AdviceItem): object {
  if (about === undefined) return { rule, severity, file, line, column, message, fix }
  const { figures, ...what } = about
  return { rule, severity, file, line, column, ...what, message, fix, figures: figuresJson(figures) }
}

/** As result files round; JSON has no infinity, so that is the word of the CSV files. */
function figuresJson(figures: NonNullable<AdviceItem['about']>['figures']): object {
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => {
      if (typeof value !== 'number') return [name, value]
      return [name, Number.isFinite(value) ? Number(formatNumber(value)) : formatNumber(value)]
    }),
  )
}
