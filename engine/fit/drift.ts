/** A series that drifts, over a day say: the logarithm follows a wave of one or two harmonics, not two states. */
import { square } from '../kernel/power.ts'

export type Drift = {
  readonly bic: number
  /** Numbers that were fitted, the standard deviation among them. */
  readonly parameters: number
  readonly periodUs: number
  /** The wave at each value, around its mean. */
  readonly wave: Float64Array
}

const dayUs = 86_400e6
/** Waves that are tried, of the length of the series: longer ones are trends, shorter ones might be the phases themselves. */
const shares = [2, 1.5, 1.25, 1, 0.8, 0.667, 0.5, 0.4, 0.333, 0.25, 0.2, 0.167, 0.143, 0.125]

/** The likeliest wave; of the day too if the series is at least half a day long. */
export function likeliestDrift(logs: Float64Array, timeUs: Float64Array): Drift {
  const spanUs = timeUs[logs.length - 1] - timeUs[0]
  const periods = [...shares.map((share) => share * spanUs), ...(spanUs >= dayUs / 2 ? [dayUs] : [])]
  const drifts = periods.flatMap((periodUs) =>
    [1, 2].map((harmonics) => driftOf(logs, timeUs, periodUs, harmonics)),
  )
  return drifts.reduce((best, each) => (each.bic < best.bic ? each : best))
}

function driftOf(logs: Float64Array, timeUs: Float64Array, periodUs: number, harmonics: number): Drift {
  const n = logs.length
  const size = 1 + 2 * harmonics
  const terms = new Float64Array(size)
  const fill = (index: number): void => {
    const angle = (2 * Math.PI * (timeUs[index] - timeUs[0])) / periodUs
    terms[0] = 1
    for (let harmonic = 1; harmonic <= harmonics; harmonic++) {
      terms[2 * harmonic - 1] = Math.cos(harmonic * angle)
      terms[2 * harmonic] = Math.sin(harmonic * angle)
    }
  }
  const rows = Array.from({ length: size }, () => new Float64Array(size + 1))
  for (let index = 0; index < n; index++) {
    fill(index)
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) rows[row][column] += terms[row] * terms[column]
      rows[row][size] += terms[row] * logs[index]
    }
  }
  const solved = solve(rows)
  const wave = new Float64Array(n)
  let squares = 0
  for (let index = 0; index < n; index++) {
    fill(index)
    for (let row = 1; row < size; row++) wave[index] += solved[row] * terms[row]
    squares += square(logs[index] - solved[0] - wave[index])
  }
  const logLikelihood = -0.5 * n * (Math.log((2 * Math.PI * squares) / n) + 1)
  // The period is a number too, and the standard deviation.
  const parameters = size + 2
  return { bic: parameters * Math.log(n) - 2 * logLikelihood, parameters, periodUs, wave }
}

/** The solution of linear equations, each row with its right side at the end; by elimination, the largest pivot first. */
function solve(rows: Float64Array[]): Float64Array {
  const size = rows.length
  for (let step = 0; step < size; step++) {
    let pivot = step
    for (let row = step + 1; row < size; row++)
      if (Math.abs(rows[row][step]) > Math.abs(rows[pivot][step])) pivot = row
    const [top] = rows.splice(pivot, 1)
    rows.splice(step, 0, top)
    for (let row = 0; row < size; row++) {
      if (row === step || top[step] === 0) continue
      const share = rows[row][step] / top[step]
      for (let column = step; column <= size; column++) rows[row][column] -= share * top[column]
    }
  }
  return Float64Array.from(rows, (row, step) => (row[step] === 0 ? 0 : row[size] / row[step]))
}
