/**
 * Prints latency.csv: what a catalog pod of the tea shop answered every 10 s, one morning until late. The values are made up: drawn
 * from a law that `expected.md` names, so that what calibrate finds can be held against what is there.
 * `node --import tsx scenarios/library/size-probes/write-latency.ts > scenarios/library/size-probes/latency.csv`
 */

const count = 6_000
const stepSeconds = 10
const begin = Date.UTC(2026, 2, 2, 6)

const medianMs = 6
const sigma = 0.7
const gapSeconds = 900
const slowSeconds = 40
const slowFactor = 150

/** The generator of Park and Miller (Communications of the ACM 31(10), 1988): uniform in (0, 1). */
let state = 20_260_302
function uniform(): number {
  state = (state * 48_271) % 2_147_483_647
  return state / 2_147_483_647
}

function exponential(mean: number): number {
  return -mean * Math.log(uniform())
}

/** Box and Muller. */
function normal(): number {
  return Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
}

const lines = ['time,latency_ms']
let isSlow = false
let changesAt = exponential(gapSeconds)
for (let index = 0; index < count; index++) {
  const seconds = index * stepSeconds
  while (changesAt <= seconds) {
    isSlow = !isSlow
    changesAt += exponential(isSlow ? slowSeconds : gapSeconds)
  }
  const ms = medianMs * Math.exp(sigma * normal()) * (isSlow ? slowFactor : 1)
  const time = new Date(begin + seconds * 1000).toISOString().replace('.000Z', 'Z')
  lines.push(`${time},${ms.toFixed(2)}`)
}
process.stdout.write(`${lines.join('\n')}\n`)
