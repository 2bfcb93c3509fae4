/** The first page of the site. */
import { html, type Markup } from '../../reports/html.ts'
import { htmlPage } from '../../reports/page.ts'
import { list, table } from '../../reports/page-parts.ts'
import type { DocumentPage } from './documents.ts'
import type { GalleryStudy } from './gallery.ts'

export type ShownStudy = GalleryStudy & {
  /** There is a page to play with it. */
  readonly hasSliders: boolean
  /** Its ready pods over time. */
  readonly picture: Markup
}

/** Documents that a new reader needs. */
const firstDocuments: readonly string[] = [
  'README.html',
  'docs/tutorials/watch-a-cluster.html',
  'docs/tutorials/size-your-probes.html',
  'docs/recommend.html',
  'docs/advice.html',
  'docs/calibration.html',
  'scenarios/README.html',
  'docs/kubelet-rules.html',
  'docs/validation.html',
  'docs/validation-control-plane.html',
  'docs/architecture.html',
]

/** @param first of the studies: the playground that opens with a click. */
export function indexPage(
  studies: readonly ShownStudy[],
  documents: readonly Pick<DocumentPage, 'path' | 'title'>[],
  first: string,
): string[] {
  const known = firstDocuments.flatMap((path) => documents.find((document) => document.path === path) ?? [])
  return htmlPage({
    title: 'probestorm',
    heading: 'probestorm',
    answer: ['What do your health probes do when things go wrong, and what do they cost while nothing does?'],
    about: html`A discrete-event performance simulator for Kubernetes probe and restart load: your manifests, the kubelet's exact rules, thousands of pods.`,
    sections: [
      {
        id: 'play',
        title: 'Play',
        body: html`<p><a href="play/${first}.html">Open the playground</a>: the engine runs in the page. Move sliders, follow one pod, paste your own manifests; nothing leaves the page.</p>\n`,
      },
      {
        id: 'gallery',
        title: 'Gallery',
        body: table(
          ['Question', 'Ready pods over time', 'What was found', 'Try it', 'Expected'],
          studies.map(({ name, folder, question, hasSliders, picture }) => [
            question,
            picture,
            html`<a href="gallery/${name}.html">${name}</a>`,
            hasSliders ? html`<a href="play/${name}.html" aria-label="Try ${name}">sliders</a>` : '',
            html`<a href="${folder}/expected.html" aria-label="Expected of ${name}">why</a>`,
          ]),
        ),
      },
      {
        id: 'documents',
        title: 'Documents',
        body: list(known.map(({ path, title }) => html`<a href="${path}">${title}</a>`)),
      },
    ],
    footer: 'Made by npm run site. Nothing here asks a network for anything.',
    bundle: 'document',
  })
}
