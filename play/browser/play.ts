/** The page of `play`. */
import { startPage } from '../../reports/browser/kit/frame.ts'
import { pageData } from '../../reports/browser/kit/page-data.ts'
import type { PlaygroundData } from '../playground.ts'
import { startPlayground } from './playground.ts'

startPage()
startPlayground(pageData<PlaygroundData>())
