/** Random numbers for draws of laws, from streams of the kernel that bear a name. */
import { normalQuantile } from '../kernel/normal.ts'
import { createStreams, nextUniform, purposeKey, type Streams, seedStream } from '../kernel/random-stream.ts'

/** Where random numbers of draws come from. */
export type DrawStream = { readonly uniform: () => number; readonly normal: () => number }

/** @param name of what is drawn: equal names give equal draws. */
export function drawStream(name: string): DrawStream {
  const streams: Streams = createStreams(1)
  seedStream(streams, 0, purposeKey('calibrate', 1, 'draws'), name)
  const uniform = (): number => nextUniform(streams, 0)
  return { uniform, normal: () => normalQuantile(Math.min(1 - 1e-12, Math.max(1e-12, uniform()))) }
}

/** A gamma variate of scale 1: of a whole shape the sum of exponential ones, of a large one by Wilson and Hilferty's cube. */
export function gammaOf(shape: number, stream: DrawStream): number {
  if (shape > 20) {
    const ninth = 1 / (9 * shape)
    const root = 1 - ninth + Math.sqrt(ninth) * stream.normal()
    return shape * Math.max(0, root * root * root)
  }
  let sum = 0
  const whole = Math.max(1, Math.round(shape))
  for (let each = 0; each < whole; each++) sum -= Math.log1p(-stream.uniform())
  return (sum * shape) / whole
}

/** Fisher and Yates: draws of different keys are put side by side. */
export function shuffled<T>(items: readonly T[], stream: DrawStream): T[] {
  const mixed = [...items]
  for (let index = mixed.length - 1; index > 0; index--) {
    const other = Math.floor(stream.uniform() * (index + 1))
    ;[mixed[index], mixed[other]] = [mixed[other], mixed[index]]
  }
  return mixed
}
