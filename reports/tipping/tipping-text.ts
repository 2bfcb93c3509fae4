/** What `find-threshold` prints: the answer, what it rests on, every value that was tried, and where the files are. */
import type { WrittenFile } from '../csv-report.ts'
import { counted, readableBytes, readableDuration, safeText } from '../readable.ts'
import { alignedTable, block, labelled, painter, wrapped } from '../text-blocks.ts'
import { outcomeOf, type ReportedTipping, settingText } from './reported-tipping.ts'
import { tippingAnswer, tippingReasons } from './tipping-answer.ts'
import { pointRows } from './tipping-formats.ts'

export type TippingFacts = {
  readonly version: string
  readonly scenario: string
  readonly seed: string
  readonly kubernetesVersion: string
  readonly replications: number
  readonly notes: readonly string[]
  /** What is left out at the values that bound the answer. */
  readonly limits: readonly string[]
}

export type TippingFiles = {
  readonly directory: string
  readonly files: readonly WrittenFile[]
  readonly wallSeconds: number
}

export function tippingText(
  tipping: ReportedTipping,
  facts: TippingFacts,
  { directory, files, wallSeconds }: TippingFiles,
  color: boolean,
): string {
  const paint = painter(color)
  const { result, path, lastStep } = tipping
  const sign = outcomeOf(tipping) === 'found' ? paint.green : paint.yellow
  const blocks = [
    block(
      paint.bold(`probestorm ${facts.version}`),
      labelled([
        ['scenario', safeText(facts.scenario)],
        [
          'parameter',
          `${safeText(path)}, from ${settingText(tipping, 0)} to ${settingText(tipping, lastStep)}`,
        ],
        ['condition', safeText(result.condition.text)],
        [
          'tried',
          `${counted(result.points.length, 'value')}, ${counted(facts.replications, 'replication')}, seed ${safeText(facts.seed)}`,
        ],
      ]),
    ),
    block(sign(paint.bold('TIPPING POINT')), [
      ...wrapped([`${tippingAnswer(tipping)}.`]),
      ...wrapped(tippingReasons(tipping)),
    ]),
    ...(facts.limits.length > 0
      ? [block(paint.bold('WHAT THE ANSWER LEAVES OUT'), wrapped(facts.limits))]
      : []),
    block(
      paint.bold('VALUES THAT WERE TRIED'),
      alignedTable(
        ['VALUE', 'REPLICATIONS', 'FOUND', 'AT LEAST', 'AT MOST', 'MEET IT ALONE', 'THE CONDITION'],
        pointRows(tipping).map(([value, ...cells]) => [safeText(value!), ...cells]),
        [6],
      ),
    ),
  ]
  if (facts.notes.length > 0) blocks.push(block(paint.bold('DEFAULTS AND NOTES'), wrapped(facts.notes)))
  blocks.push(
    block(
      paint.bold(`FILES in ${safeText(directory)}`),
      files.map(({ name, bytes }) => `  ${name.padEnd(18)} ${readableBytes(bytes)}`),
    ),
  )
  return `${blocks.join('\n')}\n${paint.dim(`${readableDuration(wallSeconds)} of work here`)}\n`
}
