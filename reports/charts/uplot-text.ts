/** The drawing library, as it is inlined into pages. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** Script and style of uPlot. */
export function uplotText(): { readonly script: string; readonly style: string } {
  const read = (name: string) => readFileSync(require.resolve(`uplot/dist/${name}`), 'utf8')
  return { script: read('uPlot.iife.min.js'), style: read('uPlot.min.css') }
}
