/** What a playground consists of on a page: the study, and the places that its script fills. */
import { stringify } from 'devalue'
import type { ClusterSpec } from '../engine/contract/cluster-spec.ts'
import type { MarkedFault } from '../reports/charts/marked-faults.ts'
import { timeCharts } from '../reports/charts/time-charts.ts'
import { html, type Markup } from '../reports/html.ts'
import { about, figure } from '../reports/page-parts.ts'
import { readable } from '../reports/readable.ts'
import type { EmbeddedStudy } from '../reports/reported-result.ts'
import { chartControls } from '../reports/time-section.ts'
import { playId, replicationsMax } from './settings.ts'

/** What the script of a playground is told. */
export type PlaygroundData = EmbeddedStudy & { readonly faults: readonly MarkedFault[] }

/** More make a page that takes its time with every change. */
export const quickPodsMax = 20_000

/** Fewer do not tell a difference from chance. */
const replicationsMin = 5

export function playedStudy(spec: ClusterSpec): EmbeddedStudy {
  const isQuick = podsOf(spec) <= quickPodsMax
  const replications = isQuick ? Math.max(spec.replications, replicationsMin) : spec.replications
  return { spec: stringify(spec), replications }
}

export function podsOf({ workloads }: ClusterSpec): number {
  return workloads.reduce((sum, { replicas }) => sum + replicas, 0)
}

/** Sliders beside what they lead to. */
export function settingsMarkup({ replications }: EmbeddedStudy): Markup {
  return html`<noscript><p class="warning">The engine needs JavaScript.</p></noscript>
<div class="playground">
<div class="settings">
<p><label for="replications">Replications</label> <input id="replications" type="number" min="1" max="${replicationsMax(replications)}" value="${replications}"> <span class="of">at most ${readable(replicationsMax(replications))}</span> <button type="button" id="play-reset" disabled>Back to now</button></p>
<label for="play-workload">Workload</label> <select id="play-workload" autocomplete="off"></select>
<div id="sliders"></div>
</div>
<div class="outcome">
<div class="verdict none" id="play-verdict" role="status" aria-live="polite">The engine starts …</div>
<div id="outcome"></div>
</div>
</div>
`
}

export function chartsMarkup(): Markup {
  return html`${chartControls(['*'], playId('zoom-reset'))}<div class="charts">
${timeCharts.map(({ id, title, about: text }) => figure(playId(id), title, text))}</div>
${about('Of the workload that is chosen above. Dashed: now; full: changed. Means over the replications.')}`
}
