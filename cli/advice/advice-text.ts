/** Advice for a terminal: findings as diagnostics are printed, how many there are, and what is silenced. */
import { type AdviceItem, openItems, silencedItems } from '../../reports/advice/advice-item.ts'
import { counted, safeText } from '../../reports/readable.ts'
import { block, type Painter, wrapped } from '../../reports/text-blocks.ts'
import type { UnknownTimes } from '../../scenarios/advice/unknown-times.ts'
import { formatDiagnostic } from '../../scenarios/diagnostic.ts'

/** @param unknown what the input does not say of its containers. */
export function adviceText(items: readonly AdviceItem[], unknown: UnknownTimes, paint: Painter): string {
  const open = openItems(items)
  const silenced = silencedItems(items)
  const parts = open.map((item) => `${formatDiagnostic(item)}\n`)
  parts.push(paint.bold(`${countText(open, silenced.length)}\n`))
  if (silenced.length > 0) parts.push(block(paint.bold('SILENCED'), wrapped(silenced.map(silencedText))))
  const gaps = unknownTexts(unknown)
  if (gaps.length > 0) parts.push(block(paint.bold('NOT KNOWN, a scenario can say it'), wrapped(gaps)))
  return parts.join('\n')
}

/** `3 warnings and 1 info, 2 silenced`. */
function countText(open: readonly AdviceItem[], silencedCount: number): string {
  const warnings = open.filter(({ severity }) => severity === 'warning').length
  const found =
    open.length === 0
      ? 'no advice'
      : [
          ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
          ...(warnings < open.length ? [`${open.length - warnings} info`] : []),
        ].join(' and ')
  return silencedCount === 0 ? found : `${found}, ${silencedCount} silenced`
}

function unknownTexts({ probed, startup, latency }: UnknownTimes): string[] {
  const of = (count: number): string => `${count} of ${counted(probed, 'container')} with probes`
  return [
    ...(startup > 0 ? [`start-up times of ${of(startup)}: startup-budget cannot judge them`] : []),
    ...(latency > 0 ? [`latencies of ${of(latency)}: late-answers judges them by the default`] : []),
  ]
}

function silencedText({ file, line, column, rule, about, silencedFor }: AdviceItem): string {
  const name = about === undefined ? '' : ` ${about.workload} ${about.container}`
  return `${safeText(file)}:${line}:${column}: ${rule}${name}: ${silencedFor}`
}
