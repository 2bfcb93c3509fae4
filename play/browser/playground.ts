/** A playground on a page: sliders, two workers, and what they find side by side. */
import './play.css'
import { parse } from 'devalue'
import type { ClusterSpec } from '../../engine/contract/cluster-spec.ts'
import type { RunResult } from '../../engine/contract/run-result.ts'
import { byId } from '../../reports/browser/kit/page-data.ts'
import { type DrawnChart, showTimeCharts } from '../../reports/browser/kit/time-charts.ts'
import { comparedSeries } from '../../reports/charts/compared-series.ts'
import { focusedCharts } from '../../reports/charts/focus.ts'
import { type Stretch, timeChartData, timeCharts } from '../../reports/charts/time-charts.ts'
import { counted, readable } from '../../reports/readable.ts'
import { movedMarks } from '../fault-fields.ts'
import type { PlaySetting } from '../fields.ts'
import { isOfProbe, playId, replicationsMax, settingsOf, withSettings } from '../settings.ts'
import type { PlaygroundData } from '../study.ts'
import { EngineRun, type Study } from './engine-run.ts'
import { Life } from './life.ts'
import { showOutcome } from './outcome.ts'
import { holdsState, PlayState } from './play-state.ts'
import { showSliders } from './sliders.ts'

/** While replications come in. */
const redrawMs = 250

/** Fills the places of `settingsMarkup` and `chartsMarkup`, and runs the scenario as it is, until it is ended. */
export function startPlayground({ spec: text, faults, replications: usual }: PlaygroundData): {
  readonly end: () => void
} {
  const spec = parse(text) as ClusterSpec
  const settings = settingsOf(
    spec,
    faults.map(({ mark, kind, target }) => `fault ${mark}, ${kind}${target === '' ? '' : ` of ${target}`}`),
  )
  const state = new PlayState(settings, usual)
  const workload = byId<HTMLSelectElement>('play-workload')!
  const replications = byId<HTMLInputElement>('replications')!
  const reset = byId<HTMLButtonElement>('play-reset')!
  const verdict = byId('play-verdict')!
  const labels = [...new Set(settings.flatMap(({ workload: label }) => (label === '' ? [] : [label])))]

  const ending = new AbortController()
  const listening = { signal: ending.signal }

  const life = new Life(text, spec, ending.signal)

  let base: Study | undefined
  let head: Study | undefined
  /** What charts show in more detail. */
  let stretch: Stretch | null = null
  let charts: ReturnType<typeof showTimeCharts> | undefined

  const now = new EngineRun(text, (news) => {
    if ('problem' in news) return sayProblem(news.problem)
    if (charts === undefined) {
      choose(news.result)
      if (!state.isChanged) changed.warmUp()
    }
    base = news
    showSoon()
  })
  const changed = new EngineRun(text, (news) => {
    if ('problem' in news) return sayProblem(news.problem)
    head = news
    showSoon()
  })

  let shownAt = 0
  let waiting: ReturnType<typeof setTimeout> | undefined
  /** The first and the last news at once, what comes between them now and then: drawing takes as long as a small study. */
  function showSoon(): void {
    clearTimeout(waiting)
    const { isWhole, result } = (state.isChanged ? head : base) ?? { isWhole: false, result: undefined }
    const isFirst = result?.replications.length === 1
    const since = performance.now() - shownAt
    if (isWhole || isFirst || since > redrawMs) show()
    else waiting = setTimeout(show, redrawMs - since)
  }

  /** The workload that is affected most of those with probes stands first, unless one was changed already. */
  function choose(first: RunResult): void {
    const [changedKey] = Object.keys(state.values)
    const own = settings.find(({ key }) => key === changedKey)?.workload || undefined
    const probed = new Set(settings.filter(isOfProbe).map((setting) => setting.workload))
    const shown = timeChartData(first).workloads.map(({ name }) => name)
    const most = shown.find((name) => probed.has(name)) ?? [...probed][0]
    const wanted = own ?? most
    if (wanted === undefined) return
    workload.value = wanted
    sliders()
  }

  function say(kind: string, sentence: string): void {
    verdict.className = `verdict ${kind}`
    verdict.textContent = sentence
  }

  function sayProblem(problem: string): void {
    say('fails', `✗ The engine cannot run this: ${problem}`)
  }

  function show(): void {
    if (base === undefined || (state.isChanged && head === undefined)) return
    shownAt = performance.now()
    const other = state.isChanged ? head : undefined
    showOutcome(spec.masterSeed, workload.value, base.result, other?.result)
    const { result, isWhole, milliseconds } = other ?? base
    const count = Math.min(base.result.replications.length, result.replications.length)
    const all = isWhole && count === result.replications.length
    const done = all
      ? counted(count, 'replication')
      : `${readable(count)} of ${counted(state.replications, 'replication')}`
    const { text: word, kind } = wordOf(other?.result)
    say(kind, `${word} · ${done} · ${readable(Math.ceil(milliseconds))} ms`)
    verdict.dataset['replications'] = String(count)
    if (isWhole)
      life.tell({ values: state.values, workload: workload.value, eventful: (other ?? base).eventful })
    if (charts === undefined) charts = drawCharts(base.result)
    else charts.redraw()
  }

  function drawCharts(first: RunResult): ReturnType<typeof showTimeCharts> {
    const { durationSeconds, warmUpSeconds } = first
    const hasMoved = settings.some(
      ({ key, workload: label }) => label === '' && state.values[key] !== undefined,
    )
    const { focus, fine, time } = focusedCharts(first, hasMoved ? [] : faults)
    stretch = fine
    const marks = {
      durationSeconds,
      warmUpSeconds,
      focus,
      get faults() {
        return movedMarks(faults, withSettings(spec, state.values).faults, spec.durationUs)
      },
    }
    const until = ending.signal
    return showTimeCharts(marks, time.seconds, currentCharts, { resetId: playId('zoom-reset'), until })
  }

  function currentCharts(): DrawnChart[] {
    if (base === undefined) return []
    const other = (state.isChanged ? head : undefined) ?? base
    const series = comparedSeries(base.result, other.result, stretch)
    if (series === undefined) return []
    for (const { id } of timeCharts)
      byId(`chart-${playId(id)}`)!.closest('figure')!.hidden = !series.charts.some((chart) => chart.id === id)
    const own = series.workloads.find(({ name }) => name === workload.value) ?? series.workloads[0]!
    return series.charts.map(({ id, extreme }, index) => {
      const { base: before, head: after } = own.lines[index]!
      const line = { label: 'now', values: before, colour: '--law', isDashed: true } as const
      return {
        id: playId(id),
        extreme,
        lines: state.isChanged
          ? [line, { label: 'changed', values: after, colour: '--main' }]
          : [{ label: 'now', values: before, colour: '--main' }],
      }
    })
  }

  function sliders(): void {
    const own = settings.filter(
      ({ workload: label }) => workload.value === '*' || ['', workload.value].includes(label),
    )
    const given = ({ key, value }: PlaySetting): number => state.values[key] ?? value
    showSliders(own, given, (setting, value) => {
      state.set(setting, value)
      // A fault that moves may be out of what is shown.
      if (setting.workload === '') charts?.showWhole()
      runChanged()
    })
  }

  /** The changed study anew: nothing but a slider has moved. */
  function runChanged(): void {
    reset.disabled = !state.isChanged
    head = undefined
    if (state.isChanged) {
      say('none', '… Running with what you changed')
      changed.start(state.values, state.replications)
    } else {
      changed.ignore()
      show()
    }
  }

  /** Both studies anew. */
  function runBoth(): void {
    replications.value = String(state.replications)
    base = undefined
    now.start({}, state.replications)
    runChanged()
  }

  reset.addEventListener(
    'click',
    () => {
      state.clear()
      sliders()
      runChanged()
    },
    listening,
  )
  workload.addEventListener(
    'change',
    () => {
      sliders()
      show()
    },
    listening,
  )
  replications.addEventListener(
    'change',
    () => {
      state.replications = Number(replications.value)
      runBoth()
    },
    listening,
  )
  addEventListener(
    'hashchange',
    () => {
      if (location.hash.length > 1 && !holdsState(location.hash)) return
      const before = state.replications
      state.read()
      sliders()
      if (state.replications === before) runChanged()
      else runBoth()
    },
    listening,
  )

  replications.max = String(replicationsMax(usual))
  byId('replications-max')!.textContent = readable(replicationsMax(usual))
  workload.replaceChildren(
    ...[...(labels.length > 1 ? ['*'] : []), ...labels].map(
      (label) => new Option(label === '*' ? 'all workloads' : label, label),
    ),
  )
  sliders()
  runBoth()
  return {
    end: () => {
      ending.abort()
      clearTimeout(waiting)
      now.end()
      changed.end()
    },
  }
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
