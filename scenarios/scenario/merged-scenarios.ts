/** Several Scenarios of one input as one: what each says, where no other says something else. */
import type { TypedObject } from '../manifests/objects.ts'
import { scenarioApiVersion } from '../schema.ts'
import { isMap, type Located, Override } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import { joinedUncertainty } from './merged-uncertainty.ts'
import { elsewhere, isSame, reportTwice, sorted } from './merged-values.ts'

/** Lists that are joined, in the order of the input. */
const joinedLists = ['workloads', 'thresholds'] as const
/** Hold paths that are relative to their own file, so one Scenario has them all. */
const keysWithPaths = ['manifests', 'nodes', 'services', 'faults'] as const

/**
 * The Scenario of the input; undefined if there is none. Of several the lists of workloads and thresholds are joined, and
 * entries with the same match become one. Any other key may stand in one of them, or in several with the same value;
 * what contradicts another Scenario is reported.
 */
export function scenarioOfInput(objects: readonly TypedObject[], report: Report): Located | undefined {
  const found = objects.flatMap(({ at, apiVersion, kind }) =>
    apiVersion === scenarioApiVersion && kind === 'Scenario' ? [at] : [],
  )
  if (found.length < 2) return found[0]
  const hasPaths = (at: Located): boolean => keysWithPaths.some((key) => !at.at('spec', key).isAbsent)
  const base = found.find(hasPaths) ?? found[0]
  // A spec that is no map, and a list that is none, are told of by who reads them.
  const odd = found.find((at) => {
    const spec = at.get('spec')
    return (
      (!spec.isAbsent && !isMap(spec.value)) ||
      joinedLists.some((key) => !spec.get(key).isAbsent && !Array.isArray(spec.get(key).value))
    )
  })
  if (odd !== undefined) return odd
  const spec: Record<string, unknown> = {}
  const holders = new Map<string, Located>()
  for (const at of found) {
    for (const key of at.get('spec').keys()) {
      const value = at.at('spec', key)
      const held = holders.get(key)
      const isJoined = joinedLists.some((known) => known === key)
      // A key without a value says nothing.
      if (isJoined && value.isAbsent) continue
      if (isJoined) spec[key] = [...((spec[key] as unknown[] | undefined) ?? []), ...elsewhere(value.items())]
      else if (held === undefined) spec[key] = elsewhere([value])[0]
      const isOwnPath = keysWithPaths.some((known) => known === key) && at !== base
      if (isOwnPath) reportTwice(value, base.get('spec'), report)
      else if (held !== undefined && !isJoined && !isSame(held, value)) reportTwice(value, held, report)
      if (held === undefined) holders.set(key, value)
    }
  }
  if (Array.isArray(spec['workloads']))
    spec['workloads'] = withJoinedMatches(
      found.flatMap((at) => at.at('spec', 'workloads').items()),
      spec['workloads'],
      report,
    )
  return base.withValue({ ...(base.value as object), spec })
}

/** Entries of the same match as one, with the keys of all. */
function withJoinedMatches(
  entries: readonly Located[],
  values: readonly unknown[],
  report: Report,
): unknown[] {
  const first = new Map<string, number>()
  const same = new Map<number, Located[]>()
  const joined = [...values]
  for (const [index, entry] of entries.entries()) {
    const match = JSON.stringify(sorted(entry.get('match').value))
    const known = first.get(match)
    const held = known === undefined ? undefined : entries[known]
    // Within one document the first entry wins, as ever.
    if (known === undefined || held === undefined || held.root === entry.root) {
      if (known === undefined) first.set(match, index)
      continue
    }
    joined[known] = joinedEntry(joined[known] as Override, held, entry, report)
    joined[index] = undefined
    same.set(known, [...(same.get(known) ?? [held]), entry])
  }
  for (const [index, entriesOfMatch] of same) {
    const known = entriesOfMatch.map((entry) => entry.at('behavior', 'uncertainty'))
    const uncertainty = joinedUncertainty(
      known.filter(({ isAbsent }) => !isAbsent),
      report,
    )
    const { value, source } = joined[index] as Override
    const { behavior, ...others } = value as { behavior?: object }
    if (uncertainty !== undefined)
      joined[index] = new Override({ ...others, behavior: { ...behavior, uncertainty } }, source)
  }
  return joined.filter((value) => value !== undefined)
}

function joinedEntry(value: Override, held: Located, entry: Located, report: Report): Override {
  const joined = joinedMaps(value.value, held, entry, ['match', 'behavior'], report)
  const behavior = joinedMaps(
    joined['behavior'] ?? {},
    held.get('behavior'),
    entry.get('behavior'),
    ['uncertainty'],
    report,
  )
  const isEmpty = held.get('behavior').isAbsent && entry.get('behavior').isAbsent
  return new Override(isEmpty ? joined : { ...joined, behavior }, value.source)
}

/** The keys of both, except some; one that both have with other values is reported. */
function joinedMaps(
  value: unknown,
  held: Located,
  added: Located,
  except: readonly string[],
  report: Report,
): Record<string, unknown> {
  const joined: Record<string, unknown> = { ...(value as object) }
  for (const key of added.keys()) {
    if (except.includes(key)) continue
    if (!Object.hasOwn(joined, key)) joined[key] = elsewhere([added.get(key)])[0]
    else if (!isSame(held.get(key), added.get(key))) reportTwice(added.get(key), held.get(key), report)
  }
  return joined
}
