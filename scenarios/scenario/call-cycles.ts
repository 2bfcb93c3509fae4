/** Calls that lead back to where they came from. */
import type { ServiceRef } from '../../engine/contract/cluster-spec.ts'
import type { Located } from '../text/located.ts'
import type { Report } from '../text/report.ts'

type Calls = ReadonlyMap<
  number,
  readonly { readonly to: ServiceRef; readonly perRequest: number; readonly at: Located }[]
>

/** Warns of each call that closes a cycle, in the order of the Services. */
export function reportCycles(calls: Calls, title: (service: number) => string, report: Report): void {
  const isDone = new Set<number>()
  for (const first of [...calls.keys()].sort((a, b) => a - b)) visit(first, [], [1])

  /** @param reached calls that one request of the first Service of the path leads to, by Service of the path. */
  function visit(service: number, path: readonly number[], reached: readonly number[]): void {
    if (isDone.has(service)) return
    const here = [...path, service]
    for (const { to, perRequest, at } of calls.get(service) ?? []) {
      if (to.kind !== 'service') continue
      const begin = here.indexOf(to.index)
      const leadsTo = reached[reached.length - 1]! * perRequest
      if (begin < 0) visit(to.index, here, [...reached, leadsTo])
      else {
        const again = leadsTo / reached[begin]!
        report.warn(
          'call-cycle',
          at,
          `${at.pathText} closes a cycle of calls: ${[...here.slice(begin), to.index].map(title).join(' calls ')}; each meets the answers of the others as they were a proxy period ago${again < 1 ? '' : `, and each request leads to ${again === 1 ? 'another one' : `${Number(again.toPrecision(3))} more`} of its kind, so that requests grow without end`}`,
          again < 1
            ? 'nothing, if it is so; else delete one of the calls'
            : 'delete one of the calls, or write perRequest below 1: the share of the requests that make it',
        )
      }
    }
    isDone.add(service)
  }
}
