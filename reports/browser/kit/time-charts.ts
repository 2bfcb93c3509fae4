/** Charts over simulated time: all of them show the same stretch, faults stand behind the lines, values beneath. */
import type uPlot from 'uplot'
import type { TimeMarks } from '../../charts/page-data.ts'
import { readable, readableDuration } from '../../readable.ts'
import { drawFaults } from './fault-bands.ts'
import { fillNumbers } from './number-table.ts'
import { byId } from './page-data.ts'
import { axis, color, keepDrawn, type Plot, plotHeight, steps } from './plots.ts'
import { Readout } from './readout.ts'

export type DrawnLine = {
  readonly label: string
  readonly values: readonly (number | null)[]
  /** A colour of the page. */
  readonly colour: '--main' | '--law'
  readonly isDashed?: boolean
  /** Lowest and highest over replications. */
  readonly span?: readonly [low: readonly number[], high: readonly number[]]
}

export type DrawnChart = {
  readonly id: string
  /** Which end of a line is worth a word when nothing is pointed at. */
  readonly extreme: 'lowest' | 'highest'
  readonly lines: readonly DrawnLine[]
}

/** Round steps of an axis, in seconds. */
const timeSteps = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800,
]
/** A line that falls by less than this share would be flat on an axis from 0. */
const cutAbove = 0.8

/** @param charts as they are now: what a reader may choose is asked for at each drawing. @param resetId of the button that ends the zoom; charts that have it in common zoom together. @param until takes them away. */
export function showTimeCharts(
  marks: TimeMarks,
  seconds: readonly number[],
  charts: () => readonly DrawnChart[],
  { resetId = 'zoom-reset', until }: { readonly resetId?: string; readonly until?: AbortSignal } = {},
): { readonly redraw: () => void; readonly showWhole: () => void } {
  const whole: readonly [number, number] = [0, marks.durationSeconds]
  let shown = marks.focus ?? whole
  let plots: uPlot[] = []
  const reset = byId<HTMLButtonElement>(resetId)
  const zoom = (range: readonly [number, number]): void => {
    shown = range
    for (const plot of plots) plot.setScale('x', { min: range[0], max: range[1] })
    if (reset) reset.hidden = range === whole
  }
  reset?.addEventListener('click', () => zoom(whole), until === undefined ? {} : { signal: until })

  const options = (chart: DrawnChart, readout: Readout, width: number): uPlot.Options => {
    const series: uPlot.Series[] = [{}]
    const bands: uPlot.Band[] = []
    for (const { label, colour, isDashed, span } of chart.lines) {
      const stroke = color(colour)
      series.push(steps(label, stroke, 1.5, isDashed === true ? [6, 3] : undefined))
      if (span === undefined) continue
      series.push(steps('highest', 'transparent', 0), steps('lowest', 'transparent', 0))
      bands.push({ series: [series.length - 2, series.length - 1], fill: `${stroke}33` })
    }
    return {
      width,
      height: plotHeight,
      legend: { show: false },
      cursor: {
        sync: { key: resetId },
        drag: { x: true, y: false, setScale: false },
        bind: {
          dblclick: () => () => {
            zoom(whole)
            return null
          },
        },
      },
      scales: {
        x: { time: false, range: () => [shown[0], shown[1]] },
        y: { range: (_, low, high) => rangeOf(chart, low, high) },
      },
      series,
      bands,
      axes: [
        axis('simulated time', readableDuration, { incrs: timeSteps, space: 70, size: 32 }),
        axis('', readable, { size: 62, labelSize: 0 }),
      ],
      hooks: {
        ready: [(plot) => plots.push(plot)],
        destroy: [(plot) => (plots = plots.filter((each) => each !== plot))],
        drawAxes: [
          (plot) => {
            drawFaults(plot, marks)
            noteCut(plot)
          },
        ],
        setScale: [(plot, key) => key === 'x' && readout.show(null, plot.series[0]!.idxs ?? null)],
        setCursor: [(plot) => readout.show(plot.cursor.idx ?? null, plot.series[0]!.idxs ?? null)],
        setSelect: [
          (plot) => {
            const { left, width: wide } = plot.select
            if (wide < 4) return
            zoom([plot.posToVal(left, 'x'), plot.posToVal(left + wide, 'x')])
            plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
          },
        ],
      },
    }
  }

  const plotOf = (chart: DrawnChart): Plot[] => {
    const element = byId(`chart-${chart.id}`)
    if (element === null) return []
    const columns = [
      seconds,
      ...chart.lines.flatMap(({ values, span }) =>
        span === undefined ? [values] : [values, span[1], span[0]],
      ),
    ]
    fillNumbers(chart.id, titlesOf(chart), columns)
    const readout = new Readout(element, chart, seconds)
    const drawn = columns.map((column, index) =>
      toEnd(column, index === 0 ? marks.durationSeconds : undefined),
    )
    return [{ element, columns: drawn, options: (width) => options(chart, readout, width) }]
  }
  const { redraw } = keepDrawn(() => charts().flatMap(plotOf), until)
  if (reset) reset.hidden = marks.focus === null
  return { redraw, showWhole: () => zoom(whole) }
}

/** A point stands for the time until the next: the last one until the end of the run. */
function toEnd(
  column: readonly (number | null)[],
  end: number | null = column.at(-1) ?? null,
): (number | null)[] {
  return [...column, end]
}

function titlesOf({ lines }: DrawnChart): string[] {
  return [
    'from',
    ...lines.flatMap(({ label, span }) => (span === undefined ? [label] : [label, 'highest', 'lowest'])),
  ]
}

/** From 0, unless a fall as small as this would not be seen: then the axis is cut, and says so. */
function rangeOf({ extreme }: DrawnChart, low: number | null, high: number | null): [number, number] {
  if (low === null || high === null) return [0, 1]
  if (extreme === 'highest' || low === high || low < cutAbove * high) return [0, Math.max(high * 1.1, 1)]
  const room = Math.max((high - low) * 0.1, 1)
  return [Math.max(0, low - room), high + room]
}

function noteCut(plot: uPlot): void {
  const from = plot.scales.y!.min ?? 0
  if (from <= 0) return
  const { ctx, bbox } = plot
  const ratio = devicePixelRatio || 1
  ctx.save()
  ctx.font = `${11 * ratio}px system-ui, sans-serif`
  ctx.fillStyle = color('--law')
  ctx.textAlign = 'right'
  ctx.textBaseline = 'alphabetic'
  ctx.fillText(
    `the axis starts at ${readable(Math.round(from))}`,
    bbox.left + bbox.width - 4 * ratio,
    bbox.top + bbox.height - 5 * ratio,
  )
  ctx.restore()
}
