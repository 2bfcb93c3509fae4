/** `podsMax`: a run that makes pods without end stops before it has taken all memory. */
import { usToSeconds } from '../kernel/time.ts'

/** The run has had as many pods as it may. The command line knows the message by its first words. */
export class PodsMaxError extends Error {
  constructor(podsMax: number, timeUs: number) {
    super(
      `The simulation has too many pods: at ${usToSeconds(timeUs)} s it is to have one more than podsMax: ${podsMax}, those that are gone included`,
    )
    this.name = 'PodsMaxError'
  }
}
