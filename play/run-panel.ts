/** The playground in the page of a run: the same scenario, with other settings, once somebody asks for it. */
import type { ClusterSpec } from '../engine/contract/cluster-spec.ts'
import { workerText } from '../reports/bundle-text.ts'
import type { MarkedFault } from '../reports/charts/marked-faults.ts'
import { html } from '../reports/html.ts'
import type { PagePanel } from '../reports/page.ts'
import { about } from '../reports/page-parts.ts'
import type { EmbeddedStudy } from '../reports/reported-result.ts'
import { chartsMarkup, lifeMarkup, settingsMarkup } from './markup.ts'
import { playedStudy, podsOf, quickPodsMax } from './study.ts'

/** Larger studies take longer than anybody waits for a slider. */
const podHoursMax = 10_000
/** The page would be several times as large. */
const charactersMax = 250_000

/** What the page of a run embeds of its study; undefined where the study is too large for a page. */
export function panelStudy(spec: ClusterSpec): EmbeddedStudy | undefined {
  const pods = podsOf(spec)
  if (pods > quickPodsMax || (pods * spec.durationUs) / 3.6e9 > podHoursMax) return undefined
  const study = playedStudy(spec)
  return study.spec.length > charactersMax ? undefined : study
}

export function runPanel(study: EmbeddedStudy, faults: readonly MarkedFault[]): PagePanel {
  const play = { ...study, faults }
  return {
    section: {
      id: 'play',
      title: 'Try other settings here',
      short: 'Try',
      body: html`<p><button type="button" id="play-start">Start the engine in this page</button>
<span class="of">Sliders for faults, replicas, probes, and how containers answer, start and fail: the scenario runs anew with every change, here and offline.</span></p>
<div id="play-panel" hidden>
${about('Now is the scenario as it ran, with at least 5 replications. The address of the page holds what you change: copy it to share it with somebody who has the page.')}${settingsMarkup(play)}${chartsMarkup()}${lifeMarkup()}</div>
`,
    },
    bundle: 'run-play',
    data: { play },
    workers: { engine: workerText('play-engine') },
  }
}
