/** Events of the Chrome trace format, which Perfetto reads. Times are microseconds of the run. */

type Track = { readonly pid: number; readonly tid: number }
type Args = Readonly<Record<string, string | number | boolean>>

export type Slice = Track & {
  readonly name: string
  readonly fromUs: number
  /** `null` = nobody knows: Perfetto draws it as not finished. */
  readonly toUs: number | null
  readonly args: Args
}

export type TraceEvent =
  | (Track & {
      readonly ph: 'X'
      readonly name: string
      readonly ts: number
      readonly dur: number
      readonly args: Args
    })
  | (Track & { readonly ph: 'B'; readonly name: string; readonly ts: number; readonly args: Args })
  | (Track & { readonly ph: 'i'; readonly s: 't'; readonly name: string; readonly ts: number })
  | {
      readonly ph: 'C'
      readonly pid: number
      readonly name: string
      readonly ts: number
      readonly args: Args
    }
  | {
      readonly ph: 'M'
      readonly name: 'process_name' | 'thread_name'
      readonly pid: number
      readonly tid?: number
      readonly args: { readonly name: string }
    }

export function usOf(seconds: number): number {
  return Math.round(seconds * 1e6)
}

/**
 * Slices of one track as events, each within the one that is under way when it begins: what would end later ends with that.
 * @param slices in any order.
 */
export function nested(slices: readonly Slice[]): TraceEvent[] {
  const endOf = ({ toUs }: Slice): number => toUs ?? Infinity
  const sorted = [...slices].sort((a, b) => a.fromUs - b.fromUs || endOf(b) - endOf(a))
  const open: number[] = []
  return sorted.map((slice) => {
    while (open.length > 0 && open.at(-1)! <= slice.fromUs) open.pop()
    const end = Math.min(endOf(slice), open.at(-1) ?? Infinity)
    open.push(end)
    const { pid, tid, name, fromUs, args } = slice
    return end === Infinity
      ? { ph: 'B', pid, tid, name, ts: fromUs, args }
      : { ph: 'X', pid, tid, name, ts: fromUs, dur: end - fromUs, args }
  })
}
