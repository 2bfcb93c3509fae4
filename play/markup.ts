/** The places of a playground on a page, which its script fills. */
import { type TimeChart, timeCharts } from '../reports/charts/time-charts.ts'
import { html, type Markup } from '../reports/html.ts'
import { about, figure } from '../reports/page-parts.ts'
import { readable } from '../reports/readable.ts'
import type { EmbeddedStudy } from '../reports/reported-result.ts'
import { chartControls } from '../reports/time-section.ts'
import { playId, replicationsMax } from './settings.ts'

/** What users feel stands beside the sliders, so that nobody scrolls to see what a slider does; the rest stands below. */
const chartsBeside: readonly string[] = ['ready', 'failed-requests']

function isBeside({ id }: TimeChart): boolean {
  return chartsBeside.includes(id)
}

function chartOf({ id, title, about: text }: TimeChart): Markup {
  return figure(playId(id), title, text)
}

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
<div class="charts">
${timeCharts.filter(isBeside).map(chartOf)}</div>
<div id="outcome"></div>
</div>
</div>
`
}

export function chartsMarkup(): Markup {
  return html`${chartControls(['*'], playId('zoom-reset'))}<div class="charts">
${timeCharts.filter((chart) => !isBeside(chart)).map(chartOf)}</div>
${about('Of the workload that is chosen above. Dashed: now; full: changed. Means over the replications.')}`
}

/** One pod through the run, once somebody wants to know. */
export function lifeMarkup(): Markup {
  return html`<details class="numbers life" id="life"><summary>Follow one pod through the run</summary>
<p><label for="life-pod">Pod</label> <select id="life-pod" autocomplete="off"></select></p>
<div id="life-tracks"></div>
<p><label for="life-time">Time</label> <input type="range" id="life-time" min="0" value="0" autocomplete="off"> <button type="button" id="life-before">Before</button> <button type="button" id="life-after">Next</button></p>
<p class="life-now"><output id="life-now" for="life-time"></output></p>
<div class="wide" id="life-lines" tabindex="0" role="region" aria-label="The story of the pod"></div>
${about('Of replication 1, with what is changed; as probestorm explain tells it. Bars: green ready, amber not ready or in back-off, blue runs, red is being killed. Strokes: runs of probes, red those that fail.')}</details>
`
}

/** A text of the reader's own in place of the study. */
export function pasteMarkup(): Markup {
  return html`<details class="paste numbers" id="paste"><summary>Paste your own manifests</summary>
<p class="about"><label for="paste-text">Deployments, StatefulSets, Pods and, if you have one, a Scenario, as kubectl takes them. They are read in this page and stay in it: <code>kubectl get deploy,sts,ds -o yaml</code> will do.</label></p>
<textarea id="paste-text" rows="14" spellcheck="false" autocomplete="off"></textarea>
<p><button type="button" id="paste-read">Simulate this</button></p>
<div id="paste-news" role="status"></div>
</details>
`
}
