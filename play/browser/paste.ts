/** Manifests that a reader pastes: read by the loader of the command line, in a worker, and told of in the page. */
import { parse } from 'devalue'
import type { ClusterSpec } from '../../engine/contract/cluster-spec.ts'
import { byId } from '../../reports/browser/kit/page-data.ts'
import { faultText } from '../../reports/charts/marked-faults.ts'
import type { PasteNews } from '../messages.ts'
import { type PlaygroundData, podsOf, quickPodsMax, studyText } from '../study.ts'
import { PageWorker } from './page-worker.ts'

/** @param start what a text says, once it says something. */
export function takePastes(start: (play: PlaygroundData) => void): void {
  const text = byId<HTMLTextAreaElement>('paste-text')!
  const button = byId<HTMLButtonElement>('paste-read')!
  const news = byId('paste-news')!
  let loader: PageWorker<string, PasteNews> | undefined

  button.addEventListener('click', () => {
    button.disabled = true
    news.replaceChildren(paragraph('Reading …', 'about'))
    loader ??= new PageWorker('loader', take, (problem) => take({ problems: [problem] }))
    loader.post(text.value)
  })

  function take(found: PasteNews): void {
    button.disabled = false
    if ('problems' in found) {
      news.replaceChildren(
        paragraph('✗ It cannot be simulated as it stands.', 'warning'),
        ...found.problems.map(printed),
      )
      return
    }
    const { play, notes, warnings } = found
    const spec = parse(play.spec) as ClusterSpec
    const isSlow = podsOf(spec) > quickPodsMax
    news.replaceChildren(
      paragraph('✓ Read; it is simulated below. The address of the page does not hold this text.', 'about'),
      ...(isSlow ? [paragraph('So many pods make each change take seconds.', 'warning')] : []),
      ...warnings.map(printed),
    )
    describe(spec, play, notes)
    // Changes of the study before mean nothing here.
    history.replaceState(null, '', location.href.replace(/#.*$/, ''))
    start(play)
  }
}

/** What the page says of the study, beside its sliders and charts. */
function describe(spec: ClusterSpec, { faults }: PlaygroundData, notes: readonly string[]): void {
  document.querySelector('h1')!.textContent = spec.scenario
  document.title = `${spec.scenario}: play`
  // What it says is of the study before.
  const verdict = byId('play-verdict')!
  verdict.removeAttribute('data-replications')
  verdict.className = 'verdict'
  verdict.textContent = 'Being simulated'
  byId('play-study')!.textContent = studyText(spec)
  byId('play-faults')!.replaceChildren(listOf(faults.map((fault) => `${fault.mark}: ${faultText(fault)}`)))
  byId('play-notes')!.replaceChildren(listOf(notes))
}

function paragraph(text: string, kind: string): HTMLElement {
  const element = document.createElement('p')
  element.className = kind
  element.textContent = text
  return element
}

/** As the command line prints it: place, what was found and expected, the line, how to fix it. */
function printed(text: string): HTMLElement {
  const element = document.createElement('pre')
  element.textContent = text
  return element
}

function listOf(texts: readonly string[]): HTMLElement {
  const list = document.createElement('ul')
  for (const text of texts) list.appendChild(document.createElement('li')).textContent = text
  return list
}
