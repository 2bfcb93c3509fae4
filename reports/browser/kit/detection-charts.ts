/** How soon hangs were noticed: the share of them over the time since the onset, beside the closed form. */
import type uPlot from 'uplot'
import type { RunPageData } from '../../charts/page-data.ts'
import { percent, readable, shareText } from '../../readable.ts'
import { fillNumbers } from './number-table.ts'
import { byId } from './page-data.ts'
import { axis, color, type Plot, plotHeight, steps } from './plots.ts'

type Detections = RunPageData['detections']

export function detectionPlots(detections: Detections): Plot[] {
  return detections.flatMap((chart, index) => {
    const element = byId(`chart-hang-${index}`)
    if (element === null) return []
    const { seconds, shares, expected } = chart
    const columns = expected === undefined ? [seconds, shares] : [seconds, shares, expected]
    const head = ['after', 'simulated', 'closed form (P20)'].slice(0, columns.length)
    fillNumbers(`hang-${index}`, head, columns, cellText)
    keyOf(element, expected !== undefined)
    return [{ element, columns, options: (width: number) => options(chart, width) }]
  })
}

function cellText(value: number, column: number): string {
  return column === 0 ? `${readable(value)} s` : percent(value)
}

function options({ seconds, expected }: Detections[number], width: number): uPlot.Options {
  const law: uPlot.Series[] =
    expected === undefined
      ? []
      : [
          {
            label: 'closed form (P20)',
            stroke: color('--law'),
            width: 2,
            dash: [6, 4],
            points: { show: false },
          },
        ]
  return {
    width,
    height: plotHeight,
    legend: { show: false },
    cursor: { drag: { x: false, y: false } },
    scales: {
      x: { time: false, range: [0, seconds[seconds.length - 1]!] },
      y: { range: [0, 1.02] },
    },
    series: [{}, steps('simulated', color('--main'), 2), ...law],
    axes: [
      axis('seconds since the hang began', readable, { space: 60, size: 32 }),
      axis('', shareText, { size: 62, labelSize: 0, incrs: [0.25] }),
    ],
  }
}

function keyOf(plot: HTMLElement, hasLaw: boolean): void {
  if (plot.nextElementSibling?.classList.contains('readout')) return
  const line = document.createElement('p')
  line.className = 'readout'
  for (const [name, key] of [
    ['simulated', 'key key--main'],
    ...(hasLaw ? [['closed form (P20)', 'key key--law dashed']] : []),
  ] as const) {
    const part = line.appendChild(document.createElement('span'))
    part.appendChild(document.createElement('i')).className = key!
    part.append(name!)
  }
  plot.after(line)
}
