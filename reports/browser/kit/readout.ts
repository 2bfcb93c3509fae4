/** The values of a chart beneath it: at the pointer, or else the worst of what is shown. */
import { readable, readableDuration } from '../../readable.ts'
import type { DrawnChart, DrawnLine } from './time-charts.ts'

type Shown = readonly [first: number, last: number] | null

export class Readout {
  readonly #line: HTMLElement
  readonly #chart: DrawnChart
  readonly #seconds: readonly number[]

  constructor(plot: HTMLElement, chart: DrawnChart, seconds: readonly number[]) {
    this.#chart = chart
    this.#seconds = seconds
    const next = plot.nextElementSibling
    this.#line = next?.classList.contains('readout') ? (next as HTMLElement) : document.createElement('p')
    this.#line.className = 'readout'
    plot.after(this.#line)
  }

  /** @param pointed the point under the pointer. @param shown the first and last point within the zoom. */
  show(pointed: number | null, shown: Shown): void {
    // Behind the last point stands the end of the run.
    const at = pointed === null ? null : Math.min(pointed, this.#seconds.length - 1)
    const parts = this.#chart.lines.map((line) => {
      const part = document.createElement('span')
      const key = part.appendChild(document.createElement('i'))
      key.className = `key key${line.colour}${line.isDashed === true ? ' dashed' : ''}`
      const text = at === null ? this.#extreme(line, shown) : this.#value(line, at)
      part.append(this.#chart.lines.length > 1 || line.span !== undefined ? `${line.label}: ${text}` : text)
      return part
    })
    const time = at === null ? [] : [`at ${readableDuration(this.#seconds[at]!)}: `]
    this.#line.replaceChildren(...time, ...parts)
  }

  #value({ values, span }: DrawnLine, at: number): string {
    const value = values[at]
    if (value == null) return '–'
    return span === undefined
      ? readable(value)
      : `${readable(value)} (${readable(span[0][at]!)} to ${readable(span[1][at]!)})`
  }

  #extreme({ values }: DrawnLine, shown: Shown): string {
    const [first, last] = shown ?? [0, values.length - 1]
    const isLowest = this.#chart.extreme === 'lowest'
    let best: number | null = null
    for (let index = first; index <= last; index++) {
      const value = values[index]
      if (value == null) continue
      const known = best === null ? undefined : values[best]!
      if (known === undefined || (isLowest ? value < known! : value > known!)) best = index
    }
    if (best === null) return '–'
    // Levels are those of the ends of intervals: between two of them it may have been less.
    const what = isLowest ? 'lowest at the end of an interval:' : this.#chart.extreme
    return `${what} ${readable(values[best]!)} at ${readableDuration(this.#seconds[best]!)}`
  }
}
