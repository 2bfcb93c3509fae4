/** Charts by uPlot: the colours of the page, axes, drawing anew when the page changes. */
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'

export const plotHeight = 240
const font = '12px system-ui, sans-serif'

export function color(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

export function axis(label: string, format: (value: number) => string, more: uPlot.Axis = {}): uPlot.Axis {
  const line = { stroke: color('--line'), width: 1 }
  return {
    label,
    labelSize: 18,
    stroke: color('--soft'),
    font,
    labelFont: font,
    grid: line,
    ticks: line,
    values: (_, values) => values.map(format),
    ...more,
  }
}

/** A line that keeps its value until the next point. */
export function steps(label: string, stroke: string, width: number, dash?: number[]): uPlot.Series {
  const paths = uPlot.paths.stepped!({ align: 1 })
  return { label, stroke, width, paths, points: { show: false }, ...(dash === undefined ? {} : { dash }) }
}

export type Columns = readonly (readonly (number | null)[])[]

export type Plot = {
  /** Where it stands: an element of the page. */
  readonly element: HTMLElement
  readonly columns: Columns
  readonly options: (width: number) => uPlot.Options
}

/** Draws what `plots` says, now and whenever colours change, and keeps it as wide as the page lets it be. @param until takes it away. */
export function keepDrawn(
  plots: () => readonly Plot[],
  until?: AbortSignal,
): { readonly redraw: () => void } {
  let drawn: { readonly plot: uPlot; readonly element: HTMLElement }[] = []
  const widthOf = (element: HTMLElement): number => Math.max(element.clientWidth, 200)
  const clear = (): void => {
    for (const { plot } of drawn) plot.destroy()
    drawn = []
  }
  const redraw = (): void => {
    clear()
    drawn = plots().map(({ element, columns, options }) => {
      const plot = new uPlot(options(widthOf(element)), columns as unknown as uPlot.AlignedData, element)
      return { plot, element }
    })
  }
  let width = 0
  const observer = new ResizeObserver(() => {
    if (document.body.clientWidth === width) return
    width = document.body.clientWidth
    for (const { plot, element } of drawn) plot.setSize({ width: widthOf(element), height: plotHeight })
  })
  observer.observe(document.body)
  const listening = until === undefined ? {} : { signal: until }
  until?.addEventListener('abort', () => {
    observer.disconnect()
    clear()
  })
  const root = document.documentElement
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw, listening)
  const onPaper = (isOn: boolean) => (): void => {
    root.classList.toggle('on-paper', isOn)
    redraw()
  }
  addEventListener('beforeprint', onPaper(true), listening)
  addEventListener('afterprint', onPaper(false), listening)
  redraw()
  return { redraw }
}
