/** Advice for a terminal: findings as diagnostics are printed, how many there are, and what is silenced. */
import { type AdviceItem, openItems, silencedItems, type Unjudged } from '../../reports/advice/advice-item.ts'
import { counted, readable, safeText } from '../../reports/readable.ts'
import { block, type Painter, wrapped } from '../../reports/text-blocks.ts'
import { unknownTimes } from '../../scenarios/advice/unknown-times.ts'
import { formatDiagnostic } from '../../scenarios/diagnostic.ts'
import type { LoadedScenario } from '../../scenarios/load-scenario.ts'

export function adviceText(
  items: readonly AdviceItem[],
  scenario: LoadedScenario,
  unjudged: readonly Unjudged[],
  paint: Painter,
): string {
  const open = openItems(items)
  const silenced = silencedItems(items)
  const parts = open.map((item) => `${formatDiagnostic(item)}\n`)
  parts.push(paint.bold(`${countText(open, silenced.length)}\n`))
  if (silenced.length > 0) parts.push(block(paint.bold('SILENCED'), wrapped(silenced.map(silencedText))))
  const gaps = unknownTexts(open, scenario)
  if (gaps.length > 0) parts.push(block(paint.bold('NOT KNOWN, a scenario can say it'), wrapped(gaps)))
  if (unjudged.length > 0)
    parts.push(
      block(
        paint.bold('NOT JUDGED BY ANY RULE, a simulation says it'),
        unjudged.flatMap(({ about, command }) => [
          ...wrapped([safeText(about)]),
          ...(command === null ? [] : [`    ${safeText(command)}`]),
        ]),
      ),
    )
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

/** What the input does not say, and which rules would have to know. */
function unknownTexts(open: readonly AdviceItem[], scenario: LoadedScenario): string[] {
  const { spec, places, hasDefaultNodes } = scenario
  const { probed, startup, latency } = unknownTimes(spec, places)
  const isAboutNodes = open.some(({ rule }) => rule === 'exec-cost')
  const of = (count: number): string => `${readable(count)} of ${counted(probed, 'container')} with probes`
  return [
    ...(startup > 0 ? [`start-up times of ${of(startup)}: startup-budget cannot judge them`] : []),
    ...(latency > 0 ? [`latencies of ${of(latency)}: late-answers judges them by the default`] : []),
    ...(hasDefaultNodes && isAboutNodes
      ? [`nodes: exec-cost lays the pods on ${counted(spec.nodes.length, 'default node')}`]
      : []),
  ]
}

function silencedText({ file, line, column, rule, about, silencedFor }: AdviceItem): string {
  const name = about === undefined ? '' : ` ${about.workload} ${about.container}`
  return `${safeText(file)}:${line}:${column}: ${rule}${name}: ${silencedFor}`
}
