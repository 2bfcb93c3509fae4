/** The page of `play`: the study that it came with, or one of pasted manifests. */
import { startPage } from '../../reports/browser/kit/frame.ts'
import { pageData } from '../../reports/browser/kit/page-data.ts'
import type { PlaygroundData } from '../study.ts'
import { takePastes } from './paste.ts'
import { startPlayground } from './playground.ts'

startPage()
let shown = startPlayground(pageData<PlaygroundData>())
takePastes((play) => {
  shown.end()
  shown = startPlayground(play)
})
