/** `docs/validation-control-plane.md`: the stored result as a page. */
import { centralPercent, toleranceSeconds, toleranceShare } from '../agreement.ts'
import { type Described, described } from './experiments.ts'
import { pictureOf } from './picture.ts'
import type { CountResult, ExperimentResult, KindResult } from './result.ts'

export const pictureFolder = 'validation'

export function controlPlanePage(results: readonly ExperimentResult[]): string {
  const all = described.map((about) => ({ about, result: results.find(({ name }) => name === about.name)! }))
  return `${[...opening(all), ...reasons(all), ...all.flatMap(section)].join('\n')}\n`
}

type Section = { readonly about: Described; readonly result: ExperimentResult }

function opening(all: readonly Section[]): string[] {
  const judged = all.flatMap(({ result }) => result.intervals.filter(({ outside }) => outside !== undefined))
  const values = sum(judged.map(({ count }) => count))
  const outside = sum(judged.map((one) => one.outside!))
  return [
    '# Validation of the control plane',
    '',
    'Made by `npm run validate:control-plane`; do not edit. A genuine control plane was measured: kube-apiserver, kube-controller-manager and kube-scheduler 1.36.3 with etcd 3.6.8 and',
    'default settings. Its experiments are replayed here: the same objects, with a fake kubelet that makes pods run, ready, ended and gone as fast as those of the trace. The controllers, the',
    'scheduler and the eviction API of the simulator do the rest. [Control plane](explanation/control-plane.md) says how the replays are made, what is taken from the measurement and what is not compared.',
    '',
    `**When they agree.** Of five values and more, at most as many lie outside the central ${centralPercent} % of the simulated values as a binomial law allows in 99 of 100 cases. Of fewer, the simulated median lies`,
    `in the measured range, or within ${toleranceSeconds} s or ${100 * toleranceShare} % of it. Counts that no simulation changes are the measured ones; of other counts the ranges meet, or come as near as the tests say.`,
    '',
    `Of ${values} values that are judged by their range ${outside} lie outside (${((100 * outside) / values).toFixed(2)} %).`,
    '',
    '| experiment | kinds of interval | values | outside | allowed | counts | verdict |',
    '| --- | --: | --: | --: | --: | --: | --- |',
    ...all.map(summary),
    '',
  ]
}

function summary({ about, result: { intervals, counts } }: Section): string {
  const judged = intervals.filter(({ outside }) => outside !== undefined)
  const differing = [...intervals, ...counts].filter(({ agrees }) => !agrees)
  const total = (of: (one: KindResult) => number): number | string =>
    judged.length === 0 ? '' : sum(judged.map(of))
  const verdict =
    differing.length === 0
      ? 'agrees'
      : `**${differing.length} ${differing.length === 1 ? 'differs' : 'differ'}**`
  return row([
    `[${about.title}](#${anchor(about.title)})`,
    intervals.length,
    sum(intervals.map(({ count }) => count)),
    total(({ outside }) => outside!),
    total(({ allowed }) => allowed!),
    counts.length,
    verdict,
  ])
}

function reasons(all: readonly Section[]): string[] {
  const differing = all.flatMap(({ about, result }) =>
    [...result.intervals, ...result.counts].flatMap((one) =>
      one.agrees && one.reason === undefined
        ? []
        : [
            `- ${about.title}, ${one.kind}: ${one.reason ?? 'why is not known'}.${one.agrees ? ' In these replays it agrees.' : ''}`,
          ],
    ),
  )
  const left = all.flatMap(({ about }) =>
    about.leftOut === undefined ? [] : [`- ${about.title}: ${about.leftOut}`],
  )
  return ['## What cannot agree, and what is left out', '', ...differing, ...left, '']
}

function section({ about, result }: Section): string[] {
  const picture =
    pictureOf(result) === undefined
      ? []
      : [`![${about.title}: measured and simulated](${pictureFolder}/${about.name}.svg)`, '']
  return [
    `## ${about.title}`,
    '',
    about.what,
    '',
    ...picture,
    ...intervalTable(result.intervals),
    ...countTable(result.counts),
  ]
}

function intervalTable(intervals: readonly KindResult[]): string[] {
  if (intervals.length === 0) return []
  return [
    `| interval, seconds | n | measured: least, median, most | simulated: central ${centralPercent} %, median | outside | allowed | verdict |`,
    '| --- | --: | --- | --- | --: | --: | --- |',
    ...intervals.map(
      ({ kind, count, measured, simulated: [low, median, high], outside = '', allowed = '', ...one }) =>
        row([
          kind,
          count,
          measured.map(secondsText).join(', '),
          `${secondsText(low)} to ${secondsText(high)}, ${secondsText(median)}`,
          outside,
          allowed,
          verdictText(one),
        ]),
    ),
    '',
  ]
}

function countTable(counts: readonly CountResult[]): string[] {
  if (counts.length === 0) return []
  return [
    '| count | measured | simulated | verdict |',
    '| --- | --- | --- | --- |',
    ...counts.map(({ kind, measured, simulated, ...one }) =>
      row([kind, rangeText(measured), rangeText(simulated), verdictText(one)]),
    ),
    '',
  ]
}

/** As exact as the clock of the traces: milliseconds of what is short. */
function secondsText(value: number): string {
  return value.toFixed(Math.abs(value) < 10 ? 3 : 2)
}

function verdictText({ agrees }: { readonly agrees: boolean }): string {
  return agrees ? 'agrees' : '**differs**'
}

function rangeText([least, most]: readonly [number, number]): string {
  return least === most ? String(least) : `${least} to ${most}`
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** As GitHub makes it of a heading. */
function anchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-')
}
