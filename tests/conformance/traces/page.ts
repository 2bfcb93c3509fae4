/** `docs/validation.md`: the comparison as a page. */
import { nearestRank } from '../../../engine/kernel/statistics.ts'
import { type Compared, centralShare, errorChance, type RunComparison, type Spread } from './comparison.ts'
import { type IntervalKind, intervalKinds } from './intervals.ts'
import { pooled } from './picture.ts'
import { type CaseVerdict, caseVerdicts, spreadAgrees } from './verdict.ts'

export function validationPage(runs: readonly RunComparison[]): string {
  return `${[...opening(runs), ...summary(runs), ...differences(runs), ...runs.flatMap(runSection)].join('\n')}\n`
}

function opening(runs: readonly RunComparison[]): string[] {
  const values = runs.flatMap(({ compared }) => compared)
  const outside = values.filter(({ isOutside }) => isOutside).length
  return [
    '# Validation',
    '',
    'Made by `npm run validate`; do not edit. Runs of real kubelet code were recorded and are replayed here: the same pods, with',
    `behaviors that say what their containers did, simulated ${runs[0].copies} times each. Of ${values.length} measured values`,
    `${outside} lie outside the central ${100 * centralShare} % of the simulated ones (${percent(outside / values.length)}).`,
    '',
    '![Measured over simulated, by kind of interval and run](validation.svg)',
    '',
    '**What is compared.** Intervals, for absolute times drift apart as soon as one draw differs: the life of a container, from its',
    'exit to the next start, from the result that kills it to the stop call, from the stop call to the exit, from a start to the',
    'first probe of each type, from the success of the startup probe to the first of the others; and counts: probe calls in an',
    'instance, starts in the run. Each measured value is compared with the simulated values of the same attempt of the same',
    'container. Its _position_ is the share of simulated values below it.',
    '',
    `**When they agree.** At most as many values lie outside the central ${100 * centralShare} % as a binomial law allows, and the positions spread`,
    'as those of a copy among the other copies do: `p` is the share of copies with a Kolmogorov-Smirnov distance as large. Either',
    `test may fail once in ${1 / errorChance} times: there are about a hundred of them.`,
    '',
    '**What is taken from the measurement.** The rules have no lengths of their own for what a machine needs, so these are inputs, from',
    '`tests/conformance/traces/latencies.json` or the trace: the length of a relist, the way from a result to the stop call, the start of',
    'a process, its stop, how late ticks and other timers fire, and the way of a trigger (P6). So _result to stop_, and a restart',
    "in the sync of its kill, test little; all waits of seconds are the rules' own. Logs have whole milliseconds, and so have",
    'the simulated times.',
    '',
  ]
}

function summary(runs: readonly RunComparison[]): string[] {
  return [
    '## By kind of interval',
    '',
    '| run | kind | values | outside | allowed | p | verdict |',
    '| --- | --- | --: | --: | --: | --: | --- |',
    ...runs.flatMap((run) =>
      run.spreads.map((spread) => {
        const { kind, count, outside, outsideMax, pValue } = spread
        return row([
          run.replay.run.name,
          kind,
          count,
          outside,
          outsideMax,
          pValue.toFixed(3),
          verdict(run, spread),
        ])
      }),
    ),
    '',
  ]
}

function verdict({ replay }: RunComparison, spread: Spread): string {
  if (spreadAgrees(spread)) return 'agrees'
  return replay.run.knownToDiffer[spread.kind] === undefined ? '**differs**' : 'differs, see below'
}

function differences(runs: readonly RunComparison[]): string[] {
  const known = runs.flatMap(({ replay: { run } }) =>
    intervalKinds.flatMap((kind) => {
      const reason = run.knownToDiffer[kind]
      return reason === undefined ? [] : [`- Run ${run.name}, ${kind}: ${reason}.`]
    }),
  )
  const left = runs.flatMap(({ replay: { run } }) => [
    ...Object.entries(run.leftOut).map(
      ([pod, reason]) => `- Run ${run.name}, ${pod} is not replayed: ${reason}.`,
    ),
    ...Object.entries(run.cut).map(([pod, { fromSeconds, probe, reason }]) => {
      const what = probe === undefined ? `from ${fromSeconds} s on` : `${probe} probes`
      return `- Run ${run.name}, ${pod}, ${what}, is left out: ${reason}.`
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
  const { run } = comparison.replay
  return [
    `## Run ${run.name}`,
    '',
    `${run.what}. Simulated as ${run.kubernetesVersion}${gatesText(run.featureGates)}, ${run.untilSeconds} s.`,
    'Seconds: measured least, median and largest / simulated, the same of the central part.',
    '',
    `| container | values | outside | allowed | ${caseKinds.join(' | ')} | verdict |`,
    `| --- | --: | --: | --: | ${caseKinds.map(() => '---').join(' | ')} | --- |`,
    ...caseVerdicts(comparison).map(caseRow),
    '',
  ]
}

function gatesText(gates: Readonly<Record<string, boolean>>): string {
  const texts = Object.entries(gates).map(([gate, isOn]) => `\`${gate}: ${isOn}\``)
  return texts.length === 0 ? '' : ` with ${texts.join(', ')}`
}

function caseRow({ pod, container, compared, outside, outsideMax, agrees }: CaseVerdict): string {
  const cells = caseKinds.map((kind) => quantilesText(compared.filter((one) => one.kind === kind)))
  const name = container === 'c' ? pod : `${pod}/${container}`
  return row([name, compared.length, outside, outsideMax, ...cells, agrees ? 'agrees' : '**differs**'])
}

function quantilesText(compared: readonly Compared[]): string {
  if (compared.length === 0) return ''
  const measured = compared.map(({ value }) => value).sort((a, b) => a - b)
  const simulated = pooled(compared)
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
