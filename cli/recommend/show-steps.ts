/** The steps of a recommendation on standard error: each a line, and below it how far its simulation is, and how fast. */
import type { Progress } from '../../engine/index.ts'
import { safeText } from '../../reports/readable.ts'
import { describeRun, type ProgressDisplay, showProgress } from '../progress.ts'

export class Steps {
  readonly #quiet: boolean
  readonly #stream: NodeJS.WriteStream
  #display: ProgressDisplay | undefined
  #step = 0

  constructor(quiet: boolean, stream: NodeJS.WriteStream = process.stderr) {
    this.#quiet = quiet
    this.#stream = stream
  }

  /** Ends the display of the step before. */
  begin(text: string): void {
    if (this.#quiet) return
    this.stop()
    this.#stream.write(`${safeText(text)}\n`)
    const step = ++this.#step
    // A bar is loaded late; the step may be over by then.
    void showProgress(this.#stream, false, describeRun).then((display) => {
      if (step === this.#step) this.#display = display
      else display.stop()
    })
  }

  update(progress: Progress): void {
    this.#display?.update(progress)
  }

  stop(): void {
    this.#step++
    this.#display?.stop()
    this.#display = undefined
  }
}
