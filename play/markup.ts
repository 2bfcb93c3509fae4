/** The places of a playground on a page, which its script fills. */
import { timeCharts } from '../reports/charts/time-charts.ts'
import { html, type Markup } from '../reports/html.ts'
import { about, figure } from '../reports/page-parts.ts'
import { readable } from '../reports/readable.ts'
import type { EmbeddedStudy } from '../reports/reported-result.ts'
import { chartControls } from '../reports/time-section.ts'
import { playId, replicationsMax } from './settings.ts'

/** Sliders beside what they lead to. */
export function settingsMarkup({ replications }: EmbeddedStudy): Markup {
  return html`<noscript><p class="warning">The engine needs JavaScript.</p></noscript>
<div class="playground">
<div class="settings">
<p><label for="replications">Replications</label> <input id="replications" type="number" min="1" max="${replicationsMax(replications)}" value="${replications}"> <span class="of">at most <span id="replications-max">${readable(replicationsMax(replications))}</span></span> <button type="button" id="play-reset" disabled>Back to now</button></p>
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

/** A text of the reader's own in place of the study. */
export function pasteMarkup(): Markup {
  return html`<details class="paste" id="paste"><summary>Paste your own manifests</summary>
<p class="about"><label for="paste-text">Deployments, StatefulSets, Pods and, if you have one, a Scenario, as kubectl takes them. They are read in this page and stay in it: <code>kubectl get deploy,sts,ds -o yaml</code> will do.</label></p>
<textarea id="paste-text" rows="14" spellcheck="false" autocomplete="off"></textarea>
<p><button type="button" id="paste-read">Simulate this</button></p>
<div id="paste-news" role="status"></div>
</details>
`
}
