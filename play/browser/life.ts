/** One pod's life: what it and its containers do over time, what its probes find, and the words of `explain`, up to a moment that a reader chooses. */

import { type ClusterSpec, podName, workloadLabel } from '../../engine/contract/cluster-spec.ts'
import type { PodStory } from '../../engine/contract/pod-story.ts'
import { element, shape } from '../../reports/browser/kit/elements.ts'
import { byId } from '../../reports/browser/kit/page-data.ts'
import { type StoryLine, storyLines } from '../../reports/pod-story-text.ts'
import { readableDuration } from '../../reports/readable.ts'
import type { PlayValues } from '../fields.ts'
import { type Span, type Track, tracksOf } from '../life-tracks.ts'
import type { PlayNews, StoryOrder } from '../messages.ts'
import { withSettings } from '../settings.ts'
import { PageWorker } from './page-worker.ts'

/** What a life is told of. */
export type LivingStudy = {
  readonly values: PlayValues
  /** `*` or a label. */
  readonly workload: string
  /** By workload the pod to which most happened. */
  readonly eventful: Readonly<Record<string, string>>
}

/** Pods that a reader may choose. */
const podsMax = 50
const rowHeight = 36
const room = 8

export class Life {
  readonly #text: string
  readonly #spec: ClusterSpec
  readonly #details = byId<HTMLDetailsElement>('life')!
  readonly #pod = byId<HTMLSelectElement>('life-pod')!
  readonly #time = byId<HTMLInputElement>('life-time')!
  readonly #endSeconds: number
  #worker: PageWorker<StoryOrder, PlayNews> | undefined
  #number = 0
  #study: LivingStudy | undefined
  #tracks: readonly Track[] = []
  #lines: readonly StoryLine[] = []

  /** @param text the spec as `devalue` writes it. */
  constructor(text: string, spec: ClusterSpec, until: AbortSignal) {
    this.#text = text
    this.#spec = spec
    this.#endSeconds = spec.durationUs / 1e6
    this.#time.max = String(this.#endSeconds)
    this.#time.step = '0.001'
    const listening = { signal: until }
    this.#details.addEventListener('toggle', () => this.#ask(), listening)
    this.#pod.addEventListener('change', () => this.#ask(), listening)
    this.#time.addEventListener('input', () => this.#showMoment(), listening)
    for (const [id, step] of [
      ['life-before', -1],
      ['life-after', 1],
    ] as const)
      byId(id)!.addEventListener('click', () => this.#go(step), listening)
    until.addEventListener('abort', () => this.#worker?.end())
    const observer = new ResizeObserver(() => this.#draw())
    observer.observe(byId('life-tracks')!)
    until.addEventListener('abort', () => observer.disconnect())
  }

  /** Another study, or another workload of it. */
  tell(study: LivingStudy): void {
    const isSame = this.#study?.workload === study.workload
    const chosen = isSame ? this.#pod.value : undefined
    this.#study = study
    this.#offerPods(chosen)
    this.#ask()
  }

  /** The pod to which most happened first. */
  #offerPods(chosen: string | undefined): void {
    const { values, workload, eventful } = this.#study!
    const { workloads } = withSettings(this.#spec, values)
    const labels = workloads.map(workloadLabel)
    const label =
      workload === '*' ? (labels.find((each) => eventful[each] !== undefined) ?? labels[0]) : workload
    const own = workloads[labels.indexOf(label ?? '')]
    if (own === undefined) return
    const count = Math.min(podsMax, own.staticOn?.length ?? own.replicas)
    const names = Array.from({ length: count }, (_, ordinal) => podName(own, ordinal))
    const most = eventful[label!]
    const all = [...new Set([...(most === undefined ? [] : [most]), ...names])]
    this.#pod.replaceChildren(
      ...all.map(
        (name) =>
          new Option(name === most ? `${name}, to which most happened` : name, `${own.namespace}/${name}`),
      ),
    )
    if (chosen !== undefined && all.some((name) => `${own.namespace}/${name}` === chosen))
      this.#pod.value = chosen
  }

  #ask(): void {
    if (!this.#details.open || this.#study === undefined || this.#pod.value === '') return
    this.#worker ??= new PageWorker(
      'engine',
      (news) => this.#take(news),
      (problem) => this.#say(`It cannot be told: ${problem}`),
    )
    const [namespace, pod] = this.#pod.value.split('/') as [string, string]
    this.#number++
    const { values } = this.#study
    this.#worker.post({ number: this.#number, spec: this.#text, values, namespace, pod })
  }

  #take(news: PlayNews): void {
    if (news.number !== this.#number) return
    if (news.kind === 'error') this.#say(`It cannot be told: ${news.message}`)
    if (news.kind === 'story') this.#show(news.story)
  }

  #say(text: string): void {
    this.#tracks = []
    this.#lines = []
    this.#draw()
    byId('life-lines')!.textContent = text
  }

  #show(story: PodStory | undefined): void {
    if (story === undefined) {
      this.#say('The run never has this pod.')
      return
    }
    this.#tracks = tracksOf(story, this.#endSeconds)
    this.#lines = storyLines(story)
    const table = document.createElement('table')
    const head = element(table.createTHead(), 'tr')
    for (const title of ['Time', 'Who', 'What', 'Rule']) element(head, 'th', title, 'words').scope = 'col'
    const body = table.createTBody()
    for (const { time, who, what, rules } of this.#lines) {
      const row = element(body, 'tr')
      for (const cell of [time, who, what, rules]) element(row, 'td', cell, 'words')
    }
    byId('life-lines')!.replaceChildren(table)
    this.#time.value = String(this.#firstTrouble())
    this.#draw()
    this.#showMoment()
  }

  /** Where a reader wants to look first. */
  #firstTrouble(): number {
    const times = this.#tracks.flatMap(({ spans, marks }) => [
      ...spans.filter(({ kind }) => kind === 'stopping' || kind === 'waiting').map(({ from }) => from),
      ...marks.filter(({ kind }) => kind === 'failure' || kind === 'published').map(({ at }) => at),
    ])
    return times.length === 0 ? 0 : Math.min(...times)
  }

  #draw(): void {
    const place = byId('life-tracks')!
    place.replaceChildren()
    if (this.#tracks.length === 0) return
    const width = Math.max(place.clientWidth, 260)
    const height = this.#tracks.length * rowHeight + 20
    const image = shape(place, 'svg', {
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'aria-label':
        'What the pod, its containers and its probes do over time; the table below says it in words',
    })
    const x = (seconds: number): number => room + (seconds / this.#endSeconds) * (width - 2 * room)
    this.#tracks.forEach(({ name, spans, marks }, row) => {
      const top = row * rowHeight
      shape(image, 'text', { x: room, y: top + 12, class: 'life-name' }, name)
      for (const { from, to, kind, text } of spans) {
        const wide = Math.max(1, x(to) - x(from))
        const box = shape(image, 'rect', {
          x: x(from),
          y: top + 17,
          width: wide,
          height: 12,
          class: `life-${kind}`,
        })
        shape(box, 'title', {}, `${text}, from ${timeOf(from)} to ${timeOf(to)}`)
      }
      for (const { at, kind, text } of marks) {
        const isBad = kind === 'failure' || kind === 'published'
        const mark = shape(image, 'rect', {
          x: x(at) - (isBad ? 1.5 : 0.5),
          y: top + (isBad ? 16 : 20),
          width: isBad ? 3 : 1,
          height: isBad ? 14 : 6,
          class: `life-${kind}`,
        })
        shape(mark, 'title', {}, `${text}, at ${timeOf(at)}`)
      }
    })
    shape(image, 'line', { id: 'life-cursor', y1: 0, y2: height - 20, class: 'life-cursor' })
    for (const share of [0, 0.25, 0.5, 0.75, 1]) {
      const anchor = share === 0 ? 'start' : share === 1 ? 'end' : 'middle'
      const at = share * this.#endSeconds
      shape(image, 'text', { x: x(at), y: height - 4, 'text-anchor': anchor }, timeOf(at))
    }
    this.#moveCursor()
  }

  #moveCursor(): void {
    const cursor = document.getElementById('life-cursor')
    const width = Math.max(byId('life-tracks')!.clientWidth, 260)
    const at = room + (Number(this.#time.value) / this.#endSeconds) * (width - 2 * room)
    for (const name of ['x1', 'x2']) cursor?.setAttribute(name, String(at))
  }

  /** What is so at the chosen moment, and what has just happened. */
  #showMoment(): void {
    const now = Number(this.#time.value)
    this.#moveCursor()
    const parts = this.#tracks.flatMap(({ name, spans }) => {
      const span = spans.findLast((each: Span) => inMs(each.from) <= now)
      return span === undefined ? [] : [name === 'pod' ? `pod ${span.text}` : `${name} ${span.text}`]
    })
    byId('life-now')!.textContent = [timeOf(now), ...parts].join(' · ')
    const rows = byId('life-lines')!.querySelectorAll('tbody tr')
    const last = this.#lines.findLastIndex(({ seconds }) => inMs(seconds) <= now)
    rows.forEach((row, index) => {
      row.className = index === last ? 'now' : index > last ? 'later' : ''
    })
    const box = byId('life-lines')!
    const row = rows[last] as HTMLElement | undefined
    if (row !== undefined) box.scrollTop = row.offsetTop - box.clientHeight / 2
  }

  /** To the next moment of which the story has a line, or the one before. */
  #go(step: 1 | -1): void {
    const now = Number(this.#time.value)
    const times = this.#lines.map(({ seconds }) => inMs(seconds))
    const next = step > 0 ? times.find((at) => at > now) : times.findLast((at) => at < now)
    if (next === undefined) return
    this.#time.value = String(next)
    this.#showMoment()
  }
}

function timeOf(seconds: number): string {
  return readableDuration(inMs(seconds))
}

/** As exact as the slider, and as the story is told. */
function inMs(seconds: number): number {
  return Number(seconds.toFixed(3))
}
