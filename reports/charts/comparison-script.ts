/** What draws base and head over time in the browser. */
import { chartKit, pageScript, timeKit } from './script-kit.ts'

export const comparisonScript = pageScript(
  chartKit,
  timeKit,
  `
const chooser = document.getElementById('workload')
let shown = 0

function drawAll() {
  const { seconds, charts, workloads } = data.time
  charts.forEach((chart, index) => {
    const { base, head } = workloads[shown].lines[index]
    const columns = [seconds, base, head]
    draw('chart-' + chart.id, (width) => ({ ...timeFrame(chart, width), series: [timeSeries,
      { ...stepLine('base', color('--law'), 1.5), dash: [6, 3] }, stepLine('head', color('--main'), 1.5)] }), columns)
    fillTable(chart.id, ['from', 'base', 'head'], columns, (value, column) => column === 0 ? duration(value) : number(value))
  })
}

if (data.time) {
  const drawAnew = keepDrawn(drawAll)
  chooser.addEventListener('change', () => {
    shown = chooser.selectedIndex
    drawAnew()
  })
}
`,
)
