/** Calls that lead back to where they came from. */
import type { ServiceRef } from '../../engine/contract/cluster-spec.ts'
import type { Located } from '../text/located.ts'
import type { Report } from '../text/report.ts'

type Calls = ReadonlyMap<number, readonly { readonly to: ServiceRef; readonly at: Located }[]>

/** Warns of each call that closes a cycle, in the order of the Services. */
export function reportCycles(calls: Calls, title: (service: number) => string, report: Report): void {
  const isDone = new Set<number>()
  for (const first of [...calls.keys()].sort((a, b) => a - b)) visit(first, [])

  function visit(service: number, path: readonly number[]): void {
    if (isDone.has(service)) return
    const here = [...path, service]
    for (const { to, at } of calls.get(service) ?? []) {
      if (to.kind !== 'service') continue
      const begin = here.indexOf(to.index)
      if (begin < 0) visit(to.index, here)
      else
        report.warn(
          'call-cycle',
          at,
          `${at.pathText} closes a cycle of calls: ${[...here.slice(begin), to.index].map(title).join(' calls ')}; each meets the answers of the others as they were a proxy period ago`,
          'nothing, if it is so; else delete one of the calls',
        )
    }
    isDone.add(service)
  }
}
