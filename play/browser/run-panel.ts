/** The page of a run with a playground in it, which starts when somebody asks for it, or comes with an address that holds changes. */
import '../../reports/browser/run.ts'
import { byId, pageData } from '../../reports/browser/kit/page-data.ts'
import type { PlaygroundData } from '../study.ts'
import { holdsState } from './play-state.ts'
import { startPlayground } from './playground.ts'

const button = byId<HTMLButtonElement>('play-start')!

function start(): void {
  button.closest('p')!.hidden = true
  byId('play-panel')!.hidden = false
  startPlayground(pageData<{ readonly play: PlaygroundData }>().play)
}

button.addEventListener('click', start)
if (holdsState(location.hash)) {
  start()
  byId('play')!.scrollIntoView()
}
