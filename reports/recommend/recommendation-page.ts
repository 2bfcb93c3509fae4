/** `report.html` of a recommendation: what to change first, then why, the trade-off as a picture, and what it rests on. */
import { html, Markup } from '../html.ts'
import { htmlPage, type Section } from '../page.ts'
import { about, figureList, list, table } from '../page-parts.ts'
import { counted, percent, readable } from '../readable.ts'
import { answer } from './answer.ts'
import { assumptions } from './assumptions.ts'
import { evidenceText, happenedText, neighbourText } from './evidence-text.ts'
import { frontChart, frontLegend } from './front-chart.ts'
import { leftTexts } from './left-text.ts'
import { otherFindings } from './other-findings.ts'
import { jsonPatchName } from './patches.ts'
import { defaultsText, groupTitle, isSlowKnown, type ProbeGroup, probeGroups } from './probe-groups.ts'
import { questionText } from './question-text.ts'
import { recommendationVerdict } from './recommendation-verdict.ts'
import {
  isChanged,
  isSatisfied,
  type ProbeRecommendation,
  type Recommendation,
  type RecommendationFacts,
  ranked,
} from './recommended-result.ts'
import { checkRows, checkText } from './scenario-check.ts'
import { recommendedText, settingCells, settingColumns } from './setting-table.ts'
import { settingLegend, settingText } from './setting-text.ts'
import { twiceAsSlowText } from './twice-as-slow-text.ts'
import { whyText, worthText } from './why-text.ts'

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
    heading: `Probe settings for ${facts.scenario}`,
    verdict: recommendationVerdict(recommendation),
    answer: [answer(recommendation), checkedText(recommendation)].filter((text) => text !== ''),
    ...(isSatisfied(recommendation)
      ? {}
      : {
          warning: html`Not every limit can be kept: probes without a recommendation keep their present setting.`,
        }),
    about: html`Which health probe settings keep your limits, found by probestorm ${facts.version} with the rules of Kubernetes
${facts.kubernetesVersion}; seed “${facts.seed}”.`,
    sections: [
      settings(recommendation, facts),
      reasons(recommendation, facts),
      leftAsItIs(recommendation),
      asked(recommendation),
      check(recommendation),
      application(recommendation, facts),
      others(recommendation, facts),
      {
        id: 'basis',
        title: 'What this rests on',
        short: 'Basis',
        body: list(assumptions(recommendation, facts)),
      },
    ],
    footer: 'Made by probestorm. Every setting that no other beats is in pareto.csv beside this page.',
    bundle: 'recommendation',
  })
}

/** Whether the settings do in the scenario what they are to do. */
function checkedText({ probes, scenarioCheck }: Recommendation): string {
  return scenarioCheck === null || !probes.some(isChanged) ? '' : checkText(scenarioCheck)
}

function leftAsItIs(recommendation: Recommendation): Section | undefined {
  const left = leftTexts(recommendation)
  if (left.length === 0) return undefined
  return { id: 'left', title: 'Left as it is', short: 'Left', body: list(left) }
}

function others(recommendation: Recommendation, facts: RecommendationFacts): Section | undefined {
  const found = otherFindings(recommendation, facts)
  if (found.length === 0) return undefined
  return { id: 'others', title: 'What else was found', short: 'Other findings', body: list(found) }
}

function asked(recommendation: Recommendation): Section {
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
  const items = figures.map(([label, before, after, text, of]) => ({
    label,
    value: `${text(before)} → ${text(after)}`,
    about: `${of}, now and as recommended`,
  }))
  return {
    id: 'asked',
    title: 'What was asked for',
    short: 'Limits',
    body: html`${list(questionText(recommendation))}${figureList(items)}`,
  }
}

function settings({ probes }: Recommendation, facts: RecommendationFacts): Section | undefined {
  if (probes.length === 0) return undefined
  const rows = ranked(probes).map((probe) =>
    settingCells(probe, facts.targets[probes.indexOf(probe)]!.defaults).map((cell, index) =>
      index === 0 ? brokenName(cell) : index === 5 ? html`<strong>${cell}</strong>` : cell,
    ),
  )
  const legend = new Markup(settingLegend.replaceAll('/', '/<wbr>'))
  return {
    id: 'settings',
    title: 'Settings',
    body: html`${table(settingColumns, rows)}${about(
      html`A setting is written ${legend}: 10/1/3 asks every 10 s, waits 1 s for the answer, and acts on the third failure in a row.
Noticed within: the worst case for a container that stops answering. Mistakes: restarts (liveness) or removals from the endpoints (readiness) of containers
that are well, of the whole workload; of a startup probe the probability p that a start is cut short. Runs/s: of the whole workload. Severity: broken, a limit that was named fails now;
harmful, it restarts well containers more than once a month or cuts starts short; better, it could be, which is not urgent; unknown, too little is known to change it; leave, as it should be, or no number would help.`,
    )}`,
  }
}

/** Of a workload: it breaks behind a slash before it breaks within a word. */
function brokenName(name: string): Markup {
  return html`${name.split('/').map((part, index) => html`${index === 0 ? undefined : new Markup('/<wbr>')}${part}`)}`
}

function reasons(recommendation: Recommendation, facts: RecommendationFacts): Section | undefined {
  const groups = probeGroups(recommendation.probes, facts)
  if (groups.length === 0) return undefined
  const shown = groups.slice(0, reasonsMax)
  const left = groups.length - shown.length
  const hasFront = shown.some(({ first }) => isDrawn(first))
  return {
    id: 'why',
    title: 'Why, and at what price',
    short: 'Why',
    body: html`${hasFront ? new Markup(frontLegend) : undefined}${shown.map((group, index) => reason(group, recommendation, index < openMax))}${left > 0 ? about(`${counted(left, 'reason')} more: see recommendation.md.`) : undefined}`,
  }
}

function reason(group: ProbeGroup, recommendation: Recommendation, isOpen: boolean): Markup {
  const { first } = group
  const worth = worthText(first)
  const evidence =
    first.recommended === null
      ? undefined
      : html`${about(`${evidenceText(first, group.defaults)}.`)}${isSlowKnown(group) ? about(twiceAsSlowText(first)) : undefined}`
  return html`<details class="reason rest"${isOpen ? html` open` : undefined}><summary>${groupTitle(group)}${change(first)}</summary>
<p>${`${whyText(first, recommendation)} ${defaultsText(group)}`.trimEnd()}</p>
${worth === undefined ? undefined : html`<p class="warning">It ${worth}.</p>\n`}${first.happened === null ? undefined : html`<p>${happenedText(first.happened, first)}</p>\n`}${isDrawn(first) ? new Markup(frontChart(first)) : undefined}${evidence}${neighbours(first, recommendation.question)}
</details>
`
}

/** Of answers that nobody knows a picture would show what a default does. */
function isDrawn({ front, isKnown }: ProbeRecommendation): boolean {
  return isKnown && front.length > 0
}

function change(probe: ProbeRecommendation): Markup {
  return html`: <b>${settingText(probe.current)} → ${recommendedText(probe)}</b>`
}

function neighbours(probe: ProbeRecommendation, question: Recommendation['question']): Markup | undefined {
  if (probe.neighbours.length === 0) return undefined
  const rows = probe.neighbours
    .slice(0, neighboursMax)
    .map((neighbour) => [settingText(neighbour.rated), neighbourText(neighbour, probe, question)])
  const left = probe.neighbours.length - rows.length
  return html`<h3>Cheaper neighbours, and what speaks against them</h3>
${table(['Setting', 'Finding'], rows)}${left > 0 ? about(`${counted(left, 'neighbour')} more: see recommendation.md.`) : undefined}`
}

function check({ scenarioCheck }: Recommendation): Section | undefined {
  if (scenarioCheck === null) return undefined
  const rows = checkRows(scenarioCheck).map(({ label, before, after, interval }) => [
    label,
    before,
    after,
    interval,
  ])
  return {
    id: 'scenario',
    title: 'The scenario itself',
    short: 'Scenario',
    body: html`${about(html`Simulated, its faults included, with the present and with the recommended settings, and the same chance: the same answers are
slow, the same containers hang. The difference has a 95 % interval where there are several replications.`)}${table(['Over all workloads', 'Now', 'Recommended', 'Difference (95 %)'], rows)}`,
  }
}

function application({ probes }: Recommendation, facts: RecommendationFacts): Section | undefined {
  const first = probes.findIndex(isChanged)
  if (first < 0) return undefined
  const { kind, name, namespace } = facts.targets[first]!
  const patch = jsonPatchName(facts.targets[first]!)
  const isFixed = probes.some(
    (probe, index) => isChanged(probe) && ['Pod', 'Job'].includes(facts.targets[index]!.kind),
  )
  const fixed = isFixed
    ? ' A Pod or a Job by itself has to be deleted and created anew: the API does not change its probes.'
    : ''
  const where = namespace === undefined ? '' : ` -n ${namespace}`
  return {
    id: 'apply',
    title: 'How to apply it',
    short: 'Apply',
    body: html`<ul>
<li>With kustomize: name this directory under <code>components</code>; <code>kustomization.yaml</code> holds all patches.</li>
<li>One workload at a time: <code>${`kubectl patch ${kind.toLowerCase()} ${name}${where} --type json --patch-file ${patch}`}</code>; it first tests that the present values are those that were read.</li>
<li>By hand or in a chart: <code>recommendation.yaml</code> has the changed numbers only.</li>
</ul>
${about(`A change of probe settings is a new pod template: the pods are replaced (P23).${fixed}`)}`,
  }
}
