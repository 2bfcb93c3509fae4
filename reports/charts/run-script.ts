/** What draws the charts of a run in the browser: lines over time, and how soon hangs are noticed. */
import { chartKit, pageScript, timeKit } from './script-kit.ts'

export const runScript = pageScript(
  chartKit,
  timeKit,
  `
const chooser = document.getElementById('workload')
let shown = 0

function timeOptions(chart, line, width) {
  const stroke = color('--main')
  const series = [timeSeries, stepLine(line.low ? 'mean' : chart.title, stroke, 1.5)]
  if (line.low) series.push(stepLine('highest', 'transparent', 0), stepLine('lowest', 'transparent', 0))
  return { ...timeFrame(chart, width), series, ...(line.low ? { bands: [{ series: [2, 3], fill: stroke + '33' }] } : {}) }
}

function detectionOptions(chart, width) {
  const value = (_, share) => share == null ? '–' : percent(share)
  const series = [{ label: 'after', value: (_, seconds) => seconds == null ? '–' : number(seconds) + ' s' },
    { label: 'simulated', stroke: color('--main'), width: 2, paths: uPlot.paths.stepped({ align: 1 }),
      points: { show: false }, value }]
  if (chart.expected) series.push({ label: 'closed form (P20)', stroke: color('--law'), width: 2, dash: [6, 4],
    points: { show: false }, value })
  return { width, height, series, cursor: { drag: { setScale: false } },
    scales: { x: { time: false, range: [0, chart.seconds[chart.seconds.length - 1]] }, y: { range: [0, 1.02] } },
    axes: [axis('seconds since the hang began', number, { space: 60, size: 32 }),
      axis('', percent, { size: 62, labelSize: 0, incrs: [0.25] })] }
}

function drawAll() {
  const { seconds, charts, workloads } = data.time
  charts.forEach((chart, index) => {
    const line = workloads[shown].lines[index]
    const columns = [seconds, line.mean]
    if (line.low) columns.push(line.high, line.low)
    draw('chart-' + chart.id, (width) => timeOptions(chart, line, width), columns)
    fillTable(chart.id, line.low ? ['from', 'mean', 'highest', 'lowest'] : ['from', chart.title], columns,
      (value, column) => column === 0 ? duration(value) : number(value))
  })
  data.detections.forEach((chart, index) => {
    const columns = [chart.seconds, chart.shares]
    if (chart.expected) columns.push(chart.expected)
    draw('chart-hang-' + index, (width) => detectionOptions(chart, width), columns)
    fillTable('hang-' + index, ['seconds since the hang began', 'noticed', 'closed form (P20)'].slice(0, columns.length),
      columns, (value, column) => column === 0 ? number(value) : percent(value))
  })
}

const drawAnew = keepDrawn(drawAll)
if (chooser) chooser.addEventListener('change', () => {
  shown = chooser.selectedIndex
  drawAnew()
})
`,
)
