/** The drawing library, as it is inlined into pages. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** Script and style of uPlot; its licence asks for its notice in every copy. */
export function uplotText(): { readonly script: string; readonly style: string } {
  const read = (name: string) => readFileSync(require.resolve(`uplot/${name}`), 'utf8')
  const notice = `/*! uPlot\n${read('LICENSE').trim()}\n*/\n`
  return { script: notice + read('dist/uPlot.iife.min.js'), style: notice + read('dist/uPlot.min.css') }
}
