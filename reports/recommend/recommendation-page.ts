/** `report.html` of a recommendation: what to change first, then why, the trade-off as a picture, and what it rests on. */
import { htmlText } from '../html-text.ts'
import { htmlPage } from '../page.ts'
import { pageFooter, pageHeader, section, table } from '../page-parts.ts'
import { counted, percent, readable } from '../readable.ts'
import { answer } from './answer.ts'
import { assumptions } from './assumptions.ts'
import { frontChart, frontLegend, frontStyle } from './front-chart.ts'
import { otherFindings } from './other-findings.ts'
import { jsonPatchName } from './patches.ts'
import { defaultsText, groupTitle, type ProbeGroup, probeGroups } from './probe-groups.ts'
import {
  isChanged,
  isSatisfied,
  type ProbeRecommendation,
  type Recommendation,
  type RecommendationFacts,
  ranked,
} from './recommended-result.ts'
import { checkRows } from './scenario-check.ts'
import { recommendedText, settingCells, settingColumns } from './setting-table.ts'
import {
  evidenceText,
  happenedText,
  neighbourText,
  questionText,
  settingLegend,
  settingText,
  twiceAsSlowText,
  whyText,
  worthText,
} from './setting-text.ts'

/** Reasons with a picture; the others are in `recommendation.md`. */
const reasonsMax = 24
/** Neighbours of each; the cheapest. */
const neighboursMax = 6
/** Reasons that are open from the start. */
const openMax = 3

/** The page in pieces. */
export function recommendationPage(recommendation: Recommendation, facts: RecommendationFacts): string[] {
  return htmlPage({
    title: `${facts.scenario}: recommended probe settings`,
    body: [
      header(recommendation, facts),
      settings(recommendation),
      asked(recommendation),
      reasons(recommendation, facts),
      check(recommendation),
      application(recommendation, facts),
      others(recommendation, facts),
      section(
        'basis',
        'What this rests on',
        `<ul>\n${assumptions(recommendation, facts).map(item).join('\n')}\n</ul>\n`,
      ),
      pageFooter('Made by probestorm. Every setting that no other beats is in pareto.csv beside this page.'),
    ],
    style: frontStyle,
  })
}

function others(recommendation: Recommendation, facts: RecommendationFacts): string {
  const found = otherFindings(recommendation, facts)
  return found.length === 0
    ? ''
    : section('others', 'What no number changes', `<ul>\n${found.map(item).join('\n')}\n</ul>\n`)
}

function item(text: string): string {
  return `<li>${htmlText(text)}</li>`
}

function header(recommendation: Recommendation, facts: RecommendationFacts): string {
  const warning = isSatisfied(recommendation)
    ? ''
    : 'Not every limit can be kept: probes without a recommendation keep their present setting.'
  return pageHeader(
    `Probe settings for ${facts.scenario}`,
    `Which health probe settings keep your limits, found by probestorm ${htmlText(facts.version)} with the rules of Kubernetes
${htmlText(facts.kubernetesVersion)}; seed “${htmlText(facts.seed)}”.`,
    warning,
    [answer(recommendation)],
  )
}

function asked(recommendation: Recommendation): string {
  const { current, recommended } = recommendation.load
  const figures = [
    [
      'Probe runs on the busiest node',
      current.probesPerSecond,
      recommended.probesPerSecond,
      readable,
      'per second',
    ],
    ...(current.cpuRatio === null || recommended.cpuRatio === null
      ? []
      : [['Of its processors', current.cpuRatio, recommended.cpuRatio, percent, 'for probes'] as const]),
  ] as const
  const items = figures.map(
    ([label, before, after, text, of]) =>
      `<div><dt>${label}</dt><dd><span class="value">${text(before)} → ${text(after)}</span><br><span class="of">${of}, now and as recommended</span></dd></div>`,
  )
  return section(
    'asked',
    'What was asked for',
    `<ul>\n${questionText(recommendation).map(item).join('\n')}\n</ul>\n<dl class="figures">\n${items.join('\n')}\n</dl>\n`,
  )
}

function settings({ probes }: Recommendation): string {
  if (probes.length === 0) return ''
  const rows = ranked(probes).map((probe) =>
    settingCells(probe).map((cell, index) =>
      index === 5 ? `<strong>${htmlText(cell)}</strong>` : htmlText(cell),
    ),
  )
  return section(
    'settings',
    'Settings',
    `<p class="about">A setting is written ${settingLegend.replaceAll('/', '/<wbr>')}: 10/1/3 asks every 10 s, waits 1 s for the answer, and acts on the third failure in a row.
Noticed within: the worst case for a container that stops answering. Mistakes: restarts (liveness) or removals from the endpoints (readiness) of containers
that are well, of the whole workload; of a startup probe the probability p that a start is cut short. Runs/s: of the whole workload. Severity: broken, a limit that was named fails now;
harmful, it restarts well containers more than once a month or cuts starts short; better, it could be, which is not urgent; unknown, too little is known to change it; leave, as it should be.</p>
${table(settingColumns, rows)}`,
  )
}

function reasons(recommendation: Recommendation, facts: RecommendationFacts): string {
  const groups = probeGroups(recommendation.probes, facts)
  if (groups.length === 0) return ''
  const shown = groups.slice(0, reasonsMax)
  const left = groups.length - shown.length
  const hasFront = shown.some(({ first }) => first.front.length > 0)
  const more =
    left > 0 ? `<p class="about">${counted(left, 'reason')} more: see recommendation.md.</p>\n` : ''
  return section(
    'why',
    'Why, and at what price',
    `${hasFront ? frontLegend : ''}${shown.map((group, index) => reason(group, recommendation, index < openMax)).join('')}${more}`,
  )
}

function reason(group: ProbeGroup, recommendation: Recommendation, isOpen: boolean): string {
  const { first } = group
  const worth = worthText(first)
  const parts = [
    `<p>${htmlText(`${whyText(first, recommendation)} ${defaultsText(group)}`.trimEnd())}</p>`,
    worth === undefined ? '' : `<p class="warning">It ${htmlText(worth)}.</p>`,
    first.happened === null ? '' : `<p>${htmlText(happenedText(first.happened, first))}</p>`,
    first.front.length === 0 ? '' : frontChart(first),
    first.recommended === null
      ? ''
      : `<p class="about">${htmlText(evidenceText(first))}.</p>\n<p class="about">${htmlText(twiceAsSlowText(first))}</p>`,
    neighbours(first, recommendation.question),
  ]
  return `<details class="reason"${isOpen ? ' open' : ''}><summary>${htmlText(groupTitle(group))}${change(first)}</summary>\n${parts.filter((part) => part !== '').join('\n')}\n</details>\n`
}

function change(probe: ProbeRecommendation): string {
  return `: <b>${htmlText(settingText(probe.current))} → ${htmlText(recommendedText(probe))}</b>`
}

function neighbours(probe: ProbeRecommendation, question: Recommendation['question']): string {
  if (probe.neighbours.length === 0) return ''
  const rows = probe.neighbours
    .slice(0, neighboursMax)
    .map((neighbour) => [
      htmlText(settingText(neighbour.rated)),
      htmlText(neighbourText(neighbour, probe, question)),
    ])
  const left = probe.neighbours.length - rows.length
  const more =
    left > 0 ? `<p class="about">${counted(left, 'neighbour')} more: see recommendation.md.</p>\n` : ''
  return `<h3>Cheaper neighbours, and what speaks against them</h3>\n${table(['Setting', 'Finding'], rows)}${more}`
}

function check({ scenarioCheck }: Recommendation): string {
  if (scenarioCheck === null) return ''
  const rows = checkRows(scenarioCheck).map(({ label, before, after, interval }) =>
    [label, before, after, interval].map(htmlText),
  )
  return section(
    'scenario',
    'The scenario itself',
    `<p class="about">Simulated, its faults included, with the present and with the recommended settings, and the same chance: the same answers are
slow, the same containers hang. The difference has a 95 % interval where there are several replications.</p>
${table(['Over all workloads', 'Now', 'Recommended', 'Difference (95 %)'], rows)}`,
  )
}

function application({ probes }: Recommendation, facts: RecommendationFacts): string {
  const first = probes.findIndex(isChanged)
  if (first < 0) return ''
  const { kind, name, namespace } = facts.targets[first]!
  const patch = jsonPatchName(facts.targets[first]!)
  const isFixed = probes.some(
    (probe, index) => isChanged(probe) && ['Pod', 'Job'].includes(facts.targets[index]!.kind),
  )
  const fixed = isFixed
    ? ' A Pod or a Job by itself has to be deleted and created anew: the API does not change its probes.'
    : ''
  const where = namespace === undefined ? '' : ` -n ${namespace}`
  return section(
    'apply',
    'How to apply it',
    `<ul>
<li>With kustomize: name this directory under <code>components</code>; <code>kustomization.yaml</code> holds all patches.</li>
<li>One workload at a time: <code>${htmlText(`kubectl patch ${kind.toLowerCase()} ${name}${where} --type json --patch-file ${patch}`)}</code>; it first tests that the present values are those that were read.</li>
<li>By hand or in a chart: <code>recommendation.yaml</code> has the changed numbers only.</li>
</ul>
<p class="about">A change of probe settings is a new pod template: the pods are replaced (P23).${fixed}</p>\n`,
  )
}
