/** One page with the engine in it: it simulates where it is read. It holds the checked spec, and nothing of the manifests' text. */
import { stringify } from 'devalue'
import type { ClusterSpec } from '../engine/contract/cluster-spec.ts'
import { workerText } from '../reports/bundle-text.ts'
import { html } from '../reports/html.ts'
import { htmlPage } from '../reports/page.ts'
import { about, figure } from '../reports/page-parts.ts'
import { counted, readableDuration } from '../reports/readable.ts'
import { chartControls, faultList, type MarkedFault } from '../reports/time-section.ts'

export type PlayPageData = {
  /** The spec as `devalue` writes it: JSON with infinity, and each shared object once. */
  readonly spec: string
  readonly faults: readonly MarkedFault[]
  /** Unless a reader asks for another number. */
  readonly replications: number
}

export type PlayFacts = {
  readonly version: string
  readonly faults: readonly MarkedFault[]
  readonly notes: readonly string[]
}

/** More make a page that takes its time with every change. */
export const quickPodsMax = 20_000

/** Fewer do not tell a difference from chance. */
const replicationsMin = 5

export const playCharts = [
  { id: 'ready', title: 'Ready pods', about: 'Pods that are Ready.' },
  { id: 'restarts', title: 'Container restarts', about: 'Restarts within each interval.' },
  {
    id: 'failures',
    title: 'Failed probe runs per second',
    about: 'Refused, timed out, or answered with a failure.',
  },
  {
    id: 'probes',
    title: 'Probe runs per second',
    about: 'Probes of all kinds that began, whatever their answer.',
  },
] as const

export function playPage(spec: ClusterSpec, { version, faults, notes }: PlayFacts): string[] {
  const pods = spec.workloads.reduce((sum, { replicas }) => sum + replicas, 0)
  const replications = pods > quickPodsMax ? spec.replications : Math.max(spec.replications, replicationsMin)
  const data: PlayPageData = { spec: stringify(spec), faults, replications }
  return htmlPage({
    title: `${spec.scenario}: play`,
    heading: spec.scenario,
    answer: [],
    about: html`Move a slider: the engine of probestorm ${version} runs here, in this page, with the rules of Kubernetes ${spec.kubernetesVersion} and asks for nothing.
${counted(pods, 'pod')} of ${counted(spec.workloads.length, 'workload')} on ${counted(spec.nodes.length, 'node')}, ${readableDuration(spec.durationUs / 1e6)} simulated, seed “${spec.masterSeed}”.
The address of the page holds what you changed: copy it to share it with somebody who has the page.`,
    sections: [
      {
        id: 'play',
        title: 'Now and changed',
        body: html`<noscript><p class="warning">The engine needs JavaScript.</p></noscript>
<div class="playground">
<div class="settings">
<p><label for="replications">Replications</label> <input id="replications" type="number" min="1" max="50" value="${replications}"> <button type="button" id="play-reset" disabled>Back to now</button></p>
<label for="play-workload">Workload</label> <select id="play-workload" autocomplete="off"></select>
<div id="sliders"></div>
</div>
<div class="outcome">
<div class="verdict none" id="play-verdict" role="status" aria-live="polite">The engine starts …</div>
<div id="outcome"></div>
</div>
</div>
`,
      },
      {
        id: 'time',
        title: 'Over time',
        body: html`${faultList(faults, spec.warmUpUs / 1e6)}${chartControls(['*'])}<div class="charts">
${playCharts.map(({ id, title, about: text }) => figure(id, title, text))}</div>
${about('Of the workload that is chosen above. Dashed: now; full: changed. Means over the replications.')}`,
      },
      {
        id: 'basis',
        title: 'What this rests on',
        body: html`<ul>${[...notes, 'Now and changed share their seed and so, container by container, their random streams: replications are compared in pairs.', 'The same figures as probestorm run has for the same seed and as many replications.', 'No number here is measured on a cluster.'].map((note) => html`<li>${note}</li>`)}</ul>\n`,
      },
    ],
    footer:
      'Made by probestorm play. This page holds the checked settings of the scenario, and nothing else of the manifests.',
    bundle: 'play',
    data,
    worker: workerText(),
  })
}
