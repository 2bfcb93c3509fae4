/** What `recommend` prints: in blocks, what changes first, then why and what it rests on. */
import type { WrittenFile } from '../csv-report.ts'
import { counted, percent, readable, readableBytes, safeText } from '../readable.ts'
import { alignedTable, block, labelled, painter, wrapped } from '../text-blocks.ts'
import { assumptions } from './assumptions.ts'
import {
  isChanged,
  isSatisfied,
  type ProbeRecommendation,
  type Recommendation,
  type RecommendationFacts,
} from './recommended-result.ts'
import { checkRows } from './scenario-check.ts'
import { settingCells, settingColumns } from './setting-table.ts'
import {
  evidenceText,
  questionText,
  settingLegend,
  twiceAsSlowText,
  whyText,
  worthText,
} from './setting-text.ts'

export type PrintFacts = RecommendationFacts & {
  readonly directory: string
  readonly files: readonly WrittenFile[]
  readonly wallSeconds: number
  readonly color: boolean
}

/** Probes whose reasons are printed; those of all are in the files. */
const reasonsMax = 12

export function recommendationText(recommendation: Recommendation, facts: PrintFacts): string {
  const paint = painter(facts.color)
  const { probes, question, skipped, scenarioCheck } = recommendation
  const told = probes.filter((probe) => isChanged(probe) || probe.recommended === null)
  const blocks = [
    block(paint.bold(`probestorm ${facts.version}, Kubernetes ${facts.kubernetesVersion}`), [
      ...labelled([['scenario', `${safeText(facts.scenario)}, seed "${safeText(facts.seed)}"`]]),
      ...labelled(questionText(question).map((text, index) => [index === 0 ? 'asked for' : 'and', text])),
    ]),
    block(
      paint.bold(`RECOMMENDED (${settingLegend})`),
      probes.length === 0
        ? ['  no probe to set']
        : alignedTable(
            settingColumns.map((column) => column.toUpperCase()),
            probes.map((probe) => settingCells(probe).map(safeText)),
            [0, 1, 2, 3, 4, 8],
          ),
    ),
  ]
  if (!isSatisfied(recommendation))
    blocks.push(
      block(
        paint.red('NOT EVERY LIMIT CAN BE KEPT'),
        wrapped(
          probes
            .filter(({ recommended }) => recommended === null)
            .slice(0, reasonsMax)
            .map((probe) => reason(probe, recommendation)),
        ),
      ),
    )
  const changed = told.filter(({ recommended }) => recommended !== null)
  if (changed.length > 0) {
    const left = changed.length - reasonsMax
    blocks.push(
      block(paint.bold('WHY'), [
        ...wrapped(changed.slice(0, reasonsMax).map((probe) => reason(probe, recommendation))),
        ...(left > 0 ? wrapped([`and ${counted(left, 'probe')} more: see recommendation.md`]) : []),
      ]),
    )
  }
  const warnings = probes.flatMap((probe) => {
    const text = worthText(probe)
    return text === undefined ? [] : [`${nameOf(probe)} ${text}.`]
  })
  if (warnings.length > 0) blocks.push(block(paint.red('MORE HARM THAN GOOD'), wrapped(warnings)))
  blocks.push(block(paint.bold('BUSIEST NODE'), loadLines(recommendation)))
  if (scenarioCheck !== null)
    blocks.push(
      block(
        paint.bold('THE SCENARIO ITSELF, simulated with both settings and the same chance'),
        alignedTable(
          ['', 'NOW', 'RECOMMENDED', 'DIFFERENCE (95 %)'],
          checkRows(scenarioCheck).map(({ label, before, after, interval }) => [
            label,
            before,
            after,
            interval,
          ]),
        ),
      ),
    )
  const left = skipped.map(
    ({ workload, container, probe, reason: why }) =>
      `${workload}, ${container}, ${probe}: left alone, ${why}.`,
  )
  blocks.push(
    block(
      paint.bold('WHAT THIS RESTS ON'),
      wrapped([...left, ...assumptions(recommendation), ...facts.notes]),
    ),
    block(paint.bold(`FILES in ${safeText(facts.directory)}`), wrapped([fileList(facts.files)])),
  )
  return `${blocks.join('\n')}\n${paint.dim(`in ${readable(facts.wallSeconds)} s`)}\n`
}

function fileList(files: readonly WrittenFile[]): string {
  return files.map(({ name, bytes }) => `${name} (${readableBytes(bytes)})`).join(', ')
}

function nameOf({ workload, container, probe }: ProbeRecommendation): string {
  return `${workload}, ${container}, ${probe}`
}

function reason(probe: ProbeRecommendation, recommendation: Recommendation): string {
  const parts = [`${nameOf(probe)}: ${whyText(probe, recommendation)}`]
  if (probe.evidence.simulation !== null)
    parts.push(`${evidenceText(probe, recommendation.question.limits)}.`)
  if (probe.recommended !== null) parts.push(twiceAsSlowText(probe))
  return parts.join(' ')
}

function loadLines({ load }: Recommendation): string[] {
  const { current, recommended } = load
  const lines: [string, string][] = [
    [
      'probe runs',
      `${readable(current.probesPerSecond)}/s now, ${readable(recommended.probesPerSecond)}/s as recommended`,
    ],
  ]
  if (current.cpuRatio !== null && recommended.cpuRatio !== null)
    lines.push([
      'of its processors',
      `${percent(current.cpuRatio)} now, ${percent(recommended.cpuRatio)} as recommended`,
    ])
  return labelled(lines)
}
