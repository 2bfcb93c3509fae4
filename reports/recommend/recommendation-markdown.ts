/** `recommendation.md`: the recommendation for a pull request or a page of notes. */
import { markdownText } from '../markdown-text.ts'
import { percent, readable } from '../readable.ts'
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
  neighbourText,
  questionText,
  settingLegend,
  settingText,
  twiceAsSlowText,
  whyText,
  worthText,
} from './setting-text.ts'

export function recommendationMarkdown(recommendation: Recommendation, facts: RecommendationFacts): string {
  const { probes, question, load, scenarioCheck, skipped } = recommendation
  const lines = [
    `# Probe settings for ${markdownText(facts.scenario)}`,
    '',
    answer(recommendation),
    '',
    'Asked for:',
    '',
    ...questionText(question).map((text) => `- ${markdownText(text)}`),
    '',
    `Settings are ${settingLegend}.`,
    '',
    row(settingColumns),
    '| --- | --- | --- | --- | --- | --: | --: | --: | --- |',
    ...probes.map((probe) => row(settingCells(probe))),
    '',
    '## Why',
    '',
    ...probes
      .filter((probe) => isChanged(probe) || probe.recommended === null || worthText(probe) !== undefined)
      .flatMap((probe) => reasons(probe, recommendation)),
    `Busiest node: ${readable(load.current.probesPerSecond)} probe runs/s now, ${readable(load.recommended.probesPerSecond)} as recommended${cpuText(recommendation)}.`,
    '',
  ]
  if (scenarioCheck !== null)
    lines.push(
      '## The scenario itself',
      '',
      'Simulated with both settings and the same chance:',
      '',
      row(['', 'Now', 'Recommended', 'Difference (95 %)']),
      '| --- | --: | --: | --: |',
      ...checkRows(scenarioCheck).map(({ label, before, after, interval }) =>
        row([label, before, after, interval]),
      ),
      '',
    )
  lines.push(
    '## What this rests on',
    '',
    ...skipped.map(
      ({ workload, container, probe, reason }) =>
        `- ${markdownText(`${workload}, ${container}, ${probe}: left alone, ${reason}.`)}`,
    ),
    ...[...assumptions(recommendation), ...facts.notes].map((text) => `- ${markdownText(text)}`),
    '',
    `probestorm ${facts.version}, Kubernetes ${facts.kubernetesVersion}, seed ${markdownText(JSON.stringify(facts.seed))}`,
  )
  return `${lines.join('\n')}\n`
}

/** The answer in a sentence or two. */
export function answer(recommendation: Recommendation): string {
  const { probes, load } = recommendation
  const changed = probes.filter(isChanged).length
  const none = probes.filter(({ recommended }) => recommended === null).length
  const head =
    probes.length === 0
      ? 'There is no probe to set.'
      : changed === 0 && none === 0
        ? `All ${readable(probes.length)} probes are as they should be.`
        : `${readable(changed)} of ${readable(probes.length)} probes should change.`
  const runs =
    changed === 0
      ? ''
      : ` The busiest node then has ${readable(load.recommended.probesPerSecond)} probe runs a second instead of ${readable(load.current.probesPerSecond)}.`
  const open = isSatisfied(recommendation) ? '' : ` For ${readable(none)} no setting keeps all limits.`
  return head + runs + open
}

function cpuText({ load: { current, recommended } }: Recommendation): string {
  if (current.cpuRatio === null || recommended.cpuRatio === null) return ''
  return `; ${percent(current.cpuRatio)} of its processors now, ${percent(recommended.cpuRatio)} as recommended`
}

function row(cells: readonly string[]): string {
  return `| ${cells.map(markdownText).join(' | ')} |`
}

function reasons(probe: ProbeRecommendation, recommendation: Recommendation): string[] {
  const { limits } = recommendation.question
  const worth = worthText(probe)
  const lines = [
    `### ${markdownText(`${probe.workload}, ${probe.container}, ${probe.probe}`)}`,
    '',
    markdownText(whyText(probe, recommendation)),
    '',
  ]
  if (worth !== undefined) lines.push(`**It ${markdownText(worth)}.**`, '')
  if (probe.recommended === null) return lines
  lines.push(`- ${markdownText(evidenceText(probe, limits))}.`, `- ${markdownText(twiceAsSlowText(probe))}`)
  if (probe.neighbours.length > 0) {
    lines.push('- Cheaper neighbours:')
    for (const neighbour of probe.neighbours)
      lines.push(`  - ${markdownText(`${settingText(neighbour.rated)} ${neighbourText(neighbour, probe)}`)}`)
  }
  return [...lines, '']
}
