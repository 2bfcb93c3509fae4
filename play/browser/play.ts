/** The playground: sliders, two workers, and what they find side by side. */
import './play.css'
import { parse } from 'devalue'
import type { ClusterSpec } from '../../engine/contract/cluster-spec.ts'
import type { RunResult } from '../../engine/contract/run-result.ts'
import { startPage } from '../../reports/browser/kit/frame.ts'
import { byId, pageData } from '../../reports/browser/kit/page-data.ts'
import { type DrawnChart, showTimeCharts } from '../../reports/browser/kit/time-charts.ts'
import { comparedSeries } from '../../reports/charts/compared-series.ts'
import { focusedCharts } from '../../reports/charts/focus.ts'
import { type Stretch, timeChartData } from '../../reports/charts/time-charts.ts'
import { counted, readable } from '../../reports/readable.ts'
import type { PlayPageData } from '../play-page.ts'
import { type PlaySetting, settingsOf } from '../settings.ts'
import { EngineRun } from './engine-run.ts'
import { showOutcome } from './outcome.ts'
import { PlayState } from './play-state.ts'
import { showSliders } from './sliders.ts'

const { spec: text, faults, replications: usual } = pageData<PlayPageData>()
const spec = parse(text) as ClusterSpec
const settings = settingsOf(spec)
const state = new PlayState(settings, usual)
const workload = byId<HTMLSelectElement>('play-workload')!
const replications = byId<HTMLInputElement>('replications')!
const reset = byId<HTMLButtonElement>('play-reset')!
const verdict = byId('play-verdict')!

let base: RunResult | undefined
let head: RunResult | undefined
/** What charts show in more detail. */
let stretch: Stretch | null = null
let charts: ReturnType<typeof showTimeCharts> | undefined

const labels = [...new Set(settings.map((setting) => setting.workload))]
workload.append(
  ...[...(labels.length > 1 ? ['*'] : []), ...labels].map(
    (label) => new Option(label === '*' ? 'all workloads' : label, label),
  ),
)

const now = new EngineRun(text, (news) => {
  if ('problem' in news) say('fails', `✗ The engine cannot run this: ${news.problem}`)
  else {
    if (charts === undefined) choose(news.result)
    base = news.result
    show(news.isWhole, news.milliseconds)
  }
})
const changed = new EngineRun(text, (news) => {
  if ('problem' in news) say('fails', `✗ The engine cannot run this: ${news.problem}`)
  else {
    head = news.result
    show(news.isWhole, news.milliseconds)
  }
})

/** The workload that is affected most stands first, unless one was changed already. */
function choose(first: RunResult): void {
  const [changedKey] = Object.keys(state.values)
  const own = settings.find(({ key }) => key === changedKey)?.workload
  const most = timeChartData(first).workloads.find(({ name }) => name !== '*')?.name
  const wanted = own ?? most
  if (wanted === undefined || !labels.includes(wanted)) return
  workload.value = wanted
  sliders()
}

function say(kind: string, sentence: string): void {
  verdict.className = `verdict ${kind}`
  verdict.textContent = sentence
}

function show(isWhole: boolean, milliseconds: number): void {
  if (base === undefined || (state.isChanged && head === undefined)) return
  const other = state.isChanged ? head : undefined
  showOutcome(spec.masterSeed, workload.value, base, other)
  const count = Math.min(base.replications.length, (other ?? base).replications.length)
  const progress = isWhole ? '' : ` of ${readable(state.replications)}`
  const time = `${readable(Math.max(1, Math.round(milliseconds)))} ms`
  const { text: word, kind } = wordOf(other)
  say(
    kind,
    `${word} · ${readable(count)}${progress} ${count === 1 && isWhole ? 'replication' : 'replications'} · ${time}`,
  )
  verdict.dataset['replications'] = String(count)
  if (charts === undefined) charts = drawCharts(base)
  else charts.redraw()
}

function wordOf(other: RunResult | undefined): { readonly text: string; readonly kind: string } {
  if (other === undefined) return { text: '○ As it is now: move a slider', kind: 'none' }
  const count = (kind: string): number => document.querySelectorAll(`#outcome .${kind}`).length
  const [better, worse] = [count('better'), count('worse')]
  if (better + worse === 0)
    return {
      text:
        other.replications.length > 1 ? '○ No sure difference' : '○ More replications tell what is chance',
      kind: 'none',
    }
  if (worse === 0) return { text: `✓ Better in ${counted(better, 'figure')}`, kind: 'holds' }
  if (better === 0) return { text: `✗ Worse in ${counted(worse, 'figure')}`, kind: 'fails' }
  return { text: `⚠ Better in ${readable(better)}, worse in ${counted(worse, 'figure')}`, kind: 'untested' }
}

function drawCharts(first: RunResult): ReturnType<typeof showTimeCharts> {
  const { durationSeconds, warmUpSeconds } = first
  const { focus, fine, time } = focusedCharts(first, faults)
  stretch = fine
  return showTimeCharts({ durationSeconds, warmUpSeconds, faults, focus }, time.seconds, currentCharts)
}

function currentCharts(): DrawnChart[] {
  if (base === undefined) return []
  const series = comparedSeries(base, (state.isChanged ? head : undefined) ?? base, stretch)
  if (series === undefined) return []
  const own = series.workloads.find(({ name }) => name === workload.value) ?? series.workloads[0]!
  return series.charts.map(({ id, extreme }, index) => {
    const { base: before, head: after } = own.lines[index]!
    const line = { label: 'now', values: before, colour: '--law', isDashed: true } as const
    return {
      id,
      extreme,
      lines: state.isChanged
        ? [line, { label: 'changed', values: after, colour: '--main' }]
        : [{ label: 'now', values: before, colour: '--main' }],
    }
  })
}

function sliders(): void {
  const own = settings.filter((setting) => workload.value === '*' || setting.workload === workload.value)
  const given = ({ key, value }: PlaySetting): number => state.values[key] ?? value
  showSliders(own, given, (setting, value) => {
    state.set(setting, value)
    run()
  })
}

/** The changed study anew; nothing but a slider that moved. */
function run(): void {
  reset.disabled = !state.isChanged
  head = undefined
  if (state.isChanged) {
    say('none', '… Running with what you changed')
    changed.start(state.values, state.replications)
  } else {
    changed.stop()
    show(true, 1)
  }
}

reset.addEventListener('click', () => {
  state.clear()
  sliders()
  run()
})
workload.addEventListener('change', () => {
  sliders()
  show(true, 1)
})
replications.addEventListener('change', () => {
  state.replications = Number(replications.value)
  replications.value = String(state.replications)
  base = undefined
  now.start({}, state.replications)
  run()
})
addEventListener('hashchange', () => {
  state.read()
  sliders()
  run()
})

startPage()
replications.value = String(state.replications)
sliders()
now.start({}, state.replications)
run()
