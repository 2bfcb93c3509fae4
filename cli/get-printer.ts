/** Prints what `get` has found: a table that grows with each change, or objects. */
import { type ObjectFormat, objectsText } from '../reports/kubectl/object-text.ts'
import type { PlainMap } from '../reports/kubectl/plain-data.ts'
import { GrowingTable } from '../reports/kubectl/tabbed-text.ts'
import { readableDuration } from '../reports/readable.ts'
import type { Options } from './options.ts'
import type { Output } from './streams.ts'

/** How things of one kind are shown. */
export type Shape<Thing> = {
  readonly headers: readonly string[]
  readonly cells: (thing: Thing, nowSeconds: number) => readonly string[]
  readonly object: (thing: Thing) => PlainMap
  /** Whether a watch begins each row with the simulated time, for nothing else in it tells. */
  readonly hasTime?: boolean
}

/** Columns are as wide as their first rows: wide enough for the times that follow, such as `10m52.756s`. */
const timeWidth = 10

export class GetPrinter<Thing> {
  private readonly options: Options
  private readonly output: Output
  private readonly shape: Shape<Thing>
  private readonly table = new GrowingTable()
  private isEmpty = true

  constructor(options: Options, output: Output, shape: Shape<Thing>) {
    this.options = options
    this.output = output
    this.shape = shape
  }

  /** What there is; a watch prints objects one by one. */
  list(things: readonly Thing[], nowSeconds: number, isList: boolean): void {
    const format = this.format()
    if (format === undefined) this.addRows(things, nowSeconds)
    else if (this.options.watch) for (const thing of things) this.change(thing, nowSeconds)
    else if (isList || things.length > 0)
      this.output.out(objectsText(things.map(this.shape.object), isList, format))
  }

  /** One row more, or one document more. */
  change(thing: Thing, nowSeconds: number): void {
    const format = this.format()
    if (format === undefined) this.addRows([thing], nowSeconds)
    else {
      const separator = format === 'yaml' && !this.isEmpty ? '---\n' : ''
      this.output.out(`${separator}${objectsText([this.shape.object(thing)], false, format)}`)
    }
    this.isEmpty = false
  }

  /** Undefined for a table. */
  private format(): ObjectFormat | undefined {
    const form = this.options.output
    return form === undefined || form === 'wide' ? undefined : (form as ObjectFormat)
  }

  private addRows(things: readonly Thing[], nowSeconds: number): void {
    if (things.length === 0) return
    const hasTime = this.options.watch && this.shape.hasTime === true
    const row = (time: string, cells: readonly string[]) =>
      hasTime ? [time.padEnd(timeWidth), ...cells] : cells
    const time = readableDuration(Number(nowSeconds.toFixed(3)))
    const headers = this.isEmpty && !this.options['no-headers'] ? [row('TIME', this.shape.headers)] : []
    const rows = things.map((thing) => row(time, this.shape.cells(thing, nowSeconds)))
    this.output.out(this.table.add([...headers, ...rows]))
    this.isEmpty = false
  }
}
