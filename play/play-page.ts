/** One page with the engine in it: it simulates where it is read. It holds the checked spec, and nothing of the manifests' text. */
import type { ClusterSpec } from '../engine/contract/cluster-spec.ts'
import { workerText } from '../reports/bundle-text.ts'
import type { MarkedFault } from '../reports/charts/marked-faults.ts'
import { html } from '../reports/html.ts'
import { htmlPage } from '../reports/page.ts'
import { list } from '../reports/page-parts.ts'
import { counted, readableDuration } from '../reports/readable.ts'
import { faultList } from '../reports/time-section.ts'
import { chartsMarkup, type PlaygroundData, playedStudy, podsOf, settingsMarkup } from './playground.ts'

export type PlayFacts = {
  readonly version: string
  readonly faults: readonly MarkedFault[]
  readonly notes: readonly string[]
}

export function playPage(spec: ClusterSpec, { version, faults, notes }: PlayFacts): string[] {
  const data: PlaygroundData = { ...playedStudy(spec), faults }
  return htmlPage({
    title: `${spec.scenario}: play`,
    heading: spec.scenario,
    answer: [],
    about: html`Move a slider: the engine of probestorm ${version} runs here, in this page, with the rules of Kubernetes ${spec.kubernetesVersion} and asks for nothing.
${counted(podsOf(spec), 'pod')} of ${counted(spec.workloads.length, 'workload')} on ${counted(spec.nodes.length, 'node')}, ${readableDuration(spec.durationUs / 1e6)} simulated, seed “${spec.masterSeed}”.
The address of the page holds what you changed: copy it to share it with somebody who has the page.`,
    sections: [
      { id: 'play', title: 'Now and changed', body: settingsMarkup(data) },
      {
        id: 'time',
        title: 'Over time',
        body: html`${faultList(faults, spec.warmUpUs / 1e6)}${chartsMarkup()}`,
      },
      {
        id: 'basis',
        title: 'What this rests on',
        body: list([
          ...notes,
          'Now and changed share their seed and so, container by container, their random streams: replications are compared in pairs.',
          'The same figures as probestorm run has for the same seed and as many replications.',
          'No number here is measured on a cluster.',
        ]),
      },
    ],
    footer:
      'Made by probestorm play. This page holds the checked settings of the scenario, and nothing else of the manifests.',
    bundle: 'play',
    data,
    worker: workerText(),
  })
}
