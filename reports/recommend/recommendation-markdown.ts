/** `recommendation.md`: the recommendation for a pull request or a page of notes. */
import { markdownText } from '../markdown-text.ts'
import { percent, readable } from '../readable.ts'
import { answer } from './answer.ts'
import { assumptions } from './assumptions.ts'
import { evidenceText, happenedText, neighbourText } from './evidence-text.ts'
import { leftTexts } from './left-text.ts'
import { otherFindings } from './other-findings.ts'
import { defaultsText, groupTitle, isSlowKnown, type ProbeGroup, probeGroups } from './probe-groups.ts'
import { questionText } from './question-text.ts'
import { type Recommendation, type RecommendationFacts, ranked } from './recommended-result.ts'
import { checkRows } from './scenario-check.ts'
import { settingCells, settingColumns } from './setting-table.ts'
import { settingLegend, settingText } from './setting-text.ts'
import { twiceAsSlowText } from './twice-as-slow-text.ts'
import { whyText, worthText } from './why-text.ts'

export function recommendationMarkdown(recommendation: Recommendation, facts: RecommendationFacts): string {
  const { probes, load, scenarioCheck } = recommendation
  const lines = [
    `# Probe settings for ${markdownText(facts.scenario)}`,
    '',
    markdownText(answer(recommendation)),
    '',
    'Asked for:',
    '',
    ...questionText(recommendation).map((text) => `- ${markdownText(text)}`),
    '',
    `Settings are ${settingLegend}.`,
    '',
    row(settingColumns),
    '| --- | --- | --- | --- | --- | --- | --: | --: | --: | --- |',
    ...ranked(probes).map((probe) =>
      row(settingCells(probe, facts.targets[probes.indexOf(probe)]!.defaults)),
    ),
    '',
    '## Why',
    '',
    ...probeGroups(probes, facts).flatMap((group) => reasons(group, recommendation)),
    ...leftSection(recommendation),
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
  const others = otherFindings(recommendation, facts)
  if (others.length > 0)
    lines.push('## What else was found', '', ...others.map((text) => `- ${markdownText(text)}`), '')
  lines.push(
    '## What this rests on',
    '',
    ...assumptions(recommendation, facts).map((text) => `- ${markdownText(text)}`),
    '',
    `probestorm ${facts.version}, Kubernetes ${facts.kubernetesVersion}, seed ${markdownText(JSON.stringify(facts.seed))}`,
  )
  return `${lines.join('\n')}\n`
}

function leftSection(recommendation: Recommendation): string[] {
  const left = leftTexts(recommendation)
  return left.length === 0
    ? []
    : ['## Left as it is', '', ...left.map((text) => `- ${markdownText(text)}`), '']
}

function cpuText({ load: { current, recommended } }: Recommendation): string {
  if (current.cpuRatio === null || recommended.cpuRatio === null) return ''
  return `; ${percent(current.cpuRatio)} of its processors now, ${percent(recommended.cpuRatio)} as recommended`
}

function row(cells: readonly string[]): string {
  return `| ${cells.map(markdownText).join(' | ')} |`
}

function reasons(group: ProbeGroup, recommendation: Recommendation): string[] {
  const probe = group.first
  const worth = worthText(probe)
  const lines = [
    `### ${markdownText(groupTitle(group, Number.POSITIVE_INFINITY))}`,
    '',
    markdownText(`${whyText(probe, recommendation)} ${defaultsText(group)}`.trimEnd()),
    '',
  ]
  if (worth !== undefined) lines.push(`**It ${markdownText(worth)}.**`, '')
  if (probe.recommended === null) return lines
  if (probe.happened !== null) lines.push(`- ${markdownText(happenedText(probe.happened, probe))}`)
  lines.push(`- ${markdownText(evidenceText(probe, group.defaults))}.`)
  if (isSlowKnown(group)) lines.push(`- ${markdownText(twiceAsSlowText(probe))}`)
  if (probe.neighbours.length > 0) {
    lines.push('- Cheaper neighbours:')
    for (const neighbour of probe.neighbours)
      lines.push(
        `  - ${markdownText(`${settingText(neighbour.rated)} ${neighbourText(neighbour, probe, recommendation.question)}`)}`,
      )
  }
  return [...lines, '']
}
