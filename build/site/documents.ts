/** The documents of the repository as pages. Links between them lead to the pages; what is no page is only named. Their pictures are in them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { Marked } from 'marked'
import { Markup } from '../../reports/html.ts'
import { htmlText } from '../../reports/html-text.ts'
import { htmlPage } from '../../reports/page.ts'

const folders = ['docs', 'scenarios']

/** Paths from the root, README first. @param root of the repository. */
export function documentPaths(root: string): string[] {
  const found = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((path) => posix.join(folder, path.replaceAll('\\', '/')))
      .filter((path) => path.endsWith('.md')),
  )
  return ['README.md', ...found.sort()]
}

/** `docs/advice.md` is `docs/advice.html`; the first page of the site is another than the README. */
export function pagePath(document: string): string {
  return document.replace(/\.md$/, '.html')
}

export type DocumentPage = {
  readonly path: string
  readonly title: string
  readonly pieces: readonly string[]
}

/** @param documents all that are pages. */
export function documentPage(root: string, path: string, documents: ReadonlySet<string>): DocumentPage {
  const text = readFileSync(join(root, path), 'utf8')
  const [, title = path] = /^# (.+)$/m.exec(text) ?? []
  const plain = title.replaceAll('`', '')
  const up = posix.relative(posix.dirname(path), 'index.html')
  return {
    path: pagePath(path),
    title: plain,
    pieces: htmlPage({
      title: `${plain} · probestorm`,
      heading: plain,
      answer: [],
      about: new Markup(`<a href="${htmlText(up)}">probestorm</a> · ${htmlText(path)}`),
      sections: [],
      body: new Markup(bodyOf(root, text.replace(/^# .+\n/m, ''), path, documents)),
      footer: 'Made by npm run site.',
      bundle: 'document',
    }),
  }
}

/** As GitHub names headings, so that links into documents lead where they lead there. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/<[^>]*>/g, '')
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-')
}

function bodyOf(root: string, text: string, path: string, documents: ReadonlySet<string>): string {
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text: raw }) {
        return `<h${depth} id="${htmlText(anchorOf(raw.replaceAll('`', '')))}">${this.parser.parseInline(tokens)}</h${depth}>\n`
      },
      link({ href, tokens }) {
        const inner = this.parser.parseInline(tokens)
        const target = targetOf(href, path, documents)
        return target === undefined ? inner : `<a href="${htmlText(target)}">${inner}</a>`
      },
      image({ href, text: alt }) {
        return pictureMarkup(readFileSync(join(root, posix.dirname(path), href)), alt)
      },
      html({ text: markup }) {
        return htmlText(markup)
      },
      table(token) {
        const rows = [token.header, ...token.rows].map((cells, index) => {
          const tag = index === 0 ? 'th' : 'td'
          return `<tr>${cells.map(({ tokens }) => `<${tag} class="words">${this.parser.parseInline(tokens)}</${tag}>`).join('')}</tr>\n`
        })
        return `<div class="wide" tabindex="0"><table><thead>${rows[0]}</thead><tbody>${rows.slice(1).join('')}</tbody></table></div>\n`
      },
    },
  })
  return marked.parse(text, { async: false })
}

/** A picture of its own: the styles of the page are none of its. Where the window is narrow it scrolls, so that its words can be read. */
function pictureMarkup(svg: Buffer, alt: string): string {
  const [, width, height] = /^<svg [^>]*viewBox="0 0 (\d+) (\d+)"/.exec(svg.toString()) ?? []
  if (width === undefined) throw new Error(`the picture "${alt}" is no SVG with a viewBox from 0 0`)
  const source = `data:image/svg+xml;base64,${svg.toString('base64')}`
  return `<span class="picture" tabindex="0"><img src="${source}" alt="${htmlText(alt)}" width="${width}" height="${height}"></span>`
}

/** Undefined for what the site does not have. */
function targetOf(href: string, path: string, documents: ReadonlySet<string>): string | undefined {
  if (href.startsWith('#') || /^https?:/.test(href)) return href
  const [file, anchor] = href.split('#')
  const target = posix.normalize(posix.join(posix.dirname(path), file!))
  const document = [target, posix.join(target, 'README.md')].find((each) => documents.has(each))
  if (document === undefined) return undefined
  const relative = posix.relative(posix.dirname(path), pagePath(document))
  return anchor === undefined ? relative : `${relative}#${anchor}`
}
