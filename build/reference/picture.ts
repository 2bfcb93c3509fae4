/** `docs/hello.svg`: what the first study of the library shows over time, drawn from its result. */
import { loadScenario } from '../../library/index.ts'
import { simulate } from '../../library/simulation.ts'

const width = 880
const height = 356
const left = 64
const right = 28
const panels = { top: 44, height: 112, gap: 44 }

type Panel = {
  readonly title: string
  readonly values: readonly number[]
  readonly low: number
  readonly high: number
}

export async function helloPicture(): Promise<string> {
  const scenario = await loadScenario('scenarios/library/hello')
  const { replications, durationSeconds, intervalSeconds } = await simulate(scenario)
  const { timeseries, detections } = replications[0]!
  const { timeSeconds, workloads, columns } = timeseries
  const ends = Array.from(timeSeconds, (start) => Math.min(start + intervalSeconds, durationSeconds))
  const ready = Array.from(ends, (_, bucket) => columns.ready![bucket * workloads.length]!)
  const pods = Math.max(...ready)
  // What no probe has noticed ends with the process, by the last fault.
  const lastFaultSeconds = Math.max(...scenario.spec.faults.map(({ atUs }) => atUs)) / 1e6
  const unnoticed = ends.map(
    (end) =>
      detections.filter(
        ({ onsetSeconds, noticedSeconds }) =>
          onsetSeconds < end && (noticedSeconds ?? lastFaultSeconds) >= end,
      ).length,
  )
  const xOf = (seconds: number): number => left + (seconds / durationSeconds) * (width - left - right)
  const drawn = [
    {
      title: `ready pods, of ${pods.toLocaleString('en')}`,
      values: ready,
      low: Math.min(...ready),
      high: pods,
    },
    {
      title: 'hung containers that no probe has noticed',
      values: unnoticed,
      low: 0,
      high: Math.max(...unnoticed),
    },
  ].map((panel, index) =>
    panelText(panel, index, (bucket) => xOf(Math.min(bucket * intervalSeconds, durationSeconds))),
  )
  const faults = scenario.spec.faults.map(({ kind, atUs }) => ({ kind, x: xOf(atUs / 1e6) }))
  const bottom = panels.top + 2 * panels.height + panels.gap
  const marks = faults.map(
    ({ kind, x }) =>
      `<path class="fault" d="M${round(x)} ${panels.top - 8}V${bottom}"/><text class="fault" x="${round(x + 4)}" y="${panels.top - 12}">${kind}</text>`,
  )
  const minutes = Array.from({ length: durationSeconds / 300 + 1 }, (_, index) => 5 * index)
  const ticks = minutes.map(
    (each) => `<text class="tick" x="${round(xOf(60 * each))}" y="${bottom + 18}">${each} min</text>`,
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title">`,
    '<title id="title">One container in a hundred hangs at 10 minutes. Most hangs are noticed within a minute; those of caches are not, until they are restarted by hand at 20 minutes.</title>',
    `<style>${style}</style>`,
    `<rect class="ground" width="${width}" height="${height}" rx="6"/>`,
    ...drawn,
    ...marks,
    ...ticks,
    '</svg>\n',
  ].join('\n')
}

const style =
  '.ground{fill:#fff}text{font:12px system-ui,sans-serif;fill:#374151}.line{fill:none;stroke:#2563eb;stroke-width:2}.axis{stroke:#d1d5db}path.fault{stroke:#dc2626;stroke-dasharray:3 3}text.fault{fill:#dc2626}.tick{text-anchor:middle}.value{text-anchor:end}'

/** A staircase: a value holds for its bucket. */
function panelText(
  { title, values, low, high }: Panel,
  index: number,
  xOf: (bucket: number) => number,
): string {
  const top = panels.top + index * (panels.height + panels.gap)
  const base = top + panels.height
  const yOf = (value: number): number => base - ((value - low) / (high - low)) * panels.height
  const path = values.map((value, bucket) => `V${round(yOf(value))}H${round(xOf(bucket + 1))}`).join('')
  return [
    `<path class="axis" d="M${left} ${base}H${width - right}M${left} ${top}H${width - right}"/>`,
    `<text x="${left + 8}" y="${top + 20}">${title}</text>`,
    `<text class="value" x="${left - 6}" y="${top + 4}">${high.toLocaleString('en')}</text>`,
    `<text class="value" x="${left - 6}" y="${base + 4}">${low.toLocaleString('en')}</text>`,
    `<path class="line" d="M${left} ${round(yOf(values[0]!))}${path}"/>`,
  ].join('\n')
}

function round(value: number): string {
  return String(Number(value.toFixed(1)))
}
