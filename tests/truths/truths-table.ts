/** All verdicts, and the table of them. */
import { kinds, truthCount } from './truth.ts'
import { type Verdict, verdictOf } from './verdict.ts'

export const sizes = [20, 200, 2000] as const

/** @param onVerdict is called with each as it comes. */
export async function allVerdicts(onVerdict: (verdict: Verdict) => void = () => {}): Promise<Verdict[]> {
  const verdicts: Verdict[] = []
  for (const n of sizes)
    for (let index = 0; index < truthCount; index++) {
      const verdict = await verdictOf(index, n)
      onVerdict(verdict)
      verdicts.push(verdict)
    }
  return verdicts
}

export type Score = {
  readonly changed: number
  readonly left: number
  readonly unknown: number
  readonly none: number
  /** Of those that are called safe, as changed or as left, how many keep the limit. */
  readonly kept: number
  /** Of those that are left, how many break it. */
  readonly harmful: number
}

export function scoreOf(verdicts: readonly Verdict[]): Score {
  const count = (isRight: (verdict: Verdict) => boolean): number => verdicts.filter(isRight).length
  return {
    changed: count(({ says }) => says === 'safe'),
    left: count(({ says }) => says === 'leave'),
    unknown: count(({ says }) => says === 'unknown'),
    none: count(({ says }) => says === 'none'),
    kept: count(({ says, isKept }) => (says === 'safe' || says === 'leave') && isKept),
    harmful: count(({ says, isKept }) => says === 'leave' && !isKept),
  }
}

export function tableOf(verdicts: readonly Verdict[]): string {
  const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`
  const rowOf = (name: string, own: readonly Verdict[]): string => {
    const { changed, left, unknown, none, kept, harmful } = scoreOf(own)
    return row([
      name,
      own.length,
      changed,
      left,
      unknown,
      none,
      `${kept} of ${changed + left}`,
      `${harmful} of ${left}`,
    ])
  }
  return [
    row([
      'truths',
      'answers',
      'changed',
      'left',
      'unknown',
      'no setting',
      'safe ones that keep the limit',
      'left ones that do harm',
    ]),
    '| --- | --: | --: | --: | --: | --: | --: | --: |',
    ...sizes.map((n) =>
      rowOf(
        `n = ${n.toLocaleString('en')}`,
        verdicts.filter((each) => each.n === n),
      ),
    ),
    ...kinds.map((kind) =>
      rowOf(
        kind,
        verdicts.filter(({ truth }) => truth.kind === kind),
      ),
    ),
    rowOf('all', verdicts),
  ].join('\n')
}
