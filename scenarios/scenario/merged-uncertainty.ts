/** What several Scenarios know of one behavior: fits to different observations, so the draws of one say nothing of another's. */
import { isMap, type Located } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import { elsewhere, isSame, reportTwice } from './merged-values.ts'

/**
 * All that was observed, and each draw with the fitted keys of all; the shorter lists of draws begin again.
 * @param known `uncertainty` of each; undefined if there is none.
 */
export function joinedUncertainty(known: readonly Located[], report: Report): unknown {
  // Who reads it tells what is wrong with it.
  const odd = known.find(
    (at) =>
      !isMap(at.value) ||
      lists.some((key) => !isList(at.get(key))) ||
      !at
        .get('draws')
        .items()
        .every(({ value }) => isMap(value)),
  )
  if (known.length < 2 || odd !== undefined)
    return elsewhere([odd ?? known[0]].filter((at) => at !== undefined))[0]
  const others = new Set(known.flatMap((at) => at.keys().filter((key) => !lists.includes(key))))
  const joined: Record<string, unknown> = {}
  for (const key of others) {
    const [held, ...added] = known.map((at) => at.get(key)).filter(({ isAbsent }) => !isAbsent)
    joined[key] = elsewhere([held])[0]
    for (const at of added) if (!isSame(held, at)) reportTwice(at, held, report)
  }
  const observed = known.flatMap((at) => at.get('observed').items())
  const draws = known.map((at) => at.get('draws').items()).filter(({ length }) => length > 0)
  return {
    ...joined,
    ...(observed.length === 0 ? {} : { observed: elsewhere(withoutTwins(observed)) }),
    ...(draws.length === 0 ? {} : { draws: joinedDraws(draws) }),
  }
}

const lists: readonly string[] = ['observed', 'draws']

function isList({ isAbsent, value }: Located): boolean {
  return isAbsent || Array.isArray(value)
}

function withoutTwins(items: readonly Located[]): Located[] {
  return items.filter((item, index) => !items.slice(0, index).some((other) => isSame(other, item)))
}

function joinedDraws(draws: readonly (readonly Located[])[]): object[] {
  const count = Math.max(...draws.map(({ length }) => length))
  return Array.from({ length: count }, (_, draw) =>
    Object.fromEntries(
      // The first that has a key comes last, and wins.
      draws.toReversed().flatMap((list) => {
        const at = list[draw % list.length]
        return at.keys().map((key) => [key, elsewhere([at.get(key)])[0]])
      }),
    ),
  )
}
