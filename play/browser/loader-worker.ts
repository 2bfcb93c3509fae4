/** Reads pasted manifests, in a worker of its own: a hostile text may take its time. */

import { formatDiagnostic } from '../../scenarios/diagnostic.ts'
import { InputError, loadScenario } from '../../scenarios/load-scenario.ts'
import type { PasteNews } from '../messages.ts'
import { playgroundOf } from '../study.ts'

const worker = globalThis as unknown as {
  postMessage(news: PasteNews): void
  onmessage: ((event: MessageEvent<string>) => void) | null
}

worker.onmessage = async ({ data: text }) => worker.postMessage(await read(text))

/** As `probestorm play -f -` reads standard input. */
async function read(text: string): Promise<PasteNews> {
  try {
    const { spec, notes, warnings } = await loadScenario({ files: ['-'], readStdin: () => text })
    return { play: playgroundOf(spec), notes, warnings: warnings.map(formatDiagnostic) }
  } catch (error) {
    if (error instanceof InputError) return { problems: error.diagnostics.map(formatDiagnostic) }
    return { problems: [error instanceof Error ? error.message : String(error)] }
  }
}
