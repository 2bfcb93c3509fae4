/**
 * The frame of every `report.html`: one file that needs no network. A Content-Security-Policy admits its own style and scripts
 * by their hashes and nothing else. What a page says is decided by those who fill it.
 */
import { pageStyle } from './charts/page-style.ts'
import { uplotText } from './charts/uplot-text.ts'
import { contentHash, embeddedJson, htmlText } from './html-text.ts'

export type Page = {
  /** May be text of an input. */
  readonly title: string
  /** Markup, in pieces. */
  readonly body: readonly string[]
  /** What the script finds in the element `data`, as JSON. */
  readonly data?: unknown
  /** Beside the style that all pages have. */
  readonly style?: string
  /** Plain JavaScript; a page without it runs nothing. */
  readonly script?: string
  /** Whether the script draws with uPlot. */
  readonly usesUplot?: boolean
}

/** The page in pieces. */
export function htmlPage({
  title,
  body,
  data,
  style: ownStyle = '',
  script = '',
  usesUplot = false,
}: Page): string[] {
  const uplot = usesUplot ? uplotText() : { style: '', script: '' }
  const style = uplot.style + pageStyle + ownStyle
  const scripts = [uplot.script, script].filter((text) => text !== '')
  const policy = `default-src 'none'; style-src ${contentHash(style)}; script-src ${scripts.length === 0 ? "'none'" : scripts.map(contentHash).join(' ')}; base-uri 'none'; form-action 'none'`
  return [
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">\n`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
    `<title>${htmlText(title)}</title>\n<style>${style}</style>\n</head>\n<body>\n<main>\n`,
    ...body,
    '</main>\n',
    ...(data === undefined
      ? []
      : [`<script type="application/json" id="data">${embeddedJson(data)}</script>\n`]),
    ...scripts.map((text) => `<script>${text}</script>\n`),
    '</body>\n</html>\n',
  ]
}
