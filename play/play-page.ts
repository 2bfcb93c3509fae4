/** One page with the engine in it: it simulates where it is read. It holds the checked spec, and nothing of the manifests' text. */
import type { ClusterSpec } from '../engine/contract/cluster-spec.ts'
import { workerText } from '../reports/bundle-text.ts'
import { html } from '../reports/html.ts'
import { htmlPage } from '../reports/page.ts'
import { list } from '../reports/page-parts.ts'
import { faultList } from '../reports/time-section.ts'
import { chartsMarkup, lifeMarkup, pasteMarkup, settingsMarkup } from './markup.ts'
import { playgroundOf, studyText } from './study.ts'

export type PlayFacts = {
  readonly version: string
  readonly notes: readonly string[]
}

export function playPage(spec: ClusterSpec, { version, notes }: PlayFacts): string[] {
  const data = playgroundOf(spec)
  return htmlPage({
    title: `${spec.scenario}: play`,
    heading: spec.scenario,
    answer: [],
    about: html`Move a slider: the engine of probestorm ${version} runs here, in this page, and asks for nothing.
The address of the page holds what you changed: copy it to share it with somebody who has the page.`,
    sections: [
      {
        id: 'play',
        title: 'Now and changed',
        body: html`<p class="about" id="play-study">${studyText(spec)}</p>\n${pasteMarkup()}${settingsMarkup(data)}`,
      },
      {
        id: 'time',
        title: 'Over time',
        body: html`<div id="play-faults">${faultList(data.faults, spec.warmUpUs / 1e6)}</div>${chartsMarkup()}${lifeMarkup()}`,
      },
      {
        id: 'basis',
        title: 'What this rests on',
        body: html`<div id="play-notes">${list(notes)}</div>${list([
          'Now and changed share their seed and so, container by container, their random streams: replications are compared in pairs.',
          'The same figures as probestorm run has for the same seed and as many replications.',
          'No number here is measured on a cluster.',
        ])}`,
      },
    ],
    footer:
      'Made by probestorm play. This page holds the checked settings of the scenario, and nothing else of the manifests.',
    bundle: 'play',
    data,
    workers: { engine: workerText('play-engine'), loader: workerText('play-loader') },
  })
}
