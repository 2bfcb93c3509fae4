/** The page of a comparison: both runs over time, in the same charts. */
import './style/comparison.css'
import type { ComparisonPageData } from '../charts/page-data.ts'
import { startPage } from './kit/frame.ts'
import { byId, pageData } from './kit/page-data.ts'
import { showTimeCharts } from './kit/time-charts.ts'

const { time, ...marks } = pageData<ComparisonPageData>()
const chooser = byId<HTMLSelectElement>('workload')

startPage()
if (time !== null) {
  const { redraw } = showTimeCharts(marks, time.seconds, () => {
    const workload = time.workloads[chooser?.selectedIndex ?? 0]!
    return time.charts.map(({ id, extreme }, index) => {
      const { base, head } = workload.lines[index]!
      return {
        id,
        extreme,
        lines: [
          { label: 'base', values: base, colour: '--law', isDashed: true },
          { label: 'head', values: head, colour: '--main' },
        ],
      }
    })
  })
  chooser?.addEventListener('change', redraw)
}
