/** `docs/validation.md`: the comparison as a page. */
import { nearestRank } from '../../../engine/kernel/statistics.ts'
import { mutantsSection } from '../../mutants/section.ts'
import { stormsSection } from '../../storms/section.ts'
import { type Compared, centralShare, errorChance, type RunComparison } from './comparison.ts'
import { type IntervalKind, intervalKinds } from './intervals.ts'
import { pooled } from './picture.ts'
import { type CaseVerdict, caseVerdicts, type KindVerdict, kindVerdicts, versionsOf } from './verdict.ts'

export function validationPage(runs: readonly RunComparison[]): string {
  return `${[...opening(runs), ...method(runs), ...differences(runs), ...stormsSection(), ...mutantsSection(), ...runs.flatMap(runSection)].join('\n')}\n`
}

function opening(runs: readonly RunComparison[]): string[] {
  const versions = versionsOf(runs)
  const verdicts = kindVerdicts(runs)
  const cell = (kind: IntervalKind, version: string): string =>
    verdictText(verdicts.find((one) => one.kind === kind && one.version === version))
  return [
    '# Validation',
    '',
    'Made by `npm run validate`; do not edit. Genuine kubelets were recorded, and the recordings are replayed here: the same pods, with',
    `behaviors that say what their containers did, simulated ${runs[0].copies} times each. A cell holds the number of measured values, how many of`,
    `them lie outside the central ${100 * centralShare} % of the simulated ones, how many may, and the verdict.`,
    '[Validation of the control plane](validation-control-plane.md) does the same with genuine controllers and schedulers.',
    '',
    `| kind | ${versions.join(' | ')} |`,
    `| --- | ${versions.map(() => '---').join(' | ')} |`,
    ...intervalKinds.map((kind) => row([kind, ...versions.map((version) => cell(kind, version))])),
    '',
  ]
}

function verdictText(verdict: KindVerdict | undefined): string {
  if (verdict === undefined) return ''
  const { count, outside, outsideMax, certain, wrong, agrees } = verdict
  const uncertain = certain === count ? '' : `${count - certain}: ${outside} of at most ${outsideMax}`
  const exact = certain === 0 ? '' : `${certain} exact: ${wrong} wrong`
  const parts = [uncertain, exact].filter((part) => part !== '').join('; ')
  return `${parts}: ${agrees ? 'agrees' : '**differs**'}`
}

function method(runs: readonly RunComparison[]): string[] {
  const values = runs.flatMap(({ compared }) => compared)
  const outside = values.filter(({ isOutside }) => isOutside).length
  return [
    `Of ${values.length} values ${outside} lie outside (${percent(outside / values.length)}). Values that are the same in every copy, for no chance enters them, are exact:`,
    'none may be another. The last version is a kubelet 1.20 as released, on containerd and runc; all others ran against a scripted runtime.',
    '',
    '![Measured over simulated, by kind of interval and run](validation.svg)',
    '',
    '**What is compared.** Intervals, for absolute times drift apart as soon as one draw differs: the life of a container, from its',
    'exit to the next start, from the result that kills it to the stop call, from the stop call to the exit, from a start to the',
    'first probe of each type, from the success of the startup probe to the first of the others, from one container of the start-up to the next,',
    'from a deletion to the stop calls, what a new kubelet process does to readiness; counts: probe calls in an',
    'instance, starts in the run, writes of the status until the pod is Ready, calls per second of the readiness probe of a neighbour of a container that',
    'has ended for good (Z2); and orders. Each measured value is compared with the simulated values of the same attempt of the same container.',
    '',
    `**When they agree.** At most as many values lie outside the central ${100 * centralShare} % as a binomial law allows but once in ${1 / errorChance} times. Both`,
    'ends of an interval were logged to about a millisecond, so a value counts as outside only if one 2 ms nearer does. In the tables by run, `p` is the share of copies',
    'whose positions - shares of simulated values below the value - are as far from uniform (Kolmogorov-Smirnov distance) as those of the measured ones: what it says about one machine and one day is not part of the verdict.',
    '',
    '**What is taken from the measurement.** The rules have no lengths of their own for what a machine needs, so these are inputs, from',
    '`tests/conformance/traces/kubelets/latencies.json` or the recordings: the length of a relist, the way from a result to the stop call, the start of',
    'a process, its stop, how late ticks and other timers fire, what a readiness call costs, the way of a trigger (P6) and of a relist on demand (Z1), the share of lost triggers (Z4), what relists take longer where many pods are added',
    "at once. So _result to stop_, and a restart in the sync of its kill, test little; all waits of seconds are the rules' own. Two races of a millisecond are drawn with even",
    'chances: whether a readiness result that follows its sync is written with it, and whether a startup probe that succeeds at once does so before the sync that its worker asked for. In one of eight copies',
    'ticks are so late that they meet an age of a script which they should just miss.',
    '',
  ]
}

function differences(runs: readonly RunComparison[]): string[] {
  const known = runs.flatMap(({ replay: { run } }) =>
    intervalKinds.flatMap((kind) => {
      const reason = run.knownToDiffer[kind]
      return reason === undefined ? [] : [`- ${run.name}, ${kind}: ${reason}.`]
    }),
  )
  const left = runs.flatMap(({ replay: { run, leftOut } }) => [
    ...Object.entries(leftOut).map(([pod, reason]) => `- ${run.name}, ${pod} is not replayed: ${reason}.`),
    ...Object.entries(run.cut).map(([pod, { fromSeconds, probe, reason }]) => {
      const what = probe === undefined ? `from ${fromSeconds} s on` : `${probe} probes`
      return `- ${run.name}, ${pod}, ${what}, is left out: ${reason}.`
    }),
  ])
  return ['## What differs, and what is left out', '', ...known, ...left, '']
}

const caseKinds: readonly IntervalKind[] = [
  'life of a container',
  'exit to next start',
  'start to first probe',
]

function runSection(comparison: RunComparison): string[] {
  const { run, facts } = comparison.replay
  return [
    `## Run ${run.name}`,
    '',
    `${run.what}. Simulated as ${run.kubernetesVersion}${gatesText(run.featureGates)}, ${facts.until} s.`,
    '',
    '| kind | values | outside | allowed | wrong | p |',
    '| --- | --: | --: | --: | --: | --: |',
    ...comparison.spreads.map(({ kind, count, outside, outsideMax, wrong, pValue }) =>
      row([kind, count, outside, outsideMax, wrong, pValue.toFixed(3)]),
    ),
    '',
    'Containers of which a value lies outside. Seconds: measured least, median and largest / simulated, the same of the central part.',
    '',
    `| container | values | outside | allowed | ${caseKinds.join(' | ')} | verdict |`,
    `| --- | --: | --: | --: | ${caseKinds.map(() => '---').join(' | ')} | --- |`,
    ...caseVerdicts(comparison)
      .filter(({ outside }) => outside > 0)
      .map(caseRow),
    '',
  ]
}

function gatesText(gates: Readonly<Record<string, boolean>>): string {
  const texts = Object.entries(gates).map(([gate, isOn]) => `\`${gate}: ${isOn}\``)
  return texts.length === 0 ? '' : ` with ${texts.join(', ')}`
}

function caseRow({ pod, container, compared, outside, outsideMax, agrees }: CaseVerdict): string {
  const cells = caseKinds.map((kind) => quantilesText(compared.filter((one) => one.kind === kind)))
  const name = container === '' ? pod : `${pod}/${container}`
  return row([name, compared.length, outside, outsideMax, ...cells, agrees ? 'agrees' : '**differs**'])
}

function quantilesText(compared: readonly Compared[]): string {
  if (compared.length === 0) return ''
  const measured = compared.map(({ value }) => value).sort((a, b) => a - b)
  const simulated = pooled(compared)
  if (simulated.length === 0) return secondsText(measured[0])
  const margin = (1 - centralShare) / 2
  const of = (sorted: readonly number[] | Float64Array, shares: readonly number[]): string =>
    shares.map((share) => secondsText(nearestRank(sorted, share))).join(' ')
  return `${of(measured, [0, 0.5, 1])} / ${of(simulated, [margin, 0.5, 1 - margin])}`
}

function secondsText(value: number): string {
  return value < 1 ? value.toFixed(3) : value.toFixed(value < 100 ? 2 : 1)
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`
}
