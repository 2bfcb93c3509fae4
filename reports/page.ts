/**
 * The frame of every `report.html`: one file that needs no network, whose first screen is its answer. A Content-Security-Policy
 * admits its own style and script by their hashes and nothing else. What a page says is decided by those who fill it.
 */
import { type BundleName, bundleText } from './bundle-text.ts'
import { html, Markup } from './html.ts'
import { contentHash, embeddedJson } from './html-text.ts'
import type { Verdict } from './page-verdict.ts'
import { verdictMarkup } from './page-verdict.ts'

export type Page = {
  /** Of the window. */
  readonly title: string
  readonly heading: string
  /** Absent where nothing is judged. */
  readonly verdict?: Verdict
  /** What users care for, in one or two sentences. */
  readonly answer: readonly string[]
  /** What is missing. */
  readonly warning?: Markup
  /** What it is of, and how it was made. */
  readonly about: Markup
  /** In the order of their weight. */
  readonly sections: readonly (Section | undefined)[]
  /** What stands behind the sections, in its own order: a text. Its pictures are in it, as `data:`. */
  readonly body?: Markup
  readonly footer: string
  /** Script and style. */
  readonly bundle: BundleName
  /** What the script finds in the element `data`, as JSON. */
  readonly data?: unknown
  /** Scripts of ours that the page's own may run in Web Workers, as `workerText` gives them; it finds them in the elements `worker-NAME`. */
  readonly workers?: Readonly<Record<string, string>>
}

/** A section with a script of its own, which others than reports fill. */
export type PagePanel = Required<Pick<Page, 'bundle' | 'workers'>> & {
  readonly section: Section
  /** Beside what the page tells its script. */
  readonly data: object
}

export type Section = {
  readonly id: string
  readonly title: string
  /** In the table of contents, where the title is long. */
  readonly short?: string
  readonly body: Markup
}

/** The page in pieces. */
export function htmlPage(page: Page): string[] {
  const { script, style } = bundleText(page.bundle)
  const policy = `default-src 'none'; style-src ${contentHash(style)}; script-src ${contentHash(script)}; base-uri 'none'; form-action 'none'${page.workers === undefined ? '' : '; worker-src blob:'}${page.body === undefined ? '' : '; img-src data:'}`
  const sections = page.sections.filter((section) => section !== undefined)
  const markup = [
    html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
${header(page)}${contents(sections)}<main>
`,
    ...sections.map(sectionMarkup),
    ...(page.body === undefined ? [] : [page.body]),
    html`</main>
<footer><p class="about">${page.footer}</p></footer>
`,
    page.data === undefined
      ? html``
      : html`<script type="application/json" id="data">${new Markup(embeddedJson(page.data))}</script>
`,
    ...Object.entries(page.workers ?? {}).map(
      ([name, text]) => html`<script type="text/plain" id="worker-${name}">${new Markup(text)}</script>
`,
    ),
    html`<script>${new Markup(script)}</script>
</body>
</html>
`,
  ]
  return markup.map(String)
}

function header({ heading, verdict, answer, warning, about }: Page): Markup {
  return html`<header>
<h1>${heading}</h1>
${verdict && verdictMarkup(verdict)}${warning && html`<p class="warning">${warning}</p>\n`}${answer.map((text) => html`<p class="answer">${unbroken(text)}</p>\n`)}<p class="about">${about}</p>
</header>
`
}

/** Keeps numbers and their units on one line. */
function unbroken(text: string): string {
  return text.replace(/(\d) (?=%|s\b)/g, '$1\u00a0')
}

/** Of one or two sections nobody needs a list. */
function contents(sections: readonly Section[]): Markup | undefined {
  if (sections.length < 3) return undefined
  const links = sections.map(({ id, title, short }) => html`<a href="#${id}">${short ?? title}</a>\n`)
  return html`<nav class="contents" aria-label="Contents">\n${links}</nav>\n`
}

function sectionMarkup({ id, title, body }: Section): Markup {
  return html`<section aria-labelledby="${id}">
<h2 id="${id}"><a href="#${id}">${title}</a></h2>
${body}</section>
`
}
