/** The page of a run: lines over time, and how soon hangs are noticed. */
import type { RunPageData } from '../charts/page-data.ts'
import { detectionPlots } from './kit/detection-charts.ts'
import { startPage } from './kit/frame.ts'
import { byId, pageData } from './kit/page-data.ts'
import { keepDrawn } from './kit/plots.ts'
import { type DrawnChart, showTimeCharts } from './kit/time-charts.ts'

const { time, detections, ...marks } = pageData<RunPageData>()
const chooser = byId<HTMLSelectElement>('workload')

function charts(): DrawnChart[] {
  const workload = time.workloads[chooser?.selectedIndex ?? 0]!
  return time.charts.map(({ id, extreme }, index) => {
    const { mean, low, high } = workload.lines[index]!
    const line = { label: low === undefined ? 'value' : 'mean', values: mean, colour: '--main' } as const
    return {
      id,
      extreme,
      lines: [low === undefined || high === undefined ? line : { ...line, span: [low, high] as const }],
    }
  })
}

startPage()
const { redraw } = showTimeCharts(marks, time.seconds, charts)
chooser?.addEventListener('change', redraw)
keepDrawn(() => detectionPlots(detections))
