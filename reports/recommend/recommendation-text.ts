/** What `recommend` prints: in blocks, what changes first, then why and what it rests on. */
import type { WrittenFile } from '../csv-report.ts'
import { counted, percent, readable, readableBytes, safeText } from '../readable.ts'
import { alignedTable, block, labelled, painter, wrapped } from '../text-blocks.ts'
import { answer } from './answer.ts'
import { assumptions } from './assumptions.ts'
import { evidenceText, happenedText } from './evidence-text.ts'
import { leftTexts } from './left-text.ts'
import { otherFindings } from './other-findings.ts'
import { defaultsText, groupTitle, isSlowKnown, type ProbeGroup, probeGroups } from './probe-groups.ts'
import { questionText } from './question-text.ts'
import { type Recommendation, type RecommendationFacts, ranked } from './recommended-result.ts'
import { checkRows } from './scenario-check.ts'
import { settingCells, settingColumns } from './setting-table.ts'
import { settingLegend } from './setting-text.ts'
import { movesWhenTwiceAsSlow, twiceAsSlowText } from './twice-as-slow-text.ts'
import { whyText, worthText } from './why-text.ts'

export type PrintFacts = RecommendationFacts & {
  readonly directory: string
  readonly files: readonly WrittenFile[]
  readonly wallSeconds: number
  readonly color: boolean
}

/** Reasons that are printed; all of them are in the files. */
const reasonsMax = 12

export function recommendationText(recommendation: Recommendation, facts: PrintFacts): string {
  const paint = painter(facts.color)
  const { probes, scenarioCheck } = recommendation
  const blocks = [
    block(paint.bold(`probestorm ${facts.version}, Kubernetes ${facts.kubernetesVersion}`), [
      ...labelled([['scenario', `${safeText(facts.scenario)}, seed "${safeText(facts.seed)}"`]]),
      ...labelled(
        questionText(recommendation).map((text, index) => [index === 0 ? 'asked for' : 'and', text]),
      ),
    ]),
    block(paint.bold('ANSWER'), wrapped([safeText(answer(recommendation))])),
    block(
      paint.bold(`RECOMMENDED (${settingLegend})`),
      probes.length === 0
        ? ['  no probe to set']
        : alignedTable(
            settingColumns.map((column) => column.toUpperCase()),
            ranked(probes).map((probe) =>
              settingCells(probe, facts.targets[probes.indexOf(probe)]!.defaults).map(safeText),
            ),
            [0, 1, 2, 3, 4, 5, 9],
          ),
    ),
  ]
  const groups = probeGroups(probes, facts)
  const open = groups.filter(({ first }) => first.recommended === null)
  const set = groups.filter(({ first }) => first.recommended !== null)
  if (open.length > 0)
    blocks.push(block(paint.red('NOT EVERY LIMIT CAN BE KEPT'), reasonLines(open, recommendation)))
  if (set.length > 0) blocks.push(block(paint.bold('WHY'), reasonLines(set, recommendation)))
  const left = leftTexts(recommendation)
  if (left.length > 0) blocks.push(block(paint.bold('LEFT AS IT IS'), wrapped(left.map(safeText))))
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
  const others = otherFindings(recommendation, facts)
  if (others.length > 0) blocks.push(block(paint.bold('WHAT ELSE WAS FOUND'), wrapped(others.map(safeText))))
  blocks.push(
    block(paint.bold('WHAT THIS RESTS ON'), wrapped(assumptions(recommendation, facts))),
    block(paint.bold(`FILES in ${safeText(facts.directory)}`), wrapped([fileList(facts.files)])),
  )
  return `${blocks.join('\n')}\n${paint.dim(`in ${readable(facts.wallSeconds)} s`)}\n`
}

function fileList(files: readonly WrittenFile[]): string {
  return files.map(({ name, bytes }) => `${name} (${readableBytes(bytes)})`).join(', ')
}

function reasonLines(groups: readonly ProbeGroup[], recommendation: Recommendation): string[] {
  const left = groups.length - reasonsMax
  const more = left > 0 ? [`and ${counted(left, 'reason')} more: see recommendation.md`] : []
  return wrapped([...groups.slice(0, reasonsMax).map((group) => reason(group, recommendation)), ...more])
}

function reason(group: ProbeGroup, recommendation: Recommendation): string {
  const { first } = group
  const worth = worthText(first)
  const parts = [`${groupTitle(group)}: ${whyText(first, recommendation)}`]
  const { simulation, draws } = first.evidence
  const isBlindlyLeft = !first.noticesHangs && first.probe !== 'startup' && first.severity === 'leave'
  const hasEvidence = !isBlindlyLeft && (simulation !== null || draws !== null || isObserved(first))
  if (first.recommended !== null && hasEvidence) parts.push(`${evidenceText(first, group.defaults)}.`)
  if (first.happened !== null) parts.push(happenedText(first.happened, first))
  if (movesWhenTwiceAsSlow(first) && isSlowKnown(group)) parts.push(twiceAsSlowText(first))
  if (worth !== undefined) parts.push(`It ${worth}.`)
  parts.push(defaultsText(group))
  return parts.filter((part) => part !== '').join(' ')
}

function isObserved({ knownBy }: ProbeGroup['first']): boolean {
  return knownBy.from === 'observations'
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
